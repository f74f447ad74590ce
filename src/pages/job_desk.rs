//! The jobs as managers see them: what was given up and why, what waits and until when.

mod view;

use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::actions::Failure;
use crate::actions::moderation::retry_job;
use crate::rules::ids::JobId;
use crate::rules::limits::ROWS_A_PAGE;
use crate::rules::privileges::{Action, Subject};
use crate::rules::time::Timestamp;
use crate::store::views::job_desk;
use crate::t;
use crate::ui::layout::Page;
use actix_web::web::{Path, Query};
use serde::Deserialize;

/// Where in the two lists.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    /// An id.
    failed: Option<String>,
    /// A moment and an id: `1793534400000-7`.
    waiting: Option<String>,
}

pub async fn list(visit: Visit, place: Query<Place>) -> Reply {
    visit.must(Action::ManageSite, &Subject::default())?;
    let place = read(&place).ok_or(Stop::NotFound)?;
    let desk = visit.read(move |conn, sight| job_desk::page(conn, sight, place, ROWS_A_PAGE)).await?;
    let content = view::list(&visit, &desk, place);
    visit.page(Page { title: t!(visit.words, "job-desk-title"), content: Some(content), unlisted: true, ..Page::default() }).await
}

/// None where the address is none of ours.
fn read(place: &Place) -> Option<job_desk::Place> {
    let failed_before = match &place.failed {
        Some(id) => Some(id.parse().ok()?),
        None => None,
    };
    let waiting_after = match &place.waiting {
        Some(raw) => {
            let (due, id) = raw.split_once('-')?;
            Some((Timestamp(due.parse().ok()?), id.parse().ok()?))
        }
        None => None,
    };
    Some(job_desk::Place { failed_before, waiting_after })
}

pub async fn retry(visit: Visit, id: Path<String>) -> Reply {
    let me = visit.signed_in()?.member;
    let id: JobId = id.parse().map_err(|_| Stop::NotFound)?;
    match visit.app.db.write(move |tx| retry_job::retry_job(tx, me, id)).await {
        Ok(()) => Ok(visit.done("/admin/jobs", "notice-job-retried")),
        // A job that was done is gone; whoever was faster has had it tried again.
        Err(Failure::NotFound) if visit.may(Action::ManageSite, &Subject::default()).is_ok() => Ok(visit.done("/admin/jobs", "notice-job-done")),
        Err(failure) => Err(failure.into()),
    }
}
