//! Accounts: address, password, mail settings; and what belongs to signing in: sessions and mailed links.

use super::cached::KeepPrepared;
use super::schema::{accounts, email_tokens, members, notifications, sessions};
use super::{Connection, Result, dialect::each};
use crate::rules::email::Email;
use crate::rules::ids::{MemberId, SessionId};
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::{Language, Role, Theme, TokenPurpose};
use diesel::prelude::*;

/// An account with what signing in and mailing need.
#[derive(Debug, Clone, Queryable)]
pub struct Account {
    pub member: MemberId,
    pub email: String,
    /// See [`Account::holds_address`].
    pub email_key: String,
    pub email_confirmed_at: Option<Timestamp>,
    pub password_hash: String,
    pub mail: MailWishes,
}

impl Account {
    /// Whether the address leads to this account. Several may claim one address, as long as none of them has confirmed it; the first is
    /// found by it, and the key of each other has its member's number behind the address.
    pub fn holds_address(&self) -> bool {
        !self.email_key.contains(CLAIM)
    }

    /// The address in its canonical form; none for one that nothing can be sent to, which earlier versions accepted.
    pub fn address(&self) -> Option<Email> {
        Email::parse(&self.email).ok()
    }
}

/// Stands in a claim's key between address and member; no address has a blank.
const CLAIM: char = ' ';
/// The character after [`CLAIM`]: the claims on an address stand between the two.
const AFTER_CLAIM: char = '!';

/// Which mails a member wants, and whether rewards slide in as toasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct MailWishes {
    pub awards: bool,
    pub answers: bool,
    pub accepted: bool,
    pub mentions: bool,
    pub toasts: bool,
}

type AccountColumns = (
    accounts::member_id,
    accounts::email,
    accounts::email_key,
    accounts::email_confirmed_at,
    accounts::password_hash,
    (accounts::mail_awards, accounts::mail_answers, accounts::mail_accepted, accounts::mail_mentions, accounts::show_toasts),
);
const ACCOUNT: AccountColumns = (
    accounts::member_id,
    accounts::email,
    accounts::email_key,
    accounts::email_confirmed_at,
    accounts::password_hash,
    (accounts::mail_awards, accounts::mail_answers, accounts::mail_accepted, accounts::mail_mentions, accounts::show_toasts),
);

/// Whether a new account is found by its address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It is the first with this address.
    Address,
    /// Another has the address: this one only claims it.
    Claim,
}

/// Adds an account.
///
/// # Errors
/// A unique violation when another account holds the address.
pub fn insert(conn: &mut Connection, member: MemberId, email: &Email, hold: Hold, password_hash: &str, now: Timestamp) -> Result<()> {
    let key = match hold {
        Hold::Address => email.key(),
        Hold::Claim => claim_key(email, member),
    };
    diesel::insert_into(accounts::table)
        .values((
            accounts::member_id.eq(member),
            accounts::email.eq(email.as_str()),
            accounts::email_key.eq(key),
            accounts::password_hash.eq(password_hash),
            accounts::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

fn claim_key(email: &Email, member: MemberId) -> String {
    format!("{}{CLAIM}{member}", email.key())
}

/// Lets an account hold its address; whoever held it before only claims it from then on.
///
/// # Errors
/// When a statement fails.
pub fn take_address(conn: &mut Connection, member: MemberId, email: &Email, from: Option<MemberId>) -> Result<()> {
    if let Some(before) = from {
        diesel::update(accounts::table.find(before)).set(accounts::email_key.eq(claim_key(email, before))).execute(conn)?;
    }
    diesel::update(accounts::table.find(member)).set(accounts::email_key.eq(email.key())).execute(conn)?;
    Ok(())
}

/// All members whose accounts hold or claim an address.
///
/// # Errors
/// When a query fails.
pub fn claimants(conn: &mut Connection, email: &Email) -> Result<Vec<MemberId>> {
    let mut members: Vec<MemberId> = accounts::table.filter(accounts::email_key.eq_any(email.keys())).select(accounts::member_id).load(conn)?;
    let (from, to) = (format!("{}{CLAIM}", email.key()), format!("{}{AFTER_CLAIM}", email.key()));
    let claims: Vec<MemberId> = accounts::table
        .filter(accounts::email_key.gt(from).and(accounts::email_key.lt(to)))
        .order(accounts::email_key)
        .limit(MOST_CLAIMS)
        .select(accounts::member_id)
        .load(conn)?;
    members.extend(claims);
    Ok(members)
}

/// Nobody's mails are counted beyond so many claims on one address.
const MOST_CLAIMS: i64 = 1_000;

/// The account of a member; imported members have none.
///
/// # Errors
/// When the query fails.
pub fn of_member(conn: &mut Connection, member: MemberId) -> Result<Option<Account>> {
    Ok(accounts::table.find(member).select(ACCOUNT).first(conn).optional()?)
}

/// The account that holds this address, capitals aside: the one that is found by it.
///
/// # Errors
/// When the query fails.
pub fn by_email(conn: &mut Connection, email: &Email) -> Result<Option<Account>> {
    let mut found: Vec<Account> = accounts::table.filter(accounts::email_key.eq_any(email.keys())).select(ACCOUNT).load(conn)?;
    // Before addresses had one form, two accounts could have two spellings of one: the canonical one counts.
    found.sort_by_key(|account| account.email_key != email.key());
    Ok(found.into_iter().next())
}

/// The account of the member with this handle, capitals aside.
///
/// # Errors
/// When the query fails.
pub fn by_handle(conn: &mut Connection, handle: &str) -> Result<Option<Account>> {
    Ok(accounts::table
        .inner_join(members::table.on(members::id.eq(accounts::member_id)))
        .filter(members::handle_key.eq(handle.to_ascii_lowercase()))
        .select(ACCOUNT)
        .first(conn)
        .optional()?)
}

/// Marks the address as confirmed.
///
/// # Errors
/// When the statement fails.
pub fn confirm_email(conn: &mut Connection, member: MemberId, now: Timestamp) -> Result<()> {
    diesel::update(accounts::table.find(member)).set(accounts::email_confirmed_at.eq(Some(now))).cached().execute(conn)?;
    Ok(())
}

/// Replaces the password.
///
/// # Errors
/// When the statement fails.
pub fn set_password(conn: &mut Connection, member: MemberId, hash: &str) -> Result<()> {
    diesel::update(accounts::table.find(member)).set(accounts::password_hash.eq(hash)).cached().execute(conn)?;
    Ok(())
}

/// Replaces the mail settings.
///
/// # Errors
/// When the statement fails.
pub fn set_wishes(conn: &mut Connection, member: MemberId, wishes: MailWishes) -> Result<()> {
    diesel::update(accounts::table.find(member))
        .set((
            accounts::mail_awards.eq(wishes.awards),
            accounts::mail_answers.eq(wishes.answers),
            accounts::mail_accepted.eq(wishes.accepted),
            accounts::mail_mentions.eq(wishes.mentions),
            accounts::show_toasts.eq(wishes.toasts),
        ))
        .cached()
        .execute(conn)?;
    Ok(())
}

/// A single-use link to be mailed; only the digest of its secret is kept.
#[derive(Debug, Clone)]
pub struct NewToken<'a> {
    pub hash: &'a str,
    pub member: MemberId,
    pub purpose: TokenPurpose,
    pub email: &'a str,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Keeps a token, in place of any earlier one of the same member and purpose.
///
/// # Errors
/// When a statement fails.
pub fn insert_token(conn: &mut Connection, token: &NewToken<'_>) -> Result<()> {
    end_links(conn, token.member, token.purpose)?;
    diesel::insert_into(email_tokens::table)
        .values((
            email_tokens::token_hash.eq(token.hash),
            email_tokens::member_id.eq(token.member),
            email_tokens::purpose.eq(token.purpose),
            email_tokens::email.eq(token.email),
            email_tokens::created_at.eq(token.created_at),
            email_tokens::expires_at.eq(token.expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the links of a kind that were mailed to a member.
///
/// # Errors
/// When the statement fails.
pub fn end_links(conn: &mut Connection, member: MemberId, purpose: TokenPurpose) -> Result<()> {
    diesel::delete(email_tokens::table.filter(email_tokens::member_id.eq(member)).filter(email_tokens::purpose.eq(purpose))).execute(conn)?;
    Ok(())
}

/// Whose token this is, if it may still be used; does not use it up.
///
/// # Errors
/// When the query fails.
pub fn peek_token(conn: &mut Connection, hash: &str, purpose: TokenPurpose, now: Timestamp) -> Result<Option<MemberId>> {
    Ok(email_tokens::table
        .find(hash)
        .filter(email_tokens::purpose.eq(purpose))
        .filter(email_tokens::used_at.is_null())
        .filter(email_tokens::expires_at.gt(now))
        .select(email_tokens::member_id)
        .first(conn)
        .optional()?)
}

/// Uses a token up: answers its member and the address it was mailed to once, and nothing afterwards.
///
/// # Errors
/// When the statement fails.
pub fn use_token(conn: &mut Connection, hash: &str, purpose: TokenPurpose, now: Timestamp) -> Result<Option<(MemberId, String)>> {
    Ok(diesel::update(
        email_tokens::table
            .filter(email_tokens::token_hash.eq(hash))
            .filter(email_tokens::purpose.eq(purpose))
            .filter(email_tokens::used_at.is_null())
            .filter(email_tokens::expires_at.gt(now)),
    )
    .set(email_tokens::used_at.eq(Some(now)))
    .returning((email_tokens::member_id, email_tokens::email))
    .cached()
    .get_result(conn)
    .optional()?)
}

/// A signed-in browser to be.
#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    pub token_hash: &'a str,
    pub member: MemberId,
    pub now: Timestamp,
    pub expires_at: Timestamp,
    pub user_agent: &'a str,
    pub address: &'a str,
}

/// Adds a session.
///
/// # Errors
/// When the statement fails.
pub fn insert_session(conn: &mut Connection, new: &NewSession<'_>) -> Result<SessionId> {
    Ok(diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(new.token_hash),
            sessions::member_id.eq(new.member),
            sessions::created_at.eq(new.now),
            sessions::last_seen_at.eq(new.now),
            sessions::expires_at.eq(new.expires_at),
            sessions::user_agent.eq(new.user_agent),
            sessions::address.eq(new.address),
        ))
        .returning(sessions::id)
        .get_result(conn)?)
}

/// The signed-in member of a request, with what every page needs: one query.
#[derive(Debug, Clone, Queryable)]
pub struct SignedIn {
    pub session: SessionId,
    pub session_seen_at: Timestamp,
    pub member: MemberId,
    pub handle: String,
    pub display_name: String,
    pub role: Role,
    pub tier: String,
    pub reputation: i64,
    pub avatar: Option<String>,
    pub good: i64,
    pub bad: i64,
    pub unread: i64,
    pub language: Language,
    pub time_zone: String,
    pub theme: Theme,
    pub silenced_until: Option<Timestamp>,
    pub suspended_until: Option<Timestamp>,
    pub member_since: Timestamp,
    pub email_confirmed_at: Option<Timestamp>,
    pub toasts: Option<bool>,
}

/// Whose session this is, unless it ended.
///
/// # Errors
/// When the query fails.
pub fn signed_in(conn: &mut Connection, token_hash: &str, now: Timestamp, idle_since: Timestamp) -> Result<Option<SignedIn>> {
    let query = sessions::table
        .inner_join(members::table.on(members::id.eq(sessions::member_id)))
        .left_join(accounts::table.on(accounts::member_id.eq(members::id)))
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_seen_at.gt(idle_since))
        .filter(members::deleted_at.is_null())
        .filter(members::suspended_until.is_null().or(members::suspended_until.le(Some(now))))
        .select((
            sessions::id,
            sessions::last_seen_at,
            members::id,
            members::handle,
            members::display_name,
            members::role,
            members::tier,
            members::reputation,
            members::avatar,
            members::good_count,
            members::bad_count,
            notifications::table
                .filter(notifications::member_id.eq(members::id))
                .filter(notifications::read_at.is_null())
                .count()
                .single_value()
                .assume_not_null(),
            members::language,
            members::time_zone,
            members::theme,
            members::silenced_until,
            members::suspended_until,
            members::created_at,
            accounts::email_confirmed_at.nullable(),
            accounts::show_toasts.nullable(),
        ));
    Ok(each!(conn, c => query.first(c)).optional()?)
}

/// Whether the session with this secret's digest lets its member in at this moment. Asked by the digest: SQLite gives the number of a session
/// that has ended to the next one.
///
/// # Errors
/// When the query fails.
pub fn is_open(conn: &mut Connection, token_hash: &str, now: Timestamp) -> Result<bool> {
    let found: Option<SessionId> = sessions::table
        .inner_join(members::table.on(members::id.eq(sessions::member_id)))
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::expires_at.gt(now))
        .filter(members::deleted_at.is_null())
        .filter(members::suspended_until.is_null().or(members::suspended_until.le(Some(now))))
        .select(sessions::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Whether a member has this session, and it has not ended.
///
/// # Errors
/// When the query fails.
pub fn has_session(conn: &mut Connection, member: MemberId, session: SessionId, now: Timestamp) -> Result<bool> {
    let own = sessions::table.filter(sessions::id.eq(session)).filter(sessions::member_id.eq(member)).filter(sessions::expires_at.gt(now));
    let found: Option<SessionId> = own.select(sessions::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// Notes that a session was used.
///
/// # Errors
/// When the statement fails.
pub fn touch_session(conn: &mut Connection, member: MemberId, session: SessionId, now: Timestamp) -> Result<()> {
    diesel::update(sessions::table.filter(sessions::id.eq(session)).filter(sessions::member_id.eq(member)))
        .set(sessions::last_seen_at.eq(now))
        .cached()
        .execute(conn)?;
    Ok(())
}

/// A session as its owner sees it in the list.
#[derive(Debug, Clone, Queryable)]
pub struct SessionLine {
    pub id: SessionId,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub user_agent: String,
    pub address: String,
}

/// A member's sessions that have not ended, the latest used first.
///
/// # Errors
/// When the query fails.
pub fn sessions_of(conn: &mut Connection, member: MemberId, now: Timestamp) -> Result<Vec<SessionLine>> {
    Ok(sessions::table
        .filter(sessions::member_id.eq(member))
        .filter(sessions::expires_at.gt(now))
        .order(sessions::last_seen_at.desc())
        .limit(50)
        .select((sessions::id, sessions::created_at, sessions::last_seen_at, sessions::user_agent, sessions::address))
        .load(conn)?)
}

/// Ends one session of a member; answers whether there was one.
///
/// # Errors
/// When the statement fails.
pub fn end_session(conn: &mut Connection, member: MemberId, session: SessionId) -> Result<bool> {
    Ok(diesel::delete(sessions::table.filter(sessions::id.eq(session)).filter(sessions::member_id.eq(member))).execute(conn)? > 0)
}

/// Ends the session with this secret's digest, whoever's it is; answers its member.
///
/// # Errors
/// When the statement fails.
pub fn end_session_of(conn: &mut Connection, token_hash: &str) -> Result<Option<MemberId>> {
    Ok(diesel::delete(sessions::table.filter(sessions::token_hash.eq(token_hash))).returning(sessions::member_id).get_result(conn).optional()?)
}

/// Ends all sessions of a member but one.
///
/// # Errors
/// When the statement fails.
pub fn end_other_sessions(conn: &mut Connection, member: MemberId, keep: Option<SessionId>) -> Result<()> {
    // No session has the id 0.
    let keep = keep.unwrap_or(SessionId(0));
    diesel::delete(sessions::table.filter(sessions::member_id.eq(member)).filter(sessions::id.ne(keep))).execute(conn)?;
    Ok(())
}

/// Takes away the sessions that have ended among the next ones after one; answers the last that was looked at, none when there are no more.
///
/// # Errors
/// When a statement fails.
pub fn forget_ended_sessions(conn: &mut Connection, after: SessionId, now: Timestamp, idle_since: Timestamp, limit: i64) -> Result<Option<SessionId>> {
    let next: Vec<SessionId> = sessions::table.filter(sessions::id.gt(after)).order(sessions::id).limit(limit).select(sessions::id).load(conn)?;
    let Some(last) = next.last() else { return Ok(None) };
    let ended = sessions::expires_at.le(now).or(sessions::last_seen_at.le(idle_since));
    diesel::delete(sessions::table.filter(sessions::id.gt(after)).filter(sessions::id.le(*last)).filter(ended)).execute(conn)?;
    Ok(Some(*last))
}

/// Takes away some of the links that do nothing any more; answers how many.
///
/// # Errors
/// When a statement fails.
pub fn forget_ended_links(conn: &mut Connection, now: Timestamp, limit: i64) -> Result<i64> {
    let ended: Vec<String> = email_tokens::table
        .filter(email_tokens::expires_at.le(now))
        .order(email_tokens::expires_at)
        .limit(limit)
        .select(email_tokens::token_hash)
        .load(conn)?;
    diesel::delete(email_tokens::table.filter(email_tokens::token_hash.eq_any(&ended))).execute(conn)?;
    Ok(i64::try_from(ended.len()).unwrap_or(i64::MAX))
}
