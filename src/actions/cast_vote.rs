//! A member votes on a post, or takes the vote back.

use super::{Failure, Outcome, access_post, access_post_alone, check, emit, standing};
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, PostId};
use crate::rules::privileges::{Action, Refusal, Standing};
use crate::rules::time::MINUTE;
use crate::rules::vocabulary::PostKind;
use crate::store::dialect::{self, Matter};
use crate::store::votes::{self, NewVote, Vote};
use crate::store::{Tx, events, posts};

/// Which way a vote points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

impl Direction {
    /// +1 or −1.
    pub fn value(self) -> i64 {
        match self {
            Direction::Up => 1,
            Direction::Down => -1,
        }
    }

    /// The privilege it takes.
    pub fn action(self) -> Action {
        match self {
            Direction::Up => Action::VoteUp,
            Direction::Down => Action::VoteDown,
        }
    }
}

/// Casts a vote. A standing vote the other way is taken back first; the same vote again changes nothing.
///
/// # Errors
/// A refusal, or the database's failure.
pub fn cast_vote(tx: &mut Tx<'_>, member: MemberId, post: PostId, direction: Direction) -> Outcome<()> {
    // Two votes of one member at once: the second waits, and is counted after the first.
    dialect::decide_alone(tx.conn, Matter::ActsOf(member))?;
    let who = standing(tx, member)?;
    let target = voted(tx, post, &who)?;
    check(tx, direction.action(), &who, &target.subject)?;
    if let Some(standing) = votes::of_member(tx.conn, post, member)? {
        if standing.value == direction.value() {
            return Ok(());
        }
        take_back(tx, &target, member, &standing)?;
    }
    check_daily_limits(tx, &who, target.post.author, direction)?;
    // After a post became the community's, votes on it earn nothing.
    let earns = target.post.wiki_at.is_none_or(|wiki| wiki > tx.now);
    let author = target.post.author.filter(|_| earns);
    let event = Event::VoteCast {
        topic: target.topic.id,
        post,
        post_kind: target.post.kind,
        topic_kind: target.topic.kind,
        author,
        voter: Some(member),
        value: direction.value(),
    };
    let now = tx.now;
    let id = events::append(tx.conn, &event, now)?;
    let new = NewVote { post, member: Some(member), author: target.post.author, value: direction.value(), event: id, at: now };
    if votes::cast(tx.conn, &new)?.is_none() {
        return Err(Failure::Changed);
    }
    tx.push(id, event);
    Ok(())
}

/// Takes a member's vote back; without a vote nothing happens.
///
/// # Errors
/// A refusal, or the database's failure.
pub fn retract_vote(tx: &mut Tx<'_>, member: MemberId, post: PostId) -> Outcome<()> {
    let who = standing(tx, member)?;
    let target = voted(tx, post, &who)?;
    let Some(vote) = votes::of_member(tx.conn, post, member)? else { return Ok(()) };
    // Who may vote may take back: the lesser privilege suffices, even if the member has lost points since.
    if let Err(Failure::Refused(refusal)) = check(tx, Action::VoteUp, &who, &target.subject)
        && !matches!(refusal, Refusal::Reputation { .. })
    {
        return Err(refusal.into());
    }
    take_back(tx, &target, member, &vote)
}

/// The post, held with its topic where the vote moves the topic's score, too; then author and voter, whose limits and points it moves.
fn voted(tx: &mut Tx<'_>, post: PostId, voter: &Standing) -> Outcome<super::Target> {
    let kind = posts::find(tx.conn, post)?.ok_or(Failure::NotFound)?.kind;
    let target = if kind == PostKind::Opening { access_post(tx, voter, post)? } else { access_post_alone(tx, voter, post)? };
    let concerned: Vec<MemberId> = target.post.author.into_iter().chain([voter.member]).collect();
    dialect::lock_members(tx.conn, &concerned)?;
    Ok(target)
}

fn take_back(tx: &mut Tx<'_>, target: &super::Target, member: MemberId, vote: &Vote) -> Outcome<()> {
    let minutes = tx.rulebook().limits.vote_locks_after_minutes;
    let locked = tx.now.0 - vote.at.0 > minutes * MINUTE;
    let edited_since = target.post.edited_at.is_some_and(|edited| edited > vote.at);
    if locked && !edited_since {
        return Err(Refusal::VoteLocked.into());
    }
    if !votes::remove(tx.conn, vote.id)? {
        return Err(Failure::Changed);
    }
    let taken = Some((target.post.kind, vote.value));
    emit(tx, Event::VoteRetracted { topic: target.topic.id, post: target.post.id, author: target.post.author, voter: Some(member), cast: vote.event, taken })?;
    Ok(())
}

fn check_daily_limits(tx: &mut Tx<'_>, who: &Standing, author: Option<MemberId>, direction: Direction) -> Outcome<()> {
    let book = tx.rulebook();
    let today = tx.now.day().start();
    let limit = book.limits.votes_a_day;
    if votes::cast_since(tx.conn, who.member, today)? >= limit {
        return Err(Refusal::DailyVotes { limit }.into());
    }
    let limit = match direction {
        Direction::Up => book.limits.upvotes_for_one_member_a_day,
        Direction::Down => book.limits.downvotes_for_one_member_a_day,
    };
    if let Some(author) = author
        && votes::cast_for_since(tx.conn, who.member, author, direction.value(), today)? >= limit
    {
        return Err(Refusal::VotesForMember { limit }.into());
    }
    Ok(())
}
