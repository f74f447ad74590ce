//! Notifications: what a member is told, and whether they have seen it.

use super::cached::KeepPrepared;
use super::schema::{members, notifications};
use super::{Connection, Result, dialect::each};
use crate::rules::ids::{EventId, MemberId, NotificationId, PostId, TopicId};
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::NotificationKind;
use diesel::prelude::*;

/// A notification to be.
#[derive(Debug, Clone)]
pub struct NewNotification {
    pub member: MemberId,
    pub kind: NotificationKind,
    pub event: EventId,
    pub actor: Option<MemberId>,
    pub topic: Option<TopicId>,
    pub post: Option<PostId>,
    /// What the sentence needs beside the columns (badge, tier, reason …).
    pub data: serde_json::Value,
    pub at: Timestamp,
    /// Whether a toast is to be shown for it.
    pub toast: Toast,
}

/// Whether a notification is also shown as a toast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toast {
    Show,
    Skip,
}

/// Adds a notification unless the member was told this already; true when it is new.
///
/// # Errors
/// When the statement fails.
pub fn insert(conn: &mut Connection, new: &NewNotification) -> Result<bool> {
    let shown = match new.toast {
        Toast::Show => None,
        Toast::Skip => Some(new.at),
    };
    Ok(each!(conn, c => diesel::insert_into(notifications::table)
        .values((
            notifications::member_id.eq(new.member),
            notifications::kind.eq(new.kind),
            notifications::event_id.eq(new.event),
            notifications::actor_id.eq(new.actor),
            notifications::topic_id.eq(new.topic),
            notifications::post_id.eq(new.post),
            notifications::data.eq(new.data.to_string()),
            notifications::created_at.eq(new.at),
            notifications::shown_at.eq(shown),
        ))
        .on_conflict((notifications::member_id, notifications::kind, notifications::event_id))
        .do_nothing()
        .execute(c))?
        > 0)
}

/// Marks one or all (up to `last`) of a member's notifications as read. The count of what is unread goes down by as many as this has marked:
/// one that comes meanwhile stays counted.
///
/// # Errors
/// When a statement fails.
pub fn mark_read(conn: &mut Connection, member: MemberId, last: NotificationId, at: Timestamp) -> Result<()> {
    let marked = diesel::update(
        notifications::table.filter(notifications::member_id.eq(member)).filter(notifications::id.le(last)).filter(notifications::read_at.is_null()),
    )
    .set(notifications::read_at.eq(Some(at)))
    .cached()
    .execute(conn)?;
    // Never more rows than a member has notifications.
    let marked = i64::try_from(marked).unwrap_or(i64::MAX);
    diesel::update(members::table.find(member)).set(members::unread_count.eq(members::unread_count - marked)).cached().execute(conn)?;
    Ok(())
}

/// Marks toasts as shown, so that no page shows them again.
///
/// # Errors
/// When the statement fails.
pub fn mark_shown(conn: &mut Connection, member: MemberId, ids: &[NotificationId], at: Timestamp) -> Result<()> {
    diesel::update(
        notifications::table.filter(notifications::member_id.eq(member)).filter(notifications::id.eq_any(ids)).filter(notifications::shown_at.is_null()),
    )
    .set(notifications::shown_at.eq(Some(at)))
    .execute(conn)?;
    Ok(())
}
