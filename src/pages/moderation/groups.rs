//! Groups of members: made, described, filled and emptied by managers.

use super::reason_field;
use crate::actions::Failure;
use crate::actions::moderation::groups::{self as action, GroupForm};
use crate::pages::errors::{Reply, Stop};
use crate::pages::visit::Visit;
use crate::rules::ids::GroupId;
use crate::rules::limits::{self, ROWS_A_PAGE};
use crate::rules::sight::Audience;
use crate::store::groups::{self, Group};
use crate::store::members::{self, MemberCard};
use crate::store::{Error, categories};
use crate::t;
use crate::ui::forms::{self, Errors, Input};
use crate::ui::icons::icon;
use crate::ui::layout::Page;
use crate::ui::member_name::{self, Size};
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};
use maud::{Markup, html};
use serde::Deserialize;

const PATH: &str = "/admin/groups";

/// Where the members of a group start: after this handle.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    #[serde(default)]
    after: String,
}

/// Whom to put into a group, and why; or only why.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Membership {
    member: String,
    reason: String,
}

/// Which form of a group's page came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CameBack {
    Nothing,
    Words,
    Members,
    Deletion,
}

/// A group with what its page shows.
struct Found {
    group: Group,
    members: Vec<MemberCard>,
    next: Option<String>,
    /// Names of the categories that are its.
    audience_of: Vec<String>,
}

pub async fn all(visit: Visit) -> Reply {
    list(&visit, StatusCode::OK, &GroupForm::default(), &Errors::default()).await
}

pub async fn create(visit: Visit, form: Form<GroupForm>) -> Reply {
    let me = visit.signed_in()?.member;
    let typed = form.into_inner();
    let sent = typed.clone();
    match visit.app.db.write(move |tx| action::create(tx, me, &sent)).await {
        Ok(id) => Ok(visit.done(&format!("{PATH}/{id}"), "notice-group-created")),
        Err(Failure::Invalid(wrong)) => list(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed, &Errors(wrong)).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn one(visit: Visit, id: Path<GroupId>, place: Query<Place>) -> Reply {
    let found = find(&visit, id.into_inner(), &place.after).await?;
    let typed = as_it_is(&found.group);
    visit.page(page(&visit, &found, CameBack::Nothing, &typed, &Membership::default(), &Errors::default())).await
}

pub async fn update(visit: Visit, id: Path<GroupId>, form: Form<GroupForm>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, typed) = (id.into_inner(), form.into_inner());
    let sent = typed.clone();
    match visit.app.db.write(move |tx| action::update(tx, me, id, &sent)).await {
        Ok(()) => Ok(visit.done(&format!("{PATH}/{id}"), "notice-group-saved")),
        Err(Failure::Invalid(wrong)) => again(&visit, id, CameBack::Words, Some(typed), &Membership::default(), wrong).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn delete(visit: Visit, id: Path<GroupId>, form: Form<Membership>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, typed) = (id.into_inner(), form.into_inner());
    let reason = typed.reason.clone();
    match visit.app.db.write(move |tx| action::delete(tx, me, id, &reason)).await {
        Ok(()) => Ok(visit.done(PATH, "notice-group-deleted")),
        Err(Failure::Invalid(wrong)) => again(&visit, id, CameBack::Deletion, None, &typed, wrong).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn add(visit: Visit, id: Path<GroupId>, form: Form<Membership>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, typed) = (id.into_inner(), form.into_inner());
    let sent = typed.clone();
    match visit.app.db.write(move |tx| action::add(tx, me, id, &sent.member, &sent.reason)).await {
        Ok(()) => Ok(visit.done(&format!("{PATH}/{id}"), "notice-group-joined")),
        Err(Failure::Invalid(wrong)) => again(&visit, id, CameBack::Members, None, &typed, wrong).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn remove(visit: Visit, path: Path<(GroupId, String)>, form: Form<Membership>) -> Reply {
    let me = visit.signed_in()?.member;
    let ((id, handle), typed) = (path.into_inner(), form.into_inner());
    let member = visit.read(move |conn, _| members::by_handle(conn, &handle)).await?.ok_or(Stop::NotFound)?;
    let reason = typed.reason.clone();
    match visit.app.db.write(move |tx| action::remove(tx, me, id, member, &reason)).await {
        Ok(()) => Ok(visit.done(&format!("{PATH}/{id}"), "notice-group-left")),
        // The field of the member's own row: what is wrong is told over the list.
        Err(Failure::Invalid(wrong)) => again(&visit, id, CameBack::Members, None, &Membership::default(), wrong).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn find(visit: &Visit, id: GroupId, after: &str) -> Result<Found, Stop> {
    let after = after.to_owned();
    visit
        .read(move |conn, _| {
            let group = groups::find(conn, id)?.ok_or(Stop::NotFound)?;
            let mut members = groups::members_of(conn, id, &after, ROWS_A_PAGE + 1)?;
            let more = members.len() > ROWS_A_PAGE as usize;
            members.truncate(ROWS_A_PAGE as usize);
            let next = members.last().filter(|_| more).map(|card| card.handle.clone());
            let its = |audience: &Audience| matches!(audience, Audience::Groups(ids) if ids.contains(&id));
            let audience_of = categories::all(conn)?.into_iter().filter(|category| its(&category.audience)).map(|category| category.name).collect();
            Ok(Found { group, members, next, audience_of })
        })
        .await
}

async fn again(
    visit: &Visit,
    id: GroupId,
    came_back: CameBack,
    words: Option<GroupForm>,
    typed: &Membership,
    wrong: Vec<(&'static str, crate::rules::text::FieldError)>,
) -> Reply {
    let found = find(visit, id, "").await?;
    let words = words.unwrap_or_else(|| as_it_is(&found.group));
    visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(visit, &found, came_back, &words, typed, &Errors(wrong))).await
}

fn as_it_is(group: &Group) -> GroupForm {
    GroupForm { name: group.name.clone(), description: group.description.clone() }
}

async fn list(visit: &Visit, status: StatusCode, typed: &GroupForm, errors: &Errors) -> Reply {
    let (all, sizes) = visit.read(|conn, _| Ok::<_, Error>((groups::all(conn)?, groups::sizes(conn)?))).await?;
    let w = visit.words;
    let size = |id: GroupId| sizes.iter().find(|(group, _)| *group == id).map_or(0, |(_, n)| *n);
    let content = html! {
        h1 { (t!(w, "nav-admin-groups")) }
        p.quiet { (t!(w, "mod-groups-text")) }
        @if all.is_empty() { div.empty { (icon("users")) h2 { (t!(w, "mod-groups-none")) } } } @else {
            ul.items {
                @for group in &all {
                    li.item {
                        (icon("users"))
                        div.text {
                            a href={ (PATH) "/" (group.id) } { b { (group.name) } }
                            @if !group.description.is_empty() { span.small { (group.description) } }
                        }
                        span.quiet.small { (t!(w, "mod-groups-members", n = size(group.id))) }
                    }
                }
            }
        }
        section.section aria-labelledby="new" {
            h2 id="new" { (t!(w, "mod-groups-new")) }
            form.form method="post" action=(PATH) {
                (forms::summary(w, errors))
                (fields(visit, typed, errors))
                div.actions { button.primary { (icon("plus")) (t!(w, "mod-groups-create")) } }
            }
        }
    };
    visit.page_with(status, Page { title: t!(w, "nav-admin-groups"), content: Some(content), unlisted: true, ..Page::default() }).await
}

fn fields(visit: &Visit, typed: &GroupForm, errors: &Errors) -> Markup {
    let w = visit.words;
    html! {
        (forms::input(w, errors, &Input { name: "name", label: t!(w, "mod-groups-name"), value: &typed.name, max: *limits::GROUP_NAME.end(), ..Input::default() }))
        (forms::input(w, errors, &Input {
            name: "description",
            label: t!(w, "mod-groups-description"),
            value: &typed.description,
            optional: true,
            max: limits::GROUP_DESCRIPTION,
            ..Input::default()
        }))
    }
}

fn page(visit: &Visit, found: &Found, came_back: CameBack, words: &GroupForm, typed: &Membership, errors: &Errors) -> Page {
    let w = visit.words;
    let none = Errors::default();
    let of = |form: CameBack| if came_back == form { errors } else { &none };
    let reason_of = |form: CameBack| if came_back == form { typed.reason.as_str() } else { "" };
    let path = format!("{PATH}/{}", found.group.id);
    let content = html! {
        nav aria-label=(t!(w, "breadcrumb")) { ol.crumbs { li { a href=(PATH) { (t!(w, "nav-admin-groups")) } } } }
        h1 { (found.group.name) }
        @if !found.group.description.is_empty() { p.lead { (found.group.description) } }
        @if !found.audience_of.is_empty() { p { (t!(w, "mod-groups-reads", categories = found.audience_of.join(", "))) } }
        section.section aria-labelledby="members" {
            h2 id="members" { (t!(w, "mod-groups-who")) }
            form.form method="post" action={ (path) "/members" } {
                (forms::summary(w, of(CameBack::Members)))
                div.fields {
                    (forms::input(w, of(CameBack::Members), &Input {
                        name: "member",
                        label: t!(w, "mod-groups-handle"),
                        value: &typed.member,
                        max: *limits::HANDLE.end() + 1,
                        ..Input::default()
                    }))
                    (reason_field(w, of(CameBack::Members), "reason", reason_of(CameBack::Members)))
                }
                div.actions { button.primary { (icon("plus")) (t!(w, "mod-groups-add")) } }
            }
            @if found.members.is_empty() { p.quiet { (t!(w, "mod-groups-empty")) } } @else {
                ul.items {
                    @for card in &found.members {
                        li.item {
                            (member_name::avatar(card, Size::Small))
                            div.text { (member_name::name(w, &visit.book, card)) }
                            details.fold {
                                summary { (t!(w, "mod-groups-remove")) }
                                form.form method="post" action={ (path) "/members/" (card.handle) "/remove" } {
                                    (reason_field(w, &none, &format!("reason-{}", card.handle), ""))
                                    div.actions { button.danger { (t!(w, "mod-groups-remove")) } }
                                }
                            }
                        }
                    }
                }
                @if let Some(next) = &found.next {
                    nav.pager aria-label=(t!(w, "pages")) { a.button rel="next" href={ (path) "?after=" (next) } { (t!(w, "mod-groups-more")) (icon("arrow-right")) } }
                }
            }
        }
        section.section aria-labelledby="words" {
            h2 id="words" { (t!(w, "mod-groups-change")) }
            form.form method="post" action=(path) {
                (forms::summary(w, of(CameBack::Words)))
                (fields(visit, words, of(CameBack::Words)))
                div.actions { button.primary { (t!(w, "mod-categories-save")) } }
            }
        }
        section.section aria-labelledby="delete" {
            h2 id="delete" { (t!(w, "mod-groups-delete")) }
            @if found.audience_of.is_empty() {
                form.form method="post" action={ (path) "/delete" } {
                    (forms::summary(w, of(CameBack::Deletion)))
                    (reason_field(w, of(CameBack::Deletion), "reason-delete", reason_of(CameBack::Deletion)))
                    div.actions { button.danger { (icon("trash")) (t!(w, "mod-groups-delete")) } }
                }
            } @else { p.quiet { (t!(w, "mod-groups-kept", categories = found.audience_of.join(", "))) } }
        }
    };
    Page { title: found.group.name.clone().into(), content: Some(content), unlisted: true, ..Page::default() }
}
