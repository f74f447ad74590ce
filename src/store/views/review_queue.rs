//! A review queue: the open items, and one of them with its post, its flags and the record of its author.

use super::member_desk::{self, Record};
use super::one_post::{self, OnePost};
use crate::rules::ids::{MemberId, PostId, ReviewId};
use crate::rules::reviews::Queue;
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::{Decision, FlagReason, FlagState, PostKind};
use crate::store::members::{self as people, CARD, MemberCard};
use crate::store::reviews::{self, ReviewItem};
use crate::store::schema::{flags, members, posts, reviews as items, topics};
use crate::store::{Connection, Error, Result, sight};
use diesel::prelude::*;

/// Which item the page opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// The oldest that the reader may decide and nobody else is looking at.
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
    /// Who else is looking at it.
    pub looked_at_by: Option<MemberCard>,
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
    /// Who else is looking at it.
    pub looked_at_by: Option<MemberCard>,
}

/// Who reads the queue, and when.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    pub member: MemberId,
    pub now: Timestamp,
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
    pub queue: Queue,
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

/// A queue: thirteen queries at most. It is the one of the item that is asked for, else the one of the last decision, else the one that is named;
/// whether the reader may enter it is for the page to ask. Where an item is asked for that does not exist, nothing is opened.
///
/// # Errors
/// When a query fails.
pub fn load(conn: &mut Connection, sight: &Sight, queue: Queue, opened: Opened, reader: Reader, last: Option<ReviewId>) -> Result<ReviewQueue> {
    let item = match opened {
        Opened::Item(id) => reviews::find(conn, id)?,
        Opened::Next => None,
    };
    let before = match last {
        Some(id) => reviews::find(conn, id)?,
        None => None,
    };
    let queue = item.as_ref().or(before.as_ref()).map_or(queue, |item| item.queue);
    let mut lines = open_lines(conn, sight, queue, reader)?;
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let item = match opened {
        Opened::Item(_) => item,
        Opened::Next => {
            let is_foreign = |line: &&QueueLine| line.author.as_ref().is_none_or(|a| a.id != reader.member);
            let free = lines.iter().filter(is_foreign).find(|l| l.looked_at_by.is_none());
            free.or_else(|| lines.iter().find(is_foreign)).or(lines.first()).map(|l| l.item.clone())
        }
    };
    let opened = match item {
        Some(item) => open(conn, sight, item, reader)?,
        None => None,
    };
    let last = match last {
        Some(id) => last_decision(conn, sight, id, reader.member)?,
        None => None,
    };
    Ok(ReviewQueue { queue, lines, more, opened, last })
}

fn open_lines(conn: &mut Connection, sight: &Sight, queue: Queue, reader: Reader) -> Result<Vec<QueueLine>> {
    type Row = (ReviewItem, PostKind, String, String, Option<MemberCard>);
    let rows: Vec<Row> = items::table
        .inner_join(posts::table.on(items::post_id.eq(posts::id.nullable())))
        .inner_join(topics::table.on(items::topic_id.eq(topics::id.nullable())))
        .left_join(members::table.on(members::id.nullable().eq(posts::author_id)))
        // The bare column, because SQLite uses a partial index only where its condition stands word for word.
        .filter(items::open)
        .filter(items::queue.eq(queue))
        .filter(sight::open(sight))
        .order((items::created_at, items::id))
        .limit(i64::try_from(LINES).unwrap_or(i64::MAX) + 1)
        .select((reviews::COLUMNS, posts::kind, topics::title, posts::author_name, CARD.nullable()))
        .load(conn)?;
    let ids: Vec<PostId> = rows.iter().filter_map(|r| r.0.post).collect();
    let mut raised: Vec<(PostId, FlagReason)> =
        flags::table.filter(flags::post_id.eq_any(&ids)).filter(flags::state.eq(FlagState::Open)).select((flags::post_id, flags::reason)).load(conn)?;
    raised.sort();
    raised.dedup();
    let lookers: Vec<MemberId> = rows.iter().filter_map(|r| r.0.looked_at_by(reader.member, reader.now)).collect();
    let lookers = people::cards(conn, &lookers)?;
    let line = |(item, kind, title, author_name, author): Row| {
        let reasons = raised.iter().filter(|(post, _)| Some(*post) == item.post).map(|(_, reason)| *reason).collect();
        let by = item.looked_at_by(reader.member, reader.now);
        let looked_at_by = lookers.iter().find(|card| Some(card.id) == by).cloned();
        QueueLine { item, kind, title, author, author_name, reasons, looked_at_by }
    };
    Ok(rows.into_iter().map(line).collect())
}

fn open(conn: &mut Connection, sight: &Sight, item: ReviewItem, reader: Reader) -> Result<Option<OpenedItem>> {
    let post = item.post.ok_or_else(|| Error::Corrupt(format!("review {} is about no post", item.id)))?;
    // Whoever decides about a post sees it, whatever became of it.
    let Some(found) = one_post::load(conn, &sight.reviewing(), post)? else { return Ok(None) };
    let flags = flags::table
        .left_join(members::table.on(members::id.eq(flags::member_id)))
        .filter(flags::post_id.eq(post))
        .order(flags::id.desc())
        .limit(FLAGS)
        .select((flags::reason, flags::note, flags::state, flags::created_at, CARD.nullable()))
        .load(conn)?;
    let decided = if item.open {
        None
    } else {
        items::table
            .left_join(members::table.on(members::id.nullable().eq(items::decided_by)))
            .filter(items::id.eq(item.id))
            .select((items::decision, items::decided_at, CARD.nullable()))
            .first(conn)
            .optional()?
    };
    let record = match found.post.author {
        Some(author) => member_desk::record(conn, author)?,
        None => None,
    };
    let looked_at_by = match item.looked_at_by(reader.member, reader.now) {
        Some(member) => people::card(conn, member)?,
        None => None,
    };
    Ok(Some(OpenedItem { item, found, flags, decided, record, looked_at_by }))
}

fn last_decision(conn: &mut Connection, sight: &Sight, id: ReviewId, by: MemberId) -> Result<Option<LastDecision>> {
    Ok(items::table
        .inner_join(posts::table.on(items::post_id.eq(posts::id.nullable())))
        .inner_join(topics::table.on(items::topic_id.eq(topics::id.nullable())))
        .filter(items::id.eq(id))
        .filter(items::decided_by.eq(by))
        .filter(sight::open(sight))
        .select((items::decision, posts::id, posts::hidden_at, posts::deleted_at, topics::title))
        .first(conn)
        .optional()?)
}
