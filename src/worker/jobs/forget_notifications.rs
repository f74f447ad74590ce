//! Notifications that were read long ago, or never in a year, are taken away.

use super::Left;
use crate::rules::jobs::Job;
use crate::rules::keeping::{NOTIFICATIONS, NOTIFICATIONS_READ};
use crate::store::{Result, Tx, notifications};

/// Of each sort taken away in one transaction.
const AT_ONCE: i64 = 300;

pub(super) fn step(tx: &mut Tx<'_>) -> Result<Left> {
    let gone = notifications::forget(tx.conn, tx.now.plus(-NOTIFICATIONS_READ), tx.now.plus(-NOTIFICATIONS), AT_ONCE)?;
    Ok(if gone == 0 { Left::Nothing } else { Left::Rest(Job::ForgetNotifications {}) })
}
