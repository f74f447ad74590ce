//! Third effect: tiers, for members whose numbers moved.

use super::Moved;
use crate::rules::events::{Event, Promotion};
use crate::rules::ids::MemberId;
use crate::rules::metrics::Metric;
use crate::rules::tiers;
use crate::store::{Result, Tx, members};

/// Compares each member's tier with their numbers and records the changes.
pub(super) fn apply(tx: &mut Tx<'_>, moved: &Moved) -> Result<()> {
    moved.of(Metric::decides_tiers).try_for_each(|member| look_again(tx, member))
}

/// Compares one member's tier with their numbers.
pub(super) fn look_again(tx: &mut Tx<'_>, member: MemberId) -> Result<()> {
    let book = tx.rulebook();
    let (metrics, held) = members::metrics(tx.conn, member)?;
    let earned = tiers::earned(&book.tiers, &metrics);
    if earned.key != held {
        members::set_tier(tx.conn, member, &earned.key)?;
        let promoted = if book.tier_rank(&earned.key) > book.tier_rank(&held) { Promotion::Up } else { Promotion::Down };
        super::emit(tx, Event::TierReached { member, from: held, to: earned.key.clone(), promoted })?;
    }
    Ok(())
}
