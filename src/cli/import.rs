//! Importing on the command line.
//!
//! Replaying a community takes a dozen statements for each row. They cost little in the embedded database, and a way to the server and
//! back in PostgreSQL. An import into an empty forum on PostgreSQL is therefore built in an embedded database beside it, and then copied.

use super::bar::Bar;
use super::{backup, moving};
use crate::app::database::open_or_make_with_rulebooks;
use crate::app::open_or_make_database;
use crate::auth::secrets;
use crate::clock::Clock;
use crate::config::Config;
use crate::import::Summary;
use crate::import::stack_exchange::{self, Wishes};
use crate::rules::rulebook::Published;
use crate::store::connection::{self, Address, Purpose};
use crate::store::db::Hint;
use crate::store::transfer::{self, Target};
use crate::store::{Db, Error, rulebooks};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Letters of a database's digest in the name of the file that is built for it: no forum is handed what was read for another.
const NAME: usize = 12;

/// Imports a Stack Exchange dump.
///
/// # Errors
/// One sentence with the fix.
pub fn stack_exchange(config: &Config, folder: &Path, report: Option<&Path>, source: Option<&str>) -> Result<(), String> {
    // A folder that holds no dump is told before a database is made for it.
    stack_exchange::check(folder).map_err(|e| e.to_string())?;
    let db = open_or_make_database(config, &Clock::System).map_err(|e| e.to_string())?;
    let bar = Bar::new();
    let started = std::time::Instant::now();
    let wishes = Wishes { report, source, unsearched: false };
    let beside = beside(config, &db).map_err(|e| e.to_string())?;
    let nothing_new = match &beside {
        Some(_) => "An earlier run had read everything in this dump: now it is in the forum.",
        None => "Nothing new: everything in this dump had been imported before.",
    };
    let summary = match beside {
        Some((file, there)) => build_beside(&db, &file, there, folder, &wishes, &bar)?,
        None => stack_exchange::run(&db, folder, &wishes, &bar).map_err(|e| e.to_string())?,
    };
    // Nodes that run already have shown the forum without it until now.
    let told = db.write_now(|tx| {
        tx.hint(Hint::SiteChanged);
        Ok::<_, Error>(())
    });
    told.map_err(|e| e.to_string())?;
    bar.clear();
    if summary.is_nothing_new() {
        println!("{nothing_new}");
    } else {
        print_summary(&summary, started.elapsed().as_secs_f64());
    }
    Ok(())
}

/// The embedded database in which an import is built for an empty forum on PostgreSQL, and its file; an interrupted import continues in
/// it. None where rows are brought one by one: into the embedded database itself, or among what members have written.
fn beside(config: &Config, db: &Db) -> Result<Option<(PathBuf, Db)>, Error> {
    if matches!(db.address(), Address::Sqlite(_)) {
        return Ok(None);
    }
    let file = config.data_dir.join(format!("import-{}.db", &secrets::digest(&config.database())[..NAME]));
    if !db.read_now(transfer::is_untouched)? {
        backup::remove_database(&file);
        return Ok(None);
    }
    let config = Config { database_url: format!("sqlite:{}", file.display()), database_read_url: String::new(), ..config.clone() };
    let published = db.read_now(rulebooks::published)?;
    // What an interrupted import earned by other rules is not what it would earn here; nor is one of an older version gone on with.
    let goes_on = match open_or_make_with_rulebooks(&config, &Clock::System, published.clone()) {
        Ok(left) if same_rules(&left.read_now(rulebooks::published)?, &published) => Some(left),
        Ok(_) | Err(_) => None,
    };
    let there = match goes_on {
        Some(left) => left,
        None => {
            backup::remove_database(&file);
            open_or_make_with_rulebooks(&config, &Clock::System, published)?
        }
    };
    Ok(Some((file, there)))
}

/// Whether two forums count the same, whoever published that when.
fn same_rules(these: &[Published], those: &[Published]) -> bool {
    let rules = |some: &[Published]| some.iter().map(|one| (one.version, one.document.clone(), one.counts_from)).collect::<Vec<_>>();
    rules(these) == rules(those)
}

/// Imports into the database beside, then copies what came to the forum, which nobody has written into.
fn build_beside(db: &Db, file: &Path, there: Db, folder: &Path, wishes: &Wishes<'_>, bar: &Bar) -> Result<Summary, String> {
    let summary = stack_exchange::run(&there, folder, &Wishes { unsearched: true, ..*wishes }, bar).map_err(|e| e.to_string())?;
    bring(db, there, bar).map_err(|e| e.to_string())?;
    backup::remove_database(file);
    Ok(summary)
}

fn bring(db: &Db, there: Db, bar: &Bar) -> Result<(), Error> {
    let mut from = connection::open(there.address(), Purpose::Write)?;
    drop(there);
    let mut to = connection::open(db.address(), Purpose::Write)?;
    transfer::copy(&mut from, &mut to, Target::Started, &|table, rows, all| bar.tell(table, rows, all))?;
    moving::settle(db, bar)
}

fn print_summary(summary: &Summary, seconds: f64) {
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
