//! What flags on a post come to.

use super::vocabulary::FlagReason;

/// Whether a post is spam, if these flags on it are right: most of them have to say so. One who calls it spam among others who say
/// otherwise does not make it that.
pub fn call_it_spam(reasons: &[FlagReason]) -> bool {
    2 * reasons.iter().filter(|reason| **reason == FlagReason::Spam).count() > reasons.len()
}
