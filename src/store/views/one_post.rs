//! One post with its topic and author: what the pages that edit, delete, restore and flag a post show.

use crate::rules::ids::PostId;
use crate::rules::sight::Sight;
use crate::store::members::{CARD, MemberCard};
use crate::store::posts::{self, Post};
use crate::store::schema::{members as members_table, posts as posts_table, topics as topics_table};
use crate::store::topics::{self, Topic};
use crate::store::{Connection, Result};
use diesel::prelude::*;

/// A post where it stands.
#[derive(Debug, Clone, Queryable)]
pub struct OnePost {
    pub topic: Topic,
    pub post: Post,
    pub author: Option<MemberCard>,
}

/// The post, as far as it is there for this reader: deleted and hidden ones for those who see them. One query.
///
/// # Errors
/// When the query fails.
pub fn load(conn: &mut Connection, sight: &Sight, id: PostId) -> Result<Option<OnePost>> {
    let found: Option<OnePost> = posts_table::table
        .inner_join(topics_table::table.on(topics_table::id.eq(posts_table::topic_id)))
        .left_join(members_table::table.on(members_table::id.nullable().eq(posts_table::author_id)))
        .filter(posts_table::id.eq(id))
        .select((topics::COLUMNS, posts::COLUMNS, CARD.nullable()))
        .first(conn)
        .optional()?;
    Ok(found.filter(|one| sight.has_topic(&one.topic.state()) && sight.has_post(&one.post.state())))
}
