//! Signing up, confirming an address, resetting a password. Passwords arrive here as hashes: hashing is slow and belongs outside
//! a transaction.

use super::{Failure, Fields, Outcome, emit, invalid, sessions};
use crate::auth::devices;
use crate::effects::queue_mail;
use crate::emails::{Mail, PasswordWay};
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, SessionId};
use crate::rules::text::{DisplayName, Email, FieldError, Handle};
use crate::rules::time::{DAY, HOUR};
use crate::rules::vocabulary::{Language, Role, TokenPurpose};
use crate::store::accounts::{Account, Hold};
use crate::store::members::NewMember;
use crate::store::{Tx, accounts, dialect, members, outbox, settings};

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

/// Signs a member up and queues a mail to the address. Whether the address is known changes nothing that the member, or whoever looks at
/// the forum, can see: there is an account that waits for its address to be confirmed. Only the mail differs: where somebody else has
/// confirmed the address it carries no link, but tells them that they have an account.
///
/// # Errors
/// A taken handle, [`Failure::Changed`] when somebody took the address at this very moment (the next try finds it taken), or the database's
/// failure.
pub fn sign_up(tx: &mut Tx<'_>, form: &SignUp) -> Outcome<MemberId> {
    if !members::handle_is_free(tx.conn, form.handle.as_str())? {
        return Err(invalid("handle", FieldError::HandleTaken));
    }
    let hold = if accounts::by_email(tx.conn, &form.email)?.is_some() { Hold::Claim } else { Hold::Address };
    let member = create(tx, form, Role::Member, hold)?;
    mail_to_confirm(tx, member)?;
    Ok(member)
}

/// Signs the first administrator up with the one-time link's digest; the address counts as confirmed.
///
/// # Errors
/// [`Failure::NotFound`] when the link was used, a taken handle or address, or the database's failure.
pub fn sign_up_first_administrator(tx: &mut Tx<'_>, form: &SignUp, link_digest: &str) -> Outcome<MemberId> {
    // The command line may have made an administrator since the link was printed.
    if !settings::take(tx.conn, settings::FIRST_ADMIN, link_digest)? || members::any_administrator(tx.conn)? {
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
    if accounts::by_email(tx.conn, &form.email)?.is_some_and(|a| a.email_confirmed_at.is_some()) {
        fields.wrong("email", FieldError::EmailTaken);
    }
    fields.finish()?;
    let member = create(tx, form, role, Hold::Claim)?;
    if !confirm(tx, member, &form.email)? {
        return Err(invalid("email", FieldError::EmailTaken));
    }
    Ok(member)
}

fn create(tx: &mut Tx<'_>, form: &SignUp, role: Role, hold: Hold) -> Outcome<MemberId> {
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
    // Two sign-ups at once: the unique key decides.
    let member = members::insert(tx.conn, &new).map_err(|e| if e.is_taken() { invalid("handle", FieldError::HandleTaken) } else { Failure::Store(e) })?;
    accounts::insert(tx.conn, member, &form.email, hold, &form.password_hash, now)
        .map_err(|e| if e.is_taken() { Failure::Changed } else { Failure::Store(e) })?;
    emit(tx, Event::MemberJoined { member })?;
    Ok(member)
}

/// Confirms an address for an account, which holds it from then on. False when another account has confirmed it before.
fn confirm(tx: &mut Tx<'_>, member: MemberId, email: &Email) -> Outcome<bool> {
    let holder = accounts::by_email(tx.conn, email)?;
    if holder.as_ref().is_some_and(|h| h.member != member && h.email_confirmed_at.is_some()) {
        return Ok(false);
    }
    let from = holder.map(|h| h.member).filter(|holder| *holder != member);
    let now = tx.now;
    accounts::take_address(tx.conn, member, email, from).map_err(|e| if e.is_taken() { Failure::Changed } else { Failure::Store(e) })?;
    accounts::confirm_email(tx.conn, member, now)?;
    Ok(true)
}

/// Confirms the address a mailed link was sent to; answers its member. The link proves who reads the mailbox, not who knows the password:
/// nobody is signed in by it.
///
/// # Errors
/// [`Failure::NotFound`] for a link that was used, is too old, or whose address has meanwhile become another's or another.
pub fn confirm_email(tx: &mut Tx<'_>, link_digest: &str) -> Outcome<MemberId> {
    let (member, address) = use_link(tx, link_digest, TokenPurpose::ConfirmEmail)?;
    let email = address.address().ok_or(Failure::NotFound)?;
    if confirm(tx, member, &email)? { Ok(member) } else { Err(Failure::NotFound) }
}

/// Uses a link up, and answers the account that it stands for: the member is there, and the address is the one it was mailed to.
fn use_link(tx: &mut Tx<'_>, link_digest: &str, purpose: TokenPurpose) -> Outcome<(MemberId, Account)> {
    let now = tx.now;
    let (member, mailed_to) = accounts::use_token(tx.conn, link_digest, purpose, now)?.ok_or(Failure::NotFound)?;
    members::standing(tx.conn, member)?.ok_or(Failure::NotFound)?;
    dialect::lock_account(tx.conn, member)?;
    let account = accounts::of_member(tx.conn, member)?.filter(|a| a.email == mailed_to).ok_or(Failure::NotFound)?;
    Ok((member, account))
}

/// Sends the confirming mail once more.
///
/// # Errors
/// The database's failure.
pub fn send_confirmation_again(tx: &mut Tx<'_>, member: MemberId) -> Outcome<()> {
    match accounts::of_member(tx.conn, member)? {
        Some(account) if account.email_confirmed_at.is_none() => mail_to_confirm(tx, member),
        _ => Ok(()),
    }
}

/// Mails that strangers can have sent to one address within a day: links that confirm it, notes that it has an account, and links to set a
/// new password. A link for a password works for two hours, so that two of them in that time leave nobody without one.
const CONFIRMING_A_DAY: i64 = 3;
const NOTES_A_DAY: i64 = 1;
const RESETS_A_DAY: i64 = 5;
const RESETS_AT_ONCE: i64 = 2;
/// A browser that the account knows can ask for more, so that strangers who use the number up do not keep the owner out.
const RESETS_A_DAY_KNOWN: i64 = 10;

/// Queues the mail that an account with an unconfirmed address asks for, unless its address was mailed enough.
fn mail_to_confirm(tx: &mut Tx<'_>, member: MemberId) -> Outcome<()> {
    let account = accounts::of_member(tx.conn, member)?.ok_or(Failure::NotFound)?;
    let Some(email) = account.address() else { return Ok(()) };
    let day_ago = tx.now.plus(-DAY);
    let Some(holder) = accounts::by_email(tx.conn, &email)? else { return Ok(()) };
    // Who counts and who adds is one at a time.
    dialect::lock_account(tx.conn, holder.member)?;
    let (to, mail, most, whose) = if holder.email_confirmed_at.is_some() {
        (holder.member, Mail::AlreadyMember {}, NOTES_A_DAY, vec![holder.member])
    } else {
        (member, Mail::ConfirmEmail {}, CONFIRMING_A_DAY, accounts::claimants(tx.conn, &email)?)
    };
    if outbox::queued_since(tx.conn, &whose, mail.kind(), day_ago)? < most {
        queue_mail(tx, to, None, &mail)?;
    }
    Ok(())
}

/// Queues a mail with a link to set a new password. Nothing tells whether the address is known. `device` is what the browser shows of
/// having signed in before, and `key` what that was signed with.
///
/// # Errors
/// The database's failure.
pub fn forgot_password(tx: &mut Tx<'_>, email: &Email, device: Option<&str>, key: &str) -> Outcome<()> {
    let Some(account) = accounts::by_email(tx.conn, email)? else { return Ok(()) };
    dialect::lock_account(tx.conn, account.member)?;
    let (mail, whose, now) = (Mail::ResetPassword {}, [account.member], tx.now);
    let is_known = device.is_some_and(|proof| devices::mark(key, proof, account.member, &account.password_hash).is_some());
    let today = outbox::queued_since(tx.conn, &whose, mail.kind(), now.plus(-DAY))?;
    let of_late = outbox::queued_since(tx.conn, &whose, mail.kind(), now.plus(-2 * HOUR))?;
    let enough = if is_known { today >= RESETS_A_DAY_KNOWN } else { today >= RESETS_A_DAY || of_late >= RESETS_AT_ONCE };
    if !enough {
        queue_mail(tx, account.member, None, &mail)?;
    }
    Ok(())
}

/// From where an account is changed, for the mail that tells its owner.
#[derive(Debug, Clone, Default)]
pub struct Place {
    pub address: String,
    pub user_agent: String,
}

/// Sets a new password by a mailed link, ends all sessions and confirms the address, which the link has proved.
///
/// # Errors
/// [`Failure::NotFound`] for a link that was used or is too old.
pub fn reset_password(tx: &mut Tx<'_>, link_digest: &str, password_hash: &str, place: &Place) -> Outcome<MemberId> {
    let (member, account) = use_link(tx, link_digest, TokenPurpose::ResetPassword)?;
    accounts::set_password(tx.conn, member, password_hash)?;
    if let Some(email) = account.address().filter(|_| account.email_confirmed_at.is_none() && account.holds_address()) {
        confirm(tx, member, &email)?;
    }
    after_password(tx, member, None, PasswordWay::Link, place)?;
    Ok(member)
}

/// Sets a new password for whoever knows the old one (`before` is its hash), and ends all other sessions.
///
/// # Errors
/// [`Failure::Changed`] when the password or the session is not what it was a moment ago, or the database's failure.
pub fn change_password(tx: &mut Tx<'_>, member: MemberId, before: &str, password_hash: &str, keep: SessionId, place: &Place) -> Outcome<()> {
    dialect::lock_account(tx.conn, member)?;
    let now = tx.now;
    let same = accounts::of_member(tx.conn, member)?.is_some_and(|account| account.password_hash == before);
    if !same || !accounts::has_session(tx.conn, member, keep, now)? {
        return Err(Failure::Changed);
    }
    accounts::set_password(tx.conn, member, password_hash)?;
    after_password(tx, member, Some(keep), PasswordWay::Settings, place)
}

/// What follows from a new password: whatever the old one had opened is closed, links to set another are void, also those that are still
/// to be mailed, and the owner learns of it.
fn after_password(tx: &mut Tx<'_>, member: MemberId, keep: Option<SessionId>, way: PasswordWay, place: &Place) -> Outcome<()> {
    sessions::end_sessions(tx, member, keep)?;
    // First the mails, then the links: a mail that is being made meanwhile either is dropped or has its link here.
    outbox::drop_waiting(tx.conn, member, Mail::ResetPassword {}.kind())?;
    accounts::end_links(tx.conn, member, TokenPurpose::ResetPassword)?;
    if accounts::of_member(tx.conn, member)?.is_some_and(|account| account.email_confirmed_at.is_some()) {
        let mail = Mail::PasswordChanged { way, at: tx.now, address: place.address.clone(), user_agent: place.user_agent.clone() };
        queue_mail(tx, member, None, &mail)?;
    }
    Ok(())
}
