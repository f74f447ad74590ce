//! Settings that live in the database.

use super::cached::KeepPrepared;
use super::schema::settings;
use super::{Connection, Result, dialect::each};
use diesel::prelude::*;

/// Names of settings.
pub const SITE_NAME: &str = "site_name";
pub const SITE_DESCRIPTION: &str = "site_description";
/// Digest of the secret in the first administrator's link; gone once used.
pub const FIRST_ADMIN: &str = "first_admin_token";
/// Secret that signs links which need no session (unsubscribe).
pub const LINK_SECRET: &str = "link_secret";
/// Which version of the search index the database has been filled with, whole.
pub const SEARCH_INDEX: &str = "search_index";
/// Whether the pictures of posts from before they were noted are noted.
pub const PICTURE_USES: &str = "picture_uses";
/// The value of [`PICTURE_USES`] once they are.
pub const NOTED: &str = "1";

/// By which table of metrics the members' metrics are counted.
pub const METRICS: &str = "metrics";

/// Writes what is there already: fails where nothing can be written.
///
/// # Errors
/// When the statement fails.
pub fn try_writing(conn: &mut Connection) -> Result<()> {
    diesel::update(settings::table.find(LINK_SECRET)).set(settings::value.eq(settings::value)).execute(conn)?;
    Ok(())
}

/// A setting's value.
///
/// # Errors
/// When the query fails.
pub fn get(conn: &mut Connection, name: &str) -> Result<Option<String>> {
    Ok(settings::table.find(name).select(settings::value).first(conn).optional()?)
}

/// Writes a setting.
///
/// # Errors
/// When the statement fails.
pub fn set(conn: &mut Connection, name: &str, value: &str) -> Result<()> {
    each!(conn, c => diesel::insert_into(settings::table)
        .values((settings::name.eq(name), settings::value.eq(value)))
        .on_conflict(settings::name)
        .do_update()
        .set(settings::value.eq(value))
        .cached().execute(c))?;
    Ok(())
}

/// Writes a setting unless it is there; answers the value that stands.
///
/// # Errors
/// When a statement fails.
pub fn get_or_set(conn: &mut Connection, name: &str, value: &str) -> Result<String> {
    each!(conn, c => diesel::insert_into(settings::table)
        .values((settings::name.eq(name), settings::value.eq(value)))
        .on_conflict(settings::name)
        .do_nothing()
        .execute(c))?;
    Ok(get(conn, name)?.unwrap_or_else(|| value.to_owned()))
}

/// Removes a setting if it has this value; answers whether it did.
///
/// # Errors
/// When the statement fails.
pub fn take(conn: &mut Connection, name: &str, value: &str) -> Result<bool> {
    Ok(diesel::delete(settings::table.filter(settings::name.eq(name)).filter(settings::value.eq(value))).execute(conn)? > 0)
}
