//! A member edits a post: text, and on opening posts title and tags. Every version is kept.

use super::ask_question::resolve_tags;
use super::prepare::{self, Typed, Writing};
use super::{Failure, Fields, Outcome, access_post, check, emit, standing, who_may_read};
use crate::effects;
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, PostId, TagId};
use crate::rules::limits;
use crate::rules::metrics::Scope;
use crate::rules::privileges::Action;
use crate::rules::text::{self, FieldError, TopicTitle};
use crate::rules::vocabulary::PostKind;
use crate::store::posts::Revision;
use crate::store::{Tx, audit, dialect, posts, tags, topics};

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

/// Stores a new version of a post; `body` is the form's, made ready before.
///
/// # Errors
/// A refusal, the wrong fields, [`FieldError::Changed`] when somebody else edited it meanwhile, or the database's failure.
pub fn edit_post(tx: &mut Tx<'_>, member: MemberId, post: PostId, form: &EditForm, body: &Typed) -> Outcome<()> {
    let who = standing(tx, member)?;
    let target = access_post(tx, &who, post)?;
    check(tx, Action::EditPost, &who, &target.subject)?;
    let mut fields = Fields::default();
    let prepared = fields.check("body", body.ready());
    let note = fields.check("note", text::optional_line(&form.note, limits::CATEGORY_DESCRIPTION)).unwrap_or_default();
    // Whose post it is reads why.
    if !text::is_shown(&form.note) && target.post.author.is_some_and(|author| author != member) {
        fields.wrong("note", FieldError::Missing);
    }
    let opening = target.post.kind == PostKind::Opening;
    let title = if opening { fields.check("title", TopicTitle::parse(&form.title)) } else { None };
    let tag_names = if opening { fields.check("tags", text::parse_tags(&form.tags)) } else { None };
    if form.revision != target.post.revision {
        fields.wrong("body", FieldError::Changed);
    }
    let Some(prepared) = prepared else { return Err(fields.failure()) };
    fields.finish()?;
    let now = tx.now;
    let unchanged = prepared.markdown == target.post.body_md
        && title.as_ref().is_none_or(|t| t.as_str() == target.topic.title)
        && tag_names.as_ref().is_none_or(|t| t.join(" ") == target.topic.tag_names);
    if unchanged {
        return Ok(());
    }
    prepare::check_limits(tx, &who, prepared)?;
    if tag_names.as_ref().is_some_and(|names| names.join(" ") != target.topic.tag_names) {
        dialect::lock_posts_of_topic(tx.conn, target.topic.id)?;
    }
    dialect::lock_member(tx.conn, member)?;
    prepare::check_pace(tx.conn, &tx.rulebook(), now, &who, Writing::Edit(post))?;
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
        body_md: prepared.markdown.clone(),
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
    let mentioned = prepare::newly_mentioned(tx.conn, &target.post.body_html, &prepared.mentioned)?;
    let mentioned = who_may_read(tx, target.topic.category, mentioned)?;
    emit(tx, Event::PostEdited { topic: target.topic.id, post, editor: Some(member), author: target.post.author, note, mentioned })?;
    Ok(())
}

/// Puts other tags on a topic, whose posts are held, and keeps the counts of both right.
pub(crate) fn retag(tx: &mut Tx<'_>, topic: &topics::Topic, names: &[String], new: &[TagId]) -> Outcome<()> {
    let before = tags::of_topic(tx.conn, topic.id)?;
    let less = |these: &[TagId], those: &[TagId]| these.iter().filter(|tag| !those.contains(tag)).map(|tag| Scope::Tag(*tag)).collect::<Vec<_>>();
    let (from, to) = (less(&before, new), less(new, &before));
    if !from.is_empty() || !to.is_empty() {
        effects::move_counts(tx, topic.id, &from, &to)?;
    }
    tags::count_topics(tx.conn, &before, -1)?;
    tags::detach_all(tx.conn, topic.id)?;
    for tag in new {
        tags::attach(tx.conn, topic.id, *tag, topic.active_at)?;
    }
    tags::count_topics(tx.conn, new, 1)?;
    topics::set_tag_names(tx.conn, topic.id, &names.join(" "))?;
    Ok(())
}
