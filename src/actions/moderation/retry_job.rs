//! A manager lets a job be tried again that was given up, or does not want to wait for its next try.

use crate::actions::{Failure, Outcome, check, standing};
use crate::rules::ids::{JobId, MemberId};
use crate::rules::privileges::{Action, Subject};
use crate::store::{Hint, Tx, audit, jobs};

/// Makes the job due at once.
///
/// # Errors
/// A refusal, [`Failure::NotFound`], also where it was done meanwhile, [`Failure::Changed`] when there is nothing to try again, or the
/// database's failure.
pub fn retry_job(tx: &mut Tx<'_>, by: MemberId, id: JobId) -> Outcome<()> {
    let who = standing(tx, by)?;
    check(tx, Action::ManageSite, &who, &Subject::default())?;
    let now = tx.now;
    jobs::find(tx.conn, id)?.ok_or(Failure::NotFound)?;
    if !jobs::retry(tx.conn, id, now)? {
        return Err(Failure::Changed);
    }
    let line = audit::NewLine { actor: Some(by), action: "job_retried", member: None, topic: None, post: None, reason: "" };
    audit::append(tx.conn, &line, now)?;
    tx.hint(Hint::JobWaiting);
    Ok(())
}
