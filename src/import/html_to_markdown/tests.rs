//! Posts as Stack Exchange stores them, and the same words back.

use proptest::prelude::*;

use super::to_markdown;
use crate::markdown::{plain_text, render};

/// Renders what became of the HTML.
fn back(html: &str) -> String {
    render(&to_markdown(html), &|_| None).html
}

#[test]
fn blocks_become_marks() {
    assert_eq!(to_markdown("<p>a</p>\n\n<p>b<br>c</p>"), "a\n\nb\\\nc");
    assert_eq!(to_markdown("<h2>a #</h2><hr><p>b</p>"), "## a \\#\n\n___\n\nb");
    assert_eq!(to_markdown("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"), "- a\n- b\n  - c");
    assert_eq!(to_markdown("<ol start=\"9\"><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>"), "9. a\n\n   b\n\n10. c");
    assert_eq!(to_markdown("<ul><li>a</li></ul><ul><li>b</li></ul>"), "- a\n\n* b");
    assert_eq!(to_markdown("<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"), "> a\n>\n> > b");
    assert_eq!(to_markdown("<blockquote class=\"spoiler\"><p>a<br>b</p><p>c</p></blockquote>"), "> ! a\\\n> ! b\n>\n> ! c");
    assert_eq!(to_markdown("plain words"), "plain words");
}

#[test]
fn code_keeps_its_language_and_its_lines() {
    assert_eq!(to_markdown("<pre class=\"lang-js prettyprint-override\"><code>a &lt; b\n\n  c\n</code></pre>"), "```js\na < b\n\n  c\n```");
    assert_eq!(to_markdown("<!-- language: lang-py --><pre><code>a\n</code></pre>"), "```py\na\n```");
    assert_eq!(to_markdown("<ul><li><p>x</p><pre><code>```\n</code></pre></li></ul>"), "- x\n\n  ````\n  ```\n  ````");
    assert_eq!(to_markdown("<p>a <code>b`c</code></p>"), "a ``b`c``");
    assert_eq!(to_markdown("<p><code>a</code><code>b</code></p>"), "`a`<!-- -->`b`");
}

#[test]
fn tables_keep_titles_and_alignment() {
    assert_eq!(
        to_markdown(
            "<div class=\"s-table-container\"><table><thead><tr><th>a</th><th style=\"text-align: right;\">b|c</th></tr></thead><tbody><tr><td>d<br>e</td><td><code>f|g</code></td></tr></tbody></table></div>"
        ),
        "| a | b\\|c |\n| --- | --: |\n| d<br>e | `f\\|g` |"
    );
    assert!(back("<table><tr><td>a</td></tr></table>").contains("<tbody>\n<tr>\n<td>a</td>"));
}

#[test]
fn inlines_are_marks_or_bare_tags() {
    assert_eq!(to_markdown("<p>a <em>b</em> <strong>c</strong><em> d </em>e</p>"), "a *b* **c** *d* e");
    assert_eq!(to_markdown("<p>a<strong>\"b\"</strong>c</p>"), "a<strong>\"b\"</strong>c");
    assert_eq!(to_markdown("<p><strong><em>a</em></strong></p>"), "**_a_**");
    assert_eq!(to_markdown("<p>H<sub>2</sub>O <kbd>x</kbd> <strike>y</strike></p>"), "H<sub>2</sub>O <kbd>x</kbd> <del>y</del>");
    assert_eq!(to_markdown("<p><a href=\"https://a.b/c\">https://a.b/c</a></p>"), "<https://a.b/c>");
    assert_eq!(to_markdown("<p><a href=\"/q/1\" title=\"t &quot;u&quot;\">b [c]</a></p>"), "[b \\[c\\]](/q/1 \"t \\\"u\\\"\")");
    assert_eq!(to_markdown("<p><img src=\"//i.c/d (1).png\" alt=\"x\ny\"></p>"), "![x y](<//i.c/d%20(1).png>)");
    assert_eq!(to_markdown("<p><a href=\"javascript:x\">a</a><b></b></p>"), "a");
}

#[test]
fn words_stay_words() {
    for words in [
        "*a* _b_ `c` ~~d~~ [e](f) &lt;b&gt; &amp;lt; \\ g_h",
        "# a",
        "1. a",
        "1) a",
        "- a",
        "+ a",
        "&gt; a",
        "=== a",
        "--- a",
        "| a |",
        "a | b\n- | -",
        "costs $5 and $6",
        "US$a_b$",
        "@ada a@b.org",
        "!<a href=\"/x\">a</a>",
        "http://a.b/<b>c</b> www.d.e",
        "a\n# b\n1. c\n=\n-",
        "!a",
        "&amp;copy; &amp;copy",
        "a&nbsp;b",
        "~a~ ==b== ++c++",
        ":--|--:",
        "[x] a",
        "<em>a</em><em>b</em><strong>c</strong>",
        "***",
        "a<br><br>b",
        "<sub>a<br></sub>b",
    ] {
        let html = format!("<p>{words}</p>");
        let expected: Vec<_> = plain_text(&html).split_whitespace().map(str::to_owned).collect();
        let got = plain_text(&back(&html));
        assert_eq!(got.split_whitespace().collect::<Vec<_>>(), expected, "{:?}", to_markdown(&html));
    }
}

#[test]
fn formulas_pass_and_money_does_not() {
    assert_eq!(to_markdown("<p>so $x_1 &lt; 2$ and $$\\frac{a}{b}$$</p>"), "so $x_1 < 2$ and $$\\frac{a}{b}$$");
    assert_eq!(to_markdown("<p>costs $5 and $6</p>"), "costs \\$5 and \\$6");
    assert!(back("<p>$x^2$</p>").contains("<span class=\"math inline\">x^2</span>"));
}

#[test]
fn broken_and_endless_html_is_answered() {
    for unit in [
        "<ul><li>",
        "<blockquote>",
        "<b>",
        "</b>",
        "<b> ",
        "<a href=/x>",
        "<table><tr><td>",
        "<pre>",
        "$",
        "<p>",
        "&",
        "<code>",
        "<br>",
        "<li>a",
        "</ul>",
        "<i><b></i></b>",
        "<!--",
        "<h1>a",
    ] {
        let html = format!("{}a", unit.repeat(20_000 / unit.len()));
        let _ = render(&to_markdown(&html), &|_| None);
    }
}

/// HTML as an author's words and elements make it.
fn soup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<ul><li>",
        "</li><li>",
        "</li></ul>",
        "<ol><li>",
        "</li></ol>",
        "<blockquote>",
        "</blockquote>",
        "<em>",
        "</em>",
        "<strong>",
        "</strong>",
        "<code>",
        "</code>",
        "<pre><code>",
        "</code></pre>",
        "<br>",
        "<hr>",
        "<a href=\"https://a.b\">",
        "</a>",
        "<h1>",
        "</h1>",
        "<sub>",
        "</sub>",
        "<table>",
        "<tr>",
        "<td>",
        "</table>",
        " ",
        "\n",
        "a",
        "b",
        "*",
        "_",
        "#",
        "1.",
        "-",
        "$",
        "!",
        "[",
        "]",
        "(",
        ")",
        "`",
        "&lt;",
        "&gt;",
        "\\",
        "|",
        ":",
        "糖",
        "。",
        "<img src=\"/a\" alt=\"x\">",
        "@ada",
        "~",
        "=",
        "&amp;",
        "x y",
        "<!-- c -->",
        "\"",
        "<blockquote class=\"spoiler\">",
    ]);
    prop::collection::vec(pieces, 0..30).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_style_may_go_on_over_the_lines_of_a_spoiler() {
    assert_eq!(plain_text(&back("<blockquote class=\"spoiler\"><em>one\ntwo</em></blockquote>")), "one two");
}

#[test]
fn a_tag_alone_in_its_line_begins_no_block() {
    assert_eq!(plain_text(&back("<em></strong>\na</em>")).trim(), "a");
    assert_eq!(plain_text(&back("<p><kbd></b>\nCtrl</kbd> is a key.</p>")).trim(), "Ctrl is a key.");
}

proptest! {
    // A formula loses its dollars, so they do not count.
    #[test]
    fn any_soup_keeps_its_letters(html in soup()) {
        let letters = |html: &str| -> String { plain_text(html).chars().filter(|c| !c.is_whitespace() && *c != '$').collect() };
        prop_assert_eq!(letters(&back(&html)), letters(&html), "{}", to_markdown(&html));
    }

    #[test]
    fn anything_is_answered(html in any::<String>()) {
        let _ = to_markdown(&html);
    }
}
