//! The rulebook from the command line: showing it, trying a file, publishing one beside the running forum or without it.

use crate::actions::Failure;
use crate::actions::publish_rulebook::{Begins, Draft, publish_rulebook};
use crate::app::rulebook::{full_stop, said, shown};
use crate::app::{look_into_database, open_existing_database};
use crate::clock::Clock;
use crate::config::Config;
use crate::rules::limits;
use crate::rules::text::optional_line;
use crate::rules::time::Timestamp;
use clap::Subcommand;
use std::path::{Path, PathBuf};

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum RulebookCommand {
    /// Print the rulebook in force: what earns points, tiers, badges, privileges and limits; a start for one of your own
    Show {
        /// Another version than the one in force
        #[arg(long)]
        version: Option<i64>,
    },
    /// Say whether a file is a rulebook, and what is wrong with it; nothing is published
    Check { file: PathBuf },
    /// Publish a file as the next version; a running forum follows within two seconds, and looks at everybody again
    Publish {
        file: PathBuf,
        /// From when on it counts: a day (its midnight UTC) or a moment such as 2026-12-24T18:00:00Z [default: what the file says, or at once]
        #[arg(long, value_name = "MOMENT")]
        from: Option<String>,
        /// Why, for the audit log and whoever reads the rulebook later
        #[arg(long, value_name = "TEXT", default_value = "")]
        why: String,
    },
}

/// Carries a command out.
///
/// # Errors
/// One sentence with the fix; nothing was changed.
pub fn run(config: &Config, command: RulebookCommand) -> Result<(), String> {
    match command {
        RulebookCommand::Show { version } => print!("{}", shown(config, version, Clock::System.now()).map_err(|e| e.to_string())?),
        RulebookCommand::Check { file } => {
            let book = read(&file)?.book;
            let (tiers, badges) = (book.tiers.len(), book.badges.len());
            println!("{} is a rulebook: version {} of “{}”, with {tiers} tiers and {badges} badges.", file.display(), book.version, book.name);
        }
        RulebookCommand::Publish { file, from, why } => publish(config, &file, from.as_deref(), &why)?,
    }
    Ok(())
}

fn read(file: &Path) -> Result<Draft, String> {
    let bytes = std::fs::read(file).map_err(|e| format!("{} cannot be read: {e}. Name a file that holds a rulebook.", file.display()))?;
    let document = String::from_utf8(bytes).map_err(|_| format!("{} is no text: a rulebook is TOML in UTF-8.", file.display()))?;
    Draft::read(&document).map_err(|e| format!("{}, {}", file.display(), full_stop(&e.to_string())))
}

fn publish(config: &Config, file: &Path, from: Option<&str>, why: &str) -> Result<(), String> {
    // What can be said without the database is said first; then what can be said by looking at it.
    let draft = read(file)?;
    let asked = from.map(moment).transpose()?;
    let why = optional_line(why, *limits::REASON.end()).map_err(|_| format!("Why has more than {} characters: say it shorter.", limits::REASON.end()))?;
    let (version, now) = (draft.book.version, Clock::System.now());
    let newest = look_into_database(config, &Clock::System).map_err(|e| e.to_string())?.1.newest().version;
    let taken = |newest: i64| {
        let file = file.display();
        format!("{file} says version {version}, but version {newest} is published already: write version = {} in it.", newest + 1)
    };
    if version <= newest {
        return Err(taken(newest));
    }
    // An old day in the file is that of the document it was made from.
    let begins = match asked {
        Some(from) if from < now => return Err(past(from, now)),
        Some(from) => Begins::At(from),
        None => draft.book.says_from().filter(|from| *from > now).map_or(Begins::Now, Begins::At),
    };
    let db = open_existing_database(config, &Clock::System).map_err(|e| e.to_string())?;
    let counts_from = db.write_now(move |tx| publish_rulebook(tx, None, &draft, begins, &why)).map_err(|failure| match (failure, asked) {
        (Failure::Changed, _) => taken(newest.max(version)),
        (Failure::Invalid(_), Some(from)) => past(from, now),
        (other, _) => other.to_string(),
    })?;
    let begin = if counts_from > now.plus(SOON) { format!("will count from {} on", said(counts_from)) } else { "counts from now on".to_owned() };
    println!("Version {version} is published and {begin}. Tiers and badges follow as soon as the forum runs.");
    Ok(())
}

/// What begins within so many milliseconds begins now.
const SOON: i64 = 2_000;

fn past(from: Timestamp, now: Timestamp) -> String {
    format!(
        "A version cannot count from {} on: it is {} already, and what was earned since then stays as it is. Name a later moment with --from, or leave it out.",
        said(from),
        said(now)
    )
}

/// A day or a moment.
fn moment(raw: &str) -> Result<Timestamp, String> {
    let moment = raw.parse::<jiff::Timestamp>().ok();
    // What has a time of day, and does not say where, is no moment.
    let day = || raw.parse::<jiff::civil::Date>().ok().filter(|_| raw.len() == "2026-12-24".len());
    let midnight = || day()?.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|day| day.timestamp());
    moment
        .or_else(midnight)
        .map(|moment| Timestamp(moment.as_millisecond()))
        .ok_or_else(|| format!("“{raw}” is no day and no moment: write --from 2026-12-24 or --from 2026-12-24T18:00:00Z."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_read() {
        assert_eq!(moment("1970-01-02"), Ok(Timestamp(86_400_000)));
        assert_eq!(moment("1970-01-01T01:00:00+01:00"), Ok(Timestamp(0)));
        for wrong in ["", "soon", "2026-02-31", "2026-13-01", "1970-01-01T00:00:00"] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }
}
