//! How lines were worked out before each day had an account of what its lines want: the referee judges the lines of that time by it.
//!
//! Only what a line moved was kept of a day, so that points which the cap had cut were lost for good, also when others of the day went.

use super::{Account, PointRule, Points};
use crate::rules::time::Day;
use crate::rules::vocabulary::LineNote;

/// What a line moved, what its rule says, and why they differ.
pub type Line = (i64, i64, LineNote);

/// Whether the line is what was written then under these rules.
pub fn is_right(points: &Points, rule: PointRule, line: Line, today: Day, account: &Account) -> bool {
    let (_, nominal, note) = line;
    match note {
        LineNote::Full | LineNote::DailyCap | LineNote::Floor | LineNote::Reversal | LineNote::GivenBack => {}
        LineNote::DayCap | LineNote::LifetimeCap | LineNote::TakenBack => return false,
    }
    given(points, rule, nominal, today, account) == line || reversed(points, rule, nominal, today, account).contains(&line)
}

/// What a rule gave: a gain as far as there was room under its caps, and every loss.
fn given(points: &Points, rule: PointRule, nominal: i64, today: Day, account: &Account) -> Line {
    let value = points.value(rule);
    let mut room = i64::MAX;
    if value.capped {
        room = room_of(points, today, account);
    }
    if let Some(most) = value.lifetime_cap {
        room = room.min(most - account.by_this_rule);
    }
    if nominal > 0 && room < nominal {
        return (room.max(0), nominal, LineNote::DailyCap);
    }
    floored(points, nominal, LineNote::Full, account)
}

/// What took back: a loss of the same day came back under the cap, one of an earlier day whole and past it.
fn reversed(points: &Points, rule: PointRule, nominal: i64, today: Day, account: &Account) -> Vec<Line> {
    if nominal > 0 && points.value(rule).capped {
        let room = room_of(points, today, account).max(0);
        let today = if room < nominal { (room, nominal, LineNote::DailyCap) } else { (nominal, nominal, LineNote::Reversal) };
        return vec![today, (nominal, nominal, LineNote::GivenBack)];
    }
    vec![floored(points, nominal, LineNote::Reversal, account)]
}

fn room_of(points: &Points, today: Day, account: &Account) -> i64 {
    let day = points.day(today, account);
    day.cap - day.net
}

fn floored(points: &Points, nominal: i64, note: LineNote, account: &Account) -> Line {
    let (applied, floored) = points.floored(nominal, account.balance, account.opened);
    (applied, nominal, if floored { LineNote::Floor } else { note })
}
