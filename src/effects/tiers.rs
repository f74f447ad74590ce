//! Third effect: tiers, for members of whom something moved that a tier asks for.

use super::Moved;
use crate::rules::conditions::Condition;
use crate::rules::events::{Event, Promotion};
use crate::rules::facts::{Occasion, Says};
use crate::rules::ids::MemberId;
use crate::rules::metrics::Metric;
use crate::rules::tiers::{self, Tier};
use crate::store::{Result, Tx, conditions, members};
use std::collections::BTreeSet;

/// Looks at each member whom the event concerns.
pub(super) fn apply(tx: &mut Tx<'_>, says: &Says, moved: &Moved) -> Result<()> {
    let book = tx.rulebook();
    let some_tier = |asks: &dyn Fn(&Condition) -> bool| book.tiers.iter().any(|tier| asks(&tier.needs));
    let for_time = some_tier(&Condition::waits_for_time);
    // In the order of members, as they are locked.
    let mut concerned: BTreeSet<MemberId> = BTreeSet::new();
    for occasion in &says.occasions {
        if let Occasion::Recognised { member } = occasion {
            concerned.extend(Some(*member).filter(|_| some_tier(&Condition::waits_for_recognition)));
        }
        concerned.extend(occasion.deed().filter(|(_, deed, _)| some_tier(&|needs: &Condition| needs.waits_for(*deed))).map(|(member, ..)| member));
    }
    for (member, metrics) in &moved.0 {
        let listens = || metrics.iter().any(|metric| some_tier(&|needs: &Condition| needs.listens_to(*metric)));
        let points_only = metrics.iter().all(|metric| *metric == Metric::Reputation);
        if for_time || (listens() && !(points_only && is_as_before(&book.tiers, &members::tier_and_points(tx.conn, *member)?))) {
            concerned.insert(*member);
        }
    }
    concerned.into_iter().try_for_each(|member| look(tx, member))
}

/// Compares a member's tier with what they have, and records a change.
pub(super) fn look(tx: &mut Tx<'_>, member: MemberId) -> Result<()> {
    let book = tx.rulebook();
    let held = members::tier(tx.conn, member)?;
    let facts = conditions::facts_with(tx.conn, &mut tx.sums, member, &book.tiers_want(), &book, tx.now)?;
    let earned = tiers::earned(&book.tiers, &facts);
    if earned.key != held {
        members::set_tier(tx.conn, member, &earned.key)?;
        let promoted = if book.tier_rank(&earned.key) > book.tier_rank(&held) { Promotion::Up } else { Promotion::Down };
        super::emit(tx, Event::TierReached { member, from: held, to: earned.key.clone(), promoted })?;
    }
    Ok(())
}

/// Whether a member whose points alone have moved keeps their tier, as can be told without reading anything else: they have the points of
/// every tier so far, and not those of the next one.
fn is_as_before(tiers: &[Tier], (held, points): &(String, i64)) -> bool {
    let plain = |needs: &Condition| needs.parts().iter().all(|part| part.asks_points_only() || !part.listens_to(Metric::Reputation));
    let Some(rank) = tiers.iter().position(|tier| tier.key == *held) else { return false };
    tiers.iter().all(|tier| plain(&tier.needs))
        && tiers[..=rank].iter().all(|tier| tier.needs.points() <= *points)
        && tiers.get(rank + 1).is_none_or(|next| next.needs.points() > *points)
}
