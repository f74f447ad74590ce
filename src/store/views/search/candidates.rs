//! The posts among which a search ranks: a fixed number of the newest that match, on each database in its own words.

use super::{Candidate, Filters, MOST};
use crate::rules::ids::PostId;
use crate::search::{Comparison, Is, Query, SPANS, span_token};
use crate::store::cached::KeepPrepared;
use crate::store::dialect::plan_each_time;
use crate::store::{Connection, Result, kinds};
use diesel::sql_types::{BigInt, Text};
use diesel::{PgConnection, QueryResult, RunQueryDsl, SqliteConnection};
use std::collections::HashSet;
use std::fmt::Write;

/// With filters, so many of the newest matches are looked through.
const SCANNED: i64 = 5_000;
/// Titles with all the words, beside the newest matches.
const TITLES: i64 = 100;
/// Words in more posts than this are not weighed by how rare they are: counting them would cost more than it tells.
const RARE: i64 = 1_000;
/// A tag with no more topics than this is searched topic by topic, so that nothing of it is missed.
const SMALL_TAG: i64 = 300;
/// So many of a member's newest posts are searched.
const OF_MEMBER: i64 = 1_000;

/// Only what everybody may see.
const STANDING: &str = "p.deleted_at IS NULL AND p.hidden_at IS NULL AND t.deleted_at IS NULL AND t.hidden_at IS NULL";

/// How the matches `m` meet their posts on SQLite, and on which conditions. Without filters a post's line in a small index is enough: the
/// posts and topics themselves lie far apart in a large forum, and the search index has none of a deleted topic.
fn met(filters: &Filters) -> (&'static str, String) {
    if filters.is_empty() {
        ("CROSS JOIN posts p INDEXED BY posts_ranked ON p.id = m.id", "p.deleted_at IS NULL AND p.hidden_at IS NULL".to_owned())
    } else {
        ("JOIN posts p ON p.id = m.id JOIN topics t ON t.id = p.topic_id", conditions(filters))
    }
}

/// The conditions of filters on `posts p` and `topics t`. Only numbers of ours go into the text.
fn conditions(filters: &Filters) -> String {
    let mut sql = format!("{STANDING}{}", filters.open);
    for (tag, _) in &filters.tags {
        push(&mut sql, format_args!(" AND EXISTS (SELECT 1 FROM topic_tags g WHERE g.topic_id = t.id AND g.tag_id = {tag})"));
    }
    if !filters.users.is_empty() {
        push(&mut sql, format_args!(" AND p.author_id IN ({})", list(filters.users.iter())));
    }
    if let Some(category) = filters.category {
        push(&mut sql, format_args!(" AND t.category_id = {category}"));
    }
    for is in &filters.is {
        if matches!(is, Is::Answered | Is::Unanswered) {
            push(&mut sql, format_args!(" AND {}", kinds::among("t.kind", |kind| kind.needs_answer)));
        }
        sql.push_str(match is {
            Is::Answered => " AND t.answer_count > 0",
            Is::Unanswered => " AND t.answer_count = 0",
            Is::Accepted => " AND t.accepted_post_id IS NOT NULL",
        });
    }
    if let Some(score) = filters.score {
        let op = match score.op {
            Comparison::Equal => "=",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::More => ">",
            Comparison::AtLeast => ">=",
        };
        push(&mut sql, format_args!(" AND p.score {op} {}", score.n));
    }
    sql
}

fn push(sql: &mut String, more: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = sql.write_fmt(more);
}

fn list<T: std::fmt::Display>(items: impl Iterator<Item = T>) -> String {
    items.map(|i| i.to_string()).collect::<Vec<_>>().join(", ")
}

/// The posts of whatever few things the filters name, or nothing when those are not few.
fn few_posts(filters: &Filters) -> Option<String> {
    if !filters.users.is_empty() {
        let users = list(filters.users.iter());
        return Some(format!("SELECT id FROM posts WHERE author_id IN ({users}) ORDER BY created_at DESC, id DESC LIMIT {OF_MEMBER}"));
    }
    let (tag, _) = filters.tags.iter().filter(|(_, count)| *count <= SMALL_TAG).min_by_key(|(_, count)| *count)?;
    Some(format!("SELECT p.id FROM topic_tags g JOIN posts p ON p.topic_id = g.topic_id WHERE g.tag_id = {tag} ORDER BY p.id DESC LIMIT {OF_MEMBER}"))
}

/// Posts that match the words and the filters, the best first; one more than [`MOST`] when there are more. Nothing without words.
pub(super) fn with_words(conn: &mut Connection, query: &Query, filters: &Filters) -> Result<Vec<Candidate>> {
    let mut found: Vec<Candidate> = match conn {
        Connection::Sqlite(c) => on_sqlite(c, query, filters)?,
        Connection::Postgres(c) => on_postgres(c, query, filters)?,
    };
    found.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(b.id.cmp(&a.id)));
    Ok(found)
}

/// How PostgreSQL weighs the matches `m` of the words `$1`.
const WEIGHED: &str = "SELECT m.id, m.score, m.accepted, ts_rank('{0.1, 0.2, 0.4, 1.0}', m.document, $1::tsquery)::float8 AS relevance";

/// Matches on PostgreSQL: the newest, and of common words the newest with all of them in their title.
fn on_postgres(conn: &mut PgConnection, query: &Query, filters: &Filters) -> Result<Vec<Candidate>> {
    let (Some(words), Some(in_title)) = (query.tsquery(), query.tsquery_titles()) else { return Ok(Vec::new()) };
    let limit = MOST as i64 + 1;
    plan_each_time(conn)?;
    if !filters.are_none_typed() {
        let where_ = conditions(filters);
        let within = few_posts(filters).map(|few| format!(" AND p.id IN ({few})")).unwrap_or_default();
        let sql = format!(
            "{WEIGHED} FROM (SELECT p.id, p.score, p.accepted, d.document
             FROM search_documents d JOIN posts p ON p.id = d.post_id JOIN topics t ON t.id = p.topic_id
             WHERE d.document @@ $1::tsquery AND {where_}{within} ORDER BY d.post_id DESC LIMIT $2) m"
        );
        return Ok(diesel::sql_query(sql).bind::<Text, _>(&words).bind::<BigInt, _>(limit).load(conn)?);
    }
    let found = newest(conn, filters, &words, &words, limit)?;
    if found.len() < TITLES as usize {
        return Ok(found);
    }
    let titled = newest(conn, filters, &in_title, &words, TITLES)?;
    Ok(first_titled(titled, found))
}

/// The newest posts on PostgreSQL that match `wanted`, weighed by `words`: looked for among the newest of all, then among as many more as
/// the share of matches so far suggests.
fn newest(conn: &mut PgConnection, filters: &Filters, wanted: &str, words: &str, limit: i64) -> Result<Vec<Candidate>> {
    // The newest first, then their posts: of a common word that spares looking at most of them. The sum keeps the planner from reading
    // all documents backwards, which it does for words that it takes for more common than they are.
    let sql = if filters.open.is_empty() {
        format!(
            "{WEIGHED} FROM (SELECT p.id, p.score, p.accepted, d.document
             FROM (SELECT post_id, document FROM search_documents WHERE document @@ $2::tsquery ORDER BY post_id + 0 DESC LIMIT $3) d
             JOIN posts p ON p.id = d.post_id JOIN topics t ON t.id = p.topic_id WHERE {STANDING}) m"
        )
    } else {
        // What is closed takes nobody's place among the newest.
        format!(
            "{WEIGHED} FROM (SELECT p.id, p.score, p.accepted, d.document
             FROM search_documents d JOIN posts p ON p.id = d.post_id JOIN topics t ON t.id = p.topic_id
             WHERE d.document @@ $2::tsquery AND {STANDING}{} ORDER BY d.post_id + 0 DESC LIMIT $3) m",
            filters.open
        )
    };
    let run = |conn: &mut PgConnection, wanted: &str| -> QueryResult<Vec<Candidate>> {
        diesel::sql_query(&sql).bind::<Text, _>(words).bind::<Text, _>(wanted).bind::<BigInt, _>(limit).load(conn)
    };
    let last = last_document(conn)?;
    let mut width = 1 << (SPANS[0] + 1);
    while width < last {
        let found = run(conn, &format!("({wanted}) & ({})", newest_spans(last, width)))?;
        let have = found.len() as i64;
        if have >= limit {
            return Ok(found);
        }
        let enough = if have == 0 { width * 64 } else { width * limit / have * 3 / 2 };
        width = enough.max(width * 4);
    }
    Ok(run(conn, wanted)?)
}

/// The newest post in the index; 0 when there is none.
fn last_document(conn: &mut PgConnection) -> QueryResult<i64> {
    let last: Count = diesel::sql_query("SELECT COALESCE(MAX(post_id), 0) AS n FROM search_documents").get_result(conn)?;
    Ok(last.n)
}

/// The spans with the newest `width` posts, up to the `last`, as an expression: those of the finest kind of which not too many are needed.
pub(super) fn newest_spans(last: i64, width: i64) -> String {
    let needed = |bits: u32| (width >> bits) + 1;
    let bits = SPANS.into_iter().find(|bits| needed(*bits) <= 12).unwrap_or(SPANS[SPANS.len() - 1]);
    let newest = last >> bits;
    let spans: Vec<String> = (0..needed(bits).min(newest + 1)).map(|n| format!("'{}'", span_token(bits, newest - n))).collect();
    spans.join(" | ")
}

/// Posts with the words in their title before the others, one more than [`MOST`] at most.
fn first_titled(titled: Vec<Candidate>, others: Vec<Candidate>) -> Vec<Candidate> {
    let ids: HashSet<PostId> = titled.iter().map(|candidate| candidate.id).collect();
    let mut all = titled;
    all.extend(others.into_iter().filter(|candidate| !ids.contains(&candidate.id)));
    all.truncate(MOST + 1);
    all
}

/// Runs a statement on SQLite; without filters its text is one of a few, so that it stays prepared.
fn ranked(conn: &mut SqliteConnection, sql: String, words: &str, filters: &Filters) -> QueryResult<Vec<Candidate>> {
    let query = diesel::sql_query(sql).bind::<Text, _>(words);
    if filters.is_empty() { query.cached().load(conn) } else { query.load(conn) }
}

/// Matches on SQLite: those of rare words weighed by how rare they are, of common ones the newest, and the newest with all the words in
/// their title.
fn on_sqlite(conn: &mut SqliteConnection, query: &Query, filters: &Filters) -> Result<Vec<Candidate>> {
    let (Some(words), Some(in_title)) = (query.fts5(), query.fts5_titles()) else { return Ok(Vec::new()) };
    let limit = MOST as i64 + 1;
    let (join, where_) = met(filters);
    let select = "SELECT p.id, p.score, p.accepted, m.relevance";
    let weighed = "-bm25(search_documents, 10.0, 4.0, 1.0)";
    if let Some(few) = few_posts(filters) {
        let relevance = if are_rare(conn, query)? { weighed } else { "1.0" };
        // CROSS JOIN fixes the order of the loops: first the few, then the index by row.
        let sql = format!(
            "{select} FROM (SELECT f.id, {relevance} AS relevance FROM ({few}) f CROSS JOIN search_documents ON search_documents.rowid = f.id
             WHERE search_documents MATCH $1) m {join} WHERE {where_} LIMIT {limit}",
        );
        return Ok(ranked(conn, sql, &words, filters)?);
    }
    let matching = |relevance: &str, order: &str, scanned: i64| {
        format!(
            "{select} FROM (SELECT rowid AS id, {relevance} AS relevance FROM search_documents WHERE search_documents MATCH $1
             ORDER BY {order} DESC LIMIT {scanned}) m {join} WHERE {where_} ORDER BY m.id DESC LIMIT {limit}",
        )
    };
    if are_rare(conn, query)? {
        return Ok(ranked(conn, matching(weighed, "relevance", if filters.is_empty() { limit } else { RARE }), &words, filters)?);
    }
    let (newest, titles) = if filters.is_empty() { (limit, TITLES) } else { (SCANNED, SCANNED / 5) };
    let found = ranked(conn, matching("1.0", "rowid", newest), &words, filters)?;
    let titled = ranked(conn, matching("2.0", "rowid", titles), &in_title, filters)?;
    Ok(first_titled(titled, found))
}

/// How far up a post belongs: how well the words fit, then what readers thought of it.
fn worth(c: &Candidate) -> f64 {
    let liked = (1.0 + c.score.max(0) as f64).ln();
    let accepted = if c.accepted { 0.2 } else { 0.0 };
    c.relevance * (1.0 + 0.1 * liked + accepted)
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Whether all words together stand in few posts, so that bm25, which counts each word's posts, stays cheap.
fn are_rare(conn: &mut SqliteConnection, query: &Query) -> Result<bool> {
    let any: Vec<String> = query
        .terms
        .iter()
        .filter_map(|term| Query { terms: vec![crate::search::Term { is_excluded: false, ..term.clone() }], ..Query::default() }.fts5())
        .collect();
    let count: Count = diesel::sql_query("SELECT COUNT(*) AS n FROM (SELECT 1 FROM search_documents WHERE search_documents MATCH $1 LIMIT $2)")
        .bind::<Text, _>(any.join(" OR "))
        .bind::<BigInt, _>(RARE + 1)
        .cached()
        .get_result(conn)?;
    Ok(count.n <= RARE)
}

/// Posts that only filters ask for, the newest first: a member's posts, or the openings of topics.
pub(super) fn without_words(conn: &mut Connection, filters: &Filters) -> Result<Vec<Candidate>> {
    let limit = MOST + 1;
    let where_ = conditions(filters);
    let newest = newest_of(filters);
    let from = if filters.users.is_empty() {
        format!("({newest}) m JOIN topics t ON t.id = m.id JOIN posts p ON p.id = t.opening_post_id")
    } else {
        format!("({newest}) m JOIN posts p ON p.id = m.id JOIN topics t ON t.id = p.topic_id")
    };
    let float = match conn {
        Connection::Sqlite(_) => "1.0",
        Connection::Postgres(_) => "1.0::float8",
    };
    let sql = format!("SELECT p.id, p.score, p.accepted, {float} AS relevance FROM {from} WHERE {where_} ORDER BY m.moment DESC, p.id DESC LIMIT {limit}");
    Ok(crate::store::dialect::each!(conn, c => diesel::sql_query(sql).load(c))?)
}

/// The newest posts of the members that filters name, or else the newest topics, in the order of the index that a filter enters by, so
/// that the newest are read first and the rest not at all.
fn newest_of(filters: &Filters) -> String {
    if !filters.users.is_empty() {
        let users = list(filters.users.iter());
        return format!("SELECT id, created_at AS moment FROM posts WHERE author_id IN ({users}) ORDER BY created_at DESC, id DESC LIMIT {SCANNED}");
    }
    match (filters.tags.first(), filters.category, filters.is.contains(&Is::Unanswered)) {
        (Some((tag, _)), _, _) => {
            format!("SELECT topic_id AS id, active_at AS moment FROM topic_tags WHERE tag_id = {tag} ORDER BY active_at DESC, topic_id DESC LIMIT {SCANNED}")
        }
        (None, Some(category), _) => format!(
            "SELECT id, active_at AS moment FROM topics WHERE category_id = {category} AND deleted_at IS NULL ORDER BY active_at DESC, id DESC LIMIT {SCANNED}"
        ),
        (None, None, true) => format!(
            "SELECT id, created_at AS moment FROM topics WHERE deleted_at IS NULL AND {} AND answer_count = 0
             ORDER BY created_at DESC, id DESC LIMIT {SCANNED}",
            kinds::among("kind", |kind| kind.needs_answer)
        ),
        (None, None, false) => {
            format!("SELECT id, active_at AS moment FROM topics WHERE deleted_at IS NULL ORDER BY active_at DESC, id DESC LIMIT {SCANNED}")
        }
    }
}

/// Of how many, the newest, filters chose, where there are older ones that they were not asked about.
pub(super) fn chosen_from(conn: &mut Connection, query: &Query, filters: &Filters) -> Result<Option<i64>> {
    if filters.are_none_typed() {
        return Ok(None);
    }
    let (among, bound) = if !query.has_words() {
        (newest_of(filters), SCANNED)
    } else if let Some(few) = few_posts(filters) {
        (few, OF_MEMBER)
    } else if matches!(conn, Connection::Sqlite(_)) {
        (format!("SELECT rowid FROM search_documents WHERE search_documents MATCH $1 LIMIT {SCANNED}"), SCANNED)
    } else {
        return Ok(None);
    };
    let sql = format!("SELECT COUNT(*) AS n FROM ({among}) m");
    let found: Count = match conn {
        Connection::Sqlite(c) if among.contains("$1") => diesel::sql_query(sql).bind::<Text, _>(query.fts5().unwrap_or_default()).get_result(c)?,
        Connection::Sqlite(c) => diesel::sql_query(sql).get_result(c)?,
        Connection::Postgres(c) => diesel::sql_query(sql).get_result(c)?,
    };
    Ok((found.n == bound).then_some(bound))
}
