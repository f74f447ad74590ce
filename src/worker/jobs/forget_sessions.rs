//! Sessions that have ended are taken away.

use super::Left;
use crate::rules::ids::SessionId;
use crate::rules::jobs::Job;
use crate::rules::keeping::SESSION_IDLE;
use crate::store::{Result, Tx, accounts};

/// Sessions looked at in one transaction.
const AT_ONCE: i64 = 500;

pub(super) fn step(tx: &mut Tx<'_>, after: SessionId) -> Result<Left> {
    let last = accounts::forget_ended_sessions(tx.conn, after, tx.now, tx.now.plus(-SESSION_IDLE), AT_ONCE)?;
    Ok(last.map_or(Left::Nothing, |after| Left::Rest(Job::ForgetSessions { after })))
}
