//! The desk about a member: record, sanctions, role, recent posts, audit lines.

pub(super) mod view;

use crate::actions::Failure;
use crate::actions::moderation::sanction_member::{SanctionForm, lift_sanction, sanction_member};
use crate::actions::moderation::set_role::set_role;
use crate::pages::errors::{Reply, Stop};
use crate::pages::visit::Visit;
use crate::rules::ids::{MemberId, SanctionId};
use crate::rules::vocabulary::SanctionKind;
use crate::store::sanctions;
use crate::store::views::member_desk::{self, MemberDesk};
use crate::t;
use crate::ui::forms::Errors;
use crate::ui::layout::Page;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use serde::Deserialize;

/// What was typed into the forms of the page, and what is wrong with it.
#[derive(Debug, Clone, Default)]
struct Typed {
    sanction: SanctionForm,
    sanction_errors: Errors,
    role: RoleForm,
    role_errors: Errors,
    /// The lifting that came back: of which sanction, its reason.
    lift: Option<(SanctionId, String)>,
    lift_errors: Errors,
}

/// The form of a role, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RoleForm {
    role: String,
    reason: String,
}

/// The form that lifts a sanction, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Lift {
    reason: String,
}

pub async fn page(visit: Visit, handle: Path<String>) -> Reply {
    let found = load(&visit, handle.into_inner()).await?;
    visit.page(drawn(&visit, &found, &fresh())).await
}

pub async fn sanction(visit: Visit, handle: Path<String>, form: Form<SanctionForm>) -> Reply {
    let me = visit.signed_in()?.member;
    let found = load(&visit, handle.into_inner()).await?;
    let (member, typed) = (found.card.id, form.into_inner());
    let sent = typed.clone();
    match visit.app.db.write(move |tx| sanction_member(tx, me, member, &sent)).await {
        Ok(()) => Ok(visit.done(&path(&found), "notice-sanctioned")),
        Err(Failure::Invalid(wrong)) => wrong_again(&visit, &found, Typed { sanction: typed, sanction_errors: Errors(wrong), ..fresh() }).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn role(visit: Visit, handle: Path<String>, form: Form<RoleForm>) -> Reply {
    let me = visit.signed_in()?.member;
    let found = load(&visit, handle.into_inner()).await?;
    let (member, typed) = (found.card.id, form.into_inner());
    let sent = typed.clone();
    match visit.app.db.write(move |tx| set_role(tx, me, member, &sent.role, &sent.reason)).await {
        Ok(()) => Ok(visit.done(&path(&found), "notice-role-changed")),
        Err(Failure::Invalid(wrong)) => wrong_again(&visit, &found, Typed { role: typed, role_errors: Errors(wrong), ..fresh() }).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn lift(visit: Visit, id: Path<SanctionId>, form: Form<Lift>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, reason) = (id.into_inner(), form.into_inner().reason);
    let sent = reason.clone();
    let sanction = visit.read(move |conn, _| sanctions::find(conn, id)).await?.ok_or(Stop::NotFound)?;
    let found = of(&visit, sanction.member).await?;
    match visit.app.db.write(move |tx| lift_sanction(tx, me, id, &sent)).await {
        Ok(_) => Ok(visit.done(&path(&found), "notice-lifted")),
        Err(Failure::Invalid(wrong)) => wrong_again(&visit, &found, Typed { lift: Some((id, reason)), lift_errors: Errors(wrong), ..fresh() }).await,
        Err(failure) => Err(failure.into()),
    }
}

/// The forms as they are before anything is typed.
fn fresh() -> Typed {
    Typed { sanction: SanctionForm { kind: SanctionKind::Warning.word().into(), days: "7".into(), reason: String::new() }, ..Typed::default() }
}

async fn load(visit: &Visit, handle: String) -> Result<MemberDesk, Stop> {
    visit.read(move |conn, sight| member_desk::load(conn, sight, &handle)).await?.ok_or(Stop::NotFound)
}

async fn of(visit: &Visit, member: MemberId) -> Result<MemberDesk, Stop> {
    visit.read(move |conn, sight| member_desk::of(conn, sight, member)).await?.ok_or(Stop::NotFound)
}

fn path(found: &MemberDesk) -> String {
    format!("/members/{}/moderate", found.card.handle)
}

async fn wrong_again(visit: &Visit, found: &MemberDesk, typed: Typed) -> Reply {
    visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, drawn(visit, found, &typed)).await
}

fn drawn(visit: &Visit, found: &MemberDesk, typed: &Typed) -> Page {
    let title = t!(visit.words, "mod-desk-title", name = &found.card.display_name);
    Page { content: Some(view::desk(visit, found, typed, &title)), title, unlisted: true, ..Page::default() }
}
