//! Second effect: points. Lines are appended, never changed; what is taken back is an opposite line.

use crate::rules::events::Event;
use crate::rules::ids::{EventId, MemberId, PostId, TopicId};
use crate::rules::points::{self, Account, Amount, Entry, PointRule, Written};
use crate::store::ledger::{self, NewLine};
use crate::store::{Result, Tx, dialect, events, members};
use std::collections::BTreeSet;

/// Writes the lines an event asks for. Members whose balance moved are added to `touched`.
pub(super) fn apply(tx: &mut Tx<'_>, id: EventId, event: &Event, touched: &mut BTreeSet<MemberId>) -> Result<()> {
    let place = event.place();
    let mut entries = points::entries(event);
    // Always in the order of members, so that two transactions never wait for each other.
    entries.sort_by_key(|e| e.member);
    for entry in entries {
        give(tx, id, place, entry, touched)?;
    }
    let Some((written, lines)) = to_take_back(tx, event)? else { return Ok(()) };
    for (member, rule, amount) in lines {
        take_back(tx, id, place, written, (member, rule, amount), touched)?;
    }
    Ok(())
}

/// What one line moved: member, rule, amount.
type Moved = (MemberId, PointRule, i64);

/// The amounts whose opposite an event asks for, and when they were written; none for events that take nothing back.
fn to_take_back(tx: &mut Tx<'_>, event: &Event) -> Result<Option<(Written, Vec<Moved>)>> {
    let earlier = match event {
        Event::VoteRetracted { cast: earlier, .. }
        | Event::AnswerUnaccepted { accepted: earlier, .. }
        | Event::PostRestored { deleted: earlier, .. }
        | Event::FlagOverturned { upheld: earlier, .. }
        | Event::SpamOverturned { upheld: earlier, .. } => *earlier,
        // Lines of many days. What a post had cost comes back under the cap of the day on which it goes.
        Event::PostDeleted { post, .. } => return Ok(Some((Written::Today, ledger::net_of_post(tx.conn, *post)?))),
        Event::MemberJoined { .. }
        | Event::ProfileCompleted { .. }
        | Event::TopicPosted { .. }
        | Event::AnswerPosted { .. }
        | Event::CommentPosted { .. }
        | Event::VoteCast { .. }
        | Event::AnswerAccepted { .. }
        | Event::PostEdited { .. }
        | Event::EditApproved { .. }
        | Event::BountyOffered { .. }
        | Event::BountyWon { .. }
        | Event::PostFlagged { .. }
        | Event::FlagUpheld { .. }
        | Event::FlagDismissed { .. }
        | Event::SpamUpheld { .. }
        | Event::PostDecided { .. }
        | Event::CommentRemoved { .. }
        | Event::MemberSanctioned { .. }
        | Event::SanctionLifted { .. }
        | Event::RoleChanged { .. }
        | Event::TopicManaged { .. }
        | Event::ViewsReached { .. }
        | Event::TierReached { .. }
        | Event::BadgeAwarded { .. } => return Ok(None),
    };
    let today = tx.now.day();
    let written = if events::moment(tx.conn, earlier)?.is_some_and(|at| at.day() == today) { Written::Today } else { Written::Earlier };
    Ok(Some((written, ledger::of_event(tx.conn, earlier)?)))
}

type Place = (Option<TopicId>, Option<PostId>);

fn give(tx: &mut Tx<'_>, id: EventId, place: Place, entry: Entry, touched: &mut BTreeSet<MemberId>) -> Result<()> {
    let book = tx.rulebook();
    let account = account(tx, entry.member, entry.rule)?;
    let amount = book.points.amount(entry.rule, entry.times, &account);
    if amount.nominal == 0 {
        return Ok(());
    }
    write(tx, id, place, entry.member, entry.rule, amount, &account, touched)
}

fn take_back(tx: &mut Tx<'_>, id: EventId, place: Place, written: Written, (member, rule, earlier): Moved, touched: &mut BTreeSet<MemberId>) -> Result<()> {
    let book = tx.rulebook();
    let account = account(tx, member, rule)?;
    let amount = book.points.reversal(rule, earlier, written, &account);
    write(tx, id, place, member, rule, amount, &account, touched)
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
    touched: &mut BTreeSet<MemberId>,
) -> Result<()> {
    let book = tx.rulebook();
    let at = tx.now;
    let line = NewLine { member, event: id, rule, rulebook_version: book.version, amount, balance: account.balance + amount.applied, topic, post, at };
    ledger::append(tx.conn, &line)?;
    if amount.applied != 0 {
        let capped = if book.points.counts_today(rule, amount.note) { amount.applied } else { 0 };
        members::move_points(tx.conn, member, at.day(), amount.applied, capped)?;
        touched.insert(member);
    }
    Ok(())
}
