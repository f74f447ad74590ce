//! Replays the events: each has exactly the ledger lines that the rules ask for.

use super::{PAGE, Report, Stage, Tell, told_pages};
use crate::rules::events::Event;
use crate::rules::facts::{Says, Undoes};
use crate::rules::ids::{EventId, MemberId, PostId, TopicId};
use crate::rules::points::PointRule;
use crate::rules::rulebook::{Rulebook, Rulebooks};
use crate::rules::time::Timestamp;
use crate::store::check::{self, Line};
use crate::store::{Connection, Result, events, ledger};

/// A line as far as the event decides it.
type Asked = (MemberId, PointRule, i64);

/// Compares the lines of every event with the rules.
pub(super) fn replay(conn: &mut Connection, rulebooks: &Rulebooks, report: &mut Report, tell: &Tell) -> Result<()> {
    let stage = Stage { name: "events", end: check::last_ids(conn)?.events, tell };
    told_pages(conn, &stage, |conn, last| {
        let page = events::after(conn, EventId(last), PAGE)?;
        let (Some((first, ..)), Some((end, ..))) = (page.first(), page.last()) else { return Ok(None) };
        let mut lines = check::lines_of_events(conn, *first, *end)?.into_iter().peekable();
        for (id, event, at) in &page {
            report.events += 1;
            let mut written: Vec<Line> = Vec::new();
            while let Some(line) = lines.next_if(|line| line.event == *id) {
                written.push(line);
            }
            compare(conn, (*id, event, *at), rulebooks, &written, report)?;
        }
        Ok(Some(end.0))
    })
}

fn compare(conn: &mut Connection, (id, event, at): (EventId, &Event, Timestamp), rulebooks: &Rulebooks, written: &[Line], report: &mut Report) -> Result<()> {
    repeats(event, at, written, report);
    let says = event.says();
    let asked = match taken_back(conn, id, says.undoes)? {
        Some(asked) => vec![asked],
        None => {
            let books = match written.first() {
                Some(line) => rulebooks.written_by(line.version).iter().collect(),
                None => rulebooks.may_have_counted_at(at),
            };
            books.into_iter().map(|book| given(&says, book)).collect()
        }
    };
    let sorted = |mut lines: Vec<Asked>| {
        lines.sort_unstable();
        lines
    };
    let asked: Vec<Vec<Asked>> = asked.into_iter().map(sorted).collect();
    let have = sorted(written.iter().map(|line| (line.member, line.rule, line.nominal)).collect());
    // Under a rulebook that is not kept any more, only reversals can be worked out again.
    let Some(wanted) = asked.first() else { return Ok(()) };
    if !asked.contains(&have) {
        report.add(format!("ledger lines of {}", event.kind()), id.0, words(&have), words(wanted));
    }
    Ok(())
}

/// Lines repeat the place and the moment of their event.
fn repeats(event: &Event, at: Timestamp, written: &[Line], report: &mut Report) {
    let words = |(topic, post): (Option<TopicId>, Option<PostId>)| format!("topic {}, post {}", number(topic), number(post));
    for line in written {
        report.compare("ledger_lines.post_id", line.id.0, &words((line.topic, line.post)), &words(event.place()));
        report.compare("ledger_lines.created_at", line.id.0, &line.at.0, &at.0);
    }
}

/// What the rules give for an event.
fn given(says: &Says, book: &Rulebook) -> Vec<Asked> {
    says.earns
        .iter()
        .map(|entry| (entry.member, entry.rule, book.points.value(entry.rule).points.saturating_mul(entry.times)))
        .filter(|(_, _, nominal)| *nominal != 0)
        .collect()
}

/// What an event takes back of earlier ones; none for events that take nothing back.
fn taken_back(conn: &mut Connection, id: EventId, undoes: Undoes) -> Result<Option<Vec<Asked>>> {
    let earlier = match undoes {
        Undoes::Nothing => return Ok(None),
        Undoes::Event(earlier) => ledger::of_event(conn, earlier)?,
        Undoes::AllOf(post) => check::net_of_post_before(conn, post, id)?,
    };
    Ok(Some(earlier.into_iter().map(|(member, rule, amount)| (member, rule, -amount)).collect()))
}

fn number(id: Option<impl ToString>) -> String {
    id.map_or_else(|| "none".to_owned(), |id| id.to_string())
}

fn words(lines: &[Asked]) -> String {
    if lines.is_empty() {
        return "none".to_owned();
    }
    lines.iter().map(|(member, rule, nominal)| format!("{nominal:+} {rule} to {member}")).collect::<Vec<_>>().join(", ")
}
