//! Keys of members' own feeds: an address that a feed reader keeps, which shows what its member sees, until it is taken back.

use super::schema::{accounts, feed_keys, members};
use super::{Connection, Result};
use crate::rules::ids::{FeedKeyId, MemberId};
use crate::rules::time::Timestamp;
use diesel::prelude::*;

/// A key as its member sees it listed; the secret was shown once.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct FeedKey {
    pub id: FeedKeyId,
    /// What the member calls it.
    pub name: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// Keeps the digest of a new key.
///
/// # Errors
/// When the statement fails.
pub fn insert(conn: &mut Connection, member: MemberId, token_hash: &str, name: &str, now: Timestamp) -> Result<()> {
    diesel::insert_into(feed_keys::table)
        .values((feed_keys::member_id.eq(member), feed_keys::token_hash.eq(token_hash), feed_keys::name.eq(name), feed_keys::created_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// A member's keys, the newest first.
///
/// # Errors
/// When the query fails.
pub fn of_member(conn: &mut Connection, member: MemberId) -> Result<Vec<FeedKey>> {
    Ok(feed_keys::table
        .filter(feed_keys::member_id.eq(member))
        .order(feed_keys::id.desc())
        .select((feed_keys::id, feed_keys::name, feed_keys::created_at, feed_keys::last_used_at))
        .load(conn)?)
}

/// Takes a member's key back; false when it is none of theirs.
///
/// # Errors
/// When the statement fails.
pub fn remove(conn: &mut Connection, member: MemberId, id: FeedKeyId) -> Result<bool> {
    Ok(diesel::delete(feed_keys::table.filter(feed_keys::id.eq(id)).filter(feed_keys::member_id.eq(member))).execute(conn)? > 0)
}

/// Whose key this is, and when it was used last; none for members who are suspended or gone.
///
/// # Errors
/// When the query fails.
pub fn owner(conn: &mut Connection, token_hash: &str, now: Timestamp) -> Result<Option<(FeedKeyId, MemberId, Option<Timestamp>)>> {
    Ok(feed_keys::table
        .inner_join(members::table.on(members::id.eq(feed_keys::member_id)))
        .inner_join(accounts::table.on(accounts::member_id.eq(feed_keys::member_id)))
        .filter(feed_keys::token_hash.eq(token_hash))
        .filter(members::deleted_at.is_null())
        .filter(members::suspended_until.is_null().or(members::suspended_until.le(now)))
        .select((feed_keys::id, feed_keys::member_id, feed_keys::last_used_at))
        .first(conn)
        .optional()?)
}

/// Notes that a key was used.
///
/// # Errors
/// When the statement fails.
pub fn touch(conn: &mut Connection, id: FeedKeyId, now: Timestamp) -> Result<()> {
    diesel::update(feed_keys::table.find(id)).set(feed_keys::last_used_at.eq(Some(now))).execute(conn)?;
    Ok(())
}
