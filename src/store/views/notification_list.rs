//! A member's notifications, page by page, with whom and what they are about, as far as that is still there for them. One
//! query, and another where a decision about a post may have cost points.

use crate::rules::ids::{LedgerLineId, MemberId, NotificationId, PostId, TopicId};
use crate::rules::points::PointRule;
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::NotificationKind;
use crate::store::cached::KeepPrepared;
use crate::store::members::{CARD, MemberCard};
use crate::store::schema::{ledger_lines, members, notifications, topics};
use crate::store::sight::{self, seen};
use crate::store::{Connection, Result};
use diesel::prelude::*;

/// A line of the notifications page.
#[derive(Debug, Clone, Queryable)]
pub struct NotificationLine {
    pub id: NotificationId,
    pub kind: NotificationKind,
    /// Who did it, where somebody did.
    pub actor: Option<MemberCard>,
    pub topic: Option<TopicId>,
    pub topic_title: Option<String>,
    pub topic_slug: Option<String>,
    pub post: Option<PostId>,
    /// JSON: what the sentence needs beside the rest.
    pub data: String,
    pub at: Timestamp,
    pub read_at: Option<Timestamp>,
}

/// A page of notifications.
#[derive(Debug, Clone, Default)]
pub struct NotificationList {
    /// Newest first.
    pub lines: Vec<NotificationLine>,
    /// The one before which the next page starts, if there is one.
    pub next: Option<NotificationId>,
    /// What decisions about posts have cost: the line of the statement, and its points.
    pub costs: Vec<(NotificationId, LedgerLineId, i64)>,
}

/// Reads a page of at most `limit` notifications.
///
/// # Errors
/// When the query fails.
pub fn load(conn: &mut Connection, sight: &Sight, member: MemberId, before: Option<NotificationId>, limit: i64) -> Result<NotificationList> {
    let mut lines: Vec<NotificationLine> = notifications::table
        .left_join(members::table.on(members::id.nullable().eq(notifications::actor_id)))
        .left_join(topics::table.on(topics::id.nullable().eq(notifications::topic_id).and(seen!(sight))))
        .filter(notifications::member_id.eq(member))
        .filter(sight::told(sight))
        .filter(notifications::id.lt(before.unwrap_or(NotificationId(i64::MAX))))
        .order(notifications::id.desc())
        .limit(limit + 1)
        .select((
            notifications::id,
            notifications::kind,
            CARD.nullable(),
            notifications::topic_id,
            topics::title.nullable(),
            topics::slug.nullable(),
            notifications::post_id,
            notifications::data,
            notifications::created_at,
            notifications::read_at,
        ))
        .cached()
        .load(conn)?;
    let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > limit;
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let costs = costs(conn, member, &lines)?;
    Ok(NotificationList { next: lines.last().filter(|_| more).map(|l| l.id), lines, costs })
}

/// A decision and what it costs are of one moment.
fn costs(conn: &mut Connection, member: MemberId, lines: &[NotificationLine]) -> Result<Vec<(NotificationId, LedgerLineId, i64)>> {
    let decided: Vec<&NotificationLine> = lines.iter().filter(|line| line.kind == NotificationKind::PostDecision).collect();
    if decided.is_empty() {
        return Ok(Vec::new());
    }
    let posts: Vec<PostId> = decided.iter().filter_map(|line| line.post).collect();
    let cost: Vec<(Option<PostId>, Timestamp, LedgerLineId, i64)> = ledger_lines::table
        .filter(ledger_lines::member_id.eq(member))
        .filter(ledger_lines::rule.eq(PointRule::SpamUpheld))
        .filter(ledger_lines::amount.lt(0))
        .filter(ledger_lines::post_id.eq_any(&posts))
        .select((ledger_lines::post_id, ledger_lines::created_at, ledger_lines::id, ledger_lines::amount))
        .load(conn)?;
    let of =
        |line: &&NotificationLine| cost.iter().find(|(post, at, ..)| *post == line.post && *at == line.at).map(|(_, _, id, amount)| (line.id, *id, *amount));
    Ok(decided.iter().filter_map(of).collect())
}
