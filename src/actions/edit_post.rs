//! A member edits a post: text, and on opening posts title and tags. Every version is kept.

use super::ask_question::resolve_tags;
use super::prepare;
use super::{Failure, Fields, Outcome, access_post, check, emit, standing};
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, PostId};
use crate::rules::limits;
use crate::rules::privileges::Action;
use crate::rules::text::{self, FieldError, PostBody, TopicTitle};
use crate::rules::vocabulary::PostKind;
use crate::store::posts::Revision;
use crate::store::{Tx, audit, posts, tags, topics};

/// The form of an edit, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct EditForm {
    /// The revision that the editor saw.
    pub revision: i64,
    pub title: String,
    pub tags: String,
    pub body: String,
    /// What was changed and why.
    pub note: String,
}

/// Stores a new version of a post.
///
/// # Errors
/// A refusal, the wrong fields, [`FieldError::Changed`] when somebody else edited it meanwhile, or the database's failure.
pub fn edit_post(tx: &mut Tx<'_>, member: MemberId, post: PostId, form: &EditForm) -> Outcome<()> {
    let who = standing(tx, member)?;
    let target = access_post(tx, &who, post)?;
    check(tx, Action::EditPost, &who, &target.subject)?;
    let mut fields = Fields::default();
    let body = fields.check("body", PostBody::parse(&form.body));
    let note = text::clean_line(&form.note);
    if note.chars().count() > limits::CATEGORY_DESCRIPTION {
        fields.wrong("note", FieldError::TooLong { most: limits::CATEGORY_DESCRIPTION as i64, have: note.chars().count() as i64 });
    }
    // Whose post it is reads why.
    if note.is_empty() && target.post.author.is_some_and(|author| author != member) {
        fields.wrong("note", FieldError::Missing);
    }
    let opening = target.post.kind == PostKind::Opening;
    let title = if opening { fields.check("title", TopicTitle::parse(&form.title)) } else { None };
    let tag_names = if opening { fields.check("tags", text::parse_tags(&form.tags)) } else { None };
    if form.revision != target.post.revision {
        fields.wrong("body", FieldError::Changed);
    }
    let Some(body) = body else { return Err(fields.failure()) };
    fields.finish()?;
    let now = tx.now;
    let unchanged = body.as_str() == target.post.body_md
        && title.as_ref().is_none_or(|t| t.as_str() == target.topic.title)
        && tag_names.as_ref().is_none_or(|t| t.join(" ") == target.topic.tag_names);
    if unchanged {
        return Ok(());
    }
    let prepared = prepare::post(tx, &who, body.as_str())?;
    if let (Some(title), Some(tag_names)) = (&title, &tag_names) {
        let new_tags = resolve_tags(tx, &who, tag_names)?;
        retag(tx, &target.topic, tag_names, &new_tags)?;
        topics::set_title(tx.conn, target.topic.id, title.as_str(), &text::slug(title.as_str()))?;
    }
    if !posts::set_body(tx.conn, post, form.revision, &prepared.markdown, &prepared.html, Some(member), now)? {
        return Err(Failure::Changed);
    }
    prepare::keep_pictures(tx, post, &prepared.html)?;
    let revision = Revision {
        number: form.revision + 1,
        editor: Some(member),
        title: title.map(|t| t.as_str().to_owned()),
        tag_names: tag_names.map(|t| t.join(" ")),
        body_md: prepared.markdown,
        note: note.clone(),
        at: now,
    };
    posts::insert_revision(tx.conn, post, &revision)?;
    if target.post.author != Some(member) {
        let line = audit::NewLine {
            actor: Some(member),
            action: "post_edited",
            member: target.post.author,
            topic: Some(target.topic.id),
            post: Some(post),
            reason: &revision.note,
        };
        audit::append(tx.conn, &line, now)?;
    }
    emit(tx, Event::PostEdited { topic: target.topic.id, post, editor: Some(member), author: target.post.author, note })?;
    Ok(())
}

/// Puts other tags on a topic and keeps the counts of both right.
pub(crate) fn retag(tx: &mut Tx<'_>, topic: &topics::Topic, names: &[String], new: &[crate::rules::ids::TagId]) -> Outcome<()> {
    let before = tags::of_topic(tx.conn, topic.id)?;
    tags::count_topics(tx.conn, &before, -1)?;
    tags::detach_all(tx.conn, topic.id)?;
    for tag in new {
        tags::attach(tx.conn, topic.id, *tag, topic.active_at)?;
    }
    tags::count_topics(tx.conn, new, 1)?;
    topics::set_tag_names(tx.conn, topic.id, &names.join(" "))?;
    Ok(())
}
