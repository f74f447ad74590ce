//! How far something is: towards the next tier, towards a badge, which privileges points open.

use crate::rules::conditions::{Condition, Facts, Progress};
use crate::rules::privileges::Privilege;
use crate::rules::rulebook::Rulebook;
use crate::rules::tiers;
use crate::t;
use crate::ui::conditions;
use crate::ui::member_name::tier_word;
use crate::ui::words::{Said, Words};
use maud::{Markup, html};

/// The bar and the sentence towards the next tier, or that there is none.
pub fn to_next_tier(words: &'static Words, book: &Rulebook, tier: &str, facts: &Facts) -> Markup {
    let Some(next) = tiers::next(&book.tiers, tier) else {
        return html! { div class={ "progress tier-" (tier) } { span { (t!(words, "tier-highest")) } } };
    };
    let progress = next.needs.progress(facts);
    let said: Vec<Said> = progress.side_by_side().iter().map(|part| conditions::progress(words, book, part)).collect();
    let sentence = t!(words, "tier-progress", tier = tier_word(words, book, &next.key), what = conditions::list(words, &said));
    html! {
        div class={ "progress tier-" (next.key) } {
            progress max="100" value=(progress.percent()) aria-label=(sentence) {}
            span { (sentence) }
        }
    }
}

/// What a bar shows of one part: how much of how much. Groups have no number of their own, so theirs are percent.
pub fn bar(part: &Progress) -> (i64, i64) {
    if part.parts.is_empty() { (part.have.clamp(0, part.need.max(1)), part.need.max(1)) } else { (part.percent(), 100) }
}

/// The privileges that open when reputation rises from `before` to `after`, those that ask for anything else left out.
pub fn opened(book: &Rulebook, before: i64, after: i64) -> Vec<Privilege> {
    let opens = |privilege: &Privilege| {
        let asks = book.requirement(*privilege);
        asks.asks_points_only() && asks.points() > before && asks.points() <= after
    };
    Privilege::ALL.iter().copied().filter(opens).collect()
}

/// What a tier opens: the privileges whose points lie between its own and the next one's.
pub fn rung(book: &Rulebook, rank: usize) -> Vec<(Privilege, &Condition)> {
    // A tier that asks for no points stands at those of the tiers before it.
    let points = |rank: usize| book.tiers[..=rank].iter().map(|tier| tier.needs.points()).max().unwrap_or(0);
    let from = if rank == 0 { i64::MIN } else { points(rank) };
    let to = if rank + 1 < book.tiers.len() { points(rank + 1) } else { i64::MAX };
    let mut opened: Vec<_> = Privilege::ALL.iter().map(|p| (*p, book.requirement(*p))).filter(|(_, asks)| (from..to).contains(&asks.points())).collect();
    opened.sort_by_key(|(_, asks)| asks.points());
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
}
