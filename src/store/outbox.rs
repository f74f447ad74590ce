//! The outbox: mails as ids and JSON, written with the event that causes them, sent by the worker.

use super::cached::KeepPrepared;
use super::schema::outbox;
use super::{Connection, Result, dialect::each};
use crate::rules::ids::{EventId, MailId, MemberId};
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::MailState;
use diesel::dsl::{max, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// A mail in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct OutboxMail {
    pub id: MailId,
    /// Tag of the mail's kind.
    pub kind: String,
    pub member: MemberId,
    pub data: String,
    pub state: MailState,
    pub created_at: Timestamp,
    pub due_at: Timestamp,
    pub attempts: i64,
    pub last_error: String,
    pub sent_at: Option<Timestamp>,
}

type Columns = (
    outbox::id,
    outbox::kind,
    outbox::member_id,
    outbox::data,
    outbox::state,
    outbox::created_at,
    outbox::due_at,
    outbox::attempts,
    outbox::last_error,
    outbox::sent_at,
);
const COLUMNS: Columns = (
    outbox::id,
    outbox::kind,
    outbox::member_id,
    outbox::data,
    outbox::state,
    outbox::created_at,
    outbox::due_at,
    outbox::attempts,
    outbox::last_error,
    outbox::sent_at,
);

/// Adds a mail unless the event has caused it already; true when it is new.
///
/// # Errors
/// When the statement fails.
pub fn insert(conn: &mut Connection, kind: &str, member: MemberId, event: Option<EventId>, data: &str, now: Timestamp, due_at: Timestamp) -> Result<bool> {
    Ok(each!(conn, c => diesel::insert_into(outbox::table)
        .values((
            outbox::kind.eq(kind),
            outbox::member_id.eq(member),
            outbox::event_id.eq(event),
            outbox::data.eq(data),
            outbox::created_at.eq(now),
            outbox::due_at.eq(due_at),
        ))
        .on_conflict_do_nothing()
        .execute(c))?
        > 0)
}

/// Written out, not bound: only then is the index of waiting mails used.
fn is_waiting() -> SqlLiteral<Bool> {
    sql("outbox.state = 'waiting'")
}

/// A mail of this kind that waits for a member and is not being sent right now: its id and data.
///
/// # Errors
/// When the query fails.
pub fn waiting_for(conn: &mut Connection, member: MemberId, kind: &str, now: Timestamp) -> Result<Option<(MailId, String)>> {
    Ok(outbox::table
        .filter(outbox::member_id.eq(member))
        .filter(outbox::kind.eq(kind))
        .filter(is_waiting())
        .filter(outbox::attempts.eq(0))
        .filter(outbox::leased_until.is_null().or(outbox::leased_until.lt(Some(now))))
        .order(outbox::id.desc())
        .select((outbox::id, outbox::data))
        .limit(1)
        .cached()
        .get_result(conn)
        .optional()?)
}

/// Rewrites what a waiting mail says, by compare-and-set: false when it was taken meanwhile.
///
/// # Errors
/// When the statement fails.
pub fn extend(conn: &mut Connection, id: MailId, before: &str, data: &str, now: Timestamp) -> Result<bool> {
    Ok(diesel::update(
        outbox::table
            .filter(outbox::id.eq(id))
            .filter(outbox::data.eq(before))
            .filter(outbox::state.eq(MailState::Waiting))
            .filter(outbox::leased_until.is_null().or(outbox::leased_until.lt(Some(now)))),
    )
    .set(outbox::data.eq(data))
    .cached()
    .execute(conn)?
        > 0)
}

/// How many mails of a kind were queued for some members after a moment, whatever became of them.
///
/// # Errors
/// When the query fails.
pub fn queued_since(conn: &mut Connection, members: &[MemberId], kind: &str, since: Timestamp) -> Result<i64> {
    Ok(outbox::table.filter(outbox::member_id.eq_any(members)).filter(outbox::kind.eq(kind)).filter(outbox::created_at.gt(since)).count().get_result(conn)?)
}

/// Whether a mail with just this to say was queued for a member since a moment, and not dropped.
///
/// # Errors
/// When the query fails.
pub fn is_queued_since(conn: &mut Connection, member: MemberId, kind: &str, data: &str, since: Timestamp) -> Result<bool> {
    let same: Vec<MailState> = outbox::table
        .filter(outbox::member_id.eq(member))
        .filter(outbox::kind.eq(kind))
        .filter(outbox::created_at.gt(since))
        .filter(outbox::data.eq(data))
        .select(outbox::state)
        .load(conn)?;
    Ok(same.iter().any(|state| *state != MailState::Dropped))
}

/// Lets the waiting mail of an event go unsent, also where it is being made right now.
///
/// # Errors
/// When the statement fails.
pub fn drop_of_event(conn: &mut Connection, member: MemberId, kind: &str, event: EventId) -> Result<()> {
    diesel::update(outbox::table.filter(outbox::member_id.eq(member)).filter(outbox::kind.eq(kind)).filter(outbox::event_id.eq(event)).filter(is_waiting()))
        .set((outbox::state.eq(MailState::Dropped), outbox::leased_until.eq(None::<Timestamp>)))
        .execute(conn)?;
    Ok(())
}

/// Lets the waiting mails of a kind go unsent, also one that is being made right now.
///
/// # Errors
/// When the statement fails.
pub fn drop_waiting(conn: &mut Connection, member: MemberId, kind: &str) -> Result<()> {
    diesel::update(outbox::table.filter(outbox::member_id.eq(member)).filter(outbox::kind.eq(kind)).filter(is_waiting()))
        .set((outbox::state.eq(MailState::Dropped), outbox::leased_until.eq(None::<Timestamp>)))
        .execute(conn)?;
    Ok(())
}

/// Whether a mail still waits; keeps it from being dropped until the transaction ends.
///
/// # Errors
/// When the statement fails.
pub fn hold_waiting(conn: &mut Connection, id: MailId) -> Result<bool> {
    let waiting = outbox::table.filter(outbox::id.eq(id)).filter(outbox::state.eq(MailState::Waiting));
    Ok(diesel::update(waiting).set(outbox::state.eq(MailState::Waiting)).execute(conn)? > 0)
}

/// Takes the next mails that are due, for one worker until the lease ends.
///
/// # Errors
/// When a statement fails.
pub fn lease_due(conn: &mut Connection, now: Timestamp, until: Timestamp, limit: i64) -> Result<Vec<OutboxMail>> {
    let free = outbox::leased_until.is_null().or(outbox::leased_until.lt(Some(now)));
    let due: Vec<MailId> = outbox::table
        .filter(is_waiting())
        .filter(outbox::due_at.le(now))
        .filter(free)
        .order((outbox::due_at, outbox::id))
        .limit(limit)
        .select(outbox::id)
        .cached()
        .load(conn)?;
    let mut leased = Vec::new();
    for id in due {
        let free = outbox::leased_until.is_null().or(outbox::leased_until.lt(Some(now)));
        // Another node may have tried it since it was found, and put it back for later.
        let still_due = outbox::table.filter(outbox::id.eq(id)).filter(outbox::state.eq(MailState::Waiting)).filter(outbox::due_at.le(now));
        let taken: Option<OutboxMail> =
            diesel::update(still_due.filter(free)).set(outbox::leased_until.eq(Some(until))).returning(COLUMNS).cached().get_result(conn).optional()?;
        leased.extend(taken);
    }
    Ok(leased)
}

/// When the next waiting mail is due.
///
/// # Errors
/// When the query fails.
pub fn next_due(conn: &mut Connection) -> Result<Option<Timestamp>> {
    Ok(outbox::table.filter(is_waiting()).order(outbox::due_at).select(outbox::due_at).limit(1).cached().get_result(conn).optional()?)
}

/// Ends a mail's way: sent, dropped or dead.
///
/// # Errors
/// When the statement fails.
pub fn finish(conn: &mut Connection, id: MailId, state: MailState, error: &str, now: Timestamp) -> Result<()> {
    let sent = if state == MailState::Sent { Some(now) } else { None };
    diesel::update(outbox::table.find(id))
        .set((
            outbox::state.eq(state),
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::last_error.eq(error),
            outbox::leased_until.eq(None::<Timestamp>),
            outbox::sent_at.eq(sent),
        ))
        .cached()
        .execute(conn)?;
    Ok(())
}

/// Puts a mail back for a later try.
///
/// # Errors
/// When the statement fails.
pub fn postpone(conn: &mut Connection, id: MailId, error: &str, due_at: Timestamp) -> Result<()> {
    diesel::update(outbox::table.find(id))
        .set((outbox::attempts.eq(outbox::attempts + 1), outbox::last_error.eq(error), outbox::leased_until.eq(None::<Timestamp>), outbox::due_at.eq(due_at)))
        .cached()
        .execute(conn)?;
    Ok(())
}

/// Lets a dead mail be tried again at once; false when it was not dead.
///
/// # Errors
/// When the statement fails.
pub fn retry(conn: &mut Connection, id: MailId, now: Timestamp) -> Result<bool> {
    Ok(diesel::update(outbox::table.filter(outbox::id.eq(id)).filter(outbox::state.eq_any([MailState::Dead, MailState::Waiting])))
        .set((outbox::state.eq(MailState::Waiting), outbox::attempts.eq(0), outbox::due_at.eq(now), outbox::leased_until.eq(None::<Timestamp>)))
        .execute(conn)?
        > 0)
}

/// One mail.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, id: MailId) -> Result<Option<OutboxMail>> {
    Ok(outbox::table.find(id).select(COLUMNS).first(conn).optional()?)
}

/// The mails before one (or the newest), newest first.
///
/// # Errors
/// When the query fails.
pub fn before(conn: &mut Connection, before: Option<MailId>, limit: i64) -> Result<Vec<OutboxMail>> {
    Ok(outbox::table.filter(outbox::id.lt(before.unwrap_or(MailId(i64::MAX)))).order(outbox::id.desc()).limit(limit).select(COLUMNS).load(conn)?)
}

/// How many mails are in each state.
///
/// # Errors
/// When the query fails.
pub fn totals(conn: &mut Connection) -> Result<Vec<(MailState, i64)>> {
    Ok(outbox::table.group_by(outbox::state).select((outbox::state, diesel::dsl::count_star())).load(conn)?)
}

/// How many of the latest mails are in each state; the older ones no longer matter, and counting them would grow with the outbox.
///
/// # Errors
/// When the query fails.
pub fn recent_totals(conn: &mut Connection, latest: i64) -> Result<Vec<(MailState, i64)>> {
    let newest: Option<MailId> = outbox::table.order(outbox::id.desc()).select(outbox::id).first(conn).optional()?;
    let from = MailId(newest.map_or(0, |id| id.0.saturating_sub(latest)));
    Ok(outbox::table.filter(outbox::id.gt(from)).group_by(outbox::state).select((outbox::state, diesel::dsl::count_star())).load(conn)?)
}

/// Takes away the mails that were written before a moment and are done with, among the next ones after one; answers the last that was looked
/// at, none when there are no more so old. The newest mail stays: SQLite would give its number to the next one.
///
/// # Errors
/// When a statement fails.
pub fn forget_done(conn: &mut Connection, after: MailId, before: Timestamp, limit: i64) -> Result<Option<MailId>> {
    let newest: Option<MailId> = outbox::table.select(max(outbox::id)).first(conn)?;
    let next: Vec<(MailId, MailState, Timestamp, Timestamp)> = outbox::table
        .filter(outbox::id.gt(after))
        .filter(outbox::id.lt(newest.unwrap_or(MailId(0))))
        .order(outbox::id)
        .limit(limit)
        .select((outbox::id, outbox::state, outbox::created_at, outbox::due_at))
        .load(conn)?;
    // Numbers rise with time: what comes after a younger one is younger.
    let old = next.iter().take_while(|(_, _, created_at, _)| *created_at < before);
    let done: Vec<MailId> = old.clone().filter(|(_, state, _, due_at)| *state != MailState::Waiting && *due_at < before).map(|(id, ..)| *id).collect();
    diesel::delete(outbox::table.filter(outbox::id.eq_any(&done)).filter(outbox::state.ne(MailState::Waiting))).execute(conn)?;
    Ok(old.last().map(|(id, ..)| *id))
}

/// Which of these mails are in the outbox.
///
/// # Errors
/// When the query fails.
pub fn which_are_there(conn: &mut Connection, ids: &[MailId]) -> Result<Vec<MailId>> {
    Ok(outbox::table.filter(outbox::id.eq_any(ids)).select(outbox::id).load(conn)?)
}
