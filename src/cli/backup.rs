//! Backups of the embedded database; for PostgreSQL, the line of its own tool.

use super::bar::Bar;
use crate::app::database::{Hold, look};
use crate::config::Config;
use crate::store::connection::{self, Address, Purpose};
use crate::store::dialect::{self, Holds};
use crate::store::{Connection, Error, migrate};
use std::path::{Path, PathBuf};

/// Copies the database to a file, whole and consistent, while the forum runs.
///
/// # Errors
/// One sentence with the fix.
pub fn backup(config: &Config, file: &Path) -> Result<(), String> {
    let path = embedded(config, "pg_dump --format=custom --file=FILE --dbname=ADDRESS")?;
    if file.exists() {
        return Err(format!("{} exists already: name a new file.", file.display()));
    }
    if !path.exists() {
        return Err(format!("There is no database at {}: name its folder with --data-dir.", path.display()));
    }
    // A file that holds no forum is told before it is copied.
    drop(look(config).map_err(|e| e.to_string())?);
    // SQLite takes a copy for a write, though it only reads what is there.
    let bytes = length(&path);
    let mut conn = connection::open(&Address::Sqlite(path), Purpose::Write).map_err(|e| e.to_string())?;
    let bar = Bar::new();
    let copied = bar.watch("backup", file, bytes, || dialect::copy_to(&mut conn, file));
    bar.clear();
    copied.map_err(|e| format!("{} could not be written: {e}. Name a file in a folder that exists and that this user may write to.", file.display()))?;
    // Said only of a copy that was read back.
    let read_back = connection::open(&Address::Sqlite(file.to_path_buf()), Purpose::Look).and_then(|mut copy| is_whole_forum(&mut copy));
    read_back.map_err(|e| format!("{} was written, but is not whole when it is read back: {e}. Do not rely on it: look at the disk.", file.display()))?;
    println!("Backed up to {}.", file.display());
    Ok(())
}

/// Whether a copy is whole, and one of a forum.
fn is_whole_forum(conn: &mut Connection) -> Result<(), Error> {
    dialect::check_integrity(conn)?;
    match dialect::holds(conn)? {
        Holds::Forum => Ok(()),
        Holds::Nothing | Holds::Other => Err(Error::Corrupt("it has no tables of a forum".into())),
    }
}

/// Puts a backup in place of the database; what was there is kept beside it. The forum must not be running.
///
/// # Errors
/// One sentence with the fix; then nothing was changed.
pub fn restore(config: &Config, file: &Path) -> Result<(), String> {
    let path = embedded(config, "pg_restore --clean --if-exists --dbname=ADDRESS FILE")?;
    if !file.is_file() {
        return Err(format!("There is no file {}: name one that `accolade backup` wrote.", file.display()));
    }
    // No forum may start, nor be running, while its file is replaced.
    let _hold = Hold::of(&Address::Sqlite(path.clone())).map_err(|e| e.to_string())?;
    let fresh = path.with_extension("restoring");
    let bar = Bar::new();
    let copied = bar.watch("restore", &fresh, length(file), || std::fs::copy(file, &fresh));
    bar.clear();
    copied.map_err(|e| {
        remove_database(&fresh);
        format!("{} could not be copied to {}: {e}", file.display(), fresh.display())
    })?;
    let restored = made_ready(&fresh, file).and_then(|()| put_in_place(&fresh, &path));
    if restored.is_err() {
        remove_database(&fresh);
    }
    restored
}

/// Checks the copy of a backup and brings it up to date.
fn made_ready(fresh: &Path, file: &Path) -> Result<(), String> {
    let not_ours = |e: Error| {
        let why = if let Error::Corrupt(why) = e { format!(" ({why})") } else { String::new() };
        format!("{} is no whole backup of Accolade{why}: name a file that `accolade backup` wrote. Nothing was changed.", file.display())
    };
    let mut conn = connection::open(&Address::Sqlite(fresh.to_path_buf()), Purpose::Write).map_err(not_ours)?;
    is_whole_forum(&mut conn).map_err(not_ours)?;
    migrate::run(&mut conn).and_then(|()| dialect::fold_log(&mut conn)).map_err(|e| e.to_string())
}

/// Sets what is there aside, under a name of its own, and puts the copy in its place.
fn put_in_place(fresh: &Path, path: &Path) -> Result<(), String> {
    if path.exists() {
        let in_use = |e: Error| format!("The database {} is in use: stop the forum first, and whatever else has it open ({e}).", path.display());
        let mut conn = connection::open(&Address::Sqlite(path.to_path_buf()), Purpose::Write).map_err(in_use)?;
        dialect::fold_log(&mut conn).map_err(in_use)?;
        drop(conn);
        let kept = free_name(path);
        std::fs::rename(path, &kept).map_err(|e| format!("{} could not be set aside: {e}", path.display()))?;
        println!("What was there is kept as {}.", kept.display());
    }
    // An old log must not be taken for the new file's.
    remove_logs(path);
    remove_logs(fresh);
    std::fs::rename(fresh, path).map_err(|e| format!("{} could not be put in place: {e}", path.display()))?;
    println!("Restored {}.", path.display());
    Ok(())
}

/// Where the database is kept that a backup takes the place of: no restore overwrites what an earlier one has kept.
fn free_name(path: &Path) -> PathBuf {
    let mut name = path.with_extension("before-restore");
    let mut n = 1;
    while name.exists() {
        n += 1;
        name = path.with_extension(format!("before-restore-{n}"));
    }
    name
}

/// A file's bytes; none where it cannot be looked at, which whoever reads it will tell.
fn length(file: &Path) -> u64 {
    file.metadata().map_or(0, |file| file.len())
}

/// Removes a database's file with all that is beside it.
pub(super) fn remove_database(file: &Path) {
    for name in [file.to_path_buf(), with_ending(file, ".lock")] {
        // What is not there needs no removing.
        let _ = std::fs::remove_file(name);
    }
    remove_logs(file);
}

fn remove_logs(file: &Path) {
    for ending in ["-wal", "-shm"] {
        // As above.
        let _ = std::fs::remove_file(with_ending(file, ending));
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The file of the embedded database.
fn embedded(config: &Config, tool: &str) -> Result<PathBuf, String> {
    match Address::parse(&config.database()).map_err(|e| e.to_string())? {
        Address::Sqlite(path) => Ok(path),
        Address::Postgres(_) => Err(format!("This forum is on PostgreSQL, which has its own tool. Use: {tool}")),
    }
}
