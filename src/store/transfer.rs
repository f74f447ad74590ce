//! Copies a forum from the embedded database into an empty PostgreSQL database: table by table, in one transaction, as `COPY` takes it.

use super::schema;
use super::{Connection, Error, Result};
use diesel::connection::{Connection as _, SimpleConnection};
use diesel::pg::CopyFormat;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{PgConnection, SqliteConnection};
use std::cell::RefCell;
use std::fmt::Write as _;

/// Rows between two words about how far it has come.
const TELL_EVERY: i64 = 1_000;

/// What a forum writes when it is started, before anybody is there, and keeps.
const STARTED: [&str; 2] = ["rulebooks", "settings"];
/// What it writes then and has no need of when another forum comes: housekeeping comes along with that.
const MADE_ANEW: &str = "jobs";

/// What the target may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Nothing: the forum goes there whole.
    New,
    /// A forum that was started and has nothing in it yet: it keeps its own settings and rulebooks.
    Started,
}

/// One row as a line of PostgreSQL's text format.
#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(diesel::QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

/// Something that PostgreSQL keeps up row by row, and how it goes and comes back.
#[derive(diesel::QueryableByName)]
struct KeptUp {
    #[diesel(sql_type = Text)]
    drop: String,
    #[diesel(sql_type = Text)]
    make: String,
}

/// All foreign keys, then all indexes but those of keys.
const KEPT_UP: &str = "
    SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', t.relname, k.conname) AS drop,
           format('ALTER TABLE %I ADD CONSTRAINT %I %s', t.relname, k.conname, pg_get_constraintdef(k.oid)) AS make
    FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
    WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace
    UNION ALL
    SELECT format('DROP INDEX %I', i.indexname), i.indexdef
    FROM pg_indexes i
    WHERE i.schemaname = current_schema() AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conname = i.indexname)";

#[derive(diesel::QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Calls `$with!` for each table, those first that others refer to.
macro_rules! each_table {
    ($with:ident) => {
        $with!(
            members,
            accounts,
            sessions,
            email_tokens,
            categories,
            member_groups,
            group_members,
            feed_keys,
            tags,
            topics,
            topic_tags,
            posts,
            revisions,
            comments,
            topic_links,
            votes,
            bookmarks,
            follows,
            topic_reads,
            drafts,
            idempotency,
            events,
            ledger_lines,
            ledger_parts,
            member_days,
            member_metrics,
            member_metric_days,
            awards,
            notifications,
            outbox,
            flags,
            reviews,
            review_items,
            sanctions,
            audit_log,
            media,
            post_media,
            rulebooks,
            settings,
            jobs,
            import_rows,
            import_runs,
            import_events
        )
    };
}

/// Whether nothing is in a forum but what its start wrote.
///
/// # Errors
/// When a query fails.
pub fn is_untouched(conn: &mut Connection) -> Result<bool> {
    let mut tables: Vec<&str> = Vec::new();
    macro_rules! name_them {
        ($($table:ident),*) => { $(tables.push(stringify!($table));)* };
    }
    each_table!(name_them);
    for table in tables.into_iter().filter(|table| !STARTED.contains(table) && *table != MADE_ANEW) {
        if diesel::sql_query(format!("SELECT EXISTS (SELECT 1 FROM {table}) AS found")).get_result::<Found>(conn)?.found {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Copies all tables but the search index, which is made anew from the posts, and the leases, which belong to running processes. Both
/// databases have the present schema. `tell` hears each table's name, its rows so far and
/// all of them. Answers how many rows were copied.
///
/// # Errors
/// When the target is not empty, or a statement fails; then the target is as it was.
pub fn copy(from: &mut Connection, to: &mut Connection, target: Target, tell: &dyn Fn(&str, i64, i64)) -> Result<i64> {
    let (Connection::Sqlite(from), Connection::Postgres(to)) = (from, to) else {
        return Err(Error::Unavailable("A forum is moved from the embedded database to PostgreSQL, not the other way.".into()));
    };
    let from = RefCell::new(from);
    // A snapshot: what the forum writes meanwhile stays behind, whole.
    from.borrow_mut().batch_execute("BEGIN")?;
    let copied = to.transaction::<_, Error, _>(|to| {
        // Whoever signs up meanwhile waits, and comes after those who are copied.
        to.batch_execute("LOCK TABLE members IN SHARE ROW EXCLUSIVE MODE")?;
        // Built and checked as a whole they take a fraction of what they take row by row.
        let kept_up: Vec<KeptUp> = diesel::sql_query(KEPT_UP).load(to)?;
        for one in &kept_up {
            to.batch_execute(&one.drop)?;
        }
        if target == Target::Started {
            diesel::delete(schema::jobs::table).execute(to)?;
        }
        let mut all = 0;
        macro_rules! copy_them {
            ($($table:ident),*) => {
                $(if target == Target::New || !STARTED.contains(&stringify!($table)) {
                    let named = columns(&diesel::debug_query::<diesel::sqlite::Sqlite, _>(&schema::$table::table.select(schema::$table::all_columns)).to_string());
                    let rows = count(to, stringify!($table))?;
                    if rows > 0 {
                        return Err(not_empty(target, stringify!($table), rows));
                    }
                    let statement = select(&mut from.borrow_mut(), stringify!($table), &named)?;
                    let sent = count_here(&mut from.borrow_mut(), stringify!($table))?;
                    let so_far = |rows| tell(stringify!($table), rows, sent);
                    so_far(0);
                    diesel::copy_from(schema::$table::table)
                        .from_raw_data(schema::$table::table, |sink| write(&mut from.borrow_mut(), &statement, &so_far, sink))
                        .with_format(CopyFormat::Text)
                        .execute(to)?;
                    let arrived = count(to, stringify!($table))?;
                    if sent != arrived {
                        return Err(Error::Corrupt(format!("of {sent} rows of {} only {arrived} arrived", stringify!($table))));
                    }
                    if named.iter().any(|c| c == "id") {
                        go_on_counting(to, stringify!($table))?;
                    }
                    all += arrived;
                })*
            };
        }
        each_table!(copy_them);
        for (n, one) in (0..).zip(kept_up.iter().rev()) {
            tell("indexes", n, i64::try_from(kept_up.len()).unwrap_or(i64::MAX));
            to.batch_execute(&one.make)?;
        }
        // The search index stays behind: until it is filled, nothing may say that it was.
        diesel::delete(schema::settings::table.find(super::settings::SEARCH_INDEX)).execute(to)?;
        Ok(all)
    });
    from.borrow_mut().batch_execute("ROLLBACK")?;
    copied
}

fn not_empty(target: Target, table: &str, rows: i64) -> Error {
    Error::Unavailable(match target {
        Target::New => format!("The PostgreSQL database is not empty ({table} has {rows} rows): name a new one."),
        Target::Started => {
            format!("Somebody wrote into the forum meanwhile ({table} has {rows} rows). Run the same command again: rows are then brought one by one.")
        }
    })
}

/// The columns of diesel's statement for a whole table, in its order: SELECT `t`.`a`, `t`.`b` FROM `t`.
fn columns(statement: &str) -> Vec<String> {
    let names: Vec<&str> = statement.split('`').skip(1).step_by(2).collect();
    names.chunks_exact(2).map(|pair| pair[1].to_owned()).collect()
}

/// A statement that answers each row of a table as one line: columns parted by tabs, what is special escaped, bytes in hexadecimal.
fn select(conn: &mut SqliteConnection, table: &str, columns: &[String]) -> Result<String> {
    #[derive(diesel::QueryableByName)]
    struct Column {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let bytes: Vec<Column> = diesel::sql_query(format!("SELECT name FROM pragma_table_info('{table}') WHERE type = 'BLOB'")).load(conn)?;
    let mut fields = String::new();
    for (n, column) in columns.iter().enumerate() {
        let field = if bytes.iter().any(|b| b.name == *column) {
            format!(r"'\\x' || hex({column})")
        } else {
            let mut text = format!("CAST({column} AS TEXT)");
            for (special, escaped) in [(r"'\'", r"'\\'"), ("char(9)", r"'\t'"), ("char(10)", r"'\n'"), ("char(13)", r"'\r'")] {
                text = format!("replace({text}, {special}, {escaped})");
            }
            text
        };
        let parted = if n > 0 { " || char(9) || " } else { "" };
        // Writing into a string cannot fail.
        let _ = write!(fields, r"{parted}coalesce({field}, '\N')");
    }
    Ok(format!("SELECT {fields} AS line FROM {table}"))
}

fn write(conn: &mut SqliteConnection, select: &str, so_far: &dyn Fn(i64), sink: &mut dyn std::io::Write) -> QueryResult<()> {
    let failed = |e: std::io::Error| diesel::result::Error::SerializationError(Box::new(e));
    let lines = diesel::sql_query(select).load_iter::<Line, diesel::connection::DefaultLoadingMode>(conn)?;
    for (n, line) in (1..).zip(lines) {
        let mut line = line?.line;
        line.push('\n');
        sink.write_all(line.as_bytes()).map_err(failed)?;
        if n % TELL_EVERY == 0 {
            so_far(n);
        }
    }
    Ok(())
}

fn count(conn: &mut PgConnection, table: &str) -> Result<i64> {
    Ok(diesel::sql_query(format!("SELECT COUNT(*) AS n FROM {table}")).get_result::<Counted>(conn)?.n)
}

fn count_here(conn: &mut SqliteConnection, table: &str) -> Result<i64> {
    Ok(diesel::sql_query(format!("SELECT COUNT(*) AS n FROM {table}")).get_result::<Counted>(conn)?.n)
}

/// New rows get ids after those that came.
fn go_on_counting(conn: &mut PgConnection, table: &str) -> Result<()> {
    conn.batch_execute(&format!("SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table} HAVING max(id) IS NOT NULL"))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_in_the_order_of_the_statement() {
        let said = diesel::debug_query::<diesel::sqlite::Sqlite, _>(&schema::settings::table.select(schema::settings::all_columns)).to_string();
        assert_eq!(columns(&said), ["name", "value"], "{said}");
    }

    #[test]
    fn every_table_is_copied_or_left_on_purpose() {
        let mut copied: Vec<&str> = Vec::new();
        macro_rules! named {
            ($($table:ident),*) => { $(copied.push(stringify!($table));)* };
        }
        each_table!(named);
        // The schema names every table there is, which the parity test sees to.
        let named = include_str!("schema.rs").split("diesel::table! {").skip(1);
        let made = named.filter_map(|table| table.trim_start().split(' ').next());
        let left: Vec<&str> = made.filter(|table| !copied.contains(table)).collect();
        assert_eq!(left, ["leases"]);
    }
}
