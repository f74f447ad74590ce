//! Every route with examples that lead into the private category, or to where it could show.

use super::scene::{MARK, Scene};
use crate::support::{Client, PASSWORD};
use accolade::pages::{ROUTES, Route};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Who walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Guest,
    Outsider,
    Insider,
}

/// The routes on which an insider must find the category.
pub const SHOWING: [&str; 27] = [
    "/",
    "/unanswered",
    "/top",
    "/followed",
    "/bookmarks",
    "/mine",
    "/c/{slug}",
    "/tags/{tag}",
    "/t/{id}/feed.atom",
    "/t/{id}",
    "/topics/{id}/retag",
    "/t/{id}/{slug}",
    "/ask",
    "/similar",
    "/posts/{id}",
    "/members/{handle}",
    "/statement",
    "/notifications",
    "/posts/{id}/edit",
    "/posts/{id}/history",
    "/posts/{id}/flag",
    "/search",
    "/tags",
    "/categories",
    "/autocomplete/tags",
    "/feed.atom",
    "/c/{slug}/feed.atom",
];

/// Addresses of a page.
pub fn page_examples(scene: &Scene, route: &str) -> Vec<String> {
    let Scene { topic, other, slug, opening, answer, others_answer, comment, review, category_slug, public_topic, public_path, group, picture, .. } = scene;
    let own = |path: &str| vec![path.to_owned()];
    let posts = |end: &str| [opening, answer, others_answer].map(|id| format!("/posts/{id}{end}")).to_vec();
    match route {
        "/assets/{path:.*}" => own("/assets/css/site.css"),
        "/media/{name}" => own(picture),
        "/c/{slug}" => vec![format!("/c/{category_slug}"), "/c/square".into()],
        "/tags/{tag}" => vec![format!("/tags/{MARK}"), "/tags/shared".into()],
        "/t/{id}/feed.atom" => [topic, other, public_topic].map(|id| format!("/t/{id}/feed.atom")).to_vec(),
        "/t/{id}" => [topic, other].map(|id| format!("/t/{id}")).to_vec(),
        "/t/{id}/{slug}" => {
            vec![format!("/t/{topic}/{slug}"), format!("/t/{topic}/some-older-title"), format!("/t/{topic}/{slug}?sort=oldest"), public_path.clone()]
        }
        "/topics/{id}/retag" => [topic, other].map(|id| format!("/topics/{id}/retag")).to_vec(),
        "/top" => vec!["/top".into(), "/top?period=all".into()],
        "/ask" => vec!["/ask".into(), format!("/ask?category={}", scene.category)],
        "/similar" => own("/similar?title=How+do+I+feed+the+quokka"),
        "/posts/{id}" => posts(""),
        "/posts/{id}/edit" => posts("/edit"),
        "/posts/{id}/history" => posts("/history"),
        "/posts/{id}/delete" => posts("/delete"),
        "/posts/{id}/restore" => posts("/restore"),
        "/posts/{id}/flag" => posts("/flag"),
        "/comments/{id}" => vec![format!("/comments/{comment}")],
        "/comments/{id}/delete" => vec![format!("/comments/{comment}/delete")],
        "/welcome/{secret}" => own("/welcome/nonsense"),
        "/confirm/{secret}" => own("/confirm/nonsense"),
        "/reset/{secret}" => own("/reset/nonsense"),
        "/members/{handle}" => ["removed", "inside", "outsider"].map(|handle| format!("/members/{handle}")).to_vec(),
        "/members/{handle}/moderate" => own("/members/inside/moderate"),
        "/badges" => vec!["/badges".into(), "/badges?mine=1".into()],
        "/badges/{key}" => scene.forum.app.db.rulebook().badges.iter().map(|badge| format!("/badges/{}", badge.key)).collect(),
        "/leaderboard" => vec!["/leaderboard".into(), "/leaderboard?period=all".into()],
        "/review/{id}" => vec![format!("/review/{review}")],
        "/review" => vec!["/review".into(), format!("/review?after={review}")],
        "/admin/groups/{id}" => vec![format!("/admin/groups/{group}")],
        "/admin/mail/{id}" => own("/admin/mail/1"),
        "/admin/mail/{id}/html" => own("/admin/mail/1/html"),
        "/unsubscribe/{token}" => own("/unsubscribe/nonsense"),
        "/search" => ["quokka", "quokka+user:inside", "user:removed", "tag:shared", "category:square+quokka", "is:accepted", "friends+of+ours"]
            .map(|query| format!("/search?q={query}"))
            .to_vec(),
        "/tags" => vec!["/tags".into(), "/tags?q=wolp".into()],
        "/autocomplete/tags" => own("/autocomplete/tags?q=wolp"),
        "/autocomplete/members" => own("/autocomplete/members?q=in"),
        "/c/{slug}/feed.atom" => vec![format!("/c/{category_slug}/feed.atom"), "/c/square/feed.atom".into()],
        "/tags/{tag}/feed.atom" => vec![format!("/tags/{MARK}/feed.atom"), "/tags/shared/feed.atom".into()],
        "/sitemap-{n}.xml" => vec!["/sitemap-0.xml".into(), "/sitemap-1.xml".into()],
        "/healthz" | "/readyz" | "/metrics" | "/" | "/unanswered" | "/followed" | "/bookmarks" | "/mine" | "/sign-up" | "/confirm" | "/sign-in" | "/forgot"
        | "/statement" | "/tiers" | "/privileges" | "/guidelines" | "/notifications" | "/admin" | "/admin/audit" | "/admin/categories" | "/admin/groups"
        | "/admin/site" | "/settings" | "/settings/mail" | "/settings/password" | "/settings/sessions" | "/settings/feeds" | "/uploads" | "/admin/mail"
        | "/admin/jobs" | "/categories" | "/feed.atom" | "/robots.txt" | "/sitemap.xml" => own(route),
        // Never ends; [`stream`] listens to it.
        "/live" => own("/live"),
        _ => panic!("{route} has no example: say with which address it could show a private category"),
    }
}

type Fields = Vec<(&'static str, String)>;

/// What is sent to a form's route: the address, the same address of what is not there, and fields that would be right.
pub fn form_examples(scene: &Scene, route: &str) -> Vec<(String, String, Fields)> {
    let with = |fields: &[(&'static str, &str)]| -> Fields { fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect() };
    let same = |path: &str, fields: Fields| vec![(path.to_owned(), path.to_owned(), fields)];
    let at = |ids: &[i64], fields: Fields| -> Vec<(String, String, Fields)> {
        ids.iter().map(|id| (route.replace("{id}", &id.to_string()), route.replace("{id}", "999999"), fields.clone())).collect()
    };
    let body = "Some words of my own that are long enough to be an answer.";
    let posts = [scene.opening, scene.answer, scene.others_answer];
    let topics = [scene.topic, scene.other];
    match route {
        "/t/{id}/answers" => at(&topics, with(&[("body", body)])),
        "/t/{id}/follow" | "/t/{id}/bookmark" => [at(&topics, with(&[("on", "on")])), at(&topics, with(&[("on", "off")]))].concat(),
        "/t/{id}/manage" => at(&topics, with(&[("order", "lock"), ("reason", "Because it is so.")])),
        "/topics/{id}/retag" => at(&topics, with(&[("tags", "shared"), ("reason", "Because it is so.")])),
        "/ask" => {
            let fields =
                |category: &str| with(&[("kind", "question"), ("category", category), ("title", "May I ask this in here?"), ("body", body), ("tags", "")]);
            vec![("/ask".into(), "/ask".into(), fields(&scene.category.to_string())), ("/ask".into(), "/ask".into(), fields("999999"))]
        }
        "/posts/{id}/vote" => ["up", "down", "none"].into_iter().flat_map(|vote| at(&posts, with(&[("vote", vote)]))).collect(),
        "/posts/{id}/accept" => ["on", "off"].into_iter().flat_map(|accept| at(&posts, with(&[("accept", accept)]))).collect(),
        "/posts/{id}/comments" => at(&posts, with(&[("body", "A remark of some length.")])),
        "/comments/{id}/delete" => at(&[scene.comment], with(&[("reason", "Because it is so.")])),
        "/posts/{id}/edit" => at(&posts, with(&[("title", "A title of another sort"), ("tags", ""), ("body", body), ("note", "why"), ("revision", "1")])),
        "/posts/{id}/delete" | "/posts/{id}/restore" => at(&posts, with(&[("reason", "Because it is so.")])),
        "/posts/{id}/flag" => at(&posts, with(&[("reason", "spam"), ("note", "")])),
        "/review/{id}" => ["hide", "restore", "dismiss"]
            .into_iter()
            .flat_map(|decision| at(&[scene.review], with(&[("version", "1"), ("decision", decision), ("reason", "Because it is so.")])))
            .collect(),
        "/preview" => same(route, with(&[("body", body)])),
        "/drafts" => same(route, with(&[("key", "ask"), ("body", body)])),
        "/toasts/shown" => same(route, with(&[("id", "1")])),
        "/notifications/read" => same(route, with(&[("last", "0")])),
        "/language" => same(route, with(&[("lang", "en"), ("next", "/")])),
        "/theme" => same(route, with(&[("theme", "auto"), ("next", "/")])),
        "/welcome/{secret}" => same("/welcome/nonsense", with(&[])),
        "/confirm/{secret}" => same("/confirm/nonsense", with(&[])),
        "/reset/{secret}" => same("/reset/nonsense", with(&[("password", "x")])),
        "/unsubscribe/{token}" => same("/unsubscribe/nonsense", with(&[])),
        "/members/{handle}/moderate" => same("/members/inside/moderate", with(&[("kind", "warning"), ("reason", "Because it is so.")])),
        "/members/{handle}/role" => same("/members/inside/role", with(&[("role", "member"), ("reason", "Because it is so.")])),
        "/admin/groups/{id}/members/{handle}/remove" => same(&format!("/admin/groups/{}/members/inside/remove", scene.group), with(&[("reason", "x y z")])),
        "/sanctions/{id}/lift"
        | "/admin/categories/{id}"
        | "/admin/categories/{id}/move"
        | "/admin/groups/{id}"
        | "/admin/groups/{id}/delete"
        | "/admin/groups/{id}/members"
        | "/admin/mail/{id}/retry"
        | "/admin/jobs/{id}/retry" => at(&[scene.category.max(scene.group)], with(&[("name", "x"), ("reason", "x y z"), ("step", "up")])),
        "/settings/sessions/{id}/end" | "/settings/feeds/{id}/remove" => at(&[999_998], with(&[])),
        "/sign-up"
        | "/sign-in"
        | "/forgot"
        | "/confirm"
        | "/admin/categories"
        | "/admin/groups"
        | "/admin/site"
        | "/settings"
        | "/settings/avatar"
        | "/settings/avatar/remove"
        | "/settings/mail"
        | "/settings/password"
        | "/settings/sessions/end-others"
        | "/settings/feeds"
        | "/uploads" => same(route, with(&[("name", ""), ("email", ""), ("password", ""), ("current", "")])),
        "/sign-out" => same(route, with(&[])),
        "/uploads/{name}/remove" => same("/uploads/nothing.png/remove", with(&[])),
        _ => panic!("{route} has no example: say what would be sent to it about a private category"),
    }
}

/// Walks every page; answers those that tell of the category: the route, and the address.
pub fn pages(scene: &Scene, client: &Client, who: Who) -> Vec<(&'static str, String)> {
    let mut told = Vec::new();
    for route in ROUTES.iter().filter(|r| r.method == "get" && r.path != "/live") {
        for path in page_examples(scene, route.path) {
            let answer = client.get(&path);
            assert!(answer.status < 500, "{who:?} {path}: {} {}", answer.status, answer.body);
            let is_picture = route.path == "/media/{name}" && answer.status == 200;
            if is_picture || tells(&answer.body, &path) || answer.location.as_deref().is_some_and(|to| tells(to, &path) && !to.starts_with("/sign-in")) {
                told.push((route.path, path));
            }
        }
    }
    told
}

/// Sends every form; answers those whose answer tells of the category, by its words or by being another than for what is not there.
pub fn forms(scene: &Scene, client: &Client, who: Who) -> Vec<String> {
    let mut told = Vec::new();
    // Signing out comes last: it ends the visitor.
    let (last, routes): (Vec<&Route>, Vec<&Route>) = ROUTES.iter().filter(|r| r.method == "post").partition(|r| r.path == "/sign-out");
    for route in routes.into_iter().chain(last) {
        let mut before: Option<(u16, String)> = None;
        for (here, nowhere, fields) in form_examples(scene, route.path) {
            // Whatever notice the form before has left is shown now.
            client.get("/guidelines");
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = client.post(&here, &fields);
            assert!(answer.status < 500, "{who:?} {here}: {} {}", answer.status, answer.body);
            let location = answer.location.clone().unwrap_or_default();
            if tells(&answer.body, &here) || (tells(&location, &here) && !location.starts_with("/sign-in")) {
                told.push(format!("{here} {fields:?} tells: {} {location}", answer.status));
            }
            if here != nowhere {
                let none = client.post(&nowhere, &fields);
                let page = |answer: &crate::support::client::Answer, path: &str| (answer.status, answer.body.replace(path, "·"));
                if page(&answer, &here) != page(&none, &nowhere) {
                    told.push(format!("{here} {fields:?} answers {}, {nowhere} {}", answer.status, none.status));
                }
            } else if route.path == "/ask" {
                // The category is one of the fields: the answers follow each other.
                let said = (answer.status, answer.body.clone());
                if before.as_ref().is_some_and(|before| before.0 != said.0) {
                    told.push(format!("a closed category is told apart when one asks: {before:?}"));
                }
                before = Some(said);
            }
        }
    }
    told
}

/// Whether a text has the mark, what was asked for aside: a page may say its own address.
pub fn tells(text: &str, asked: &str) -> bool {
    let path = asked.split('?').next().unwrap();
    let mut rest = text.to_lowercase();
    for own in [asked, path] {
        rest = rest.replace(own, "").replace(&own.replace('/', "%2f"), "");
    }
    rest.contains(MARK)
}

/// Addresses of what is closed, each with one of what there never was.
pub fn told_alike(scene: &Scene) -> Vec<(String, String)> {
    let Scene { topic, slug, category_slug, opening, answer, comment, picture, .. } = scene;
    let mut pairs = vec![
        (format!("/c/{category_slug}"), "/c/no-such-category".to_owned()),
        (format!("/c/{category_slug}/feed.atom"), "/c/no-such-category/feed.atom".to_owned()),
        (format!("/tags/{MARK}"), "/tags/no-such-tag".to_owned()),
        (format!("/tags/{MARK}/feed.atom"), "/tags/no-such-tag/feed.atom".to_owned()),
        (format!("/t/{topic}"), "/t/999999".to_owned()),
        (format!("/t/{topic}/{slug}"), "/t/999999/some-title".to_owned()),
        (format!("/t/{topic}/an-old-title"), "/t/999999/an-old-title".to_owned()),
        (format!("/t/{topic}/feed.atom"), "/t/999999/feed.atom".to_owned()),
        (format!("/topics/{topic}/retag"), "/topics/999999/retag".to_owned()),
        (format!("/comments/{comment}/delete"), "/comments/999999/delete".to_owned()),
        (format!("/review/{}", scene.review), "/review/999999".to_owned()),
        (picture.clone(), "/media/0123456789abcdef0123456789abcdef.png".to_owned()),
    ];
    for id in [opening, answer] {
        for end in ["", "/edit", "/history", "/delete", "/restore", "/flag"] {
            pairs.push((format!("/posts/{id}{end}"), format!("/posts/999999{end}")));
        }
    }
    pairs
}

/// What a member's live stream says first: the bell and the rewards that wait.
pub fn stream(scene: &Scene, handle: &str) -> String {
    let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into();
    let signed = agent
        .post(format!("http://{}/sign-in", scene.forum.address))
        .header("sec-fetch-site", "same-origin")
        .send_form([("name", handle), ("password", PASSWORD), ("next", "/")])
        .unwrap();
    let cookies: Vec<String> = signed.headers().get_all("set-cookie").iter().map(|c| c.to_str().unwrap().split(';').next().unwrap().to_owned()).collect();
    let mut stream = TcpStream::connect(&scene.forum.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET /live HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\n\r\n", scene.forum.address, cookies.join("; ")).unwrap();
    let mut said = String::new();
    // The first message is one chunk: a line with its length, and the events up to the next line with a length.
    let mut lines = BufReader::new(stream);
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        if line == "\r\n" {
            break;
        }
        assert!(!line.is_empty(), "the stream ended: {said}");
    }
    let mut length = String::new();
    lines.read_line(&mut length).unwrap();
    let length = usize::from_str_radix(length.trim(), 16).unwrap();
    let mut chunk = vec![0; length];
    std::io::Read::read_exact(&mut lines, &mut chunk).unwrap();
    said.push_str(&String::from_utf8(chunk).unwrap());
    assert!(said.starts_with("event: bell"), "{said}");
    said.to_lowercase()
}
