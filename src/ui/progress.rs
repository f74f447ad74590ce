//! How far something is: towards the next tier, towards a badge, which privileges points open.

use crate::rules::badges::{Badge, Condition};
use crate::rules::privileges::{Privilege, Requirement};
use crate::rules::rulebook::Rulebook;
use crate::rules::tiers::{self, Metrics, Progress};
use crate::rules::vocabulary::PostKind;
use crate::t;
use crate::ui::member_name::tier_word;
use crate::ui::words::{Said, Words, number};
use maud::{Markup, html};

/// One condition with the member's own number: "412 of 500 points".
pub fn condition(words: &'static Words, progress: &Progress) -> Said {
    t!(words, &format!("condition-{}-progress", progress.metric), n = progress.need, have = number(progress.have), need = number(progress.need))
}

/// One condition as a tier asks for it: "500 points".
pub fn asked(words: &'static Words, progress: &Progress) -> Said {
    t!(words, &format!("condition-{}", progress.metric), n = progress.need, need = number(progress.need))
}

/// Several things in a row, as the language writes them.
pub fn list(words: &'static Words, things: &[Said]) -> Said {
    things.join(&*t!(words, "list-comma")).into()
}

/// The share of all conditions that is met, in whole percent; only complete conditions make 100.
pub fn percent(conditions: &[Progress]) -> i64 {
    if conditions.is_empty() {
        return 100;
    }
    let parts = i64::try_from(conditions.len()).unwrap_or(i64::MAX);
    let sum: i64 = conditions.iter().map(|c| c.have.clamp(0, c.need) * 100 / c.need.max(1)).sum();
    sum / parts
}

/// The bar and the sentence towards the next tier, or that there is none.
pub fn to_next_tier(words: &'static Words, book: &Rulebook, tier: &str, metrics: &Metrics) -> Markup {
    let Some(next) = tiers::next(&book.tiers, tier) else {
        return html! { div class={ "progress tier-" (tier) } { span { (t!(words, "tier-highest")) } } };
    };
    let conditions = next.needs.progress(metrics);
    let said: Vec<Said> = conditions.iter().map(|c| condition(words, c)).collect();
    let sentence = t!(words, "tier-progress", tier = tier_word(words, book, &next.key), what = list(words, &said));
    html! {
        div class={ "progress tier-" (next.key) } {
            progress max="100" value=(percent(&conditions)) aria-label=(sentence) {}
            span { (sentence) }
        }
    }
}

/// What earns a badge, said of anybody.
pub fn earned_for(words: &'static Words, badge: &Badge) -> Said {
    match &badge.when {
        Condition::PostScore(rule) => {
            let key = match rule.of {
                PostKind::Opening => "earns-opening-score",
                PostKind::Answer | PostKind::Reply if rule.late_by_days > 0 => "earns-answer-score-late",
                PostKind::Answer | PostKind::Reply if rule.own_topics_only => "earns-answer-score-own",
                PostKind::Answer | PostKind::Reply if rule.others_topics_only => "earns-answer-score-others",
                PostKind::Answer | PostKind::Reply => "earns-answer-score",
            };
            t!(words, key, n = rule.at_least, days = rule.late_by_days)
        }
        Condition::Views { at_least } => t!(words, "earns-views", n = *at_least, shown = number(*at_least)),
        Condition::Count { of, at_least } => {
            t!(words, &format!("earns-{}", of.key()), n = *at_least, shown = number(*at_least))
        }
        Condition::AcceptedAnAnswer {} => t!(words, "earns-accepted-an-answer"),
        Condition::VotesGiven { value } => t!(words, if *value > 0 { "earns-vote-up" } else { "earns-vote-down" }),
        Condition::EditedAPost {} => t!(words, "earns-edit"),
        Condition::ProfileCompleted {} => t!(words, "earns-profile"),
    }
}

/// The privileges that open when reputation rises from `before` to `after`, those with a second condition left out.
pub fn opened(book: &Rulebook, before: i64, after: i64) -> Vec<Privilege> {
    let opens = |privilege: &Privilege| {
        let asks = book.requirement(*privilege);
        asks.reputation > before && asks.reputation <= after && asks.quality == 0.0
    };
    Privilege::ALL.iter().copied().filter(opens).collect()
}

/// What a tier opens: the privileges whose points lie between its own and the next one's.
pub fn rung(book: &Rulebook, rank: usize) -> Vec<(Privilege, Requirement)> {
    let from = if rank == 0 { i64::MIN } else { book.tiers[rank].needs.reputation };
    let to = book.tiers.get(rank + 1).map_or(i64::MAX, |t| t.needs.reputation);
    let mut opened: Vec<_> = Privilege::ALL.iter().map(|p| (*p, book.requirement(*p))).filter(|(_, r)| (from..to).contains(&r.reputation)).collect();
    opened.sort_by_key(|(_, r)| r.reputation);
    opened
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::rulebook::QUESTIONS_PRESET;

    #[test]
    fn every_privilege_stands_on_exactly_one_rung() {
        let book = Rulebook::parse(QUESTIONS_PRESET).unwrap();
        let all: usize = (0..book.tiers.len()).map(|rank| rung(&book, rank).len()).sum();
        assert_eq!(all, Privilege::ALL.len());
    }

    #[test]
    fn points_open_what_they_pass() {
        let book = Rulebook::parse(QUESTIONS_PRESET).unwrap();
        assert_eq!(opened(&book, 11, 21), [Privilege::VoteUp, Privilege::Flag]);
        assert_eq!(opened(&book, 15, 25), []);
        assert_eq!(opened(&book, 495, 505), [Privilege::Retag]);
    }

    #[test]
    fn a_bar_is_full_only_when_every_condition_is() {
        let c = |have, need| Progress { metric: "reputation", need, have };
        assert_eq!(percent(&[c(600, 500), c(0, 5)]), 50);
        assert_eq!(percent(&[c(499, 500)]), 99);
        assert_eq!(percent(&[c(-3, 500)]), 0);
        assert_eq!(percent(&[]), 100);
    }
}
