//! A post is deleted by its author or by staff, or comes back. Deleting the opening post deletes the topic.

use super::moderation::judge_flags;
use super::{Failure, Outcome, Target, accept_answer, access_post, check, emit, invalid, standing};
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, PostId};
use crate::rules::privileges::Action;
use crate::rules::text::Reason;
use crate::rules::vocabulary::{Decision, PostKind};
use crate::store::{Tx, audit, dialect, events, posts, topics};

/// Deletes a post. Staff say why, and the author reads it.
///
/// # Errors
/// A refusal, a missing reason, or the database's failure.
pub fn delete_post(tx: &mut Tx<'_>, member: MemberId, post: PostId, reason: &str) -> Outcome<()> {
    let who = standing(tx, member)?;
    let target = access_post(tx, &who, post)?;
    dialect::lock_members_of_posts(tx.conn, &[post], &[])?;
    check(tx, Action::DeletePost, &who, &target.subject)?;
    if target.post.author != Some(member) {
        let reason = Reason::parse(reason).map_err(|e| invalid("reason", e))?;
        decided(tx, &target, member, Decision::Delete, &reason)?;
    }
    remove(tx, &target, Some(member))
}

/// Restores a post. Staff say why, and the author reads it.
///
/// # Errors
/// A refusal, a missing reason, or the database's failure.
pub fn restore_post(tx: &mut Tx<'_>, member: MemberId, post: PostId, reason: &str) -> Outcome<()> {
    let who = standing(tx, member)?;
    let target = access_post(tx, &who, post)?;
    dialect::lock_members_of_posts(tx.conn, &[post], &[])?;
    check(tx, Action::RestorePost, &who, &target.subject)?;
    if target.post.author != Some(member) {
        let reason = Reason::parse(reason).map_err(|e| invalid("reason", e))?;
        decided(tx, &target, member, Decision::Restore, &reason)?;
        // What staff took away and bring back was taken wrongly; what its author took away says nothing about flags.
        if target.subject.deleted_by_staff {
            posts::set_hidden(tx.conn, post, None)?;
            judge_flags::overturn(tx, &target)?;
        }
    }
    bring_back(tx, &target, Some(member))
}

/// Takes a post away with all that hangs on it.
pub(crate) fn remove(tx: &mut Tx<'_>, target: &Target, by: Option<MemberId>) -> Outcome<()> {
    let post = target.post.id;
    let unaccepted = if target.post.accepted { accept_answer::take_back(tx, post)? } else { None };
    let standing = Some((target.post.kind, target.topic.kind));
    let event = Event::PostDeleted { topic: target.topic.id, post, author: target.post.author, by, standing, unaccepted };
    let now = tx.now;
    let id = events::append(tx.conn, &event, now)?;
    if !posts::delete(tx.conn, post, by, id, now)? {
        return Err(Failure::Changed);
    }
    if target.post.kind == PostKind::Opening {
        topics::set_deleted(tx.conn, target.topic.id, Some(now))?;
    }
    tx.push(id, event);
    Ok(())
}

/// Brings a deleted post back with the points it had, and accepted if it was.
pub(crate) fn bring_back(tx: &mut Tx<'_>, target: &Target, by: Option<MemberId>) -> Outcome<()> {
    let Some(deleted) = target.post.deleted_event else { return Err(Failure::Changed) };
    if !posts::restore(tx.conn, target.post.id)? {
        return Err(Failure::Changed);
    }
    if target.post.kind == PostKind::Opening {
        topics::set_deleted(tx.conn, target.topic.id, None)?;
    }
    let standing = Some((target.post.kind, target.topic.kind));
    emit(tx, Event::PostRestored { topic: target.topic.id, post: target.post.id, author: target.post.author, by, deleted, standing })?;
    match events::find(tx.conn, deleted)? {
        Some(Event::PostDeleted { unaccepted: Some(unaccepted), .. }) => accept_answer::give_back(tx, target, unaccepted),
        _ => Ok(()),
    }
}

/// Writes down what staff decided about a post, and lets its author know.
pub(crate) fn decided(tx: &mut Tx<'_>, target: &Target, by: MemberId, decision: Decision, reason: &Reason) -> Outcome<()> {
    let line = audit::NewLine {
        actor: Some(by),
        action: match decision {
            Decision::Hide => "post_hidden",
            Decision::Restore => "post_restored",
            Decision::Delete => "post_deleted",
            Decision::Warn => "post_warned",
            Decision::Dismiss => "flags_dismissed",
        },
        member: target.post.author,
        topic: Some(target.topic.id),
        post: Some(target.post.id),
        reason: reason.as_str(),
    };
    let now = tx.now;
    audit::append(tx.conn, &line, now)?;
    emit(
        tx,
        Event::PostDecided { topic: target.topic.id, post: target.post.id, author: target.post.author, by, decision, reason: reason.as_str().to_owned() },
    )?;
    Ok(())
}
