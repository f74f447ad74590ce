//! Flags that members raise, and how they come into their queue.

use super::cached::KeepPrepared;
use super::reviews::{self, About};
use super::schema::flags;
use super::{Connection, Result, dialect::each};
use crate::rules::ids::{FlagId, MemberId, PostId, TopicId};
use crate::rules::reviews::Queue;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::{FlagReason, FlagState};
use diesel::prelude::*;

/// Raises a flag unless the member has flagged the post already; answers its id when it is new.
///
/// # Errors
/// When the statement fails.
pub fn raise(conn: &mut Connection, post: PostId, topic: TopicId, by: MemberId, reason: FlagReason, note: &str, at: Timestamp) -> Result<Option<FlagId>> {
    Ok(each!(conn, c => diesel::insert_into(flags::table)
        .values((
            flags::post_id.eq(post),
            flags::topic_id.eq(topic),
            flags::member_id.eq(by),
            flags::reason.eq(reason),
            flags::note.eq(note),
            flags::created_at.eq(at),
        ))
        .on_conflict((flags::post_id, flags::member_id))
        .do_nothing()
        .returning(flags::id)
        .get_result(c)
        .optional())?)
}

/// An open flag: id, who, why, note, when.
pub type OpenFlag = (FlagId, MemberId, FlagReason, String, Timestamp);

/// The open flags of a post.
///
/// # Errors
/// When the query fails.
pub fn open_on(conn: &mut Connection, post: PostId) -> Result<Vec<OpenFlag>> {
    Ok(flags::table
        .filter(flags::post_id.eq(post))
        .filter(flags::state.eq(FlagState::Open))
        .order(flags::id)
        .select((flags::id, flags::member_id, flags::reason, flags::note, flags::created_at))
        .load(conn)?)
}

/// Whether a member has flagged a post, however it was decided.
///
/// # Errors
/// When the query fails.
pub fn has_flagged(conn: &mut Connection, post: PostId, member: MemberId) -> Result<bool> {
    let found: Option<FlagId> = flags::table.filter(flags::post_id.eq(post)).filter(flags::member_id.eq(member)).select(flags::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// The upheld flags of a post: id and who raised it.
///
/// # Errors
/// When the query fails.
pub fn upheld_on(conn: &mut Connection, post: PostId) -> Result<Vec<(FlagId, MemberId)>> {
    Ok(flags::table
        .filter(flags::post_id.eq(post))
        .filter(flags::state.eq(FlagState::Upheld))
        .order(flags::id)
        .select((flags::id, flags::member_id))
        .load(conn)?)
}

/// Moves a flag from one state to another by compare-and-set: false when it is no longer in the first.
///
/// # Errors
/// When the statement fails.
pub fn decide(conn: &mut Connection, flag: FlagId, from: FlagState, to: FlagState) -> Result<bool> {
    Ok(diesel::update(flags::table.filter(flags::id.eq(flag)).filter(flags::state.eq(from))).set(flags::state.eq(to)).cached().execute(conn)? > 0)
}

/// Puts a flagged post into the review queue, or counts one more flag on it; answers the open flags.
///
/// # Errors
/// When a statement fails.
pub fn enqueue(conn: &mut Connection, post: PostId, topic: TopicId, at: Timestamp) -> Result<i64> {
    reviews::put(conn, Queue::Flags, About::Post { post, topic }, at)
}
