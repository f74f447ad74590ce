//! Limits on what can be tried: signing in, signing up, asking for mails; by address and by account.

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::time::Duration;

/// Counts attempts; each key has its own allowance, which comes back evenly over ten minutes.
pub struct Attempts {
    limiter: DefaultKeyedRateLimiter<String>,
}

/// The stretch over which an allowance comes back.
const STRETCH: Duration = Duration::from_secs(600);

impl Attempts {
    /// Allows so many attempts per key in ten minutes.
    pub fn new(allowed: u32) -> Attempts {
        Attempts::over(allowed, STRETCH)
    }

    /// Allows so many attempts per key in a stretch of time, over which they come back evenly.
    pub fn over(allowed: u32, stretch: Duration) -> Attempts {
        let burst = NonZeroU32::new(allowed).unwrap_or(NonZeroU32::MIN);
        let period = (stretch / burst.get()).max(Duration::from_nanos(1));
        let quota = Quota::with_period(period).unwrap_or(Quota::per_minute(burst)).allow_burst(burst);
        Attempts { limiter: RateLimiter::keyed(quota) }
    }

    /// Counts one attempt.
    ///
    /// # Errors
    /// Seconds to wait when the allowance is used up.
    pub fn count(&self, key: &str) -> Result<(), i64> {
        self.limiter.check_key(&key.to_owned()).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            i64::try_from(wait.as_secs()).unwrap_or(i64::MAX).saturating_add(1)
        })
    }

    /// Forgets keys that have their whole allowance back.
    pub fn tidy(&self) {
        self.limiter.retain_recent();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowance_is_by_key() {
        let attempts = Attempts::new(3);
        for _ in 0..3 {
            assert!(attempts.count("a").is_ok());
        }
        assert!(attempts.count("a").is_err_and(|s| (1..=201).contains(&s)));
        assert!(attempts.count("b").is_ok());
    }
}
