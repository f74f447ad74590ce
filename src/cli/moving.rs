//! Moving a forum from the embedded database to PostgreSQL.

use super::bar::Bar;
use crate::app::database::Hold;
use crate::app::{look_into_database, open_existing_database};
use crate::check;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::connection::{self, Address, Purpose};
use crate::store::dialect::{self, Holds};
use crate::store::transfer::{self, Target};
use crate::store::{Db, Error, migrate};

/// Copies a forum from the embedded database to PostgreSQL. The embedded one stays as it is.
///
/// # Errors
/// One sentence with the fix; then the target is as it was, but for its empty tables.
pub fn move_to(config: &Config, to: &str) -> Result<(), String> {
    let said = |e: Error| e.to_string();
    let (here, there) = (Address::parse(&config.database()).map_err(said)?, Address::parse(to).map_err(said)?);
    let (Address::Sqlite(path), Address::Postgres(_)) = (&here, &there) else {
        return Err("A forum moves from the embedded database to PostgreSQL: write accolade move postgres://USER@HOST/NAME.".into());
    };
    if !path.exists() {
        return Err(format!("There is no database at {}. Name the folder that has it with --data-dir.", path.display()));
    }
    let _hold = Hold::of(&here).map_err(said)?;
    // It stays as it is: one of an older version is brought up to date by the forum, not from here.
    drop(look_into_database(config, &Clock::System).map_err(said)?);
    let mut from = connection::open(&here, Purpose::Write).map_err(said)?;
    dialect::fold_log(&mut from)
        .map_err(|e| format!("The database {} is in use: stop the forum first, so that nothing is written that would stay behind ({e}).", path.display()))?;
    let mut target = connection::open(&there, Purpose::Write).map_err(said)?;
    if dialect::holds(&mut target).map_err(said)? == Holds::Other {
        return Err("The PostgreSQL database has tables of another program: name an empty one.".into());
    }
    migrate::run(&mut target).map_err(said)?;
    let bar = Bar::new();
    let rows = transfer::copy(&mut from, &mut target, Target::New, &|table, rows, all| bar.tell(table, rows, all)).map_err(said)?;
    let moved = Config { database_url: to.to_owned(), database_read_url: String::new(), ..config.clone() };
    settle(&open_existing_database(&moved, &Clock::System).map_err(said)?, &bar).map_err(said)?;
    bar.clear();
    println!("{rows} rows copied. Set database_url to the new address and start the forum; {} stays as it is.", path.display());
    Ok(())
}

/// Makes anew what is not copied with the rows: the statistics, without which PostgreSQL would read whole tables for every page of
/// posts, and the search index.
///
/// # Errors
/// When a statement fails; what is left of the index is filled when the forum starts.
pub(super) fn settle(db: &Db, bar: &Bar) -> Result<(), Error> {
    let mut conn = connection::open(db.address(), Purpose::Write)?;
    dialect::refresh_statistics_of_posts(&mut conn)?;
    let told = |position, end| {
        bar.tell("search index", position, end);
        true
    };
    check::fill_search_index(db, &told)?;
    bar.tell("statistics", 0, 0);
    dialect::refresh_statistics(&mut conn)
}
