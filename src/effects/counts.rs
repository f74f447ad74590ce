//! First effect: the cached counters of posts, topics, categories, tags and members.

use super::Moved;
use crate::rules::facts::{Count, Whom};
use crate::rules::ids::{PostId, TopicId};
use crate::rules::vocabulary::PostKind;
use crate::store::posts::{self, Acceptance};
use crate::store::{Result, Tx, members, tags, topics};

/// Moves the counters, and notes of whom and which.
pub(super) fn apply(tx: &mut Tx<'_>, counts: &[Count], moved: &mut Moved) -> Result<()> {
    let now = tx.now;
    for count in counts {
        match *count {
            Count::Metric { whom, metric, by } => {
                let member = match whom {
                    Whom::Member(member) => Some(member),
                    Whom::AuthorOf(post) => posts::author(tx.conn, post)?,
                };
                if let Some(member) = member {
                    members::count(tx.conn, member, metric, by)?;
                    moved.add(member, metric);
                }
            }
            Count::Score { topic, post, kind, by } => score(tx, topic, post, kind, by)?,
            Count::Comments { post, by } => posts::count_comments(tx.conn, post, by)?,
            Count::Topics { topic, by } => {
                if let Some(category) = topics::category(tx.conn, topic)? {
                    let on = tags::of_topic(tx.conn, topic)?;
                    tx.sums.count_topic(category, &on, by);
                }
            }
            Count::Answers { topic, by } => tx.sums.count_answer(topic, by),
            Count::LastWriter { topic, member } => tx.sums.touch(topic, member, now),
            Count::Contributions { member } => tx.sums.contribution(member, now.day()),
            Count::Accepted { post, by } => posts::set_accepted(tx.conn, post, if by > 0 { Acceptance::Accepted } else { Acceptance::NotAccepted })?,
        }
    }
    Ok(())
}

/// Moves a post's score, and its topic's copy when it is the opening post.
fn score(tx: &mut Tx<'_>, topic: TopicId, post: PostId, kind: PostKind, by: i64) -> Result<()> {
    posts::move_score(tx.conn, post, by)?;
    if kind == PostKind::Opening {
        topics::move_score(tx.conn, topic, by)?;
    }
    Ok(())
}
