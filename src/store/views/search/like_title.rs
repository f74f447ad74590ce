//! Topics whose title is like one being typed: those that share most words, rare words counting more.

use super::candidates::newest_spans;
use crate::rules::ids::{PostId, TopicId};
use crate::rules::sight::Sight;
use crate::search;
use crate::store::dialect::plan_each_time;
use crate::store::schema::{posts, topics};
use crate::store::{Connection, Result, sight};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::collections::HashMap;

/// Words of a title that are looked up.
const WORDS: usize = 10;
/// Titles that are looked at for each word: the newest.
const EACH: i64 = 100;
/// Among so many posts up to the newest opening common words are looked for on PostgreSQL.
const NEWEST: i64 = 1 << 14;
/// Titles that are compared word by word.
const COMPARED: usize = 30;
/// So many times as many where some of them may be closed to the reader.
const CLOSED_TOO: usize = 4;
/// What a word weighs that no title holds: the title is about something else in part, but how rare the word is tells nothing.
const UNHEARD: f64 = 0.5;
/// A title is like another when it shares at least this part of the words' weight.
const LEAST: f64 = 0.34;

/// Words that say nothing about a question, as the tokeniser writes them.
const EMPTY: &[&str] = &[
    "a", "about", "after", "all", "am", "an", "and", "ani", "are", "as", "at", "be", "been", "befor", "but", "by", "can", "could", "did", "do", "doe", "dont",
    "for", "from", "get", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "just", "like", "make", "my", "need", "not", "of", "on", "one",
    "onli", "or", "should", "so", "some", "than", "that", "the", "there", "thi", "this", "to", "too", "use", "veri", "want", "was", "way", "we", "what",
    "when", "where", "which", "while", "whi", "why", "who", "will", "with", "without", "work", "would", "you", "your", "什么", "怎么", "怎样", "如何", "为什",
    "么样", "可以", "是否", "不是", "一个", "的", "了", "吗", "呢", "么", "是", "有",
];

#[derive(QueryableByName)]
struct Match {
    #[diesel(sql_type = BigInt)]
    id: PostId,
    /// Number of the word.
    #[diesel(sql_type = BigInt)]
    word: i64,
}

/// Topics whose title is like this one, the likest first: id, title, slug, whether solved. Two queries.
///
/// # Errors
/// When a query fails.
pub fn similar(conn: &mut Connection, sight: &Sight, title: &str, limit: i64) -> Result<Vec<(TopicId, String, String, bool)>> {
    let words = telling(title);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let matches = matches(conn, &words)?;
    let weights = weights(words.len(), &matches);
    let mut sums: HashMap<PostId, f64> = HashMap::new();
    for found in &matches {
        *sums.entry(found.id).or_default() += weight(&weights, found.word);
    }
    let mut best: Vec<(PostId, f64)> = sums.into_iter().collect();
    best.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0)));
    // Where something is closed to the reader, it takes no place among those that are compared.
    best.truncate(if sight.closed().is_empty() { COMPARED } else { COMPARED * CLOSED_TOO });
    let ids: Vec<PostId> = best.into_iter().map(|(id, _)| id).collect();
    let rows: Vec<(TopicId, String, String, Option<PostId>)> = topics::table
        // By the topic's key: nothing leads from a post to the topic that it opens.
        .inner_join(posts::table.on(posts::topic_id.eq(topics::id)))
        .filter(topics::opening_post_id.eq(posts::id.nullable()))
        .filter(posts::id.eq_any(&ids))
        .filter(posts::deleted_at.is_null())
        .filter(posts::hidden_at.is_null())
        .filter(sight::listed(sight))
        .select((topics::id, topics::title, topics::slug, topics::accepted_post_id))
        .load(conn)?;
    // Each word counted only among its newest titles, so the titles themselves are compared now.
    let all: f64 = weights.iter().sum();
    let mut ranked: Vec<(f64, (TopicId, String, String, bool))> = rows
        .into_iter()
        .map(|(id, title, slug, accepted)| {
            let theirs = telling_all(&title);
            let shared: f64 = words.iter().zip(&weights).filter(|(word, _)| theirs.contains(word)).map(|(_, weight)| weight).sum();
            (shared / all, (id, title, slug, accepted.is_some()))
        })
        .filter(|(share, _)| *share >= LEAST)
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.0.cmp(&a.1.0)));
    ranked.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(ranked.into_iter().map(|(_, topic)| topic).collect())
}

fn telling_all(title: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for token in search::tokens(title) {
        if !EMPTY.contains(&token.text.as_str()) && !words.contains(&token.text) {
            words.push(token.text);
        }
    }
    words
}

fn telling(title: &str) -> Vec<String> {
    let mut words = telling_all(title);
    words.truncate(WORDS);
    words
}

/// Which of the newest titles hold which word.
fn matches(conn: &mut Connection, words: &[String]) -> Result<Vec<Match>> {
    let parts = |one: &dyn Fn(usize) -> String| (0..words.len()).map(one).collect::<Vec<_>>().join(" UNION ALL ");
    Ok(match conn {
        Connection::Sqlite(c) => {
            let sql = parts(&|i| {
                let n = i + 1;
                format!(
                    "SELECT * FROM (SELECT rowid AS id, {i} AS word FROM search_documents WHERE search_documents MATCH ${n} ORDER BY rowid DESC LIMIT {EACH})"
                )
            });
            let mut query = diesel::sql_query(sql).into_boxed::<diesel::sqlite::Sqlite>();
            for word in words {
                query = query.bind::<Text, _>(format!("\"{}\"", search::title_token(word).replace('"', "\"\"")));
            }
            query.load(c)?
        }
        Connection::Postgres(c) => on_postgres(c, words)?,
    })
}

/// On PostgreSQL words that few of the newest posts have are looked for among all; of the others the newest are enough.
fn on_postgres(conn: &mut PgConnection, words: &[String]) -> Result<Vec<Match>> {
    plan_each_time(conn)?;
    let spans = newest_spans(last_opening(conn)?, NEWEST);
    let all: Vec<usize> = (0..words.len()).collect();
    let mut found = newest_titles(conn, words, &all, &format!(" & ({spans})"))?;
    let few: Vec<usize> = all.into_iter().filter(|i| found.iter().filter(|m| m.word == *i as i64).count() < EACH as usize).collect();
    if !few.is_empty() {
        found.retain(|m| !few.iter().any(|i| *i as i64 == m.word));
        found.extend(newest_titles(conn, words, &few, "")?);
    }
    Ok(found)
}

/// The opening post of the newest topic; 0 where there is none. In a forum that was imported all answers come after it.
fn last_opening(conn: &mut PgConnection) -> QueryResult<i64> {
    let newest: Option<Match> = diesel::sql_query(
        "SELECT opening_post_id AS id, 0::bigint AS word FROM topics WHERE deleted_at IS NULL AND opening_post_id IS NOT NULL
         ORDER BY created_at DESC, id DESC LIMIT 1",
    )
    .get_result(conn)
    .optional()?;
    Ok(newest.map_or(0, |found| found.id.0))
}

/// The newest titles with some of the words, each in as far as `and_` holds. The sum keeps the planner from reading all documents backwards.
fn newest_titles(conn: &mut PgConnection, words: &[String], some: &[usize], and_: &str) -> QueryResult<Vec<Match>> {
    let parts: Vec<String> = some
        .iter()
        .enumerate()
        .map(|(n, i)| {
            let n = n + 1;
            format!(
                "SELECT * FROM (SELECT post_id AS id, {i}::bigint AS word FROM search_documents WHERE document @@ ${n}::tsquery
                 ORDER BY post_id + 0 DESC LIMIT {EACH}) w{i}"
            )
        })
        .collect();
    let mut query = diesel::sql_query(parts.join(" UNION ALL ")).into_boxed::<diesel::pg::Pg>();
    for word in some.iter().filter_map(|i| words.get(*i)) {
        query = query.bind::<Text, _>(format!("'{}'{and_}", search::title_token(word).replace('\\', "\\\\").replace('\'', "''")));
    }
    query.load(conn)
}

/// What each word weighs: the less titles hold it, the more it tells.
fn weights(words: usize, matches: &[Match]) -> Vec<f64> {
    let mut counts = vec![0_i64; words];
    for found in matches {
        if let Some(count) = usize::try_from(found.word).ok().and_then(|w| counts.get_mut(w)) {
            *count += 1;
        }
    }
    counts.into_iter().map(|n| if n == 0 { UNHEARD } else { 1.0 / (2.0 + n.min(EACH) as f64).ln() }).collect()
}

fn weight(weights: &[f64], word: i64) -> f64 {
    usize::try_from(word).ok().and_then(|w| weights.get(w)).copied().unwrap_or_default()
}
