//! A member makes keys for their own feeds, and takes them back.

use super::{Failure, Outcome, invalid, standing};
use crate::rules::ids::{FeedKeyId, MemberId};
use crate::rules::limits;
use crate::rules::privileges::Refusal;
use crate::rules::text::GroupName;
use crate::store::{Tx, dialect, feed_keys};

/// Keeps a new key under its digest; `name` is what the member calls it.
///
/// # Errors
/// A wrong name, too many keys, or the database's failure.
pub fn make(tx: &mut Tx<'_>, member: MemberId, name: &str, digest: &str) -> Outcome<()> {
    standing(tx, member)?;
    let name = GroupName::parse(name).map_err(|e| invalid("name", e))?;
    dialect::lock_member(tx.conn, member)?;
    if feed_keys::of_member(tx.conn, member)?.len() >= limits::FEED_KEYS {
        return Err(Refusal::TooManyFeedKeys { limit: limits::FEED_KEYS as i64 }.into());
    }
    let now = tx.now;
    Ok(feed_keys::insert(tx.conn, member, digest, name.as_str(), now)?)
}

/// Takes a key back: its addresses lead nowhere from then on.
///
/// # Errors
/// [`Failure::NotFound`] when it is none of theirs, or the database's failure.
pub fn take_back(tx: &mut Tx<'_>, member: MemberId, key: FeedKeyId) -> Outcome<()> {
    if feed_keys::remove(tx.conn, member, key)? { Ok(()) } else { Err(Failure::NotFound) }
}
