//! The versions of posts, where the dump tells them, and the edits that others suggested.

use super::batches::{Fresh, Stage, Take};
use super::rows::HistoryRow;
use super::source::RowDigest;
use super::{Import, Work, members, replay, tags};
use crate::import::{ImportError, Summary};
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, PostId};
use crate::rules::limits;
use crate::rules::text;
use crate::rules::time::Timestamp;
use crate::store::Tx;
use crate::store::imports::{self, Place};
use crate::store::posts::{self, Revision};

/// A suggested edit that was approved.
const SUGGESTED: i64 = 24;
const KIND: &str = "history";

pub(super) struct History;

pub(super) enum Ready {
    /// The rows that make one version.
    Version(Box<Version>),
    /// An approved suggestion by this member.
    Suggested { id: i64, digest: i64, place: Option<Place>, editor: MemberId, at: Timestamp },
    /// Brings nothing, but is not to be looked at again.
    Nothing { id: i64, digest: i64 },
}

pub(super) struct Version {
    /// Row ids with their digests.
    rows: Vec<(i64, i64)>,
    guid: Option<String>,
    place: Place,
    editor: Option<MemberId>,
    at: Timestamp,
    title: Option<String>,
    tag_names: Option<String>,
    body_md: Option<String>,
    note: String,
    /// Whether it changes an earlier version in a way that counts as editing.
    edit: bool,
}

impl Stage for History {
    type Row = HistoryRow;
    type Ready = Ready;
    const KEY: &'static str = "history";
    const KIND: Option<&'static str> = Some(KIND);

    fn id(row: &HistoryRow) -> i64 {
        row.id
    }

    fn digest(row: &HistoryRow) -> i64 {
        RowDigest::new().number(Some(row.post_id)).number(Some(row.post_history_type_id)).text(row.text.as_deref()).finish()
    }

    fn take(row: &HistoryRow) -> Take {
        match row.post_history_type_id {
            1..=9 | SUGGESTED => Take::Yes,
            _ => Take::No("steps of a post's history that change no text"),
        }
    }

    fn prepare(work: &Work, rows: Vec<Fresh<HistoryRow>>, summary: &mut Summary) -> Result<Vec<Ready>, ImportError> {
        let ids: Vec<i64> = rows.iter().map(|fresh| fresh.row.post_id).collect();
        let named = rows.iter().flat_map(|fresh| [fresh.row.user_id, proposer(&fresh.row)]);
        let (places, known) =
            work.db.read_now(|conn| Ok::<_, ImportError>((imports::places(conn, &work.source, &ids)?, members::known(conn, &work.source, named)?)))?;
        let mut ready: Vec<Ready> = Vec::with_capacity(rows.len());
        for Fresh { row, digest, local } in rows {
            let place = places.get(&row.post_id).copied();
            if local.is_some() {
                // What is past does not change; a site may have cleaned its text, though.
                ready.push(Ready::Nothing { id: row.id, digest });
            } else if row.post_history_type_id == SUGGESTED {
                ready.push(match proposer(&row).and_then(|id| known.get(&id).copied()) {
                    Some(editor) => Ready::Suggested { id: row.id, digest, place, editor, at: Timestamp(row.creation_date) },
                    None => Ready::Nothing { id: row.id, digest },
                });
            } else if let Some(place) = place {
                let editor = row.user_id.and_then(|id| known.get(&id).copied());
                version(&mut ready, row, digest, place, editor);
            } else {
                summary.left_out("versions of posts that are missing");
            }
        }
        Ok(ready)
    }

    fn write(tx: &mut Tx<'_>, work: &Work, ready: &Ready, summary: &mut Summary) -> Result<(), ImportError> {
        match ready {
            Ready::Version(version) => {
                write_version(tx, version, summary)?;
                let Place { post, topic, author, .. } = version.place;
                if let (true, Some(editor), Some((first, _))) = (version.edit, version.editor, version.rows.first()) {
                    let edited = Event::PostEdited { topic, post, editor: Some(editor), author, note: String::new(), mentioned: Vec::new() };
                    work.wait(tx, version.at, replay::Order::Edit, *first, &edited)?;
                }
                version.rows.iter().try_for_each(|(id, digest)| work.put(tx, KIND, *id, post.0, *digest))
            }
            Ready::Suggested { id, digest, place, editor, at } => {
                let event = Event::EditApproved { topic: place.map(|p| p.topic), post: place.map(|p| p.post), editor: *editor };
                work.wait(tx, *at, replay::Order::EditApproval, *id, &event)?;
                summary.added("suggested edits");
                work.put(tx, KIND, *id, 0, *digest)
            }
            Ready::Nothing { id, digest } => work.put(tx, KIND, *id, 0, *digest),
        }
    }
}

/// Who proposed an approved edit: the dump says “Proposed by 12 approved by 34, 56 edit id of 78”.
fn proposer(row: &HistoryRow) -> Option<i64> {
    let (id, rest) = row.comment.as_deref()?.strip_prefix("Proposed by ")?.split_once(' ')?;
    if row.post_history_type_id == SUGGESTED && rest.starts_with("approved by") { id.parse().ok() } else { None }
}

/// Adds a row to the version it belongs to, or begins a new one.
fn version(ready: &mut Vec<Ready>, row: HistoryRow, digest: i64, place: Place, editor: Option<MemberId>) {
    let content = text::clean(&row.text.unwrap_or_default());
    let kind = row.post_history_type_id;
    let same = match ready.last_mut() {
        Some(Ready::Version(last)) if last.place.post == place.post && last.guid.is_some() && last.guid == row.revision_guid => Some(last),
        _ => None,
    };
    let fresh = same.is_none().then(|| {
        Box::new(Version {
            rows: Vec::new(),
            guid: row.revision_guid,
            place,
            editor,
            at: Timestamp(row.creation_date),
            title: None,
            tag_names: None,
            body_md: None,
            note: text::clean_line(&row.comment.unwrap_or_default()).chars().take(limits::CATEGORY_DESCRIPTION).collect(),
            edit: false,
        })
    });
    let fill = |version: &mut Version| {
        version.rows.push((row.id, digest));
        version.edit |= (4..=6).contains(&kind);
        match kind {
            1 | 4 | 7 => version.title = Some(text::clean_line(&content)),
            3 | 6 | 9 => {
                let names: Vec<String> = content.split(['<', '>', '|']).filter_map(tags::name).collect();
                version.tag_names = Some(names.join(" "));
            }
            _ => version.body_md = Some(content.trim().to_owned()),
        }
    };
    match (same, fresh) {
        (Some(last), _) => fill(last),
        (None, Some(mut new)) => {
            fill(&mut new);
            ready.push(Ready::Version(new));
        }
        (None, None) => {}
    }
}

/// Keeps a version. One that stands already with the same moment and editor is the same one, cut in two by a batch's end.
fn write_version(tx: &mut Tx<'_>, version: &Version, summary: &mut Summary) -> Result<(), ImportError> {
    let post = version.place.post;
    let last = posts::latest_revision(tx.conn, post)?;
    let same = last.as_ref().is_some_and(|last| last.at == version.at && last.editor == version.editor);
    let number = last.as_ref().map_or(0, |last| last.number) + i64::from(!same);
    let (title, tag_names, body_md) = last.map_or((None, None, String::new()), |last| (last.title, last.tag_names, last.body_md));
    let revision = Revision {
        number,
        editor: version.editor,
        title: version.title.clone().or(title),
        tag_names: version.tag_names.clone().or(tag_names),
        body_md: version.body_md.clone().unwrap_or(body_md),
        note: version.note.clone(),
        at: version.at,
    };
    if same {
        posts::complete_revision(tx.conn, post, &revision)?;
    } else {
        posts::insert_revision(tx.conn, post, &revision)?;
        if number > 1 {
            posts::set_revision(tx.conn, post, number)?;
        }
        summary.added("versions of posts");
    }
    Ok(())
}

/// Gives a first version to the posts of which the history says nothing.
pub(super) fn complete(import: &mut Import<'_>) -> Result<(), ImportError> {
    let mut last = PostId(0);
    while let Some(end) = import.work.db.read_now(|conn| posts::end_of_next(conn, last, 4_000))? {
        import.work.db.write_now(move |tx| posts::insert_first_revisions(tx.conn, last, end))?;
        last = end;
    }
    Ok(())
}
