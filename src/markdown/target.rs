//! Which addresses a member may link or show: http, https, mailto and paths of this site.

use std::borrow::Cow;

/// Returns the address to link, or `None` where the words alone may stay.
///
/// `//host/path`, as old imports have it, becomes `https://host/path`.
pub fn link(url: &str) -> Option<Cow<'_, str>> {
    if has_scheme(url, "mailto:") && !url.contains(char::is_control) {
        return Some(Cow::Borrowed(url));
    }
    if url.starts_with('#') && !url.contains(char::is_control) {
        return Some(Cow::Borrowed(url));
    }
    image(url)
}

/// Returns the address of an image to show: http, https or a path of this site.
pub fn image(url: &str) -> Option<Cow<'_, str>> {
    // Browsers drop tabs and newlines inside addresses and read `\` as `/`: `/\t/evil`, `/\evil`.
    if url.contains(char::is_control) {
        return None;
    }
    if has_scheme(url, "https://") || has_scheme(url, "http://") {
        return Some(Cow::Borrowed(url));
    }
    if let Some(rest) = url.strip_prefix("//") {
        let is_host = rest.starts_with(|c: char| c.is_alphanumeric());
        return is_host.then(|| Cow::Owned(format!("https://{rest}")));
    }
    let is_site_path = url.starts_with('/') && !url[1..].starts_with(['/', '\\']);
    is_site_path.then_some(Cow::Borrowed(url))
}

/// Writes an address into a quoted attribute, percent-encoding what no address may hold.
pub fn push_attribute(out: &mut String, url: &str) {
    for byte in url.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(byte as char),
            b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'@' | b'!' | b'$' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b'%' => {
                out.push(byte as char)
            }
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                out.push('%');
                out.push(HEX[usize::from(byte >> 4)] as char);
                out.push(HEX[usize::from(byte & 15)] as char);
            }
        }
    }
}

fn has_scheme(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && url.len() > scheme.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_mail_and_site_addresses_pass() {
        for good in ["https://a.b/c", "HTTP://a", "/topics/1", "/", "#part", "mailto:a@b.c"] {
            assert_eq!(link(good).as_deref(), Some(good), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "/\\evil.com",
            "/\t/evil.com",
            "///evil",
            "example.com",
            "",
            "https://",
            "java\nscript:x",
            "ftp://a",
            "\u{1}javascript:x",
        ] {
            assert_eq!(link(bad), None, "{bad}");
        }
        assert_eq!(link("//i.imgur.com/a.png").as_deref(), Some("https://i.imgur.com/a.png"));
        assert_eq!(image("mailto:a@b.c"), None);
    }

    #[test]
    fn attributes_hold_no_quote() {
        let mut out = String::new();
        push_attribute(&mut out, "https://a/\"'<>é?a=1&b=2");
        assert_eq!(out, "https://a/%22%27%3C%3E%C3%A9?a=1&amp;b=2");
    }
}
