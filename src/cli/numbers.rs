//! Looking through all numbers: checking and recounting.

use super::bar::Bar;
use crate::app::{look_into_database, open_existing_database};
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
    let clock = Clock::System;
    let (mut conn, rulebooks) = look_into_database(config, &clock).map_err(|e| e.to_string())?;
    let bar = Bar::new();
    let report = check::check_by(&mut conn, &rulebooks, clock.now(), MOST_PRINTED, &bar.teller()).map_err(|e| e.to_string())?;
    bar.clear();
    if json {
        print_json(&report)
    } else {
        print_differences(&report, "differs");
        println!("{} differences.", report.total);
    }
    if report.is_clean() { Ok(()) } else { Err(format!("{} differences. `accolade recount` puts cached numbers right.", report.total)) }
}

/// Puts every cached number right, then looks at everything once more and tells what still differs.
///
/// # Errors
/// When something still differs, or the database cannot be read or written.
pub fn recount(config: &Config) -> Result<(), String> {
    let db = open_existing_database(config, &Clock::System).map_err(|e| e.to_string())?;
    let bar = Bar::new();
    let mut found = check::recount(&db, MOST_PRINTED, &bar.teller()).map_err(|e| e.to_string())?;
    let left = check::check(&db, MOST_PRINTED, &bar.teller()).map_err(|e| e.to_string())?;
    bar.clear();
    // What is read back as it was before has not been put right, whatever was written.
    found.differences.retain(|one| !left.differences.iter().any(|still| (&still.what, still.id) == (&one.what, one.id)));
    print_differences(&found, "put right");
    print_differences(&left, "still differs");
    println!("{} differences found, {} left.", found.total.max(left.total), left.total);
    if left.is_clean() {
        return Ok(());
    }
    Err(format!(
        "{} differences are left. What lies in the ledger, the votes, the awards or the events is what others are worked out from, and stays as it is: \
         restore a backup from before it was changed.",
        left.total
    ))
}

fn print_differences(report: &Report, what: &str) {
    for d in &report.differences {
        println!("{} {}: stored {}, expected {} ({what})", d.what, d.id, d.stored, d.expected);
    }
}

fn print_json(report: &Report) {
    let lines: Vec<_> =
        report.differences.iter().map(|d| serde_json::json!({ "what": d.what, "id": d.id, "stored": d.stored, "expected": d.expected })).collect();
    println!("{}", serde_json::json!({ "clean": report.is_clean(), "total": report.total, "differences": lines }));
}
