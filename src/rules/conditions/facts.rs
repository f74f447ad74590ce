//! What has to be known of a member, and what is.

use super::{Deed, quality};
use crate::rules::metrics::{Asked, Metric, Numbers};
use crate::rules::vocabulary::PostKind;
use std::collections::BTreeSet;

/// What conditions ask to know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wants {
    pub asked: BTreeSet<Asked>,
    pub deeds: BTreeSet<Deed>,
    /// Badges of which it is asked whether they are held.
    pub badges: BTreeSet<String>,
    pub tier: bool,
    /// When the member joined.
    pub joined: bool,
    /// One of the member's posts.
    pub post: bool,
    /// The category of that post.
    pub category: bool,
}

impl Wants {
    /// What several conditions ask together.
    pub fn of<'a>(conditions: impl IntoIterator<Item = &'a super::Condition>) -> Wants {
        let mut wants = Wants::default();
        for condition in conditions {
            condition.wants(&mut wants);
        }
        wants
    }

    /// Whether anything is asked beside a post.
    pub fn of_members(&self) -> bool {
        !self.asked.is_empty() || !self.deeds.is_empty() || !self.badges.is_empty() || self.tier || self.joined
    }
}

/// What is known of a member. What is not known counts as nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub numbers: Numbers,
    pub deeds: BTreeSet<Deed>,
    pub badges: BTreeSet<String>,
    /// The tiers up to the one held.
    pub tiers: BTreeSet<String>,
    /// Whole days since the member joined.
    pub member_for: i64,
    /// The post at hand.
    pub post: Option<PostFacts>,
}

/// What conditions look at of a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostFacts {
    pub kind: PostKind,
    pub score: i64,
    /// Views of the topic that it opens; none for other posts.
    pub views: Option<i64>,
    /// Whether it answers a topic of its author's.
    pub own_topic: bool,
    /// Whole days from the topic to the post.
    pub days_after_topic: i64,
    /// Whole minutes from the topic to the post; none for the post that opens it.
    pub minutes_after_topic: Option<i64>,
    /// Slug of the category; none where nobody asked.
    pub category: Option<String>,
    pub tags: Vec<String>,
}

impl Facts {
    /// Facts that are nothing but numbers.
    pub fn of_numbers(numbers: impl IntoIterator<Item = (Metric, i64)>) -> Facts {
        Facts { numbers: numbers.into_iter().map(|(metric, value)| (Asked::ever(metric), value)).collect(), ..Facts::default() }
    }

    /// How much of something there is.
    pub fn number(&self, asked: &Asked) -> i64 {
        self.numbers.get(asked).copied().unwrap_or(0)
    }

    /// Points.
    pub fn reputation(&self) -> i64 {
        self.number(&Asked::ever(Metric::Reputation))
    }

    /// The share of reviewed actions that were right.
    pub fn quality(&self) -> f64 {
        quality(self.number(&Asked::ever(Metric::UpheldFlags)), self.number(&Asked::ever(Metric::Faults)))
    }
}
