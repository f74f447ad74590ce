//! Comments. Their text is a small Markdown already.

use super::batches::{Fresh, Stage};
use super::rows::CommentRow;
use super::source::RowDigest;
use super::{Work, members, replay};
use crate::actions::prepare;
use crate::effects;
use crate::import::{ImportError, Summary};
use crate::rules::events::Event;
use crate::rules::facts::Count;
use crate::rules::ids::{CommentId, MemberId, PostId};
use crate::rules::text;
use crate::rules::time::Timestamp;
use crate::store::Tx;
use crate::store::comments::{self, NewComment};
use crate::store::imports::{self, Place};

/// Kind of comments in `import_rows`.
pub(super) const KIND: &str = "comment";

pub(super) struct Comments;

pub(super) struct Ready {
    id: i64,
    digest: i64,
    local: Option<CommentId>,
    place: Place,
    author: Option<MemberId>,
    author_name: String,
    body_md: String,
    body_html: String,
    mentioned: Vec<MemberId>,
    at: Timestamp,
}

impl Stage for Comments {
    type Row = CommentRow;
    type Ready = Ready;
    const KEY: &'static str = "comments";
    const KIND: Option<&'static str> = Some(KIND);

    fn id(row: &CommentRow) -> i64 {
        row.id
    }

    fn digest(row: &CommentRow) -> i64 {
        RowDigest::new().number(Some(row.post_id)).text(Some(&row.text)).finish()
    }

    fn prepare(work: &Work, rows: Vec<Fresh<CommentRow>>, summary: &mut Summary) -> Result<Vec<Ready>, ImportError> {
        let posts: Vec<i64> = rows.iter().map(|fresh| fresh.row.post_id).collect();
        work.db.read_now(|conn| {
            let places = imports::places(conn, &work.source, &posts)?;
            let authors = members::known(conn, &work.source, rows.iter().map(|fresh| fresh.row.user_id))?;
            let mut ready = Vec::with_capacity(rows.len());
            for Fresh { row, digest, local } in rows {
                let Some(place) = places.get(&row.post_id).copied() else {
                    summary.left_out("comments on posts that are missing");
                    continue;
                };
                let prepared = prepare::render(conn, text::clean(&row.text).trim())?;
                ready.push(Ready {
                    id: row.id,
                    digest,
                    local: local.map(CommentId),
                    place,
                    author: row.user_id.and_then(|id| authors.get(&id).copied()),
                    author_name: text::clean_line(&row.user_display_name.unwrap_or_default()),
                    body_md: prepared.markdown,
                    body_html: prepared.html,
                    mentioned: prepared.mentioned,
                    at: Timestamp(row.creation_date),
                });
            }
            Ok(ready)
        })
    }

    fn write(tx: &mut Tx<'_>, work: &Work, ready: &Ready, summary: &mut Summary) -> Result<(), ImportError> {
        let Place { post, topic, author: post_author, .. } = ready.place;
        let comment = match ready.local {
            Some(comment) => {
                comments::set_text(tx.conn, comment, &ready.body_md, &ready.body_html)?;
                if comments::restore(tx.conn, comment)? {
                    count(tx, post, comment, 1)?;
                }
                summary.changed("comments");
                comment
            }
            None => {
                let new = NewComment {
                    post,
                    topic,
                    author: ready.author,
                    author_name: &ready.author_name,
                    body_md: &ready.body_md,
                    body_html: &ready.body_html,
                    at: ready.at,
                };
                let comment = comments::insert(tx.conn, &new)?;
                let event = Event::CommentPosted { topic, post, comment, author: ready.author, post_author, mentioned: ready.mentioned.clone() };
                work.wait(tx, ready.at, replay::Order::Comment, ready.id, &event)?;
                summary.added("comments");
                comment
            }
        };
        work.put(tx, KIND, ready.id, comment.0, ready.digest)
    }
}

/// Counts a comment that went, or came back.
pub(super) fn count(tx: &mut Tx<'_>, post: PostId, comment: CommentId, by: i64) -> Result<(), ImportError> {
    Ok(effects::count(tx, &[Count::Comments { post, by }, Count::CommentStands { comment, by }])?)
}
