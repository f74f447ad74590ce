//! What the two databases store: words for an FTS5 table, lexemes with places for a tsvector.

use std::fmt::Write;
use std::ops::Range;

use super::token::scan;

/// The `tokenize` option of the FTS5 tables: with it FTS5 splits at spaces only. Its `ascii`
/// tokeniser takes every character beyond ASCII as part of a token, whatever the Unicode version;
/// of ASCII our tokens hold letters, digits, `+` and `#`.
pub const FTS5_TOKENIZE: &str = "ascii tokenchars '+#'";

/// PostgreSQL's greatest position; later words share it.
const MAX_POSITION: usize = 16_383;
/// PostgreSQL's most positions for one lexeme.
const MAX_POSITIONS: usize = 255;
/// Most bytes of one tsvector: PostgreSQL allows 1 MiB less one.
const MAX_BYTES: usize = 1_000_000;
/// Places between two parts, so that no phrase reaches from one into the next.
const PART_GAP: usize = 10;

/// Returns the tokens of a text with spaces between: what an FTS5 column holds.
#[must_use]
pub fn index_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    scan(text, &mut |token, _, _| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(token);
    });
    out
}

/// What the second writing of a title's token begins with; no token of a text has it, for it is folded to the letter it stands for.
const TITLE_MARK: char = 'ᵗ';

/// A token as it is asked for in titles only: an FTS5 column filter would read every text that has the token, in search of the few titles.
#[must_use]
pub fn title_token(token: &str) -> String {
    format!("{TITLE_MARK}{token}")
}

/// Returns what an FTS5 column holds of a title: its tokens, then the same as [`title_token`] writes them.
#[must_use]
pub fn index_title(title: &str) -> String {
    let mut out = index_text(title);
    scan(title, &mut |token, _, _| {
        out.push(' ');
        out.push(TITLE_MARK);
        out.push_str(token);
    });
    out
}

/// What the names of spans begin with; like [`TITLE_MARK`] it cannot be asked for.
const SPAN_MARK: char = 'ᵉ';

/// The spans of ids by which PostgreSQL's index finds the newest documents with a common word, as powers of two: it keeps no order among
/// the documents of a word, and reading them all takes the longer the larger the forum.
pub const SPANS: [u32; 3] = [11, 14, 17];

/// Name of a span: the `number`th of those that are two to the power of `bits` ids wide.
#[must_use]
pub fn span_token(bits: u32, number: i64) -> String {
    format!("{SPAN_MARK}{bits}.{number}")
}

/// Returns the literal to cast with `::tsvector`, from parts with their weight (`A` to `D`). The part of weight `A` is the title: its tokens
/// stand in it once more as [`title_token`] writes them.
///
/// Beyond PostgreSQL's limits the text still fits: later words lose their place or are left out.
#[must_use]
pub fn tsvector(parts: &[(&str, char)]) -> String {
    // Every token's bytes in one buffer, sorted afterwards: far cheaper than a map of strings.
    let mut buffer = String::new();
    let mut found: Vec<Found> = Vec::new();
    let mut position: usize = 0;
    for (text, weight) in parts {
        for mark in [None, Some(TITLE_MARK)].into_iter().take(if *weight == 'A' { 2 } else { 1 }) {
            scan(text, &mut |token, _, _| {
                position += 1;
                let start = buffer.len();
                buffer.extend(mark);
                buffer.push_str(token);
                found.push(Found { token: start..buffer.len(), position: position.min(MAX_POSITION), weight: *weight });
            });
            position += PART_GAP;
        }
    }
    // The sort is stable: places stay in order, and the weightier part's place comes first.
    found.sort_by(|a, b| buffer[a.token.clone()].cmp(&buffer[b.token.clone()]));
    let mut out = String::with_capacity(buffer.len() + 8 * found.len());
    let mut bytes = 0;
    for places in found.chunk_by(|a, b| buffer[a.token.clone()] == buffer[b.token.clone()]) {
        let lexeme = &buffer[places[0].token.clone()];
        // A lexeme costs its text, padding, a count, its places and its entry.
        bytes += lexeme.len() + 10 + 2 * places.len().min(MAX_POSITIONS);
        if bytes > MAX_BYTES {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        push_quoted(&mut out, lexeme);
        push_places(&mut out, places);
    }
    out
}

struct Found {
    token: Range<usize>,
    position: usize,
    weight: char,
}

/// Appends `:1A,5B`; a place cannot be named twice, so the last one of all stands once.
fn push_places(out: &mut String, places: &[Found]) {
    let mut last = 0;
    let mut separator = ':';
    for place in places.iter().filter(|place| std::mem::replace(&mut last, place.position) != place.position).take(MAX_POSITIONS) {
        out.push(separator);
        separator = ',';
        // Writing to a string cannot fail.
        let _ = write!(out, "{}", place.position);
        // `D` is what no letter means.
        if matches!(place.weight, 'A' | 'B' | 'C') {
            out.push(place.weight);
        }
    }
}

/// Appends a lexeme as tsvector and tsquery read it.
pub fn push_quoted(out: &mut String, lexeme: &str) {
    out.push('\'');
    for c in lexeme.chars() {
        if matches!(c, '\'' | '\\') {
            out.push(c);
        }
        out.push(c);
    }
    out.push('\'');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fts5_text_is_tokens_and_spaces() {
        assert_eq!(index_text("Brewing, with C++ & 發酵!"), "brew with c++ 发酵 酵");
        assert_eq!(index_text(" …! "), "");
    }

    #[test]
    fn a_title_is_written_twice_and_nobody_can_ask_for_the_mark() {
        assert_eq!(index_title("Brewing C++"), "brew c++ ᵗbrew ᵗc++");
        assert_eq!(index_title(" …! "), "");
        assert_eq!(index_text("ᵗbrew"), "tbrew");
        assert_eq!(span_token(11, 4_097 >> 11), "ᵉ11.2");
        assert!(!index_text(&span_token(11, 2)).contains('ᵉ'));
    }

    #[test]
    fn tsvectors_hold_places_and_weights() {
        assert_eq!(tsvector(&[("mash mash", 'A'), ("a mash", 'D')]), "'a':25 'mash':1A,2A,26 'ᵗmash':13A,14A");
        assert_eq!(tsvector(&[("mash mash", 'B'), ("a mash", 'D')]), "'a':13 'mash':1B,2B,14");
        assert_eq!(tsvector(&[]), "");
    }

    #[test]
    fn tsvectors_keep_the_limits() {
        let many = tsvector(&[(&"a ".repeat(1_000), 'B')]);
        assert_eq!(many.matches(',').count(), MAX_POSITIONS - 1);
        let long: String = (0..20_000).map(|n| format!("w{n} ")).collect();
        let long = tsvector(&[(&long, 'B'), ("w1", 'C')]);
        assert!(long.contains("'w19999':16383B") && long.contains("'w1':2B,16383C"));
        let huge: String = (0..60_000).map(|n| format!("{n:x>40} ")).collect();
        assert!(tsvector(&[(&huge, 'D')]).len() < 1_100_000);
    }
}
