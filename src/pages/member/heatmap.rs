//! A year of a member's days as a drawing of weeks, with the same numbers by month as a table.

use crate::rules::time::{DAY, Day};
use crate::store::views::member_page::MemberDay;
use crate::t;
use crate::ui::words::{Words, number};
use maud::{Markup, html};

/// Columns of the drawing: a year, and the week that is not over.
const WEEKS: i64 = 53;
/// From one square to the next.
const STEP: i64 = 14;
/// Height of the line with the months.
const TOP: i64 = 16;

/// The Monday with which the drawing of a day's year begins.
pub(super) fn first_day(today: Day) -> Day {
    Day(today.0 - weekday(today) - (WEEKS - 1) * 7)
}

/// 0 on Mondays; 1970 began on a Thursday.
fn weekday(day: Day) -> i64 {
    (day.0 + 3).rem_euclid(7)
}

/// Year and month of a day.
fn month(day: Day) -> (i64, i64) {
    let moment = jiff::Timestamp::from_millisecond(day.0 * DAY).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let date = moment.to_zoned(jiff::tz::TimeZone::UTC).date();
    (i64::from(date.year()), i64::from(date.month()))
}

/// How dark a square is, by posts and comments of the day.
fn shade(contributions: i64) -> &'static str {
    match contributions {
        ..=0 => "v0",
        1 => "v1",
        2..=3 => "v2",
        4..=7 => "v3",
        _ => "v4",
    }
}

/// The drawing, its summary and its table. `days` are in order.
pub(super) fn heatmap(w: &'static Words, today: Day, days: &[MemberDay]) -> Markup {
    let first = first_day(today);
    let total: i64 = days.iter().map(|d| d.contributions.max(0)).sum();
    let active = days.iter().filter(|d| d.contributions > 0).count();
    let summary = t!(w, "activity-summary", n = total, days = i64::try_from(active).unwrap_or(i64::MAX));
    let width = WEEKS * STEP;
    html! {
        p.quiet.small { (summary) }
        div.heat tabindex="0" role="group" aria-label=(t!(w, "activity")) {
            svg width=(width) height=(TOP + 7 * STEP) viewBox={ "0 0 " (width) " " (TOP + 7 * STEP) } role="img" aria-label=(summary) {
                @for (week, number) in labels(first) { text x=(week * STEP) y="10" { (t!(w, &format!("heat-month-{number}"))) } }
                @for day in first.0..=today.0 {
                    @let done = days.binary_search_by_key(&day, |d| d.day.0).map_or(0, |at| days[at].contributions);
                    rect class=(shade(done)) x=((day - first.0) / 7 * STEP) y=(TOP + (day - first.0) % 7 * STEP) width="11" height="11" {}
                }
            }
        }
        p.legend aria-hidden="true" {
            (t!(w, "activity-less")) " "
            svg width="67" height="11" { @for (i, class) in ["v0", "v1", "v2", "v3", "v4"].iter().enumerate() { rect class=(class) x=(i * 14) width="11" height="11" {} } }
            " " (t!(w, "activity-more"))
        }
        (table(w, days))
    }
}

/// The first week of each month, with room for its name before the next.
fn labels(first: Day) -> Vec<(i64, i64)> {
    let mut labels: Vec<(i64, i64)> = Vec::new();
    let mut before = None;
    for week in 0..WEEKS - 2 {
        let (_, number) = month(Day(first.0 + week * 7));
        if before != Some(number) && labels.last().is_none_or(|(last, _)| week - last >= 3) {
            labels.push((week, number));
        }
        before = Some(number);
    }
    labels
}

fn table(w: &'static Words, days: &[MemberDay]) -> Markup {
    let mut months: Vec<((i64, i64), i64, i64)> = Vec::new();
    for day in days {
        let of = month(day.day);
        match months.last_mut().filter(|m| m.0 == of) {
            Some(m) => {
                m.1 += day.contributions;
                m.2 += day.points;
            }
            None => months.push((of, day.contributions, day.points)),
        }
    }
    html! {
        @if !months.is_empty() {
            details.fold.activity-table {
                summary { (t!(w, "activity-table")) }
                table.table {
                    caption.visually-hidden { (t!(w, "activity")) }
                    thead { tr { th scope="col" { (t!(w, "activity-month")) } th.n scope="col" { (t!(w, "activity-contributions")) } th.n scope="col" { (t!(w, "statement-points")) } } }
                    tbody {
                        @for ((year, of), contributions, points) in months.iter().rev() {
                            tr {
                                th scope="row" { (t!(w, "activity-month-of", year = year.to_string(), month = t!(w, &format!("heat-month-{of}")))) }
                                td.n { (number(*contributions)) }
                                td.n { (number(*points)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_of_weeks_begins_on_a_monday_and_ends_today() {
        // 2026-11-22 is a Sunday, day 20,779.
        let today = Day(20_779);
        assert_eq!((weekday(today), month(today)), (6, (2026, 11)));
        let first = first_day(today);
        assert_eq!(weekday(first), 0);
        assert_eq!(today.0 - first.0 + 1, WEEKS * 7);
    }

    #[test]
    fn month_names_do_not_touch() {
        let labels = labels(first_day(Day(20_779)));
        assert!(labels.len() >= 11 && labels.windows(2).all(|p| p[1].0 - p[0].0 >= 3));
    }
}
