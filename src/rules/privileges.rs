//! Privileges: may this member do this here, and if not, why not and what is missing.
//! The same [`Refusal`] that stops a request is what the page shows beside the control.

use super::conditions::{Condition, Facts, Progress, quality};
use super::ids::{CategoryId, MemberId};
use super::metrics::{Asked, Metric};
use super::rulebook::Rulebook;
use super::time::Timestamp;
use super::vocabulary::{PostKind, Role, words};

words! {
    /// A privilege that the rulebook gives by reputation, and a role gives at once.
    Privilege {
        CreateTopic = "create_topic",
        Answer = "answer",
        CommentOwn = "comment_own",
        ImagesAndLinks = "images_and_links",
        VoteUp = "vote_up",
        Flag = "flag",
        CommentAnywhere = "comment_anywhere",
        VoteDown = "vote_down",
        CreateTag = "create_tag",
        Review = "review",
        Retag = "retag",
        EditOthers = "edit_others",
        SeeDeleted = "see_deleted",
        HidePosts = "hide_posts",
    }
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    AskQuestion,
    PostAnswer,
    PostComment,
    VoteUp,
    VoteDown,
    AcceptAnswer,
    EditPost,
    DeletePost,
    RestorePost,
    FlagPost,
    Follow,
    Bookmark,
    RetagTopic,
    CreateTag,
    ManageTopic,
    Review,
    HidePost,
    SanctionMember,
    ManageCategories,
    ManageSite,
    ManageRoles,
    ReadMail,
    ReadAuditLog,
    EditProfile,
    SeeDeleted,
}

/// A member as the privilege rules see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub member: MemberId,
    pub role: Role,
    pub reputation: i64,
    /// Reviewed actions found good and found bad.
    pub good: i64,
    pub bad: i64,
    pub email_confirmed: bool,
    pub silenced_until: Option<Timestamp>,
    pub suspended_until: Option<Timestamp>,
    /// What else the rulebook's privileges ask for; empty where they ask for points and quality alone.
    pub more: Facts,
}

impl Standing {
    /// Quality of the member's reviewed actions, 0 to 1, cautious while there are few of them.
    pub fn quality(&self) -> f64 {
        quality(self.good, self.bad)
    }

    /// All that is known of the member.
    pub fn facts(&self) -> Facts {
        let mut facts = self.more.clone();
        let own = [(Metric::Reputation, self.reputation), (Metric::UpheldFlags, self.good), (Metric::Faults, self.bad)];
        facts.numbers.extend(own.map(|(metric, value)| (Asked::ever(metric), value)));
        facts
    }
}

/// What the action is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Subject {
    /// Where it stands; none for what has no place.
    pub category: Option<CategoryId>,
    /// What the post is; none for topics as a whole.
    pub kind: Option<PostKind>,
    /// Hidden from readers, itself or with its topic: until that is decided, nobody adds to it.
    pub hidden: bool,
    /// Who wrote the post, or opened the topic for actions on topics.
    pub author: Option<MemberId>,
    /// Who opened the topic.
    pub topic_author: Option<MemberId>,
    /// Nobody but staff may add to it.
    pub locked: bool,
    pub deleted: bool,
    /// Deleted by staff, so the author may not restore it.
    pub deleted_by_staff: bool,
    /// The accepted answer; it cannot be deleted by its author.
    pub accepted: bool,
    /// The topic's opening post has answers with votes; its author may not delete it any more.
    pub has_answers: bool,
}

/// Yes, or no and why.
pub type Verdict = Result<(), Refusal>;

/// Why an action is not allowed. Its words stand in the locale files under `refusal-…`.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    SignIn,
    ConfirmEmail,
    Silenced {
        until: Timestamp,
    },
    Suspended {
        until: Timestamp,
    },
    /// The member's own numbers, and what is missing.
    Reputation {
        privilege: Privilege,
        need: i64,
        have: i64,
    },
    /// Quality in whole percent.
    Quality {
        privilege: Privilege,
        need: i64,
        have: i64,
    },
    /// Something else is missing: what, and how far the member is.
    Missing {
        privilege: Privilege,
        missing: Box<Progress>,
    },
    Role {
        role: Role,
    },
    OwnPost,
    NotYourPost,
    NotYourTopic,
    Locked,
    Hidden,
    Deleted,
    DeletedByStaff,
    AcceptedAnswer,
    HasAnswers,
    VoteLocked,
    DailyVotes {
        limit: i64,
    },
    VotesForMember {
        limit: i64,
    },
    /// More of this kind on the first day than newcomers may post.
    FirstDay {
        limit: i64,
    },
    TooSoon {
        seconds: i64,
    },
    TooManyLinks {
        limit: i64,
    },
    TooManyImages {
        limit: i64,
    },
    TooManyMentions {
        limit: i64,
    },
    AlreadyFlagged,
    /// Somebody has to be able to give roles.
    LastAdministrator,
    /// A category is this group's: whose would it be afterwards?
    GroupIsAudience {
        category: String,
    },
    TooManyFeedKeys {
        limit: i64,
    },
}

impl Refusal {
    /// Whether time, points or a step of the member's own bring what is refused now.
    pub fn is_for_now(&self) -> bool {
        match self {
            Refusal::SignIn
            | Refusal::ConfirmEmail
            | Refusal::Silenced { .. }
            | Refusal::Suspended { .. }
            | Refusal::Reputation { .. }
            | Refusal::Quality { .. }
            | Refusal::Missing { .. }
            | Refusal::DailyVotes { .. }
            | Refusal::VotesForMember { .. }
            | Refusal::FirstDay { .. }
            | Refusal::TooSoon { .. }
            | Refusal::TooManyLinks { .. }
            | Refusal::TooManyImages { .. }
            | Refusal::TooManyMentions { .. } => true,
            Refusal::Role { .. }
            | Refusal::OwnPost
            | Refusal::NotYourPost
            | Refusal::NotYourTopic
            | Refusal::Locked
            | Refusal::Hidden
            | Refusal::Deleted
            | Refusal::DeletedByStaff
            | Refusal::AcceptedAnswer
            | Refusal::HasAnswers
            | Refusal::VoteLocked
            | Refusal::AlreadyFlagged
            | Refusal::LastAdministrator
            | Refusal::GroupIsAudience { .. }
            | Refusal::TooManyFeedKeys { .. } => false,
        }
    }

    /// Key of the sentence in the locale files.
    pub fn key(&self) -> &'static str {
        match self {
            Refusal::SignIn => "refusal-sign-in",
            Refusal::ConfirmEmail => "refusal-confirm-email",
            Refusal::Silenced { .. } => "refusal-silenced",
            Refusal::Suspended { .. } => "refusal-suspended",
            Refusal::Reputation { .. } => "refusal-reputation",
            Refusal::Quality { .. } => "refusal-quality",
            Refusal::Missing { .. } => "refusal-missing",
            Refusal::Role { .. } => "refusal-role",
            Refusal::OwnPost => "refusal-own-post",
            Refusal::NotYourPost => "refusal-not-your-post",
            Refusal::NotYourTopic => "refusal-not-your-topic",
            Refusal::Locked => "refusal-locked",
            Refusal::Hidden => "refusal-hidden",
            Refusal::Deleted => "refusal-deleted",
            Refusal::DeletedByStaff => "refusal-deleted-by-staff",
            Refusal::AcceptedAnswer => "refusal-accepted-answer",
            Refusal::HasAnswers => "refusal-has-answers",
            Refusal::VoteLocked => "refusal-vote-locked",
            Refusal::DailyVotes { .. } => "refusal-daily-votes",
            Refusal::VotesForMember { .. } => "refusal-votes-for-member",
            Refusal::FirstDay { .. } => "refusal-first-day",
            Refusal::TooSoon { .. } => "refusal-too-soon",
            Refusal::TooManyLinks { .. } => "refusal-too-many-links",
            Refusal::TooManyImages { .. } => "refusal-too-many-images",
            Refusal::TooManyMentions { .. } => "refusal-too-many-mentions",
            Refusal::AlreadyFlagged => "refusal-already-flagged",
            Refusal::LastAdministrator => "refusal-last-administrator",
            Refusal::GroupIsAudience { .. } => "refusal-group-is-audience",
            Refusal::TooManyFeedKeys { .. } => "refusal-too-many-feed-keys",
        }
    }
}

/// May `who` (a guest when `None`) do `action` to `subject` now?
///
/// # Errors
/// The first reason against it, the most fundamental first: sign in, sanctions, the state of the post, privileges.
pub fn may(action: Action, who: Option<&Standing>, subject: &Subject, book: &Rulebook, now: Timestamp) -> Verdict {
    let who = admitted(action, who, now)?;
    let own = subject.author == Some(who.member);
    let staff = who.role.is_staff();
    if subject.deleted && !matches!(action, Action::RestorePost | Action::SeeDeleted | Action::Review | Action::HidePost) {
        return Err(Refusal::Deleted);
    }
    if subject.hidden && judges(action) {
        return Err(Refusal::Hidden);
    }
    if subject.locked && !staff && adds(action) {
        return Err(Refusal::Locked);
    }
    match action {
        Action::AskQuestion => needs(Privilege::CreateTopic, who, book),
        Action::PostAnswer => needs(Privilege::Answer, who, book),
        Action::PostComment if own || subject.topic_author == Some(who.member) => needs(Privilege::CommentOwn, who, book),
        Action::PostComment => needs(Privilege::CommentAnywhere, who, book),
        Action::VoteUp | Action::VoteDown if own => Err(Refusal::OwnPost),
        Action::VoteUp => needs(Privilege::VoteUp, who, book),
        Action::VoteDown => needs(Privilege::VoteDown, who, book),
        Action::AcceptAnswer if subject.topic_author == Some(who.member) => Ok(()),
        Action::AcceptAnswer => Err(Refusal::NotYourTopic),
        Action::EditPost if own => Ok(()),
        Action::EditPost => needs(Privilege::EditOthers, who, book),
        Action::DeletePost if staff => Ok(()),
        Action::DeletePost if !own => Err(Refusal::NotYourPost),
        Action::DeletePost if subject.accepted => Err(Refusal::AcceptedAnswer),
        Action::DeletePost if subject.has_answers => Err(Refusal::HasAnswers),
        Action::DeletePost => Ok(()),
        Action::RestorePost if staff => Ok(()),
        Action::RestorePost if !own => Err(Refusal::NotYourPost),
        Action::RestorePost if subject.deleted_by_staff => Err(Refusal::DeletedByStaff),
        Action::RestorePost => Ok(()),
        Action::FlagPost if own => Err(Refusal::OwnPost),
        Action::FlagPost => needs(Privilege::Flag, who, book),
        Action::Follow | Action::Bookmark | Action::EditProfile => Ok(()),
        Action::RetagTopic if own => Ok(()),
        Action::RetagTopic => needs(Privilege::Retag, who, book),
        Action::CreateTag => needs(Privilege::CreateTag, who, book),
        Action::Review => needs(Privilege::Review, who, book),
        Action::HidePost => needs(Privilege::HidePosts, who, book),
        Action::SeeDeleted if own => Ok(()),
        Action::SeeDeleted => needs(Privilege::SeeDeleted, who, book),
        Action::ManageTopic | Action::SanctionMember | Action::ReadAuditLog => office(Role::Moderator, who),
        Action::ManageCategories | Action::ManageSite | Action::ManageRoles | Action::ReadMail => office(Role::Manager, who),
    }
}

/// Whether there is anything to which `who` may do `action` now: what is refused here is refused whatever it is about.
///
/// # Errors
/// As [`may`].
pub fn may_to_anything(action: Action, who: Option<&Standing>, book: &Rulebook, now: Timestamp) -> Verdict {
    match action {
        // One's own post, one's own topic, one's own vote to be taken back: these need no privilege.
        Action::VoteUp
        | Action::VoteDown
        | Action::AcceptAnswer
        | Action::EditPost
        | Action::DeletePost
        | Action::RestorePost
        | Action::RetagTopic
        | Action::SeeDeleted => admitted(action, who, now).map(drop),
        Action::PostComment => {
            let who = admitted(action, who, now)?;
            needs(Privilege::CommentOwn, who, book).or_else(|_| needs(Privilege::CommentAnywhere, who, book))
        }
        Action::AskQuestion
        | Action::PostAnswer
        | Action::FlagPost
        | Action::Follow
        | Action::Bookmark
        | Action::CreateTag
        | Action::ManageTopic
        | Action::Review
        | Action::HidePost
        | Action::SanctionMember
        | Action::ManageCategories
        | Action::ManageSite
        | Action::ManageRoles
        | Action::ReadMail
        | Action::ReadAuditLog
        | Action::EditProfile => may(action, who, &Subject::default(), book, now),
    }
}

/// Whether `who` is at least of this role, and may read what is kept for it.
///
/// # Errors
/// As [`may`].
pub fn holds_office(role: Role, who: Option<&Standing>, now: Timestamp) -> Verdict {
    office(role, admitted(Action::ReadAuditLog, who, now)?)
}

/// What is asked of everybody, whatever the action is about: to be signed in, not to be kept from it, and a confirmed address.
fn admitted(action: Action, who: Option<&Standing>, now: Timestamp) -> Result<&Standing, Refusal> {
    let who = who.ok_or(Refusal::SignIn)?;
    if let Some(until) = who.suspended_until.filter(|u| *u > now) {
        return Err(Refusal::Suspended { until });
    }
    if let Some(until) = who.silenced_until.filter(|u| *u > now)
        && writes(action)
    {
        return Err(Refusal::Silenced { until });
    }
    if !who.email_confirmed && !matches!(action, Action::EditProfile | Action::Bookmark | Action::Follow) {
        return Err(Refusal::ConfirmEmail);
    }
    Ok(who)
}

/// Whether the action changes something others see; silence forbids those.
fn writes(action: Action) -> bool {
    !matches!(action, Action::Follow | Action::Bookmark | Action::SeeDeleted | Action::ReadMail | Action::ReadAuditLog)
}

/// Whether the action adds to a topic or changes it; a lock forbids those.
fn adds(action: Action) -> bool {
    matches!(
        action,
        Action::PostAnswer
            | Action::PostComment
            | Action::VoteUp
            | Action::VoteDown
            | Action::AcceptAnswer
            | Action::EditPost
            | Action::DeletePost
            | Action::RestorePost
            | Action::RetagTopic
    )
}

/// Whether the action builds upon what others read there; where a post is hidden from them, there is nothing to build upon.
fn judges(action: Action) -> bool {
    matches!(action, Action::VoteUp | Action::VoteDown | Action::AcceptAnswer | Action::PostComment | Action::PostAnswer)
}

/// Whether a member has a privilege, by role or by the rulebook.
///
/// # Errors
/// What is missing, with the member's own numbers.
pub fn needs(privilege: Privilege, who: &Standing, book: &Rulebook) -> Verdict {
    if who.role.is_staff() {
        return Ok(());
    }
    for part in book.requirement(privilege).parts() {
        match part {
            // The two that nearly all ask for are on the standing itself.
            Condition::Metric { asked, at_least } if *asked == Asked::ever(Metric::Reputation) => {
                if who.reputation < *at_least {
                    return Err(Refusal::Reputation { privilege, need: *at_least, have: who.reputation });
                }
            }
            Condition::Quality(least) => {
                if who.quality() < *least {
                    // Both are shares between 0 and 1.
                    let percent = |share: f64| (share * 100.0).round() as i64;
                    return Err(Refusal::Quality { privilege, need: percent(*least), have: percent(who.quality()) });
                }
            }
            other => {
                let progress = other.progress(&who.facts());
                if !progress.done {
                    return Err(Refusal::Missing { privilege, missing: Box::new(progress) });
                }
            }
        }
    }
    Ok(())
}

fn office(role: Role, who: &Standing) -> Verdict {
    if who.role >= role { Ok(()) } else { Err(Refusal::Role { role }) }
}

#[cfg(test)]
mod tests {
    use super::super::rulebook::QUESTIONS_PRESET;
    use super::*;

    fn standing(reputation: i64) -> Standing {
        Standing {
            member: MemberId(1),
            role: Role::Member,
            reputation,
            good: 0,
            bad: 0,
            email_confirmed: true,
            silenced_until: None,
            suspended_until: None,
            more: Facts::default(),
        }
    }

    fn verdict(action: Action, who: Option<&Standing>, subject: Subject) -> Verdict {
        may(action, who, &subject, &Rulebook::parse(QUESTIONS_PRESET).unwrap(), Timestamp(1_000))
    }

    /// Every action.
    const ACTIONS: [Action; 25] = [
        Action::AskQuestion,
        Action::PostAnswer,
        Action::PostComment,
        Action::VoteUp,
        Action::VoteDown,
        Action::AcceptAnswer,
        Action::EditPost,
        Action::DeletePost,
        Action::RestorePost,
        Action::FlagPost,
        Action::Follow,
        Action::Bookmark,
        Action::RetagTopic,
        Action::CreateTag,
        Action::ManageTopic,
        Action::Review,
        Action::HidePost,
        Action::SanctionMember,
        Action::ManageCategories,
        Action::ManageSite,
        Action::ManageRoles,
        Action::ReadMail,
        Action::ReadAuditLog,
        Action::EditProfile,
        Action::SeeDeleted,
    ];

    #[test]
    fn whoever_may_do_it_to_something_is_not_refused_before_that_is_known() {
        let book = Rulebook::parse(QUESTIONS_PRESET).unwrap();
        let (me, other) = (Some(MemberId(1)), Some(MemberId(2)));
        let people = [0, 1, 20, 600, 50_000].map(|reputation| Standing { good: reputation, ..standing(reputation) });
        let odd = [
            Standing { email_confirmed: false, ..standing(600) },
            Standing { silenced_until: Some(Timestamp(2_000)), ..standing(600) },
            Standing { role: Role::Moderator, ..standing(1) },
            Standing { role: Role::Manager, ..standing(1) },
        ];
        let mut refused = 0;
        for who in people.iter().chain(&odd) {
            for action in ACTIONS {
                let before = may_to_anything(action, Some(who), &book, Timestamp(1_000));
                refused += i32::from(before.is_err());
                for (author, topic_author) in [(me, me), (me, other), (other, me), (other, other), (None, None)] {
                    for deleted in [false, true] {
                        let subject = Subject { author, topic_author, deleted, ..Subject::default() };
                        let then = may(action, Some(who), &subject, &book, Timestamp(1_000));
                        assert!(before.is_ok() || then.is_err(), "{action:?} of {who:?} to {subject:?}: {before:?} before, and then {then:?}");
                    }
                }
            }
        }
        assert!(refused > 40, "only {refused} were refused before");
    }

    #[test]
    fn a_refusal_carries_the_members_numbers() {
        let other = Subject { author: Some(MemberId(2)), ..Subject::default() };
        assert_eq!(
            verdict(Action::PostComment, Some(&standing(32)), other),
            Err(Refusal::Reputation { privilege: Privilege::CommentAnywhere, need: 50, have: 32 })
        );
        assert_eq!(verdict(Action::PostComment, Some(&standing(50)), other), Ok(()));
    }

    #[test]
    fn nobody_votes_for_themselves_and_guests_sign_in() {
        let own = Subject { author: Some(MemberId(1)), ..Subject::default() };
        assert_eq!(verdict(Action::VoteUp, Some(&standing(9_999)), own), Err(Refusal::OwnPost));
        assert_eq!(verdict(Action::VoteUp, None, own), Err(Refusal::SignIn));
    }

    #[test]
    fn powers_over_others_need_quality_too() {
        let other = Subject { author: Some(MemberId(2)), ..Subject::default() };
        assert!(matches!(verdict(Action::EditPost, Some(&standing(5_000)), other), Err(Refusal::Quality { need: 90, have: 50, .. })));
        let trusted = Standing { good: 16, ..standing(5_000) };
        assert_eq!(verdict(Action::EditPost, Some(&trusted), other), Ok(()));
    }

    #[test]
    fn silence_stops_writing_but_not_following() {
        let silenced = Standing { silenced_until: Some(Timestamp(2_000)), ..standing(100) };
        assert!(matches!(verdict(Action::AskQuestion, Some(&silenced), Subject::default()), Err(Refusal::Silenced { .. })));
        assert_eq!(verdict(Action::Follow, Some(&silenced), Subject::default()), Ok(()));
        let over = Standing { silenced_until: Some(Timestamp(999)), ..standing(100) };
        assert_eq!(verdict(Action::AskQuestion, Some(&over), Subject::default()), Ok(()));
    }
}
