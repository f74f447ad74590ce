//! Rulebooks that were published, every version whole.

use super::schema::rulebooks;
use super::{Connection, Result, dialect::each};
use crate::rules::ids::MemberId;
use crate::rules::rulebook::{Edition, Published, RulebookState};
use crate::rules::time::Timestamp;
use diesel::dsl::{count_star, max};
use diesel::prelude::*;

/// All published versions, the oldest first.
///
/// # Errors
/// When the query fails.
pub fn published(conn: &mut Connection) -> Result<Vec<Published>> {
    type Row = (i64, String, Option<Timestamp>, Option<MemberId>, String, Timestamp);
    let rows: Vec<Row> = rulebooks::table
        .filter(rulebooks::state.eq(RulebookState::Published))
        .order(rulebooks::version)
        .select((rulebooks::version, rulebooks::document, rulebooks::counts_from, rulebooks::published_by, rulebooks::why, rulebooks::created_at))
        .load(conn)?;
    let published = |(version, document, counts_from, by, why, at)| Published { version, document, counts_from, by, why, at };
    Ok(rows.into_iter().map(published).collect())
}

/// As [`published`], of a database that the version before has left and nobody has brought up to date yet.
///
/// # Errors
/// When the query fails.
pub fn published_before(conn: &mut Connection) -> Result<Vec<Published>> {
    let rows: Vec<(i64, String, Option<MemberId>, Timestamp)> = rulebooks::table
        .order(rulebooks::version)
        .select((rulebooks::version, rulebooks::document, rulebooks::published_by, rulebooks::created_at))
        .load(conn)?;
    let published = |(version, document, by, at)| Published { version, document, counts_from: None, by, why: String::new(), at };
    Ok(rows.into_iter().map(published).collect())
}

/// Whether any version is kept, in a database of this version or the one before.
///
/// # Errors
/// When the query fails.
pub fn any(conn: &mut Connection) -> Result<bool> {
    Ok(rulebooks::table.select(rulebooks::version).first::<i64>(conn).optional()?.is_some())
}

/// Which versions are published: another answer than before means that they are to be read again.
///
/// # Errors
/// When the query fails.
pub fn edition(conn: &mut Connection) -> Result<Edition> {
    let found: (i64, Option<i64>) =
        rulebooks::table.filter(rulebooks::state.eq(RulebookState::Published)).select((count_star(), max(rulebooks::version))).first(conn)?;
    Ok(Edition { count: found.0, newest: found.1.unwrap_or(0) })
}

/// Publishes a version; false where there is one with this number.
///
/// # Errors
/// When the statement fails.
pub fn publish(conn: &mut Connection, new: &Published) -> Result<bool> {
    Ok(each!(conn, c => diesel::insert_into(rulebooks::table)
        .values((
            rulebooks::version.eq(new.version),
            rulebooks::state.eq(RulebookState::Published),
            rulebooks::document.eq(&new.document),
            rulebooks::counts_from.eq(new.counts_from),
            rulebooks::published_by.eq(new.by),
            rulebooks::why.eq(&new.why),
            rulebooks::created_at.eq(new.at),
        ))
        .on_conflict(rulebooks::version)
        .do_nothing()
        .execute(c))?
        > 0)
}
