//! A member's notifications, page by page, with whom and what they are about, as far as that is still there for them. One query.

use crate::rules::ids::{MemberId, NotificationId, PostId, TopicId};
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::NotificationKind;
use crate::store::cached::KeepPrepared;
use crate::store::members::{CARD, MemberCard};
use crate::store::schema::{members, notifications, topics};
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
    Ok(NotificationList { next: lines.last().filter(|_| more).map(|l| l.id), lines })
}
