//! Tags, and which topics carry them.

use super::cached::KeepPrepared;
use super::schema::{tags, topic_tags};
use super::{Connection, Result, dialect::each};
use crate::rules::ids::{TagId, TopicId};
use crate::rules::time::Timestamp;
use diesel::prelude::*;

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

/// The most used tags.
///
/// # Errors
/// When the query fails.
pub fn most_used(conn: &mut Connection, limit: i64) -> Result<Vec<Tag>> {
    Ok(tags::table.filter(tags::topic_count.gt(0)).order((tags::topic_count.desc(), tags::name)).limit(limit).select(COLUMNS).load(conn)?)
}

/// Tags whose name starts with what was typed, the most used first.
///
/// # Errors
/// When the query fails.
pub fn starting_with(conn: &mut Connection, typed: &str, limit: i64) -> Result<Vec<Tag>> {
    let end = format!("{typed}\u{10FFFF}");
    Ok(tags::table
        .filter(tags::name.ge(typed).and(tags::name.lt(end)))
        .order((tags::topic_count.desc(), tags::name))
        .limit(limit)
        .select(COLUMNS)
        .load(conn)?)
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
