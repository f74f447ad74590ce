//! One connection type for both databases, chosen by the address's scheme, and the pools that hold them.

use super::{Error, Result};
use diesel::connection::SimpleConnection;
use diesel::{Connection as _, PgConnection, RunQueryDsl, SqliteConnection};
use std::path::PathBuf;
use std::time::Duration;

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A file of the embedded database.
    Sqlite(PathBuf),
    /// A server's address, `postgres://…`.
    Postgres(String),
}

impl Address {
    /// Reads `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// A sentence that names the schemes that are understood.
    pub fn parse(url: &str) -> Result<Address> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                return Err(Error::Unavailable("The database address “sqlite:” has no path: write sqlite:data/accolade.db.".into()));
            }
            return Ok(Address::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Address::Postgres(url.to_owned()));
        }
        let scheme = url.split(':').next().unwrap_or_default();
        Err(Error::Unavailable(format!("The database address starts with “{scheme}:”. Accolade knows sqlite:PATH and postgres://USER@HOST/NAME.")))
    }
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Pages, beside a writer.
    Read,
    Write,
    /// To look and change nothing, not even how the file is kept: for commands, and for files that may be another program's.
    Look,
}

/// How long a PostgreSQL transaction waits for a row that another holds: longer than the second after which the server looks for
/// deadlocks, shorter than a person waits. A row that somebody forgot to let go holds up nothing but what is about that row.
pub const LOCK_WAIT: Duration = Duration::from_secs(2);
/// How long one PostgreSQL statement may take, and how long a transaction may do nothing. Commands that read or build for long ask for
/// more by [`super::dialect::take_time`].
const LONGEST_STATEMENT: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// Bounds what a request may wait for. SQLite's only writer is never waited for by a row, and its readers never wait.
fn bound_waits(conn: &mut AnyConnection) -> Result<()> {
    let AnyConnection::Postgres(conn) = conn else { return Ok(()) };
    let [lock, statement, pause] = [LOCK_WAIT, LONGEST_STATEMENT, LONGEST_PAUSE].map(|length| length.as_millis());
    conn.batch_execute(&format!("SET lock_timeout = {lock}; SET statement_timeout = {statement}; SET idle_in_transaction_session_timeout = {pause};"))?;
    Ok(())
}

/// Opens one connection, set up for its purpose, for as long as its work takes.
///
/// # Errors
/// A sentence that says which database could not be opened and why.
pub fn open(address: &Address, purpose: Purpose) -> Result<AnyConnection> {
    match address {
        Address::Sqlite(path) => {
            let name = path.to_string_lossy();
            set_sqlite_up();
            let refused = |e: &dyn std::fmt::Display| Error::Unavailable(unopened(&name, &e.to_string()));
            if purpose == Purpose::Look {
                let mut conn = SqliteConnection::establish(&read_only(&name)).map_err(|e| refused(&e))?;
                // The version of the schema is asked for so that a file that is no database is told here.
                conn.batch_execute("PRAGMA busy_timeout = 10000; PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA schema_version;")
                    .map_err(|e| refused(&e))?;
                return Ok(AnyConnection::Sqlite(conn));
            }
            let mut conn = SqliteConnection::establish(&name).map_err(|e| refused(&e))?;
            // No mapped pages: they would count as this program's memory, many times over, until they are as large as the database.
            conn.batch_execute(
                "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                 PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000; PRAGMA mmap_size = 0;",
            )
            .map_err(|e| refused(&e))?;
            match purpose {
                // Twice the room of the writer, filled only as a large forum is read: what many topics and members share stays at hand.
                Purpose::Read => conn.batch_execute("PRAGMA query_only = ON; PRAGMA cache_size = -16000;")?,
                // The log is folded into the file every 16 MB: a page that changes often is then written once, not for every 4 MB. What a
                // long read let it grow to is given back, so that it never fills a disk by itself.
                Purpose::Write | Purpose::Look => conn.batch_execute("PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 16777216;")?,
            }
            Ok(AnyConnection::Sqlite(conn))
        }
        Address::Postgres(url) => {
            let mut conn = PgConnection::establish(&in_bounded_time(url)).map_err(|e| {
                let said = facts(&e.to_string());
                Error::Unavailable(format!("The PostgreSQL server could not be reached: {said}. Check the address and that the server is running."))
            })?;
            conn.batch_execute("SET client_min_messages = warning; SET TIME ZONE 'UTC';")?;
            if purpose == Purpose::Look {
                conn.batch_execute("SET default_transaction_read_only = on; SET default_transaction_isolation = 'repeatable read';")?;
            }
            if purpose == Purpose::Read {
                // Pages read along indexes, whatever the values: planning them anew each time took longer than reading in a large forum.
                conn.batch_execute(
                    "SET default_transaction_read_only = on; SET default_transaction_isolation = 'repeatable read';
                     SET plan_cache_mode = force_generic_plan;",
                )?;
            }
            Ok(AnyConnection::Postgres(conn))
        }
    }
}

/// Reads from one snapshot of a connection.
///
/// # Errors
/// What `work` answers, or that the snapshot could not be had.
pub fn snapshot<T>(conn: &mut AnyConnection, work: impl FnOnce(&mut AnyConnection) -> Result<T>) -> Result<T> {
    conn.transaction(work)
}

/// Sets SQLite up for this program, before it opens its first file.
///
/// No connection is used by two threads at once (they are `Send`, not `Sync`), so none needs a lock, nor does counting memory, which
/// nobody asks for. And each statement is planned once: otherwise one with a bound LIMIT is planned anew each time it is run, which took
/// a sixth of the time of every write. The other side: an index on part of a table is used only where the condition stands in the
/// statement's text.
fn set_sqlite_up() {
    use libsqlite3_sys::{
        SQLITE_CONFIG_MEMSTATUS, SQLITE_CONFIG_MULTITHREAD, SQLITE_DBCONFIG_ENABLE_QPSG, sqlite3, sqlite3_api_routines, sqlite3_auto_extension, sqlite3_config,
        sqlite3_db_config,
    };
    use std::ffi::{c_char, c_int};

    unsafe extern "C" fn on_open(db: *mut sqlite3, _: *mut *mut c_char, _: *const sqlite3_api_routines) -> c_int {
        // SAFETY: the handle is the one being opened; this option takes an int and a pointer that may be null.
        unsafe { sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_QPSG, c_int::from(true), std::ptr::null_mut::<c_int>()) }
    }
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        // SAFETY: the options take the arguments given here; where SQLite is in use already they are refused and nothing changes. The
        // function has the signature that SQLite calls and lives as long as the program; adding it fails only for lack of memory, and
        // statements are then planned as they are by default.
        unsafe {
            let _ = sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
            let _ = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, c_int::from(false));
            let _ = sqlite3_auto_extension(Some(on_open));
        }
    });
}

/// A file's name as SQLite takes it together with the wish not to write into it, nor to make it.
fn read_only(name: &str) -> String {
    let escaped = name.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{escaped}?mode=ro")
}

/// Why the file of an embedded database could not be opened, and what to do.
fn unopened(name: &str, said: &str) -> String {
    if said.contains("not a database") {
        format!("{name} is no SQLite database: name another file with --database-url, or move this one away.")
    } else if said.contains("locked") {
        format!("The database {name} is locked by another program: end that program, or try again when it is done.")
    } else {
        format!("The database {name} could not be opened: {said}. Check that the folder exists and that this user may write to it.")
    }
}

/// Seconds to wait for a PostgreSQL server that does not answer; libpq alone would wait for ever.
const CONNECT_SECONDS: u8 = 2;

/// How long a request waits for a connection of a pool: longer, and pages pile up behind a database that is away.
const POOL_WAIT: std::time::Duration = std::time::Duration::from_secs(2);

/// The address with a limit to the time that connecting takes, unless it names one itself.
fn in_bounded_time(url: &str) -> String {
    if url.contains("connect_timeout=") {
        return url.to_owned();
    }
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}connect_timeout={CONNECT_SECONDS}")
}

/// What libpq says, one line for each address it has tried, without its questions, which are indented.
fn facts(said: &str) -> String {
    said.lines().filter(|line| !line.starts_with(char::is_whitespace) && !line.is_empty()).collect::<Vec<_>>().join("; ")
}

/// Makes connections for a pool.
#[derive(Debug, Clone)]
pub struct Manager {
    pub address: Address,
    pub purpose: Purpose,
}

impl r2d2::ManageConnection for Manager {
    type Connection = AnyConnection;
    type Error = Error;

    fn connect(&self) -> Result<AnyConnection> {
        let mut conn = open(&self.address, self.purpose)?;
        bound_waits(&mut conn)?;
        Ok(conn)
    }

    fn is_valid(&self, conn: &mut AnyConnection) -> Result<()> {
        diesel::sql_query("SELECT 1").execute(conn)?;
        Ok(())
    }

    fn has_broken(&self, _: &mut AnyConnection) -> bool {
        // After a panic nobody knows in which transaction the connection stands.
        std::thread::panicking() || BROKEN.get()
    }
}

thread_local! {
    /// Set while a connection is given back to be thrown away.
    static BROKEN: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// A connection of a pool with a transaction begun. Connections that a restarted server has closed are thrown away on the way: asking
/// before every use whether the server is still there would cost a round trip.
///
/// # Errors
/// When no connection could be had.
pub fn begin(pool: &Pool) -> Result<r2d2::PooledConnection<Manager>> {
    let mut tries = 0;
    loop {
        let mut conn = pool.get().map_err(|e| Error::Unavailable(format!("No database connection is free: {e}")))?;
        let Err(failed) = conn.batch_execute("BEGIN") else { return Ok(conn) };
        BROKEN.set(true);
        drop(conn);
        BROKEN.set(false);
        tries += 1;
        if tries > pool.max_size() {
            return Err(failed.into());
        }
    }
}

/// A pool of connections for one purpose.
pub type Pool = r2d2::Pool<Manager>;

/// Builds a pool; opens its first connection at once, so that a wrong address is told at the start.
///
/// # Errors
/// As [`open`].
pub fn pool(address: &Address, purpose: Purpose, size: u32) -> Result<Pool> {
    drop(open(address, purpose)?);
    let manager = Manager { address: address.clone(), purpose };
    r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        .test_on_check_out(false)
        .connection_timeout(POOL_WAIT)
        .build(manager)
        .map_err(|e| Error::Unavailable(format!("No database connection could be opened: {e}")))
}

#[cfg(test)]
mod tests {
    use super::{facts, in_bounded_time};

    #[test]
    fn connecting_ends_in_bounded_time() {
        assert_eq!(in_bounded_time("postgres://db/forum"), "postgres://db/forum?connect_timeout=2");
        assert_eq!(in_bounded_time("postgres://db/forum?sslmode=require"), "postgres://db/forum?sslmode=require&connect_timeout=2");
        assert_eq!(in_bounded_time("postgres://db/forum?connect_timeout=2"), "postgres://db/forum?connect_timeout=2");
    }

    #[test]
    fn what_libpq_says_becomes_one_line() {
        let said = "port 1 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?\nport 2 failed: FATAL\n";
        assert_eq!(facts(said), "port 1 failed: Connection refused; port 2 failed: FATAL");
    }
}
