//! It is noted which pictures stand in posts from before that was noted, once in a forum's life: so those of a private category are kept from
//! others, and those that stand somewhere are not taken away.

use super::Left;
use crate::media::names_in;
use crate::rules::ids::PostId;
use crate::rules::jobs::Job;
use crate::store::{Result, Tx, media, settings};

/// Posts looked through in one transaction.
const AT_ONCE: i64 = 300;

pub(super) fn step(tx: &mut Tx<'_>, after: PostId) -> Result<Left> {
    let Some((last, texts)) = media::texts_with_pictures(tx.conn, after, AT_ONCE)? else {
        settings::set(tx.conn, settings::PICTURE_USES, settings::NOTED)?;
        return Ok(Left::Nothing);
    };
    texts.iter().try_for_each(|(post, text)| media::note_uses(tx.conn, *post, &names_in(text)))?;
    Ok(Left::Rest(Job::NotePictures { after: last }))
}
