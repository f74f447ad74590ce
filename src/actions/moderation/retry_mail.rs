//! A manager sends a mail again that was given up, or does not want to wait for its next try.

use crate::actions::{Failure, Outcome, check, standing};
use crate::rules::ids::{MailId, MemberId};
use crate::rules::privileges::{Action, Subject};
use crate::store::{Hint, Tx, audit, outbox};

/// Puts the mail at the head of the outbox.
///
/// # Errors
/// A refusal, [`Failure::NotFound`], [`Failure::Changed`] when it was sent meanwhile, or the database's failure.
pub fn retry_mail(tx: &mut Tx<'_>, by: MemberId, id: MailId) -> Outcome<()> {
    let who = standing(tx, by)?;
    check(tx, Action::ReadMail, &who, &Subject::default())?;
    let mail = outbox::find(tx.conn, id)?.ok_or(Failure::NotFound)?;
    let now = tx.now;
    if !outbox::retry(tx.conn, id, now)? {
        return Err(Failure::Changed);
    }
    let line = audit::NewLine { actor: Some(by), action: "mail_retried", member: Some(mail.member), topic: None, post: None, reason: "" };
    audit::append(tx.conn, &line, now)?;
    tx.hint(Hint::MailWaiting);
    Ok(())
}
