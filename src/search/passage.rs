//! Finds the passage of a text that answers a query best, and marks the hits in it.

use std::ops::Range;

use super::query::Query;
use super::token::{is_unspaced, scan};

/// A stretch of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The text as written, white space made single spaces.
    pub text: String,
    /// It is what the query asks for.
    pub hit: bool,
}

/// Returns the passage of at most `max` characters that holds most of the query's terms, cut into
/// hits and the text between; the start of the text if nothing matches. `…` marks where the text
/// was cut. Hits are found by tokens, so other forms of a word and other Chinese scripts count.
#[must_use]
pub fn passage(text: &str, query: &Query, max: usize) -> Vec<Piece> {
    let hits = hits(text, query);
    let window = window(text, &hits, max.saturating_sub(2));
    let mut pieces = Vec::new();
    if window.start > 0 {
        push(&mut pieces, "…", false);
    }
    let mut from = window.start;
    for hit in merged(&hits) {
        let span = hit.start.max(window.start)..hit.end.min(window.end);
        if span.start >= span.end || span.start < from {
            continue;
        }
        push(&mut pieces, &text[from..span.start], false);
        push(&mut pieces, &text[span.clone()], true);
        from = span.end;
    }
    push(&mut pieces, &text[from..window.end], false);
    if !text[window.end..].trim().is_empty() {
        push(&mut pieces, "…", false);
    }
    pieces
}

struct Hit {
    span: Range<usize>,
    /// Which of the query's terms it is.
    term: usize,
}

/// Every place where a term of the query matches, in order of the text.
fn hits(text: &str, query: &Query) -> Vec<Hit> {
    let terms: Vec<_> = query.terms.iter().filter(|term| !term.is_excluded && !term.tokens.is_empty()).collect();
    let mut hits = Vec::new();
    if terms.is_empty() {
        return hits;
    }
    // How far each term's tokens have matched, and where that began; several may be under way.
    let mut under_way: Vec<Vec<(usize, usize)>> = vec![Vec::new(); terms.len()];
    scan(text, &mut |token, span, _| {
        for (term, matched) in terms.iter().zip(&mut under_way).enumerate() {
            let (index, (term, matched)) = (term, matched);
            matched.push((0, span.start));
            let mut kept = Vec::new();
            for (count, start) in matched.drain(..) {
                let is_last = count + 1 == term.tokens.len();
                let wanted = term.tokens[count].as_str();
                let fits = token == wanted || (is_last && term.is_prefix && token.starts_with(wanted));
                if fits && is_last {
                    // A prefix of one character marks that character, not the pair.
                    let is_char = term.is_prefix && wanted.chars().count() == 1;
                    let width = text[span.clone()].chars().next().map_or(0, char::len_utf8);
                    let end = if is_char { span.start + width } else { span.end };
                    hits.push(Hit { span: start..end, term: index });
                } else if fits {
                    kept.push((count + 1, start));
                }
            }
            *matched = kept;
        }
    });
    hits.sort_by_key(|hit| (hit.span.start, hit.span.end));
    hits
}

/// The hits as stretches that do not overlap or touch.
fn merged(hits: &[Hit]) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for hit in hits {
        match merged.last_mut() {
            Some(last) if hit.span.start <= last.end => last.end = last.end.max(hit.span.end),
            _ => merged.push(hit.span.clone()),
        }
    }
    merged
}

/// The bytes to show: around the hits that bring most different terms, then most hits.
fn window(text: &str, hits: &[Hit], max: usize) -> Range<usize> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let chars = starts.len() - 1;
    if chars <= max {
        return 0..text.len();
    }
    let index = |byte: usize| starts.partition_point(|start| *start < byte);
    let mut best = (0, 0);
    let mut focus = 0..0;
    let mut counts: Vec<usize> = Vec::new();
    let (mut distinct, mut first) = (0, 0);
    let ends: Vec<(usize, usize)> = hits.iter().map(|hit| (index(hit.span.start), index(hit.span.end))).collect();
    for (last, hit) in hits.iter().enumerate() {
        if counts.len() <= hit.term {
            counts.resize(hit.term + 1, 0);
        }
        counts[hit.term] += 1;
        distinct += usize::from(counts[hit.term] == 1);
        while first < last && ends[last].1 - ends[first].0 > max {
            counts[hits[first].term] -= 1;
            distinct -= usize::from(counts[hits[first].term] == 0);
            first += 1;
        }
        if (distinct, last + 1 - first) > best {
            best = (distinct, last + 1 - first);
            focus = ends[first].0..ends[last].1;
        }
    }
    // A third of the room that is left goes before the hits.
    let room = max.saturating_sub(focus.len());
    let mut start = focus.start.saturating_sub(room / 3).min(chars - max);
    let mut end = start + max;
    let char_at = |at: usize| text[starts[at]..].chars().next().unwrap_or(' ');
    // Words are not cut, unless there is no gap near by.
    let parts = |at: usize| {
        at == 0 || at == chars || char_at(at).is_whitespace() || char_at(at - 1).is_whitespace() || is_unspaced(char_at(at)) || is_unspaced(char_at(at - 1))
    };
    if let Some(gap) = (start..=focus.start.min(start + 24)).find(|at| parts(*at)) {
        start = gap;
    }
    if let Some(gap) = (focus.end.max(end.saturating_sub(24))..=end).rev().find(|at| parts(*at)) {
        end = gap;
    }
    starts[start]..starts[end.max(start)]
}

/// Appends text to the last piece of its kind, white space made single spaces.
fn push(pieces: &mut Vec<Piece>, text: &str, hit: bool) {
    if text.is_empty() {
        return;
    }
    if pieces.last().is_none_or(|last| last.hit != hit) {
        pieces.push(Piece { text: String::new(), hit });
    }
    let spaced = |pieces: &[Piece]| pieces.iter().rev().find(|piece| !piece.text.is_empty()).is_none_or(|piece| piece.text.ends_with(' '));
    for c in text.chars() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c == ' ' && spaced(pieces) {
            continue;
        }
        if let Some(last) = pieces.last_mut() {
            last.text.push(c);
        }
    }
    pieces.retain(|piece| !piece.text.is_empty());
}

#[cfg(test)]
mod tests {
    use super::super::parse_query;
    use super::*;

    fn marked(text: &str, query: &str, max: usize) -> String {
        let pieces = passage(text, &parse_query(query), max);
        pieces.iter().map(|p| if p.hit { format!("[{}]", p.text) } else { p.text.clone() }).collect()
    }

    #[test]
    fn hits_are_marked_in_any_form() {
        assert_eq!(marked("We brewed a  beer\nwhile brewing.", "brew", 100), "We [brewed] a beer while [brewing].");
        assert_eq!(marked("關於發酵的問題", "发酵", 100), "關於[發酵]的問題");
        assert_eq!(marked("糖化和白糖", "糖", 100), "[糖]化和白[糖]");
        assert_eq!(marked("麦芽汁煮沸", "芽汁煮", 100), "麦[芽汁煮]沸");
        assert_eq!(marked("an exact  phrase, exact", "\"exact phrase\"", 100), "an [exact phrase], exact");
        assert_eq!(marked("we use C++ here", "c++ ", 100), "we use [C++] here");
        assert_eq!(marked("nothing here", "else", 100), "nothing here");
        assert_eq!(marked("", "a", 10), "");
    }

    #[test]
    fn the_best_passage_is_taken() {
        let text = format!("mash {} mash yeast here {}", "filler ".repeat(50), "tail ".repeat(50));
        let found = marked(&text, "mash yeast ", 60);
        assert!(found.contains("[mash] [yeast] here"), "{found}");
        assert!(found.starts_with('…') && found.ends_with('…'), "{found}");
        assert!(found.replace(['[', ']'], "").chars().count() <= 60, "{found}");
        assert!(!found.contains(" ta…") && !found.contains("…iller"), "{found}");
        let chinese = format!("{}發酵{}", "水".repeat(200), "火".repeat(200));
        assert!(marked(&chinese, "发酵", 20).contains("水[發酵]火"));
    }

    #[test]
    fn the_limit_holds_for_any_text() {
        for max in 0..40 {
            for text in ["one two three four five six seven", "发酵发酵发酵发酵发酵发酵发酵发酵", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
            {
                let len: usize = passage(text, &parse_query("four 发酵 "), max).iter().map(|p| p.text.chars().count()).sum();
                assert!(len <= max.max(2), "{max} {text} {len}");
            }
        }
    }
}
