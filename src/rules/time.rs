//! Moments and days without a clock: time is always handed in.

use serde::{Deserialize, Serialize};

/// A moment in UTC, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A calendar day in UTC, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i64);

/// Milliseconds of one second, minute, hour and day.
pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

impl Timestamp {
    /// The UTC day this moment falls on.
    pub fn day(self) -> Day {
        Day(self.0.div_euclid(DAY))
    }

    /// This moment moved by `ms` milliseconds (negative: earlier).
    pub fn plus(self, ms: i64) -> Timestamp {
        Timestamp(self.0.saturating_add(ms))
    }

    /// Whole days from `earlier` to this moment; negative when `earlier` is later.
    pub fn days_since(self, earlier: Timestamp) -> i64 {
        (self.0 - earlier.0).div_euclid(DAY)
    }
}

impl Day {
    /// Midnight UTC at the start of the day.
    pub fn start(self) -> Timestamp {
        Timestamp(self.0 * DAY)
    }
}
