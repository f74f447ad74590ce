//! Posts and their revisions.

use super::cached::KeepPrepared;
use super::schema::{posts, revisions, topics};
use super::{
    Connection, Result,
    dialect::{each, inserted},
};
use crate::rules::ids::{EventId, MemberId, PostId, TopicId};
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::PostKind;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// A post.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Post {
    pub id: PostId,
    pub topic: TopicId,
    pub kind: PostKind,
    pub author: Option<MemberId>,
    /// Name of an author who is no member (imports).
    pub author_name: String,
    pub body_md: String,
    pub body_html: String,
    pub score: i64,
    pub comment_count: i64,
    pub accepted: bool,
    /// Number of the current revision, from 1.
    pub revision: i64,
    pub created_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub edited_by: Option<MemberId>,
    /// From then on the post belongs to the community and earns nothing.
    pub wiki_at: Option<Timestamp>,
    pub hidden_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
    pub deleted_by: Option<MemberId>,
    pub deleted_event: Option<EventId>,
}

impl Post {
    /// Whether everybody may read it.
    pub fn is_shown(&self) -> bool {
        self.hidden_at.is_none() && self.deleted_at.is_none()
    }
}

type Columns = (
    posts::id,
    posts::topic_id,
    posts::kind,
    posts::author_id,
    posts::author_name,
    posts::body_md,
    posts::body_html,
    posts::score,
    posts::comment_count,
    posts::accepted,
    posts::revision,
    posts::created_at,
    posts::edited_at,
    posts::edited_by,
    posts::wiki_at,
    posts::hidden_at,
    posts::deleted_at,
    posts::deleted_by,
    posts::deleted_event_id,
);
/// The columns of a [`Post`].
pub const COLUMNS: Columns = (
    posts::id,
    posts::topic_id,
    posts::kind,
    posts::author_id,
    posts::author_name,
    posts::body_md,
    posts::body_html,
    posts::score,
    posts::comment_count,
    posts::accepted,
    posts::revision,
    posts::created_at,
    posts::edited_at,
    posts::edited_by,
    posts::wiki_at,
    posts::hidden_at,
    posts::deleted_at,
    posts::deleted_by,
    posts::deleted_event_id,
);

/// A post to be.
#[derive(Debug, Clone)]
pub struct NewPost<'a> {
    pub topic: TopicId,
    pub kind: PostKind,
    pub author: Option<MemberId>,
    pub author_name: &'a str,
    pub body_md: &'a str,
    pub body_html: &'a str,
    pub wiki_at: Option<Timestamp>,
    pub at: Timestamp,
}

/// Adds a post.
///
/// # Errors
/// When the statement fails.
pub fn insert(conn: &mut Connection, new: &NewPost<'_>) -> Result<PostId> {
    Ok(inserted!(
        conn,
        posts::id,
        diesel::insert_into(posts::table).values((
            posts::topic_id.eq(new.topic),
            posts::kind.eq(new.kind),
            posts::author_id.eq(new.author),
            posts::author_name.eq(new.author_name),
            posts::body_md.eq(new.body_md),
            posts::body_html.eq(new.body_html),
            posts::wiki_at.eq(new.wiki_at),
            posts::created_at.eq(new.at),
        ))
    )
    .ok_or(diesel::NotFound)?)
}

/// Whether there is any post.
///
/// # Errors
/// When the query fails.
pub fn any(conn: &mut Connection) -> Result<bool> {
    Ok(each!(conn, c => posts::table.select(posts::id).first::<PostId>(c)).optional()?.is_some())
}

/// One post, deleted or not.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, id: PostId) -> Result<Option<Post>> {
    Ok(each!(conn, c => posts::table.find(id).select(COLUMNS).first(c)).optional()?)
}

/// Moves a post's score.
///
/// # Errors
/// When the statement fails.
pub fn move_score(conn: &mut Connection, id: PostId, by: i64) -> Result<()> {
    each!(conn, c => diesel::update(posts::table.find(id)).set(posts::score.eq(posts::score + by)).cached_as(|| ()).execute(c))?;
    Ok(())
}

/// Moves the count of comments.
///
/// # Errors
/// When the statement fails.
pub fn count_comments(conn: &mut Connection, id: PostId, by: i64) -> Result<()> {
    each!(conn, c => diesel::update(posts::table.find(id)).set(posts::comment_count.eq(posts::comment_count + by)).cached_as(|| ()).execute(c))?;
    Ok(())
}

/// Whether a post is its topic's accepted answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acceptance {
    Accepted,
    NotAccepted,
}

/// Marks or unmarks the accepted answer; answers its author.
///
/// # Errors
/// When the statement fails.
pub fn set_accepted(conn: &mut Connection, id: PostId, acceptance: Acceptance) -> Result<()> {
    each!(conn, c => diesel::update(posts::table.find(id)).set(posts::accepted.eq(acceptance == Acceptance::Accepted)).cached().execute(c))?;
    Ok(())
}

/// Who wrote a post; none for a post without a member's name, or that is not there.
///
/// # Errors
/// When the query fails.
pub fn author(conn: &mut Connection, id: PostId) -> Result<Option<MemberId>> {
    Ok(each!(conn, c => posts::table.find(id).select(posts::author_id).first::<Option<MemberId>>(c)).optional()?.flatten())
}

/// Whether a member has ever written a post.
///
/// # Errors
/// When the query fails.
pub fn has_written(conn: &mut Connection, member: MemberId) -> Result<bool> {
    let some = posts::table.filter(posts::author_id.eq(member)).select(posts::id);
    Ok(each!(conn, c => some.first::<PostId>(c)).optional()?.is_some())
}

/// The posts of a topic that stand, after one.
///
/// # Errors
/// When the query fails.
pub fn of_topic_after(conn: &mut Connection, topic: TopicId, after: PostId, limit: i64) -> Result<Vec<PostId>> {
    Ok(each!(conn, c => posts::table
        .filter(posts::topic_id.eq(topic))
        .filter(posts::id.gt(after))
        .filter(posts::deleted_at.is_null())
        .order(posts::id)
        .limit(limit)
        .select(posts::id)
        .load(c))?)
}

/// Notes who edited a post last elsewhere (imports).
///
/// # Errors
/// When the statement fails.
pub fn set_edited(conn: &mut Connection, id: PostId, by: Option<MemberId>, at: Timestamp) -> Result<()> {
    each!(conn, c => diesel::update(posts::table.find(id)).set((posts::edited_at.eq(Some(at)), posts::edited_by.eq(by))).cached().execute(c))?;
    Ok(())
}

/// Writes a post's text as it is elsewhere (imports), without a new revision.
///
/// # Errors
/// When the statement fails.
pub fn set_text(conn: &mut Connection, id: PostId, body_md: &str, body_html: &str, wiki_at: Option<Timestamp>) -> Result<()> {
    each!(conn, c => diesel::update(posts::table.find(id))
        .set((posts::body_md.eq(body_md), posts::body_html.eq(body_html), posts::wiki_at.eq(wiki_at)))
        .cached()
        .execute(c))?;
    Ok(())
}

/// Rewrites a post's text by compare-and-set on its revision: false when somebody else edited it meanwhile.
///
/// # Errors
/// When the statement fails.
pub fn set_body(conn: &mut Connection, id: PostId, revision: i64, body_md: &str, body_html: &str, by: Option<MemberId>, at: Timestamp) -> Result<bool> {
    Ok(each!(conn, c => diesel::update(posts::table.filter(posts::id.eq(id)).filter(posts::revision.eq(revision)))
        .set((
            posts::body_md.eq(body_md),
            posts::body_html.eq(body_html),
            posts::revision.eq(revision + 1),
            posts::edited_at.eq(Some(at)),
            posts::edited_by.eq(by),
        ))
        .cached()
        .execute(c))?
        > 0)
}

/// Deletes a post by compare-and-set: false when it was deleted already.
///
/// # Errors
/// When the statement fails.
pub fn delete(conn: &mut Connection, id: PostId, by: Option<MemberId>, event: EventId, at: Timestamp) -> Result<bool> {
    Ok(each!(conn, c => diesel::update(posts::table.filter(posts::id.eq(id)).filter(posts::deleted_at.is_null()))
        .set((posts::deleted_at.eq(Some(at)), posts::deleted_by.eq(by), posts::deleted_event_id.eq(Some(event))))
        .cached()
        .execute(c))?
        > 0)
}

/// Makes a deleted post one that somebody else has deleted.
///
/// # Errors
/// When the statement fails.
pub fn set_deleted_by(conn: &mut Connection, id: PostId, by: MemberId) -> Result<()> {
    diesel::update(posts::table.find(id).filter(posts::deleted_at.is_not_null())).set(posts::deleted_by.eq(Some(by))).execute(conn)?;
    Ok(())
}

/// Restores a post by compare-and-set: false when it stands already.
///
/// # Errors
/// When the statement fails.
pub fn restore(conn: &mut Connection, id: PostId) -> Result<bool> {
    Ok(each!(conn, c => diesel::update(posts::table.filter(posts::id.eq(id)).filter(posts::deleted_at.is_not_null()))
        .set((posts::deleted_at.eq(None::<Timestamp>), posts::deleted_by.eq(None::<MemberId>), posts::deleted_event_id.eq(None::<EventId>)))
        .cached()
        .execute(c))?
        > 0)
}

/// Hides a post from readers, or shows it again; with an opening post goes its topic.
///
/// # Errors
/// When a statement fails.
pub fn set_hidden(conn: &mut Connection, id: PostId, at: Option<Timestamp>) -> Result<()> {
    let topic: TopicId =
        each!(conn, c => diesel::update(posts::table.find(id)).set(posts::hidden_at.eq(at)).returning(posts::topic_id).cached().get_result(c))?;
    let opened = topics::table.filter(topics::id.eq(topic)).filter(topics::opening_post_id.eq(id));
    each!(conn, c => diesel::update(opened).set(topics::hidden_at.eq(at)).cached().execute(c))?;
    Ok(())
}

/// When a member last edited a post.
///
/// # Errors
/// When the query fails.
pub fn last_edit_by(conn: &mut Connection, editor: MemberId) -> Result<Option<Timestamp>> {
    Ok(each!(conn, c => revisions::table
        .filter(revisions::editor_id.eq(editor))
        .filter(revisions::number.gt(1))
        .order(revisions::created_at.desc())
        .select(revisions::created_at)
        .first(c))
    .optional()?)
}

/// Whether a post is there for everybody: neither deleted nor hidden, and its topic not deleted.
///
/// # Errors
/// When the query fails.
pub fn is_visible(conn: &mut Connection, id: PostId) -> Result<bool> {
    let found: Option<PostId> = each!(conn, c => posts::table
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .filter(posts::id.eq(id))
        .filter(posts::deleted_at.is_null())
        .filter(posts::hidden_at.is_null())
        .filter(topics::deleted_at.is_null())
        .select(posts::id)
        .first(c))
    .optional()?;
    Ok(found.is_some())
}

/// The moments of a member's answers and replies since one, newest first; the pace of newcomers.
///
/// # Errors
/// When the query fails.
pub fn latest_by(conn: &mut Connection, author: MemberId, since: Timestamp) -> Result<Vec<Timestamp>> {
    Ok(each!(conn, c => posts::table
        .filter(posts::author_id.eq(author))
        .filter(posts::created_at.ge(since))
        .filter(posts::kind.ne(PostKind::Opening))
        .order(posts::created_at.desc())
        .limit(50)
        .select(posts::created_at)
        .load(c))?)
}

/// One version of a post.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Revision {
    pub number: i64,
    pub editor: Option<MemberId>,
    /// Of the topic, on opening posts.
    pub title: Option<String>,
    pub tag_names: Option<String>,
    pub body_md: String,
    /// What the editor said about the change.
    pub note: String,
    pub at: Timestamp,
}

/// Keeps a version of a post.
///
/// # Errors
/// When the statement fails.
pub fn insert_revision(conn: &mut Connection, post: PostId, revision: &Revision) -> Result<()> {
    each!(conn, c => diesel::insert_into(revisions::table)
        .values((
            revisions::post_id.eq(post),
            revisions::number.eq(revision.number),
            revisions::editor_id.eq(revision.editor),
            revisions::title.eq(&revision.title),
            revisions::tag_names.eq(&revision.tag_names),
            revisions::body_md.eq(&revision.body_md),
            revisions::note.eq(&revision.note),
            revisions::created_at.eq(revision.at),
        ))
        .execute(c))?;
    Ok(())
}

/// The newest version of a post.
///
/// # Errors
/// When the query fails.
pub fn latest_revision(conn: &mut Connection, post: PostId) -> Result<Option<Revision>> {
    Ok(each!(conn, c => revisions::table
        .filter(revisions::post_id.eq(post))
        .order(revisions::number.desc())
        .select((revisions::number, revisions::editor_id, revisions::title, revisions::tag_names, revisions::body_md, revisions::note, revisions::created_at))
        .first(c))
    .optional()?)
}

/// Completes a version that an import reads in several rows.
///
/// # Errors
/// When the statement fails.
pub fn complete_revision(conn: &mut Connection, post: PostId, revision: &Revision) -> Result<()> {
    each!(conn, c => diesel::update(revisions::table.filter(revisions::post_id.eq(post)).filter(revisions::number.eq(revision.number)))
        .set((
            revisions::title.eq(&revision.title),
            revisions::tag_names.eq(&revision.tag_names),
            revisions::body_md.eq(&revision.body_md),
            revisions::note.eq(&revision.note),
        ))
        .cached()
        .execute(c))?;
    Ok(())
}

/// Writes the number of a post's current version.
///
/// # Errors
/// When the statement fails.
pub fn set_revision(conn: &mut Connection, post: PostId, number: i64) -> Result<()> {
    each!(conn, c => diesel::update(posts::table.find(post)).set(posts::revision.eq(number)).cached().execute(c))?;
    Ok(())
}

/// The last of the next posts after one, some at a time; `None` when there are no more.
///
/// # Errors
/// When the query fails.
pub fn end_of_next(conn: &mut Connection, after: PostId, limit: i64) -> Result<Option<PostId>> {
    let ids: Vec<PostId> = each!(conn, c => posts::table.filter(posts::id.gt(after)).order(posts::id).limit(limit).select(posts::id).load(c))?;
    Ok(ids.last().copied())
}

/// Gives their first version to the posts after one, up to another, that have none.
///
/// # Errors
/// When the statement fails.
pub fn insert_first_revisions(conn: &mut Connection, after: PostId, up_to: PostId) -> Result<()> {
    let statement = diesel::sql_query(
        "INSERT INTO revisions (post_id, number, editor_id, title, tag_names, body_md, note, created_at) \
         SELECT p.id, p.revision, p.author_id, t.title, t.tag_names, p.body_md, '', p.created_at \
         FROM posts p LEFT JOIN topics t ON t.id = p.topic_id AND p.kind = 'opening' \
         WHERE p.id > $1 AND p.id <= $2 AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.post_id = p.id) ORDER BY p.id",
    );
    each!(conn, c => statement.bind::<BigInt, _>(after.0).bind::<BigInt, _>(up_to.0).cached().execute(c))?;
    Ok(())
}
