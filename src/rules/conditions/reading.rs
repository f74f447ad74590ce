//! Conditions as they are written in a rulebook.
//!
//! A table asks for all that stands in it: `{ reputation = 500, answers = 5, member_for_days = 30 }`. A place or a number of days in it holds
//! for all its metrics.

use super::earlier::earlier;
use super::{Condition, Deed, InvalidCondition, PostAsked, TopicOf, nearest};
use crate::rules::metrics::{Asked, Metric, Within};
use crate::rules::vocabulary::PostKind;
use serde::de::{Deserialize, Deserializer, Error};
use std::collections::BTreeMap;
use toml::{Table, Value};

/// Words that a condition may begin with, beside the metrics.
const WORDS: [&str; 12] = ["all", "any", "none", "of", "metric", "sum", "post", "did", "holds_badge", "tier", "member_for_days", "quality"];
/// Words that say more of metrics.
const DETAILS: [&str; 4] = ["at_least", "category", "tag", "within_days"];
/// Groups in groups, at most.
const DEEP: usize = 6;
/// Things that one condition asks for, at most.
const PARTS: usize = 60;
/// Days that are looked back, at most.
const DAYS: i64 = 3_660;

pub(super) type Read<T> = Result<T, InvalidCondition>;

pub(super) fn wrong<T>(sentence: impl Into<String>) -> Read<T> {
    Err(InvalidCondition(sentence.into()))
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Condition, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Condition::read(&value).map_err(|mistake| D::Error::custom(mistake.0))
    }
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// A sentence that says what to change.
    pub fn read(value: &Value) -> Read<Condition> {
        let condition = condition(value, 0)?;
        let mut parts = 0;
        condition.asks(&mut |_| {
            parts += 1;
            false
        });
        if parts > PARTS {
            return wrong(format!("A condition asks for {parts} things; {PARTS} are the most."));
        }
        Ok(condition)
    }
}

fn condition(value: &Value, depth: usize) -> Read<Condition> {
    if depth > DEEP {
        return wrong(format!("Groups of conditions stand in each other more than {DEEP} deep: make them flatter."));
    }
    let Value::Table(table) = value else {
        return wrong(format!("A condition is a table, such as {{ answers = 10 }}, not {}.", named(value)));
    };
    let (mut counted, mut others) = (Vec::new(), Vec::new());
    let mut details = Details::of(table)?;
    for (word, value) in table {
        match word.as_str() {
            "all" => others.push(Condition::All(group(word, value, depth)?)),
            "any" => others.push(Condition::Any(group(word, value, depth)?)),
            "none" => others.push(Condition::NoneOf(group(word, value, depth)?)),
            "of" => {
                let of = group(word, value, depth)?;
                let Some(least) = details.number.take() else {
                    return wrong("“of” needs “at_least”: of how many one has to meet, such as { of = [ … ], at_least = 2 }.");
                };
                match usize::try_from(least) {
                    Ok(least) if (1..=of.len()).contains(&least) => others.push(Condition::Several { least, of }),
                    _ => return wrong(format!("at_least = {least} of {} conditions cannot be: write a number from 1 to {}.", of.len(), of.len())),
                }
            }
            "metric" => {
                let metric = metric(text(word, value)?)?;
                let at_least = details.number.take();
                let Some(at_least) = at_least else {
                    return wrong(format!("How much of “{metric}”? Write at_least, such as {{ metric = \"{metric}\", at_least = 10 }}."));
                };
                counted.push(Condition::Metric { asked: details.asked(metric), at_least });
            }
            "sum" => {
                let weights = weights(value, &mut details)?;
                let Some(at_least) = details.number.take() else {
                    return wrong("“sum” needs “at_least”, such as { sum = { answers = 1, accepted_answers = 3 }, at_least = 100 }.");
                };
                others.push(Condition::Sum { weights, at_least });
            }
            "post" => others.push(Condition::Post(post(value)?)),
            "did" => others.push(Condition::Did(deed(text(word, value)?)?)),
            "holds_badge" => others.push(Condition::HoldsBadge(text(word, value)?.to_owned())),
            "tier" => others.push(Condition::Tier(text(word, value)?.to_owned())),
            "member_for_days" => others.push(Condition::MemberFor { days: whole(word, value, 1..=36_600)? }),
            "quality" => others.extend(share(word, value)?.map(Condition::Quality)),
            detail if DETAILS.contains(&detail) => {}
            old if value.is_table() => others.push(earlier(old, value)?),
            word => {
                let metric = metric(word)?;
                let at_least = whole(word, value, i64::MIN..=i64::MAX)?;
                // 0 asks nothing, as in the rulebooks of the version before.
                if at_least > 0 {
                    counted.push(Condition::Metric { asked: details.asked(metric), at_least });
                } else {
                    details.used = true;
                }
            }
        }
    }
    details.finish()?;
    counted.sort_by(|a, b| order(a).cmp(&order(b)));
    counted.append(&mut others);
    Ok(if counted.len() == 1 { counted.remove(0) } else { Condition::All(counted) })
}

/// Metrics in the order of their declaration.
fn order(condition: &Condition) -> Option<Metric> {
    if let Condition::Metric { asked, .. } = condition { Some(asked.metric) } else { None }
}

/// What stands beside metrics in a table: how much, where, for how long.
struct Details {
    number: Option<i64>,
    within: Within,
    days: Option<i64>,
    used: bool,
}

impl Details {
    fn of(table: &Table) -> Read<Details> {
        let number = table.get("at_least").map(|value| whole("at_least", value, i64::MIN..=i64::MAX)).transpose()?;
        let name = |word: &str| table.get(word).map(|value| text(word, value)).transpose();
        let within = match (name("category")?, name("tag")?) {
            (None, None) => Within::Everywhere,
            (Some(slug), None) => Within::Category(slug.to_owned()),
            (None, Some(tag)) => Within::Tag(tag.to_owned()),
            (Some(_), Some(_)) => return wrong("A metric is counted in a category or under a tag, not both: leave one of them out."),
        };
        let days = table.get("within_days").map(|value| whole("within_days", value, 1..=DAYS)).transpose()?;
        Ok(Details { number, within, days, used: false })
    }

    fn asked(&mut self, metric: Metric) -> Asked {
        self.used = true;
        Asked { metric, within: self.within.clone(), days: self.days }
    }

    /// Nothing may stand there that says nothing.
    fn finish(&self) -> Read<()> {
        if self.number.is_some() {
            return wrong("“at_least” belongs to one “metric”, “sum” or “of”: write how much of what.");
        }
        if !self.used && (self.within != Within::Everywhere || self.days.is_some()) {
            return wrong("“category”, “tag” and “within_days” belong to a metric; for a post write them in post = { … }.");
        }
        Ok(())
    }
}

fn group(word: &str, value: &Value, depth: usize) -> Read<Vec<Condition>> {
    let Value::Array(list) = value else {
        return wrong(format!("“{word}” is a list of conditions, such as {word} = [{{ answers = 5 }}, {{ questions = 5 }}], not {}.", named(value)));
    };
    if list.is_empty() {
        return wrong(format!("“{word}” has no conditions: write some, or leave it out."));
    }
    list.iter().map(|part| condition(part, depth + 1)).collect()
}

fn weights(value: &Value, details: &mut Details) -> Read<BTreeMap<Asked, i64>> {
    let Value::Table(table) = value else {
        return wrong(format!("“sum” is a table of metrics and their weights, such as {{ answers = 1, accepted_answers = 3 }}, not {}.", named(value)));
    };
    if table.is_empty() {
        return wrong("“sum” has no metrics: write some with their weights.");
    }
    let mut weights = BTreeMap::new();
    for (word, value) in table {
        let metric = metric(word)?;
        let weight = whole(word, value, -1_000_000..=1_000_000)?;
        if weight == 0 {
            return wrong(format!("“{word}” has the weight 0: leave it out."));
        }
        weights.insert(details.asked(metric), weight);
    }
    Ok(weights)
}

/// What a post may be asked.
const OF_POSTS: [&str; 8] = ["kind", "score", "views", "topic_of", "late_by_days", "within_minutes", "category", "tag"];

fn post(value: &Value) -> Read<PostAsked> {
    let Value::Table(table) = value else { return wrong(format!("“post” is a table, such as {{ kind = \"answer\", score = 5 }}, not {}.", named(value))) };
    let mut asked = PostAsked::default();
    for (word, value) in table {
        let name = || text(word, value);
        match word.as_str() {
            "kind" => asked.kind = Some(one_of(word, name()?, PostKind::ALL, PostKind::word)?),
            "score" => asked.score = Some(whole(word, value, i64::MIN..=i64::MAX)?),
            "views" => asked.views = Some(whole(word, value, 1..=i64::MAX)?),
            "topic_of" => asked.topic_of = Some(one_of(word, name()?, TopicOf::ALL, TopicOf::word)?),
            "late_by_days" => asked.late_by_days = Some(whole(word, value, 1..=36_600)?),
            "within_minutes" => asked.within_minutes = Some(whole(word, value, 0..=5_256_000)?),
            "category" => asked.category = Some(name()?.to_owned()),
            "tag" => asked.tag = Some(name()?.to_owned()),
            other => return wrong(format!("“{other}” is nothing that a post is asked{}", meant(other, OF_POSTS))),
        }
    }
    if asked == PostAsked::default() {
        return wrong("“post” asks for nothing: say at least its kind, such as { kind = \"answer\" }.");
    }
    Ok(asked)
}

pub(super) fn metric(word: &str) -> Read<Metric> {
    let known = Metric::ALL.iter().copied().find(|metric| metric.word() == word);
    let words = || Metric::ALL.iter().map(|metric| metric.word()).chain(WORDS).chain(DETAILS);
    known.map_or_else(|| wrong(format!("“{word}” is no metric and no condition{}", meant(word, words()))), Ok)
}

fn deed(word: &str) -> Read<Deed> {
    one_of("did", word, Deed::ALL, Deed::word)
}

pub(super) fn one_of<T: Copy>(what: &str, word: &str, all: &[T], name: impl Fn(T) -> &'static str) -> Read<T> {
    let known = all.iter().copied().find(|one| name(*one) == word);
    let names = || all.iter().map(|one| name(*one));
    known.map_or_else(|| wrong(format!("“{what}” is {}, not “{word}”{}", names().collect::<Vec<_>>().join(" or "), meant(word, names()))), Ok)
}

pub(super) fn text<'a>(word: &str, value: &'a Value) -> Read<&'a str> {
    match value.as_str() {
        Some(text) if !text.is_empty() && text.chars().count() <= 100 && text.chars().all(is_of_a_word) => Ok(text),
        Some(_) => wrong(format!("“{word}” needs one word of at most 100 letters, digits and + - # . _ signs.")),
        None => wrong(format!("“{word}” is a word in quotation marks, not {}.", named(value))),
    }
}

/// What keys, slugs and tags are made of.
fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || "+-#._".contains(c)
}

pub(super) fn whole(word: &str, value: &Value, from: std::ops::RangeInclusive<i64>) -> Read<i64> {
    match value.as_integer() {
        Some(n) if from.contains(&n) => Ok(n),
        Some(n) => wrong(format!("“{word}” is a number from {} to {}, not {n}.", from.start(), from.end())),
        None => wrong(format!("“{word}” is a whole number, not {}.", named(value))),
    }
}

/// A share between 0 and 1; none for 0, which asks nothing.
fn share(word: &str, value: &Value) -> Read<Option<f64>> {
    match value.as_float().or_else(|| value.as_integer().map(|n| n.clamp(-2, 2) as f64)) {
        Some(share) if (0.0..=1.0).contains(&share) => Ok(Some(share).filter(|share| *share > 0.0)),
        Some(_) => wrong(format!("“{word}” is a share from 0 to 1, such as 0.9, not {value}.")),
        None => wrong(format!("“{word}” is a share from 0 to 1, such as 0.9, not {}.", named(value))),
    }
}

/// What a value is, in words.
pub(super) fn named(value: &Value) -> String {
    match value {
        Value::String(text) => format!("“{}”", text.chars().take(40).collect::<String>()),
        Value::Integer(n) => n.to_string(),
        Value::Float(n) => n.to_string(),
        Value::Boolean(yes) => yes.to_string(),
        Value::Datetime(_) => "a date".into(),
        Value::Array(_) => "a list".into(),
        Value::Table(_) => "a table".into(),
    }
}

/// The end of a sentence about a word that is not known: the nearest one, if any is near.
pub(super) fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match nearest(word, known) {
        Some(near) => format!(": did you mean “{near}”?"),
        None => ".".into(),
    }
}
