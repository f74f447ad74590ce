//! Last effect: what cached pages and live streams should hear after the commit.

use crate::rules::facts::{Lists, Place, Says};
use crate::rules::ids::MemberId;
use crate::store::{Hint, Tx};
use std::collections::BTreeSet;

/// Leaves the hints of an event.
pub(super) fn apply(tx: &mut Tx<'_>, says: &Says, (topic, _): Place, touched: &BTreeSet<MemberId>) {
    if let Some(topic) = topic {
        tx.hint(Hint::TopicChanged(topic));
    }
    for member in touched.iter().chain(&says.changes) {
        tx.hint(Hint::MemberChanged(*member));
    }
    match says.lists {
        Lists::Changed => tx.hint(Hint::ListsChanged),
        Lists::Same => {}
    }
}
