//! Replays what was put aside, in the order of time, through the same effects as everything that happens here; nobody is told.

use super::{Import, votes};
use crate::actions::accept_answer;
use crate::effects;
use crate::import::{ImportError, Summary};
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::store::imports::{self, Brought, Waiting};
use crate::store::votes::{self as store_votes, NewVote};
use crate::store::{Error, Mode, Tx, events, topics};
use std::sync::Arc;

/// Events in one transaction.
const BATCH: i64 = 4_000;

/// What an event comes from, in the order in which events of one moment are replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    Post,
    Comment,
    Edit,
    EditApproval,
    Vote,
    Views,
}

impl Order {
    /// As stored: its rank and its word.
    pub(super) fn place(self) -> (i64, &'static str) {
        match self {
            Order::Post => (0, "post"),
            Order::Comment => (1, "comment"),
            Order::Edit => (2, "edit"),
            Order::EditApproval => (3, "edit approval"),
            Order::Vote => (4, "vote"),
            Order::Views => (5, "views"),
        }
    }
}

/// Whether the place where the run stands is written with each batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Noted,
    /// What an earlier dump put aside is worked off before the present one begins.
    Unchanged,
}

/// Replays all that waits. What it brings belongs to `round`.
pub(super) fn run(import: &mut Import<'_>, standing: Standing, round: i64) -> Result<(), ImportError> {
    let source = import.work.source.clone();
    let total = import.work.db.read_now(|conn| imports::count_waiting(conn, &source))?;
    import.progress.stage("replay", total.max(0) as u64);
    let mut last: Option<Waiting> = None;
    let mut done = 0;
    loop {
        let batch = import.work.db.read_now(|conn| imports::waiting(conn, &source, last.as_ref(), BATCH))?;
        let Some(end) = batch.last() else { return Ok(()) };
        last = Some(end.clone());
        done += batch.len() as u64;
        let work = import.work.clone();
        let batch = Arc::new(batch);
        let summary = import.work.db.write_now(move |tx| {
            tx.mode = Mode::Silent;
            for waiting in batch.iter() {
                tx.now = waiting.at;
                replay(tx, &work.source, waiting, round)?;
                effects::settle(tx)?;
            }
            if let Some(end) = batch.last() {
                imports::replayed(tx.conn, &work.source, end)?;
            }
            // Posts were indexed when they were written.
            tx.take_touched();
            if standing == Standing::Noted {
                work.stand(tx, "replay", 0)?;
            }
            Ok::<_, ImportError>(Summary { replayed: batch.len() as u64, ..Summary::default() })
        })?;
        import.summary.add(&summary);
        import.tell(done)?;
    }
}

fn replay(tx: &mut Tx<'_>, source: &str, waiting: &Waiting, round: i64) -> Result<(), ImportError> {
    let event: Event = serde_json::from_str(&waiting.data).map_err(Error::from)?;
    let vote_type = votes::type_of(&event);
    let local = match event {
        Event::VoteCast { post, author, value, .. } => cast(tx, event, post, author, value)?,
        Event::AnswerAccepted { topic, post, .. } => accept(tx, event, topic, post)?,
        other => effects::emit(tx, other)?.0,
    };
    match vote_type {
        Some(digest) => Ok(imports::put_row(tx.conn, source, votes::KIND, Brought { external: waiting.external, local, digest }, round)?),
        None => Ok(()),
    }
}

/// Casts a vote of an unknown voter; answers the vote's id.
fn cast(tx: &mut Tx<'_>, event: Event, post: PostId, author: Option<MemberId>, value: i64) -> Result<i64, ImportError> {
    let at = tx.now;
    let id = events::append(tx.conn, &event, at)?;
    let vote = store_votes::cast(tx.conn, &NewVote { post, member: None, author, value, event: id, at })?;
    tx.push(id, event);
    Ok(vote.map_or(0, |vote| vote.0))
}

/// Accepts an answer; another one of the question gives way. Answers the event's id.
pub(super) fn accept(tx: &mut Tx<'_>, event: Event, topic: TopicId, post: PostId) -> Result<i64, ImportError> {
    match topics::find(tx.conn, topic)?.and_then(|t| t.accepted_post) {
        Some(before) if before == post => return Ok(0),
        Some(before) => {
            accept_answer::take_back(tx, before)?;
            effects::settle(tx)?;
        }
        None => {}
    }
    let at = tx.now;
    let id = events::append(tx.conn, &event, at)?;
    topics::accept(tx.conn, topic, post, id)?;
    tx.push(id, event);
    Ok(id.0)
}
