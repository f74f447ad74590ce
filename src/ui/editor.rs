//! The editor: Markdown with tools, preview, pictures and drafts where there is a script; where there is none, a plain text field with
//! preview and pictures in tabs of their own.

use crate::t;
use crate::ui::forms::{Errors, described_by, error_line};
use crate::ui::icons::icon;
use crate::ui::words::Words;
use maud::{Markup, html};

const TOOLS: [(&str, &str); 11] = [
    ("bold", "bold"),
    ("italic", "italic"),
    ("heading", "heading"),
    ("quote", "quote"),
    ("code", "code"),
    ("link", "link"),
    ("list", "list"),
    ("list-ol", "list-ol"),
    ("image", "image"),
    ("table", "table"),
    ("sum", "sum"),
];

/// The field for a text in Markdown.
pub fn editor(words: &'static Words, errors: &Errors, name: &'static str, label: &str, text: &str, rows: usize) -> Markup {
    draw(words, errors, name, label, text, rows, Need::Required)
}

/// The field for a text in Markdown that may stay empty.
pub fn optional_editor(words: &'static Words, errors: &Errors, name: &'static str, label: &str, text: &str, rows: usize) -> Markup {
    draw(words, errors, name, label, text, rows, Need::Optional)
}

/// Whether a field may stay empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    Required,
    Optional,
}

fn draw(words: &'static Words, errors: &Errors, name: &'static str, label: &str, text: &str, rows: usize, need: Need) -> Markup {
    let wrong = errors.of(name).is_some();
    html! {
        div class={ "field" @if wrong { " invalid" } } {
            label for=(name) { (label) @if need == Need::Optional { " " span.optional { (t!(words, "optional")) } } }
            div.editor data-editor {
                div.editor-bar.js-only {
                    div.modes {
                        button type="button" data-write aria-pressed="true" { (t!(words, "editor-write")) }
                        button type="button" data-preview aria-pressed="false" { (t!(words, "editor-preview")) }
                    }
                    div.toolbar role="toolbar" aria-label=(t!(words, "editor-formatting")) aria-controls=(name) {
                        @for (tool, drawing) in TOOLS {
                            @let said = t!(words, &format!("editor-{tool}"));
                            button type="button" data-md=(tool) aria-label=(said) title=(said) { (icon(drawing)) }
                        }
                    }
                }
                textarea id=(name) name=(name) required[need == Need::Required] rows=(rows) data-mentions data-t-table=(t!(words, "editor-table-columns"))
                    aria-invalid=[wrong.then_some("true")] aria-describedby=[described_by(errors, name, true)] { (text) }
                div.preview.prose data-preview-pane aria-live="polite" hidden {}
                div.editor-foot {
                    span id={ (name) "-hint" } {
                        (t!(words, "editor-markdown")) " "
                        span.js-only {
                            (t!(words, "editor-pictures")) " "
                            label { span { (t!(words, "editor-choose-file")) } input.visually-hidden type="file" accept="image/*" data-upload; }
                        }
                        noscript { a href="/uploads" target="_blank" { (t!(words, "editor-add-picture")) } }
                    }
                    noscript { button.small formaction="/preview" formtarget="_blank" formnovalidate { (t!(words, "editor-preview")) } }
                    span.upload-note.js-only data-upload-note role="status" {}
                    span.draft-note.js-only data-draft-note role="status" {}
                }
            }
            (error_line(words, errors, name))
        }
    }
}
