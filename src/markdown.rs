//! Turns untrusted Markdown into safe HTML, its words, its mentions and its counts.
//!
//! Three gates stand in a row: comrak parses, our own writer prints only the elements named in
//! `markdown/html.rs`, and ammonia checks the result against an allow-list. Nothing an author
//! types reaches a page by any other way. Equal input gives equal output; no clock, no I/O.
//!
//! - `markdown/bare_links.rs` finds addresses among words, `markdown/tree.rs` cleans what was parsed
//! - `markdown/html.rs` writes the HTML and, at the same time, the plain text
//! - `markdown/code.rs` colours code blocks, `markdown/mention.rs` finds `@handles`
//! - `markdown/raw_tags.rs` lets `<kbd>`, `<sub>` and their like through, in pairs
//! - `markdown/target.rs` decides which addresses may be linked
//! - `markdown/sanitise.rs` is the allow-list
//! - `markdown/plain.rs` holds excerpts and plain text

mod bare_links;
mod code;
mod html;
mod mention;
mod plain;
mod raw_tags;
mod sanitise;
mod target;
mod tree;

use std::sync::LazyLock;

use crate::rules::text::{Shown, clean};
use comrak::nodes::Node;
use comrak::{Arena, Options};

pub use plain::{excerpt, plain_text, shorten};

/// What one Markdown text becomes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// Safe HTML: may be put on a page as it is.
    pub html: String,
    /// The words a reader sees, blocks apart by newlines: for search, mails and excerpts.
    pub text: String,
    /// Canonical handles of the members mentioned, each once, in order of appearance.
    pub mentions: Vec<String>,
    /// How many links, images and members the text holds.
    pub counts: Counts,
}

/// What limits for newcomers look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Links that can be followed, to this site or elsewhere; mentions are not among them.
    pub links: usize,
    /// Images shown.
    pub images: usize,
    /// Different members mentioned.
    pub mentions: usize,
    /// How much of its words a reader sees.
    pub shown: Shown,
}

/// Renders Markdown. `known` answers a handle as typed with the canonical handle of an existing
/// member, or `None`; only a known handle becomes a link (to `/members/<handle>`).
///
/// Code is coloured only where its fence names a language: a language is never guessed.
#[must_use]
pub fn render(markdown: &str, known: &dyn Fn(&str) -> Option<String>) -> Rendered {
    let mut rendered = written(markdown, known);
    rendered.html = sanitise::sanitise(&rendered.html);
    rendered
}

/// As [`render`], for handles that are known only when they are asked for together: the text is parsed once, `look_up` is called once
/// with every handle that it may mention (see [`mentioned_handles`]) and answers which of them are members', as stored.
///
/// # Errors
/// What `look_up` answers.
pub fn render_looking_up<E>(markdown: &str, look_up: impl FnOnce(&[String]) -> Result<Vec<String>, E>) -> Result<Rendered, E> {
    let cleaned = clean(markdown);
    let arena = Arena::new();
    let root = parse(&arena, &cleaned);
    let named = named(root, &cleaned);
    let members = if named.is_empty() { Vec::new() } else { look_up(&named)? };
    let known = |handle: &str| members.iter().find(|member| member.eq_ignore_ascii_case(handle)).cloned();
    let mut rendered = html::write(root, &known, cleaned.len(), html::Code::Coloured);
    rendered.html = sanitise::sanitise(&rendered.html);
    Ok(rendered)
}

/// What our own writer makes of a text, before the last gate.
fn written(markdown: &str, known: &dyn Fn(&str) -> Option<String>) -> Rendered {
    let cleaned = clean(markdown);
    let arena = Arena::new();
    html::write(parse(&arena, &cleaned), known, cleaned.len(), html::Code::Coloured)
}

/// Returns the handles a text may mention, each once, in order: what to look up before [`render`].
///
/// Where the end of a handle is uncertain (`@ada_`, `@ada你好`) every reading is listed, the
/// longest first; [`render`] takes the first that is known.
#[must_use]
pub fn mentioned_handles(markdown: &str) -> Vec<String> {
    let cleaned = clean(markdown);
    let arena = Arena::new();
    named(parse(&arena, &cleaned), &cleaned)
}

/// The handles below `root`, which was parsed from `cleaned`. Colouring code, which costs most, is left out.
fn named<'a>(root: Node<'a>, cleaned: &str) -> Vec<String> {
    if !cleaned.contains(['@', '&']) {
        return Vec::new();
    }
    let asked = std::cell::RefCell::new(Vec::new());
    let note = |handle: &str| {
        let mut asked = asked.borrow_mut();
        if !asked.iter().any(|seen| seen == handle) {
            asked.push(handle.to_owned());
        }
        None
    };
    html::write(root, &note, cleaned.len(), html::Code::Plain);
    asked.into_inner()
}

/// The handles of the members that HTML of [`render`] mentions, each as often as it does.
pub fn mentions_in(html: &str) -> impl Iterator<Item = &str> {
    html.split(html::MENTION).skip(1).filter_map(|rest| rest.split_once('"').map(|(handle, _)| handle))
}

/// Says whether [`render`] would make a link of this address.
#[must_use]
pub fn is_linkable(url: &str) -> bool {
    target::link(url).is_some()
}

/// The dialect: CommonMark with tables, strikethrough, task lists and formulas. Bare addresses are ours to find: the parser's own way
/// knows no signs but those of ASCII.
static OPTIONS: LazyLock<Options<'static>> = LazyLock::new(|| {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.tasklist = true;
    options.extension.math_dollars = true;
    options.extension.math_code = true;
    // `**强调**：` must be strong although Chinese writes no spaces.
    options.extension.cjk_friendly_emphasis = true;
    // `\@ada` must stay words: the escape has to be visible in the tree.
    options.parse.escaped_char_spans = true;
    options
});

fn parse<'a>(arena: &'a Arena<'a>, markdown: &str) -> Node<'a> {
    let root = comrak::parse_document(arena, &bare_links::shield(markdown), &OPTIONS);
    tree::tidy(root);
    bare_links::link(arena, root);
    raw_tags::resolve(root);
    root
}

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
