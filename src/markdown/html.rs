//! Writes the tree of a Markdown text as HTML and as plain text, in one pass without recursion.

mod blocks;
mod inlines;

use std::collections::HashSet;

use comrak::nodes::{ListType, Node, NodeValue, TableAlignment};

use self::blocks::SPOILER_END;
use super::{Rendered, code, target};
use crate::rules::text::{Shown, is_shown};

/// What the link of a mention begins with; the handle follows.
pub const MENTION: &str = "<a class=\"mention\" href=\"/members/";

/// How deep quotes, lists and emphasis may nest; what lies deeper keeps its words only.
const MAX_DEPTH: usize = 40;
/// Post headings start below the page's h1 and h2, so that the outline of the page stays right.
const FIRST_HEADING: usize = 3;

/// Whether code is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    Coloured,
    Plain,
}

/// Writes the tree below `root`; `known` is described at [`render`](super::render).
pub fn write<'a>(root: Node<'a>, known: &dyn Fn(&str) -> Option<String>, size_hint: usize, code: Code) -> Rendered {
    let mut writer = Writer::new(known, size_hint, code);
    writer.walk(root);
    let mut rendered = writer.rendered;
    rendered.text.truncate(rendered.text.trim_end().len());
    rendered.counts.mentions = rendered.mentions.len();
    rendered.counts.shown = Shown::of(&rendered.text);
    rendered
}

/// Appends text, escaped for element content and quoted attributes.
pub fn push_escaped(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(entity);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

fn push_attribute_text(out: &mut String, text: &str) {
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.push_str("&quot;");
        }
        push_escaped(out, part);
    }
}

struct Writer<'w> {
    rendered: Rendered,
    known: &'w dyn Fn(&str) -> Option<String>,
    mentioned: HashSet<String>,
    /// Closing tag of every open node, empty where the node was too deep or needs none.
    closers: Vec<&'static str>,
    /// Elements open now; leaf blocks do not count.
    depth: usize,
    /// The levels of the headings that enclose the present place, as written.
    outline: Vec<u8>,
    /// Alignments of the present table and the column of the next cell.
    alignments: Vec<TableAlignment>,
    column: usize,
    in_link: bool,
    in_spoiler: usize,
    code_budget: code::Budget,
}

/// Whether anything below a node can be seen or followed: words or a picture.
fn shows_something(node: Node<'_>) -> bool {
    node.descendants().any(|inner| match &inner.data().value {
        NodeValue::Text(text) => is_shown(text),
        NodeValue::Code(code) => is_shown(&code.literal),
        NodeValue::Math(math) => is_shown(&math.literal),
        NodeValue::Image(image) => target::image(&image.url).is_some(),
        _ => false,
    })
}

/// What to do with a node's children.
enum Children {
    Walk,
    Skip,
}

impl<'w> Writer<'w> {
    fn new(known: &'w dyn Fn(&str) -> Option<String>, size_hint: usize, code: Code) -> Self {
        let mut rendered = Rendered::default();
        rendered.html.reserve(size_hint + size_hint / 4);
        rendered.text.reserve(size_hint);
        Self {
            rendered,
            known,
            mentioned: HashSet::new(),
            closers: Vec::new(),
            depth: 0,
            outline: Vec::new(),
            alignments: Vec::new(),
            column: 0,
            in_link: false,
            in_spoiler: 0,
            code_budget: match code {
                Code::Coloured => code::Budget::default(),
                Code::Plain => code::Budget::none(),
            },
        }
    }

    fn walk<'a>(&mut self, root: Node<'a>) {
        let mut next = root.first_child();
        while let Some(node) = next {
            let children = self.enter(node);
            let child = match children {
                Children::Walk => node.first_child(),
                Children::Skip => None,
            };
            if child.is_some() {
                next = child;
                continue;
            }
            self.leave(node);
            let mut up = node;
            next = up.next_sibling();
            while next.is_none() {
                let Some(parent) = up.parent() else { break };
                if parent.same_node(root) {
                    break;
                }
                self.leave(parent);
                up = parent;
                next = up.next_sibling();
            }
        }
    }

    fn enter<'a>(&mut self, node: Node<'a>) -> Children {
        let data = node.data();
        match &data.value {
            NodeValue::Paragraph => self.open_paragraph(node),
            NodeValue::Heading(heading) => self.open_heading(node, heading.level),
            NodeValue::BlockQuote => self.open_quote(node),
            NodeValue::List(list) => match list.list_type {
                ListType::Bullet => self.open_container("<ul>\n", "</ul>\n"),
                ListType::Ordered if list.start == 1 => self.open_container("<ol>\n", "</ol>\n"),
                ListType::Ordered => {
                    let tag = format!("<ol start=\"{}\">\n", list.start);
                    self.open_container(&tag, "</ol>\n");
                }
            },
            NodeValue::Item(_) => self.open_item("<li>"),
            NodeValue::TaskItem(task) => {
                self.open_item("<li class=\"task\">");
                // A picture of the box, not an input: nothing could be ticked here.
                self.put(if task.symbol.is_some() { "☑ " } else { "☐ " });
            }
            NodeValue::ThematicBreak => self.leaf("<hr>\n"),
            NodeValue::CodeBlock(block) => {
                let language = block.info.split([' ', ',', '{', '\t']).next().unwrap_or("");
                self.code_block(&block.literal, language);
                return Children::Skip;
            }
            NodeValue::HtmlBlock(block) => {
                self.html_block(&block.literal);
                return Children::Skip;
            }
            NodeValue::Table(table) => {
                self.alignments.clone_from(&table.alignments);
                self.open("<div class=\"table-wrap\" tabindex=\"0\"><table>\n", "</table></div>\n");
            }
            NodeValue::TableRow(is_header) => return self.open_row(node, *is_header),
            NodeValue::TableCell => self.open_cell(node),
            NodeValue::Text(text) => self.text(node, text),
            NodeValue::Escaped => self.closers.push(""),
            NodeValue::Raw(tag) => {
                self.rendered.html.push_str(tag);
                self.closers.push("");
            }
            NodeValue::HtmlInline(text) => self.text(node, text),
            NodeValue::SoftBreak => {
                self.rendered.text.push('\n');
                self.leaf("\n");
            }
            NodeValue::LineBreak => {
                self.rendered.text.push('\n');
                self.leaf("<br>\n");
            }
            NodeValue::Code(code) => {
                self.rendered.html.push_str("<code>");
                self.put(&code.literal);
                self.leaf("</code>");
            }
            NodeValue::Emph => self.open_container("<em>", "</em>"),
            NodeValue::Strong => self.open_container("<strong>", "</strong>"),
            NodeValue::Strikethrough => self.open_container("<del>", "</del>"),
            NodeValue::Math(math) => self.math(node, math),
            NodeValue::Link(link) => self.open_link(node, link),
            NodeValue::Image(image) => {
                self.image(node, image);
                return Children::Skip;
            }
            // Extensions that are switched off: their words stay, their markup does not exist.
            _ => self.closers.push(""),
        }
        Children::Walk
    }

    fn leave(&mut self, node: Node<'_>) {
        let data = node.data();
        let closer = self.closers.pop().unwrap_or("");
        self.rendered.html.push_str(closer);
        match &data.value {
            NodeValue::List(_)
            | NodeValue::Item(_)
            | NodeValue::TaskItem(_)
            | NodeValue::BlockQuote
            | NodeValue::Emph
            | NodeValue::Strong
            | NodeValue::Strikethrough => self.depth -= 1,
            NodeValue::Link(_) => self.in_link = false,
            NodeValue::TableRow(true) if node.next_sibling().is_some() => {
                self.rendered.html.push_str("<tbody>\n");
            }
            _ => {}
        }
        if matches!(data.value, NodeValue::BlockQuote) && closer == SPOILER_END {
            self.in_spoiler -= 1;
        }
        if data.value.block() {
            self.end_line();
        }
    }

    /// Prints an opening tag and remembers the closing one.
    fn open(&mut self, tag: &str, closer: &'static str) {
        self.rendered.html.push_str(tag);
        self.closers.push(closer);
    }

    /// Like `open`, unless the text nests too deep already.
    fn open_container(&mut self, tag: &str, closer: &'static str) {
        self.depth += 1;
        if self.depth <= MAX_DEPTH {
            self.open(tag, closer);
        } else {
            self.closers.push("");
        }
    }

    /// Prints a node that has no children.
    fn leaf(&mut self, html: &str) {
        self.open(html, "");
    }

    /// Appends words to the HTML and to the plain text.
    fn put(&mut self, text: &str) {
        push_escaped(&mut self.rendered.html, text);
        self.rendered.text.push_str(text);
    }

    /// Ends a line of the plain text, once.
    fn end_line(&mut self) {
        let text = &mut self.rendered.text;
        text.truncate(text.trim_end_matches(' ').len());
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    }
}
