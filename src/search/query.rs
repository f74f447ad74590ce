//! Reads what members type into the search box.
//!
//! `mash tag:yeast user:ada category:brewing is:unanswered score:>=3 "exact phrase" -word 发酵`

use super::normal::Normal;
use super::token::{Cut, scan};

/// Characters of a query that are read, and words of it that are searched.
const MAX_CHARS: usize = 500;
const MAX_TERMS: usize = 24;

/// What a member searches for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Words and phrases; all must match, and none of those excluded.
    pub terms: Vec<Term>,
    /// `tag:` filters as typed.
    pub tags: Vec<String>,
    /// `user:` filters, without `@`.
    pub users: Vec<String>,
    /// The last `category:` filter.
    pub category: Option<String>,
    /// `is:` filters.
    pub is: Vec<Is>,
    /// The last `score:` filter.
    pub score: Option<ScoreFilter>,
    /// Filters that are not understood, as typed: a page should say so. Those whose name is
    /// unknown are searched as words too; known ones with a wrong value are not.
    pub unknown: Vec<String>,
}

/// A state of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// Has an answer.
    Answered,
    /// Has no answer.
    Unanswered,
    /// Has an accepted answer.
    Accepted,
}

/// A bound for the score of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoreFilter {
    /// How the score is compared.
    pub op: Comparison,
    /// With what.
    pub n: i64,
}

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`; `score:5` means this.
    AtLeast,
}

/// A word or phrase to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As typed, without marks.
    pub text: String,
    /// The tokens that must stand in a row.
    pub tokens: Vec<String>,
    /// The last token may go on: a single Chinese character, or the word still being typed.
    pub is_prefix: bool,
    /// Must not match.
    pub is_excluded: bool,
}

impl Query {
    /// Says whether there is a word to find; filters may be there all the same.
    #[must_use]
    pub fn has_words(&self) -> bool {
        self.terms.iter().any(|term| !term.is_excluded)
    }
}

/// Reads a query. Every input means something; what is not understood is listed in `unknown`.
#[must_use]
pub fn parse_query(input: &str) -> Query {
    // Full-width colons, quotes and minus signs come with Chinese keyboards; words are spelled as in the texts, and once is enough.
    let input: String = input.chars().take(MAX_CHARS).map(half_width).collect();
    let input = Normal::of(&input).text;
    let mut query = Query::default();
    let parts = split(&input);
    for (at, part) in parts.iter().enumerate() {
        let is_last = at + 1 == parts.len() && !input.ends_with(char::is_whitespace);
        match &part.key {
            Some(key) => read_filter(&mut query, part, key, is_last),
            None => push_term(&mut query, part, &part.value, is_last),
        }
    }
    query
}

/// The sign that is meant where a keyboard writes its full-width form.
fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// One piece between spaces: `-"two words"`, `tag:x`, `word`.
struct Part {
    key: Option<String>,
    value: String,
    is_quoted: bool,
    is_excluded: bool,
}

fn split(input: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = input.trim_start();
    while !rest.is_empty() {
        let is_excluded = rest.starts_with(['-', '−', '–']) && rest.chars().nth(1).is_some_and(|c| !c.is_whitespace() && c != '-');
        if is_excluded {
            rest = rest.trim_start_matches(['-', '−', '–']);
        }
        let key = filter_name(rest);
        if let Some(key) = &key {
            rest = &rest[key.len() + 1..];
        }
        let (value, is_quoted, len) = value(rest);
        parts.push(Part { key, value: value.to_owned(), is_quoted, is_excluded });
        rest = rest[len..].trim_start();
    }
    parts
}

/// The name before a colon: ASCII letters, and a value right behind. `std::vec`, `http://` and
/// `10:30` have none.
fn filter_name(text: &str) -> Option<String> {
    let len = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let value = text[len..].strip_prefix(':')?;
    let has_value = !value.starts_with([':', '/']) && !value.is_empty() && !value.starts_with(char::is_whitespace);
    (len > 0 && has_value).then(|| text[..len].to_owned())
}

/// The value at the start of `text`: up to the closing quote, or to the next space. Also answers
/// whether it was quoted and how many bytes it takes.
fn value(text: &str) -> (&str, bool, usize) {
    let quotes = [('"', '"'), ('“', '”'), ('„', '“'), ('「', '」'), ('«', '»')];
    let quote = quotes.iter().find(|(open, _)| text.starts_with(*open));
    if let Some((open, close)) = quote {
        let inner = &text[open.len_utf8()..];
        return match inner.find(*close) {
            Some(end) => (&inner[..end], true, open.len_utf8() + end + close.len_utf8()),
            None => (inner, true, text.len()),
        };
    }
    let len = text.find(char::is_whitespace).unwrap_or(text.len());
    (&text[..len], false, len)
}

fn read_filter(query: &mut Query, part: &Part, key: &str, is_last: bool) {
    let value = part.value.trim();
    let typed = format!("{}{key}:{value}", if part.is_excluded { "-" } else { "" });
    let name = key.to_ascii_lowercase();
    let is_known = matches!(name.as_str(), "tag" | "user" | "category" | "is" | "score");
    if !is_known {
        let text = format!("{key} {value}");
        query.unknown.push(typed);
        return push_term(query, part, &text, is_last);
    }
    if part.is_excluded || value.is_empty() {
        return query.unknown.push(typed);
    }
    let is = match value.to_ascii_lowercase().as_str() {
        "answered" => Some(Is::Answered),
        "unanswered" => Some(Is::Unanswered),
        "accepted" => Some(Is::Accepted),
        _ => None,
    };
    match (name.as_str(), is, score_filter(value)) {
        ("tag", ..) => query.tags.push(value.to_owned()),
        ("user", ..) => query.users.push(value.trim_start_matches('@').to_owned()),
        ("category", ..) => query.category = Some(value.to_owned()),
        ("is", Some(is), _) if query.is.contains(&is) => {}
        ("is", Some(is), _) => query.is.push(is),
        ("score", _, Some(score)) => query.score = Some(score),
        _ => query.unknown.push(typed),
    }
}

fn score_filter(value: &str) -> Option<ScoreFilter> {
    let ops = [
        (">=", Comparison::AtLeast),
        ("≥", Comparison::AtLeast),
        ("<=", Comparison::AtMost),
        ("≤", Comparison::AtMost),
        (">", Comparison::More),
        ("<", Comparison::Less),
        ("=", Comparison::Equal),
        ("", Comparison::AtLeast),
    ];
    let (number, op) = ops.iter().find_map(|(sign, op)| Some((value.strip_prefix(sign)?, *op)))?;
    Some(ScoreFilter { op, n: number.parse().ok()? })
}

fn push_term(query: &mut Query, part: &Part, text: &str, is_last: bool) {
    if query.terms.len() >= MAX_TERMS {
        return;
    }
    let mut cuts: Vec<(String, Cut)> = Vec::new();
    scan(text, &mut |token, _, cut| cuts.push((token.to_owned(), cut)));
    // The last character of a run stands alone in a text only where the run ends there too: a
    // query that ends with a run asks for its pairs only.
    let ends_in_pair = matches!(cuts.as_slice(), [.., (_, Cut::Pair), (_, Cut::Last)]);
    if ends_in_pair {
        cuts.pop();
    }
    let Some((last, cut)) = cuts.last() else {
        return;
    };
    let is_single_char = *cut == Cut::Last;
    let is_being_typed = is_last && !part.is_quoted && !part.is_excluded && *cut == Cut::Word && last.chars().count() > 1;
    let term = Term {
        text: text.to_owned(),
        is_prefix: is_single_char || is_being_typed,
        is_excluded: part.is_excluded,
        tokens: cuts.into_iter().map(|(token, _)| token).collect(),
    };
    if !query.terms.contains(&term) {
        query.terms.push(term);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_at_once() {
        let query = parse_query("mash tag:yeast user:@ada category:brewing is:unanswered score:>=3 \"exact phrase\" -word 发酵");
        let terms: Vec<_> = query.terms.iter().map(|term| (term.tokens.join(" "), term.is_prefix, term.is_excluded)).collect();
        assert_eq!(
            terms,
            [("mash".to_owned(), false, false), ("exact phrase".to_owned(), false, false), ("word".to_owned(), false, true), ("发酵".to_owned(), false, false),]
        );
        assert_eq!(query.tags, ["yeast"]);
        assert_eq!(query.users, ["ada"]);
        assert_eq!(query.category.as_deref(), Some("brewing"));
        assert_eq!(query.is, [Is::Unanswered]);
        assert_eq!(query.score, Some(ScoreFilter { op: Comparison::AtLeast, n: 3 }));
        assert!(query.unknown.is_empty());
    }

    #[test]
    fn colons_that_are_no_filters_are_words() {
        let words = |input: &str| parse_query(input).terms.iter().map(|t| t.tokens.join(" ")).collect::<Vec<_>>();
        assert_eq!(words("std::vec "), ["std vec"]);
        assert_eq!(words("http://a.org "), ["http a org"]);
        assert_eq!(words("note: x "), ["note", "x"]);
        assert_eq!(words("10:30 "), ["10 30"]);
        assert_eq!(words("a - b --c "), ["a", "b", "c"]);
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let query = parse_query("colour:red is:late score:many -tag:x tag:");
        assert_eq!(query.unknown, ["colour:red", "is:late", "score:many", "-tag:x"]);
        assert_eq!(query.terms[0].tokens, ["colour", "red"]);
        assert_eq!(parse_query("score:5").score, Some(ScoreFilter { op: Comparison::AtLeast, n: 5 }));
        assert_eq!(parse_query("score:<-2").score, Some(ScoreFilter { op: Comparison::Less, n: -2 }));
    }

    #[test]
    fn chinese_keyboards_are_understood() {
        let query = parse_query("tag：酵母 “麦芽 汁” 糖");
        assert_eq!(query.tags, ["酵母"]);
        assert_eq!(query.terms[0].tokens, ["麦芽", "芽", "汁"]);
        assert!(query.terms[0].is_prefix);
        assert_eq!((query.terms[1].tokens.as_slice(), query.terms[1].is_prefix), (["糖".to_owned()].as_slice(), true));
    }

    #[test]
    fn only_the_word_being_typed_is_a_prefix() {
        assert!(parse_query("a mas").terms[1].is_prefix);
        assert!(!parse_query("a mas ").terms[1].is_prefix);
        assert!(!parse_query("\"a mas\"").terms[0].is_prefix);
        assert!(!parse_query("mas -x").terms[0].is_prefix);
        assert!(!parse_query("a b").terms[1].is_prefix);
        assert!(parse_query(&"word ".repeat(1_000)).terms.len() <= MAX_TERMS);
    }
}
