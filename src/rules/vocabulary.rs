//! The closed word lists of the product: each is stored as its lower-case word.

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word as stored and as used in addresses.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::rules::vocabulary::UnknownWord;
            fn from_str(raw: &str) -> Result<Self, $crate::rules::vocabulary::UnknownWord> {
                match raw {
                    $($word => Ok($name::$variant),)+
                    _ => Err($crate::rules::vocabulary::UnknownWord { list: stringify!($name), words: &[$($word),+], word: raw.to_owned() }),
                }
            }
        }
    )+};
}
pub(crate) use words;

/// A word that is not in its list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{word}” is no {}; there are {}", list.to_lowercase(), words.join(", "))]
pub struct UnknownWord {
    /// The list's type name.
    pub list: &'static str,
    /// The words there are.
    pub words: &'static [&'static str],
    /// What was given.
    pub word: String,
}

words! {
    /// What a member may do by office, lowest first. Each includes the ones before it.
    Role {
        /// No office; privileges come from the rulebook alone.
        Member = "member",
        /// Reviews, hides, locks, sanctions.
        Moderator = "moderator",
        /// A moderator who also sets categories, roles below, mail and rules.
        Manager = "manager",
        /// Everything, and the only one who makes managers.
        Administrator = "administrator",
    }

    /// What a topic is. `rules/kinds.rs` describes each; later kinds join here and there.
    TopicKind {
        /// Has answers, one of which may be accepted.
        Question = "question",
        /// Has replies.
        Discussion = "discussion",
    }

    /// What a post is within its topic.
    PostKind {
        /// The post a topic starts with.
        Opening = "opening",
        /// A post in a question.
        Answer = "answer",
        /// A post in a discussion.
        Reply = "reply",
    }

    /// The three languages of the pages and mails.
    Language {
        English = "en",
        SimplifiedChinese = "zh-Hans",
        TraditionalChinese = "zh-Hant",
    }

    /// The colour scheme of a member's pages.
    Theme {
        /// As the device says.
        Auto = "auto",
        Light = "light",
        Dark = "dark",
    }

    /// What a member does about a post by its arrows.
    Arrow {
        Up = "up",
        Down = "down",
        /// Takes the vote back.
        None = "none",
    }

    /// What a control that is on or off is set to.
    Switch {
        On = "on",
        Off = "off",
    }

    /// Which way something goes in its order.
    Step {
        Up = "up",
        Down = "down",
    }

    /// Why a post was flagged.
    FlagReason {
        Spam = "spam",
        Rude = "rude",
        OffTopic = "off_topic",
        LowQuality = "low_quality",
        Other = "other",
    }

    /// What became of a flag.
    FlagState {
        Open = "open",
        Upheld = "upheld",
        Dismissed = "dismissed",
    }

    /// What a moderator decided about a post in the review queue.
    Decision {
        Hide = "hide",
        Restore = "restore",
        Delete = "delete",
        Warn = "warn",
        Dismiss = "dismiss",
    }

    /// What staff can impose on a member.
    SanctionKind {
        Warning = "warning",
        /// May read and sign in, not write.
        Silence = "silence",
        /// May not sign in.
        Suspension = "suspension",
    }

    /// The three levels of badges.
    BadgeLevel {
        Bronze = "bronze",
        Silver = "silver",
        Gold = "gold",
    }

    /// Why a ledger line moved less than its rule says.
    LineNote {
        /// The rule's amount, whole.
        Full = "full",
        /// Shortened or emptied by the daily limit on points from votes, as it was worked out before each day had an account of its own. Lines
        /// under a lifetime limit were told so, too.
        DailyCap = "daily_cap",
        /// Shortened or emptied by the limit of its day: of all that comes to a day, this much less counts.
        DayCap = "day_cap",
        /// Shortened or emptied by the limit on what a rule ever gives.
        LifetimeCap = "lifetime_cap",
        /// Shortened or emptied because reputation never falls below its floor.
        Floor = "floor",
        /// Takes back what an earlier line gave.
        Reversal = "reversal",
        /// Gives back, outside of the daily limit, what an earlier line took on another day.
        GivenBack = "given_back",
        /// Takes back what an earlier line gave or took, from the day to which that came, as far as it counted there.
        TakenBack = "taken_back",
    }

    /// What a notification tells.
    NotificationKind {
        Answered = "answered",
        Commented = "commented",
        Mentioned = "mentioned",
        Accepted = "accepted",
        BadgeAwarded = "badge_awarded",
        TierReached = "tier_reached",
        PostDecision = "post_decision",
        Sanctioned = "sanctioned",
        FlagDecided = "flag_decided",
        Followed = "followed",
        RoleChanged = "role_changed",
        TopicMoved = "topic_moved",
        PostEdited = "post_edited",
        CommentRemoved = "comment_removed",
    }

    /// Where a mail stands.
    MailState {
        Waiting = "waiting",
        Sent = "sent",
        /// Given up after too many tries or a permanent refusal; managers may retry.
        Dead = "dead",
        /// Not sent on purpose: unsubscribed or no longer readable when its turn came.
        Dropped = "dropped",
    }

    /// What a single-use link in a mail does.
    TokenPurpose {
        ConfirmEmail = "confirm_email",
        ResetPassword = "reset_password",
    }
}

impl Role {
    /// Whether the role is one of staff.
    pub fn is_staff(self) -> bool {
        self >= Role::Moderator
    }
}
