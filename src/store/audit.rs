//! The audit log: what staff did and why; append only.

use super::schema::{audit_log, members};
use super::{Connection, Result};
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::time::Timestamp;
use diesel::prelude::*;

/// A line to be appended.
#[derive(Debug, Clone)]
pub struct NewLine<'a> {
    pub actor: Option<MemberId>,
    /// A word such as `topic_locked`; its sentence stands under `audit-…`.
    pub action: &'a str,
    pub member: Option<MemberId>,
    pub topic: Option<TopicId>,
    pub post: Option<PostId>,
    pub reason: &'a str,
}

/// Appends a line.
///
/// # Errors
/// When the statement fails.
pub fn append(conn: &mut Connection, line: &NewLine<'_>, at: Timestamp) -> Result<()> {
    diesel::insert_into(audit_log::table)
        .values((
            audit_log::actor_id.eq(line.actor),
            audit_log::action.eq(line.action),
            audit_log::member_id.eq(line.member),
            audit_log::topic_id.eq(line.topic),
            audit_log::post_id.eq(line.post),
            audit_log::reason.eq(line.reason),
            audit_log::created_at.eq(at),
        ))
        .execute(conn)?;
    Ok(())
}

/// A line as the audit page shows it.
#[derive(Debug, Clone, Queryable)]
pub struct Line {
    pub id: i64,
    pub action: String,
    pub member: Option<MemberId>,
    pub topic: Option<TopicId>,
    pub post: Option<PostId>,
    pub reason: String,
    pub at: Timestamp,
    pub actor: Option<super::members::MemberCard>,
}

/// The lines before one (or the newest), newest first.
///
/// # Errors
/// When the query fails.
pub fn before(conn: &mut Connection, before: Option<i64>, limit: i64) -> Result<Vec<Line>> {
    Ok(audit_log::table
        .left_join(members::table.on(members::id.nullable().eq(audit_log::actor_id)))
        .filter(audit_log::id.lt(before.unwrap_or(i64::MAX)))
        .order(audit_log::id.desc())
        .limit(limit)
        .select((
            audit_log::id,
            audit_log::action,
            audit_log::member_id,
            audit_log::topic_id,
            audit_log::post_id,
            audit_log::reason,
            audit_log::created_at,
            super::members::CARD.nullable(),
        ))
        .load(conn)?)
}

/// The latest lines about a member, newest first.
///
/// # Errors
/// When the query fails.
pub fn about(conn: &mut Connection, member: MemberId, limit: i64) -> Result<Vec<Line>> {
    Ok(audit_log::table
        .left_join(members::table.on(members::id.nullable().eq(audit_log::actor_id)))
        .filter(audit_log::member_id.eq(member))
        .order(audit_log::id.desc())
        .limit(limit)
        .select((
            audit_log::id,
            audit_log::action,
            audit_log::member_id,
            audit_log::topic_id,
            audit_log::post_id,
            audit_log::reason,
            audit_log::created_at,
            super::members::CARD.nullable(),
        ))
        .load(conn)?)
}
