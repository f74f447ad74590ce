//! A letter as plain text.

use super::letter::{Block, Letter, Link, Span};

/// The whole text part.
pub fn text(letter: &Letter, site: &str) -> String {
    let mut parts = vec![site.to_owned()];
    parts.extend(letter.blocks.iter().filter_map(block));
    let mut foot = vec!["-- ".to_owned(), letter.reason.to_string()];
    foot.extend(letter.links.iter().map(link));
    parts.push(foot.join("\n"));
    let mut whole = parts.join("\n\n");
    whole.push('\n');
    whole
}

fn block(block: &Block) -> Option<String> {
    match block {
        Block::Medal { .. } => None,
        Block::Heading(spans) | Block::Paragraph(spans) => Some(line(spans)),
        Block::Quote(said) => Some(said.lines().map(|l| format!("> {l}")).collect::<Vec<_>>().join("\n")),
        Block::Button(l) => Some(link(l)),
        Block::Rule => Some("* * *".to_owned()),
    }
}

fn line(spans: &[Span]) -> String {
    spans
        .iter()
        .map(|span| match span {
            Span::Text(said) => said.to_string(),
            Span::Link(l) => format!("{} <{}>", l.words, l.href),
            Span::Tier { word, .. } => word.to_string(),
        })
        .collect()
}

fn link(link: &Link) -> String {
    format!("{}: {}", link.words, link.href)
}
