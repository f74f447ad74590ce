//! What people type, parsed once at the edge: handles, titles, bodies, tags; addresses are in `email`.
//! Each `parse` cleans first (`text/clean.rs`), measures what a reader sees (`text/shown.rs`) and answers with a [`FieldError`].

mod clean;
mod shown;

pub use super::email::Email;
use super::limits;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

pub use clean::{clean, clean_line, is_meddling};
pub use shown::{Shown, is_shown};

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
    /// A side is longer than what is taken.
    PictureTooLong {
        most_pixels: i64,
    },
    /// Its end is missing.
    PictureIncomplete,
    /// No room for it now: others are being worked on.
    PicturesBusy,
    /// The member keeps as many pictures as they may.
    PicturesFull {
        most: i64,
        most_megabytes: i64,
    },
    /// Moves, in a format that is taken only still.
    PictureMoves,
    /// More frames, or larger ones, than a moving picture may have.
    PictureMovesTooMuch {
        most_frames: i64,
        most_side: i64,
    },
    DateInPast,
    MemberUnknown,
    Changed,
    /// Right, but to be sent once more.
    OnceMore,
    /// The same form was sent before with other words.
    SentBefore,
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
            FieldError::PictureTooLong { .. } => "field-picture-too-long",
            FieldError::PicturesBusy => "field-pictures-busy",
            FieldError::PicturesFull { .. } => "field-pictures-full",
            FieldError::PictureIncomplete => "field-picture-incomplete",
            FieldError::PictureMoves => "field-picture-moves",
            FieldError::PictureMovesTooMuch { .. } => "field-picture-moves-too-much",
            FieldError::DateInPast => "field-date-in-past",
            FieldError::MemberUnknown => "field-member-unknown",
            FieldError::Changed => "field-changed",
            FieldError::OnceMore => "field-once-more",
            FieldError::SentBefore => "field-sent-before",
        }
    }
}

/// A length within bounds: the least is measured on what a reader sees, the most on what is stored.
fn bounded(text: &str, bounds: &std::ops::RangeInclusive<usize>) -> Result<(), FieldError> {
    Shown::of(text).check(bounds)?;
    at_most(text, *bounds.end())
}

fn at_most(text: &str, most: usize) -> Result<(), FieldError> {
    let have = text.chars().count();
    if have > most { Err(FieldError::TooLong { most: most as i64, have: have as i64 }) } else { Ok(()) }
}

/// One line that may be left out; what nobody could see is left out.
///
/// # Errors
/// Too long.
pub fn optional_line(raw: &str, most: usize) -> Result<String, FieldError> {
    optional(clean_line(raw), most)
}

/// A text of some lines that may be left out; what nobody could see is left out.
///
/// # Errors
/// Too long.
pub fn optional_text(raw: &str, most: usize) -> Result<String, FieldError> {
    optional(clean(raw).trim().to_owned(), most)
}

fn optional(text: String, most: usize) -> Result<String, FieldError> {
    at_most(&text, most)?;
    Ok(if is_shown(&text) { text } else { String::new() })
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
        let allowed = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        // Marks alone could be neither spoken nor mentioned.
        if !allowed || !text.contains(|c: char| c.is_ascii_alphanumeric()) {
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

/// The tags of a topic, in the order typed, without repeats.
///
/// # Errors
/// Too many, too long, or a character that tags may not have.
pub fn parse_tags(raw: &str) -> Result<Vec<String>, FieldError> {
    let mut tags: Vec<String> = Vec::new();
    for word in tag_spelling(raw).split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '、' | '。' | '،' | '｡' | '､')) {
        let tag = word.trim_start_matches('#').to_owned();
        if tag.is_empty() || tags.contains(&tag) {
            continue;
        }
        if !is_tag(&tag) {
            return Err(FieldError::TagCharacters { tag });
        }
        at_most(&tag, limits::TAG)?;
        tags.push(tag);
    }
    if tags.len() > *limits::TAGS.end() {
        return Err(FieldError::TooManyTags { most: *limits::TAGS.end() as i64 });
    }
    Ok(tags)
}

/// How tags are spelled, however they are typed: small letters, and half-width forms of what Chinese keyboards write full-width.
pub fn tag_spelling(typed: &str) -> String {
    // Lower case can bring forth letters with marks of their own.
    clean_line(&clean(typed).nfkc().flat_map(char::to_lowercase).collect::<String>())
}

/// Whether a word may be a tag. A tag is a part of addresses, where `.` and `..` mean another place, and has to be seen to be followed.
fn is_tag(word: &str) -> bool {
    let allowed =
        |c: char| (c.is_alphanumeric() && is_shown(c.encode_utf8(&mut [0; 4]))) || unicode_normalization::char::is_combining_mark(c) || "+-#._".contains(c);
    word.chars().all(allowed) && word.starts_with(|c: char| c.is_alphanumeric() || c == '.') && word.contains(char::is_alphanumeric)
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
        if c.is_alphanumeric() && is_shown(c.encode_utf8(&mut [0; 4])) {
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
    fn han_text_may_be_shorter() {
        assert!(TopicTitle::parse("发酵停了怎么办").is_ok());
        assert_eq!(TopicTitle::parse("short"), Err(FieldError::TooShort { least: 10, have: 5 }));
        assert_eq!(TopicTitle::parse("   "), Err(FieldError::Missing));
        assert!(matches!(TopicTitle::parse(&"x".repeat(100_000)), Err(FieldError::TooLong { most: 150, .. })));
    }

    #[test]
    fn tags_and_slugs() {
        assert_eq!(parse_tags("Yeast, c++ 发酵、yeast #mash").unwrap(), ["yeast", "c++", "发酵", "mash"]);
        assert!(matches!(parse_tags("a b c d e f"), Err(FieldError::TooManyTags { most: 5 })));
        assert!(matches!(parse_tags("<script>"), Err(FieldError::TagCharacters { .. })));
        for elsewhere in [".", "..", "...", "a ..", "．．", "._-", ".-", "a/b", "a%2fb", "a?b", "+a", "c#/"] {
            assert!(matches!(parse_tags(elsewhere), Err(FieldError::TagCharacters { .. })), "{elsewhere:?}: {:?}", parse_tags(elsewhere));
        }
        assert_eq!(parse_tags("# \u{3164} a\u{FFA0}b\u{200B}").unwrap(), ["ab"]);
        assert_eq!(parse_tags(".NET ＃ＹＥＡＳＴ；Ｃ＋＋、ﬁsh。हिन्दी").unwrap(), [".net", "yeast", "c++", "fish", "हिन्दी"]);
        assert_eq!(parse_tags("發酵。 ﬁsh").unwrap(), ["發酵", "fish"]);
        assert_eq!(slug("Why doesn't my wort -- stop?!"), "why-doesnt-my-wort-stop");
        assert_eq!(slug("???"), "topic");
        assert_eq!(slug("发酵 停在 1.018"), "发酵-停在-1-018");
    }

    #[test]
    fn links() {
        assert_eq!(parse_link(" https://example.org/x ").as_deref(), Ok("https://example.org/x"));
        for bad in ["javascript:alert(1)", "https://", "https:///x", "ftp://a.org", "example.org", "https://a b", "https://a\"b", "https://a>b"] {
            assert_eq!(parse_link(bad), Err(FieldError::LinkShape), "{bad}");
        }
        assert!(matches!(parse_link(&format!("https://a.org/{}", "x".repeat(300))), Err(FieldError::TooLong { most: 300, .. })));
        assert_eq!(parse_link("").unwrap(), "");
    }
}
