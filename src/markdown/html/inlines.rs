//! The inlines of the writer: words with mentions, formulas, links, images.

use comrak::nodes::{Node, NodeLink, NodeMath, NodeValue};

use super::{MENTION, Writer, push_attribute_text, shows_something};
use crate::markdown::{mention, target};
use crate::rules::text::is_shown;

impl Writer<'_> {
    /// Words; known `@handles` among them become links.
    pub(super) fn text(&mut self, node: Node<'_>, text: &str) {
        self.closers.push("");
        let text = if self.in_spoiler > 0 { without_spoiler_mark(node, text) } else { text };
        if self.in_link || !text.contains('@') {
            return self.put(text);
        }
        let before = self.rendered.text.chars().next_back();
        let mut from = 0;
        for candidate in mention::candidates(text, before) {
            let known = candidate.readings.into_iter().find_map(|reading| (self.known)(&text[reading.clone()]).map(|handle| (reading, handle)));
            let Some((reading, handle)) = known else {
                continue;
            };
            self.put(&text[from..candidate.at]);
            self.mention(&text[candidate.at..reading.end], handle);
            from = reading.end;
        }
        self.put(&text[from..]);
    }

    fn mention(&mut self, typed: &str, handle: String) {
        let html = &mut self.rendered.html;
        html.push_str(MENTION);
        // A handle is one path segment.
        push_attribute_text(html, &target::encoded(&handle.replace(['/', '?', '#', '%'], "")));
        html.push_str("\">");
        self.put(typed);
        self.rendered.html.push_str("</a>");
        if self.mentioned.insert(handle.clone()) {
            self.rendered.mentions.push(handle);
        }
    }

    pub(super) fn math(&mut self, node: Node<'_>, math: &NodeMath) {
        let marks = if math.display_math { "$$" } else { "$" };
        if math.dollar_math && !is_formula(node, math) {
            self.put(marks);
            self.put(&math.literal);
            self.put(marks);
            return self.closers.push("");
        }
        let is_alone = node.next_sibling().is_none() && node.previous_sibling().is_none();
        let in_paragraph = node.parent().is_some_and(|parent| matches!(parent.data().value, NodeValue::Paragraph));
        let (tag, closer) = match (math.display_math, is_alone && in_paragraph) {
            (true, true) => ("<div class=\"math display\">", "</div>\n"),
            (true, false) => ("<span class=\"math display\">", "</span>"),
            (false, _) => ("<span class=\"math inline\">", "</span>"),
        };
        self.rendered.html.push_str(tag);
        self.put(math.literal.trim());
        self.leaf(closer);
    }

    pub(super) fn open_link(&mut self, node: Node<'_>, link: &NodeLink) {
        let Some(url) = target::link(&link.url) else {
            return self.closers.push("");
        };
        self.in_link = true;
        self.rendered.counts.links += 1;
        let html = &mut self.rendered.html;
        html.push_str("<a href=\"");
        push_attribute_text(html, &url);
        html.push('"');
        push_title(html, &link.title);
        self.open(">", "</a>");
        if !shows_something(node) {
            // A link without words could not be seen or spoken.
            self.put(&link.url);
        }
    }

    pub(super) fn image(&mut self, node: Node<'_>, image: &NodeLink) {
        let mut alt = String::new();
        collect_words(node, &mut alt);
        let Some(url) = target::image(&image.url) else {
            self.put(&alt);
            return self.closers.push("");
        };
        if !is_shown(&alt) && self.in_link {
            // The image is all the words the link has: its file name is better than nothing.
            alt = url.rsplit('/').next().unwrap_or_default().to_owned();
        }
        self.rendered.counts.images += 1;
        let html = &mut self.rendered.html;
        html.push_str("<img src=\"");
        push_attribute_text(html, &url);
        html.push_str("\" alt=\"");
        push_attribute_text(html, &alt);
        html.push('"');
        push_title(html, &image.title);
        self.leaf(" loading=\"lazy\">");
    }
}

/// In a spoiler each line of a paragraph may begin with the mark again: `>! one` / `>! two`.
fn without_spoiler_mark<'t>(node: Node<'_>, text: &'t str) -> &'t str {
    let Some(rest) = text.strip_prefix('!') else {
        return text;
    };
    let in_paragraph = node.parent().is_some_and(|up| matches!(up.data().value, NodeValue::Paragraph));
    let at_line_start = node.previous_sibling().is_none_or(|before| matches!(before.data().value, NodeValue::SoftBreak | NodeValue::LineBreak));
    if in_paragraph && at_line_start { rest.trim_start() } else { text }
}

fn push_title(html: &mut String, title: &str) {
    if !title.is_empty() {
        html.push_str(" title=\"");
        push_attribute_text(html, title);
        html.push('"');
    }
}

/// Says whether dollars around this text mean a formula: `$HOME/$PATH` and `US$5/US$6` do not.
fn is_formula(node: Node<'_>, math: &NodeMath) -> bool {
    if math.display_math {
        return !math.literal.trim().is_empty();
    }
    let touches_word = |neighbour: Option<Node<'_>>, last: bool| {
        neighbour.is_some_and(|neighbour| match &neighbour.data().value {
            NodeValue::Text(text) => {
                let c = if last { text.chars().next_back() } else { text.chars().next() };
                c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '$' || c == '_')
            }
            _ => false,
        })
    };
    !touches_word(node.previous_sibling(), true) && !touches_word(node.next_sibling(), false)
}

/// The words below a node, for an `alt`.
fn collect_words(node: Node<'_>, words: &mut String) {
    for inner in node.descendants() {
        match &inner.data().value {
            NodeValue::Text(text) => words.push_str(text),
            NodeValue::Code(code) => words.push_str(&code.literal),
            NodeValue::Math(math) => words.push_str(&math.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak => words.push(' '),
            _ => {}
        }
    }
}
