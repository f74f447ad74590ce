//! Last effect: what cached pages and live streams should hear after the commit.

use super::Moved;
use crate::rules::facts::{Lists, Place, Says};
use crate::rules::metrics::Metric;
use crate::store::{Hint, Tx};

/// Leaves the hints of an event.
pub(super) fn apply(tx: &mut Tx<'_>, says: &Says, (topic, _): Place, moved: &Moved) {
    if let Some(topic) = topic {
        tx.hint(Hint::TopicChanged(topic));
    }
    for member in moved.of(Metric::decides_tiers).chain(says.changes.iter().copied()) {
        tx.hint(Hint::MemberChanged(member));
    }
    match says.lists {
        Lists::Changed => tx.hint(Hint::ListsChanged),
        Lists::Same => {}
    }
}
