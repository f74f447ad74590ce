//! What people and machines send that nobody should: every form says what is wrong beside its field and keeps what was typed, and nothing
//! that is sent makes the forum stumble.

mod addresses;
mod markup;
mod pictures;

use crate::support::client::Answer;
use crate::support::{Client, Forum};
use accolade::pages::ROUTES;
use accolade::rules::vocabulary::Role;
use std::time::{Duration, Instant};

const TITLE: &str = "Why does my wort stop at 1.020?";
const BODY: &str = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";

/// A forum with a question of Ada's that Ben has answered, and a manager, Hanna.
struct Scene {
    forum: Forum,
    ada: Client,
    ben: Client,
    hanna: Client,
    category: i64,
    topic: i64,
    answer: i64,
}

impl Scene {
    fn new() -> Scene {
        let forum = Forum::spawn();
        let category = forum.category("brewing");
        for handle in ["ada", "ben"] {
            let member = forum.member(handle);
            forum.give_points(member, 3_000);
        }
        forum.member_as("hanna", Role::Manager);
        let (ada, ben, hanna) = (forum.signed_in("ada"), forum.signed_in("ben"), forum.signed_in("hanna"));
        let topic = forum.ask(&ada, category, TITLE, BODY);
        let answer = forum.answer(&ben, topic, BODY);
        Scene { forum, ada, ben, hanna, category, topic, answer }
    }
}

/// What a form that came back keeps in a field, by the element's id.
fn kept(answer: &Answer, id: &str) -> String {
    if let Some(text) = answer.words(&format!("textarea[id='{id}']")).into_iter().next() {
        return text;
    }
    answer.attribute(&format!("select[id='{id}'] option[selected]"), "value").or_else(|| answer.attribute(&format!("[id='{id}']"), "value")).unwrap_or_default()
}

/// A form came back: the message stands beside the field, is read out with it, and what was typed is still there.
fn assert_came_back(answer: &Answer, what: &str, id: &str, message: &str, typed: Option<&str>) {
    assert_eq!(answer.status, 422, "{what}: {}", answer.body);
    let said = answer.words(&format!("[id='{id}-error']")).join(" ");
    assert!(said.contains(message), "{what} {id}: “{said}”");
    let described = answer.attribute(&format!("[id='{id}']"), "aria-describedby").unwrap_or_default();
    assert!(described.contains(&format!("{id}-error")), "{what} {id} is described by “{described}”");
    assert_eq!(answer.attribute(&format!("[id='{id}']"), "aria-invalid").as_deref(), Some("true"), "{what} {id}");
    if let Some(typed) = typed {
        assert_eq!(kept(answer, id), typed, "{what} {id}");
    }
}

#[test]
fn every_form_says_what_is_wrong_beside_the_field_and_keeps_what_was_typed() {
    let s = Scene::new();
    let category = s.category.to_string();

    let fields = [("kind", "question"), ("category", "999"), ("title", "Why?"), ("body", "Why?"), ("tags", "a b c d e f")];
    let asked = s.ada.post("/ask", &fields);
    for (field, message, typed) in [("title", "At least 10", "Why?"), ("body", "At least 20", "Why?"), ("tags", "At most 5 tags", "a b c d e f")] {
        assert_came_back(&asked, "ask", field, message, Some(typed));
    }
    assert_came_back(&asked, "ask", "category", "Choose one", None);
    let odd = s.ada.post("/ask", &[("kind", "poem"), ("category", &category), ("title", TITLE), ("body", BODY), ("tags", "<b>")]);
    assert_eq!((odd.status, odd.words("#kind-error")), (422, vec!["Choose one of the values offered.".to_owned()]));
    assert_came_back(&odd, "ask", "tags", "“<b>” is no tag", Some("<b>"));
    assert_eq!((kept(&odd, "title"), kept(&odd, "body"), kept(&odd, "category")), (TITLE.to_owned(), BODY.to_owned(), category));

    let short = "Too short";
    let answered = s.ben.post(&format!("/t/{}/answers", s.topic), &[("body", short)]);
    assert_came_back(&answered, "answer", "body", "At least 20", Some(short));
    let commented = s.ben.post(&format!("/posts/{}/comments", s.answer), &[("body", "Short")]);
    assert_came_back(&commented, "comment", "body", "At least 10", Some("Short"));
    let edited = s.ben.post(&format!("/posts/{}/edit", s.answer), &[("body", short), ("note", &"n".repeat(301)), ("revision", "1")]);
    assert_came_back(&edited, "edit", "body", "At least 20", Some(short));
    assert_came_back(&edited, "edit", "note", "At most 300", Some(&"n".repeat(301)));
    let flagged = s.ada.post(&format!("/posts/{}/flag", s.answer), &[("reason", "boredom"), ("note", "It bores me.")]);
    assert_eq!((flagged.status, kept(&flagged, "note")), (422, "It bores me.".to_owned()));
    assert!(flagged.has("#reason-error"));
    let deleted = s.hanna.post(&format!("/posts/{}/delete", s.answer), &[("reason", "no")]);
    assert_came_back(&deleted, "delete", "reason", "At least 3", Some("no"));
    let retagged = s.hanna.post(&format!("/topics/{}/retag", s.topic), &[("tags", "<b>"), ("reason", "")]);
    assert_came_back(&retagged, "retag", "tags", "“<b>” is no tag", Some("<b>"));

    let profile = [
        ("display_name", " "),
        ("about", &"a".repeat(3_001)),
        ("location", "Graz"),
        ("website", "javascript:alert(1)"),
        ("language", "tlh"),
        ("time_zone", "Mars/Base"),
        ("theme", "auto"),
    ];
    let saved = s.ada.post("/settings", &profile);
    assert_came_back(&saved, "profile", "display_name", "Fill this in", None);
    assert_came_back(&saved, "profile", "about", "At most 3,000 characters. You have 3,001.", Some(&"a".repeat(3_001)));
    assert_came_back(&saved, "profile", "website", "Start the link with https://", Some("javascript:alert(1)"));
    assert_came_back(&saved, "profile", "language", "Choose one", None);
    assert_came_back(&saved, "profile", "time_zone", "Choose one", None);
    assert_eq!(kept(&saved, "location"), "Graz");
    let password = s.ada.post("/settings/password", &[("current", "wrong"), ("password", "12345678")]);
    assert_came_back(&password, "password", "current", "not your current password", Some(""));
    assert_came_back(&password, "password", "password", "easy to guess", Some(""));
    assert!(!password.body.contains("12345678"));

    let new = s.hanna.post("/admin/categories", &[("name", ""), ("slug", ""), ("description", &"d".repeat(301)), ("colour", "red")]);
    assert_came_back(&new, "category", "name-new", "Fill this in", None);
    assert_came_back(&new, "category", "description-new", "At most 300", Some(&"d".repeat(301)));
    assert_came_back(&new, "category", "colour-new", "#2158b8", Some("red"));
    let taken = s.hanna.post("/admin/categories", &[("name", "Brewing again"), ("slug", "brewing"), ("description", ""), ("colour", "#c98a1b")]);
    assert_came_back(&taken, "category", "slug-new", "Another category", Some("brewing"));
    assert_eq!(kept(&taken, "name-new"), "Brewing again");
    let sanction = s.hanna.post("/members/ben/moderate", &[("kind", "exile"), ("days", "many"), ("reason", "no")]);
    assert_came_back(&sanction, "sanction", "sanction-reason", "At least 3", Some("no"));
    assert!(sanction.words(".error").contains(&"Choose one of the values offered.".to_owned()), "{:?}", sanction.words(".error"));
    let role = s.hanna.post("/members/ben/role", &[("role", "king"), ("reason", "x")]);
    assert_came_back(&role, "role", "role-reason", "At least 3", Some("x"));
}

#[test]
fn signing_up_and_in_keeps_all_but_the_password() {
    let s = Scene::new();
    let guest = s.forum.guest();
    let typed =
        [("handle", "grace hopper"), ("display_name", &"G".repeat(51)), ("email", "grace@"), ("password", "12345678"), ("time_zone", "UTC"), ("drawn", "0")];
    let up = guest.post("/sign-up", &typed);
    assert_came_back(&up, "sign-up", "handle", "letters a to z", Some("grace hopper"));
    assert_came_back(&up, "sign-up", "display_name", "At most 50", Some(&"G".repeat(51)));
    assert_came_back(&up, "sign-up", "email", "no e-mail address", Some("grace@"));
    assert_came_back(&up, "sign-up", "password", "easy to guess", Some(""));
    let taken = guest.post("/sign-up", &[("handle", "ADA"), ("email", "grace@example.org"), ("password", "stale-bread-and-lager"), ("drawn", "0")]);
    assert_came_back(&taken, "sign-up", "handle", "Somebody else", Some("ADA"));
    let wrong = guest.post("/sign-in", &[("name", "ada"), ("password", "not-this-one-at-all"), ("next", "/tags")]);
    assert_came_back(&wrong, "sign-in", "password", "not right", Some(""));
    assert_eq!((kept(&wrong, "name"), wrong.attribute("[name=next]", "value").as_deref()), ("ada".to_owned(), Some("/tags")));
    for answer in [&up, &taken, &wrong] {
        assert!(!answer.body.contains("12345678") && !answer.body.contains("not-this-one") && !answer.body.contains("stale-bread"));
    }
}

/// Every field of every form, with one value in all of them.
fn filled(value: &str) -> Vec<(&'static str, String)> {
    const NAMES: [&str; 36] = [
        "accept",
        "about",
        "body",
        "category",
        "colour",
        "current",
        "days",
        "decision",
        "description",
        "display_name",
        "drawn",
        "email",
        "handle",
        "homepage",
        "id",
        "key",
        "kind",
        "lang",
        "language",
        "last",
        "location",
        "name",
        "next",
        "note",
        "on",
        "order",
        "password",
        "reason",
        "revision",
        "role",
        "slug",
        "step",
        "tags",
        "theme",
        "time_zone",
        "title",
    ];
    NAMES.iter().map(|name| (*name, value.to_owned())).chain([("version", "1".to_owned()), ("vote", "up".to_owned()), ("website", value.to_owned())]).collect()
}

/// The address of a route, with its parameters as given where the scene has none of that kind.
fn address(scene: &Scene, path: &str, odd: &str) -> String {
    let id = if path.starts_with("/t/") {
        scene.topic.to_string()
    } else if path.starts_with("/posts/") {
        scene.answer.to_string()
    } else {
        odd.to_owned()
    };
    let known = path.replace("{id}", &id).replace("{handle}", "ben");
    ["{slug}", "{tag}", "{key}", "{secret}", "{token}", "{name}", "{path:.*}", "{n}"].iter().fold(known, |path, parameter| path.replace(parameter, odd))
}

/// Sends a form as Hanna, in good time and without a failure of the forum's.
fn assert_read(s: &Scene, path: &str, fields: &[(&str, &str)], what: &str) {
    let started = Instant::now();
    let answer = s.hanna.post(&address(s, path, "999999"), fields);
    assert!(answer.status < 500, "{path} with {what}: {} {}", answer.status, answer.body);
    assert!(started.elapsed() < Duration::from_secs(10), "{path} with {what} took {:?}", started.elapsed());
}

#[test]
fn whatever_stands_in_the_fields_no_form_stumbles() {
    let s = Scene::new();
    for value in [
        "a\0b",
        "\u{202E}evil\u{2066}\u{FEFF}\u{FFFF}",
        "-9223372036854775809",
        "9223372036854775807",
        "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
        "'; DROP TABLE members; -- %00 \\ {0} {{ $n }}",
        "\u{E000}\u{10FFFF}\u{1F469}\u{200D}\u{1F52C}\u{301}\u{301}",
    ] {
        let fields = filled(value);
        let form: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        for route in ROUTES.iter().filter(|r| r.method == "post" && r.path != "/sign-out") {
            assert_read(&s, route.path, &form, value);
        }
    }
}

#[test]
fn texts_without_end_are_read_in_good_time() {
    let s = Scene::new();
    let forms: [(&str, &[&str]); 12] = [
        ("/ask", &["title", "body", "tags", "category", "kind"]),
        ("/t/{id}/answers", &["body"]),
        ("/posts/{id}/comments", &["body"]),
        ("/posts/{id}/edit", &["title", "body", "tags", "note", "revision"]),
        ("/posts/{id}/flag", &["reason", "note"]),
        ("/sign-up", &["handle", "display_name", "email", "password", "time_zone"]),
        ("/sign-in", &["name", "password", "next"]),
        ("/forgot", &["email"]),
        ("/settings", &["display_name", "about", "location", "website", "language", "time_zone", "theme"]),
        ("/settings/password", &["current", "password"]),
        ("/admin/categories", &["name", "slug", "description", "colour"]),
        ("/drafts", &["key", "title", "body", "tags"]),
    ];
    for (path, names) in forms {
        for name in names {
            for long in ["x".repeat(100_000), "字 ".repeat(20_000)] {
                let form: Vec<(&str, &str)> = names.iter().map(|n| (*n, if n == name { long.as_str() } else { "x" })).collect();
                assert_read(&s, path, &form, name);
            }
        }
    }
}

#[test]
fn control_characters_and_direction_overrides_are_taken_out_of_every_text() {
    let s = Scene::new();
    let odd = |text: &str| format!("{text}\0\u{202E}\u{2067}\u{7} and more of it");
    s.forum.clock.advance(300_000);
    let asked = s.ada.post(
        "/ask",
        &[
            ("kind", "question"),
            ("category", &s.category.to_string()),
            ("title", &odd("A title")),
            ("body", &odd("A body of some length")),
            ("tags", "ye\0ast"),
        ],
    );
    assert_eq!(asked.status, 303, "{}", asked.body);
    let topic = s.ada.follow(&asked);
    assert_eq!(topic.words("h1"), ["A title and more of it"]);
    let id = asked.location.unwrap().split('/').nth(2).unwrap().to_owned();
    assert_eq!(s.ben.post(&format!("/posts/{}/comments", s.answer), &[("body", &odd("A comment"))]).status, 303);
    let profile = [
        ("display_name", odd("Ada")),
        ("about", odd("About me")),
        ("location", odd("Graz")),
        ("website", "https://a.example/\u{202E}x".to_owned()),
        ("language", "en".to_owned()),
        ("time_zone", "UTC".to_owned()),
        ("theme", "auto".to_owned()),
    ];
    let saved = s.ada.post("/settings", &profile.each_ref().map(|(n, v)| (*n, v.as_str())));
    assert_eq!(saved.status, 303, "{}", saved.body);
    assert_eq!(
        s.hanna.post("/admin/categories", &[("name", &odd("Malt")), ("slug", "malt"), ("description", &odd("All about malt")), ("colour", "#c98a1b")]).status,
        303
    );
    let up =
        s.forum.guest().post("/sign-up", &[("handle", "e\u{202E}ve"), ("email", "eve@example.org"), ("password", "stale-bread-and-lager"), ("drawn", "0")]);
    assert_came_back(&up, "sign-up", "handle", "letters a to z", None);

    for path in ["/", "/categories", "/members/ada", "/admin/categories", &format!("/t/{}", s.topic), &format!("/t/{id}"), "/feed.atom", "/tags"] {
        let mut page = s.hanna.get(path);
        while page.location.is_some() {
            page = s.hanna.follow(&page);
        }
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains(['\0', '\u{202E}', '\u{2067}', '\u{7}']), "{path}");
    }
}

#[test]
fn a_title_of_a_hundred_thousand_characters_is_refused_with_its_length() {
    let s = Scene::new();
    s.forum.clock.advance(300_000);
    let title = "long ".repeat(20_000);
    let asked = s.ada.post("/ask", &[("kind", "question"), ("category", &s.category.to_string()), ("title", &title), ("body", BODY), ("tags", "")]);
    assert_came_back(&asked, "ask", "title", "At most 150 characters. You have 99,999.", None);
    assert_eq!((asked.attribute("#title", "value"), kept(&asked, "body")), (Some(title), BODY.to_owned()));
}

#[test]
fn a_body_that_is_too_large_is_refused_with_the_limit() {
    let s = Scene::new();
    for size in [600 * 1024, 4 * 1024 * 1024] {
        let text = "x".repeat(size);
        for (path, fields) in [("/ask", [("title", TITLE), ("body", &text)]), ("/sign-in", [("name", "ada"), ("password", &text)])] {
            let answer = s.ada.post(path, &fields);
            assert_eq!((answer.status, answer.words("h1")), (413, vec!["This is too large".to_owned()]), "{path}");
            assert!(answer.words(".error-page p")[0].contains("512 KB"), "{:?}", answer.words(".error-page p"));
        }
    }
    // The largest text that a post may have fits, however it is encoded.
    s.forum.clock.advance(300_000);
    let largest = "🍺".repeat(30_000);
    let answered = s.ben.post(&format!("/t/{}/answers", s.topic), &[("body", &largest)]);
    assert_eq!(answered.status, 303, "{}", answered.words(".error").join(" "));
}

#[test]
fn bytes_that_are_no_text_are_read_as_far_as_they_go() {
    let s = Scene::new();
    s.forum.clock.advance(300_000);
    let form = "application/x-www-form-urlencoded";
    for body in [
        &b"title=\xFF\xFE&body=\xC0\x80&kind=question&category=1&tags="[..],
        b"title=%FF%FE%C0&body=%ED%A0%80&kind=question&category=1&tags=%F5",
        b"\0\0\0",
        b"",
        b"&&&===%%%",
        b"body=x&body=y",
    ] {
        for path in ["/ask", "/sign-in", &format!("/t/{}/answers", s.topic)] {
            let answer = s.ada.post_bytes(path, form, body);
            assert!([400, 422].contains(&answer.status), "{path}: {} for {body:?}", answer.status);
            assert!(answer.has("h1"), "{path}: a page says so");
        }
    }
    for kind in ["application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded; charset=utf-16"] {
        let answer = s.ada.post_bytes("/ask", kind, b"{\"title\": 1}");
        assert!([400, 413, 415, 422].contains(&answer.status), "{kind}: {}", answer.status);
    }
    for path in ["/uploads", "/settings/avatar"] {
        for (kind, body) in [
            (form, &b"file=x"[..]),
            ("multipart/form-data; boundary=edge", b"--edge\r\nno header"),
            ("multipart/form-data", b""),
            ("multipart/form-data; boundary=edge", b""),
        ] {
            let answer = s.ada.post_bytes(path, kind, body);
            assert!([400, 422].contains(&answer.status), "{path} {kind}: {}", answer.status);
        }
    }
}
