//! Which addresses a member may link or show: http, https, mailto and paths of this site.

use url::Url;

/// Returns the address to link, encoded, or `None` where the words alone may stay. What it returns passes the last gate as it is: a
/// target that would be dropped there is none here, so that no link without a target remains.
///
/// `//host/path`, as old imports have it, becomes `https://host/path`.
pub fn link(url: &str) -> Option<String> {
    if url.contains(char::is_control) {
        return None;
    }
    if has_scheme(url, "mailto:") {
        return Some(encoded(url)).filter(|url| Url::parse(url).is_ok());
    }
    if url.starts_with('#') {
        return Some(encoded(url));
    }
    image(url)
}

/// Returns the address of an image to show, encoded: http, https or a path of this site.
pub fn image(url: &str) -> Option<String> {
    // Browsers drop tabs and newlines inside addresses and read `\` as `/`: `/\t/evil`, `/\evil`.
    if url.contains(char::is_control) {
        return None;
    }
    if has_scheme(url, "https://") || has_scheme(url, "http://") {
        return web(url);
    }
    if let Some(rest) = url.strip_prefix("//") {
        let is_host = rest.starts_with(|c: char| c.is_alphanumeric());
        return if is_host { web(&format!("https://{rest}")) } else { None };
    }
    let is_site_path = url.starts_with('/') && !url[1..].starts_with(['/', '\\']);
    is_site_path.then(|| encoded(url))
}

/// An address with a host that can be asked for: the brackets around a host's number stay, all else is encoded as everywhere.
fn web(url: &str) -> Option<String> {
    let host = url.find("://")? + 3;
    let path = url[host..].find(['/', '?', '#']).map_or(url.len(), |len| host + len);
    let whole = match url[host..path].rfind('[') {
        Some(bracket) => format!("{}{}{}", encoded(&url[..host + bracket]), url[host + bracket..path].trim(), encoded(&url[path..])),
        None => encoded(url),
    };
    let is_plain = whole.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'`'));
    (is_plain && Url::parse(&whole).is_ok_and(|url| url.has_host())).then_some(whole)
}

/// Percent-encodes what no address may hold.
pub fn encoded(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(byte as char),
            b'-' | b'.' | b'_' | b'~' | b':' | b'/' | b'?' | b'#' | b'@' | b'!' | b'$' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b'%' | b'&' => {
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
    out
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
    fn addresses_hold_no_quote() {
        assert_eq!(encoded("https://a/\"'<>é?a=1&b=2[]"), "https://a/%22%27%3C%3E%C3%A9?a=1&b=2%5B%5D");
    }

    #[test]
    fn what_no_browser_could_open_is_none() {
        for (url, shown) in [
            ("http://[2001:db8::1]:8080/a[b]", "http://[2001:db8::1]:8080/a%5Bb%5D"),
            ("https://[::1]", "https://[::1]"),
            ("https://例子.测试/路", "https://%E4%BE%8B%E5%AD%90.%E6%B5%8B%E8%AF%95/%E8%B7%AF"),
            ("https://u:p@a.org/", "https://u:p@a.org/"),
        ] {
            assert_eq!(link(url).as_deref(), Some(shown));
            assert_eq!(link(shown).as_deref(), Some(shown));
        }
        for bad in [
            "http://[2001:db8::1",
            "http://[zz]/",
            "http://[::1\"]/",
            "http://[::1]]/",
            "https://a:99999/",
            "https://a b.org",
            "https://a\\b",
            "https://%zz/",
            "http://a<b>/",
            "https://:80/",
            "//a:b/",
        ] {
            assert_eq!(link(bad), None, "{bad}");
            assert_eq!(image(bad), None, "{bad}");
        }
    }
}
