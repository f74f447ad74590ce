//! The tokeniser and the query language as a whole.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn nothing_panics(text in any::<String>(), query in any::<String>(), max in 0_usize..200) {
        let query = parse_query(&query);
        let _ = (query.fts5(), query.tsquery(), index_text(&text), tsvector(&[(&text, 'A')]));
        let _ = passage(&text, &query, max);
    }

    /// FTS5 must split at our spaces and nowhere else.
    #[test]
    fn tokens_hold_no_other_ascii(text in any::<String>()) {
        for token in tokens(&text) {
            prop_assert!(!token.text.is_empty());
            prop_assert!(token.text.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric() || "+#".contains(c)));
            prop_assert!(!token.text.contains(char::is_whitespace));
            prop_assert_eq!(token.text.chars().flat_map(char::to_lowercase).collect::<String>(), token.text);
        }
    }

    /// What a text says, a search for a piece of it finds.
    #[test]
    fn a_text_holds_its_own_words(words in prop::collection::vec("[a-z]{1,8}|[发酵糖化麥芽]{1,4}|[ァ-ン]{1,3}", 1..8), pick in any::<prop::sample::Index>()) {
        let text = words.join(" ");
        let word = pick.get(&words);
        let hit = passage(&text, &parse_query(&format!("{word} ")), 1_000).iter().any(|piece| piece.hit);
        prop_assert!(hit, "{} in {}", word, text);
    }
}
