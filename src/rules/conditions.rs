//! Conditions: the one language in which tiers, badges and privileges say what they ask for.
//!
//! A [`Condition`] is a value. From it come the decision ([`Condition::met`]), how far somebody is ([`Condition::progress`]), what has to be
//! known for both and after which moves they are looked at again ([`Wants`]), and how it is written in a rulebook (`reading`, `writing`).
//! The sentences are in `ui/conditions.rs`, the set-based query in `store/conditions.rs`.

mod check;
mod earlier;
mod facts;
mod nearest;
mod progress;
mod reading;
#[cfg(test)]
mod tests;
mod writing;

pub use check::{Holder, InvalidCondition, check_circles};
pub use facts::{Facts, PostFacts, Wants};
pub use nearest::nearest;
pub use progress::Progress;

use super::metrics::{Asked, Metric, Within};
use super::vocabulary::{PostKind, words};
use std::collections::BTreeMap;

/// What somebody must have done, have or be.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All of these; with none of them it asks for nothing.
    All(Vec<Condition>),
    /// One of these.
    Any(Vec<Condition>),
    /// So many of these.
    Several { least: usize, of: Vec<Condition> },
    /// None of these.
    NoneOf(Vec<Condition>),
    /// So much of a metric.
    Metric { asked: Asked, at_least: i64 },
    /// A weighted sum of metrics.
    Sum { weights: BTreeMap<Asked, i64>, at_least: i64 },
    /// The share of reviewed actions that were right, 0 to 1: see [`quality`].
    Quality(f64),
    /// One post of the member, of this kind.
    Post(PostAsked),
    /// Something done at least once.
    Did(Deed),
    /// A badge held; its key.
    HoldsBadge(String),
    /// This tier or one above it; its key.
    Tier(String),
    /// Whole days since the member joined.
    MemberFor { days: i64 },
}

/// What is asked of one post; what is not given is not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PostAsked {
    pub kind: Option<PostKind>,
    /// Least score.
    pub score: Option<i64>,
    /// Least views of the topic that it opens.
    pub views: Option<i64>,
    /// Whose topic it answers.
    pub topic_of: Option<TopicOf>,
    /// Posted at least so many days after the topic.
    pub late_by_days: Option<i64>,
    /// Posted at most so many minutes after the topic.
    pub within_minutes: Option<i64>,
    /// Slug of the topic's category.
    pub category: Option<String>,
    /// A tag of the topic.
    pub tag: Option<String>,
}

words! {
    /// Whose topic a post answers.
    TopicOf {
        Own = "own",
        Others = "others",
    }

    /// What somebody may have done.
    Deed {
        /// Voted for a post.
        VotedUp = "voted_up",
        /// Voted against a post.
        VotedDown = "voted_down",
        /// Accepted an answer to their question.
        AcceptedAnAnswer = "accepted_an_answer",
        /// Edited a post, their own or another's.
        EditedAPost = "edited_a_post",
        /// Said something of themselves.
        CompletedProfile = "completed_profile",
    }
}

impl Default for Condition {
    fn default() -> Condition {
        Condition::All(Vec::new())
    }
}

/// The share of reviewed actions that were right, 0 to 1, cautious while there are few of them.
pub fn quality(upheld: i64, faults: i64) -> f64 {
    // Both counts are far below 2^52.
    (upheld as f64 + 2.0) / ((upheld + faults) as f64 + 4.0)
}

impl Condition {
    /// So many points.
    pub fn points_of(at_least: i64) -> Condition {
        Condition::Metric { asked: Asked::ever(Metric::Reputation), at_least }
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        matches!(self, Condition::All(parts) if parts.iter().all(Condition::is_empty))
    }

    /// Whether it is met. What is asked of a post is met only with a post.
    pub fn met(&self, facts: &Facts) -> bool {
        self.truth(facts) == Some(true)
    }

    /// Whether it is met; none where that hangs on a post and the facts have none.
    pub fn truth(&self, facts: &Facts) -> Option<bool> {
        match self {
            Condition::All(parts) => at_least(parts, parts.len(), |part| part.truth(facts)),
            Condition::Any(parts) => at_least(parts, 1, |part| part.truth(facts)),
            Condition::Several { least, of } => at_least(of, *least, |part| part.truth(facts)),
            Condition::NoneOf(parts) => at_least(parts, 1, |part| part.truth(facts)).map(|one| !one),
            Condition::Metric { asked, at_least } => Some(facts.number(asked) >= *at_least),
            Condition::Sum { weights, at_least } => Some(sum(weights, facts) >= *at_least),
            Condition::Quality(least) => Some(facts.quality() >= *least),
            Condition::Post(asked) => facts.post.as_ref().map(|post| asked.met(post)),
            Condition::Did(deed) => Some(facts.deeds.contains(deed)),
            Condition::HoldsBadge(badge) => Some(facts.badges.contains(badge)),
            Condition::Tier(tier) => Some(facts.tiers.contains(tier)),
            Condition::MemberFor { days } => Some(facts.member_for >= *days),
        }
    }

    /// Whether it may be met by whoever has this post: what is asked of members is left open.
    pub fn may_be_met(&self, facts: &Facts) -> bool {
        self.open(facts) != Some(false)
    }

    fn open(&self, facts: &Facts) -> Option<bool> {
        match self {
            Condition::All(parts) => at_least(parts, parts.len(), |part| part.open(facts)),
            Condition::Any(parts) => at_least(parts, 1, |part| part.open(facts)),
            Condition::Several { least, of } => at_least(of, *least, |part| part.open(facts)),
            Condition::NoneOf(parts) => at_least(parts, 1, |part| part.open(facts)).map(|one| !one),
            Condition::Post(_) => self.truth(facts),
            Condition::Metric { .. }
            | Condition::Sum { .. }
            | Condition::Quality(_)
            | Condition::Did(_)
            | Condition::HoldsBadge(_)
            | Condition::Tier(_)
            | Condition::MemberFor { .. } => None,
        }
    }

    /// Whether one of the things it asks for is such; without looking further once one is.
    pub fn asks(&self, such: &mut impl FnMut(&Condition) -> bool) -> bool {
        match self {
            Condition::All(parts) | Condition::Any(parts) | Condition::NoneOf(parts) | Condition::Several { of: parts, .. } => {
                parts.iter().any(|part| part.asks(such))
            }
            Condition::Metric { .. }
            | Condition::Sum { .. }
            | Condition::Quality(_)
            | Condition::Post(_)
            | Condition::Did(_)
            | Condition::HoldsBadge(_)
            | Condition::Tier(_)
            | Condition::MemberFor { .. } => such(self),
        }
    }

    /// Whether it is looked at again when a metric has moved.
    pub fn listens_to(&self, metric: Metric) -> bool {
        self.asks(&mut |part| match part {
            Condition::Metric { asked, .. } => asked.metric == metric,
            Condition::Sum { weights, .. } => weights.keys().any(|asked| asked.metric == metric),
            Condition::Quality(_) => matches!(metric, Metric::UpheldFlags | Metric::Faults),
            Condition::Post(_) | Condition::Did(_) | Condition::HoldsBadge(_) | Condition::Tier(_) | Condition::MemberFor { .. } => false,
            Condition::All(_) | Condition::Any(_) | Condition::Several { .. } | Condition::NoneOf(_) => false,
        })
    }

    /// Whether it may become met, or stop being so, by time alone.
    pub fn waits_for_time(&self) -> bool {
        self.asks(&mut |part| match part {
            Condition::Metric { asked, .. } => asked.days.is_some(),
            Condition::Sum { weights, .. } => weights.keys().any(|asked| asked.days.is_some()),
            Condition::MemberFor { .. } => true,
            Condition::Quality(_) | Condition::Post(_) | Condition::Did(_) | Condition::HoldsBadge(_) | Condition::Tier(_) => false,
            Condition::All(_) | Condition::Any(_) | Condition::Several { .. } | Condition::NoneOf(_) => false,
        })
    }

    /// Whether it asks for a deed.
    pub fn waits_for(&self, deed: Deed) -> bool {
        self.asks(&mut |part| matches!(part, Condition::Did(asked) if *asked == deed))
    }

    /// Whether it asks for badges or tiers.
    pub fn waits_for_recognition(&self) -> bool {
        self.asks(&mut |part| matches!(part, Condition::HoldsBadge(_) | Condition::Tier(_)))
    }

    /// Whether it asks something of a post that is such.
    pub fn waits_for_post(&self, mut such: impl FnMut(&PostAsked) -> bool) -> bool {
        self.asks(&mut |part| matches!(part, Condition::Post(asked) if such(asked)))
    }

    /// Whether it asks that a post be not such.
    pub fn denies_posts(&self) -> bool {
        match self {
            Condition::NoneOf(parts) => parts.iter().any(|part| part.waits_for_post(|_| true)),
            Condition::All(parts) | Condition::Any(parts) | Condition::Several { of: parts, .. } => parts.iter().any(Condition::denies_posts),
            Condition::Metric { .. }
            | Condition::Sum { .. }
            | Condition::Quality(_)
            | Condition::Post(_)
            | Condition::Did(_)
            | Condition::HoldsBadge(_)
            | Condition::Tier(_)
            | Condition::MemberFor { .. } => false,
        }
    }

    /// The points without which it cannot be met.
    pub fn points(&self) -> i64 {
        match self {
            Condition::Metric { asked, at_least } => {
                if is_points(asked) {
                    (*at_least).max(0)
                } else {
                    0
                }
            }
            Condition::All(parts) => parts.iter().map(Condition::points).max().unwrap_or(0),
            Condition::Any(parts) => parts.iter().map(Condition::points).min().unwrap_or(0),
            Condition::Several { least, of } => {
                let mut points: Vec<i64> = of.iter().map(Condition::points).collect();
                points.sort_unstable();
                least.checked_sub(1).and_then(|last| points.get(last).copied()).unwrap_or(0)
            }
            Condition::NoneOf(_)
            | Condition::Sum { .. }
            | Condition::Quality(_)
            | Condition::Post(_)
            | Condition::Did(_)
            | Condition::HoldsBadge(_)
            | Condition::Tier(_)
            | Condition::MemberFor { .. } => 0,
        }
    }

    /// Whether points are all that it asks for.
    pub fn asks_points_only(&self) -> bool {
        self.parts().iter().all(|part| matches!(part, Condition::Metric { asked, .. } if is_points(asked)))
    }

    /// What it asks for side by side: the parts of `all`, or itself.
    pub fn parts(&self) -> &[Condition] {
        match self {
            Condition::All(parts) => parts,
            one => std::slice::from_ref(one),
        }
    }

    /// Notes what has to be known to decide it.
    pub fn wants(&self, wants: &mut Wants) {
        self.asks(&mut |part| {
            match part {
                Condition::Metric { asked, .. } => drop(wants.asked.insert(asked.clone())),
                Condition::Sum { weights, .. } => wants.asked.extend(weights.keys().cloned()),
                Condition::Quality(_) => wants.asked.extend([Asked::ever(Metric::UpheldFlags), Asked::ever(Metric::Faults)]),
                Condition::Post(asked) => {
                    wants.post = true;
                    wants.category |= asked.category.is_some();
                }
                Condition::Did(deed) => drop(wants.deeds.insert(*deed)),
                Condition::HoldsBadge(badge) => drop(wants.badges.insert(badge.clone())),
                Condition::Tier(_) => wants.tier = true,
                Condition::MemberFor { .. } => wants.joined = true,
                Condition::All(_) | Condition::Any(_) | Condition::Several { .. } | Condition::NoneOf(_) => {}
            }
            false
        });
    }
}

/// Whether at least so many are met; none where that hangs on what is open.
fn at_least(parts: &[Condition], least: usize, truth: impl Fn(&Condition) -> Option<bool>) -> Option<bool> {
    let (mut met, mut open) = (0, 0);
    for part in parts {
        match truth(part) {
            Some(true) => met += 1,
            Some(false) => {}
            None => open += 1,
        }
    }
    if met >= least {
        Some(true)
    } else if met + open < least {
        Some(false)
    } else {
        None
    }
}

/// A weighted sum; beyond all numbers it stays at the last one.
fn sum(weights: &BTreeMap<Asked, i64>, facts: &Facts) -> i64 {
    weights.iter().fold(0_i64, |sum, (asked, weight)| sum.saturating_add(facts.number(asked).saturating_mul(*weight)))
}

impl PostAsked {
    /// Whether a post is such.
    pub fn met(&self, post: &PostFacts) -> bool {
        self.kind.is_none_or(|kind| post.kind == kind)
            && self.score.is_none_or(|least| post.score >= least)
            && self.views.is_none_or(|least| post.views.is_some_and(|views| views >= least))
            && self.topic_of.is_none_or(|whose| (whose == TopicOf::Own) == post.own_topic)
            && self.late_by_days.is_none_or(|days| post.days_after_topic >= days)
            && self.within_minutes.is_none_or(|most| post.minutes_after_topic.is_some_and(|minutes| minutes <= most))
            && self.category.as_ref().is_none_or(|slug| post.category.as_ref() == Some(slug))
            && self.tag.as_ref().is_none_or(|tag| post.tags.contains(tag))
    }

    /// Whether a post is such from the beginning, or never.
    pub fn is_met_at_once(&self) -> bool {
        self.score.is_none() && self.views.is_none()
    }
}

/// Whether points are asked for: all of them, wherever and whenever they were earned.
fn is_points(asked: &Asked) -> bool {
    asked.metric == Metric::Reputation && asked.within == Within::Everywhere && asked.days.is_none()
}
