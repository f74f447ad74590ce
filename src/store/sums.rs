//! Counters that no effect reads: an action sums its changes up, so that long work writes each row once and not a thousand times.

use super::topics::{self, Activity};
use super::{Connection, Result, categories, members, tags};
use crate::rules::ids::{CategoryId, MemberId, TagId, TopicId};
use crate::rules::time::{Day, Timestamp};
use std::collections::BTreeMap;

/// What an action has changed and not yet written.
#[derive(Debug, Default)]
pub struct Sums {
    topics: BTreeMap<TopicId, Activity>,
    categories: BTreeMap<CategoryId, i64>,
    tags: BTreeMap<TagId, i64>,
    contributions: BTreeMap<(MemberId, Day), i64>,
}

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
        Ok(())
    }
}
