//! Which rulebooks there are: those that were published, among them the one that the operator's file or the program brings.

use super::App;
use super::database::look;
use crate::actions::Failure;
use crate::actions::publish_rulebook::{Begins, Draft, HEADING, publish_rulebook, without_heading};
use crate::config::Config;
use crate::rules::rulebook::{InvalidRulebook, Published, QUESTIONS_PRESET, Rulebook, Rulebooks};
use crate::rules::time::Timestamp;
use crate::store::{Connection, Db, Error, Hint, Result, members, migrate, rulebooks};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// The rulebook that a forum is started with.
pub(super) enum Wanted {
    /// What the operator or the program brings.
    Brought(Brought),
    /// What is published in another forum, for a new one.
    AsThere(Vec<Published>),
}

/// One that is published where its version is higher than all before.
pub(super) struct Brought {
    /// The operator's file; none for the one inside.
    file: Option<String>,
    draft: Draft,
}

impl Brought {
    /// Reads the operator's file, or the preset.
    fn of(config: &Config) -> Result<Brought> {
        if config.rulebook.as_os_str().is_empty() {
            let draft = Draft::read(QUESTIONS_PRESET).map_err(|e| Error::Corrupt(e.to_string()))?;
            return Ok(Brought { file: None, draft });
        }
        let name = config.rulebook.display().to_string();
        let document = std::fs::read_to_string(&config.rulebook)
            .map_err(|e| Error::Unavailable(format!("The rulebook {name} cannot be read: {e}. Check the setting rulebook.")))?;
        let draft = Draft::read(&document)
            .map_err(|e| Error::Unavailable(format!("The rulebook {name} is not right: {} Correct it there.", full_stop(&e.to_string()))))?;
        Ok(Brought { file: Some(name), draft })
    }
}

impl Wanted {
    /// Reads the operator's file, or the preset.
    pub(super) fn of(config: &Config) -> Result<Wanted> {
        Brought::of(config).map(Wanted::Brought)
    }

    /// What there is to publish in a forum that has no rulebook yet.
    fn first(&self, now: Timestamp) -> Vec<Published> {
        match self {
            Wanted::Brought(Brought { draft, .. }) => vec![Published {
                version: draft.book.version,
                document: draft.document.to_string(),
                counts_from: Some(draft.book.says_from().unwrap_or(now)),
                by: None,
                why: String::new(),
                at: now,
            }],
            // Whoever published them is no member here.
            Wanted::AsThere(published) => published.iter().cloned().map(|one| Published { by: None, ..one }).collect(),
        }
    }
}

/// Publishes the wanted rulebook in a forum that has none yet.
pub(super) fn begin(conn: &mut Connection, wanted: &Wanted, now: Timestamp) -> Result<()> {
    if rulebooks::edition(conn)?.count == 0 {
        for first in wanted.first(now) {
            rulebooks::publish(conn, &first)?;
        }
    }
    Ok(())
}

/// Publishes the wanted rulebook where its version is higher than all that are published. A program or file that is behind changes nothing, so
/// that nodes can be brought up to date one by one.
pub(super) fn publish_newest(db: &Db, wanted: &Wanted) -> Result<()> {
    let Wanted::Brought(Brought { file, draft }) = wanted else { return Ok(()) };
    let version = draft.book.version;
    let published = db.read_now(rulebooks::published)?;
    let newest = db.rulebooks().newest().clone();
    match file {
        // The one inside follows itself only: it does not take the place of a rulebook with another name.
        None if version <= newest.version || newest.name != draft.book.name => return Ok(()),
        None => {}
        Some(file) if version <= newest.version => {
            let same = published.iter().find(|one| one.version == version);
            if same.is_some_and(|one| without_heading(&one.document) != &*draft.document) {
                return Err(Error::Unavailable(format!(
                    "The rulebook {file} says version {version}, which is published already with other words. Write version = {} and from when on it counts.",
                    newest.version + 1
                )));
            }
            if version < newest.version {
                tracing::warn!(file, version, newest = newest.version, "a newer version than that of the rulebook's file is published, and in force");
            }
            return Ok(());
        }
        Some(_) => {}
    }
    let (draft, begins) = (draft.clone(), draft.book.says_from().map_or(Begins::Now, Begins::Since));
    match db.write_now(move |tx| publish_rulebook(tx, None, &draft, begins, "")) {
        // Another node was faster.
        Ok(_) | Err(Failure::Changed) => {}
        Err(Failure::Store(error)) => return Err(error),
        Err(other) => return Err(Error::Unavailable(format!("The rulebook could not be published: {other}."))),
    }
    read_again(db).map(|_| ())
}

/// What was published, for commands, which publish nothing by themselves.
pub(super) fn published(conn: &mut Connection, now: Timestamp) -> Result<Rulebooks> {
    let published = rulebooks::published(conn)?;
    if published.is_empty() {
        return Err(Error::Unavailable("The forum has no rulebook yet: start it, which publishes one, and then say this command again.".into()));
    }
    Rulebooks::of(&published, now).map_err(|e| unreadable_rulebook(&e))
}

/// Reads the published versions again where there are others than are known; answers whether there were.
///
/// # Errors
/// When they cannot be read.
pub fn read_again(db: &Db) -> Result<bool> {
    let (known, now) = (db.rulebooks().edition(), db.now());
    let read = db.read_now(|conn| if rulebooks::edition(conn)? == known { Ok(None) } else { published(conn, now).map(Some) })?;
    let is_new = read.is_some();
    read.into_iter().for_each(|rulebooks| db.take_rulebooks(rulebooks));
    Ok(is_new)
}

impl App {
    /// Hears that a rulebook was published, or looks for one; and drops what was made by the one before, also where time alone made another one
    /// count. What could not be read is looked for again at the next call.
    ///
    /// # Errors
    /// When what is published cannot be read.
    pub fn follow_rulebook(&self) -> Result<()> {
        let read = read_again(&self.db);
        let in_force = self.db.rulebook().version;
        if self.shown_rulebook.swap(in_force, Ordering::AcqRel) != in_force {
            tracing::info!(version = in_force, "this version of the rulebook counts now");
            self.pages.drop_changed(&[Hint::RulebookChanged]);
            self.job_waiting.notify_one();
        }
        read.map(|_| ())
    }
}

/// What is published in the forum's database, of this version or the one before, with a connection that looks at it; none where there is no
/// forum yet.
fn kept(config: &Config) -> Result<Option<(Connection, Vec<Published>)>> {
    let Some(mut conn) = look(config)? else { return Ok(None) };
    let is_up_to_date = migrate::first_missing(&mut conn)?.is_none();
    let published = if is_up_to_date { rulebooks::published(&mut conn)? } else { rulebooks::published_before(&mut conn)? };
    Ok(Some((conn, published)).filter(|(_, published)| !published.is_empty()))
}

/// The rulebook in force; the one that would be published where there is none yet.
///
/// # Errors
/// One sentence with the fix.
pub fn in_force(config: &Config, now: Timestamp) -> Result<Arc<Rulebook>> {
    match kept(config)? {
        Some((_, published)) => Ok(Rulebooks::of(&published, now).map_err(|e| unreadable_rulebook(&e))?.at(now).clone()),
        None => Ok(Brought::of(config)?.draft.book),
    }
}

/// A published rulebook as text, after some lines that say when, by whom and why: the one in force, or a version. Where none is published yet,
/// it is the one that would be.
///
/// # Errors
/// One sentence with the fix.
pub fn shown(config: &Config, version: Option<i64>, now: Timestamp) -> Result<String> {
    let Some((mut conn, published)) = kept(config)? else {
        return match version {
            Some(version) => Err(Error::Unavailable(format!("There is no forum yet, and so no version {version} of its rulebook: start it first."))),
            None => Ok(Brought::of(config)?.draft.document.to_string()),
        };
    };
    let rulebooks = Rulebooks::of(&published, now);
    let wanted = match (version, &rulebooks) {
        (Some(version), _) => version,
        (None, Ok(rulebooks)) => rulebooks.at(now).version,
        (None, Err(error)) => return Err(unreadable_rulebook(error)),
    };
    let Some(one) = published.iter().find(|one| one.version == wanted) else {
        let all: Vec<String> = published.iter().map(|one| one.version.to_string()).collect();
        return Err(Error::Unavailable(format!("No version {wanted} of the rulebook was published. There are: {}.", all.join(", "))));
    };
    let by = match one.by {
        Some(by) => members::card(&mut conn, by)?.map(|card| card.handle),
        None => None,
    };
    let from = one.counts_from.or_else(|| rulebooks.ok().and_then(|rulebooks| rulebooks.begins(one.version)));
    Ok(format!("{}{}", heading(one, by.as_deref(), from, now), without_heading(&one.document)))
}

/// What is put before a document when it is shown.
fn heading(one: &Published, by: Option<&str>, from: Option<Timestamp>, now: Timestamp) -> String {
    let by = by.map_or_else(String::new, |handle| format!(" by @{handle}"));
    let counts = match from {
        Some(from) if from > now => format!("; it will count from {} on", said(from)),
        Some(from) => format!("; it counts since {}", said(from)),
        None => String::new(),
    };
    let mut lines = format!("{HEADING}Version {}, published {}{by}{counts}.\n", one.version, said(one.at));
    if !one.why.is_empty() {
        lines.push_str(&format!("{HEADING}Why: {}\n", one.why));
    }
    lines
}

/// A moment in UTC, such as `2026-11-28T12:00:00Z`.
pub fn said(moment: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(moment.0).map_or_else(|_| moment.0.to_string(), |moment| moment.to_string())
}

fn unreadable_rulebook(error: &InvalidRulebook) -> Error {
    Error::Unavailable(format!("The published rulebook cannot be read ({error}). Restore a backup from before it was published."))
}

/// A sentence with its full stop.
pub fn full_stop(sentence: &str) -> String {
    format!("{}.", sentence.trim_end_matches('.'))
}
