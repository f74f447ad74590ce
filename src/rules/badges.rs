//! Badges: what each waits for, and which an event could bring.

use super::metrics::Metric;
use super::vocabulary::{BadgeLevel, PostKind};
use serde::{Deserialize, Serialize};

/// One badge of the rulebook. Its words stand under `badge-<key>` and `badge-<key>-why`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Badge {
    /// Small letters, digits, hyphens.
    pub key: String,
    pub level: BadgeLevel,
    /// Name of the drawing (`g-<glyph>`).
    pub glyph: String,
    /// Awarded once for each post that earns it, instead of once in a member's life.
    #[serde(default)]
    pub repeats: bool,
    pub when: Condition,
}

/// What a badge waits for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Condition {
    /// A post of the member reaches a score.
    PostScore(PostScore),
    /// A topic of the member reaches a number of views.
    Views { at_least: i64 },
    /// One of the member's metrics reaches a number.
    Count { of: Metric, at_least: i64 },
    /// The member accepted an answer to their question.
    AcceptedAnAnswer {},
    /// The member cast their first vote of this value (+1 or −1).
    VotesGiven { value: i64 },
    /// The member edited a post for the first time.
    EditedAPost {},
    /// The profile was completed.
    ProfileCompleted {},
}

/// A score to reach, and on which posts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostScore {
    /// Opening posts or answers (replies in discussions earn no such badge).
    pub of: PostKind,
    pub at_least: i64,
    /// Only answers in topics of others.
    #[serde(default)]
    pub others_topics_only: bool,
    /// Only answers in one's own topics.
    #[serde(default)]
    pub own_topics_only: bool,
    /// Only answers posted so many days after the topic.
    #[serde(default)]
    pub late_by_days: i64,
}

/// A post whose score has just changed, with what the badge rules look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScoredPost {
    pub kind: PostKind,
    pub score: i64,
    /// Whether the author also asked the topic.
    pub own_topic: bool,
    /// Whole days from the topic to the post.
    pub days_after_topic: i64,
}

impl PostScore {
    /// Whether the post earns the badge.
    pub fn earned_by(&self, post: &ScoredPost) -> bool {
        post.kind == self.of
            && post.score >= self.at_least
            && !(self.others_topics_only && post.own_topic)
            && (!self.own_topics_only || post.own_topic)
            && post.days_after_topic >= self.late_by_days
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_answer_counts_only_when_late() {
        let rule = PostScore { of: PostKind::Answer, at_least: 5, others_topics_only: false, own_topics_only: false, late_by_days: 60 };
        let post = ScoredPost { kind: PostKind::Answer, score: 5, own_topic: false, days_after_topic: 60 };
        assert!(rule.earned_by(&post));
        assert!(!rule.earned_by(&ScoredPost { days_after_topic: 59, ..post }));
        assert!(!rule.earned_by(&ScoredPost { kind: PostKind::Reply, ..post }));
    }
}
