//! Rewards a member has not been shown yet: for toasts and for the top of the next page.

use crate::rules::ids::{EventId, LedgerLineId, MemberId, NotificationId, PostId, TopicId};
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::NotificationKind;
use crate::store::cached::KeepPrepared;
use crate::store::schema::{ledger_lines, notifications, topics};
use crate::store::sight::{self, seen};
use crate::store::{Connection, Result};
use diesel::prelude::*;

/// A reward to be shown.
#[derive(Debug, Clone)]
pub struct Reward {
    pub id: NotificationId,
    pub kind: NotificationKind,
    pub topic: Option<TopicId>,
    pub post: Option<PostId>,
    /// JSON: the badge or the tier.
    pub data: String,
    pub topic_title: Option<String>,
    /// The line of the statement that the same action wrote, where it did.
    pub line: Option<RewardLine>,
}

/// The line of the statement behind a reward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RewardLine {
    pub id: LedgerLineId,
    pub amount: i64,
    /// Reputation after it.
    pub balance: i64,
    /// Whether an earlier reward of the same list tells these points already.
    pub told: bool,
}

/// An action emits its events one after the other: its ledger line belongs to one of so many events before the reward's own.
const EVENTS_OF_AN_ACTION: i64 = 40;

/// The rewards not yet shown, oldest first; at most three at a time. Two queries.
///
/// # Errors
/// When a query fails.
pub fn waiting(conn: &mut Connection, sight: &Sight, member: MemberId) -> Result<Vec<Reward>> {
    type Row = (NotificationId, NotificationKind, Option<TopicId>, Option<PostId>, String, Option<String>, EventId, Timestamp);
    let rows: Vec<Row> = notifications::table
        .left_join(topics::table.on(topics::id.nullable().eq(notifications::topic_id).and(seen!(sight))))
        .filter(notifications::member_id.eq(member))
        .filter(notifications::shown_at.is_null())
        .filter(sight::told(sight))
        .order(notifications::id)
        .limit(3)
        .select((
            notifications::id,
            notifications::kind,
            notifications::topic_id,
            notifications::post_id,
            notifications::data,
            topics::title.nullable(),
            notifications::event_id,
            notifications::created_at,
        ))
        .cached()
        .load(conn)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let near: Vec<EventId> = rows.iter().flat_map(|r| (r.6.0 - EVENTS_OF_AN_ACTION..=r.6.0).map(EventId)).collect();
    let lines: Vec<(EventId, Timestamp, LedgerLineId, i64, i64)> = ledger_lines::table
        .filter(ledger_lines::event_id.eq_any(near))
        .filter(ledger_lines::member_id.eq(member))
        .order(ledger_lines::id)
        .select((ledger_lines::event_id, ledger_lines::created_at, ledger_lines::id, ledger_lines::amount, ledger_lines::balance))
        .load(conn)?;
    let mut told: Vec<LedgerLineId> = Vec::new();
    Ok(rows
        .into_iter()
        .map(|(id, kind, topic, post, data, topic_title, event, at)| {
            // One action, one moment.
            let line =
                lines.iter().rev().find(|l| l.0 <= event && l.1 == at).map(|l| RewardLine { id: l.2, amount: l.3, balance: l.4, told: told.contains(&l.2) });
            told.extend(line.map(|l| l.id));
            Reward { id, kind, topic, post, data, topic_title, line }
        })
        .collect())
}

/// How many notifications a member has not read, of those that are theirs to know.
///
/// # Errors
/// When the query fails.
pub fn unread(conn: &mut Connection, sight: &Sight, member: MemberId) -> Result<i64> {
    if !sight.closed().is_empty() {
        return sight::unread(conn, sight, member);
    }
    let unread = notifications::table.filter(notifications::member_id.eq(member)).filter(notifications::read_at.is_null());
    Ok(unread.select(diesel::dsl::count_star()).first(conn)?)
}
