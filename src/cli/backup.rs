//! Backups of the embedded database; for PostgreSQL, the line of its own tool.

use crate::config::Config;
use crate::store::connection::{self, Address, Purpose};
use crate::store::{dialect, migrate};
use std::path::Path;

/// Copies the database to a file, whole and consistent, while the forum runs.
///
/// # Errors
/// One sentence with the fix.
pub fn backup(config: &Config, file: &Path) -> Result<(), String> {
    let path = embedded(config, "pg_dump --format=custom --file=FILE")?;
    if file.exists() {
        return Err(format!("{} exists already: name a new file.", file.display()));
    }
    if !path.exists() {
        return Err(format!("There is no database at {}: name its folder with --data-dir.", path.display()));
    }
    let mut conn = connection::open(&Address::Sqlite(path), Purpose::Read).map_err(|e| e.to_string())?;
    dialect::copy_to(&mut conn, file).map_err(|e| format!("{} could not be written: {e}", file.display()))?;
    println!("Backed up to {}.", file.display());
    Ok(())
}

/// Puts a backup in place of the database; what was there is kept beside it. The forum must not be running.
///
/// # Errors
/// One sentence with the fix; then nothing was changed.
pub fn restore(config: &Config, file: &Path) -> Result<(), String> {
    let path = embedded(config, "pg_restore --clean --if-exists --dbname=ADDRESS FILE")?;
    if !file.exists() {
        return Err(format!("There is no file {}.", file.display()));
    }
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    std::fs::create_dir_all(&folder).map_err(|e| format!("The folder {} could not be made: {e}.", folder.display()))?;
    let fresh = path.with_extension("restoring");
    std::fs::copy(file, &fresh).map_err(|e| format!("{} could not be copied: {e}", file.display()))?;
    let checked = connection::open(&Address::Sqlite(fresh.clone()), Purpose::Write)
        .and_then(|mut conn| dialect::check_integrity(&mut conn).and_then(|()| migrate::run(&mut conn)).and_then(|()| dialect::fold_log(&mut conn)));
    if let Err(error) = checked {
        for leftover in [fresh.clone(), with_ending(&fresh, "-wal"), with_ending(&fresh, "-shm")] {
            // What is not there needs no removing.
            let _ = std::fs::remove_file(leftover);
        }
        return Err(format!("{} is no whole backup of Accolade: {error}", file.display()));
    }
    for leftover in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(with_ending(&fresh, leftover));
    }
    if path.exists() {
        let mut conn = connection::open(&Address::Sqlite(path.clone()), Purpose::Write).map_err(|e| e.to_string())?;
        dialect::fold_log(&mut conn).map_err(|e| format!("The database is in use: stop the forum first ({e})."))?;
        drop(conn);
        let kept = path.with_extension("before-restore");
        std::fs::rename(&path, &kept).map_err(|e| format!("{} could not be set aside: {e}", path.display()))?;
        for leftover in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(with_ending(&path, leftover));
        }
        println!("What was there is kept as {}.", kept.display());
    }
    std::fs::rename(&fresh, &path).map_err(|e| format!("{} could not be put in place: {e}", path.display()))?;
    println!("Restored {}.", path.display());
    Ok(())
}

fn with_ending(path: &Path, ending: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The file of the embedded database.
fn embedded(config: &Config, tool: &str) -> Result<std::path::PathBuf, String> {
    match Address::parse(&config.database()).map_err(|e| e.to_string())? {
        Address::Sqlite(path) => Ok(path),
        Address::Postgres(_) => Err(format!("This forum is on PostgreSQL, which has its own tool. Use: {tool}")),
    }
}
