//! How long is kept what nobody needs for ever. Housekeeping takes away what is older; each number says why it is what it is.

use super::time::DAY;

/// A session ends after so long without a visit, and after so long in any case. One that has ended is taken away at once: it opens nothing.
pub const SESSION_IDLE: i64 = 30 * DAY;
pub const SESSION_LONGEST: i64 = 180 * DAY;

/// A draft that was not touched for so long is given up: three months are longer than anybody's holidays.
pub const DRAFTS: i64 = 90 * DAY;

/// A mail that was sent, given up or let go stays so long with its recipient, so that managers can look into complaints of a month.
pub const MAILS: i64 = 30 * DAY;

/// A notification that was read stays so long, and one that never was stays a year.
pub const NOTIFICATIONS_READ: i64 = 90 * DAY;
pub const NOTIFICATIONS: i64 = 365 * DAY;

/// A picture that stands in no post, profile or draft stays so long after it was sent: whoever wrote a text without a draft has posted it by then.
pub const PICTURES: i64 = 7 * DAY;
