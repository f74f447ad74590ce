//! What a mail says, once: its text and its HTML are both made from this.

use crate::rules::vocabulary::Language;
use crate::ui::words::Said;

/// A mail's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub language: Language,
    pub subject: Said,
    pub blocks: Vec<Block>,
    /// Why the member receives it.
    pub reason: Said,
    /// Links under the reason: how to stop exactly this kind, and all mail settings.
    pub links: Vec<Link>,
}

/// A part of a mail, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A badge's medal or a tier's mark: name of the picture (see `pictures`), and what it shows.
    Medal {
        picture: String,
        alt: Said,
    },
    Heading(Vec<Span>),
    Paragraph(Vec<Span>),
    /// The beginning of a post.
    Quote(String),
    Button(Link),
    /// Parts two awards.
    Rule,
}

/// Words within a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    Text(Said),
    Link(Link),
    /// A tier's word in its colour, as `#rrggbb`.
    Tier {
        word: Said,
        colour: String,
    },
}

/// A link with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub words: Said,
    pub href: String,
}

/// First of the characters that stand for a span in a sentence. They are non-characters, which every text is cleaned of; all the same no
/// text of a person's is put into a sentence with marks, but a span of its own.
const FIRST_MARK: u32 = 0xFDD0;

/// What a sentence of the locale files is given in the place of the n-th span.
pub fn mark(n: u8) -> String {
    char::from_u32(FIRST_MARK + u32::from(n)).map(String::from).unwrap_or_default()
}

/// A sentence whose marks become spans; neighbouring texts are one.
pub fn sentence(said: &str, inserts: &[Span]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut text = String::new();
    for c in said.chars() {
        let insert = u32::from(c).checked_sub(FIRST_MARK).and_then(|n| inserts.get(usize::try_from(n).unwrap_or(usize::MAX)));
        match insert {
            Some(span) => {
                if let Span::Text(words) = span {
                    text.push_str(words);
                    continue;
                }
                if !text.is_empty() {
                    spans.push(Span::Text(std::mem::take(&mut text).into()));
                }
                spans.push(span.clone());
            }
            None => text.push(c),
        }
    }
    if !text.is_empty() {
        spans.push(Span::Text(text.into()));
    }
    spans
}

/// A paragraph without links.
pub fn paragraph(said: Said) -> Block {
    Block::Paragraph(vec![Span::Text(said)])
}

/// A heading without links.
pub fn heading(said: Said) -> Block {
    Block::Heading(vec![Span::Text(said)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans() {
        let link = Span::Link(Link { words: "a topic".into(), href: "https://forum.example/t/1".into() });
        let said = format!("See {} now", mark(0));
        assert_eq!(sentence(&said, std::slice::from_ref(&link)), [Span::Text("See ".into()), link.clone(), Span::Text(" now".into())]);
        assert_eq!(sentence("plain", &[]), [Span::Text("plain".into())]);
        let said = format!("{} likes {}", mark(1), mark(0));
        let name = Span::Text(format!("A{}\u{E000}", mark(0)).into());
        assert_eq!(sentence(&said, &[link.clone(), name]), [Span::Text(format!("A{}\u{E000} likes ", mark(0)).into()), link]);
    }
}
