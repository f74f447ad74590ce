//! Votes: who cast them is unknown, and only the day is told. They wait for the replay.

use super::batches::{Fresh, Stage, Take};
use super::rows::VoteRow;
use super::{Work, members, replay};
use crate::import::{ImportError, Summary};
use crate::rules::events::Event;
use crate::rules::ids::MemberId;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::{PostKind, TopicKind};
use crate::store::imports::{self, Place};
use crate::store::{Tx, topics};
use std::collections::HashMap;

/// Kind of votes in `import_rows`; their digest there is the vote's type.
pub(super) const KIND: &str = "vote";

/// The types of votes that are brought.
pub(super) const ACCEPTED: i64 = 1;
pub(super) const UP: i64 = 2;
pub(super) const DOWN: i64 = 3;
const FAVOURITE: i64 = 5;
const BOUNTY_OFFERED: i64 = 8;
const BOUNTY_WON: i64 = 9;

pub(super) struct Votes;

pub(super) enum Ready {
    /// Waits for the replay.
    Event {
        id: i64,
        at: Timestamp,
        event: Event,
    },
    Bookmark {
        topic: crate::rules::ids::TopicId,
        member: MemberId,
        at: Timestamp,
    },
    /// It was brought, its post went, and now both are back: the vote was never taken away.
    Back {
        id: i64,
        local: i64,
        digest: i64,
    },
}

impl Stage for Votes {
    type Row = VoteRow;
    type Ready = Ready;
    const KEY: &'static str = "votes";
    const KIND: Option<&'static str> = Some(KIND);

    fn id(row: &VoteRow) -> i64 {
        row.id
    }

    fn digest(row: &VoteRow) -> i64 {
        row.vote_type_id
    }

    fn take(row: &VoteRow) -> Take {
        match row.vote_type_id {
            ACCEPTED | UP | DOWN | FAVOURITE | BOUNTY_OFFERED | BOUNTY_WON => Take::Yes,
            _ => Take::No("votes of other types"),
        }
    }

    fn prepare(work: &Work, rows: Vec<Fresh<VoteRow>>, summary: &mut Summary) -> Result<Vec<Ready>, ImportError> {
        let posts: Vec<i64> = rows.iter().map(|fresh| fresh.row.post_id).collect();
        let (places, users) = work.db.read_now(|conn| {
            Ok::<_, ImportError>((
                imports::places(conn, &work.source, &posts)?,
                members::known(conn, &work.source, rows.iter().map(|fresh| fresh.row.user_id))?,
            ))
        })?;
        let mut ready = Vec::with_capacity(rows.len());
        for Fresh { row, digest, local } in rows {
            match places.get(&row.post_id) {
                None => summary.left_out("votes on posts that are missing"),
                Some(place) if place.deleted => summary.left_out("votes on posts that are deleted here"),
                Some(_) if local.is_some() => ready.push(Ready::Back { id: row.id, local: local.unwrap_or_default(), digest }),
                Some(place) => match outcome(&row, place, &users) {
                    Ok(one) => ready.push(one),
                    Err(why) => summary.left_out(why),
                },
            }
        }
        Ok(ready)
    }

    fn write(tx: &mut Tx<'_>, work: &Work, ready: &Ready, summary: &mut Summary) -> Result<(), ImportError> {
        match ready {
            Ready::Event { id, at, event } => {
                summary.added("votes");
                work.wait(tx, *at, replay::Order::Vote, *id, event)
            }
            Ready::Bookmark { topic, member, at } => Ok(topics::bookmark(tx.conn, *topic, *member, *at)?),
            Ready::Back { id, local, digest } => work.put(tx, KIND, *id, *local, *digest),
        }
    }
}

/// The type of the vote that an event comes from; none for events that come from other rows.
pub(super) fn type_of(event: &Event) -> Option<i64> {
    match event {
        Event::VoteCast { value, .. } => Some(if *value > 0 { UP } else { DOWN }),
        Event::AnswerAccepted { .. } => Some(ACCEPTED),
        Event::BountyOffered { .. } => Some(BOUNTY_OFFERED),
        Event::BountyWon { .. } => Some(BOUNTY_WON),
        _ => None,
    }
}

/// What a vote becomes, or why it becomes nothing.
fn outcome(row: &VoteRow, place: &Place, users: &HashMap<i64, MemberId>) -> Result<Ready, &'static str> {
    let Place { post, topic, kind, author, topic_author, wiki_at, .. } = *place;
    let at = Timestamp(row.creation_date);
    // The day counts: a vote has no time of day.
    let earns = wiki_at.is_none_or(|wiki| at.day() <= wiki.day());
    let user = row.user_id.and_then(|id| users.get(&id).copied());
    let amount = row.bounty_amount.filter(|amount| *amount > 0);
    let event = match row.vote_type_id {
        ACCEPTED if kind == PostKind::Answer => {
            Event::AnswerAccepted { topic, post, answerer: author.filter(|_| earns), asker: topic_author.filter(|_| earns), restores: None }
        }
        ACCEPTED => return Err("acceptances of what is no answer"),
        UP | DOWN => Event::VoteCast {
            topic,
            post,
            post_kind: kind,
            topic_kind: TopicKind::Question,
            author: author.filter(|_| earns),
            voter: None,
            value: if row.vote_type_id == UP { 1 } else { -1 },
        },
        FAVOURITE => return user.map(|member| Ready::Bookmark { topic, member, at }).ok_or("bookmarks of unknown members"),
        BOUNTY_OFFERED => match (user, amount) {
            (Some(member), Some(amount)) => Event::BountyOffered { topic, post, member, amount },
            _ => return Err("bounties without member or amount"),
        },
        _ => match (author, amount) {
            (Some(member), Some(amount)) => Event::BountyWon { topic, post, member, amount },
            _ => return Err("bounties without member or amount"),
        },
    };
    Ok(Ready::Event { id: row.id, at, event })
}
