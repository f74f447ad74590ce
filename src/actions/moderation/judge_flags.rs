//! What becomes of the flags on a post: upheld, dismissed, or overturned when a judgement turns out to have been wrong.

use crate::actions::{Outcome, Target, emit};
use crate::effects;
use crate::rules::events::Event;
use crate::rules::facts::Count;
use crate::rules::flags::call_it_spam;
use crate::rules::ids::{EventId, MemberId, PostId};
use crate::rules::metrics::Metric;
use crate::rules::reviews::Price;
use crate::rules::vocabulary::FlagState;
use crate::store::{Error, Tx, events, flags};

/// Upholds the open flags. A post found wanting counts once in its author's record.
pub(crate) fn uphold(tx: &mut Tx<'_>, target: &Target, price: Price) -> Outcome<()> {
    let (topic, post) = (target.topic.id, target.post.id);
    let known = !flags::upheld_on(tx.conn, post)?.is_empty();
    let mut upheld = Vec::new();
    for (flag, flagger, reason, _, _) in flags::open_on(tx.conn, post)? {
        if flags::decide(tx.conn, flag, FlagState::Open, FlagState::Upheld)? {
            upheld.push(reason);
            emit(tx, Event::FlagUpheld { topic, post, flag, flagger })?;
        }
    }
    let Some(author) = target.post.author else { return Ok(()) };
    if !upheld.is_empty() && !known {
        effects::count(tx, &found_wanting(author, 1))?;
    }
    if call_it_spam(&upheld) && price == Price::Points && spam_that_stands(tx, post)?.is_empty() {
        emit(tx, Event::SpamUpheld { topic, post, author })?;
    }
    Ok(())
}

/// A post of a member's was found wanting, or was not after all.
fn found_wanting(author: MemberId, by: i64) -> [Count; 2] {
    [Metric::FlaggedPosts, Metric::Faults].map(|metric| Count::Metric { member: author, metric, by })
}

/// Dismisses the open flags.
pub(crate) fn dismiss(tx: &mut Tx<'_>, target: &Target) -> Outcome<()> {
    let (topic, post) = (target.topic.id, target.post.id);
    for (flag, flagger, _, _, _) in flags::open_on(tx.conn, post)? {
        if flags::decide(tx.conn, flag, FlagState::Open, FlagState::Dismissed)? {
            emit(tx, Event::FlagDismissed { topic, post, flag, flagger })?;
        }
    }
    Ok(())
}

/// Takes back what earlier judgements about the post brought: flags that were upheld count as dismissed, and what spam cost
/// is given back. Staff who bring a withheld post back say by it that it was no such thing.
pub(crate) fn overturn(tx: &mut Tx<'_>, target: &Target) -> Outcome<()> {
    let (topic, post) = (target.topic.id, target.post.id);
    let flags_upheld = flags::upheld_on(tx.conn, post)?;
    if let (Some(author), false) = (target.post.author, flags_upheld.is_empty()) {
        effects::count(tx, &found_wanting(author, -1))?;
    }
    let before = events::of_post(tx.conn, post, &["flag_upheld"])?;
    for (flag, flagger) in flags_upheld {
        if flags::decide(tx.conn, flag, FlagState::Upheld, FlagState::Dismissed)? {
            let decided = before.iter().rev().find(|(_, event)| matches!(event, Event::FlagUpheld { flag: f, .. } if *f == flag));
            let (upheld, _) = decided.ok_or_else(|| Error::Corrupt(format!("flag {flag} is upheld, but no event says so")))?;
            emit(tx, Event::FlagOverturned { topic, post, flag, flagger, upheld: *upheld })?;
        }
    }
    for (upheld, author) in spam_that_stands(tx, post)? {
        emit(tx, Event::SpamOverturned { topic, post, author, upheld })?;
    }
    Ok(())
}

/// The events by which the post was judged spam, as far as they were not overturned, and whom they cost points.
fn spam_that_stands(tx: &mut Tx<'_>, post: PostId) -> Outcome<Vec<(EventId, MemberId)>> {
    let mut stands = Vec::new();
    for (id, event) in events::of_post(tx.conn, post, &["spam_upheld", "spam_overturned"])? {
        match event {
            Event::SpamUpheld { author, .. } => stands.push((id, author)),
            Event::SpamOverturned { upheld, .. } => stands.retain(|(id, _)| *id != upheld),
            other => return Err(Error::Corrupt(format!("event {id} is stored as a judgement about spam and is a {}", other.kind())).into()),
        }
    }
    Ok(stands)
}
