//! The pictures that a member has sent, and where each is used.

use crate::rules::ids::{MemberId, PostId};
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::store::media::{self, Room};
use crate::store::schema::{drafts, media as media_table, members, post_media, posts as posts_table, topics as topics_table};
use crate::store::sight::seen;
use crate::store::{Connection, Result};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPicture {
    pub name: String,
    pub width: i64,
    pub height: i64,
    pub bytes: i64,
    pub at: Timestamp,
    pub used: Vec<Use>,
}

/// Where a picture is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Use {
    /// In a post or under it; the title of its topic, where that is there for the reader.
    Post { post: PostId, title: Option<String> },
    /// As the member's face.
    Avatar,
    /// In what they say of themselves.
    About,
    /// In something they are writing.
    Draft,
}

/// A member's pictures, newest first, those before a name at a moment; and what all of them take.
///
/// # Errors
/// When a query fails.
pub fn of_member(conn: &mut Connection, sight: &Sight, member: MemberId, page: i64, rows: i64) -> Result<(Vec<OwnPicture>, Room)> {
    let found: Vec<(String, i64, i64, i64, Timestamp)> = media_table::table
        .filter(media_table::member_id.eq(member))
        .order((media_table::created_at.desc(), media_table::name))
        .offset(page * rows)
        .limit(rows)
        .select((media_table::name, media_table::width, media_table::height, sql::<BigInt>("CAST(LENGTH(bytes) AS BIGINT)"), media_table::created_at))
        .load(conn)?;
    let names: Vec<&String> = found.iter().map(|(name, ..)| name).collect();
    let in_posts: Vec<(String, PostId, Option<String>)> = post_media::table
        .inner_join(posts_table::table.on(posts_table::id.eq(post_media::post_id)))
        .left_join(topics_table::table.on(topics_table::id.eq(posts_table::topic_id).and(seen!(sight))))
        .filter(post_media::name.eq_any(&names))
        .order(post_media::post_id)
        .select((post_media::name, post_media::post_id, topics_table::title.nullable()))
        .load(conn)?;
    let (avatar, about): (Option<String>, String) = members::table.find(member).select((members::avatar, members::about_md)).first(conn)?;
    let writing: Vec<String> = drafts::table.filter(drafts::member_id.eq(member)).select(drafts::body).load(conn)?;
    let pictures = found
        .into_iter()
        .map(|(name, width, height, bytes, at)| {
            let mut used: Vec<Use> =
                in_posts.iter().filter(|(of, ..)| *of == name).map(|(_, post, title)| Use::Post { post: *post, title: title.clone() }).collect();
            if avatar.as_ref() == Some(&name) {
                used.push(Use::Avatar);
            }
            if about.contains(&name) {
                used.push(Use::About);
            }
            if writing.iter().any(|body| body.contains(&name)) {
                used.push(Use::Draft);
            }
            OwnPicture { name, width, height, bytes, at, used }
        })
        .collect();
    Ok((pictures, media::taken_by(conn, member)?))
}
