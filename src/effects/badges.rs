//! Fourth effect: badges. Each occasion asks only the badges that wait for it. A badge once earned stays.

use super::Moved;
use crate::rules::badges::{Badge, Condition, ScoredPost};
use crate::rules::events::Event;
use crate::rules::facts::{Occasion, Place, Says};
use crate::rules::ids::{EventId, MemberId, PostId, TopicId};
use crate::rules::metrics::{Asked, Metric};
use crate::rules::vocabulary::PostKind;
use crate::store::awards::{self, NewAward};
use crate::store::{Result, Tx, members, posts, topics};
use std::collections::BTreeSet;

/// Grants what the occasions have earned.
pub(super) fn apply(tx: &mut Tx<'_>, id: EventId, says: &Says, moved: &Moved) -> Result<()> {
    const NOWHERE: Place = (None, None);
    for occasion in &says.occasions {
        match *occasion {
            Occasion::Scored { topic, post, author } => scored(tx, id, topic, post, author)?,
            Occasion::Voted { member, value } => {
                grant_where(tx, id, member, NOWHERE, |when| matches!(when, Condition::VotesGiven { value: v } if *v == value))?;
            }
            Occasion::Accepted { member, place } => grant_where(tx, id, member, place, |when| matches!(when, Condition::AcceptedAnAnswer {}))?,
            Occasion::Edited { member, place } => grant_where(tx, id, member, place, |when| matches!(when, Condition::EditedAPost {}))?,
            Occasion::CompletedProfile { member } => grant_where(tx, id, member, NOWHERE, |when| matches!(when, Condition::ProfileCompleted {}))?,
            Occasion::Viewed { author, views, place } => {
                grant_where(tx, id, author, place, |when| matches!(when, Condition::Views { at_least } if views >= *at_least))?;
            }
        }
    }
    for (member, metrics) in &moved.0 {
        for metric in metrics {
            counted(tx, id, *member, says.awards_at, *metric)?;
        }
    }
    Ok(())
}

/// A post's score has just risen by one: ask the badges whose number it reached with this vote.
fn scored(tx: &mut Tx<'_>, id: EventId, topic: TopicId, post: PostId, author: MemberId) -> Result<()> {
    let Some((kind, score, created_at)) = posts::standing(tx.conn, post)? else { return Ok(()) };
    let book = tx.rulebook();
    let waiting = |badge: &&Badge| matches!(&badge.when, Condition::PostScore(rule) if rule.at_least == score);
    if !book.badges.iter().any(|b| waiting(&b)) {
        return Ok(());
    }
    let Some(question) = topics::find(tx.conn, topic)? else { return Ok(()) };
    let facts = ScoredPost {
        kind,
        score,
        own_topic: kind != PostKind::Opening && question.author == Some(author),
        days_after_topic: created_at.days_since(question.created_at),
    };
    for badge in book.badges.iter().filter(waiting) {
        if matches!(&badge.when, Condition::PostScore(rule) if rule.earned_by(&facts)) {
            grant(tx, id, author, (Some(topic), Some(post)), badge)?;
        }
    }
    Ok(())
}

/// One of a member's metrics has just moved: ask the badges that wait for its new value.
fn counted(tx: &mut Tx<'_>, id: EventId, member: MemberId, place: Place, metric: Metric) -> Result<()> {
    let book = tx.rulebook();
    let waits = |when: &Condition| matches!(when, Condition::Count { of, .. } if *of == metric);
    if !book.badges.iter().any(|b| waits(&b.when)) {
        return Ok(());
    }
    let now = tx.numbers(member, &BTreeSet::from([Asked::ever(metric)]))?.into_values().sum::<i64>();
    grant_where(tx, id, member, place, |when| matches!(when, Condition::Count { of, at_least } if *of == metric && now >= *at_least))
}

fn grant_where(tx: &mut Tx<'_>, id: EventId, member: MemberId, place: Place, earned: impl Fn(&Condition) -> bool) -> Result<()> {
    let book = tx.rulebook();
    for badge in book.badges.iter().filter(|b| earned(&b.when)) {
        grant(tx, id, member, place, badge)?;
    }
    Ok(())
}

fn grant(tx: &mut Tx<'_>, id: EventId, member: MemberId, (topic, post): Place, badge: &Badge) -> Result<()> {
    let occasion = match (badge.repeats, post) {
        (true, Some(post)) => format!("post:{post}"),
        (true, None) | (false, _) => String::new(),
    };
    let version = tx.rulebook().version;
    let at = tx.now;
    let new = NewAward { member, badge: &badge.key, level: badge.level, occasion: &occasion, event: id, rulebook_version: version, topic, post, at };
    if let Some(award) = awards::grant(tx.conn, &new)? {
        members::add_badge(tx.conn, member, badge.level)?;
        super::emit(tx, Event::BadgeAwarded { member, badge: badge.key.clone(), award, topic, post })?;
    }
    Ok(())
}
