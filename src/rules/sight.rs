//! Sight: what one reader may see. A category has an audience; a reader's sight is made of their standing, tier and groups, and is asked by
//! every read model, action, mail and stream. What somebody may not see is, for them, not there.

use super::ids::{CategoryId, GroupId, MemberId};
use super::privileges::{self, Action, Standing, Subject};
use super::rulebook::Rulebook;
use super::time::Timestamp;
use std::fmt;
use std::str::FromStr;

/// Who may read a category. Staff always may, so that no setting can lock those out who would have to change it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Audience {
    #[default]
    Everybody,
    /// Whoever is signed in and has confirmed their address.
    Members,
    /// Members of at least one of these groups.
    Groups(Vec<GroupId>),
    /// Members of this tier and those above; the tier's key.
    Tier(String),
}

impl Audience {
    /// The word of the kind, as forms name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Audience::Everybody => "everybody",
            Audience::Members => "members",
            Audience::Groups(_) => "groups",
            Audience::Tier(_) => "tier",
        }
    }

    /// The kinds, in the order in which they are offered.
    pub const KINDS: [&str; 4] = ["everybody", "members", "groups", "tier"];

    /// Whether a member belongs to it; none for guests.
    pub fn admits(&self, who: Option<&Person<'_>>, book: &Rulebook) -> bool {
        let Some(who) = who else { return *self == Audience::Everybody };
        let rank = |key: &str| book.tiers.iter().position(|t| t.key == key);
        who.standing.role.is_staff()
            || match self {
                Audience::Everybody => true,
                Audience::Members => who.standing.email_confirmed,
                Audience::Groups(ids) => who.standing.email_confirmed && who.groups.iter().any(|own| ids.contains(own)),
                // A tier that the rulebook does not know any more admits nobody.
                Audience::Tier(least) => who.standing.email_confirmed && rank(least).is_some_and(|least| book.tier_rank(who.tier) >= least),
            }
    }
}

/// As it is stored.
impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())?;
        match self {
            Audience::Everybody | Audience::Members => Ok(()),
            Audience::Groups(ids) => ids.iter().try_for_each(|id| write!(f, " {id}")),
            Audience::Tier(key) => write!(f, " {key}"),
        }
    }
}

/// A stored audience that says nothing known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is no audience of a category")]
pub struct UnknownAudience(String);

impl FromStr for Audience {
    type Err = UnknownAudience;
    fn from_str(raw: &str) -> Result<Self, UnknownAudience> {
        let unknown = || UnknownAudience(raw.to_owned());
        match raw.split_once(' ').unwrap_or((raw, "")) {
            ("everybody", "") => Ok(Audience::Everybody),
            ("members", "") => Ok(Audience::Members),
            ("groups", ids) => ids.split(' ').map(|id| id.parse().map_err(|_| unknown())).collect::<Result<_, _>>().map(Audience::Groups),
            ("tier", key) if !key.is_empty() => Ok(Audience::Tier(key.to_owned())),
            _ => Err(unknown()),
        }
    }
}

/// A member as audiences look at them.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    pub standing: &'a Standing,
    /// Key of the tier.
    pub tier: &'a str,
    /// The groups they are in; may be left empty where no audience is one of groups.
    pub groups: &'a [GroupId],
}

/// What of the withheld a reader may see beside their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Withheld {
    OwnOnly,
    All,
}

/// What one reader may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// None for guests.
    pub reader: Option<MemberId>,
    /// Deleted topics and posts.
    pub deleted: Withheld,
    /// Posts that flags or reviewers have hidden, and topics whose opening post is one.
    pub hidden: Withheld,
    /// Categories that are not there for this reader; in most forums none.
    closed: Vec<CategoryId>,
}

/// What decides whether a topic is there for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopicState {
    pub category: CategoryId,
    pub author: Option<MemberId>,
    pub is_deleted: bool,
    /// Its opening post is hidden.
    pub is_hidden: bool,
}

/// What decides whether a post is there for somebody who sees its topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostState {
    pub author: Option<MemberId>,
    pub is_deleted: bool,
    pub is_hidden: bool,
}

impl Sight {
    /// What guests see, whoever they are.
    pub fn of_guests(audiences: &[(CategoryId, Audience)], book: &Rulebook) -> Sight {
        Sight { reader: None, deleted: Withheld::OwnOnly, hidden: Withheld::OwnOnly, closed: closed_to(None, audiences, book) }
    }

    /// What a member sees. `audiences` may leave out categories that are for everybody.
    pub fn of_member(who: &Person<'_>, audiences: &[(CategoryId, Audience)], book: &Rulebook, now: Timestamp) -> Sight {
        let withheld = |action| match privileges::may(action, Some(who.standing), &Subject::default(), book, now) {
            Ok(()) => Withheld::All,
            Err(_) => Withheld::OwnOnly,
        };
        Sight {
            reader: Some(who.standing.member),
            deleted: withheld(Action::SeeDeleted),
            hidden: withheld(Action::Review),
            closed: closed_to(Some(who), audiences, book),
        }
    }

    /// The same reader where they decide about posts: what was deleted or hidden is there for them, what is closed is not.
    pub fn reviewing(&self) -> Sight {
        Sight { deleted: Withheld::All, hidden: Withheld::All, ..self.clone() }
    }

    /// The categories that are not there for this reader, in order.
    pub fn closed(&self) -> &[CategoryId] {
        &self.closed
    }

    /// Whether a category is there for this reader.
    pub fn has_category(&self, category: CategoryId) -> bool {
        !self.closed.contains(&category)
    }

    /// Whether a topic is there for this reader.
    pub fn has_topic(&self, topic: &TopicState) -> bool {
        self.has_category(topic.category)
            && (!topic.is_deleted || self.reads(self.deleted, topic.author))
            && (!topic.is_hidden || self.reads(self.hidden, topic.author))
    }

    /// Whether a post of a topic that this reader sees is there for them.
    pub fn has_post(&self, post: &PostState) -> bool {
        (!post.is_deleted || self.reads(self.deleted, post.author)) && (!post.is_hidden || self.reads(self.hidden, post.author))
    }

    fn reads(&self, withheld: Withheld, author: Option<MemberId>) -> bool {
        withheld == Withheld::All || (author.is_some() && author == self.reader)
    }
}

fn closed_to(who: Option<&Person<'_>>, audiences: &[(CategoryId, Audience)], book: &Rulebook) -> Vec<CategoryId> {
    let mut closed: Vec<CategoryId> = audiences.iter().filter(|(_, audience)| !audience.admits(who, book)).map(|(id, _)| *id).collect();
    closed.sort_unstable();
    closed
}

#[cfg(test)]
mod tests {
    use super::super::rulebook::QUESTIONS_PRESET;
    use super::super::vocabulary::Role;
    use super::*;

    fn standing(role: Role) -> Standing {
        Standing {
            member: MemberId(1),
            role,
            reputation: 10,
            good: 0,
            bad: 0,
            email_confirmed: true,
            silenced_until: None,
            suspended_until: None,
            more: Default::default(),
        }
    }

    #[test]
    fn an_audience_survives_storing() {
        for audience in [Audience::Everybody, Audience::Members, Audience::Groups(vec![GroupId(3), GroupId(5)]), Audience::Tier("regular".into())] {
            assert_eq!(audience.to_string().parse(), Ok(audience));
        }
        for broken in ["", "nobody", "groups", "groups x", "tier", "members 3"] {
            assert!(broken.parse::<Audience>().is_err(), "{broken}");
        }
    }

    #[test]
    fn each_audience_admits_whom_it_names_and_staff_always() {
        let book = Rulebook::parse(QUESTIONS_PRESET).unwrap();
        let (lowest, highest) = (book.tiers[0].key.clone(), book.tiers.last().unwrap().key.clone());
        let (member, moderator) = (standing(Role::Member), standing(Role::Moderator));
        let unconfirmed = Standing { email_confirmed: false, ..member.clone() };
        let groups = [GroupId(5)];
        let person = |standing, groups| Person { standing, tier: &lowest, groups };
        let all = [
            (Audience::Everybody, [true, true, true, true]),
            (Audience::Members, [false, false, true, true]),
            (Audience::Groups(vec![GroupId(5)]), [false, false, true, true]),
            (Audience::Groups(vec![GroupId(6)]), [false, false, false, true]),
            (Audience::Groups(vec![]), [false, false, false, true]),
            (Audience::Tier(lowest.clone()), [false, false, true, true]),
            (Audience::Tier(highest), [false, false, false, true]),
            (Audience::Tier("of another rulebook".into()), [false, false, false, true]),
        ];
        for (audience, want) in all {
            let who = [None, Some(person(&unconfirmed, &groups)), Some(person(&member, &groups)), Some(person(&moderator, &[]))];
            assert_eq!(who.map(|w| audience.admits(w.as_ref(), &book)), want, "{audience}");
        }
    }

    #[test]
    fn what_is_withheld_is_there_for_its_author_and_those_who_may() {
        let book = Rulebook::parse(QUESTIONS_PRESET).unwrap();
        let closed = [(CategoryId(2), Audience::Groups(vec![GroupId(9)]))];
        let sight = |standing: &Standing| Sight::of_member(&Person { standing, tier: "", groups: &[] }, &closed, &book, Timestamp(0));
        let (author, staff) = (sight(&standing(Role::Member)), sight(&Standing { member: MemberId(2), ..standing(Role::Moderator) }));
        let other = sight(&Standing { member: MemberId(3), ..standing(Role::Member) });
        let guest = Sight::of_guests(&closed, &book);
        let stands = TopicState { category: CategoryId(1), author: Some(MemberId(1)), is_deleted: false, is_hidden: false };
        let rows = [
            (stands, [true, true, true, true]),
            (TopicState { is_deleted: true, ..stands }, [true, true, false, false]),
            (TopicState { is_hidden: true, ..stands }, [true, true, false, false]),
            (TopicState { category: CategoryId(2), ..stands }, [false, true, false, false]),
            (TopicState { is_hidden: true, author: None, ..stands }, [false, true, false, false]),
        ];
        for (topic, want) in rows {
            assert_eq!([&author, &staff, &other, &guest].map(|s| s.has_topic(&topic)), want, "{topic:?}");
        }
    }
}
