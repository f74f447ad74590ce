//! Jobs: work that follows what was written and that nobody waits for. Each is a row of the table `jobs`, written in the transaction that
//! asks for it, and is run by whichever node takes it first.

use super::ids::{EventId, MemberId};
use super::vocabulary::words;
use serde::{Deserialize, Serialize};

words! {
    /// Where a job stands.
    JobState {
        Waiting = "waiting",
        /// Given up after too many tries, or unreadable; managers see it and may retry.
        Failed = "failed",
    }
}

/// A job with all that it needs to know. Stored as JSON beside its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// Those who follow a topic are told of an event in it, some members at a time; those up to `after` have been told.
    TellFollowers { event: EventId, after: MemberId },
    /// Everybody's tier and badges are looked at again by a version of the rulebook, some members at a time; those up to `after` have been. What
    /// is awarded hangs on the event by which the version was published.
    ApplyRulebook { version: i64, event: EventId, after: MemberId },
}

impl Job {
    /// The kind of [`Job::ApplyRulebook`], which the referee looks for.
    pub const APPLY_RULEBOOK: &str = "apply_rulebook";

    /// The kind as stored (the serde tag).
    pub fn kind(&self) -> &'static str {
        match self {
            Job::TellFollowers { .. } => "tell_followers",
            Job::ApplyRulebook { .. } => Job::APPLY_RULEBOOK,
        }
    }

    /// What makes two jobs of a kind the same job: there is at most one row for it.
    pub fn unique_key(&self) -> String {
        match self {
            Job::TellFollowers { event, .. } => event.to_string(),
            Job::ApplyRulebook { version, .. } => version.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_the_tag_that_is_stored() {
        let jobs = [Job::TellFollowers { event: EventId(7), after: MemberId(0) }, Job::ApplyRulebook { version: 3, event: EventId(7), after: MemberId(0) }];
        for job in jobs {
            let stored: serde_json::Value = serde_json::to_value(&job).unwrap();
            assert_eq!(stored["kind"], job.kind());
            assert_eq!(serde_json::from_value::<Job>(stored).unwrap(), job);
        }
    }
}
