//! The blocks of the writer: paragraphs, headings, quotes, items, tables, code.

use comrak::nodes::{Node, NodeValue, TableAlignment};

use super::{Children, FIRST_HEADING, MAX_DEPTH, Writer, shows_something};
use crate::markdown::code;

/// Marks a quote whose text is hidden until it has the focus or the pointer.
pub(super) const SPOILER_END: &str = "</blockquote>\n\n";

impl Writer<'_> {
    pub(super) fn open_paragraph(&mut self, node: Node<'_>) {
        let only_child = node.first_child().filter(|child| child.next_sibling().is_none());
        let holds_display_math = only_child.is_some_and(|child| matches!(&child.data().value, NodeValue::Math(m) if m.display_math));
        if holds_display_math || is_in_tight_list(node) {
            self.closers.push("");
        } else {
            self.open("<p>", "</p>\n");
        }
    }

    /// Levels follow the outline, without gaps: the first heading is an h3, whatever its marks.
    pub(super) fn open_heading(&mut self, node: Node<'_>, level: u8) {
        if !shows_something(node) {
            // An empty heading says nothing to those who jump from heading to heading.
            self.closers.push("");
            return;
        }
        while self.outline.last().is_some_and(|above| *above >= level) {
            self.outline.pop();
        }
        let shown = FIRST_HEADING + self.outline.len();
        self.outline.push(level);
        match shown {
            3 => self.open("<h3>", "</h3>\n"),
            4 => self.open("<h4>", "</h4>\n"),
            5 => self.open("<h5>", "</h5>\n"),
            _ => self.open("<h6>", "</h6>\n"),
        }
    }

    /// A quote whose first words begin with `!` is a spoiler (`>! text`), as on Stack Exchange.
    pub(super) fn open_quote(&mut self, node: Node<'_>) {
        let first = node.first_child().and_then(|block| block.first_child());
        let is_spoiler = first.is_some_and(|inline| matches!(&inline.data().value, NodeValue::Text(t) if t.starts_with('!')));
        if is_spoiler && self.depth < MAX_DEPTH {
            self.in_spoiler += 1;
            self.open_container("<blockquote class=\"spoiler\" tabindex=\"0\">\n", SPOILER_END);
        } else {
            self.open_container("<blockquote>\n", "</blockquote>\n");
        }
    }

    /// An item is printed if its list was.
    pub(super) fn open_item(&mut self, tag: &str) {
        self.depth += 1;
        if self.depth <= MAX_DEPTH + 1 && self.closers.last().is_some_and(|list| !list.is_empty()) {
            self.open(tag, "</li>\n");
        } else {
            self.closers.push("");
        }
    }

    pub(super) fn code_block(&mut self, literal: &str, language: &str) {
        let language: String = language.to_ascii_lowercase();
        let is_plain_name = language.len() <= 24 && language.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-_.#".contains(&b));
        let html = &mut self.rendered.html;
        if language == "math" {
            html.push_str("<div class=\"math display\">");
            self.put(literal.trim_end());
            return self.leaf("</div>\n");
        }
        // A block wider than the page scrolls, and must be reachable by keyboard for that.
        html.push_str("<pre tabindex=\"0\"><code");
        if is_plain_name && !language.is_empty() {
            html.push_str(" class=\"lang-");
            html.push_str(&language);
            html.push('"');
        }
        html.push('>');
        code::write(html, literal, &language, &mut self.code_budget);
        self.rendered.text.push_str(literal);
        self.leaf("</code></pre>\n");
    }

    /// Blocks of raw HTML are shown as the words they are; comments are dropped.
    pub(super) fn html_block(&mut self, literal: &str) {
        let is_comment = literal.trim_start().starts_with("<!--") && literal.trim_end().ends_with("-->");
        if is_comment {
            return self.closers.push("");
        }
        self.rendered.html.push_str("<p>");
        self.put(literal.trim_end());
        self.leaf("</p>\n");
    }

    pub(super) fn open_row(&mut self, node: Node<'_>, is_header: bool) -> Children {
        self.column = 0;
        let is_empty = !node.children().any(shows_something);
        if is_header && is_empty {
            // A table without titles: no row of empty header cells.
            self.closers.push("");
            return Children::Skip;
        }
        if is_header {
            self.open("<thead>\n<tr>\n", "</tr>\n</thead>\n");
        } else if node.next_sibling().is_none() {
            self.open("<tr>\n", "</tr>\n</tbody>\n");
        } else {
            self.open("<tr>\n", "</tr>\n");
        }
        Children::Walk
    }

    pub(super) fn open_cell(&mut self, node: Node<'_>) {
        let in_header = node.parent().is_some_and(|row| matches!(row.data().value, NodeValue::TableRow(true)));
        let class = match self.alignments.get(self.column) {
            Some(TableAlignment::Right) => " class=\"align-right\"",
            Some(TableAlignment::Center) => " class=\"align-center\"",
            _ => "",
        };
        self.column += 1;
        let is_title = in_header && shows_something(node);
        let tag = if is_title { "<th scope=\"col\"" } else { "<td" };
        self.rendered.html.push_str(tag);
        self.rendered.html.push_str(class);
        self.open(">", if is_title { "</th>\n" } else { "</td>\n" });
    }
}

/// Says whether the paragraph is an item's text in a list written without blank lines.
fn is_in_tight_list(node: Node<'_>) -> bool {
    let list = node.parent().and_then(|item| item.parent());
    list.is_some_and(|list| matches!(&list.data().value, NodeValue::List(list) if list.tight))
}
