//! Log lines that one cause would write over and over: each is written at most once in a while, with how many were left out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The same cause is told of again after so long.
const WHILE: Duration = Duration::from_secs(10);
/// Causes that are kept apart; with more, all are forgotten, which costs some lines.
const CAUSES: usize = 200;

struct Told {
    at: Instant,
    left_out: u64,
}

static TOLD: Mutex<Option<HashMap<String, Told>>> = Mutex::new(None);

/// Whether to write a line about this cause now: how many were left out since the last one, or nothing while it is too soon.
pub fn seldom(cause: &str) -> Option<u64> {
    seldom_at(cause, Instant::now())
}

fn seldom_at(cause: &str, now: Instant) -> Option<u64> {
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let told = told.get_or_insert_default();
    match told.get_mut(cause) {
        Some(told) if now.saturating_duration_since(told.at) < WHILE => {
            told.left_out += 1;
            None
        }
        Some(told) => {
            told.at = now;
            Some(std::mem::take(&mut told.left_out))
        }
        None => {
            if told.len() >= CAUSES {
                told.clear();
            }
            told.insert(cause.to_owned(), Told { at: now, left_out: 0 });
            Some(0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cause_is_told_of_once_in_a_while_and_counted() {
        let began = Instant::now();
        assert_eq!(seldom_at("the disk is full", began), Some(0));
        assert_eq!(seldom_at("another cause", began), Some(0));
        for second in 1..10 {
            assert_eq!(seldom_at("the disk is full", began + Duration::from_secs(second)), None);
        }
        assert_eq!(seldom_at("the disk is full", began + WHILE), Some(9));
    }
}
