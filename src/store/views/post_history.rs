//! The versions of a post, newest first, each with the one before it.

use crate::rules::ids::PostId;
use crate::rules::sight::Sight;
use crate::store::members::{self, MemberCard};
use crate::store::posts::Revision;
use crate::store::schema::revisions;
use crate::store::{Connection, Result, sight};
use diesel::prelude::*;

/// A version, what it followed, and who made it.
#[derive(Debug, Clone)]
pub struct RevisionLine {
    pub revision: Revision,
    pub before: Option<Revision>,
    pub editor: Option<MemberCard>,
}

/// One page of the versions of a post.
#[derive(Debug, Clone, Default)]
pub struct PostHistory {
    pub lines: Vec<RevisionLine>,
    /// The next page starts below this number, if there is one.
    pub next: Option<i64>,
}

type Columns = (revisions::number, revisions::editor_id, revisions::title, revisions::tag_names, revisions::body_md, revisions::note, revisions::created_at);
const COLUMNS: Columns =
    (revisions::number, revisions::editor_id, revisions::title, revisions::tag_names, revisions::body_md, revisions::note, revisions::created_at);

/// The versions below a number (or the newest) of a post that is there for this reader: three queries.
///
/// # Errors
/// When a query fails.
pub fn load(conn: &mut Connection, sight: &Sight, post: PostId, below: Option<i64>, limit: usize) -> Result<PostHistory> {
    if sight::post(conn, sight, post)?.is_none() {
        return Ok(PostHistory::default());
    }
    let rows: Vec<Revision> = revisions::table
        .filter(revisions::post_id.eq(post))
        .filter(revisions::number.lt(below.unwrap_or(i64::MAX)))
        .order(revisions::number.desc())
        .limit(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1))
        .select(COLUMNS)
        .load(conn)?;
    let ids: Vec<_> = rows.iter().filter_map(|r| r.editor).collect();
    let cards = members::cards(conn, &ids)?;
    let next = if rows.len() > limit { rows.get(limit - 1).map(|r| r.number) } else { None };
    let lines = rows
        .iter()
        .take(limit)
        .enumerate()
        .map(|(i, revision)| RevisionLine {
            editor: cards.iter().find(|c| Some(c.id) == revision.editor).cloned(),
            before: rows.get(i + 1).cloned(),
            revision: revision.clone(),
        })
        .collect();
    Ok(PostHistory { lines, next })
}

/// One version of a post that is there for this reader.
///
/// # Errors
/// When the query fails.
pub fn revision(conn: &mut Connection, sight: &Sight, post: PostId, number: i64) -> Result<Option<Revision>> {
    if sight::post(conn, sight, post)?.is_none() {
        return Ok(None);
    }
    Ok(revisions::table.filter(revisions::post_id.eq(post)).filter(revisions::number.eq(number)).select(COLUMNS).first(conn).optional()?)
}
