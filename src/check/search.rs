//! The search index has exactly the posts that readers can see, with the words they have now.

use super::{PAGE, Report, pages};
use crate::effects::IndexedWords;
use crate::rules::ids::PostId;
use crate::store::search_index::{self, Visible};
use crate::store::{Connection, Result};
use std::collections::HashSet;

/// A post that the index lacks, or has with other words than it has now.
struct Wrong {
    post: PostId,
    words: IndexedWords,
    is_missing: bool,
}

/// Tells which posts the index lacks or has with other words, and which it has that nobody can see.
pub(super) fn compare(conn: &mut Connection, report: &mut Report) -> Result<()> {
    pages(conn, |conn, last| {
        let (wrong, end) = wrong(conn, PostId(last))?;
        wrong.iter().for_each(|one| tell(report, one));
        Ok(end.map(|post| post.0))
    })?;
    pages(conn, |conn, last| {
        let (superfluous, end) = superfluous(conn, PostId(last))?;
        superfluous.iter().for_each(|post| tell_superfluous(report, *post));
        Ok(end.map(|post| post.0))
    })
}

/// Puts into the index what it lacks or has with other words, and takes out what it should not have.
pub(super) fn put_right(conn: &mut Connection, report: &mut Report) -> Result<()> {
    pages(conn, |conn, last| {
        let (wrong, end) = wrong(conn, PostId(last))?;
        wrong.iter().for_each(|one| tell(report, one));
        let documents: Vec<_> = wrong.iter().map(|one| (one.post, one.words.document())).collect();
        search_index::put_all(conn, &documents)?;
        Ok(end.map(|post| post.0))
    })?;
    pages(conn, |conn, last| {
        let (superfluous, end) = superfluous(conn, PostId(last))?;
        for post in superfluous {
            tell_superfluous(report, post);
            search_index::remove(conn, post)?;
        }
        Ok(end.map(|post| post.0))
    })
}

fn tell(report: &mut Report, wrong: &Wrong) {
    let (stored, expected) = if wrong.is_missing { ("missing", "there") } else { ("other words", "the post’s words") };
    report.add("search_documents", wrong.post.0, stored, expected);
}

fn tell_superfluous(report: &mut Report, post: PostId) {
    report.add("search_documents", post.0, "there", "none");
}

/// What is wrong with the posts of the next page, and where the page ends.
fn wrong(conn: &mut Connection, after: PostId) -> Result<(Vec<Wrong>, Option<PostId>)> {
    let page = search_index::visible(conn, after, PAGE)?;
    let end = page.last().map(|row| row.post);
    let held: HashSet<PostId> = match end {
        Some(end) => search_index::held_between(conn, after, end)?.into_iter().collect(),
        None => HashSet::new(),
    };
    let mut wrong = Vec::new();
    for Visible { post, kind, body_html, title, tags, .. } in page {
        let words = IndexedWords::of(kind, &body_html, title, tags);
        let is_missing = !held.contains(&post);
        if is_missing || !search_index::holds(conn, post, &words.document())? {
            wrong.push(Wrong { post, words, is_missing });
        }
    }
    Ok((wrong, end))
}

/// Which posts of the index's next page readers cannot see, and where the page ends.
fn superfluous(conn: &mut Connection, after: PostId) -> Result<(Vec<PostId>, Option<PostId>)> {
    let held = search_index::held(conn, after, PAGE)?;
    let end = held.last().copied();
    let visible: HashSet<PostId> = search_index::visible_among(conn, &held)?.into_iter().collect();
    Ok((held.into_iter().filter(|post| !visible.contains(post)).collect(), end))
}
