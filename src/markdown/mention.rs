//! Finds `@handle` in running words.

use std::ops::Range;

/// Shortest and longest handle in characters.
const HANDLE_CHARS: std::ops::RangeInclusive<usize> = 2..=30;

/// One possible mention in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Byte offset of the `@`.
    pub at: usize,
    /// Byte ranges that may be the handle, the longest first.
    pub readings: Vec<Range<usize>>,
}

/// Finds possible mentions in `text`; `before` is the character that stands before the text.
pub fn candidates(text: &str, before: Option<char>) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(offset) = text[from..].find('@') {
        let at = from + offset;
        let start = at + 1;
        let preceding = text[..at].chars().next_back().or(before);
        let len = text[start..].find(|c: char| !is_handle_char(c)).unwrap_or(text.len() - start);
        from = start + len;
        let address_like = text[from..].starts_with('@');
        if preceding.is_some_and(glues_to_at) || address_like {
            continue;
        }
        let readings = readings(&text[start..from]);
        if !readings.is_empty() {
            let readings = readings.into_iter().map(|len| start..start + len).collect();
            found.push(Candidate { at, readings });
        }
    }
    found
}

/// The lengths of a run of handle characters that may be a handle, the longest first.
fn readings(run: &str) -> Vec<usize> {
    let trimmed = run.trim_end_matches(['_', '-']).len();
    // Chinese and Japanese follow a handle without a space: `@ada你好`.
    let ascii = run.find(|c: char| !c.is_ascii()).unwrap_or(run.len());
    let ascii_trimmed = run[..ascii].trim_end_matches(['_', '-']).len();
    let mut lengths = vec![run.len(), trimmed, ascii, ascii_trimmed];
    lengths.dedup();
    lengths.retain(|len| HANDLE_CHARS.contains(&run[..*len].chars().take(31).count()));
    lengths
}

fn is_handle_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// Says whether an `@` after this character belongs to an e-mail address, a path or a word.
fn glues_to_at(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+' | '@' | '/' | '%' | '\\') || (c.is_alphabetic() && (c as u32) < 0x2E80)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_readings(text: &str) -> Vec<&str> {
        candidates(text, None).iter().map(|c| &text[c.readings[0].clone()]).collect()
    }

    #[test]
    fn handles_are_found_between_words() {
        assert_eq!(first_readings("hi @ada, (@bob-x) 你好@li_lei"), ["ada", "bob-x", "li_lei"]);
        assert_eq!(first_readings("@ada"), ["ada"]);
    }

    #[test]
    fn addresses_and_short_or_long_runs_are_not() {
        assert!(first_readings("a@b.org x.@cd @a @ /@ada é@ada @@ada").is_empty());
        assert!(candidates("@ada", Some('x')).is_empty());
        assert!(first_readings(&format!("@{}", "x".repeat(31))).is_empty());
        assert_eq!(first_readings(&format!("@{}", "x".repeat(30))).len(), 1);
    }

    #[test]
    fn uncertain_ends_give_several_readings() {
        let text = "@ada_你好";
        let found = candidates(text, None);
        let readings: Vec<_> = found[0].readings.iter().map(|r| &text[r.clone()]).collect();
        assert_eq!(readings, ["ada_你好", "ada_", "ada"]);
    }
}
