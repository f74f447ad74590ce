//! What is counted of members: what was asked of one or of all, and the rows in which it is kept.
//!
//! All of a metric is on the member's row where every page shows it ([`Whole::OnMember`]), and in `member_metrics` otherwise; what was done in
//! one category or with one tag, and by days, is always in `member_metrics` and `member_metric_days`. Each number has one home.

mod counted;

pub use counted::{Counted, Rows, Table};

use super::cached::KeepPrepared;
use super::schema::{categories, tags};
use super::sums::Sums;
use super::{Connection, Error, Result, dialect::each};
use crate::rules::ids::{CategoryId, CommentId, MemberId, PostId, TagId, TopicId};
use crate::rules::metrics::{Asked, Column, DaySum, Days, Metric, Numbers, Scope, Whole, Within};
use crate::rules::time::Day;
use crate::rules::vocabulary::PostKind;
use counted::Standing;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

/// What was asked of a member, answered as of a day: what is written. Inside an action ask [`super::Tx::numbers`], which knows what it has
/// counted and not yet written.
///
/// # Errors
/// When a query fails, or there is no such member.
pub fn numbers(conn: &mut Connection, member: MemberId, asked: &BTreeSet<Asked>, today: Day) -> Result<Numbers> {
    numbers_with(conn, &mut Sums::default(), member, asked, today)
}

/// As [`numbers`], with what an action has counted and not yet written.
///
/// # Errors
/// As [`numbers`].
pub fn numbers_with(conn: &mut Connection, sums: &mut Sums, member: MemberId, asked: &BTreeSet<Asked>, today: Day) -> Result<Numbers> {
    if asked.is_empty() {
        return Ok(Numbers::new());
    }
    if asked.iter().any(|one| matches!(one.metric.kept().whole, Whole::OfDays(_))) {
        sums.write_contributions_of(conn, member)?;
    }
    let places = Scopes::of(conn, asked)?;
    let mut cases = String::new();
    let mut numbered = Vec::with_capacity(asked.len());
    for (n, one) in asked.iter().enumerate() {
        numbered.push(format!("SELECT {n} AS n"));
        // Writing into a string cannot fail.
        let _ = write!(cases, " WHEN {n} THEN {}", value(one, places.scope(&one.within), "o.today"));
    }
    // The text is the same for the same questions, whoever they are asked of and when, so that it stays prepared.
    let query = format!(
        "SELECT CAST(k.n AS BIGINT) AS n, CAST(CASE k.n{cases} END AS BIGINT) AS value
         FROM (SELECT CAST($1 AS BIGINT) AS id, CAST($2 AS BIGINT) AS today) o JOIN members m ON m.id = o.id CROSS JOIN ({}) k",
        numbered.join(" UNION ALL ")
    );
    let query = diesel::sql_query(query).bind::<BigInt, _>(member.0).bind::<BigInt, _>(today.0).cached();
    let rows: Vec<Answer> = each!(conn, c => query.load(c))?;
    let stored: BTreeMap<i64, i64> = rows.into_iter().map(|row| (row.n, row.value)).collect();
    (0..)
        .zip(asked)
        .map(|(n, one)| {
            let stored = stored.get(&n).copied().ok_or(diesel::NotFound)?;
            let pending = places.scope(&one.within).map_or(0, |scope| sums.pending(member, one, scope, today));
            Ok((one.clone(), stored + pending))
        })
        .collect()
}

/// Members after one who have at least so much of what is asked as of a day, in the order of their ids.
///
/// # Errors
/// When a query fails.
pub fn at_least(conn: &mut Connection, asked: &Asked, least: i64, today: Day, after: MemberId, limit: i64) -> Result<Vec<MemberId>> {
    let value = expression(conn, asked, &today.0.to_string())?;
    let query = format!("SELECT m.id AS id FROM members m WHERE m.id > $1 AND {value} >= $2 ORDER BY m.id LIMIT $3");
    let query = diesel::sql_query(query).bind::<BigInt, _>(after.0).bind::<BigInt, _>(least).bind::<BigInt, _>(limit);
    let found: Vec<Found> = each!(conn, c => query.load(c))?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// What is asked, as an expression over the member `m` of a query; `today` is another one, a day.
///
/// # Errors
/// When a query fails.
pub fn expression(conn: &mut Connection, asked: &Asked, today: &str) -> Result<String> {
    let places = Scopes::of(conn, [asked])?;
    Ok(value(asked, places.scope(&asked.within), today))
}

/// The number of what is asked, in SQL; 0 for what is not kept, and for a place that there is not.
fn value(asked: &Asked, scope: Option<Scope>, today: &str) -> String {
    let Some(scope) = scope.filter(|_| asked.is_kept()) else { return "0".to_owned() };
    let kept = asked.metric.kept();
    let (kind, id) = scope.stored();
    let rows = |table: &str| format!("FROM {table} x WHERE x.member_id = m.id AND x.metric = {} AND x.scope = {kind} AND x.scope_id = {id}", kept.code);
    let of_days = |sum: DaySum, since: &str| {
        let (sum, more) = match sum {
            DaySum::Points => ("SUM(d.points)", ""),
            DaySum::Contributions => ("SUM(d.contributions)", ""),
            DaySum::DaysContributed => ("COUNT(*)", " AND d.contributions > 0"),
        };
        format!("COALESCE((SELECT CAST({sum} AS BIGINT) FROM member_days d WHERE d.member_id = m.id{more}{since}), 0)")
    };
    match (asked.days, kept.days, kept.whole) {
        (Some(days), Days::OfMember(sum), _) => of_days(sum, &format!(" AND d.day > {today} - {days}")),
        (Some(days), Days::Rows(_), _) => {
            format!("COALESCE((SELECT CAST(SUM(x.value) AS BIGINT) {} AND x.day > {today} - {days}), 0)", rows(Table::Days.name()))
        }
        (Some(_), Days::NotKept, _) => "0".to_owned(),
        (None, _, Whole::OfDays(sum)) => of_days(sum, ""),
        (None, _, Whole::OnMember(column)) if scope == Scope::Everywhere => column.name().to_owned(),
        (None, _, Whole::OnMember(_) | Whole::Row) => format!("COALESCE((SELECT x.value {}), 0)", rows(Table::Ever.name())),
    }
}

impl Column {
    /// As an expression over the member `m`.
    fn name(self) -> &'static str {
        match self {
            Column::Reputation => "m.reputation",
            Column::Questions => "m.question_count",
            Column::Answers => "m.answer_count",
            Column::AcceptedAnswers => "m.accepted_count",
            Column::Comments => "m.comment_count",
            Column::UpheldFlags => "m.good_count",
            Column::Faults => "m.bad_count",
            Column::Bronze => "m.bronze",
            Column::Silver => "m.silver",
            Column::Gold => "m.gold",
            Column::Badges => "(m.bronze + m.silver + m.gold)",
        }
    }
}

/// The places that rules name, as they stand in the rows.
struct Scopes {
    categories: BTreeMap<String, CategoryId>,
    tags: BTreeMap<String, TagId>,
}

impl Scopes {
    fn of<'a>(conn: &mut Connection, asked: impl IntoIterator<Item = &'a Asked>) -> Result<Scopes> {
        let (mut slugs, mut names) = (BTreeSet::new(), BTreeSet::new());
        for one in asked {
            match &one.within {
                Within::Everywhere => {}
                Within::Category(slug) => drop(slugs.insert(slug.clone())),
                Within::Tag(name) => drop(names.insert(name.clone())),
            }
        }
        let mut scopes = Scopes { categories: BTreeMap::new(), tags: BTreeMap::new() };
        if !slugs.is_empty() {
            let found: Vec<(String, CategoryId)> =
                categories::table.filter(categories::slug.eq_any(slugs)).select((categories::slug, categories::id)).load(conn)?;
            scopes.categories = found.into_iter().collect();
        }
        if !names.is_empty() {
            let found: Vec<(String, TagId)> = tags::table.filter(tags::name.eq_any(names)).select((tags::name, tags::id)).load(conn)?;
            scopes.tags = found.into_iter().collect();
        }
        Ok(scopes)
    }

    /// None where there is no such place.
    fn scope(&self, within: &Within) -> Option<Scope> {
        match within {
            Within::Everywhere => Some(Scope::Everywhere),
            Within::Category(slug) => self.categories.get(slug).map(|id| Scope::Category(*id)),
            Within::Tag(name) => self.tags.get(name).map(|id| Scope::Tag(*id)),
        }
    }
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = BigInt)]
    n: i64,
    #[diesel(sql_type = BigInt)]
    value: i64,
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: MemberId,
}

/// What some rows count for: whose metric, when, and by how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub member: MemberId,
    pub metric: Metric,
    pub day: Day,
    pub value: i64,
}

#[derive(QueryableByName)]
struct ShareRow {
    #[diesel(sql_type = BigInt)]
    member_id: MemberId,
    #[diesel(sql_type = BigInt)]
    metric: i64,
    #[diesel(sql_type = BigInt)]
    day: i64,
    #[diesel(sql_type = BigInt)]
    value: i64,
}

/// Queries for the shares of several kinds of rows, all of which the one value that is bound chooses.
fn shares_of(rows: &[(Rows, &str)], standing: Standing, of: impl Fn(Metric) -> bool + Copy) -> String {
    let queries: Vec<String> = rows.iter().map(|(rows, which)| counted::query(*rows, which, standing, of)).collect();
    format!(
        "SELECT CAST(member_id AS BIGINT) AS member_id, CAST(metric AS BIGINT) AS metric, CAST(day AS BIGINT) AS day, value
         FROM ({}) shares ORDER BY member_id, metric, day",
        queries.join(" UNION ALL ")
    )
}

fn shares(conn: &mut Connection, query: &'static str, id: i64) -> Result<Vec<Share>> {
    let query = diesel::sql_query(query).bind::<BigInt, _>(id).cached();
    let rows: Vec<ShareRow> = each!(conn, c => query.load(c))?;
    rows.into_iter()
        .map(|row| {
            let metric = Metric::of_code(row.metric).ok_or_else(|| Error::Corrupt(format!("no metric has the number {}", row.metric)))?;
            Ok(Share { member: row.member_id, metric, day: Day(row.day), value: row.value })
        })
        .collect()
}

/// What a post counts for by itself, without the votes on it.
///
/// # Errors
/// When the query fails.
pub fn of_new_post(conn: &mut Connection, post: PostId) -> Result<Vec<Share>> {
    static QUERY: LazyLock<String> =
        LazyLock::new(|| shares_of(&[(Rows::Posts, "p.id = $1"), (Rows::PostsInTopics, "p.id = $1")], Standing::Whatever, |_| true));
    shares(conn, &QUERY, post.0)
}

/// All that a post counts for while it stands, whether or not it does.
///
/// # Errors
/// When the query fails.
pub fn of_post(conn: &mut Connection, post: PostId) -> Result<Vec<Share>> {
    static QUERY: LazyLock<String> = LazyLock::new(|| {
        let rows = [Rows::Posts, Rows::PostsInTopics, Rows::Scores, Rows::Votes].map(|rows| (rows, "p.id = $1"));
        shares_of(&rows, Standing::Whatever, |_| true)
    });
    shares(conn, &QUERY, post.0)
}

/// What a comment counts for, whether or not it stands.
///
/// # Errors
/// When the query fails.
pub fn of_comment(conn: &mut Connection, comment: CommentId) -> Result<Vec<Share>> {
    static QUERY: LazyLock<String> =
        LazyLock::new(|| shares_of(&[(Rows::Comments, "c.id = $1"), (Rows::CommentsUnderPosts, "c.id = $1")], Standing::Whatever, |_| true));
    shares(conn, &QUERY, comment.0)
}

/// What all that stands in a topic counts for in its category and with its tags.
///
/// # Errors
/// When the query fails.
pub fn of_topic(conn: &mut Connection, topic: TopicId) -> Result<Vec<Share>> {
    static QUERY: LazyLock<String> = LazyLock::new(|| {
        let rows = [Rows::Posts, Rows::Votes, Rows::Acceptances].map(|rows| (rows, "p.topic_id = $1"));
        shares_of(&rows, Standing::Standing, |metric| metric.kept().places.have(Scope::Category(CategoryId(0))))
    });
    shares(conn, &QUERY, topic.0)
}

/// Where a topic is: its category and its tags. Nowhere where there is no such topic.
///
/// # Errors
/// When the query fails.
pub fn scopes_of(conn: &mut Connection, topic: TopicId) -> Result<Vec<Scope>> {
    let query =
        diesel::sql_query("SELECT q.category_id AS category, g.tag_id AS tag FROM topics q LEFT JOIN topic_tags g ON g.topic_id = q.id WHERE q.id = $1");
    let query = query.bind::<BigInt, _>(topic.0).cached();
    let rows: Vec<ScopeRow> = each!(conn, c => query.load(c))?;
    Ok(scopes(rows.iter().map(|row| (row.category, row.tag))))
}

#[derive(QueryableByName)]
struct ScopeRow {
    #[diesel(sql_type = BigInt)]
    category: CategoryId,
    #[diesel(sql_type = Nullable<BigInt>)]
    tag: Option<TagId>,
}

/// One category, and the tags beside it.
fn scopes(rows: impl Iterator<Item = (CategoryId, Option<TagId>)>) -> Vec<Scope> {
    let mut scopes = Vec::new();
    for (category, tag) in rows {
        if scopes.is_empty() {
            scopes.push(Scope::Category(category));
        }
        scopes.extend(tag.map(Scope::Tag));
    }
    scopes
}

/// A post that was voted on, after the vote.
#[derive(Debug, Clone)]
pub struct Voted {
    pub kind: PostKind,
    pub author: Option<MemberId>,
    pub score: i64,
    /// Whether it is not deleted.
    pub stands: bool,
    pub scopes: Vec<Scope>,
}

#[derive(QueryableByName)]
struct VotedRow {
    #[diesel(sql_type = Text)]
    kind: PostKind,
    #[diesel(sql_type = Nullable<BigInt>)]
    author: Option<MemberId>,
    #[diesel(sql_type = BigInt)]
    score: i64,
    #[diesel(sql_type = Bool)]
    stands: bool,
    #[diesel(sql_type = BigInt)]
    category: CategoryId,
    #[diesel(sql_type = Nullable<BigInt>)]
    tag: Option<TagId>,
}

/// What a vote is counted by.
///
/// # Errors
/// When the query fails.
pub fn voted(conn: &mut Connection, post: PostId) -> Result<Option<Voted>> {
    let query = diesel::sql_query(
        "SELECT p.kind AS kind, p.author_id AS author, p.score AS score, p.deleted_at IS NULL AS stands, q.category_id AS category, g.tag_id AS tag
         FROM posts p JOIN topics q ON q.id = p.topic_id LEFT JOIN topic_tags g ON g.topic_id = q.id WHERE p.id = $1",
    );
    let query = query.bind::<BigInt, _>(post.0).cached();
    let rows: Vec<VotedRow> = each!(conn, c => query.load(c))?;
    let scopes = scopes(rows.iter().map(|row| (row.category, row.tag)));
    Ok(rows.first().map(|row| Voted { kind: row.kind, author: row.author, score: row.score, stands: row.stands, scopes }))
}

/// A row that is not what it is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Wrong {
    #[diesel(sql_type = BigInt)]
    pub member_id: MemberId,
    #[diesel(sql_type = BigInt)]
    pub metric: i64,
    #[diesel(sql_type = BigInt)]
    pub scope: i64,
    #[diesel(sql_type = BigInt)]
    pub scope_id: i64,
    /// 0 where days are not parted.
    #[diesel(sql_type = BigInt)]
    pub day: i64,
    #[diesel(sql_type = BigInt)]
    pub stored: i64,
    #[diesel(sql_type = BigInt)]
    pub expected: i64,
}

/// The rows of members after one, up to another, that are not what they are counted from.
///
/// # Errors
/// When a query fails.
pub fn wrong(conn: &mut Connection, rows: Rows, table: Table, (after, up_to): (MemberId, MemberId)) -> Result<Vec<Wrong>> {
    let query = counted::differences(rows, table, after.0, up_to.0);
    Ok(each!(conn, c => diesel::sql_query(query).load(c))?)
}

/// Puts a row right: by the difference, so that what others count meanwhile is not lost. One that should not be is removed.
///
/// # Errors
/// When a statement fails.
pub fn correct(conn: &mut Connection, table: Table, wrong: &Wrong) -> Result<()> {
    let Wrong { member_id, metric, scope, scope_id, day, stored, expected } = *wrong;
    let (name, by) = (table.name(), expected - stored);
    let (column, value, key) = match table {
        Table::Ever => ("", String::new(), String::new()),
        Table::Days => (", day", format!(", {day}"), format!(" AND day = {day}")),
    };
    let statement = format!(
        "INSERT INTO {name} (member_id, metric, scope, scope_id{column}, value) VALUES ({member_id}, {metric}, {scope}, {scope_id}{value}, {by})
         ON CONFLICT (member_id, metric, scope, scope_id{column}) DO UPDATE SET value = {name}.value + {by}"
    );
    each!(conn, c => diesel::sql_query(statement).execute(c))?;
    if expected == 0 {
        let statement =
            format!("DELETE FROM {name} WHERE member_id = {member_id} AND metric = {metric} AND scope = {scope} AND scope_id = {scope_id}{key} AND value = 0");
        each!(conn, c => diesel::sql_query(statement).execute(c))?;
    }
    Ok(())
}

/// What the rows of a database are counted by: they are counted again where it is not the same.
pub fn table_of_metrics() -> String {
    let kept = Metric::ALL.iter().filter(|metric| !matches!(metric.counted(), Counted::Elsewhere(_))).map(|metric| {
        let kept = metric.kept();
        let days = match kept.days {
            Days::NotKept | Days::OfMember(_) => 0,
            Days::Rows(places) => 1 + places as u8,
        };
        format!("{}.{}{days}", kept.code, kept.places as u8)
    });
    format!("1 {}", kept.collect::<Vec<_>>().join(" "))
}
