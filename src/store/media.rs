//! Pictures: kept in the database, so that one backup has them and every node sees them.

use super::schema::{comments, drafts, media, members, post_media, posts, revisions, topics};
use super::{Connection, Result, dialect::each};
use crate::rules::ids::{CategoryId, MemberId, PostId};
use crate::rules::time::Timestamp;
use diesel::dsl::{exists, select, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;

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

/// Keeps a picture; the same bytes are kept once, and count as sent now.
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
        .do_update()
        .set(media::created_at.eq(new.at))
        .execute(c))?;
    Ok(())
}

/// How much is taken, or may be: pictures, and their bytes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    pub pictures: i64,
    pub bytes: i64,
}

/// What a member's pictures take.
///
/// # Errors
/// When the query fails.
pub fn taken_by(conn: &mut Connection, member: MemberId) -> Result<Room> {
    let (pictures, bytes) = media::table
        .filter(media::member_id.eq(member))
        .select((sql::<BigInt>("COUNT(*)"), sql::<BigInt>("CAST(COALESCE(SUM(LENGTH(bytes)), 0) AS BIGINT)")))
        .first(conn)?;
    Ok(Room { pictures, bytes })
}

/// Whether a picture is kept already.
///
/// # Errors
/// When the query fails.
pub fn is_kept(conn: &mut Connection, name: &str) -> Result<bool> {
    Ok(select(exists(media::table.find(name))).get_result(conn)?)
}

/// Removes a member's own picture, if nothing shows it: no post in any of its versions, no face, no profile of theirs, no draft of theirs.
///
/// # Errors
/// When a statement fails.
pub fn remove_unused(conn: &mut Connection, member: MemberId, name: &str) -> Result<bool> {
    let about: String = members::table.find(member).select(members::about_md).first(conn)?;
    let writing: Vec<String> = drafts::table.filter(drafts::member_id.eq(member)).select(drafts::body).load(conn)?;
    let in_posts: bool = select(exists(post_media::table.filter(post_media::name.eq(name)))).get_result(conn)?;
    let is_face: bool = select(exists(members::table.find(member).filter(members::avatar.eq(name)))).get_result(conn)?;
    if in_posts || is_face || about.contains(name) || writing.iter().any(|body| body.contains(name)) {
        return Ok(false);
    }
    Ok(each!(conn, c => diesel::delete(media::table.find(name).filter(media::member_id.eq(member))).execute(c))? > 0)
}

/// A picture's type and bytes.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Connection, name: &str) -> Result<Option<(String, Vec<u8>)>> {
    Ok(media::table.find(name).select((media::content_type, media::bytes)).first(conn).optional()?)
}

/// Notes which pictures stand in a post. What stood in an earlier version of it stays noted: the history shows it.
///
/// # Errors
/// When a statement fails.
pub fn note_uses(conn: &mut Connection, post: PostId, names: &[String]) -> Result<()> {
    super::dialect::hold_pictures(conn, names)?;
    for name in names {
        each!(conn, c => diesel::insert_into(post_media::table)
            .values((post_media::name.eq(name), post_media::post_id.eq(post)))
            .on_conflict_do_nothing()
            .execute(c))?;
    }
    Ok(())
}

/// Where a picture stands: what decides who sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// Of the topics whose posts have it, each once.
    pub categories: Vec<CategoryId>,
    /// Whether it is somebody's face.
    pub is_avatar: bool,
}

/// Where a picture stands.
///
/// # Errors
/// When a query fails.
pub fn uses(conn: &mut Connection, name: &str) -> Result<Uses> {
    let categories = post_media::table
        .inner_join(posts::table.on(posts::id.eq(post_media::post_id)))
        .inner_join(topics::table.on(topics::id.eq(posts::topic_id)))
        .filter(post_media::name.eq(name))
        .select(topics::category_id)
        .distinct()
        .load(conn)?;
    let sender: Option<Option<MemberId>> = media::table.find(name).select(media::member_id).first(conn).optional()?;
    let sender = sender.flatten();
    // A face is sent by whose face it is: no index leads from the picture to the members.
    let is_avatar = match sender {
        Some(member) => members::table.find(member).select(members::avatar).first::<Option<String>>(conn).optional()?.flatten().as_deref() == Some(name),
        None => false,
    };
    Ok(Uses { categories, is_avatar })
}

/// Texts, each with its post.
pub type Texts = Vec<(PostId, String)>;

/// The texts with pictures among the next posts after one, their comments and earlier versions included, and the last of those posts; none
/// when there are no more.
///
/// # Errors
/// When a query fails.
pub fn texts_with_pictures(conn: &mut Connection, after: PostId, limit: i64) -> Result<Option<(PostId, Texts)>> {
    const MARK: &str = "%/media/%";
    let Some(last) = super::posts::end_of_next(conn, after, limit)? else { return Ok(None) };
    let mut texts: Vec<(PostId, String)> = posts::table
        .filter(posts::id.gt(after).and(posts::id.le(last)))
        .filter(posts::body_html.like(MARK))
        .select((posts::id, posts::body_html))
        .load(conn)?;
    let of_comments = comments::table.filter(comments::post_id.gt(after).and(comments::post_id.le(last))).filter(comments::body_html.like(MARK));
    texts.extend(of_comments.select((comments::post_id, comments::body_html)).load::<(PostId, String)>(conn)?);
    let of_versions = revisions::table.filter(revisions::post_id.gt(after).and(revisions::post_id.le(last))).filter(revisions::body_md.like(MARK));
    texts.extend(of_versions.select((revisions::post_id, revisions::body_md)).load::<(PostId, String)>(conn)?);
    Ok(Some((last, texts)))
}

/// The next pictures after one, oldest first, that were sent before a moment.
///
/// # Errors
/// When the query fails.
pub fn sent_before(conn: &mut Connection, after: (Timestamp, &str), before: Timestamp, limit: i64) -> Result<Vec<(Timestamp, String)>> {
    let beyond = media::created_at.ge(after.0).and(media::created_at.gt(after.0).or(media::name.gt(after.1)));
    Ok(media::table
        .filter(beyond)
        .filter(media::created_at.lt(before))
        .order((media::created_at, media::name))
        .limit(limit)
        .select((media::created_at, media::name))
        .load(conn)?)
}

/// Of these pictures, those that stand in no post or comment, are nobody's face, and are held by nobody who writes just now: they stay so until
/// the transaction ends.
///
/// # Errors
/// When a statement fails.
pub fn take_unused(conn: &mut Connection, names: &[String]) -> Result<Vec<String>> {
    let used: Vec<String> = post_media::table.filter(post_media::name.eq_any(names)).select(post_media::name).distinct().load(conn)?;
    let faces: Vec<Option<String>> =
        members::table.filter(members::avatar.is_not_null()).filter(members::avatar.eq_any(names)).select(members::avatar).load(conn)?;
    let unused = |name: &&String| !used.contains(name) && !faces.iter().flatten().any(|face| face == *name);
    let unused: Vec<String> = names.iter().filter(unused).cloned().collect();
    let taken = super::dialect::take_pictures(conn, &unused)?;
    // Who held one meanwhile has written it down by now.
    let used: Vec<String> = post_media::table.filter(post_media::name.eq_any(&taken)).select(post_media::name).distinct().load(conn)?;
    Ok(taken.into_iter().filter(|name| !used.contains(name)).collect())
}

/// Takes pictures away that were sent before a moment, and not again since.
///
/// # Errors
/// When the statement fails.
pub fn forget(conn: &mut Connection, names: &[String], before: Timestamp) -> Result<()> {
    diesel::delete(media::table.filter(media::name.eq_any(names)).filter(media::created_at.lt(before))).execute(conn)?;
    Ok(())
}
