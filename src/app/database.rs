//! Opening the database: what a server does to it, and what a command may.
//!
//! Serving makes the database where there is none, brings it up to date, and publishes the rulebook. A command finds it as the server left it:
//! it neither migrates nor publishes, and a file that holds no forum is opened by nobody.

use super::rulebook::{self, Wanted};
use crate::check;
use crate::clock::Clock;
use crate::config::Config;
use crate::rules::rulebook::{Published, Rulebooks};
use crate::rules::time::SECOND;
use crate::store::connection::{self, Address, Purpose};
use crate::store::db::{Db, Opening};
use crate::store::dialect::{self, Holds};
use crate::store::{Connection, Error, Result, migrate, rulebooks};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Opens the database for serving: makes it where there is none, migrates it, publishes the rulebook that is wanted.
///
/// # Errors
/// One sentence with the fix.
pub fn open_database(config: &Config, clock: &Clock) -> Result<Db> {
    let address = Address::parse(&config.database())?;
    // Told before anything is written.
    let wanted = Wanted::of(config)?;
    begin(config, clock, address, &wanted)
}

/// Makes what is lacking, brings up to date, publishes.
fn begin(config: &Config, clock: &Clock, address: Address, wanted: &Wanted) -> Result<Db> {
    if let (Address::Sqlite(path), Found::Nothing) = (&address, found(&address)?) {
        make_whole(path, wanted, clock)?;
    }
    let mut conn = connection::open(&address, Purpose::Write)?;
    migrate::run(&mut conn)?;
    rulebook::begin(&mut conn, wanted, clock.now())?;
    let rulebooks = rulebook::published(&mut conn, clock.now())?;
    drop(conn);
    let db = opened(config, clock, address, rulebooks)?;
    rulebook::publish_newest(&db, wanted)?;
    check::begin_search_index(&db)?;
    check::fill_metrics(&db)?;
    Ok(db)
}

/// Opens a database that is there for a command that writes into it, as the server left it.
///
/// # Errors
/// One sentence with the fix; nothing was changed.
pub fn open_existing_database(config: &Config, clock: &Clock) -> Result<Db> {
    let (conn, rulebooks) = look_into_database(config, clock)?;
    drop(conn);
    opened(config, clock, Address::parse(&config.database())?, rulebooks)
}

/// As [`open_existing_database`], for the commands with which a forum may begin: where there is no database, it is made.
///
/// # Errors
/// One sentence with the fix.
pub fn open_or_make_database(config: &Config, clock: &Clock) -> Result<Db> {
    open_or_make(config, clock, || Wanted::of(config))
}

/// As [`open_or_make_database`]; a new one has the rulebooks that were published elsewhere.
///
/// # Errors
/// One sentence with the fix.
pub fn open_or_make_with_rulebooks(config: &Config, clock: &Clock, published: Vec<Published>) -> Result<Db> {
    open_or_make(config, clock, || Ok(Wanted::AsThere(published)))
}

fn open_or_make(config: &Config, clock: &Clock, wanted: impl FnOnce() -> Result<Wanted>) -> Result<Db> {
    let address = Address::parse(&config.database())?;
    // One whose making was cut short before it had a rulebook is made to its end.
    if matches!(found(&address)?, Found::Forum) && rulebooks::any(&mut connection::open(&address, Purpose::Look)?)? {
        return open_existing_database(config, clock);
    }
    let wanted = wanted()?;
    let _hold = Hold::of(&address)?;
    begin(config, clock, address, &wanted)
}

/// A connection that only looks, and the rulebooks that were published.
///
/// # Errors
/// One sentence with the fix.
pub fn look_into_database(config: &Config, clock: &Clock) -> Result<(Connection, Rulebooks)> {
    let mut conn = look(config)?.ok_or_else(|| match Address::parse(&config.database()) {
        Ok(Address::Sqlite(path)) => Error::Unavailable(format!("There is no database at {}. Name the folder that has it with --data-dir.", path.display())),
        Ok(Address::Postgres(_)) => Error::Unavailable("The PostgreSQL database is empty: start the forum with it, which makes its tables.".into()),
        Err(error) => error,
    })?;
    if let Some(missing) = migrate::first_missing(&mut conn)? {
        return Err(Error::Unavailable(format!(
            "The database was written by an older Accolade (it lacks the migration {missing}). Start the forum with this version: that brings it up to date."
        )));
    }
    let rulebooks = rulebook::published(&mut conn, clock.now())?;
    Ok((conn, rulebooks))
}

/// A connection that only looks at a forum's database of any version; none where there is no database yet.
///
/// # Errors
/// One sentence with the fix.
pub fn look(config: &Config) -> Result<Option<Connection>> {
    let address = Address::parse(&config.database())?;
    match found(&address)? {
        Found::Nothing => Ok(None),
        Found::Forum => connection::open(&address, Purpose::Look).map(Some),
    }
}

fn opened(config: &Config, clock: &Clock, address: Address, rulebooks: Rulebooks) -> Result<Db> {
    let read_address = if config.database_read_url.is_empty() { None } else { Some(Address::parse(&config.database_read_url)?) };
    let time = clock.clone();
    Db::open(Opening {
        address,
        read_address,
        connections: config.database_connections,
        now: Arc::new(move || time.now()),
        rulebooks,
        finish: crate::effects::finish,
        award_window: config.award_mail_seconds * SECOND,
    })
}

/// What stands where the database should be.
enum Found {
    /// Nothing yet: no file, or a database of PostgreSQL without tables.
    Nothing,
    /// A forum, of whichever version.
    Forum,
}

/// Looks what is there, and changes nothing.
fn found(address: &Address) -> Result<Found> {
    if let Address::Sqlite(path) = address
        && !path.try_exists().map_err(|e| Error::Unavailable(format!("{} cannot be looked at: {e}. Name another folder with --data-dir.", path.display())))?
    {
        return Ok(Found::Nothing);
    }
    let mut conn = connection::open(address, Purpose::Look)?;
    match (dialect::holds(&mut conn)?, address) {
        (Holds::Forum, _) => Ok(Found::Forum),
        (Holds::Nothing, Address::Postgres(_)) => Ok(Found::Nothing),
        (Holds::Nothing, Address::Sqlite(path)) => Err(Error::Unavailable(format!(
            "{} is empty, and no forum: remove it where a new forum should begin, or put a backup in its place with `accolade restore`.",
            path.display()
        ))),
        (Holds::Other, Address::Sqlite(path)) => {
            Err(Error::Unavailable(format!("{} is the database of another program: name another file with --database-url.", path.display())))
        }
        (Holds::Other, Address::Postgres(_)) => Err(Error::Unavailable(
            "The PostgreSQL database has tables of another program: make an empty one for the forum (createdb), and name that with --database-url.".into(),
        )),
    }
}

/// Makes the embedded database beside its place, and puts it there when it is a forum: whatever is cut short leaves no half of one.
fn make_whole(path: &Path, wanted: &Wanted, clock: &Clock) -> Result<()> {
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        make_folder(folder)?;
    }
    let fresh = beside(path, ".making");
    let leftovers = || {
        for name in [fresh.clone(), beside(&fresh, "-wal"), beside(&fresh, "-shm"), beside(&fresh, "-journal")] {
            // What is not there needs no removing.
            drop(std::fs::remove_file(name));
        }
    };
    leftovers();
    let made = made_forum(&fresh, wanted, clock)
        .and_then(|()| std::fs::rename(&fresh, path).map_err(|e| Error::Unavailable(format!("The database {} could not be made: {e}.", path.display()))));
    if made.is_err() {
        leftovers();
    }
    made
}

fn made_forum(file: &Path, wanted: &Wanted, clock: &Clock) -> Result<()> {
    let mut conn = connection::open(&Address::Sqlite(file.to_path_buf()), Purpose::Write)?;
    migrate::run(&mut conn)?;
    rulebook::begin(&mut conn, wanted, clock.now())?;
    dialect::fold_log(&mut conn)
}

fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .map_err(|e| Error::Unavailable(format!("The folder {} could not be made: {e}. Name another with --data-dir.", folder.display())))
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Says, for as long as it lives, that this process serves an embedded database, or puts another in its place. Commands that may run beside a
/// server do not ask for it.
#[derive(Debug)]
pub struct Hold {
    /// Locked until it is closed, however the process ends. PostgreSQL needs none.
    _file: Option<std::fs::File>,
}

impl Hold {
    /// Takes hold of the database of an address.
    ///
    /// # Errors
    /// A sentence that names the process that holds it.
    pub fn of(address: &Address) -> Result<Hold> {
        use std::io::Write;
        let Address::Sqlite(path) = address else { return Ok(Hold { _file: None }) };
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            make_folder(folder)?;
        }
        let name = beside(path, ".lock");
        let failed = |e: std::io::Error| Error::Unavailable(format!("{} could not be written: {e}. Name another folder with --data-dir.", name.display()));
        let mut file = std::fs::File::options().create(true).truncate(false).read(true).write(true).open(&name).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())).map_err(failed)?;
                Ok(Hold { _file: Some(file) })
            }
            Err(std::fs::TryLockError::WouldBlock) => {
                let holder = std::fs::read_to_string(&name).map_err(failed)?;
                Err(Error::Unavailable(format!(
                    "The database {} is in use by another Accolade, process {}: stop the forum first, or name another folder with --data-dir.",
                    path.display(),
                    holder.trim()
                )))
            }
            Err(std::fs::TryLockError::Error(e)) => Err(failed(e)),
        }
    }
}
