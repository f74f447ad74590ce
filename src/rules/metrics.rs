//! Metrics: what is counted of a member, and what tiers, badges and privileges may ask for.

use super::vocabulary::words;
use std::collections::BTreeMap;

words! {
    /// A number that is kept of each member.
    Metric {
        /// Points: the sum of the ledger's lines.
        Reputation = "reputation",
        /// Questions that stand.
        Questions = "questions",
        /// Answers and replies that stand.
        Answers = "answers",
        /// Answers that are accepted.
        AcceptedAnswers = "accepted_answers",
        /// Comments that stand.
        Comments = "comments",
        /// Flags that staff agreed with.
        UpheldFlags = "upheld_flags",
        /// Flags that staff did not agree with, and posts on which flags were upheld.
        Faults = "faults",
    }
}

impl Metric {
    /// The end of its keys in the locale files.
    pub fn key(self) -> String {
        self.word().replace('_', "-")
    }

    /// Whether more of it is better: only then a badge may wait for it.
    pub fn is_merit(self) -> bool {
        match self {
            Metric::Questions | Metric::Answers | Metric::AcceptedAnswers | Metric::Comments | Metric::UpheldFlags => true,
            Metric::Reputation | Metric::Faults => false,
        }
    }

    /// Whether a tier may ask for it, so that whoever's changed is looked at again.
    pub fn decides_tiers(self) -> bool {
        match self {
            Metric::Reputation | Metric::Questions | Metric::Answers | Metric::AcceptedAnswers => true,
            Metric::Comments | Metric::UpheldFlags | Metric::Faults => false,
        }
    }
}

/// Where something was done, as rules name it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Within {
    Everywhere,
    /// A category, by its slug.
    Category(String),
    /// A tag, by its name.
    Tag(String),
}

/// What may be asked of a member: how much of a metric, where, and of how many last days (today included; none: ever).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asked {
    pub metric: Metric,
    pub within: Within,
    pub days: Option<i64>,
}

impl Asked {
    /// All of it, wherever and whenever.
    pub fn ever(metric: Metric) -> Asked {
        Asked { metric, within: Within::Everywhere, days: None }
    }
}

/// Answers to what was asked of one member.
pub type Numbers = BTreeMap<Asked, i64>;
