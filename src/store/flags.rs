//! Flags that members raise, and the review queue they feed.

use super::cached::KeepPrepared;
use super::schema::{flags, review_items};
use super::{Connection, Result, dialect::each};
use crate::rules::ids::{FlagId, MemberId, PostId, ReviewId, TopicId};
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::{Decision, FlagReason, FlagState};
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

/// The open flags of a post: id, who, why, note, when.
///
/// # Errors
/// When the query fails.
pub fn open_on(conn: &mut Connection, post: PostId) -> Result<Vec<(FlagId, MemberId, FlagReason, String, Timestamp)>> {
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

/// A post in the review queue.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct ReviewItem {
    pub id: ReviewId,
    pub post: PostId,
    pub topic: TopicId,
    pub open: bool,
    /// Rises with each change; a decision names the version it was made on.
    pub version: i64,
    pub flag_count: i64,
    pub created_at: Timestamp,
}

/// See [`COLUMNS`].
pub type Columns = (
    review_items::id,
    review_items::post_id,
    review_items::topic_id,
    review_items::open,
    review_items::version,
    review_items::flag_count,
    review_items::created_at,
);
/// The columns of a [`ReviewItem`].
pub const COLUMNS: Columns = (
    review_items::id,
    review_items::post_id,
    review_items::topic_id,
    review_items::open,
    review_items::version,
    review_items::flag_count,
    review_items::created_at,
);

/// Puts a post into the queue, or counts one more flag on it; answers the open flags.
///
/// # Errors
/// When a statement fails.
pub fn enqueue(conn: &mut Connection, post: PostId, topic: TopicId, at: Timestamp) -> Result<i64> {
    each!(conn, c => diesel::insert_into(review_items::table)
        .values((review_items::post_id.eq(post), review_items::topic_id.eq(topic), review_items::created_at.eq(at), review_items::open.eq(false)))
        .on_conflict(review_items::post_id)
        .do_nothing()
        .execute(c))?;
    // An item that was closed starts anew.
    diesel::update(review_items::table.filter(review_items::post_id.eq(post)).filter(review_items::open.eq(false)))
        .set((review_items::open.eq(true), review_items::flag_count.eq(0), review_items::created_at.eq(at)))
        .cached()
        .execute(conn)?;
    Ok(diesel::update(review_items::table.filter(review_items::post_id.eq(post)))
        .set((review_items::flag_count.eq(review_items::flag_count + 1), review_items::version.eq(review_items::version + 1)))
        .returning(review_items::flag_count)
        .cached()
        .get_result(conn)?)
}

/// One item.
///
/// # Errors
/// When the query fails.
pub fn item(conn: &mut Connection, id: ReviewId) -> Result<Option<ReviewItem>> {
    Ok(review_items::table.find(id).select(COLUMNS).first(conn).optional()?)
}

/// Which of some posts are in the queue.
///
/// # Errors
/// When the query fails.
pub fn waiting_among(conn: &mut Connection, some: &[PostId]) -> Result<Vec<PostId>> {
    if some.is_empty() {
        return Ok(Vec::new());
    }
    Ok(review_items::table.filter(review_items::post_id.eq_any(some)).filter(review_items::open).select(review_items::post_id).load(conn)?)
}

/// Closes an item by compare-and-set on its version: false when it changed or was decided meanwhile.
///
/// # Errors
/// When the statement fails.
pub fn close(conn: &mut Connection, id: ReviewId, version: i64, decision: Decision, by: MemberId, at: Timestamp) -> Result<bool> {
    Ok(diesel::update(review_items::table.filter(review_items::id.eq(id)).filter(review_items::version.eq(version)).filter(review_items::open.eq(true)))
        .set((
            review_items::open.eq(false),
            review_items::version.eq(version + 1),
            review_items::decision.eq(Some(decision)),
            review_items::decided_by.eq(Some(by)),
            review_items::decided_at.eq(Some(at)),
        ))
        .cached()
        .execute(conn)?
        > 0)
}
