//! The review queues: what waits, why, who is looking at it; a decision for each, and then the next.

mod view;

use crate::actions::Failure;
use crate::actions::moderation::decide_review::decide_review;
use crate::pages::errors::{Reply, Stop};
use crate::pages::visit::Visit;
use crate::rules::ids::ReviewId;
use crate::rules::privileges::Subject;
use crate::rules::reviews::{CLAIM, Queue, RENEWED_BELOW};
use crate::store::reviews;
use crate::store::views::review_queue::{self, Opened, Reader, ReviewQueue};
use crate::t;
use crate::ui::forms::Errors;
use crate::ui::layout::Page;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};
use serde::Deserialize;

/// Which queue, and the item that was decided a moment ago.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct After {
    queue: Option<String>,
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
    let queue = after.queue.as_deref().map_or(Ok(Queue::Flags), str::parse).map_err(|_| Stop::NotFound)?;
    let last = after.after.as_deref().and_then(|raw| raw.parse().ok());
    let found = load(&visit, queue, Opened::Next, last).await?;
    claim(&visit, &found);
    visit.page(page(&visit, &found, &Decide::default(), &Errors::default(), Meanwhile::Nothing)).await
}

pub async fn item(visit: Visit, id: Path<ReviewId>) -> Reply {
    let found = load(&visit, Queue::Flags, Opened::Item(id.into_inner()), None).await?;
    if found.opened.is_none() {
        return Err(Stop::NotFound);
    }
    claim(&visit, &found);
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
    let found = load(&visit, Queue::Flags, Opened::Item(id), None).await?;
    visit.page_with(status, page(&visit, &found, &typed, &errors, meanwhile)).await
}

/// Reads the queue, if the reader may enter it.
async fn load(visit: &Visit, queue: Queue, opened: Opened, last: Option<ReviewId>) -> Result<ReviewQueue, Stop> {
    let may_enter = |queue: Queue| visit.must(queue.rules().enter, &Subject::default());
    may_enter(queue)?;
    let reader = Reader { member: visit.signed_in()?.member, now: visit.now };
    let found = visit.read(move |conn, sight| review_queue::load(conn, sight, queue, opened, reader, last)).await?;
    may_enter(found.queue)?;
    Ok(found)
}

/// Notes that the reader is looking at the open item, without making them wait: others are shown it, and look at another meanwhile.
fn claim(visit: &Visit, found: &ReviewQueue) {
    let (Some(opened), Some(me)) = (&found.opened, visit.member()) else { return };
    let (item, now) = (&opened.item, visit.now);
    let lasts = item.claimed_by == Some(me) && item.claimed_until.is_some_and(|until| until > now.plus(RENEWED_BELOW));
    if !item.open || lasts || opened.looked_at_by.is_some() {
        return;
    }
    let (app, id) = (visit.app.clone(), item.id);
    visit.app.errands.run(async move {
        if let Err(error) = app.db.write(move |tx| reviews::claim(tx.conn, id, me, now, now.plus(CLAIM))).await {
            tracing::warn!(%error, "who looks at a review could not be noted");
        }
    });
}

fn page(visit: &Visit, found: &ReviewQueue, typed: &Decide, errors: &Errors, meanwhile: Meanwhile) -> Page {
    let content = view::queue(visit, found, typed, errors, meanwhile);
    Page { title: t!(visit.words, "mod-review-title"), content: Some(content), unlisted: true, ..Page::default() }
}
