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
    let mut answered = Numbers::new();
    for one in asked {
        let value = match (&one.within, one.days) {
            (Within::Everywhere, None) => members::counted(conn, member, one.metric)?,
            (Within::Everywhere | Within::Category(_) | Within::Tag(_), _) => 0,
        };
        answered.insert(one.clone(), value);
    }
    Ok(answered)
}
