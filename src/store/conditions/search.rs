//! Conditions as queries: whoever may meet one and lacks its badge.
//!
//! A query may find some who do not meet the condition, and never leaves anybody out who does: what rows cannot tell in a few words is left to
//! [`Condition::met`], which decides afterwards.

use crate::rules::badges::Badge;
use crate::rules::conditions::{Condition, Deed, PostAsked, TopicOf};
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::metrics::{Asked, Metric, Within};
use crate::rules::rulebook::Rulebook;
use crate::rules::time::{DAY, MINUTE, Timestamp};
use crate::store::dialect::each;
use crate::store::{Connection, Result};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

/// Members found, in the order of their ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidates {
    pub members: Vec<MemberId>,
    /// Whether all of them meet the condition, so that nothing is left to decide.
    pub exact: bool,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Members after one, at most `limit`, who may meet a badge's condition and have not been awarded it; of a badge that repeats, who have a post
/// that may earn it and has not.
///
/// # Errors
/// When the query fails.
pub fn candidates(conn: &mut Connection, badge: &Badge, book: &Rulebook, now: Timestamp, after: MemberId, limit: i64) -> Result<Candidates> {
    let place = Place { book, now, unless: if badge.repeats { Some(&badge.key) } else { None } };
    let condition = place.whole(&badge.when);
    let key = quoted(&badge.key);
    let lacks = if badge.repeats && badge.when.waits_for_post(|_| true) {
        "1 = 1".to_owned()
    } else {
        format!("NOT EXISTS (SELECT 1 FROM awards a WHERE a.member_id = m.id AND a.badge = {key})")
    };
    let query = format!(
        "SELECT m.id AS id FROM members m WHERE m.id > {after} AND m.deleted_at IS NULL AND {lacks} AND ({}) ORDER BY m.id LIMIT {limit}",
        condition.sql
    );
    let found: Vec<Found> = each!(conn, c => diesel::sql_query(query).load(c))?;
    Ok(Candidates { members: found.into_iter().map(|row| MemberId(row.id)).collect(), exact: condition.exact })
}

/// A condition in SQL, about a member `m`.
struct Sql {
    sql: String,
    /// Whether it says all; else it also lets some through who do not meet the condition.
    exact: bool,
}

impl Sql {
    fn exact(sql: String) -> Sql {
        Sql { sql, exact: true }
    }

    fn at_least(sql: String) -> Sql {
        Sql { sql, exact: false }
    }
}

struct Place<'a> {
    book: &'a Rulebook,
    now: Timestamp,
    /// Posts that were awarded this badge are not looked for.
    unless: Option<&'a str>,
}

impl Place<'_> {
    fn whole(&self, condition: &Condition) -> Sql {
        match condition {
            Condition::All(parts) if parts.is_empty() => Sql::exact("1 = 1".into()),
            Condition::All(parts) => self.joined(parts, " AND "),
            Condition::Any(parts) => self.joined(parts, " OR "),
            Condition::Several { least, of } => {
                let parts: Vec<Sql> = of.iter().map(|part| self.whole(part)).collect();
                let cases: Vec<String> = parts.iter().map(|part| format!("CASE WHEN {} THEN 1 ELSE 0 END", part.sql)).collect();
                Sql { sql: format!("({}) >= {least}", cases.join(" + ")), exact: parts.iter().all(|part| part.exact) }
            }
            Condition::NoneOf(parts) => {
                let one = self.joined(parts, " OR ");
                // The opposite of what lets too many through would let too few.
                if one.exact { Sql::exact(format!("NOT {}", one.sql)) } else { Sql::at_least("1 = 1".into()) }
            }
            Condition::Metric { asked, at_least } => match column(asked) {
                Some(column) => Sql::exact(format!("m.{column} >= {at_least}")),
                None => Sql::at_least("1 = 1".into()),
            },
            Condition::Sum { weights, at_least } => {
                let columns: Option<Vec<String>> = weights.iter().map(|(asked, weight)| Some(format!("m.{} * ({weight})", column(asked)?))).collect();
                match columns {
                    Some(columns) => Sql::exact(format!("({}) >= {at_least}", columns.join(" + "))),
                    None => Sql::at_least("1 = 1".into()),
                }
            }
            // A little less is asked here, so that no rounding leaves anybody out.
            Condition::Quality(least) => Sql::at_least(format!(
                "CAST(m.good_count + 2 AS DOUBLE PRECISION) / CAST(m.good_count + m.bad_count + 4 AS DOUBLE PRECISION) >= {:.9}",
                least - 0.000_001
            )),
            Condition::Post(asked) => {
                let unless = self.unless.map(|badge| format!(" AND {}", lacking(badge))).unwrap_or_default();
                Sql::at_least(format!(
                    "EXISTS (SELECT 1 FROM posts p JOIN topics t ON t.id = p.topic_id WHERE p.author_id = m.id AND {}{unless})",
                    of_post(asked)
                ))
            }
            Condition::Did(deed) => Sql::exact(done(*deed)),
            Condition::HoldsBadge(badge) => Sql::exact(format!("EXISTS (SELECT 1 FROM awards h WHERE h.member_id = m.id AND h.badge = {})", quoted(badge))),
            Condition::Tier(tier) => {
                let tiers = &self.book.tiers;
                let from = tiers.iter().position(|t| t.key == *tier).unwrap_or(tiers.len());
                let keys: Vec<String> = tiers[from..].iter().map(|t| quoted(&t.key)).collect();
                Sql::exact(if keys.is_empty() { "1 = 0".into() } else { format!("m.tier IN ({})", keys.join(", ")) })
            }
            Condition::MemberFor { days } => Sql::exact(format!("m.created_at <= {}", self.now.0.saturating_sub(days.saturating_mul(DAY)))),
        }
    }

    fn joined(&self, parts: &[Condition], word: &str) -> Sql {
        let parts: Vec<Sql> = parts.iter().map(|part| self.whole(part)).collect();
        let exact = parts.iter().all(|part| part.exact);
        Sql { sql: format!("({})", parts.into_iter().map(|part| part.sql).collect::<Vec<_>>().join(word)), exact }
    }
}

/// The metrics that stand on the member's row.
const COLUMNS: [(Metric, &str); 7] = [
    (Metric::Reputation, "reputation"),
    (Metric::Questions, "question_count"),
    (Metric::Answers, "answer_count"),
    (Metric::AcceptedAnswers, "accepted_count"),
    (Metric::Comments, "comment_count"),
    (Metric::UpheldFlags, "good_count"),
    (Metric::Faults, "bad_count"),
];

/// Where the answer stands on the member's row; none where it stands elsewhere.
fn column(asked: &Asked) -> Option<&'static str> {
    let found = COLUMNS.iter().find(|(metric, _)| *metric == asked.metric);
    found.filter(|_| asked.within == Within::Everywhere && asked.days.is_none()).map(|(_, column)| *column)
}

fn done(deed: Deed) -> String {
    match deed {
        Deed::VotedUp => "EXISTS (SELECT 1 FROM votes v WHERE v.member_id = m.id AND v.value = 1)".into(),
        Deed::VotedDown => "EXISTS (SELECT 1 FROM votes v WHERE v.member_id = m.id AND v.value = -1)".into(),
        Deed::AcceptedAnAnswer => "EXISTS (SELECT 1 FROM topics t WHERE t.author_id = m.id AND t.deleted_at IS NULL AND t.accepted_post_id IS NOT NULL)".into(),
        Deed::EditedAPost => "EXISTS (SELECT 1 FROM revisions r WHERE r.editor_id = m.id AND r.number > 1)".into(),
        Deed::CompletedProfile => "m.about_md <> ''".into(),
    }
}

/// What is asked of a post `p` of a topic `t` that everybody may read. Tags and categories are left to the decision.
fn of_post(asked: &PostAsked) -> String {
    let mut all = vec!["p.deleted_at IS NULL AND p.hidden_at IS NULL AND t.deleted_at IS NULL AND t.hidden_at IS NULL".to_owned()];
    all.extend(asked.kind.map(|kind| format!("p.kind = {}", quoted(kind.word()))));
    all.extend(asked.score.map(|score| format!("p.score >= {score}")));
    all.extend(asked.views.map(|views| format!("p.kind = 'opening' AND t.view_count >= {views}")));
    all.extend(asked.late_by_days.map(|days| format!("p.created_at - t.created_at >= {}", days.saturating_mul(DAY))));
    all.extend(
        asked
            .within_minutes
            .map(|minutes| format!("p.kind <> 'opening' AND p.created_at - t.created_at < {}", minutes.saturating_add(1).saturating_mul(MINUTE))),
    );
    all.extend(asked.topic_of.filter(|whose| *whose == TopicOf::Own).map(|_| "p.kind <> 'opening' AND t.author_id = p.author_id".to_owned()));
    all.join(" AND ")
}

/// That a post `p` was not awarded a badge.
fn lacking(badge: &str) -> String {
    let key = quoted(badge);
    format!("NOT EXISTS (SELECT 1 FROM awards w WHERE w.member_id = p.author_id AND w.badge = {key} AND w.occasion = 'post:' || p.id)")
}

#[derive(QueryableByName)]
struct FoundPost {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    topic: i64,
}

/// A member's posts after one, at most `limit`, that may earn a badge and have not: they stand, and fit something that it asks of posts.
///
/// # Errors
/// When the query fails.
pub fn posts_of(conn: &mut Connection, member: MemberId, badge: &Badge, after: PostId, limit: i64) -> Result<Vec<(TopicId, PostId)>> {
    let mut ways = Vec::new();
    badge.when.asks(&mut |part| {
        if let Condition::Post(asked) = part {
            ways.push(format!("({})", of_post(asked)));
        }
        false
    });
    if ways.is_empty() {
        return Ok(Vec::new());
    }
    let unless = if badge.repeats { format!(" AND {}", lacking(&badge.key)) } else { String::new() };
    // What stands in “none” is asked the other way round.
    let denies = badge.when.denies_posts();
    let fits = if denies { of_post(&PostAsked::default()) } else { format!("({})", ways.join(" OR ")) };
    let query = format!(
        "SELECT p.id AS id, p.topic_id AS topic FROM posts p JOIN topics t ON t.id = p.topic_id
         WHERE p.author_id = {member} AND p.id > {after} AND {fits}{unless} ORDER BY p.id LIMIT {limit}"
    );
    let found: Vec<FoundPost> = each!(conn, c => diesel::sql_query(query).load(c))?;
    Ok(found.into_iter().map(|row| (TopicId(row.topic), PostId(row.id))).collect())
}

/// A word as SQL has it.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "''"))
}
