//! The leaderboard: who gained most over a period, and where the reader stands.

use crate::rules::ids::MemberId;
use crate::rules::sight::Sight;
use crate::rules::time::{Day, Timestamp};
use crate::store::members::{self, CARD, MemberCard};
use crate::store::schema::{member_days, members as member_rows};
use crate::store::{Connection, Result, dialect};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

/// Over which time points are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// From this day on.
    Since(Day),
    /// Everything: the reputation itself.
    All,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// From 1; members with as many points share a place.
    pub place: i64,
    pub member: MemberCard,
    pub points: i64,
}

/// Where the reader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// On this place.
    Place(i64),
    /// Somewhere after this place: further down nobody counts.
    After(i64),
    /// Without points in the period.
    Unplaced,
}

/// A leaderboard.
#[derive(Debug, Clone, Default)]
pub struct Leaderboard {
    pub places: Vec<Place>,
    /// The reader's place and points; none for guests.
    pub mine: Option<(Standing, i64)>,
}

/// Nobody's place is counted beyond this one, so that a large community costs no more.
const LAST_COUNTED: i64 = 5_000;

/// Reads the leaderboard: two queries, two more for members. `reputation` is the reader's. Who is suspended now, or gone, has no place and
/// takes none.
///
/// # Errors
/// When a query fails.
pub fn load(conn: &mut Connection, sight: &Sight, span: Span, limit: i64, reputation: i64, now: Timestamp) -> Result<Leaderboard> {
    dialect::plan_for_the_period(conn)?;
    let rows = match span {
        Span::Since(day) => gained(conn, day, limit, now)?,
        Span::All => reputations(conn, limit, now)?,
    };
    let mut places: Vec<Place> = Vec::with_capacity(rows.len());
    for (at, (member, points)) in rows.into_iter().enumerate() {
        let shared = places.last().filter(|p| p.points == points).map(|p| p.place);
        let place = shared.unwrap_or_else(|| i64::try_from(at).unwrap_or(i64::MAX).saturating_add(1));
        places.push(Place { place, member, points });
    }
    let mine = match sight.reader {
        Some(member) => Some(standing(conn, span, member, reputation, now)?),
        None => None,
    };
    Ok(Leaderboard { places, mine })
}

/// Ids of members who are suspended at a moment, and of those who are gone, as parts of a statement: few, and each by an index of its own.
macro_rules! suspended {
    ($now:expr) => {
        member_rows::table.filter(member_rows::suspended_until.gt(Some($now))).select(member_rows::id)
    };
}
macro_rules! gone {
    () => {
        member_rows::table.filter(member_rows::deleted_at.is_not_null()).select(member_rows::id)
    };
}

fn reputations(conn: &mut Connection, limit: i64, now: Timestamp) -> Result<Vec<(MemberCard, i64)>> {
    Ok(member_rows::table
        .filter(member_rows::deleted_at.is_null())
        .filter(member_rows::suspended_until.is_null().or(member_rows::suspended_until.le(Some(now))))
        .filter(member_rows::reputation.gt(0))
        .order((member_rows::reputation.desc(), member_rows::id))
        .limit(limit)
        .select((CARD, member_rows::reputation))
        .load(conn)?)
}

fn gained(conn: &mut Connection, since: Day, limit: i64, now: Timestamp) -> Result<Vec<(MemberCard, i64)>> {
    let sums: Vec<(MemberId, i64)> = member_days::table
        .filter(member_days::day.ge(since))
        .filter(member_days::member_id.ne_all(suspended!(now)))
        .filter(member_days::member_id.ne_all(gone!()))
        .group_by(member_days::member_id)
        .having(sql::<Bool>("SUM(points) > 0"))
        .select((member_days::member_id, sql::<BigInt>("CAST(SUM(points) AS BIGINT)")))
        .order((sql::<BigInt>("SUM(points) DESC"), member_days::member_id))
        .limit(limit)
        .load(conn)?;
    let ids: Vec<MemberId> = sums.iter().map(|(id, _)| *id).collect();
    let mut cards = members::cards(conn, &ids)?;
    Ok(sums
        .into_iter()
        .filter_map(|(id, points)| {
            let at = cards.iter().position(|c| c.id == id)?;
            Some((cards.swap_remove(at), points))
        })
        .collect())
}

fn standing(conn: &mut Connection, span: Span, member: MemberId, reputation: i64, now: Timestamp) -> Result<(Standing, i64)> {
    let (points, ahead): (i64, Vec<MemberId>) = match span {
        Span::All => {
            let ahead = member_rows::table
                .filter(member_rows::reputation.gt(reputation))
                .filter(member_rows::deleted_at.is_null())
                .filter(member_rows::suspended_until.is_null().or(member_rows::suspended_until.le(Some(now))))
                .limit(LAST_COUNTED)
                .select(member_rows::id)
                .load(conn)?;
            (reputation, ahead)
        }
        Span::Since(day) => {
            let own: Vec<i64> =
                member_days::table.filter(member_days::member_id.eq(member)).filter(member_days::day.ge(day)).select(member_days::points).load(conn)?;
            let points: i64 = own.iter().sum();
            let ahead = member_days::table
                .filter(member_days::day.ge(day))
                .filter(member_days::member_id.ne_all(suspended!(now)))
                .filter(member_days::member_id.ne_all(gone!()))
                .group_by(member_days::member_id)
                .having(sql::<Bool>("SUM(points) > ").bind::<BigInt, _>(points.max(0)))
                .select(member_days::member_id)
                .limit(LAST_COUNTED)
                .load(conn)?;
            (points, ahead)
        }
    };
    let ahead = i64::try_from(ahead.len()).unwrap_or(i64::MAX);
    let standing = match (points, ahead) {
        (..=0, _) => Standing::Unplaced,
        (_, LAST_COUNTED..) => Standing::After(LAST_COUNTED),
        (_, ahead) => Standing::Place(ahead + 1),
    };
    Ok((standing, points))
}
