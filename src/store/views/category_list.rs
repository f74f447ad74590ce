//! The list of categories, each with its latest topic: three queries.

use crate::rules::ids::{CategoryId, TopicId};
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::store::categories::{self, Category};
use crate::store::dialect::each;
use crate::store::members::{CARD, MemberCard};
use crate::store::schema::{members, topics};
use crate::store::{Connection, Result, sight};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable};

/// The topic of a category with the latest activity.
#[derive(Debug, Clone, Queryable)]
pub struct Latest {
    pub category: CategoryId,
    pub topic: TopicId,
    pub title: String,
    pub slug: String,
    pub active_at: Timestamp,
    /// Who was active last.
    pub member: Option<MemberCard>,
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = Nullable<BigInt>)]
    id: Option<TopicId>,
}

/// The reader's categories in order, with the latest topic of each that has one.
///
/// # Errors
/// When a query fails.
pub fn load(conn: &mut Connection, sight: &Sight) -> Result<Vec<(Category, Option<Latest>)>> {
    let mut all = categories::all(conn)?;
    all.retain(|category| sight.has_category(category.id));
    // One step into the index of latest topics for each category.
    let sql = format!(
        "SELECT (SELECT t.id FROM topics t WHERE t.category_id = c.id AND {} ORDER BY t.active_at DESC, t.id DESC LIMIT 1) AS id FROM categories c",
        sight::listed_as("t", sight)
    );
    let ids: Vec<Id> = each!(conn, c => diesel::sql_query(sql).load(c))?;
    let ids: Vec<TopicId> = ids.into_iter().filter_map(|row| row.id).collect();
    let mut latest: Vec<Latest> = topics::table
        .left_join(members::table.on(members::id.nullable().eq(topics::last_member_id)))
        .filter(topics::id.eq_any(ids))
        .filter(sight::listed(sight))
        .select((topics::category_id, topics::id, topics::title, topics::slug, topics::active_at, CARD.nullable()))
        .load(conn)?;
    Ok(all
        .into_iter()
        .map(|category| {
            let at = latest.iter().position(|l| l.category == category.id);
            let own = at.map(|at| latest.swap_remove(at));
            (category, own)
        })
        .collect())
}

/// The category with this slug, where it is there for this reader.
///
/// # Errors
/// When the query fails.
pub fn by_slug(conn: &mut Connection, sight: &Sight, slug: &str) -> Result<Option<Category>> {
    Ok(categories::by_slug(conn, slug)?.filter(|category| sight.has_category(category.id)))
}
