//! A member as staff see them: record, sanctions, recent posts, what the audit log says.

use super::audit_page::{self, AuditLine};
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::PostKind;
use crate::store::members::{self, MemberCard};
use crate::store::sanctions::{self, Sanction};
use crate::store::schema::{members as members_table, posts, topics};
use crate::store::{Connection, Result, sight};
use diesel::prelude::*;

/// What a member did so far, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Numbers {
    pub questions: i64,
    pub answers: i64,
    pub comments: i64,
    /// Reviewed actions found good, and found bad.
    pub good: i64,
    pub bad: i64,
    pub silenced_until: Option<Timestamp>,
    pub suspended_until: Option<Timestamp>,
    pub since: Timestamp,
    pub last_seen_at: Timestamp,
}

/// A sanction and who imposed it.
#[derive(Debug, Clone)]
pub struct SanctionLine {
    pub sanction: Sanction,
    pub by: Option<MemberCard>,
}

/// Numbers and sanctions.
#[derive(Debug, Clone)]
pub struct Record {
    pub numbers: Numbers,
    pub sanctions: Vec<SanctionLine>,
}

/// A member's record: three queries; none when there is no such member.
///
/// # Errors
/// When a query fails.
pub fn record(conn: &mut Connection, member: MemberId) -> Result<Option<Record>> {
    let numbers = members_table::table
        .find(member)
        .select((
            members_table::question_count,
            members_table::answer_count,
            members_table::comment_count,
            members_table::good_count,
            members_table::bad_count,
            members_table::silenced_until,
            members_table::suspended_until,
            members_table::created_at,
            members_table::last_seen_at,
        ))
        .first(conn)
        .optional()?;
    let Some(numbers) = numbers else { return Ok(None) };
    let imposed = sanctions::of_member(conn, member)?;
    let ids: Vec<MemberId> = imposed.iter().map(|s| s.by).collect();
    let cards = members::cards(conn, &ids)?;
    let line = |sanction: Sanction| SanctionLine { by: cards.iter().find(|c| c.id == sanction.by).cloned(), sanction };
    Ok(Some(Record { numbers, sanctions: imposed.into_iter().map(line).collect() }))
}

/// A post in a list.
#[derive(Debug, Clone, Queryable)]
pub struct PostRow {
    pub id: PostId,
    pub kind: PostKind,
    pub score: i64,
    pub at: Timestamp,
    pub hidden_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
    pub topic: TopicId,
    pub title: String,
}

/// All that the page shows.
#[derive(Debug, Clone)]
pub struct MemberDesk {
    pub card: MemberCard,
    pub record: Record,
    pub posts: Vec<PostRow>,
    pub audit: Vec<AuditLine>,
}

/// Rows of each list on the page.
const ROWS: i64 = 20;

/// The member with this handle: nine queries.
///
/// # Errors
/// When a query fails.
pub fn load(conn: &mut Connection, sight: &Sight, handle: &str) -> Result<Option<MemberDesk>> {
    match members::by_handle(conn, handle)? {
        Some(member) => of(conn, sight, member),
        None => Ok(None),
    }
}

/// As [`load`], by id.
///
/// # Errors
/// When a query fails.
pub fn of(conn: &mut Connection, sight: &Sight, member: MemberId) -> Result<Option<MemberDesk>> {
    let (Some(card), Some(record)) = (members::card(conn, member)?, record(conn, member)?) else { return Ok(None) };
    let posts = posts::table
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .filter(posts::author_id.eq(member))
        .filter(sight::open(sight))
        .order((posts::created_at.desc(), posts::id.desc()))
        .limit(ROWS)
        .select((posts::id, posts::kind, posts::score, posts::created_at, posts::hidden_at, posts::deleted_at, topics::id, topics::title))
        .load(conn)?;
    let audit = audit_page::about(conn, sight, member, ROWS)?;
    Ok(Some(MemberDesk { card, record, posts, audit }))
}
