//! Every route of the router for every kind of visitor: the verdict is the declared one, and the page agrees with the server.

use crate::support::acts;
use crate::support::acts::BODY;
use crate::support::{Client, Forum, PASSWORD, raw};
use accolade::actions::Failure;
use accolade::actions::accounts::{self as signing, SignUp};
use accolade::actions::ask_question::NewTopicForm;
use accolade::actions::delete_post::delete_post;
use accolade::pages::{Access, ROUTES, Route};
use accolade::rules::ids::{MemberId, PostId};
use accolade::rules::privileges::{self, Subject};
use accolade::rules::text::{DisplayName, Email, Handle};
use accolade::rules::time::{DAY, MINUTE};
use accolade::rules::vocabulary::{FlagReason, Language, Role, SanctionKind};
use accolade::store::accounts::NewSession;
use accolade::store::categories::CategoryText;
use accolade::store::{accounts, categories, flags, members, sanctions};

/// A forum with a category and somebody who writes, and one visitor of each kind.
struct Scene {
    forum: Forum,
    author: MemberId,
}

const KINDS: [&str; 9] = ["guest", "unconfirmed", "newcomer", "member", "high-tier", "moderator", "manager", "silenced", "suspended"];

fn scene() -> Scene {
    let forum = Forum::spawn();
    forum.category("brewing");
    // A moderator has no pace to keep.
    let author = forum.member_as("author", Role::Moderator);
    Scene { forum, author }
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
                "unconfirmed" => raw::run(tx.conn, &format!("UPDATE accounts SET email_confirmed_at = NULL WHERE member_id = {member}")),
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

/// Things of their own for one request, so that no request finds what an earlier one has left.
struct Targets {
    topic: i64,
    opening: i64,
    answer: i64,
    comment: i64,
    /// A post that its author has deleted.
    deleted: i64,
    /// An item of the review queue, and its version.
    item: i64,
    version: i64,
    sanction: i64,
    session: i64,
    mail: i64,
    category: i64,
    /// Somebody of no office.
    person: String,
}

fn targets(scene: &Scene, n: usize, visitor: Option<MemberId>) -> Targets {
    let author = scene.author;
    let act = move |tx: &mut accolade::store::Tx<'_>| {
        let form = NewTopicForm {
            kind: "question".into(),
            category: "1".into(),
            title: format!("Why does my wort stop at 1.020, take {n}?"),
            tags: "yeast".into(),
            body: format!("{BODY} Take {n}."),
        };
        let asked = acts::ask(tx, author, &form)?;
        let answer = acts::answer(tx, author, asked.topic, &format!("{BODY} Answer {n}."))?;
        let deleted = acts::answer(tx, author, asked.topic, &format!("{BODY} Deleted {n}."))?;
        let comment = acts::comment(tx, author, answer, &format!("A remark of some length, number {n}."))?;
        accolade::effects::settle(tx)?;
        delete_post(tx, author, deleted, "")?;
        let form = SignUp {
            handle: Handle::parse(&format!("person-{n}")).unwrap(),
            display_name: DisplayName::parse(&format!("person {n}")).unwrap(),
            email: Email::parse(&format!("person-{n}@example.org")).unwrap(),
            password_hash: String::new(),
            language: Language::English,
            time_zone: "UTC".into(),
        };
        let person = signing::create_confirmed(tx, &form, Role::Member)?;
        let now = tx.now;
        let sanction = sanctions::insert(tx.conn, person, SanctionKind::Silence, "Insults.", author, now, Some(now.plus(DAY)))?;
        flags::raise(tx.conn, deleted, asked.topic, person, FlagReason::Spam, "", now)?;
        flags::enqueue(tx.conn, deleted, asked.topic, now)?;
        let text = CategoryText { slug: format!("place-{n}"), name: format!("Place {n}"), description: String::new(), colour: "#c98a1b".into() };
        let category = categories::insert(tx.conn, &text, now)?;
        let hash = format!("session-{n}");
        let new = NewSession { token_hash: &hash, member: visitor.unwrap_or(person), now, expires_at: now.plus(DAY), user_agent: "test", address: "" };
        let session = accounts::insert_session(tx.conn, &new)?;
        raw::run(
            tx.conn,
            &format!(
                "INSERT INTO outbox (kind, member_id, event_id, data, state, created_at, due_at) VALUES ('confirm_email', {person}, {n}, '{{}}', 'dead', 0, 0)"
            ),
        );
        let (mail, ..) = raw::rows(tx.conn, "SELECT MAX(id) AS id, 0 AS a, 0 AS b FROM outbox WHERE state = 'dead'")[0];
        let (item, version, _) = raw::rows(tx.conn, &format!("SELECT id, version AS a, 0 AS b FROM review_items WHERE post_id = {deleted}"))[0];
        Ok::<_, Failure>(Targets {
            topic: asked.topic.0,
            opening: asked.post.0,
            answer: answer.0,
            comment: comment.0,
            deleted: deleted.0,
            item,
            version,
            sanction: sanction.0,
            session: session.0,
            mail,
            category: category.0,
            person: form.handle.as_str().to_owned(),
        })
    };
    scene.forum.app.db.write_now(act).unwrap()
}

/// What only secrets open, and what takes more than a form: nobody is kept out, and nobody gets anywhere with what a test has to offer.
const BY_SECRET: [&str; 11] = [
    "/welcome/{secret}",
    "/confirm/{secret}",
    "/reset/{secret}",
    "/unsubscribe/{token}",
    "/sign-in",
    // A member's own file, and pictures, are tried in tests of their own.
    "/media/{name}",
    "/uploads/{name}/remove",
    // Of a mail that has not left there is nothing to show yet.
    "/admin/mail/{id}/html",
    "/settings/avatar",
    "/uploads",
    "/sitemap-{n}.xml",
];

/// The address of a route among these targets.
fn address(route: &Route, targets: &Targets) -> String {
    let path = route.path;
    let id = match path {
        _ if path.starts_with("/t/") || path.starts_with("/topics/") => targets.topic,
        "/posts/{id}/restore" => targets.deleted,
        _ if path.starts_with("/posts/") => targets.answer,
        _ if path.starts_with("/comments/") => targets.comment,
        _ if path.starts_with("/review/") => targets.item,
        _ if path.starts_with("/sanctions/") => targets.sanction,
        _ if path.starts_with("/settings/sessions/") => targets.session,
        _ if path.starts_with("/admin/mail/") => targets.mail,
        _ => targets.category,
    };
    let slug = if path.starts_with("/t/") { format!("{}", targets.opening) } else { "brewing".to_owned() };
    let handle = if route.method == "post" { targets.person.as_str() } else { "author" };
    let path = path
        .replace("{id}", &id.to_string())
        .replace("{slug}", &slug)
        .replace("{handle}", handle)
        .replace("{tag}", "yeast")
        .replace("{key}", "solver")
        .replace("{secret}", "nonsense")
        .replace("{token}", "nonsense")
        .replace("{name}", "nothing.png")
        .replace("{path:.*}", "css/site.css")
        .replace("{n}", "1");
    if path == "/autocomplete/members" || path == "/autocomplete/tags" { format!("{path}?q=a") } else { path }
}

/// A form of a route with which everybody gets through who may.
fn form(route: &Route, targets: &Targets, n: usize) -> Vec<(&'static str, String)> {
    let text = || format!("{BODY} Words of request {n}.");
    let said = |fields: &[(&'static str, &str)]| fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect::<Vec<_>>();
    match route.path {
        "/t/{id}/answers" => vec![("body", text())],
        "/ask" => {
            vec![
                ("kind", "question".into()),
                ("category", "1".into()),
                ("title", format!("A question of request {n}")),
                ("tags", "yeast".into()),
                ("body", text()),
            ]
        }
        "/posts/{id}/comments" => vec![("body", text())],
        "/posts/{id}/edit" => vec![("body", text()), ("note", "Clearer now.".into()), ("revision", "1".into())],
        "/posts/{id}/flag" => said(&[("reason", "spam"), ("note", "")]),
        "/posts/{id}/vote" => said(&[("vote", "up")]),
        "/posts/{id}/accept" => said(&[("accept", "on")]),
        "/review/{id}" => vec![("decision", "dismiss".into()), ("version", targets.version.to_string()), ("reason", "Nothing is wrong with it.".into())],
        "/t/{id}/manage" => said(&[("order", "lock"), ("reason", "It goes round in circles.")]),
        "/topics/{id}/retag" => said(&[("tags", ""), ("reason", "It is not about yeast.")]),
        "/members/{handle}/moderate" => said(&[("kind", "warning"), ("reason", "Insults under an answer.")]),
        "/members/{handle}/role" => said(&[("role", "moderator"), ("reason", "They have time.")]),
        "/admin/categories" => {
            vec![("name", format!("Fresh {n}")), ("slug", format!("fresh-{n}")), ("description", String::new()), ("colour", "#c98a1b".into())]
        }
        "/admin/categories/{id}" => {
            vec![("name", format!("Other {n}")), ("slug", format!("other-{n}")), ("description", String::new()), ("colour", "#c98a1b".into())]
        }
        "/admin/categories/{id}/move" => said(&[("step", "up")]),
        "/admin/site" => said(&[("name", "Brewers"), ("description", "")]),
        "/settings" => said(&[("display_name", "Somebody"), ("language", "en"), ("time_zone", "UTC"), ("theme", "auto")]),
        "/settings/password" => said(&[("current", PASSWORD), ("password", PASSWORD)]),
        "/sign-up" => vec![
            ("display_name", format!("New {n}")),
            ("handle", format!("new-{n}")),
            ("email", format!("new-{n}@example.org")),
            ("password", PASSWORD.into()),
            ("time_zone", "UTC".into()),
        ],
        "/forgot" => said(&[("email", "author@example.org")]),
        "/language" => said(&[("lang", "en"), ("next", "/")]),
        "/theme" => said(&[("theme", "auto")]),
        "/preview" => vec![("body", text())],
        "/drafts" => vec![("key", "ask".into()), ("body", text())],
        "/notifications/read" => said(&[("last", "1")]),
        "/toasts/shown" => said(&[("id", "1")]),
        // A reason is what most others ask for.
        _ => said(&[("reason", "It has to be done."), ("on", "on")]),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Seen {
    SignIn,
    Refused,
    LetThrough,
    /// It is not there, does not fit, or has changed.
    Neither,
}

fn declared(scene: &Scene, route: &Route, targets: &Targets, member: Option<MemberId>, kind: &str) -> Seen {
    let access = route.access;
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
            let author = Some(scene.author);
            let other = matches!(action, privileges::Action::AskQuestion | privileges::Action::Review | privileges::Action::CreateTag);
            let deleted = route.path == "/posts/{id}/restore" && targets.deleted != 0;
            let subject = if other { Subject::default() } else { Subject { author, topic_author: author, deleted, ..Subject::default() } };
            privileges::may(action, Some(standing), &subject, &scene.forum.app.db.rulebook(), scene.forum.clock.now()).is_ok()
        }
    };
    if allowed { Seen::LetThrough } else { Seen::Refused }
}

/// What an answer means. Only what was done or shown counts as let through: a page that is not there or a form that is sent back says nothing
/// about who may use it.
fn seen(status: u16, location: Option<&str>) -> Seen {
    match (status, location) {
        (303, Some(to)) if to.starts_with("/sign-in?next") => Seen::SignIn,
        // Scripts are told so, and do not follow.
        (401, None) => Seen::SignIn,
        (403, _) => Seen::Refused,
        (200 | 204 | 301 | 303 | 308, _) => Seen::LetThrough,
        _ => Seen::Neither,
    }
}

#[test]
fn every_route_answers_every_visitor_as_declared() {
    let scene = scene();
    let mut wrong = Vec::new();
    let mut n = 0;
    for kind in KINDS {
        let (client, member) = visitor(&scene, kind);
        // Signing out comes last: it ends the visitor.
        let (last, routes): (Vec<&Route>, Vec<&Route>) = ROUTES.iter().partition(|r| r.path == "/sign-out");
        for route in routes.into_iter().chain(last) {
            // The visitor of a comment is not its author: only staff may take it away, which the route cannot declare.
            if route.path == "/comments/{id}/delete" {
                continue;
            }
            n += 1;
            // Nobody is too soon.
            scene.forum.clock.advance(5 * MINUTE);
            let targets = targets(&scene, n, member);
            let path = address(route, &targets);
            let want = declared(&scene, route, &targets, member, kind);
            let (status, location) = if route.method == "get" {
                client.status(&path)
            } else {
                let fields = form(route, &targets, n);
                let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                // What signs somebody in is tried from elsewhere, so that the visitor stays who they are.
                let from = if matches!(route.path, "/sign-up" | "/sign-in") { &scene.forum.guest() } else { &client };
                let answer = from.post(&path, &fields);
                (answer.status, answer.location)
            };
            let have = seen(status, location.as_deref());
            let by_secret = BY_SECRET.contains(&route.path) && want == Seen::LetThrough && have == Seen::Neither && status < 500;
            // What they may not see is not there for them, and no more is said.
            let unseen = route.path == "/posts/{id}/restore" && want == Seen::Refused && status == 404;
            if have != want && !by_secret && !unseen {
                wrong.push(format!("{kind}: {} {path}: declared {want:?}, answered {status} {location:?}", route.method));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), KINDS.len() * ROUTES.len(), wrong.join("\n"));
}

#[test]
fn the_page_and_the_server_agree_about_every_control() {
    let scene = scene();
    for (n, kind) in KINDS.iter().enumerate() {
        let (client, member) = visitor(&scene, kind);
        // Things of their own: what one visitor does is not there for the next.
        scene.forum.clock.advance(5 * MINUTE);
        let things = targets(&scene, n, member);
        let (post, topic) = (PostId(things.answer), things.topic);
        let page = client.follow(&client.get(&format!("/t/{topic}")));
        assert_eq!(page.status, 200, "{kind}");
        let control = |selector: &str| page.has(selector);
        let text = format!("{BODY} Words of visitor {n}.");
        let checks = [
            (!page.has(&format!("#up-{post}[aria-disabled]")), format!("/posts/{post}/vote"), vec![("vote", "up")]),
            (!page.has(&format!("#down-{post}[aria-disabled]")), format!("/posts/{post}/vote"), vec![("vote", "down")]),
            (control("form[action$='/answers#write']"), format!("/t/{topic}/answers"), vec![("body", text.as_str())]),
            (control(&format!("form[action='/posts/{post}/comments']")), format!("/posts/{post}/comments"), vec![("body", text.as_str())]),
            (
                control(&format!("a[href='/posts/{post}/edit']")),
                format!("/posts/{post}/edit"),
                vec![("body", text.as_str()), ("note", "Clearer."), ("revision", "1")],
            ),
            (control(&format!("a[href='/posts/{post}/delete']")), format!("/posts/{post}/delete"), vec![("reason", "It has to be done.")]),
        ];
        for (shown, path, fields) in checks {
            // Nobody is too soon.
            scene.forum.clock.advance(5 * MINUTE);
            let answer = client.post(&path, &fields);
            let have = seen(answer.status, answer.location.as_deref());
            let right = if shown { have == Seen::LetThrough } else { matches!(have, Seen::Refused | Seen::SignIn) };
            assert!(right, "{kind} {path} {fields:?}: the page says {shown}, the server answered {} {:?}", answer.status, answer.words(".why b"));
        }
    }
}
