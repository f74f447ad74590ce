//! Jobs: work that waits to be run by one node. A job that is done is removed; one that failed for good stays, and is shown.

use super::cached::KeepPrepared;
use super::schema::jobs;
use super::{Connection, Result, dialect::each};
use crate::rules::ids::JobId;
use crate::rules::jobs::{Job, JobKind, JobState};
use crate::rules::time::Timestamp;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// A job as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct JobRow {
    pub id: JobId,
    pub kind: String,
    pub unique_key: String,
    /// JSON of a [`Job`].
    pub payload: String,
    pub state: JobState,
    pub due_at: Timestamp,
    pub leased_until: Option<Timestamp>,
    pub tries: i64,
    pub last_error: String,
    pub created_at: Timestamp,
}

type Columns =
    (jobs::id, jobs::kind, jobs::unique_key, jobs::payload, jobs::state, jobs::due_at, jobs::leased_until, jobs::tries, jobs::last_error, jobs::created_at);
const COLUMNS: Columns =
    (jobs::id, jobs::kind, jobs::unique_key, jobs::payload, jobs::state, jobs::due_at, jobs::leased_until, jobs::tries, jobs::last_error, jobs::created_at);

/// Written out, not bound: only then is the index of waiting jobs used.
fn is_waiting() -> SqlLiteral<Bool> {
    sql("jobs.state = 'waiting'")
}

/// Adds a job that is due at a moment, unless it is there already; true when it is new.
///
/// # Errors
/// When the statement fails.
pub fn put(conn: &mut Connection, job: &Job, now: Timestamp, due_at: Timestamp) -> Result<bool> {
    Ok(each!(conn, c => diesel::insert_into(jobs::table)
        .values((
            jobs::kind.eq(job.kind().word()),
            jobs::unique_key.eq(job.unique_key()),
            jobs::payload.eq(serde_json::to_string(job)?),
            jobs::due_at.eq(due_at),
            jobs::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .cached()
        .execute(c))?
        > 0)
}

/// Takes the next jobs that are due, for one node until the lease ends.
///
/// # Errors
/// When a statement fails.
pub fn lease_due(conn: &mut Connection, now: Timestamp, until: Timestamp, limit: i64) -> Result<Vec<JobRow>> {
    let free = jobs::leased_until.is_null().or(jobs::leased_until.lt(Some(now)));
    let due: Vec<JobId> =
        jobs::table.filter(is_waiting()).filter(jobs::due_at.le(now)).filter(free).order((jobs::due_at, jobs::id)).limit(limit).select(jobs::id).load(conn)?;
    let mut leased = Vec::new();
    for id in due {
        let free = jobs::leased_until.is_null().or(jobs::leased_until.lt(Some(now)));
        // Another node may have done it since it was found: what comes again is waiting and free then, and due tomorrow.
        let still_due = jobs::table.filter(jobs::id.eq(id)).filter(jobs::state.eq(JobState::Waiting)).filter(jobs::due_at.le(now));
        let taken: Option<JobRow> =
            diesel::update(still_due.filter(free)).set(jobs::leased_until.eq(Some(until))).returning(COLUMNS).get_result(conn).optional()?;
        leased.extend(taken);
    }
    Ok(leased)
}

/// Takes a leased job's row for the rest of the transaction: false when the lease has passed to another node, or the job is gone.
///
/// # Errors
/// When the statement fails.
pub fn hold(conn: &mut Connection, job: &JobRow) -> Result<bool> {
    let held = jobs::table.filter(jobs::id.eq(job.id)).filter(jobs::state.eq(JobState::Waiting)).filter(jobs::leased_until.eq(job.leased_until));
    Ok(diesel::update(held).set(jobs::tries.eq(jobs::tries)).execute(conn)? > 0)
}

/// Removes a job that is done.
///
/// # Errors
/// When the statement fails.
pub fn remove(conn: &mut Connection, id: JobId) -> Result<()> {
    diesel::delete(jobs::table.filter(jobs::id.eq(id))).execute(conn)?;
    Ok(())
}

/// Puts a job back with what is left of it, due at a moment; what failed before is forgotten, for it has come further.
///
/// # Errors
/// When the statement fails.
pub fn advance(conn: &mut Connection, id: JobId, left: &Job, due_at: Timestamp) -> Result<()> {
    diesel::update(jobs::table.filter(jobs::id.eq(id)))
        .set((
            jobs::payload.eq(serde_json::to_string(left)?),
            jobs::due_at.eq(due_at),
            jobs::leased_until.eq(None::<Timestamp>),
            jobs::tries.eq(0),
            jobs::last_error.eq(""),
        ))
        .execute(conn)?;
    Ok(())
}

/// Puts a job back that failed, for another try later, unless another node has taken it up.
///
/// # Errors
/// When the statement fails.
pub fn postpone(conn: &mut Connection, job: &JobRow, error: &str, due_at: Timestamp) -> Result<()> {
    let held = jobs::table.filter(jobs::id.eq(job.id)).filter(jobs::leased_until.eq(job.leased_until));
    diesel::update(held)
        .set((jobs::due_at.eq(due_at), jobs::leased_until.eq(None::<Timestamp>), jobs::tries.eq(jobs::tries + 1), jobs::last_error.eq(error)))
        .execute(conn)?;
    Ok(())
}

/// Gives a job up, unless another node has taken it up.
///
/// # Errors
/// When the statement fails.
pub fn fail(conn: &mut Connection, job: &JobRow, error: &str) -> Result<()> {
    let held = jobs::table.filter(jobs::id.eq(job.id)).filter(jobs::leased_until.eq(job.leased_until));
    diesel::update(held)
        .set((jobs::state.eq(JobState::Failed), jobs::leased_until.eq(None::<Timestamp>), jobs::tries.eq(jobs::tries + 1), jobs::last_error.eq(error)))
        .execute(conn)?;
    Ok(())
}

/// Begins a job that comes again anew, where it was given up.
///
/// # Errors
/// When the statement fails.
pub fn take_up(conn: &mut Connection, job: &Job, due_at: Timestamp) -> Result<()> {
    let given_up = jobs::table.filter(jobs::kind.eq(job.kind().word())).filter(jobs::unique_key.eq(job.unique_key())).filter(jobs::state.eq(JobState::Failed));
    diesel::update(given_up)
        .set((jobs::state.eq(JobState::Waiting), jobs::payload.eq(serde_json::to_string(job)?), jobs::due_at.eq(due_at), jobs::tries.eq(0)))
        .execute(conn)?;
    Ok(())
}

/// Makes a job due at once that was given up or waits for another try; false where there is nothing to try again, or a node is at it.
///
/// # Errors
/// When the statement fails.
pub fn retry(conn: &mut Connection, id: JobId, now: Timestamp) -> Result<bool> {
    let free = jobs::leased_until.is_null().or(jobs::leased_until.lt(Some(now)));
    let failed = jobs::state.eq(JobState::Failed).or(jobs::tries.gt(0));
    Ok(diesel::update(jobs::table.filter(jobs::id.eq(id)).filter(failed).filter(free))
        .set((jobs::state.eq(JobState::Waiting), jobs::due_at.eq(now), jobs::tries.eq(0)))
        .execute(conn)?
        > 0)
}

/// When the next waiting job is due.
///
/// # Errors
/// When the query fails.
pub fn next_due(conn: &mut Connection) -> Result<Option<Timestamp>> {
    Ok(jobs::table.filter(is_waiting()).order(jobs::due_at).select(jobs::due_at).limit(1).cached().get_result(conn).optional()?)
}

/// The payloads of all jobs of a kind, waiting or given up, that are due.
///
/// # Errors
/// When the query fails.
pub fn due_of_kind(conn: &mut Connection, kind: JobKind, now: Timestamp) -> Result<Vec<String>> {
    Ok(jobs::table.filter(jobs::kind.eq(kind.word())).filter(jobs::due_at.le(now)).order(jobs::id).select(jobs::payload).load(conn)?)
}

/// One job.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, id: JobId) -> Result<Option<JobRow>> {
    Ok(jobs::table.find(id).select(COLUMNS).first(conn).optional()?)
}

/// The jobs that were given up before one (or the newest), newest first.
///
/// # Errors
/// When the query fails.
pub fn failed_before(conn: &mut Connection, before: Option<JobId>, limit: i64) -> Result<Vec<JobRow>> {
    Ok(jobs::table
        .filter(sql::<Bool>("jobs.state = 'failed'"))
        .filter(jobs::id.lt(before.unwrap_or(JobId(i64::MAX))))
        .order(jobs::id.desc())
        .limit(limit)
        .select(COLUMNS)
        .load(conn)?)
}

/// The waiting jobs after one, in the order in which they are due.
///
/// # Errors
/// When the query fails.
pub fn waiting_after(conn: &mut Connection, after: (Timestamp, JobId), limit: i64) -> Result<Vec<JobRow>> {
    let beyond = jobs::due_at.ge(after.0).and(jobs::due_at.gt(after.0).or(jobs::id.gt(after.1)));
    Ok(jobs::table.filter(is_waiting()).filter(beyond).order((jobs::due_at, jobs::id)).limit(limit).select(COLUMNS).load(conn)?)
}

/// How many jobs are in each state.
///
/// # Errors
/// When the query fails.
pub fn totals(conn: &mut Connection) -> Result<Vec<(JobState, i64)>> {
    Ok(jobs::table.group_by(jobs::state).select((jobs::state, diesel::dsl::count_star())).load(conn)?)
}
