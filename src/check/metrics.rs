//! The rows of members' metrics, beside what the table of metrics says they are counted from.

use super::{Repair, Report, Stage, Tell, told_pages};
use crate::rules::ids::MemberId;
use crate::rules::metrics::Metric;
use crate::store::metrics::{self, Rows, Table, Wrong};
use crate::store::{Connection, Result, check};

/// Members whose rows are compared together: those of one of them are as many as the places and days in which they did something.
const MEMBERS: i64 = 250;

/// Compares every row, of all members.
pub(super) fn compare(conn: &mut Connection, repair: Repair, report: &mut Report, tell: &Tell) -> Result<()> {
    let stage = Stage { name: "metrics of members", end: check::last_ids(conn)?.members, tell };
    told_pages(conn, &stage, |conn, last| Ok(page(conn, MemberId(last), repair, report)?.map(|member| member.0)))
}

/// As [`compare`], of the members of the next page; answers where it ends.
pub(super) fn page(conn: &mut Connection, after: MemberId, repair: Repair, report: &mut Report) -> Result<Option<MemberId>> {
    let Some(end) = check::member_page(conn, after, MEMBERS)?.last().copied() else { return Ok(None) };
    for table in [Table::Ever, Table::Days] {
        for rows in Rows::ALL {
            for wrong in metrics::wrong(conn, rows, table, (after, end))? {
                report.add(name(table, &wrong), wrong.member_id.0, wrong.stored, wrong.expected);
                if repair == Repair::PutRight {
                    metrics::correct(conn, table, &wrong)?;
                }
            }
        }
    }
    Ok(Some(end))
}

/// What a row is called: the metric, and where and when it was counted.
fn name(table: Table, wrong: &Wrong) -> String {
    let metric = Metric::of_code(wrong.metric).map_or_else(|| wrong.metric.to_string(), |metric| metric.word().to_owned());
    let place = match wrong.scope {
        0 => String::new(),
        1 => format!(" in category {}", wrong.scope_id),
        _ => format!(" with tag {}", wrong.scope_id),
    };
    let day = match table {
        Table::Ever => String::new(),
        Table::Days => format!(" on day {}", wrong.day),
    };
    format!("{} {metric}{place}{day}", table.name())
}
