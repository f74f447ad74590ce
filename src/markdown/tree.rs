//! Cleans the parsed tree: what entities stood for, and what was hidden from the parser, is known only now.

use std::borrow::Cow;

use comrak::nodes::{Node, NodeValue};

use super::bare_links::unshielded;
use crate::rules::text::clean;

/// Cleans every word, address and title below `root`: `&#x202E;` would turn around the words behind it as the character itself does.
pub fn tidy(root: Node<'_>) {
    for node in root.descendants() {
        match &mut node.data_mut().value {
            NodeValue::Text(text) => {
                if let Some(tidied) = tidied(text) {
                    *text = Cow::Owned(tidied);
                }
            }
            NodeValue::Code(code) => replace(&mut code.literal),
            NodeValue::CodeBlock(block) => {
                replace(&mut block.info);
                replace(&mut block.literal);
            }
            NodeValue::HtmlInline(html) => replace(html),
            NodeValue::HtmlBlock(block) => replace(&mut block.literal),
            NodeValue::Math(math) => replace(&mut math.literal),
            NodeValue::Link(link) | NodeValue::Image(link) => {
                replace(&mut link.url);
                replace(&mut link.title);
            }
            _ => {}
        }
    }
}

fn replace(text: &mut String) {
    if let Some(tidied) = tidied(text) {
        *text = tidied;
    }
}

/// The text as it may be shown; none where it may be already.
fn tidied(text: &str) -> Option<String> {
    let is_plain = |b: u8| (0x20..0x7F).contains(&b) || b == b'\n' || b == b'\t';
    if text.bytes().all(is_plain) {
        return None;
    }
    Some(clean(&text.chars().map(unshielded).collect::<String>()))
}
