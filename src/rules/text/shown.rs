//! How much of a text a reader sees: what lengths are measured by.

use super::{FieldError, is_han};
use crate::rules::limits;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// What is seen of a text, counted no further than the longest of the least lengths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// What a reader takes for one character each; a gap between words is one.
    have: usize,
    /// The same, with Chinese characters counted as often as they say more.
    weight: usize,
}

impl Shown {
    /// Looks through a text until it is long enough for every limit.
    pub fn of(text: &str) -> Shown {
        let mut shown = Shown::default();
        let mut gap = false;
        for cluster in text.graphemes(true) {
            if !is_visible(cluster) {
                gap |= cluster.chars().any(char::is_whitespace);
                continue;
            }
            let gaps = usize::from(gap && shown.have > 0);
            gap = false;
            shown.have += 1 + gaps;
            shown.weight += gaps + if cluster.chars().any(is_han) { limits::HAN_SHARE } else { 1 };
            if shown.weight >= limits::MOST_LEAST {
                break;
            }
        }
        shown
    }

    /// Whether there is nothing to see.
    pub fn is_nothing(self) -> bool {
        self.have == 0
    }

    /// Whether it is long enough.
    ///
    /// # Errors
    /// [`FieldError::Missing`] where nothing can be seen, [`FieldError::TooShort`] where little can.
    pub fn check(self, bounds: &RangeInclusive<usize>) -> Result<(), FieldError> {
        let least = *bounds.start();
        if self.have == 0 && least > 0 {
            return Err(FieldError::Missing);
        }
        if self.weight < least {
            return Err(FieldError::TooShort { least: least as i64, have: self.have as i64 });
        }
        Ok(())
    }
}

/// Whether a reader sees anything of a text.
pub fn is_shown(text: &str) -> bool {
    text.chars().any(|c| !is_blank(c) && !is_combining_mark(c))
}

/// Marks need a letter to stand on.
fn is_visible(cluster: &str) -> bool {
    is_shown(cluster)
}

/// White space, and what Unicode lets no font draw: joiners, fillers, marks of direction, selectors of forms, the empty Braille pattern.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1D159}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn have(text: &str) -> usize {
        Shown::of(text).have
    }

    #[test]
    fn what_cannot_be_seen_does_not_count() {
        for nothing in
            ["", "\u{200B}".repeat(12).as_str(), "\u{A0}\u{A0}", "\u{3164}\u{115F}\u{FFA0}", "\u{2800}\u{FE0F}\u{200D}", "\u{E0041}\u{AD}", " \u{301}\u{301}"]
        {
            assert_eq!(have(nothing), 0, "{nothing:?}");
            assert!(!is_shown(nothing), "{nothing:?}");
            assert_eq!(Shown::of(nothing).check(&(1..=50)), Err(FieldError::Missing), "{nothing:?}");
        }
        assert_eq!(Shown::of("").check(&(0..=5)), Ok(()));
    }

    #[test]
    fn characters_are_what_readers_take_for_one() {
        assert_eq!(have("👩‍👩‍👧"), 1);
        assert_eq!(have("e\u{301}a"), 2);
        assert_eq!(have("हिन्दी 🇦🇹"), 4);
        assert_eq!(have("a\u{200B}b"), 2);
        assert_eq!(have("  a \u{A0}\n\n b  "), 3);
    }

    #[test]
    fn han_weighs_more_and_counting_ends_in_time() {
        assert_eq!(Shown::of("发酵停了").check(&(10..=150)), Ok(()));
        assert_eq!(Shown::of("short").check(&(10..=150)), Err(FieldError::TooShort { least: 10, have: 5 }));
        assert_eq!(have(&"x".repeat(100_000)), limits::MOST_LEAST);
    }
}
