//! Moments as words: relative for what is near, a date for the rest, with the exact moment in the markup.

use crate::rules::time::{DAY, HOUR, MINUTE, Timestamp};
use crate::rules::vocabulary::{PostKind, TopicKind};
use crate::t;
use crate::ui::sentence::{filled, part};
use crate::ui::words::{Said, Words};
use maud::{Markup, html};

/// A moment as machines read it: `2026-11-22T10:00:00Z`.
pub fn iso(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map(|t| t.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
}

/// A moment relative to now, which the script keeps fresh.
pub fn ago(words: &'static Words, now: Timestamp, at: Timestamp) -> Markup {
    html! { time data-rel datetime=(iso(at)) { (relative(words, now, at)) } }
}

/// When a post was written, with what that was: "answered 3 days ago".
pub fn wrote(words: &'static Words, now: Timestamp, at: Timestamp, kind: PostKind, topic: TopicKind) -> Markup {
    html! { span.wrote { (filled(&t!(words, wrote_key(kind, topic), time = part(0)), &[ago(words, now, at)])) } }
}

/// What somebody did by writing a post.
fn wrote_key(kind: PostKind, topic: TopicKind) -> &'static str {
    match kind {
        PostKind::Opening => topic.describe().words.opened,
        PostKind::Answer => "wrote-answered",
        PostKind::Reply => "wrote-replied",
    }
}

/// The words of [`ago`].
pub fn relative(words: &'static Words, now: Timestamp, at: Timestamp) -> Said {
    let past = now.0 - at.0;
    match past {
        i64::MIN..MINUTE => t!(words, "time-now"),
        MINUTE..HOUR => t!(words, "time-minutes", n = past / MINUTE),
        HOUR..DAY => t!(words, "time-hours", n = past / HOUR),
        _ if past < 30 * DAY => t!(words, "time-days", n = past / DAY),
        _ => date(words, at),
    }
}

/// A date in UTC as the language writes it.
pub fn date(words: &'static Words, at: Timestamp) -> Said {
    let Ok(moment) = jiff::Timestamp::from_millisecond(at.0) else { return Said::default() };
    let day = moment.to_zoned(jiff::tz::TimeZone::UTC);
    t!(words, "time-date", year = i64::from(day.year()).to_string(), month = t!(words, &format!("month-{}", day.month())), day = i64::from(day.day()))
}

/// Date and time in a member's time zone, which is named: for mails.
pub fn zoned(zone: &str, at: Timestamp) -> String {
    let (zone, name) = jiff::tz::TimeZone::get(zone).map_or((jiff::tz::TimeZone::UTC, "UTC"), |known| (known, zone));
    jiff::Timestamp::from_millisecond(at.0).map(|t| format!("{} ({name})", t.to_zoned(zone).strftime("%Y-%m-%d %H:%M"))).unwrap_or_default()
}

/// Date and time in a member's time zone.
pub fn exact(words: &'static Words, zone: &str, at: Timestamp) -> Markup {
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let said = jiff::Timestamp::from_millisecond(at.0).map(|t| t.to_zoned(zone).strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default();
    html! { time datetime=(iso(at)) title=(date(words, at)) { (said) } }
}
