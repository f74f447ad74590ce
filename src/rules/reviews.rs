//! Reviews: what waits for somebody's decision, queue by queue. Each queue has one file here, which says its decisions, who may take them and
//! what they do; whoever carries them out and whoever draws them knows no queues.

mod flags;

use super::privileges::{Action, Subject};
use super::time::MINUTE;
use super::vocabulary::{Decision, words};

words! {
    /// A queue.
    Queue {
        /// Posts that members have flagged.
        Flags = "flags",
    }

    /// What kind of thing an item is about.
    SubjectKind {
        Post = "post",
    }
}

/// Whoever has opened an item is shown to the others as looking at it for so long.
pub const CLAIM: i64 = 5 * MINUTE;
/// A claim is written anew when it lasts less than this: looking again and again costs one write a minute.
pub const RENEWED_BELOW: i64 = 4 * MINUTE;

/// What a queue says.
#[derive(Debug)]
pub struct Rules {
    /// What somebody must be allowed to do to see the queue.
    pub enter: Action,
    /// In the order of their buttons.
    pub choices: &'static [Choice],
    /// Keys of sentences that reviewers often write, offered for completion.
    pub usual_reasons: &'static [&'static str],
}

/// A decision that a queue offers.
#[derive(Debug)]
pub struct Choice {
    pub decision: Decision,
    /// Its key on the keyboard.
    pub key: &'static str,
    /// For which posts it is offered.
    pub offered: Offered,
    /// What a reviewer must be allowed to do to take it, and to what.
    pub needs: fn(&Subject) -> (Action, Subject),
    /// What it does, in this order.
    pub does: &'static [Step],
}

/// For which posts a decision is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offered {
    Always,
    /// Only for what readers do not see.
    WhenWithheld,
}

/// A part of what a decision does. One that finds nothing to do does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The post is hidden from readers.
    Hide,
    /// What flags alone have hidden is shown again; what a reviewer hid before stays hidden until it is restored.
    ShowAgain,
    /// The post is deleted.
    Delete,
    /// The post comes back, shown, and what earlier judgements about it brought is taken back.
    BringBack,
    /// Its author gets a warning.
    WarnAuthor,
    /// The open flags were right.
    UpholdFlags(Price),
    /// The open flags were not right.
    DismissFlags,
}

/// What a post that was flagged rightly as spam or abuse costs its author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    /// The points of the rulebook, once.
    Points,
    /// A word of warning.
    Nothing,
}

impl Queue {
    /// What the queue says.
    pub fn rules(self) -> &'static Rules {
        match self {
            Queue::Flags => &flags::RULES,
        }
    }
}

impl Rules {
    /// The choice with this decision, if the queue has it.
    pub fn choice(&self, decision: Decision) -> Option<&'static Choice> {
        self.choices.iter().find(|choice| choice.decision == decision)
    }

    /// The choices that are offered for a post.
    pub fn offered(&self, withheld: bool) -> impl Iterator<Item = &'static Choice> {
        self.choices.iter().filter(move |choice| withheld || choice.offered == Offered::Always)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_queue_can_be_decided_and_no_key_is_pressed_for_two() {
        for queue in Queue::ALL {
            let rules = queue.rules();
            let decisions: BTreeSet<_> = rules.choices.iter().map(|c| c.decision).collect();
            let keys: BTreeSet<_> = rules.choices.iter().map(|c| c.key).collect();
            assert_eq!((decisions.len(), keys.len()), (rules.choices.len(), rules.choices.len()), "{queue}");
            assert!(rules.offered(false).count() >= 2 && !keys.contains("j"), "{queue}: j goes on to the next");
            assert!(rules.choices.iter().all(|c| !c.does.is_empty() && rules.choice(c.decision).is_some()), "{queue}");
        }
    }
}
