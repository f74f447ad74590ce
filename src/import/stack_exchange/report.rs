//! The report: what the dump states of each member, beside what the rulebook came to.

use super::batches::{Stage, Take};
use super::members::{self, Members};
use super::rows::UserRow;
use super::{Import, badges};
use crate::import::ImportError;
use crate::rules::ids::MemberId;
use crate::store::{awards, imports, members as store_members};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Users looked up together.
const BATCH: usize = 1_000;

/// Writes `reputation.csv` and `badges.csv`.
pub(super) fn write(import: &Import<'_>, folder: &Path) -> Result<(), ImportError> {
    std::fs::create_dir_all(folder).map_err(|source| ImportError::File { path: folder.to_owned(), what: "written", source })?;
    reputation(import, &folder.join("reputation.csv"))?;
    badge_counts(import, &folder.join("badges.csv"))
}

/// A CSV file in the making; every error names it.
struct Table {
    path: PathBuf,
    writer: csv::Writer<std::fs::File>,
}

impl Table {
    fn create(path: &Path, columns: &[&str]) -> Result<Table, ImportError> {
        let file = std::fs::File::create(path).map_err(|source| ImportError::File { path: path.to_owned(), what: "written", source })?;
        let mut table = Table { path: path.to_owned(), writer: csv::Writer::from_writer(file) };
        table.line(columns)?;
        Ok(table)
    }

    fn line<T: AsRef<str>>(&mut self, fields: &[T]) -> Result<(), ImportError> {
        let path = &self.path;
        self.writer.write_record(fields.iter().map(AsRef::as_ref)).map_err(|e| ImportError::File {
            path: path.clone(),
            what: "written",
            source: std::io::Error::other(e),
        })
    }

    fn finish(mut self) -> Result<(), ImportError> {
        self.writer.flush().map_err(|source| ImportError::File { path: self.path.clone(), what: "written", source })
    }
}

fn reputation(import: &Import<'_>, path: &Path) -> Result<(), ImportError> {
    let mut table = Table::create(path, &["user_id", "handle", "stated", "recomputed"])?;
    let floor = import.work.db.rulebook().points.floor;
    let Some(rows) = import.dump.rows::<UserRow>()? else { return Ok(()) };
    let mut whole = rows.filter_map(Result::ok);
    loop {
        let some: Vec<UserRow> = whole.by_ref().take(BATCH).collect();
        if some.is_empty() {
            return table.finish();
        }
        let cards = import.work.db.read_now(|conn| {
            let known = members::known(conn, &import.work.source, some.iter().map(|row| Some(row.id)))?;
            let ids: Vec<_> = known.values().copied().collect();
            let cards: HashMap<_, _> = store_members::cards(conn, &ids)?.into_iter().map(|card| (card.id, card)).collect();
            Ok::<_, ImportError>(known.into_iter().filter_map(|(id, member)| Some((id, cards.get(&member)?.clone()))).collect::<HashMap<_, _>>())
        })?;
        for row in &some {
            // The site's own user is no member here, and so stands at the floor.
            let (handle, recomputed) = match cards.get(&row.id) {
                Some(card) => (card.handle.as_str(), card.reputation),
                None if matches!(Members::take(row), Take::No(_)) => ("", floor),
                None => continue,
            };
            table.line(&[&row.id.to_string(), handle, &row.reputation.to_string(), &recomputed.to_string()])?;
        }
    }
}

fn badge_counts(import: &Import<'_>, path: &Path) -> Result<(), ImportError> {
    let mut table = Table::create(path, &["badge", "user_id", "stated", "recomputed"])?;
    let work = &import.work;
    for (name, key) in badges::SHARED {
        let mut last = i64::MIN;
        loop {
            let (users, stated, awarded) = work.db.read_now(|conn| {
                let users = imports::rows_from(conn, &work.source, members::KIND, last, BATCH as i64)?;
                let ids: Vec<i64> = users.iter().map(|(user, _)| *user).collect();
                let local: Vec<MemberId> = users.iter().map(|(_, member)| MemberId(*member)).collect();
                let stated = imports::known_in_round(conn, &work.source, &badges::kind(key), &ids, work.round)?;
                Ok::<_, ImportError>((users, stated, awards::counts(conn, key, &local)?))
            })?;
            let Some((end, _)) = users.last() else { break };
            last = *end;
            for (user, member) in users {
                let stated = stated.get(&user).copied().unwrap_or(0);
                let recomputed = awarded.get(&MemberId(member)).copied().unwrap_or(0);
                if stated > 0 || recomputed > 0 {
                    table.line(&[name, &user.to_string(), &stated.to_string(), &recomputed.to_string()])?;
                }
            }
        }
    }
    table.finish()
}
