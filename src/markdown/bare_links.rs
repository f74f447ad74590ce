//! Addresses that stand bare among words: where they begin and, above all, where they end.
//!
//! Chinese and Japanese writers put no space behind an address: `见https://example.com/a。然后` and `https://example.com/a然后` end at the
//! `a`. So full-width signs and letters of scripts without spaces end a bare address; one that has such letters is written with `%`, in
//! `<>` or as `[words](address)`. Everything else is as GitHub has it: signs that end a sentence do not belong to it, nor does a bracket
//! that opened before it.

use std::borrow::Cow;

use comrak::Arena;
use comrak::arena_tree::NodeEdge;
use comrak::nodes::{Node, NodeLink, NodeValue};

use super::plain::is_cjk;
use super::target;

/// Marks of Markdown that mean nothing inside an address, and the non-characters that stand for them while the text is parsed: nobody can
/// type these, for texts are cleaned of them.
const SHIELDED: [(char, char); 4] = [('*', '\u{FDD0}'), ('_', '\u{FDD1}'), ('~', '\u{FDD2}'), ('$', '\u{FDD3}')];

/// Hides the marks within bare addresses from the parser: `https://a.org/__init__.py` has nothing strong in it.
pub fn shield(markdown: &str) -> Cow<'_, str> {
    let mut shielded = String::new();
    let mut copied = 0;
    for found in addresses(markdown) {
        let address = &markdown[found.start..found.end];
        if address.contains(SHIELDED.map(|(mark, _)| mark)) {
            shielded.push_str(&markdown[copied..found.start]);
            shielded.extend(address.chars().map(|c| SHIELDED.iter().find(|(mark, _)| *mark == c).map_or(c, |(_, stand_in)| *stand_in)));
            copied = found.end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(markdown);
    }
    shielded.push_str(&markdown[copied..]);
    Cow::Owned(shielded)
}

/// The mark that a character of the parsed text stands for.
pub fn unshielded(c: char) -> char {
    SHIELDED.iter().find(|(_, stand_in)| *stand_in == c).map_or(c, |(mark, _)| *mark)
}

/// Makes links of the bare addresses in the words below `root`.
pub fn link<'a>(arena: &'a Arena<'a>, root: Node<'a>) {
    let mut texts = Vec::new();
    let mut links = 0_usize;
    for edge in root.traverse() {
        let (node, starts) = match edge {
            NodeEdge::Start(node) => (node, true),
            NodeEdge::End(node) => (node, false),
        };
        match &node.data().value {
            NodeValue::Link(_) | NodeValue::Image(_) if starts => links += 1,
            NodeValue::Link(_) | NodeValue::Image(_) => links -= 1,
            NodeValue::Text(text) if starts && links == 0 && text.contains(['@', ':', '.']) => texts.push(node),
            _ => {}
        }
    }
    for node in texts {
        link_in(arena, node);
    }
}

fn link_in<'a>(arena: &'a Arena<'a>, node: Node<'a>) {
    let text = match &node.data().value {
        NodeValue::Text(text) => text.clone().into_owned(),
        _ => return,
    };
    let mut last = node;
    let mut from = 0;
    let mut add = |value: NodeValue| {
        let new: Node<'a> = arena.alloc(value.into());
        last.insert_after(new);
        last = new;
        new
    };
    for found in addresses(&text) {
        let words = &text[found.start..found.end];
        let url = format!("{}{words}", found.scheme);
        if target::link(&url).is_none() {
            continue;
        }
        add(NodeValue::Text(text[from..found.start].to_owned().into()));
        let link = add(NodeValue::Link(Box::new(NodeLink { url, title: String::new() })));
        link.append(arena.alloc(NodeValue::Text(words.to_owned().into()).into()));
        from = found.end;
    }
    if from > 0 {
        add(NodeValue::Text(text[from..].to_owned().into()));
        node.detach();
    }
}

/// An address in a text.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    start: usize,
    end: usize,
    /// What goes before it where it is followed.
    scheme: &'static str,
}

/// What web addresses begin with, and what goes before.
const BEGINNINGS: [(&str, &str); 3] = [("https://", ""), ("http://", ""), ("www.", "http://")];

/// The addresses of a text, in order.
fn addresses(text: &str) -> impl Iterator<Item = Found> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + text[from..].find(['h', 'H', 'w', 'W', '@'])?;
            let beginning = BEGINNINGS.iter().find(|(begin, _)| text.get(at..at + begin.len()).is_some_and(|start| start.eq_ignore_ascii_case(begin)));
            let found = match beginning {
                Some((begin, scheme)) => web_end(text, at, begin.len()).map(|end| Found { start: at, end, scheme }),
                None if text[at..].starts_with('@') => mail(text, from, at),
                None => None,
            };
            match found {
                Some(found) => {
                    from = found.end;
                    return Some(found);
                }
                None => from = at + 1,
            }
        }
    })
}

/// Where the web address ends that begins at `start`; none where a word goes before it or nothing follows.
fn web_end(text: &str, start: usize, begin: usize) -> Option<usize> {
    if text[..start].chars().next_back().is_some_and(|before| is_word(before) || matches!(before, '/' | '@' | '.' | '-')) {
        return None;
    }
    let after = start + begin;
    let first = text[after..].chars().next()?;
    // A name in Chinese letters is one as a whole: `https://例子.测试/` can be meant, `http://和https://` cannot, for it has no dot.
    let in_own_script = is_cjk(first) && first.is_alphanumeric();
    if !first.is_alphanumeric() && first != '[' {
        return None;
    }
    let mut open = Vec::new();
    let mut in_name = true;
    let mut end = text.len();
    for (at, c) in text[after..].char_indices() {
        in_name &= !matches!(c, '/' | '?' | '#' | ':');
        let goes_on = match c {
            '(' | '[' | '{' => {
                open.push(c);
                true
            }
            ')' => open.pop() == Some('('),
            ']' => open.pop() == Some('['),
            '}' => open.pop() == Some('{'),
            '<' | '>' | '"' | '`' | '|' | '\\' => false,
            _ if c.is_ascii() => c.is_ascii_graphic(),
            _ if is_cjk(c) => in_own_script && in_name && c.is_alphanumeric(),
            _ => c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c),
        };
        if !goes_on {
            end = after + at;
            break;
        }
    }
    let end = start + without_end_marks(&text[start..end]).len();
    let has_name = end > after && (!in_own_script || text[after..end].split(['/', '?', '#', ':']).next().is_some_and(|name| name.contains('.')));
    has_name.then_some(end)
}

/// The mail address around the `@` at `at`, as far as it stands after `from`.
fn mail(text: &str, from: usize, at: usize) -> Option<Found> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-' | '_');
    let start = text[from..at].rfind(|c| !is_local(c)).map_or(from, |before| from + before + text[from + before..].chars().next().map_or(1, char::len_utf8));
    if start == at || text[..start].chars().next_back().is_some_and(|before| is_word(before) || matches!(before, '/' | '@')) {
        return None;
    }
    let after = at + 1;
    let len = text[after..].find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))).unwrap_or(text.len() - after);
    let host = text[after..after + len].trim_end_matches(['.', '-', '_']);
    let is_host = host.contains('.') && host.split('.').all(|label| !label.is_empty()) && !text[after + host.len()..].starts_with('@');
    is_host.then_some(Found { start, end: after + host.len(), scheme: "mailto:" })
}

/// Letters to which a beginning would belong, if it stood right behind them.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !is_cjk(c)
}

/// Without the signs behind it that end a sentence, a quotation or an emphasis, and without brackets opened last.
fn without_end_marks(address: &str) -> &str {
    address.trim_end_matches(['?', '!', '.', ',', ':', ';', '*', '_', '~', '\'', '$', '(', '[', '{'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        addresses(text).map(|found| &text[found.start..found.end]).collect()
    }

    #[test]
    fn full_width_signs_and_letters_end_an_address() {
        for end in [
            "。然后继续",
            "，",
            "、",
            "；",
            "：",
            "？",
            "！",
            "）",
            "】",
            "》",
            "」",
            "』",
            "”",
            "’",
            "…",
            "—",
            "·",
            "　",
            "然后",
            "です",
            "에서",
            "ครับ",
            "，https",
            "🍺",
        ] {
            assert_eq!(found(&format!("见https://example.com/a{end}")), ["https://example.com/a"], "{end}");
            assert_eq!(found(&format!("见www.example.com{end}")), ["www.example.com"], "{end}");
            assert_eq!(found(&format!("写信到a.b@example.com{end}")), ["a.b@example.com"], "{end}");
        }
        assert_eq!(found("（https://a.com/b（c）https://d.com，www.e.com）"), ["https://a.com/b", "https://d.com", "www.e.com"]);
        assert_eq!(found("http://和https://的区别"), Vec::<&str>::new());
        assert_eq!(found("https://例子.测试/路径"), ["https://例子.测试/"]);
        assert_eq!(found("https://a.com/%E8%B7%AF，https://de.example/Müller"), ["https://a.com/%E8%B7%AF", "https://de.example/Müller"]);
    }

    #[test]
    fn signs_of_sentences_do_not_belong_to_an_address() {
        assert_eq!(
            found("(see https://a.com/b_(c)), https://a.com. <https://b.com> \"https://c.com\""),
            ["https://a.com/b_(c)", "https://a.com", "https://b.com", "https://c.com"]
        );
        assert_eq!(found("**https://a.com/b**重点** https://a.com/*b*/c?d=e;f"), ["https://a.com/b", "https://a.com/*b*/c?d=e;f"]);
        assert_eq!(
            found("http://[2001:db8::1]:8080/a, [x](https://a.com/b)c https://a.com|b https://a.com(see"),
            ["http://[2001:db8::1]:8080/a", "https://a.com/b", "https://a.com", "https://a.com(see"]
        );
    }

    #[test]
    fn what_is_none() {
        assert!(found("xhttp://a.com http:// https://. www. ewww.a.com a@b @ada.org a@@b.org é@a.org x@a..b path/www.a.com ftp://a.com").is_empty());
    }

    #[test]
    fn marks_are_hidden_and_come_back() {
        let shielded = shield("see https://a.com/__init__.py and __b__");
        assert_eq!(shielded, "see https://a.com/\u{FDD1}\u{FDD1}init\u{FDD1}\u{FDD1}.py and __b__");
        assert_eq!(shielded.chars().map(unshielded).collect::<String>(), "see https://a.com/__init__.py and __b__");
        assert!(matches!(shield("https://a.com/b **c**"), Cow::Borrowed(_)));
    }
}
