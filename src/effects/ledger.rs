//! Second effect: points. Lines are appended, never changed; what is taken back is an opposite line.

use super::Moved;
use crate::rules::facts::{Place, Says, Undoes};
use crate::rules::ids::{EventId, MemberId};
use crate::rules::metrics::Metric;
use crate::rules::points::{Account, Amount, DayAccount, Entry, PointRule};
use crate::rules::time::Day;
use crate::store::ledger::{self, NewLine, Stands};
use crate::store::{Result, Tx, dialect, members};
use std::collections::BTreeMap;

/// Writes the lines an event asks for. Members whose balance moved are noted.
pub(super) fn apply(tx: &mut Tx<'_>, id: EventId, place: Place, says: &Says, moved: &mut Moved) -> Result<()> {
    let mut entries = says.earns.clone();
    // Always in the order of members, so that two transactions never wait for each other.
    entries.sort_by_key(|e| e.member);
    for entry in entries {
        give(tx, id, place, entry, moved)?;
    }
    for stands in to_take_back(tx, says.undoes)? {
        take_back(tx, id, place, stands, moved)?;
    }
    Ok(())
}

/// What stands of that whose opposite is asked for.
fn to_take_back(tx: &mut Tx<'_>, undoes: Undoes) -> Result<Vec<Stands>> {
    let books = tx.rulebooks();
    match undoes {
        Undoes::Nothing => Ok(Vec::new()),
        Undoes::AllOf(post) => ledger::net_of_post(tx.conn, &books, post, None),
        Undoes::Event(earlier) => ledger::of_event(tx.conn, &books, earlier),
    }
}

fn give(tx: &mut Tx<'_>, id: EventId, place: Place, entry: Entry, moved: &mut Moved) -> Result<()> {
    let book = tx.rulebook();
    let today = tx.now.day();
    let days = if book.points.value(entry.rule).capped { vec![today] } else { Vec::new() };
    let account = account(tx, entry.member, entry.rule, days)?;
    let amount = book.points.amount(entry.rule, entry.times, today, &account);
    if amount.nominal == 0 {
        return Ok(());
    }
    write(tx, id, place, (entry.member, entry.rule), amount, &account, moved)
}

fn take_back(tx: &mut Tx<'_>, id: EventId, place: Place, (member, rule, stands): Stands, moved: &mut Moved) -> Result<()> {
    let book = tx.rulebook();
    let account = account(tx, member, rule, stands.parts.keys().copied().collect())?;
    let amount = book.points.taking_back(rule, &stands, tx.now.day(), &account);
    write(tx, id, place, (member, rule), amount, &account, moved)
}

fn account(tx: &mut Tx<'_>, member: MemberId, rule: PointRule, of_days: Vec<Day>) -> Result<Account> {
    dialect::lock_member(tx.conn, member)?;
    let books = tx.rulebooks();
    let balance = members::balance(tx.conn, member)?;
    let mut days = BTreeMap::new();
    for day in of_days {
        days.insert(day, DayAccount { net: members::wanted_of_day(tx.conn, member, day)?, cap: books.cap_of(day, tx.now) });
    }
    let by_this_rule = match tx.rulebook().points.value(rule).lifetime_cap {
        Some(_) => ledger::ever_by_rule(tx.conn, &books, member, rule)?,
        None => 0,
    };
    Ok(Account { balance, days, by_this_rule, opened: rule != PointRule::Joined })
}

fn write(
    tx: &mut Tx<'_>,
    id: EventId,
    (topic, post): Place,
    (member, rule): (MemberId, PointRule),
    amount: Amount,
    account: &Account,
    moved: &mut Moved,
) -> Result<()> {
    let (at, today) = (tx.now, tx.now.day());
    let balance = account.balance + amount.applied;
    let line = NewLine { member, event: id, rule, rulebook_version: tx.rulebook().version, amount, balance, topic, post, at };
    ledger::append(tx.conn, &line)?;
    let mut to_come: BTreeMap<Day, i64> = line.amount.parts.iter().map(|part| (part.day, part.wanted)).collect();
    if line.amount.applied != 0 {
        members::move_points(tx.conn, member, today, line.amount.applied, to_come.remove(&today).unwrap_or(0))?;
        moved.add(member, Metric::Reputation);
    }
    for (day, wanted) in to_come.into_iter().filter(|(_, wanted)| *wanted != 0) {
        members::add_to_day(tx.conn, member, day, 0, wanted, 0)?;
    }
    Ok(())
}
