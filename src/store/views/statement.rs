//! The statement: a member's ledger page by page, with the numbers its heading explains. Three queries, more where the
//! rulebook asks for more than counters.

use crate::rules::conditions::Facts;
use crate::rules::ids::{LedgerLineId, MemberId};
use crate::rules::rulebook::Rulebook;
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::store::ledger::{self, StatementLine};
use crate::store::{Connection, Result, conditions, members};

/// A page of a statement.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Points, and what the way to the next tier asks for.
    pub facts: Facts,
    /// Key of the tier.
    pub tier: String,
    /// Newest first.
    pub lines: Vec<StatementLine>,
    /// The line before which the next page starts, if there is one.
    pub next: Option<LedgerLineId>,
}

/// Reads a page of at most `limit` lines.
///
/// # Errors
/// When a query fails.
pub fn load(
    conn: &mut Connection,
    sight: &Sight,
    member: MemberId,
    before: Option<LedgerLineId>,
    limit: i64,
    (book, now): (&Rulebook, Timestamp),
) -> Result<Statement> {
    let tier = members::tier(conn, member)?;
    let facts = conditions::toward_next_tier(conn, member, &tier, book, now)?;
    let mut lines = ledger::statement(conn, sight, member, before, limit + 1)?;
    let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) > limit;
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = lines.last().filter(|_| more).map(|l| l.id);
    Ok(Statement { facts, tier, lines, next })
}
