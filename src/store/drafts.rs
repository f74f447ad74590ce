//! Drafts: what a member was writing, by place.

use super::cached::KeepPrepared;
use super::schema::{drafts, members};
use super::{Connection, Result, dialect::each};
use crate::rules::ids::MemberId;
use crate::rules::time::Timestamp;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

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

/// Makes room for the draft of a place, of which a member has so many at most: the one that was longest untouched goes, if that was before a
/// moment. False where there is none to go.
///
/// # Errors
/// When a statement fails.
pub fn make_room(conn: &mut Connection, member: MemberId, place: &str, most: i64, untouched_since: Timestamp) -> Result<bool> {
    let mine: Vec<(String, Timestamp)> =
        drafts::table.filter(drafts::member_id.eq(member)).order((drafts::updated_at, drafts::place)).select((drafts::place, drafts::updated_at)).load(conn)?;
    let is_there = mine.iter().any(|(there, _)| there == place);
    if is_there || i64::try_from(mine.len()).unwrap_or(i64::MAX) < most {
        return Ok(true);
    }
    match mine.first() {
        Some((oldest, at)) if *at < untouched_since => {
            remove(conn, member, oldest)?;
            Ok(true)
        }
        _ => Ok(false),
    }
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

/// Takes away the drafts that were last touched before a moment, among the next ones after a place of a member; answers the last that was
/// looked at, none when there are no more.
///
/// # Errors
/// When a statement fails.
pub fn forget_untouched(conn: &mut Connection, after: MemberId, place: &str, before: Timestamp, limit: i64) -> Result<Option<(MemberId, String)>> {
    let beyond = drafts::member_id.ge(after).and(drafts::member_id.gt(after).or(drafts::place.gt(place)));
    let next: Vec<(MemberId, String, Timestamp)> = drafts::table
        .filter(beyond)
        .order((drafts::member_id, drafts::place))
        .limit(limit)
        .select((drafts::member_id, drafts::place, drafts::updated_at))
        .load(conn)?;
    for (member, place, _) in next.iter().filter(|(.., at)| *at < before) {
        // Unless it was touched meanwhile.
        diesel::delete(drafts::table.find((*member, place)).filter(drafts::updated_at.lt(before))).execute(conn)?;
    }
    Ok(next.into_iter().next_back().map(|(member, place, _)| (member, place)))
}

/// The drafts and profiles that have pictures, as texts.
///
/// # Errors
/// When a query fails.
pub fn texts_with_pictures(conn: &mut Connection) -> Result<Vec<String>> {
    // Written out, not bound: only then are the indexes of those with pictures used.
    let mut texts: Vec<String> = drafts::table.filter(sql::<Bool>("drafts.body LIKE '%/media/%'")).select(drafts::body).load(conn)?;
    texts.extend(members::table.filter(sql::<Bool>("members.about_md LIKE '%/media/%'")).select(members::about_md).load::<String>(conn)?);
    Ok(texts)
}
