//! Time alone meets some conditions: so many days as a member, so much within the last days. Where the rulebook has such, everybody is looked at
//! again each day.

use super::{Left, apply_rulebook};
use crate::rules::ids::MemberId;
use crate::rules::jobs::Job;
use crate::store::{Result, Tx, events};

pub(super) fn step(tx: &mut Tx<'_>, after: MemberId) -> Result<Left> {
    if !tx.rulebook().waits_for_time() {
        return Ok(Left::Nothing);
    }
    // What is awarded hangs on the event by which such rules were published; those of before it knew none.
    let Some(event) = events::last_rulebook(tx.conn)? else { return Ok(Left::Nothing) };
    Ok(match apply_rulebook::look_at_some(tx, event, after)? {
        Some(after) => Left::Rest(Job::LookAgain { after }),
        None => Left::Nothing,
    })
}
