//! A reviewer decides about an item of a queue. The decision names the version of the item it was made on; what it does is said by the queue's
//! own file (`rules/reviews/`).

use super::judge_flags::{dismiss, overturn, uphold};
use super::sanction_member::may_sanction;
use crate::actions::delete_post::{bring_back, decided, remove};
use crate::actions::{Failure, Outcome, Target, access_reviewed, check, emit, invalid, standing};
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, ReviewId};
use crate::rules::privileges::{Refusal, Subject};
use crate::rules::reviews::{Queue, Step};
use crate::rules::text::{FieldError, Reason};
use crate::rules::vocabulary::{Decision, SanctionKind};
use crate::store::{Error, Tx, dialect, flags, members, posts, reviews, sanctions};

/// Decides an item of a queue.
///
/// # Errors
/// A refusal, a missing reason, [`Failure::Changed`] when another decided or something came to it meanwhile, or the database's failure.
pub fn decide_review(tx: &mut Tx<'_>, member: MemberId, item: ReviewId, version: i64, decision: &str, reason: &str) -> Outcome<()> {
    let who = standing(tx, member)?;
    let found = reviews::find(tx.conn, item)?;
    // Whoever may enter no queue does not learn what lies in them.
    let rules = found.as_ref().map_or(Queue::Flags, |item| item.queue).rules();
    check(tx, rules.enter, &who, &Subject::default())?;
    let found = found.ok_or(Failure::NotFound)?;
    let decision: Decision = decision.parse().map_err(|_| invalid("decision", FieldError::UnknownChoice))?;
    let choice = rules.choice(decision).ok_or_else(|| invalid("decision", FieldError::UnknownChoice))?;
    let reason = Reason::parse(reason).map_err(|e| invalid("reason", e))?;
    let post = found.post.ok_or_else(|| Error::Corrupt(format!("review {item} is about no post")))?;
    let target = access_reviewed(tx, &who, post)?;
    dialect::lock_members_of_posts(tx.conn, &[post], &[])?;
    if target.post.author == Some(member) {
        return Err(Failure::Refused(Refusal::OwnPost));
    }
    let (action, about) = (choice.needs)(&target.subject);
    check(tx, action, &who, &about)?;
    if choice.does.contains(&Step::WarnAuthor)
        && let Some(author) = target.post.author
        && let Some(other) = members::standing(tx.conn, author)?
    {
        may_sanction(who.role, other.role)?;
    }
    let now = tx.now;
    if !reviews::close(tx.conn, item, version, decision, member, now)? {
        return Err(Failure::Changed);
    }
    decided(tx, &target, member, decision, &reason)?;
    choice.does.iter().try_for_each(|step| take(tx, &target, member, &reason, *step))
}

/// Does one part of a decision.
fn take(tx: &mut Tx<'_>, target: &Target, member: MemberId, reason: &Reason, step: Step) -> Outcome<()> {
    let (post, now) = (&target.post, tx.now);
    let withheld = post.hidden_at.is_some() || post.deleted_at.is_some();
    match step {
        Step::Hide => Ok(posts::set_hidden(tx.conn, post.id, Some(now))?),
        Step::ShowAgain if post.hidden_at.is_some() && flags::upheld_on(tx.conn, post.id)?.is_empty() => Ok(posts::set_hidden(tx.conn, post.id, None)?),
        Step::Delete if post.deleted_at.is_none() => remove(tx, target, Some(member)),
        // What its author took away before is from now on taken away by staff: the author cannot bring it back.
        Step::Delete => Ok(posts::set_deleted_by(tx.conn, post.id, member)?),
        Step::BringBack if withheld => {
            if post.deleted_at.is_some() {
                bring_back(tx, target, Some(member))?;
            }
            posts::set_hidden(tx.conn, post.id, None)?;
            overturn(tx, target)
        }
        Step::WarnAuthor => {
            let Some(author) = post.author else { return Ok(()) };
            let sanction = sanctions::insert(tx.conn, author, SanctionKind::Warning, reason.as_str(), member, now, None)?;
            let reason = reason.as_str().to_owned();
            emit(tx, Event::MemberSanctioned { member: author, by: member, sanction, sanction_kind: SanctionKind::Warning, reason })?;
            Ok(())
        }
        Step::UpholdFlags(price) => uphold(tx, target, price),
        Step::DismissFlags => dismiss(tx, target),
        // There is nothing to show or bring back.
        Step::ShowAgain | Step::BringBack => Ok(()),
    }
}
