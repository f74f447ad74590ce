//! What cannot be right about a condition, whoever wrote it.

use super::{Condition, nearest};
use crate::rules::metrics::{Asked, Metric, Within};
use std::collections::BTreeMap;

/// Why a condition cannot be: a sentence that says what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidCondition(pub String);

/// Whose condition it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    Tier,
    Badge,
    Privilege,
}

impl Condition {
    /// Checks it as a condition of a tier, badge or privilege of a rulebook that has these tiers and badges.
    ///
    /// # Errors
    /// A sentence that says what to change.
    pub fn check(&self, holder: Holder, tiers: &[&str], badges: &[&str]) -> Result<(), InvalidCondition> {
        let mut mistake = None;
        self.asks(&mut |part| {
            mistake = match part {
                Condition::Post(_) if holder != Holder::Badge => Some("asks for one post, and only a badge can: ask for a metric, such as answers.".to_owned()),
                Condition::Tier(_) if holder == Holder::Tier => {
                    Some("asks for a tier, and every tier asks for the ones before it anyway: leave that out.".to_owned())
                }
                Condition::Tier(key) => unknown("tier", key, tiers),
                Condition::HoldsBadge(key) => unknown("badge", key, badges),
                Condition::Metric { asked, .. } => not_kept(asked),
                Condition::Sum { weights, .. } => weights.keys().find_map(not_kept),
                Condition::All(_)
                | Condition::Any(_)
                | Condition::Several { .. }
                | Condition::NoneOf(_)
                | Condition::Quality(_)
                | Condition::Post(_)
                | Condition::Did(_)
                | Condition::MemberFor { .. } => None,
            };
            mistake.is_some()
        });
        match mistake.or_else(|| self.no_merit(Wanted::More)) {
            Some(sentence) => Err(InvalidCondition(sentence)),
            None => Ok(()),
        }
    }

    /// What it asks to have much of, though less of it is better.
    fn no_merit(&self, wanted: Wanted) -> Option<String> {
        let sentence = |metric: Metric| format!("counts {metric}, of which more is not better: count something else, or ask for it in “none”.");
        match self {
            Condition::All(parts) | Condition::Any(parts) | Condition::Several { of: parts, .. } => parts.iter().find_map(|part| part.no_merit(wanted)),
            Condition::NoneOf(parts) => parts.iter().find_map(|part| part.no_merit(wanted.turned())),
            Condition::Metric { asked, .. } => (wanted == Wanted::More && !is_good(asked.metric)).then(|| sentence(asked.metric)),
            Condition::Sum { weights, .. } => {
                weights.iter().find(|(asked, weight)| wanted == Wanted::More && **weight > 0 && !is_good(asked.metric)).map(|(asked, _)| sentence(asked.metric))
            }
            Condition::Quality(_) | Condition::Post(_) | Condition::Did(_) | Condition::HoldsBadge(_) | Condition::Tier(_) | Condition::MemberFor { .. } => {
                None
            }
        }
    }
}

/// Whether much of something meets a condition, or little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    More,
    Less,
}

impl Wanted {
    fn turned(self) -> Wanted {
        match self {
            Wanted::More => Wanted::Less,
            Wanted::Less => Wanted::More,
        }
    }
}

/// Not every metric is kept for each place and by days; what is not kept nobody could ever have.
fn not_kept(asked: &Asked) -> Option<String> {
    if asked.is_kept() {
        return None;
    }
    let everywhere = Asked { within: Within::Everywhere, ..asked.clone() };
    let metric = asked.metric;
    Some(match (&asked.within, asked.days) {
        (Within::Everywhere, _) => format!("asks for {metric} within days, of which no days are kept: leave “within_days” out."),
        (Within::Category(_) | Within::Tag(_), Some(_)) if everywhere.is_kept() => {
            format!("asks for {metric} in one place within days, which is kept everywhere only: leave the place or “within_days” out.")
        }
        (Within::Category(_), _) => format!("asks for {metric} in one category, which is kept everywhere only: leave “category” out."),
        (Within::Tag(_), _) => format!("asks for {metric} under one tag, which is not kept for tags: leave “tag” out."),
    })
}

fn is_good(metric: Metric) -> bool {
    metric.is_merit() || metric == Metric::Reputation
}

fn unknown(what: &str, key: &str, known: &[&str]) -> Option<String> {
    if known.contains(&key) {
        return None;
    }
    let near = nearest(key, known.iter().copied()).map(|near| format!(": did you mean “{near}”?"));
    Some(format!("asks for the {what} “{key}”, which the rulebook does not have{}", near.unwrap_or_else(|| ".".into())))
}

/// Refuses badges and tiers that ask for each other in a circle: nobody could ever begin.
///
/// # Errors
/// A sentence with the circle.
pub fn check_circles(tiers: &[(&str, &Condition)], badges: &[(&str, &Condition)]) -> Result<(), InvalidCondition> {
    let mut asks: BTreeMap<Thing<'_>, Vec<Thing<'_>>> = BTreeMap::new();
    for (place, (key, needs)) in tiers.iter().enumerate() {
        let mut things = things(needs);
        things.extend(place.checked_sub(1).map(|before| Thing::Tier(tiers[before].0)));
        asks.insert(Thing::Tier(key), things);
    }
    for (key, when) in badges {
        asks.insert(Thing::Badge(key), things(when));
    }
    let mut done = Vec::new();
    for thing in asks.keys() {
        follow(*thing, &asks, &mut Vec::new(), &mut done)?;
    }
    Ok(())
}

/// What a condition may ask to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Thing<'a> {
    Tier(&'a str),
    Badge(&'a str),
}

impl std::fmt::Display for Thing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Thing::Tier(key) => write!(f, "the tier “{key}”"),
            Thing::Badge(key) => write!(f, "the badge “{key}”"),
        }
    }
}

fn things(condition: &Condition) -> Vec<Thing<'_>> {
    match condition {
        Condition::All(parts) | Condition::Any(parts) | Condition::NoneOf(parts) | Condition::Several { of: parts, .. } => {
            parts.iter().flat_map(things).collect()
        }
        Condition::HoldsBadge(key) => vec![Thing::Badge(key)],
        Condition::Tier(key) => vec![Thing::Tier(key)],
        Condition::Metric { .. } | Condition::Sum { .. } | Condition::Quality(_) | Condition::Post(_) | Condition::Did(_) | Condition::MemberFor { .. } => {
            Vec::new()
        }
    }
}

fn follow<'a>(
    thing: Thing<'a>,
    asks: &BTreeMap<Thing<'a>, Vec<Thing<'a>>>,
    path: &mut Vec<Thing<'a>>,
    done: &mut Vec<Thing<'a>>,
) -> Result<(), InvalidCondition> {
    if done.contains(&thing) {
        return Ok(());
    }
    if let Some(start) = path.iter().position(|earlier| *earlier == thing) {
        let circle: Vec<String> = path[start..].iter().chain([&thing]).map(ToString::to_string).collect();
        return Err(InvalidCondition(format!("In a circle nobody can begin: {}. Take one of these conditions out.", circle.join(" asks for "))));
    }
    path.push(thing);
    for asked in asks.get(&thing).into_iter().flatten() {
        follow(*asked, asks, path, done)?;
    }
    path.pop();
    done.push(thing);
    Ok(())
}
