//! Those who follow a topic are told of an event in it.

use super::Left;
use crate::effects;
use crate::rules::ids::{EventId, MemberId};
use crate::rules::jobs::Job;
use crate::store::{Result, Tx, events};

/// Members told in one transaction.
const AT_ONCE: i64 = 100;

/// Tells the next followers.
pub(super) fn step(tx: &mut Tx<'_>, event: EventId, after: MemberId) -> Result<Left> {
    let Some(happened) = events::find(tx.conn, event)? else { return Ok(Left::Nothing) };
    Ok(match effects::tell_followers(tx, event, &happened, after, AT_ONCE)? {
        Some(last) => Left::Rest(Job::TellFollowers { event, after: last }),
        None => Left::Nothing,
    })
}
