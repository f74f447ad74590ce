//! What conditions ask to know, read; and members and posts that may meet one, found by one query.

mod search;

pub use search::{Candidates, candidates, posts_of};

use super::cached::KeepPrepared;
use super::dialect::each;
use super::schema::{awards, categories, members, posts, topics};
use super::sums::Sums;
use super::{Connection, Result, metrics};
use crate::rules::conditions::{Deed, Facts, PostFacts, Wants};
use crate::rules::ids::{CategoryId, MemberId, PostId, TopicId};
use crate::rules::metrics::{Asked, Metric};
use crate::rules::privileges::Standing;
use crate::rules::rulebook::Rulebook;
use crate::rules::tiers;
use crate::rules::time::{MINUTE, Timestamp};
use crate::rules::vocabulary::PostKind;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::collections::{BTreeSet, HashMap};

/// What is wanted of a member, but for a post; what is not wanted is not read. Inside an action ask [`facts_with`].
///
/// # Errors
/// When a query fails, or there is no such member.
pub fn facts(conn: &mut Connection, member: MemberId, wants: &Wants, book: &Rulebook, now: Timestamp) -> Result<Facts> {
    facts_with(conn, &mut Sums::default(), member, wants, book, now)
}

/// As [`facts`], with what an action has counted and not yet written.
///
/// # Errors
/// As [`facts`].
pub fn facts_with(conn: &mut Connection, sums: &mut Sums, member: MemberId, wants: &Wants, book: &Rulebook, now: Timestamp) -> Result<Facts> {
    let mut facts = Facts::default();
    if !wants.asked.is_empty() {
        facts.numbers = metrics::numbers_with(conn, sums, member, &wants.asked, now.day())?;
    }
    if wants.tier || wants.joined {
        let (tier, joined): (String, Timestamp) =
            each!(conn, c => members::table.find(member).select((members::tier, members::created_at)).cached().get_result(c))?;
        facts.tiers = book.tiers_up_to(&tier);
        facts.member_for = now.days_since(joined);
    }
    if !wants.badges.is_empty() {
        let held: Vec<String> =
            awards::table.filter(awards::member_id.eq(member)).filter(awards::badge.eq_any(&wants.badges)).select(awards::badge).distinct().load(conn)?;
        facts.badges = held.into_iter().collect();
    }
    facts.deeds = done(conn, member, &wants.deeds)?;
    Ok(facts)
}

/// What the way to the tier after this one asks to know, and the points.
///
/// # Errors
/// As [`facts`].
pub fn toward_next_tier(conn: &mut Connection, member: MemberId, tier: &str, book: &Rulebook, now: Timestamp) -> Result<Facts> {
    let mut wants = Wants::of(tiers::next(&book.tiers, tier).map(|next| &next.needs));
    wants.asked.insert(Asked::ever(Metric::Reputation));
    facts(conn, member, &wants, book, now)
}

#[derive(QueryableByName)]
struct Done {
    #[diesel(sql_type = Text)]
    deed: Deed,
}

/// Which of some things a member has done, as far as rows tell.
fn done(conn: &mut Connection, member: MemberId, deeds: &BTreeSet<Deed>) -> Result<BTreeSet<Deed>> {
    if deeds.is_empty() {
        return Ok(BTreeSet::new());
    }
    let told_by = |deed: &Deed| match deed {
        Deed::VotedUp => "votes x WHERE x.member_id = o.id AND x.value = 1",
        Deed::VotedDown => "votes x WHERE x.member_id = o.id AND x.value = -1",
        Deed::AcceptedAnAnswer => "topics x WHERE x.author_id = o.id AND x.deleted_at IS NULL AND x.accepted_post_id IS NOT NULL",
        Deed::EditedAPost => "revisions x WHERE x.editor_id = o.id AND x.number > 1",
        Deed::CompletedProfile => "members x WHERE x.id = o.id AND x.about_md <> ''",
    };
    let asked: Vec<String> = deeds.iter().map(|deed| format!("SELECT '{deed}' AS deed FROM o WHERE EXISTS (SELECT 1 FROM {})", told_by(deed))).collect();
    let query = format!("WITH o AS (SELECT CAST($1 AS BIGINT) AS id) {}", asked.join(" UNION ALL "));
    let query = diesel::sql_query(query).bind::<BigInt, _>(member.0).cached();
    let found: Vec<Done> = each!(conn, c => query.load(c))?;
    Ok(found.into_iter().map(|row| row.deed).collect())
}

/// Reads what else of a member the rulebook's privileges ask for; where they ask for points and quality alone, nothing.
///
/// # Errors
/// As [`facts`].
pub fn complete(conn: &mut Connection, standing: &mut Standing, book: &Rulebook, now: Timestamp) -> Result<()> {
    if let Some(wants) = book.privileges_want() {
        standing.more = facts(conn, standing.member, &wants, book, now)?;
    }
    Ok(())
}

/// What a post's row tells: id, kind, score, moment, author.
type OfPost = (PostId, PostKind, i64, Timestamp, Option<MemberId>);
/// What its topic's tells: id, author, moment, views, tags, category.
type OfTopic = (TopicId, Option<MemberId>, Timestamp, i64, String, CategoryId);

const OF_POST: (posts::id, posts::kind, posts::score, posts::created_at, posts::author_id) =
    (posts::id, posts::kind, posts::score, posts::created_at, posts::author_id);
const OF_TOPIC: (topics::id, topics::author_id, topics::created_at, topics::view_count, topics::tag_names, topics::category_id) =
    (topics::id, topics::author_id, topics::created_at, topics::view_count, topics::tag_names, topics::category_id);

/// What conditions look at of a post; the category only where it is wanted. None when there is no such post.
///
/// # Errors
/// When a query fails.
pub fn post(conn: &mut Connection, post: PostId, wants: &Wants) -> Result<Option<PostFacts>> {
    let row: Option<(OfPost, OfTopic)> = each!(conn, c => posts::table
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .filter(posts::id.eq(post))
        .select((OF_POST, OF_TOPIC))
        .cached()
        .get_result(c))
    .optional()?;
    let Some((post, topic)) = row else { return Ok(None) };
    let category = if wants.category { Some(each!(conn, c => categories::table.find(topic.5).select(categories::slug).cached().get_result(c))?) } else { None };
    Ok(Some(known(&post, &topic, category)))
}

/// As [`post`], of many at once, in the order of their ids.
///
/// # Errors
/// When a query fails.
pub fn posts(conn: &mut Connection, some: &[(TopicId, PostId)], wants: &Wants) -> Result<Vec<(TopicId, PostId, PostFacts)>> {
    let ids: Vec<PostId> = some.iter().map(|(_, post)| *post).collect();
    let rows: Vec<(OfPost, OfTopic)> = posts::table
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .filter(posts::id.eq_any(ids))
        .order(posts::id)
        .select((OF_POST, OF_TOPIC))
        .load(conn)?;
    let slugs: HashMap<CategoryId, String> =
        if wants.category { categories::table.select((categories::id, categories::slug)).load(conn)?.into_iter().collect() } else { HashMap::new() };
    Ok(rows.into_iter().map(|(post, topic)| (topic.0, post.0, known(&post, &topic, slugs.get(&topic.5).cloned()))).collect())
}

fn known(post: &OfPost, topic: &OfTopic, category: Option<String>) -> PostFacts {
    let (_, kind, score, at, author) = *post;
    let opens = kind == PostKind::Opening;
    PostFacts {
        kind,
        score,
        views: opens.then_some(topic.3),
        own_topic: !opens && author.is_some() && author == topic.1,
        days_after_topic: at.days_since(topic.2),
        minutes_after_topic: (!opens).then(|| (at.0 - topic.2.0).div_euclid(MINUTE)),
        category,
        tags: topic.4.split_whitespace().map(str::to_owned).collect(),
    }
}
