//! The managers' outbox: a page of mails with their recipients, and how many stand where.

use crate::rules::ids::MailId;
use crate::rules::sight::Sight;
use crate::rules::vocabulary::MailState;
use crate::store::members::{self, MemberCard};
use crate::store::outbox::{self, OutboxMail};
use crate::store::{Connection, Result};

/// A mail and who it is for.
#[derive(Debug, Clone)]
pub struct MailLine {
    pub mail: OutboxMail,
    pub to: Option<MemberCard>,
}

/// One page of the outbox.
#[derive(Debug, Clone)]
pub struct MailDesk {
    pub lines: Vec<MailLine>,
    /// Where the next page starts, if there is one.
    pub next: Option<MailId>,
    /// Of the latest mails, how many are in each state.
    pub totals: Vec<(MailState, i64)>,
}

/// How many of the latest mails are counted.
pub const COUNTED: i64 = 10_000;

/// Reads one page, newest first: four queries.
///
/// # Errors
/// When a query fails.
pub fn page(conn: &mut Connection, _staff: &Sight, before: Option<MailId>, limit: i64) -> Result<MailDesk> {
    let mut mails = outbox::before(conn, before, limit + 1)?;
    let more = i64::try_from(mails.len()).unwrap_or(i64::MAX) > limit;
    mails.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = mails.last().filter(|_| more).map(|m| m.id);
    let ids: Vec<_> = mails.iter().map(|m| m.member).collect();
    let cards = members::cards(conn, &ids)?;
    let totals = outbox::recent_totals(conn, COUNTED)?;
    let lines = mails.into_iter().map(|mail| MailLine { to: cards.iter().find(|c| c.id == mail.member).cloned(), mail }).collect();
    Ok(MailDesk { lines, next, totals })
}

/// One mail with its recipient.
///
/// # Errors
/// When a query fails.
pub fn one(conn: &mut Connection, _staff: &Sight, id: MailId) -> Result<Option<MailLine>> {
    let Some(mail) = outbox::find(conn, id)? else { return Ok(None) };
    let to = members::card(conn, mail.member)?;
    Ok(Some(MailLine { mail, to }))
}
