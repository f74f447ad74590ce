//! Links between posts, which here are links between their topics.

use super::Work;
use super::batches::{Fresh, Stage};
use super::rows::LinkRow;
use super::source::RowDigest;
use crate::import::{ImportError, Summary};
use crate::rules::ids::TopicId;
use crate::rules::time::Timestamp;
use crate::store::{Tx, imports, topics};

pub(super) struct Links;

pub(super) struct Ready {
    id: i64,
    digest: i64,
    from: TopicId,
    to: TopicId,
    at: Timestamp,
}

impl Stage for Links {
    type Row = LinkRow;
    type Ready = Ready;
    const KEY: &'static str = "links";
    const KIND: Option<&'static str> = Some("link");

    fn id(row: &LinkRow) -> i64 {
        row.id
    }

    fn digest(row: &LinkRow) -> i64 {
        RowDigest::new().number(Some(row.post_id)).number(Some(row.related_post_id)).finish()
    }

    fn prepare(work: &Work, rows: Vec<Fresh<LinkRow>>, summary: &mut Summary) -> Result<Vec<Ready>, ImportError> {
        let ids: Vec<i64> = rows.iter().flat_map(|fresh| [fresh.row.post_id, fresh.row.related_post_id]).collect();
        let places = work.db.read_now(|conn| imports::places(conn, &work.source, &ids))?;
        let mut ready = Vec::new();
        for Fresh { row, digest, .. } in rows {
            match (places.get(&row.post_id), places.get(&row.related_post_id)) {
                (Some(from), Some(to)) if from.topic == to.topic => summary.left_out("links within one topic"),
                (Some(from), Some(to)) => ready.push(Ready { id: row.id, digest, from: from.topic, to: to.topic, at: Timestamp(row.creation_date) }),
                (_, _) => summary.left_out("links to or from posts that are missing"),
            }
        }
        Ok(ready)
    }

    fn write(tx: &mut Tx<'_>, work: &Work, ready: &Ready, summary: &mut Summary) -> Result<(), ImportError> {
        topics::link(tx.conn, ready.from, ready.to, ready.at)?;
        summary.added("links");
        work.put(tx, "link", ready.id, ready.to.0, ready.digest)
    }
}
