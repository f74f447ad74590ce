//! The search index has exactly the posts that readers can see.

use super::{PAGE, Report, pages};
use crate::effects;
use crate::rules::ids::PostId;
use crate::store::{Connection, Result, Tx, posts, search_index};

/// Tells which posts the index lacks, and which it has that nobody can see.
pub(super) fn compare(conn: &mut Connection, report: &mut Report) -> Result<()> {
    pages(conn, |conn, last| {
        let missing = search_index::missing(conn, PostId(last), PAGE)?;
        missing.iter().for_each(|post| report.add("search_documents", post.0, "missing", "there"));
        Ok(missing.last().map(|post| post.0))
    })?;
    pages(conn, |conn, last| {
        let superfluous = search_index::superfluous(conn, PostId(last), PAGE)?;
        superfluous.iter().for_each(|post| report.add("search_documents", post.0, "there", "none"));
        Ok(superfluous.last().map(|post| post.0))
    })
}

/// Puts into the index what it lacks and takes out what it should not have.
pub(super) fn put_right(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut last = PostId(0);
    loop {
        let missing = search_index::missing(tx.conn, last, PAGE)?;
        let Some(end) = missing.last() else { break };
        last = *end;
        for post in missing {
            report.add("search_documents", post.0, "missing", "there");
            if let Some(row) = posts::find(tx.conn, post)? {
                effects::reindex(tx, row.topic, post)?;
            }
        }
    }
    last = PostId(0);
    loop {
        let superfluous = search_index::superfluous(tx.conn, last, PAGE)?;
        let Some(end) = superfluous.last() else { return Ok(()) };
        last = *end;
        for post in superfluous {
            report.add("search_documents", post.0, "there", "none");
            search_index::remove(tx.conn, post)?;
        }
    }
}
