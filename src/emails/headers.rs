//! Header lines whose words people wrote.

use crate::rules::text::clean_line;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lettre::message::header::{HeaderName, HeaderValue};

/// Bytes of one encoded word: with its marks it stays below the 75 characters of RFC 2047, and on the first line below 78.
const BYTES: usize = 36;

/// The subject line. Words that look like encoded ones are encoded themselves, so that they are read as they were written:
/// `=?utf-8?q?=41?=` would be shown as `A`.
pub fn subject(words: &str) -> HeaderValue {
    let name = HeaderName::new_from_ascii_str("Subject");
    let words = clean_line(words);
    if !words.contains("=?") {
        return HeaderValue::new(name, words);
    }
    let mut encoded = String::new();
    let mut rest = words.as_str();
    while !rest.is_empty() {
        let (word, next) = rest.split_at(rest.floor_char_boundary(BYTES));
        if !encoded.is_empty() {
            encoded.push_str("\r\n ");
        }
        encoded.push_str(&format!("=?utf-8?b?{}?=", STANDARD.encode(word)));
        rest = next;
    }
    HeaderValue::dangerous_new_pre_encoded(name, words, encoded)
}
