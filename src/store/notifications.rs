//! Notifications: what a member is told, and whether they have seen it.

use super::cached::KeepPrepared;
use super::schema::notifications;
use super::{Connection, Result, dialect::each};
use crate::rules::facts::Toast;
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
    /// What the sentence needs beside the columns (badge, tier, reason …), as JSON.
    pub data: String,
    pub at: Timestamp,
    /// Whether a toast is to be shown for it.
    pub toast: Toast,
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
            notifications::data.eq(&new.data),
            notifications::created_at.eq(new.at),
            notifications::shown_at.eq(shown),
        ))
        .on_conflict((notifications::member_id, notifications::kind, notifications::event_id))
        .do_nothing()
        .execute(c))?
        > 0)
}

/// Takes a notification back that was not read; of one that was, no toast is shown any more. True where one went.
///
/// # Errors
/// When a statement fails.
pub fn take_back(conn: &mut Connection, member: MemberId, kind: NotificationKind, event: EventId, at: Timestamp) -> Result<bool> {
    let of_event =
        || notifications::table.filter(notifications::member_id.eq(member)).filter(notifications::kind.eq(kind)).filter(notifications::event_id.eq(event));
    let gone = each!(conn, c => diesel::delete(of_event().filter(notifications::read_at.is_null())).execute(c))?;
    each!(conn, c => diesel::update(of_event().filter(notifications::shown_at.is_null())).set(notifications::shown_at.eq(Some(at))).execute(c))?;
    Ok(gone > 0)
}

/// Whether a member was told the same since a moment.
///
/// # Errors
/// When the query fails.
pub fn is_told_since(conn: &mut Connection, member: MemberId, kind: NotificationKind, post: Option<PostId>, data: &str, since: Timestamp) -> Result<bool> {
    let same: Vec<Option<PostId>> = notifications::table
        .filter(notifications::member_id.eq(member))
        .filter(notifications::kind.eq(kind))
        .filter(notifications::created_at.gt(since))
        .filter(notifications::data.eq(data))
        .select(notifications::post_id)
        .load(conn)?;
    Ok(same.contains(&post))
}

/// Marks one or all (up to `last`) of a member's notifications as read. Who has read of a reward has seen it: no toast shows it any more.
///
/// # Errors
/// When a statement fails.
pub fn mark_read(conn: &mut Connection, member: MemberId, last: NotificationId, at: Timestamp) -> Result<()> {
    diesel::update(
        notifications::table.filter(notifications::member_id.eq(member)).filter(notifications::id.le(last)).filter(notifications::read_at.is_null()),
    )
    .set(notifications::read_at.eq(Some(at)))
    .cached()
    .execute(conn)?;
    diesel::update(
        notifications::table.filter(notifications::member_id.eq(member)).filter(notifications::id.le(last)).filter(notifications::shown_at.is_null()),
    )
    .set(notifications::shown_at.eq(Some(at)))
    .cached()
    .execute(conn)?;
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
