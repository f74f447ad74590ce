//! The review queue: the open items, and one of them with its post, its flags and the record of its author.

use super::member_desk::{self, Record};
use super::one_post::{self, OnePost};
use crate::rules::ids::{MemberId, PostId, ReviewId};
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::{Decision, FlagReason, FlagState, PostKind};
use crate::store::flags::{self, ReviewItem};
use crate::store::members::{CARD, MemberCard};
use crate::store::schema::{flags as flags_table, members, posts, review_items, topics};
use crate::store::{Connection, Result, sight};
use diesel::prelude::*;

/// Which item the page opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// The oldest that the reader may decide.
    Next,
    Item(ReviewId),
}

/// A line of the inbox.
#[derive(Debug, Clone)]
pub struct QueueLine {
    pub item: ReviewItem,
    pub kind: PostKind,
    /// Title of the topic.
    pub title: String,
    pub author: Option<MemberCard>,
    pub author_name: String,
    /// The reasons of the open flags, each once.
    pub reasons: Vec<FlagReason>,
}

/// A flag and who raised it.
#[derive(Debug, Clone, Queryable)]
pub struct FlagLine {
    pub reason: FlagReason,
    pub note: String,
    pub state: FlagState,
    pub at: Timestamp,
    pub by: Option<MemberCard>,
}

/// What was decided, by whom and when.
#[derive(Debug, Clone, Queryable)]
pub struct Decided {
    pub decision: Option<Decision>,
    pub at: Option<Timestamp>,
    pub by: Option<MemberCard>,
}

/// The item that is open on the page.
#[derive(Debug, Clone)]
pub struct OpenedItem {
    pub item: ReviewItem,
    pub found: OnePost,
    /// The newest first, those decided earlier too.
    pub flags: Vec<FlagLine>,
    /// Where the item is not open any more.
    pub decided: Option<Decided>,
    /// Of the author, where the author is a member.
    pub record: Option<Record>,
}

/// The decision the reader took a moment ago.
#[derive(Debug, Clone, Queryable)]
pub struct LastDecision {
    pub decision: Option<Decision>,
    pub post: PostId,
    pub hidden_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
    pub title: String,
}

/// The page's data.
#[derive(Debug, Clone)]
pub struct ReviewQueue {
    pub lines: Vec<QueueLine>,
    /// Whether more wait than the list shows.
    pub more: bool,
    pub opened: Option<OpenedItem>,
    pub last: Option<LastDecision>,
}

/// Most lines of the inbox.
const LINES: usize = 50;
/// Most flags shown of one post.
const FLAGS: i64 = 50;

/// The queue: ten queries at most. Where an item is asked for that does not exist, nothing is opened.
///
/// # Errors
/// When a query fails.
pub fn load(conn: &mut Connection, sight: &Sight, opened: Opened, reader: MemberId, last: Option<ReviewId>) -> Result<ReviewQueue> {
    let mut lines = open_lines(conn, sight)?;
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let item = match opened {
        Opened::Item(id) => flags::item(conn, id)?,
        Opened::Next => {
            let foreign = lines.iter().find(|l| l.author.as_ref().is_none_or(|a| a.id != reader));
            foreign.or(lines.first()).map(|l| l.item.clone())
        }
    };
    let opened = match item {
        Some(item) => open(conn, sight, item)?,
        None => None,
    };
    let last = match last {
        Some(id) => last_decision(conn, sight, id, reader)?,
        None => None,
    };
    Ok(ReviewQueue { lines, more, opened, last })
}

fn open_lines(conn: &mut Connection, sight: &Sight) -> Result<Vec<QueueLine>> {
    type Row = (ReviewItem, PostKind, String, String, Option<MemberCard>);
    let rows: Vec<Row> = review_items::table
        .inner_join(posts::table.on(posts::id.eq(review_items::post_id)))
        .inner_join(topics::table.on(topics::id.eq(review_items::topic_id)))
        .left_join(members::table.on(members::id.nullable().eq(posts::author_id)))
        // The bare column, because SQLite uses a partial index only where its condition stands word for word.
        .filter(review_items::open)
        .filter(sight::open(sight))
        .order((review_items::created_at, review_items::id))
        .limit(i64::try_from(LINES).unwrap_or(i64::MAX) + 1)
        .select((flags::COLUMNS, posts::kind, topics::title, posts::author_name, CARD.nullable()))
        .load(conn)?;
    let ids: Vec<PostId> = rows.iter().map(|r| r.0.post).collect();
    let mut raised: Vec<(PostId, FlagReason)> = flags_table::table
        .filter(flags_table::post_id.eq_any(&ids))
        .filter(flags_table::state.eq(FlagState::Open))
        .select((flags_table::post_id, flags_table::reason))
        .load(conn)?;
    raised.sort();
    raised.dedup();
    let line = |(item, kind, title, author_name, author): Row| {
        let reasons = raised.iter().filter(|(post, _)| *post == item.post).map(|(_, reason)| *reason).collect();
        QueueLine { item, kind, title, author, author_name, reasons }
    };
    Ok(rows.into_iter().map(line).collect())
}

fn open(conn: &mut Connection, sight: &Sight, item: ReviewItem) -> Result<Option<OpenedItem>> {
    // Whoever decides about a post sees it, whatever became of it.
    let Some(found) = one_post::load(conn, &sight.reviewing(), item.post)? else { return Ok(None) };
    let flags = flags_table::table
        .left_join(members::table.on(members::id.eq(flags_table::member_id)))
        .filter(flags_table::post_id.eq(item.post))
        .order(flags_table::id.desc())
        .limit(FLAGS)
        .select((flags_table::reason, flags_table::note, flags_table::state, flags_table::created_at, CARD.nullable()))
        .load(conn)?;
    let decided = if item.open {
        None
    } else {
        review_items::table
            .left_join(members::table.on(members::id.nullable().eq(review_items::decided_by)))
            .filter(review_items::id.eq(item.id))
            .select((review_items::decision, review_items::decided_at, CARD.nullable()))
            .first(conn)
            .optional()?
    };
    let record = match found.post.author {
        Some(author) => member_desk::record(conn, author)?,
        None => None,
    };
    Ok(Some(OpenedItem { item, found, flags, decided, record }))
}

fn last_decision(conn: &mut Connection, sight: &Sight, id: ReviewId, by: MemberId) -> Result<Option<LastDecision>> {
    Ok(review_items::table
        .inner_join(posts::table.on(posts::id.eq(review_items::post_id)))
        .inner_join(topics::table.on(topics::id.eq(review_items::topic_id)))
        .filter(review_items::id.eq(id))
        .filter(review_items::decided_by.eq(by))
        .filter(sight::open(sight))
        .select((review_items::decision, posts::id, posts::hidden_at, posts::deleted_at, topics::title))
        .first(conn)
        .optional()?)
}
