//! Mails: what each is about (stored in the outbox as JSON), and how it reads.

pub mod compose;
mod headers;
pub mod html;
pub mod letter;
pub mod pictures;
pub mod render;
pub mod stop_link;
pub mod text;

use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::time::Timestamp;
use crate::store::accounts::MailWishes;
use serde::{Deserialize, Serialize};

/// A mail as ids: what it says is looked up when it is sent, and so are the rights to read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub enum Mail {
    /// A link that confirms the address. The link's secret is made when the mail is sent, so that no secret is at rest.
    ConfirmEmail {},
    /// A link to set a new password.
    ResetPassword {},
    /// Somebody tried to sign up with the address of an account.
    AlreadyMember {},
    /// The password was changed.
    PasswordChanged { way: PasswordWay, at: Timestamp, address: String, user_agent: String },
    /// Badges and tiers that came within one window.
    Awards { awards: Vec<Award> },
    /// An answer or reply to the member's topic.
    Answer { topic: TopicId, post: PostId },
    /// The member's answer was accepted.
    Accepted { topic: TopicId, post: PostId },
    /// The member was mentioned.
    Mention { topic: TopicId, post: PostId, by: Option<MemberId> },
    /// Sent by an operator to see whether mails arrive.
    Test {},
}

/// How a password was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordWay {
    /// In the settings, by somebody who knew the one before.
    Settings,
    /// By a mailed link.
    Link,
}

impl PasswordWay {
    /// The word of the locale keys.
    pub fn word(self) -> &'static str {
        match self {
            PasswordWay::Settings => "settings",
            PasswordWay::Link => "link",
        }
    }
}

/// One reward in a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "award", rename_all = "snake_case")]
pub enum Award {
    Badge { badge: String, topic: Option<TopicId> },
    Tier { tier: String },
}

/// The kinds of mail a member can switch off one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subscription {
    Awards,
    Answers,
    Accepted,
    Mentions,
}

impl Subscription {
    /// All of them, in the order of the settings page.
    pub const ALL: [Subscription; 4] = [Subscription::Awards, Subscription::Answers, Subscription::Accepted, Subscription::Mentions];

    /// The word in addresses and locale keys.
    pub fn word(self) -> &'static str {
        match self {
            Subscription::Awards => "awards",
            Subscription::Answers => "answers",
            Subscription::Accepted => "accepted",
            Subscription::Mentions => "mentions",
        }
    }

    /// The wishes with this kind switched off.
    pub fn stopped(self, wishes: MailWishes) -> MailWishes {
        match self {
            Subscription::Awards => MailWishes { awards: false, ..wishes },
            Subscription::Answers => MailWishes { answers: false, ..wishes },
            Subscription::Accepted => MailWishes { accepted: false, ..wishes },
            Subscription::Mentions => MailWishes { mentions: false, ..wishes },
        }
    }

    /// Whether this kind is switched on.
    pub fn wanted(self, wishes: &MailWishes) -> bool {
        match self {
            Subscription::Awards => wishes.awards,
            Subscription::Answers => wishes.answers,
            Subscription::Accepted => wishes.accepted,
            Subscription::Mentions => wishes.mentions,
        }
    }
}

impl std::str::FromStr for Subscription {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Subscription::ALL.into_iter().find(|s| s.word() == word).ok_or(())
    }
}

impl Mail {
    /// The word of the outbox column and of the locale keys.
    pub fn kind(&self) -> &'static str {
        match self {
            Mail::ConfirmEmail {} => "confirm_email",
            Mail::ResetPassword {} => "reset_password",
            Mail::AlreadyMember {} => "already_member",
            Mail::PasswordChanged { .. } => "password_changed",
            Mail::Awards { .. } => "awards",
            Mail::Answer { .. } => "answer",
            Mail::Accepted { .. } => "accepted",
            Mail::Mention { .. } => "mention",
            Mail::Test {} => "test",
        }
    }

    /// Whether it carries a link that acts in the member's name, which nobody else should read.
    pub fn carries_secret(&self) -> bool {
        match self {
            Mail::ConfirmEmail {} | Mail::ResetPassword {} => true,
            Mail::AlreadyMember {}
            | Mail::PasswordChanged { .. }
            | Mail::Awards { .. }
            | Mail::Answer { .. }
            | Mail::Accepted { .. }
            | Mail::Mention { .. }
            | Mail::Test {} => false,
        }
    }

    /// What to switch off to receive no more of these; nothing for mails the member asked for.
    pub fn subscription(&self) -> Option<Subscription> {
        match self {
            Mail::ConfirmEmail {} | Mail::ResetPassword {} | Mail::AlreadyMember {} | Mail::PasswordChanged { .. } | Mail::Test {} => None,
            Mail::Awards { .. } => Some(Subscription::Awards),
            Mail::Answer { .. } => Some(Subscription::Answers),
            Mail::Accepted { .. } => Some(Subscription::Accepted),
            Mail::Mention { .. } => Some(Subscription::Mentions),
        }
    }

    /// Whether a member with these wishes gets this mail.
    pub fn is_wanted(&self, wishes: &MailWishes) -> bool {
        self.subscription().is_none_or(|s| s.wanted(wishes))
    }
}
