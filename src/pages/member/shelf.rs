//! The shelf of a profile: badges held, and the nearest ones with their progress.

use crate::rules::badges::Badge;
use crate::rules::conditions::{Condition, Facts, PostAsked, Progress};
use crate::rules::metrics::Asked;
use crate::rules::rulebook::Rulebook;
use crate::rules::vocabulary::PostKind;
use crate::store::views::member_page::{MemberPage, is_told};
use crate::t;
use crate::ui::conditions::{self, earned_for};
use crate::ui::icons::medal;
use crate::ui::member_name::badge_name;
use crate::ui::words::{Said, Words, number};
use maud::{Markup, html};

/// A badge that is not earned yet, and how far it is.
struct Near<'a> {
    badge: &'a Badge,
    growing: Growing,
    progress: Progress,
    have: i64,
    need: i64,
}

/// Most badges shown as near.
const FEW: usize = 4;

/// Badges held, in the rulebook's order, then the nearest.
pub(super) fn shelf(w: &'static Words, book: &Rulebook, found: &MemberPage, facts: &Facts) -> Markup {
    let held = |badge: &Badge| found.badges.iter().find(|(key, _)| *key == badge.key).map(|(_, times)| *times);
    let near = near(book, found, facts);
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
                                span.small { (earned_for(w, book, badge)) }
                            }
                        }
                    }
                }
                @for n in &near {
                    @let name = badge_name(w, book, &n.badge.key);
                    @let said = said(w, book, n);
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

/// How far a badge is, in words.
fn said(w: &'static Words, book: &Rulebook, near: &Near<'_>) -> Said {
    let (have, need) = (number(near.have), number(near.need));
    match &near.growing {
        Growing::Views => t!(w, "near-views", have = have, need = need),
        Growing::TopicScore => t!(w, "near-best-topic", have = have, need = need),
        Growing::AnswerScore => t!(w, "near-best-answer", have = have, need = need),
        Growing::Metric(asked) => {
            let key = format!("near-{}", asked.metric.key());
            let plain = *asked == Asked::ever(asked.metric);
            if plain && w.has(&key) { t!(w, &key, have = have, need = need, n = near.need) } else { conditions::progress(w, book, &near.progress) }
        }
        Growing::Whole(_) => conditions::progress(w, book, &near.progress),
    }
}

/// What grows until it is a badge.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Growing {
    Metric(Asked),
    /// Several things at once: the badge's own.
    Whole(String),
    AnswerScore,
    TopicScore,
    Views,
}

/// Of everything that grows the next badge, the nearest first.
fn near<'a>(book: &'a Rulebook, found: &MemberPage, facts: &Facts) -> Vec<Near<'a>> {
    let best = found.best.iter().filter(|p| p.kind == PostKind::Answer).map(|p| p.score).max();
    let mut near: Vec<Near<'a>> = Vec::new();
    for badge in book.badges.iter().filter(|b| !found.badges.iter().any(|(key, _)| *key == b.key)) {
        let progress = badge.when.progress(facts);
        let (growing, have, need) = match &badge.when {
            Condition::Metric { asked, at_least } => (Growing::Metric(asked.clone()), progress.have, *at_least),
            Condition::Post(asked) => match post_grows(asked, found, best) {
                Some(grows) => grows,
                None => continue,
            },
            when if is_told(when) => (Growing::Whole(badge.key.clone()), progress.percent(), 100),
            _ => continue,
        };
        let this = Near { badge, growing, progress, have, need };
        match near.iter_mut().find(|known| known.growing == this.growing) {
            Some(kept) if kept.need > need => *kept = this,
            Some(_) => {}
            None => near.push(this),
        }
    }
    near.retain(|n| n.need > 0);
    near.sort_by_key(|n| -(n.have.clamp(0, n.need) * 1_000 / n.need));
    near.truncate(FEW);
    near
}

/// What of a profile grows until one post is such, where the profile tells it: views and score of topics, score of answers.
fn post_grows(asked: &PostAsked, found: &MemberPage, best: Option<i64>) -> Option<(Growing, i64, i64)> {
    let plain = |asked: &PostAsked| *asked == PostAsked { kind: asked.kind, score: asked.score, views: asked.views, ..PostAsked::default() };
    if !plain(asked) {
        return None;
    }
    match (asked.kind, asked.score, asked.views) {
        (Some(PostKind::Opening), Some(score), None) => Some((Growing::TopicScore, found.heights?.score, score)),
        (Some(PostKind::Opening), None, Some(views)) => Some((Growing::Views, found.heights?.views, views)),
        (Some(PostKind::Answer), Some(score), None) => Some((Growing::AnswerScore, best?, score)),
        _ => None,
    }
}
