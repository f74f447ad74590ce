//! Points: the rules, and how much of their amounts counts after cap and floor. Which event touches which rule stands in [`super::facts`].

pub mod before;

use super::ids::MemberId;
use super::own_words::{OwnWords, RuleWords};
use super::time::Day;
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

/// What of a line counts under the cap of one day, before the cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    pub day: Day,
    pub wanted: i64,
}

/// A day of a member, as the cap looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayAccount {
    /// What all that stands of the day wants under capped rules, net of losses and before the cap.
    pub net: i64,
    /// The day's cap.
    pub cap: i64,
}

impl DayAccount {
    /// What counts of the day.
    fn counted(self) -> i64 {
        self.net.min(self.cap)
    }

    /// What more or less counts of the day when so much comes to it.
    fn moved_by(self, wanted: i64) -> i64 {
        DayAccount { net: self.net + wanted, ..self }.counted() - self.counted()
    }

    /// What has to come to the day so that exactly this much less counts of it.
    fn that_moves(self, counted: i64) -> i64 {
        self.counted() + counted - self.net
    }
}

/// A member's numbers that decide how much of a rule's amount counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Reputation now: the sum of all ledger lines.
    pub balance: i64,
    /// The days to which something comes.
    pub days: BTreeMap<Day, DayAccount>,
    /// What all lines under this rule want ([`Points::ever`]); read only for rules with a lifetime cap.
    pub by_this_rule: i64,
    /// Whether a first line has been written (the floor holds from then on).
    pub opened: bool,
}

/// What is written to the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amount {
    /// What moves the balance.
    pub applied: i64,
    /// What the rule says.
    pub nominal: i64,
    /// Why they differ, if they do.
    pub note: LineNote,
    /// What comes to which days, for rules under the daily cap.
    pub parts: Vec<Part>,
}

/// A line as it was written, as far as later ones look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub rule: PointRule,
    pub amount: i64,
    pub nominal: i64,
    pub note: LineNote,
    pub day: Day,
    /// The parts that are kept beside it, because they are not what the line itself tells.
    pub kept: Vec<Part>,
}

/// What of one or several lines of a member under one rule stands: under the caps of days, and past them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    pub past_caps: i64,
    pub parts: BTreeMap<Day, i64>,
}

impl Standing {
    /// All of it.
    pub fn sum(&self) -> i64 {
        self.past_caps + self.parts.values().sum::<i64>()
    }

    /// Adds what another line counts with.
    pub fn add(&mut self, other: &Standing) {
        self.past_caps += other.past_caps;
        for (day, wanted) in &other.parts {
            *self.parts.entry(*day).or_default() += wanted;
        }
    }

    /// Lines of earlier versions of the program took back on another day than they had given: such opposites go up in each other, first
    /// what stands past the caps, then the latest days.
    pub fn settled(mut self) -> Standing {
        let sign = self.sum().signum();
        let mut against = 0;
        for amount in self.parts.values_mut().chain(std::iter::once(&mut self.past_caps)) {
            if amount.signum() != sign {
                against += std::mem::take(amount);
            }
        }
        for amount in std::iter::once(&mut self.past_caps).chain(self.parts.values_mut().rev()) {
            let gone = if sign > 0 { (*amount).min(-against) } else { (*amount).max(-against) };
            *amount -= gone;
            against += gone;
        }
        self.parts.retain(|_, wanted| *wanted != 0);
        self
    }
}

impl Points {
    /// How much of a rule's amount counts for this account today. Of a day counts what its lines come to, and no more than the cap: the same
    /// lines give the same, in whatever order they come and go.
    pub fn amount(&self, rule: PointRule, times: i64, today: Day, account: &Account) -> Amount {
        let value = self.value(rule);
        let nominal = value.points.saturating_mul(times);
        let mut wanted = nominal;
        let mut note = LineNote::Full;
        if let Some(most) = value.lifetime_cap {
            wanted = if value.capped && nominal < 0 { nominal } else { ever(most, account.by_this_rule, nominal) };
            if wanted != nominal {
                note = LineNote::LifetimeCap;
            }
        }
        if !value.capped {
            let (applied, floored) = self.floored(wanted, account.balance, account.opened);
            return Amount { applied, nominal, note: if floored { LineNote::Floor } else { note }, parts: Vec::new() };
        }
        let day = self.day(today, account);
        let counted = day.moved_by(wanted);
        if counted != wanted {
            note = LineNote::DayCap;
        }
        let (applied, floored) = self.floored(counted, account.balance, account.opened);
        if floored {
            (wanted, note) = (day.that_moves(applied), LineNote::Floor);
        }
        Amount { applied, nominal, note, parts: vec![Part { day: today, wanted }] }
    }

    /// The opposite of what stands: what came to a day goes from that day, so that what is left of it counts under its cap as if what goes had
    /// never come.
    pub fn taking_back(&self, rule: PointRule, standing: &Standing, today: Day, account: &Account) -> Amount {
        let nominal = -standing.sum();
        let value = self.value(rule);
        let past_caps = match value.lifetime_cap {
            Some(most) if !value.capped => ever(most, account.by_this_rule, -standing.past_caps),
            _ => -standing.past_caps,
        };
        let (mut applied, mut any_floored) = self.floored(past_caps, account.balance, account.opened);
        let mut parts = Vec::new();
        for (day, wanted) in &standing.parts {
            let mut wanted = -wanted;
            let of_day = self.day(*day, account);
            let (moved, floored) = self.floored(of_day.moved_by(wanted), account.balance + applied, account.opened);
            if floored {
                wanted = of_day.that_moves(moved);
                any_floored = true;
            }
            applied += moved;
            parts.push(Part { day: *day, wanted });
        }
        if value.capped && parts.is_empty() {
            // Nothing of it comes to any day.
            parts.push(Part { day: today, wanted: 0 });
        }
        let bounded = !parts.is_empty() || past_caps != -standing.past_caps;
        let note = if any_floored {
            LineNote::Floor
        } else if bounded {
            LineNote::TakenBack
        } else {
            LineNote::Reversal
        };
        Amount { applied, nominal, note, parts }
    }

    /// What a line counts with. The rules are those under which it was written.
    pub fn standing(&self, line: &Written) -> Standing {
        if !line.kept.is_empty() {
            let parts: BTreeMap<Day, i64> = line.kept.iter().map(|part| (part.day, part.wanted)).collect();
            // What was taken back together may have come under the cap in part only.
            let past_caps = if line.note == LineNote::TakenBack { line.nominal - parts.values().sum::<i64>() } else { 0 };
            return Standing { past_caps, parts };
        }
        if !self.value(line.rule).capped {
            return Standing { past_caps: self.ever(line), parts: BTreeMap::new() };
        }
        // What earlier versions gave back went past the cap of its day.
        if line.note == LineNote::GivenBack {
            return Standing { past_caps: line.amount, parts: BTreeMap::new() };
        }
        let own = told_part(line.day, line.amount, line.nominal, line.note);
        Standing { past_caps: 0, parts: BTreeMap::from([(own.day, own.wanted)]) }
    }

    /// What a line counts with under its rule's lifetime cap.
    pub fn ever(&self, line: &Written) -> i64 {
        match line.note {
            LineNote::LifetimeCap | LineNote::TakenBack if !self.value(line.rule).capped => line.nominal,
            LineNote::Full
            | LineNote::DailyCap
            | LineNote::DayCap
            | LineNote::LifetimeCap
            | LineNote::Floor
            | LineNote::Reversal
            | LineNote::GivenBack
            | LineNote::TakenBack => line.amount,
        }
    }

    fn day(&self, day: Day, account: &Account) -> DayAccount {
        account.days.get(&day).copied().unwrap_or(DayAccount { net: 0, cap: self.daily_cap })
    }

    /// The value of a rule; nothing for a rule the rulebook leaves out (validation forbids that).
    pub fn value(&self, rule: PointRule) -> RuleValue {
        self.rules.get(&rule).cloned().unwrap_or(RuleValue { points: 0, capped: false, lifetime_cap: None, words: OwnWords::default() })
    }

    fn floored(&self, wanted: i64, balance: i64, opened: bool) -> (i64, bool) {
        if wanted >= 0 || !opened {
            return (wanted, false);
        }
        let least = (self.floor - balance).min(0);
        if wanted < least { (least, true) } else { (wanted, false) }
    }
}

/// What a line's parts are that are not kept beside it: it counts on its own day, with what it wants, or, written by earlier versions, with
/// what it moved.
pub fn told_part(day: Day, amount: i64, nominal: i64, note: LineNote) -> Part {
    let wanted = match note {
        LineNote::DayCap | LineNote::TakenBack => nominal,
        LineNote::Full | LineNote::DailyCap | LineNote::LifetimeCap | LineNote::Floor | LineNote::Reversal => amount,
        LineNote::GivenBack => 0,
    };
    Part { day, wanted }
}

/// What more or less counts under a lifetime cap when so much comes to what is there.
fn ever(most: i64, there: i64, wanted: i64) -> i64 {
    (there + wanted).min(most) - there.min(most)
}

#[cfg(test)]
mod tests {
    use super::super::rulebook::{QUESTIONS_PRESET, Rulebook};
    use super::*;

    fn points() -> Points {
        Rulebook::parse(QUESTIONS_PRESET).unwrap().points
    }

    const TODAY: Day = Day(20);

    /// An account whose lines of today come to this much.
    fn account(balance: i64, net_today: i64) -> Account {
        Account { balance, days: BTreeMap::from([(TODAY, DayAccount { net: net_today, cap: 200 })]), by_this_rule: 0, opened: true }
    }

    fn amount(rule: PointRule, account: &Account) -> Amount {
        points().amount(rule, 1, TODAY, account)
    }

    fn taking_back(rule: PointRule, wanted: i64, account: &Account) -> Amount {
        points().taking_back(rule, &Standing { past_caps: 0, parts: BTreeMap::from([(TODAY, wanted)]) }, TODAY, account)
    }

    #[test]
    fn the_daily_cap_shortens_and_then_empties() {
        assert_eq!(amount(PointRule::AnswerUpvoted, &account(500, 195)).applied, 5);
        let empty = amount(PointRule::AnswerUpvoted, &account(500, 200));
        assert_eq!((empty.applied, empty.nominal, empty.note), (0, 10, LineNote::DayCap));
        assert_eq!(amount(PointRule::AnswerAccepted, &account(500, 200)).applied, 15);
    }

    #[test]
    fn a_downvote_makes_room_under_the_cap() {
        assert_eq!(amount(PointRule::AnswerUpvoted, &account(500, 198)).applied, 2);
    }

    #[test]
    fn what_did_not_count_is_lost_first() {
        let lost = amount(PointRule::AnswerDownvoted, &account(500, 230));
        assert_eq!((lost.applied, lost.nominal, lost.note), (0, -2, LineNote::DayCap));
        assert_eq!(amount(PointRule::AnswerDownvoted, &account(500, 201)).applied, -1);
        assert_eq!(taking_back(PointRule::AnswerUpvoted, 10, &account(500, 400)).applied, 0);
        let half = taking_back(PointRule::AnswerUpvoted, 10, &account(500, 205));
        assert_eq!((half.applied, half.nominal, half.note), (-5, -10, LineNote::TakenBack));
    }

    #[test]
    fn reputation_never_falls_below_the_floor() {
        let line = amount(PointRule::QuestionDownvoted, &account(2, 0));
        assert_eq!((line.applied, line.nominal, line.note), (-1, -2, LineNote::Floor));
        assert_eq!(line.parts, [Part { day: TODAY, wanted: -1 }], "the day loses what was lost, so that it comes back as it went");
        assert_eq!(amount(PointRule::SpamUpheld, &account(1, 0)).applied, 0);
        assert_eq!(taking_back(PointRule::AnswerUpvoted, 10, &account(4, 0)).applied, -3);
        // Above the cap, what did not count goes whole and the rest down to the floor.
        let line = amount(PointRule::QuestionDownvoted, &account(1, 201));
        assert_eq!((line.applied, line.parts), (0, vec![Part { day: TODAY, wanted: -1 }]));
    }

    #[test]
    fn the_lifetime_cap_of_edits_is_told_as_what_it_is() {
        let almost = Account { by_this_rule: 999, ..account(2_000, 0) };
        let line = amount(PointRule::EditApproved, &almost);
        assert_eq!((line.applied, line.nominal, line.note), (1, 2, LineNote::LifetimeCap));
        // Of five hundred and three that were approved one goes: five hundred still count.
        let over = Account { by_this_rule: 1_006, ..account(2_000, 0) };
        let back = points().taking_back(PointRule::EditApproved, &Standing { past_caps: 2, parts: BTreeMap::new() }, TODAY, &over);
        assert_eq!((back.applied, back.nominal, back.note), (0, -2, LineNote::TakenBack));
    }

    #[test]
    fn opposites_of_earlier_versions_go_up_in_each_other() {
        let standing = |past_caps, parts: &[(i64, i64)]| Standing { past_caps, parts: parts.iter().map(|(day, wanted)| (Day(*day), *wanted)).collect() };
        assert_eq!(standing(0, &[(1, 20), (5, -10)]).settled(), standing(0, &[(1, 10)]));
        assert_eq!(standing(20, &[(1, 20), (5, -20)]).settled(), standing(0, &[(1, 20)]));
        assert_eq!(standing(0, &[(1, 20), (5, -20)]).settled(), Standing::default());
        assert_eq!(standing(0, &[(1, 20), (5, -30)]).settled(), standing(0, &[(5, -10)]));
    }
}
