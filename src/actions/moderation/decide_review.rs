//! A reviewer decides about a flagged post. The decision names the version of the item it was made on.

use super::judge_flags::{Price, dismiss, overturn, uphold};
use super::sanction_member::may_sanction;
use crate::actions::delete_post::{bring_back, decided, remove};
use crate::actions::{Failure, Outcome, access_reviewed, check, emit, invalid, standing};
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, ReviewId};
use crate::rules::privileges::{Action, Subject};
use crate::rules::text::{FieldError, Reason};
use crate::rules::vocabulary::{Decision, SanctionKind};
use crate::store::{Tx, dialect, flags, members, posts, sanctions};

/// Decides an item of the review queue.
///
/// # Errors
/// A refusal, a missing reason, [`Failure::Changed`] when another decided or a new flag came meanwhile, or the database's failure.
pub fn decide_review(tx: &mut Tx<'_>, member: MemberId, item: ReviewId, version: i64, decision: &str, reason: &str) -> Outcome<()> {
    let who = standing(tx, member)?;
    check(tx, Action::Review, &who, &Subject::default())?;
    let decision: Decision = decision.parse().map_err(|_| invalid("decision", FieldError::UnknownChoice))?;
    let reason = Reason::parse(reason).map_err(|e| invalid("reason", e))?;
    let found = flags::item(tx.conn, item)?.ok_or(Failure::NotFound)?;
    let target = access_reviewed(tx, &who, found.post)?;
    dialect::lock_members_of_posts(tx.conn, &[found.post], &[])?;
    if target.post.author == Some(member) {
        return Err(Failure::Refused(crate::rules::privileges::Refusal::OwnPost));
    }
    let (action, about) = needed(decision, &target.subject);
    check(tx, action, &who, &about)?;
    if let (Decision::Warn, Some(author)) = (decision, target.post.author)
        && let Some(other) = members::standing(tx.conn, author)?
    {
        may_sanction(who.role, other.role)?;
    }
    let now = tx.now;
    if !flags::close(tx.conn, item, version, decision, member, now)? {
        return Err(Failure::Changed);
    }
    decided(tx, &target, member, decision, &reason)?;
    match decision {
        Decision::Hide => {
            posts::set_hidden(tx.conn, target.post.id, Some(now))?;
            uphold(tx, &target, Price::Points)
        }
        Decision::Delete => {
            uphold(tx, &target, Price::Points)?;
            // What its author took away before is from now on taken away by staff: the author cannot bring it back.
            if target.post.deleted_at.is_none() { remove(tx, &target, Some(member)) } else { Ok(posts::set_deleted_by(tx.conn, target.post.id, member)?) }
        }
        Decision::Warn => {
            if let Some(author) = target.post.author {
                let sanction = sanctions::insert(tx.conn, author, SanctionKind::Warning, reason.as_str(), member, now, None)?;
                emit(
                    tx,
                    Event::MemberSanctioned { member: author, by: member, sanction, sanction_kind: SanctionKind::Warning, reason: reason.as_str().to_owned() },
                )?;
            }
            uphold(tx, &target, Price::Nothing)
        }
        Decision::Restore => {
            if target.post.deleted_at.is_some() {
                bring_back(tx, &target, Some(member))?;
            }
            if target.post.hidden_at.is_some() || target.post.deleted_at.is_some() {
                posts::set_hidden(tx.conn, target.post.id, None)?;
                overturn(tx, &target)?;
            }
            dismiss(tx, &target)
        }
        Decision::Dismiss => {
            // What flags alone have hidden is shown again; what a reviewer hid before stays hidden until it is restored.
            if target.post.hidden_at.is_some() && flags::upheld_on(tx.conn, target.post.id)?.is_empty() {
                posts::set_hidden(tx.conn, target.post.id, None)?;
            }
            dismiss(tx, &target)
        }
    }
}

/// What a reviewer must be allowed to do for a decision about a post, and on what; the page asks the same before it offers the decision.
pub fn needed(decision: Decision, post: &Subject) -> (Action, Subject) {
    match decision {
        Decision::Hide => (Action::HidePost, Subject::default()),
        Decision::Delete | Decision::Warn => (Action::SanctionMember, Subject::default()),
        // Whoever deleted it, only staff bring it back from here.
        Decision::Restore if post.deleted => (Action::RestorePost, *post),
        Decision::Restore | Decision::Dismiss => (Action::Review, Subject::default()),
    }
}
