//! Drafts that nobody has touched for long are taken away.

use super::Left;
use crate::rules::ids::MemberId;
use crate::rules::jobs::Job;
use crate::rules::keeping::DRAFTS;
use crate::store::{Result, Tx, drafts};

/// Drafts looked at in one transaction.
const AT_ONCE: i64 = 300;

pub(super) fn step(tx: &mut Tx<'_>, after: MemberId, place: &str) -> Result<Left> {
    let last = drafts::forget_untouched(tx.conn, after, place, tx.now.plus(-DRAFTS), AT_ONCE)?;
    Ok(last.map_or(Left::Nothing, |(after, place)| Left::Rest(Job::ForgetDrafts { after, place })))
}
