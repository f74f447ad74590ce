//! Collects the inlines of one block and writes them with their neighbours in view.

use html5ever::tendril::StrTendril;

use super::escape;
use crate::markdown::is_linkable;

/// Where the inlines will stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Lines of a paragraph.
    Lines,
    /// A heading: no line ends.
    OneLine,
    /// A table cell: no line ends and no bare pipe.
    Cell,
}

/// An inline element that wraps others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Emphasis,
    Strong,
    /// Written as a bare tag.
    Tag(&'static str),
}

impl Style {
    /// The style an element stands for, if it has one.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "em" | "i" | "cite" | "dfn" | "var" => Self::Emphasis,
            "strong" | "b" => Self::Strong,
            "del" | "s" | "strike" => Self::Tag("del"),
            "ins" => Self::Tag("ins"),
            "u" => Self::Tag("u"),
            "small" => Self::Tag("small"),
            "kbd" => Self::Tag("kbd"),
            "sub" => Self::Tag("sub"),
            "sup" => Self::Tag("sup"),
            "mark" => Self::Tag("mark"),
            "samp" => Self::Tag("samp"),
            _ => return None,
        })
    }
}

enum Inline {
    /// Words up to this byte of the block's words, white space collapsed.
    Words(usize),
    Code(String),
    Break,
    Image {
        src: StrTendril,
        alt: StrTendril,
        title: StrTendril,
    },
    Open(Style),
    Close(Style),
    OpenLink {
        href: StrTendril,
        title: StrTendril,
    },
    CloseLink,
    /// An element that turned out to hold nothing, or has no partner.
    Nothing,
}

/// The inlines of the block being read.
#[derive(Default)]
pub struct Inlines {
    items: Vec<Inline>,
    words: String,
    code: Option<String>,
}

impl Inlines {
    /// Says whether nothing was read yet.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty() && self.code.is_none()
    }

    /// Adds words; white space collapses to one space, or to one line end if it holds one.
    pub fn push_text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.push_str(text);
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let word_len = rest.find(is_space).unwrap_or(rest.len());
            if word_len > 0 {
                self.push_word(&rest[..word_len]);
                rest = &rest[word_len..];
            }
            let space_len = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
            if space_len > 0 {
                self.push_space(rest[..space_len].contains('\n'));
                rest = &rest[space_len..];
            }
        }
    }

    fn push_word(&mut self, word: &str) {
        self.words.push_str(word);
        let end = self.words.len();
        match self.items.last_mut() {
            Some(Inline::Words(last)) => *last = end,
            _ => self.items.push(Inline::Words(end)),
        }
    }

    /// Adds white space, unless there is some already. It never stands right inside a style or a
    /// link: Markdown would not read `** word**` as strong.
    fn push_space(&mut self, is_line_end: bool) {
        let opens = self.items.iter().rev().take(16).take_while(|item| matches!(item, Inline::Open(_) | Inline::OpenLink { .. } | Inline::Nothing));
        let at = self.items.len() - opens.count();
        match at.checked_sub(1).map(|before| &self.items[before]) {
            None | Some(Inline::Break) => return,
            Some(Inline::Words(_)) if self.words.ends_with([' ', '\n']) => return,
            Some(_) => {}
        }
        self.words.push(if is_line_end { '\n' } else { ' ' });
        let end = self.words.len();
        match at.checked_sub(1).map(|before| &mut self.items[before]) {
            Some(Inline::Words(last)) => *last = end,
            _ => self.items.insert(at, Inline::Words(end)),
        }
    }

    /// Adds a line break; one at the start of a block means nothing.
    pub fn push_break(&mut self) {
        if let Some(code) = &mut self.code {
            code.push('\n');
        } else if !self.items.is_empty() {
            self.items.push(Inline::Break);
        }
    }

    /// Adds an image.
    pub fn push_image(&mut self, src: StrTendril, alt: StrTendril, title: StrTendril) {
        if self.code.is_none() {
            self.items.push(Inline::Image { src, alt, title });
        }
    }

    /// Adds a span of code.
    pub fn push_code(&mut self, code: &str) {
        self.close_code();
        self.items.push(Inline::Code(code.to_owned()));
    }

    /// Begins a span of code; what follows is its text.
    pub fn open_code(&mut self) {
        self.code.get_or_insert_default();
    }

    /// Ends the span of code, if one is open.
    pub fn close_code(&mut self) {
        if let Some(code) = self.code.take()
            && !code.is_empty()
        {
            if code.trim_matches(is_space).is_empty() {
                self.push_space(code.contains('\n'));
            } else {
                self.items.push(Inline::Code(code));
            }
        }
    }

    /// Begins a styled stretch.
    pub fn open(&mut self, style: Style) {
        if self.code.is_none() {
            self.items.push(Inline::Open(style));
        }
    }

    /// Ends a styled stretch.
    pub fn close(&mut self, style: Style) {
        if self.code.is_none() {
            self.close_with(Inline::Close(style));
        }
    }

    /// Begins a link.
    pub fn open_link(&mut self, href: StrTendril, title: StrTendril) {
        if self.code.is_none() {
            self.items.push(Inline::OpenLink { href, title });
        }
    }

    /// Ends a link.
    pub fn close_link(&mut self) {
        if self.code.is_none() {
            self.close_with(Inline::CloseLink);
        }
    }

    /// Adds a closing mark; white space before it moves behind it.
    fn close_with(&mut self, mark: Inline) {
        let ends_in_space = matches!(self.items.last(), Some(Inline::Words(_))) && self.words.ends_with([' ', '\n']);
        if !ends_in_space {
            self.items.push(mark);
            return;
        }
        let end = self.words.len();
        let before = self.items.len().checked_sub(2).map_or(0, |at| self.words_before(at + 1));
        if before == end - 1 {
            // Nothing but the space: it was the whole run.
            self.items.pop();
        } else if let Some(Inline::Words(last)) = self.items.last_mut() {
            *last = end - 1;
        }
        self.items.push(mark);
        self.items.push(Inline::Words(end));
    }

    /// Where the words of the item at `at` begin.
    fn words_before(&self, at: usize) -> usize {
        let words = self.items[..at].iter().rev().find_map(|item| match item {
            Inline::Words(end) => Some(*end),
            _ => None,
        });
        words.unwrap_or(0)
    }

    /// Writes the block's inlines and forgets them.
    pub fn take(&mut self, place: Place) -> String {
        self.close_code();
        let items = std::mem::take(&mut self.items);
        let words = std::mem::take(&mut self.words);
        let mut writer = InlineWriter::new(items, &words, place);
        writer.write();
        join_lone_tag(writer.out)
    }
}

/// A first line that is one tag and nothing else would begin a block of HTML, in which nothing is Markdown: the next line joins it.
fn join_lone_tag(mut text: String) -> String {
    if let Some(end) = text.find('\n') {
        let line = text[..end].trim_end();
        if line.starts_with('<') && line.ends_with('>') && line.matches('<').count() == 1 {
            text.replace_range(end..=end, " ");
        }
    }
    text
}

/// White space as HTML knows it: a no-break space is not.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t' | '\r' | '\u{C}')
}

mod pairs;
mod writer;

use writer::InlineWriter;
