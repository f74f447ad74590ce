//! How often each badge was awarded, without counting all awards each time: what was counted is kept, and only what came since is counted.

use super::{Connection, Result, awards};
use crate::rules::ids::AwardId;
use crate::rules::time::{HOUR, MINUTE, Timestamp};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// An award as young as this is counted anew each time: one with a smaller number may still be about to be written.
const YOUNG: i64 = 5 * MINUTE;
/// Young awards looked at; those before them are not taken for young.
const MOST_YOUNG: i64 = 1_000;
/// Everything is counted from the beginning again after so long.
const FROM_THE_BEGINNING: i64 = HOUR;

/// What one node has counted.
#[derive(Debug, Default)]
pub struct BadgeTotals(Mutex<Option<Counted>>);

#[derive(Debug, Clone)]
struct Counted {
    /// All awards up to this one are in the totals.
    through: AwardId,
    totals: BTreeMap<String, i64>,
    since: Timestamp,
}

impl BadgeTotals {
    /// How often each badge was awarded, as of now.
    ///
    /// # Errors
    /// When a query fails.
    pub fn read(&self, conn: &mut Connection, now: Timestamp) -> Result<Vec<(String, i64)>> {
        let kept = self.lock().clone().filter(|counted| (0..FROM_THE_BEGINNING).contains(&(now.0 - counted.since.0)));
        let mut counted = kept.unwrap_or(Counted { through: AwardId(0), totals: BTreeMap::new(), since: now });
        let latest = awards::latest(conn, counted.through, MOST_YOUNG)?;
        let youngest = latest.iter().filter(|(_, at)| now.0 - at.0 < YOUNG).map(|(id, _)| *id).min();
        let settled = youngest.map_or_else(|| latest.first().map_or(counted.through, |(id, _)| *id), |id| AwardId(id.0 - 1));
        let add = |totals: &mut BTreeMap<String, i64>, more: Vec<(String, i64)>| more.into_iter().for_each(|(badge, n)| *totals.entry(badge).or_default() += n);
        add(&mut counted.totals, awards::totals(conn, counted.through, settled)?);
        counted.through = settled;
        let mut totals = counted.totals.clone();
        add(&mut totals, awards::totals(conn, settled, AwardId(i64::MAX))?);
        *self.lock() = Some(counted);
        Ok(totals.into_iter().collect())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Counted>> {
        // What is kept is only ever replaced whole.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
