//! Markdown and links that would run, lead elsewhere, or never end.

use super::Scene;
use scraper::{Html, Selector};
use std::time::{Duration, Instant};

const ATTACKS: [&str; 18] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<iframe src=\"https://evil.example\"></iframe><object data=x></object><embed src=x>",
    "<a href=\"javascript:alert(1)\" onclick=\"alert(1)\">here</a>",
    "[here](javascript:alert(1))",
    "[here](JaVaScRiPt:alert(1))",
    "[here](java&#115;cript:alert(1))",
    "[here](<java\tscript:alert(1)>)",
    "[here](&#x01;javascript:alert(1))",
    "[here](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "![here](data:image/svg+xml;base64,PHN2Zy8+)",
    "![here](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[here][there]\n\n[there]: vbscript:alert(1)",
    "<style>body { display: none }</style><link rel=stylesheet href=//evil.example><meta http-equiv=refresh content=\"0;url=//evil.example\"><base href=//evil.example>",
    "<form action=\"//evil.example\"><input name=password><button formaction=//evil.example>x</button></form>",
    "`x`<b style=\"position:fixed\" class=\"notice\" id=\"main\">y</b>",
];

/// Nothing in what a member wrote runs, loads a page or sends a form.
fn assert_harmless(html: &str, selector: &str, what: &str) {
    let page = Html::parse_document(html);
    let written: Vec<_> = page.select(&Selector::parse(selector).unwrap()).collect();
    assert!(!written.is_empty(), "{what}: nothing at {selector}");
    let all = Selector::parse("*").unwrap();
    for element in written.iter().flat_map(|w| w.select(&all)) {
        let name = element.value().name();
        assert!(!["script", "style", "iframe", "object", "embed", "form", "input", "link", "meta", "base", "svg"].contains(&name), "{what}: <{name}>");
        for (attribute, value) in element.value().attrs() {
            let plain: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect::<String>().to_lowercase();
            let runs = ["javascript:", "data:", "vbscript:"].iter().any(|scheme| plain.starts_with(scheme));
            assert!(!attribute.starts_with("on") && !["style", "id", "formaction", "srcdoc"].contains(&attribute) && !runs, "{what}: {attribute}={value}");
        }
    }
}

#[test]
fn nothing_that_is_written_runs() {
    let s = Scene::new();
    let everything = ATTACKS.join("\n\n");
    for attack in ATTACKS {
        let answer = s.ada.post("/preview", &[("body", &format!("Look:\n\n{attack}\n"))]);
        assert_eq!(answer.status, 200, "{attack}");
        assert_harmless(&answer.body, "body", attack);
    }
    let topic = s.forum.ask(&s.ada, s.category, "<script>alert(1)</script> in a title", &everything);
    let post = s.forum.answer(&s.ben, topic, &everything);
    s.forum.clock.advance(300_000);
    assert_eq!(s.ada.post(&format!("/posts/{post}/comments"), &[("body", &ATTACKS[..6].join(" "))]).status, 303);
    let profile = [
        ("display_name", "<script>alert(1)</script>"),
        ("about", everything.as_str()),
        ("location", "<img src=x onerror=alert(1)>"),
        ("website", ""),
        ("language", "en"),
        ("time_zone", "UTC"),
        ("theme", "auto"),
    ];
    let saved = s.ada.post("/settings", &profile);
    assert_eq!(saved.status, 303, "{}", saved.body);

    let page = s.forum.guest().get(&format!("/t/{topic}"));
    let page = s.forum.guest().follow(&page);
    assert_eq!(page.words("h1"), ["<script>alert(1)</script> in a title"]);
    assert_harmless(&page.body, ".prose", "topic");
    for path in ["/", "/members/ada", &format!("/posts/{post}/history"), "/search?q=here", "/search?q=%3Cscript%3E"] {
        let answer = s.ada.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.body.contains("<script>alert") && !answer.body.contains("<img src=x"), "{path}");
    }
    assert_harmless(&s.ada.get("/members/ada").body, ".prose", "profile");
    let feed = s.forum.guest().get(&format!("/t/{topic}/feed.atom"));
    let entries = feed.words("content");
    assert_eq!((feed.status, entries.len()), (200, 2), "{}", feed.body);
    for entry in entries {
        assert_harmless(&entry, "body", "feed");
    }
}

#[test]
fn a_profile_links_to_the_web_and_nowhere_else() {
    let s = Scene::new();
    for website in [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "ftp://x.example",
        "https://",
        "https:///x",
        "https://a.example/\"onmouseover=\"x",
        "https://a b.example",
        "\u{1}javascript:alert(1)",
        "http://<script>",
    ] {
        let profile =
            [("display_name", "Ada"), ("about", ""), ("location", ""), ("website", website), ("language", "en"), ("time_zone", "UTC"), ("theme", "auto")];
        let saved = s.ada.post("/settings", &profile);
        super::assert_came_back(&saved, website, "website", "Start the link with https://", Some(website.trim()));
    }
    assert!(!s.ada.get("/members/ada").body.to_lowercase().contains("alert(1)"));
}

#[test]
fn text_that_nests_without_end_is_drawn_at_once() {
    let s = Scene::new();
    let deep = [
        ">".repeat(10_000),
        "> ".repeat(10_000),
        "- ".repeat(10_000),
        "1. ".repeat(9_000),
        "[".repeat(10_000),
        format!("{}a{}", "[".repeat(10_000), "](/b)".repeat(3_000)),
        "![".repeat(10_000),
        format!("{}a{}", "*".repeat(10_000), "*".repeat(10_000)),
        "*a _b ".repeat(4_000),
        "<b>".repeat(9_000),
        "> - ".repeat(7_000),
        "`".repeat(29_000),
        "(".repeat(29_000),
        "&amp;".repeat(5_000),
        "|a".repeat(10_000) + "\n" + &"|-".repeat(4_000),
        "@ada ".repeat(5_000),
        "https://a.example ".repeat(1_500),
    ];
    for text in &deep {
        let started = Instant::now();
        let seen = s.ada.post("/preview", &[("body", text)]);
        assert_eq!(seen.status, 200, "{:.20}", text);
        assert!(started.elapsed() < Duration::from_secs(10), "{:.20}: {:?}", text, started.elapsed());
        assert!(seen.body.len() < 4_000_000, "{:.20}: {} bytes", text, seen.body.len());
    }
    // And kept, shown, searched and sent as a feed; marks alone show nothing and are refused, so words follow.
    for text in deep.iter().filter(|text| text.starts_with(['>', '[', '*'])) {
        s.forum.answer(&s.ben, s.topic, &format!("{text}\n\nWords that can be seen."));
    }
    let started = Instant::now();
    let page = s.forum.guest().get(&format!("/t/{}", s.topic));
    assert_eq!(s.forum.guest().follow(&page).status, 200);
    assert_eq!(s.forum.guest().get(&format!("/t/{}/feed.atom", s.topic)).status, 200);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}
