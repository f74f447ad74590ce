//! What is wrong with a rulebook's document: the line, the reason, and the nearest right name.

use super::InvalidRulebook;

/// What cannot be read, in one line.
pub(super) fn in_one_line(document: &str, error: &toml::de::Error) -> String {
    let said = error.message().replace('\n', ", ");
    let Some(span) = error.span() else { return named(&said) };
    let line = line_at(document, span.start);
    match document.get(span) {
        Some(key) if said.contains("duplicate key") => format!("line {line}: “{}” stands there twice: keep one of them", key.trim()),
        _ => format!("line {line}: {}", named(&said)),
    }
}

/// A sentence about an entry, with the entry's line before it where it can be found.
pub(super) fn with_line(document: &str, wrong: InvalidRulebook) -> InvalidRulebook {
    match line_of(document, &wrong.0) {
        Some(line) => InvalidRulebook(format!("line {line}: {}", wrong.0)),
        None => wrong,
    }
}

/// The line of what a sentence is about: the colour that it names, the “key” that it quotes, or the [heading].
fn line_of(document: &str, sentence: &str) -> Option<usize> {
    let colour = sentence.split('#').skip(1).filter_map(|rest| rest.get(..6)).find(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    let quoted: Vec<&str> = sentence.split('“').skip(1).filter_map(|rest| rest.split('”').next()).collect();
    let entry = |line: &str| quoted.first().is_some_and(|key| line.split_once('=').is_some_and(|(name, value)| names(name, value, key)));
    let lines = || document.lines().enumerate().map(|(n, line)| (n + 1, line));
    let begins = if sentence.contains("two ") { lines().filter(|(_, line)| entry(line)).last() } else { lines().find(|(_, line)| entry(line)) };
    if let (Some(colour), Some((begin, _))) = (colour, begins) {
        return Some(lines().skip(begin - 1).find(|(_, line)| line.contains(&format!("#{colour}"))).map_or(begin, |(n, _)| n));
    }
    if let Some((line, _)) = begins {
        return Some(line);
    }
    let heading = sentence.split('[').nth(1).and_then(|rest| rest.split(']').next())?;
    lines().find(|(_, line)| line.trim() == format!("[{heading}]") || line.trim() == format!("[[{heading}]]")).map(|(n, _)| n)
}

/// Whether `name = value` is the entry of a key: `key = "member"`, `member = …`, or a value like it.
fn names(name: &str, value: &str, key: &str) -> bool {
    name.trim() == key || value.split('#').next().unwrap_or_default().trim() == format!("\"{key}\"")
}

fn line_at(document: &str, at: usize) -> usize {
    document.get(..at).unwrap_or_default().matches('\n').count() + 1
}

/// What serde says of a name that it does not know, in our words and with the nearest one that it does.
fn named(said: &str) -> String {
    let mut quoted = said.split('`').skip(1).step_by(2);
    let (Some(wrong), true) = (quoted.next(), said.starts_with("unknown ")) else {
        return said.replace("expected i64", "expected a whole number").replace("expected f64", "expected a number");
    };
    let known: Vec<&str> = quoted.collect();
    match nearest(wrong, &known) {
        Some(right) => format!("there is no “{wrong}” here, but there is “{right}”; all that may stand here: {}", known.join(", ")),
        None if known.is_empty() => said.to_owned(),
        None => format!("there is no “{wrong}” here; what may stand here: {}", known.join(", ")),
    }
}

/// The known name that is nearest to a wrong one, if one is near.
fn nearest<'a>(wrong: &str, known: &[&'a str]) -> Option<&'a str> {
    let (steps, right) = known.iter().map(|right| (steps(wrong, right), *right)).min()?;
    (steps <= 1 + wrong.chars().count() / 4).then_some(right)
}

/// How many letters are to be put in, taken out or changed to make one word of another.
fn steps(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in to.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::super::{QUESTIONS_PRESET, Rulebook};
    use super::*;

    /// The sentence for the preset with one change, and the line on which the change stands.
    fn wrong(from: &str, to: &str) -> (String, usize) {
        let changed = QUESTIONS_PRESET.replacen(from, to, 1);
        assert_ne!(changed, QUESTIONS_PRESET);
        (Rulebook::parse(&changed).unwrap_err().0, line_at(&changed, QUESTIONS_PRESET.find(from).unwrap()))
    }

    #[test]
    fn a_name_that_is_nearly_right_is_put_right() {
        for (from, to, is, nearest) in [
            ("floor = 1\n", "florr = 1\n", "florr", "floor"),
            ("answer_accepted    =", "anwser_accepted    =", "anwser_accepted", "answer_accepted"),
            ("vote_up           =", "vote_upp           =", "vote_upp", "vote_up"),
            ("needs = { reputation = 15 }", "needs = { reputaton = 15 }", "reputaton", "reputation"),
            ("level = \"bronze\"", "level = \"bonze\"", "bonze", "bronze"),
        ] {
            let (said, line) = wrong(from, to);
            assert!(said.starts_with(&format!("line {line}: ")), "{line}: {said}");
            assert!(said.contains(&format!("“{is}”")) && said.contains(&format!("“{nearest}”")), "{said}");
        }
    }

    #[test]
    fn each_mistake_is_told_with_its_line() {
        for (from, to, words) in [
            ("floor = 1\n", "floor = 1\nfloor = 2\n", &["“floor”", "twice"][..]),
            ("#2158b8", "#d0e0ff", &["“member”", "#d0e0ff", "4.5:1", "darker"]),
            ("reputation = 500, answers", "reputation = 50, answers", &["“regular”", "low to high"]),
            ("key = \"member\"", "key = \"newcomer\"", &["two tiers", "“newcomer”"]),
            ("key = \"teacher\"", "key = \"Teacher\"", &["“Teacher”", "small letters"]),
            ("floor = 1\n", "floor = \"one\"\n", &["whole number"]),
        ] {
            let (said, line) = wrong(from, to);
            let near = (line..=line + 1).chain(line.saturating_sub(3)..line).any(|line| said.starts_with(&format!("line {line}: ")));
            assert!(near, "{line}: {said}");
            assert!(words.iter().all(|word| said.contains(word)), "{said}");
        }
        let (said, _) = wrong("flag_upheld        = { points = 1 }\n", "");
        assert!(said.starts_with("line ") && said.contains("“flag_upheld”"), "{said}");
    }

    #[test]
    fn steps_are_counted_by_letters() {
        assert_eq!([steps("floor", "florr"), steps("", "ab"), steps("kitten", "sitting"), steps("酿酒", "酒")], [1, 2, 3, 1]);
        assert_eq!(nearest("colour", &["floor", "points"]), None);
    }
}
