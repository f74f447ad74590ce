//! Pictures that were sent and stand nowhere are taken away: in no post or comment (its earlier versions and those that are deleted count), no
//! profile and no draft, and nobody's face.

use super::Left;
use crate::media::names_in;
use crate::rules::jobs::Job;
use crate::rules::keeping::PICTURES;
use crate::rules::time::Timestamp;
use crate::store::{Result, Tx, drafts, media, settings};
use std::collections::HashSet;

/// Pictures looked at in one transaction.
const AT_ONCE: i64 = 200;

pub(super) fn step(tx: &mut Tx<'_>, after: Timestamp, name: &str) -> Result<Left> {
    // Until it is noted which pictures earlier posts have, nothing says that they are used.
    if settings::get(tx.conn, settings::PICTURE_USES)?.as_deref() != Some(settings::NOTED) {
        return Ok(Left::Nothing);
    }
    let before = tx.now.plus(-PICTURES);
    let next = media::sent_before(tx.conn, (after, name), before, AT_ONCE)?;
    let Some((last, last_name)) = next.last().cloned() else { return Ok(Left::Nothing) };
    let names: Vec<String> = next.into_iter().map(|(_, name)| name).collect();
    let mut unused = media::take_unused(tx.conn, &names)?;
    if !unused.is_empty() {
        let written: HashSet<String> = drafts::texts_with_pictures(tx.conn)?.iter().flat_map(|text| names_in(text)).collect();
        unused.retain(|name| !written.contains(name));
        media::forget(tx.conn, &unused, before)?;
    }
    Ok(Left::Rest(Job::ForgetPictures { after: last, name: last_name }))
}
