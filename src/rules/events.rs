//! Everything that can happen and has consequences. What they are is decided in [`super::facts`]: a new event does not compile until
//! it is.

use super::ids::*;
use super::vocabulary::*;
use serde::{Deserialize, Serialize};

/// Something that happened, with all that its consequences need to know.
/// It is stored as JSON beside its kind, and read again when the ledger is replayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Event {
    /// A member signed up or was imported.
    MemberJoined { member: MemberId },
    /// The profile has everything the rulebook asks of a complete one.
    ProfileCompleted { member: MemberId },
    /// A topic was posted.
    TopicPosted { topic: TopicId, post: PostId, author: Option<MemberId>, topic_kind: TopicKind, mentioned: Vec<MemberId> },
    /// An answer or reply was posted.
    AnswerPosted { topic: TopicId, post: PostId, author: Option<MemberId>, topic_author: Option<MemberId>, post_kind: PostKind, mentioned: Vec<MemberId> },
    /// A comment was posted.
    CommentPosted { topic: TopicId, post: PostId, comment: CommentId, author: Option<MemberId>, post_author: Option<MemberId>, mentioned: Vec<MemberId> },
    /// A member voted; `value` is +1 or −1. Imported votes have no known voter.
    VoteCast { topic: TopicId, post: PostId, post_kind: PostKind, topic_kind: TopicKind, author: Option<MemberId>, voter: Option<MemberId>, value: i64 },
    /// A vote was taken back; `cast` is the event by which it was given.
    VoteRetracted {
        topic: TopicId,
        post: PostId,
        author: Option<MemberId>,
        voter: Option<MemberId>,
        cast: EventId,
        /// The post's kind and the vote's value; none where no vote was counted (bounties), and in events from before it was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        taken: Option<(PostKind, i64)>,
    },
    /// The asker accepted an answer.
    AnswerAccepted {
        topic: TopicId,
        post: PostId,
        answerer: Option<MemberId>,
        asker: Option<MemberId>,
        /// The event by which an earlier acceptance went with the answer, where the answer has come back: what went then comes back, too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        restores: Option<EventId>,
    },
    /// The acceptance was taken back; `accepted` is the event by which it was given.
    AnswerUnaccepted { topic: TopicId, post: PostId, answerer: Option<MemberId>, asker: Option<MemberId>, accepted: EventId },
    /// Staff took somebody else's comment away and say why.
    CommentRemoved { topic: TopicId, post: PostId, comment: CommentId, author: Option<MemberId>, by: MemberId, reason: String },
    /// A post's text, title or tags were changed; the note says what, and why.
    PostEdited {
        topic: TopicId,
        post: PostId,
        editor: Option<MemberId>,
        author: Option<MemberId>,
        #[serde(default)]
        note: String,
        /// Members whom this version mentions and the one before did not.
        #[serde(default)]
        mentioned: Vec<MemberId>,
    },
    /// A suggested edit was approved (imports know these; editing with review comes later).
    /// Edits of what is no post here (a tag's wiki) have no place.
    EditApproved { topic: Option<TopicId>, post: Option<PostId>, editor: MemberId },
    /// A post was deleted by its author or by staff; its points go back.
    PostDeleted {
        topic: TopicId,
        post: PostId,
        author: Option<MemberId>,
        by: Option<MemberId>,
        /// What the post and its topic are; none in events from before it was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        standing: Option<(PostKind, TopicKind)>,
        /// The event by which its acceptance went with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unaccepted: Option<EventId>,
    },
    /// A deleted post came back; `deleted` is the event that took its points.
    PostRestored {
        topic: TopicId,
        post: PostId,
        author: Option<MemberId>,
        by: Option<MemberId>,
        deleted: EventId,
        /// As in [`Event::PostDeleted`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        standing: Option<(PostKind, TopicKind)>,
    },
    /// A bounty was offered on a question: its amount leaves the offerer at once.
    BountyOffered { topic: TopicId, post: PostId, member: MemberId, amount: i64 },
    /// A bounty was awarded to an answer.
    BountyWon { topic: TopicId, post: PostId, member: MemberId, amount: i64 },
    /// A flag was raised.
    PostFlagged { topic: TopicId, post: PostId, flag: FlagId, by: MemberId, reason: FlagReason },
    /// Staff agreed with a flag.
    FlagUpheld { topic: TopicId, post: PostId, flag: FlagId, flagger: MemberId },
    /// Staff did not agree with a flag.
    FlagDismissed { topic: TopicId, post: PostId, flag: FlagId, flagger: MemberId },
    /// A post was judged spam or abuse.
    SpamUpheld { topic: TopicId, post: PostId, author: MemberId },
    /// A flag that was upheld counts as dismissed after all; `upheld` is the event that gave its points.
    FlagOverturned { topic: TopicId, post: PostId, flag: FlagId, flagger: MemberId, upheld: EventId },
    /// A post that was judged spam or abuse is none after all; `upheld` is the event that took the points.
    SpamOverturned { topic: TopicId, post: PostId, author: MemberId, upheld: EventId },
    /// Staff decided about a member's post and say why.
    PostDecided { topic: TopicId, post: PostId, author: Option<MemberId>, by: MemberId, decision: Decision, reason: String },
    /// A member was warned, silenced or suspended.
    MemberSanctioned { member: MemberId, by: MemberId, sanction: SanctionId, sanction_kind: SanctionKind, reason: String },
    /// A sanction was lifted before its end.
    SanctionLifted { member: MemberId, by: MemberId, sanction: SanctionId, reason: String },
    /// A member's role changed.
    RoleChanged {
        member: MemberId,
        by: Option<MemberId>,
        role: Role,
        /// Empty where the command line gave the role, and in events from before reasons were kept.
        #[serde(default)]
        reason: String,
    },
    /// A topic was locked, unlocked, pinned, unpinned, moved or retagged by somebody else.
    TopicManaged { topic: TopicId, author: Option<MemberId>, by: MemberId, what: TopicChange, reason: String },
    /// A topic's views passed a number that a badge waits for.
    ViewsReached { topic: TopicId, post: PostId, author: Option<MemberId>, views: i64 },
    /// The member's tier changed, up or down.
    TierReached { member: MemberId, from: String, to: String, promoted: Promotion },
    /// A badge was awarded.
    BadgeAwarded { member: MemberId, badge: String, award: AwardId, topic: Option<TopicId>, post: Option<PostId> },
    /// A version of the rulebook was published, by a manager or by whoever runs the server. Everybody is looked at again by a job, once it counts.
    RulebookPublished { version: i64, by: Option<MemberId>, why: String },
}

/// Direction of a tier change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Promotion {
    Up,
    Down,
}

/// What staff or a high tier did to a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TopicChange {
    Locked,
    Unlocked,
    Pinned,
    Unpinned,
    Moved,
    Retagged,
}

impl Event {
    /// Every kind, as stored.
    pub const KINDS: &[&str] = &[
        "member_joined",
        "profile_completed",
        "topic_posted",
        "answer_posted",
        "comment_posted",
        "vote_cast",
        "vote_retracted",
        "answer_accepted",
        "answer_unaccepted",
        "comment_removed",
        "post_edited",
        "edit_approved",
        "post_deleted",
        "post_restored",
        "bounty_offered",
        "bounty_won",
        "post_flagged",
        "flag_upheld",
        "flag_dismissed",
        "spam_upheld",
        "flag_overturned",
        "spam_overturned",
        "post_decided",
        "member_sanctioned",
        "sanction_lifted",
        "role_changed",
        "topic_managed",
        "views_reached",
        "tier_reached",
        "badge_awarded",
        "rulebook_published",
    ];

    /// The event's kind as stored (the serde tag).
    pub fn kind(&self) -> &'static str {
        match self {
            Event::MemberJoined { .. } => "member_joined",
            Event::ProfileCompleted { .. } => "profile_completed",
            Event::TopicPosted { .. } => "topic_posted",
            Event::AnswerPosted { .. } => "answer_posted",
            Event::CommentPosted { .. } => "comment_posted",
            Event::VoteCast { .. } => "vote_cast",
            Event::VoteRetracted { .. } => "vote_retracted",
            Event::AnswerAccepted { .. } => "answer_accepted",
            Event::AnswerUnaccepted { .. } => "answer_unaccepted",
            Event::CommentRemoved { .. } => "comment_removed",
            Event::PostEdited { .. } => "post_edited",
            Event::EditApproved { .. } => "edit_approved",
            Event::PostDeleted { .. } => "post_deleted",
            Event::PostRestored { .. } => "post_restored",
            Event::BountyOffered { .. } => "bounty_offered",
            Event::BountyWon { .. } => "bounty_won",
            Event::PostFlagged { .. } => "post_flagged",
            Event::FlagUpheld { .. } => "flag_upheld",
            Event::FlagDismissed { .. } => "flag_dismissed",
            Event::SpamUpheld { .. } => "spam_upheld",
            Event::FlagOverturned { .. } => "flag_overturned",
            Event::SpamOverturned { .. } => "spam_overturned",
            Event::PostDecided { .. } => "post_decided",
            Event::MemberSanctioned { .. } => "member_sanctioned",
            Event::SanctionLifted { .. } => "sanction_lifted",
            Event::RoleChanged { .. } => "role_changed",
            Event::TopicManaged { .. } => "topic_managed",
            Event::ViewsReached { .. } => "views_reached",
            Event::TierReached { .. } => "tier_reached",
            Event::BadgeAwarded { .. } => "badge_awarded",
            Event::RulebookPublished { .. } => "rulebook_published",
        }
    }

    /// The topic and post the event is about, where there is one.
    pub fn place(&self) -> (Option<TopicId>, Option<PostId>) {
        match self {
            Event::TopicPosted { topic, post, .. }
            | Event::AnswerPosted { topic, post, .. }
            | Event::CommentPosted { topic, post, .. }
            | Event::VoteCast { topic, post, .. }
            | Event::VoteRetracted { topic, post, .. }
            | Event::AnswerAccepted { topic, post, .. }
            | Event::AnswerUnaccepted { topic, post, .. }
            | Event::CommentRemoved { topic, post, .. }
            | Event::PostEdited { topic, post, .. }
            | Event::PostDeleted { topic, post, .. }
            | Event::PostRestored { topic, post, .. }
            | Event::BountyOffered { topic, post, .. }
            | Event::BountyWon { topic, post, .. }
            | Event::PostFlagged { topic, post, .. }
            | Event::FlagUpheld { topic, post, .. }
            | Event::FlagDismissed { topic, post, .. }
            | Event::SpamUpheld { topic, post, .. }
            | Event::FlagOverturned { topic, post, .. }
            | Event::SpamOverturned { topic, post, .. }
            | Event::PostDecided { topic, post, .. }
            | Event::ViewsReached { topic, post, .. } => (Some(*topic), Some(*post)),
            Event::TopicManaged { topic, .. } => (Some(*topic), None),
            Event::EditApproved { topic, post, .. } | Event::BadgeAwarded { topic, post, .. } => (*topic, *post),
            Event::MemberJoined { .. }
            | Event::ProfileCompleted { .. }
            | Event::MemberSanctioned { .. }
            | Event::SanctionLifted { .. }
            | Event::RoleChanged { .. }
            | Event::TierReached { .. }
            | Event::RulebookPublished { .. } => (None, None),
        }
    }

    /// Who did it, where somebody did.
    pub fn actor(&self) -> Option<MemberId> {
        match self {
            Event::TopicPosted { author, .. } | Event::AnswerPosted { author, .. } | Event::CommentPosted { author, .. } => *author,
            Event::VoteCast { voter, .. } | Event::VoteRetracted { voter, .. } => *voter,
            Event::AnswerAccepted { asker, .. } | Event::AnswerUnaccepted { asker, .. } => *asker,
            Event::PostEdited { editor, .. } => *editor,
            Event::EditApproved { editor, .. } => Some(*editor),
            Event::PostDeleted { by, .. } | Event::PostRestored { by, .. } | Event::RoleChanged { by, .. } | Event::RulebookPublished { by, .. } => *by,
            Event::BountyOffered { member, .. } => Some(*member),
            Event::PostFlagged { by, .. }
            | Event::PostDecided { by, .. }
            | Event::CommentRemoved { by, .. }
            | Event::MemberSanctioned { by, .. }
            | Event::SanctionLifted { by, .. }
            | Event::TopicManaged { by, .. } => Some(*by),
            Event::MemberJoined { member } | Event::ProfileCompleted { member } => Some(*member),
            Event::BountyWon { .. }
            | Event::FlagUpheld { .. }
            | Event::FlagDismissed { .. }
            | Event::SpamUpheld { .. }
            | Event::FlagOverturned { .. }
            | Event::SpamOverturned { .. }
            | Event::ViewsReached { .. }
            | Event::TierReached { .. }
            | Event::BadgeAwarded { .. } => None,
        }
    }
}
