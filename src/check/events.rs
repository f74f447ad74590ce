//! Replays the events: each has exactly the ledger lines that the rules ask for.

use super::{PAGE, Report, Stage, Tell, told_pages};
use crate::rules::events::Event;
use crate::rules::facts::{Says, Undoes};
use crate::rules::ids::{EventId, MemberId, PostId, TopicId};
use crate::rules::points::{Part, PointRule};
use crate::rules::rulebook::{Rulebook, Rulebooks};
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::LineNote;
use crate::store::check::{self, Line, Moved};
use crate::store::ledger::{self, Stands};
use crate::store::{Connection, Result, events};

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
    let asked = match taken_back(conn, rulebooks, id, says.undoes)? {
        Some(stands) => {
            parts(conn, written, &stands, report)?;
            vec![stands.iter().map(|(member, rule, stands)| (*member, *rule, -stands.sum())).collect()]
        }
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
    let as_before = says.undoes != Undoes::Nothing && is_of_before(written) && moved(conn, id, says.undoes)? == have;
    if !asked.contains(&have) && !as_before {
        report.add(format!("ledger lines of {}", event.kind()), id.0, words(&have), words(wanted));
    }
    Ok(())
}

/// Whether lines that take back may be from before each day had an account of its own.
fn is_of_before(written: &[Line]) -> bool {
    written.iter().all(|line| line.note != LineNote::TakenBack)
}

/// What was taken back then: what had moved.
fn moved(conn: &mut Connection, id: EventId, undoes: Undoes) -> Result<Vec<Asked>> {
    let of = match undoes {
        Undoes::Nothing => return Ok(Vec::new()),
        Undoes::Event(earlier) => Moved::ByEvent(earlier),
        Undoes::AllOf(post) => Moved::ForPost(post),
    };
    let mut moved: Vec<Asked> = check::moved_before(conn, of, id)?.into_iter().map(|(member, rule, amount)| (member, rule, -amount)).collect();
    moved.sort_unstable();
    Ok(moved)
}

/// What is taken back goes from the days to which it had come.
fn parts(conn: &mut Connection, written: &[Line], stands: &[Stands], report: &mut Report) -> Result<()> {
    let taken_back: Vec<&Line> = written.iter().filter(|line| line.note == LineNote::TakenBack).collect();
    let mut kept = ledger::parts_of(conn, &taken_back.iter().map(|line| line.id).collect::<Vec<_>>())?;
    for line in taken_back {
        let told = || vec![Part { day: line.at.day(), wanted: line.nominal }];
        let have = kept.remove(&line.id).unwrap_or_else(told);
        let Some((_, _, stood)) = stands.iter().find(|(member, rule, _)| (*member, *rule) == (line.member, line.rule)) else { continue };
        let right: Vec<Part> = stood.parts.iter().map(|(day, wanted)| Part { day: *day, wanted: -wanted }).collect();
        if !right.is_empty() && have != right {
            report.add("ledger_parts", line.id.0, of_days(&have), of_days(&right));
        }
    }
    Ok(())
}

fn of_days(parts: &[Part]) -> String {
    parts.iter().map(|part| format!("{:+} on day {}", part.wanted, part.day.0)).collect::<Vec<_>>().join(", ")
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
fn taken_back(conn: &mut Connection, books: &Rulebooks, id: EventId, undoes: Undoes) -> Result<Option<Vec<Stands>>> {
    match undoes {
        Undoes::Nothing => Ok(None),
        Undoes::Event(earlier) => Ok(Some(ledger::of_event(conn, books, earlier)?)),
        Undoes::AllOf(post) => Ok(Some(ledger::net_of_post(conn, books, post, Some(id))?)),
    }
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
