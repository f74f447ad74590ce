//! The managers' list of jobs: those that were given up, and those that wait.

use crate::rules::ids::{EventId, JobId, PostId};
use crate::rules::jobs::Job;
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::store::jobs::{self, JobRow};
use crate::store::{Connection, Result, events};

/// Where in the two lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// Given up before this one.
    pub failed_before: Option<JobId>,
    /// Waiting after this one.
    pub waiting_after: Option<(Timestamp, JobId)>,
}

/// A page of each list.
#[derive(Debug, Clone)]
pub struct JobDesk {
    /// The newest first.
    pub failed: Vec<JobRow>,
    pub more_failed: Option<JobId>,
    /// In the order in which they are due.
    pub waiting: Vec<JobRow>,
    pub more_waiting: Option<(Timestamp, JobId)>,
    /// Which posts the events are about that jobs tell of.
    pub posts: Vec<(EventId, Option<PostId>)>,
}

impl JobDesk {
    /// The post that a job is about, where it is about one.
    pub fn post(&self, job: &JobRow) -> Option<PostId> {
        let event = event(job)?;
        self.posts.iter().find(|(id, _)| *id == event).and_then(|(_, post)| *post)
    }
}

fn event(job: &JobRow) -> Option<EventId> {
    match serde_json::from_str(&job.payload) {
        Ok(Job::TellFollowers { event, .. }) => Some(event),
        // About no post, or unreadable.
        Ok(_) | Err(_) => None,
    }
}

/// Reads a page of each list: three queries, two of them over partial indexes.
///
/// # Errors
/// When a query fails.
pub fn page(conn: &mut Connection, _staff: &Sight, place: Place, limit: i64) -> Result<JobDesk> {
    let (failed, more) = cut(jobs::failed_before(conn, place.failed_before, limit + 1)?, limit);
    let more_failed = failed.last().filter(|_| more).map(|job| job.id);
    let after = place.waiting_after.unwrap_or((Timestamp(i64::MIN), JobId(0)));
    let (waiting, more) = cut(jobs::waiting_after(conn, after, limit + 1)?, limit);
    let more_waiting = waiting.last().filter(|_| more).map(|job| (job.due_at, job.id));
    let told: Vec<EventId> = failed.iter().chain(&waiting).filter_map(event).collect();
    let posts = events::posts_of(conn, &told)?;
    Ok(JobDesk { failed, more_failed, waiting, more_waiting, posts })
}

/// The rows of one page, and whether there are more.
fn cut(mut rows: Vec<JobRow>, limit: i64) -> (Vec<JobRow>, bool) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    (rows, more)
}
