//! A member answers a question or replies in a discussion.

use super::prepare::{self, Typed, Writing};
use super::{Fields, Outcome, access_topic, check, emit, standing, topic_subject, who_may_read};
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::privileges::Action;
use crate::store::posts::{NewPost, Revision};
use crate::store::{Tx, dialect, drafts, posts, topics};

/// Place of the draft of an answer.
pub fn draft_place(topic: TopicId) -> String {
    format!("answer-{topic}")
}

/// Posts an answer or reply.
///
/// # Errors
/// A refusal, the wrong field, or the database's failure.
pub fn post_answer(tx: &mut Tx<'_>, member: MemberId, topic: TopicId, body: &Typed) -> Outcome<PostId> {
    let who = standing(tx, member)?;
    let topic = access_topic(tx, &who, topic)?;
    check(tx, Action::PostAnswer, &who, &topic_subject(&topic))?;
    let mut fields = Fields::default();
    let Some(prepared) = fields.check("body", body.ready()) else { return Err(fields.failure()) };
    let now = tx.now;
    prepare::check_limits(tx, &who, prepared)?;
    dialect::lock_member(tx.conn, member)?;
    prepare::check_pace(tx.conn, &tx.rulebook(), now, &who, Writing::Answer(topic.id))?;

    let kind = topic.kind.describe().follow_up;
    let post = posts::insert(
        tx.conn,
        &NewPost {
            topic: topic.id,
            kind,
            author: Some(member),
            author_name: "",
            body_md: &prepared.markdown,
            body_html: &prepared.html,
            wiki_at: None,
            at: now,
        },
    )?;
    let first = Revision { number: 1, editor: Some(member), title: None, tag_names: None, body_md: prepared.markdown.clone(), note: String::new(), at: now };
    posts::insert_revision(tx.conn, post, &first)?;
    topics::follow(tx.conn, topic.id, member, now)?;
    topics::mark_read(tx.conn, topic.id, member, now)?;
    drafts::remove(tx.conn, member, &draft_place(topic.id))?;
    prepare::keep_pictures(tx, post, &prepared.html)?;
    let mentioned = who_may_read(tx, topic.category, prepared.mentioned.clone())?;
    emit(tx, Event::AnswerPosted { topic: topic.id, post, author: Some(member), topic_author: topic.author, post_kind: kind, mentioned })?;
    Ok(post)
}
