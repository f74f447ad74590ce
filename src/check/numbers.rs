//! Counters, sums and copies.

use super::{PAGE, Repair, Report, pages};
use crate::rules::ids::TopicId;
use crate::store::check::{self, CachedNumber, NUMBERS};
use crate::store::{Connection, Result, tags, topics};

/// Compares every cached number, and the copies of tags beside topics and of moments beside tags.
pub(super) fn compare(conn: &mut Connection, repair: Repair, report: &mut Report) -> Result<()> {
    for number in NUMBERS {
        pages(conn, |conn, last| one(conn, number, last, repair, report))?;
    }
    pages(conn, |conn, last| tag_names(conn, last, repair, report))?;
    pages(conn, |conn, last| tag_moments(conn, last, repair, report))
}

fn one(conn: &mut Connection, number: &CachedNumber, last: i64, repair: Repair, report: &mut Report) -> Result<Option<i64>> {
    let wrong = check::wrong(conn, number, last, PAGE)?;
    for row in &wrong {
        report.add(format!("{}.{}", number.table, number.column), row.id, row.stored, row.expected);
        if repair == Repair::PutRight {
            check::correct(conn, number, row.id, row.expected)?;
        }
    }
    Ok(wrong.last().map(|row| row.id))
}

fn tag_names(conn: &mut Connection, last: i64, repair: Repair, report: &mut Report) -> Result<Option<i64>> {
    let page = check::tag_names(conn, TopicId(last), PAGE)?;
    for (topic, copy, names) in &page {
        // The copy keeps the order in which the tags were typed.
        let mut copied: Vec<&str> = copy.split_whitespace().collect();
        copied.sort_unstable();
        let mut named: Vec<&str> = names.iter().map(String::as_str).collect();
        named.sort_unstable();
        if copied != named {
            report.add("topics.tag_names", topic.0, copy, named.join(" "));
            if repair == Repair::PutRight {
                topics::set_tag_names(conn, *topic, &named.join(" "))?;
            }
        }
    }
    Ok(page.last().map(|(topic, _, _)| topic.0))
}

fn tag_moments(conn: &mut Connection, last: i64, repair: Repair, report: &mut Report) -> Result<Option<i64>> {
    let page = check::wrong_tag_moments(conn, TopicId(last), PAGE)?;
    for (topic, there, here) in &page {
        report.add("topic_tags.active_at", topic.0, there.0, here.0);
        if repair == Repair::PutRight {
            tags::touch(conn, *topic, *here)?;
        }
    }
    Ok(page.last().map(|(topic, _, _)| topic.0))
}
