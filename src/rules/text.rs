//! What people type, parsed once at the edge: handles, titles, bodies, tags, addresses.
//! Each `parse` cleans first (no control characters, no text-direction overrides) and answers with a [`FieldError`].

use super::limits;
use serde::{Deserialize, Serialize};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// What is wrong with one field; its sentence stands under `field-…` in the locale files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldError {
    Missing,
    TooShort {
        least: i64,
        have: i64,
    },
    TooLong {
        most: i64,
        have: i64,
    },
    /// A handle with characters it may not have.
    HandleCharacters,
    HandleTaken,
    EmailShape,
    EmailTaken,
    /// The guesser's estimate is too low.
    PasswordWeak,
    PasswordsDiffer,
    PasswordWrong,
    CurrentPasswordWrong,
    TooManyTags {
        most: i64,
    },
    TagCharacters {
        tag: String,
    },
    /// The tag does not exist and the member may not create tags.
    TagUnknown {
        tag: String,
        need: i64,
    },
    LinkShape,
    ColourShape,
    UnknownChoice,
    SlugTaken,
    GroupNameTaken,
    /// The member is in the group already.
    InGroup,
    PictureBroken,
    PictureTooLarge {
        most_megabytes: i64,
    },
    /// More pixels than are unpacked, whatever the size of the file.
    PictureTooManyPixels {
        most_megapixels: i64,
    },
    DateInPast,
    MemberUnknown,
    Changed,
    /// Right, but to be sent once more.
    OnceMore,
}

impl FieldError {
    /// Key of the sentence in the locale files.
    pub fn key(&self) -> &'static str {
        match self {
            FieldError::Missing => "field-missing",
            FieldError::TooShort { .. } => "field-too-short",
            FieldError::TooLong { .. } => "field-too-long",
            FieldError::HandleCharacters => "field-handle-characters",
            FieldError::HandleTaken => "field-handle-taken",
            FieldError::EmailShape => "field-email-shape",
            FieldError::EmailTaken => "field-email-taken",
            FieldError::PasswordWeak => "field-password-weak",
            FieldError::PasswordsDiffer => "field-passwords-differ",
            FieldError::PasswordWrong => "field-password-wrong",
            FieldError::CurrentPasswordWrong => "field-current-password-wrong",
            FieldError::TooManyTags { .. } => "field-too-many-tags",
            FieldError::TagCharacters { .. } => "field-tag-characters",
            FieldError::TagUnknown { .. } => "field-tag-unknown",
            FieldError::LinkShape => "field-link-shape",
            FieldError::ColourShape => "field-colour-shape",
            FieldError::UnknownChoice => "field-unknown-choice",
            FieldError::GroupNameTaken => "field-group-name-taken",
            FieldError::InGroup => "field-in-group",
            FieldError::SlugTaken => "field-slug-taken",
            FieldError::PictureBroken => "field-picture-broken",
            FieldError::PictureTooLarge { .. } => "field-picture-too-large",
            FieldError::PictureTooManyPixels { .. } => "field-picture-too-many-pixels",
            FieldError::DateInPast => "field-date-in-past",
            FieldError::MemberUnknown => "field-member-unknown",
            FieldError::Changed => "field-changed",
            FieldError::OnceMore => "field-once-more",
        }
    }
}

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
            '\n' | '\t' => cleaned.push(c),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => {}
            _ if c.is_control() => {}
            _ => cleaned.push(c),
        }
    }
    match is_nfc_quick(cleaned.chars()) {
        IsNormalized::Yes => cleaned,
        IsNormalized::No | IsNormalized::Maybe => cleaned.nfc().collect(),
    }
}

/// One line of clean text: white space folded and trimmed.
pub fn clean_line(raw: &str) -> String {
    clean(raw).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Length in characters, within bounds; what is empty is [`FieldError::Missing`].
fn bounded(text: &str, bounds: &std::ops::RangeInclusive<usize>) -> Result<(), FieldError> {
    let have = text.chars().count();
    if have == 0 && *bounds.start() > 0 {
        return Err(FieldError::Missing);
    }
    let weight = have + text.chars().filter(|c| is_han(*c)).count() * (limits::HAN_SHARE - 1);
    if weight < *bounds.start() {
        return Err(FieldError::TooShort { least: *bounds.start() as i64, have: have as i64 });
    }
    if have > *bounds.end() {
        return Err(FieldError::TooLong { most: *bounds.end() as i64, have: have as i64 });
    }
    Ok(())
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

macro_rules! parsed {
    ($($(#[$doc:meta])* $name:ident = $clean:ident, $bounds:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name(String);

        impl $name {
            /// Cleans and checks what was typed.
            ///
            /// # Errors
            /// Missing, too short or too long.
            pub fn parse(raw: &str) -> Result<Self, FieldError> {
                let text = $clean(raw);
                let text = text.trim().to_owned();
                bounded(&text, &$bounds)?;
                Ok($name(text))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )+};
}

parsed! {
    /// A topic's title: one line.
    TopicTitle = clean_line, limits::TITLE;
    /// The Markdown of an opening post, an answer or a reply.
    PostBody = clean, limits::BODY;
    /// The Markdown of a comment.
    CommentBody = clean, limits::COMMENT;
    /// The name shown everywhere; need not be unique.
    DisplayName = clean_line, limits::DISPLAY_NAME;
    /// Why staff decided something; the member reads it.
    Reason = clean, limits::REASON;
    /// The forum's name.
    SiteName = clean_line, limits::SITE_NAME;
    /// A category's name.
    CategoryName = clean_line, limits::CATEGORY_NAME;
    /// The name of a group of members, or what somebody calls a key of theirs.
    GroupName = clean_line, limits::GROUP_NAME;
}

/// A unique name for addresses and mentions: letters, digits, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle(String);

impl Handle {
    /// Checks a handle.
    ///
    /// # Errors
    /// Missing, its length, or a character it may not have.
    pub fn parse(raw: &str) -> Result<Handle, FieldError> {
        let text = raw.trim();
        bounded(text, &limits::HANDLE)?;
        if !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
            return Err(FieldError::HandleCharacters);
        }
        Ok(Handle(text.to_owned()))
    }

    /// The handle as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes handles equal: capitals do not count.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// An e-mail address of plausible shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Checks an address: one `@`, a domain with a dot, nothing that could end a header line.
    ///
    /// # Errors
    /// Missing, too long or not an address.
    pub fn parse(raw: &str) -> Result<Email, FieldError> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(FieldError::Missing);
        }
        if text.len() > limits::EMAIL {
            return Err(FieldError::TooLong { most: limits::EMAIL as i64, have: text.len() as i64 });
        }
        let (local, domain) = text.rsplit_once('@').ok_or(FieldError::EmailShape)?;
        let plain_local = !local.is_empty() && local.len() <= 64 && local.chars().all(|c| c.is_ascii_graphic() && !"<>(),;:\\\"[]@".contains(c));
        let plain_domain = domain.contains('.')
            && domain
                .split('.')
                .all(|label| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-') && !label.starts_with('-') && !label.ends_with('-'));
        if plain_local && plain_domain && !local.starts_with('.') && !local.ends_with('.') { Ok(Email(text.to_owned())) } else { Err(FieldError::EmailShape) }
    }

    /// The address as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes addresses equal: capitals do not count.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// The tags of a topic, in the order typed, without repeats.
///
/// # Errors
/// Too many, too long, or a character that tags may not have.
pub fn parse_tags(raw: &str) -> Result<Vec<String>, FieldError> {
    let mut tags: Vec<String> = Vec::new();
    for word in clean(raw).split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、')) {
        let tag = word.trim_start_matches('#').to_lowercase();
        if tag.is_empty() || tags.contains(&tag) {
            continue;
        }
        if !tag.chars().all(|c| c.is_alphanumeric() || "+-#._".contains(c)) || !tag.starts_with(|c: char| c.is_alphanumeric() || c == '.') {
            return Err(FieldError::TagCharacters { tag });
        }
        let have = tag.chars().count();
        if have > limits::TAG {
            return Err(FieldError::TooLong { most: limits::TAG as i64, have: have as i64 });
        }
        tags.push(tag);
    }
    if tags.len() > *limits::TAGS.end() {
        return Err(FieldError::TooManyTags { most: *limits::TAGS.end() as i64 });
    }
    Ok(tags)
}

/// A link for a profile: `http` or `https`, no white space.
///
/// # Errors
/// Too long, or not such a link.
pub fn parse_link(raw: &str) -> Result<String, FieldError> {
    let text = clean_line(raw);
    if text.is_empty() {
        return Ok(text);
    }
    let have = text.chars().count();
    if have > limits::LINK {
        return Err(FieldError::TooLong { most: limits::LINK as i64, have: have as i64 });
    }
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(FieldError::LinkShape)?;
    if host.is_empty() || host.starts_with('/') || text.contains(char::is_whitespace) || text.contains(['<', '>', '"']) {
        return Err(FieldError::LinkShape);
    }
    Ok(text)
}

/// The part of an address made from a title: small letters, digits and hyphens, Han kept; at most 80 bytes.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for c in title.nfkc().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            if slug.len() + c.len_utf8() > 80 {
                break;
            }
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() && !matches!(c, '\'' | '’') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "topic".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_and_control_characters_go() {
        assert_eq!(clean("a\u{202E}b\0c\r\nd\te\u{7}"), "abc\nd\te");
        assert_eq!(clean_line("  two \n words "), "two words");
    }

    #[test]
    fn han_text_may_be_shorter() {
        assert!(TopicTitle::parse("发酵停了怎么办").is_ok());
        assert_eq!(TopicTitle::parse("short"), Err(FieldError::TooShort { least: 10, have: 5 }));
        assert_eq!(TopicTitle::parse("   "), Err(FieldError::Missing));
        assert!(matches!(TopicTitle::parse(&"x".repeat(100_000)), Err(FieldError::TooLong { most: 150, .. })));
    }

    #[test]
    fn addresses() {
        for good in ["ada@example.org", "a.b+c@sub.example.co", "ünï@example.org".trim_start_matches("ünï").trim_start_matches('@')] {
            if good.contains('@') {
                assert!(Email::parse(good).is_ok(), "{good}");
            }
        }
        for bad in ["", "ada", "ada@", "@example.org", "ada@example", "a b@example.org", "ada@example.org\r\nBcc: x@y.z", "ada@-x.org", "<ada@example.org>"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn tags_and_slugs() {
        assert_eq!(parse_tags("Yeast, c++ 发酵、yeast #mash").unwrap(), ["yeast", "c++", "发酵", "mash"]);
        assert!(matches!(parse_tags("a b c d e f"), Err(FieldError::TooManyTags { most: 5 })));
        assert!(matches!(parse_tags("<script>"), Err(FieldError::TagCharacters { .. })));
        assert_eq!(slug("Why doesn't my wort -- stop?!"), "why-doesnt-my-wort-stop");
        assert_eq!(slug("???"), "topic");
        assert_eq!(slug("发酵 停在 1.018"), "发酵-停在-1-018");
    }

    #[test]
    fn links() {
        assert!(parse_link("https://example.org/x").is_ok());
        assert_eq!(parse_link("javascript:alert(1)"), Err(FieldError::LinkShape));
        assert_eq!(parse_link("").unwrap(), "");
    }

    #[test]
    fn cleaning_removes_what_cannot_be_seen() {
        assert_eq!(clean("a\r\nb\rc\u{0}\u{7}d\te"), "a\nb\ncd\te");
        assert_eq!(clean("x\u{202E}y\u{2066}z\u{2069}"), "xyz");
        assert_eq!(clean("e\u{301}"), "é");
        assert_eq!(clean("\u{FEFF}a\u{85}b\u{2028}c"), "ab\nc");
        assert_eq!(clean("👩‍👩‍👧 \u{200F}שלום"), "👩‍👩‍👧 \u{200F}שלום");
    }
}
