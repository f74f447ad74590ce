//! What a sitemap lists: topics by ranges of ids, so that no part costs more than another.

use crate::rules::ids::TopicId;
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::store::schema::topics;
use crate::store::{Connection, Result, sight};
use diesel::prelude::*;

/// Ids in one part of the sitemap; the protocol allows 50,000 addresses.
pub const PART: i64 = 10_000;

/// How many parts there are: the last may have few topics, and one whose topics are all deleted is empty.
///
/// # Errors
/// When the query fails.
pub fn parts(conn: &mut Connection, sight: &Sight) -> Result<i64> {
    let last: Option<TopicId> = topics::table.filter(sight::listed(sight)).select(topics::id).order(topics::id.desc()).first(conn).optional()?;
    Ok(last.map_or(0, |id| (id.0 - 1) / PART + 1))
}

/// The standing topics of a part, from 1: id, slug, latest activity.
///
/// # Errors
/// When the query fails.
pub fn part(conn: &mut Connection, sight: &Sight, number: i64) -> Result<Vec<(TopicId, String, Timestamp)>> {
    let first = TopicId(number.saturating_sub(1).saturating_mul(PART).saturating_add(1));
    let end = TopicId(first.0.saturating_add(PART));
    Ok(topics::table
        .filter(topics::id.ge(first).and(topics::id.lt(end)))
        .filter(sight::listed(sight))
        .order(topics::id)
        .select((topics::id, topics::slug, topics::active_at))
        .load(conn)?)
}
