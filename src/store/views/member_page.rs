//! A member's profile: who they are, their numbers, badges, days, best answers, latest topics and how far their topics came. Eight
//! queries, a ninth for those who may see sanctions, two more where something is closed to the reader.

mod closed;

use super::topic_list::{self, TopicLine, Which};
use crate::rules::conditions::{Condition, Facts, Wants};
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::kinds;
use crate::rules::metrics::{Asked, Metric, Within};
use crate::rules::rulebook::Rulebook;
use crate::rules::sight::Sight;
use crate::rules::tiers;
use crate::rules::time::{Day, Timestamp};
use crate::rules::vocabulary::PostKind;
use crate::store::cached::KeepPrepared;
use crate::store::members::{CARD, MemberCard};
use crate::store::sanctions::{self, Sanction};
use crate::store::schema::{member_days, members, posts, topics};
use crate::store::{Connection, Result, awards, conditions, sight};
use diesel::prelude::*;

/// What a profile shows.
#[derive(Debug, Clone)]
pub struct MemberPage {
    pub card: MemberCard,
    pub person: Person,
    pub counts: Counts,
    /// Discussions opened, as far as they are there for the reader.
    pub discussions: i64,
    /// Badges held: key and how often.
    pub badges: Vec<(String, i64)>,
    /// Days with something to tell, oldest first.
    pub days: Vec<MemberDay>,
    /// The highest score first.
    pub best: Vec<BestPost>,
    /// The newest first.
    pub topics: Vec<TopicLine>,
    /// None for who has opened no topic, or very many.
    pub heights: Option<Heights>,
    /// Sanctions, newest first; empty for readers who may not know them.
    pub sanctions: Vec<Sanction>,
}

/// What a member says of themselves, and how they stand.
#[derive(Debug, Clone, Queryable)]
pub struct Person {
    pub about_html: String,
    pub location: String,
    pub website: String,
    pub since: Timestamp,
    pub silenced_until: Option<Timestamp>,
    pub suspended_until: Option<Timestamp>,
}

/// A member's counters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Queryable)]
pub struct Counts {
    pub questions: i64,
    pub answers: i64,
    pub accepted: i64,
    pub comments: i64,
    /// Reviewed actions found good, and found bad.
    pub good: i64,
    pub bad: i64,
}

impl Counts {
    /// The value of a counter; none for metrics that are counted elsewhere.
    fn of(&self, metric: Metric) -> Option<i64> {
        let all = [
            (Metric::Questions, self.questions),
            (Metric::Answers, self.answers),
            (Metric::AcceptedAnswers, self.accepted),
            (Metric::Comments, self.comments),
            (Metric::UpheldFlags, self.good),
            (Metric::Faults, self.bad),
        ];
        all.iter().find(|(one, _)| *one == metric).map(|(_, value)| *value)
    }
}

/// One day of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct MemberDay {
    pub day: Day,
    pub points: i64,
    /// Posts and comments.
    pub contributions: i64,
}

/// One of a member's answers or replies.
#[derive(Debug, Clone, Queryable)]
pub struct BestPost {
    pub id: PostId,
    pub kind: PostKind,
    pub score: i64,
    pub accepted: bool,
    pub at: Timestamp,
    pub topic: TopicId,
    pub title: String,
}

/// How far a member's topics came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Heights {
    /// The highest score.
    pub score: i64,
    /// The most views.
    pub views: i64,
}

/// Whether the reader may know of sanctions: staff and the member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Insight {
    Public,
    Sanctions,
}

/// Best answers, and latest topics, on a profile.
const FEW: i64 = 5;
/// Of members with more topics it is not asked how far the best of them came: that would take reading them all.
const COMPARED: i64 = 20;

/// The columns of a [`Person`], of [`Counts`].
type PersonRow = (MemberCard, Person, Counts);

/// The member with this handle; none when there is no such member.
///
/// # Errors
/// When a query fails.
fn find(conn: &mut Connection, handle: &str) -> Result<Option<(MemberId, PersonRow)>> {
    let row: Option<PersonRow> = members::table
        .filter(members::handle_key.eq(handle.to_lowercase()))
        .filter(members::deleted_at.is_null())
        .select((
            CARD,
            (members::about_html, members::location, members::website, members::created_at, members::silenced_until, members::suspended_until),
            (members::question_count, members::answer_count, members::accepted_count, members::comment_count, members::good_count, members::bad_count),
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|row| (row.0.id, row)))
}

/// Reads a profile; days from `since` on. `reader` is for unread marks; `insight` decides by the member found.
///
/// # Errors
/// When a query fails.
pub fn load(
    conn: &mut Connection,
    sight: &Sight,
    handle: &str,
    since: Day,
    reader: Option<(MemberId, Timestamp)>,
    insight: impl FnOnce(MemberId) -> Insight,
) -> Result<Option<MemberPage>> {
    let Some((id, (card, person, mut counts))) = find(conn, handle)? else { return Ok(None) };
    let mut days = days(conn, id, since)?;
    closed::leave_out(conn, sight, id, &mut counts, &mut days)?;
    let badges = awards::of_member(conn, id)?;
    let sanctions = match insight(id) {
        Insight::Sanctions => sanctions::of_member(conn, id)?,
        Insight::Public => Vec::new(),
    };
    Ok(Some(MemberPage {
        badges,
        days,
        best: best(conn, sight, id)?,
        discussions: discussions(conn, sight, id)?,
        heights: heights(conn, sight, id)?,
        topics: topic_list::page(conn, sight, Which::OpenedBy(id), None, FEW, reader)?.lines,
        sanctions,
        card,
        person,
        counts,
    }))
}

/// What the next tier and the badges to come ask to know of a profile's member, as this reader may know it: what the numbers of the profile do
/// not tell is read for those to whom nothing is closed, and for the member.
///
/// # Errors
/// When a query fails.
pub fn facts(conn: &mut Connection, sight: &Sight, page: &MemberPage, book: &Rulebook, now: Timestamp) -> Result<Facts> {
    let next = tiers::next(&book.tiers, &page.card.tier).map(|next| &next.needs);
    let near = book.badges.iter().map(|badge| &badge.when).filter(|when| is_told(when));
    let mut wants = Wants::of(next.into_iter().chain(near));
    let own = |asked: &Asked| {
        let plain = asked.within == Within::Everywhere && asked.days.is_none();
        let counted = if asked.metric == Metric::Reputation { Some(page.card.reputation) } else { page.counts.of(asked.metric) };
        counted.filter(|_| plain)
    };
    let known: Vec<(Asked, i64)> = wants.asked.iter().filter_map(|asked| Some((asked.clone(), own(asked)?))).collect();
    wants.asked.retain(|asked| own(asked).is_none());
    let may_know = sight.closed().is_empty() || sight.reader == Some(page.card.id);
    let mut facts = if wants.of_members() && may_know { conditions::facts(conn, page.card.id, &wants, book, now)? } else { Facts::default() };
    facts.numbers.extend(known);
    Ok(facts)
}

/// Whether a profile tells how far a badge is: numbers are told, what was done or not is not looked up.
pub fn is_told(when: &Condition) -> bool {
    !when.asks(&mut |part| matches!(part, Condition::Did(_) | Condition::Post(_)))
}

fn days(conn: &mut Connection, member: MemberId, since: Day) -> Result<Vec<MemberDay>> {
    Ok(member_days::table
        .filter(member_days::member_id.eq(member))
        .filter(member_days::day.ge(since))
        .order(member_days::day)
        .select((member_days::day, member_days::points, member_days::contributions))
        .load(conn)?)
}

fn discussions(conn: &mut Connection, sight: &Sight, member: MemberId) -> Result<i64> {
    let kinds = kinds::those(|kind| kind.opened_as == Some(Metric::Discussions)).map(|kind| kind.kind);
    let opened = topics::table.filter(topics::author_id.eq(member)).filter(topics::kind.eq_any(kinds)).filter(sight::listed(sight));
    Ok(opened.select(diesel::dsl::count_star()).first(conn)?)
}

fn best(conn: &mut Connection, sight: &Sight, member: MemberId) -> Result<Vec<BestPost>> {
    Ok(posts::table
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .filter(posts::author_id.eq(member))
        .filter(posts::deleted_at.is_null())
        .filter(posts::hidden_at.is_null())
        .filter(posts::kind.ne(PostKind::Opening))
        .filter(sight::listed(sight))
        .order((posts::score.desc(), posts::id.desc()))
        .limit(FEW)
        .select((posts::id, posts::kind, posts::score, posts::accepted, posts::created_at, topics::id, topics::title))
        .cached()
        .load(conn)?)
}

fn heights(conn: &mut Connection, sight: &Sight, member: MemberId) -> Result<Option<Heights>> {
    let topics: Vec<(i64, i64)> = topics::table
        .filter(topics::author_id.eq(member))
        .filter(sight::listed(sight))
        .order((topics::created_at.desc(), topics::id.desc()))
        .limit(COMPARED + 1)
        .select((topics::score, topics::view_count))
        .cached()
        .load(conn)?;
    if topics.len() > COMPARED as usize {
        return Ok(None);
    }
    let highest = |of: fn(&(i64, i64)) -> i64| topics.iter().map(of).max();
    Ok(highest(|t| t.0).zip(highest(|t| t.1)).map(|(score, views)| Heights { score, views }))
}
