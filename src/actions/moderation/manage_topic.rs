//! Staff lock, pin, move or retag a topic; members with the privilege retag, too.

use crate::actions::ask_question::resolve_tags;
use crate::actions::edit_post::retag;
use crate::actions::{Failure, Fields, Outcome, access_topic, check, emit, invalid, standing, topic_subject};
use crate::effects;
use crate::rules::events::{Event, TopicChange};
use crate::rules::ids::{CategoryId, MemberId, TopicId};
use crate::rules::metrics::Scope;
use crate::rules::privileges::{Action, Standing};
use crate::rules::text::{self, FieldError, Reason};
use crate::store::posts::{self, Revision};
use crate::store::topics::{self, Pin, Topic};
use crate::store::{Tx, audit, categories, dialect};

/// What is to be done to a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    Lock,
    Unlock,
    Pin,
    Unpin,
    Move { category: CategoryId },
    Retag { tags: String },
}

impl Order {
    fn change(&self) -> (TopicChange, &'static str) {
        match self {
            Order::Lock => (TopicChange::Locked, "topic_locked"),
            Order::Unlock => (TopicChange::Unlocked, "topic_unlocked"),
            Order::Pin => (TopicChange::Pinned, "topic_pinned"),
            Order::Unpin => (TopicChange::Unpinned, "topic_unpinned"),
            Order::Move { .. } => (TopicChange::Moved, "topic_moved"),
            Order::Retag { .. } => (TopicChange::Retagged, "topic_retagged"),
        }
    }
}

/// Carries an order out.
///
/// # Errors
/// A refusal, a wrong field, or the database's failure.
pub fn manage_topic(tx: &mut Tx<'_>, member: MemberId, topic: TopicId, order: &Order, reason: &str) -> Outcome<()> {
    let who = standing(tx, member)?;
    let topic = access_topic(tx, &who, topic)?;
    let action = match order {
        Order::Retag { .. } => Action::RetagTopic,
        Order::Lock | Order::Unlock | Order::Pin | Order::Unpin | Order::Move { .. } => Action::ManageTopic,
    };
    check(tx, action, &who, &topic_subject(&topic))?;
    let mut fields = Fields::default();
    let reason = fields.check("reason", Reason::parse(reason));
    if let Order::Retag { tags } = order {
        // Told together with a wrong reason.
        fields.check("tags", text::parse_tags(tags));
    }
    let Some(reason) = reason else { return Err(fields.failure()) };
    fields.finish()?;
    if !carry_out(tx, &who, &topic, order, &reason)? {
        return Err(Failure::Changed);
    }
    let (what, action) = order.change();
    let line = audit::NewLine { actor: Some(member), action, member: topic.author, topic: Some(topic.id), post: None, reason: reason.as_str() };
    let now = tx.now;
    audit::append(tx.conn, &line, now)?;
    emit(tx, Event::TopicManaged { topic: topic.id, author: topic.author, by: member, what, reason: reason.as_str().to_owned() })?;
    Ok(())
}

/// False when it was so already.
fn carry_out(tx: &mut Tx<'_>, who: &Standing, topic: &Topic, order: &Order, reason: &Reason) -> Outcome<bool> {
    let now = tx.now;
    Ok(match order {
        Order::Lock => topics::set_locked(tx.conn, topic.id, Some(now))?,
        Order::Unlock => topics::set_locked(tx.conn, topic.id, None)?,
        Order::Pin => topics::set_pinned(tx.conn, topic.id, Pin::Pinned)?,
        Order::Unpin => topics::set_pinned(tx.conn, topic.id, Pin::Unpinned)?,
        Order::Move { category } => {
            let to = categories::find(tx.conn, *category)?.ok_or_else(|| invalid("category", FieldError::UnknownChoice))?;
            dialect::lock_posts_of_topic(tx.conn, topic.id)?;
            effects::move_counts(tx, topic.id, &[Scope::Category(topic.category)], &[Scope::Category(to.id)])?;
            categories::count_topics(tx.conn, topic.category, -1)?;
            categories::count_topics(tx.conn, to.id, 1)?;
            topics::set_category(tx.conn, topic.id, to.id)?;
            to.id != topic.category
        }
        Order::Retag { tags } => {
            let names = text::parse_tags(tags).map_err(|e| invalid("tags", e))?;
            if names.join(" ") == topic.tag_names {
                return Ok(false);
            }
            let ids = resolve_tags(tx, who, &names)?;
            dialect::lock_posts_of_topic(tx.conn, topic.id)?;
            retag(tx, topic, &names, &ids)?;
            keep_version(tx, who.member, topic, &names, reason)?;
            true
        }
    })
}

/// The history of the opening post shows its new tags. Its text stays what it was, so votes on it do not open again.
fn keep_version(tx: &mut Tx<'_>, member: MemberId, topic: &Topic, names: &[String], reason: &Reason) -> Outcome<()> {
    let Some(opening) = topic.opening_post else { return Ok(()) };
    dialect::lock_post(tx.conn, opening)?;
    let post = posts::find(tx.conn, opening)?.ok_or(Failure::NotFound)?;
    let revision = Revision {
        number: post.revision + 1,
        editor: Some(member),
        title: Some(topic.title.clone()),
        tag_names: Some(names.join(" ")),
        body_md: post.body_md,
        note: reason.as_str().to_owned(),
        at: tx.now,
    };
    posts::insert_revision(tx.conn, opening, &revision)?;
    posts::set_revision(tx.conn, opening, revision.number)?;
    Ok(())
}
