//! Last stage: which badges the dump says were awarded, kept for the report. The awards themselves come from the rulebook.

use super::Work;
use super::batches::{Fresh, Stage, Take};
use super::rows::BadgeRow;
use crate::import::{ImportError, Summary};
use crate::store::{Tx, imports};

/// The badges that the dumps and the rulebook share: the dump's name, the rulebook's key.
pub(super) const SHARED: [(&str, &str); 17] = [
    ("Student", "student"),
    ("Teacher", "teacher"),
    ("Scholar", "scholar"),
    ("Commentator", "commentator"),
    ("Autobiographer", "autobiographer"),
    ("Editor", "editor"),
    ("Self-Learner", "self-learner"),
    ("Necromancer", "necromancer"),
    ("Nice Question", "nice-question"),
    ("Good Question", "good-question"),
    ("Great Question", "great-question"),
    ("Nice Answer", "nice-answer"),
    ("Good Answer", "good-answer"),
    ("Great Answer", "great-answer"),
    ("Popular Question", "popular-question"),
    ("Notable Question", "notable-question"),
    ("Famous Question", "famous-question"),
];

/// Kind of the counts of a badge by member in `import_rows`.
pub(super) fn kind(key: &str) -> String {
    format!("badge {key}")
}

pub(super) struct Badges;

pub(super) struct Ready {
    user: i64,
    key: &'static str,
}

fn key(row: &BadgeRow) -> Option<&'static str> {
    SHARED.iter().find(|(name, _)| *name == row.name && !row.tag_based).map(|(_, key)| *key)
}

impl Stage for Badges {
    type Row = BadgeRow;
    type Ready = Ready;
    const KEY: &'static str = "badges";
    const KIND: Option<&'static str> = None;

    fn id(row: &BadgeRow) -> i64 {
        row.id
    }

    fn digest(_: &BadgeRow) -> i64 {
        1
    }

    fn take(row: &BadgeRow) -> Take {
        if key(row).is_some() { Take::Yes } else { Take::No("badges that the rulebook does not know") }
    }

    fn prepare(_: &Work, rows: Vec<Fresh<BadgeRow>>, _: &mut Summary) -> Result<Vec<Ready>, ImportError> {
        Ok(rows.into_iter().filter_map(|fresh| Some(Ready { user: fresh.row.user_id, key: key(&fresh.row)? })).collect())
    }

    fn write(tx: &mut Tx<'_>, work: &Work, ready: &Ready, _: &mut Summary) -> Result<(), ImportError> {
        Ok(imports::count_row(tx.conn, &work.source, &kind(ready.key), ready.user, work.round)?)
    }
}
