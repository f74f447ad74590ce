//! Periods of leaderboards and of "top" lists.

use super::time::{DAY, Timestamp};
use super::vocabulary::words;

words! {
    /// The stretch of time a list looks back over.
    Period {
        Week = "week",
        Month = "month",
        Year = "year",
        All = "all",
    }
}

impl Period {
    /// The earliest moment the period covers, seen from `now`; the beginning of time for [`Period::All`].
    pub fn since(self, now: Timestamp) -> Timestamp {
        match self {
            Period::Week => now.plus(-7 * DAY),
            Period::Month => now.plus(-30 * DAY),
            Period::Year => now.plus(-365 * DAY),
            Period::All => Timestamp(i64::MIN),
        }
    }
}
