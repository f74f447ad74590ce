//! Last effect: what cached pages and live streams should hear after the commit.

use crate::rules::events::Event;
use crate::rules::ids::MemberId;
use crate::store::{Hint, Tx};
use std::collections::BTreeSet;

/// Leaves the hints of an event.
pub(super) fn apply(tx: &mut Tx<'_>, event: &Event, touched: &BTreeSet<MemberId>) {
    if let (Some(topic), _) = event.place() {
        tx.hint(Hint::TopicChanged(topic));
    }
    for member in touched {
        tx.hint(Hint::MemberChanged(*member));
    }
    match event {
        Event::TopicPosted { .. }
        | Event::AnswerPosted { .. }
        | Event::VoteCast { .. }
        | Event::VoteRetracted { .. }
        | Event::AnswerAccepted { .. }
        | Event::AnswerUnaccepted { .. }
        | Event::PostEdited { .. }
        | Event::PostDeleted { .. }
        | Event::PostRestored { .. }
        | Event::TopicManaged { .. }
        | Event::MemberJoined { .. } => tx.hint(Hint::ListsChanged),
        // What is hidden or shown again is so on its author's profile, too.
        Event::PostDecided { author, .. } => {
            tx.hint(Hint::ListsChanged);
            if let Some(author) = author {
                tx.hint(Hint::MemberChanged(*author));
            }
        }
        Event::BadgeAwarded { member, .. } => {
            tx.hint(Hint::ListsChanged);
            tx.hint(Hint::MemberChanged(*member));
        }
        Event::TierReached { member, .. } | Event::RoleChanged { member, .. } | Event::ProfileCompleted { member } => {
            tx.hint(Hint::MemberChanged(*member));
        }
        Event::CommentPosted { .. }
        | Event::CommentRemoved { .. }
        | Event::EditApproved { .. }
        | Event::BountyOffered { .. }
        | Event::BountyWon { .. }
        | Event::PostFlagged { .. }
        | Event::FlagUpheld { .. }
        | Event::FlagDismissed { .. }
        | Event::SpamUpheld { .. }
        | Event::FlagOverturned { .. }
        | Event::SpamOverturned { .. }
        | Event::MemberSanctioned { .. }
        | Event::SanctionLifted { .. }
        | Event::ViewsReached { .. } => {}
    }
}
