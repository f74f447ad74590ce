//! The tokeniser and the query language as a whole.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

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

    /// Whatever word of a text somebody asks for, as it stands there or as another keyboard writes it, the text is found and the word marked.
    #[test]
    fn a_text_holds_its_own_words(words in prop::collection::vec(word(), 1..8), pick in any::<prop::sample::Index>()) {
        let text = words.join(" ");
        let word: &String = pick.get(&words);
        for asked in spellings(word) {
            for query in [format!("{asked} "), asked.clone(), format!("\"{asked}\"")] {
                let parsed = parse_query(&query);
                prop_assert!(is_found(&parsed, &tokens(&text)), "{} in {}", query, text);
                prop_assert!(passage(&text, &parsed, 1_000).iter().any(|piece| piece.hit), "{} is not marked in {}", query, text);
            }
        }
    }

    /// A text and its compatibility forms are the same to the index.
    #[test]
    fn forms_are_one(text in any::<String>()) {
        let texts = |text: &str| tokens(text).into_iter().map(|token| token.text).collect::<Vec<_>>();
        prop_assert_eq!(texts(&text), texts(&text.nfkc().collect::<String>()));
        prop_assert_eq!(texts(&text.nfc().collect::<String>()), texts(&text.nfd().collect::<String>()));
    }
}

/// Words of many scripts, in forms that are spelled in more ways than one.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,8}",
        "[A-Za-z]{1,4}[0-9]{1,3}",
        "[发酵糖化麥芽釀說]{1,4}",
        "[ァ-ンー]{1,3}",
        "[ｦ-ﾝ]{1,2}ﾞ?",
        "[àéîõüçñŠžæøßłЁёйΣσώ]{1,5}",
        "[Ａ-Ｚａ-ｚ０-９]{1,4}",
        "[1-9][0-9]{0,2}[℃℉㎏㎖㎜％‰²]",
        "[№™℡㈱㍿㋿①⑴ⅣⅫ㊙ﬁﬂ]{1,2}",
        "[가-힣]{1,3}",
        "[กขคงจ]{1,3}[ะาำิี]",
        "(a|e|o|u)[\u{301}\u{308}\u{323}]{1,2}[a-z]{0,3}",
        "[a-z]{1,4}[\u{AD}\u{200B}\u{2060}][a-z]{1,4}",
        "(c|f)[#＃]|c[+＋][+＋]|[.．]net|v1[.．]2",
    ]
}

/// The ways in which other keyboards, programs and habits write a word.
fn spellings(word: &str) -> Vec<String> {
    let wide = |c: char| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c };
    let narrow = |c: char| if ('！'..='～').contains(&c) { char::from_u32(u32::from(c) - 0xFEE0).unwrap() } else { c };
    let mut all = vec![
        word.to_owned(),
        word.nfc().collect(),
        word.nfd().collect(),
        word.nfkc().collect(),
        word.nfkd().collect(),
        word.to_uppercase(),
        word.to_lowercase(),
        word.chars().map(wide).collect(),
        word.chars().map(narrow).collect(),
        word.chars().map(simplified::simplified).collect(),
    ];
    all.dedup();
    all
}

/// Whether a database would find a text with these tokens.
fn is_found(query: &Query, text: &[Token]) -> bool {
    let fits = |term: &Term, at: usize| {
        term.tokens.iter().enumerate().all(|(i, wanted)| {
            let is_last = i + 1 == term.tokens.len();
            text.get(at + i).is_some_and(|token| token.text == *wanted || (is_last && term.is_prefix && token.text.starts_with(wanted)))
        })
    };
    !query.terms.is_empty() && query.terms.iter().all(|term| (0..text.len()).any(|at| fits(term, at)))
}
