//! What questions and answers share: their texts, their first version, and what becomes of a changed one.

use super::batches::Fresh;
use super::rows::PostRow;
use super::source::RowDigest;
use super::{Work, members, replay};
use crate::actions::delete_post;
use crate::effects::{self, IndexedWords};
use crate::import::ImportError;
use crate::import::html_to_markdown::to_markdown;
use crate::markdown;
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::text;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::PostKind;
use crate::store::posts::{self, NewPost, Revision};
use crate::store::search_index::Prepared;
use crate::store::{Connection, Tx, topics};

/// Kind of posts in `import_rows`.
pub(super) const KIND: &str = "post";

/// Types of posts in a dump.
pub(super) const QUESTION: i64 = 1;
pub(super) const ANSWER: i64 = 2;
pub(super) const TAG_EXCERPT: i64 = 4;

/// What questions and answers have in common, ready to be written.
pub(super) struct Text {
    pub id: i64,
    pub digest: i64,
    pub local: Option<PostId>,
    pub author: Option<MemberId>,
    pub author_name: String,
    pub body_md: String,
    pub body_html: String,
    pub at: Timestamp,
    pub wiki_at: Option<Timestamp>,
    /// When it was edited last, and by whom.
    pub edited: Option<(Timestamp, Option<MemberId>)>,
    /// What the search index should hold of a new post.
    pub words: Option<Prepared>,
}

impl Text {
    /// Makes a new post's words ready; one that is there already is indexed with what becomes of it.
    pub(super) fn prepare_words(&mut self, work: &Work, kind: PostKind, title: &str, tags: &str) {
        if self.local.is_none() && !work.unsearched {
            let words = IndexedWords::of(kind, &self.body_html, title.to_owned(), tags.to_owned());
            self.words = Some(Prepared::new(work.db.address(), &words.document()));
        }
    }
}

/// Digest of all of a post that is brought; votes, counts and dates of activity follow from other rows.
pub(super) fn digest(row: &PostRow) -> i64 {
    let tags = row.tags.join(" ");
    RowDigest::new()
        .text(row.title.as_deref())
        .text(Some(&row.body))
        .text(Some(&tags))
        .number(row.view_count)
        .number(row.accepted_answer_id)
        .number(row.community_owned_date)
        .number(row.last_edit_date)
        .finish()
}

/// Converts posts and looks up who wrote and edited them.
pub(super) fn texts(conn: &mut Connection, work: &Work, rows: &mut [Fresh<PostRow>]) -> Result<Vec<Text>, ImportError> {
    let named = rows.iter().flat_map(|fresh| [fresh.row.owner_user_id, fresh.row.last_editor_user_id]);
    let known = members::known(conn, &work.source, named)?;
    let member = |id: Option<i64>| id.and_then(|id| known.get(&id).copied());
    Ok(rows
        .iter_mut()
        .map(|Fresh { row, digest, local }| {
            let body_md = text::clean(&to_markdown(&std::mem::take(&mut row.body))).trim().to_owned();
            let author_name = row.owner_display_name.take().or_else(|| (row.owner_user_id == Some(-1)).then(|| "Community".to_owned()));
            Text {
                id: row.id,
                digest: *digest,
                local: local.map(PostId),
                author: member(row.owner_user_id),
                author_name: text::clean_line(&author_name.unwrap_or_default()),
                // Bodies have no mentions: the conversion keeps every @ a mere sign.
                body_html: markdown::render(&body_md, &|_| None).html,
                body_md,
                at: Timestamp(row.creation_date),
                wiki_at: row.community_owned_date.map(Timestamp),
                edited: row.last_edit_date.map(|at| (Timestamp(at), member(row.last_editor_user_id))),
                words: None,
            }
        })
        .collect())
}

/// Writes a new post with its first version.
pub(super) fn add(tx: &mut Tx<'_>, work: &Work, topic: TopicId, kind: PostKind, text: &Text, heading: Option<(&str, &str)>) -> Result<PostId, ImportError> {
    let new = NewPost {
        topic,
        kind,
        author: text.author,
        author_name: &text.author_name,
        body_md: &text.body_md,
        body_html: &text.body_html,
        wiki_at: text.wiki_at,
        at: text.at,
    };
    let post = posts::insert(tx.conn, &new)?;
    match &text.words {
        Some(words) if !topics::is_deleted(tx.conn, topic)? => tx.index(post, words.clone()),
        _ => {}
    }
    if let Some((at, by)) = text.edited {
        posts::set_edited(tx.conn, post, by, at)?;
    }
    if !work.has_history {
        posts::insert_revision(tx.conn, post, &version(1, text.author, text, heading, text.at))?;
        edited(tx, work, topic, post, text)?;
    }
    Ok(post)
}

/// Writes what changed of a post. What was deleted because it had gone comes back.
pub(super) fn change(tx: &mut Tx<'_>, work: &Work, post: PostId, text: &Text, heading: Option<(&str, &str)>) -> Result<(), ImportError> {
    tx.now = work.now;
    let mut target = crate::actions::target(tx, post)?;
    // What somebody here deleted stays deleted.
    if target.post.deleted_at.is_some() && target.post.deleted_by.is_none() {
        delete_post::bring_back(tx, &target, None)?;
        effects::settle(tx)?;
        target = crate::actions::target(tx, post)?;
    }
    let rewritten = target.post.body_md != text.body_md;
    if rewritten || target.post.wiki_at != text.wiki_at {
        posts::set_text(tx.conn, post, &text.body_md, &text.body_html, text.wiki_at)?;
    }
    if let Some((at, by)) = text.edited {
        posts::set_edited(tx.conn, post, by, at)?;
    }
    let edited_since = text.edited.is_some_and(|(at, _)| target.post.edited_at.is_none_or(|before| at > before));
    if !work.has_history && (rewritten || edited_since) {
        let (at, by) = text.edited.unwrap_or((work.now, None));
        let number = target.post.revision + 1;
        posts::insert_revision(tx.conn, post, &version(number, by, text, heading, at))?;
        posts::set_revision(tx.conn, post, number)?;
        edited(tx, work, target.topic.id, post, text)?;
    }
    effects::reindex(tx, target.topic.id, post)?;
    Ok(())
}

fn version(number: i64, editor: Option<MemberId>, text: &Text, heading: Option<(&str, &str)>, at: Timestamp) -> Revision {
    Revision {
        number,
        editor,
        title: heading.map(|(title, _)| title.to_owned()),
        tag_names: heading.map(|(_, tags)| tags.to_owned()),
        body_md: text.body_md.clone(),
        note: String::new(),
        at,
    }
}

/// Without a history, the last edit is the only one known.
fn edited(tx: &mut Tx<'_>, work: &Work, topic: TopicId, post: PostId, text: &Text) -> Result<(), ImportError> {
    let Some((at, Some(editor))) = text.edited else { return Ok(()) };
    let event = Event::PostEdited { topic, post, editor: Some(editor), author: text.author, note: String::new(), mentioned: Vec::new() };
    work.wait(tx, at, replay::Order::Edit, text.id, &event)
}
