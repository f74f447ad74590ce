//! The points ledger: append only. No function here changes or removes a line.

use super::schema::{ledger_lines, ledger_parts, topics};
use super::sight::seen;
use super::{
    Connection, Error, Result,
    cached::KeepPrepared,
    dialect::{each, inserted},
};
use crate::rules::ids::{EventId, LedgerLineId, MemberId, PostId, TopicId};
use crate::rules::points::{Amount, Part, PointRule, Standing, Written, told_part};
use crate::rules::rulebook::Rulebooks;
use crate::rules::sight::Sight;
use crate::rules::time::{Day, Timestamp};
use crate::rules::vocabulary::{LineNote, TopicKind};
use diesel::prelude::*;
use std::collections::BTreeMap;

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
    let id: Option<LedgerLineId> = inserted!(
        conn,
        ledger_lines::id,
        diesel::insert_into(ledger_lines::table).values((
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
    );
    let Amount { applied, nominal, note, parts } = &line.amount;
    if parts.is_empty() || *parts == [told_part(line.at.day(), *applied, *nominal, *note)] {
        return Ok(());
    }
    let id = id.ok_or_else(|| Error::Corrupt("a ledger line was not written".into()))?;
    for part in parts {
        each!(conn, c => diesel::insert_into(ledger_parts::table)
            .values((ledger_parts::line_id.eq(id), ledger_parts::day.eq(part.day), ledger_parts::wanted.eq(part.wanted)))
            .execute(c))?;
    }
    Ok(())
}

/// What stands of a member under one rule.
pub type Stands = (MemberId, PointRule, Standing);

/// What an event gave or took. Of one member the last line comes first, so that undoing them in this order finds cap and floor as each line
/// had left them.
///
/// # Errors
/// When the query fails.
pub fn of_event(conn: &mut Connection, books: &Rulebooks, event: EventId) -> Result<Vec<Stands>> {
    let lines: Vec<Columns> = each!(conn, c => ledger_lines::table
        .filter(ledger_lines::event_id.eq(event))
        .order((ledger_lines::member_id, ledger_lines::id.desc()))
        .select(COLUMNS)
        .load(c))?;
    standing(conn, books, lines)
}

/// What a post had brought in all before an event, or until now, and goes with it ([`PointRule::goes_with_post`]), net of what was taken back.
///
/// # Errors
/// When the query fails.
pub fn net_of_post(conn: &mut Connection, books: &Rulebooks, post: PostId, before: Option<EventId>) -> Result<Vec<Stands>> {
    let lines: Vec<Columns> = each!(conn, c => ledger_lines::table
        .filter(ledger_lines::post_id.eq(post))
        .filter(ledger_lines::event_id.lt(before.unwrap_or(EventId(i64::MAX))))
        .select(COLUMNS)
        .load(c))?;
    let lines = lines.into_iter().filter(|(_, _, rule, ..)| rule.goes_with_post()).collect();
    let mut net: BTreeMap<(MemberId, PointRule), Standing> = BTreeMap::new();
    for (member, rule, stands) in standing(conn, books, lines)? {
        net.entry((member, rule)).or_default().add(&stands);
    }
    let net = net.into_iter().map(|((member, rule), stands)| (member, rule, stands.settled()));
    Ok(net.filter(|(_, _, stands)| stands.sum() != 0).collect())
}

/// What a member's lines under one rule want in all.
///
/// # Errors
/// When the query fails.
pub fn ever_by_rule(conn: &mut Connection, books: &Rulebooks, member: MemberId, rule: PointRule) -> Result<i64> {
    let lines: Vec<Columns> = ledger_lines::table.filter(ledger_lines::member_id.eq(member)).filter(ledger_lines::rule.eq(rule)).select(COLUMNS).load(conn)?;
    Ok(lines.iter().map(|line| books.at(line.6).points.ever(&written(line, Vec::new()))).sum())
}

/// The parts that are kept beside some lines.
///
/// # Errors
/// When the query fails.
pub fn parts_of(conn: &mut Connection, lines: &[LedgerLineId]) -> Result<BTreeMap<LedgerLineId, Vec<Part>>> {
    let mut parts: BTreeMap<LedgerLineId, Vec<Part>> = BTreeMap::new();
    for some in lines.chunks(500) {
        let found: Vec<(LedgerLineId, Day, i64)> = each!(conn, c => ledger_parts::table
            .filter(ledger_parts::line_id.eq_any(some))
            .order((ledger_parts::line_id, ledger_parts::day))
            .select((ledger_parts::line_id, ledger_parts::day, ledger_parts::wanted))
            .load(c))?;
        for (line, day, wanted) in found {
            parts.entry(line).or_default().push(Part { day, wanted });
        }
    }
    Ok(parts)
}

/// What tells what a line counts with: id, member, rule, amount, nominal amount, note, moment.
type Columns = (LedgerLineId, MemberId, PointRule, i64, i64, LineNote, Timestamp);
const COLUMNS: (
    ledger_lines::id,
    ledger_lines::member_id,
    ledger_lines::rule,
    ledger_lines::amount,
    ledger_lines::nominal,
    ledger_lines::note,
    ledger_lines::created_at,
) = (ledger_lines::id, ledger_lines::member_id, ledger_lines::rule, ledger_lines::amount, ledger_lines::nominal, ledger_lines::note, ledger_lines::created_at);

fn standing(conn: &mut Connection, books: &Rulebooks, lines: Vec<Columns>) -> Result<Vec<Stands>> {
    // Only lines that are not what they tell have parts beside them.
    let told_apart: Vec<LedgerLineId> =
        lines.iter().filter(|(_, _, _, _, _, note, _)| matches!(note, LineNote::TakenBack | LineNote::Floor | LineNote::DayCap)).map(|(id, ..)| *id).collect();
    let mut parts = parts_of(conn, &told_apart)?;
    Ok(lines
        .iter()
        .map(|line| {
            let kept = parts.remove(&line.0).unwrap_or_default();
            (line.1, line.2, books.at(line.6).points.standing(&written(line, kept)))
        })
        .collect())
}

fn written((_, _, rule, amount, nominal, note, at): &Columns, kept: Vec<Part>) -> Written {
    Written { rule: *rule, amount: *amount, nominal: *nominal, note: *note, day: at.day(), kept }
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
