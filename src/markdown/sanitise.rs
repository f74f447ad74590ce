//! The allow-list: whatever the writer printed, only these elements and attributes leave.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::target;

/// Checks HTML against the allow-list. The writer's own output passes unchanged, except that
/// links gain their `rel`.
pub fn sanitise(html: &str) -> String {
    ALLOW_LIST.clean(html).to_string()
}

static ALLOW_LIST: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = [
        "p",
        "br",
        "hr",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "ul",
        "ol",
        "li",
        "pre",
        "code",
        "span",
        "div",
        "a",
        "img",
        "em",
        "strong",
        "b",
        "i",
        "s",
        "del",
        "ins",
        "u",
        "small",
        "kbd",
        "sub",
        "sup",
        "mark",
        "samp",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ];
    let attributes = HashMap::from([
        ("a", HashSet::from(["href", "title", "class"])),
        ("img", HashSet::from(["src", "alt", "title", "loading"])),
        ("ol", HashSet::from(["start"])),
        ("th", HashSet::from(["scope", "class"])),
        ("td", HashSet::from(["class"])),
        ("pre", HashSet::from(["tabindex"])),
        ("code", HashSet::from(["class"])),
        ("span", HashSet::from(["class"])),
        ("div", HashSet::from(["class", "tabindex"])),
        ("blockquote", HashSet::from(["class", "tabindex"])),
        ("li", HashSet::from(["class"])),
    ]);
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(tags))
        .clean_content_tags(HashSet::from(["script", "style"]))
        .tag_attributes(attributes)
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(Some("ugc nofollow noopener"))
        .strip_comments(true)
        .attribute_filter(allowed_value);
    builder
});

fn allowed_value<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let keep = match attribute {
        "href" => target::link(value).is_some(),
        "src" => target::image(value).is_some(),
        "tabindex" => value == "0",
        "loading" => element == "img" && value == "lazy",
        "scope" => value == "col",
        "start" => !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()),
        "class" => value.split(' ').all(is_known_class),
        _ => true,
    };
    keep.then_some(Cow::Borrowed(value))
}

/// Says whether a page's style sheet knows this class; no author can reach another one.
fn is_known_class(class: &str) -> bool {
    match class {
        "math" | "inline" | "display" | "mention" | "task" | "spoiler" | "table-wrap" | "align-right" | "align-center" => true,
        _ => class.starts_with("hl-") || class.starts_with("lang-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stray_elements_and_attributes_fall() {
        assert_eq!(sanitise("<script>x</script><p style=\"a\" onclick=\"b\">t</p>"), "<p>t</p>");
        assert_eq!(sanitise("<span class=\"btn\">t</span>"), "<span>t</span>");
        assert_eq!(sanitise("<a href=\"javascript:x\">t</a>"), "<a rel=\"ugc nofollow noopener\">t</a>");
        assert_eq!(sanitise("<a href=\"/\\evil\">t</a>"), "<a rel=\"ugc nofollow noopener\">t</a>");
    }
}
