//! The points ledger: append only. No function here changes or removes a line.

use super::schema::{ledger_lines, topics};
use super::sight::seen;
use super::{Connection, Result, cached::KeepPrepared, dialect::each};
use crate::rules::ids::{EventId, LedgerLineId, MemberId, PostId, TopicId};
use crate::rules::points::{Amount, PointRule};
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::{LineNote, TopicKind};
use diesel::prelude::*;

/// A line to be appended.
#[derive(Debug, Clone)]
pub struct NewLine {
    pub member: MemberId,
    pub event: EventId,
    pub rule: PointRule,
    pub rulebook_version: i64,
    pub amount: Amount,
    /// Balance after the line.
    pub balance: i64,
    pub topic: Option<TopicId>,
    pub post: Option<PostId>,
    pub at: Timestamp,
}

/// Appends a line. The key (member, rule, event) lets nothing be counted twice.
///
/// # Errors
/// When the statement fails.
pub fn append(conn: &mut Connection, line: &NewLine) -> Result<()> {
    each!(conn, c => diesel::insert_into(ledger_lines::table)
        .values((
            ledger_lines::member_id.eq(line.member),
            ledger_lines::event_id.eq(line.event),
            ledger_lines::rule.eq(line.rule),
            ledger_lines::rulebook_version.eq(line.rulebook_version),
            ledger_lines::amount.eq(line.amount.applied),
            ledger_lines::nominal.eq(line.amount.nominal),
            ledger_lines::note.eq(line.amount.note),
            ledger_lines::balance.eq(line.balance),
            ledger_lines::topic_id.eq(line.topic),
            ledger_lines::post_id.eq(line.post),
            ledger_lines::created_at.eq(line.at),
        ))
        .execute(c))?;
    Ok(())
}

/// What an event gave or took: member, rule, amount. Of one member the last line comes first, so that undoing them in this order finds
/// cap and floor as each line had left them.
///
/// # Errors
/// When the query fails.
pub fn of_event(conn: &mut Connection, event: EventId) -> Result<Vec<(MemberId, PointRule, i64)>> {
    Ok(each!(conn, c => ledger_lines::table
        .filter(ledger_lines::event_id.eq(event))
        .order((ledger_lines::member_id, ledger_lines::id.desc()))
        .select((ledger_lines::member_id, ledger_lines::rule, ledger_lines::amount))
        .load(c))?)
}

/// What a post has brought in all and goes with it ([`PointRule::goes_with_post`]), net of what was taken back: member, rule, amount.
///
/// # Errors
/// When the query fails.
pub fn net_of_post(conn: &mut Connection, post: PostId) -> Result<Vec<(MemberId, PointRule, i64)>> {
    let lines: Vec<(MemberId, PointRule, i64)> =
        ledger_lines::table.filter(ledger_lines::post_id.eq(post)).select((ledger_lines::member_id, ledger_lines::rule, ledger_lines::amount)).load(conn)?;
    let mut net = std::collections::BTreeMap::new();
    for (member, rule, amount) in lines.into_iter().filter(|(_, rule, _)| rule.goes_with_post()) {
        *net.entry((member, rule)).or_insert(0) += amount;
    }
    Ok(net.into_iter().filter(|(_, amount)| *amount != 0).map(|((member, rule), amount)| (member, rule, amount)).collect())
}

/// What a member has earned by one rule in all.
///
/// # Errors
/// When the query fails.
pub fn sum_by_rule(conn: &mut Connection, member: MemberId, rule: PointRule) -> Result<i64> {
    let amounts: Vec<i64> =
        ledger_lines::table.filter(ledger_lines::member_id.eq(member)).filter(ledger_lines::rule.eq(rule)).select(ledger_lines::amount).load(conn)?;
    Ok(amounts.iter().sum())
}

/// A line of the statement page.
#[derive(Debug, Clone, Queryable)]
pub struct StatementLine {
    pub id: LedgerLineId,
    pub rule: PointRule,
    pub rulebook_version: i64,
    pub amount: i64,
    pub nominal: i64,
    pub note: LineNote,
    pub balance: i64,
    pub topic: Option<TopicId>,
    pub post: Option<PostId>,
    pub at: Timestamp,
    pub topic_title: Option<String>,
    pub topic_slug: Option<String>,
    pub topic_kind: Option<TopicKind>,
}

/// A member's lines before one (or the newest), newest first. The points are theirs; of a topic that is not there for them they read no title.
///
/// # Errors
/// When the query fails.
pub fn statement(conn: &mut Connection, sight: &Sight, member: MemberId, before: Option<LedgerLineId>, limit: i64) -> Result<Vec<StatementLine>> {
    Ok(each!(conn, c => ledger_lines::table
        .left_join(topics::table.on(topics::id.nullable().eq(ledger_lines::topic_id).and(seen!(sight))))
        .filter(ledger_lines::member_id.eq(member))
        .filter(ledger_lines::id.lt(before.unwrap_or(LedgerLineId(i64::MAX))))
        .order(ledger_lines::id.desc())
        .limit(limit)
        .select((
            ledger_lines::id,
            ledger_lines::rule,
            ledger_lines::rulebook_version,
            ledger_lines::amount,
            ledger_lines::nominal,
            ledger_lines::note,
            ledger_lines::balance,
            ledger_lines::topic_id,
            ledger_lines::post_id,
            ledger_lines::created_at,
            topics::title.nullable(),
            topics::slug.nullable(),
            topics::kind.nullable(),
        ))
        .cached()
        .load(c))?)
}
