//! Works a reader's sight out from the database: their standing, tier and groups, as far as an audience asks for them.

use crate::rules::ids::{CategoryId, GroupId, MemberId};
use crate::rules::privileges::Standing;
use crate::rules::rulebook::Rulebook;
use crate::rules::sight::{Audience, Person, Sight};
use crate::rules::time::Timestamp;
use crate::store::schema::categories;
use crate::store::{Connection, Result, conditions, groups, members};
use diesel::prelude::*;

/// The categories that are not for everybody.
///
/// # Errors
/// When the query fails.
pub fn audiences(conn: &mut Connection) -> Result<Vec<(CategoryId, Audience)>> {
    Ok(categories::table
        .filter(categories::audience.ne(Audience::Everybody.to_string()))
        .order(categories::id)
        .select((categories::id, categories::audience))
        .load(conn)?)
}

/// What a member sees now, from the database alone: for mails, streams and whatever else is no request. None when the member is gone.
///
/// # Errors
/// When a query fails.
pub fn of_member(conn: &mut Connection, member: MemberId, book: &Rulebook, now: Timestamp) -> Result<Option<Sight>> {
    let Some(mut standing) = members::standing(conn, member)? else { return Ok(None) };
    conditions::complete(conn, &mut standing, book, now)?;
    let audiences = audiences(conn)?;
    in_standing(conn, &standing, &audiences, book, now).map(Some)
}

/// What a member in this standing sees. Tier and groups are read only where an audience asks for them.
///
/// # Errors
/// When a query fails.
pub fn in_standing(conn: &mut Connection, standing: &Standing, audiences: &[(CategoryId, Audience)], book: &Rulebook, now: Timestamp) -> Result<Sight> {
    let asks = |kind: &str| !standing.role.is_staff() && audiences.iter().any(|(_, audience)| audience.kind() == kind);
    let tier = if asks("tier") { members::tier(conn, standing.member)? } else { String::new() };
    let own = if asks("groups") { groups::of_member(conn, standing.member)? } else { Vec::new() };
    Ok(Sight::of_member(&Person { standing, tier: &tier, groups: &own }, audiences, book, now))
}

/// Of some members, those who may read a category. Where it is for everybody nobody is looked up.
///
/// # Errors
/// When a query fails.
pub fn readers_among(conn: &mut Connection, some: Vec<MemberId>, category: CategoryId, book: &Rulebook) -> Result<Vec<MemberId>> {
    if some.is_empty() {
        return Ok(some);
    }
    let audience: Audience = categories::table.find(category).select(categories::audience).first(conn)?;
    if audience == Audience::Everybody {
        return Ok(some);
    }
    let mut readers = Vec::new();
    for member in some {
        let Some(standing) = members::standing(conn, member)? else { continue };
        let tier = members::tier(conn, member)?;
        let own: Vec<GroupId> = groups::of_member(conn, member)?;
        if audience.admits(Some(&Person { standing: &standing, tier: &tier, groups: &own }), book) {
            readers.push(member);
        }
    }
    Ok(readers)
}
