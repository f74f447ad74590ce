//! Sentences with links in them: the locale file says where each part stands, the page says what it is.

use maud::{Markup, PreEscaped, Render, html};

/// Stands for the part with this number in the argument of a sentence. It is a non-character, which every text is cleaned of; all the same
/// what people wrote is a part of its own, and never an argument beside parts.
pub fn part(number: u32) -> String {
    char::from_u32(FIRST + number).unwrap_or(char::REPLACEMENT_CHARACTER).to_string()
}

const FIRST: u32 = 0xFDD0;

/// A sentence whose marks from [`part`] are replaced by markup; everything else is escaped as text.
pub fn filled(sentence: &str, parts: &[Markup]) -> Markup {
    let mut out = String::with_capacity(sentence.len() + 64);
    let mut rest = sentence;
    while let Some((at, mark)) = rest.char_indices().find(|(_, c)| index(*c).is_some_and(|i| i < parts.len())) {
        rest[..at].render_to(&mut out);
        if let Some(part) = index(mark).and_then(|i| parts.get(i)) {
            out.push_str(&part.0);
        }
        rest = &rest[at + mark.len_utf8()..];
    }
    rest.render_to(&mut out);
    PreEscaped(out)
}

fn index(c: char) -> Option<usize> {
    usize::try_from(u32::from(c).checked_sub(FIRST)?).ok()
}

/// A word with a capital first letter, as headings and list entries begin; scripts without capitals stay as they are.
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// A topic's title as a link, where there is a topic to go to.
pub fn link(href: &str, words: &str) -> Markup {
    html! { a href=(href) { (words) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_where_the_sentence_says_and_text_is_escaped() {
        let said = format!("{} <b> {}!", part(1), part(0));
        let filled = filled(&said, &[html! { i { "a" } }, link("/x", "b&c")]);
        assert_eq!(filled.into_string(), "<a href=\"/x\">b&amp;c</a> &lt;b&gt; <i>a</i>!");
    }

    #[test]
    fn capitals() {
        assert_eq!((capital("écrire"), capital("评论"), capital("")), ("Écrire".into(), "评论".into(), String::new()));
    }
}
