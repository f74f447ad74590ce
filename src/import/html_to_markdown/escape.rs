//! Keeps words from turning into Markdown marks.

use super::inline::Place;

/// Appends `text`, one run of words, with every mark in it escaped. What precedes it is the end of
/// `out`; a run at the start of a line is guarded against the marks of blocks as well.
pub fn push_words(out: &mut String, text: &str, place: Place) {
    let bytes = text.as_bytes();
    let mut line_start = out.is_empty() || out.ends_with('\n');
    let mut from = 0;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        // The writer escapes every pipe of a cell.
        let is_guarded = line_start && !(place == Place::Cell && byte == b'|');
        let step = if is_guarded { guard_line(text, at) } else { None };
        line_start = byte == b'\n';
        if let Some(mark) = step {
            out.push_str(&text[from..mark]);
            out.push('\\');
            from = mark;
            at = mark + 1;
            continue;
        }
        if byte == b'$'
            && let Some(len) = formula_len(text, at)
        {
            out.push_str(&text[from..at]);
            push_formula(out, &text[at..at + len]);
            at += len;
            from = at;
            continue;
        }
        if needs_escape(bytes, at) {
            out.push_str(&text[from..at]);
            out.push('\\');
            from = at;
        }
        at += 1;
    }
    out.push_str(&text[from..]);
}

fn needs_escape(bytes: &[u8], at: usize) -> bool {
    let previous = at.checked_sub(1).map(|before| bytes[before]);
    let next = bytes.get(at + 1).copied();
    let in_word = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
    match bytes[at] {
        b'\\' | b'`' | b'*' | b'[' | b']' | b'~' | b'<' | b'$' => true,
        b'_' => !(in_word(previous) && in_word(next)),
        b'&' => next.is_some_and(|b| b == b'#' || b.is_ascii_alphabetic()),
        b'@' => !in_word(previous),
        // A bare address would become a link and swallow the marks behind it.
        b':' => in_word(previous) && bytes[at + 1..].starts_with(b"//"),
        b'.' => bytes[..at].ends_with(b"www") || bytes[..at].ends_with(b"WWW"),
        // A link that follows would become an image.
        b'!' => next.is_none(),
        _ => false,
    }
}

/// Where the line that starts at `at` needs a backslash so that it opens no block.
fn guard_line(text: &str, at: usize) -> Option<usize> {
    let line = &text.as_bytes()[at..];
    match line.first()? {
        b'#' | b'>' | b'+' | b'-' | b'=' | b'|' | b':' | b'!' => Some(at),
        b'0'..=b'9' => {
            let digits = line.iter().take_while(|b| b.is_ascii_digit()).count();
            matches!(line.get(digits), Some(b'.' | b')')).then_some(at + digits)
        }
        _ => None,
    }
}

/// The length of the formula that starts with the dollar at `at`, dollars included.
fn formula_len(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_display = bytes.get(at + 1) == Some(&b'$');
    let marks = if is_display { 2 } else { 1 };
    let start = at + marks;
    // A formula is a sentence long at most; the limit keeps a text of dollars linear.
    let limit = bytes.len().min(start + 2_000);
    let mut end = start;
    while end < limit && bytes[end] != b'$' {
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    if end >= limit || (is_display && bytes.get(end + 1) != Some(&b'$')) {
        return None;
    }
    let inner = &text[start..end];
    let len = end + marks - at;
    if is_display {
        let is_more = bytes.get(end + 2) == Some(&b'$');
        return (!inner.trim().is_empty() && !is_more).then_some(len);
    }
    let touches = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'$' || *b == b'_');
    let before = at.checked_sub(1).and_then(|before| bytes.get(before));
    let is_tight = !inner.is_empty() && !inner.starts_with('`') && !inner.starts_with(char::is_whitespace) && !inner.ends_with(char::is_whitespace);
    let is_apart = !touches(before) && !touches(bytes.get(end + 1));
    (is_tight && is_apart && looks_like_tex(inner)).then_some(len)
}

/// Says whether dollars around this mean a formula rather than money or shell variables.
fn looks_like_tex(inner: &str) -> bool {
    let has_tex = inner.contains(['\\', '^', '_', '{', '=']);
    let is_symbol = inner.len() <= 12 && !inner.contains(char::is_whitespace) && inner.is_ascii();
    has_tex || is_symbol
}

/// A line of a formula could look like a block, so a formula is written on one line.
fn push_formula(out: &mut String, formula: &str) {
    for (at, line) in formula.split('\n').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.push_str(line);
    }
}

/// Appends an address as the target of a link.
pub fn push_target(out: &mut String, url: &str) {
    let plain = !url.contains(['(', ')', '<', '>']) && !url.contains(char::is_whitespace) && !url.is_empty();
    if !plain {
        out.push('<');
    }
    for c in url.chars() {
        match c {
            // An entity would be read, a backslash would escape.
            '\\' | '&' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\n' | '\r' | '\t' => {}
            ' ' => out.push_str("%20"),
            _ => out.push(c),
        }
    }
    if !plain {
        out.push('>');
    }
}

/// Appends a title in quotes.
pub fn push_title(out: &mut String, title: &str) {
    out.push_str(" \"");
    for c in title.chars() {
        match c {
            '"' | '\\' | '&' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' | '\t' => out.push(' '),
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// The length of the longest run of `mark` in the text.
pub fn longest_run(text: &str, mark: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == mark { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}
