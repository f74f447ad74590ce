//! Fifth effect: the search index follows what readers can see.

use crate::markdown;
use crate::rules::events::{Event, TopicChange};
use crate::rules::ids::{PostId, TopicId};
use crate::rules::vocabulary::{Decision, PostKind};
use crate::store::search_index::{self, Document};
use crate::store::{Result, Tx, posts, topics};

/// Indexes or removes the post an event is about.
pub(super) fn apply(tx: &mut Tx<'_>, event: &Event) -> Result<()> {
    match event {
        Event::TopicPosted { topic, post, .. }
        | Event::AnswerPosted { topic, post, .. }
        | Event::PostEdited { topic, post, .. }
        | Event::PostRestored { topic, post, .. } => put(tx, *topic, *post),
        Event::PostDeleted { post, .. } => search_index::remove(tx.conn, *post),
        Event::PostDecided { topic, post, decision, .. } => match decision {
            Decision::Hide => search_index::remove(tx.conn, *post),
            Decision::Restore => put(tx, *topic, *post),
            Decision::Delete | Decision::Warn | Decision::Dismiss => Ok(()),
        },
        Event::TopicManaged { topic, what: TopicChange::Retagged, .. } => match topics::find(tx.conn, *topic)?.and_then(|t| t.opening_post) {
            Some(post) => put(tx, *topic, post),
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
        | Event::MemberSanctioned { .. }
        | Event::SanctionLifted { .. }
        | Event::RoleChanged { .. }
        | Event::ViewsReached { .. }
        | Event::TierReached { .. }
        | Event::BadgeAwarded { .. } => Ok(()),
    }
}

fn put(tx: &mut Tx<'_>, topic: TopicId, post: PostId) -> Result<()> {
    let (Some(row), Some(question)) = (posts::find(tx.conn, post)?, topics::find(tx.conn, topic)?) else { return Ok(()) };
    if row.deleted_at.is_some() || row.hidden_at.is_some() || question.deleted_at.is_some() {
        return search_index::remove(tx.conn, post);
    }
    let (title, tags) = match row.kind {
        PostKind::Opening => (question.title.as_str(), question.tag_names.as_str()),
        PostKind::Answer | PostKind::Reply => ("", ""),
    };
    search_index::put(tx.conn, post, &Document { title, tags, body: &markdown::plain_text(&row.body_html) })
}
