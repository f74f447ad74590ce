//! Consequences of events, in the same transaction as the event. What they are is said by the event ([`Event::says`]); the files here
//! carry it out and know no events, always in this order: counts → ledger → tiers → badges → search index → tell (notifications, outbox) →
//! hints.

mod badges;
mod counts;
mod hints;
mod index;
mod ledger;
mod tell;
mod tiers;

use crate::rules::events::Event;
use crate::rules::ids::{EventId, MemberId};
use crate::rules::metrics::Metric;
use crate::store::{Error, Result, Tx, db::Mode, search_index};
use std::collections::{BTreeMap, BTreeSet};

/// Most events that one action may set off; more means that effects feed each other in a circle.
const MOST_EVENTS: usize = 2_000;
/// How many posts are indexed together.
const TOGETHER: usize = 100;

/// Records an event. Its effects follow when the action is done, before the transaction commits.
///
/// # Errors
/// When the statement fails.
pub fn emit(tx: &mut Tx<'_>, event: Event) -> Result<EventId> {
    let id = crate::store::events::append(tx.conn, &event, tx.now)?;
    tx.push(id, event);
    Ok(id)
}

/// Ends an action before it commits: works through its events, and indexes the posts that they have touched.
///
/// # Errors
/// When an effect fails; the whole action is then rolled back.
pub fn finish(tx: &mut Tx<'_>) -> Result<()> {
    settle(tx)?;
    tx.write_sums()?;
    let indexed = tx.take_indexed();
    // At once and at the end: FTS5 writes its buffer out whenever another statement changes something.
    search_index::put_prepared(tx.conn, &indexed)?;
    match tx.take_touched().as_slice() {
        [] => Ok(()),
        [(topic, post)] => index::put(tx, *topic, *post),
        // A topic goes and comes back with all its posts.
        many => many.chunks(TOGETHER).try_for_each(|some| index::put_all(tx, some)),
    }
}

/// Works through the events of a transaction until there are none left. The search index follows with [`finish`].
///
/// # Errors
/// When an effect fails; the whole action is then rolled back.
pub fn settle(tx: &mut Tx<'_>) -> Result<()> {
    let mut done = 0;
    while let Some((id, event)) = tx.next_event() {
        done += 1;
        if done > MOST_EVENTS {
            return Err(Error::Corrupt(format!("one action set off more than {MOST_EVENTS} events, the last a {}", event.kind())));
        }
        apply(tx, id, &event)?;
    }
    Ok(())
}

/// Whose numbers an event has moved, and which of them.
#[derive(Debug, Default)]
struct Moved(BTreeMap<MemberId, BTreeSet<Metric>>);

impl Moved {
    fn add(&mut self, member: MemberId, metric: Metric) {
        self.0.entry(member).or_default().insert(metric);
    }

    /// Members of whom something moved that some look at.
    fn of(&self, looked_at: impl Fn(Metric) -> bool) -> impl Iterator<Item = MemberId> {
        self.0.iter().filter(move |(_, metrics)| metrics.iter().any(|metric| looked_at(*metric))).map(|(member, _)| *member)
    }
}

/// Looks at a member again by the rulebook that counts now, as after a new one was published. What is awarded hangs on the event.
///
/// # Errors
/// When a statement fails.
pub fn reconsider(tx: &mut Tx<'_>, _event: EventId, member: MemberId) -> Result<()> {
    tiers::look_again(tx, member)
}

fn apply(tx: &mut Tx<'_>, id: EventId, event: &Event) -> Result<()> {
    let (says, place) = (event.says(), event.place());
    let mut moved = Moved::default();
    counts::apply(tx, &says.counts, &mut moved)?;
    ledger::apply(tx, id, place, &says, &mut moved)?;
    tiers::apply(tx, &moved)?;
    badges::apply(tx, id, &says, &moved)?;
    index::apply(tx, says.reindexes)?;
    if tx.mode == Mode::Live {
        tell::apply(tx, id, event, &says)?;
        hints::apply(tx, &says, place, &moved);
    }
    Ok(())
}

/// What the search index should hold of a post.
pub(crate) use index::Words as IndexedWords;
/// Puts a post into the search index again after its text was changed without an event.
pub(crate) use index::put as reindex;
/// Has a post indexed anew when the action ends, and with an opening post its whole topic.
pub(crate) use index::touch_with_answers as touch_index;
/// Tells those who follow a topic of an event in it.
pub use tell::followers as tell_followers;
/// Queues the mails that are no consequence of a forum event: confirming an address, resetting a password.
pub use tell::queue_mail;
