//! The one spelling in which texts are stored and queries are asked, with the way back to the text as written.
//!
//! Compatibility forms become what they stand for (Unicode NFKC): `６５℃` is `65°C`, `ﾋﾞ` is `ビ`, `e` with an accent behind it is `é`. What
//! is invisible inside a word (soft hyphens, joiners, zero-width spaces) goes. Signs that part words anyway stay as they are: most
//! Chinese texts are then not copied.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// A text in the one spelling.
pub struct Normal<'t> {
    pub text: Cow<'t, str>,
    /// Where the two texts stop to run side by side, and where they begin again, in order.
    places: Vec<Place>,
}

struct Place {
    normal: usize,
    source: usize,
    /// What begins here was spelled anew as a whole: no place within it has a place of its own in the source.
    is_whole: bool,
}

impl<'t> Normal<'t> {
    /// Spells a text.
    pub fn of(text: &'t str) -> Normal<'t> {
        let mut spelled = String::new();
        let mut places: Vec<Place> = Vec::new();
        let mut copied = 0;
        let mut chars = text.char_indices().peekable();
        let mut previous = 0;
        while let Some((at, c)) = chars.next() {
            if is_common(c) {
                previous = at;
                continue;
            }
            let start = if begins(c) { at } else { previous };
            let start = start.max(copied);
            let mut end = at + c.len_utf8();
            while let Some((next, c)) = chars.next_if(|(_, c)| !begins(*c)) {
                end = next + c.len_utf8();
            }
            previous = start;
            let written = &text[start..end];
            let Some(new) = spelled_anew(written) else { continue };
            spelled.push_str(&text[copied..start]);
            places.push(Place { normal: spelled.len(), source: start, is_whole: true });
            spelled.push_str(&new);
            places.push(Place { normal: spelled.len(), source: end, is_whole: false });
            copied = end;
            previous = end;
        }
        if places.is_empty() {
            return Normal { text: Cow::Borrowed(text), places };
        }
        spelled.push_str(&text[copied..]);
        Normal { text: Cow::Owned(spelled), places }
    }

    /// Where a stretch stands in the text as written.
    pub fn source(&self, span: Range<usize>) -> Range<usize> {
        if self.places.is_empty() {
            return span;
        }
        let place = |at: usize| self.places.partition_point(|place| place.normal <= at).checked_sub(1).map(|i| (i, &self.places[i]));
        let start = match place(span.start) {
            None => span.start,
            Some((_, place)) if place.is_whole => place.source,
            Some((_, place)) => place.source + (span.start - place.normal),
        };
        // The end belongs to what stands before it.
        let end = match self.places.partition_point(|place| place.normal < span.end).checked_sub(1) {
            None => span.end,
            Some(i) if self.places[i].is_whole => self.places.get(i + 1).map_or(start, |next| next.source),
            Some(i) => self.places[i].source + (span.end - self.places[i].normal),
        };
        start..end.max(start)
    }
}

/// How a letter with its marks is spelled; nothing where it is right as written, or parts words however it is spelled.
fn spelled_anew(written: &str) -> Option<String> {
    let visible = |c: &char| !is_ignored(*c);
    let new: String = written.chars().filter(visible).nfkc().collect();
    let counts = |c: char| c.is_alphanumeric() || is_mark(c) || c.is_whitespace() || matches!(c, '+' | '#' | '\'' | '.' | '(' | '[' | '"');
    let differs = new != written && (new.chars().any(counts) || written.chars().any(|c| is_ignored(c) || counts(c)));
    differs.then_some(new)
}

/// Says whether the character only modifies the letter before it.
pub fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

/// Characters that every spelling leaves as they are and that join nothing before them: ASCII, common Chinese characters and kana, and
/// the signs between them.
fn is_common(c: char) -> bool {
    matches!(c, '\0'..='\u{7F}' | '\u{3001}'..='\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FE}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{FF01}' | '\u{FF0C}' | '\u{FF1A}' | '\u{FF1B}' | '\u{FF1F}')
}

/// Says whether the character stands for itself and cannot melt into the one before it.
fn begins(c: char) -> bool {
    if is_common(c) {
        return true;
    }
    let mut first = None;
    decompose_compatible(c, |part| {
        first.get_or_insert(part);
    });
    let first = first.unwrap_or(c);
    canonical_combining_class(first) == 0 && is_nfkc_quick(std::iter::once(first)) != IsNormalized::Maybe
}

/// What nobody sees inside a word.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(text: &str) -> String {
        Normal::of(text).text.into_owned()
    }

    #[test]
    fn forms_become_what_they_stand_for() {
        assert_eq!(spelled("６５℃ ﾋﾞｰﾙ e\u{301}te\u{301} ﬁne ㎏ ½"), "65°C ビール été fine kg 1\u{2044}2");
        assert_eq!(spelled("한글"), "한글");
        assert_eq!(spelled("Ver\u{AD}such می\u{200C}خواهم"), "Versuch میخواهم");
        for common in ["糖化，用麦芽：好！", "plain words", "Привет", "naïve"] {
            assert!(matches!(Normal::of(common).text, Cow::Borrowed(_)), "{common}");
        }
    }

    #[test]
    fn every_stretch_leads_back() {
        let text = "a ６５℃，ﾋﾞｰﾙ Ver\u{AD}such e\u{301}x";
        let normal = Normal::of(text);
        for (word, written) in
            [("a", "a"), ("65", "６５"), ("°C", "℃"), ("C", "℃"), ("ビー", "ﾋﾞｰ"), ("ル", "ﾙ"), ("Versuch", "Ver\u{AD}such"), ("éx", "e\u{301}x")]
        {
            let at = normal.text.find(word).unwrap();
            assert_eq!(&text[normal.source(at..at + word.len())], written, "{word}");
        }
        assert_eq!(normal.source(0..normal.text.len()), 0..text.len());
    }
}
