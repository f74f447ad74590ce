//! What was typed, made ready to be stored: admitted, rendered once, mentions resolved, newcomers' limits checked.
//!
//! Rendering is slow work. So it is done before the transaction that stores the text, and only after [`admit`] has looked whether the
//! text could be stored at all; the action asks the same again inside of the transaction, under its locks.

use super::{Failure, Outcome, subject, topic_subject};
use crate::markdown;
use crate::media;
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::limits;
use crate::rules::privileges::{self, Action, Privilege, Refusal, Standing, Subject};
use crate::rules::rulebook::Rulebook;
use crate::rules::sight::Sight;
use crate::rules::text::{CommentBody, FieldError, PostBody};
use crate::rules::time::{DAY, MINUTE, SECOND, Timestamp};
use crate::store::{Connection, Result, Tx, comments, conditions, media as pictures, members, posts, sight, topics};

/// What is written, and where it goes: its length, who may, and its pace follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    Topic,
    Answer(TopicId),
    Comment(PostId),
    Edit(PostId),
}

impl Writing {
    /// The text as it would be stored.
    fn parse(self, raw: &str) -> Result<String, FieldError> {
        match self {
            Writing::Topic | Writing::Answer(_) | Writing::Edit(_) => PostBody::parse(raw).map(|body| body.as_str().to_owned()),
            Writing::Comment(_) => CommentBody::parse(raw).map(|body| body.as_str().to_owned()),
        }
    }

    /// Checks that enough of a text can be seen: what was typed can be all marks, remarks and invisible characters. A picture is enough.
    fn check_shown(self, prepared: &Prepared) -> Result<(), FieldError> {
        let bounds = match self {
            Writing::Topic | Writing::Answer(_) | Writing::Edit(_) => &limits::BODY,
            Writing::Comment(_) => &limits::COMMENT,
        };
        if prepared.counts.images > 0 { Ok(()) } else { prepared.counts.shown.check(bounds) }
    }

    fn action(self) -> Action {
        match self {
            Writing::Topic => Action::AskQuestion,
            Writing::Answer(_) => Action::PostAnswer,
            Writing::Comment(_) => Action::PostComment,
            Writing::Edit(_) => Action::EditPost,
        }
    }

    /// What it is about, as far as the writer may see it.
    fn subject(self, conn: &mut Connection, sight: &Sight) -> Outcome<Subject> {
        match self {
            Writing::Topic => Ok(Subject::default()),
            Writing::Answer(topic) => Ok(topic_subject(&sight::topic(conn, sight, topic)?.filter(|t| t.deleted_at.is_none()).ok_or(Failure::NotFound)?)),
            Writing::Comment(post) | Writing::Edit(post) => {
                let (topic, post) = sight::post(conn, sight, post)?.ok_or(Failure::NotFound)?;
                Ok(subject(&topic, &post))
            }
        }
    }
}

/// Markdown with what was made of it.
#[derive(Debug, Clone, Default)]
pub struct Prepared {
    pub markdown: String,
    pub html: String,
    /// Members named with `@handle`, each once.
    pub mentioned: Vec<MemberId>,
    pub counts: markdown::Counts,
}

/// A text that was typed: ready to be stored, or what is wrong with it.
#[derive(Debug, Clone)]
pub struct Typed(Result<Prepared, FieldError>);

impl Typed {
    /// Checks and renders a text; `look_up` answers which of some handles are members'.
    ///
    /// # Errors
    /// What `look_up` answers.
    pub fn read(writing: Writing, raw: &str, look_up: impl FnOnce(&[String]) -> Result<Vec<(String, MemberId)>>) -> Result<Typed> {
        Ok(Typed(match writing.parse(raw) {
            Ok(text) => {
                let prepared = rendered(&text, look_up)?;
                writing.check_shown(&prepared).map(|()| prepared)
            }
            Err(wrong) => Err(wrong),
        }))
    }

    /// What needs no rendering, because its length is refused.
    pub fn refused(writing: Writing, raw: &str) -> Option<Typed> {
        writing.parse(raw).err().map(|wrong| Typed(Err(wrong)))
    }

    /// As [`Typed::read`], with a connection at hand: for work that nobody waits for.
    ///
    /// # Errors
    /// When the members cannot be looked up.
    pub fn read_with(conn: &mut Connection, writing: Writing, raw: &str) -> Result<Typed> {
        Typed::read(writing, raw, |named| members::by_handles(conn, named))
    }

    /// The text, ready to be stored.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn ready(&self) -> Result<&Prepared, FieldError> {
        self.0.as_ref().map_err(Clone::clone)
    }
}

/// Renders Markdown; `@handle` becomes a link where the member exists.
///
/// # Errors
/// When the members cannot be looked up.
pub fn render(conn: &mut Connection, text: &str) -> Result<Prepared> {
    rendered(text, |named| members::by_handles(conn, named))
}

/// The members among those mentioned whom the version before, as it was rendered, did not mention.
///
/// # Errors
/// When the members cannot be looked up.
pub fn newly_mentioned(conn: &mut Connection, before_html: &str, mentioned: &[MemberId]) -> Result<Vec<MemberId>> {
    if mentioned.is_empty() {
        return Ok(Vec::new());
    }
    let named: Vec<String> = markdown::mentions_in(before_html).map(str::to_owned).collect();
    let before = members::by_handles(conn, &named)?;
    Ok(mentioned.iter().filter(|member| !before.iter().any(|(_, id)| id == *member)).copied().collect())
}

/// As [`render`], with whatever looks up the members.
///
/// # Errors
/// What `look_up` answers.
pub fn rendered(text: &str, look_up: impl FnOnce(&[String]) -> Result<Vec<(String, MemberId)>>) -> Result<Prepared> {
    let mut found = Vec::new();
    let rendered = markdown::render_looking_up(text, |named| {
        found = look_up(named)?;
        Ok::<_, crate::store::Error>(found.iter().map(|(handle, _)| handle.clone()).collect())
    })?;
    let is_mentioned = |handle: &String| rendered.mentions.contains(handle);
    let mentioned = found.iter().filter(|(handle, _)| is_mentioned(handle)).map(|(_, id)| *id).collect();
    Ok(Prepared { markdown: text.to_owned(), html: rendered.html, mentioned, counts: rendered.counts })
}

/// Whether a text may be stored, as far as that can be told without rendering it: who may, and how fast.
///
/// # Errors
/// The refusal that storing it would meet.
pub fn admit(conn: &mut Connection, book: &Rulebook, now: Timestamp, member: MemberId, writing: Writing, raw: &str) -> Outcome<()> {
    let mut who = members::standing(conn, member)?.ok_or(Failure::Refused(Refusal::SignIn))?;
    conditions::complete(conn, &mut who, book, now)?;
    let sight = sight::of_member(conn, member, book, now)?.ok_or(Failure::Refused(Refusal::SignIn))?;
    let subject = writing.subject(conn, &sight)?;
    privileges::may(writing.action(), Some(&who), &subject, book, now)?;
    let Ok(text) = writing.parse(raw) else { return Ok(()) };
    if changes_nothing(conn, writing, &text)? {
        return Ok(());
    }
    check_pace(conn, book, now, &who, writing)
}

/// Whether a post would stay as it is: what is sent twice is edited once.
fn changes_nothing(conn: &mut Connection, writing: Writing, text: &str) -> Result<bool> {
    match writing {
        Writing::Topic | Writing::Answer(_) | Writing::Comment(_) => Ok(false),
        Writing::Edit(post) => Ok(posts::find(conn, post)?.is_some_and(|post| post.body_md == text)),
    }
}

/// Holds everybody to a number of mentions, and newcomers to theirs of links, pictures and mentions.
///
/// # Errors
/// The limit that was passed.
pub(super) fn check_limits(tx: &mut Tx<'_>, who: &Standing, prepared: &Prepared) -> Outcome<()> {
    if prepared.mentioned.len() > limits::MENTIONS {
        return Err(Refusal::TooManyMentions { limit: limits::MENTIONS as i64 }.into());
    }
    let book = tx.rulebook();
    let limits = &book.limits.newcomer;
    if !is_newcomer(tx.conn, &book, who)? {
        return Ok(());
    }
    let counts = &prepared.counts;
    let over = |have: usize, most: i64| i64::try_from(have).unwrap_or(i64::MAX) > most;
    let may_link = privileges::needs(Privilege::ImagesAndLinks, who, &book).is_ok();
    if !may_link && over(counts.links, limits.links_per_post) {
        return Err(Refusal::TooManyLinks { limit: limits.links_per_post }.into());
    }
    if !may_link && over(counts.images, limits.images_per_post) {
        return Err(Refusal::TooManyImages { limit: limits.images_per_post }.into());
    }
    if over(prepared.mentioned.len(), limits.mentions_per_post) {
        return Err(Refusal::TooManyMentions { limit: limits.mentions_per_post }.into());
    }
    Ok(())
}

/// Notes which pictures stand in a post (or in a comment under it), so that they are shown to those who see it.
pub(super) fn keep_pictures(tx: &mut Tx<'_>, post: PostId, html: &str) -> Outcome<()> {
    Ok(pictures::note_uses(tx.conn, post, &media::names_in(html))?)
}

/// Whether the member is in the lowest tier and no staff.
pub(super) fn is_newcomer(conn: &mut Connection, book: &Rulebook, who: &Standing) -> Result<bool> {
    let tier = members::tier(conn, who.member)?;
    Ok(!who.role.is_staff() && book.tier_rank(&tier) == 0)
}

/// Moments further ahead of now than this were written by a clock that has been put right since: they count for no pace.
const CLOCKS_DIFFER: i64 = MINUTE;

/// Holds a member to the pace of the rulebook.
pub(super) fn check_pace(conn: &mut Connection, book: &Rulebook, now: Timestamp, who: &Standing, writing: Writing) -> Outcome<()> {
    if who.role.is_staff() {
        return Ok(());
    }
    let (member, newcomer) = (who.member, is_newcomer(conn, book, who)?);
    let (limits, since) = (&book.limits, now.plus(-DAY));
    let own = if newcomer {
        (limits.newcomer.seconds_between_topics, limits.newcomer.seconds_between_posts)
    } else {
        (limits.seconds_between_topics, limits.seconds_between_posts)
    };
    // How far apart; the moments of the last day, newest first; and how many a newcomer has on the first day. Comments are free in number,
    // so that a newcomer can answer whoever asks back, and so are edits, which come right after a post as often as not.
    let (seconds, before, first_day) = match writing {
        Writing::Topic => (own.0, topics::latest_by(conn, member, since)?, Some(limits.newcomer.topics_first_day)),
        Writing::Answer(_) => (own.1, posts::latest_by(conn, member, since)?, Some(limits.newcomer.posts_first_day)),
        Writing::Comment(_) => (own.1, comments::last_of(conn, member)?.into_iter().collect(), None),
        Writing::Edit(_) => (limits.seconds_between_posts, posts::last_edit_by(conn, member)?.into_iter().collect(), None),
    };
    let before: Vec<Timestamp> = before.into_iter().filter(|at| at.0 <= now.0 + CLOCKS_DIFFER).collect();
    if let Some(last) = before.first() {
        let wait = last.plus(seconds * SECOND).0 - now.0;
        if wait > 0 {
            return Err(Refusal::TooSoon { seconds: (wait + SECOND - 1) / SECOND }.into());
        }
    }
    let Some(most) = first_day else { return Ok(()) };
    let joined = members::joined_at(conn, member)?;
    if newcomer && now.0 - joined.0 < DAY && i64::try_from(before.len()).unwrap_or(i64::MAX) >= most {
        return Err(Failure::Refused(Refusal::FirstDay { limit: most }));
    }
    Ok(())
}
