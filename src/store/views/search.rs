//! Search over titles, tags and bodies, and topics like one being asked.
//!
//! A word may stand in a tenth of all posts, so no query looks at every match: the newest ones are taken (a fixed number), then those
//! are ranked. The cost of a page therefore stays about the same however large the forum becomes.

mod candidates;
mod like_title;
#[cfg(test)]
mod tests;

pub use like_title::similar;

use crate::markdown;
use crate::rules::ids::{CategoryId, MemberId, PostId, TagId};
use crate::rules::sight::Sight;
use crate::rules::text;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::PostKind;
use crate::search::{self as words, Is, Piece, Query, ScoreFilter};
use crate::store::cached::KeepPrepared;
use crate::store::members::{CARD, MemberCard};
use crate::store::schema::{categories, members, posts, topics};
use crate::store::topics::{COLUMNS, Topic};
use crate::store::{Connection, Result, sight, tags};
use diesel::prelude::*;

/// Most posts that one search ranks; what is older is not looked at.
pub const MOST: usize = 200;
/// Characters of a passage.
const PASSAGE: usize = 240;

/// A post that answers a search.
#[derive(Debug, Clone)]
pub struct Hit {
    pub topic: Topic,
    pub post: PostId,
    pub kind: PostKind,
    pub author: Option<MemberCard>,
    /// Name of an author who is no member.
    pub author_name: String,
    pub score: i64,
    /// Whether this very post is the accepted answer.
    pub accepted: bool,
    pub created_at: Timestamp,
    pub title: Vec<Piece>,
    pub passage: Vec<Piece>,
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// How many posts match, up to [`MOST`].
    pub count: usize,
    /// There are more than were looked at.
    pub is_cut: bool,
    /// The filters were asked about so many, the newest, and there may be older ones.
    pub chosen_from: Option<i64>,
    /// Filters that name a tag, member or category there is not, as typed.
    pub nowhere: Vec<String>,
}

/// Filters with the ids they name.
#[derive(Debug, Clone, Default)]
struct Filters {
    tags: Vec<(TagId, i64)>,
    users: Vec<MemberId>,
    category: Option<CategoryId>,
    is: Vec<Is>,
    score: Option<ScoreFilter>,
    /// What keeps to the reader's categories, as SQL; empty where nothing is closed to them. What is closed is left out before anything is
    /// counted.
    open: String,
}

impl Filters {
    /// Whether every post that stands may be found.
    fn is_empty(&self) -> bool {
        self.are_none_typed() && self.open.is_empty()
    }

    /// Whether the reader typed no filter.
    fn are_none_typed(&self) -> bool {
        self.tags.is_empty() && self.users.is_empty() && self.category.is_none() && self.is.is_empty() && self.score.is_none()
    }
}

/// A post that may be shown, before ranking.
#[derive(Debug, Clone, Copy, PartialEq, QueryableByName)]
struct Candidate {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    id: PostId,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    score: i64,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    accepted: bool,
    /// How well the words fit; greater is better.
    #[diesel(sql_type = diesel::sql_types::Double)]
    relevance: f64,
}

/// One page (from 0) of what a query finds: at most a dozen queries.
///
/// # Errors
/// When a query fails.
pub fn page(conn: &mut Connection, sight: &Sight, query: &Query, page: usize, rows: usize) -> Result<Found> {
    let (filters, nowhere) = resolve(conn, sight, query)?;
    if !nowhere.is_empty() {
        return Ok(Found { nowhere, ..Found::default() });
    }
    let mut candidates =
        if query.has_words() || filters.are_none_typed() { candidates::with_words(conn, query, &filters)? } else { candidates::without_words(conn, &filters)? };
    let is_cut = candidates.len() > MOST;
    candidates.truncate(MOST);
    let chosen_from = if is_cut { None } else { candidates::chosen_from(conn, query, &filters)? };
    let ids: Vec<PostId> = candidates.iter().skip(page * rows).take(rows).map(|c| c.id).collect();
    Ok(Found { hits: hits(conn, sight, query, &ids)?, count: candidates.len(), is_cut, chosen_from, nowhere })
}

/// Finds what the filters name.
fn resolve(conn: &mut Connection, sight: &Sight, query: &Query) -> Result<(Filters, Vec<String>)> {
    let mut nowhere = Vec::new();
    let mut filters = Filters { is: query.is.clone(), score: query.score, open: sight::and_open("t", sight), ..Filters::default() };
    if !query.tags.is_empty() {
        let names: Vec<String> = query.tags.iter().map(|typed| text::tag_spelling(typed)).collect();
        let named = tags::by_names(conn, &names)?;
        let known = tags::of_these(conn, sight, named)?;
        nowhere.extend(names.iter().filter(|n| !known.iter().any(|tag| tag.name == **n)).map(|n| format!("tag:{n}")));
        filters.tags = known.into_iter().map(|tag| (tag.id, tag.topic_count)).collect();
    }
    if !query.users.is_empty() {
        let known = crate::store::members::by_handles(conn, &query.users)?;
        let is_known = |typed: &str| known.iter().any(|(handle, _)| handle.to_lowercase() == typed.to_lowercase());
        nowhere.extend(query.users.iter().filter(|u| !is_known(u)).map(|u| format!("user:{u}")));
        filters.users = known.into_iter().map(|(_, id)| id).collect();
    }
    if let Some(typed) = &query.category {
        // A few lines, so that a name is found as well as a slug, capitals aside.
        let all: Vec<(CategoryId, String, String)> = categories::table.select((categories::id, categories::slug, categories::name)).load(conn)?;
        let wanted = typed.to_lowercase();
        filters.category = all
            .into_iter()
            .filter(|(id, _, _)| sight.has_category(*id))
            .find(|(_, slug, name)| *slug == wanted || name.to_lowercase() == wanted)
            .map(|(id, _, _)| id);
        if filters.category.is_none() {
            nowhere.push(format!("category:{typed}"));
        }
    }
    Ok((filters, nowhere))
}

type Row = (Topic, PostId, PostKind, String, String, i64, bool, Timestamp, Option<MemberCard>);

/// Reads the posts of a page, in the order given.
fn hits(conn: &mut Connection, sight: &Sight, query: &Query, ids: &[PostId]) -> Result<Vec<Hit>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows: Vec<Row> = posts::table
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .left_join(members::table.on(members::id.nullable().eq(posts::author_id)))
        .filter(posts::id.eq_any(ids))
        .filter(sight::listed(sight))
        .select((COLUMNS, posts::id, posts::kind, posts::author_name, posts::body_html, posts::score, posts::accepted, posts::created_at, CARD.nullable()))
        .cached()
        .load(conn)?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.1));
    Ok(rows
        .into_iter()
        .map(|(topic, post, kind, author_name, body_html, score, accepted, created_at, author)| Hit {
            title: words::passage(&topic.title, query, usize::MAX),
            passage: words::passage(&markdown::plain_text(&body_html), query, PASSAGE),
            topic,
            post,
            kind,
            author,
            author_name,
            score,
            accepted,
            created_at,
        })
        .collect())
}
