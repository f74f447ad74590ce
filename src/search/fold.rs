//! Folds a word to what it is searched by: case, accents, forms and English endings.

use std::cell::RefCell;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

use super::normal::is_mark;

/// Appends an ASCII word in lower case, a possessive or an apostrophe dropped.
pub fn push_lower_ascii(out: &mut String, word: &str) {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("'S")).unwrap_or(word);
    out.extend(word.bytes().filter(|b| *b != b'\'').map(|b| b.to_ascii_lowercase() as char));
}

/// Appends a word of any script, spelled by `search/normal.rs`: lower case, without accents.
pub fn fold(out: &mut String, buffer: &mut String, word: &str) {
    buffer.clear();
    buffer.extend(word.chars().flat_map(char::to_lowercase));
    let possessive = ["'s", "’s"].iter().find_map(|ending| buffer.strip_suffix(ending));
    let kept = possessive.map_or(buffer.len(), str::len);
    for c in buffer[..kept].nfd() {
        match c {
            // Accents, Arabic vowel signs, and what binds or lengthens without a sound.
            '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{65F}' | '\u{640}' => {}
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            // Whatever folding brings forth, a token is one word.
            _ if c.is_alphanumeric() || is_mark(c) => out.push(c),
            _ => {}
        }
    }
}

thread_local! {
    /// Stems of words seen lately: texts repeat their words, and stemming is the slowest step.
    static STEMS: RefCell<Vec<(String, String)>> = RefCell::new(vec![Default::default(); 4096]);
}

/// Calls `use_stem` with the English stem of an ASCII word.
pub fn stem(word: &str, use_stem: impl FnOnce(&str)) {
    let is_stemmable = word.len() > 2 && word.bytes().all(|b| b.is_ascii_lowercase());
    if !is_stemmable {
        return use_stem(word);
    }
    let hash = word.bytes().fold(0x811C_9DC5_u32, |hash, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193));
    STEMS.with_borrow_mut(|stems| {
        let (seen, stem) = &mut stems[(hash ^ (hash >> 15)) as usize % 4096];
        if seen != word {
            word.clone_into(seen);
            let new = Stemmer::create(Algorithm::English).stem(word);
            stem.clear();
            stem.push_str(&new);
        }
        use_stem(stem);
    });
}
