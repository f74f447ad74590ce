//! Tags, and which topics carry them.

use super::cached::KeepPrepared;
use super::schema::{tags, topic_tags};
use super::{Connection, Result, dialect::each, sight};
use crate::rules::ids::{TagId, TopicId};
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Tag {
    pub id: TagId,
    pub name: String,
    pub description: String,
    pub topic_count: i64,
}

type Columns = (tags::id, tags::name, tags::description, tags::topic_count);
const COLUMNS: Columns = (tags::id, tags::name, tags::description, tags::topic_count);

/// The tag with this name.
///
/// # Errors
/// When the query fails.
pub fn by_name(conn: &mut Connection, name: &str) -> Result<Option<Tag>> {
    Ok(tags::table.filter(tags::name.eq(name)).select(COLUMNS).first(conn).optional()?)
}

/// The tags with these names; unknown ones are left out.
///
/// # Errors
/// When the query fails.
pub fn by_names(conn: &mut Connection, names: &[String]) -> Result<Vec<Tag>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    Ok(tags::table.filter(tags::name.eq_any(names)).select(COLUMNS).load(conn)?)
}

/// The id of the tag with this name, which is made if it is new.
///
/// # Errors
/// When a statement fails.
pub fn ensure(conn: &mut Connection, name: &str, now: Timestamp) -> Result<TagId> {
    if let Some(tag) = by_name(conn, name)? {
        return Ok(tag.id);
    }
    each!(conn, c => diesel::insert_into(tags::table)
        .values((tags::name.eq(name), tags::created_at.eq(now)))
        .on_conflict(tags::name)
        .do_nothing()
        .execute(c))?;
    Ok(tags::table.filter(tags::name.eq(name)).select(tags::id).first(conn)?)
}

/// Those of some tags that a reader may know: of what is closed to them no trace is left.
///
/// # Errors
/// When the query fails.
pub fn of_these(conn: &mut Connection, sight: &Sight, some: Vec<Tag>) -> Result<Vec<Tag>> {
    if sight.closed().is_empty() || some.is_empty() {
        return Ok(some);
    }
    let ids: Vec<TagId> = some.iter().map(|tag| tag.id).collect();
    seen(conn, sight, &format!("g.id IN ({})", list(&ids)), "name", i64::MAX)
}

/// The tag with this name, where there is one for this reader.
///
/// # Errors
/// When a query fails.
pub fn by_name_seen(conn: &mut Connection, sight: &Sight, name: &str) -> Result<Option<Tag>> {
    let found = by_name(conn, name)?;
    Ok(of_these(conn, sight, found.into_iter().collect())?.pop())
}

/// The tags that are used most.
///
/// # Errors
/// When the query fails.
pub fn most_used(conn: &mut Connection, sight: &Sight, limit: i64) -> Result<Vec<Tag>> {
    if !sight.closed().is_empty() {
        return seen(conn, sight, "g.topic_count > 0", BY_USE, limit);
    }
    Ok(tags::table.filter(tags::topic_count.gt(0)).order((tags::topic_count.desc(), tags::name)).limit(limit).select(COLUMNS).load(conn)?)
}

/// Tags whose name starts with what was typed, the most used first.
///
/// # Errors
/// When the query fails.
pub fn starting_with(conn: &mut Connection, sight: &Sight, typed: &str, limit: i64) -> Result<Vec<Tag>> {
    let end = format!("{typed}\u{10FFFF}");
    let named = tags::table.filter(tags::name.ge(typed).and(tags::name.lt(&end))).order((tags::topic_count.desc(), tags::name));
    if sight.closed().is_empty() {
        return Ok(named.limit(limit).select(COLUMNS).load(conn)?);
    }
    let some: Vec<TagId> = named.limit(MOST_COUNTED).select(tags::id).load(conn)?;
    if some.is_empty() {
        return Ok(Vec::new());
    }
    seen(conn, sight, &format!("g.id IN ({})", list(&some)), BY_USE, limit)
}

/// The order of lists.
const BY_USE: &str = "topic_count DESC, name";
/// Of so many tags with the same beginning, the most used, the topics are counted for readers to whom some are closed.
const MOST_COUNTED: i64 = 200;

/// Tags of a condition on `tags g`, counted as a reader sees their topics; those left with none are not there. What is closed is taken off
/// the whole: that reads the closed topics, which are few beside the others.
fn seen(conn: &mut Connection, sight: &Sight, condition: &str, order: &str, limit: i64) -> Result<Vec<Tag>> {
    let closed = sight::closed_list(sight);
    let query = format!(
        "SELECT id, name, description, topic_count FROM (
            SELECT g.id, g.name, g.description, g.topic_count - COALESCE(c.n, 0) AS topic_count
            FROM tags g LEFT JOIN (
                SELECT m.tag_id, COUNT(*) AS n FROM topics t JOIN topic_tags m ON m.topic_id = t.id
                WHERE t.category_id IN ({closed}) AND t.deleted_at IS NULL GROUP BY m.tag_id) c ON c.tag_id = g.id
            WHERE {condition}) counted
         WHERE topic_count > 0 ORDER BY {order} LIMIT $1"
    );
    let rows: Vec<Counted> = each!(conn, c => diesel::sql_query(query).bind::<BigInt, _>(limit).load(c))?;
    Ok(rows.into_iter().map(|row| Tag { id: row.id, name: row.name, description: row.description, topic_count: row.topic_count }).collect())
}

fn list(ids: &[TagId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    id: TagId,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    description: String,
    #[diesel(sql_type = BigInt)]
    topic_count: i64,
}

/// The tags of a topic.
///
/// # Errors
/// When the query fails.
pub fn of_topic(conn: &mut Connection, topic: TopicId) -> Result<Vec<TagId>> {
    Ok(topic_tags::table.filter(topic_tags::topic_id.eq(topic)).select(topic_tags::tag_id).load(conn)?)
}

/// Puts a tag on a topic.
///
/// # Errors
/// When the statement fails.
pub fn attach(conn: &mut Connection, topic: TopicId, tag: TagId, active_at: Timestamp) -> Result<()> {
    diesel::insert_into(topic_tags::table)
        .values((topic_tags::topic_id.eq(topic), topic_tags::tag_id.eq(tag), topic_tags::active_at.eq(active_at)))
        .execute(conn)?;
    Ok(())
}

/// Takes all tags off a topic.
///
/// # Errors
/// When the statement fails.
pub fn detach_all(conn: &mut Connection, topic: TopicId) -> Result<()> {
    diesel::delete(topic_tags::table.filter(topic_tags::topic_id.eq(topic))).execute(conn)?;
    Ok(())
}

/// Notes a topic's activity beside its tags, so that a tag's list has its own order.
///
/// # Errors
/// When the statement fails.
pub fn touch(conn: &mut Connection, topic: TopicId, active_at: Timestamp) -> Result<()> {
    diesel::update(topic_tags::table.filter(topic_tags::topic_id.eq(topic))).set(topic_tags::active_at.eq(active_at)).cached_as(|| ()).execute(conn)?;
    Ok(())
}

/// Moves the count of topics of some tags.
///
/// # Errors
/// When the statement fails.
pub fn count_topics(conn: &mut Connection, on: &[TagId], by: i64) -> Result<()> {
    if !on.is_empty() {
        diesel::update(tags::table.filter(tags::id.eq_any(on))).set(tags::topic_count.eq(tags::topic_count + by)).execute(conn)?;
    }
    Ok(())
}

/// Writes what a tag is about.
///
/// # Errors
/// When the statement fails.
pub fn set_description(conn: &mut Connection, id: TagId, description: &str) -> Result<()> {
    diesel::update(tags::table.find(id)).set(tags::description.eq(description)).cached().execute(conn)?;
    Ok(())
}
