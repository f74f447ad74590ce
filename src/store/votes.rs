//! Votes: one row for each vote that stands.

use super::cached::KeepPrepared;
use super::schema::votes;
use super::{
    Connection, Result,
    dialect::{each, inserted},
};
use crate::rules::ids::{EventId, MemberId, PostId, VoteId};
use crate::rules::time::Timestamp;
use diesel::dsl::count_star;
use diesel::prelude::*;

/// A vote that stands.
#[derive(Debug, Clone, Queryable)]
pub struct Vote {
    pub id: VoteId,
    pub value: i64,
    pub event: EventId,
    pub at: Timestamp,
}

/// A vote to be cast; imported ones have no known voter.
#[derive(Debug, Clone)]
pub struct NewVote {
    pub post: PostId,
    pub member: Option<MemberId>,
    pub author: Option<MemberId>,
    pub value: i64,
    pub event: EventId,
    pub at: Timestamp,
}

/// Casts a vote unless the member's vote on the post stands already; answers its id when it is new.
///
/// # Errors
/// When the statement fails.
pub fn cast(conn: &mut Connection, new: &NewVote) -> Result<Option<VoteId>> {
    Ok(inserted!(
        conn,
        votes::id,
        diesel::insert_into(votes::table)
            .values((
                votes::post_id.eq(new.post),
                votes::member_id.eq(new.member),
                votes::author_id.eq(new.author),
                votes::value.eq(new.value),
                votes::event_id.eq(new.event),
                votes::created_at.eq(new.at),
            ))
            .on_conflict_do_nothing()
    ))
}

/// A member's vote on a post.
///
/// # Errors
/// When the query fails.
pub fn of_member(conn: &mut Connection, post: PostId, member: MemberId) -> Result<Option<Vote>> {
    Ok(each!(conn, c => votes::table
        .filter(votes::post_id.eq(post))
        .filter(votes::member_id.eq(member))
        .select((votes::id, votes::value, votes::event_id, votes::created_at))
        .first(c))
    .optional()?)
}

/// A member's votes on some posts.
///
/// # Errors
/// When the query fails.
pub fn of_member_on(conn: &mut Connection, member: MemberId, on: &[PostId]) -> Result<Vec<(PostId, i64)>> {
    if on.is_empty() {
        return Ok(Vec::new());
    }
    let query = votes::table.filter(votes::member_id.eq(member)).filter(votes::post_id.eq_any(on)).select((votes::post_id, votes::value)).cached();
    Ok(each!(conn, c => query.load(c))?)
}

/// Removes a vote; false when it was gone already.
///
/// # Errors
/// When the statement fails.
pub fn remove(conn: &mut Connection, vote: VoteId) -> Result<bool> {
    Ok(each!(conn, c => diesel::delete(votes::table.find(vote)).execute(c))? > 0)
}

/// How many votes a member cast since a moment.
///
/// # Errors
/// When the query fails.
pub fn cast_since(conn: &mut Connection, member: MemberId, since: Timestamp) -> Result<i64> {
    Ok(each!(conn, c => votes::table.filter(votes::member_id.eq(member)).filter(votes::created_at.ge(since)).select(count_star()).first(c))?)
}

/// How many votes of one value a member cast on posts of another since a moment.
///
/// # Errors
/// When the query fails.
pub fn cast_for_since(conn: &mut Connection, member: MemberId, author: MemberId, value: i64, since: Timestamp) -> Result<i64> {
    Ok(each!(conn, c => votes::table
        .filter(votes::member_id.eq(member))
        .filter(votes::created_at.ge(since))
        .filter(votes::author_id.eq(author))
        .filter(votes::value.eq(value))
        .select(count_star())
        .first(c))?)
}

/// A vote with the post it is on.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, id: VoteId) -> Result<Option<(Vote, PostId)>> {
    let row: Option<(VoteId, i64, EventId, Timestamp, PostId)> =
        votes::table.find(id).select((votes::id, votes::value, votes::event_id, votes::created_at, votes::post_id)).first(conn).optional()?;
    Ok(row.map(|(id, value, event, at, post)| (Vote { id, value, event, at }, post)))
}
