//! What waits for somebody's decision: one row for each thing in each queue.

use super::cached::KeepPrepared;
use super::schema::{flags, review_items, reviews};
use super::{Connection, Result, dialect::each};
use crate::rules::ids::{MemberId, PostId, ReviewId, TopicId};
use crate::rules::reviews::{Queue, SubjectKind};
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::{Decision, FlagState};
use diesel::dsl::{exists, not};
use diesel::prelude::*;

/// What an item is about, and where that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Post { post: PostId, topic: TopicId },
}

impl About {
    fn subject(self) -> (SubjectKind, i64) {
        match self {
            About::Post { post, .. } => (SubjectKind::Post, post.0),
        }
    }

    fn place(self) -> (Option<TopicId>, Option<PostId>) {
        match self {
            About::Post { post, topic } => (Some(topic), Some(post)),
        }
    }
}

/// An item of a queue.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct ReviewItem {
    pub id: ReviewId,
    pub queue: Queue,
    /// Where it stands.
    pub topic: Option<TopicId>,
    pub post: Option<PostId>,
    /// How much speaks for looking at it; of flagged posts, how many flags.
    pub weight: i64,
    pub open: bool,
    /// Rises with each change; a decision names the version it was made on.
    pub version: i64,
    /// Who has opened it last, and until when that is shown to others.
    pub claimed_by: Option<MemberId>,
    pub claimed_until: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// See [`COLUMNS`].
pub type Columns = (
    reviews::id,
    reviews::queue,
    reviews::topic_id,
    reviews::post_id,
    reviews::weight,
    reviews::open,
    reviews::version,
    reviews::claimed_by,
    reviews::claimed_until,
    reviews::created_at,
);
/// The columns of a [`ReviewItem`].
pub const COLUMNS: Columns = (
    reviews::id,
    reviews::queue,
    reviews::topic_id,
    reviews::post_id,
    reviews::weight,
    reviews::open,
    reviews::version,
    reviews::claimed_by,
    reviews::claimed_until,
    reviews::created_at,
);

impl ReviewItem {
    /// Who else is looking at it now.
    pub fn looked_at_by(&self, others_than: MemberId, now: Timestamp) -> Option<MemberId> {
        self.claimed_by.filter(|by| self.open && *by != others_than && self.claimed_until.is_some_and(|until| until > now))
    }
}

/// Puts something into a queue, or adds one to its weight where it lies there already; answers the weight. An item that was decided starts anew.
///
/// # Errors
/// When a statement fails.
pub fn put(conn: &mut Connection, queue: Queue, about: About, at: Timestamp) -> Result<i64> {
    let ((subject, subject_id), (topic, post)) = (about.subject(), about.place());
    each!(conn, c => diesel::insert_into(reviews::table)
        .values((
            reviews::queue.eq(queue),
            reviews::subject.eq(subject),
            reviews::subject_id.eq(subject_id),
            reviews::topic_id.eq(topic),
            reviews::post_id.eq(post),
            reviews::created_at.eq(at),
            reviews::open.eq(false),
        ))
        .on_conflict((reviews::queue, reviews::subject, reviews::subject_id))
        .do_nothing()
        .execute(c))?;
    let item = || reviews::table.filter(reviews::queue.eq(queue)).filter(reviews::subject.eq(subject)).filter(reviews::subject_id.eq(subject_id));
    diesel::update(item().filter(reviews::open.eq(false)))
        .set((reviews::open.eq(true), reviews::weight.eq(0), reviews::created_at.eq(at)))
        .cached()
        .execute(conn)?;
    Ok(diesel::update(item())
        .set((reviews::weight.eq(reviews::weight + 1), reviews::version.eq(reviews::version + 1)))
        .returning(reviews::weight)
        .cached()
        .get_result(conn)?)
}

/// One item.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, id: ReviewId) -> Result<Option<ReviewItem>> {
    Ok(reviews::table.find(id).select(COLUMNS).first(conn).optional()?)
}

/// Notes until when a member is looking at an open item, unless another is, and that they look at no other any more.
///
/// # Errors
/// When a statement fails.
pub fn claim(conn: &mut Connection, id: ReviewId, by: MemberId, now: Timestamp, until: Timestamp) -> Result<()> {
    let nobody_else = reviews::claimed_by.is_null().or(reviews::claimed_by.eq(Some(by))).or(reviews::claimed_until.le(Some(now)));
    diesel::update(reviews::table.filter(reviews::id.eq(id)).filter(reviews::open.eq(true)).filter(nobody_else))
        .set((reviews::claimed_by.eq(Some(by)), reviews::claimed_until.eq(Some(until))))
        .execute(conn)?;
    diesel::update(reviews::table.filter(reviews::claimed_by.eq(Some(by))).filter(reviews::id.ne(id)))
        .set((reviews::claimed_by.eq(None::<MemberId>), reviews::claimed_until.eq(None::<Timestamp>)))
        .execute(conn)?;
    Ok(())
}

/// Which of some posts wait for a decision in a queue.
///
/// # Errors
/// When the query fails.
pub fn waiting_among(conn: &mut Connection, some: &[PostId]) -> Result<Vec<PostId>> {
    if some.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = some.iter().map(|post| post.0).collect();
    let waiting = reviews::table.filter(reviews::queue.eq_any(Queue::ALL)).filter(reviews::subject.eq(SubjectKind::Post));
    let found: Vec<i64> = waiting.filter(reviews::subject_id.eq_any(ids)).filter(reviews::open).select(reviews::subject_id).load(conn)?;
    Ok(found.into_iter().map(PostId).collect())
}

/// Closes an item by compare-and-set on its version: false when it changed or was decided meanwhile.
///
/// # Errors
/// When the statement fails.
pub fn close(conn: &mut Connection, id: ReviewId, version: i64, decision: Decision, by: MemberId, at: Timestamp) -> Result<bool> {
    Ok(diesel::update(reviews::table.filter(reviews::id.eq(id)).filter(reviews::version.eq(version)).filter(reviews::open.eq(true)))
        .set((
            reviews::open.eq(false),
            reviews::version.eq(version + 1),
            reviews::claimed_by.eq(None::<MemberId>),
            reviews::claimed_until.eq(None::<Timestamp>),
            reviews::decision.eq(Some(decision)),
            reviews::decided_by.eq(Some(by)),
            reviews::decided_at.eq(Some(at)),
        ))
        .cached()
        .execute(conn)?
        > 0)
}

/// Takes over the flagged posts that a node of the version before has put into its own table since that was copied.
///
/// # Errors
/// When a statement fails.
pub fn adopt_earlier(conn: &mut Connection) -> Result<()> {
    // What was decided here since it came there is not open here, and was not left behind either.
    let known = reviews::table
        .filter(reviews::queue.eq(Queue::Flags))
        .filter(reviews::subject.eq(SubjectKind::Post))
        .filter(reviews::subject_id.nullable().eq(review_items::post_id.nullable()))
        .filter(reviews::open.or(reviews::decided_at.ge(review_items::created_at.nullable())));
    let left: Vec<(PostId, TopicId, Timestamp)> = review_items::table
        .filter(review_items::open)
        .filter(not(exists(known)))
        .select((review_items::post_id, review_items::topic_id, review_items::created_at))
        .load(conn)?;
    for (post, topic, at) in left {
        put(conn, Queue::Flags, About::Post { post, topic }, at)?;
        let raised: i64 = flags::table.filter(flags::post_id.eq(post)).filter(flags::state.eq(FlagState::Open)).count().get_result(conn)?;
        let item = reviews::table.filter(reviews::queue.eq(Queue::Flags)).filter(reviews::post_id.eq(Some(post)));
        diesel::update(item).set(reviews::weight.eq(raised)).execute(conn)?;
    }
    Ok(())
}
