//! First effect: the cached counters of posts, topics, categories, tags and members.

use super::Moved;
use crate::rules::facts::{Count, VoteStands};
use crate::rules::ids::{EventId, MemberId, PostId, TopicId};
use crate::rules::metrics::{Metric, Scope, of_score, of_vote};
use crate::rules::time::Day;
use crate::rules::vocabulary::PostKind;
use crate::store::metrics::{self, Share};
use crate::store::posts::{self, Acceptance};
use crate::store::{Result, Tx, events, members, tags, topics};

/// Moves the counters, and notes of whom and which.
pub(super) fn apply(tx: &mut Tx<'_>, counts: &[Count], moved: &mut Moved) -> Result<()> {
    let (now, today) = (tx.now, tx.now.day());
    for count in counts {
        match *count {
            Count::Metric { member, metric, by } => add(tx, moved, member, metric, &[], today, by)?,
            Count::Posted { post } => {
                let shares = metrics::of_new_post(tx.conn, post)?;
                add_shares(tx, moved, Some(post), &shares, 1)?;
            }
            Count::Stands { post, by } => {
                let shares = metrics::of_post(tx.conn, post)?;
                add_shares(tx, moved, Some(post), &shares, by)?;
            }
            Count::CommentStands { comment, by } => {
                let shares = metrics::of_comment(tx.conn, comment)?;
                add_shares(tx, moved, None, &shares, by)?;
            }
            Count::Vote { topic, post, kind, value, stands } => vote(tx, moved, (topic, post), (kind, value), stands)?,
            Count::Comments { post, by } => posts::count_comments(tx.conn, post, by)?,
            Count::Topics { topic, by } => {
                if let Some(category) = topics::category(tx.conn, topic)? {
                    let on = tags::of_topic(tx.conn, topic)?;
                    tx.sums.count_topic(category, &on, by);
                }
            }
            Count::Answers { topic, by } => tx.sums.count_answer(topic, by),
            Count::LastWriter { topic, member } => tx.sums.touch(topic, member, now),
            Count::Contributions { member } => tx.sums.contribution(member, today),
            Count::Accepted { topic, post } => {
                posts::set_accepted(tx.conn, post, Acceptance::Accepted)?;
                acceptance(tx, moved, topic, post, today, 1)?;
            }
            Count::Unaccepted { topic, post, accepted } => {
                posts::set_accepted(tx.conn, post, Acceptance::NotAccepted)?;
                let day = day_of(tx, accepted)?;
                acceptance(tx, moved, topic, post, day, -1)?;
            }
        }
    }
    Ok(())
}

/// Moves one metric of a member: on their row where it stands there, and in the rows of metrics.
fn add(tx: &mut Tx<'_>, moved: &mut Moved, member: MemberId, metric: Metric, topic: &[Scope], day: Day, by: i64) -> Result<()> {
    members::count(tx.conn, member, metric, by)?;
    tx.sums.count(member, metric, topic, day, by);
    moved.add(member, metric);
    Ok(())
}

/// Moves what a post counts for in its topic's category and tags, or what a comment counts for.
fn add_shares(tx: &mut Tx<'_>, moved: &mut Moved, post: Option<PostId>, shares: &[Share], by: i64) -> Result<()> {
    let scopes = match post {
        Some(post) if !shares.is_empty() => metrics::voted(tx.conn, post)?.map(|voted| voted.scopes).unwrap_or_default(),
        Some(_) | None => Vec::new(),
    };
    for share in shares {
        add(tx, moved, share.member, share.metric, &scopes, share.day, share.value * by)?;
    }
    Ok(())
}

/// Moves a post's score, and its topic's copy when it is the opening post; and what the vote counts for. A vote on a post that is deleted
/// counts when the post comes back.
fn vote(tx: &mut Tx<'_>, moved: &mut Moved, (topic, post): (TopicId, PostId), (kind, value): (PostKind, i64), stands: VoteStands) -> Result<()> {
    let (by, day) = match stands {
        VoteStands::FromNow => (1, tx.now.day()),
        VoteStands::NoLonger(cast) => (-1, day_of(tx, cast)?),
    };
    posts::move_score(tx.conn, post, value * by)?;
    if kind == PostKind::Opening {
        topics::move_score(tx.conn, topic, value * by)?;
    }
    let Some(voted) = metrics::voted(tx.conn, post)?.filter(|voted| voted.stands) else { return Ok(()) };
    let Some(author) = voted.author else { return Ok(()) };
    for (metric, much) in of_vote(voted.kind, value) {
        add(tx, moved, author, metric, &voted.scopes, day, much * by)?;
    }
    if let Some((metric, by)) = of_score(voted.kind, voted.score - value * by, voted.score) {
        add(tx, moved, author, metric, &voted.scopes, day, by)?;
    }
    Ok(())
}

/// An answer was accepted on a day, or is no longer: whoever wrote it and whoever asked, also where the event leaves them out.
fn acceptance(tx: &mut Tx<'_>, moved: &mut Moved, topic: TopicId, post: PostId, day: Day, by: i64) -> Result<()> {
    let scopes = metrics::scopes_of(tx.conn, topic)?;
    if let Some(answerer) = posts::author(tx.conn, post)? {
        add(tx, moved, answerer, Metric::AcceptedAnswers, &scopes, day, by)?;
    }
    if let Some(asker) = topics::author(tx.conn, topic)? {
        add(tx, moved, asker, Metric::SolvedQuestions, &scopes, day, by)?;
    }
    Ok(())
}

/// The day on which an event happened.
fn day_of(tx: &mut Tx<'_>, event: EventId) -> Result<Day> {
    Ok(events::moment(tx.conn, event)?.unwrap_or(tx.now).day())
}
