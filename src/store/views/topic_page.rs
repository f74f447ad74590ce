//! A topic with one page of its posts, their authors and comments, and what the reader has done: six queries at most, and one more
//! where something is hidden.

use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::kinds::Order;
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::PostKind;
use crate::store::cached::KeepPrepared;
use crate::store::comments::{self, CommentLine};
use crate::store::dialect::each;
use crate::store::members::{self, CARD, MemberCard};
use crate::store::posts::{COLUMNS, Post};
use crate::store::schema::{bookmarks, drafts, follows, members as members_table, posts, topic_reads, topics as topics_table};
use crate::store::sight::{self, placed};
use crate::store::topics::{self, Topic};
use crate::store::{Connection, Result, reviews, votes};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// Order of the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// The accepted answer, then by score; replies of discussions in order of time.
    Best,
    /// In order of time.
    Oldest,
}

/// Where a page of posts starts: after this score and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    pub score: i64,
    pub id: PostId,
}

impl std::fmt::Display for After {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.score, self.id)
    }
}

impl std::str::FromStr for After {
    type Err = ();
    fn from_str(raw: &str) -> Result<Self, ()> {
        let (score, id) = raw.split_once('.').ok_or(())?;
        Ok(After { score: score.parse().map_err(|_| ())?, id: PostId(id.parse().map_err(|_| ())?) })
    }
}

/// A post with its author and comments.
#[derive(Debug, Clone)]
pub struct PostLine {
    pub post: Post,
    pub author: Option<MemberCard>,
    /// Who edited it last.
    pub editor: Option<MemberCard>,
    pub comments: Vec<CommentLine>,
    /// The reader's vote: 1, −1 or 0.
    pub my_vote: i64,
    /// Whether reviewers have still to look at it.
    pub waits: bool,
}

/// A topic and one page of its posts.
#[derive(Debug, Clone)]
pub struct TopicPage {
    pub topic: Topic,
    pub opening: Option<PostLine>,
    pub answers: Vec<PostLine>,
    pub next: Option<After>,
    /// Other topics: linked ones first, then of the same tag.
    pub related: Vec<(TopicId, String, String)>,
    pub following: bool,
    pub bookmarked: bool,
    /// Whether something happened here since the reader's last visit.
    pub unread: bool,
    /// The reader's unfinished answer.
    pub draft: String,
}

/// Reads a topic page; none when there is no such topic for this reader. What is hidden from them comes as an empty place.
///
/// # Errors
/// When a query fails.
pub fn load(conn: &mut Connection, sight: &Sight, id: TopicId, sort: Sort, after: Option<After>, limit: i64) -> Result<Option<TopicPage>> {
    let Some((topic, opening)) = with_opening(conn, sight, id)? else { return Ok(None) };
    let mut rows = posts_of(conn, sight, &topic, sort, after, limit + 1)?;
    let more = i64::try_from(rows.len()).unwrap_or(i64::MAX) > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|(p, _)| After { score: p.score, id: p.id });
    let opening = opening.filter(|_| after.is_none());
    let ids: Vec<PostId> = opening.iter().chain(&rows).map(|(p, _)| p.id).collect();
    let commented: Vec<PostId> = opening.iter().chain(&rows).filter(|(p, _)| p.comment_count > 0).map(|(p, _)| p.id).collect();
    let mut remarks = comments::of_posts(conn, &commented)?;
    let my_votes = match sight.reader {
        Some(member) => votes::of_member_on(conn, member, &ids)?,
        None => Vec::new(),
    };
    let editor_ids: Vec<MemberId> = opening.iter().chain(&rows).filter(|(p, _)| p.edited_by != p.author).filter_map(|(p, _)| p.edited_by).collect();
    let editors = members::cards(conn, &editor_ids)?;
    let hidden: Vec<PostId> = opening.iter().chain(&rows).filter(|(p, _)| p.hidden_at.is_some()).map(|(p, _)| p.id).collect();
    let waiting = reviews::waiting_among(conn, &hidden)?;
    let mut line = |(post, author): (Post, Option<MemberCard>)| {
        let (own, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut remarks).into_iter().partition(|c| c.post == post.id);
        remarks = rest;
        PostLine {
            my_vote: my_votes.iter().find(|(id, _)| *id == post.id).map_or(0, |(_, value)| *value),
            editor: editors.iter().find(|e| Some(e.id) == post.edited_by).cloned(),
            comments: own,
            waits: waiting.contains(&post.id),
            author,
            post,
        }
    };
    let opening = opening.map(&mut line);
    let answers = rows.into_iter().map(&mut line).collect();
    let mine = match sight.reader {
        Some(member) => mine(conn, &topic, member)?,
        None => Mine::default(),
    };
    let related = related(conn, sight, &topic)?;
    let Mine { following, bookmarked, unread, draft } = mine;
    Ok(Some(TopicPage { topic, opening, answers, next, related, following, bookmarked, unread, draft }))
}

/// A topic, its opening post and whose that is.
type Opened = (Topic, Option<(Post, Option<MemberCard>)>);

/// A topic that is there for the reader, and its opening post with whose it is.
fn with_opening(conn: &mut Connection, sight: &Sight, id: TopicId) -> Result<Option<Opened>> {
    let query = topics_table::table
        .left_join(posts::table.on(posts::id.nullable().eq(topics_table::opening_post_id)))
        .left_join(members_table::table.on(members_table::id.nullable().eq(posts::author_id)))
        .filter(topics_table::id.eq(id))
        .select((topics::COLUMNS, COLUMNS.nullable(), CARD.nullable()));
    let found: Option<(Topic, Option<Post>, Option<MemberCard>)> = each!(conn, c => query.first(c)).optional()?;
    let found = found.filter(|(topic, _, _)| sight.has_topic(&topic.state()));
    Ok(found.map(|(topic, post, author)| (topic, post.map(|post| as_seen(sight, post, author)))))
}

fn posts_of(conn: &mut Connection, sight: &Sight, topic: &Topic, sort: Sort, after: Option<After>, limit: i64) -> Result<Vec<(Post, Option<MemberCard>)>> {
    let base = posts::table
        .left_join(members_table::table.on(members_table::id.nullable().eq(posts::author_id)))
        .filter(posts::topic_id.eq(topic.id))
        .filter(posts::kind.ne(PostKind::Opening))
        .filter(placed!(sight))
        .limit(limit)
        .select((COLUMNS, CARD.nullable()));
    let by_time = sort == Sort::Oldest || topic.kind.describe().order == Order::ByTime;
    let rows: Vec<(Post, Option<MemberCard>)> = match (by_time, after) {
        (true, None) => each!(conn, c => base.order(posts::id).load(c))?,
        (true, Some(a)) => each!(conn, c => base.filter(posts::id.gt(a.id)).order(posts::id).load(c))?,
        (false, None) => each!(conn, c => base.order((posts::accepted.desc(), posts::score.desc(), posts::id)).load(c))?,
        (false, Some(a)) => base
            .filter(posts::accepted.eq(false))
            .filter(posts::score.lt(a.score).or(posts::score.eq(a.score).and(posts::id.gt(a.id))))
            .order((posts::accepted.desc(), posts::score.desc(), posts::id))
            .load(conn)?,
    };
    Ok(rows.into_iter().map(|(post, author)| as_seen(sight, post, author)).collect())
}

/// A post with its author as the reader sees it: of one that is hidden from them nothing is left but its place.
fn as_seen(sight: &Sight, mut post: Post, author: Option<MemberCard>) -> (Post, Option<MemberCard>) {
    let author = if sight::blank(sight, &mut post) { None } else { author };
    (post, author)
}

/// Where the page that shows a post starts, in the usual order; none for the first page.
///
/// # Errors
/// When a query fails.
pub fn page_of(conn: &mut Connection, sight: &Sight, topic: &Topic, post: &Post, page: i64) -> Result<Option<After>> {
    if post.kind == PostKind::Opening {
        return Ok(None);
    }
    let others = || posts::table.filter(posts::topic_id.eq(topic.id)).filter(posts::kind.ne(PostKind::Opening)).filter(placed!(sight));
    let by_time = topic.kind.describe().order == Order::ByTime;
    let better = posts::score.gt(post.score).or(posts::score.eq(post.score).and(posts::id.lt(post.id)));
    let before: i64 = match (by_time, post.accepted) {
        (true, _) => others().filter(posts::id.lt(post.id)).count().get_result(conn)?,
        (false, true) => 0,
        (false, false) => others().filter(posts::accepted.or(better)).count().get_result(conn)?,
    };
    let skipped = before / page * page;
    if skipped == 0 {
        return Ok(None);
    }
    // A page starts after the last post of the one before. The offset is bounded by one topic's posts.
    let last = others().select((posts::score, posts::id)).offset(skipped - 1).limit(1);
    let (score, id) =
        if by_time { last.order(posts::id).first(conn)? } else { last.order((posts::accepted.desc(), posts::score.desc(), posts::id)).first(conn)? };
    Ok(Some(After { score, id }))
}

/// One post as the topic page shows it: for answering a script that voted or commented.
///
/// # Errors
/// When a query fails.
pub fn post_line(conn: &mut Connection, sight: &Sight, id: PostId) -> Result<Option<(Topic, PostLine)>> {
    let Some((topic, post)) = sight::post(conn, sight, id)? else { return Ok(None) };
    let author = match post.author {
        Some(author) => members::card(conn, author)?,
        None => None,
    };
    let my_vote = match sight.reader {
        Some(member) => votes::of_member_on(conn, member, &[id])?.first().map_or(0, |(_, value)| *value),
        None => 0,
    };
    let comments = comments::of_posts(conn, &[id])?;
    let waits = post.hidden_at.is_some() && !reviews::waiting_among(conn, &[id])?.is_empty();
    Ok(Some((topic, PostLine { post, author, editor: None, comments, my_vote, waits })))
}

/// What a member has to do with a topic.
#[derive(Default)]
struct Mine {
    following: bool,
    bookmarked: bool,
    unread: bool,
    draft: String,
}

/// Reads what a member has to do with a topic.
fn mine(conn: &mut Connection, topic: &Topic, member: MemberId) -> Result<Mine> {
    let place = format!("answer-{}", topic.id);
    type Row = (Option<Timestamp>, Option<Timestamp>, Option<Timestamp>, Option<String>);
    let (follow, bookmark, read_at, draft): Row = each!(conn, c => topics_table::table
        .left_join(follows::table.on(follows::topic_id.eq(topics_table::id).and(follows::member_id.eq(member))))
        .left_join(bookmarks::table.on(bookmarks::topic_id.eq(topics_table::id).and(bookmarks::member_id.eq(member))))
        .left_join(topic_reads::table.on(topic_reads::topic_id.eq(topics_table::id).and(topic_reads::member_id.eq(member))))
        .left_join(drafts::table.on(drafts::place.eq(&place).and(drafts::member_id.eq(member))))
        .filter(topics_table::id.eq(topic.id))
        .select((follows::created_at.nullable(), bookmarks::created_at.nullable(), topic_reads::read_at.nullable(), drafts::body.nullable()))
        .first(c))?;
    Ok(Mine {
        following: follow.is_some(),
        bookmarked: bookmark.is_some(),
        unread: read_at.is_none_or(|at| at < topic.active_at),
        draft: draft.unwrap_or_default(),
    })
}

/// Most related topics.
const RELATED: usize = 6;

/// Topics that a topic's posts link to, then the latest of its first tag; some more than are shown, since both may name the same.
fn linked_or_alike(sight: &Sight) -> String {
    format!(
        "SELECT t.id, t.title, t.slug FROM (
    SELECT to_topic_id AS id, 0 AS place, 0 AS moment FROM topic_links WHERE from_topic_id = $1
    UNION ALL SELECT * FROM (
        SELECT topic_id AS id, 1 AS place, active_at AS moment FROM topic_tags WHERE tag_id = (SELECT id FROM tags WHERE name = $2)
        ORDER BY active_at DESC, topic_id DESC LIMIT 13) alike) r
    JOIN topics t ON t.id = r.id WHERE {} AND t.id <> $1 ORDER BY r.place, r.moment DESC, t.id DESC LIMIT 12",
        sight::listed_as("t", sight)
    )
}

#[derive(QueryableByName)]
struct Related {
    #[diesel(sql_type = BigInt)]
    id: TopicId,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Text)]
    slug: String,
}

fn related(conn: &mut Connection, sight: &Sight, topic: &Topic) -> Result<Vec<(TopicId, String, String)>> {
    let first_tag = topic.tag_names.split(' ').next().unwrap_or_default();
    let found: Vec<Related> =
        each!(conn, c => diesel::sql_query(linked_or_alike(sight)).bind::<BigInt, _>(topic.id).bind::<Text, _>(first_tag).cached().load(c))?;
    let mut related: Vec<(TopicId, String, String)> = Vec::with_capacity(RELATED);
    for one in found {
        if related.len() < RELATED && related.iter().all(|(id, _, _)| *id != one.id) {
            related.push((one.id, one.title, one.slug));
        }
    }
    Ok(related)
}
