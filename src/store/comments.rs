//! Comments: short remarks under a post.

use super::cached::KeepPrepared;
use super::schema::{comments, members};
use super::{
    Connection, Result,
    dialect::{each, inserted},
};
use crate::rules::ids::{CommentId, MemberId, PostId, TopicId};
use crate::rules::time::Timestamp;
use diesel::prelude::*;

/// A comment to be.
#[derive(Debug, Clone)]
pub struct NewComment<'a> {
    pub post: PostId,
    pub topic: TopicId,
    pub author: Option<MemberId>,
    pub author_name: &'a str,
    pub body_md: &'a str,
    pub body_html: &'a str,
    pub at: Timestamp,
}

/// Adds a comment.
///
/// # Errors
/// When the statement fails.
pub fn insert(conn: &mut Connection, new: &NewComment<'_>) -> Result<CommentId> {
    Ok(inserted!(
        conn,
        comments::id,
        diesel::insert_into(comments::table).values((
            comments::post_id.eq(new.post),
            comments::topic_id.eq(new.topic),
            comments::author_id.eq(new.author),
            comments::author_name.eq(new.author_name),
            comments::body_md.eq(new.body_md),
            comments::body_html.eq(new.body_html),
            comments::created_at.eq(new.at),
        ))
    )
    .ok_or(diesel::NotFound)?)
}

/// When a member commented last.
///
/// # Errors
/// When the query fails.
pub fn last_of(conn: &mut Connection, author: MemberId) -> Result<Option<Timestamp>> {
    let last: Option<Timestamp> =
        comments::table.filter(comments::author_id.eq(author)).order(comments::created_at.desc()).select(comments::created_at).first(conn).optional()?;
    Ok(last)
}

/// Where a comment stands: post, topic, author, when it was deleted.
pub type Placed = (PostId, TopicId, Option<MemberId>, Option<Timestamp>);

/// What a comment that was not deleted says: post, author, the author's name where it was imported without one, text.
pub type Said = (PostId, Option<MemberId>, String, String);

/// Whose comment this is, on which post and topic, and whether it is deleted.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, id: CommentId) -> Result<Option<Placed>> {
    Ok(comments::table.find(id).select((comments::post_id, comments::topic_id, comments::author_id, comments::deleted_at)).first(conn).optional()?)
}

/// A comment that was not deleted: its post, author, the author's name where it was imported without one, and text.
///
/// # Errors
/// When the query fails.
pub fn standing(conn: &mut Connection, id: CommentId) -> Result<Option<Said>> {
    Ok(comments::table
        .find(id)
        .filter(comments::deleted_at.is_null())
        .select((comments::post_id, comments::author_id, comments::author_name, comments::body_html))
        .first(conn)
        .optional()?)
}

/// Deletes a comment by compare-and-set: false when it was deleted already.
///
/// # Errors
/// When the statement fails.
pub fn delete(conn: &mut Connection, id: CommentId, by: Option<MemberId>, at: Timestamp) -> Result<bool> {
    Ok(diesel::update(comments::table.filter(comments::id.eq(id)).filter(comments::deleted_at.is_null()))
        .set((comments::deleted_at.eq(Some(at)), comments::deleted_by.eq(by)))
        .cached()
        .execute(conn)?
        > 0)
}

/// A comment as a topic page shows it.
#[derive(Debug, Clone, Queryable)]
pub struct CommentLine {
    pub id: CommentId,
    pub post: PostId,
    pub body_html: String,
    pub author_name: String,
    pub at: Timestamp,
    /// Handle, name, tier, role of the author who is a member.
    pub author: Option<super::members::MemberCard>,
}

/// The comments of some posts that stand, oldest first.
///
/// # Errors
/// When the query fails.
pub fn of_posts(conn: &mut Connection, on: &[PostId]) -> Result<Vec<CommentLine>> {
    if on.is_empty() {
        return Ok(Vec::new());
    }
    let query = comments::table
        .left_join(members::table.on(members::id.nullable().eq(comments::author_id)))
        .filter(comments::post_id.eq_any(on))
        .filter(comments::deleted_at.is_null())
        // Not the bare id: PostgreSQL, which does not know the limit of a kept statement, would read all comments there are in its order.
        .order(comments::id + 0)
        .limit(2_000)
        .select((comments::id, comments::post_id, comments::body_html, comments::author_name, comments::created_at, super::members::CARD.nullable()))
        .cached();
    Ok(each!(conn, c => query.load(c))?)
}

/// Brings a comment back that nobody here deleted, by compare-and-set: false when it stands already.
///
/// # Errors
/// When the statement fails.
pub fn restore(conn: &mut Connection, id: CommentId) -> Result<bool> {
    Ok(diesel::update(comments::table.filter(comments::id.eq(id)).filter(comments::deleted_at.is_not_null()).filter(comments::deleted_by.is_null()))
        .set(comments::deleted_at.eq(None::<Timestamp>))
        .cached()
        .execute(conn)?
        > 0)
}

/// Rewrites a comment.
///
/// # Errors
/// When the statement fails.
pub fn set_text(conn: &mut Connection, id: CommentId, body_md: &str, body_html: &str) -> Result<()> {
    diesel::update(comments::table.find(id)).set((comments::body_md.eq(body_md), comments::body_html.eq(body_html))).cached().execute(conn)?;
    Ok(())
}
