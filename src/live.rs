//! Live news for signed-in members: who has a page open hears at once that something waits.

use crate::rules::ids::MemberId;
use crate::store::Hint;
use std::collections::HashMap;
use std::sync::Mutex;
use tokio::sync::watch;

/// Members with a page open, and how to wake their streams.
#[derive(Default)]
pub struct Live {
    members: Mutex<HashMap<MemberId, watch::Sender<u64>>>,
    closing: watch::Sender<bool>,
}

impl Live {
    /// Joins a member's stream: the receiver changes whenever something waits.
    pub fn join(&self, member: MemberId) -> watch::Receiver<u64> {
        let mut members = self.lock();
        members.retain(|_, sender| !sender.is_closed());
        members.entry(member).or_insert_with(|| watch::channel(0).0).subscribe()
    }

    /// Passes news on to those they concern.
    pub fn hear(&self, hints: &[Hint]) {
        let members = self.lock();
        for hint in hints {
            // Also who may no longer listen is woken: each stream looks at its session before it tells anything.
            if let Hint::Notified(member) | Hint::AccessChanged(member) = hint
                && let Some(sender) = members.get(member)
            {
                sender.send_modify(|n| *n += 1);
            }
        }
    }

    /// Ends every stream, now and from now on, so that a stopping server need not wait for them.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Turns true when the server stops.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// How many members have a page open.
    pub fn count(&self) -> usize {
        self.lock().values().filter(|s| !s.is_closed()).count()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<MemberId, watch::Sender<u64>>> {
        // The map is whole after every statement, so a poisoned lock may be used.
        self.members.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
