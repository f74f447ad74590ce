//! A version of the rulebook is published: kept, noted, told to all nodes, and applied to everybody once it counts.

use crate::actions::{Failure, Outcome, emit, invalid};
use crate::rules::events::Event;
use crate::rules::ids::MemberId;
use crate::rules::jobs::Job;
use crate::rules::limits;
use crate::rules::rulebook::{InvalidRulebook, Published, Rulebook};
use crate::rules::text::FieldError;
use crate::rules::time::Timestamp;
use crate::store::{Hint, Tx, audit, jobs, rulebooks};
use std::sync::Arc;

/// A document that was read and is right.
#[derive(Debug, Clone)]
pub struct Draft {
    pub document: Arc<str>,
    pub book: Arc<Rulebook>,
}

impl Draft {
    /// Reads a document, before the transaction that publishes it.
    ///
    /// # Errors
    /// [`InvalidRulebook`] names the line and says what to change.
    pub fn read(document: &str) -> Result<Draft, InvalidRulebook> {
        if document.len() > limits::RULEBOOK {
            return Err(InvalidRulebook(format!("It has {} bytes: a rulebook may have {}.", document.len(), limits::RULEBOOK)));
        }
        let book = Arc::new(Rulebook::parse(document)?);
        Ok(Draft { document: without_heading(document).into(), book })
    }
}

/// How a line begins that is no part of the document, but says when and by whom it was published.
pub const HEADING: &str = "#: ";

/// A document without the lines that were put before it when it was shown.
pub fn without_heading(document: &str) -> &str {
    let mut rest = document;
    while let Some((_, below)) = rest.split_once('\n').filter(|(line, _)| line.starts_with(HEADING.trim_end())) {
        rest = below;
    }
    rest
}

/// From when on a version counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// From now on.
    Now,
    /// From a moment on that is still to come.
    At(Timestamp),
    /// Since a moment that may be past: the file that the forum is started with says so. What is written stays as it is.
    Since(Timestamp),
}

/// Publishes a version; answers from when on it counts. Who may do so is not asked: whoever runs the server may.
///
/// # Errors
/// [`Failure::Changed`] where this version or a later one is published already; [`FieldError::DateInPast`] for a moment that is over.
pub fn publish_rulebook(tx: &mut Tx<'_>, by: Option<MemberId>, draft: &Draft, begins: Begins, why: &str) -> Outcome<Timestamp> {
    let now = tx.now;
    let counts_from = match begins {
        Begins::Now => now,
        Begins::At(moment) if moment < now => return Err(invalid("from", FieldError::DateInPast)),
        Begins::At(moment) | Begins::Since(moment) => moment,
    };
    let version = draft.book.version;
    let new = Published { version, document: draft.document.to_string(), counts_from: Some(counts_from), by, why: why.to_owned(), at: now };
    if rulebooks::edition(tx.conn)?.newest >= version || !rulebooks::publish(tx.conn, &new)? {
        return Err(Failure::Changed);
    }
    let reason = if why.is_empty() { format!("v{version}") } else { format!("v{version}: {why}") };
    let line = audit::NewLine { actor: by, action: "rulebook_published", member: None, topic: None, post: None, reason: &reason };
    audit::append(tx.conn, &line, now)?;
    let event = emit(tx, Event::RulebookPublished { version, by, why: why.to_owned() })?;
    jobs::put(tx.conn, &Job::ApplyRulebook { version, event, after: MemberId(0) }, now, counts_from.max(now))?;
    tx.hint(Hint::RulebookChanged);
    tx.hint(Hint::JobWaiting);
    Ok(counts_from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_before_a_document_is_no_part_of_it() {
        assert_eq!(without_heading("#: Version 3\n#: Why: so\n#:\n# Mine\nname = \"x\"\n#: stays\n"), "# Mine\nname = \"x\"\n#: stays\n");
        assert_eq!(without_heading("name"), "name");
    }
}
