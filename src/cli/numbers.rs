//! Looking through all numbers: checking and recounting.

use super::bar::Bar;
use crate::app::open_existing_database;
use crate::check::{self, Report};
use crate::clock::Clock;
use crate::config::Config;

/// How many differences are printed.
const MOST_PRINTED: usize = 100;

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
