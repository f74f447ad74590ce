//! The shelf of a profile: badges held, and the nearest ones with their progress.

use crate::rules::badges::{Badge, Condition};
use crate::rules::metrics::Metric;
use crate::rules::rulebook::Rulebook;
use crate::rules::vocabulary::PostKind;
use crate::store::views::member_page::MemberPage;
use crate::t;
use crate::ui::icons::medal;
use crate::ui::member_name::badge_name;
use crate::ui::progress::earned_for;
use crate::ui::words::{Words, number};
use maud::{Markup, html};

/// A badge that is not earned yet, and how far it is.
struct Near<'a> {
    badge: &'a Badge,
    have: i64,
    need: i64,
}

/// Most badges shown as near.
const FEW: usize = 4;

/// Badges held, in the rulebook's order, then the nearest.
pub(super) fn shelf(w: &'static Words, book: &Rulebook, found: &MemberPage) -> Markup {
    let held = |badge: &Badge| found.badges.iter().find(|(key, _)| *key == badge.key).map(|(_, times)| *times);
    let near = near(book, found);
    html! {
        @if found.badges.is_empty() && near.is_empty() { p.quiet { (t!(w, "profile-no-badges")) } } @else {
            ul.shelf {
                @for badge in &book.badges {
                    @if let Some(times) = held(badge) {
                        @let name = badge_name(w, book, &badge.key);
                        li.badge {
                            (medal(w, badge.level, &badge.glyph, &name))
                            span {
                                a href={ "/badges/" (badge.key) } { b { (name) } } @if times > 1 { " " span.quiet { "×" (number(times)) } }
                                span.small { (earned_for(w, badge)) }
                            }
                        }
                    }
                }
                @for n in &near {
                    @let name = badge_name(w, book, &n.badge.key);
                    @let said = t!(w, &near_key(&n.badge.when), have = number(n.have), need = number(n.need), n = n.need);
                    li.badge.next {
                        (medal(w, n.badge.level, &n.badge.glyph, &t!(w, "badge-not-yet", badge = &name)))
                        span {
                            a href={ "/badges/" (n.badge.key) } { b { (name) } }
                            span.small { (said) }
                            progress max=(n.need) value=(n.have.clamp(0, n.need)) aria-label={ (name) ": " (said) } {}
                        }
                    }
                }
            }
        }
    }
}

fn near_key(when: &Condition) -> String {
    let key = match when {
        Condition::Count { of, .. } => return format!("near-{}", of.key()),
        Condition::Views { .. } => "near-views",
        Condition::PostScore(rule) if rule.of == PostKind::Opening => "near-best-topic",
        Condition::PostScore(_)
        | Condition::AcceptedAnAnswer {}
        | Condition::VotesGiven { .. }
        | Condition::EditedAPost {}
        | Condition::ProfileCompleted {} => "near-best-answer",
    };
    key.to_owned()
}

/// What grows until it is a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Growing {
    Count(Metric),
    AnswerScore,
    TopicScore,
    Views,
}

/// Of everything that grows the next badge, the nearest first.
fn near<'a>(book: &'a Rulebook, found: &MemberPage) -> Vec<Near<'a>> {
    let best = found.best.iter().filter(|p| p.kind == PostKind::Answer).map(|p| p.score).max();
    let mut near: Vec<(Growing, Near<'a>)> = Vec::new();
    for badge in book.badges.iter().filter(|b| !found.badges.iter().any(|(key, _)| *key == b.key)) {
        let (of, have, need) = match &badge.when {
            Condition::Count { of, at_least } => (Growing::Count(*of), found.counts.of(*of), *at_least),
            Condition::Views { at_least } => {
                let Some(heights) = found.heights else { continue };
                (Growing::Views, heights.views, *at_least)
            }
            Condition::PostScore(rule) if rule.of == PostKind::Opening => {
                let Some(heights) = found.heights else { continue };
                (Growing::TopicScore, heights.score, rule.at_least)
            }
            Condition::PostScore(rule) if rule.of == PostKind::Answer && !rule.others_topics_only && !rule.own_topics_only && rule.late_by_days == 0 => {
                let Some(best) = best else { continue };
                (Growing::AnswerScore, best, rule.at_least)
            }
            Condition::PostScore(_)
            | Condition::AcceptedAnAnswer {}
            | Condition::VotesGiven { .. }
            | Condition::EditedAPost {}
            | Condition::ProfileCompleted {} => continue,
        };
        let this = Near { badge, have, need };
        match near.iter_mut().find(|(growing, _)| *growing == of) {
            Some((_, kept)) if kept.need > need => *kept = this,
            Some(_) => {}
            None => near.push((of, this)),
        }
    }
    let mut near: Vec<Near<'a>> = near.into_iter().map(|(_, n)| n).filter(|n| n.need > 0).collect();
    near.sort_by_key(|n| -(n.have.clamp(0, n.need) * 1_000 / n.need));
    near.truncate(FEW);
    near
}
