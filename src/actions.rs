//! What members do: one intention per file, each a function that takes the transaction, checks the privilege, writes, and emits
//! the event whose consequences follow by themselves.

pub mod accept_answer;
pub mod accounts;
pub mod ask_question;
pub mod cast_vote;
pub mod delete_post;
pub mod edit_post;
pub mod feed_keys;
pub mod flag_post;
pub mod follow_topic;
pub mod moderation;
pub mod once;
pub mod pictures;
pub mod post_answer;
pub mod post_comment;
pub mod prepare;
pub mod publish_rulebook;
pub mod sessions;
pub mod update_profile;

use crate::rules::events::Event;
use crate::rules::ids::{CategoryId, MemberId, PostId, TopicId};
use crate::rules::privileges::{self, Action, Refusal, Standing, Subject};
use crate::rules::sight::{Audience, Sight};
use crate::rules::text::FieldError;
use crate::store::db::Transient;
use crate::store::posts::Post;
use crate::store::topics::Topic;
use crate::store::{self, Tx, members, posts, sight};

/// Why an action was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A privilege is missing, or the state of things forbids it.
    #[error("refused: {}", .0.key())]
    Refused(Refusal),
    /// Some fields of the form are wrong: name of the field, and what is wrong.
    #[error("invalid: {0:?}")]
    Invalid(Vec<(&'static str, FieldError)>),
    /// What the action is about does not exist, or not for this member.
    #[error("not found")]
    NotFound,
    /// Somebody else changed it meanwhile.
    #[error("changed meanwhile")]
    Changed,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Transient for Failure {
    fn is_transient(&self) -> bool {
        matches!(self, Failure::Store(e) if e.is_transient())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(refusal)
    }
}

/// What an action answers.
pub type Outcome<T> = Result<T, Failure>;

/// One wrong field.
pub fn invalid(field: &'static str, error: FieldError) -> Failure {
    Failure::Invalid(vec![(field, error)])
}

/// Collects wrong fields, so that a form names all of them at once.
#[derive(Debug, Default)]
pub struct Fields {
    wrong: Vec<(&'static str, FieldError)>,
}

impl Fields {
    /// Keeps the value, or notes what is wrong with the field.
    pub fn check<T>(&mut self, field: &'static str, parsed: Result<T, FieldError>) -> Option<T> {
        parsed.map_err(|error| self.wrong.push((field, error))).ok()
    }

    /// Notes a wrong field.
    pub fn wrong(&mut self, field: &'static str, error: FieldError) {
        self.wrong.push((field, error));
    }

    /// What was noted, as the failure of the action.
    pub fn failure(self) -> Failure {
        Failure::Invalid(self.wrong)
    }

    /// # Errors
    /// When a field was wrong.
    pub fn finish(self) -> Outcome<()> {
        if self.wrong.is_empty() { Ok(()) } else { Err(self.failure()) }
    }
}

/// The member's standing now, from the database and not from the session: it may have changed a moment ago.
///
/// # Errors
/// [`Refusal::SignIn`] when the member is gone.
pub fn standing(tx: &mut Tx<'_>, member: MemberId) -> Outcome<Standing> {
    let mut standing = members::standing(tx.conn, member)?.ok_or(Failure::Refused(Refusal::SignIn))?;
    let (book, now) = (tx.rulebook(), tx.now);
    store::conditions::complete(tx.conn, &mut standing, &book, now)?;
    Ok(standing)
}

/// Checks a privilege.
///
/// # Errors
/// The refusal, with the member's numbers.
pub fn check(tx: &Tx<'_>, action: Action, who: &Standing, subject: &Subject) -> Outcome<()> {
    privileges::may(action, Some(who), subject, &tx.rulebook(), tx.now).map_err(Failure::Refused)
}

/// A post with its topic, held against concurrent changes, and the subject that privilege rules look at.
pub(crate) struct Target {
    pub topic: Topic,
    pub post: Post,
    pub subject: Subject,
}

/// Finds the post that a member's action is about, if it is there for them, and holds the topic and the post, in this order.
///
/// # Errors
/// [`Failure::NotFound`] also where the member may not see it: nobody learns by an answer what exists.
pub(crate) fn access_post(tx: &mut Tx<'_>, who: &Standing, post: PostId) -> Outcome<Target> {
    hold_topic_of(tx, post)?;
    access(tx, who, post, Office::Reader)
}

/// As [`access_post`], for actions that change nothing of the topic: the post alone is held, so that those who vote or comment in one topic
/// do not wait for each other.
///
/// # Errors
/// As [`access_post`].
pub(crate) fn access_post_alone(tx: &mut Tx<'_>, who: &Standing, post: PostId) -> Outcome<Target> {
    access(tx, who, post, Office::Reader)
}

fn hold_topic_of(tx: &mut Tx<'_>, post: PostId) -> Outcome<()> {
    let topic = posts::find(tx.conn, post)?.ok_or(Failure::NotFound)?.topic;
    Ok(store::dialect::lock_topic(tx.conn, topic)?)
}

/// As [`access_post`], for those who decide about posts that were flagged: deleted and hidden ones are there for them, too.
pub(crate) fn access_reviewed(tx: &mut Tx<'_>, who: &Standing, post: PostId) -> Outcome<Target> {
    hold_topic_of(tx, post)?;
    access(tx, who, post, Office::Reviewer)
}

/// As whom somebody looks for a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Office {
    Reader,
    Reviewer,
}

fn access(tx: &mut Tx<'_>, who: &Standing, post: PostId, office: Office) -> Outcome<Target> {
    store::dialect::lock_post(tx.conn, post)?;
    let (post, topic, audience) = sight::post_with_audience(tx.conn, post)?.ok_or(Failure::NotFound)?;
    let sight = sight_in(tx, who, topic.category, audience)?;
    let sight = match office {
        Office::Reader => sight,
        Office::Reviewer => sight.reviewing(),
    };
    if !sight.has_topic(&topic.state()) || !sight.has_post(&post.state()) {
        return Err(Failure::NotFound);
    }
    let subject = subject(&topic, &post);
    Ok(Target { topic, post, subject })
}

/// A member's sight, as far as one category goes.
fn sight_in(tx: &mut Tx<'_>, who: &Standing, category: CategoryId, audience: Audience) -> Outcome<Sight> {
    let (book, now) = (tx.rulebook(), tx.now);
    Ok(sight::in_standing(tx.conn, who, &[(category, audience)], &book, now)?)
}

/// As [`access_post`], whoever asks: for what follows from another act.
pub(crate) fn target(tx: &mut Tx<'_>, post: PostId) -> Outcome<Target> {
    hold_topic_of(tx, post)?;
    store::dialect::lock_post(tx.conn, post)?;
    let (post, topic, _) = sight::post_with_audience(tx.conn, post)?.ok_or(Failure::NotFound)?;
    let subject = subject(&topic, &post);
    Ok(Target { topic, post, subject })
}

/// What the privilege rules look at when an action is about this post.
pub fn subject(topic: &Topic, post: &Post) -> Subject {
    Subject {
        category: Some(topic.category),
        kind: Some(post.kind),
        hidden: post.hidden_at.is_some() || topic.hidden_at.is_some(),
        author: post.author,
        topic_author: topic.author,
        locked: topic.locked_at.is_some(),
        deleted: post.deleted_at.is_some() || topic.deleted_at.is_some(),
        deleted_by_staff: post.deleted_by.is_some() && post.deleted_by != post.author,
        accepted: post.accepted,
        has_answers: post.kind == crate::rules::vocabulary::PostKind::Opening && topic.answer_count > 0,
    }
}

/// What the privilege rules look at when an action is about a topic as a whole.
pub fn topic_subject(topic: &Topic) -> Subject {
    Subject {
        category: Some(topic.category),
        hidden: topic.hidden_at.is_some(),
        author: topic.author,
        topic_author: topic.author,
        locked: topic.locked_at.is_some(),
        deleted: topic.deleted_at.is_some(),
        has_answers: topic.answer_count > 0,
        ..Subject::default()
    }
}

/// Finds the topic that a member's action is about, if it stands and is there for them.
///
/// # Errors
/// [`Failure::NotFound`] also where the member may not see it.
pub(crate) fn access_topic(tx: &mut Tx<'_>, who: &Standing, topic: TopicId) -> Outcome<Topic> {
    store::dialect::lock_topic(tx.conn, topic)?;
    let (topic, audience) = sight::topic_with_audience(tx.conn, topic)?.ok_or(Failure::NotFound)?;
    let sight = sight_in(tx, who, topic.category, audience)?;
    if topic.deleted_at.is_some() || !sight.has_topic(&topic.state()) {
        return Err(Failure::NotFound);
    }
    Ok(topic)
}

/// Of those whom a text names, the ones who may read it.
pub(crate) fn who_may_read(tx: &mut Tx<'_>, category: CategoryId, mentioned: Vec<MemberId>) -> Outcome<Vec<MemberId>> {
    let book = tx.rulebook();
    Ok(sight::readers_among(tx.conn, mentioned, category, &book)?)
}

/// Records an event and lets its effects follow.
pub(crate) fn emit(tx: &mut Tx<'_>, event: Event) -> Outcome<crate::rules::ids::EventId> {
    Ok(crate::effects::emit(tx, event)?)
}
