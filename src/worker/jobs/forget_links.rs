//! Links that were mailed and do nothing any more are taken away.

use super::Left;
use crate::rules::jobs::Job;
use crate::store::{Result, Tx, accounts};

/// Links taken away in one transaction.
const AT_ONCE: i64 = 300;

pub(super) fn step(tx: &mut Tx<'_>) -> Result<Left> {
    let gone = accounts::forget_ended_links(tx.conn, tx.now, AT_ONCE)?;
    Ok(if gone < AT_ONCE { Left::Nothing } else { Left::Rest(Job::ForgetLinks {}) })
}
