//! Pictures: kept in the database, so that one backup has them and every node sees them.

use super::schema::media;
use super::{Connection, Result, dialect::each};
use crate::rules::ids::MemberId;
use crate::rules::time::Timestamp;
use diesel::prelude::*;

/// A picture to be kept.
#[derive(Debug, Clone)]
pub struct NewMedia {
    /// Digest of the bytes and an ending; also the address.
    pub name: String,
    pub member: Option<MemberId>,
    pub content_type: &'static str,
    pub width: i64,
    pub height: i64,
    pub bytes: Vec<u8>,
    pub at: Timestamp,
}

/// Keeps a picture; the same bytes are kept once.
///
/// # Errors
/// When the statement fails.
pub fn keep(conn: &mut Connection, new: &NewMedia) -> Result<()> {
    each!(conn, c => diesel::insert_into(media::table)
        .values((
            media::name.eq(&new.name),
            media::member_id.eq(new.member),
            media::content_type.eq(new.content_type),
            media::width.eq(new.width),
            media::height.eq(new.height),
            media::bytes.eq(&new.bytes),
            media::created_at.eq(new.at),
        ))
        .on_conflict(media::name)
        .do_nothing()
        .execute(c))?;
    Ok(())
}

/// A picture's type and bytes.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, name: &str) -> Result<Option<(String, Vec<u8>)>> {
    Ok(media::table.find(name).select((media::content_type, media::bytes)).first(conn).optional()?)
}
