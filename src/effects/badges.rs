//! Fourth effect: badges. Each event asks only the badges that wait for it. A badge once earned stays.

use crate::rules::badges::{Badge, Condition, Counter, ScoredPost};
use crate::rules::events::Event;
use crate::rules::ids::{EventId, MemberId, PostId, TopicId};
use crate::rules::vocabulary::PostKind;
use crate::store::awards::{self, NewAward};
use crate::store::members::{self, Tally};
use crate::store::{Result, Tx, posts, topics};

type Place = (Option<TopicId>, Option<PostId>);

/// Grants what an event has earned.
pub(super) fn apply(tx: &mut Tx<'_>, id: EventId, event: &Event) -> Result<()> {
    let place = event.place();
    match event {
        Event::VoteCast { topic, post, author, voter, value, .. } => {
            if let (Some(author), 1) = (author, value) {
                scored(tx, id, *topic, *post, *author)?;
            }
            if let Some(voter) = voter {
                grant_where(tx, id, *voter, (None, None), |when| matches!(when, Condition::VotesGiven { value: v } if v == value))?;
            }
            Ok(())
        }
        Event::AnswerAccepted { answerer, asker, .. } => {
            if let Some(asker) = asker {
                grant_where(tx, id, *asker, place, |when| matches!(when, Condition::AcceptedAnAnswer {}))?;
            }
            match answerer {
                Some(answerer) => counted(tx, id, *answerer, place, Counter::AcceptedAnswers, Tally::Accepted),
                None => Ok(()),
            }
        }
        Event::CommentPosted { author: Some(author), .. } => counted(tx, id, *author, (None, None), Counter::Comments, Tally::Comments),
        Event::FlagUpheld { flagger, .. } => counted(tx, id, *flagger, (None, None), Counter::UpheldFlags, Tally::Good),
        Event::PostEdited { editor: Some(editor), .. } => grant_where(tx, id, *editor, place, |when| matches!(when, Condition::EditedAPost {})),
        Event::ProfileCompleted { member } => grant_where(tx, id, *member, place, |when| matches!(when, Condition::ProfileCompleted {})),
        Event::ViewsReached { author: Some(author), views, .. } => {
            grant_where(tx, id, *author, place, |when| matches!(when, Condition::Views { at_least } if views >= at_least))
        }
        Event::CommentPosted { author: None, .. }
        | Event::PostEdited { editor: None, .. }
        | Event::ViewsReached { author: None, .. }
        | Event::MemberJoined { .. }
        | Event::TopicPosted { .. }
        | Event::AnswerPosted { .. }
        | Event::VoteRetracted { .. }
        | Event::AnswerUnaccepted { .. }
        | Event::EditApproved { .. }
        | Event::PostDeleted { .. }
        | Event::PostRestored { .. }
        | Event::BountyOffered { .. }
        | Event::BountyWon { .. }
        | Event::PostFlagged { .. }
        | Event::FlagDismissed { .. }
        | Event::SpamUpheld { .. }
        | Event::FlagOverturned { .. }
        | Event::SpamOverturned { .. }
        | Event::PostDecided { .. }
        | Event::CommentRemoved { .. }
        | Event::MemberSanctioned { .. }
        | Event::SanctionLifted { .. }
        | Event::RoleChanged { .. }
        | Event::TopicManaged { .. }
        | Event::TierReached { .. }
        | Event::BadgeAwarded { .. } => Ok(()),
    }
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

/// One of a member's counters has just risen by one: ask the badges that wait for its new value.
fn counted(tx: &mut Tx<'_>, id: EventId, member: MemberId, place: Place, counter: Counter, tally: Tally) -> Result<()> {
    let book = tx.rulebook();
    let waits = |when: &Condition| matches!(when, Condition::Count { of, .. } if *of == counter);
    if !book.badges.iter().any(|b| waits(&b.when)) {
        return Ok(());
    }
    let now = members::counted(tx.conn, member, tally)?;
    grant_where(tx, id, member, place, |when| matches!(when, Condition::Count { of, at_least } if *of == counter && now >= *at_least))
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
