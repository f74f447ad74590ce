//! The only place where SQLite and PostgreSQL differ.

use super::Connection;
use super::cached::KeepPrepared;
use super::db::Hint;
use super::sums::Place;
use super::{Error, Result};
use crate::rules::ids::{GroupId, MemberId, PostId, TopicId};
use crate::rules::time::Day;
use diesel::RunQueryDsl;
use diesel::sql_types::{Array, BigInt, SmallInt, Text};

/// Runs the same body with the concrete connection of either database: needed for `on_conflict`, which the common
/// connection type cannot express.
macro_rules! each {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::store::Connection::Sqlite($c) => $body,
            $crate::store::Connection::Postgres($c) => $body,
        }
    };
}
pub(crate) use each;

/// Runs an insert and answers the id of the new row, as an option: none where a conflict kept the row out. On SQLite it asks for the id
/// afterwards: with RETURNING, a table for what is returned and a journal for the statement are opened and closed for each row, which
/// was a twelfth of the time of an import.
macro_rules! inserted {
    ($conn:expr, $id:expr, $statement:expr) => {
        match $conn {
            $crate::store::Connection::Sqlite(c) => {
                if diesel::RunQueryDsl::execute($crate::store::cached::KeepPrepared::cached_as($statement, || ()), c)? == 0 {
                    None
                } else {
                    Some(diesel::RunQueryDsl::get_result(diesel::select($crate::store::dialect::last_insert_rowid()), c)?)
                }
            }
            $crate::store::Connection::Postgres(c) => {
                let row = $crate::store::cached::KeepPrepared::cached_as($statement.returning($id), || ());
                diesel::OptionalExtension::optional(diesel::RunQueryDsl::get_result(row, c))?
            }
        }
    };
}
pub(crate) use inserted;

#[diesel::declare_sql_function]
extern "SQL" {
    /// The id that this connection's last insert on SQLite gave its row.
    fn last_insert_rowid() -> BigInt;
}

/// Name of the channel on which nodes tell each other what changed.
pub const CHANNEL: &str = "accolade_hints";

/// Keeps others from changing a member's numbers until the transaction ends. SQLite has one writer, so nothing is to be done there. The
/// lock lets others refer to the row: with a stronger one, two who vote for the same author would wait for each other.
///
/// # Errors
/// When the statement fails.
pub fn lock_member(conn: &mut Connection, member: MemberId) -> Result<()> {
    lock_row(conn, "SELECT 1 FROM members WHERE id = $1 FOR NO KEY UPDATE", member.0)
}

/// As [`lock_member`], for several, always in the order of their ids. Whoever changes the numbers of more than one member in an action, or
/// holds one while its effects change another's, takes them all here at once: two who take the same rows in different orders would wait for
/// each other. The order of all locks is topic, posts, members, then the counters that [`super::sums`] writes.
///
/// # Errors
/// When the statement fails.
pub fn lock_members(conn: &mut Connection, members: &[MemberId]) -> Result<()> {
    if let (Connection::Postgres(pg), false) = (conn, members.is_empty()) {
        let ids: Vec<i64> = members.iter().map(|member| member.0).collect();
        diesel::sql_query("SELECT 1 FROM members WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE").bind::<Array<BigInt>, _>(ids).cached().execute(pg)?;
    }
    Ok(())
}

/// As [`lock_members`], for everybody whose numbers a judgement about some posts may move: who wrote them and the topic, who earned or paid
/// points for them, who flagged them; and some more.
///
/// # Errors
/// When the statement fails.
pub fn lock_members_of_posts(conn: &mut Connection, posts: &[PostId], more: &[MemberId]) -> Result<()> {
    if let Connection::Postgres(pg) = conn {
        diesel::sql_query(
            "SELECT 1 FROM members WHERE id = ANY($2) OR id IN (
               SELECT p.author_id FROM posts p WHERE p.id = ANY($1)
               UNION SELECT t.author_id FROM topics t JOIN posts p ON p.topic_id = t.id WHERE p.id = ANY($1)
               UNION SELECT l.member_id FROM ledger_lines l WHERE l.post_id = ANY($1)
               UNION SELECT f.member_id FROM flags f WHERE f.post_id = ANY($1))
             ORDER BY id FOR NO KEY UPDATE",
        )
        .bind::<Array<BigInt>, _>(posts.iter().map(|post| post.0).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(more.iter().map(|member| member.0).collect::<Vec<_>>())
        .cached()
        .execute(pg)?;
    }
    Ok(())
}

/// As [`lock_member`], for an account: its password and address.
///
/// # Errors
/// When the statement fails.
pub fn lock_account(conn: &mut Connection, member: MemberId) -> Result<()> {
    lock_row(conn, "SELECT 1 FROM accounts WHERE member_id = $1 FOR NO KEY UPDATE", member.0)
}

/// As [`lock_member`], for a post and its counters.
///
/// # Errors
/// When the statement fails.
pub fn lock_post(conn: &mut Connection, post: PostId) -> Result<()> {
    lock_row(conn, "SELECT 1 FROM posts WHERE id = $1 FOR NO KEY UPDATE", post.0)
}

/// As [`lock_member`], for a topic and its counters.
///
/// # Errors
/// When the statement fails.
pub fn lock_topic(conn: &mut Connection, topic: TopicId) -> Result<()> {
    lock_row(conn, "SELECT 1 FROM topics WHERE id = $1 FOR NO KEY UPDATE", topic.0)
}

/// As [`lock_member`], for a group of members.
///
/// # Errors
/// When the statement fails.
pub fn lock_group(conn: &mut Connection, group: GroupId) -> Result<()> {
    lock_row(conn, "SELECT 1 FROM member_groups WHERE id = $1 FOR UPDATE", group.0)
}

/// As [`lock_post`], for all posts of a topic: whoever moves the topic elsewhere finds what was counted of its posts where it was.
///
/// # Errors
/// When the statement fails.
pub fn lock_posts_of_topic(conn: &mut Connection, topic: TopicId) -> Result<()> {
    lock_row(conn, "SELECT 1 FROM posts WHERE topic_id = $1 ORDER BY id FOR NO KEY UPDATE", topic.0)
}

/// Adds to rows of members' metrics, and of their days, in the order given: PostgreSQL is told thousands in one statement, SQLite a
/// few in one that is prepared.
///
/// # Errors
/// When a statement fails.
pub fn add_to_metrics(conn: &mut Connection, moved: &[(Place, i64)], on_days: &[((Place, Day), i64)]) -> Result<()> {
    match conn {
        Connection::Sqlite(c) => {
            let together = |row: &str, count: usize| vec![row; count].join(", ");
            for some in moved.chunks(ROWS_PREPARED) {
                let mut insert = diesel::sql_query(format!(
                    "INSERT INTO member_metrics (member_id, metric, scope, scope_id, value) VALUES {}
                     ON CONFLICT (member_id, metric, scope, scope_id) DO UPDATE SET value = member_metrics.value + excluded.value",
                    together("(?, ?, ?, ?, ?)", some.len())
                ))
                .into_boxed::<diesel::sqlite::Sqlite>();
                for ((member, metric, (scope, id)), by) in some {
                    insert = insert.bind::<BigInt, _>(member.0).bind::<SmallInt, _>(*metric);
                    insert = insert.bind::<SmallInt, _>(*scope).bind::<BigInt, _>(*id).bind::<BigInt, _>(*by);
                }
                insert.cached().execute(c)?;
            }
            for some in on_days.chunks(ROWS_PREPARED) {
                let mut insert = diesel::sql_query(format!(
                    "INSERT INTO member_metric_days (member_id, metric, scope, scope_id, day, value) VALUES {}
                     ON CONFLICT (member_id, metric, scope, scope_id, day) DO UPDATE SET value = member_metric_days.value + excluded.value",
                    together("(?, ?, ?, ?, ?, ?)", some.len())
                ))
                .into_boxed::<diesel::sqlite::Sqlite>();
                for (((member, metric, (scope, id)), day), by) in some {
                    insert = insert.bind::<BigInt, _>(member.0).bind::<SmallInt, _>(*metric).bind::<SmallInt, _>(*scope);
                    insert = insert.bind::<BigInt, _>(*id).bind::<BigInt, _>(day.0).bind::<BigInt, _>(*by);
                }
                insert.cached().execute(c)?;
            }
        }
        Connection::Postgres(c) => {
            use diesel::sql_types::Array;
            const MOVED: &str = "INSERT INTO member_metrics (member_id, metric, scope, scope_id, value)
                SELECT * FROM unnest($1, $2::smallint[], $3::smallint[], $4, $5)
                ON CONFLICT (member_id, metric, scope, scope_id) DO UPDATE SET value = member_metrics.value + excluded.value";
            const ON_DAYS: &str = "INSERT INTO member_metric_days (member_id, metric, scope, scope_id, day, value)
                SELECT * FROM unnest($1, $2::smallint[], $3::smallint[], $4, $5, $6)
                ON CONFLICT (member_id, metric, scope, scope_id, day) DO UPDATE SET value = member_metric_days.value + excluded.value";
            for some in moved.chunks(ROWS_TOGETHER) {
                let of = |part: fn(&(Place, i64)) -> i64| some.iter().map(part).collect::<Vec<i64>>();
                diesel::sql_query(MOVED)
                    .bind::<Array<BigInt>, _>(of(|((member, ..), _)| member.0))
                    .bind::<Array<BigInt>, _>(of(|((_, metric, _), _)| i64::from(*metric)))
                    .bind::<Array<BigInt>, _>(of(|((.., (scope, _)), _)| i64::from(*scope)))
                    .bind::<Array<BigInt>, _>(of(|((.., (_, id)), _)| *id))
                    .bind::<Array<BigInt>, _>(of(|(_, by)| *by))
                    .cached()
                    .execute(c)?;
            }
            for some in on_days.chunks(ROWS_TOGETHER) {
                let of = |part: fn(&((Place, Day), i64)) -> i64| some.iter().map(part).collect::<Vec<i64>>();
                diesel::sql_query(ON_DAYS)
                    .bind::<Array<BigInt>, _>(of(|(((member, ..), _), _)| member.0))
                    .bind::<Array<BigInt>, _>(of(|(((_, metric, _), _), _)| i64::from(*metric)))
                    .bind::<Array<BigInt>, _>(of(|(((.., (scope, _)), _), _)| i64::from(*scope)))
                    .bind::<Array<BigInt>, _>(of(|(((.., (_, id)), _), _)| *id))
                    .bind::<Array<BigInt>, _>(of(|((_, day), _)| day.0))
                    .bind::<Array<BigInt>, _>(of(|(_, by)| *by))
                    .cached()
                    .execute(c)?;
            }
        }
    }
    Ok(())
}

/// Rows of metrics that PostgreSQL is told at once.
const ROWS_TOGETHER: usize = 4_000;
/// Rows of metrics in one statement on SQLite: for each number of them up to this there is a statement that stays prepared.
const ROWS_PREPARED: usize = 16;

/// Keeps others from changing some posts and their topics until the transaction ends. False where nobody could have changed them since the
/// transaction began, so that what was read before still stands.
///
/// # Errors
/// When the statement fails.
pub fn hold_posts(conn: &mut Connection, some: &[PostId]) -> Result<bool> {
    let Connection::Postgres(pg) = conn else { return Ok(false) };
    let ids: Vec<i64> = some.iter().map(|post| post.0).collect();
    diesel::sql_query("SELECT 1 FROM posts p JOIN topics t ON t.id = p.topic_id WHERE p.id = ANY($1) ORDER BY p.id FOR SHARE OF p, t")
        .bind::<Array<BigInt>, _>(ids)
        .cached()
        .execute(pg)?;
    Ok(true)
}

/// Keeps pictures from being taken away until the transaction ends, so that what is written about them stands with them.
///
/// # Errors
/// When the statement fails.
pub fn hold_pictures(conn: &mut Connection, names: &[String]) -> Result<()> {
    if let (Connection::Postgres(pg), false) = (conn, names.is_empty()) {
        diesel::sql_query("SELECT 1 FROM media WHERE name = ANY($1) ORDER BY name FOR KEY SHARE")
            .bind::<Array<Text>, _>(names.to_vec())
            .cached()
            .execute(pg)?;
    }
    Ok(())
}

/// Of these pictures, those that nobody holds, until the transaction ends.
///
/// # Errors
/// When the statement fails.
pub fn take_pictures(conn: &mut Connection, names: &[String]) -> Result<Vec<String>> {
    #[derive(diesel::QueryableByName)]
    struct Taken {
        #[diesel(sql_type = Text)]
        name: String,
    }
    let Connection::Postgres(pg) = conn else { return Ok(names.to_vec()) };
    let taken: Vec<Taken> = diesel::sql_query("SELECT name FROM media WHERE name = ANY($1) ORDER BY name FOR UPDATE SKIP LOCKED")
        .bind::<Array<Text>, _>(names.to_vec())
        .load(pg)?;
    Ok(taken.into_iter().map(|one| one.name).collect())
}

/// What only one transaction at a time may decide about, on whichever node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// What a member does and is limited in number, or follows from what they did before.
    ActsOf(MemberId),
    /// Who holds which office, and who is kept from taking part.
    Offices,
    /// The order of categories.
    Categories,
    /// What is wrong with the metrics' rows, and by how much.
    Metrics,
}

/// Waits until no other transaction decides about a matter, and keeps others waiting until this one ends: what is read after it stands until
/// then. Asked for before any row is locked, so that nobody who waits here is waited for. SQLite has one writer, who is always alone.
///
/// # Errors
/// When the statement fails.
pub fn decide_alone(conn: &mut Connection, matter: Matter) -> Result<()> {
    let Connection::Postgres(pg) = conn else { return Ok(()) };
    // PostgreSQL takes two numbers: which kind of matter, and which one. Ids beyond four bytes share a number, and at worst wait for each other.
    let (kind, which) = match matter {
        Matter::ActsOf(member) => (1, member.0 & i64::from(i32::MAX)),
        Matter::Offices => (2, 0),
        Matter::Categories => (3, 0),
        Matter::Metrics => (4, 0),
    };
    diesel::sql_query("SELECT pg_advisory_xact_lock($1::int, $2::int)").bind::<BigInt, _>(kind).bind::<BigInt, _>(which).cached().execute(pg)?;
    Ok(())
}

fn lock_row(conn: &mut Connection, statement: &'static str, id: i64) -> Result<()> {
    if let Connection::Postgres(pg) = conn {
        diesel::sql_query(statement).bind::<BigInt, _>(id).cached().execute(pg)?;
    }
    Ok(())
}

/// Sends a transaction's hints to the other nodes when it commits. One embedded database has no other nodes.
///
/// # Errors
/// When the statement fails.
pub fn tell_other_nodes(conn: &mut Connection, hints: &[Hint]) -> Result<()> {
    if let Connection::Postgres(pg) = conn
        && !hints.is_empty()
    {
        // PostgreSQL takes 8,000 bytes a message; hints are short, so forty fit.
        for some in hints.chunks(40) {
            let words: Vec<String> = some.iter().map(hint_to_word).collect();
            diesel::sql_query("SELECT pg_notify($1, $2)").bind::<Text, _>(CHANNEL).bind::<Text, _>(words.join(" ")).execute(pg)?;
        }
    }
    Ok(())
}

/// Waits a moment for hints of other nodes (also of this one: they are hints and may be heard twice).
///
/// # Errors
/// When the connection is lost.
pub fn hear_other_nodes(conn: &mut Connection) -> Result<Vec<Hint>> {
    let Connection::Postgres(pg) = conn else { return Ok(Vec::new()) };
    // Any statement makes libpq read what has arrived.
    diesel::sql_query("SELECT 1").execute(pg)?;
    let mut hints = Vec::new();
    for notification in pg.notifications_iter() {
        let notification = notification.map_err(Error::from)?;
        hints.extend(notification.payload.split(' ').filter_map(word_to_hint));
    }
    Ok(hints)
}

/// Starts to listen for the hints of other nodes.
///
/// # Errors
/// When the statement fails.
pub fn start_hearing(conn: &mut Connection) -> Result<()> {
    if let Connection::Postgres(pg) = conn {
        diesel::sql_query(format!("LISTEN {CHANNEL}")).execute(pg)?;
    }
    Ok(())
}

fn hint_to_word(hint: &Hint) -> String {
    match hint {
        Hint::TopicChanged(id) => format!("t{id}"),
        Hint::ListsChanged => "l".into(),
        Hint::MemberChanged(id) => format!("m{id}"),
        Hint::Notified(id) => format!("n{id}"),
        Hint::AccessChanged(id) => format!("a{id}"),
        Hint::MailWaiting => "w".into(),
        Hint::JobWaiting => "j".into(),
        Hint::SiteChanged => "s".into(),
        Hint::RulebookChanged => "r".into(),
    }
}

fn word_to_hint(word: &str) -> Option<Hint> {
    let (kind, id) = word.split_at_checked(1)?;
    match kind {
        "t" => id.parse().ok().map(Hint::TopicChanged),
        "m" => id.parse().ok().map(Hint::MemberChanged),
        "n" => id.parse().ok().map(Hint::Notified),
        "a" => id.parse().ok().map(Hint::AccessChanged),
        "l" => Some(Hint::ListsChanged),
        "r" => Some(Hint::RulebookChanged),
        "w" => Some(Hint::MailWaiting),
        "j" => Some(Hint::JobWaiting),
        "s" => Some(Hint::SiteChanged),
        _ => None,
    }
}

/// Counts what the planner of queries has to know, after much was written at once. PostgreSQL would do so by itself, some minutes later;
/// it also notes here which pages hold nothing but what everybody sees, so that an index alone can answer. SQLite's search index is made one
/// piece. Runs outside of any transaction.
///
/// # Errors
/// When the statement fails.
pub fn refresh_statistics(conn: &mut Connection) -> Result<()> {
    use diesel::connection::SimpleConnection;
    match conn {
        Connection::Sqlite(c) => c.batch_execute("INSERT INTO search_documents (search_documents) VALUES ('optimize'); ANALYZE")?,
        Connection::Postgres(c) => c.batch_execute("VACUUM (ANALYZE, PARALLEL 0)")?,
    }
    Ok(())
}

/// As [`refresh_statistics`], of posts and topics alone, which filling PostgreSQL's search index goes by.
///
/// # Errors
/// When the statement fails.
pub fn refresh_statistics_of_posts(conn: &mut Connection) -> Result<()> {
    use diesel::connection::SimpleConnection;
    if let Connection::Postgres(c) = conn {
        c.batch_execute("ANALYZE posts, topics")?;
    }
    Ok(())
}

/// Has PostgreSQL plan each statement for its own values until the transaction ends: how rare a word is decides how it is best looked up.
///
/// # Errors
/// When the statement fails.
pub fn plan_each_time(conn: &mut diesel::PgConnection) -> diesel::QueryResult<()> {
    diesel::connection::SimpleConnection::batch_execute(conn, "SET LOCAL plan_cache_mode = force_custom_plan")
}

/// As [`plan_each_time`], where the length of a period decides. SQLite plans by the statement alone.
///
/// # Errors
/// When the statement fails.
pub fn plan_for_the_period(conn: &mut Connection) -> Result<()> {
    match conn {
        Connection::Sqlite(_) => Ok(()),
        Connection::Postgres(c) => Ok(plan_each_time(c)?),
    }
}

/// Lets a transaction wait and work as long as it takes: for the referee and other commands that nobody waits for.
///
/// # Errors
/// When the statement fails.
pub fn take_time(conn: &mut Connection) -> Result<()> {
    if let Connection::Postgres(pg) = conn {
        use diesel::connection::SimpleConnection;
        pg.batch_execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;")?;
    }
    Ok(())
}

/// Gives the writer more room, for long work that touches much of the database: 96 MB of pages in place of 8, and a log of 256 MB before it
/// is folded in, so that a page that changes often is written less often. Only for programs that end with that work.
///
/// # Errors
/// When the statement fails.
pub fn make_room(conn: &mut Connection) -> Result<()> {
    if let Connection::Sqlite(sqlite) = conn {
        use diesel::connection::SimpleConnection;
        sqlite.batch_execute("PRAGMA cache_size = -96000; PRAGMA wal_autocheckpoint = 64000;")?;
    }
    Ok(())
}

/// Copies the embedded database to a new file, as one consistent snapshot.
///
/// # Errors
/// When the file cannot be written; PostgreSQL has its own tool.
pub fn copy_to(conn: &mut Connection, file: &std::path::Path) -> Result<()> {
    if let Connection::Sqlite(sqlite) = conn {
        diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(file.to_string_lossy().into_owned()).execute(sqlite)?;
    }
    Ok(())
}

/// Checks that the embedded database is whole.
///
/// # Errors
/// What SQLite found.
pub fn check_integrity(conn: &mut Connection) -> Result<()> {
    if let Connection::Sqlite(sqlite) = conn {
        #[derive(diesel::QueryableByName)]
        struct Finding {
            #[diesel(sql_type = Text)]
            quick_check: String,
        }
        let found: Vec<Finding> = diesel::sql_query("PRAGMA quick_check(1)").load(sqlite)?;
        if let Some(wrong) = found.iter().find(|f| f.quick_check != "ok") {
            return Err(Error::Corrupt(wrong.quick_check.clone()));
        }
    }
    Ok(())
}

/// What a database holds, as far as its tables tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// No table at all.
    Nothing,
    /// A forum.
    Forum,
    /// Tables of another program.
    Other,
}

/// What a database holds, before a migration could make it a forum. Only reads.
///
/// # Errors
/// When the query fails.
pub fn holds(conn: &mut Connection) -> Result<Holds> {
    #[derive(diesel::QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        ours: i64,
        #[diesel(sql_type = BigInt)]
        tables: i64,
    }
    // Tables that an extension of PostgreSQL has brought say nothing about who uses the database.
    let tables = match conn {
        Connection::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'",
        Connection::Postgres(_) => {
            "SELECT c.relname AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
             AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"
        }
    };
    let question = format!(
        "SELECT COUNT(*) AS tables, COUNT(CASE WHEN name IN ('__diesel_schema_migrations', 'members', 'ledger_lines') THEN 1 END) AS ours FROM ({tables}) t"
    );
    let found: Found = diesel::sql_query(question).get_result(conn)?;
    Ok(match (found.ours, found.tables) {
        (3, _) => Holds::Forum,
        (_, 0) => Holds::Nothing,
        _ => Holds::Other,
    })
}

/// A number that changes when another connection or program has changed the embedded database, and only then. Not asked of PostgreSQL, where
/// nodes tell each other.
///
/// # Errors
/// When the query fails.
pub fn changes_by_others(conn: &mut Connection) -> Result<i64> {
    #[derive(diesel::QueryableByName)]
    struct Version {
        #[diesel(sql_type = BigInt)]
        data_version: i64,
    }
    match conn {
        Connection::Sqlite(c) => Ok(diesel::sql_query("PRAGMA data_version").get_result::<Version>(c)?.data_version),
        Connection::Postgres(_) => Ok(0),
    }
}

/// Folds the write-ahead log of the embedded database into its file, which needs nobody else to be using it.
///
/// # Errors
/// When the database is in use.
pub fn fold_log(conn: &mut Connection) -> Result<()> {
    if let Connection::Sqlite(sqlite) = conn {
        use diesel::connection::SimpleConnection;
        sqlite.batch_execute("PRAGMA busy_timeout = 500; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_survive_the_way_to_another_node() {
        for hint in [
            Hint::TopicChanged(TopicId(7)),
            Hint::ListsChanged,
            Hint::MemberChanged(MemberId(8)),
            Hint::Notified(MemberId(9)),
            Hint::AccessChanged(MemberId(10)),
            Hint::MailWaiting,
            Hint::JobWaiting,
            Hint::SiteChanged,
        ] {
            assert_eq!(word_to_hint(&hint_to_word(&hint)), Some(hint));
        }
        assert_eq!(word_to_hint(""), None);
        assert_eq!(word_to_hint("tx"), None);
    }
}
