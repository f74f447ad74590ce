//! The badges page, and one badge with those who earned it last.

use crate::rules::ids::{AwardId, TopicId};
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::store::badge_totals::BadgeTotals;
use crate::store::cached::KeepPrepared;
use crate::store::members::{CARD, MemberCard};
use crate::store::schema::{awards, members, topics};
use crate::store::{Connection, Result, awards as award_rows, sight};
use diesel::prelude::*;

/// How often each badge was awarded, and what the reader has.
#[derive(Debug, Clone, Default)]
pub struct BadgeCounts {
    /// By key.
    pub totals: Vec<(String, i64)>,
    /// By key; empty for guests.
    pub mine: Vec<(String, i64)>,
}

impl BadgeCounts {
    /// How often a badge was awarded.
    pub fn total(&self, badge: &str) -> i64 {
        count(&self.totals, badge)
    }

    /// How often the reader earned a badge.
    pub fn mine(&self, badge: &str) -> i64 {
        count(&self.mine, badge)
    }
}

fn count(counts: &[(String, i64)], badge: &str) -> i64 {
    counts.iter().find(|(key, _)| key == badge).map_or(0, |(_, n)| *n)
}

/// The numbers of the badges page: three short queries once the awards of earlier were counted, another for members.
///
/// # Errors
/// When a query fails.
pub fn counts(conn: &mut Connection, sight: &Sight, counted: &BadgeTotals, now: Timestamp) -> Result<BadgeCounts> {
    let totals = counted.read(conn, now)?;
    let mine = match sight.reader {
        Some(member) => award_rows::of_member(conn, member)?,
        None => Vec::new(),
    };
    Ok(BadgeCounts { totals, mine })
}

/// One award of a badge.
#[derive(Debug, Clone, Queryable)]
pub struct AwardLine {
    pub id: AwardId,
    pub member: MemberCard,
    pub topic: Option<TopicId>,
    /// None for awards without a topic, and for topics that are not there for the reader.
    pub topic_title: Option<String>,
    pub topic_slug: Option<String>,
    pub at: Timestamp,
}

/// A page of those who earned a badge, the latest first.
#[derive(Debug, Clone, Default)]
pub struct Earners {
    pub lines: Vec<AwardLine>,
    /// The award before which the next page starts, if there is one.
    pub next: Option<AwardId>,
    /// How often the reader earned it.
    pub mine: i64,
}

/// Reads who earned a badge: one query, another for members.
///
/// # Errors
/// When a query fails.
pub fn earners(conn: &mut Connection, sight: &Sight, badge: &str, before: Option<AwardId>, limit: i64) -> Result<Earners> {
    let mut lines: Vec<AwardLine> = awards::table
        .inner_join(members::table.on(members::id.eq(awards::member_id)))
        .left_join(topics::table.on(topics::id.nullable().eq(awards::topic_id).and(sight::listed(sight))))
        .filter(awards::badge.eq(badge))
        .filter(awards::id.lt(before.unwrap_or(AwardId(i64::MAX))))
        .order(awards::id.desc())
        .limit(limit + 1)
        .select((awards::id, CARD, awards::topic_id, topics::title.nullable(), topics::slug.nullable(), awards::created_at))
        .cached()
        .load(conn)?;
    let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > limit;
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let mine = match sight.reader {
        Some(member) => awards::table.filter(awards::member_id.eq(member)).filter(awards::badge.eq(badge)).select(diesel::dsl::count_star()).first(conn)?,
        None => 0,
    };
    Ok(Earners { next: lines.last().filter(|_| more).map(|l| l.id), lines, mine })
}
