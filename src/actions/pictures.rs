//! Pictures of a member: kept within what one may keep, and removed while nothing shows them.

use super::{Failure, Outcome, check, invalid, standing};
use crate::rules::ids::MemberId;
use crate::rules::limits;
use crate::rules::privileges::{Action, Subject};
use crate::rules::rulebook::Rulebook;
use crate::rules::text::FieldError;
use crate::store::dialect::{self, Matter};
pub use crate::store::media::Room;
use crate::store::media::{self, NewMedia};
use crate::store::{Tx, members};

/// What a member of a tier may keep: each tier as much again as the one below it.
pub fn room(book: &Rulebook, tier: &str) -> Room {
    let times = i64::try_from(book.tier_rank(tier)).unwrap_or(0) + 1;
    Room { pictures: limits::PICTURES * times, bytes: limits::PICTURE_BYTES * times }
}

/// Keeps a picture for a post. One that is kept already takes no more room.
///
/// # Errors
/// A refusal, that there is no room for it, or the database's failure.
pub fn keep_picture(tx: &mut Tx<'_>, member: MemberId, picture: &NewMedia) -> Outcome<()> {
    let who = standing(tx, member)?;
    check(tx, Action::PostAnswer, &who, &Subject::default())?;
    keep(tx, member, picture)
}

/// Keeps a picture of whoever may send one.
///
/// # Errors
/// That there is no room for it, or the database's failure.
pub(crate) fn keep(tx: &mut Tx<'_>, member: MemberId, picture: &NewMedia) -> Outcome<()> {
    // Two sent at once: the second is counted after the first.
    dialect::decide_alone(tx.conn, Matter::ActsOf(member))?;
    if media::is_kept(tx.conn, &picture.name)? {
        return Ok(());
    }
    let tier = members::tier_of(tx.conn, member)?;
    let (room, taken) = (room(&tx.rulebook(), &tier), media::taken_by(tx.conn, member)?);
    let bytes = i64::try_from(picture.bytes.len()).unwrap_or(i64::MAX);
    if taken.pictures >= room.pictures || taken.bytes + bytes > room.bytes {
        return Err(invalid("file", FieldError::PicturesFull { most: room.pictures, most_megabytes: room.bytes / (1024 * 1024) }));
    }
    Ok(media::keep(tx.conn, picture)?)
}

/// Removes a picture of the member's own that nothing shows.
///
/// # Errors
/// [`Failure::NotFound`] where it is not theirs or is used, or the database's failure.
pub fn remove_picture(tx: &mut Tx<'_>, member: MemberId, name: &str) -> Outcome<()> {
    dialect::decide_alone(tx.conn, Matter::ActsOf(member))?;
    if media::remove_unused(tx.conn, member, name)? { Ok(()) } else { Err(Failure::NotFound) }
}
