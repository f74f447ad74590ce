//! Categories of topics, in the order a manager gave them.

use super::cached::KeepPrepared;
use super::schema::categories;
use super::{Connection, Result};
use crate::rules::ids::CategoryId;
use crate::rules::sight::Audience;
use crate::rules::time::Timestamp;
use diesel::prelude::*;

/// A category.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Category {
    pub id: CategoryId,
    pub slug: String,
    pub name: String,
    pub description: String,
    /// `#rrggbb`.
    pub colour: String,
    pub position: i64,
    pub topic_count: i64,
    /// Who may read it.
    pub audience: Audience,
}

type Columns = (
    categories::id,
    categories::slug,
    categories::name,
    categories::description,
    categories::colour,
    categories::position,
    categories::topic_count,
    categories::audience,
);
const COLUMNS: Columns = (
    categories::id,
    categories::slug,
    categories::name,
    categories::description,
    categories::colour,
    categories::position,
    categories::topic_count,
    categories::audience,
);

/// All categories, in order.
///
/// # Errors
/// When the query fails.
pub fn all(conn: &mut Connection) -> Result<Vec<Category>> {
    Ok(categories::table.order((categories::position, categories::id)).select(COLUMNS).load(conn)?)
}

/// One category.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, id: CategoryId) -> Result<Option<Category>> {
    Ok(categories::table.find(id).select(COLUMNS).first(conn).optional()?)
}

/// The category with this slug.
///
/// # Errors
/// When the query fails.
pub fn by_slug(conn: &mut Connection, slug: &str) -> Result<Option<Category>> {
    Ok(categories::table.filter(categories::slug.eq(slug)).select(COLUMNS).first(conn).optional()?)
}

/// What a manager says of a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryText {
    pub slug: String,
    pub name: String,
    pub description: String,
    pub colour: String,
}

/// Adds a category after the last.
///
/// # Errors
/// A unique violation when the slug is taken.
pub fn insert(conn: &mut Connection, text: &CategoryText, now: Timestamp) -> Result<CategoryId> {
    let last: Option<i64> = categories::table.select(diesel::dsl::max(categories::position)).first(conn)?;
    Ok(diesel::insert_into(categories::table)
        .values((
            categories::slug.eq(&text.slug),
            categories::name.eq(&text.name),
            categories::description.eq(&text.description),
            categories::colour.eq(&text.colour),
            categories::position.eq(last.unwrap_or(0) + 1),
            categories::created_at.eq(now),
        ))
        .returning(categories::id)
        .get_result(conn)?)
}

/// Rewrites a category.
///
/// # Errors
/// A unique violation when the slug is taken.
pub fn update(conn: &mut Connection, id: CategoryId, text: &CategoryText) -> Result<()> {
    diesel::update(categories::table.find(id))
        .set((
            categories::slug.eq(&text.slug),
            categories::name.eq(&text.name),
            categories::description.eq(&text.description),
            categories::colour.eq(&text.colour),
        ))
        .cached()
        .execute(conn)?;
    Ok(())
}

/// Writes who may read a category; false when it is so already.
///
/// # Errors
/// When the statement fails.
pub fn set_audience(conn: &mut Connection, id: CategoryId, audience: &Audience) -> Result<bool> {
    let said = audience.to_string();
    Ok(diesel::update(categories::table.filter(categories::id.eq(id)).filter(categories::audience.ne(&said)))
        .set(categories::audience.eq(&said))
        .execute(conn)?
        > 0)
}

/// Writes a category's place in the order.
///
/// # Errors
/// When the statement fails.
pub fn set_position(conn: &mut Connection, id: CategoryId, position: i64) -> Result<()> {
    diesel::update(categories::table.find(id)).set(categories::position.eq(position)).cached().execute(conn)?;
    Ok(())
}

/// Moves the count of topics.
///
/// # Errors
/// When the statement fails.
pub fn count_topics(conn: &mut Connection, id: CategoryId, by: i64) -> Result<()> {
    diesel::update(categories::table.find(id)).set(categories::topic_count.eq(categories::topic_count + by)).cached().execute(conn)?;
    Ok(())
}
