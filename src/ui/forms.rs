//! Forms: fields with their label, hint and error; what was typed stays.

use crate::rules::text::FieldError;
use crate::t;
use crate::ui::icons::icon;
use crate::ui::words::{Said, Words, number};
use maud::{Markup, html};

/// The wrong fields of a form that came back.
#[derive(Debug, Clone, Default)]
pub struct Errors(pub Vec<(&'static str, FieldError)>);

impl Errors {
    /// What is wrong with a field.
    pub fn of(&self, field: &str) -> Option<&FieldError> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, error)| error)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The sentence of a field's error.
pub fn sentence(words: &'static Words, error: &FieldError) -> Said {
    let key = error.key();
    match error {
        FieldError::TooShort { least, have } => t!(words, key, least = *least, have = *have),
        FieldError::TooLong { most, have } => t!(words, key, most = number(*most), have = number(*have)),
        FieldError::TooManyTags { most } => t!(words, key, n = *most),
        FieldError::TagCharacters { tag } => t!(words, key, tag = tag),
        FieldError::TagUnknown { tag, need } => t!(words, key, tag = tag, need = *need),
        FieldError::PictureTooLarge { most_megabytes } => t!(words, key, n = *most_megabytes),
        FieldError::PicturesFull { most, most_megabytes } => t!(words, key, most = number(*most), n = *most_megabytes),
        FieldError::PictureTooManyPixels { most_megapixels } => t!(words, key, n = *most_megapixels),
        FieldError::PictureTooLong { most_pixels } => t!(words, key, n = number(*most_pixels)),
        FieldError::PictureMovesTooMuch { most_frames, most_side } => t!(words, key, frames = *most_frames, side = number(*most_side)),
        FieldError::Missing
        | FieldError::HandleCharacters
        | FieldError::HandleTaken
        | FieldError::EmailShape
        | FieldError::EmailTaken
        | FieldError::PasswordWeak
        | FieldError::PasswordsDiffer
        | FieldError::PasswordWrong
        | FieldError::CurrentPasswordWrong
        | FieldError::LinkShape
        | FieldError::ColourShape
        | FieldError::UnknownChoice
        | FieldError::SlugTaken
        | FieldError::GroupNameTaken
        | FieldError::InGroup
        | FieldError::PictureBroken
        | FieldError::PictureIncomplete
        | FieldError::PictureMoves
        | FieldError::PicturesBusy
        | FieldError::DateInPast
        | FieldError::MemberUnknown
        | FieldError::Changed
        | FieldError::OnceMore
        | FieldError::SentBefore => t!(words, key),
    }
}

/// The error line under a field.
pub fn error_line(words: &'static Words, errors: &Errors, field: &str) -> Markup {
    html! {
        @if let Some(error) = errors.of(field) {
            p.error id={ (field) "-error" } { (icon("warning")) (sentence(words, error)) }
        }
    }
}

/// Ids for `aria-describedby` of a field.
pub fn described_by(errors: &Errors, field: &str, has_hint: bool) -> Option<String> {
    let mut ids = Vec::new();
    if errors.of(field).is_some() {
        ids.push(format!("{field}-error"));
    }
    if has_hint {
        ids.push(format!("{field}-hint"));
    }
    if ids.is_empty() { None } else { Some(ids.join(" ")) }
}

/// The key of a form that creates something: sent twice, it is done once.
pub fn once(key: &str) -> Markup {
    html! { input type="hidden" name="once" value=(key); }
}

/// Goes before the buttons of a form that decides by its button: without it, Enter in a field would press the first of them.
pub fn enter_does_nothing() -> Markup {
    html! { button disabled hidden {} }
}

/// A field of one line.
#[derive(Debug, Clone, Default)]
pub struct Input<'a> {
    pub name: &'static str,
    pub label: Said,
    pub hint: Said,
    pub value: &'a str,
    /// `text` when empty.
    pub kind: &'static str,
    pub autocomplete: &'static str,
    pub optional: bool,
    pub max: usize,
}

/// Draws a field of one line.
pub fn input(words: &'static Words, errors: &Errors, field: &Input<'_>) -> Markup {
    let wrong = errors.of(field.name).is_some();
    let describedby = described_by(errors, field.name, !field.hint.is_empty());
    html! {
        div class={ "field" @if wrong { " invalid" } } {
            label for=(field.name) { (field.label) @if field.optional { " " span.optional { (t!(words, "optional")) } } }
            input id=(field.name) name=(field.name) type=(if field.kind.is_empty() { "text" } else { field.kind }) value=(field.value)
                required[!field.optional] maxlength=[(field.max > 0).then_some(field.max)] aria-invalid=[wrong.then_some("true")]
                aria-describedby=[describedby] autocomplete=[(!field.autocomplete.is_empty()).then_some(field.autocomplete)];
            (error_line(words, errors, field.name))
            @if !field.hint.is_empty() { p.hint id={ (field.name) "-hint" } { (field.hint) } }
        }
    }
}

/// A field of several lines without the editor's tools.
pub fn textarea(words: &'static Words, errors: &Errors, field: &Input<'_>, rows: usize) -> Markup {
    let wrong = errors.of(field.name).is_some();
    let describedby = described_by(errors, field.name, !field.hint.is_empty());
    html! {
        div class={ "field" @if wrong { " invalid" } } {
            label for=(field.name) { (field.label) @if field.optional { " " span.optional { (t!(words, "optional")) } } }
            textarea id=(field.name) name=(field.name) rows=(rows) required[!field.optional] maxlength=[(field.max > 0).then_some(field.max)]
                aria-invalid=[wrong.then_some("true")] aria-describedby=[describedby] { (field.value) }
            (error_line(words, errors, field.name))
            @if !field.hint.is_empty() { p.hint id={ (field.name) "-hint" } { (field.hint) } }
        }
    }
}

/// A choice among a few values: value, words.
pub fn select(words: &'static Words, errors: &Errors, name: &'static str, label: &str, choices: &[(String, impl maud::Render)], chosen: &str) -> Markup {
    let wrong = errors.of(name).is_some();
    html! {
        div class={ "field" @if wrong { " invalid" } } {
            label for=(name) { (label) }
            select id=(name) name=(name) aria-invalid=[wrong.then_some("true")] aria-describedby=[described_by(errors, name, false)] {
                @for (value, said) in choices { option value=(value) selected[value == chosen] { (said) } }
            }
            (error_line(words, errors, name))
        }
    }
}

/// The notice over a form that came back.
pub fn summary(words: &'static Words, errors: &Errors) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.notice.bad role="alert" { (icon("warning")) div { (t!(words, "form-not-saved")) } }
        }
    }
}
