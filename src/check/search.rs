//! The search index has exactly the posts that readers can see, with the words they have now.

use super::{PAGE, Report, pages};
use crate::effects;
use crate::rules::ids::{PostId, TopicId};
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
    })?;
    pages(conn, |conn, last| {
        let (stale, end) = stale(conn, PostId(last))?;
        stale.iter().for_each(|(post, _)| report.add("search_documents", post.0, "other words", "the post’s words"));
        Ok(end.map(|post| post.0))
    })
}

/// Posts of the next page that the index has with other words than they have, and where the page ends.
fn stale(conn: &mut Connection, after: PostId) -> Result<(Vec<(PostId, TopicId)>, Option<PostId>)> {
    let page = search_index::visible(conn, after, PAGE)?;
    let end = page.last().map(|(post, _)| *post);
    let missing = search_index::missing(conn, after, PAGE)?;
    let mut stale = Vec::new();
    for (post, topic) in page.into_iter().filter(|(post, _)| !missing.contains(post)) {
        if let Some(words) = effects::index_words(conn, topic, post)?
            && !search_index::holds(conn, post, &words.document())?
        {
            stale.push((post, topic));
        }
    }
    Ok((stale, end))
}

/// Puts into the index what it lacks or has with other words, and takes out what it should not have.
pub(super) fn put_right(tx: &mut Tx<'_>, report: &mut Report) -> Result<()> {
    let mut last = PostId(0);
    while let (stale, Some(end)) = stale(tx.conn, last)? {
        last = end;
        for (post, topic) in stale {
            report.add("search_documents", post.0, "other words", "the post’s words");
            effects::reindex(tx, topic, post)?;
        }
    }
    last = PostId(0);
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
