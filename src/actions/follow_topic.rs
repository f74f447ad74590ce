//! A member follows or bookmarks a topic.

use super::{Outcome, access_topic, check, standing, topic_subject};
use crate::rules::ids::{MemberId, TopicId};
use crate::rules::privileges::Action;
use crate::store::{Tx, topics};

/// Follows a topic: new answers are told.
///
/// # Errors
/// A refusal, or the database's failure.
pub fn follow(tx: &mut Tx<'_>, member: MemberId, topic: TopicId) -> Outcome<()> {
    allowed(tx, member, topic, Action::Follow)?;
    let now = tx.now;
    Ok(topics::follow(tx.conn, topic, member, now)?)
}

/// Ends a follow.
///
/// # Errors
/// A refusal, or the database's failure.
pub fn unfollow(tx: &mut Tx<'_>, member: MemberId, topic: TopicId) -> Outcome<()> {
    allowed(tx, member, topic, Action::Follow)?;
    Ok(topics::unfollow(tx.conn, topic, member)?)
}

/// Bookmarks a topic.
///
/// # Errors
/// A refusal, or the database's failure.
pub fn bookmark(tx: &mut Tx<'_>, member: MemberId, topic: TopicId) -> Outcome<()> {
    allowed(tx, member, topic, Action::Bookmark)?;
    let now = tx.now;
    Ok(topics::bookmark(tx.conn, topic, member, now)?)
}

/// Removes a bookmark.
///
/// # Errors
/// A refusal, or the database's failure.
pub fn unbookmark(tx: &mut Tx<'_>, member: MemberId, topic: TopicId) -> Outcome<()> {
    allowed(tx, member, topic, Action::Bookmark)?;
    Ok(topics::unbookmark(tx.conn, topic, member)?)
}

fn allowed(tx: &mut Tx<'_>, member: MemberId, topic: TopicId, action: Action) -> Outcome<()> {
    let who = standing(tx, member)?;
    let topic = access_topic(tx, &who, topic)?;
    check(tx, action, &who, &topic_subject(&topic))
}
