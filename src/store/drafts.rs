//! Drafts: what a member was writing, by place.

use super::cached::KeepPrepared;
use super::schema::drafts;
use super::{Connection, Result, dialect::each};
use crate::rules::ids::MemberId;
use crate::rules::time::Timestamp;
use diesel::prelude::*;

/// What was being written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Queryable)]
pub struct Draft {
    pub title: String,
    pub body: String,
    pub tags: String,
}

/// Keeps a draft for a place, such as `ask` or `answer-12`.
///
/// # Errors
/// When the statement fails.
pub fn keep(conn: &mut Connection, member: MemberId, place: &str, draft: &Draft, now: Timestamp) -> Result<()> {
    each!(conn, c => diesel::insert_into(drafts::table)
        .values((
            drafts::member_id.eq(member),
            drafts::place.eq(place),
            drafts::title.eq(&draft.title),
            drafts::body.eq(&draft.body),
            drafts::tags.eq(&draft.tags),
            drafts::updated_at.eq(now),
        ))
        .on_conflict((drafts::member_id, drafts::place))
        .do_update()
        .set((drafts::title.eq(&draft.title), drafts::body.eq(&draft.body), drafts::tags.eq(&draft.tags), drafts::updated_at.eq(now)))
        .cached().execute(c))?;
    Ok(())
}

/// The draft of a place.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, member: MemberId, place: &str) -> Result<Option<Draft>> {
    Ok(each!(conn, c => drafts::table.find((member, place)).select((drafts::title, drafts::body, drafts::tags)).first(c)).optional()?)
}

/// Removes the draft of a place.
///
/// # Errors
/// When the statement fails.
pub fn remove(conn: &mut Connection, member: MemberId, place: &str) -> Result<()> {
    diesel::delete(drafts::table.find((member, place))).execute(conn)?;
    Ok(())
}
