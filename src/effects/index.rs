//! Fifth effect: the search index follows what readers can see. Events note which posts they touch; the action's end indexes them.

use crate::markdown;
use crate::rules::events::{Event, TopicChange};
use crate::rules::ids::{PostId, TopicId};
use crate::rules::vocabulary::{Decision, PostKind};
use crate::store::search_index::{self, Document};
use crate::store::{Connection, Mode, Result, Tx, posts, topics};

/// Notes the post an event is about.
pub(super) fn apply(tx: &mut Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::TopicPosted { topic, post, .. } | Event::AnswerPosted { topic, post, .. } => touch(tx, *topic, *post),
        // What is filled in later was indexed with its last text.
        Event::PostEdited { topic, post, .. } => match tx.mode {
            Mode::Live => touch(tx, *topic, *post),
            Mode::Silent => Ok(()),
        },
        Event::PostRestored { topic, post, .. } | Event::PostDeleted { topic, post, .. } => touch_with_answers(tx, *topic, *post),
        Event::PostDecided { topic, post, decision, .. } => match decision {
            Decision::Hide | Decision::Restore | Decision::Dismiss => touch_with_answers(tx, *topic, *post),
            Decision::Delete | Decision::Warn => Ok(()),
        },
        Event::TopicManaged { topic, what: TopicChange::Retagged, .. } => match topics::find(tx.conn, *topic)?.and_then(|t| t.opening_post) {
            Some(post) => touch(tx, *topic, post),
            None => Ok(()),
        },
        Event::TopicManaged { .. }
        | Event::MemberJoined { .. }
        | Event::ProfileCompleted { .. }
        | Event::CommentPosted { .. }
        | Event::VoteCast { .. }
        | Event::VoteRetracted { .. }
        | Event::AnswerAccepted { .. }
        | Event::AnswerUnaccepted { .. }
        | Event::EditApproved { .. }
        | Event::BountyOffered { .. }
        | Event::BountyWon { .. }
        | Event::PostFlagged { .. }
        | Event::FlagUpheld { .. }
        | Event::FlagDismissed { .. }
        | Event::SpamUpheld { .. }
        | Event::FlagOverturned { .. }
        | Event::SpamOverturned { .. }
        | Event::CommentRemoved { .. }
        | Event::MemberSanctioned { .. }
        | Event::SanctionLifted { .. }
        | Event::RoleChanged { .. }
        | Event::ViewsReached { .. }
        | Event::TierReached { .. }
        | Event::BadgeAwarded { .. } => Ok(()),
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
