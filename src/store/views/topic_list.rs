//! Lists of topics: latest, unanswered, top, by category, tag, member, followed, bookmarked. Keyset pages: a page starts after the
//! last line of the one before, so that no page costs more than the first.

use crate::rules::ids::{CategoryId, MemberId, TagId, TopicId};
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::store::cached::KeepPrepared;
use crate::store::members::{CARD, MemberCard};
use crate::store::schema::{bookmarks, follows, members, topic_reads, topic_tags, topics};
use crate::store::topics::{COLUMNS, Topic};
use crate::store::{Connection, Result, dialect, kinds, sight};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

/// Which topics, in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The latest activity first.
    Latest,
    /// Questions without an answer, the newest first.
    Unanswered,
    /// The highest score first, among topics created since a moment.
    Top {
        since: Timestamp,
    },
    InCategory(CategoryId),
    WithTag(TagId),
    FollowedBy(MemberId),
    BookmarkedBy(MemberId),
    /// Opened by a member, the newest first.
    OpenedBy(MemberId),
}

/// Where a page starts: after the line with this sort key and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub key: i64,
    pub id: TopicId,
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.key, self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = ();
    fn from_str(raw: &str) -> Result<Self, ()> {
        let (key, id) = raw.split_once('.').ok_or(())?;
        Ok(Cursor { key: key.parse().map_err(|_| ())?, id: TopicId(id.parse().map_err(|_| ())?) })
    }
}

/// A line of a list.
#[derive(Debug, Clone)]
pub struct TopicLine {
    pub topic: Topic,
    /// Who wrote last, which is when the topic was active: the asker where nobody else did.
    pub last: Option<MemberCard>,
    /// Whether there is something the reader has not seen.
    pub unread: bool,
}

/// A page of a list.
#[derive(Debug, Clone, Default)]
pub struct TopicList {
    /// Pinned topics; on the first page of some lists only.
    pub pinned: Vec<TopicLine>,
    pub lines: Vec<TopicLine>,
    /// Where the next page starts, if there is one.
    pub next: Option<Cursor>,
}

type Row = (Topic, Option<MemberCard>, i64);

/// One page: one query, one more for pinned topics, one more for what a member has read.
///
/// # Errors
/// When a query fails.
pub fn page(conn: &mut Connection, sight: &Sight, which: Which, after: Option<Cursor>, limit: i64, reader: Option<(MemberId, Timestamp)>) -> Result<TopicList> {
    let mut rows = load(conn, sight, which, after, limit + 1)?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|(topic, _, key)| Cursor { key: *key, id: topic.id });
    let mut pinned = if after.is_none() && matches!(which, Which::Latest | Which::InCategory(_)) { load_pinned(conn, sight, which)? } else { Vec::new() };
    let ids: Vec<TopicId> = rows.iter().chain(&pinned).map(|(t, _, _)| t.id).collect();
    rows.retain(|(t, _, _)| !pinned.iter().any(|(p, _, _)| p.id == t.id));
    let reads = match reader {
        Some((member, _)) => read_at(conn, member, &ids)?,
        None => Vec::new(),
    };
    let line = |(topic, last, _): Row| {
        let unread = reader.is_some_and(|(_, since)| {
            let read = reads.iter().find(|(id, _)| *id == topic.id).map_or(since, |(_, at)| *at);
            topic.active_at > read
        });
        TopicLine { topic, last, unread }
    };
    Ok(TopicList { pinned: pinned.drain(..).map(line).collect(), lines: rows.into_iter().map(line).collect(), next })
}

fn load(conn: &mut Connection, sight: &Sight, which: Which, after: Option<Cursor>, limit: i64) -> Result<Vec<Row>> {
    let from = after.unwrap_or(Cursor { key: i64::MAX, id: TopicId(i64::MAX) });
    // Keyset over (key, id), both falling: an index range. The first part lets the index be entered at the key.
    macro_rules! by {
        ($query:expr, $key:expr) => {
            $query
                .filter($key.le(from.key).and($key.lt(from.key).or(topics::id.lt(from.id))))
                .order(($key.desc(), topics::id.desc()))
                .limit(limit)
                .select((COLUMNS, CARD.nullable(), $key))
                .cached()
                .load(conn)?
        };
    }
    let all = || topics::table.left_join(members::table.on(members::id.nullable().eq(topics::last_member_id)));
    let standing = || all().filter(sight::listed(sight));
    Ok(match which {
        Which::Latest => by!(standing(), topics::active_at),
        Which::Unanswered => {
            // Written out, not bound: only then is the index of unanswered questions used.
            let unanswered = format!("{} AND topics.answer_count = 0", kinds::among("topics.kind", |kind| kind.needs_answer));
            by!(standing().filter(sql::<Bool>(&unanswered)), topics::created_at)
        }
        Which::Top { since } if since.0 == i64::MIN => by!(standing(), topics::score),
        Which::Top { since } if are_many_since(conn, since)? => by!(standing().filter(topics::created_at.ge(since)), topics::score),
        Which::Top { since } => {
            // The sum keeps both databases from going through all topics in the order of their scores to find the few of these days.
            dialect::plan_for_the_period(conn)?;
            by!(standing().filter(topics::created_at.ge(since)), sql::<BigInt>("topics.score + 0"))
        }
        Which::InCategory(category) => by!(standing().filter(topics::category_id.eq(category)), topics::active_at),
        // One's own hidden topics are in one's own list.
        Which::OpenedBy(member) if sight.reader == Some(member) => {
            by!(all().filter(topics::deleted_at.is_null()).filter(sight::open(sight)).filter(topics::author_id.eq(member)), topics::created_at)
        }
        Which::OpenedBy(member) => by!(standing().filter(topics::author_id.eq(member)), topics::created_at),
        Which::WithTag(tag) => topic_tags::table
            .inner_join(topics::table.on(topics::id.eq(topic_tags::topic_id)))
            .left_join(members::table.on(members::id.nullable().eq(topics::last_member_id)))
            .filter(topic_tags::tag_id.eq(tag))
            .filter(sight::listed(sight))
            .filter(topic_tags::active_at.le(from.key).and(topic_tags::active_at.lt(from.key).or(topic_tags::topic_id.lt(from.id))))
            .order((topic_tags::active_at.desc(), topic_tags::topic_id.desc()))
            .limit(limit)
            .select((COLUMNS, CARD.nullable(), topic_tags::active_at))
            .cached()
            .load(conn)?,
        Which::FollowedBy(member) => {
            by!(standing().filter(topics::id.eq_any(follows::table.filter(follows::member_id.eq(member)).select(follows::topic_id))), topics::active_at)
        }
        Which::BookmarkedBy(member) => {
            by!(standing().filter(topics::id.eq_any(bookmarks::table.filter(bookmarks::member_id.eq(member)).select(bookmarks::topic_id))), topics::active_at)
        }
    })
}

/// Up to so many topics of a period are sorted by their scores; with more of them, going by score finds the best soon.
const SORTED: i64 = 5_000;

/// Whether there are more topics since a moment than are to be sorted: what decides how they are looked for, and is told to nobody.
fn are_many_since(conn: &mut Connection, since: Timestamp) -> Result<bool> {
    let one_more: Option<TopicId> = topics::table
        .filter(topics::deleted_at.is_null())
        .filter(topics::created_at.ge(since))
        .order((topics::created_at.desc(), topics::id.desc()))
        .offset(SORTED)
        .limit(1)
        .select(topics::id)
        .first(conn)
        .optional()?;
    Ok(one_more.is_some())
}

/// Most pinned topics at the top of a list.
const MOST_PINNED: i64 = 5;

fn load_pinned(conn: &mut Connection, sight: &Sight, which: Which) -> Result<Vec<Row>> {
    let pinned = topics::table
        .left_join(members::table.on(members::id.nullable().eq(topics::last_member_id)))
        .filter(topics::pinned)
        .filter(sight::listed(sight))
        .order(topics::active_at.desc())
        .limit(MOST_PINNED)
        .select((COLUMNS, CARD.nullable(), topics::active_at));
    Ok(match which {
        Which::InCategory(category) => pinned.filter(topics::category_id.eq(category)).cached().load(conn)?,
        _ => pinned.cached().load(conn)?,
    })
}

fn read_at(conn: &mut Connection, member: MemberId, ids: &[TopicId]) -> Result<Vec<(TopicId, Timestamp)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(topic_reads::table
        .filter(topic_reads::member_id.eq(member))
        .filter(topic_reads::topic_id.eq_any(ids))
        .select((topic_reads::topic_id, topic_reads::read_at))
        .cached()
        .load(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_address() {
        let cursor = Cursor { key: -5, id: TopicId(7) };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        assert_eq!("x.1".parse::<Cursor>(), Err(()));
    }
}
