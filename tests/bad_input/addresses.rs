//! Addresses that lead nowhere, too far, or elsewhere; and requests that come from elsewhere.

use super::{Scene, address, filled};
use accolade::pages::{Access, ROUTES};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

#[test]
fn ids_that_are_unknown_lead_nowhere() {
    let s = Scene::new();
    let mut wrong = Vec::new();
    for id in ["999999", "0", "-1", "9223372036854775807", "9223372036854775808", "abc", "1e3", "%201", "%00", "%FF", "1;x"] {
        for route in ROUTES.iter().filter(|r| r.path.contains("{id}")) {
            let path = route.path.replace("{id}", id).replace("{slug}", "x");
            let status = if route.method == "get" {
                s.hanna.get(&path).status
            } else {
                let fields = [
                    ("body", "A text of sufficient length."),
                    ("reason", "A reason."),
                    ("step", "up"),
                    ("on", "on"),
                    ("accept", "on"),
                    ("vote", "up"),
                    ("order", "lock"),
                    ("tags", ""),
                    ("revision", "1"),
                    ("version", "1"),
                    ("decision", "hide"),
                    ("note", ""),
                    ("name", "Name"),
                    ("slug", "s"),
                    ("colour", "#c98a1b"),
                ];
                s.hanna.post(&path, &fields).status
            };
            // A job that was done is gone: whoever wants it tried again is told so, on the page that they came from.
            let is_told = route.path == "/admin/jobs/{id}/retry" && status == 303;
            if status != 404 && !is_told {
                wrong.push(format!("{} {path}: {status}", route.method));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for path in [
        "/members/nobody",
        "/c/nothing",
        "/tags/nothing",
        "/badges/nothing",
        "/media/nothing.png",
        "/assets/nothing.css",
        "/assets/../Cargo.toml",
        "/assets/%2e%2e%2fCargo.toml",
        "/media/..%2f..%2fetc%2fpasswd",
        "/sitemap-99.xml",
        "/nowhere",
        "/t/1/x/y",
        "/admin/mail/abc",
    ] {
        let answer = s.hanna.get(path);
        assert_eq!((answer.status, answer.words("h1")), (404, vec!["There is no page at this address".to_owned()]), "{path}");
    }
}

#[test]
fn what_is_anothers_stays_so() {
    let s = Scene::new();
    let sessions = s.ben.get("/settings/sessions");
    let own = sessions.attribute("form[action$='/end']", "action");
    s.forum.signed_in("ben");
    let other = s.ben.get("/settings/sessions").attribute("form[action^='/settings/sessions/'][action$='/end']", "action").filter(|a| !a.contains("others"));
    let path = other.or(own).expect("a session that can be ended");
    assert_eq!(s.ada.post(&path, &[]).status, 404, "{path}");
    assert!(s.ben.get("/settings/sessions").has(&format!("form[action='{path}']")), "it goes on");

    let commented = s.ben.post(&format!("/posts/{}/comments", s.answer), &[("body", "A remark of some length.")]);
    let comment = commented.location.unwrap().split("#c").nth(1).unwrap().to_owned();
    assert_eq!(s.ada.post(&format!("/comments/{comment}/delete"), &[]).status, 403);
    assert!(s.ada.get(&format!("/t/{}", s.topic)).location.is_some());
    let bens = s.forum.app.db.read_now(|conn| accolade::store::members::by_handle(conn, "ben")).unwrap().unwrap();
    let before = s.forum.reputation(bens);
    assert_eq!(s.ben.post(&format!("/posts/{}/vote", s.answer), &[("vote", "up")]).status, 403, "nobody votes on their own");
    assert_eq!(s.forum.reputation(bens), before);
}

#[test]
fn no_address_makes_the_forum_stumble() {
    let s = Scene::new();
    let long = "x".repeat(8_000);
    let hostile = [
        "a%00b",
        "%FF%FE",
        "%E2%80%AE",
        "-1",
        "9223372036854775808",
        "-9223372036854775808.-9223372036854775808",
        "..%2f..%2fetc%2fpasswd",
        "'%20OR%201=1--",
        "%25",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%F0%9F%8D%BA",
        "%ED%A0%80",
        "1.1.1",
        ".",
        "%2F%2Fevil.example",
        &long,
    ];
    let guest = s.forum.guest();
    let mut wrong = Vec::new();
    for odd in hostile {
        let names = ["q", "after", "before", "below", "from", "page", "period", "sort", "next", "title", "category", "tags", "mine"];
        let query: Vec<String> = names.iter().map(|name| format!("{name}={odd}")).collect();
        for route in ROUTES.iter().filter(|r| r.method == "get" && r.path != "/live") {
            let path = address(&s, route.path, odd);
            let client = if route.access == Access::Anyone { &guest } else { &s.hanna };
            // All at once where that is short, and the one that each page reads.
            let asked: Vec<String> = if odd.len() < 1_000 { query.clone() } else { vec![format!("q={odd}"), format!("after={odd}")] };
            let together = [asked.join("&")];
            for query in asked.iter().chain(if odd.len() < 1_000 { &together[..] } else { &[] }).filter(|q| s.reads(route.path, q)) {
                let started = Instant::now();
                let answer = client.get(&format!("{path}?{query}"));
                let to = answer.location.as_deref().unwrap_or_default();
                if answer.status >= 500 || answer.body.contains("<script>alert") || to.starts_with("//") || started.elapsed() > Duration::from_secs(5) {
                    wrong.push(format!("{} {path:.60}?{query:.60} {to}", answer.status));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} such as\n{}", wrong.len(), wrong.iter().take(20).cloned().collect::<Vec<_>>().join("\n"));
}

impl Scene {
    /// Whether a page may read this part of a query: the whole is asked everywhere, the parts only where they matter.
    fn reads(&self, path: &str, query: &str) -> bool {
        let name = query.split('=').next().unwrap();
        query.contains('&')
            || match name {
                "q" => ["/search", "/tags", "/autocomplete/tags", "/autocomplete/members"].contains(&path),
                "page" => path == "/search",
                "after" => ["/", "/unanswered", "/top", "/mine", "/c/{slug}", "/t/{id}/{slug}", "/review"].contains(&path),
                "before" => ["/statement", "/notifications", "/admin/mail", "/admin/audit", "/badges/{key}"].contains(&path),
                "period" => ["/top", "/leaderboard"].contains(&path),
                "title" => ["/similar", "/ask"].contains(&path),
                "next" => path == "/sign-in",
                "below" => path == "/posts/{id}/history",
                "from" => path == "/posts/{id}/edit",
                _ => false,
            }
    }
}

#[test]
fn places_in_a_list_that_cannot_be_are_not_found_and_far_ones_are_empty() {
    let s = Scene::new();
    for path in [
        "/?after=nonsense",
        "/?after=1",
        "/?after=99999999999999999999.1",
        "/mine?after=x",
        "/statement?before=x",
        "/notifications?before=-x",
        "/admin/mail?before=1e9",
        "/admin/audit?before=%20",
        "/leaderboard?period=century",
    ] {
        let answer = s.hanna.get(path);
        assert_eq!((answer.status, answer.has("h1")), (404, true), "{path}");
    }
    for path in [
        "/?after=-9223372036854775808.-1",
        "/?after=0.0",
        "/statement?before=-9223372036854775808",
        "/notifications?before=0",
        "/admin/mail?before=-1",
        "/search?q=wort&page=18446744073709551615",
        "/search?q=wort&page=0",
        "/top?period=century",
    ] {
        let answer = s.hanna.get(path);
        assert_eq!((answer.status, answer.has("h1")), (200, true), "{path}");
    }
    let answer = s.hanna.get("/search?q=wort&page=-1");
    assert!([200, 400, 404].contains(&answer.status) && answer.has("h1"), "{}", answer.status);
}

#[test]
fn a_query_without_end_is_answered() {
    let s = Scene::new();
    for length in [1_000, 7_000] {
        assert_eq!(s.forum.guest().get(&format!("/search?q={}", "wort%20".repeat(length))).status, 200);
    }
    // Longer than a browser sends: refused, or the server has hung up.
    let mut stream = TcpStream::connect(&s.forum.address).unwrap();
    let sent = stream.write_all(format!("GET /search?q={} HTTP/1.1\r\nhost: {}\r\n\r\n", "wort%20".repeat(100_000), s.forum.address).as_bytes());
    let mut said = Vec::new();
    let read = sent.and_then(|()| stream.take(12).read_to_end(&mut said));
    assert!(read.is_err() || said.is_empty() || said.starts_with(b"HTTP/1.1 4"), "{}", String::from_utf8_lossy(&said));
    assert_eq!(s.forum.guest().get("/search?q=wort").status, 200);
}

/// Where a browser goes from a page of this forum: it drops tabs and line ends, and takes a backslash for a slash.
fn leads_away(location: &str) -> bool {
    let seen: String = location.trim().chars().filter(|c| !matches!(c, '\t' | '\r' | '\n')).map(|c| if c == '\\' { '/' } else { c }).collect();
    !seen.starts_with('/') || seen.starts_with("//")
}

#[test]
fn nobody_is_led_to_another_site() {
    let s = Scene::new();
    let guest = s.forum.guest();
    for next in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nSet-Cookie: x=1",
        "\t//evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "///evil.example",
        "/\u{0}/evil.example",
        "/\u{FF0F}evil.example",
        "/\u{202E}/x",
        "",
        "evil.example",
        "/t/é",
        "@evil.example",
        ".evil.example",
    ] {
        let shown = guest.get(&format!("/sign-in?next={}", encoded(next)));
        assert_eq!(shown.status, 200, "{next:?}");
        let field = shown.attribute("[name=next]", "value").unwrap();
        assert!(!leads_away(&field), "{next:?} → {field:?}");
        s.forum.clock.advance(60_000);
        let signed = s.forum.guest().post("/sign-in", &[("name", "ada"), ("password", crate::support::PASSWORD), ("next", next)]);
        let language = guest.post("/language", &[("lang", "en"), ("next", next)]);
        let already = s.ada.get(&format!("/sign-in?next={}", encoded(next)));
        for (what, answer) in [("sign-in", &signed), ("language", &language), ("signed in", &already)] {
            // Ten attempts at one account, and then it has to wait.
            if answer.status == 429 {
                continue;
            }
            assert_eq!(answer.status, 303, "{what} {next:?}: {}", answer.body);
            let to = answer.location.clone().unwrap();
            assert!(!leads_away(&to), "{what} {next:?} → {to:?}");
            assert!(!answer.headers.iter().any(|(n, v)| n == "set-cookie" && v.to_str().unwrap().starts_with("x=")), "{next:?}");
        }
    }
    let back = guest.get("/ask?title=a%26b");
    assert_eq!(back.location.as_deref(), Some("/sign-in?next=%2Fask%3Ftitle%3Da%2526b"));
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

#[test]
fn forms_from_other_sites_change_nothing() {
    let s = Scene::new();
    let fields = filled("A text of sufficient length from elsewhere.");
    let form: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let (before, foreign) = (s.hanna.get("/admin/audit").body.len(), "https://evil.example");
    for route in ROUTES.iter().filter(|r| r.method == "post" && !r.path.starts_with("/unsubscribe")) {
        let path = address(&s, route.path, "1");
        let own = format!("http://{}", s.forum.address);
        for headers in [
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site")],
            vec![("sec-fetch-site", "nonsense")],
            vec![("origin", foreign)],
            vec![("origin", "null")],
            vec![("origin", "")],
            // The stricter of the two counts.
            vec![("sec-fetch-site", "cross-site"), ("origin", own.as_str())],
        ] {
            let answer = s.hanna.post_with(&path, &form, &headers);
            assert_eq!((answer.status, answer.words("h1")), (403, vec!["This form came from another site".to_owned()]), "{path} {headers:?}");
        }
    }
    assert_eq!(s.hanna.get("/admin/audit").body.len(), before, "nothing was done");
    assert_eq!(s.hanna.get("/settings").status, 200, "and nobody was signed out");
    // The site's own forms, also by browsers that only send the origin.
    let own = s.ada.post_with("/theme", &[("theme", "dark")], &[("origin", &format!("http://{}", s.forum.address)), ("accept", "text/html")]);
    assert_eq!(own.status, 303);
}
