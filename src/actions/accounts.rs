//! Signing up, confirming an address, resetting a password. Passwords arrive here as hashes: hashing is slow and belongs outside
//! a transaction.

use super::{Failure, Fields, Outcome, emit, invalid};
use crate::effects::queue_mail;
use crate::emails::Mail;
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, SessionId};
use crate::rules::text::{DisplayName, Email, FieldError, Handle};
use crate::rules::vocabulary::{Language, Role, TokenPurpose};
use crate::store::members::NewMember;
use crate::store::{Error, Tx, accounts, members, settings};

/// A member to be, every field checked but for being taken.
#[derive(Debug, Clone)]
pub struct SignUp {
    pub handle: Handle,
    pub display_name: DisplayName,
    pub email: Email,
    pub password_hash: String,
    pub language: Language,
    pub time_zone: String,
}

/// What came of a sign-up. A new member is signed in at once, and confirms the address before taking part; nobody is signed in by an
/// address that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignedUp {
    New(MemberId),
    /// The address has an account; its owner is told by mail.
    Known,
}

/// Signs a member up and queues the mail that confirms the address.
///
/// # Errors
/// A taken handle, or the database's failure.
pub fn sign_up(tx: &mut Tx<'_>, form: &SignUp) -> Outcome<SignedUp> {
    if !members::handle_is_free(tx.conn, form.handle.as_str())? {
        return Err(invalid("handle", FieldError::HandleTaken));
    }
    if let Some(known) = accounts::by_email(tx.conn, form.email.as_str())? {
        queue_mail(tx, known.member, None, &Mail::AlreadyMember {})?;
        return Ok(SignedUp::Known);
    }
    let member = create(tx, form, Role::Member)?;
    queue_mail(tx, member, None, &Mail::ConfirmEmail {})?;
    Ok(SignedUp::New(member))
}

/// Signs the first administrator up with the one-time link's digest; the address counts as confirmed.
///
/// # Errors
/// [`Failure::NotFound`] when the link was used, a taken handle or address, or the database's failure.
pub fn sign_up_first_administrator(tx: &mut Tx<'_>, form: &SignUp, link_digest: &str) -> Outcome<MemberId> {
    if !settings::take(tx.conn, settings::FIRST_ADMIN, link_digest)? {
        return Err(Failure::NotFound);
    }
    create_confirmed(tx, form, Role::Administrator)
}

/// Creates a member whose address needs no confirming (`accolade admin create`, demo, first administrator).
///
/// # Errors
/// A taken handle or address, or the database's failure.
pub fn create_confirmed(tx: &mut Tx<'_>, form: &SignUp, role: Role) -> Outcome<MemberId> {
    let mut fields = Fields::default();
    if !members::handle_is_free(tx.conn, form.handle.as_str())? {
        fields.wrong("handle", FieldError::HandleTaken);
    }
    if accounts::by_email(tx.conn, form.email.as_str())?.is_some() {
        fields.wrong("email", FieldError::EmailTaken);
    }
    fields.finish()?;
    let member = create(tx, form, role)?;
    let now = tx.now;
    accounts::confirm_email(tx.conn, member, now)?;
    Ok(member)
}

fn create(tx: &mut Tx<'_>, form: &SignUp, role: Role) -> Outcome<MemberId> {
    let now = tx.now;
    let new = NewMember {
        handle: form.handle.as_str().to_owned(),
        display_name: form.display_name.as_str().to_owned(),
        role,
        tier: tx.rulebook().tiers[0].key.clone(),
        about_md: String::new(),
        about_html: String::new(),
        location: String::new(),
        website: String::new(),
        language: form.language,
        time_zone: form.time_zone.clone(),
        created_at: now,
        last_seen_at: now,
    };
    // Two sign-ups at once: the unique key decides, and the loser is told as if the other had come long before.
    let taken = |field, error| move |e: Error| if e.is_taken() { invalid(field, error) } else { Failure::Store(e) };
    let member = members::insert(tx.conn, &new).map_err(taken("handle", FieldError::HandleTaken))?;
    accounts::insert(tx.conn, member, form.email.as_str(), &form.password_hash, None, now).map_err(taken("email", FieldError::EmailTaken))?;
    emit(tx, Event::MemberJoined { member })?;
    Ok(member)
}

/// Confirms the address a mailed link was sent to; answers its member, who is signed in by it.
///
/// # Errors
/// [`Failure::NotFound`] for a link that was used or is too old.
pub fn confirm_email(tx: &mut Tx<'_>, link_digest: &str) -> Outcome<MemberId> {
    let now = tx.now;
    let member = accounts::use_token(tx.conn, link_digest, TokenPurpose::ConfirmEmail, now)?.ok_or(Failure::NotFound)?;
    accounts::confirm_email(tx.conn, member, now)?;
    Ok(member)
}

/// Sends the confirming mail once more.
///
/// # Errors
/// The database's failure.
pub fn send_confirmation_again(tx: &mut Tx<'_>, member: MemberId) -> Outcome<()> {
    match accounts::of_member(tx.conn, member)? {
        Some(account) if account.email_confirmed_at.is_none() => Ok(queue_mail(tx, member, None, &Mail::ConfirmEmail {})?),
        _ => Ok(()),
    }
}

/// Queues a mail with a link to set a new password. Nothing tells whether the address is known.
///
/// # Errors
/// The database's failure.
pub fn forgot_password(tx: &mut Tx<'_>, email: &str) -> Outcome<()> {
    if let Some(account) = accounts::by_email(tx.conn, email.trim())? {
        queue_mail(tx, account.member, None, &Mail::ResetPassword {})?;
    }
    Ok(())
}

/// Sets a new password by a mailed link, ends all sessions and confirms the address, which the link has proved.
///
/// # Errors
/// [`Failure::NotFound`] for a link that was used or is too old.
pub fn reset_password(tx: &mut Tx<'_>, link_digest: &str, password_hash: &str) -> Outcome<MemberId> {
    let now = tx.now;
    let member = accounts::use_token(tx.conn, link_digest, TokenPurpose::ResetPassword, now)?.ok_or(Failure::NotFound)?;
    accounts::set_password(tx.conn, member, password_hash)?;
    accounts::end_other_sessions(tx.conn, member, None)?;
    if accounts::of_member(tx.conn, member)?.is_some_and(|a| a.email_confirmed_at.is_none()) {
        accounts::confirm_email(tx.conn, member, now)?;
    }
    Ok(member)
}

/// Sets a new password for whoever knows the old one, and ends all other sessions.
///
/// # Errors
/// The database's failure.
pub fn change_password(tx: &mut Tx<'_>, member: MemberId, password_hash: &str, keep: SessionId) -> Outcome<()> {
    accounts::set_password(tx.conn, member, password_hash)?;
    Ok(accounts::end_other_sessions(tx.conn, member, Some(keep))?)
}

/// Ends one of the member's sessions.
///
/// # Errors
/// [`Failure::NotFound`] when it is none of theirs, or the database's failure.
pub fn end_session(tx: &mut Tx<'_>, member: MemberId, session: SessionId) -> Outcome<()> {
    if accounts::end_session(tx.conn, member, session)? { Ok(()) } else { Err(Failure::NotFound) }
}

/// Ends all sessions of the member but one.
///
/// # Errors
/// The database's failure.
pub fn end_other_sessions(tx: &mut Tx<'_>, member: MemberId, keep: SessionId) -> Outcome<()> {
    Ok(accounts::end_other_sessions(tx.conn, member, Some(keep))?)
}
