//! Badges: what each waits for.

use super::conditions::{Condition, Deed};
use super::metrics::Metric;
use super::own_words::{BadgeWords, OwnWords};
use super::vocabulary::BadgeLevel;
use serde::{Deserialize, Serialize};

/// One badge of the rulebook. Without words of its own, they stand in the locale files under `badge-<key>` and `badge-<key>-why`.
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
    /// What it waits for. It is awarded when that is met and it was not awarded yet, and stays.
    pub when: Condition,
    /// Its own words, in place of those of the locale files.
    #[serde(default, skip_serializing_if = "OwnWords::is_empty")]
    pub words: OwnWords<BadgeWords>,
}

/// Where badges are sought: what they are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    Questions,
    Answers,
    Community,
}

impl Badge {
    /// Its family, by the first thing that it asks for and that belongs to one.
    pub fn family(&self) -> Family {
        let mut family = Family::Community;
        self.when.asks(&mut |part| {
            family = family_of(part);
            family != Family::Community
        });
        family
    }
}

fn family_of(part: &Condition) -> Family {
    use super::vocabulary::PostKind;
    match part {
        Condition::Post(asked) => match asked.kind {
            Some(PostKind::Opening) => Family::Questions,
            Some(PostKind::Answer | PostKind::Reply) | None => Family::Answers,
        },
        Condition::Did(Deed::AcceptedAnAnswer) => Family::Questions,
        Condition::Metric { asked, .. } => of_metric(asked.metric),
        Condition::Sum { weights, .. } => weights.keys().map(|asked| of_metric(asked.metric)).find(|of| *of != Family::Community).unwrap_or(Family::Community),
        Condition::Did(Deed::VotedUp | Deed::VotedDown | Deed::EditedAPost | Deed::CompletedProfile)
        | Condition::Quality(_)
        | Condition::HoldsBadge(_)
        | Condition::Tier(_)
        | Condition::MemberFor { .. }
        | Condition::All(_)
        | Condition::Any(_)
        | Condition::Several { .. }
        | Condition::NoneOf(_) => Family::Community,
    }
}

/// Metrics of whoever asks, and of whoever answers.
const OF_QUESTIONS: [Metric; 6] =
    [Metric::Questions, Metric::Discussions, Metric::Topics, Metric::SolvedQuestions, Metric::TopicUpvotesReceived, Metric::TopicsScored];
const OF_ANSWERS: [Metric; 10] = [
    Metric::Answers,
    Metric::AcceptedAnswers,
    Metric::Replies,
    Metric::SelfAnswers,
    Metric::FastAnswers,
    Metric::LateAnswers,
    Metric::FirstAnswers,
    Metric::AnswerUpvotesReceived,
    Metric::AnswerScore,
    Metric::AnswersScored,
];

fn of_metric(metric: Metric) -> Family {
    if OF_QUESTIONS.contains(&metric) {
        Family::Questions
    } else if OF_ANSWERS.contains(&metric) {
        Family::Answers
    } else {
        Family::Community
    }
}
