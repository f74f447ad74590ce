//! Long work on the command line: importing, checking, recounting, moving.

use super::bar::Bar;
use crate::app::{open_database, open_existing_database};
use crate::check::{self, Report};
use crate::clock::Clock;
use crate::config::Config;
use crate::import::Summary;
use crate::import::stack_exchange::{self, Wishes};
use crate::store::connection::{self, Address, Purpose};
use crate::store::{Error, dialect, migrate, transfer};
use std::collections::BTreeMap;
use std::path::Path;

/// How many differences are printed.
const MOST_PRINTED: usize = 100;

/// Imports a Stack Exchange dump.
///
/// # Errors
/// One sentence with the fix.
pub fn import_stack_exchange(config: &Config, folder: &Path, report: Option<&Path>, source: Option<&str>) -> Result<(), String> {
    // A folder that holds no dump is told before a database is made for it.
    stack_exchange::check(folder).map_err(|e| e.to_string())?;
    let db = open_database(config, &Clock::System).map_err(|e| e.to_string())?;
    let bar = Bar::new();
    let started = std::time::Instant::now();
    let summary = stack_exchange::run(&db, folder, &Wishes { report, source }, &bar).map_err(|e| e.to_string())?;
    bar.clear();
    print_summary(&summary, started.elapsed().as_secs_f64());
    Ok(())
}

fn print_summary(summary: &Summary, seconds: f64) {
    if summary.is_nothing_new() {
        println!("Nothing new: everything in this dump had been imported before.");
        return;
    }
    // Rows are far below 2^52.
    println!("{} rows in {seconds:.1} s ({:.0} a second).", summary.rows, summary.rows as f64 / seconds.max(0.001));
    let list = |title: &str, counts: &BTreeMap<&'static str, u64>| {
        if !counts.is_empty() {
            let parts: Vec<String> = counts.iter().map(|(what, n)| format!("{n} {what}")).collect();
            println!("{title}: {}", parts.join(", "));
        }
    };
    list("Added", &summary.added);
    list("Changed", &summary.changed);
    list("Gone, marked as deleted", &summary.gone);
    list("Left out", &summary.left_out);
    println!("Replayed {} events; {} broken rows.", summary.replayed, summary.broken);
}

/// Compares every cached number with what the ledger, the events and the rows say.
///
/// # Errors
/// When a difference was found, or the database cannot be read.
pub fn check(config: &Config, json: bool) -> Result<(), String> {
    let db = open_existing_database(config, &Clock::System).map_err(|e| e.to_string())?;
    let bar = Bar::new();
    let report = check::check(&db, MOST_PRINTED, &bar.teller()).map_err(|e| e.to_string())?;
    bar.clear();
    if json {
        print_json(&report)
    } else {
        print_report(&report, "differs")
    }
    if report.is_clean() { Ok(()) } else { Err(format!("{} differences. `accolade recount` puts cached numbers right.", report.total)) }
}

/// Puts every cached number right.
///
/// # Errors
/// When the database cannot be read or written.
pub fn recount(config: &Config) -> Result<(), String> {
    let db = open_existing_database(config, &Clock::System).map_err(|e| e.to_string())?;
    let bar = Bar::new();
    let report = check::recount(&db, MOST_PRINTED, &bar.teller()).map_err(|e| e.to_string())?;
    bar.clear();
    print_report(&report, "put right");
    Ok(())
}

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
    let mut from = connection::open(&here, Purpose::Write).map_err(said)?;
    dialect::fold_log(&mut from)
        .map_err(|e| format!("The database {} is in use: stop the forum first, so that nothing is written that would stay behind ({e}).", path.display()))?;
    migrate::run(&mut from).map_err(said)?;
    let mut target = connection::open(&there, Purpose::Write).map_err(said)?;
    migrate::run(&mut target).map_err(said)?;
    let bar = Bar::new();
    let rows = transfer::copy(&mut from, &mut target, &|table, rows, all| bar.tell(table, rows, all)).map_err(said)?;
    let moved = Config { database_url: to.to_owned(), database_read_url: String::new(), ..config.clone() };
    bar.tell("statistics", 0, 0);
    // Without its statistics PostgreSQL would read whole tables for every page of posts.
    dialect::refresh_statistics(&mut target).map_err(said)?;
    let db = open_existing_database(&moved, &Clock::System).map_err(said)?;
    let told = |position, end| {
        bar.tell("search index", position, end);
        true
    };
    check::fill_search_index(&db, &told).map_err(said)?;
    dialect::refresh_statistics(&mut target).map_err(said)?;
    bar.clear();
    println!("{rows} rows copied. Set database_url to the new address and start the forum; {} stays as it is.", path.display());
    Ok(())
}

fn print_report(report: &Report, what: &str) {
    for d in &report.differences {
        println!("{} {}: stored {}, expected {} ({what})", d.what, d.id, d.stored, d.expected);
    }
    println!("{} differences.", report.total);
}

fn print_json(report: &Report) {
    let lines: Vec<_> =
        report.differences.iter().map(|d| serde_json::json!({ "what": d.what, "id": d.id, "stored": d.stored, "expected": d.expected })).collect();
    println!("{}", serde_json::json!({ "clean": report.is_clean(), "total": report.total, "differences": lines }));
}
