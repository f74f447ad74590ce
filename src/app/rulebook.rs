//! Which rulebook is in force: the newest published one, after the operator's file or the program brought theirs.

use crate::config::Config;
use crate::rules::rulebook::{InvalidRulebook, QUESTIONS_PRESET, Rulebooks};
use crate::rules::time::Timestamp;
use crate::store::{Connection, Error, Result, settings};

/// The rulebook that the operator or the program brings.
pub(super) struct Wanted {
    /// The operator's file; none for the one inside.
    file: Option<String>,
    document: String,
    rulebooks: Rulebooks,
}

impl Wanted {
    /// Reads the operator's file, or the preset.
    pub(super) fn of(config: &Config) -> Result<Wanted> {
        if config.rulebook.as_os_str().is_empty() {
            let rulebooks = Rulebooks::parse(QUESTIONS_PRESET).map_err(|e| Error::Corrupt(e.to_string()))?;
            return Ok(Wanted { file: None, document: QUESTIONS_PRESET.to_owned(), rulebooks });
        }
        let name = config.rulebook.display().to_string();
        let document = std::fs::read_to_string(&config.rulebook)
            .map_err(|e| Error::Unavailable(format!("The rulebook {name} cannot be read: {e}. Check the setting rulebook.")))?;
        let rulebooks = Rulebooks::parse(&document)
            .map_err(|e| Error::Unavailable(format!("The rulebook {name} is not right: {} Correct it there.", full_stop(&e.to_string()))))?;
        Ok(Wanted { file: Some(name), document, rulebooks })
    }

    /// One that was published in another forum, for a new one.
    pub(super) fn published(document: &str) -> Result<Wanted> {
        let rulebooks = Rulebooks::parse(document).map_err(|e| unreadable_rulebook(&e))?;
        Ok(Wanted { file: None, document: document.to_owned(), rulebooks })
    }
}

/// Publishes the wanted rulebook where its version is higher than the one in force, and answers the one that is in force then. A
/// program or file that is behind changes nothing, so that nodes can be brought up to date one by one.
pub(super) fn publish_newest(conn: &mut Connection, wanted: &Wanted, now: Timestamp) -> Result<Rulebooks> {
    let version = wanted.rulebooks.current().version;
    if let Some(text) = settings::rulebook(conn)? {
        let published = Rulebooks::parse(&text).map_err(|e| unreadable_rulebook(&e))?;
        let in_force = published.current().version;
        // The one inside follows itself only: it does not take the place of a rulebook with another name.
        if version <= in_force || (wanted.file.is_none() && published.current().name != wanted.rulebooks.current().name) {
            if let Some(file) = wanted.file.as_ref().filter(|_| version < in_force) {
                tracing::warn!(file, version, in_force, "a newer version than that of the rulebook's file is published, and in force");
            }
            return match &wanted.file {
                Some(file) if version == in_force && text != wanted.document => Err(Error::Unavailable(format!(
                    "The rulebook {file} says version {version}, which is published already with other words. Write version = {} and from when on it counts.",
                    in_force + 1
                ))),
                _ => Ok(published),
            };
        }
    }
    if let (Some(file), true) = (&wanted.file, wanted.rulebooks.begins_after(now)) {
        return Err(Error::Unavailable(format!(
            "The rulebook {file} counts from a day in the future, but its tiers and privileges would count at once: start the forum with it on that day."
        )));
    }
    settings::publish_rulebook(conn, version, &wanted.document, None, now)?;
    Ok(wanted.rulebooks.clone())
}

/// What was published last, for commands, which publish nothing themselves.
pub(super) fn published(conn: &mut Connection) -> Result<Rulebooks> {
    let text = settings::rulebook(conn)?
        .ok_or_else(|| Error::Unavailable("The forum has no rulebook yet: start it, which publishes one, and then say this command again.".into()))?;
    Rulebooks::parse(&text).map_err(|e| unreadable_rulebook(&e))
}

/// The published rulebook as text; the one that would be published where there is no database yet.
///
/// # Errors
/// One sentence with the fix.
pub fn in_force(config: &Config) -> Result<String> {
    let published = match super::database::look(config)? {
        Some(mut conn) => settings::rulebook(&mut conn)?,
        None => None,
    };
    match published {
        Some(text) => Ok(text),
        None => Ok(Wanted::of(config)?.document),
    }
}

fn unreadable_rulebook(error: &InvalidRulebook) -> Error {
    Error::Unavailable(format!("The published rulebook cannot be read ({error}). Restore a backup from before it was published."))
}

/// A sentence with its full stop.
fn full_stop(sentence: &str) -> String {
    format!("{}.", sentence.trim_end_matches('.'))
}
