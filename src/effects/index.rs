//! Fifth effect: the search index follows what readers can see. What an event touches is noted; the action's end indexes it.

use crate::markdown;
use crate::rules::facts::Reindex;
use crate::rules::ids::{PostId, TopicId};
use crate::rules::vocabulary::PostKind;
use crate::store::search_index::{self, Document};
use crate::store::{Connection, Mode, Result, Tx, posts, topics};
use std::collections::BTreeSet;

/// Notes the posts that are to be read again.
pub(super) fn apply(tx: &mut Tx<'_>, reindexes: Reindex) -> Result<()> {
    match reindexes {
        Reindex::Nothing => Ok(()),
        Reindex::Post(topic, post) => touch(tx, topic, post),
        // What is filled in later was indexed with its last text.
        Reindex::Changed(topic, post) => match tx.mode {
            Mode::Live => touch(tx, topic, post),
            Mode::Silent => Ok(()),
        },
        Reindex::WithAnswers(topic, post) => touch_with_answers(tx, topic, post),
        Reindex::Opening(topic) => match topics::find(tx.conn, topic)?.and_then(|t| t.opening_post) {
            Some(post) => touch(tx, topic, post),
            None => Ok(()),
        },
    }
}

fn touch(tx: &mut Tx<'_>, topic: TopicId, post: PostId) -> Result<()> {
    tx.touch(topic, post);
    Ok(())
}

/// A topic goes from the index and comes back with all its posts.
pub(crate) fn touch_with_answers(tx: &mut Tx<'_>, topic: TopicId, post: PostId) -> Result<()> {
    touch(tx, topic, post)?;
    if topics::find(tx.conn, topic)?.and_then(|t| t.opening_post) != Some(post) {
        return Ok(());
    }
    let mut last = PostId(0);
    loop {
        let some = posts::of_topic_after(tx.conn, topic, last, 100)?;
        let Some(end) = some.last() else { return Ok(()) };
        last = *end;
        for post in some {
            touch(tx, topic, post)?;
        }
    }
}

/// Puts a post into the index as readers see it now, or takes it out.
pub(crate) fn put(tx: &mut Tx<'_>, topic: TopicId, post: PostId) -> Result<()> {
    match words(tx.conn, topic, post)? {
        Some(words) => search_index::put(tx.conn, post, &words.document()),
        None => search_index::remove(tx.conn, post),
    }
}

/// As [`put`], for many posts with a few statements.
pub(super) fn put_all(tx: &mut Tx<'_>, touched: &[(TopicId, PostId)]) -> Result<()> {
    let posts: Vec<PostId> = touched.iter().map(|(_, post)| *post).collect();
    let visible = search_index::visible_these(tx.conn, &posts)?;
    let seen: BTreeSet<PostId> = visible.iter().map(|row| row.post).collect();
    let gone: Vec<PostId> = posts.into_iter().filter(|post| !seen.contains(post)).collect();
    search_index::remove_these(tx.conn, &gone)?;
    let words: Vec<(PostId, Words)> = visible.into_iter().map(|row| (row.post, Words::of(row.kind, &row.body_html, row.title, row.tags))).collect();
    let documents: Vec<_> = words.iter().map(|(post, words)| (*post, words.document())).collect();
    search_index::put_all(tx.conn, &documents)
}

/// What of a post the index should hold.
pub(crate) struct Words {
    title: String,
    tags: String,
    body: String,
}

impl Words {
    /// Only opening posts are found by their topic's title and tags.
    pub(crate) fn of(kind: PostKind, body_html: &str, title: String, tags: String) -> Words {
        let body = markdown::plain_text(body_html);
        match kind {
            PostKind::Opening => Words { title, tags, body },
            PostKind::Answer | PostKind::Reply => Words { title: String::new(), tags: String::new(), body },
        }
    }

    pub(crate) fn document(&self) -> Document<'_> {
        Document { title: &self.title, tags: &self.tags, body: &self.body }
    }
}

/// What readers can find of a post; nothing where they cannot see it.
fn words(conn: &mut Connection, topic: TopicId, post: PostId) -> Result<Option<Words>> {
    let (Some(row), Some(question)) = (posts::find(conn, post)?, topics::find(conn, topic)?) else { return Ok(None) };
    let is_visible = row.deleted_at.is_none() && row.hidden_at.is_none() && question.deleted_at.is_none() && question.hidden_at.is_none();
    Ok(is_visible.then(|| Words::of(row.kind, &row.body_html, question.title, question.tag_names)))
}
