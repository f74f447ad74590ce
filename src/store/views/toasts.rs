//! Rewards a member has not been shown yet: for toasts and for the top of the next page.

use crate::rules::ids::{MemberId, NotificationId, PostId, TopicId};
use crate::rules::vocabulary::NotificationKind;
use crate::store::schema::{ledger_lines, notifications, topics};
use crate::store::{Connection, Result};
use diesel::prelude::*;

/// A reward to be shown.
#[derive(Debug, Clone, Queryable)]
pub struct Reward {
    pub id: NotificationId,
    pub kind: NotificationKind,
    pub topic: Option<TopicId>,
    pub post: Option<PostId>,
    /// JSON: the badge or the tier.
    pub data: String,
    pub topic_title: Option<String>,
    /// Points that the same event brought, where it did.
    pub points: Option<i64>,
}

/// The rewards not yet shown, oldest first; at most three at a time.
///
/// # Errors
/// When the query fails.
pub fn waiting(conn: &mut Connection, member: MemberId) -> Result<Vec<Reward>> {
    Ok(notifications::table
        .left_join(topics::table.on(topics::id.nullable().eq(notifications::topic_id)))
        .left_join(ledger_lines::table.on(ledger_lines::event_id.eq(notifications::event_id).and(ledger_lines::member_id.eq(notifications::member_id))))
        .filter(notifications::member_id.eq(member))
        .filter(notifications::shown_at.is_null())
        .order(notifications::id)
        .limit(3)
        .select((
            notifications::id,
            notifications::kind,
            notifications::topic_id,
            notifications::post_id,
            notifications::data,
            topics::title.nullable(),
            ledger_lines::amount.nullable(),
        ))
        .load(conn)?)
}
