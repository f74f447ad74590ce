//! Cuts text into tokens: stemmed words, and overlapping pairs of characters where a script has no
//! spaces.
//!
//! The text is spelled in one way first (`search/normal.rs`), whether it is stored or asked for.
//!
//! Words: letters and digits of any script; lower case, accents dropped, English stemmed when the
//! word is ASCII. `don't` is `dont`, `Ada's` is `ada`. Everything
//! else parts words, so `foo_bar`, `1.2.3` and `192.168.0.1` are several tokens in a row, which a
//! query asks for as a phrase; `v1.2` counts as `1.2`. `c++`, `c#` and `f#` keep their marks and
//! `.net` is `dotnet`.
//!
//! Runs of Chinese, Japanese, Korean, Thai and the like: every character starts one token, the
//! pair with its right neighbour; the last one of a run stands alone. So a pair finds two
//! neighbours, a phrase of pairs finds a word, and a prefix finds a single character anywhere.

use std::ops::Range;

use super::fold::{fold, push_lower_ascii, stem};
use super::normal::{Normal, is_mark};
use super::simplified::simplified;

/// A token's most characters; what is longer was not typed by a person and keeps its start.
const MAX_CHARS: usize = 64;

/// One token of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The folded text.
    pub text: String,
    /// Its place among the tokens of the text, from 0.
    pub position: usize,
}

/// Cuts a text into its tokens.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    scan(text, &mut |token, _, _| {
        tokens.push(Token { text: token.to_owned(), position: tokens.len() });
    });
    tokens
}

/// How a token was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// A word.
    Word,
    /// Two neighbours of a run without spaces.
    Pair,
    /// The last character of such a run.
    Last,
}

/// Calls `found` with every token, the bytes of `text` it came from, and how it was cut.
pub fn scan(text: &str, found: &mut dyn FnMut(&str, Range<usize>, Cut)) {
    let normal = Normal::of(text);
    scan_normal(&normal.text, &mut |token, span, cut| found(token, normal.source(span), cut));
}

fn scan_normal(text: &str, found: &mut dyn FnMut(&str, Range<usize>, Cut)) {
    let bytes = text.as_bytes();
    let mut scanner = Scanner::default();
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_alphanumeric() {
            at = scanner.word(text, at, found);
        } else if byte.is_ascii() {
            at += 1;
        } else {
            // The loop only stops at the start of a character.
            let Some(c) = text[at..].chars().next() else {
                break;
            };
            if is_unspaced(c) {
                at = scanner.run(text, at, found);
            } else if c.is_alphanumeric() {
                at = scanner.word(text, at, found);
            } else {
                at += c.len_utf8();
            }
        }
    }
}

/// Says whether the character belongs to a script written without spaces between words.
pub fn is_unspaced(c: char) -> bool {
    match c as u32 {
        0..=0x0DFF => false,
        // Thai, Lao, Myanmar, Khmer, with their vowel signs.
        0x0E01..=0x0E3A | 0x0E40..=0x0E4E | 0x0E81..=0x0ECD | 0x1000..=0x103F | 0x1780..=0x17D3 => true,
        // Hangul, kana, Chinese, and what is spelled as these.
        0x1100..=0x11FF
        | 0x3005..=0x3007
        | 0x3041..=0x3096
        | 0x3099..=0x309A
        | 0x309D..=0x309F
        | 0x30A1..=0x30FA
        | 0x30FC..=0x30FF
        | 0x3105..=0x318E
        | 0x31A0..=0x31BF
        | 0x31F0..=0x31FF
        | 0x3400..=0x4DBF
        | 0x4E00..=0x9FFF
        | 0xA960..=0xA97C
        | 0xAC00..=0xD7FB
        | 0xF900..=0xFAFF
        | 0xFF66..=0xFFDC
        | 0x20000..=0x3FFFD => true,
        _ => false,
    }
}

/// Buffers that live as long as one text.
#[derive(Default)]
struct Scanner {
    word: String,
    folded: String,
}

impl Scanner {
    /// Reports the word that starts at `start`; answers where it ends.
    fn word(&mut self, text: &str, start: usize, found: &mut dyn FnMut(&str, Range<usize>, Cut)) -> usize {
        let (mut end, is_ascii) = word_end(text, start);
        let bytes = text.as_bytes();
        self.word.clear();
        if is_ascii {
            push_lower_ascii(&mut self.word, &text[start..end]);
        } else {
            fold(&mut self.word, &mut self.folded, &text[start..end]);
        }
        if self.word.len() > MAX_CHARS {
            let cut = self.word.char_indices().nth(MAX_CHARS).map_or(self.word.len(), |(at, _)| at);
            self.word.truncate(cut);
        }
        if self.word.is_empty() {
            return end;
        }
        let rest = &bytes[end..];
        if self.word.len() <= 2 && rest.starts_with(b"++") {
            self.word.push_str("++");
            end += 2;
        } else if self.word.len() <= 2 && rest.first() == Some(&b'#') && !rest.get(1).is_some_and(u8::is_ascii_alphanumeric) {
            self.word.push('#');
            end += 1;
        } else if self.word == "net" && is_dotted_name(bytes, start) {
            found("dotnet", start - 1..end, Cut::Word);
            return end;
        } else if is_version_mark(&self.word, rest) {
            self.word.remove(0);
        }
        if self.word.is_ascii() {
            stem(&self.word, |stem| found(stem, start..end, Cut::Word));
        } else {
            found(&self.word, start..end, Cut::Word);
        }
        end
    }

    /// Reports the pairs of the run that starts at `start`; answers where it ends.
    fn run(&mut self, text: &str, start: usize, found: &mut dyn FnMut(&str, Range<usize>, Cut)) -> usize {
        let run = &text[start..];
        let len = run.find(|c| !is_unspaced(c)).unwrap_or(run.len());
        let run = &run[..len];
        self.word.clear();
        self.word.extend(run.chars().map(simplified));
        let width = |at: usize| text[at..].chars().next().map_or(0, char::len_utf8);
        let mut source = start;
        let mut rest = self.word.as_str();
        while let Some(c) = rest.chars().next() {
            let first = c.len_utf8();
            let second = rest[first..].chars().next().map_or(0, char::len_utf8);
            let source_next = source + width(source);
            let span = source..if second > 0 { source_next + width(source_next) } else { source_next };
            let cut = if second > 0 { Cut::Pair } else { Cut::Last };
            found(&rest[..first + second], span, cut);
            rest = &rest[first..];
            source = source_next;
        }
        start + len
    }
}

/// Where the word that starts at `start` ends, and whether it is ASCII. A word goes on over one
/// apostrophe between letters.
fn word_end(text: &str, start: usize) -> (usize, bool) {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        if bytes[at].is_ascii_alphanumeric() {
            at += 1;
        } else if bytes[at] == b'\'' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
            at += 2;
        } else if bytes[at].is_ascii() {
            return (at, true);
        } else {
            break;
        }
    }
    let rest = &text[at..];
    let mut previous_was_apostrophe = false;
    let len = rest.find(|c: char| {
        let apostrophe = matches!(c, '\'' | '’');
        let goes_on = (c.is_alphanumeric() && !is_unspaced(c)) || is_mark(c) || (apostrophe && !previous_was_apostrophe);
        previous_was_apostrophe = apostrophe;
        !goes_on
    });
    let end = at + len.unwrap_or(rest.len());
    (start + text[start..end].trim_end_matches(['\'', '’']).len(), end == at)
}

/// `.net` with nothing before it, as in "the .NET runtime".
fn is_dotted_name(bytes: &[u8], start: usize) -> bool {
    let Some(dot) = start.checked_sub(1) else {
        return false;
    };
    let before = dot.checked_sub(1).map(|before| bytes[before]);
    bytes[dot] == b'.' && before.is_none_or(|b| b.is_ascii_whitespace() || b"([\"'".contains(&b))
}

/// `v1` before `.2.3`: the version is the same without its mark.
fn is_version_mark(word: &str, rest: &[u8]) -> bool {
    let is_numbered = word.strip_prefix('v').is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    is_numbered && matches!(rest, [b'.', digit, ..] if digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> String {
        tokens(text).into_iter().map(|token| token.text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_are_folded_and_stemmed() {
        assert_eq!(cut("Mashing the Café’s ＡＢＣ, straße; don't Ada's"), "mash the cafe abc strass dont ada");
        assert_eq!(cut("brewing brewed brews"), "brew brew brew");
        assert_eq!(cut("Привет мир Ёлка"), "привет мир елка");
        assert_eq!(cut("e\u{301}te\u{301} ﬁne"), "ete fine");
        assert_eq!(cut("हिन्दी"), "हिन्दी");
        assert_eq!(cut("'quoted' O’Brien"), "quot obrien");
    }

    #[test]
    fn runs_become_pairs() {
        assert_eq!(cut("发酵糖"), "发酵 酵糖 糖");
        assert_eq!(cut("發酵"), "发酵 酵");
        assert_eq!(cut("糖"), "糖");
        assert_eq!(cut("用mash做"), "用 mash 做");
        assert_eq!(cut("ビール ﾋﾞｰﾙ"), "ビー ール ル ビー ール ル");
        assert_eq!(cut("맥주, 啤酒。"), "맥주 주 啤酒 酒");
        assert_eq!(cut("เบียร์").split(' ').count(), 6);
    }

    #[test]
    fn code_words() {
        assert_eq!(cut("foo_bar c++ C# f#, .NET asp.net a#b"), "foo bar c++ c# f# dotnet asp net a b");
        assert_eq!(cut("v1.2.3 1.2.3 192.168.0.1 v2"), "1 2 3 1 2 3 192 168 0 1 v2");
        assert_eq!(cut("std::vec<T> x=y"), "std vec t x y");
    }

    #[test]
    fn positions_and_sources_count_up() {
        let text = "Mashing 發酵 c++";
        let mut seen = Vec::new();
        scan(text, &mut |token, span, _| seen.push((token.to_owned(), text[span].to_owned())));
        let expected = [("mash", "Mashing"), ("发酵", "發酵"), ("酵", "酵"), ("c++", "c++")];
        assert!(seen.iter().zip(expected).all(|((token, source), (t, s))| token == t && source == s), "{seen:?}");
        assert_eq!(tokens(text).iter().map(|token| token.position).collect::<Vec<_>>(), [0, 1, 2, 3]);
    }

    #[test]
    fn endless_words_keep_their_start() {
        assert_eq!(cut(&"x".repeat(5_000)).len(), MAX_CHARS);
        assert!(tokens(&"é".repeat(5_000))[0].text.len() <= MAX_CHARS);
    }
}
