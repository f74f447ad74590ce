//! SQL past the product: what is really in the tables.

use super::databases::is_postgres;
use accolade::store::Connection;
use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl};
use std::collections::BTreeMap;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    a: i64,
    #[diesel(sql_type = BigInt)]
    b: i64,
}

/// What a query with the columns `id`, `a` and `b` finds.
pub fn rows(conn: &mut Connection, query: &str) -> Vec<(i64, i64, i64)> {
    let query = format!("SELECT CAST(id AS BIGINT) AS id, CAST(a AS BIGINT) AS a, CAST(b AS BIGINT) AS b FROM ({query}) found");
    let found: Vec<Row> = match conn {
        Connection::Sqlite(c) => diesel::sql_query(query).load(c).unwrap(),
        Connection::Postgres(c) => diesel::sql_query(query).load(c).unwrap(),
    };
    found.into_iter().map(|row| (row.id, row.a, row.b)).collect()
}

/// Runs statements.
pub fn run(conn: &mut Connection, statements: &str) {
    conn.batch_execute(statements).unwrap_or_else(|e| panic!("{statements}: {e}"));
}

/// How many deadlocks PostgreSQL has found in this database.
pub fn deadlocks(conn: &mut Connection) -> i64 {
    // What a backend counted is shown once it has been told to, or a while after.
    run(conn, "SELECT pg_stat_force_next_flush(); SELECT pg_stat_clear_snapshot()");
    rows(conn, "SELECT 1 AS id, deadlocks AS a, 0 AS b FROM pg_stat_database WHERE datname = current_database()")[0].1
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn lines(conn: &mut Connection, query: &str) -> Vec<String> {
    let found: Vec<Line> = match conn {
        Connection::Sqlite(c) => diesel::sql_query(query).load(c).unwrap(),
        Connection::Postgres(c) => diesel::sql_query(query).load(c).unwrap(),
    };
    found.into_iter().map(|row| row.line).collect()
}

/// The names of all tables.
fn tables(conn: &mut Connection) -> Vec<String> {
    if is_postgres() {
        lines(conn, "SELECT table_name::text AS line FROM information_schema.tables WHERE table_schema = 'public'")
    } else {
        // The index gives no text back: the count of words of each post stands for it.
        lines(
            conn,
            "SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
             AND (name NOT LIKE 'search_documents%' OR name = 'search_documents_docsize')",
        )
    }
}

/// Keeps a copy of every table, the search index aside, for [`restore`] on the same connection.
pub fn save(conn: &mut Connection) {
    run(conn, if is_postgres() { "CREATE SCHEMA saved" } else { "ATTACH ':memory:' AS saved" });
    for table in tables(conn).iter().filter(|table| !table.starts_with("search_documents")) {
        run(conn, &format!("CREATE TABLE saved.{table} AS SELECT * FROM {table}"));
    }
}

/// Puts the rows of some tables back as they were saved; the search index is for `recount` to follow.
pub fn restore(conn: &mut Connection, tables: &[&str]) {
    let (off, on) = if is_postgres() {
        ("SET session_replication_role = replica", "SET session_replication_role = origin")
    } else {
        ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
    };
    run(conn, off);
    for table in tables.iter().filter(|table| !table.starts_with("search_documents")) {
        run(conn, &format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM saved.{table};"));
    }
    run(conn, on);
}

/// Every row of every table, as text: two digests are equal when the databases hold the same.
#[derive(Debug, PartialEq, Eq)]
pub struct Digest(BTreeMap<String, Vec<String>>);

impl Digest {
    pub fn of(conn: &mut Connection) -> Digest {
        let tables = tables(conn);
        Digest(
            tables
                .into_iter()
                .map(|table| {
                    let row = if is_postgres() {
                        "t::text".to_owned()
                    } else {
                        let columns = lines(conn, &format!("SELECT 'quote(' || name || ')' AS line FROM pragma_table_info('{table}')"));
                        columns.join(" || ',' || ")
                    };
                    let found = lines(conn, &format!("SELECT {row} AS line FROM {table} t ORDER BY 1"));
                    (table, found)
                })
                .collect(),
        )
    }

    /// The tables whose rows are not those of another digest.
    pub fn differs_from(&self, other: &Digest) -> Vec<&str> {
        assert_eq!(self.0.keys().collect::<Vec<_>>(), other.0.keys().collect::<Vec<_>>());
        self.0.iter().filter(|(table, rows)| other.0.get(*table) != Some(rows)).map(|(table, _)| table.as_str()).collect()
    }

    /// The rows of one table.
    pub fn table(&self, name: &str) -> &[String] {
        &self.0[name]
    }
}
