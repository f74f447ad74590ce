//! First effect: the cached counters of posts, topics, categories, tags and members.

use crate::rules::events::Event;
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::vocabulary::{PostKind, TopicKind};
use crate::store::members::{self, Tally};
use crate::store::posts::{self, Acceptance};
use crate::store::{Result, Tx, tags, topics};
use std::collections::BTreeSet;

/// Whether a contribution is added or taken away.
#[derive(Clone, Copy)]
enum Change {
    Added,
    Removed,
}

impl Change {
    fn by(self) -> i64 {
        match self {
            Change::Added => 1,
            Change::Removed => -1,
        }
    }
}

/// Moves the counters an event touches. Members whose tier may depend on them are added to `touched`.
pub(super) fn apply(tx: &mut Tx<'_>, event: &Event, touched: &mut BTreeSet<MemberId>) -> Result<()> {
    match event {
        Event::TopicPosted { topic, author, topic_kind, .. } => {
            opening(tx, *topic, *author, *topic_kind, Change::Added, touched)?;
            contribution(tx, *author);
            Ok(())
        }
        Event::AnswerPosted { topic, author, .. } => {
            let now = tx.now;
            tx.sums.touch(*topic, *author, now);
            follow_up(tx, *topic, *author, Change::Added, touched)?;
            contribution(tx, *author);
            Ok(())
        }
        Event::CommentPosted { post, author, .. } => {
            posts::count_comments(tx.conn, *post, 1)?;
            if let Some(author) = author {
                members::tally(tx.conn, *author, Tally::Comments, 1)?;
            }
            contribution(tx, *author);
            Ok(())
        }
        Event::VoteCast { topic, post, post_kind, value, .. } => score(tx, *topic, *post, *post_kind, *value),
        // The action removed the row and knows its value: it moves the score itself, by compare-and-set with the row.
        Event::VoteRetracted { .. } => Ok(()),
        // The post's own author counts: the event leaves the answerer out where the acceptance earns nothing.
        Event::AnswerAccepted { post, .. } => {
            let author = posts::set_accepted(tx.conn, *post, Acceptance::Accepted)?;
            accepted(tx, author, Change::Added, touched)
        }
        Event::AnswerUnaccepted { post, .. } => {
            let author = posts::set_accepted(tx.conn, *post, Acceptance::NotAccepted)?;
            accepted(tx, author, Change::Removed, touched)
        }
        Event::PostDeleted { topic, post, author, .. } => standing(tx, *topic, *post, *author, Change::Removed, touched),
        Event::PostRestored { topic, post, author, .. } => standing(tx, *topic, *post, *author, Change::Added, touched),
        Event::FlagUpheld { flagger, .. } => members::tally(tx.conn, *flagger, Tally::Good, 1),
        Event::FlagDismissed { flagger, .. } => members::tally(tx.conn, *flagger, Tally::Bad, 1),
        Event::FlagOverturned { flagger, .. } => {
            members::tally(tx.conn, *flagger, Tally::Good, -1)?;
            members::tally(tx.conn, *flagger, Tally::Bad, 1)
        }
        Event::MemberJoined { .. }
        | Event::ProfileCompleted { .. }
        | Event::PostEdited { .. }
        | Event::EditApproved { .. }
        | Event::BountyOffered { .. }
        | Event::BountyWon { .. }
        | Event::PostFlagged { .. }
        | Event::SpamUpheld { .. }
        | Event::SpamOverturned { .. }
        | Event::PostDecided { .. }
        | Event::CommentRemoved { .. }
        | Event::MemberSanctioned { .. }
        | Event::SanctionLifted { .. }
        | Event::RoleChanged { .. }
        | Event::TopicManaged { .. }
        | Event::ViewsReached { .. }
        | Event::TierReached { .. }
        | Event::BadgeAwarded { .. } => Ok(()),
    }
}

/// Moves a post's score, and its topic's copy when it is the opening post.
pub(crate) fn score(tx: &mut Tx<'_>, topic: TopicId, post: PostId, kind: PostKind, by: i64) -> Result<()> {
    posts::move_score(tx.conn, post, by)?;
    if kind == PostKind::Opening {
        topics::move_score(tx.conn, topic, by)?;
    }
    Ok(())
}

fn opening(tx: &mut Tx<'_>, topic: TopicId, author: Option<MemberId>, kind: TopicKind, change: Change, touched: &mut BTreeSet<MemberId>) -> Result<()> {
    if let Some(category) = topics::category(tx.conn, topic)? {
        let on = tags::of_topic(tx.conn, topic)?;
        tx.sums.count_topic(category, &on, change.by());
    }
    if let (Some(author), TopicKind::Question) = (author, kind) {
        members::tally(tx.conn, author, Tally::Questions, change.by())?;
        touched.insert(author);
    }
    Ok(())
}

fn follow_up(tx: &mut Tx<'_>, topic: TopicId, author: Option<MemberId>, change: Change, touched: &mut BTreeSet<MemberId>) -> Result<()> {
    tx.sums.count_answer(topic, change.by());
    if let Some(author) = author {
        members::tally(tx.conn, author, Tally::Answers, change.by())?;
        touched.insert(author);
    }
    Ok(())
}

fn accepted(tx: &mut Tx<'_>, answerer: Option<MemberId>, change: Change, touched: &mut BTreeSet<MemberId>) -> Result<()> {
    if let Some(answerer) = answerer {
        members::tally(tx.conn, answerer, Tally::Accepted, change.by())?;
        touched.insert(answerer);
    }
    Ok(())
}

/// A post was deleted or came back.
fn standing(tx: &mut Tx<'_>, topic: TopicId, post: PostId, author: Option<MemberId>, change: Change, touched: &mut BTreeSet<MemberId>) -> Result<()> {
    let Some(row) = posts::find(tx.conn, post)? else { return Ok(()) };
    match row.kind {
        PostKind::Opening => {
            let kind = topics::find(tx.conn, topic)?.map_or(TopicKind::Question, |t| t.kind);
            opening(tx, topic, author, kind, change, touched)
        }
        PostKind::Answer | PostKind::Reply => follow_up(tx, topic, author, change, touched),
    }
}

fn contribution(tx: &mut Tx<'_>, author: Option<MemberId>) {
    if let Some(author) = author {
        let day = tx.now.day();
        tx.sums.contribution(author, day);
    }
}
