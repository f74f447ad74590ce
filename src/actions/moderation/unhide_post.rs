//! A reviewer shows a hidden post again, outside the queue: how a decision to hide is undone.

use super::judge_flags;
use crate::actions::delete_post::decided;
use crate::actions::{Failure, Outcome, access_reviewed, check, invalid, standing};
use crate::rules::ids::{MemberId, PostId};
use crate::rules::privileges::{Action, Refusal, Subject};
use crate::rules::text::Reason;
use crate::rules::vocabulary::Decision;
use crate::store::{Tx, posts};

/// Shows a hidden post again and takes earlier judgements about it back; its author reads why.
///
/// # Errors
/// A refusal, a missing reason, [`Failure::Changed`] when it is not hidden, or the database's failure.
pub fn unhide_post(tx: &mut Tx<'_>, member: MemberId, post: PostId, reason: &str) -> Outcome<()> {
    let who = standing(tx, member)?;
    check(tx, Action::Review, &who, &Subject::default())?;
    let target = access_reviewed(tx, &who, post)?;
    if target.post.author == Some(member) {
        return Err(Failure::Refused(Refusal::OwnPost));
    }
    let reason = Reason::parse(reason).map_err(|e| invalid("reason", e))?;
    if target.post.hidden_at.is_none() {
        return Err(Failure::Changed);
    }
    posts::set_hidden(tx.conn, post, None)?;
    judge_flags::overturn(tx, &target)?;
    decided(tx, &target, member, Decision::Restore, &reason)
}
