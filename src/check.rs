//! The referee: replays the ledger and the events, and compares them with every number that is kept beside its rows.
//!
//! [`check`] only looks, from one snapshot; [`recount`] puts right what can be worked out again from the rows. Ledger lines are never
//! changed: what is wrong with them is told and stays.

mod events;
mod ledger;
mod metrics;
mod numbers;
mod search;
mod standing;

use crate::effects;
use crate::rules::ids::{MemberId, PostId};
use crate::rules::rulebook::Rulebooks;
use crate::rules::time::Timestamp;
use crate::store::dialect::Matter;
use crate::store::{Connection, Db, Error, Hint, Mode, Result, Tx, connection, dialect, metrics as store_metrics, posts, search_index, settings};
use ledger::Books;
use std::sync::Arc;

/// Rows looked at together.
const PAGE: i64 = 500;

/// A number, word or row that is not what the rest of the database says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// Table and column, or what is wrong.
    pub what: String,
    /// Id of the row.
    pub id: i64,
    pub stored: String,
    pub expected: String,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}: stored {}, expected {}", self.what, self.id, self.stored, self.expected)
    }
}

/// Told as the work goes on: the stage, the id it has come to, and the last one.
pub type Tell = Arc<dyn Fn(&'static str, i64, i64) + Send + Sync>;

/// Tells nobody.
pub fn silently() -> Tell {
    Arc::new(|_, _, _| ())
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// The first differences, as many as were asked for.
    pub differences: Vec<Difference>,
    /// All of them.
    pub total: u64,
    /// Ledger lines that were replayed.
    pub lines: u64,
    /// Events whose lines were compared with the rules.
    pub events: u64,
    #[serde(skip)]
    keep: usize,
}

impl Report {
    fn keeping(keep: usize) -> Report {
        Report { keep, ..Report::default() }
    }

    /// Whether nothing differs.
    pub fn is_clean(&self) -> bool {
        self.total == 0
    }

    fn add(&mut self, what: impl Into<String>, id: i64, stored: impl ToString, expected: impl ToString) {
        self.total += 1;
        if self.differences.len() < self.keep {
            self.differences.push(Difference { what: what.into(), id, stored: stored.to_string(), expected: expected.to_string() });
        }
    }

    /// Tells of two values that should be the same; true when they are not.
    fn compare<T: PartialEq + ToString>(&mut self, what: &str, id: i64, stored: &T, expected: &T) -> bool {
        let differs = stored != expected;
        if differs {
            self.add(what, id, stored.to_string(), expected.to_string());
        }
        differs
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for difference in &self.differences {
            writeln!(f, "{difference}")?;
        }
        let more = self.total - self.differences.len() as u64;
        if more > 0 {
            writeln!(f, "… and {more} more")?;
        }
        writeln!(f, "{} differences; {} ledger lines and {} events replayed", self.total, self.lines, self.events)
    }
}

/// Whether differences are put right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repair {
    LookOnly,
    PutRight,
}

/// Compares everything and keeps the first `keep` differences.
///
/// # Errors
/// When a query fails.
pub fn check(db: &Db, keep: usize, tell: &Tell) -> Result<Report> {
    let (rulebooks, now) = (db.rulebooks(), db.now());
    db.read_now(|conn| compare_all(conn, &rulebooks, now, keep, tell))
}

/// As [`check`], from a snapshot of a connection that need not be able to write.
///
/// # Errors
/// As [`check`].
pub fn check_by(conn: &mut Connection, rulebooks: &Rulebooks, now: Timestamp, keep: usize, tell: &Tell) -> Result<Report> {
    connection::snapshot(conn, |conn| compare_all(conn, rulebooks, now, keep, tell))
}

fn compare_all(conn: &mut Connection, rulebooks: &Rulebooks, now: Timestamp, keep: usize, tell: &Tell) -> Result<Report> {
    dialect::take_time(conn)?;
    let mut report = Report::keeping(keep);
    tell("numbers", 0, 0);
    standing::votes(conn, &mut report)?;
    standing::awards(conn, &mut report)?;
    standing::acceptances(conn, Repair::LookOnly, &mut report)?;
    numbers::compare(conn, Repair::LookOnly, &mut report)?;
    metrics::compare(conn, Repair::LookOnly, &mut report, tell)?;
    let books = Books::of(conn, rulebooks, now)?;
    ledger::replay(conn, &books, Repair::LookOnly, &mut report, tell)?;
    events::replay(conn, rulebooks, &mut report, tell)?;
    search::compare(conn, &mut report, tell)?;
    Ok(report)
}

/// Works all cached numbers, tiers and the search index out again from the rows, in one transaction; tells the first `keep` changes. Lines
/// of the ledger are what is counted from: they are not changed, so nothing is said of them here.
///
/// # Errors
/// When a statement fails; then nothing was changed.
pub fn recount(db: &Db, keep: usize, tell: &Tell) -> Result<Report> {
    let tell = tell.clone();
    let rulebooks: Arc<Rulebooks> = db.rulebooks();
    db.write_now(move |tx: &mut Tx<'_>| {
        tx.mode = Mode::Silent;
        dialect::take_time(tx.conn)?;
        dialect::decide_alone(tx.conn, Matter::Metrics)?;
        let mut report = Report::keeping(keep);
        tell("numbers", 0, 0);
        standing::acceptances(tx.conn, Repair::PutRight, &mut report)?;
        numbers::compare(tx.conn, Repair::PutRight, &mut report)?;
        metrics::compare(tx.conn, Repair::PutRight, &mut report, &tell)?;
        let books = Books::of(tx.conn, &rulebooks, tx.now)?;
        ledger::replay(tx.conn, &books, Repair::PutRight, &mut report, &tell)?;
        search::put_right(tx.conn, &mut report, &tell)?;
        effects::settle(tx)?;
        // Every node shows these numbers.
        tx.hint(Hint::SiteChanged);
        Ok::<_, Error>(report)
    })
}

/// Counts the members' metrics where the forum comes from a version that kept none or others: some members in a transaction, and each of them by
/// one node only. Answers how many rows were put right.
///
/// # Errors
/// When a statement fails; what was put right so far stays.
pub fn fill_metrics(db: &Db) -> Result<u64> {
    let wanted = store_metrics::table_of_metrics();
    if db.read_now(|conn| Ok::<_, Error>(settings::get(conn, settings::METRICS)?.as_ref() == Some(&wanted)))? {
        return Ok(0);
    }
    let mut put_right = 0;
    let mut last = Some(MemberId(0));
    while let Some(after) = last {
        let (end, count) = db.write_now(move |tx| {
            dialect::decide_alone(tx.conn, Matter::Metrics)?;
            dialect::take_time(tx.conn)?;
            let mut report = Report::keeping(0);
            let end = metrics::page(tx.conn, after, Repair::PutRight, &mut report)?;
            Ok::<_, Error>((end, report.total))
        })?;
        put_right += count;
        last = end;
    }
    db.write_now(move |tx| settings::set(tx.conn, settings::METRICS, &wanted))?;
    if put_right > 0 {
        tracing::info!(rows = put_right, "the members' metrics were counted");
    }
    Ok(put_right)
}

/// Whether the search index was filled with what this version searches.
///
/// # Errors
/// When the query fails.
pub fn is_search_index_filled(db: &Db) -> Result<bool> {
    db.read_now(|conn| Ok(settings::get(conn, settings::SEARCH_INDEX)?.as_deref() == Some(search_index::VERSION)))
}

/// Notes that the search index of a forum without posts is filled.
///
/// # Errors
/// When a statement fails.
pub fn begin_search_index(db: &Db) -> Result<()> {
    if is_search_index_filled(db)? {
        return Ok(());
    }
    db.write_now(|tx| if posts::any(tx.conn)? { Ok(()) } else { settings::set(tx.conn, settings::SEARCH_INDEX, search_index::VERSION) })
}

/// Fills the search index after the posts came without it, or what it holds of them was changed: page by page, so that writers need not
/// wait, until all is done or `go_on`, which hears the post come to and the last one, says no. What an interrupted filling has done stays.
/// Answers how many posts it put right.
///
/// # Errors
/// When a statement fails.
pub fn fill_search_index(db: &Db, go_on: &dyn Fn(i64, i64) -> bool) -> Result<u64> {
    let mut filled = 0;
    let last_post = db.read_now(crate::store::check::last_ids)?.posts;
    for step in [search::put_page_right, search::remove_superfluous] {
        let mut last = Some(PostId(0));
        while let Some(after) = last {
            if !go_on(after.0, last_post) {
                return Ok(filled);
            }
            let (end, count) = db.write_now(move |tx| {
                let mut report = Report::keeping(0);
                let end = step(tx.conn, after, &mut report)?;
                Ok::<_, Error>((end, report.total))
            })?;
            filled += count;
            last = end;
        }
    }
    db.write_now(|tx| settings::set(tx.conn, settings::SEARCH_INDEX, search_index::VERSION))?;
    Ok(filled)
}

/// What is gone through page by page, for those who watch.
struct Stage<'a> {
    name: &'static str,
    /// The id at which it ends.
    end: i64,
    tell: &'a Tell,
}

/// Calls `page` with the last id seen until it answers that nothing is left.
fn pages(conn: &mut Connection, mut page: impl FnMut(&mut Connection, i64) -> Result<Option<i64>>) -> Result<()> {
    let mut last = 0;
    while let Some(end) = page(conn, last)? {
        last = end;
    }
    Ok(())
}

/// As [`pages`], for what takes long: each page is told.
fn told_pages(conn: &mut Connection, stage: &Stage<'_>, mut page: impl FnMut(&mut Connection, i64) -> Result<Option<i64>>) -> Result<()> {
    (stage.tell)(stage.name, 0, stage.end);
    pages(conn, |conn, last| {
        let end = page(conn, last)?;
        (stage.tell)(stage.name, end.unwrap_or(stage.end), stage.end);
        Ok(end)
    })
}
