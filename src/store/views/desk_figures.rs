//! What waits for staff: open reviews, mails waiting and given up, jobs given up. Counted up to a bound, so that a backlog costs nothing.

use crate::rules::ids::{JobId, MailId, ReviewId};
use crate::rules::sight::Sight;
use crate::store::schema::{jobs, outbox, reviews};
use crate::store::{Connection, Result};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// Figures are exact below this and "so many and more" from it on.
pub const MOST: usize = 1_000;

/// What waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    pub open_reviews: usize,
    pub mails_waiting: usize,
    pub mails_dead: usize,
    pub jobs_failed: usize,
}

/// The figures: four queries, each over a partial index.
///
/// # Errors
/// When a query fails.
pub fn load(conn: &mut Connection, _staff: &Sight) -> Result<Figures> {
    // Written out, because SQLite uses a partial index only where its condition stands word for word.
    let most = i64::try_from(MOST).unwrap_or(i64::MAX);
    let open: Vec<ReviewId> = reviews::table.filter(reviews::open).limit(most).select(reviews::id).load(conn)?;
    let waiting: Vec<MailId> = outbox::table.filter(sql::<Bool>("state = 'waiting'")).limit(most).select(outbox::id).load(conn)?;
    let dead: Vec<MailId> = outbox::table.filter(sql::<Bool>("state = 'dead'")).limit(most).select(outbox::id).load(conn)?;
    let failed: Vec<JobId> = jobs::table.filter(sql::<Bool>("state = 'failed'")).limit(most).select(jobs::id).load(conn)?;
    Ok(Figures { open_reviews: open.len(), mails_waiting: waiting.len(), mails_dead: dead.len(), jobs_failed: failed.len() })
}
