//! Which answer is accepted follows the dump's own word, whatever its votes said.

use super::{Import, replay};
use crate::actions::accept_answer;
use crate::effects;
use crate::import::{ImportError, Summary};
use crate::rules::events::Event;
use crate::rules::ids::{PostId, TopicId};
use crate::store::{Mode, Tx, events, imports, topics};
use std::sync::Arc;

/// Kind of the rows that say, by question, which answer the dump has as accepted (0 for none).
pub(super) const KIND: &str = "accepted";

const BATCH: i64 = 1_000;

/// Compares every question of this round and puts right what differs.
pub(super) fn run(import: &mut Import<'_>) -> Result<(), ImportError> {
    let source = import.work.source.clone();
    let round = import.work.round;
    let mut last = i64::MIN;
    loop {
        let (wrong, end) = import.work.db.read_now(|conn| {
            let rows = imports::rows_of_round(conn, &source, KIND, round, last, BATCH)?;
            let ids: Vec<i64> = rows.iter().flat_map(|(question, answer)| [*question, *answer]).collect();
            let places = imports::places(conn, &source, &ids)?;
            let mut wrong: Vec<(TopicId, Option<PostId>)> = Vec::new();
            let asked: Vec<TopicId> = rows.iter().filter_map(|(question, _)| Some(places.get(question)?.topic)).collect();
            let accepted = topics::accepted_posts(conn, &asked)?;
            for (question, answer) in &rows {
                let Some(place) = places.get(question).filter(|place| !place.deleted) else { continue };
                let wanted = places.get(answer).filter(|answer| !answer.deleted && answer.topic == place.topic).map(|answer| answer.post);
                if accepted.get(&place.topic).copied() != wanted {
                    wrong.push((place.topic, wanted));
                }
            }
            Ok::<_, ImportError>((wrong, rows.last().map(|(question, _)| *question)))
        })?;
        let Some(end) = end else { return Ok(()) };
        last = end;
        if wrong.is_empty() {
            continue;
        }
        let wrong = Arc::new(wrong);
        let work = import.work.clone();
        let summary = import.work.db.write_now(move |tx| {
            tx.mode = Mode::Silent;
            tx.now = work.now;
            let mut summary = Summary::default();
            for (topic, wanted) in wrong.iter() {
                match wanted {
                    // No vote told of it, so it earns nothing.
                    Some(post) => {
                        let event = Event::AnswerAccepted { topic: *topic, post: *post, answerer: None, asker: None, restores: None };
                        replay::accept(tx, event, *topic, *post)?;
                    }
                    // A vote that accepts stands by itself; what had none goes with the dump's word.
                    None if by_vote(tx, *topic)? => continue,
                    None => take_back(tx, *topic)?,
                }
                effects::settle(tx)?;
                summary.changed("acceptances");
            }
            Ok::<_, ImportError>(summary)
        })?;
        import.summary.add(&summary);
    }
}

/// Whether the answer was accepted by a vote that earned something, and not by the dump's word alone.
fn by_vote(tx: &mut Tx<'_>, topic: TopicId) -> Result<bool, ImportError> {
    let event = match topics::find(tx.conn, topic)?.and_then(|topic| topic.accepted_event) {
        Some(id) => events::find(tx.conn, id)?,
        None => None,
    };
    Ok(!matches!(event, None | Some(Event::AnswerAccepted { answerer: None, asker: None, .. })))
}

fn take_back(tx: &mut Tx<'_>, topic: TopicId) -> Result<(), ImportError> {
    match topics::find(tx.conn, topic)?.and_then(|topic| topic.accepted_post) {
        Some(post) => {
            accept_answer::take_back(tx, post)?;
            Ok(())
        }
        None => Ok(()),
    }
}
