//! Lets a few bare inline tags of raw HTML through, in matching pairs; the rest becomes words.
//!
//! `<kbd>`, `<sub>` and their like carry no attributes and cannot do harm. `Vec<String>` is no
//! tag, so it must stay readable instead of vanishing. Comments are dropped.

use comrak::nodes::{Node, NodeValue};

/// Tags that members may write as raw HTML, without attributes.
const ALLOWED: [&str; 14] = ["b", "strong", "i", "em", "s", "del", "ins", "u", "small", "kbd", "sub", "sup", "mark", "samp"];

/// How many tags may stand open at once; further ones are words.
const MAX_OPEN: usize = 16;

/// Replaces every raw inline tag below `root`: allowed pairs stay as tags, `<br>` becomes a line
/// break, comments vanish, all else becomes text.
pub fn resolve<'a>(root: Node<'a>) {
    for node in root.descendants() {
        // Resolving turns every raw tag of the parent into something else, so each parent is
        // resolved once, when its first raw tag comes by.
        let is_raw = matches!(node.data().value, NodeValue::HtmlInline(_));
        if is_raw && let Some(parent) = node.parent() {
            resolve_children(parent);
        }
    }
}

fn resolve_children<'a>(parent: Node<'a>) {
    let mut open: Vec<(&'static str, Node<'a>)> = Vec::new();
    for child in parent.children() {
        let tag = match &child.data().value {
            NodeValue::HtmlInline(literal) => read(literal),
            _ => continue,
        };
        match tag {
            Tag::Open(name) if open.len() < MAX_OPEN => open.push((name, child)),
            Tag::Open(_) => into_text(child),
            Tag::Close(name) => {
                // Pairs always nest: what was opened inside and not closed is words.
                if let Some(at) = open.iter().rposition(|(opened, _)| *opened == name) {
                    for (_, unclosed) in open.drain(at + 1..) {
                        into_text(unclosed);
                    }
                    if let Some((_, opener)) = open.pop() {
                        opener.data_mut().value = NodeValue::Raw(format!("<{name}>"));
                        child.data_mut().value = NodeValue::Raw(format!("</{name}>"));
                    }
                } else {
                    into_text(child);
                }
            }
            Tag::LineBreak => child.data_mut().value = NodeValue::LineBreak,
            Tag::Comment => child.data_mut().value = NodeValue::Text("".into()),
            Tag::Other => into_text(child),
        }
    }
    for (_, unclosed) in open {
        into_text(unclosed);
    }
}

enum Tag {
    Open(&'static str),
    Close(&'static str),
    LineBreak,
    Comment,
    Other,
}

fn read(literal: &str) -> Tag {
    if literal.starts_with("<!--") {
        return Tag::Comment;
    }
    let inner = literal.trim_start_matches('<').trim_end_matches('>').trim();
    let (closing, name) = match inner.strip_prefix('/') {
        Some(name) => (true, name),
        None => (false, inner),
    };
    if !closing && name.trim_end_matches('/').trim().eq_ignore_ascii_case("br") {
        return Tag::LineBreak;
    }
    match ALLOWED.iter().find(|allowed| allowed.eq_ignore_ascii_case(name)) {
        Some(name) if closing => Tag::Close(name),
        Some(name) => Tag::Open(name),
        None => Tag::Other,
    }
}

fn into_text(node: Node<'_>) {
    let mut data = node.data_mut();
    if let NodeValue::HtmlInline(literal) = &mut data.value {
        let literal = std::mem::take(literal);
        data.value = NodeValue::Text(literal.into());
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::render;

    fn html(markdown: &str) -> String {
        render(markdown, &|_| None).html
    }

    #[test]
    fn pairs_pass_and_strays_are_words() {
        assert_eq!(html("H<sub>2</sub>O"), "<p>H<sub>2</sub>O</p>\n");
        assert_eq!(html("<kbd>Ctrl *x*"), "<p>&lt;kbd&gt;Ctrl <em>x</em></p>\n");
        assert_eq!(html("a</b> c"), "<p>a&lt;/b&gt; c</p>\n");
        assert_eq!(html("<b><i>x</b></i>"), "<p><b>&lt;i&gt;x</b>&lt;/i&gt;</p>\n");
        assert_eq!(html("<b>*x</b>*"), "<p>&lt;b&gt;<em>x&lt;/b&gt;</em></p>\n");
        assert_eq!(html("a<br/>b"), "<p>a<br>\nb</p>\n");
    }

    #[test]
    fn attributes_and_other_tags_are_words() {
        assert_eq!(html("a Vec<String> b"), "<p>a Vec&lt;String&gt; b</p>\n");
        assert!(html("<b onclick=x>y</b>").contains("&lt;b onclick=x&gt;"));
        assert_eq!(html("x <!-- note --> y"), "<p>x  y</p>\n");
    }
}
