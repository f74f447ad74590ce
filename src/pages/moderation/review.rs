//! The review queue: what was flagged, why, by whom; a decision for each, and then the next.

mod view;

use crate::actions::Failure;
use crate::actions::moderation::decide_review::decide_review;
use crate::pages::errors::{Reply, Stop};
use crate::pages::visit::Visit;
use crate::rules::ids::ReviewId;
use crate::store::views::review_queue::{self, Opened, ReviewQueue};
use crate::t;
use crate::ui::forms::Errors;
use crate::ui::layout::Page;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};
use serde::Deserialize;

/// The item that was decided a moment ago.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct After {
    after: Option<String>,
}

/// The form of a decision, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Decide {
    version: i64,
    decision: String,
    reason: String,
}

/// Whether the form came back because another was faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meanwhile {
    Nothing,
    Changed,
}

pub async fn queue(visit: Visit, after: Query<After>) -> Reply {
    let last = after.after.as_deref().and_then(|raw| raw.parse().ok());
    let found = load(&visit, Opened::Next, last).await?;
    visit.page(page(&visit, &found, &Decide::default(), &Errors::default(), Meanwhile::Nothing)).await
}

pub async fn item(visit: Visit, id: Path<ReviewId>) -> Reply {
    let found = load(&visit, Opened::Item(id.into_inner()), None).await?;
    if found.opened.is_none() {
        return Err(Stop::NotFound);
    }
    visit.page(page(&visit, &found, &Decide::default(), &Errors::default(), Meanwhile::Nothing)).await
}

pub async fn decide(visit: Visit, id: Path<ReviewId>, form: Form<Decide>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, typed) = (id.into_inner(), form.into_inner());
    let sent = typed.clone();
    let (status, errors, meanwhile) = match visit.app.db.write(move |tx| decide_review(tx, me, id, sent.version, &sent.decision, &sent.reason)).await {
        Ok(()) => return Ok(visit.done(&format!("/review?after={id}"), "notice-decided")),
        Err(Failure::Invalid(wrong)) => (StatusCode::UNPROCESSABLE_ENTITY, Errors(wrong), Meanwhile::Nothing),
        Err(Failure::Changed) => (StatusCode::CONFLICT, Errors::default(), Meanwhile::Changed),
        Err(failure) => return Err(failure.into()),
    };
    let found = load(&visit, Opened::Item(id), None).await?;
    visit.page_with(status, page(&visit, &found, &typed, &errors, meanwhile)).await
}

async fn load(visit: &Visit, opened: Opened, last: Option<ReviewId>) -> Result<ReviewQueue, Stop> {
    let me = visit.signed_in()?.member;
    Ok(visit.read(move |conn, sight| review_queue::load(conn, sight, opened, me, last)).await?)
}

fn page(visit: &Visit, found: &ReviewQueue, typed: &Decide, errors: &Errors, meanwhile: Meanwhile) -> Page {
    let content = view::queue(visit, found, typed, errors, meanwhile);
    Page { title: t!(visit.words, "mod-review-title"), content: Some(content), unlisted: true, ..Page::default() }
}
