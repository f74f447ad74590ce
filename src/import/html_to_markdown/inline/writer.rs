//! Writes collected inlines: marks where Markdown will read them, bare tags where it might not.

use super::{Inline, Place, Style, escape, is_space};

pub(super) struct InlineWriter<'w> {
    pub(super) items: Vec<Inline>,
    pub(super) words: &'w str,
    place: Place,
    pub(super) out: String,
    /// For every opening item the place of its closing one, and the other way round.
    pub(super) partner: Vec<usize>,
    /// For every item where its words begin.
    pub(super) starts: Vec<usize>,
    /// What each open style was opened with, innermost last, and what closes it.
    closers: Vec<&'static str>,
    emphasis_depth: [usize; 2],
}

impl<'w> InlineWriter<'w> {
    pub(super) fn new(items: Vec<Inline>, words: &'w str, place: Place) -> Self {
        let mut start = 0;
        let starts = items.iter().map(|item| match item {
            Inline::Words(end) => std::mem::replace(&mut start, *end),
            _ => start,
        });
        let mut writer = Self {
            starts: starts.collect(),
            partner: vec![usize::MAX; items.len()],
            out: String::with_capacity(words.len() + words.len() / 8 + 16 * items.len()),
            closers: Vec::new(),
            emphasis_depth: [0; 2],
            items,
            words,
            place,
        };
        writer.match_pairs();
        writer.drop_trailing_space();
        writer
    }

    /// Writes all inlines.
    pub(super) fn write(&mut self) {
        let mut at = 0;
        while at < self.items.len() {
            match &self.items[at] {
                Inline::Words(end) => {
                    let run = &self.words[self.starts[at]..*end];
                    self.write_words(run);
                }
                Inline::Code(code) => write_code(&mut self.out, code, self.place),
                Inline::Break => self.write_break(),
                Inline::Image { src, alt, title } => {
                    self.out.push_str("![");
                    let alt = alt.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
                    escape::push_words(&mut self.out, &alt, self.place);
                    self.out.push_str("](");
                    escape::push_target(&mut self.out, src);
                    if !title.is_empty() {
                        escape::push_title(&mut self.out, title);
                    }
                    self.out.push(')');
                }
                Inline::Open(style) => self.open_style(at, *style),
                Inline::Close(style) => {
                    let style = *style;
                    self.close_style(style);
                }
                Inline::OpenLink { href, .. } => {
                    if self.is_bare_address(at, href) {
                        self.out.push('<');
                        self.out.push_str(href);
                        self.out.push('>');
                        at = self.partner[at];
                    } else {
                        self.out.push('[');
                    }
                }
                Inline::CloseLink => {
                    if let Inline::OpenLink { href, title } = &self.items[self.partner[at]] {
                        self.out.push_str("](");
                        escape::push_target(&mut self.out, href);
                        if !title.is_empty() {
                            escape::push_title(&mut self.out, title);
                        }
                        self.out.push(')');
                    }
                }
                Inline::Nothing => {}
            }
            at += 1;
        }
        // Marks at the end of a heading would be read as its frame.
        if self.place == Place::OneLine
            && let Some(before) = self.out.strip_suffix('#')
        {
            let backslashes = before.len() - before.trim_end_matches('\\').len();
            if backslashes % 2 == 0 {
                let at = before.len();
                self.out.insert(at, '\\');
            }
        }
        if self.place == Place::Cell {
            self.out = self.out.replace('|', "\\|");
        }
    }

    fn write_words(&mut self, run: &str) {
        let run = match self.out.is_empty() || self.out.ends_with('\n') {
            true => run.trim_start_matches(is_space),
            false => run,
        };
        if self.place == Place::Lines {
            escape::push_words(&mut self.out, run, self.place);
        } else {
            escape::push_words(&mut self.out, &run.replace('\n', " "), self.place);
        }
    }

    fn write_break(&mut self) {
        if self.out.is_empty() {
            return;
        }
        match self.place {
            Place::Lines => {
                // A second break stands on a line of its own: `\` there is a break as well.
                if !self.out.ends_with('\n') {
                    self.out.truncate(self.out.trim_end_matches(' ').len());
                }
                self.out.push_str("\\\n");
            }
            Place::OneLine => self.out.push(' '),
            Place::Cell => self.out.push_str("<br>"),
        }
    }

    /// Says whether a link's words are its address: `<https://…>`.
    fn is_bare_address(&self, at: usize, href: &str) -> bool {
        let Some(Inline::Words(end)) = self.items.get(at + 1) else {
            return false;
        };
        let is_whole = self.partner[at] == at + 2 && &self.words[self.starts[at + 1]..*end] == href;
        let is_safe = (href.starts_with("http://") || href.starts_with("https://")) && !href.contains([' ', '<', '>', '&', '|', '\\', '"', '`']);
        let has_title = matches!(&self.items[at], Inline::OpenLink { title, .. } if !title.is_empty());
        is_whole && is_safe && !has_title
    }

    fn open_style(&mut self, at: usize, style: Style) {
        let (tag, end_tag, level) = match style {
            Style::Emphasis => ("<em>", "</em>", 0),
            Style::Strong => ("<strong>", "</strong>", 1),
            Style::Tag(name) => {
                let (tag, end_tag) = tags(name);
                self.out.push_str(tag);
                self.closers.push(end_tag);
                return;
            }
        };
        let outside = [self.out.chars().next_back(), self.char_at(self.partner[at] + 1)];
        let inside = [self.char_at(at + 1), self.char_before(self.partner[at])];
        let is_nested = self.emphasis_depth[level] > 0;
        let mark = match style {
            // Beside a star only the other mark is told apart.
            Style::Emphasis if outside.contains(&Some('*')) => "_",
            Style::Emphasis => "*",
            _ => "**",
        };
        let clash = if mark == "_" { '_' } else { '*' };
        let fits = |outer: Option<char>, inner: Option<char>| {
            let is_open = outer.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation());
            let is_word = inner.is_some_and(char::is_alphanumeric);
            let is_tight = inner.is_some_and(|c| !c.is_whitespace()) && outer != Some(clash);
            is_tight && if mark == "_" { is_open && is_word } else { is_open || is_word }
        };
        let is_safe = !is_nested && fits(outside[0], inside[0]) && fits(outside[1], inside[1]);
        self.emphasis_depth[level] += 1;
        let (opener, closer) = if is_safe { (mark, mark) } else { (tag, end_tag) };
        self.out.push_str(opener);
        self.closers.push(closer);
    }

    fn close_style(&mut self, style: Style) {
        match style {
            Style::Emphasis => self.emphasis_depth[0] -= 1,
            Style::Strong => self.emphasis_depth[1] -= 1,
            Style::Tag(_) => {}
        }
        if let Some(closer) = self.closers.pop() {
            self.out.push_str(closer);
        }
    }

    /// The character that the item at `at` will start with.
    fn char_at(&self, at: usize) -> Option<char> {
        self.items.iter().zip(&self.starts).skip(at).find_map(|(item, start)| match item {
            Inline::Words(end) => self.words[*start..*end].chars().next(),
            Inline::Nothing => None,
            Inline::Break => Some('\n'),
            Inline::Code(_) => Some('`'),
            Inline::Open(Style::Tag(_)) | Inline::Close(Style::Tag(_)) => Some('<'),
            Inline::Open(_) | Inline::Close(_) => Some('*'),
            Inline::Image { .. } => Some('!'),
            Inline::OpenLink { .. } => Some('['),
            Inline::CloseLink => Some(']'),
        })
    }

    /// The character that stands before the item at `at`.
    fn char_before(&self, at: usize) -> Option<char> {
        self.items[..at].iter().rev().find_map(|item| match item {
            // White space trimmed at the end of the block leaves an item without words.
            Inline::Words(end) => self.words[..*end].chars().next_back(),
            Inline::Nothing => None,
            Inline::Break => Some('\n'),
            _ => Some('*'),
        })
    }
}

/// The bare tags, spelt once.
fn tags(name: &'static str) -> (&'static str, &'static str) {
    match name {
        "del" => ("<del>", "</del>"),
        "ins" => ("<ins>", "</ins>"),
        "u" => ("<u>", "</u>"),
        "small" => ("<small>", "</small>"),
        "kbd" => ("<kbd>", "</kbd>"),
        "sub" => ("<sub>", "</sub>"),
        "sup" => ("<sup>", "</sup>"),
        "mark" => ("<mark>", "</mark>"),
        _ => ("<samp>", "</samp>"),
    }
}

fn write_code(out: &mut String, code: &str, place: Place) {
    // Lines of code could look like blocks; a reader sees one line anyway.
    let code = code.replace(['\n', '\r', '\t'], " ");
    let code = if place == Place::Cell { code.trim().to_owned() } else { code };
    if place == Place::Cell && code.contains("\\|") {
        // Code in a cell has no way to write this pair.
        out.push_str("<samp>");
        escape::push_words(out, &code, place);
        return out.push_str("</samp>");
    }
    let fence = "`".repeat(escape::longest_run(&code, '`') + 1);
    let pads = code.starts_with('`') || code.ends_with('`') || (code.starts_with(' ') && code.ends_with(' '));
    let pad = if pads { " " } else { "" };
    if out.ends_with('`') {
        // Two spans of code side by side would be read as one.
        out.push_str("<!-- -->");
    }
    out.push_str(&fence);
    out.push_str(pad);
    out.push_str(&code);
    out.push_str(pad);
    out.push_str(&fence);
}
