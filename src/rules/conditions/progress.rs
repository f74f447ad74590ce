//! How far somebody is: a tree of the same shape as the condition.

use super::{Condition, Facts, sum};

/// How far one condition is met.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// What is asked.
    pub of: Condition,
    pub have: i64,
    /// At least 1 where anything is asked.
    pub need: i64,
    pub done: bool,
    /// Of a group, how far its parts are.
    pub parts: Vec<Progress>,
}

impl Condition {
    /// How far it is met. Shares are told in whole percent, what is only there or not as 0 or 1 of 1.
    pub fn progress(&self, facts: &Facts) -> Progress {
        let done = self.met(facts);
        let parts = |of: &[Condition]| of.iter().map(|part| part.progress(facts)).collect::<Vec<_>>();
        let counted = |have: i64, need: i64| (have, need, Vec::new());
        let group = |of: &[Condition], need: usize, met: bool| {
            let parts = parts(of);
            let have = parts.iter().filter(|part| part.done == met).count();
            // Conditions have few parts.
            (have as i64, need as i64, parts)
        };
        let (have, need, parts) = match self {
            Condition::All(of) => group(of, of.len(), true),
            Condition::Any(of) => group(of, 1, true),
            Condition::Several { least, of } => group(of, *least, true),
            Condition::NoneOf(of) => group(of, of.len(), false),
            Condition::Metric { asked, at_least } => counted(facts.number(asked), *at_least),
            Condition::Sum { weights, at_least } => counted(sum(weights, facts), *at_least),
            Condition::Quality(least) => counted(percent(facts.quality()), percent(*least)),
            Condition::MemberFor { days } => counted(facts.member_for, *days),
            Condition::Post(asked) => match (&facts.post, asked.score, asked.views) {
                (Some(post), Some(least), None) => counted(post.score, least),
                (Some(post), None, Some(least)) => counted(post.views.unwrap_or(0), least),
                _ => counted(i64::from(done), 1),
            },
            Condition::Did(_) | Condition::HoldsBadge(_) | Condition::Tier(_) => counted(i64::from(done), 1),
        };
        Progress { of: self.clone(), have, need, done, parts }
    }
}

/// A share as whole percent.
pub(super) fn percent(share: f64) -> i64 {
    // A share between 0 and 1.
    (share * 100.0).round() as i64
}

impl Progress {
    /// What stands side by side: the parts of `all`, or itself.
    pub fn side_by_side(&self) -> &[Progress] {
        match self.of {
            Condition::All(_) => &self.parts,
            _ => std::slice::from_ref(self),
        }
    }

    /// The share that is met, in whole percent; only what is done makes 100.
    pub fn percent(&self) -> i64 {
        if self.done {
            return 100;
        }
        let several = |least: usize| {
            let mut best: Vec<i64> = self.parts.iter().map(Progress::percent).collect();
            best.sort_unstable_by(|a, b| b.cmp(a));
            best.truncate(least);
            best.iter().sum::<i64>() / i64::try_from(least).unwrap_or(i64::MAX).max(1)
        };
        let share = match &self.of {
            Condition::All(of) => several(of.len()),
            Condition::Any(_) => several(1),
            Condition::Several { least, .. } => several(*least),
            Condition::NoneOf(_) => 0,
            Condition::Metric { .. }
            | Condition::Sum { .. }
            | Condition::Quality(_)
            | Condition::Post(_)
            | Condition::Did(_)
            | Condition::HoldsBadge(_)
            | Condition::Tier(_)
            | Condition::MemberFor { .. } => self.have.clamp(0, self.need.max(0)).saturating_mul(100) / self.need.max(1),
        };
        share.clamp(0, 99)
    }
}
