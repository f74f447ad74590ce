//! What may be stored of a text: one spelling of each letter, and nothing that changes what stands beside it without being seen.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Text as it may be stored: Unicode NFC, `\n` line ends, no control characters but `\n` and `\t`, none of the invisible characters that
/// turn the direction of text (U+202A–202E, U+2066–2069), no byte order marks and no non-characters.
pub fn clean(raw: &str) -> String {
    let is_plain = |b: u8| (0x20..0x7F).contains(&b) || b == b'\n' || b == b'\t';
    if raw.bytes().all(is_plain) {
        return raw.to_owned();
    }
    let mut cleaned = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    cleaned.push('\n');
                }
            }
            '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            _ if is_meddling(c) => {}
            _ => cleaned.push(c),
        }
    }
    match is_nfc_quick(cleaned.chars()) {
        IsNormalized::Yes => cleaned,
        IsNormalized::No | IsNormalized::Maybe => cleaned.nfc().collect(),
    }
}

/// One line of clean text: white space folded and trimmed, without the invisible characters that no script needs.
pub fn clean_line(raw: &str) -> String {
    let mut line = clean(raw);
    line.retain(|c| !is_needless(c));
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says whether a character works on its neighbours or on programs instead of being read: control characters, what turns the direction
/// of text, byte order marks, marks of interlinear notes, and the numbers that Unicode gives to no character.
pub fn is_meddling(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{206A}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' => true,
        '\u{FDD0}'..='\u{FDEF}' => true,
        _ => c.is_control() || u32::from(c) & 0xFFFE == 0xFFFE,
    }
}

/// Invisible characters without which every script and emoji reads the same: fillers, soft hyphens, zero-width spaces. Joiners and marks
/// of direction are not among them: Persian, Hindi, Hebrew and families of emoji are written with them.
fn is_needless(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{3164}' | '\u{FFA0}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning_removes_what_meddles_and_keeps_what_scripts_need() {
        assert_eq!(clean("a\r\nb\rc\u{0}\u{7}d\te"), "a\nb\ncd\te");
        assert_eq!(clean("x\u{202E}y\u{2066}z\u{2069}"), "xyz");
        assert_eq!(clean("a\u{FDD0}b\u{FDEF}c\u{1FFFE}d\u{FFF9}e\u{206A}f"), "abcdef");
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(clean("\u{FEFF}a\u{85}b\u{2028}c"), "ab\nc");
        assert_eq!(clean("👩‍👩‍👧 \u{200F}שלום"), "👩‍👩‍👧 \u{200F}שלום");
    }

    #[test]
    fn lines_are_one_line() {
        assert_eq!(clean("a\u{202E}b\0c\r\nd\te\u{7}"), "abc\nd\te");
        assert_eq!(clean_line("  two \n words "), "two words");
        assert_eq!(clean_line("A\u{200B}da\u{AD}\u{2060} \u{3164} B"), "Ada B");
        assert_eq!(clean_line("می\u{200C}خواهم 👩‍👩‍👧 ❤\u{FE0F}"), "می\u{200C}خواهم 👩‍👩‍👧 ❤\u{FE0F}");
    }
}
