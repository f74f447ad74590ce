//! The search index has exactly the posts that readers can see, with the words they have now.

use super::{PAGE, Report, Stage, Tell, told_pages};
use crate::effects::IndexedWords;
use crate::rules::ids::PostId;
use crate::store::search_index::{self, Visible};
use crate::store::{Connection, Result, check, dialect};
use std::collections::HashSet;

/// A post that the index lacks, or has with other words than it has now.
struct Wrong {
    post: PostId,
    words: IndexedWords,
    is_missing: bool,
}

impl From<Visible> for IndexedWords {
    fn from(row: Visible) -> IndexedWords {
        IndexedWords::of(row.kind, &row.body_html, row.title, row.tags)
    }
}

fn stage<'a>(conn: &mut Connection, tell: &'a Tell) -> Result<Stage<'a>> {
    Ok(Stage { name: "search index", end: check::last_ids(conn)?.posts, tell })
}

/// Tells which posts the index lacks or has with other words, and which it has that nobody can see.
pub(super) fn compare(conn: &mut Connection, report: &mut Report, tell_stage: &Tell) -> Result<()> {
    let stage = stage(conn, tell_stage)?;
    told_pages(conn, &stage, |conn, last| {
        let (wrong, end) = wrong(conn, PostId(last))?;
        wrong.iter().for_each(|one| tell(report, one));
        Ok(end.map(|post| post.0))
    })?;
    told_pages(conn, &stage, |conn, last| {
        let (superfluous, end) = superfluous(conn, PostId(last))?;
        superfluous.iter().for_each(|post| tell_superfluous(report, *post));
        Ok(end.map(|post| post.0))
    })
}

/// Puts into the index what it lacks or has with other words, and takes out what it should not have.
pub(super) fn put_right(conn: &mut Connection, report: &mut Report, tell_stage: &Tell) -> Result<()> {
    let stage = stage(conn, tell_stage)?;
    told_pages(conn, &stage, |conn, last| Ok(put_page_right(conn, PostId(last), report)?.map(|post| post.0)))?;
    told_pages(conn, &stage, |conn, last| Ok(remove_superfluous(conn, PostId(last), report)?.map(|post| post.0)))
}

/// As [`put_right`], for the posts of the next page; answers where it ends.
pub(super) fn put_page_right(conn: &mut Connection, after: PostId, report: &mut Report) -> Result<Option<PostId>> {
    let (mut wrong, end) = wrong(conn, after)?;
    wrong.iter().for_each(|one| tell(report, one));
    let ids: Vec<PostId> = wrong.iter().map(|one| one.post).collect();
    if !ids.is_empty() && dialect::hold_posts(conn, &ids)? {
        // Somebody may have changed them since they were read: now nobody can.
        let now: Vec<Visible> = search_index::visible_these(conn, &ids)?;
        wrong = now.into_iter().map(|row| Wrong { post: row.post, is_missing: true, words: row.into() }).collect();
    }
    let documents: Vec<_> = wrong.iter().map(|one| (one.post, one.words.document())).collect();
    search_index::put_all(conn, &documents)?;
    Ok(end)
}

/// Takes out what the next page of the index should not have; answers where it ends.
pub(super) fn remove_superfluous(conn: &mut Connection, after: PostId, report: &mut Report) -> Result<Option<PostId>> {
    let (superfluous, end) = superfluous(conn, after)?;
    for post in superfluous {
        tell_superfluous(report, post);
        search_index::remove(conn, post)?;
    }
    Ok(end)
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
    for row in page {
        let post = row.post;
        let words = IndexedWords::from(row);
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
