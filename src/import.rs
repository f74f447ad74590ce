//! Brings another forum's content here: members, posts, comments, votes and what they earned, told to nobody.
//!
//! `stack_exchange` reads the public dumps of Stack Exchange sites.

pub mod html_to_markdown;
pub mod stack_exchange;

use crate::store;
use crate::store::db::Transient;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Hears how an import goes, and may stop it.
pub trait Progress {
    /// A stage begins; `total` is what its positions will reach.
    fn stage(&self, stage: &str, total: u64);
    /// So much of the stage is committed; `rows` counts all rows of this run. `Break` stops the import here, to be continued later.
    fn position(&self, position: u64, rows: u64) -> ControlFlow<()>;
    /// Something to be read: a broken row, with file and line.
    fn message(&self, line: &str);
}

/// Progress that nobody looks at.
#[derive(Debug, Clone, Copy)]
pub struct Unseen;

impl Progress for Unseen {
    fn stage(&self, _: &str, _: u64) {}
    fn position(&self, _: u64, _: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
    fn message(&self, _: &str) {}
}

/// Why an import ended early. Whatever was committed stays, and the next run goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The folder holds no dump; nothing was written.
    #[error(transparent)]
    NoDump(#[from] stack_exchange::rows::OpenError),
    /// The folder's name says nothing that could name the source.
    #[error("The folder {} has no name that could name the source: give one with --source.", .0.display())]
    Nameless(PathBuf),
    /// A file could not be read or written.
    #[error("{} could not be {what}: {source}", path.display())]
    File {
        path: PathBuf,
        /// “read” or “written”.
        what: &'static str,
        source: std::io::Error,
    },
    /// [`Progress::position`] asked for it.
    #[error("The import was stopped. Run the same command again: it continues where it stopped.")]
    Stopped,
    /// An action was refused, which silence should not be.
    #[error("the forum refused a change: {0}")]
    Refused(String),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Transient for ImportError {
    fn is_transient(&self) -> bool {
        matches!(self, ImportError::Store(e) if e.is_transient())
    }
}

impl From<crate::actions::Failure> for ImportError {
    fn from(failure: crate::actions::Failure) -> Self {
        match failure {
            crate::actions::Failure::Store(e) => ImportError::Store(e),
            other @ (crate::actions::Failure::Refused(_)
            | crate::actions::Failure::Invalid(_)
            | crate::actions::Failure::NotFound
            | crate::actions::Failure::Changed) => ImportError::Refused(other.to_string()),
        }
    }
}

/// What one run of an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows read, each once, broken ones included.
    pub rows: u64,
    /// Rows that stand as they were brought before.
    pub unchanged: u64,
    /// New, by what they are (`members`, `questions`, `answers`, `comments`, `revisions`, `votes`, `awards`, …).
    pub added: BTreeMap<&'static str, u64>,
    /// Changed since they were brought.
    pub changed: BTreeMap<&'static str, u64>,
    /// No longer in the dump, and marked as deleted here.
    pub gone: BTreeMap<&'static str, u64>,
    /// Whole rows that are not brought, by why.
    pub left_out: BTreeMap<&'static str, u64>,
    /// Rows that could not be read; each was named in a message.
    pub broken: u64,
    /// Events replayed.
    pub replayed: u64,
    /// Whether this very dump had been imported to its end before; then nothing was read or changed.
    pub known_dump: bool,
}

impl Summary {
    /// Whether the run changed nothing.
    pub fn is_nothing_new(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.gone.is_empty() && self.replayed == 0
    }

    fn count(list: &mut BTreeMap<&'static str, u64>, what: &'static str) {
        *list.entry(what).or_insert(0) += 1;
    }

    pub(crate) fn added(&mut self, what: &'static str) {
        Self::count(&mut self.added, what);
    }

    pub(crate) fn changed(&mut self, what: &'static str) {
        Self::count(&mut self.changed, what);
    }

    pub(crate) fn gone(&mut self, what: &'static str) {
        Self::count(&mut self.gone, what);
    }

    pub(crate) fn left_out(&mut self, why: &'static str) {
        Self::count(&mut self.left_out, why);
    }

    /// Adds what a committed batch did.
    pub(crate) fn add(&mut self, batch: &Summary) {
        let Summary { rows, unchanged, added, changed, gone, left_out, broken, replayed, known_dump } = batch;
        self.rows += rows;
        self.unchanged += unchanged;
        self.broken += broken;
        self.replayed += replayed;
        self.known_dump |= known_dump;
        for (mine, theirs) in [(&mut self.added, added), (&mut self.changed, changed), (&mut self.gone, gone), (&mut self.left_out, left_out)] {
            for (what, count) in theirs {
                *mine.entry(what).or_insert(0) += count;
            }
        }
    }
}

impl std::fmt::Display for Summary {
    /// Lines for a person: what was read, brought, changed, gone and left out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |counts: &BTreeMap<&'static str, u64>| counts.iter().map(|(what, count)| format!("{count} {what}")).collect::<Vec<_>>().join(", ");
        if self.known_dump {
            return writeln!(f, "nothing new: this dump was imported before");
        }
        writeln!(f, "rows read: {}", self.rows)?;
        for (word, counts) in [("new", &self.added), ("changed", &self.changed), ("gone", &self.gone), ("left out", &self.left_out)] {
            if !counts.is_empty() {
                writeln!(f, "{word}: {}", list(counts))?;
            }
        }
        if self.unchanged > 0 {
            writeln!(f, "unchanged: {}", self.unchanged)?;
        }
        if self.broken > 0 {
            writeln!(f, "broken rows, left out: {}", self.broken)?;
        }
        if self.is_nothing_new() {
            writeln!(f, "nothing new")?;
        }
        Ok(())
    }
}
