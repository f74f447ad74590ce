//! Addresses of this site in a post, made whole: a feed is read elsewhere.

/// HTML of ours with each `href` and `src` that starts with `/` put under the site's address. Words that look like such an attribute
/// are left alone: only what stands inside a tag is changed.
pub(super) fn links(html: &str, base: &str) -> String {
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = &rest[at..at + tag_length(&rest[at..])];
        out.push_str(&with_whole_addresses(tag, base));
        rest = &rest[at + tag.len()..];
    }
    out.push_str(rest);
    out
}

/// Bytes from `<` to the `>` that is not inside an attribute's quotes.
fn tag_length(text: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn with_whole_addresses(tag: &str, base: &str) -> String {
    let mut tag = tag.to_owned();
    for name in [" href=\"/", " src=\"/"] {
        // Two slashes begin an address of another site.
        if let Some(at) = tag.find(name).filter(|at| !tag[at + name.len()..].starts_with('/')) {
            tag.insert_str(at + name.len() - 1, base);
        }
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn only_addresses_of_this_site_are_changed() {
        let changed = |html: &str| links(html, "https://f.example");
        assert_eq!(changed("<a rel=\"x\" href=\"/t/1\">t</a>"), "<a rel=\"x\" href=\"https://f.example/t/1\">t</a>");
        assert_eq!(changed("<img src=\"/media/a.png\" alt=\"a > b\">"), "<img src=\"https://f.example/media/a.png\" alt=\"a > b\">");
        for same in ["<a href=\"//o.example\">", "<a href=\"https://o.example/\">", "<code> href=\"/x\"</code>", "<", "a < b"] {
            assert_eq!(changed(same), same);
        }
    }
}
