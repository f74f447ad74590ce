//! What was typed, made ready to be stored: rendered once, mentions resolved, newcomers' limits checked.

use super::{Failure, Outcome};
use crate::markdown;
use crate::media;
use crate::rules::ids::{MemberId, PostId};
use crate::rules::privileges::{self, Privilege, Refusal, Standing};
use crate::rules::time::{DAY, SECOND, Timestamp};
use crate::store::{Connection, Result, Tx, media as pictures, members};

/// Markdown with what was made of it.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub markdown: String,
    pub html: String,
    /// Members named with `@handle`, each once.
    pub mentioned: Vec<MemberId>,
    pub counts: markdown::Counts,
}

/// Renders Markdown; `@handle` becomes a link where the member exists.
///
/// # Errors
/// When the members cannot be looked up.
pub fn render(conn: &mut Connection, text: &str) -> Result<Prepared> {
    let named = markdown::mentioned_handles(text);
    let found = members::by_handles(conn, &named)?;
    let known = |handle: &str| found.iter().find(|(h, _)| h.eq_ignore_ascii_case(handle)).map(|(h, _)| h.clone());
    let rendered = markdown::render(text, &known);
    Ok(Prepared { markdown: text.to_owned(), html: rendered.html, mentioned: found.iter().map(|(_, id)| *id).collect(), counts: rendered.counts })
}

/// Renders a post and holds newcomers to their limits of links, pictures and mentions.
///
/// # Errors
/// The limit that was passed.
pub fn post(tx: &mut Tx<'_>, who: &Standing, text: &str) -> Outcome<Prepared> {
    let prepared = render(tx.conn, text)?;
    let book = tx.rulebook();
    let limits = &book.limits.newcomer;
    if is_newcomer(tx, who)? {
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
    }
    Ok(prepared)
}

/// Notes which pictures stand in a post (or in a comment under it), so that they are shown to those who see it.
pub(super) fn keep_pictures(tx: &mut Tx<'_>, post: PostId, html: &str) -> Outcome<()> {
    Ok(pictures::note_uses(tx.conn, post, &media::names_in(html))?)
}

/// Whether the member is in the lowest tier and no staff.
pub(super) fn is_newcomer(tx: &mut Tx<'_>, who: &Standing) -> Outcome<bool> {
    let book = tx.rulebook();
    let (_, tier) = members::metrics(tx.conn, who.member)?;
    Ok(!who.role.is_staff() && book.tier_rank(&tier) == 0)
}

/// What is posted, for its pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    Topics,
    Posts,
    /// Held to the seconds between posts; their number on the first day is free, so that a newcomer can answer whoever asks back.
    Comments,
}

/// Holds a member to the pace of the rulebook. `before` are the moments of their contributions of the last day, newest first.
pub(super) fn check_pace(tx: &mut Tx<'_>, who: &Standing, pace: Pace, before: &[Timestamp]) -> Outcome<()> {
    if who.role.is_staff() {
        return Ok(());
    }
    let newcomer = is_newcomer(tx, who)?;
    let book = tx.rulebook();
    let limits = &book.limits;
    let seconds = match (pace, newcomer) {
        (Pace::Topics, true) => limits.newcomer.seconds_between_topics,
        (Pace::Topics, false) => limits.seconds_between_topics,
        (Pace::Posts | Pace::Comments, true) => limits.newcomer.seconds_between_posts,
        (Pace::Posts | Pace::Comments, false) => limits.seconds_between_posts,
    };
    if let Some(last) = before.first() {
        let wait = last.plus(seconds * SECOND).0 - tx.now.0;
        if wait > 0 {
            return Err(Refusal::TooSoon { seconds: (wait + SECOND - 1) / SECOND }.into());
        }
    }
    let most = match pace {
        Pace::Topics => limits.newcomer.topics_first_day,
        Pace::Posts => limits.newcomer.posts_first_day,
        Pace::Comments => return Ok(()),
    };
    let joined = crate::store::members::joined_at(tx.conn, who.member)?;
    if newcomer && tx.now.0 - joined.0 < DAY && i64::try_from(before.len()).unwrap_or(i64::MAX) >= most {
        return Err(Failure::Refused(Refusal::FirstDay { limit: most }));
    }
    Ok(())
}
