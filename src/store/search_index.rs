//! The search index: the product's own tokens, in FTS5 on SQLite and in a tsvector on PostgreSQL.

use super::cached::KeepPrepared;
use super::connection::Address;
use super::schema::{posts, topics};
use super::{Connection, Error, Result, dialect::each};
use crate::rules::ids::{PostId, TopicId};
use crate::rules::vocabulary::PostKind;
use crate::search;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Text};

/// Version of what the index holds of a post. A database that was filled with another one is filled anew beside the requests.
pub const VERSION: &str = "3";

/// What of a post is searched. Only opening posts have a title and tags.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    pub title: &'a str,
    pub tags: &'a str,
    /// Plain words of the body.
    pub body: &'a str,
}

/// A document split into its words, as one of the databases stores it.
#[derive(Debug, Clone)]
pub struct Prepared(Stored);

#[derive(Debug, Clone)]
enum Stored {
    /// SQLite's columns: title, tags, body.
    Columns([String; 3]),
    /// PostgreSQL's `tsvector`.
    Vector(String),
}

impl Prepared {
    /// Splits a document into words, which needs no connection: long work does it beside the writing.
    pub fn new(database: &Address, document: &Document<'_>) -> Prepared {
        Prepared(match database {
            Address::Sqlite(_) => Stored::Columns(columns(document)),
            Address::Postgres(_) => Stored::Vector(vector(document)),
        })
    }

    fn on(conn: &Connection, document: &Document<'_>) -> Prepared {
        Prepared(match conn {
            Connection::Sqlite(_) => Stored::Columns(columns(document)),
            Connection::Postgres(_) => Stored::Vector(vector(document)),
        })
    }
}

fn columns(document: &Document<'_>) -> [String; 3] {
    [search::index_title(document.title), search::index_text(document.tags), search::index_text(document.body)]
}

fn vector(document: &Document<'_>) -> String {
    search::tsvector(&[(document.title, 'A'), (document.tags, 'B'), (document.body, 'D')])
}

/// PostgreSQL's `tsvector` of a post: its words, and the spans of ids that the post lies in.
fn placed(post: PostId, vector: &str) -> String {
    let mut placed = vector.to_owned();
    for bits in search::SPANS {
        placed.push_str(&format!(" '{}'", search::span_token(bits, post.0 >> bits)));
    }
    placed
}

/// Puts a post into the index, in place of what stood there for it.
///
/// # Errors
/// When a statement fails.
pub fn put(conn: &mut Connection, post: PostId, document: &Document<'_>) -> Result<()> {
    let prepared = Prepared::on(conn, document);
    put_prepared(conn, &[(post, prepared)])
}

/// Puts many posts into the index.
///
/// # Errors
/// When a statement fails.
pub fn put_all(conn: &mut Connection, documents: &[(PostId, Document<'_>)]) -> Result<()> {
    let prepared: Vec<_> = documents.iter().map(|(post, document)| (*post, Prepared::on(conn, document))).collect();
    put_prepared(conn, &prepared)
}

/// Puts posts into the index whose words are ready; PostgreSQL takes them in one statement.
///
/// # Errors
/// When a statement fails, or the words were made ready for the other database.
pub fn put_prepared(conn: &mut Connection, documents: &[(PostId, Prepared)]) -> Result<()> {
    if documents.is_empty() {
        return Ok(());
    }
    match conn {
        Connection::Sqlite(c) => {
            for (post, Prepared(stored)) in documents {
                let Stored::Columns([title, tags, body]) = stored else { return Err(other_database()) };
                diesel::sql_query("INSERT OR REPLACE INTO search_documents (rowid, title, tags, body) VALUES (?, ?, ?, ?)")
                    .bind::<BigInt, _>(post.0)
                    .bind::<Text, _>(title)
                    .bind::<Text, _>(tags)
                    .bind::<Text, _>(body)
                    .cached()
                    .execute(c)?;
            }
        }
        Connection::Postgres(c) => {
            let mut ids = Vec::with_capacity(documents.len());
            let mut vectors = Vec::with_capacity(documents.len());
            for (post, Prepared(stored)) in documents {
                let Stored::Vector(vector) = stored else { return Err(other_database()) };
                ids.push(post.0);
                vectors.push(placed(*post, vector));
            }
            diesel::sql_query(
                "INSERT INTO search_documents (post_id, document) SELECT post, vector::tsvector FROM unnest($1, $2) AS new (post, vector)
                 ON CONFLICT (post_id) DO UPDATE SET document = EXCLUDED.document",
            )
            .bind::<Array<BigInt>, _>(ids)
            .bind::<Array<Text>, _>(vectors)
            .cached()
            .execute(c)?;
        }
    }
    Ok(())
}

fn other_database() -> Error {
    Error::Corrupt("words were made ready for the other database".to_owned())
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

/// Takes posts out of the index.
///
/// # Errors
/// When the statement fails.
pub fn remove_these(conn: &mut Connection, some: &[PostId]) -> Result<()> {
    if some.is_empty() {
        return Ok(());
    }
    match conn {
        Connection::Sqlite(c) => {
            let ids: Vec<String> = some.iter().map(ToString::to_string).collect();
            diesel::sql_query(format!("DELETE FROM search_documents WHERE rowid IN ({})", ids.join(", "))).execute(c)?
        }
        Connection::Postgres(c) => {
            let ids: Vec<i64> = some.iter().map(|post| post.0).collect();
            diesel::sql_query("DELETE FROM search_documents WHERE post_id = ANY($1)").bind::<Array<BigInt>, _>(ids).cached().execute(c)?
        }
    };
    Ok(())
}

/// A post that readers can see, with all that is searched of it.
#[derive(Debug, Clone, Queryable)]
pub struct Visible {
    pub post: PostId,
    pub topic: TopicId,
    pub kind: PostKind,
    pub body_html: String,
    /// Of the topic.
    pub title: String,
    /// Likewise, separated by spaces.
    pub tags: String,
}

/// Posts after one that readers can see.
///
/// # Errors
/// When the query fails.
pub fn visible(conn: &mut Connection, after: PostId, limit: i64) -> Result<Vec<Visible>> {
    Ok(posts::table
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .filter(posts::id.gt(after))
        .filter(posts::deleted_at.is_null())
        .filter(posts::hidden_at.is_null())
        .filter(topics::deleted_at.is_null())
        .filter(topics::hidden_at.is_null())
        .order(posts::id)
        .limit(limit)
        .select((posts::id, posts::topic_id, posts::kind, posts::body_html, topics::title, topics::tag_names))
        .load(conn)?)
}

/// Some posts, as far as readers can see them.
///
/// # Errors
/// When the query fails.
pub fn visible_these(conn: &mut Connection, some: &[PostId]) -> Result<Vec<Visible>> {
    Ok(posts::table
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .filter(posts::id.eq_any(some))
        .filter(posts::deleted_at.is_null())
        .filter(posts::hidden_at.is_null())
        .filter(topics::deleted_at.is_null())
        .filter(topics::hidden_at.is_null())
        .select((posts::id, posts::topic_id, posts::kind, posts::body_html, topics::title, topics::tag_names))
        .load(conn)?)
}

/// Which of some posts readers can see.
///
/// # Errors
/// When the query fails.
pub fn visible_among(conn: &mut Connection, some: &[PostId]) -> Result<Vec<PostId>> {
    Ok(posts::table
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .filter(posts::id.eq_any(some))
        .filter(posts::deleted_at.is_null())
        .filter(posts::hidden_at.is_null())
        .filter(topics::deleted_at.is_null())
        .filter(topics::hidden_at.is_null())
        .select(posts::id)
        .load(conn)?)
}

/// A post that the index has.
#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = BigInt)]
    id: PostId,
}

/// The posts after one that the index has, in order.
///
/// # Errors
/// When the query fails.
pub fn held(conn: &mut Connection, after: PostId, limit: i64) -> Result<Vec<PostId>> {
    held_where(conn, |key| format!("{key} > {after} ORDER BY {key} LIMIT {limit}"))
}

/// The posts after one, up to another, that the index has.
///
/// # Errors
/// When the query fails.
pub fn held_between(conn: &mut Connection, after: PostId, last: PostId) -> Result<Vec<PostId>> {
    held_where(conn, |key| format!("{key} > {after} AND {key} <= {last}"))
}

fn held_where(conn: &mut Connection, condition: impl Fn(&str) -> String) -> Result<Vec<PostId>> {
    let key = match conn {
        Connection::Sqlite(_) => "rowid",
        Connection::Postgres(_) => "post_id",
    };
    let query = format!("SELECT {key} AS id FROM search_documents WHERE {}", condition(key));
    let found: Vec<Found> = each!(conn, c => diesel::sql_query(query).load(c))?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// Whether the index holds these words for a post. PostgreSQL compares all of them. FTS5 gives no text back: it is asked how many
/// words each column has, and for the words themselves, of long texts those at the beginning, in the middle and at the end.
///
/// # Errors
/// When a query fails.
pub fn holds(conn: &mut Connection, post: PostId, document: &Document<'_>) -> Result<bool> {
    match conn {
        Connection::Sqlite(c) => {
            let columns = columns(document);
            let words: Vec<(&str, Vec<&str>)> = ["title", "tags", "body"].into_iter().zip(&columns).map(|(name, text)| (name, fts5_words(text))).collect();
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
            let vector = placed(post, &vector(document));
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
