//! Which answer is accepted follows the dump's own word, whatever its votes said.

use super::{Import, replay};
use crate::actions::accept_answer;
use crate::effects;
use crate::import::{ImportError, Summary};
use crate::rules::events::Event;
use crate::rules::ids::{PostId, TopicId};
use crate::store::{Mode, imports};
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
            let topics: Vec<TopicId> = rows.iter().filter_map(|(question, _)| Some(places.get(question)?.topic)).collect();
            let accepted = crate::store::topics::accepted_posts(conn, &topics)?;
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
                        let event = Event::AnswerAccepted { topic: *topic, post: *post, answerer: None, asker: None };
                        replay::accept(tx, event, *topic, *post)?;
                    }
                    None => {
                        if let Some(before) = crate::store::topics::find(tx.conn, *topic)?.and_then(|t| t.accepted_post) {
                            accept_answer::take_back(tx, before)?;
                        }
                    }
                }
                effects::settle(tx)?;
                summary.changed("acceptances");
            }
            Ok::<_, ImportError>(summary)
        })?;
        import.summary.add(&summary);
    }
}
