//! Writes dumps of any size in the form of Stack Exchange's, with words as unevenly spread as real ones. The same size always gives the
//! same dump.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Result, Write};
use std::path::Path;

/// Topics at the dump's beginning that have a whole page of posts: the question and 19 answers.
pub const FULL_TOPICS: usize = 200;
/// How much of everything a dump holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mix {
    /// As in the real dumps: for each post four votes, a comment, two rows of history and half a member.
    Whole,
    /// Short posts and little else, for forums that are only to be large.
    Lean,
}

/// Answers of the other topics.
const ANSWERS: usize = 4;
const TAGS: usize = 300;
const WORDS: usize = 20_000;
const FIRST_DAY: i64 = 1_420_070_400;
const SYLLABLES: [&str; 24] = [
    "ba", "cor", "del", "fi", "gra", "hop", "in", "jo", "kel", "lu", "mal", "nor", "os", "pit", "qua", "rye", "sta", "tun", "ul", "ver", "wort", "xi", "yea",
    "zym",
];

/// What a dump holds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Size {
    pub rows: u64,
    pub posts: usize,
}

/// A small generator of even numbers (xorshift); the dumps need no better one.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below
    }

    /// Small numbers far more often than large ones, as words are used.
    fn rank(&mut self, below: usize) -> usize {
        let even = (self.roll(1 << 20) as f64 + 1.0) / f64::from(1 << 20);
        ((below as f64).powf(even) as usize - 1).min(below - 1)
    }
}

/// The word of a rank.
fn word(rank: usize) -> String {
    let (first, second, third) = (rank % 24, rank / 24 % 24, rank / 576);
    let mut word = format!("{}{}", SYLLABLES[first], SYLLABLES[second]);
    if third > 0 {
        word.push_str(SYLLABLES[third % 24]);
        word.push_str(SYLLABLES[third / 24 % 24]);
    }
    word
}

fn words(dice: &mut Dice, count: usize) -> String {
    let mut text = String::new();
    for n in 0..count {
        if n > 0 {
            text.push(if n % 12 == 0 { ',' } else { ' ' });
        }
        text.push_str(&word(dice.rank(WORDS)));
    }
    text
}

/// Two paragraphs, a list and some code, about 90 words; 25 words in a lean dump.
fn body(dice: &mut Dice, mix: Mix) -> String {
    if mix == Mix::Lean {
        return format!("&lt;p&gt;{}.&lt;/p&gt;", words(dice, 25));
    }
    let (one, two, item, other, code) = (words(dice, 40), words(dice, 30), words(dice, 6), words(dice, 6), words(dice, 4));
    format!(
        "&lt;p&gt;{one}.&lt;/p&gt;&#xA;&#xA;&lt;p&gt;{two} &lt;strong&gt;{item}&lt;/strong&gt;.&lt;/p&gt;&#xA;&#xA;&lt;ul&gt;&lt;li&gt;{item}&lt;/li&gt;&lt;li&gt;{other}&lt;/li&gt;&lt;/ul&gt;&#xA;&#xA;&lt;pre&gt;&lt;code&gt;{code}&#xA;&lt;/code&gt;&lt;/pre&gt;"
    )
}

/// A moment of the dump's years, as dumps write it; `step` of `steps` from the first to the last.
fn moment(step: usize, steps: usize) -> String {
    let seconds = FIRST_DAY + (step as i64 * 315_000_000) / steps as i64;
    let (day, time) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Civil date of a day count (Howard Hinnant's days_from_civil, the other way round).
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (d, m) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let y = yoe + era * 400 + i64::from(m <= 2);
    format!("{y:04}-{m:02}-{d:02}T{:02}:{:02}:{:02}.000", time / 3600, time / 60 % 60, time % 60)
}

struct Rows {
    file: BufWriter<File>,
    root: &'static str,
    count: u64,
}

impl Rows {
    fn create(folder: &Path, name: &str, root: &'static str) -> Result<Rows> {
        let mut file = BufWriter::new(File::create(folder.join(name))?);
        writeln!(file, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<{root}>")?;
        Ok(Rows { file, root, count: 0 })
    }

    fn row(&mut self, attributes: &str) -> Result<()> {
        self.count += 1;
        writeln!(self.file, "  <row Id=\"{}\" {attributes} />", self.count)
    }

    fn end(mut self) -> Result<u64> {
        writeln!(self.file, "</{}>", self.root)?;
        self.file.flush()?;
        Ok(self.count)
    }
}

/// Writes a dump with about this many posts.
pub fn write(folder: &Path, posts: usize, mix: Mix) -> Result<Size> {
    std::fs::create_dir_all(folder)?;
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let users = (posts / if mix == Mix::Whole { 2 } else { 20 }).max(50);
    let mut rows = Rows::create(folder, "Users.xml", "users")?;
    for n in 0..users {
        let created = moment(n, users * 2);
        rows.row(&format!(
            "Reputation=\"1\" CreationDate=\"{created}\" DisplayName=\"{} {n}\" LastAccessDate=\"{created}\" Views=\"0\" UpVotes=\"0\" DownVotes=\"0\"",
            word(n % WORDS)
        ))?;
    }
    let mut total = rows.end()?;
    let mut rows = Rows::create(folder, "Tags.xml", "tags")?;
    for n in 0..TAGS {
        rows.row(&format!("TagName=\"{}\" Count=\"1\"", word(n + 600)))?;
    }
    total += rows.end()?;

    let mut rows = Rows::create(folder, "Posts.xml", "posts")?;
    let mut topics = 0;
    while (rows.count as usize) < posts {
        let answers = if topics < FULL_TOPICS { 19 } else { ANSWERS };
        let question = rows.count + 1;
        for n in 0..=answers {
            let at = moment(rows.count as usize, posts + 20);
            let owner = dice.rank(users) + 1;
            let mut line = format!(
                "CreationDate=\"{at}\" Score=\"0\" OwnerUserId=\"{owner}\" LastActivityDate=\"{at}\" CommentCount=\"0\" Body=\"{}\"",
                body(&mut dice, mix)
            );
            if n == 0 {
                let title = words(&mut dice, 7);
                let accepted = if topics % 2 == 0 { format!(" AcceptedAnswerId=\"{}\"", question + 1) } else { String::new() };
                // Writing to a string cannot fail.
                let _ = write!(
                    line,
                    " PostTypeId=\"1\" ViewCount=\"{}\" Title=\"{title}?\" Tags=\"&lt;{}&gt;&lt;{}&gt;\" AnswerCount=\"{answers}\"{accepted}",
                    dice.roll(5_000),
                    word(dice.rank(TAGS) + 600),
                    word(dice.roll(TAGS) + 600)
                );
            } else {
                let _ = write!(line, " PostTypeId=\"2\" ParentId=\"{question}\"");
            }
            rows.row(&line)?;
        }
        topics += 1;
    }
    let posts = rows.end()?;
    total += posts;

    let posts = posts as usize;
    let mut rows = Rows::create(folder, "Comments.xml", "comments")?;
    let every = if mix == Mix::Whole { 1 } else { 10 };
    for n in 0..posts / every {
        let at = moment(n * every, posts);
        rows.row(&format!(
            "PostId=\"{}\" Score=\"0\" Text=\"{}\" CreationDate=\"{at}\" UserId=\"{}\"",
            n * every + 1,
            words(&mut dice, 12),
            dice.rank(users) + 1
        ))?;
    }
    total += rows.end()?;
    let mut rows = Rows::create(folder, "Votes.xml", "votes")?;
    let votes = if mix == Mix::Whole { posts * 4 } else { posts / 10 };
    for n in 0..votes {
        let post = 1 + (n * posts / votes + dice.rank(40)) % posts;
        let day = format!("{}T00:00:00.000", &moment(n * posts / votes, posts)[..10]);
        let kind = if dice.roll(10) == 0 { 3 } else { 2 };
        rows.row(&format!("PostId=\"{post}\" VoteTypeId=\"{kind}\" CreationDate=\"{day}\""))?;
    }
    total += rows.end()?;
    let mut rows = Rows::create(folder, "PostHistory.xml", "posthistory")?;
    for n in 0..if mix == Mix::Whole { posts * 2 } else { 0 } {
        let (post, kind) = (n / 2 + 1, if n % 2 == 0 { 2 } else { 5 });
        let at = moment(n / 2, posts + 20);
        let text = words(&mut dice, 40);
        let guid = format!("{n:08x}-0000-4000-8000-000000000000");
        rows.row(&format!(
            "PostHistoryTypeId=\"{kind}\" PostId=\"{post}\" RevisionGUID=\"{guid}\" CreationDate=\"{at}\" UserId=\"{}\" Text=\"{text}\"",
            dice.rank(users) + 1
        ))?;
    }
    total += rows.end()?;
    for (name, root) in [("PostLinks.xml", "postlinks"), ("Badges.xml", "badges")] {
        Rows::create(folder, name, root)?.end()?;
    }
    Ok(Size { rows: total, posts })
}

/// Searches: words of middling frequency, and pairs of frequent ones. Each finds more than a page in a forum of any size, so that pages of
/// equal length are compared.
pub fn queries() -> Vec<String> {
    (0..20).map(|n| if n % 2 == 0 { word(300 + n * 37) } else { format!("{}+{}", word(5 + n), word(25 + n)) }).collect()
}

/// Names of the tags with most topics: more than a page of them in a forum of any size, so that pages of equal length are compared.
pub fn tags() -> Vec<String> {
    (0..8).map(|n| word(600 + n)).collect()
}
