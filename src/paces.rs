//! How often a member, or the network of a guest, may do what costs work or bothers others and leaves nothing that could be counted: no row
//! says that a text was previewed, or a vote taken back. Who uses the forum as people do never comes near; a program that goes on without
//! end is told how long to wait. Counted by each node for itself.

use crate::auth::attempts::Attempts;
use std::time::Duration;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A text drawn as it will be.
    Preview,
    /// What is being written, kept on the way.
    Draft,
    /// A search that no kept page answers.
    Search,
    /// Suggestions while typing: tags, members, similar topics.
    Complete,
    /// A vote cast, turned or taken back.
    Vote,
    /// An answer accepted, or that taken back.
    Accept,
}

/// Whose acts are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who<'a> {
    /// A member, by their number.
    Member(i64),
    /// A guest's network, behind which many may sit.
    Network(&'a str),
}

/// So many times what one member may do is let through from one network of guests.
const GUESTS_OF_A_NETWORK: u32 = 5;

const TEN_MINUTES: Duration = Duration::from_secs(600);
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// So many times in so long a time; what was used comes back evenly.
fn allowance(act: Act) -> (u32, Duration) {
    match act {
        Act::Preview => (120, TEN_MINUTES),
        // While somebody writes, one goes out every two and a half seconds.
        Act::Draft => (300, TEN_MINUTES),
        Act::Search => (150, TEN_MINUTES),
        Act::Complete => (1_200, TEN_MINUTES),
        // Votes that stand are bounded by the rulebook, some forty a day.
        Act::Vote => (200, DAY),
        Act::Accept => (60, DAY),
    }
}

/// Counts acts.
pub struct Paces {
    of: Vec<(Act, Attempts, Attempts)>,
}

impl Paces {
    /// The usual allowances, taken by so many hundredths.
    pub fn new(percent: u32) -> Paces {
        let of = [Act::Preview, Act::Draft, Act::Search, Act::Complete, Act::Vote, Act::Accept].map(|act| {
            let (times, stretch) = allowance(act);
            let times = u32::try_from(u64::from(times) * u64::from(percent) / 100).unwrap_or(u32::MAX);
            (act, Attempts::over(times, stretch), Attempts::over(times.saturating_mul(GUESTS_OF_A_NETWORK), stretch))
        });
        Paces { of: of.into() }
    }

    /// Counts one act.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn count(&self, act: Act, who: Who<'_>) -> Result<(), i64> {
        let Some((_, members, networks)) = self.of.iter().find(|(of, ..)| *of == act) else { return Ok(()) };
        match who {
            Who::Member(member) => members.count(&member.to_string()),
            Who::Network(network) => networks.count(network),
        }
    }

    /// Forgets those who have their whole allowance back.
    pub fn tidy(&self) {
        for (_, members, networks) in &self.of {
            members.tidy();
            networks.tidy();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn let_through(paces: &Paces, act: Act, who: Who<'_>) -> usize {
        (0..20_000).take_while(|_| paces.count(act, who).is_ok()).count()
    }

    #[test]
    fn each_act_has_an_allowance_of_its_own_and_a_network_more() {
        let paces = Paces::new(100);
        for (act, least, most) in [
            (Act::Preview, 120, 125),
            (Act::Draft, 300, 310),
            (Act::Search, 150, 155),
            (Act::Complete, 1_200, 1_260),
            (Act::Vote, 200, 200),
            (Act::Accept, 60, 60),
        ] {
            let passed = let_through(&paces, act, Who::Member(1));
            assert!((least..=most).contains(&passed), "{act:?}: {passed}");
            assert!(paces.count(act, Who::Member(2)).is_ok(), "another member");
            let passed = let_through(&paces, act, Who::Network("198.51.100.7"));
            assert!((5 * least..=5 * most + 60).contains(&passed), "{act:?} of a network: {passed}");
        }
        let wait = paces.count(Act::Vote, Who::Member(1)).unwrap_err();
        assert!((1..=433).contains(&wait), "a vote comes back every seven minutes: {wait}");
    }
}
