//! Imports the public dump of a Stack Exchange site.
//!
//! Rows are brought in stages, a file at a time and some thousand rows a transaction; where each row went stands in `import_rows`, so
//! that no map of the dump is ever held in memory. What earns points or badges is put aside as events with their dates, which
//! `replay` then works through in the order of time, silently, through the same effects as everything that happens here.

mod acceptances;
mod answers;
mod badges;
mod batches;
mod comments;
mod gone;
mod handles;
mod history;
mod links;
mod members;
mod plain;
mod posts;
mod questions;
mod replay;
mod report;
pub mod rows;
mod source;
mod tags;
mod votes;

use super::{ImportError, Progress, Summary};
use crate::rules::ids::CategoryId;
use crate::rules::text;
use crate::rules::time::Timestamp;
use crate::store::categories::{self, CategoryText};
use crate::store::connection::{self, Purpose};
use crate::store::db::Hint;
use crate::store::imports::{self, Brought, Run, Waiting};
use crate::store::{Db, Tx, dialect};
use batches::run_stage;
use rows::{Dump, HistoryRow};
use std::path::Path;
use std::sync::Arc;

/// What an import is asked for beside the dump's folder.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes<'a> {
    /// Name of the source; without it, the folder's name without its date.
    pub source: Option<&'a str>,
    /// Folder to which `reputation.csv` and `badges.csv` are written.
    pub report: Option<&'a Path>,
    /// Whether new posts stay out of the search index, since the database is copied to another one that makes its own.
    pub unsearched: bool,
}

/// The stages in their order, as stored; a finished import stands at [`DONE`].
const STAGES: [&str; 12] = ["members", "tags", "questions", "answers", "history", "comments", "links", "votes", "replay", "gone", "acceptances", "badges"];
const DONE: &str = "done";

/// What every batch needs to know; shared with the threads that prepare and write.
struct Work {
    db: Db,
    source: String,
    round: i64,
    fingerprint: String,
    category: CategoryId,
    /// The moment of the import itself.
    now: Timestamp,
    /// Whether the dump tells who edited what.
    has_history: bool,
    /// Key of the tier everybody starts with.
    first_tier: String,
    /// See [`Wishes::unsearched`].
    unsearched: bool,
}

impl Work {
    /// Notes where a row went.
    fn put(&self, tx: &mut Tx<'_>, kind: &str, external: i64, local: i64, digest: i64) -> Result<(), ImportError> {
        Ok(imports::put_row(tx.conn, &self.source, kind, Brought { external, local, digest }, self.round)?)
    }

    /// Puts an event aside until the replay.
    fn wait(&self, tx: &mut Tx<'_>, at: Timestamp, order: replay::Order, external: i64, event: &crate::rules::events::Event) -> Result<(), ImportError> {
        let data = serde_json::to_string(event).map_err(crate::store::Error::from)?;
        let (sequence, kind) = order.place();
        Ok(imports::wait(tx.conn, &self.source, &Waiting { at, sequence, kind: kind.to_owned(), external, data })?)
    }

    /// Notes where the run stands.
    fn stand(&self, tx: &mut Tx<'_>, stage: &str, position: i64) -> Result<(), ImportError> {
        let run = Run { round: self.round, stage: stage.to_owned(), position, fingerprint: self.fingerprint.clone() };
        Ok(imports::set_run(tx.conn, &self.source, &run, self.now)?)
    }
}

/// A run in progress.
struct Import<'a> {
    dump: Dump,
    work: Arc<Work>,
    progress: &'a dyn Progress,
    summary: Summary,
}

/// Checks that a folder holds a dump.
///
/// # Errors
/// [`ImportError::NoDump`].
pub fn check(dir: &Path) -> Result<(), ImportError> {
    source::open(dir).map(drop)
}

/// Imports the dump in `dir`. The same dump again changes nothing; an interrupted import continues; a later dump of the same source
/// brings what is new, changes what changed and deletes what is gone.
///
/// # Errors
/// [`ImportError::NoDump`] before anything is written when the folder is none; [`ImportError::Stopped`]; the database's failure.
pub fn run(db: &Db, dir: &Path, wishes: &Wishes<'_>, progress: &dyn Progress) -> Result<Summary, ImportError> {
    let dump = source::open(dir)?;
    let name = source::name(dir, wishes.source)?;
    progress.stage("fingerprint", dump.total_bytes());
    let fingerprint = source::fingerprint(&dump, progress)?;
    let before = db.read_now(|conn| imports::run(conn, &name))?;

    let (round, stage, position) = match &before {
        Some(run) if run.fingerprint == fingerprint => (run.round, run.stage.clone(), run.position),
        Some(run) => (run.round + 1, STAGES[0].to_owned(), 0),
        None => (1, STAGES[0].to_owned(), 0),
    };
    let mut import = begin(db, dump, (name, fingerprint), round, wishes, progress)?;
    if let Some(other) = before.filter(|run| run.fingerprint != import.work.fingerprint && run.stage != DONE) {
        // Another dump of this source was left half imported: what it has put aside comes first.
        replay::run(&mut import, replay::Standing::Unchanged, other.round)?;
    }
    if stage == DONE {
        import.summary.known_dump = true;
    } else {
        import.stages(&stage, position)?;
        // All is brought already: without this it is only slower to read.
        if let Err(error) = connection::open(db.address(), Purpose::Write).and_then(|mut conn| dialect::refresh_statistics(&mut conn)) {
            progress.message(&format!("The database could not be tidied up after the import ({error}). It does so by itself in time."));
        }
    }
    if let Some(folder) = wishes.report {
        report::write(&import, folder)?;
    }
    Ok(import.summary)
}

fn begin<'a>(
    db: &Db,
    dump: Dump,
    (source, fingerprint): (String, String),
    round: i64,
    wishes: &Wishes<'_>,
    progress: &'a dyn Progress,
) -> Result<Import<'a>, ImportError> {
    let book = db.rulebook();
    db.write_now(|tx| dialect::make_room(tx.conn))?;
    let title = source::title(&source);
    let name = source.clone();
    let category = db.write_now(move |tx| category(tx, &name, &title))?;
    let work = Work {
        db: db.clone(),
        source,
        round,
        fingerprint,
        category,
        now: db.now(),
        has_history: dump.file::<HistoryRow>().is_some(),
        first_tier: book.tiers[0].key.clone(),
        unsearched: wishes.unsearched,
    };
    Ok(Import { dump, work: Arc::new(work), progress, summary: Summary::default() })
}

/// The category that the source's topics go to; made when the source is new.
fn category(tx: &mut Tx<'_>, source: &str, title: &str) -> Result<CategoryId, ImportError> {
    if let Some(brought) = imports::known(tx.conn, source, "category", &[0])?.get(&0)
        && let Some(there) = categories::find(tx.conn, CategoryId(brought.local))?
    {
        return Ok(there.id);
    }
    let slug = text::slug(title);
    let id = match categories::by_slug(tx.conn, &slug)? {
        Some(there) => there.id,
        None => {
            let text = CategoryText { slug, name: title.to_owned(), description: String::new(), colour: "#2158b8".to_owned() };
            let now = tx.now;
            tx.hint(Hint::SiteChanged);
            categories::insert(tx.conn, &text, now)?
        }
    };
    imports::put_row(tx.conn, source, "category", Brought { external: 0, local: id.0, digest: 1 }, 0)?;
    Ok(id)
}

impl Import<'_> {
    /// Works through the stages from one on.
    fn stages(&mut self, from: &str, mut position: i64) -> Result<(), ImportError> {
        let first = STAGES.iter().position(|stage| *stage == from).unwrap_or(0);
        for (at, stage) in STAGES.iter().enumerate().skip(first) {
            match *stage {
                "members" => run_stage::<members::Members>(self, position)?,
                "tags" => run_stage::<tags::Tags>(self, position)?,
                "questions" => run_stage::<questions::Questions>(self, position)?,
                "answers" => run_stage::<answers::Answers>(self, position)?,
                "history" => {
                    run_stage::<history::History>(self, position)?;
                    history::complete(self)?;
                }
                "comments" => run_stage::<comments::Comments>(self, position)?,
                "links" => run_stage::<links::Links>(self, position)?,
                "votes" => run_stage::<votes::Votes>(self, position)?,
                "replay" => replay::run(self, replay::Standing::Noted, self.work.round)?,
                "gone" => gone::run(self)?,
                "acceptances" => acceptances::run(self)?,
                _ => run_stage::<badges::Badges>(self, position)?,
            }
            position = 0;
            let next = STAGES.get(at + 1).copied().unwrap_or(DONE);
            let work = self.work.clone();
            self.work.db.write_now(move |tx| work.stand(tx, next, 0))?;
        }
        Ok(())
    }

    /// Tells how far the stage is; stops when asked to.
    fn tell(&self, position: u64) -> Result<(), ImportError> {
        if self.progress.position(position, self.summary.rows).is_break() { Err(ImportError::Stopped) } else { Ok(()) }
    }
}
