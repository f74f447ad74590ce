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
    // Where the last mention ended: `@one/@two` names two members, `a/@two` is a path.
    let mut named = None;
    while let Some(offset) = text[from..].find('@') {
        let at = from + offset;
        let start = at + 1;
        let preceding = text[..at].chars().next_back().or(before);
        let len = text[start..].find(|c: char| !is_handle_char(c)).unwrap_or(text.len() - start);
        from = start + len;
        // `@ada@example.org` is an address; a handle that ends in a dash ends before it.
        let address_like = text[from..].starts_with('@') && text[start..from].ends_with(char::is_alphanumeric);
        let after_mention = named.is_some_and(|end| parts_mentions(&text[end..at]));
        if (preceding.is_some_and(glues_to_at) && !after_mention) || address_like {
            continue;
        }
        let readings = readings(&text[start..from]);
        if let Some(shortest) = readings.last() {
            named = Some(start + shortest);
            let readings = readings.into_iter().map(|len| start..start + len).collect();
            found.push(Candidate { at, readings });
        }
    }
    found
}

/// Says whether this stands between two mentions: one sign.
fn parts_mentions(between: &str) -> bool {
    let mut chars = between.chars();
    chars.next().is_some_and(|c| !c.is_alphanumeric() && c != '@') && chars.next().is_none()
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
    fn one_sign_may_part_two_mentions() {
        for sign in ["/", "-", "_", "+", ".", "、", "，", "／", "&", " ", "|", "%"] {
            assert_eq!(candidates(&format!("@one{sign}@two"), None).len(), 2, "{sign}");
        }
        for end in ["。", "，", "！", "？", "：", "；", "）", "】", "》", "」", "”", "…", "　", "你好", "は"] {
            let text = format!("（@one{end}");
            assert_eq!(candidates(&text, None)[0].readings.last().map(|r| &text[r.clone()]), Some("one"), "{end}");
        }
        assert!(first_readings("one/@two @@two @one@two/@@three").is_empty());
    }

    #[test]
    fn uncertain_ends_give_several_readings() {
        let text = "@ada_你好";
        let found = candidates(text, None);
        let readings: Vec<_> = found[0].readings.iter().map(|r| &text[r.clone()]).collect();
        assert_eq!(readings, ["ada_你好", "ada_", "ada"]);
    }
}
