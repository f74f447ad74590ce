//! Replays the ledger, member by member: balances, caps, floors, days and tiers.

use super::{PAGE, Repair, Report, Stage, Tell, told_pages};
use crate::rules::ids::{LedgerLineId, MemberId};
use crate::rules::jobs::{Job, JobKind};
use crate::rules::points::{Account, Amount, DayAccount, Part, PointRule, Points, Standing, Written, before};
use crate::rules::rulebook::{Rulebook, Rulebooks};
use crate::rules::tiers;
use crate::rules::time::{Day, Timestamp};
use crate::rules::vocabulary::LineNote;
use crate::store::check::{self, Line};
use crate::store::{Connection, Result, conditions, jobs, ledger, members};
use std::collections::BTreeMap;

/// Lines of one member read together.
const LINES: i64 = 5_000;

/// What a member's lines come to, up to one of them.
#[derive(Default)]
struct Running {
    balance: i64,
    days: BTreeMap<Day, DaySums>,
    by_rule: BTreeMap<PointRule, i64>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
struct DaySums {
    points: i64,
    capped: i64,
    contributions: i64,
}

impl std::fmt::Display for DaySums {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} points, {} wanted under the cap, {} contributions", self.points, self.capped, self.contributions)
    }
}

/// By which rulebooks members are judged: each line by the one it names, tiers by the one in force.
pub(super) struct Books<'a> {
    all: &'a Rulebooks,
    in_force: &'a Rulebook,
    /// The last member who has been looked at again after the one in force began; none where everybody has been.
    applied_to: Option<MemberId>,
}

impl<'a> Books<'a> {
    pub(super) fn of(conn: &mut Connection, all: &'a Rulebooks, now: Timestamp) -> Result<Books<'a>> {
        let in_force: &Rulebook = all.at(now);
        let waiting = jobs::due_of_kind(conn, JobKind::ApplyRulebook, now)?;
        let applied_to = waiting.iter().filter_map(|payload| match serde_json::from_str(payload) {
            Ok(Job::ApplyRulebook { version, after, .. }) if version == in_force.version => Some(after),
            // What cannot be read is shown among the jobs.
            Ok(_) | Err(_) => None,
        });
        Ok(Books { all, in_force, applied_to: applied_to.min() })
    }
}

/// Replays the lines of every member.
pub(super) fn replay(conn: &mut Connection, books: &Books<'_>, repair: Repair, report: &mut Report, tell: &Tell) -> Result<()> {
    let stage = Stage { name: "ledgers of members", end: check::last_ids(conn)?.members, tell };
    told_pages(conn, &stage, |conn, last| {
        let page = check::member_page(conn, MemberId(last), PAGE)?;
        for member in &page {
            let running = lines(conn, *member, books.all, repair, report)?;
            days(conn, *member, running, repair, report)?;
            // Whoever has not been looked at again yet is in the tier of before.
            if repair == Repair::PutRight || books.applied_to.is_none_or(|last| *member <= last) {
                tier(conn, *member, books.in_force, repair, report)?;
            }
        }
        Ok(page.last().map(|member| member.0))
    })
}

fn lines(conn: &mut Connection, member: MemberId, rulebooks: &Rulebooks, repair: Repair, report: &mut Report) -> Result<Running> {
    let mut running = Running::default();
    let mut last = LedgerLineId(0);
    loop {
        let some = check::lines_of_member(conn, member, last, LINES)?;
        let Some(end) = some.last() else { return Ok(running) };
        last = end.id;
        let mut kept = ledger::parts_of(conn, &some.iter().map(|line| line.id).collect::<Vec<_>>())?;
        for line in &some {
            report.lines += 1;
            let written = written(line, kept.remove(&line.id).unwrap_or_default());
            let book = rulebooks.of_line(line.version, line.at);
            let counts = book.points.standing(&written);
            if repair == Repair::LookOnly {
                // Lines of rulebooks that are not kept any more are taken as they stand.
                let readings = rulebooks.written_by(line.version);
                let judged: Vec<_> = readings.iter().map(|book| amount(line, &counts, &running, rulebooks, &book.points)).collect();
                if let (Some(Err(expected)), false) = (judged.first(), judged.iter().any(|verdict| verdict.is_ok())) {
                    report.add("ledger_lines.amount", line.id.0, line.amount, expected);
                }
            }
            running.balance += line.amount;
            if repair == Repair::LookOnly {
                report.compare("ledger_lines.balance", line.id.0, &line.balance, &running.balance);
            }
            // Lines that moved nothing, and want nothing, open no day.
            if line.amount != 0 {
                running.days.entry(line.at.day()).or_default().points += line.amount;
            }
            for (day, wanted) in counts.parts.iter().filter(|(_, wanted)| **wanted != 0) {
                running.days.entry(*day).or_default().capped += wanted;
            }
            *running.by_rule.entry(line.rule).or_default() += book.points.ever(&written);
        }
    }
}

fn written(line: &Line, kept: Vec<Part>) -> Written {
    Written { rule: line.rule, amount: line.amount, nominal: line.nominal, note: line.note, day: line.at.day(), kept }
}

/// Whether a line moved what the rule, the caps and the floor let it; the amount that it should have moved where it did not.
fn amount(line: &Line, counts: &Standing, running: &Running, rulebooks: &Rulebooks, points: &Points) -> std::result::Result<(), i64> {
    let today = line.at.day();
    let account_of = |day: Day| DayAccount {
        net: running.days.get(&day).map_or(0, |sums| sums.capped),
        cap: if day == today { points.daily_cap } else { rulebooks.cap_of(day, line.at) },
    };
    let account = Account {
        balance: running.balance,
        days: counts.parts.keys().chain([&today]).map(|day| (*day, account_of(*day))).collect(),
        by_this_rule: running.by_rule.get(&line.rule).copied().unwrap_or(0),
        opened: line.rule != PointRule::Joined,
    };
    let value = points.value(line.rule).points;
    let times = if value != 0 && line.nominal % value == 0 { line.nominal / value } else { 1 };
    let given = points.amount(line.rule, times, today, &account);
    // What a floor has left out of the parts is not known any more: of the day's part, the line says what it took.
    let taken = Standing { past_caps: -counts.past_caps, parts: counts.parts.iter().map(|(day, wanted)| (*day, -wanted)).collect() };
    let back = points.taking_back(line.rule, &taken, today, &account);
    let same = |amount: &Amount| (amount.applied, amount.note) == (line.amount, line.note);
    let comes_to: Vec<Part> = counts.parts.iter().map(|(day, wanted)| Part { day: *day, wanted: *wanted }).collect();
    let is_given = given.nominal == line.nominal && same(&given) && given.parts == comes_to;
    let is_taken_back = match line.note {
        LineNote::Floor => {
            let at_the_floor = running.balance + line.amount == points.floor.min(running.balance);
            back.applied == line.amount && line.nominal < line.amount && at_the_floor
        }
        _ => back.nominal == line.nominal && same(&back),
    };
    if is_given || is_taken_back || before::is_right(points, line.rule, (line.amount, line.nominal, line.note), today, &account) {
        Ok(())
    } else {
        Err(given.applied)
    }
}

fn days(conn: &mut Connection, member: MemberId, running: Running, repair: Repair, report: &mut Report) -> Result<()> {
    let mut expected = running.days;
    for (day, count) in check::contributions_of_member(conn, member)? {
        expected.entry(day).or_default().contributions = count;
    }
    let mut stored: BTreeMap<Day, DaySums> =
        check::days_of_member(conn, member)?.into_iter().map(|(day, points, capped, contributions)| (day, DaySums { points, capped, contributions })).collect();
    for day in expected.keys() {
        stored.entry(*day).or_default();
    }
    for (day, stored) in stored {
        let right = expected.get(&day).copied().unwrap_or_default();
        if report.compare(&format!("member_days {}", day.0), member.0, &stored, &right) && repair == Repair::PutRight {
            let (points, capped) = (right.points - stored.points, right.capped - stored.capped);
            members::add_to_day(conn, member, day, points, capped, right.contributions - stored.contributions)?;
        }
    }
    Ok(())
}

fn tier(conn: &mut Connection, member: MemberId, book: &Rulebook, repair: Repair, report: &mut Report) -> Result<()> {
    // What time alone changes is put right when the member is looked at again: until then the tier held is no mistake.
    if book.tiers.iter().any(|tier| tier.needs.waits_for_time()) {
        return Ok(());
    }
    let held = members::tier(conn, member)?;
    let facts = conditions::facts(conn, member, &book.tiers_want(), book, Timestamp(0))?;
    let earned = &tiers::earned(&book.tiers, &facts).key;
    if report.compare("members.tier", member.0, &held, earned) && repair == Repair::PutRight {
        members::set_tier(conn, member, earned)?;
    }
    Ok(())
}
