//! What happened, as JSON; append only.

use super::schema::events;
use super::{
    Connection, Result,
    dialect::{each, inserted},
};
use crate::rules::events::Event;
use crate::rules::ids::{EventId, PostId};
use crate::rules::time::Timestamp;
use diesel::prelude::*;

/// Appends an event.
///
/// # Errors
/// When the statement fails.
pub fn append(conn: &mut Connection, event: &Event, now: Timestamp) -> Result<EventId> {
    let (topic, post) = event.place();
    Ok(inserted!(
        conn,
        events::id,
        diesel::insert_into(events::table).values((
            events::kind.eq(event.kind()),
            events::actor_id.eq(event.actor()),
            events::topic_id.eq(topic),
            events::post_id.eq(post),
            events::data.eq(serde_json::to_string(event)?),
            events::created_at.eq(now),
        ))
    )
    .ok_or(diesel::NotFound)?)
}

/// Some events after one, in order; for replaying.
///
/// # Errors
/// When the query fails or an event cannot be read.
pub fn after(conn: &mut Connection, last: EventId, limit: i64) -> Result<Vec<(EventId, Event, Timestamp)>> {
    let rows: Vec<(EventId, String, Timestamp)> =
        events::table.filter(events::id.gt(last)).order(events::id).limit(limit).select((events::id, events::data, events::created_at)).load(conn)?;
    rows.into_iter().map(|(id, data, at)| Ok((id, serde_json::from_str(&data)?, at))).collect()
}

/// The event by which a rulebook was published last.
///
/// # Errors
/// When the query fails.
pub fn last_rulebook(conn: &mut Connection) -> Result<Option<EventId>> {
    // Written out, not bound: only then is the index of these events used.
    let published = diesel::dsl::sql::<diesel::sql_types::Bool>("kind = 'rulebook_published'");
    Ok(events::table.filter(published).order(events::id.desc()).select(events::id).limit(1).get_result(conn).optional()?)
}

/// When an event happened.
///
/// # Errors
/// When the query fails.
pub fn moment(conn: &mut Connection, id: EventId) -> Result<Option<Timestamp>> {
    Ok(each!(conn, c => events::table.find(id).select(events::created_at).first(c)).optional()?)
}

/// What happened to a post, in order; only events of some kinds.
///
/// # Errors
/// When the query fails or an event cannot be read.
pub fn of_post(conn: &mut Connection, post: PostId, kinds: &[&str]) -> Result<Vec<(EventId, Event)>> {
    let rows: Vec<(EventId, String)> =
        events::table.filter(events::post_id.eq(post)).filter(events::kind.eq_any(kinds)).order(events::id).select((events::id, events::data)).load(conn)?;
    rows.into_iter().map(|(id, data)| Ok((id, serde_json::from_str(&data)?))).collect()
}

/// One event.
///
/// # Errors
/// When the query fails or the event cannot be read.
pub fn find(conn: &mut Connection, id: EventId) -> Result<Option<Event>> {
    let data: Option<String> = each!(conn, c => events::table.find(id).select(events::data).first(c)).optional()?;
    Ok(data.map(|data| serde_json::from_str(&data)).transpose()?)
}

/// The posts that some events are about.
///
/// # Errors
/// When the query fails.
pub fn posts_of(conn: &mut Connection, ids: &[EventId]) -> Result<Vec<(EventId, Option<PostId>)>> {
    Ok(events::table.filter(events::id.eq_any(ids)).select((events::id, events::post_id)).load(conn)?)
}
