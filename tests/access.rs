//! The route table refuses by itself: here every handler is one that asks nothing and lets everybody through.

use crate::support::{Forum, raw};
use accolade::pages::{self, Access, ROUTES};
use accolade::rules::privileges::Action;
use accolade::rules::time::DAY;
use accolade::rules::vocabulary::Role;
use accolade::store::members;
use actix_web::http::Method;
use actix_web::test::{self, TestRequest};
use actix_web::web::Data;
use actix_web::{App, HttpResponse};

/// Each visitor may do what those before may. A silenced member stands aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Visitor {
    Guest,
    Unconfirmed,
    Newcomer,
    Member,
    Moderator,
    Manager,
}

use Visitor::{Guest, Manager, Member, Moderator, Newcomer, Unconfirmed};

/// The first visitor whom a route is for, as far as the table can tell without the target.
fn first(access: Access) -> Visitor {
    match access {
        Access::Anyone => Guest,
        Access::SignedIn => Unconfirmed,
        Access::Office(Role::Member) => Newcomer,
        Access::Office(Role::Moderator) => Moderator,
        Access::Office(Role::Manager | Role::Administrator) => Manager,
        Access::May(action) | Access::Target(action) => match action {
            Action::Follow | Action::Bookmark | Action::EditProfile => Unconfirmed,
            Action::AskQuestion | Action::PostAnswer => Newcomer,
            // Of one's own posts, topics and votes, whatever points one has.
            Action::PostComment
            | Action::VoteUp
            | Action::VoteDown
            | Action::AcceptAnswer
            | Action::EditPost
            | Action::DeletePost
            | Action::RestorePost
            | Action::RetagTopic
            | Action::SeeDeleted => Newcomer,
            Action::FlagPost | Action::CreateTag => Member,
            Action::Review | Action::HidePost | Action::ManageTopic | Action::SanctionMember | Action::ReadAuditLog => Moderator,
            Action::ManageCategories | Action::ManageSite | Action::ManageRoles | Action::ReadMail => Manager,
        },
    }
}

/// Whether a silenced member gets to it: what they read and keep for themselves.
fn is_silent(access: Access) -> bool {
    matches!(access, Access::Anyone | Access::SignedIn | Access::May(Action::Follow | Action::Bookmark) | Access::Target(Action::Follow | Action::Bookmark))
}

fn address(path: &str) -> String {
    let plain = path.replace("{path:.*}", "css/site.css");
    let mut out = String::new();
    for part in plain.split_inclusive('}') {
        out.push_str(part.split('{').next().unwrap());
        if part.contains('{') {
            out.push('1');
        }
    }
    out
}

#[test]
fn the_table_refuses_whom_it_excludes_whatever_the_handler_does() {
    let forum = Forum::spawn();
    let mut visitors: Vec<(String, Option<Visitor>, Option<String>)> = vec![("guest".into(), Some(Guest), None)];
    for (handle, visitor, role) in [
        ("unconfirmed", Some(Unconfirmed), Role::Member),
        ("newcomer", Some(Newcomer), Role::Member),
        ("member", Some(Member), Role::Member),
        ("moderator", Some(Moderator), Role::Moderator),
        ("manager", Some(Manager), Role::Manager),
        ("silenced", None, Role::Member),
    ] {
        let member = forum.member_as(handle, role);
        let session = forum.session(handle);
        if handle == "member" {
            forum.give_points(member, 600);
        }
        let until = Some(forum.clock.now().plus(7 * DAY));
        forum
            .app
            .db
            .write_now(move |tx| {
                if visitor.is_none() {
                    members::set_silenced(tx.conn, member, until)?;
                }
                if visitor == Some(Unconfirmed) {
                    raw::run(tx.conn, &format!("UPDATE accounts SET email_confirmed_at = NULL WHERE member_id = {member}"));
                }
                Ok::<_, accolade::store::Error>(())
            })
            .unwrap();
        visitors.push((handle.into(), visitor, Some(session)));
    }
    let app = forum.app.clone();
    let wrong = actix_web::rt::System::new().block_on(async move {
        let careless = || async { HttpResponse::Ok().finish() };
        let service = test::init_service(App::new().app_data(Data::from(app)).configure(|site| pages::configure_careless(site, careless))).await;
        let mut wrong = Vec::new();
        for route in ROUTES {
            let method = if route.method == "get" { Method::GET } else { Method::POST };
            for (handle, visitor, session) in &visitors {
                let mut request = TestRequest::with_uri(&address(route.path)).method(method.clone());
                if let Some(session) = session {
                    request = request.insert_header(("cookie", session.as_str()));
                }
                let have = test::call_service(&service, request.to_request()).await.status().as_u16();
                let passes = visitor.map_or_else(|| is_silent(route.access), |visitor| visitor >= first(route.access));
                let want = match (passes, *visitor, route.access) {
                    (false, Some(Guest), _) => 401,
                    (false, ..) => 403,
                    // Nobody has asked with the target: the page is not handed out.
                    (true, _, Access::Target(_)) if route.method == "get" => 500,
                    (true, ..) => 200,
                };
                if have != want {
                    wrong.push(format!("{} {} for the {handle}: {have} instead of {want}", route.method, route.path));
                }
            }
        }
        wrong
    });
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_was_typed_comes_back_with_a_refusal_that_comes_before_the_page() {
    let forum = Forum::spawn();
    let category = forum.category("brewing").to_string();
    let member = forum.member("ada");
    let ada = forum.signed_in("ada");
    let until = Some(forum.clock.now().plus(7 * DAY));
    forum.app.db.write_now(move |tx| members::set_silenced(tx.conn, member, until)).unwrap();
    let body = "Third batch in a row that sits at 1.020 after nine days.";
    let asked = ada.post("/ask", &[("kind", "question"), ("category", &category), ("title", "Why does my wort stop?"), ("body", body), ("tags", "yeast")]);
    assert_eq!(asked.status, 403);
    assert_eq!(asked.words(".error-page textarea"), ["Why does my wort stop?", body, "yeast"]);
    // A program is told in a sentence, and so is a guest's.
    let told =
        |client: &crate::support::Client| client.post_with("/ask", &[("body", body)], &[("sec-fetch-site", "same-origin"), ("accept", "application/json")]);
    for (client, status) in [(&ada, 403), (&forum.guest(), 401)] {
        let answer = told(client);
        let said: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!(answer.status, status);
        assert!(said["error"].as_str().is_some_and(|sentence| sentence.len() > 10), "{said}");
    }
}
