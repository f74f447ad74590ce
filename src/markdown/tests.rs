//! What members write and what readers get.

use super::*;

/// Renders where the members `ada`, `li_lei`, `ada_` and `foo_bar_baz` exist.
pub(super) fn with_ada(markdown: &str) -> Rendered {
    render(markdown, &ada)
}

pub(super) fn ada(handle: &str) -> Option<String> {
    matches!(handle.to_lowercase().as_str(), "ada" | "li_lei" | "ada_" | "foo_bar_baz").then(|| handle.to_lowercase())
}

fn html(markdown: &str) -> String {
    with_ada(markdown).html
}

#[test]
fn paragraphs_lists_and_emphasis() {
    assert_eq!(html("a *b* **c** ~~d~~ `e<`"), "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;</code></p>\n");
    assert_eq!(html("- a\n- b\n"), "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
    assert_eq!(html("3. a\n\n4. b\n"), "<ol start=\"3\">\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ol>\n");
    assert_eq!(html("- [x] a\n- [ ] b\n"), "<ul>\n<li class=\"task\">☑ a</li>\n<li class=\"task\">☐ b</li>\n</ul>\n");
    assert_eq!(html("**强调**：好"), "<p><strong>强调</strong>：好</p>\n");
    assert_eq!(html("a  \nb\\\nc"), "<p>a<br>\nb<br>\nc</p>\n");
    assert_eq!(html("> a\n\n---"), "<blockquote>\n<p>a</p>\n</blockquote>\n<hr>\n");
}

#[test]
fn headings_start_at_h3_and_leave_no_gap() {
    assert_eq!(html("# a"), "<h3>a</h3>\n");
    assert_eq!(html("### a\n##### b\n# c\n###### d"), "<h3>a</h3>\n<h4>b</h4>\n<h3>c</h3>\n<h4>d</h4>\n");
    assert_eq!(html("# a\n## b\n### c\n#### d\n##### e"), "<h3>a</h3>\n<h4>b</h4>\n<h5>c</h5>\n<h6>d</h6>\n<h6>e</h6>\n");
    assert_eq!(html("#\n# b"), "<h3>b</h3>\n");
}

#[test]
fn tables_scroll_by_keyboard() {
    assert_eq!(
        html("| a | b |\n|---|--:|\n| c | d |\n| e | f |\n"),
        "<div class=\"table-wrap\" tabindex=\"0\"><table>\n<thead>\n<tr>\n<th scope=\"col\">a</th>\n\
         <th scope=\"col\" class=\"align-right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>c</td>\n\
         <td class=\"align-right\">d</td>\n</tr>\n<tr>\n<td>e</td>\n<td class=\"align-right\">f</td>\n\
         </tr>\n</tbody>\n</table></div>\n"
    );
    assert!(html("| a |\n|---|\n").ends_with("</thead>\n</table></div>\n"));
    let untitled = html("| | |\n|-|-|\n| a | b |\n");
    assert!(untitled.starts_with("<div class=\"table-wrap\" tabindex=\"0\"><table>\n<tbody>\n<tr>\n<td>a"), "{untitled}");
}

#[test]
fn code_is_coloured_only_where_a_language_is_named() {
    assert_eq!(html("```\nlet a = 1;\n```"), "<pre tabindex=\"0\"><code>let a = 1;\n</code></pre>\n");
    let named = html("```rust\nlet a = 1;\n```");
    assert!(named.starts_with("<pre tabindex=\"0\"><code class=\"lang-rust\"><span class=\"hl-"), "{named}");
    assert_eq!(html("    \n    indented"), "<pre tabindex=\"0\"><code>indented\n</code></pre>\n");
    assert!(!html("```\" onclick=x\na\n```").contains("onclick"));
}

#[test]
fn formulas_stay_readable() {
    assert_eq!(html("so $x_1<2$ holds"), "<p>so <span class=\"math inline\">x_1&lt;2</span> holds</p>\n");
    assert_eq!(html("$$a*b*c$$"), "<div class=\"math display\">a*b*c</div>\n");
    assert_eq!(html("$$\na\n$$\n"), "<div class=\"math display\">a</div>\n");
    assert_eq!(html("see $$a$$ there"), "<p>see <span class=\"math display\">a</span> there</p>\n");
    assert_eq!(html("```math\n\\frac a b\n```"), "<div class=\"math display\">\\frac a b</div>\n");
    assert_eq!(html("$`a`$"), "<p><span class=\"math inline\">a</span></p>\n");
    assert_eq!(html("- $$a$$\n"), "<ul>\n<li><div class=\"math display\">a</div>\n</li>\n</ul>\n");
}

#[test]
fn money_is_no_formula() {
    for prose in ["costs $5 and $6", "US$5/US$6", "$HOME/$PATH", "$5-$10", "a $ b $ c", "5$ or 6$", "\\$x$ y", "$1,000 to $2,000"] {
        let rendered = with_ada(prose);
        assert!(!rendered.html.contains("math"), "{prose}: {}", rendered.html);
        assert_eq!(rendered.text, prose.replace('\\', ""));
    }
}

#[test]
fn known_members_become_links() {
    let rendered = with_ada("hi @Ada and @bob, `@ada` [@ada](/x) a@ada.org \\@ada @li_lei你好 @ada");
    assert_eq!(
        rendered.html,
        "<p>hi <a class=\"mention\" href=\"/members/ada\" rel=\"ugc nofollow noopener\">@Ada</a> and @bob, \
         <code>@ada</code> <a href=\"/x\" rel=\"ugc nofollow noopener\">@ada</a> \
         <a href=\"mailto:a@ada.org\" rel=\"ugc nofollow noopener\">a@ada.org</a> @ada \
         <a class=\"mention\" href=\"/members/li_lei\" rel=\"ugc nofollow noopener\">@li_lei</a>你好 \
         <a class=\"mention\" href=\"/members/ada\" rel=\"ugc nofollow noopener\">@ada</a></p>\n"
    );
    assert_eq!(rendered.mentions, ["ada", "li_lei"]);
    assert_eq!(rendered.counts, Counts { links: 2, images: 0, mentions: 2, shown: Shown::of(&rendered.text) });
    assert_eq!(mentions_in(&rendered.html).collect::<Vec<_>>(), ["ada", "li_lei", "ada"]);
    assert!(html("@foo_bar_baz").contains("/members/foo_bar_baz"));
    assert!(html("*@ada*, **@ada**").matches("/members/ada").count() == 2);
}

#[test]
fn handles_to_look_up_come_in_order() {
    assert_eq!(mentioned_handles("@bo\n\n> @ada `@no` @bo"), ["bo", "ada"]);
    assert_eq!(mentioned_handles("@ada_你好"), ["ada_你好", "ada_", "ada"]);
    assert!(mentioned_handles("no one").is_empty());
    assert_eq!(mentioned_handles("&#64;ada"), ["ada"]);
}

#[test]
fn links_and_images() {
    assert_eq!(html("[a](https://b.c \"t\\\"\")"), "<p><a href=\"https://b.c\" title=\"t&quot;\" rel=\"ugc nofollow noopener\">a</a></p>\n");
    assert_eq!(html("[a](javascript:alert(1)) [b](b.c)"), "<p>a b</p>\n");
    assert_eq!(html("[](https://a)"), "<p><a href=\"https://a\" rel=\"ugc nofollow noopener\">https://a</a></p>\n");
    assert_eq!(html("![a \"b\"](/u/1.png)"), "<p><img src=\"/u/1.png\" alt=\"a &quot;b&quot;\" loading=\"lazy\"></p>\n");
    assert_eq!(html("![a](data:image/png;base64,x)"), "<p>a</p>\n");
    assert!(html("[![](/u/1.png)](/x)").contains("alt=\"1.png\""));
    assert!(html("www.a.org").contains("href=\"http://www.a.org\""));
}

#[test]
fn bare_addresses_end_where_chinese_writers_end_them() {
    let link = |url: &str| format!("<a href=\"{url}\" rel=\"ugc nofollow noopener\">{url}</a>");
    let a = link("https://example.com/a");
    assert_eq!(html("见https://example.com/a。然后继续"), format!("<p>见{a}。然后继续</p>\n"));
    assert_eq!(html("**见https://example.com/a**。然后*https://example.com/a*，"), format!("<p><strong>见{a}</strong>。然后<em>{a}</em>，</p>\n"));
    assert_eq!(html("https://example.com/a**重点**后"), format!("<p>{a}<strong>重点</strong>后</p>\n"));
    assert_eq!(html("https://example.com/a然后，https://example.com/a！"), format!("<p>{a}然后，{a}！</p>\n"));
    assert_eq!(html("| https://example.com/a|**b** |\n|-|-|\n| `https://a.b/_c_` | x |").matches("<strong>b</strong>").count(), 1);
    // An address written with care holds what it holds.
    assert_eq!(html("<https://a.org/路。径>").matches("href=\"https://a.org/%E8%B7%AF%E3%80%82%E5%BE%84\"").count(), 1);
    assert_eq!(html("[路](https://a.org/路)").matches("href=\"https://a.org/%E8%B7%AF\"").count(), 1);
    assert_eq!(html("https://a.org/%E8%B7%AF。"), format!("<p>{}。</p>\n", link("https://a.org/%E8%B7%AF")));
    // Marks within an address are no marks, and come back in code.
    assert_eq!(
        html("https://a.org/__init__.py `https://a.org/__init__.py`"),
        format!("<p>{} <code>https://a.org/__init__.py</code></p>\n", link("https://a.org/__init__.py"))
    );
    assert_eq!(html("http\\://a.org [x https://a.org y](/z)").matches("<a ").count(), 1);
    let rendered = with_ada("见https://example.com/a。@ada，写信到a@b.org。");
    assert_eq!(rendered.text, "见https://example.com/a。@ada，写信到a@b.org。");
    assert_eq!((rendered.counts.links, rendered.counts.mentions), (2, 1));
    assert_eq!(mentioned_handles("见https://example.com/@no。@ada，@one/@two"), ["ada", "one", "two"]);
}

#[test]
fn full_width_signs_stand_beside_marks() {
    for sign in ["。", "，", "、", "；", "：", "？", "！", "）", "】", "》", "」", "』", "”", "’", "…"] {
        assert_eq!(html(&format!("见**重点{sign}**后")), format!("<p>见<strong>重点{sign}</strong>后</p>\n"));
        assert_eq!(
            html(&format!("见*重点*{sign}~~后~~{sign}`c`{sign}$x${sign}")),
            format!("<p>见<em>重点</em>{sign}<del>后</del>{sign}<code>c</code>{sign}<span class=\"math inline\">x</span>{sign}</p>\n")
        );
        assert!(html(&format!("@ada{sign}@li_lei{sign}")).matches("class=\"mention\"").count() == 2, "{sign}");
    }
}

#[test]
fn what_entities_hide_is_gone() {
    let hidden = "a&#x202E;b&#8238;c&#x2066;d&#xFEFF;e";
    for text in [
        hidden.to_owned(),
        format!("# {hidden}"),
        format!("*{hidden}*"),
        format!("[{hidden}](/x)"),
        format!("> - {hidden}"),
        format!("|{hidden}|\n|-|\n|{hidden}|"),
    ] {
        let rendered = with_ada(&text);
        assert!(rendered.html.contains("abcde") && rendered.text.contains("abcde"), "{text}: {}", rendered.html);
    }
    assert_eq!(html("![a&#x202E;b](/u/1.png \"c&#x202E;d\")"), "<p><img src=\"/u/1.png\" alt=\"ab\" title=\"cd\" loading=\"lazy\"></p>\n");
    assert_eq!(html("[x](https://a.org/&#x202E;b \"c&#x202E;d\")").matches("href=\"https://a.org/b\" title=\"cd\"").count(), 1);
    assert_eq!(html("```ru&#x202E;st\na\u{202E}b\n```").matches("class=\"lang-rust\"").count(), 1);
    // In code and raw blocks an entity is the letters that it is written with.
    assert_eq!(html("`&#x202E;`"), "<p><code>&amp;#x202E;</code></p>\n");
}

#[test]
fn what_cannot_be_followed_is_words_or_its_address() {
    assert_eq!(
        html("[v6](http://[2001:db8::1]:8080/a) and [x](http://[2001:db8::1/a)"),
        "<p><a href=\"http://[2001:db8::1]:8080/a\" rel=\"ugc nofollow noopener\">v6</a> and x</p>\n"
    );
    assert_eq!(html("[a](https://a:99999/) ![b](http://[::1/)"), "<p>a b</p>\n");
    for empty in ["[&nbsp;](https://a.org)", "[\u{200B}](https://a.org)", "[&#x202E;](https://a.org)", "[![](javascript:x)](https://a.org)"] {
        assert!(html(empty).contains(">https://a.org"), "{empty}: {}", html(empty));
    }
    assert_eq!(html("# &#x200B;"), "\u{200B}");
}

#[test]
fn nothing_is_shown_of_nothing() {
    for nothing in [
        "[a]: https://example.org/a-long-address",
        "<!-- only a remark that nobody reads -->",
        "&nbsp;&nbsp;&nbsp;&#x200B;&emsp;&zwnj;",
        "***\n---",
        "> \n> \n",
        "#\n##",
        "``\u{200B}``",
    ] {
        let counts = with_ada(nothing).counts;
        assert!(counts.shown.is_nothing() && counts.images == 0, "{nothing}: {}", with_ada(nothing).text);
    }
}

#[test]
fn spoilers_hide() {
    assert_eq!(html(">! a\n>! b\n>\n>! c"), "<blockquote class=\"spoiler\" tabindex=\"0\">\n<p>a\nb</p>\n<p>c</p>\n</blockquote>\n\n");
    assert_eq!(html("> a! b"), "<blockquote>\n<p>a! b</p>\n</blockquote>\n");
}

#[test]
fn raw_blocks_are_words() {
    assert_eq!(html("<div>\n*a*\n</div>"), "<p>&lt;div&gt;\n*a*\n&lt;/div&gt;</p>\n");
    assert_eq!(html("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
    assert_eq!(html("<!-- note -->\n\na"), "<p>a</p>\n");
    assert!(html("<!-- never closed\n\na").contains("never closed"));
}

#[test]
fn the_text_is_what_readers_see() {
    let rendered = with_ada("# Title\n\na **b** [c](/d) @ada `e`\n\n- f\n- g\n\n```rust\nlet h = 1;\n```\n\n| i | j |\n|-|-|\n| k | l |");
    assert_eq!(rendered.text, "Title\na b c @ada e\nf\ng\nlet h = 1;\ni\nj\nk\nl");
    assert_eq!(rendered.text.split_whitespace().collect::<Vec<_>>(), plain_text(&rendered.html).split_whitespace().collect::<Vec<_>>());
    assert_eq!(excerpt(&rendered.html, 20), "Title a b c @ada e…");
}
