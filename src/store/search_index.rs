//! The search index: the product's own tokens, in FTS5 on SQLite and in a tsvector on PostgreSQL.

use super::cached::KeepPrepared;
use super::schema::{posts, topics};
use super::{Connection, Result};
use crate::rules::ids::{PostId, TopicId};
use crate::search;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};

/// What of a post is searched. Only opening posts have a title and tags.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    pub title: &'a str,
    pub tags: &'a str,
    /// Plain words of the body.
    pub body: &'a str,
}

/// Puts a post into the index, in place of what stood there for it.
///
/// # Errors
/// When a statement fails.
pub fn put(conn: &mut Connection, post: PostId, document: &Document<'_>) -> Result<()> {
    match conn {
        Connection::Sqlite(c) => {
            diesel::sql_query("INSERT OR REPLACE INTO search_documents (rowid, title, tags, body) VALUES (?, ?, ?, ?)")
                .bind::<BigInt, _>(post.0)
                .bind::<Text, _>(search::index_text(document.title))
                .bind::<Text, _>(search::index_text(document.tags))
                .bind::<Text, _>(search::index_text(document.body))
                .cached()
                .execute(c)?;
        }
        Connection::Postgres(c) => {
            let vector = search::tsvector(&[(document.title, 'A'), (document.tags, 'B'), (document.body, 'D')]);
            diesel::sql_query(
                "INSERT INTO search_documents (post_id, document) VALUES ($1, $2::tsvector)
                 ON CONFLICT (post_id) DO UPDATE SET document = EXCLUDED.document",
            )
            .bind::<BigInt, _>(post.0)
            .bind::<Text, _>(vector)
            .cached()
            .execute(c)?;
        }
    }
    Ok(())
}

/// Takes a post out of the index.
///
/// # Errors
/// When the statement fails.
pub fn remove(conn: &mut Connection, post: PostId) -> Result<()> {
    match conn {
        Connection::Sqlite(c) => diesel::sql_query("DELETE FROM search_documents WHERE rowid = ?").bind::<BigInt, _>(post.0).cached().execute(c)?,
        Connection::Postgres(c) => diesel::sql_query("DELETE FROM search_documents WHERE post_id = $1").bind::<BigInt, _>(post.0).cached().execute(c)?,
    };
    Ok(())
}

/// A post that the index should have and lacks, or has and should not.
#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Posts after one that readers can see and the index lacks.
///
/// # Errors
/// When the query fails.
pub fn missing(conn: &mut Connection, after: PostId, limit: i64) -> Result<Vec<PostId>> {
    compare(conn, |key| {
        format!(
            "SELECT p.id AS id FROM posts p JOIN topics t ON t.id = p.topic_id
             WHERE p.id > {after} AND p.deleted_at IS NULL AND p.hidden_at IS NULL AND t.deleted_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM search_documents d WHERE d.{key} = p.id)
             ORDER BY p.id LIMIT {limit}"
        )
    })
}

/// Posts after one that the index has although readers cannot see them.
///
/// # Errors
/// When the query fails.
pub fn superfluous(conn: &mut Connection, after: PostId, limit: i64) -> Result<Vec<PostId>> {
    compare(conn, |key| {
        format!(
            "SELECT d.{key} AS id FROM search_documents d
             WHERE d.{key} > {after} AND NOT EXISTS
               (SELECT 1 FROM posts p JOIN topics t ON t.id = p.topic_id
                WHERE p.id = d.{key} AND p.deleted_at IS NULL AND p.hidden_at IS NULL AND t.deleted_at IS NULL)
             ORDER BY d.{key} LIMIT {limit}"
        )
    })
}

/// Posts after one that readers can see, each with its topic.
///
/// # Errors
/// When the query fails.
pub fn visible(conn: &mut Connection, after: PostId, limit: i64) -> Result<Vec<(PostId, TopicId)>> {
    Ok(posts::table
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .filter(posts::id.gt(after))
        .filter(posts::deleted_at.is_null())
        .filter(posts::hidden_at.is_null())
        .filter(topics::deleted_at.is_null())
        .order(posts::id)
        .limit(limit)
        .select((posts::id, posts::topic_id))
        .load(conn)?)
}

/// Whether the index holds these words for a post. PostgreSQL compares all of them. FTS5 gives no text back: it is asked how many
/// words each column has, and for the words themselves, of long texts those at the beginning, in the middle and at the end.
///
/// # Errors
/// When a query fails.
pub fn holds(conn: &mut Connection, post: PostId, document: &Document<'_>) -> Result<bool> {
    match conn {
        Connection::Sqlite(c) => {
            let columns = [("title", document.title), ("tags", document.tags), ("body", document.body)].map(|(name, text)| (name, search::index_text(text)));
            let words: Vec<(&str, Vec<&str>)> = columns.iter().map(|(name, text)| (*name, fts5_words(text))).collect();
            let sizes: Vec<Sizes> = diesel::sql_query("SELECT sz FROM search_documents_docsize WHERE id = ?").bind::<BigInt, _>(post.0).load(c)?;
            if sizes.first().map(|s| varints(&s.sz)) != Some(words.iter().map(|(_, words)| words.len() as u64).collect()) {
                return Ok(false);
            }
            let asked: Vec<String> =
                words.iter().flat_map(|(name, words)| samples(words).into_iter().map(move |some| format!("{name} : \"{some}\""))).collect();
            if asked.is_empty() {
                return Ok(true);
            }
            let found: Vec<Found> = diesel::sql_query("SELECT rowid AS id FROM search_documents WHERE search_documents MATCH ? AND rowid = ?")
                .bind::<Text, _>(asked.join(" AND "))
                .bind::<BigInt, _>(post.0)
                .load(c)?;
            Ok(!found.is_empty())
        }
        Connection::Postgres(c) => {
            let vector = search::tsvector(&[(document.title, 'A'), (document.tags, 'B'), (document.body, 'D')]);
            let found: Vec<Found> = diesel::sql_query("SELECT post_id AS id FROM search_documents WHERE post_id = $1 AND document = $2::tsvector")
                .bind::<BigInt, _>(post.0)
                .bind::<Text, _>(vector)
                .load(c)?;
            Ok(!found.is_empty())
        }
    }
}

/// How many words each column of an FTS5 row has.
#[derive(diesel::QueryableByName)]
struct Sizes {
    #[diesel(sql_type = Binary)]
    sz: Vec<u8>,
}

/// Words as the index's own tokenizer cuts them.
fn fts5_words(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '+' | '#')).filter(|word| !word.is_empty()).collect()
}

/// Texts up to twice this long are asked for as a whole.
const SAMPLE: usize = 12;

/// Phrases that stand for a text.
fn samples(words: &[&str]) -> Vec<String> {
    if words.len() <= 2 * SAMPLE {
        return if words.is_empty() { Vec::new() } else { vec![words.join(" ")] };
    }
    [0, (words.len() - SAMPLE) / 2, words.len() - SAMPLE].map(|at| words[at..at + SAMPLE].join(" ")).to_vec()
}

/// SQLite's variable-length numbers: seven bits in each byte, the highest first, and the top bit says that more follow.
fn varints(bytes: &[u8]) -> Vec<u64> {
    let mut numbers = Vec::new();
    let mut number = 0;
    for byte in bytes {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            numbers.push(std::mem::take(&mut number));
        }
    }
    numbers
}

fn compare(conn: &mut Connection, query: impl Fn(&str) -> String) -> Result<Vec<PostId>> {
    let found: Vec<Found> = match conn {
        Connection::Sqlite(c) => diesel::sql_query(query("rowid")).load(c)?,
        Connection::Postgres(c) => diesel::sql_query(query("post_id")).load(c)?,
    };
    Ok(found.into_iter().map(|row| PostId(row.id)).collect())
}
