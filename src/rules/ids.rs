//! Ids are types, so that a member's id can never be used where a topic's belongs.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(raw: &str) -> Result<Self, Self::Err> {
                raw.parse().map($name)
            }
        }
    )+};
}

ids! {
    /// A member (signed up, imported or demo).
    MemberId,
    /// A category of topics.
    CategoryId,
    /// A tag.
    TagId,
    /// A topic: question, discussion or a later kind.
    TopicId,
    /// An opening post, an answer or a reply.
    PostId,
    /// A short remark under a post.
    CommentId,
    /// One member's vote on one post.
    VoteId,
    /// A line of the `events` table: something that happened.
    EventId,
    /// A line of the points ledger.
    LedgerLineId,
    /// One granting of a badge.
    AwardId,
    /// A line of a member's notifications.
    NotificationId,
    /// A mail waiting, sent or given up.
    MailId,
    /// A signed-in browser.
    SessionId,
    /// A flag raised on a post.
    FlagId,
    /// A post waiting in the review queue.
    ReviewId,
    /// A warning, silence or suspension.
    SanctionId,
    /// Work that waits to be run.
    JobId,
    /// A group of members.
    GroupId,
    /// A key of a member's own feeds.
    FeedKeyId,
}
