//! Signed-in browsers: how a session begins, and what ends it. Whoever ends one tells the live streams, on every node.

use super::{Failure, Outcome};
use crate::rules::ids::{MemberId, SessionId};
use crate::rules::privileges::Refusal;
use crate::store::accounts::NewSession;
use crate::store::{Hint, Tx, accounts, dialect, members};

/// What a browser has shown before its session begins.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// The password with this hash, which may have been changed since it was compared.
    Password(&'a str),
    /// A mailed link that was just used up, or an account that was just made.
    Link,
}

/// Begins a session in place of the one that the same browser had (`before` is the digest of its secret), whoever's that was. Answers the
/// hash of the password, for the proof that the browser is a known device from now on.
///
/// # Errors
/// [`Failure::Changed`] when the password was changed meanwhile, a refusal for who is suspended, or the database's failure.
pub fn begin_session(tx: &mut Tx<'_>, new: &NewSession<'_>, proof: Proof<'_>, before: Option<&str>) -> Outcome<String> {
    // Whoever changes the password waits until this session is there to be ended, or this waits and sees the new password.
    dialect::lock_account(tx.conn, new.member)?;
    let account = accounts::of_member(tx.conn, new.member)?.ok_or(Failure::NotFound)?;
    match proof {
        Proof::Password(hash) if account.password_hash != hash => return Err(Failure::Changed),
        Proof::Password(_) | Proof::Link => {}
    }
    let standing = members::standing(tx.conn, new.member)?.ok_or(Failure::NotFound)?;
    if let Some(until) = standing.suspended_until.filter(|until| *until > tx.now) {
        return Err(Refusal::Suspended { until }.into());
    }
    if let Some(digest) = before {
        end_presented(tx, digest)?;
    }
    accounts::insert_session(tx.conn, new)?;
    members::seen(tx.conn, new.member, new.now)?;
    Ok(account.password_hash)
}

/// Ends the session whose secret a browser has presented, if there is one.
///
/// # Errors
/// The database's failure.
pub fn end_presented(tx: &mut Tx<'_>, digest: &str) -> Outcome<()> {
    if let Some(member) = accounts::end_session_of(tx.conn, digest)? {
        tx.hint(Hint::AccessChanged(member));
    }
    Ok(())
}

/// Ends one of the member's sessions.
///
/// # Errors
/// [`Failure::NotFound`] when it is none of theirs, or the database's failure.
pub fn end_session(tx: &mut Tx<'_>, member: MemberId, session: SessionId) -> Outcome<()> {
    tx.hint(Hint::AccessChanged(member));
    if accounts::end_session(tx.conn, member, session)? { Ok(()) } else { Err(Failure::NotFound) }
}

/// Ends all sessions of the member but one, or all.
///
/// # Errors
/// The database's failure.
pub fn end_sessions(tx: &mut Tx<'_>, member: MemberId, keep: Option<SessionId>) -> Outcome<()> {
    tx.hint(Hint::AccessChanged(member));
    Ok(accounts::end_other_sessions(tx.conn, member, keep)?)
}
