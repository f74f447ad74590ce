//! Words that a rulebook brings along: how it calls its tiers and badges, and what they and its rules are for, in the languages of the forum.
//!
//! What is left out is said by the locale files where they know the key (presets), else in the document's English, else by the key itself.

use super::text::{Shown, clean_line};
use super::vocabulary::Language;
use serde::{Deserialize, Serialize};

/// Something in each language that the document gives it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnWords<T> {
    #[serde(rename = "en", default = "nothing", skip_serializing_if = "Option::is_none")]
    english: Option<T>,
    #[serde(rename = "zh-Hans", default = "nothing", skip_serializing_if = "Option::is_none")]
    simplified: Option<T>,
    #[serde(rename = "zh-Hant", default = "nothing", skip_serializing_if = "Option::is_none")]
    traditional: Option<T>,
}

fn nothing<T>() -> Option<T> {
    None
}

impl<T> Default for OwnWords<T> {
    fn default() -> Self {
        OwnWords { english: None, simplified: None, traditional: None }
    }
}

impl<T> OwnWords<T> {
    /// What the document gives in a language.
    pub fn of(&self, language: Language) -> Option<&T> {
        match language {
            Language::English => self.english.as_ref(),
            Language::SimplifiedChinese => self.simplified.as_ref(),
            Language::TraditionalChinese => self.traditional.as_ref(),
        }
    }

    /// Whether the document gives nothing.
    pub fn is_empty(&self) -> bool {
        self.english.is_none() && self.simplified.is_none() && self.traditional.is_none()
    }

    /// What the document gives, language by language.
    pub fn each(&mut self) -> impl Iterator<Item = &mut T> {
        [&mut self.english, &mut self.simplified, &mut self.traditional].into_iter().flatten()
    }
}

/// The words of a tier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TierWords {
    pub name: Option<String>,
}

/// The words of a badge.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BadgeWords {
    pub name: Option<String>,
    /// What it is for: a sentence.
    pub why: Option<String>,
}

/// The words of a point rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RuleWords {
    /// What the line on the statement says.
    pub reason: Option<String>,
}

/// Cleans words as a name that people type is cleaned: one line, nothing that turns what stands beside it around.
///
/// # Errors
/// A sentence where nothing can be seen of them, or they are too long.
pub(super) fn clean(what: &str, key: &str, words: &mut Option<String>, most: usize) -> Result<(), String> {
    let Some(raw) = words else { return Ok(()) };
    let cleaned = clean_line(raw);
    if Shown::of(&cleaned).is_nothing() {
        return Err(format!("The words of the {what} “{key}” show nothing: write some, or leave them out."));
    }
    let have = cleaned.chars().count();
    if have > most {
        let begin: String = cleaned.chars().take(20).collect();
        return Err(format!("Of the {what} “{key}” the words “{begin}…” have {have} characters: write no more than {most}."));
    }
    *raw = cleaned;
    Ok(())
}

/// A key as something that can be read: `great-answer` → “Great answer”.
pub fn readable(key: &str) -> String {
    let words = key.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::rulebook::{QUESTIONS_PRESET, Rulebook};
    use super::*;

    fn with_words(words: &str) -> String {
        QUESTIONS_PRESET.replacen("icon = \"ring\"\n", &format!("icon = \"ring\"\nwords = {{ {words} }}\n"), 1)
    }

    #[test]
    fn words_are_read_and_cleaned() {
        let book = Rulebook::parse(&with_words("en = { name = \" Brewer\\u202E \" }, zh-Hans = { name = \"酿酒师\" }")).unwrap();
        let name = |language| book.tier("member").words.of(language).and_then(|words| words.name.as_deref());
        assert_eq!([Language::English, Language::SimplifiedChinese, Language::TraditionalChinese].map(name), [Some("Brewer"), Some("酿酒师"), None]);
        assert_eq!(Rulebook::parse(&toml::to_string(&book).unwrap()).unwrap(), book);
    }

    #[test]
    fn words_that_cannot_be_shown_or_are_too_long_are_named_with_their_line() {
        let wrong = |words: &str| Rulebook::parse(&with_words(words)).unwrap_err().0;
        let nothing = wrong("en = { name = \"\\u200B\" }");
        assert!(nothing.contains("“member”") && nothing.contains("show nothing") && nothing.starts_with("line "), "{nothing}");
        let long = wrong(&format!("zh-Hant = {{ name = \"{}\" }}", "長".repeat(51)));
        assert!(long.contains("51 characters") && long.contains("no more than 50"), "{long}");
        let unknown = wrong("en = { nmae = \"Brewer\" }");
        assert!(unknown.contains("“nmae”") && unknown.contains("“name”"), "{unknown}");
        let language = wrong("de = { name = \"Brauer\" }");
        assert!(language.contains("“de”") && language.contains("zh-Hans"), "{language}");
    }

    #[test]
    fn keys_become_words() {
        assert_eq!(readable("great-answer"), "Great answer");
        assert_eq!(readable(""), "");
    }
}
