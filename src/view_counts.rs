//! Views of topics, counted in memory and written in batches. A reader who comes back soon is not counted again: views earn badges.

use crate::rules::ids::{MemberId, TopicId};
use crate::rules::time::{MINUTE, Timestamp};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::Mutex;

/// A reader of a topic is counted again after this, or twice as long at most. Stack Overflow waits as long.
const ANEW_AFTER: i64 = 15 * MINUTE;
/// So many readings are kept in mind before the older half is forgotten early: about two megabytes.
const MOST_KEPT: usize = 100_000;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reader<'a> {
    Member(MemberId),
    /// A guest, by their network.
    Guest(&'a str),
}

/// Views that have not been written yet. A crash loses at most those of the last few seconds; views are no promise.
#[derive(Default)]
pub struct ViewCounts {
    state: Mutex<State>,
    hasher: RandomState,
}

#[derive(Default)]
struct State {
    waiting: HashMap<TopicId, i64>,
    /// Who read what since a moment, and in the time before it.
    seen: HashSet<u64>,
    seen_before: HashSet<u64>,
    since: Option<Timestamp>,
}

impl ViewCounts {
    /// Counts one view, unless this reader was counted a moment ago.
    pub fn count(&self, topic: TopicId, reader: Reader<'_>, now: Timestamp) {
        let reading = self.hasher.hash_one((topic, reader));
        let mut state = self.lock();
        let age = state.since.map_or(i64::MAX, |since| now.0 - since.0);
        if age >= ANEW_AFTER || state.seen.len() >= MOST_KEPT {
            let seen = std::mem::take(&mut state.seen);
            state.seen_before = if age < 2 * ANEW_AFTER { seen } else { HashSet::new() };
            state.since = Some(now);
        }
        if !state.seen_before.contains(&reading) && state.seen.insert(reading) {
            *state.waiting.entry(topic).or_insert(0) += 1;
        }
    }

    /// Takes what was counted.
    pub fn take(&self) -> Vec<(TopicId, i64)> {
        std::mem::take(&mut self.lock().waiting).into_iter().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        // The state is whole after every statement, so a poisoned lock may be used.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_who_comes_back_soon_is_counted_once() {
        let views = ViewCounts::default();
        let (first, second) = (TopicId(1), TopicId(2));
        for minute in 0..10 {
            let now = Timestamp(minute * MINUTE);
            views.count(first, Reader::Guest("192.0.2.1"), now);
            views.count(first, Reader::Guest("192.0.2.2"), now);
            views.count(first, Reader::Member(MemberId(1)), now);
            views.count(second, Reader::Member(MemberId(1)), now);
        }
        let mut counted = views.take();
        counted.sort_unstable();
        assert_eq!(counted, [(first, 3), (second, 1)]);
        views.count(first, Reader::Member(MemberId(1)), Timestamp(20 * MINUTE));
        assert_eq!(views.take(), [], "within half an hour nothing is counted twice");
        views.count(first, Reader::Member(MemberId(1)), Timestamp(40 * MINUTE));
        views.count(first, Reader::Member(MemberId(1)), Timestamp(100 * MINUTE));
        assert_eq!(views.take(), [(first, 2)]);
    }
}
