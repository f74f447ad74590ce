//! Conditions written as a rulebook has them: what is written is read as the same condition.

use super::{Condition, PostAsked};
use crate::rules::metrics::{Asked, Metric, Within};
use serde::ser::{Serialize, Serializer};
use std::collections::BTreeMap;
use toml::{Table, Value};

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written().serialize(serializer)
    }
}

impl Condition {
    fn written(&self) -> Table {
        let list = |parts: &[Condition]| Value::Array(parts.iter().map(|part| Value::Table(part.written())).collect());
        let one = |word: &str, value: Value| Table::from_iter([(word.to_owned(), value)]);
        match self {
            Condition::All(parts) => flat(parts).unwrap_or_else(|| one("all", list(parts))),
            Condition::Any(parts) => one("any", list(parts)),
            Condition::NoneOf(parts) => one("none", list(parts)),
            Condition::Several { least, of } => {
                let mut table = one("of", list(of));
                // Conditions have few parts.
                table.insert("at_least".into(), Value::Integer(*least as i64));
                table
            }
            Condition::Metric { asked, at_least } if *asked == Asked::ever(asked.metric) && *at_least > 0 => {
                one(asked.metric.word(), Value::Integer(*at_least))
            }
            Condition::Metric { asked, at_least } => {
                let mut table = one("metric", asked.metric.word().into());
                table.insert("at_least".into(), Value::Integer(*at_least));
                place(&mut table, asked);
                table
            }
            Condition::Sum { weights, at_least } => sum(weights, *at_least),
            Condition::Quality(least) => one("quality", Value::Float(*least)),
            Condition::Post(asked) => one("post", Value::Table(post(asked))),
            Condition::Did(deed) => one("did", deed.word().into()),
            Condition::HoldsBadge(badge) => one("holds_badge", badge.as_str().into()),
            Condition::Tier(tier) => one("tier", tier.as_str().into()),
            Condition::MemberFor { days } => one("member_for_days", Value::Integer(*days)),
        }
    }
}

/// Metrics that are counted everywhere and ever stand beside each other in one table, with a share of quality after them.
fn flat(parts: &[Condition]) -> Option<Table> {
    if parts.len() == 1 {
        return None;
    }
    let mut table = Table::new();
    let mut before: Option<Metric> = None;
    for (place, part) in parts.iter().enumerate() {
        match part {
            Condition::Metric { asked, at_least } if *asked == Asked::ever(asked.metric) && *at_least > 0 && before.is_none_or(|m| m < asked.metric) => {
                before = Some(asked.metric);
                table.insert(asked.metric.word().to_owned(), Value::Integer(*at_least));
            }
            Condition::Quality(least) if place + 1 == parts.len() => drop(table.insert("quality".into(), Value::Float(*least))),
            _ => return None,
        }
    }
    Some(table)
}

fn place(table: &mut Table, asked: &Asked) {
    match &asked.within {
        Within::Everywhere => {}
        Within::Category(slug) => drop(table.insert("category".into(), slug.as_str().into())),
        Within::Tag(tag) => drop(table.insert("tag".into(), tag.as_str().into())),
    }
    if let Some(days) = asked.days {
        table.insert("within_days".into(), Value::Integer(days));
    }
}

fn sum(weights: &BTreeMap<Asked, i64>, at_least: i64) -> Table {
    let metrics: Table = weights.iter().map(|(asked, weight)| (asked.metric.word().to_owned(), Value::Integer(*weight))).collect();
    let mut table = Table::from_iter([("sum".to_owned(), Value::Table(metrics)), ("at_least".to_owned(), Value::Integer(at_least))]);
    // All parts of a sum are counted in the same place.
    if let Some((asked, _)) = weights.first_key_value() {
        place(&mut table, asked);
    }
    table
}

fn post(asked: &PostAsked) -> Table {
    let words = [
        ("kind", asked.kind.map(|kind| kind.word().to_owned())),
        ("topic_of", asked.topic_of.map(|whose| whose.word().to_owned())),
        ("category", asked.category.clone()),
        ("tag", asked.tag.clone()),
    ];
    let numbers = [("score", asked.score), ("views", asked.views), ("late_by_days", asked.late_by_days), ("within_minutes", asked.within_minutes)];
    let words = words.into_iter().filter_map(|(word, text)| Some((word.to_owned(), Value::String(text?))));
    words.chain(numbers.into_iter().filter_map(|(word, n)| Some((word.to_owned(), Value::Integer(n?))))).collect()
}
