//! Second effect: points. Lines are appended, never changed; what is taken back is an opposite line.

use super::Moved;
use crate::rules::facts::{Place, Says, Undoes};
use crate::rules::ids::{EventId, MemberId};
use crate::rules::metrics::Metric;
use crate::rules::points::{Account, Amount, Entry, PointRule, Written};
use crate::store::ledger::{self, NewLine};
use crate::store::{Result, Tx, dialect, events, members};

/// Writes the lines an event asks for. Members whose balance moved are noted.
pub(super) fn apply(tx: &mut Tx<'_>, id: EventId, place: Place, says: &Says, moved: &mut Moved) -> Result<()> {
    let mut entries = says.earns.clone();
    // Always in the order of members, so that two transactions never wait for each other.
    entries.sort_by_key(|e| e.member);
    for entry in entries {
        give(tx, id, place, entry, moved)?;
    }
    let Some((written, lines)) = to_take_back(tx, says.undoes)? else { return Ok(()) };
    for (member, rule, amount) in lines {
        take_back(tx, id, place, written, (member, rule, amount), moved)?;
    }
    Ok(())
}

/// What one line gave or took: member, rule, amount.
type Taken = (MemberId, PointRule, i64);

/// The amounts whose opposite is asked for, and when they were written; none where nothing goes back.
fn to_take_back(tx: &mut Tx<'_>, undoes: Undoes) -> Result<Option<(Written, Vec<Taken>)>> {
    match undoes {
        Undoes::Nothing => Ok(None),
        // Lines of many days. What a post had cost comes back under the cap of the day on which it goes.
        Undoes::AllOf(post) => Ok(Some((Written::Today, ledger::net_of_post(tx.conn, post)?))),
        Undoes::Event(earlier) => {
            let today = tx.now.day();
            let written = if events::moment(tx.conn, earlier)?.is_some_and(|at| at.day() == today) { Written::Today } else { Written::Earlier };
            Ok(Some((written, ledger::of_event(tx.conn, earlier)?)))
        }
    }
}

fn give(tx: &mut Tx<'_>, id: EventId, place: Place, entry: Entry, moved: &mut Moved) -> Result<()> {
    let book = tx.rulebook();
    let account = account(tx, entry.member, entry.rule)?;
    let amount = book.points.amount(entry.rule, entry.times, &account);
    if amount.nominal == 0 {
        return Ok(());
    }
    write(tx, id, place, entry.member, entry.rule, amount, &account, moved)
}

fn take_back(tx: &mut Tx<'_>, id: EventId, place: Place, written: Written, (member, rule, earlier): Taken, moved: &mut Moved) -> Result<()> {
    let book = tx.rulebook();
    let account = account(tx, member, rule)?;
    let amount = book.points.reversal(rule, earlier, written, &account);
    write(tx, id, place, member, rule, amount, &account, moved)
}

fn account(tx: &mut Tx<'_>, member: MemberId, rule: PointRule) -> Result<Account> {
    dialect::lock_member(tx.conn, member)?;
    let day = tx.now.day();
    let (balance, capped_today) = members::account_today(tx.conn, member, day)?;
    let by_this_rule = match tx.rulebook().points.value(rule).lifetime_cap {
        Some(_) => ledger::sum_by_rule(tx.conn, member, rule)?,
        None => 0,
    };
    Ok(Account { balance, capped_today, by_this_rule, opened: rule != PointRule::Joined })
}

#[expect(clippy::too_many_arguments, reason = "one private step; a struct would only rename its arguments")]
fn write(
    tx: &mut Tx<'_>,
    id: EventId,
    (topic, post): Place,
    member: MemberId,
    rule: PointRule,
    amount: Amount,
    account: &Account,
    moved: &mut Moved,
) -> Result<()> {
    let book = tx.rulebook();
    let at = tx.now;
    let line = NewLine { member, event: id, rule, rulebook_version: book.version, amount, balance: account.balance + amount.applied, topic, post, at };
    ledger::append(tx.conn, &line)?;
    if amount.applied != 0 {
        let capped = if book.points.counts_today(rule, amount.note) { amount.applied } else { 0 };
        members::move_points(tx.conn, member, at.day(), amount.applied, capped)?;
        moved.add(member, Metric::Reputation);
    }
    Ok(())
}
