//! Plain text: the words of rendered HTML, cuts at word boundaries.

use crate::rules::text::is_meddling;

/// Returns the words of HTML that [`render`](super::render) wrote: tags dropped, blocks apart by
/// a newline, entities read. It does not judge HTML from elsewhere.
#[must_use]
pub fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        push_run(&mut text, &rest[..at]);
        rest = &rest[at..];
        if rest.starts_with('<') {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            let name = rest[1..end].trim_start_matches('/');
            let name_len = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
            let separator = match &name[..name_len] {
                "td" | "th" => Some(' '),
                "p" | "br" | "hr" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "ul" | "ol" | "li" | "pre" | "div" | "table" | "tr" => Some('\n'),
                _ => None,
            };
            if let Some(separator) = separator
                && !text.is_empty()
                && !text.ends_with(char::is_whitespace)
            {
                text.push(separator);
            }
            rest = &rest[end..];
        } else {
            let (c, len) = entity(rest);
            text.push(c);
            rest = &rest[len..];
        }
    }
    push_run(&mut text, rest);
    text.truncate(text.trim_end().len());
    // Posts that were rendered by an earlier version may hold what is cleaned away today.
    if text.contains(is_meddling) {
        text.retain(|c| !is_meddling(c));
    }
    text
}

/// Appends text between tags; the line ends that HTML has between blocks are not doubled.
fn push_run(text: &mut String, run: &str) {
    let doubled = text.is_empty() || text.ends_with('\n');
    text.push_str(if doubled { run.trim_start_matches('\n') } else { run });
}

/// Returns the start of rendered HTML as plain text on one line, at most `max` characters with
/// the `…` that marks a cut.
#[must_use]
pub fn excerpt(html: &str, max: usize) -> String {
    shorten(&plain_text(html), max)
}

/// Cuts plain text to at most `max` characters, runs of white space made one space, and ends it
/// with `…` if anything was lost. It cuts between words; Chinese, Japanese and Korean text, and a
/// word longer than the limit, is cut between characters.
#[must_use]
pub fn shorten(text: &str, max: usize) -> String {
    let mut line = String::with_capacity(text.len().min(max.saturating_mul(4)));
    let mut count = 0;
    let mut kept = Cut::default();
    for word in text.split_whitespace() {
        if count > 0 {
            line.push(' ');
            count += 1;
        }
        for c in word.chars() {
            let previous = line.chars().next_back().unwrap_or(' ');
            // The mark takes one character, so a cut leaves at most `max - 1` before it.
            if count < max {
                kept.anywhere = line.len();
                if previous == ' ' || is_cjk(previous) || is_cjk(c) {
                    kept.between_words = line.len();
                }
            }
            if count >= max {
                return kept.apply(line, max);
            }
            line.push(c);
            count += 1;
        }
        if count < max {
            kept.anywhere = line.len();
            kept.between_words = line.len();
        }
    }
    line
}

/// The last places, in bytes, where a line may be cut.
#[derive(Default)]
struct Cut {
    anywhere: usize,
    between_words: usize,
}

impl Cut {
    fn apply(self, mut line: String, max: usize) -> String {
        let at = if self.between_words > 0 { self.between_words } else { self.anywhere };
        line.truncate(at);
        let loose = [' ', ',', ';', ':', '、', '，', '；', '：'];
        line.truncate(line.trim_end_matches(loose).len());
        if max > 0 {
            line.push('…');
        }
        line
    }
}

/// Says whether text in this character's script is written without spaces between words.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1000}'..='\u{109F}' | '\u{1100}'..='\u{11FF}' | '\u{1780}'..='\u{17FF}' | '\u{2E80}'..='\u{9FFF}' | '\u{A000}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}'
        | '\u{0E00}'..='\u{0EFF}')
}

/// Reads one entity at the start of `text`; a stray `&` stands for itself.
fn entity(text: &str) -> (char, usize) {
    let end = text.as_bytes().iter().take(12).position(|b| *b == b';');
    let Some(end) = end else { return ('&', 1) };
    let named = match &text[1..end] {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "nbsp" => Some('\u{A0}'),
        number => number.strip_prefix('#').and_then(|digits| {
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            code.ok().and_then(char::from_u32)
        }),
    };
    named.map_or(('&', 1), |c| (c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_keeps_words_apart() {
        assert_eq!(plain_text("<p>a &lt;b&gt; &amp; c</p>\n<p>d<br>e</p>\n"), "a <b> & c\nd\ne");
        assert_eq!(plain_text("<tr><td>a</td><td>b</td></tr>"), "a b");
        assert_eq!(plain_text("R&D & &#233;&#x1F600; &bogus; <"), "R&D & é😀 &bogus;");
        assert_eq!(plain_text("&é;;;"), "&é;;;");
        assert_eq!(plain_text("<p>a\u{202E}b&#x202E;c&#8294;d&#xFEFF;</p>"), "abcd");
    }

    #[test]
    fn cuts_fall_between_words() {
        assert_eq!(shorten("one two three", 20), "one two three");
        assert_eq!(shorten("one two three", 13), "one two three");
        assert_eq!(shorten("one two three", 12), "one two…");
        assert_eq!(shorten("one two, three", 9), "one two…");
        assert_eq!(shorten("糖化需要六十五度左右", 6), "糖化需要六…");
        assert_eq!(shorten("abcdefghij", 5), "abcd…");
        assert_eq!(shorten("a  \n b", 5), "a b");
        assert_eq!(shorten("abc", 0), "");
        assert_eq!(shorten("ab cd", 1), "…");
    }

    #[test]
    fn a_cut_never_exceeds_its_limit() {
        for text in ["one two three four", "糖化 mash 酵母x y", "aaaaaaaaaaaaaaaaaaaaa", " , , , ,"] {
            for max in 0..24 {
                let cut = shorten(text, max);
                assert!(cut.chars().count() <= max, "{text:?} {max} {cut:?}");
            }
        }
    }
}
