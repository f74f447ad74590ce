//! The audit log with the names of whom and what its lines are about.

use crate::rules::ids::{MemberId, TopicId};
use crate::rules::sight::Sight;
use crate::store::audit::{self, Line};
use crate::store::members::{self, MemberCard};
use crate::store::schema::topics;
use crate::store::{Connection, Result, sight};
use diesel::prelude::*;

/// A line with names.
#[derive(Debug, Clone)]
pub struct AuditLine {
    pub line: Line,
    /// Whom it is about.
    pub member: Option<MemberCard>,
    /// Title and slug of the topic it is about.
    pub topic: Option<(TopicId, String, String)>,
}

/// A page of the log.
#[derive(Debug, Clone, Default)]
pub struct AuditPage {
    pub lines: Vec<AuditLine>,
    /// The next page starts before this line, if there is one.
    pub next: Option<i64>,
}

/// The lines before one (or the newest), newest first: three queries.
///
/// # Errors
/// When a query fails.
pub fn load(conn: &mut Connection, sight: &Sight, before: Option<i64>, limit: i64) -> Result<AuditPage> {
    let mut lines = audit::before(conn, before, limit + 1)?;
    let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > limit;
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = lines.last().filter(|_| more).map(|l| l.id);
    Ok(AuditPage { lines: named(conn, sight, lines)?, next })
}

/// The latest lines about a member: three queries.
///
/// # Errors
/// When a query fails.
pub fn about(conn: &mut Connection, sight: &Sight, member: MemberId, limit: i64) -> Result<Vec<AuditLine>> {
    let lines = audit::about(conn, member, limit)?;
    named(conn, sight, lines)
}

fn named(conn: &mut Connection, sight: &Sight, lines: Vec<Line>) -> Result<Vec<AuditLine>> {
    let members_named: Vec<MemberId> = lines.iter().filter_map(|l| l.member).collect();
    let cards = members::cards(conn, &members_named)?;
    let topics_named: Vec<TopicId> = lines.iter().filter_map(|l| l.topic).collect();
    let titles: Vec<(TopicId, String, String)> = if topics_named.is_empty() {
        Vec::new()
    } else {
        topics::table.filter(topics::id.eq_any(topics_named)).filter(sight::open(sight)).select((topics::id, topics::title, topics::slug)).load(conn)?
    };
    Ok(lines
        .into_iter()
        .map(|line| AuditLine {
            member: cards.iter().find(|c| Some(c.id) == line.member).cloned(),
            topic: titles.iter().find(|(id, _, _)| Some(*id) == line.topic).cloned(),
            line,
        })
        .collect())
}
