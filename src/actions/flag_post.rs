//! A member flags a post. Enough flags on a newcomer's post hide it until somebody looks.

use super::{Outcome, access_post_alone, check, emit, invalid, standing};
use crate::effects::touch_index;
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, PostId};
use crate::rules::limits;
use crate::rules::privileges::{Action, Refusal};
use crate::rules::text::{self, FieldError, Shown};
use crate::rules::vocabulary::FlagReason;
use crate::store::{Tx, flags, members, posts};

/// Raises a flag.
///
/// # Errors
/// A refusal, the wrong field, or the database's failure.
pub fn flag_post(tx: &mut Tx<'_>, member: MemberId, post: PostId, reason: &str, note: &str) -> Outcome<()> {
    let who = standing(tx, member)?;
    let target = access_post_alone(tx, &who, post)?;
    check(tx, Action::FlagPost, &who, &target.subject)?;
    let reason: FlagReason = reason.parse().map_err(|_| invalid("reason", FieldError::UnknownChoice))?;
    let note = text::optional_text(note, *limits::REASON.end()).map_err(|error| invalid("note", error))?;
    if reason == FlagReason::Other && Shown::of(&note).check(&limits::REASON).is_err() {
        return Err(invalid("note", FieldError::Missing));
    }
    let now = tx.now;
    let topic = target.topic.id;
    let flag = flags::raise(tx.conn, post, topic, member, reason, &note, now)?.ok_or(Refusal::AlreadyFlagged)?;
    let raised = flags::enqueue(tx.conn, post, topic, now)?;
    if let Some(author) = target.post.author {
        let tier = members::tier(tx.conn, author)?;
        let book = tx.rulebook();
        if raised >= book.limits.flags_that_hide && book.tier_rank(&tier) == 0 && target.post.hidden_at.is_none() {
            posts::set_hidden(tx.conn, post, Some(now))?;
            touch_index(tx, topic, post)?;
        }
    }
    emit(tx, Event::PostFlagged { topic, post, flag, by: member, reason })?;
    Ok(())
}
