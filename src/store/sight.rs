//! Sight as SQL: the only place that turns what a reader may see into conditions on topics, posts and notifications. Where a forum has no
//! category that is closed to the reader, nothing of categories is asked.

mod of;

pub use of::{audiences, in_standing, of_member, readers_among};

use super::cached::KeepPrepared;
use super::posts::{self, Post};
use super::schema::{categories as categories_table, notifications, posts as posts_table, topics as topics_table};
use super::topics::{self, Topic};
use super::{Connection, Result, dialect::each};
use crate::rules::ids::{MemberId, NotificationId, PostId, TopicId};
use crate::rules::sight::{Audience, PostState, Sight, TopicState};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;

/// A condition that stands in a query on `topics` or `posts`.
pub type Condition = SqlLiteral<Bool>;

/// The topics that lists, counts and feeds have for a reader: those that stand, their hidden own ones left out.
pub fn listed(sight: &Sight) -> Condition {
    sql(&listed_as("topics", sight))
}

/// As [`listed`], for a table under another name, as text.
pub fn listed_as(topics: &str, sight: &Sight) -> String {
    format!("{topics}.deleted_at IS NULL AND {topics}.hidden_at IS NULL{}", and_open(topics, sight))
}

/// The topics in categories that are there for a reader, whatever became of the topics: for those who review.
pub fn open(sight: &Sight) -> Condition {
    sql(&if sight.closed().is_empty() { "TRUE".to_owned() } else { format!("topics.category_id NOT IN ({})", closed_list(sight)) })
}

/// The notifications that a reader has: those of what is not theirs to know any more are gone, but for badges, which stay earned.
pub fn told(sight: &Sight) -> Condition {
    if sight.closed().is_empty() {
        return sql("TRUE");
    }
    sql(&format!(
        "(notifications.topic_id IS NULL OR notifications.kind = 'badge_awarded' OR NOT EXISTS (
            SELECT 1 FROM topics closed WHERE closed.id = notifications.topic_id AND closed.category_id IN ({})))",
        closed_list(sight)
    ))
}

/// Nothing, or a further condition that keeps to the categories that are there for a reader. Only numbers of ours go into the text.
pub fn and_open(topics: &str, sight: &Sight) -> String {
    if sight.closed().is_empty() { String::new() } else { format!(" AND {topics}.category_id NOT IN ({})", closed_list(sight)) }
}

/// The ids of the categories that are not there for a reader, for a list in SQL; empty where there are none.
pub fn closed_list(sight: &Sight) -> String {
    sight.closed().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// A condition on `topics`: those that are there for a reader, the withheld that they may see included. For what leads from elsewhere to a
/// topic. The reader is bound, so that the statement stays one of a few.
macro_rules! seen {
    ($sight:expr) => {{
        use $crate::rules::sight::Withheld;
        use $crate::store::schema::topics;
        let sight: &$crate::rules::sight::Sight = $sight;
        let all = |extent: Withheld| diesel::IntoSql::into_sql::<diesel::sql_types::Bool>(extent == Withheld::All);
        let own = $crate::store::sight::reader(sight);
        (topics::deleted_at.is_null().or(topics::author_id.eq(own)).or(all(sight.deleted)))
            .and(topics::hidden_at.is_null().or(topics::author_id.eq(own)).or(all(sight.hidden)))
            .and($crate::store::sight::open(sight))
    }};
}
pub(crate) use seen;

/// A condition on `posts` of a topic that the reader sees: those that are there for them, and the places of hidden ones, which
/// [`blank`](crate::store::sight::blank) empties.
macro_rules! placed {
    ($sight:expr) => {{
        use $crate::store::schema::posts;
        let sight: &$crate::rules::sight::Sight = $sight;
        let all = diesel::IntoSql::into_sql::<diesel::sql_types::Bool>(sight.deleted == $crate::rules::sight::Withheld::All);
        posts::deleted_at.is_null().or(posts::author_id.eq($crate::store::sight::reader(sight))).or(all)
    }};
}
pub(crate) use placed;

/// The reader as statements bind them. No member has the id 0: guests have nothing of their own.
pub fn reader(sight: &Sight) -> MemberId {
    sight.reader.unwrap_or(MemberId(0))
}

impl Topic {
    /// What decides who sees it.
    pub fn state(&self) -> TopicState {
        TopicState { category: self.category, author: self.author, is_deleted: self.deleted_at.is_some(), is_hidden: self.hidden_at.is_some() }
    }
}

impl Post {
    /// What decides who sees it, in a topic that they see.
    pub fn state(&self) -> PostState {
        PostState { author: self.author, is_deleted: self.deleted_at.is_some(), is_hidden: self.hidden_at.is_some() }
    }
}

/// Takes all words and names from a post that is hidden from this reader: what is left is its place among the others.
pub fn blank(sight: &Sight, post: &mut Post) -> bool {
    if sight.has_post(&post.state()) {
        return false;
    }
    post.author = None;
    post.author_name.clear();
    post.body_md.clear();
    post.body_html.clear();
    post.edited_by = None;
    post.edited_at = None;
    post.comment_count = 0;
    true
}

/// A topic, where it is there for this reader.
///
/// # Errors
/// When the query fails.
pub fn topic(conn: &mut Connection, sight: &Sight, id: TopicId) -> Result<Option<Topic>> {
    Ok(topics::find(conn, id)?.filter(|topic| sight.has_topic(&topic.state())))
}

/// A post with its topic, where both are there for this reader.
///
/// # Errors
/// When a query fails.
pub fn post(conn: &mut Connection, sight: &Sight, id: PostId) -> Result<Option<(Topic, Post)>> {
    let found: Option<(Topic, Post)> = each!(conn, c => posts_table::table
        .inner_join(topics_table::table.on(topics_table::id.eq(posts_table::topic_id)))
        .filter(posts_table::id.eq(id))
        .select((topics::COLUMNS, posts::COLUMNS))
        .first(c))
    .optional()?;
    Ok(found.filter(|(topic, post)| sight.has_topic(&topic.state()) && sight.has_post(&post.state())))
}

/// A topic and whom its category is for: what actions look at before they know the reader's sight.
///
/// # Errors
/// When the query fails.
pub fn topic_with_audience(conn: &mut Connection, id: TopicId) -> Result<Option<(Topic, Audience)>> {
    Ok(each!(conn, c => topics_table::table
        .inner_join(categories_table::table.on(categories_table::id.eq(topics_table::category_id)))
        .filter(topics_table::id.eq(id))
        .select((topics::COLUMNS, categories_table::audience))
        .first(c))
    .optional()?)
}

/// A post, its topic and whom its category is for.
///
/// # Errors
/// When the query fails.
pub fn post_with_audience(conn: &mut Connection, id: PostId) -> Result<Option<(Post, Topic, Audience)>> {
    Ok(each!(conn, c => posts_table::table
        .inner_join(topics_table::table.on(topics_table::id.eq(posts_table::topic_id)))
        .inner_join(categories_table::table.on(categories_table::id.eq(topics_table::category_id)))
        .filter(posts_table::id.eq(id))
        .select((posts::COLUMNS, topics::COLUMNS, categories_table::audience))
        .first(c))
    .optional()?)
}

/// How many unread notifications a reader has, of those that are theirs to know; counted up to a bound.
///
/// # Errors
/// When the query fails.
pub fn unread(conn: &mut Connection, sight: &Sight, member: MemberId) -> Result<i64> {
    const MOST: i64 = 1_000;
    let ids: Vec<NotificationId> = notifications::table
        .filter(notifications::member_id.eq(member))
        .filter(notifications::read_at.is_null())
        .filter(told(sight))
        .limit(MOST)
        .select(notifications::id)
        .cached()
        .load(conn)?;
    Ok(i64::try_from(ids.len()).unwrap_or(MOST))
}
