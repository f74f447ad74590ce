//! Awards: one granting of a badge each.

use super::cached::KeepPrepared;
use super::schema::awards;
use super::{
    Connection, Result,
    dialect::{each, inserted},
};
use crate::rules::ids::{AwardId, EventId, MemberId, PostId, TopicId};
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::BadgeLevel;
use diesel::dsl::count_star;
use diesel::prelude::*;

/// An award to be granted.
#[derive(Debug, Clone)]
pub struct NewAward<'a> {
    pub member: MemberId,
    pub badge: &'a str,
    pub level: BadgeLevel,
    /// Empty for badges awarded once; the post for those that repeat.
    pub occasion: &'a str,
    pub event: EventId,
    pub rulebook_version: i64,
    pub topic: Option<TopicId>,
    pub post: Option<PostId>,
    pub at: Timestamp,
}

/// Grants an award unless the member has it for this occasion; answers its id when it is new.
///
/// # Errors
/// When the statement fails.
pub fn grant(conn: &mut Connection, new: &NewAward<'_>) -> Result<Option<AwardId>> {
    Ok(inserted!(
        conn,
        awards::id,
        diesel::insert_into(awards::table)
            .values((
                awards::member_id.eq(new.member),
                awards::badge.eq(new.badge),
                awards::level.eq(new.level),
                awards::occasion.eq(new.occasion),
                awards::event_id.eq(new.event),
                awards::rulebook_version.eq(new.rulebook_version),
                awards::topic_id.eq(new.topic),
                awards::post_id.eq(new.post),
                awards::created_at.eq(new.at),
            ))
            .on_conflict((awards::member_id, awards::badge, awards::occasion))
            .do_nothing()
    ))
}

/// Of some badges and occasions, which a member has been awarded.
///
/// # Errors
/// When the query fails.
pub fn held(conn: &mut Connection, member: MemberId, badges: &[&str], occasions: &[String]) -> Result<Vec<(String, String)>> {
    Ok(each!(conn, c => awards::table
        .filter(awards::member_id.eq(member))
        .filter(awards::badge.eq_any(badges))
        .filter(awards::occasion.eq_any(occasions))
        .select((awards::badge, awards::occasion))
        .cached()
        .load(c))?)
}

/// A member's badges: key, and how often. Read from the index of occasions alone, so that a member of many years costs little.
///
/// # Errors
/// When the query fails.
pub fn of_member(conn: &mut Connection, member: MemberId) -> Result<Vec<(String, i64)>> {
    Ok(each!(conn, c => awards::table
        .filter(awards::member_id.eq(member))
        .group_by(awards::badge)
        .select((awards::badge, count_star()))
        .load(c))?)
}

/// How often each badge was awarded, of the awards after one up to another.
///
/// # Errors
/// When the query fails.
pub fn totals(conn: &mut Connection, after: AwardId, through: AwardId) -> Result<Vec<(String, i64)>> {
    Ok(each!(conn, c => awards::table
        .filter(awards::id.gt(after).and(awards::id.le(through)))
        .group_by(awards::badge)
        .select((awards::badge, count_star()))
        .load(c))?)
}

/// The latest awards after one, newest first: id, and when.
///
/// # Errors
/// When the query fails.
pub fn latest(conn: &mut Connection, after: AwardId, limit: i64) -> Result<Vec<(AwardId, Timestamp)>> {
    Ok(awards::table.filter(awards::id.gt(after)).order(awards::id.desc()).limit(limit).select((awards::id, awards::created_at)).load(conn)?)
}

/// How often some members were awarded a badge; those without it are left out.
///
/// # Errors
/// When the query fails.
pub fn counts(conn: &mut Connection, badge: &str, of: &[MemberId]) -> Result<std::collections::HashMap<MemberId, i64>> {
    if of.is_empty() {
        return Ok(std::collections::HashMap::new());
    }
    let rows: Vec<(MemberId, i64)> = awards::table
        .filter(awards::badge.eq(badge))
        .filter(awards::member_id.eq_any(of))
        .group_by(awards::member_id)
        .select((awards::member_id, count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
