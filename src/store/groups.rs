//! Groups of members, made by managers.

use super::schema::{group_members, member_groups, members};
use super::{Connection, Result, dialect::each};
use crate::rules::ids::{GroupId, MemberId};
use crate::rules::time::Timestamp;
use crate::store::members::{CARD, MemberCard};
use diesel::prelude::*;

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    pub description: String,
}

type Columns = (member_groups::id, member_groups::name, member_groups::description);
const COLUMNS: Columns = (member_groups::id, member_groups::name, member_groups::description);

/// All groups by name.
///
/// # Errors
/// When the query fails.
pub fn all(conn: &mut Connection) -> Result<Vec<Group>> {
    Ok(member_groups::table.order((member_groups::name_key, member_groups::id)).select(COLUMNS).load(conn)?)
}

/// One group.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, id: GroupId) -> Result<Option<Group>> {
    Ok(member_groups::table.find(id).select(COLUMNS).first(conn).optional()?)
}

/// Keeps others from changing a group until the transaction ends; false when there is none.
///
/// # Errors
/// When a statement fails.
pub fn hold(conn: &mut Connection, id: GroupId) -> Result<bool> {
    super::dialect::lock_group(conn, id)?;
    Ok(find(conn, id)?.is_some())
}

/// The group with this name, capitals aside.
///
/// # Errors
/// When the query fails.
pub fn by_name(conn: &mut Connection, name: &str) -> Result<Option<Group>> {
    Ok(member_groups::table.filter(member_groups::name_key.eq(name.to_lowercase())).select(COLUMNS).first(conn).optional()?)
}

/// Makes a group.
///
/// # Errors
/// A unique violation when the name is taken.
pub fn insert(conn: &mut Connection, name: &str, description: &str, now: Timestamp) -> Result<GroupId> {
    Ok(diesel::insert_into(member_groups::table)
        .values((
            member_groups::name.eq(name),
            member_groups::name_key.eq(name.to_lowercase()),
            member_groups::description.eq(description),
            member_groups::created_at.eq(now),
        ))
        .returning(member_groups::id)
        .get_result(conn)?)
}

/// Renames or describes a group.
///
/// # Errors
/// A unique violation when the name is taken.
pub fn update(conn: &mut Connection, id: GroupId, name: &str, description: &str) -> Result<()> {
    diesel::update(member_groups::table.find(id))
        .set((member_groups::name.eq(name), member_groups::name_key.eq(name.to_lowercase()), member_groups::description.eq(description)))
        .execute(conn)?;
    Ok(())
}

/// Removes a group with its memberships.
///
/// # Errors
/// When a statement fails.
pub fn delete(conn: &mut Connection, id: GroupId) -> Result<()> {
    diesel::delete(group_members::table.filter(group_members::group_id.eq(id))).execute(conn)?;
    diesel::delete(member_groups::table.find(id)).execute(conn)?;
    Ok(())
}

/// Puts a member into a group; false when they are in it already.
///
/// # Errors
/// When the statement fails.
pub fn add(conn: &mut Connection, id: GroupId, member: MemberId, now: Timestamp) -> Result<bool> {
    Ok(each!(conn, c => diesel::insert_into(group_members::table)
        .values((group_members::group_id.eq(id), group_members::member_id.eq(member), group_members::created_at.eq(now)))
        .on_conflict_do_nothing()
        .execute(c))?
        > 0)
}

/// Takes a member out of a group; false when they are not in it.
///
/// # Errors
/// When the statement fails.
pub fn remove(conn: &mut Connection, id: GroupId, member: MemberId) -> Result<bool> {
    Ok(diesel::delete(group_members::table.find((id, member))).execute(conn)? > 0)
}

/// The groups that a member is in.
///
/// # Errors
/// When the query fails.
pub fn of_member(conn: &mut Connection, member: MemberId) -> Result<Vec<GroupId>> {
    Ok(each!(conn, c => group_members::table.filter(group_members::member_id.eq(member)).select(group_members::group_id).load(c))?)
}

/// The members of a group by handle, after one handle; for paging.
///
/// # Errors
/// When the query fails.
pub fn members_of(conn: &mut Connection, id: GroupId, after: &str, limit: i64) -> Result<Vec<MemberCard>> {
    Ok(group_members::table
        .inner_join(members::table.on(members::id.eq(group_members::member_id)))
        .filter(group_members::group_id.eq(id))
        .filter(members::handle_key.gt(after.to_lowercase()))
        .order(members::handle_key)
        .limit(limit)
        .select(CARD)
        .load(conn)?)
}

/// How many members each group has.
///
/// # Errors
/// When the query fails.
pub fn sizes(conn: &mut Connection) -> Result<Vec<(GroupId, i64)>> {
    Ok(group_members::table.group_by(group_members::group_id).select((group_members::group_id, diesel::dsl::count_star())).load(conn)?)
}
