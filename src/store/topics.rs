//! Topics, and what members keep about them: follows, bookmarks, when they last read.

use super::cached::KeepPrepared;
use super::schema::{bookmarks, follows, topic_links, topic_reads, topics};
use super::{
    Connection, Result,
    dialect::{each, inserted},
};
use crate::rules::ids::{CategoryId, EventId, MemberId, PostId, TopicId};
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::TopicKind;
use diesel::prelude::*;

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Topic {
    pub id: TopicId,
    pub kind: TopicKind,
    pub category: CategoryId,
    pub author: Option<MemberId>,
    pub title: String,
    pub slug: String,
    /// Separated by spaces.
    pub tag_names: String,
    pub opening_post: Option<PostId>,
    pub accepted_post: Option<PostId>,
    /// The event by which the answer was accepted.
    pub accepted_event: Option<EventId>,
    pub answer_count: i64,
    pub score: i64,
    pub view_count: i64,
    pub pinned: bool,
    pub locked_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub active_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
    /// Copy of the opening post's: hidden with it.
    pub hidden_at: Option<Timestamp>,
}

type Columns = (
    topics::id,
    topics::kind,
    topics::category_id,
    topics::author_id,
    topics::title,
    topics::slug,
    topics::tag_names,
    topics::opening_post_id,
    topics::accepted_post_id,
    topics::accepted_event_id,
    topics::answer_count,
    topics::score,
    topics::view_count,
    topics::pinned,
    topics::locked_at,
    topics::created_at,
    topics::active_at,
    topics::deleted_at,
    topics::hidden_at,
);
/// The columns of a [`Topic`].
pub const COLUMNS: Columns = (
    topics::id,
    topics::kind,
    topics::category_id,
    topics::author_id,
    topics::title,
    topics::slug,
    topics::tag_names,
    topics::opening_post_id,
    topics::accepted_post_id,
    topics::accepted_event_id,
    topics::answer_count,
    topics::score,
    topics::view_count,
    topics::pinned,
    topics::locked_at,
    topics::created_at,
    topics::active_at,
    topics::deleted_at,
    topics::hidden_at,
);

/// A topic to be.
#[derive(Debug, Clone)]
pub struct NewTopic<'a> {
    pub kind: TopicKind,
    pub category: CategoryId,
    pub author: Option<MemberId>,
    pub title: &'a str,
    pub slug: &'a str,
    pub tag_names: &'a str,
    pub view_count: i64,
    pub at: Timestamp,
}

/// Adds a topic; its opening post follows.
///
/// # Errors
/// When the statement fails.
pub fn insert(conn: &mut Connection, new: &NewTopic<'_>) -> Result<TopicId> {
    Ok(inserted!(
        conn,
        topics::id,
        diesel::insert_into(topics::table).values((
            topics::kind.eq(new.kind),
            topics::category_id.eq(new.category),
            topics::author_id.eq(new.author),
            topics::title.eq(new.title),
            topics::slug.eq(new.slug),
            topics::tag_names.eq(new.tag_names),
            topics::view_count.eq(new.view_count),
            topics::created_at.eq(new.at),
            topics::active_at.eq(new.at),
            topics::last_member_id.eq(new.author),
        ))
    )
    .ok_or(diesel::NotFound)?)
}

/// One topic, deleted or not.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, id: TopicId) -> Result<Option<Topic>> {
    Ok(each!(conn, c => topics::table.find(id).select(COLUMNS).first(c)).optional()?)
}

/// Names a topic's opening post.
///
/// # Errors
/// When the statement fails.
pub fn set_opening_post(conn: &mut Connection, id: TopicId, post: PostId) -> Result<()> {
    each!(conn, c => diesel::update(topics::table.find(id)).set(topics::opening_post_id.eq(Some(post))).cached().execute(c))?;
    Ok(())
}

/// Rewrites title and slug.
///
/// # Errors
/// When the statement fails.
pub fn set_title(conn: &mut Connection, id: TopicId, title: &str, slug: &str) -> Result<()> {
    each!(conn, c => diesel::update(topics::table.find(id)).set((topics::title.eq(title), topics::slug.eq(slug))).cached().execute(c))?;
    Ok(())
}

/// Rewrites the copy of the tags' names.
///
/// # Errors
/// When the statement fails.
pub fn set_tag_names(conn: &mut Connection, id: TopicId, tag_names: &str) -> Result<()> {
    each!(conn, c => diesel::update(topics::table.find(id)).set(topics::tag_names.eq(tag_names)).cached().execute(c))?;
    Ok(())
}

/// What happened in a topic.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    /// Answers or replies that came, less those that went.
    pub answers: i64,
    /// Who wrote last, and when; none where nobody wrote.
    pub last: Option<(Option<MemberId>, Timestamp)>,
}

/// Counts answers that came or went, and notes who wrote last, also beside the topic's tags.
///
/// # Errors
/// When a statement fails.
pub fn record(conn: &mut Connection, id: TopicId, activity: Activity) -> Result<()> {
    let row = diesel::update(topics::table.find(id));
    let answers = topics::answer_count.eq(topics::answer_count + activity.answers);
    match activity.last {
        Some((member, at)) => {
            each!(conn, c => row.set((answers, topics::active_at.eq(at), topics::last_member_id.eq(member))).cached_as(|| ()).execute(c))?;
            super::tags::touch(conn, id, at)
        }
        None => {
            each!(conn, c => row.set(answers).cached_as(|| ()).execute(c))?;
            Ok(())
        }
    }
}

/// Whether a topic is deleted; one that is not there is.
///
/// # Errors
/// When the query fails.
pub fn is_deleted(conn: &mut Connection, id: TopicId) -> Result<bool> {
    let deleted_at: Option<Option<Timestamp>> = each!(conn, c => topics::table.find(id).select(topics::deleted_at).first(c)).optional()?;
    Ok(deleted_at.is_none_or(|at| at.is_some()))
}

/// Who opened a topic; none for a topic without a member's name, or that is not there.
///
/// # Errors
/// When the query fails.
pub fn author(conn: &mut Connection, id: TopicId) -> Result<Option<MemberId>> {
    Ok(each!(conn, c => topics::table.find(id).select(topics::author_id).first::<Option<MemberId>>(c)).optional()?.flatten())
}

/// A topic's category.
///
/// # Errors
/// When the query fails.
pub fn category(conn: &mut Connection, id: TopicId) -> Result<Option<CategoryId>> {
    Ok(each!(conn, c => topics::table.find(id).select(topics::category_id).first(c)).optional()?)
}

/// Moves the copy of the opening post's score.
///
/// # Errors
/// When the statement fails.
pub fn move_score(conn: &mut Connection, id: TopicId, by: i64) -> Result<()> {
    each!(conn, c => diesel::update(topics::table.find(id)).set(topics::score.eq(topics::score + by)).cached_as(|| ()).execute(c))?;
    Ok(())
}

/// Accepts an answer by compare-and-set: false when another is accepted meanwhile.
///
/// # Errors
/// When the statement fails.
pub fn accept(conn: &mut Connection, id: TopicId, post: PostId, event: EventId) -> Result<bool> {
    Ok(each!(conn, c => diesel::update(topics::table.filter(topics::id.eq(id)).filter(topics::accepted_post_id.is_null()))
        .set((topics::accepted_post_id.eq(Some(post)), topics::accepted_event_id.eq(Some(event))))
        .cached()
        .execute(c))?
        > 0)
}

/// Takes an acceptance back by compare-and-set: false when it is gone already.
///
/// # Errors
/// When the statement fails.
pub fn unaccept(conn: &mut Connection, id: TopicId, post: PostId) -> Result<bool> {
    Ok(each!(conn, c => diesel::update(topics::table.filter(topics::id.eq(id)).filter(topics::accepted_post_id.eq(Some(post))))
        .set((topics::accepted_post_id.eq(None::<PostId>), topics::accepted_event_id.eq(None::<EventId>)))
        .cached()
        .execute(c))?
        > 0)
}

/// Writes which answer is accepted, and by which event.
///
/// # Errors
/// When the statement fails.
pub fn set_accepted(conn: &mut Connection, id: TopicId, accepted: Option<(PostId, EventId)>) -> Result<()> {
    let (post, event) = accepted.unzip();
    each!(conn, c => diesel::update(topics::table.find(id)).set((topics::accepted_post_id.eq(post), topics::accepted_event_id.eq(event))).execute(c))?;
    Ok(())
}

/// Deletes or restores a topic by compare-and-set: false when it was so already.
///
/// # Errors
/// When the statement fails.
pub fn set_deleted(conn: &mut Connection, id: TopicId, at: Option<Timestamp>) -> Result<bool> {
    let row = topics::table.filter(topics::id.eq(id));
    Ok(match at {
        Some(_) => diesel::update(row.filter(topics::deleted_at.is_null())).set(topics::deleted_at.eq(at)).cached().execute(conn)?,
        None => diesel::update(row.filter(topics::deleted_at.is_not_null())).set(topics::deleted_at.eq(at)).cached().execute(conn)?,
    } > 0)
}

/// Locks or unlocks; false when it was so already.
///
/// # Errors
/// When the statement fails.
pub fn set_locked(conn: &mut Connection, id: TopicId, at: Option<Timestamp>) -> Result<bool> {
    let row = topics::table.filter(topics::id.eq(id));
    Ok(match at {
        Some(_) => diesel::update(row.filter(topics::locked_at.is_null())).set(topics::locked_at.eq(at)).cached().execute(conn)?,
        None => diesel::update(row.filter(topics::locked_at.is_not_null())).set(topics::locked_at.eq(at)).cached().execute(conn)?,
    } > 0)
}

/// Whether a topic stands at the top of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pin {
    Pinned,
    Unpinned,
}

/// Pins or unpins; false when it was so already.
///
/// # Errors
/// When the statement fails.
pub fn set_pinned(conn: &mut Connection, id: TopicId, pin: Pin) -> Result<bool> {
    let pinned = pin == Pin::Pinned;
    Ok(
        each!(conn, c => diesel::update(topics::table.filter(topics::id.eq(id)).filter(topics::pinned.eq(!pinned))).set(topics::pinned.eq(pinned)).cached().execute(c))?
            > 0,
    )
}

/// Moves a topic to another category.
///
/// # Errors
/// When the statement fails.
pub fn set_category(conn: &mut Connection, id: TopicId, category: CategoryId) -> Result<()> {
    each!(conn, c => diesel::update(topics::table.find(id)).set(topics::category_id.eq(category)).cached().execute(c))?;
    Ok(())
}

/// Views before, the opening post and its author.
pub type Viewed = (i64, Option<PostId>, Option<MemberId>);

/// Adds counted views; answers the views before and after, the opening post and its author. None for a topic that is gone.
///
/// # Errors
/// When the statement fails.
pub fn add_views(conn: &mut Connection, id: TopicId, by: i64) -> Result<Option<Viewed>> {
    Ok(each!(conn, c => diesel::update(topics::table.filter(topics::id.eq(id)))
        .set(topics::view_count.eq(topics::view_count + by))
        .returning((topics::view_count, topics::opening_post_id, topics::author_id))
        .cached()
        .get_result(c))
    .optional()?)
}

/// Makes a member follow a topic.
///
/// # Errors
/// When the statement fails.
pub fn follow(conn: &mut Connection, topic: TopicId, member: MemberId, at: Timestamp) -> Result<()> {
    each!(conn, c => diesel::insert_into(follows::table)
        .values((follows::member_id.eq(member), follows::topic_id.eq(topic), follows::created_at.eq(at)))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Ends a follow.
///
/// # Errors
/// When the statement fails.
pub fn unfollow(conn: &mut Connection, topic: TopicId, member: MemberId) -> Result<()> {
    each!(conn, c => diesel::delete(follows::table.find((member, topic))).execute(c))?;
    Ok(())
}

/// The next members who follow a topic, after one, in the order of their ids.
///
/// # Errors
/// When the query fails.
pub fn followers_after(conn: &mut Connection, topic: TopicId, after: MemberId, limit: i64) -> Result<Vec<MemberId>> {
    Ok(each!(conn, c => follows::table
        .filter(follows::topic_id.eq(topic))
        .filter(follows::member_id.gt(after))
        .order(follows::member_id)
        .limit(limit)
        .select(follows::member_id)
        .load(c))?)
}

/// Whether anybody follows a topic beside some.
///
/// # Errors
/// When the query fails.
pub fn has_other_followers(conn: &mut Connection, topic: TopicId, beside: &[Option<MemberId>]) -> Result<bool> {
    // One more than those left out: no matter how many follow, few rows are read.
    let few: Vec<MemberId> =
        each!(conn, c => follows::table.filter(follows::topic_id.eq(topic)).limit(beside.len() as i64 + 1).select(follows::member_id).load(c))?;
    Ok(few.iter().any(|follower| !beside.contains(&Some(*follower))))
}

/// Bookmarks a topic.
///
/// # Errors
/// When the statement fails.
pub fn bookmark(conn: &mut Connection, topic: TopicId, member: MemberId, at: Timestamp) -> Result<()> {
    each!(conn, c => diesel::insert_into(bookmarks::table)
        .values((bookmarks::member_id.eq(member), bookmarks::topic_id.eq(topic), bookmarks::created_at.eq(at)))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Removes a bookmark.
///
/// # Errors
/// When the statement fails.
pub fn unbookmark(conn: &mut Connection, topic: TopicId, member: MemberId) -> Result<()> {
    each!(conn, c => diesel::delete(bookmarks::table.find((member, topic))).execute(c))?;
    Ok(())
}

/// Notes that a member read a topic.
///
/// # Errors
/// When the statement fails.
pub fn mark_read(conn: &mut Connection, topic: TopicId, member: MemberId, at: Timestamp) -> Result<()> {
    each!(conn, c => diesel::insert_into(topic_reads::table)
        .values((topic_reads::member_id.eq(member), topic_reads::topic_id.eq(topic), topic_reads::read_at.eq(at)))
        .on_conflict((topic_reads::member_id, topic_reads::topic_id))
        .do_update()
        .set(topic_reads::read_at.eq(at))
        .cached().execute(c))?;
    Ok(())
}

/// Notes that one topic points at another.
///
/// # Errors
/// When the statement fails.
pub fn link(conn: &mut Connection, from: TopicId, to: TopicId, at: Timestamp) -> Result<()> {
    each!(conn, c => diesel::insert_into(topic_links::table)
        .values((topic_links::from_topic_id.eq(from), topic_links::to_topic_id.eq(to), topic_links::created_at.eq(at)))
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// When a member last opened a topic, in how many topics and since when: the pace of newcomers.
///
/// # Errors
/// When the query fails.
pub fn latest_by(conn: &mut Connection, author: MemberId, since: Timestamp) -> Result<Vec<Timestamp>> {
    Ok(each!(conn, c => topics::table
        .filter(topics::author_id.eq(author))
        .filter(topics::created_at.ge(since))
        .order(topics::created_at.desc())
        .limit(50)
        .select(topics::created_at)
        .load(c))?)
}

/// Whether a member bookmarked a topic.
///
/// # Errors
/// When the query fails.
pub fn is_bookmarked(conn: &mut Connection, topic: TopicId, member: MemberId) -> Result<bool> {
    Ok(each!(conn, c => bookmarks::table.find((member, topic)).select(bookmarks::created_at).first::<Timestamp>(c)).optional()?.is_some())
}

/// Writes the count of views as another site counted them (imports).
///
/// # Errors
/// When the statement fails.
pub fn set_views(conn: &mut Connection, id: TopicId, views: i64) -> Result<()> {
    each!(conn, c => diesel::update(topics::table.find(id)).set(topics::view_count.eq(views)).cached().execute(c))?;
    Ok(())
}

/// The accepted answers of some topics; those without one are left out.
///
/// # Errors
/// When the query fails.
pub fn accepted_posts(conn: &mut Connection, of: &[TopicId]) -> Result<std::collections::HashMap<TopicId, PostId>> {
    if of.is_empty() {
        return Ok(std::collections::HashMap::new());
    }
    let rows: Vec<(TopicId, Option<PostId>)> = topics::table.filter(topics::id.eq_any(of)).select((topics::id, topics::accepted_post_id)).load(conn)?;
    Ok(rows.into_iter().filter_map(|(topic, post)| Some((topic, post?))).collect())
}
