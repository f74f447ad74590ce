//! Follows the tags of a post and hands its words to the block and the inlines they belong to.

use html5ever::tokenizer::Tag;

use super::attributes::{attribute, class_language, is_block, language_name};
use super::block::Blocks;
use super::escape;
use super::inline::{Inlines, Place, Style};
use super::table::Table;

/// The kind of block that the words now read belong to.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Leaf {
    #[default]
    Paragraph,
    Heading(usize),
}

/// A block of code being read.
struct Code {
    text: String,
    language: String,
}

/// Blocks and inlines in the making.
#[derive(Default)]
pub struct Converter {
    blocks: Blocks,
    inlines: Inlines,
    leaf: Leaf,
    code: Option<Code>,
    table: Option<Table>,
    /// The language a comment names for the next block of code, and for all that follow.
    next_language: Option<String>,
    all_language: Option<String>,
    /// Depth of elements whose text is no text: scripts and styles.
    hidden: usize,
}

impl Converter {
    /// Takes words.
    pub fn text(&mut self, text: &str) {
        if self.hidden > 0 {
        } else if let Some(code) = &mut self.code {
            code.text.push_str(text);
        } else {
            self.inlines.push_text(text);
        }
    }

    /// `<!-- language: lang-js -->` before a block of code names its language.
    pub fn comment(&mut self, comment: &str) {
        let comment = comment.trim();
        if let Some(language) = comment.strip_prefix("language:") {
            self.next_language = Some(language_name(language.trim()));
        } else if let Some(language) = comment.strip_prefix("language-all:") {
            self.all_language = Some(language_name(language.trim()));
        }
    }

    /// Takes an opening tag.
    pub fn start(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if matches!(name, "script" | "style" | "noscript" | "template") {
            self.hidden += usize::from(!tag.self_closing);
            return;
        }
        if let Some(code) = &mut self.code {
            match name {
                "br" => code.text.push('\n'),
                "code" if code.language.is_empty() => code.language = class_language(tag),
                _ => {}
            }
            return;
        }
        match name {
            "br" => self.inlines.push_break(),
            "img" => self.inlines.push_image(attribute(tag, "src"), attribute(tag, "alt"), attribute(tag, "title")),
            "a" => self.inlines.open_link(attribute(tag, "href"), attribute(tag, "title")),
            "code" | "tt" => self.inlines.open_code(),
            "hr" => {
                self.flush();
                // Dashes or stars could join the marks of a list: `- ---` is a line as well.
                self.blocks.write("___");
            }
            "pre" => {
                self.flush();
                let language = match class_language(tag) {
                    none if none.is_empty() => self.next_language.take().or_else(|| self.all_language.clone()).unwrap_or_default(),
                    named => named,
                };
                self.code = Some(Code { text: String::new(), language });
            }
            "blockquote" => {
                self.flush();
                let is_spoiler = attribute(tag, "class").split(' ').any(|class| class == "spoiler");
                self.blocks.open_quote(is_spoiler);
            }
            "ul" | "menu" | "dir" => {
                self.flush();
                self.blocks.open_list(None);
            }
            "ol" => {
                self.flush();
                let start = attribute(tag, "start").parse().unwrap_or(1);
                self.blocks.open_list(Some(start));
            }
            "li" => {
                self.flush();
                self.blocks.open_item();
            }
            "p" => {
                self.flush();
                self.blocks.loosen();
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.leaf = Leaf::Heading(usize::from(name.as_bytes()[1] - b'0'));
            }
            "table" if self.table.is_none() => {
                self.flush();
                self.table = Some(Table::default());
            }
            "tr" | "td" | "th" if self.table.is_some() => {
                self.end_cell();
                if let Some(table) = &mut self.table {
                    match name {
                        "tr" => table.open_row(),
                        _ => table.open_cell(name == "th", &attribute(tag, "style"), &attribute(tag, "align")),
                    }
                }
            }
            _ => match Style::of(name) {
                Some(style) => self.inlines.open(style),
                None if is_block(name) => self.flush(),
                None => {}
            },
        }
    }

    /// Takes a closing tag.
    pub fn end(&mut self, name: &str) {
        if matches!(name, "script" | "style" | "noscript" | "template") {
            self.hidden = self.hidden.saturating_sub(1);
            return;
        }
        if self.code.is_some() {
            if name == "pre" {
                self.end_code();
            }
            return;
        }
        match name {
            "a" => self.inlines.close_link(),
            "code" | "tt" => self.inlines.close_code(),
            "blockquote" => {
                self.flush();
                self.blocks.close_quote();
            }
            "ul" | "ol" | "menu" | "dir" => {
                self.flush();
                self.blocks.close_list();
            }
            "li" => {
                self.flush();
                self.blocks.close_item();
            }
            "td" | "th" | "tr" if self.table.is_some() => self.end_cell(),
            "table" => self.end_table(),
            _ => match Style::of(name) {
                Some(style) => self.inlines.close(style),
                None if is_block(name) => self.flush(),
                None => {}
            },
        }
    }

    /// Writes the words read so far as the block they belong to.
    fn flush(&mut self) {
        let leaf = std::mem::take(&mut self.leaf);
        if self.table.is_some() {
            // Inside a cell a block's end is a new line of the cell.
            self.inlines.push_break();
            return;
        }
        if self.inlines.is_empty() {
            return;
        }
        match leaf {
            Leaf::Paragraph => {
                let text = self.inlines.take(Place::Lines);
                if !text.is_empty() {
                    self.blocks.write_paragraph(&text);
                }
            }
            Leaf::Heading(level) => {
                let text = self.inlines.take(Place::OneLine);
                if !text.is_empty() {
                    self.blocks.write(&format!("{} {text}", "#".repeat(level)));
                }
            }
        }
    }

    fn end_cell(&mut self) {
        let text = self.inlines.take(Place::Cell);
        if let Some(table) = &mut self.table {
            table.close_cell(text);
        }
    }

    fn end_table(&mut self) {
        if self.table.is_none() {
            return;
        }
        self.end_cell();
        if let Some(table) = self.table.take() {
            let text = table.into_markdown();
            if !text.is_empty() {
                self.blocks.write(&text);
            }
        }
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        // HTML ignores the first line end of a pre; the last one is the fence's.
        let text = code.text.strip_prefix('\n').unwrap_or(&code.text);
        let text = text.strip_suffix('\n').unwrap_or(text);
        if text.trim().is_empty() {
            return;
        }
        if self.table.is_some() {
            self.inlines.push_code(text);
            return;
        }
        let fence = "`".repeat(escape::longest_run(text, '`').max(2) + 1);
        self.blocks.write(&format!("{fence}{}\n{text}\n{fence}", code.language));
    }

    /// Ends what is still open and returns the Markdown.
    pub fn finish(mut self) -> String {
        self.end_code();
        self.end_table();
        self.flush();
        self.blocks.finish()
    }
}
