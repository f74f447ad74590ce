//! What was read while a page is drawn: each topic and member whose id comes out of the database is noted, so that a kept page depends on
//! all it shows. Nobody has to remember to say so.

use crate::rules::ids::{MemberId, TopicId};
use std::cell::RefCell;
use std::collections::HashSet;

/// Something that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Noted {
    Topic(TopicId),
    Member(MemberId),
}

thread_local! {
    /// None while nobody asks.
    static NOTED: RefCell<Option<HashSet<Noted>>> = const { RefCell::new(None) };
}

/// Does some reading on this thread, and answers with it what was read.
pub fn noting<T>(work: impl FnOnce() -> T) -> (T, HashSet<Noted>) {
    /// Ends the noting, also where the work panics: the thread serves others afterwards.
    struct Until;
    impl Drop for Until {
        fn drop(&mut self) {
            NOTED.set(None);
        }
    }
    NOTED.set(Some(HashSet::new()));
    let _until = Until;
    let done = work();
    (done, NOTED.take().unwrap_or_default())
}

/// Notes one thing, where somebody asks.
pub(super) fn note(thing: Noted) {
    NOTED.with_borrow_mut(|noted| {
        if let Some(noted) = noted {
            noted.insert(thing);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_read_meanwhile_is_noted() {
        note(Noted::Topic(TopicId(1)));
        let (answer, noted) = noting(|| {
            note(Noted::Topic(TopicId(2)));
            note(Noted::Member(MemberId(2)));
            note(Noted::Topic(TopicId(2)));
            5
        });
        note(Noted::Topic(TopicId(3)));
        assert_eq!((answer, noted), (5, HashSet::from([Noted::Topic(TopicId(2)), Noted::Member(MemberId(2))])));
    }
}
