//! What Atom feeds carry: the newest topics of the site, of a category or of a tag, or the newest posts of a topic. One query.

use crate::rules::ids::{CategoryId, PostId, TagId, TopicId};
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::PostKind;
use crate::store::cached::KeepPrepared;
use crate::store::members::{CARD, MemberCard};
use crate::store::schema::{members, posts, topic_tags, topics};
use crate::store::{Connection, Result, sight};
use diesel::prelude::*;

/// Entries of a feed.
const ENTRIES: usize = 30;
/// Lists by category and tag are kept by activity: among so many of the latest, the newest are taken.
const ACTIVE: i64 = 60;

/// Which feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Site,
    Category(CategoryId),
    Tag(TagId),
    Topic(TopicId),
}

/// A post in a feed.
#[derive(Debug, Clone, Queryable)]
pub struct Entry {
    pub topic: TopicId,
    pub title: String,
    pub slug: String,
    pub tag_names: String,
    pub post: PostId,
    pub kind: PostKind,
    pub author_name: String,
    pub body_html: String,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub author: Option<MemberCard>,
}

impl Entry {
    /// When it was last changed.
    pub fn updated_at(&self) -> Timestamp {
        self.edited_at.unwrap_or(self.created_at)
    }
}

/// The entries of a feed, the newest first.
///
/// # Errors
/// When the query fails.
pub fn entries(conn: &mut Connection, sight: &Sight, which: Which) -> Result<Vec<Entry>> {
    macro_rules! standing {
        ($from:expr) => {
            $from
                .left_join(members::table.on(members::id.nullable().eq(posts::author_id)))
                .filter(sight::listed(sight))
                .filter(posts::deleted_at.is_null())
                .filter(posts::hidden_at.is_null())
                .select((
                    topics::id,
                    topics::title,
                    topics::slug,
                    topics::tag_names,
                    posts::id,
                    posts::kind,
                    posts::author_name,
                    posts::body_html,
                    posts::created_at,
                    posts::edited_at,
                    CARD.nullable(),
                ))
        };
    }
    let openings = || topics::table.inner_join(posts::table.on(posts::id.nullable().eq(topics::opening_post_id)));
    let mut found: Vec<Entry> = match which {
        Which::Site => standing!(openings()).order((topics::created_at.desc(), topics::id.desc())).limit(ENTRIES as i64).cached().load(conn)?,
        Which::Category(category) => standing!(openings())
            .filter(topics::category_id.eq(category))
            .order((topics::active_at.desc(), topics::id.desc()))
            .limit(ACTIVE)
            .cached()
            .load(conn)?,
        Which::Tag(tag) => standing!(
            topic_tags::table
                .inner_join(topics::table.on(topics::id.eq(topic_tags::topic_id)))
                .inner_join(posts::table.on(posts::id.nullable().eq(topics::opening_post_id)))
        )
        .filter(topic_tags::tag_id.eq(tag))
        .order((topic_tags::active_at.desc(), topic_tags::topic_id.desc()))
        .limit(ACTIVE)
        .cached()
        .load(conn)?,
        Which::Topic(topic) => standing!(topics::table.inner_join(posts::table.on(posts::topic_id.eq(topics::id))))
            .filter(topics::id.eq(topic))
            .order(posts::id.desc())
            .limit(ENTRIES as i64)
            .cached()
            .load(conn)?,
    };
    found.sort_by_key(|e| std::cmp::Reverse((e.created_at, e.post)));
    found.truncate(ENTRIES);
    Ok(found)
}
