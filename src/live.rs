//! Live news for signed-in members: who has a page open hears at once that something waits.

use crate::rules::ids::MemberId;
use crate::store::Hint;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

/// Streams of one member: a browser needs one for all its tabs. The oldest ends when one too many opens.
pub const MOST_PER_MEMBER: usize = 6;

/// Members with a page open, and how to wake their streams.
pub struct Live {
    streams: Mutex<Streams>,
    most: usize,
    closing: watch::Sender<bool>,
}

#[derive(Default)]
struct Streams {
    /// Each member's streams, the oldest first: its number, and how to wake it.
    members: HashMap<MemberId, VecDeque<(u64, watch::Sender<u64>)>>,
    count: usize,
    last: u64,
}

/// A place among the streams; given up when this is dropped.
pub struct Seat {
    live: Arc<Live>,
    member: MemberId,
    number: u64,
    /// Changes whenever something waits; ends when the stream has to.
    pub news: watch::Receiver<u64>,
}

impl Live {
    /// Room for so many streams altogether.
    pub fn new(most: usize) -> Live {
        Live { streams: Mutex::default(), most, closing: watch::Sender::default() }
    }

    /// Joins a member's streams; none where all places are taken by others.
    pub fn join(self: &Arc<Live>, member: MemberId) -> Option<Seat> {
        let mut streams = self.lock();
        let own = streams.members.get_mut(&member);
        match own.filter(|own| own.len() >= MOST_PER_MEMBER).and_then(VecDeque::pop_front) {
            Some(_) => streams.count -= 1,
            None if streams.count >= self.most => return None,
            None => {}
        }
        streams.count += 1;
        streams.last += 1;
        let (number, (sender, news)) = (streams.last, watch::channel(0));
        streams.members.entry(member).or_default().push_back((number, sender));
        Some(Seat { live: self.clone(), member, number, news })
    }

    /// Passes news on to those they concern.
    pub fn hear(&self, hints: &[Hint]) {
        let streams = self.lock();
        for hint in hints {
            // Also who may no longer listen is woken: each stream looks at its session before it tells anything.
            if let Hint::Notified(member) | Hint::AccessChanged(member) = hint {
                for (_, sender) in streams.members.get(member).into_iter().flatten() {
                    sender.send_modify(|n| *n += 1);
                }
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
        self.lock().members.len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Streams> {
        // The map is whole after every statement, so a poisoned lock may be used.
        self.streams.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut streams = self.live.lock();
        let Some(own) = streams.members.get_mut(&self.member) else { return };
        let before = own.len();
        own.retain(|(number, _)| *number != self.number);
        let (left, is_empty) = (before - own.len(), own.is_empty());
        if is_empty {
            streams.members.remove(&self.member);
        }
        streams.count -= left;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_stream_of_a_member_makes_room_and_nobody_elses() {
        let live = Arc::new(Live::new(MOST_PER_MEMBER + 1));
        let (ada, ben, eve) = (MemberId(1), MemberId(2), MemberId(3));
        let mut seats: Vec<Seat> = (0..MOST_PER_MEMBER).filter_map(|_| live.join(ada)).collect();
        let bens = live.join(ben).unwrap();
        assert!(live.join(eve).is_none(), "all places are taken");
        seats.push(live.join(ada).unwrap());
        assert!(seats[0].news.has_changed().is_err(), "the oldest has ended");
        assert!(seats[1..].iter().chain([&bens]).all(|seat| seat.news.has_changed().is_ok()));
        live.hear(&[Hint::Notified(ada)]);
        assert!(seats[1..].iter().all(|seat| seat.news.has_changed().unwrap()) && !bens.news.has_changed().unwrap());
        drop(seats.remove(0));
        assert!(live.join(eve).is_none(), "who was ended is not counted out twice");
        drop(seats);
        assert!(live.join(eve).is_some());
        assert_eq!(live.count(), 1);
    }
}
