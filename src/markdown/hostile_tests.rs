//! What members try: texts made to break out, to be slow, or to nest without end.

use proptest::prelude::*;

use super::tests::{ada, with_ada};
use super::*;

/// Texts made to be slow or to nest without end.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = [
        ">",
        "[",
        "*",
        "_",
        "`",
        "$",
        "~",
        "<",
        "![",
        "](",
        "- ",
        "1. ",
        "**a ",
        "*a_ ",
        "<b>",
        "<b>*",
        "\\",
        "&",
        "@ad ",
        "|",
        "a|",
        "http://a ",
        "[a](",
        "[^1]",
        "$`",
        "$$",
        "e\u{301}",
        "\u{202E}x",
        "# ",
        "\n> ",
        "<!--",
        "<a ",
        "a@b.",
        "www.",
        "((",
        "a**b",
        "\0",
        "> - ",
        "![a](/b)",
        "`a``",
        "☑@",
        ">!",
        "]]",
        "}{",
        "\t",
        "*a **b ",
        "\u{301}",
        "🙂",
        "[a]: /b\n",
        "[a][a] ",
    ]
    .iter()
    .map(|unit| unit.repeat(20_000 / unit.len()))
    .collect();
    texts.push(format!("{}a{}", "*".repeat(10_000), "*".repeat(10_000)));
    texts.push(format!("{}a{}", "[".repeat(10_000), "](/b)".repeat(10_000)));
    texts.push(format!("{}a{}", "<b>".repeat(5_000), "</b>".repeat(5_000)));
    texts.push((0..200).map(|n| format!("{}- a\n", "  ".repeat(n))).collect());
    texts.push(format!("|{}\n|{}\n{}", "a|".repeat(500), "-|".repeat(500), "|\n".repeat(5_000)));
    texts.push(format!("[a]: /{}\n\n{}", "b".repeat(5_000), "[a] ".repeat(5_000)));
    texts.push((0..5_000).map(|n| format!("`{}", "`".repeat(n % 50)) + "a").collect());
    texts
}

#[test]
fn hostile_texts_are_rendered_and_stay_shallow() {
    for text in hostile() {
        let rendered = with_ada(&text);
        let mut depth = 0_usize;
        for part in rendered.html.split('<').skip(1) {
            let is_void = ["br", "hr", "img"].iter().any(|void| part.starts_with(void));
            depth = match part.starts_with('/') {
                true => depth.saturating_sub(1),
                false if is_void => depth,
                false => depth + 1,
            };
            assert!(depth < 200, "{:?} nests too deep", text.get(..20));
        }
    }
}

/// Says what in the HTML could run, or be styled, at an author's will.
fn danger(html: &str) -> Option<String> {
    for tag in html.split('<').skip(1) {
        let tag = &tag[..tag.find('>').unwrap_or(tag.len())].to_ascii_lowercase();
        let name = tag.trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next();
        if matches!(name, Some("script" | "style" | "iframe" | "object" | "svg" | "form" | "input")) {
            return Some(tag.clone());
        }
        // Text inside quotes is a value: remove it to see the attributes' names.
        let names: String = tag.split('"').step_by(2).collect();
        for attribute in names.split_whitespace().skip(1) {
            if attribute.starts_with("on") || attribute.starts_with("style") {
                return Some(tag.clone());
            }
        }
        for value in tag.split("=\"").skip(1) {
            let value: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            if ["javascript:", "data:", "vbscript:"].iter().any(|bad| value.starts_with(bad)) && !names.contains("title") {
                return Some(tag.clone());
            }
        }
    }
    None
}

/// Pieces that parsers and attackers care about.
fn nasty() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<script>",
        "</script>",
        "javascript:",
        "JaVaScRiPt:",
        "onerror=",
        "style=",
        "\"",
        "'",
        "<",
        ">",
        "&lt;",
        "&#106;",
        "[",
        "](",
        ")",
        "![",
        "`",
        "```",
        "\n",
        "\n\n",
        "> ",
        "- ",
        "1. ",
        "# ",
        "|",
        "|-|",
        "$",
        "$$",
        "*",
        "**",
        "_",
        "~~",
        "@ada",
        "\\",
        "<b>",
        "</b>",
        "<img src=x onerror=y>",
        "<a href=",
        "http://a.b",
        "http://[::1]/",
        "http://[::1",
        "https://a:99999/",
        "//a:b/",
        "www.a_b_c",
        "。",
        "&#x202E;",
        "&nbsp;",
        "\u{200B}",
        "&#xFDD0;",
        "a@b.c",
        "data:text/html,",
        "\t",
        " ",
        "    ",
        "&",
        ";",
        "<!--",
        "-->",
        "\0",
        "\u{202E}",
        "糖化",
        "e\u{301}",
        "[a]: ",
        "<svg/onload=x>",
        "math\n",
        "rust\n",
        "<kbd>",
        "</kbd>",
        "a",
        "b c",
        ":",
        "\r\n",
    ]);
    prop::collection::vec(prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => ".{0,8}"], 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_dangerous_leaves(text in nasty()) {
        let rendered = with_ada(&text);
        prop_assert_eq!(danger(&rendered.html), None, "{}", rendered.html);
        // The allow-list changes nothing but `rel`: the writer is as strict as the list, so that nothing is dropped unseen.
        let before = written(&text, &ada).html.replace('\u{A0}', "&nbsp;");
        prop_assert_eq!(rendered.html.replace(" rel=\"ugc nofollow noopener\"", ""), before);
        prop_assert!(!rendered.html.contains("<a rel") && !rendered.html.contains("<img alt"), "{}", rendered.html);
    }

    #[test]
    fn anything_renders(text in any::<String>()) {
        prop_assert_eq!(danger(&with_ada(&text).html), None);
        let _ = mentioned_handles(&text);
    }

    #[test]
    fn text_and_html_hold_the_same_words(text in nasty()) {
        let rendered = with_ada(&text);
        let from_html = plain_text(&rendered.html);
        prop_assert_eq!(
            from_html.split_whitespace().collect::<String>(),
            rendered.text.split_whitespace().collect::<String>()
        );
    }

    #[test]
    fn cleaning_and_cutting_never_panic(text in any::<String>(), max in 0_usize..40) {
        let cleaned = clean(&text);
        prop_assert_eq!(clean(&cleaned), cleaned);
        prop_assert!(shorten(&text, max).chars().count() <= max);
        let _ = plain_text(&text);
    }
}
