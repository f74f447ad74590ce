//! What imports keep of themselves: where each row of a source went, where the run stands, and which events still wait for replay.

use super::cached::KeepPrepared;
use super::schema::{import_events, import_rows, import_runs, posts, topics};
use super::{Connection, Result, dialect::each};
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::PostKind;
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::HashMap;

/// Where an import of a source stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Run {
    /// Rises by one with every dump of the source; rows of the latest dump carry it.
    pub round: i64,
    /// Key of the stage that comes next or was interrupted.
    pub stage: String,
    /// Rows of the stage's file that are done.
    pub position: i64,
    /// Digest of the whole dump.
    pub fingerprint: String,
}

/// The run of a source, if it was ever imported.
///
/// # Errors
/// When the query fails.
pub fn run(conn: &mut Connection, source: &str) -> Result<Option<Run>> {
    Ok(import_runs::table
        .find(source)
        .select((import_runs::round, import_runs::stage, import_runs::position, import_runs::fingerprint))
        .first(conn)
        .optional()?)
}

/// Writes where a run stands.
///
/// # Errors
/// When the statement fails.
pub fn set_run(conn: &mut Connection, source: &str, run: &Run, now: Timestamp) -> Result<()> {
    let values = (
        import_runs::round.eq(run.round),
        import_runs::stage.eq(&run.stage),
        import_runs::position.eq(run.position),
        import_runs::fingerprint.eq(&run.fingerprint),
        import_runs::updated_at.eq(now.0),
    );
    each!(conn, c => diesel::insert_into(import_runs::table)
        .values((import_runs::source.eq(source), values))
        .on_conflict(import_runs::source)
        .do_update()
        .set(values)
        .cached().execute(c))?;
    Ok(())
}

/// A row of a source as it was brought here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brought {
    /// Id in the source.
    pub external: i64,
    /// Id of what it became here.
    pub local: i64,
    /// Digest of what the row said; 0 once it was gone from the source.
    pub digest: i64,
}

/// Which of some rows were brought: external id → the row.
///
/// # Errors
/// When the query fails.
pub fn known(conn: &mut Connection, source: &str, kind: &str, external: &[i64]) -> Result<HashMap<i64, Brought>> {
    if external.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, i64, i64)> = import_rows::table
        .filter(import_rows::source.eq(source))
        .filter(import_rows::kind.eq(kind))
        .filter(import_rows::external_id.eq_any(external))
        .select((import_rows::external_id, import_rows::local_id, import_rows::digest))
        .load(conn)?;
    Ok(rows.into_iter().map(|(external, local, digest)| (external, Brought { external, local, digest })).collect())
}

/// Notes where a row went.
///
/// # Errors
/// When the statement fails.
pub fn put_row(conn: &mut Connection, source: &str, kind: &str, row: Brought, round: i64) -> Result<()> {
    let values = (import_rows::local_id.eq(row.local), import_rows::digest.eq(row.digest), import_rows::round.eq(round));
    each!(conn, c => diesel::insert_into(import_rows::table)
        .values((import_rows::source.eq(source), import_rows::kind.eq(kind), import_rows::external_id.eq(row.external), values))
        .on_conflict((import_rows::source, import_rows::kind, import_rows::external_id))
        .do_update()
        .set(values)
        .cached_as(|| ()).execute(c))?;
    Ok(())
}

/// Counts one more of something in a row's `local_id`, starting over with each round.
///
/// # Errors
/// When a statement fails.
pub fn count_row(conn: &mut Connection, source: &str, kind: &str, external: i64, round: i64) -> Result<()> {
    let row = import_rows::table.filter(import_rows::source.eq(source)).filter(import_rows::kind.eq(kind)).filter(import_rows::external_id.eq(external));
    let counted = diesel::update(row.filter(import_rows::round.eq(round))).set(import_rows::local_id.eq(import_rows::local_id + 1)).cached().execute(conn)?;
    if counted == 0 {
        put_row(conn, source, kind, Brought { external, local: 1, digest: 1 }, round)?;
    }
    Ok(())
}

/// The rows of a kind that a round has, in order of their ids in the source.
///
/// # Errors
/// When the query fails.
pub fn rows_of_round(conn: &mut Connection, source: &str, kind: &str, round: i64, after: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
    Ok(import_rows::table
        .filter(import_rows::source.eq(source))
        .filter(import_rows::kind.eq(kind))
        .filter(import_rows::external_id.gt(after))
        .filter(import_rows::round.eq(round))
        .order(import_rows::external_id)
        .limit(limit)
        .select((import_rows::external_id, import_rows::local_id))
        .load(conn)?)
}

/// All rows of a kind, in order of their ids in the source: id there, id here.
///
/// # Errors
/// When the query fails.
pub fn rows_from(conn: &mut Connection, source: &str, kind: &str, after: i64, limit: i64) -> Result<Vec<(i64, i64)>> {
    Ok(import_rows::table
        .filter(import_rows::source.eq(source))
        .filter(import_rows::kind.eq(kind))
        .filter(import_rows::external_id.gt(after))
        .order(import_rows::external_id)
        .limit(limit)
        .select((import_rows::external_id, import_rows::local_id))
        .load(conn)?)
}

/// What some rows of a round became: id there → id here (or the count that [`count_row`] kept).
///
/// # Errors
/// When the query fails.
pub fn known_in_round(conn: &mut Connection, source: &str, kind: &str, external: &[i64], round: i64) -> Result<HashMap<i64, i64>> {
    if external.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, i64)> = import_rows::table
        .filter(import_rows::source.eq(source))
        .filter(import_rows::kind.eq(kind))
        .filter(import_rows::external_id.eq_any(external))
        .filter(import_rows::round.eq(round))
        .select((import_rows::external_id, import_rows::local_id))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Notes that rows stand unchanged in this round's dump.
///
/// # Errors
/// When the statement fails.
pub fn seen(conn: &mut Connection, source: &str, kind: &str, external: &[i64], round: i64) -> Result<()> {
    if !external.is_empty() {
        diesel::update(
            import_rows::table.filter(import_rows::source.eq(source)).filter(import_rows::kind.eq(kind)).filter(import_rows::external_id.eq_any(external)),
        )
        .set(import_rows::round.eq(round))
        .execute(conn)?;
    }
    Ok(())
}

/// Rows brought by an earlier round that the present one has not: gone from the source and not yet noted as such.
///
/// # Errors
/// When the query fails.
pub fn gone(conn: &mut Connection, source: &str, kind: &str, round: i64, after: Option<i64>, limit: i64) -> Result<Vec<Brought>> {
    let rows: Vec<(i64, i64, i64)> = import_rows::table
        .filter(import_rows::source.eq(source))
        .filter(import_rows::kind.eq(kind))
        .filter(import_rows::external_id.gt(after.unwrap_or(i64::MIN)))
        .filter(import_rows::round.lt(round))
        .filter(import_rows::digest.ne(0))
        .order(import_rows::external_id)
        .limit(limit)
        .select((import_rows::external_id, import_rows::local_id, import_rows::digest))
        .load(conn)?;
    Ok(rows.into_iter().map(|(external, local, digest)| Brought { external, local, digest }).collect())
}

/// Forgets a row, so that the same row in a later dump counts as new.
///
/// # Errors
/// When the statement fails.
pub fn forget(conn: &mut Connection, source: &str, kind: &str, external: i64) -> Result<()> {
    diesel::delete(import_rows::table.find((source, kind, external))).execute(conn)?;
    Ok(())
}

/// An event that waits for its turn in time. Ordered as it will be replayed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Queryable)]
pub struct Waiting {
    pub at: Timestamp,
    /// Order among events of one moment.
    pub sequence: i64,
    /// What row it comes from.
    pub kind: String,
    pub external: i64,
    /// The event as JSON.
    pub data: String,
}

/// Keeps an event for the replay; the same event again changes nothing.
///
/// # Errors
/// When the statement fails.
pub fn wait(conn: &mut Connection, source: &str, event: &Waiting) -> Result<()> {
    each!(conn, c => diesel::insert_into(import_events::table)
        .values((
            import_events::source.eq(source),
            import_events::happened_at.eq(event.at.0),
            import_events::sequence.eq(event.sequence),
            import_events::kind.eq(&event.kind),
            import_events::external_id.eq(event.external),
            import_events::data.eq(&event.data),
        ))
        .on_conflict_do_nothing()
        .cached_as(|| ())
        .execute(c))?;
    Ok(())
}

/// How many events wait.
///
/// # Errors
/// When the query fails.
pub fn count_waiting(conn: &mut Connection, source: &str) -> Result<i64> {
    Ok(import_events::table.filter(import_events::source.eq(source)).select(count_star()).first(conn)?)
}

/// The next events to replay after one, in order.
///
/// # Errors
/// When the query fails.
pub fn waiting(conn: &mut Connection, source: &str, after: Option<&Waiting>, limit: i64) -> Result<Vec<Waiting>> {
    let none = Waiting { at: Timestamp(i64::MIN), sequence: i64::MIN, kind: String::new(), external: i64::MIN, data: String::new() };
    let last = after.unwrap_or(&none);
    let later_kind = import_events::kind.gt(&last.kind).or(import_events::kind.eq(&last.kind).and(import_events::external_id.gt(last.external)));
    let later_now = import_events::sequence.gt(last.sequence).or(import_events::sequence.eq(last.sequence).and(later_kind));
    Ok(import_events::table
        .filter(import_events::source.eq(source))
        .filter(import_events::happened_at.ge(last.at.0))
        .filter(import_events::happened_at.gt(last.at.0).or(later_now))
        .order((import_events::happened_at, import_events::sequence, import_events::kind, import_events::external_id))
        .limit(limit)
        .select((import_events::happened_at, import_events::sequence, import_events::kind, import_events::external_id, import_events::data))
        .load(conn)?)
}

/// Removes the events up to one: they were replayed.
///
/// # Errors
/// When the statement fails.
pub fn replayed(conn: &mut Connection, source: &str, last: &Waiting) -> Result<()> {
    let kind = import_events::kind.lt(&last.kind).or(import_events::kind.eq(&last.kind).and(import_events::external_id.le(last.external)));
    let now = import_events::sequence.lt(last.sequence).or(import_events::sequence.eq(last.sequence).and(kind));
    diesel::delete(
        import_events::table
            .filter(import_events::source.eq(source))
            .filter(import_events::happened_at.le(last.at.0))
            .filter(import_events::happened_at.lt(last.at.0).or(now)),
    )
    .execute(conn)?;
    Ok(())
}

/// An imported post, with what votes, comments and answers need to know about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub post: PostId,
    pub topic: TopicId,
    pub kind: PostKind,
    pub author: Option<MemberId>,
    pub topic_author: Option<MemberId>,
    pub wiki_at: Option<Timestamp>,
    pub deleted: bool,
}

/// The places of some imported posts, by their ids in the source.
///
/// # Errors
/// When the query fails.
pub fn places(conn: &mut Connection, source: &str, external: &[i64]) -> Result<HashMap<i64, Place>> {
    type Row = (i64, PostId, TopicId, PostKind, Option<MemberId>, Option<MemberId>, Option<Timestamp>, Option<Timestamp>);
    if external.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<Row> = import_rows::table
        .inner_join(posts::table.on(posts::id.eq(import_rows::local_id)))
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .filter(import_rows::source.eq(source))
        .filter(import_rows::kind.eq("post"))
        .filter(import_rows::external_id.eq_any(external))
        .select((import_rows::external_id, posts::id, posts::topic_id, posts::kind, posts::author_id, topics::author_id, posts::wiki_at, posts::deleted_at))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(external, post, topic, kind, author, topic_author, wiki_at, deleted)| {
            (external, Place { post, topic, kind, author, topic_author, wiki_at, deleted: deleted.is_some() })
        })
        .collect())
}
