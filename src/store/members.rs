//! Members: who they are, their standing, and their cached numbers.

use super::cached::KeepPrepared;
use super::schema::{accounts, member_days, members};
use super::{
    Connection, Result,
    dialect::{each, inserted},
};
use crate::rules::conditions::Facts;
use crate::rules::ids::MemberId;
use crate::rules::metrics::{Column, Metric, Whole};
use crate::rules::privileges::Standing;
use crate::rules::time::{Day, Timestamp};
use crate::rules::vocabulary::{BadgeLevel, Language, Role, Theme};
use diesel::prelude::*;

/// What is needed wherever a member's name appears.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct MemberCard {
    pub id: MemberId,
    pub handle: String,
    pub display_name: String,
    pub role: Role,
    /// Key of the tier.
    pub tier: String,
    pub reputation: i64,
    pub bronze: i64,
    pub silver: i64,
    pub gold: i64,
    /// Name of the avatar among the media.
    pub avatar: Option<String>,
}

/// The columns of a [`MemberCard`].
pub type CardColumns = (
    members::id,
    members::handle,
    members::display_name,
    members::role,
    members::tier,
    members::reputation,
    members::bronze,
    members::silver,
    members::gold,
    members::avatar,
);

/// See [`CardColumns`].
pub const CARD: CardColumns = (
    members::id,
    members::handle,
    members::display_name,
    members::role,
    members::tier,
    members::reputation,
    members::bronze,
    members::silver,
    members::gold,
    members::avatar,
);

/// A member to be.
#[derive(Debug, Clone)]
pub struct NewMember {
    pub handle: String,
    pub display_name: String,
    pub role: Role,
    pub tier: String,
    pub about_md: String,
    pub about_html: String,
    pub location: String,
    pub website: String,
    pub language: Language,
    pub time_zone: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
}

/// Adds a member. The handle must be free: see [`handle_is_free`].
///
/// # Errors
/// A unique violation when another took the handle meanwhile.
pub fn insert(conn: &mut Connection, new: &NewMember) -> Result<MemberId> {
    Ok(inserted!(
        conn,
        members::id,
        diesel::insert_into(members::table).values((
            members::handle.eq(&new.handle),
            members::handle_key.eq(new.handle.to_lowercase()),
            members::display_name.eq(&new.display_name),
            members::name_key.eq(new.display_name.to_lowercase()),
            members::role.eq(new.role),
            members::tier.eq(&new.tier),
            members::about_md.eq(&new.about_md),
            members::about_html.eq(&new.about_html),
            members::location.eq(&new.location),
            members::website.eq(&new.website),
            members::language.eq(new.language),
            members::time_zone.eq(&new.time_zone),
            members::created_at.eq(new.created_at),
            members::last_seen_at.eq(new.last_seen_at),
        ))
    )
    .ok_or(diesel::NotFound)?)
}

/// Whether nobody has this handle, capitals aside.
///
/// # Errors
/// When the query fails.
pub fn handle_is_free(conn: &mut Connection, handle: &str) -> Result<bool> {
    Ok(by_handle(conn, handle)?.is_none())
}

/// The member with this handle, capitals aside.
///
/// # Errors
/// When the query fails.
pub fn by_handle(conn: &mut Connection, handle: &str) -> Result<Option<MemberId>> {
    Ok(each!(conn, c => members::table.filter(members::handle_key.eq(handle.to_ascii_lowercase())).select(members::id).first(c)).optional()?)
}

/// The members with these handles: handle as stored, and id. Unknown handles are left out.
///
/// # Errors
/// When the query fails.
pub fn by_handles(conn: &mut Connection, handles: &[String]) -> Result<Vec<(String, MemberId)>> {
    if handles.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<String> = handles.iter().map(|h| h.to_ascii_lowercase()).collect();
    Ok(members::table.filter(members::handle_key.eq_any(keys)).filter(members::deleted_at.is_null()).select((members::handle, members::id)).load(conn)?)
}

/// One member's card.
///
/// # Errors
/// When the query fails.
pub fn card(conn: &mut Connection, id: MemberId) -> Result<Option<MemberCard>> {
    Ok(each!(conn, c => members::table.find(id).select(CARD).first(c)).optional()?)
}

/// The cards of some members, in no order.
///
/// # Errors
/// When the query fails.
pub fn cards(conn: &mut Connection, ids: &[MemberId]) -> Result<Vec<MemberCard>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(each!(conn, c => members::table.filter(members::id.eq_any(ids)).select(CARD).cached().load(c))?)
}

/// What the privilege rules look at, as far as it stands on the member's row: see [`super::conditions::complete`].
///
/// # Errors
/// When the query fails.
pub fn standing(conn: &mut Connection, id: MemberId) -> Result<Option<Standing>> {
    type Row = (Role, i64, i64, i64, Option<Timestamp>, Option<Timestamp>, Option<Timestamp>);
    let row: Option<Row> = each!(conn, c => members::table
        .left_join(accounts::table.on(accounts::member_id.eq(members::id)))
        .filter(members::id.eq(id))
        .filter(members::deleted_at.is_null())
        .select((
            members::role,
            members::reputation,
            members::good_count,
            members::bad_count,
            members::silenced_until,
            members::suspended_until,
            accounts::email_confirmed_at.nullable(),
        ))
        .first(c))
    .optional()?;
    Ok(row.map(|(role, reputation, good, bad, silenced_until, suspended_until, confirmed)| Standing {
        member: id,
        role,
        reputation,
        good,
        bad,
        email_confirmed: confirmed.is_some(),
        silenced_until,
        suspended_until,
        more: Facts::default(),
    }))
}

/// The key of a member's tier.
///
/// # Errors
/// When the query fails, or there is no such member.
pub fn tier_of(conn: &mut Connection, id: MemberId) -> Result<String> {
    Ok(members::table.find(id).select(members::tier).first(conn)?)
}

/// A member's reputation.
///
/// # Errors
/// When the query fails, or there is no such member.
pub fn balance(conn: &mut Connection, id: MemberId) -> Result<i64> {
    Ok(members::table.find(id).select(members::reputation).first(conn)?)
}

/// What the lines of a member's day want under capped rules, before the cap.
///
/// # Errors
/// When the query fails.
pub fn wanted_of_day(conn: &mut Connection, id: MemberId, day: Day) -> Result<i64> {
    Ok(member_days::table.find((id, day)).select(member_days::capped).first(conn).optional()?.unwrap_or(0))
}

/// Moves a member's reputation and today's sums: points, and what today's lines want under capped rules.
///
/// # Errors
/// When a statement fails.
pub fn move_points(conn: &mut Connection, id: MemberId, day: Day, points: i64, capped: i64) -> Result<()> {
    each!(conn, c => diesel::update(members::table.find(id)).set(members::reputation.eq(members::reputation + points)).cached().execute(c))?;
    add_to_day(conn, id, day, points, capped, 0)
}

/// Adds to a member's day.
///
/// # Errors
/// When the statement fails.
pub fn add_to_day(conn: &mut Connection, id: MemberId, day: Day, points: i64, capped: i64, contributions: i64) -> Result<()> {
    each!(conn, c => diesel::insert_into(member_days::table)
        .values((
            member_days::member_id.eq(id),
            member_days::day.eq(day),
            member_days::points.eq(points),
            member_days::capped.eq(capped),
            member_days::contributions.eq(contributions),
        ))
        .on_conflict((member_days::member_id, member_days::day))
        .do_update()
        .set((
            member_days::points.eq(member_days::points + points),
            member_days::capped.eq(member_days::capped + capped),
            member_days::contributions.eq(member_days::contributions + contributions),
        ))
        .cached_as(|| ()).execute(c))?;
    Ok(())
}

/// The tier held now.
///
/// # Errors
/// When the query fails, or there is no such member.
pub fn tier(conn: &mut Connection, id: MemberId) -> Result<String> {
    Ok(each!(conn, c => members::table.find(id).select(members::tier).cached().get_result(c))?)
}

/// The tier held now, and points.
///
/// # Errors
/// When the query fails, or there is no such member.
pub fn tier_and_points(conn: &mut Connection, id: MemberId) -> Result<(String, i64)> {
    Ok(each!(conn, c => members::table.find(id).select((members::tier, members::reputation)).cached().get_result(c))?)
}

/// Writes a member's tier.
///
/// # Errors
/// When the statement fails.
pub fn set_tier(conn: &mut Connection, id: MemberId, tier: &str) -> Result<()> {
    each!(conn, c => diesel::update(members::table.find(id)).set(members::tier.eq(tier)).cached_as(|| ()).execute(c))?;
    Ok(())
}

/// One more badge of a level.
///
/// # Errors
/// When the statement fails.
pub fn add_badge(conn: &mut Connection, id: MemberId, level: BadgeLevel) -> Result<()> {
    let row = diesel::update(members::table.find(id));
    match level {
        BadgeLevel::Bronze => row.set(members::bronze.eq(members::bronze + 1)).cached_as(|| ()).execute(conn)?,
        BadgeLevel::Silver => row.set(members::silver.eq(members::silver + 1)).cached_as(|| ()).execute(conn)?,
        BadgeLevel::Gold => row.set(members::gold.eq(members::gold + 1)).cached_as(|| ()).execute(conn)?,
    };
    Ok(())
}

/// Moves a metric that stands on the member's row; of others nothing is written here.
///
/// # Errors
/// When the statement fails, or there is no such member.
pub fn count(conn: &mut Connection, id: MemberId, metric: Metric, by: i64) -> Result<()> {
    let Whole::OnMember(column) = metric.kept().whole else { return Ok(()) };
    let row = diesel::update(members::table.find(id));
    let moved = match column {
        Column::Questions => row.set(members::question_count.eq(members::question_count + by)).cached_as(|| ()).execute(conn)?,
        Column::Answers => row.set(members::answer_count.eq(members::answer_count + by)).cached_as(|| ()).execute(conn)?,
        Column::AcceptedAnswers => row.set(members::accepted_count.eq(members::accepted_count + by)).cached_as(|| ()).execute(conn)?,
        Column::Comments => row.set(members::comment_count.eq(members::comment_count + by)).cached_as(|| ()).execute(conn)?,
        Column::UpheldFlags => row.set(members::good_count.eq(members::good_count + by)).cached_as(|| ()).execute(conn)?,
        Column::Faults => row.set(members::bad_count.eq(members::bad_count + by)).cached_as(|| ()).execute(conn)?,
        // The ledger moves points, and an award its level.
        Column::Reputation | Column::Bronze | Column::Silver | Column::Gold | Column::Badges => {
            return Err(super::Error::Corrupt(format!("{metric} was counted, where only the ledger and awards move it")));
        }
    };
    if moved == 0 { Err(diesel::NotFound.into()) } else { Ok(()) }
}

/// What a member says of themselves.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Profile {
    pub display_name: String,
    pub about_md: String,
    pub about_html: String,
    pub location: String,
    pub website: String,
    pub language: Language,
    pub time_zone: String,
    pub theme: Theme,
    pub avatar: Option<String>,
}

/// A member's profile as they may edit it.
///
/// # Errors
/// When the query fails.
pub fn profile(conn: &mut Connection, id: MemberId) -> Result<Option<Profile>> {
    Ok(each!(conn, c => members::table
        .find(id)
        .select((
            members::display_name,
            members::about_md,
            members::about_html,
            members::location,
            members::website,
            members::language,
            members::time_zone,
            members::theme,
            members::avatar,
        ))
        .first(c))
    .optional()?)
}

/// Writes a profile, without the avatar, which is changed by itself: see [`set_avatar`].
///
/// # Errors
/// When the statement fails.
pub fn set_profile(conn: &mut Connection, id: MemberId, profile: &Profile) -> Result<()> {
    each!(conn, c => diesel::update(members::table.find(id))
        .set((
            members::display_name.eq(&profile.display_name),
            members::name_key.eq(profile.display_name.to_lowercase()),
            members::about_md.eq(&profile.about_md),
            members::about_html.eq(&profile.about_html),
            members::location.eq(&profile.location),
            members::website.eq(&profile.website),
            members::language.eq(profile.language),
            members::time_zone.eq(&profile.time_zone),
            members::theme.eq(profile.theme),
        ))
        .cached()
        .execute(c))?;
    Ok(())
}

/// Writes the language in which a member reads.
///
/// # Errors
/// When the statement fails.
pub fn set_language(conn: &mut Connection, id: MemberId, language: Language) -> Result<()> {
    each!(conn, c => diesel::update(members::table.find(id)).set(members::language.eq(language)).cached().execute(c))?;
    Ok(())
}

/// Writes whether a member reads on light or dark pages.
///
/// # Errors
/// When the statement fails.
pub fn set_theme(conn: &mut Connection, id: MemberId, theme: Theme) -> Result<()> {
    each!(conn, c => diesel::update(members::table.find(id)).set(members::theme.eq(theme)).cached().execute(c))?;
    Ok(())
}

/// Writes the name of a member's avatar among the media.
///
/// # Errors
/// When the statement fails.
pub fn set_avatar(conn: &mut Connection, id: MemberId, avatar: Option<&str>) -> Result<()> {
    each!(conn, c => diesel::update(members::table.find(id)).set(members::avatar.eq(avatar)).cached().execute(c))?;
    Ok(())
}

/// Writes a role.
///
/// # Errors
/// When the statement fails.
pub fn set_role(conn: &mut Connection, id: MemberId, role: Role) -> Result<()> {
    each!(conn, c => diesel::update(members::table.find(id)).set(members::role.eq(role)).cached().execute(c))?;
    Ok(())
}

/// The members with a role, in the order of their ids; for the few who hold an office.
///
/// # Errors
/// When the query fails.
pub fn with_role(conn: &mut Connection, role: Role) -> Result<Vec<MemberId>> {
    Ok(each!(conn, c => members::table.filter(members::role.eq(role)).filter(members::deleted_at.is_null()).order(members::id).select(members::id).load(c))?)
}

/// Sets or lifts a silence.
///
/// # Errors
/// When the statement fails.
pub fn set_silenced(conn: &mut Connection, id: MemberId, until: Option<Timestamp>) -> Result<()> {
    each!(conn, c => diesel::update(members::table.find(id)).set(members::silenced_until.eq(until)).cached().execute(c))?;
    Ok(())
}

/// Sets or lifts a suspension.
///
/// # Errors
/// When the statement fails.
pub fn set_suspended(conn: &mut Connection, id: MemberId, until: Option<Timestamp>) -> Result<()> {
    each!(conn, c => diesel::update(members::table.find(id)).set(members::suspended_until.eq(until)).cached().execute(c))?;
    Ok(())
}

/// Whether a member is suspended at this moment.
///
/// # Errors
/// When the query fails.
pub fn is_suspended(conn: &mut Connection, id: MemberId, now: Timestamp) -> Result<bool> {
    let until: Option<Option<Timestamp>> = each!(conn, c => members::table.find(id).select(members::suspended_until).cached().get_result(c)).optional()?;
    Ok(until.flatten().is_some_and(|until| until > now))
}

/// Notes that a member was here.
///
/// # Errors
/// When the statement fails.
pub fn seen(conn: &mut Connection, id: MemberId, now: Timestamp) -> Result<()> {
    each!(conn, c => diesel::update(members::table.find(id)).set(members::last_seen_at.eq(now)).cached().execute(c))?;
    Ok(())
}

/// Among whom a member is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// Everybody but who is gone.
    Everybody,
    /// Without who is suspended at this moment: mentioning them would tell nobody.
    Present(Timestamp),
}

/// Members whose handle or display name starts with what was typed, handles first.
///
/// # Errors
/// When a query fails.
pub fn starting_with(conn: &mut Connection, typed: &str, among: Among, limit: i64) -> Result<Vec<MemberCard>> {
    let key = typed.to_lowercase();
    // Everything from the prefix up to its last continuation: an index range, the same on both databases.
    let end = format!("{key}\u{10FFFF}");
    // At the end of time everybody's suspension is over.
    let over_by = match among {
        Among::Everybody => Timestamp(i64::MAX),
        Among::Present(now) => now,
    };
    let standing = members::table
        .filter(members::deleted_at.is_null())
        .filter(members::suspended_until.is_null().or(members::suspended_until.le(Some(over_by))))
        .limit(limit)
        .select(CARD);
    let mut found: Vec<MemberCard> = each!(conn, c => standing
        .filter(members::handle_key.ge(&key).and(members::handle_key.lt(&end)))
        .order(members::handle_key)
        .load(c))?;
    let named: Vec<MemberCard> = each!(conn, c => standing
        .filter(members::name_key.ge(&key).and(members::name_key.lt(&end)))
        .order((members::name_key, members::id))
        .load(c))?;
    for card in named {
        if !found.iter().any(|known| known.id == card.id) {
            found.push(card);
        }
    }
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// When a member joined.
///
/// # Errors
/// When the query fails, or there is no such member.
pub fn joined_at(conn: &mut Connection, id: MemberId) -> Result<Timestamp> {
    Ok(each!(conn, c => members::table.find(id).select(members::created_at).first(c))?)
}

/// Whether there is any member.
///
/// # Errors
/// When the query fails.
pub fn any(conn: &mut Connection) -> Result<bool> {
    Ok(each!(conn, c => members::table.select(members::id).first::<MemberId>(c)).optional()?.is_some())
}

/// Whether there is anybody who may do everything.
///
/// # Errors
/// When the query fails.
pub fn any_administrator(conn: &mut Connection) -> Result<bool> {
    let found: Option<MemberId> = members::table.filter(members::role.eq(Role::Administrator)).select(members::id).first(conn).optional()?;
    Ok(found.is_some())
}

/// Marks a member as gone, or as back.
///
/// # Errors
/// When the statement fails.
pub fn set_deleted(conn: &mut Connection, id: MemberId, at: Option<Timestamp>) -> Result<()> {
    each!(conn, c => diesel::update(members::table.find(id)).set(members::deleted_at.eq(at)).cached().execute(c))?;
    Ok(())
}
