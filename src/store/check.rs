//! What `check` and `recount` compare: every cached number beside the rows it repeats.

use super::schema::{awards, events, ledger_lines, member_days, members, posts, tags, topic_tags, topics, votes};
use super::{Connection, Result, dialect::each};
use crate::rules::events::Event;
use crate::rules::ids::{AwardId, EventId, LedgerLineId, MemberId, PostId, TopicId, VoteId};
use crate::rules::points::PointRule;
use crate::rules::time::{DAY, Day, Timestamp};
use crate::rules::vocabulary::LineNote;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// A number that is kept beside the rows it counts or sums up.
#[derive(Debug, Clone, Copy)]
pub struct CachedNumber {
    pub table: &'static str,
    pub column: &'static str,
    /// A query for the right number of the row `t`; nothing found means 0.
    expected: &'static str,
}

const fn number(table: &'static str, column: &'static str, expected: &'static str) -> CachedNumber {
    CachedNumber { table, column, expected }
}

/// All cached numbers, those first that others repeat.
pub const NUMBERS: &[CachedNumber] = &[
    number("posts", "score", "SELECT SUM(v.value) FROM votes v WHERE v.post_id = t.id"),
    number("posts", "comment_count", "SELECT COUNT(*) FROM comments c WHERE c.post_id = t.id AND c.deleted_at IS NULL"),
    number("posts", "revision", "SELECT MAX(r.number) FROM revisions r WHERE r.post_id = t.id"),
    number("topics", "opening_post_id", "SELECT MIN(p.id) FROM posts p WHERE p.topic_id = t.id AND p.kind = 'opening'"),
    number("topics", "hidden_at", "SELECT p.hidden_at FROM posts p WHERE p.id = t.opening_post_id"),
    number("topics", "score", "SELECT p.score FROM posts p WHERE p.id = t.opening_post_id"),
    number("topics", "answer_count", "SELECT COUNT(*) FROM posts p WHERE p.topic_id = t.id AND p.kind <> 'opening' AND p.deleted_at IS NULL"),
    number("categories", "topic_count", "SELECT COUNT(*) FROM topics q WHERE q.category_id = t.id AND q.deleted_at IS NULL"),
    number("tags", "topic_count", "SELECT COUNT(*) FROM topic_tags g JOIN topics q ON q.id = g.topic_id WHERE g.tag_id = t.id AND q.deleted_at IS NULL"),
    number("members", "reputation", "SELECT SUM(l.amount) FROM ledger_lines l WHERE l.member_id = t.id"),
    number(
        "members",
        "question_count",
        "SELECT COUNT(*) FROM posts p JOIN topics q ON q.id = p.topic_id
         WHERE p.author_id = t.id AND p.kind = 'opening' AND p.deleted_at IS NULL AND q.kind = 'question'",
    ),
    number("members", "answer_count", "SELECT COUNT(*) FROM posts p WHERE p.author_id = t.id AND p.kind <> 'opening' AND p.deleted_at IS NULL"),
    number("members", "accepted_count", "SELECT COUNT(*) FROM posts p WHERE p.author_id = t.id AND p.accepted"),
    number("members", "comment_count", "SELECT COUNT(*) FROM comments c WHERE c.author_id = t.id AND c.deleted_at IS NULL"),
    number("members", "bronze", "SELECT COUNT(*) FROM awards a WHERE a.member_id = t.id AND a.level = 'bronze'"),
    number("members", "silver", "SELECT COUNT(*) FROM awards a WHERE a.member_id = t.id AND a.level = 'silver'"),
    number("members", "gold", "SELECT COUNT(*) FROM awards a WHERE a.member_id = t.id AND a.level = 'gold'"),
    number("members", "good_count", "SELECT COUNT(*) FROM flags f WHERE f.member_id = t.id AND f.state = 'upheld'"),
    // Flags of theirs that were dismissed, and posts of theirs on which flags were upheld.
    number(
        "members",
        "bad_count",
        "SELECT (SELECT COUNT(*) FROM flags f WHERE f.member_id = t.id AND f.state = 'dismissed')
              + (SELECT COUNT(DISTINCT f.post_id) FROM posts p JOIN flags f ON f.post_id = p.id WHERE p.author_id = t.id AND f.state = 'upheld')",
    ),
    // What is closed keeps the number it was decided with.
    number(
        "reviews",
        "weight",
        "SELECT CASE WHEN t.open AND t.queue = 'flags' THEN (SELECT COUNT(*) FROM flags f WHERE f.post_id = t.post_id AND f.state = 'open') ELSE t.weight END",
    ),
];

/// A row whose cached number is not what its rows say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Wrong {
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    #[diesel(sql_type = BigInt)]
    pub stored: i64,
    #[diesel(sql_type = BigInt)]
    pub expected: i64,
}

/// Rows after one whose cached number is wrong.
///
/// # Errors
/// When the query fails.
pub fn wrong(conn: &mut Connection, number: &CachedNumber, after: i64, limit: i64) -> Result<Vec<Wrong>> {
    let CachedNumber { table, column, expected } = number;
    let query = format!(
        "SELECT id, stored, expected FROM
           (SELECT t.id AS id, COALESCE(t.{column}, 0) AS stored, CAST(COALESCE(({expected}), 0) AS BIGINT) AS expected FROM {table} t WHERE t.id > {after}) numbers
         WHERE stored <> expected ORDER BY id LIMIT {limit}"
    );
    Ok(each!(conn, c => diesel::sql_query(query).load(c))?)
}

/// Writes the right number. A column that may be empty is emptied by 0.
///
/// # Errors
/// When the statement fails.
pub fn correct(conn: &mut Connection, number: &CachedNumber, id: i64, expected: i64) -> Result<()> {
    let CachedNumber { table, column, .. } = number;
    let value = if expected == 0 && (column.ends_with("_id") || column.ends_with("_at")) { "NULL".to_owned() } else { expected.to_string() };
    let statement = format!("UPDATE {table} SET {column} = {value} WHERE id = {id}");
    each!(conn, c => diesel::sql_query(statement).execute(c))?;
    Ok(())
}

/// The highest ids, to tell how far something has come.
#[derive(Debug, Clone, Copy)]
pub struct LastIds {
    pub members: i64,
    pub events: i64,
    pub posts: i64,
}

/// The highest ids of members, events and posts; 0 where there is none.
///
/// # Errors
/// When a query fails.
pub fn last_ids(conn: &mut Connection) -> Result<LastIds> {
    let members: Option<MemberId> = members::table.select(diesel::dsl::max(members::id)).first(conn)?;
    let events: Option<EventId> = events::table.select(diesel::dsl::max(events::id)).first(conn)?;
    let posts: Option<PostId> = posts::table.select(diesel::dsl::max(posts::id)).first(conn)?;
    Ok(LastIds { members: members.map_or(0, |id| id.0), events: events.map_or(0, |id| id.0), posts: posts.map_or(0, |id| id.0) })
}

/// Members after one, in the order of their ids.
///
/// # Errors
/// When the query fails.
pub fn member_page(conn: &mut Connection, after: MemberId, limit: i64) -> Result<Vec<MemberId>> {
    Ok(members::table.filter(members::id.gt(after)).order(members::id).limit(limit).select(members::id).load(conn)?)
}

/// A ledger line as it is replayed.
#[derive(Debug, Clone, Queryable)]
pub struct Line {
    pub id: LedgerLineId,
    pub event: EventId,
    pub member: MemberId,
    pub rule: PointRule,
    pub version: i64,
    pub amount: i64,
    pub nominal: i64,
    pub note: LineNote,
    pub balance: i64,
    pub topic: Option<TopicId>,
    pub post: Option<PostId>,
    pub at: Timestamp,
}

type LineColumns = (
    ledger_lines::id,
    ledger_lines::event_id,
    ledger_lines::member_id,
    ledger_lines::rule,
    ledger_lines::rulebook_version,
    ledger_lines::amount,
    ledger_lines::nominal,
    ledger_lines::note,
    ledger_lines::balance,
    ledger_lines::topic_id,
    ledger_lines::post_id,
    ledger_lines::created_at,
);
const LINE: LineColumns = (
    ledger_lines::id,
    ledger_lines::event_id,
    ledger_lines::member_id,
    ledger_lines::rule,
    ledger_lines::rulebook_version,
    ledger_lines::amount,
    ledger_lines::nominal,
    ledger_lines::note,
    ledger_lines::balance,
    ledger_lines::topic_id,
    ledger_lines::post_id,
    ledger_lines::created_at,
);

/// A member's lines after one, oldest first.
///
/// # Errors
/// When the query fails.
pub fn lines_of_member(conn: &mut Connection, member: MemberId, after: LedgerLineId, limit: i64) -> Result<Vec<Line>> {
    Ok(ledger_lines::table
        .filter(ledger_lines::member_id.eq(member))
        .filter(ledger_lines::id.gt(after))
        .order(ledger_lines::id)
        .limit(limit)
        .select(LINE)
        .load(conn)?)
}

/// The lines of all events from one to another, ordered by event, member and rule.
///
/// # Errors
/// When the query fails.
pub fn lines_of_events(conn: &mut Connection, first: EventId, last: EventId) -> Result<Vec<Line>> {
    Ok(ledger_lines::table
        .filter(ledger_lines::event_id.ge(first))
        .filter(ledger_lines::event_id.le(last))
        .order((ledger_lines::event_id, ledger_lines::member_id, ledger_lines::rule))
        .select(LINE)
        .load(conn)?)
}

/// What was taken back before each day had an account of its own: what an event, or all events of a post before one, had moved.
///
/// # Errors
/// When the query fails.
pub fn moved_before(conn: &mut Connection, of: Moved, before: EventId) -> Result<Vec<(MemberId, PointRule, i64)>> {
    let lines = ledger_lines::table.filter(ledger_lines::event_id.lt(before)).select((ledger_lines::member_id, ledger_lines::rule, ledger_lines::amount));
    let post = match of {
        Moved::ByEvent(event) => return Ok(lines.filter(ledger_lines::event_id.eq(event)).load(conn)?),
        Moved::ForPost(post) => post,
    };
    let lines: Vec<(MemberId, PointRule, i64)> = lines.filter(ledger_lines::post_id.eq(post)).load(conn)?;
    let mut net = std::collections::BTreeMap::new();
    for (member, rule, amount) in lines.into_iter().filter(|(_, rule, _)| rule.goes_with_post()) {
        *net.entry((member, rule)).or_insert(0) += amount;
    }
    Ok(net.into_iter().filter(|(_, amount)| *amount != 0).map(|((member, rule), amount)| (member, rule, amount)).collect())
}

/// Whose lines are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    ByEvent(EventId),
    /// Those that go with the post.
    ForPost(PostId),
}

/// A member's day as stored: day, points, points under capped rules, contributions.
///
/// # Errors
/// When the query fails.
pub fn days_of_member(conn: &mut Connection, member: MemberId) -> Result<Vec<(Day, i64, i64, i64)>> {
    Ok(member_days::table
        .filter(member_days::member_id.eq(member))
        .select((member_days::day, member_days::points, member_days::capped, member_days::contributions))
        .load(conn)?)
}

#[derive(QueryableByName)]
struct DayCount {
    #[diesel(sql_type = BigInt)]
    day: i64,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many posts and comments a member wrote on each day, deleted ones included.
///
/// # Errors
/// When the query fails.
pub fn contributions_of_member(conn: &mut Connection, member: MemberId) -> Result<Vec<(Day, i64)>> {
    let query = format!(
        "SELECT day, CAST(SUM(n) AS BIGINT) AS count FROM
           (SELECT p.created_at / {DAY} AS day, COUNT(*) AS n FROM posts p WHERE p.author_id = {member} GROUP BY p.created_at / {DAY}
            UNION ALL
            SELECT c.created_at / {DAY} AS day, COUNT(*) AS n FROM comments c WHERE c.author_id = {member} GROUP BY c.created_at / {DAY}) written
         GROUP BY day"
    );
    let rows: Vec<DayCount> = each!(conn, c => diesel::sql_query(query).load(c))?;
    Ok(rows.into_iter().map(|row| (Day(row.day), row.count)).collect())
}

/// Events of some kinds after one, in order.
///
/// # Errors
/// When the query fails or an event cannot be read.
pub fn events_of_kinds(conn: &mut Connection, kinds: &[&str], after: EventId, limit: i64) -> Result<Vec<(EventId, Event)>> {
    let rows: Vec<(EventId, String)> = events::table
        .filter(events::id.gt(after))
        .filter(events::kind.eq_any(kinds))
        .order(events::id)
        .limit(limit)
        .select((events::id, events::data))
        .load(conn)?;
    rows.into_iter().map(|(id, data)| Ok((id, serde_json::from_str(&data)?))).collect()
}

/// The last post that a post, a vote or an event names.
///
/// # Errors
/// When a query fails.
pub fn last_post_named(conn: &mut Connection) -> Result<PostId> {
    let posts: Option<PostId> = posts::table.select(diesel::dsl::max(posts::id)).first(conn)?;
    let votes: Option<PostId> = votes::table.select(diesel::dsl::max(votes::post_id)).first(conn)?;
    let events: Option<PostId> = events::table.select(diesel::dsl::max(events::post_id)).first(conn)?;
    Ok([posts, votes, events].into_iter().flatten().max().unwrap_or(PostId(0)))
}

/// Votes on the posts after one up to another, in order: id, the event by which it was cast, post, value.
///
/// # Errors
/// When the query fails.
pub fn votes_on(conn: &mut Connection, after: PostId, through: PostId) -> Result<Vec<(VoteId, EventId, PostId, i64)>> {
    Ok(votes::table
        .filter(votes::post_id.gt(after).and(votes::post_id.le(through)))
        .order(votes::id)
        .select((votes::id, votes::event_id, votes::post_id, votes::value))
        .load(conn)?)
}

/// Events of some kinds that happened to the posts after one up to another, in order.
///
/// # Errors
/// When the query fails or an event cannot be read.
pub fn events_on(conn: &mut Connection, kinds: &[&str], after: PostId, through: PostId) -> Result<Vec<(EventId, Event)>> {
    let rows: Vec<(EventId, String)> = events::table
        .filter(events::post_id.gt(after).and(events::post_id.le(through)))
        .filter(events::kind.eq_any(kinds))
        .order(events::id)
        .select((events::id, events::data))
        .load(conn)?;
    rows.into_iter().map(|(id, data)| Ok((id, serde_json::from_str(&data)?))).collect()
}

/// Awards after one: id, member, badge.
///
/// # Errors
/// When the query fails.
pub fn awards_after(conn: &mut Connection, after: AwardId, limit: i64) -> Result<Vec<(AwardId, MemberId, String)>> {
    Ok(awards::table.filter(awards::id.gt(after)).order(awards::id).limit(limit).select((awards::id, awards::member_id, awards::badge)).load(conn)?)
}

/// A topic with the accepted answer and the event that it names.
pub type NamedAsAccepted = (TopicId, Option<PostId>, Option<EventId>);

/// Topics after one with the accepted answer they name, and the event they name for it.
///
/// # Errors
/// When the query fails.
pub fn named_as_accepted(conn: &mut Connection, after: TopicId, limit: i64) -> Result<Vec<NamedAsAccepted>> {
    Ok(topics::table
        .filter(topics::id.gt(after))
        .order(topics::id)
        .limit(limit)
        .select((topics::id, topics::accepted_post_id, topics::accepted_event_id))
        .load(conn)?)
}

/// Posts after one that are marked as accepted.
///
/// # Errors
/// When the query fails.
pub fn marked_as_accepted(conn: &mut Connection, after: PostId, limit: i64) -> Result<Vec<PostId>> {
    Ok(posts::table.filter(posts::id.gt(after)).filter(posts::accepted).order(posts::id).limit(limit).select(posts::id).load(conn)?)
}

/// Topics after one with the copy of their tags' names, and the names the tags have.
///
/// # Errors
/// When a query fails.
pub fn tag_names(conn: &mut Connection, after: TopicId, limit: i64) -> Result<Vec<(TopicId, String, Vec<String>)>> {
    let page: Vec<(TopicId, String)> =
        topics::table.filter(topics::id.gt(after)).order(topics::id).limit(limit).select((topics::id, topics::tag_names)).load(conn)?;
    let (Some((first, _)), Some((last, _))) = (page.first(), page.last()) else { return Ok(Vec::new()) };
    let named: Vec<(TopicId, String)> = topic_tags::table
        .inner_join(tags::table.on(tags::id.eq(topic_tags::tag_id)))
        .filter(topic_tags::topic_id.ge(first))
        .filter(topic_tags::topic_id.le(last))
        .order((topic_tags::topic_id, tags::name))
        .select((topic_tags::topic_id, tags::name))
        .load(conn)?;
    let mut named = named.into_iter().peekable();
    Ok(page
        .into_iter()
        .map(|(topic, copy)| {
            let mut names = Vec::new();
            while let Some((_, name)) = named.next_if(|(of, _)| *of == topic) {
                names.push(name);
            }
            (topic, copy, names)
        })
        .collect())
}

/// Topics after one whose tags' lists would show them at another moment than the topic's own: topic, moment there, moment here.
///
/// # Errors
/// When the query fails.
pub fn wrong_tag_moments(conn: &mut Connection, after: TopicId, limit: i64) -> Result<Vec<(TopicId, Timestamp, Timestamp)>> {
    Ok(topic_tags::table
        .inner_join(topics::table.on(topics::id.eq(topic_tags::topic_id)))
        .filter(topic_tags::topic_id.gt(after))
        .filter(topic_tags::active_at.ne(topics::active_at))
        .order(topic_tags::topic_id)
        .limit(limit)
        .select((topics::id, topic_tags::active_at, topics::active_at))
        .load(conn)?)
}
