//! A member opens a topic: asks a question or starts a discussion.

use super::prepare::{self, Typed, Writing};
use super::{Fields, Outcome, check, emit, invalid, sight_in, standing, who_may_read};
use crate::rules::events::Event;
use crate::rules::ids::{CategoryId, MemberId, PostId, TagId, TopicId};
use crate::rules::privileges::{Action, Privilege, Standing, Subject};
use crate::rules::text::{self, FieldError, TopicTitle};
use crate::rules::vocabulary::{PostKind, TopicKind};
use crate::store::posts::{NewPost, Revision};
use crate::store::topics::NewTopic;
use crate::store::{Tx, categories, dialect, drafts, posts, sight, tags, topics};
use serde::{Deserialize, Serialize};

/// The form of a new topic, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewTopicForm {
    pub kind: String,
    pub category: String,
    pub title: String,
    pub tags: String,
    pub body: String,
}

/// A topic that was posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    pub topic: TopicId,
    pub post: PostId,
    pub slug: String,
}

/// Place of the draft of a new topic.
pub const DRAFT: &str = "ask";

/// Posts a topic; `body` is the form's, made ready before.
///
/// # Errors
/// A refusal, the wrong fields, or the database's failure.
pub fn ask_question(tx: &mut Tx<'_>, member: MemberId, form: &NewTopicForm, body: &Typed) -> Outcome<Posted> {
    let who = standing(tx, member)?;
    check(tx, Action::AskQuestion, &who, &Subject::default())?;
    let mut fields = Fields::default();
    let kind = fields.check("kind", form.kind.parse::<TopicKind>().map_err(|_| FieldError::UnknownChoice));
    let category = match form.category.parse::<CategoryId>().ok() {
        Some(id) => categories::find(tx.conn, id)?,
        None => None,
    };
    // What is not there for this member is no choice of theirs.
    let category = match category {
        Some(found) if sight_in(tx, &who, found.id, found.audience.clone())?.has_category(found.id) => Some(found),
        Some(_) | None => None,
    };
    let category = fields.check("category", category.ok_or(FieldError::UnknownChoice));
    let title = fields.check("title", TopicTitle::parse(&form.title));
    let prepared = fields.check("body", body.ready());
    let tag_names = fields.check("tags", text::parse_tags(&form.tags));
    let (Some(kind), Some(category), Some(title), Some(prepared), Some(tag_names)) = (kind, category, title, prepared, tag_names) else {
        return Err(fields.failure());
    };
    let tag_ids = resolve_tags(tx, &who, &tag_names)?;
    let now = tx.now;
    // Two requests of one member at once: the second waits, and is held to the pace.
    dialect::lock_member(tx.conn, member)?;
    prepare::check_limits(tx, &who, prepared)?;
    prepare::check_pace(tx.conn, &tx.rulebook(), now, &who, Writing::Topic)?;

    let slug = text::slug(title.as_str());
    let new = NewTopic {
        kind,
        category: category.id,
        author: Some(member),
        title: title.as_str(),
        slug: &slug,
        tag_names: &tag_names.join(" "),
        view_count: 0,
        at: now,
    };
    let topic = topics::insert(tx.conn, &new)?;
    for tag in tag_ids {
        tags::attach(tx.conn, topic, tag, now)?;
    }
    let post = posts::insert(
        tx.conn,
        &NewPost {
            topic,
            kind: PostKind::Opening,
            author: Some(member),
            author_name: "",
            body_md: &prepared.markdown,
            body_html: &prepared.html,
            wiki_at: None,
            at: now,
        },
    )?;
    topics::set_opening_post(tx.conn, topic, post)?;
    posts::insert_revision(
        tx.conn,
        post,
        &Revision {
            number: 1,
            editor: Some(member),
            title: Some(title.as_str().to_owned()),
            tag_names: Some(tag_names.join(" ")),
            body_md: prepared.markdown.clone(),
            note: String::new(),
            at: now,
        },
    )?;
    prepare::keep_pictures(tx, post, &prepared.html)?;
    topics::follow(tx.conn, topic, member, now)?;
    topics::mark_read(tx.conn, topic, member, now)?;
    drafts::remove(tx.conn, member, DRAFT)?;
    let mentioned = who_may_read(tx, category.id, prepared.mentioned.clone())?;
    emit(tx, Event::TopicPosted { topic, post, author: Some(member), topic_kind: kind, mentioned })?;
    Ok(Posted { topic, post, slug })
}

/// The ids of the tags named; new ones are made for members who may. For others a tag that only topics have which they may not see is as
/// good as none.
pub(super) fn resolve_tags(tx: &mut Tx<'_>, who: &Standing, names: &[String]) -> Outcome<Vec<TagId>> {
    let mut known = tags::by_names(tx.conn, names)?;
    if !known.is_empty() && check(tx, Action::CreateTag, who, &Subject::default()).is_err() {
        let (book, now) = (tx.rulebook(), tx.now);
        let audiences = sight::audiences(tx.conn)?;
        let sight = sight::in_standing(tx.conn, who, &audiences, &book, now)?;
        known = tags::of_these(tx.conn, &sight, known)?;
    }
    let mut ids = Vec::new();
    for name in names {
        match known.iter().find(|t| t.name == *name) {
            Some(tag) => ids.push(tag.id),
            None => {
                check(tx, Action::CreateTag, who, &Subject::default()).map_err(|_| {
                    let need = tx.rulebook().requirement(Privilege::CreateTag).points();
                    invalid("tags", FieldError::TagUnknown { tag: name.clone(), need })
                })?;
                ids.push(tags::ensure(tx.conn, name, tx.now)?);
            }
        }
    }
    Ok(ids)
}
