//! Handles made from display names: unique, and of the characters that handles may have.

use crate::rules::limits;
use unicode_normalization::UnicodeNormalization;

/// Handles to try for a member, the nicest first; the list has no end.
pub(super) fn candidates(display_name: &str, id: i64) -> impl Iterator<Item = String> {
    let most = *limits::HANDLE.end();
    // Decomposed, so that é gives e; what has no plain letter is dropped.
    let base: String = display_name.nfkd().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).take(most).collect();
    let usable = base.len() >= *limits::HANDLE.start() && base.bytes().any(|b| b.is_ascii_alphanumeric());
    let own = usable.then(|| base.clone());
    let numbered = usable.then(|| {
        let end = format!("-{id}");
        format!("{}{end}", &base[..base.len().min(most - end.len().min(most))])
    });
    let plain = std::iter::once(format!("user-{id}"));
    own.into_iter().chain(numbered).chain(plain).chain((2..).map(move |n| format!("user-{id}-{n}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(name: &str, id: i64, n: usize) -> Vec<String> {
        candidates(name, id).take(n).collect()
    }

    #[test]
    fn names_become_handles() {
        assert_eq!(first("Jürgen K.", 7, 3), ["JurgenK", "JurgenK-7", "user-7"]);
        assert_eq!(first("发酵", 8, 2), ["user-8", "user-8-2"]);
        assert_eq!(first("", 9, 1), ["user-9"]);
        assert_eq!(first("--", 9, 1), ["user-9"]);
        for candidate in first(&"x".repeat(80), 1_234_567, 4) {
            assert!(crate::rules::text::Handle::parse(&candidate).is_ok(), "{candidate}");
        }
    }
}
