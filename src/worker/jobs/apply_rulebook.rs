//! Everybody is looked at again after a version of the rulebook has begun: who meets now what it asks for gets it, as if it had always asked for that.

use super::Left;
use crate::effects::{self, Rest};
use crate::rules::ids::{EventId, MemberId};
use crate::rules::jobs::Job;
use crate::store::{Error, Result, Tx, check, dialect};

/// Members looked at in one transaction.
const AT_ONCE: i64 = 25;

/// Looks at the next members again. Ends where a newer version counts by now: that one's own job goes over everybody.
pub(super) fn step(tx: &mut Tx<'_>, version: i64, event: EventId, after: MemberId) -> Result<Left> {
    let counts = tx.rulebook().version;
    if counts > version {
        return Ok(Left::Nothing);
    }
    if counts < version {
        return Err(Error::Unavailable(format!("Version {version} of the rulebook does not count here yet.")));
    }
    Ok(match look_at_some(tx, event, after)? {
        Some(after) => Left::Rest(Job::ApplyRulebook { version, event, after }),
        None => Left::Nothing,
    })
}

/// Looks at the next members after one again; answers after whom to go on, and none when everybody has been looked at.
pub(super) fn look_at_some(tx: &mut Tx<'_>, event: EventId, after: MemberId) -> Result<Option<MemberId>> {
    let some = check::member_page(tx.conn, after, AT_ONCE)?;
    // In their order, as whoever moves the numbers of several members takes them.
    dialect::lock_members(tx.conn, &some)?;
    for member in &some {
        match effects::reconsider(tx, event, *member)? {
            Rest::Nothing => {}
            // The same member once more, in a transaction of its own.
            Rest::More => return Ok(Some(MemberId(member.0 - 1))),
        }
    }
    let more = i64::try_from(some.len()).is_ok_and(|looked_at| looked_at == AT_ONCE);
    Ok(some.last().copied().filter(|_| more))
}
