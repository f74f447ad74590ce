//! The search index: the product's own tokens, in FTS5 on SQLite and in a tsvector on PostgreSQL.

use super::Connection;
use super::Result;
use crate::rules::ids::PostId;
use crate::search;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Text};

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
        Connection::Sqlite(c) => diesel::sql_query("DELETE FROM search_documents WHERE rowid = ?").bind::<BigInt, _>(post.0).execute(c)?,
        Connection::Postgres(c) => diesel::sql_query("DELETE FROM search_documents WHERE post_id = $1").bind::<BigInt, _>(post.0).execute(c)?,
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

fn compare(conn: &mut Connection, query: impl Fn(&str) -> String) -> Result<Vec<PostId>> {
    let found: Vec<Found> = match conn {
        Connection::Sqlite(c) => diesel::sql_query(query("rowid")).load(c)?,
        Connection::Postgres(c) => diesel::sql_query(query("post_id")).load(c)?,
    };
    Ok(found.into_iter().map(|row| PostId(row.id)).collect())
}
