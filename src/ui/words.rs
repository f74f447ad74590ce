//! Every word a person reads, in three languages, from `assets/locales`.

use crate::rules::vocabulary::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;
use rust_embed::RustEmbed;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::{LazyLock, OnceLock};

#[derive(RustEmbed)]
#[folder = "assets/locales"]
struct Locales;

/// The words of one language.
pub struct Words {
    /// Which language.
    pub language: Language,
    bundle: FluentBundle<FluentResource>,
    /// The sentences that need no more than their arguments put in and a choice by number: nearly all of them, and many times on each page.
    plain: FxHashMap<String, Vec<Piece>>,
}

/// Words as they are said: mostly straight from the locale files.
pub type Said = Cow<'static, str>;

/// A part of a plain sentence.
enum Piece {
    Text(String),
    /// The argument of this name.
    Given(String),
    /// By the number of this name, the first way that fits, or else one of them.
    Choice {
        by: String,
        ways: Vec<(Case, Vec<Piece>)>,
        otherwise: usize,
    },
}

/// Which numbers a way is for.
enum Case {
    Exactly(i64),
    /// The language's singular.
    One,
    Other,
}

static ALL: LazyLock<[Words; 3]> = LazyLock::new(|| [read(Language::English), read(Language::SimplifiedChinese), read(Language::TraditionalChinese)]);

/// Where a language stands in [`ALL`].
fn index(language: Language) -> usize {
    match language {
        Language::English => 0,
        Language::SimplifiedChinese => 1,
        Language::TraditionalChinese => 2,
    }
}

fn read(language: Language) -> Words {
    #[expect(clippy::expect_used, reason = "three constant tags")]
    let tag: unic_langid::LanguageIdentifier = language.word().parse().expect("the three language tags are valid");
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Isolation marks around numbers and names would be seen in plain-text mails.
    bundle.set_use_isolating(false);
    for file in Locales::iter().filter(|f| f.starts_with(&format!("{language}/"))) {
        let Some(content) = Locales::get(&file) else { continue };
        let text = String::from_utf8_lossy(&content.data).into_owned();
        // A file with a mistake in it still has its other lines; a test refuses any mistake.
        let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    let plain = Locales::iter().filter(|f| f.starts_with(&format!("{language}/"))).filter_map(|f| Locales::get(&f)).flat_map(|f| plain(&f.data)).collect();
    Words { language, bundle, plain }
}

/// The sentences of a file that consist of plain pieces.
fn plain(file: &[u8]) -> Vec<(String, Vec<Piece>)> {
    let text = String::from_utf8_lossy(file);
    let resource = parser::parse_runtime(text.as_ref()).unwrap_or_else(|(resource, _)| resource);
    let sentence = |entry: &Entry<&str>| match entry {
        Entry::Message(message) => Some((message.id.name.to_owned(), pieces(message.value.as_ref()?)?)),
        _ => None,
    };
    resource.body.iter().filter_map(sentence).collect()
}

/// A pattern's pieces; nothing when it needs more of Fluent.
fn pieces(pattern: &Pattern<&str>) -> Option<Vec<Piece>> {
    pattern
        .elements
        .iter()
        .map(|element| match element {
            PatternElement::TextElement { value } => Some(Piece::Text((*value).to_owned())),
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => Some(Piece::Given(id.name.to_owned())),
            PatternElement::Placeable { expression: Expression::Select { selector: InlineExpression::VariableReference { id }, variants } } => {
                let ways = variants.iter().map(|way| Some((case(&way.key)?, pieces(&way.value)?))).collect::<Option<Vec<_>>>()?;
                Some(Piece::Choice { by: id.name.to_owned(), ways, otherwise: variants.iter().position(|way| way.default)? })
            }
            PatternElement::Placeable { .. } => None,
        })
        .collect()
}

fn case(key: &VariantKey<&str>) -> Option<Case> {
    match key {
        VariantKey::NumberLiteral { value } => value.parse().ok().map(Case::Exactly),
        VariantKey::Identifier { name: "one" } => Some(Case::One),
        VariantKey::Identifier { name: "other" } => Some(Case::Other),
        VariantKey::Identifier { .. } => None,
    }
}

impl Words {
    /// The words of a language.
    pub fn of(language: Language) -> &'static Words {
        &ALL[index(language)]
    }

    /// A sentence without arguments.
    pub fn say(&'static self, key: &str) -> Said {
        self.with(key, &[])
    }

    /// A sentence with arguments. A key that a language lacks is said in English; an unknown key is shown as it is.
    pub fn with(&'static self, key: &str, args: &[(&str, Arg<'_>)]) -> Said {
        self.find(key, args).or_else(|| Words::of(Language::English).find(key, args)).unwrap_or_else(|| key.to_owned().into())
    }

    /// As [`Words::with`], for a sentence that a place in the code says again and again.
    pub fn at(&'static self, place: &'static Place, args: &[(&str, Arg<'_>)]) -> Said {
        place.pieces(self.language).and_then(|pieces| self.fill(pieces, args)).unwrap_or_else(|| self.with(place.key, args))
    }

    /// Whether this language has a key of its own.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    fn find(&'static self, key: &str, args: &[(&str, Arg<'_>)]) -> Option<Said> {
        match self.plain.get(key) {
            Some(pieces) => self.fill(pieces, args).or_else(|| self.format(key, args)),
            None => self.format(key, args),
        }
    }

    /// Puts the arguments into a plain sentence; nothing when one is missing or a choice is not by number.
    fn fill(&self, pieces: &'static [Piece], args: &[(&str, Arg<'_>)]) -> Option<Said> {
        if let [Piece::Text(whole)] = pieces {
            return Some(whole.as_str().into());
        }
        let mut said = String::new();
        self.push(&mut said, pieces, args)?;
        Some(said.into())
    }

    fn push(&self, said: &mut String, pieces: &[Piece], args: &[(&str, Arg<'_>)]) -> Option<()> {
        let given = |name: &str| args.iter().find(|(given, _)| *given == name).map(|(_, arg)| arg);
        for piece in pieces {
            match piece {
                Piece::Text(text) => said.push_str(text),
                Piece::Given(name) => match given(name)? {
                    Arg::Text(text) => said.push_str(text),
                    // Writing into a string cannot fail.
                    Arg::Number(n) => drop(write!(said, "{n}")),
                },
                Piece::Choice { by, ways, otherwise } => {
                    let Arg::Number(n) = given(by)? else { return None };
                    let fits = |case: &Case| match case {
                        Case::Exactly(number) => number == n,
                        Case::One => self.is_singular(*n),
                        Case::Other => !self.is_singular(*n),
                    };
                    let way = ways.iter().find(|(case, _)| fits(case)).or_else(|| ways.get(*otherwise))?;
                    self.push(said, &way.1, args)?;
                }
            }
        }
        Some(())
    }

    /// Whether a number takes the singular: in English one does, in Chinese there is none.
    fn is_singular(&self, n: i64) -> bool {
        self.language == Language::English && n.unsigned_abs() == 1
    }

    fn format(&'static self, key: &str, args: &[(&str, Arg<'_>)]) -> Option<Said> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        let values: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.to_fluent())).collect();
        Some(self.bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned().into())
    }
}

/// A place in the code that says a sentence. It is looked up there once: a page has many hundred sentences.
pub struct Place {
    key: &'static str,
    /// In the three languages, as far as it is plain there.
    found: OnceLock<[Option<&'static [Piece]>; 3]>,
}

impl Place {
    /// A place that says the sentence with this key.
    pub const fn new(key: &'static str) -> Place {
        Place { key, found: OnceLock::new() }
    }

    fn pieces(&self, language: Language) -> Option<&'static [Piece]> {
        let found = self.found.get_or_init(|| std::array::from_fn(|n| ALL[n].plain.get(self.key).map(Vec::as_slice)));
        found[index(language)]
    }
}

/// An argument of a sentence.
#[derive(Debug, Clone)]
pub enum Arg<'a> {
    Number(i64),
    Text(Cow<'a, str>),
}

impl Arg<'_> {
    fn to_fluent(&self) -> FluentValue<'_> {
        match self {
            Arg::Number(n) => FluentValue::from(*n),
            Arg::Text(text) => FluentValue::from(text.as_ref()),
        }
    }
}

impl From<i64> for Arg<'_> {
    fn from(n: i64) -> Self {
        Arg::Number(n)
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(text.into())
    }
}

impl<'a> From<Cow<'a, str>> for Arg<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Arg::Text(text)
    }
}

impl<'a> From<&'a Cow<'_, str>> for Arg<'a> {
    fn from(text: &'a Cow<'_, str>) -> Self {
        Arg::Text(text.as_ref().into())
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Arg::Text(text.into())
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Arg::Text(text.as_str().into())
    }
}

/// A sentence of the locale files: `t!(words, "key")` or `t!(words, "key", n = 3, name = "Ada")`.
#[macro_export]
macro_rules! t {
    ($words:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        static PLACE: $crate::ui::words::Place = $crate::ui::words::Place::new($key);
        $words.at(&PLACE, &[$((stringify!($name), $crate::ui::words::Arg::from($value))),*])
    }};
    ($words:expr, $key:expr) => { $words.say($key) };
    ($words:expr, $key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $words.with($key, &[$((stringify!($name), $crate::ui::words::Arg::from($value))),+])
    };
}

/// A number with its thousands parted: `12,345`; the same in the three languages.
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        out.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number that fits a narrow column: `999`, `1.2k`, `31k`, `1.1m`.
pub fn short_number(n: i64) -> String {
    let sign = if n < 0 { "−" } else { "" };
    let size = n.unsigned_abs();
    match size {
        0..1_000 => format!("{sign}{size}"),
        1_000..10_000 => format!("{sign}{}.{}k", size / 1_000, size % 1_000 / 100).replace(".0k", "k"),
        10_000..1_000_000 => format!("{sign}{}k", size / 1_000),
        _ => format!("{sign}{}.{}m", size / 1_000_000, size % 1_000_000 / 100_000).replace(".0m", "m"),
    }
}

/// The best of the three languages for an `Accept-Language` header.
pub fn negotiate(header: &str) -> Language {
    let mut best = (0.0, Language::English);
    for part in header.split(',') {
        let mut pieces = part.trim().split(';');
        let tag = pieces.next().unwrap_or_default().trim().to_ascii_lowercase();
        let weight = pieces.find_map(|p| p.trim().strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0);
        let traditional = ["zh-hant", "zh-tw", "zh-hk", "zh-mo"].iter().any(|t| tag.starts_with(t));
        let language = if traditional {
            Language::TraditionalChinese
        } else if tag.starts_with("zh") {
            Language::SimplifiedChinese
        } else if tag.starts_with("en") || tag == "*" {
            Language::English
        } else {
            continue;
        };
        if weight > best.0 {
            best = (weight, language);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(language: Language) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for file in Locales::iter().filter(|f| f.starts_with(&format!("{language}/"))) {
            let content = Locales::get(&file).unwrap();
            let text = std::str::from_utf8(&content.data).unwrap().to_owned();
            FluentResource::try_new(text).unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
            for line in std::str::from_utf8(&content.data).unwrap().lines() {
                if let Some((key, _)) = line.split_once(" =")
                    && key.chars().next().is_some_and(|c| c.is_ascii_lowercase())
                {
                    assert!(keys.insert(key.to_owned()), "{language} has “{key}” twice");
                }
            }
        }
        keys
    }

    #[test]
    fn every_language_has_every_key() {
        let english = keys(Language::English);
        assert!(english.len() > 100);
        for language in [Language::SimplifiedChinese, Language::TraditionalChinese] {
            let own = keys(language);
            assert_eq!(english.difference(&own).collect::<Vec<_>>(), Vec::<&String>::new(), "missing in {language}");
            assert_eq!(own.difference(&english).collect::<Vec<_>>(), Vec::<&String>::new(), "unknown in {language}");
        }
    }

    #[test]
    fn plain_sentences_are_said_as_fluent_says_them() {
        fn names<'a>(pieces: &'a [Piece], numbers: &mut BTreeSet<&'a str>, texts: &mut BTreeSet<&'a str>) {
            for piece in pieces {
                match piece {
                    Piece::Text(_) => {}
                    Piece::Given(name) => drop(texts.insert(name)),
                    Piece::Choice { by, ways, .. } => {
                        numbers.insert(by);
                        ways.iter().for_each(|(_, pieces)| names(pieces, numbers, texts));
                    }
                }
            }
        }
        for language in [Language::English, Language::SimplifiedChinese, Language::TraditionalChinese] {
            let words = Words::of(language);
            assert!(words.plain.len() * 10 > keys(language).len() * 9, "nearly all sentences are plain");
            for (key, pieces) in &words.plain {
                let (mut numbers, mut texts) = (BTreeSet::new(), BTreeSet::new());
                names(pieces, &mut numbers, &mut texts);
                for n in [0, 1, 2, 5, 11, 21, 100, 12_345, -1, -3] {
                    let mut args: Vec<(&str, Arg<'_>)> = numbers.iter().map(|name| (*name, Arg::from(n))).collect();
                    args.extend(texts.difference(&numbers).enumerate().map(|(i, name)| (*name, if i % 2 == 0 { Arg::from("a <name>") } else { Arg::from(n) })));
                    assert_eq!(words.fill(pieces, &args), words.format(key, &args), "{language} {key} {n}");
                }
            }
        }
    }

    #[test]
    fn a_place_says_what_its_key_says() {
        for language in [Language::English, Language::SimplifiedChinese, Language::TraditionalChinese, Language::English] {
            let words = Words::of(language);
            // The same two places each time round.
            for n in [1, 2] {
                assert_eq!(t!(words, "near-comments", have = n, need = 10), words.with("near-comments", &[("have", n.into()), ("need", 10.into())]));
            }
            assert_eq!(t!(words, "dismiss"), words.say("dismiss"));
            assert_eq!(t!(words, "there-is-no-such-key"), "there-is-no-such-key");
        }
        assert_ne!(Words::of(Language::English).say("dismiss"), Words::of(Language::SimplifiedChinese).say("dismiss"));
    }

    #[test]
    fn numbers() {
        assert_eq!(number(1_234_567), "1,234,567");
        assert_eq!(number(-12), "−12");
        assert_eq!((short_number(999), short_number(1_250), short_number(31_999), short_number(-3)), ("999".into(), "1.2k".into(), "31k".into(), "−3".into()));
    }

    #[test]
    fn languages_are_negotiated() {
        assert_eq!(negotiate("zh-TW,zh;q=0.9,en;q=0.8"), Language::TraditionalChinese);
        assert_eq!(negotiate("de,zh-CN;q=0.7,en;q=0.3"), Language::SimplifiedChinese);
        assert_eq!(negotiate("fr"), Language::English);
        assert_eq!(negotiate(""), Language::English);
    }
}
