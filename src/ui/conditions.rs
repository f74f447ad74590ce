//! Conditions in words: what is asked, how far somebody is, what earns a badge.
//!
//! Every part is a phrase of its own in the locale files, and groups are lists of phrases, so that no language has to bend to another's order.
//! A metric needs only its name, `metric-KEY`; where a phrase of its own is better (`condition-KEY`, `earns-KEY` …), that is said.

use crate::rules::badges::Badge;
use crate::rules::conditions::{Condition, Deed, PostAsked, Progress, TopicOf};
use crate::rules::metrics::{Asked, Metric, Within};
use crate::rules::rulebook::Rulebook;
use crate::rules::vocabulary::PostKind;
use crate::t;
use crate::ui::member_name::{badge_name, tier_word};
use crate::ui::sentence::capital;
use crate::ui::words::{Said, Words, number};

/// Several things in a row, as the language writes them.
pub fn list(words: &'static Words, things: &[Said]) -> Said {
    things.join(&*t!(words, "list-comma")).into()
}

/// What is asked, as a tier or privilege says it: "500 points, 5 answers".
pub fn asked(words: &'static Words, book: &Rulebook, condition: &Condition) -> Said {
    let parts = |of: &[Condition]| of.iter().map(|part| wrapped(words, part, asked(words, book, part))).collect::<Vec<_>>();
    match condition {
        Condition::All(of) if of.is_empty() => t!(words, "condition-nothing"),
        Condition::All(of) => list(words, &parts(of)),
        Condition::Any(_) | Condition::Several { .. } | Condition::NoneOf(_) => group(words, book, condition, parts),
        Condition::Metric { asked, at_least } => metric(words, asked, *at_least),
        Condition::Sum { weights, at_least } => {
            let parts: Vec<Said> = weights
                .iter()
                .map(|(asked, weight)| match weight {
                    1 => metric_name(words, asked.metric),
                    weight => t!(words, "condition-weighted", metric = metric_name(words, asked.metric), weight = number(*weight)),
                })
                .collect();
            let said = t!(words, "condition-sum", need = number(*at_least), parts = parts.join(&*t!(words, "list-plus")));
            match weights.first_key_value() {
                Some((first, _)) => placed(words, first, said),
                None => said,
            }
        }
        Condition::Quality(least) => t!(words, "condition-quality", n = percent(*least)),
        Condition::Post(asked) => post(words, asked),
        Condition::Did(deed) => t!(words, &format!("did-{}", deed.word().replace('_', "-"))),
        Condition::HoldsBadge(key) => t!(words, "condition-badge", badge = badge_name(words, book, key)),
        Condition::Tier(key) => t!(words, "condition-tier", tier = tier_word(words, book, key)),
        Condition::MemberFor { days } => t!(words, "condition-member-for", n = *days, shown = number(*days)),
    }
}

/// How far somebody is: "412 of 500 points".
pub fn progress(words: &'static Words, book: &Rulebook, progress: &Progress) -> Said {
    let far = |of: &Progress| self::progress(words, book, of);
    match &progress.of {
        Condition::All(_) if progress.parts.is_empty() => t!(words, "condition-nothing"),
        Condition::All(_) => list(words, &progress.parts.iter().map(far).collect::<Vec<_>>()),
        Condition::Any(_) | Condition::Several { .. } => {
            let parts = |_: &[Condition]| progress.parts.iter().map(|part| wrapped(words, &part.of, far(part))).collect::<Vec<Said>>();
            group(words, book, &progress.of, parts)
        }
        Condition::Metric { asked, .. } if is_plain(asked) && words.has(&key("condition", asked.metric, "-progress")) => {
            t!(words, &key("condition", asked.metric, "-progress"), n = progress.need, have = number(progress.have), need = number(progress.need))
        }
        Condition::Metric { .. } | Condition::Sum { .. } | Condition::MemberFor { .. } => {
            t!(words, "condition-progress", what = asked(words, book, &progress.of), have = number(progress.have), need = number(progress.need))
        }
        Condition::Quality(_) => t!(words, "condition-progress-percent", what = asked(words, book, &progress.of), have = progress.have),
        Condition::Post(of) if of.score.is_some() != of.views.is_some() => {
            t!(words, "condition-progress", what = asked(words, book, &progress.of), have = number(progress.have), need = number(progress.need))
        }
        Condition::NoneOf(_) | Condition::Post(_) | Condition::Did(_) | Condition::HoldsBadge(_) | Condition::Tier(_) => asked(words, book, &progress.of),
    }
}

/// What is still missing of one part: "88 points".
pub fn missing(words: &'static Words, book: &Rulebook, progress: &Progress) -> Said {
    let n = progress.need - progress.have;
    match &progress.of {
        Condition::Metric { asked, .. } if is_plain(asked) && words.has(&key("mail-need", asked.metric, "")) => {
            t!(words, &key("mail-need", asked.metric, ""), n = n, shown = number(n))
        }
        _ => self::progress(words, book, progress),
    }
}

/// What earns a badge, said of anybody.
pub fn earned_for(words: &'static Words, book: &Rulebook, badge: &Badge) -> Said {
    match &badge.when {
        Condition::Post(asked) => match (viewed(asked), scored(asked)) {
            (Some(views), _) => t!(words, "earns-views", n = views, shown = number(views)),
            (None, Some((key, n))) => t!(words, key, n = n, days = asked.late_by_days.unwrap_or_default()),
            (None, None) => t!(words, "earns-all-of", what = capital(&post(words, asked))),
        },
        Condition::Metric { asked, at_least } if is_plain(asked) && words.has(&key("earns", asked.metric, "")) => {
            t!(words, &key("earns", asked.metric, ""), n = *at_least, shown = number(*at_least))
        }
        Condition::Did(deed) => match deed {
            Deed::AcceptedAnAnswer => t!(words, "earns-accepted-an-answer"),
            Deed::VotedUp => t!(words, "earns-vote-up"),
            Deed::VotedDown => t!(words, "earns-vote-down"),
            Deed::EditedAPost => t!(words, "earns-edit"),
            Deed::CompletedProfile => t!(words, "earns-profile"),
        },
        other => t!(words, "earns-all-of", what = capital(&asked(words, book, other))),
    }
}

/// The views that are all that is asked of a topic.
fn viewed(asked: &PostAsked) -> Option<i64> {
    asked.views.filter(|_| *asked == PostAsked { kind: Some(PostKind::Opening), views: asked.views, ..PostAsked::default() })
}

/// The sentence about a score that is all that is asked of a post, but for whose topic it is in or how late it came.
fn scored(asked: &PostAsked) -> Option<(&'static str, i64)> {
    let PostAsked { kind: Some(kind), score: Some(n), views: None, within_minutes: None, category: None, tag: None, .. } = asked else { return None };
    let key = match (kind, asked.topic_of, asked.late_by_days) {
        (PostKind::Opening, None, None) => "earns-opening-score",
        (PostKind::Opening, ..) => return None,
        (PostKind::Answer | PostKind::Reply, None, Some(_)) => "earns-answer-score-late",
        (PostKind::Answer | PostKind::Reply, Some(_), Some(_)) => return None,
        (PostKind::Answer | PostKind::Reply, Some(TopicOf::Own), None) => "earns-answer-score-own",
        (PostKind::Answer | PostKind::Reply, Some(TopicOf::Others), None) => "earns-answer-score-others",
        (PostKind::Answer | PostKind::Reply, None, None) => "earns-answer-score",
    };
    Some((key, *n))
}

/// A group, by what is to be met of it.
fn group(words: &'static Words, book: &Rulebook, condition: &Condition, parts: impl Fn(&[Condition]) -> Vec<Said>) -> Said {
    let listed = |of: &[Condition]| parts(of).join(&*t!(words, "list-or"));
    match condition {
        Condition::Any(of) => t!(words, "condition-any", list = listed(of)),
        Condition::Several { least, of } => t!(words, "condition-several", n = *least as i64, list = listed(of)),
        Condition::NoneOf(of) => t!(words, "condition-none", list = listed(of)),
        other => asked(words, book, other),
    }
}

/// A part of a list; in brackets where it is a list itself.
fn wrapped(words: &'static Words, part: &Condition, said: Said) -> Said {
    match part {
        Condition::All(of) | Condition::Any(of) | Condition::NoneOf(of) | Condition::Several { of, .. } if of.len() > 1 => {
            t!(words, "condition-brackets", what = said)
        }
        _ => said,
    }
}

fn metric(words: &'static Words, asked: &Asked, at_least: i64) -> Said {
    let own = key("condition", asked.metric, "");
    let said = if words.has(&own) {
        t!(words, &own, n = at_least, need = number(at_least))
    } else {
        t!(words, "condition-metric", metric = metric_name(words, asked.metric), need = number(at_least))
    };
    placed(words, asked, said)
}

/// With the place where it is counted and for how long.
fn placed(words: &'static Words, asked: &Asked, said: Said) -> Said {
    let said = match &asked.within {
        Within::Everywhere => said,
        Within::Category(slug) => t!(words, "condition-in-category", what = said, category = slug),
        Within::Tag(tag) => t!(words, "condition-in-tag", what = said, tag = tag),
    };
    match asked.days {
        Some(days) => t!(words, "condition-within-days", what = said, n = days, shown = number(days)),
        None => said,
    }
}

fn post(words: &'static Words, asked: &PostAsked) -> Said {
    let kind = t!(words, &format!("condition-post-{}", asked.kind.map_or("any", PostKind::word)));
    let details: Vec<Said> = [
        asked.score.map(|n| t!(words, "post-score", n = number(n))),
        asked.views.map(|n| t!(words, "post-views", n = number(n))),
        asked.topic_of.map(|whose| if whose == TopicOf::Own { t!(words, "post-own-topic") } else { t!(words, "post-others-topic") }),
        asked.late_by_days.map(|days| t!(words, "post-late", n = days, shown = number(days))),
        asked.within_minutes.map(|minutes| t!(words, "post-soon", n = minutes, shown = number(minutes))),
        asked.category.as_ref().map(|slug| t!(words, "post-in-category", category = slug)),
        asked.tag.as_ref().map(|tag| t!(words, "post-in-tag", tag = tag)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if details.is_empty() { kind } else { t!(words, "condition-post", post = kind, details = list(words, &details)) }
}

/// The name of a metric.
pub fn metric_name(words: &'static Words, metric: Metric) -> Said {
    t!(words, &key("metric", metric, ""))
}

/// Whether it is counted everywhere and ever, as the short phrases say.
fn is_plain(asked: &Asked) -> bool {
    asked.within == Within::Everywhere && asked.days.is_none()
}

fn key(phrase: &str, metric: Metric, end: &str) -> String {
    format!("{phrase}-{}{end}", metric.key())
}

/// A share between 0 and 1 as whole percent.
fn percent(share: f64) -> i64 {
    (share * 100.0).round() as i64
}
