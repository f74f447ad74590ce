//! Warnings, silences and suspensions.

use super::cached::KeepPrepared;
use super::schema::sanctions;
use super::{Connection, Result};
use crate::rules::ids::{MemberId, SanctionId};
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::SanctionKind;
use diesel::prelude::*;

/// A sanction.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Sanction {
    pub id: SanctionId,
    pub member: MemberId,
    pub kind: SanctionKind,
    pub reason: String,
    pub by: MemberId,
    pub at: Timestamp,
    pub ends_at: Option<Timestamp>,
    pub lifted_at: Option<Timestamp>,
}

type Columns = (
    sanctions::id,
    sanctions::member_id,
    sanctions::kind,
    sanctions::reason,
    sanctions::by_id,
    sanctions::created_at,
    sanctions::ends_at,
    sanctions::lifted_at,
);
const COLUMNS: Columns = (
    sanctions::id,
    sanctions::member_id,
    sanctions::kind,
    sanctions::reason,
    sanctions::by_id,
    sanctions::created_at,
    sanctions::ends_at,
    sanctions::lifted_at,
);

/// Adds a sanction.
///
/// # Errors
/// When the statement fails.
pub fn insert(
    conn: &mut Connection,
    member: MemberId,
    kind: SanctionKind,
    reason: &str,
    by: MemberId,
    at: Timestamp,
    ends_at: Option<Timestamp>,
) -> Result<SanctionId> {
    Ok(diesel::insert_into(sanctions::table)
        .values((
            sanctions::member_id.eq(member),
            sanctions::kind.eq(kind),
            sanctions::reason.eq(reason),
            sanctions::by_id.eq(by),
            sanctions::created_at.eq(at),
            sanctions::ends_at.eq(ends_at),
        ))
        .returning(sanctions::id)
        .get_result(conn)?)
}

/// A member's sanctions, newest first.
///
/// # Errors
/// When the query fails.
pub fn of_member(conn: &mut Connection, member: MemberId) -> Result<Vec<Sanction>> {
    Ok(sanctions::table.filter(sanctions::member_id.eq(member)).order(sanctions::id.desc()).limit(100).select(COLUMNS).load(conn)?)
}

/// One sanction.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, id: SanctionId) -> Result<Option<Sanction>> {
    Ok(sanctions::table.find(id).select(COLUMNS).first(conn).optional()?)
}

/// Lifts a sanction by compare-and-set: false when it was lifted already.
///
/// # Errors
/// When the statement fails.
pub fn lift(conn: &mut Connection, id: SanctionId, at: Timestamp) -> Result<bool> {
    Ok(diesel::update(sanctions::table.filter(sanctions::id.eq(id)).filter(sanctions::lifted_at.is_null()))
        .set(sanctions::lifted_at.eq(Some(at)))
        .cached()
        .execute(conn)?
        > 0)
}

/// The sanction of a kind that holds a member the longest now.
///
/// # Errors
/// When the query fails.
pub fn in_force(conn: &mut Connection, member: MemberId, kind: SanctionKind, now: Timestamp) -> Result<Option<Sanction>> {
    Ok(sanctions::table
        .filter(sanctions::member_id.eq(member))
        .filter(sanctions::kind.eq(kind))
        .filter(sanctions::lifted_at.is_null())
        .filter(sanctions::ends_at.gt(Some(now)))
        .order(sanctions::ends_at.desc())
        .select(COLUMNS)
        .first(conn)
        .optional()?)
}
