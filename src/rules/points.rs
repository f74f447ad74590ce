//! Points: the rules, and how much of their amounts counts after cap and floor. Which event touches which rule stands in [`super::facts`].

use super::ids::MemberId;
use super::own_words::{OwnWords, RuleWords};
use super::vocabulary::{LineNote, words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

words! {
    /// A rule by which points are given or taken. Its values stand in the rulebook, its words in the locale files.
    PointRule {
        Joined = "joined",
        QuestionUpvoted = "question_upvoted",
        AnswerUpvoted = "answer_upvoted",
        QuestionDownvoted = "question_downvoted",
        AnswerDownvoted = "answer_downvoted",
        DownvoteGiven = "downvote_given",
        AnswerAccepted = "answer_accepted",
        AcceptedAnAnswer = "accepted_an_answer",
        EditApproved = "edit_approved",
        FlagUpheld = "flag_upheld",
        SpamUpheld = "spam_upheld",
        BountyOffered = "bounty_offered",
        BountyWon = "bounty_won",
    }
}

impl PointRule {
    /// Whether what the rule gave for a post goes when the post goes. What was given or taken because of a judgement about the post
    /// stays: deleting spam does not give back what the spam cost.
    pub fn goes_with_post(self) -> bool {
        match self {
            PointRule::QuestionUpvoted
            | PointRule::AnswerUpvoted
            | PointRule::QuestionDownvoted
            | PointRule::AnswerDownvoted
            | PointRule::DownvoteGiven
            | PointRule::AnswerAccepted
            | PointRule::AcceptedAnAnswer
            | PointRule::EditApproved
            | PointRule::BountyOffered
            | PointRule::BountyWon => true,
            PointRule::Joined | PointRule::FlagUpheld | PointRule::SpamUpheld => false,
        }
    }
}

/// The `[points]` part of a rulebook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// Reputation never falls below this.
    pub floor: i64,
    /// Most that a member gains in one UTC day from the rules marked `capped`, net of their losses.
    pub daily_cap: i64,
    /// Amount of each rule.
    pub rules: BTreeMap<PointRule, RuleValue>,
}

/// What one rule is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleValue {
    /// Points per event; negative costs. For bounties the factor of the bounty's amount.
    pub points: i64,
    /// Whether it counts towards the daily cap.
    #[serde(default)]
    pub capped: bool,
    /// Most that a member ever earns by this rule.
    #[serde(default)]
    pub lifetime_cap: Option<i64>,
    /// What the statement says of it, in place of the words of the locale files.
    #[serde(default, skip_serializing_if = "OwnWords::is_empty")]
    pub words: OwnWords<RuleWords>,
}

/// One member's gain or loss that an event asks for, before cap and floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub member: MemberId,
    pub rule: PointRule,
    /// How often the rule's amount counts: 1, or a bounty's amount.
    pub times: i64,
}

impl Entry {
    /// An entry that counts once.
    pub fn once(member: MemberId, rule: PointRule) -> Entry {
        Entry { member, rule, times: 1 }
    }
}

/// When the line was written whose opposite is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// On the UTC day that it is now: the day's cap looks at both.
    Today,
    Earlier,
}

/// A member's numbers that decide how much of a rule's amount counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// Reputation now: the sum of all ledger lines.
    pub balance: i64,
    /// Net sum of today's lines under capped rules.
    pub capped_today: i64,
    /// Sum of all lines under this rule; read only for rules with a lifetime cap.
    pub by_this_rule: i64,
    /// Whether a first line has been written (the floor holds from then on).
    pub opened: bool,
}

/// What is written to the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// What moves the balance.
    pub applied: i64,
    /// What the rule says.
    pub nominal: i64,
    /// Why they differ, if they do.
    pub note: LineNote,
}

impl Points {
    /// How much of a rule's amount counts for this account.
    pub fn amount(&self, rule: PointRule, times: i64, account: &Account) -> Amount {
        let value = self.value(rule);
        let nominal = value.points.saturating_mul(times);
        let mut applied = nominal;
        let mut note = LineNote::Full;
        if nominal > 0 {
            let mut room = i64::MAX;
            if value.capped {
                room = self.daily_cap - account.capped_today;
            }
            if let Some(most) = value.lifetime_cap {
                room = room.min(most - account.by_this_rule);
            }
            if room < applied {
                applied = room.max(0);
                note = LineNote::DailyCap;
            }
        }
        let (applied, floored) = self.floored(applied, account);
        Amount { applied, nominal, note: if floored { LineNote::Floor } else { note } }
    }

    /// The opposite of `earlier`, as far as the floor and the cap let it: what was lost today comes back under today's cap, which the
    /// loss had made room under; what was lost on an earlier day comes back whole and outside of today's cap.
    pub fn reversal(&self, rule: PointRule, earlier: i64, written: Written, account: &Account) -> Amount {
        let nominal = -earlier;
        if nominal > 0 && self.value(rule).capped {
            let room = (self.daily_cap - account.capped_today).max(0);
            return match written {
                Written::Earlier => Amount { applied: nominal, nominal, note: LineNote::GivenBack },
                Written::Today if room < nominal => Amount { applied: room, nominal, note: LineNote::DailyCap },
                Written::Today => Amount { applied: nominal, nominal, note: LineNote::Reversal },
            };
        }
        let (applied, floored) = self.floored(nominal, account);
        Amount { applied, nominal, note: if floored { LineNote::Floor } else { LineNote::Reversal } }
    }

    /// Whether a line counts towards the cap of its day.
    pub fn counts_today(&self, rule: PointRule, note: LineNote) -> bool {
        match note {
            LineNote::GivenBack => false,
            LineNote::Full | LineNote::DailyCap | LineNote::Floor | LineNote::Reversal => self.value(rule).capped,
        }
    }

    /// The value of a rule; nothing for a rule the rulebook leaves out (validation forbids that).
    pub fn value(&self, rule: PointRule) -> RuleValue {
        self.rules.get(&rule).cloned().unwrap_or(RuleValue { points: 0, capped: false, lifetime_cap: None, words: OwnWords::default() })
    }

    fn floored(&self, wanted: i64, account: &Account) -> (i64, bool) {
        if wanted >= 0 || !account.opened {
            return (wanted, false);
        }
        let least = (self.floor - account.balance).min(0);
        if wanted < least { (least, true) } else { (wanted, false) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rulebook::{QUESTIONS_PRESET, Rulebook};
    use super::*;

    fn points() -> Points {
        Rulebook::parse(QUESTIONS_PRESET).unwrap().points
    }

    fn account(balance: i64, capped_today: i64) -> Account {
        Account { balance, capped_today, by_this_rule: 0, opened: true }
    }

    #[test]
    fn the_daily_cap_shortens_and_then_empties() {
        let p = points();
        assert_eq!(p.amount(PointRule::AnswerUpvoted, 1, &account(500, 195)).applied, 5);
        let empty = p.amount(PointRule::AnswerUpvoted, 1, &account(500, 200));
        assert_eq!((empty.applied, empty.nominal, empty.note), (0, 10, LineNote::DailyCap));
        assert_eq!(p.amount(PointRule::AnswerAccepted, 1, &account(500, 200)).applied, 15);
    }

    #[test]
    fn a_downvote_makes_room_under_the_cap() {
        assert_eq!(points().amount(PointRule::AnswerUpvoted, 1, &account(500, 198)).applied, 2);
    }

    #[test]
    fn reputation_never_falls_below_the_floor() {
        let p = points();
        let line = p.amount(PointRule::QuestionDownvoted, 1, &account(2, 0));
        assert_eq!((line.applied, line.nominal, line.note), (-1, -2, LineNote::Floor));
        assert_eq!(p.amount(PointRule::SpamUpheld, 1, &account(1, 0)).applied, 0);
        assert_eq!(p.reversal(PointRule::AnswerUpvoted, 10, Written::Today, &account(4, 0)).applied, -3);
    }

    #[test]
    fn what_was_lost_today_comes_back_under_the_cap_and_older_losses_whole() {
        let p = points();
        let back = |written, capped_today| p.reversal(PointRule::AnswerUpvoted, -40, written, &account(500, capped_today));
        assert_eq!((back(Written::Today, 100).applied, back(Written::Today, 100).note), (40, LineNote::Reversal));
        assert_eq!((back(Written::Today, 190).applied, back(Written::Today, 190).note), (10, LineNote::DailyCap));
        assert_eq!((back(Written::Earlier, 190).applied, back(Written::Earlier, 190).note), (40, LineNote::GivenBack));
        assert!(!p.counts_today(PointRule::AnswerUpvoted, LineNote::GivenBack));
        assert_eq!(p.reversal(PointRule::AnswerAccepted, -15, Written::Today, &account(500, 200)).applied, 15);
    }

    #[test]
    fn the_lifetime_cap_of_edits() {
        let p = points();
        let almost = Account { balance: 2_000, capped_today: 0, by_this_rule: 999, opened: true };
        assert_eq!(p.amount(PointRule::EditApproved, 1, &almost).applied, 1);
    }
}
