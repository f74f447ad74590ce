//! The asker accepts an answer, or takes that back.

use super::{Failure, Outcome, Target, access_post, check, emit, standing, target};
use crate::rules::events::Event;
use crate::rules::ids::{EventId, MemberId, PostId};
use crate::rules::privileges::{Action, Standing};
use crate::rules::vocabulary::PostKind;
use crate::store::{Tx, dialect, events, topics};

/// Accepts an answer; another accepted answer of the same question gives way.
///
/// # Errors
/// A refusal, or the database's failure.
pub fn accept_answer(tx: &mut Tx<'_>, member: MemberId, post: PostId) -> Outcome<()> {
    let who = standing(tx, member)?;
    let target = answer(tx, &who, post)?;
    check(tx, Action::AcceptAnswer, &who, &target.subject)?;
    let topic = topics::find(tx.conn, target.topic.id)?.ok_or(Failure::NotFound)?;
    let posts: Vec<PostId> = topic.accepted_post.into_iter().chain([post]).collect();
    dialect::lock_members_of_posts(tx.conn, &posts, &[])?;
    if let Some(before) = topic.accepted_post {
        if before == post {
            return Ok(());
        }
        take_back(tx, before)?;
    }
    let event = Event::AnswerAccepted { topic: topic.id, post, answerer: target.post.author, asker: topic.author, restores: None };
    let now = tx.now;
    let id = events::append(tx.conn, &event, now)?;
    if !topics::accept(tx.conn, topic.id, post, id)? {
        return Err(Failure::Changed);
    }
    tx.push(id, event);
    Ok(())
}

/// Takes an acceptance back; an answer that is not accepted stays as it is.
///
/// # Errors
/// A refusal, or the database's failure.
pub fn unaccept_answer(tx: &mut Tx<'_>, member: MemberId, post: PostId) -> Outcome<()> {
    let who = standing(tx, member)?;
    let target = answer(tx, &who, post)?;
    check(tx, Action::AcceptAnswer, &who, &target.subject)?;
    dialect::lock_members_of_posts(tx.conn, &[post], &[])?;
    take_back(tx, post).map(drop)
}

/// Takes an acceptance back, whoever asks for it (also used when the answer is deleted); answers the event that says so, where there was one
/// to take back.
pub(crate) fn take_back(tx: &mut Tx<'_>, post: PostId) -> Outcome<Option<EventId>> {
    let target = target(tx, post)?;
    let Some(topic) = topics::find(tx.conn, target.topic.id)? else { return Err(Failure::NotFound) };
    let Some(accepted) = topic.accepted_event.filter(|_| topic.accepted_post == Some(post)) else { return Ok(None) };
    if !topics::unaccept(tx.conn, topic.id, post)? {
        return Ok(None);
    }
    emit(tx, Event::AnswerUnaccepted { topic: topic.id, post, answerer: target.post.author, asker: topic.author, accepted }).map(Some)
}

/// Accepts an answer again whose acceptance went with it when it was deleted, with what that had brought; unless another was accepted since.
pub(crate) fn give_back(tx: &mut Tx<'_>, target: &Target, unaccepted: EventId) -> Outcome<()> {
    let Some(topic) = topics::find(tx.conn, target.topic.id)? else { return Err(Failure::NotFound) };
    if topic.accepted_post.is_some() {
        return Ok(());
    }
    let event = Event::AnswerAccepted { topic: topic.id, post: target.post.id, answerer: target.post.author, asker: topic.author, restores: Some(unaccepted) };
    let now = tx.now;
    let id = events::append(tx.conn, &event, now)?;
    if !topics::accept(tx.conn, topic.id, target.post.id, id)? {
        return Err(Failure::Changed);
    }
    tx.push(id, event);
    Ok(())
}

fn answer(tx: &mut Tx<'_>, who: &Standing, post: PostId) -> Outcome<Target> {
    let target = access_post(tx, who, post)?;
    if target.post.kind == PostKind::Answer { Ok(target) } else { Err(Failure::NotFound) }
}
