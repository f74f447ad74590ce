//! Every route of the router for every kind of visitor: the verdict is the declared one, and the page agrees with the server.

use crate::support::{Client, Forum};
use accolade::pages::{Access, ROUTES, Route};
use accolade::rules::ids::{MemberId, PostId};
use accolade::rules::privileges::{self, Subject};
use accolade::rules::time::DAY;
use accolade::rules::vocabulary::Role;
use accolade::store::{accounts, members};

/// A forum with a question of somebody else, answered and commented, and one visitor of each kind.
struct Scene {
    forum: Forum,
    topic: String,
    slug: String,
    post: String,
    comment: String,
}

const KINDS: [&str; 9] = ["guest", "unconfirmed", "newcomer", "member", "high-tier", "moderator", "manager", "silenced", "suspended"];

fn scene() -> Scene {
    let forum = Forum::spawn();
    let category = forum.category("brewing").to_string();
    let author = forum.member("author");
    forum.give_points(author, 400);
    let client = forum.signed_in("author");
    let body = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";
    let asked =
        client.post("/ask", &[("kind", "question"), ("category", &category), ("title", "Why does my wort stop at 1.020?"), ("body", body), ("tags", "yeast")]);
    let place = asked.location.clone().unwrap_or_else(|| panic!("{}", asked.body));
    let mut parts = place.split('/').skip(2);
    let (topic, slug) = (parts.next().unwrap().to_owned(), parts.next().unwrap().to_owned());
    forum.clock.advance(60_000);
    let answered = client.post(&format!("/t/{topic}/answers"), &[("body", body)]);
    let post = answered.location.unwrap().split("#p").nth(1).unwrap().to_owned();
    let commented = client.post(&format!("/posts/{post}/comments"), &[("body", "A remark of some length.")]);
    let comment = commented.location.unwrap().split("#c").nth(1).unwrap().to_owned();
    Scene { forum, topic, slug, post, comment }
}

/// A fresh visitor of a kind, with their id.
fn visitor(scene: &Scene, kind: &str) -> (Client, Option<MemberId>) {
    let forum = &scene.forum;
    if kind == "guest" {
        return (forum.guest(), None);
    }
    let role = match kind {
        "moderator" => Role::Moderator,
        "manager" => Role::Manager,
        _ => Role::Member,
    };
    let member = forum.member_as(kind, role);
    let client = forum.signed_in(kind);
    let until = Some(forum.clock.now().plus(7 * DAY));
    match kind {
        "member" => forum.give_points(member, 600),
        "high-tier" => forum.give_points(member, 25_000),
        _ => {}
    }
    forum
        .app
        .db
        .write_now(move |tx| {
            match tx_kind(member, tx)?.as_str() {
                "unconfirmed" => accounts::unconfirm(tx.conn, member)?,
                "silenced" => members::set_silenced(tx.conn, member, until)?,
                "suspended" => members::set_suspended(tx.conn, member, until)?,
                "high-tier" => {
                    for _ in 0..60 {
                        members::count(tx.conn, member, accolade::rules::metrics::Metric::UpheldFlags, 1)?;
                    }
                }
                _ => {}
            }
            Ok::<_, accolade::store::Error>(())
        })
        .unwrap();
    (client, Some(member))
}

fn tx_kind(member: MemberId, tx: &mut accolade::store::Tx<'_>) -> accolade::store::Result<String> {
    Ok(members::card(tx.conn, member)?.map(|c| c.handle).unwrap_or_default())
}

/// The address of a route in this scene.
fn address(scene: &Scene, route: &Route) -> String {
    let path = route.path;
    let id = match path {
        _ if path.starts_with("/t/") || path.starts_with("/topics/") => &scene.topic,
        _ if path.starts_with("/posts/") => &scene.post,
        _ if path.starts_with("/comments/") => &scene.comment,
        _ => "999999",
    };
    let slug = if path.starts_with("/t/") { scene.slug.as_str() } else { "brewing" };
    path.replace("{id}", id)
        .replace("{slug}", slug)
        .replace("{handle}", "author")
        .replace("{tag}", "yeast")
        .replace("{key}", "solver")
        .replace("{secret}", "nonsense")
        .replace("{token}", "nonsense")
        .replace("{name}", "nothing.png")
        .replace("{path:.*}", "css/site.css")
        .replace("{n}", "1")
}

/// Fields that let every form be read, and nothing of weight be done: texts are too short, reasons are missing.
const FIELDS: [(&str, &str); 30] = [
    ("vote", "up"),
    ("accept", "on"),
    ("on", "on"),
    ("body", "x"),
    ("title", "x"),
    ("tags", ""),
    ("kind", "nothing"),
    ("category", "1"),
    ("order", "lock"),
    ("reason", ""),
    ("note", ""),
    ("decision", "hide"),
    ("version", "1"),
    ("revision", "1"),
    ("days", "1"),
    ("role", "member"),
    ("lang", "en"),
    ("theme", "auto"),
    ("next", "/"),
    ("id", "999999"),
    ("last", "999999"),
    ("key", "ask"),
    ("name", ""),
    ("slug", ""),
    ("description", ""),
    ("colour", ""),
    ("email", ""),
    ("password", ""),
    ("current", ""),
    ("step", "up"),
];

#[derive(Debug, PartialEq, Eq)]
enum Seen {
    SignIn,
    Refused,
    LetThrough,
}

fn declared(scene: &Scene, access: Access, member: Option<MemberId>, kind: &str) -> Seen {
    // A suspended member's session has ended.
    let member = member.filter(|_| kind != "suspended");
    let standing = member.map(|m| scene.forum.app.db.read_now(|conn| members::standing(conn, m)).unwrap().unwrap());
    let (Some(standing), false) = (&standing, access == Access::Anyone) else {
        return if access == Access::Anyone { Seen::LetThrough } else { Seen::SignIn };
    };
    let allowed = match access {
        Access::Anyone | Access::SignedIn => true,
        Access::Office(role) => standing.role >= role,
        Access::May(action) => {
            let author = scene.forum.app.db.read_now(|conn| members::by_handle(conn, "author")).unwrap();
            let other = matches!(action, privileges::Action::AskQuestion | privileges::Action::Review | privileges::Action::CreateTag);
            let subject = if other { Subject::default() } else { Subject { author, topic_author: author, ..Subject::default() } };
            privileges::may(action, Some(standing), &subject, &scene.forum.app.db.rulebook(), scene.forum.clock.now()).is_ok()
        }
    };
    if allowed { Seen::LetThrough } else { Seen::Refused }
}

fn seen(status: u16, location: Option<&str>) -> Seen {
    match (status, location) {
        (303, Some(to)) if to.starts_with("/sign-in?next") => Seen::SignIn,
        // Scripts are told so, and do not follow.
        (401, None) => Seen::SignIn,
        (403, _) => Seen::Refused,
        _ => Seen::LetThrough,
    }
}

#[test]
fn every_route_answers_every_visitor_as_declared() {
    let scene = scene();
    let mut wrong = Vec::new();
    for kind in KINDS {
        let (client, member) = visitor(&scene, kind);
        // Signing out comes last: it ends the visitor.
        let (last, routes): (Vec<&Route>, Vec<&Route>) = ROUTES.iter().partition(|r| r.path == "/sign-out");
        for route in routes.into_iter().chain(last) {
            let path = address(&scene, route);
            // The visitor of a comment is not its author: only staff may take it away, which the route cannot declare.
            if route.path == "/comments/{id}/delete" {
                continue;
            }
            let want = declared(&scene, route.access, member, kind);
            let (status, location) = if route.method == "get" {
                client.status(&path)
            } else {
                let answer = client.post(&path, &FIELDS);
                (answer.status, answer.location)
            };
            let have = seen(status, location.as_deref());
            if have != want || status >= 500 {
                wrong.push(format!("{kind}: {} {path}: declared {want:?}, answered {status} {location:?}", route.method));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), KINDS.len() * ROUTES.len(), wrong.join("\n"));
}

#[test]
fn the_page_and_the_server_agree_about_every_control() {
    let scene = scene();
    let post = PostId(scene.post.parse().unwrap());
    for kind in KINDS {
        let (client, _) = visitor(&scene, kind);
        let page = client.get(&format!("/t/{}/{}", scene.topic, scene.slug));
        assert_eq!(page.status, 200, "{kind}");
        let control = |selector: &str| page.has(selector);
        let checks = [
            (!page.has(&format!("#up-{post}[aria-disabled]")), format!("/posts/{post}/vote"), vec![("vote", "up")]),
            (!page.has(&format!("#down-{post}[aria-disabled]")), format!("/posts/{post}/vote"), vec![("vote", "down")]),
            (control("form[action$='/answers#write']"), format!("/t/{}/answers", scene.topic), vec![("body", "x")]),
            (control(&format!("form[action='/posts/{post}/comments']")), format!("/posts/{post}/comments"), vec![("body", "x")]),
            (control(&format!("a[href='/posts/{post}/edit']")), format!("/posts/{post}/edit"), vec![("body", "x"), ("revision", "1")]),
            (control(&format!("a[href='/posts/{post}/delete']")), format!("/posts/{post}/delete"), vec![("reason", "")]),
        ];
        for (shown, path, fields) in checks {
            let answer = client.post(&path, &fields);
            let let_through = seen(answer.status, answer.location.as_deref()) == Seen::LetThrough;
            assert_eq!(
                shown,
                let_through,
                "{kind} {path} {fields:?}: the page says {shown}, the server answered {} {:?}",
                answer.status,
                answer.words(".why b")
            );
        }
    }
}
