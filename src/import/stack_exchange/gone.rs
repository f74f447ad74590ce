//! What an earlier dump had and this one has not is marked as deleted, and what it earned goes back.

use super::{Import, Work, comments, members, posts, votes};
use crate::actions::{accept_answer, delete_post};
use crate::effects;
use crate::import::{ImportError, Summary};
use crate::rules::events::Event;
use crate::rules::ids::{CommentId, EventId, MemberId, PostId, VoteId};
use crate::store::imports::{self, Brought};
use crate::store::{Mode, Tx, comments as store_comments, events, members as store_members, topics, votes as store_votes};
use std::sync::Arc;

const BATCH: i64 = 500;

/// Marks what is gone: posts first, since votes and comments stay with a deleted post.
pub(super) fn run(import: &mut Import<'_>) -> Result<(), ImportError> {
    import.progress.stage("gone", 0);
    for (kind, delete) in [(posts::KIND, post as Delete), (votes::KIND, vote), (comments::KIND, comment), (members::KIND, member)] {
        sweep(import, kind, delete)?;
    }
    Ok(())
}

type Delete = fn(&mut Tx<'_>, &Work, &Brought, &mut Summary) -> Result<(), ImportError>;

fn sweep(import: &mut Import<'_>, kind: &'static str, delete: Delete) -> Result<(), ImportError> {
    let work = import.work.clone();
    let mut last = None;
    loop {
        let batch = work.db.read_now(|conn| imports::gone(conn, &work.source, kind, work.round, last, BATCH))?;
        let Some(end) = batch.last() else { return Ok(()) };
        last = Some(end.external);
        let batch = Arc::new(batch);
        let shared = work.clone();
        let summary = work.db.write_now(move |tx| {
            tx.mode = Mode::Silent;
            tx.now = shared.now;
            let mut summary = Summary::default();
            for row in batch.iter() {
                delete(tx, &shared, row, &mut summary)?;
                effects::settle(tx)?;
            }
            Ok::<_, ImportError>(summary)
        })?;
        import.summary.add(&summary);
        import.tell(0)?;
    }
}

fn post(tx: &mut Tx<'_>, work: &Work, row: &Brought, summary: &mut Summary) -> Result<(), ImportError> {
    let target = crate::actions::target(tx, PostId(row.local))?;
    if target.post.deleted_at.is_none() {
        delete_post::remove(tx, &target, None)?;
        summary.gone("posts");
    }
    mark(tx, work, posts::KIND, row)
}

fn vote(tx: &mut Tx<'_>, work: &Work, row: &Brought, summary: &mut Summary) -> Result<(), ImportError> {
    match row.digest {
        votes::UP | votes::DOWN => {
            let Some((vote, post)) = store_votes::find(tx.conn, VoteId(row.local))? else { return forget(tx, work, row) };
            let target = crate::actions::target(tx, post)?;
            if target.post.deleted_at.is_some() {
                // The vote went with its post, and comes back with it.
                return mark(tx, work, votes::KIND, row);
            }
            store_votes::remove(tx.conn, vote.id)?;
            let taken = Some((target.post.kind, vote.value));
            let event = Event::VoteRetracted { topic: target.topic.id, post, author: target.post.author, voter: None, cast: vote.event, taken };
            effects::emit(tx, event)?;
        }
        votes::ACCEPTED => {
            let Some(Event::AnswerAccepted { topic, post, .. }) = events::find(tx.conn, EventId(row.local))? else { return forget(tx, work, row) };
            if topics::find(tx.conn, topic)?.is_some_and(|topic| topic.accepted_event == Some(EventId(row.local))) {
                accept_answer::take_back(tx, post)?;
            }
        }
        _ => {
            let cast = EventId(row.local);
            if let Some(Event::BountyOffered { topic, post, member, .. } | Event::BountyWon { topic, post, member, .. }) = events::find(tx.conn, cast)? {
                effects::emit(tx, Event::VoteRetracted { topic, post, author: Some(member), voter: None, cast, taken: None })?;
            }
        }
    }
    summary.gone("votes");
    forget(tx, work, row)
}

fn comment(tx: &mut Tx<'_>, work: &Work, row: &Brought, summary: &mut Summary) -> Result<(), ImportError> {
    let id = CommentId(row.local);
    if let Some((post, _, _, None)) = store_comments::find(tx.conn, id)? {
        let target = crate::actions::target(tx, post)?;
        if target.post.deleted_at.is_none() && store_comments::delete(tx.conn, id, None, work.now)? {
            comments::count(tx, post, id, -1)?;
            summary.gone("comments");
        }
    }
    mark(tx, work, comments::KIND, row)
}

fn member(tx: &mut Tx<'_>, work: &Work, row: &Brought, summary: &mut Summary) -> Result<(), ImportError> {
    store_members::set_deleted(tx.conn, MemberId(row.local), Some(work.now))?;
    summary.gone("members");
    mark(tx, work, members::KIND, row)
}

/// Notes that a row is known to be gone.
fn mark(tx: &mut Tx<'_>, work: &Work, kind: &str, row: &Brought) -> Result<(), ImportError> {
    work.put(tx, kind, row.external, row.local, 0)
}

fn forget(tx: &mut Tx<'_>, work: &Work, row: &Brought) -> Result<(), ImportError> {
    Ok(imports::forget(tx.conn, &work.source, votes::KIND, row.external)?)
}
