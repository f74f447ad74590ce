//! The two databases have the same migrations, and after all of them the same tables: what columns there are, of which kind, whether they may be
//! missing and what they are without being named; keys; indexes. Both are asked themselves, so that it does not matter how a migration said it.

use crate::support::databases::fresh_postgres;
use accolade::store::connection::{self, Address, Purpose};
use accolade::store::{Connection, migrate};
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
use std::collections::BTreeSet;
use std::path::Path;

fn migrations(database: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    let mut names: Vec<String> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn both_databases_have_the_same_migrations() {
    assert_eq!(migrations("sqlite"), migrations("postgres"));
}

#[derive(QueryableByName)]
struct Fact {
    #[diesel(sql_type = Text)]
    fact: String,
}

fn facts(conn: &mut Connection, query: &str) -> BTreeSet<String> {
    let query = format!("SELECT CAST(fact AS TEXT) AS fact FROM ({query}) facts");
    let found: Vec<Fact> = match conn {
        Connection::Sqlite(c) => diesel::sql_query(query).load(c).unwrap(),
        Connection::Postgres(c) => diesel::sql_query(query).load(c).unwrap(),
    };
    found.into_iter().map(|row| in_common_words(&row.fact)).collect()
}

/// The words of either database for the same thing. Spaces, brackets and casts say nothing.
fn in_common_words(fact: &str) -> String {
    let mut said = fact.to_lowercase();
    for (word, common) in [
        ("::text", ""),
        ("::bigint", ""),
        ("bytea", "blob"),
        ("<>", "!="),
        ("~~", "like"),
        ("(", " "),
        (")", " "),
        ("using btree", ""),
        ("\"", ""),
        (" asc", ""),
    ] {
        said = said.replace(word, common);
    }
    said.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",")
}

fn sqlite() -> Connection {
    let mut conn = connection::open(&Address::Sqlite(":memory:".into()), Purpose::Write).unwrap();
    migrate::run(&mut conn).unwrap();
    conn
}

fn postgres() -> Connection {
    connection::open(&Address::Postgres(fresh_postgres()), Purpose::Write).unwrap()
}

/// The tables that both have: the search index is made of what each offers, and the list of migrations is diesel's.
const SQLITE_TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'
    AND name NOT LIKE 'search_documents%' AND name <> '__diesel_schema_migrations'";
const POSTGRES_TABLES: &str = "SELECT c.oid, c.relname AS name FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    AND c.relname <> 'search_documents' AND c.relname <> '__diesel_schema_migrations'";

/// What is compared: its name, how SQLite is asked, how PostgreSQL is asked, and how much there is at least.
fn compared() -> [(&'static str, String, String, usize); 5] {
    [
        (
            "columns",
            // The key that counts itself up is never missing, and said in other words.
            format!(
                "SELECT t.name || '.' || c.name || ' ' || CASE WHEN c.pk = 1 AND c.type = 'INTEGER' THEN 'counting' ELSE c.type END
                     || CASE WHEN c.\"notnull\" OR c.pk > 0 THEN ' not null' ELSE '' END || coalesce(' default ' || c.dflt_value, '') AS fact
                 FROM ({SQLITE_TABLES}) t JOIN pragma_table_info(t.name) c"
            ),
            format!(
                "SELECT t.name || '.' || a.attname || ' ' || CASE WHEN a.attidentity <> '' THEN 'counting' ELSE format_type(a.atttypid, a.atttypmod) END
                     || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') AS fact
                 FROM ({POSTGRES_TABLES}) t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
                 LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum"
            ),
            200,
        ),
        (
            "primary keys",
            format!(
                "SELECT name || ' ' || group_concat(part, ', ') AS fact FROM
                     (SELECT t.name AS name, c.name AS part FROM ({SQLITE_TABLES}) t JOIN pragma_table_info(t.name) c WHERE c.pk > 0 ORDER BY t.name, c.pk) keys
                 GROUP BY name"
            ),
            format!(
                "SELECT t.name || ' ' || (SELECT string_agg(a.attname, ', ' ORDER BY k.place) FROM unnest(i.indkey) WITH ORDINALITY k (number, place)
                     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) AS fact
                 FROM ({POSTGRES_TABLES}) t JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary"
            ),
            30,
        ),
        (
            "unique keys",
            format!(
                "SELECT name || ' ' || group_concat(part, ', ') AS fact FROM
                     (SELECT t.name AS name, i.name AS key, c.name AS part FROM ({SQLITE_TABLES}) t JOIN pragma_index_list(t.name) i
                      JOIN pragma_index_info(i.name) c WHERE i.\"unique\" AND i.origin = 'u' ORDER BY t.name, i.name, c.seqno) keys
                 GROUP BY name, key"
            ),
            format!(
                "SELECT t.name || ' ' || (SELECT string_agg(a.attname, ', ' ORDER BY k.place) FROM unnest(u.conkey) WITH ORDINALITY k (number, place)
                     JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number) AS fact
                 FROM ({POSTGRES_TABLES}) t JOIN pg_constraint u ON u.conrelid = t.oid AND u.contype = 'u'"
            ),
            5,
        ),
        (
            "foreign keys",
            format!(
                "SELECT t.name || '.' || f.\"from\" || ' to ' || f.\"table\" || '.' || coalesce(f.\"to\", 'id') || ' deleted ' || f.on_delete AS fact
                 FROM ({SQLITE_TABLES}) t JOIN pragma_foreign_key_list(t.name) f"
            ),
            format!(
                "SELECT t.name || '.' || a.attname || ' to ' || f.confrelid::regclass || '.' || b.attname || ' deleted '
                     || CASE f.confdeltype WHEN 'a' THEN 'no action' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'r' THEN 'restrict' ELSE '?' END AS fact
                 FROM ({POSTGRES_TABLES}) t JOIN pg_constraint f ON f.conrelid = t.oid AND f.contype = 'f'
                 JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = f.conkey[1]
                 JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = f.confkey[1]"
            ),
            30,
        ),
        (
            "indexes",
            format!(
                "SELECT replace(i.sql, char(10), ' ') AS fact FROM sqlite_master i WHERE i.type = 'index' AND i.sql IS NOT NULL
                 AND i.tbl_name IN (SELECT name FROM ({SQLITE_TABLES}) t)"
            ),
            format!(
                "SELECT replace(i.indexdef, ' public.', ' ') AS fact FROM pg_indexes i WHERE i.tablename IN (SELECT name FROM ({POSTGRES_TABLES}) t)
                 AND i.schemaname = 'public' AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conname = i.indexname)"
            ),
            30,
        ),
    ]
}

/// The index by which SQLite's search ranks: PostgreSQL ranks from its own index of words.
const ON_SQLITE_ALONE: &str = "create index posts_ranked ";

#[test]
fn both_databases_have_the_same_columns_keys_and_indexes() {
    let (mut sqlite, mut postgres) = (sqlite(), postgres());
    for (what, on_sqlite, on_postgres, at_least) in compared() {
        let (here, there) = (facts(&mut sqlite, &on_sqlite), facts(&mut postgres, &on_postgres));
        let (only_here, only_there): (Vec<_>, Vec<_>) =
            (here.difference(&there).filter(|fact| !fact.contains(ON_SQLITE_ALONE)).collect(), there.difference(&here).collect());
        assert!(only_here.is_empty() && only_there.is_empty(), "{what}\nonly on SQLite: {only_here:#?}\nonly on PostgreSQL: {only_there:#?}");
        assert!(here.len() >= at_least, "{} {what}", here.len());
    }
}

/// The comparison sees what it is there for: each of these changes one thing on one database.
#[test]
fn a_difference_of_any_kind_is_seen() {
    for (statement, what, names) in [
        ("ALTER TABLE topics ADD COLUMN mood TEXT", "columns", "topics.mood text"),
        ("ALTER TABLE topics ALTER COLUMN score SET DEFAULT 7", "columns", "topics.score bigint not null default 7"),
        ("ALTER TABLE topics ALTER COLUMN score DROP NOT NULL", "columns", "topics.score bigint default 0"),
        ("ALTER TABLE topics ALTER COLUMN score TYPE INTEGER", "columns", "topics.score integer"),
        ("ALTER TABLE tags ADD UNIQUE (topic_count)", "unique keys", "tags topic_count"),
        ("ALTER TABLE tags ADD FOREIGN KEY (topic_count) REFERENCES members (id)", "foreign keys", "tags.topic_count to members.id"),
        ("ALTER TABLE settings DROP CONSTRAINT settings_pkey", "primary keys", "settings name"),
        ("DROP INDEX posts_by_time", "indexes", "posts_by_time"),
        ("CREATE INDEX posts_by_mood ON posts (id) WHERE accepted", "indexes", "posts_by_mood"),
    ] {
        let (mut sqlite, mut postgres) = (sqlite(), postgres());
        crate::support::raw::run(&mut postgres, statement);
        let (_, on_sqlite, on_postgres, _) = compared().into_iter().find(|(name, ..)| *name == what).unwrap();
        let (here, there) = (facts(&mut sqlite, &on_sqlite), facts(&mut postgres, &on_postgres));
        let differs: Vec<_> = here.symmetric_difference(&there).collect();
        assert!(differs.iter().any(|fact| fact.contains(names)), "{statement}: {differs:?}");
    }
}
