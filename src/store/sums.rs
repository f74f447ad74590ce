//! Counters of which an action sums its changes up, so that long work writes each row once and not a thousand times. Who asks for one within
//! the action gets what is written and what is summed up here.

use super::topics::{self, Activity};
use super::{Connection, Result, categories, dialect, members, tags};
use crate::rules::ids::{CategoryId, MemberId, TagId, TopicId};
use crate::rules::metrics::{Asked, Days, Metric, Scope, Whole};
use crate::rules::time::{Day, Timestamp};
use std::collections::BTreeMap;

/// What an action has changed and not yet written.
#[derive(Debug, Default)]
pub struct Sums {
    topics: BTreeMap<TopicId, Activity>,
    categories: BTreeMap<CategoryId, i64>,
    tags: BTreeMap<TagId, i64>,
    contributions: BTreeMap<(MemberId, Day), i64>,
    metrics: BTreeMap<Place, i64>,
    metric_days: BTreeMap<(Place, Day), i64>,
}

/// Whose metric, and where: the order in which the rows are written.
pub type Place = (MemberId, i16, (i16, i64));

impl Sums {
    /// An answer or reply came (1) or went (−1).
    pub fn count_answer(&mut self, topic: TopicId, by: i64) {
        self.topics.entry(topic).or_default().answers += by;
    }

    /// A member wrote in a topic.
    pub fn touch(&mut self, topic: TopicId, member: Option<MemberId>, at: Timestamp) {
        self.topics.entry(topic).or_default().last = Some((member, at));
    }

    /// A topic with some tags came (1) or went (−1).
    pub fn count_topic(&mut self, category: CategoryId, on: &[TagId], by: i64) {
        *self.categories.entry(category).or_default() += by;
        for tag in on {
            *self.tags.entry(*tag).or_default() += by;
        }
    }

    /// A member contributed on a day.
    pub fn contribution(&mut self, member: MemberId, day: Day) {
        *self.contributions.entry((member, day)).or_default() += 1;
    }

    /// A member's metric moved on a day: everywhere, and in the category and with the tags of the topic.
    pub fn count(&mut self, member: MemberId, metric: Metric, topic: &[Scope], day: Day, by: i64) {
        self.count_in(member, metric, Scope::Everywhere, day, by);
        for scope in topic {
            self.count_in(member, metric, *scope, day, by);
        }
    }

    /// As [`count`](Self::count), in one place alone. Where the metric is not kept there, nothing is counted.
    pub fn count_in(&mut self, member: MemberId, metric: Metric, scope: Scope, day: Day, by: i64) {
        let kept = metric.kept();
        let place = (member, kept.code, scope.stored());
        let on_member = scope == Scope::Everywhere && kept.whole != Whole::Row;
        if kept.places.have(scope) && !on_member {
            *self.metrics.entry(place).or_default() += by;
        }
        match kept.days {
            Days::Rows(places) if places.have(scope) => *self.metric_days.entry((place, day)).or_default() += by,
            Days::Rows(_) | Days::NotKept | Days::OfMember(_) => {}
        }
    }

    /// What is not yet written of what is asked.
    pub fn pending(&self, member: MemberId, asked: &Asked, scope: Scope, today: Day) -> i64 {
        let place = (member, asked.metric.kept().code, scope.stored());
        match asked.days {
            None => self.metrics.get(&place).copied().unwrap_or(0),
            Some(days) => self.metric_days.range((place, Day(today.0 - days + 1))..=(place, Day(i64::MAX))).map(|(_, by)| by).sum(),
        }
    }

    /// Writes what a member has contributed, before it is asked for.
    ///
    /// # Errors
    /// When a statement fails.
    pub fn write_contributions_of(&mut self, conn: &mut Connection, member: MemberId) -> Result<()> {
        let days: Vec<(MemberId, Day)> = self.contributions.range((member, Day(i64::MIN))..=(member, Day(i64::MAX))).map(|(key, _)| *key).collect();
        for key in days {
            if let Some(contributions) = self.contributions.remove(&key) {
                members::add_to_day(conn, key.0, key.1, 0, 0, contributions)?;
            }
        }
        Ok(())
    }

    /// Writes it all, always in the same order, so that no two actions wait for each other's rows.
    ///
    /// # Errors
    /// When a statement fails.
    pub fn write(self, conn: &mut Connection) -> Result<()> {
        for (topic, activity) in self.topics {
            topics::record(conn, topic, activity)?;
        }
        for (category, by) in self.categories {
            categories::count_topics(conn, category, by)?;
        }
        let mut alike: BTreeMap<i64, Vec<TagId>> = BTreeMap::new();
        for (tag, by) in self.tags {
            alike.entry(by).or_default().push(tag);
        }
        for (by, some) in alike {
            tags::count_topics(conn, &some, by)?;
        }
        for ((member, day), contributions) in self.contributions {
            members::add_to_day(conn, member, day, 0, 0, contributions)?;
        }
        let moved: Vec<(Place, i64)> = self.metrics.into_iter().filter(|(_, by)| *by != 0).collect();
        let on_days: Vec<((Place, Day), i64)> = self.metric_days.into_iter().filter(|(_, by)| *by != 0).collect();
        dialect::add_to_metrics(conn, &moved, &on_days)
    }
}
