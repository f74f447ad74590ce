//! What is counted of members.

use super::{Connection, Result, members};
use crate::rules::ids::MemberId;
use crate::rules::metrics::{Asked, Numbers, Within};
use crate::rules::time::Day;
use std::collections::BTreeSet;

/// What was asked of a member, answered as of a day.
///
/// # Errors
/// When a query fails, or there is no such member.
pub fn numbers(conn: &mut Connection, member: MemberId, asked: &BTreeSet<Asked>, _today: Day) -> Result<Numbers> {
    if asked.is_empty() {
        return Ok(Numbers::new());
    }
    let all = members::all_counted(conn, member)?;
    let value = |one: &Asked| match (&one.within, one.days) {
        (Within::Everywhere, None) => all.iter().find(|(metric, _)| *metric == one.metric).map_or(0, |(_, value)| *value),
        (Within::Everywhere | Within::Category(_) | Within::Tag(_), _) => 0,
    };
    Ok(asked.iter().map(|one| (one.clone(), value(one))).collect())
}
