//! Second stage: tags, and which posts of the dump describe them.

use super::Work;
use super::batches::{Fresh, Stage, Take};
use super::rows::TagRow;
use super::source::RowDigest;
use crate::import::{ImportError, Summary};
use crate::rules::text;
use crate::store::{Tx, tags};

/// Kind of the rows that say which tag a post of type 4 describes.
pub(super) const EXCERPT: &str = "excerpt";

pub(super) struct Tags;

pub(super) struct Ready {
    id: i64,
    digest: i64,
    is_new: bool,
    name: String,
    excerpt: Option<i64>,
}

impl Stage for Tags {
    type Row = TagRow;
    type Ready = Ready;
    const KEY: &'static str = "tags";
    const KIND: Option<&'static str> = Some("tag");

    fn id(row: &TagRow) -> i64 {
        row.id
    }

    fn digest(row: &TagRow) -> i64 {
        RowDigest::new().text(Some(&row.tag_name)).number(row.excerpt_post_id).finish()
    }

    fn take(row: &TagRow) -> Take {
        if name(&row.tag_name).is_some() { Take::Yes } else { Take::No("tags whose name is none here") }
    }

    fn prepare(_: &Work, rows: Vec<Fresh<TagRow>>, _: &mut Summary) -> Result<Vec<Ready>, ImportError> {
        let ready = |Fresh { row, digest, local }: Fresh<TagRow>| {
            Some(Ready { id: row.id, digest, is_new: local.is_none(), name: name(&row.tag_name)?, excerpt: row.excerpt_post_id })
        };
        Ok(rows.into_iter().filter_map(ready).collect())
    }

    fn write(tx: &mut Tx<'_>, work: &Work, ready: &Ready, summary: &mut Summary) -> Result<(), ImportError> {
        let now = tx.now;
        let tag = tags::ensure(tx.conn, &ready.name, now)?;
        if let Some(post) = ready.excerpt {
            work.put(tx, EXCERPT, post, tag.0, 1)?;
        }
        if ready.is_new {
            summary.added("tags");
        } else {
            summary.changed("tags");
        }
        work.put(tx, "tag", ready.id, tag.0, ready.digest)
    }
}

/// A tag's name as it may be here; none when nothing of it may.
pub(super) fn name(raw: &str) -> Option<String> {
    let plain: String = raw.chars().filter(|c| c.is_alphanumeric() || "+-#._".contains(*c)).take(crate::rules::limits::TAG).collect();
    text::parse_tags(&plain).ok()?.into_iter().next()
}
