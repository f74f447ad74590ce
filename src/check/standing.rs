//! Votes, awards and accepted answers: what the events say stands, beside the rows that say so.

use super::{PAGE, Repair, Report, pages};
use crate::rules::events::Event;
use crate::rules::ids::{AwardId, EventId, MemberId, PostId, TopicId};
use crate::store::posts::{self, Acceptance};
use crate::store::{Connection, Result, check, topics};
use std::collections::{BTreeMap, BTreeSet};

/// Every vote that was cast and not taken back has its row, and no other has one. Lost votes cannot be worked out again: who cast
/// them is told by the event alone.
///
/// They are gone through post by post, so that only the votes on a few are held at a time, however many were ever cast.
pub(super) fn votes(conn: &mut Connection, report: &mut Report) -> Result<()> {
    let end = check::last_post_named(conn)?;
    let mut after = PostId(-1);
    while after < end {
        let through = PostId(after.0 + POSTS_TOGETHER);
        votes_on(conn, after, through, report)?;
        after = through;
    }
    Ok(())
}

/// Posts whose votes are held together.
const POSTS_TOGETHER: i64 = 200;

fn votes_on(conn: &mut Connection, after: PostId, through: PostId, report: &mut Report) -> Result<()> {
    let mut cast: BTreeMap<EventId, (PostId, i64)> = BTreeMap::new();
    for (id, event) in check::events_on(conn, &["vote_cast", "vote_retracted"], after, through)? {
        if let Event::VoteCast { post, value, .. } = event {
            cast.insert(id, (post, value));
        } else if let Event::VoteRetracted { cast: earlier, .. } = event {
            cast.remove(&earlier);
        }
    }
    for (vote, event, post, value) in check::votes_on(conn, after, through)? {
        match cast.remove(&event) {
            Some(said) if said == (post, value) => {}
            Some((post_said, value_said)) => {
                report.add("votes", vote.0, format!("{value:+} on post {post}"), format!("{value_said:+} on post {post_said}"));
            }
            None => report.add("votes", vote.0, format!("{value:+} on post {post}"), "none"),
        }
    }
    for (event, (post, value)) in cast {
        report.add("votes of event", event.0, "none", format!("{value:+} on post {post}"));
    }
    Ok(())
}

/// Every badge that was awarded has its row, and no other has one.
pub(super) fn awards(conn: &mut Connection, report: &mut Report) -> Result<()> {
    let mut awarded: BTreeMap<AwardId, (MemberId, String)> = BTreeMap::new();
    hear(conn, &["badge_awarded"], |_, event| {
        if let Event::BadgeAwarded { member, badge, award, .. } = event {
            awarded.insert(award, (member, badge));
        }
    })?;
    let words = |member: MemberId, badge: &str| format!("{badge} to {member}");
    pages(conn, |conn, last| {
        let page = check::awards_after(conn, AwardId(last), PAGE)?;
        for (award, member, badge) in &page {
            match awarded.remove(award) {
                Some((to, said)) if to == *member && said == *badge => {}
                Some((to, said)) => report.add("awards", award.0, words(*member, badge), words(to, &said)),
                None => report.add("awards", award.0, words(*member, badge), "none"),
            }
        }
        Ok(page.last().map(|(award, ..)| award.0))
    })?;
    for (award, (member, badge)) in awarded {
        report.add("awards", award.0, "none", words(member, &badge));
    }
    Ok(())
}

/// Topics name the answer that was accepted last and not taken back, and that answer alone is marked.
pub(super) fn acceptances(conn: &mut Connection, repair: Repair, report: &mut Report) -> Result<()> {
    let mut accepted: BTreeMap<TopicId, (PostId, EventId)> = BTreeMap::new();
    hear(conn, &["answer_accepted", "answer_unaccepted"], |id, event| {
        if let Event::AnswerAccepted { topic, post, .. } = event {
            accepted.insert(topic, (post, id));
        } else if let Event::AnswerUnaccepted { topic, .. } = event {
            accepted.remove(&topic);
        }
    })?;
    let words = |accepted: Option<(PostId, EventId)>| accepted.map_or_else(|| "none".to_owned(), |(post, event)| format!("{post} by event {event}"));
    pages(conn, |conn, last| {
        let page = check::named_as_accepted(conn, TopicId(last), PAGE)?;
        for (topic, post, event) in &page {
            let right = accepted.get(topic).copied();
            let stored = post.or(event.map(|_| PostId(0))).map(|post| (post, event.unwrap_or(EventId(0))));
            if report.compare("topics.accepted_post_id", topic.0, &words(stored), &words(right)) && repair == Repair::PutRight {
                topics::set_accepted(conn, *topic, right)?;
            }
        }
        Ok(page.last().map(|(topic, ..)| topic.0))
    })?;
    let mut unmarked: BTreeSet<PostId> = accepted.into_values().map(|(post, _)| post).collect();
    let mut marked = Vec::new();
    pages(conn, |conn, last| {
        let page = check::marked_as_accepted(conn, PostId(last), PAGE)?;
        marked.extend(page.iter().copied().filter(|post| !unmarked.remove(post)));
        Ok(page.last().map(|post| post.0))
    })?;
    let wrong = marked.into_iter().map(|post| (post, Acceptance::NotAccepted)).chain(unmarked.into_iter().map(|post| (post, Acceptance::Accepted)));
    for (post, right) in wrong {
        report.add("posts.accepted", post.0, right == Acceptance::NotAccepted, right == Acceptance::Accepted);
        if repair == Repair::PutRight {
            posts::set_accepted(conn, post, right)?;
        }
    }
    Ok(())
}

/// Passes the events of some kinds on, in order.
fn hear(conn: &mut Connection, kinds: &[&str], mut hear: impl FnMut(EventId, Event)) -> Result<()> {
    pages(conn, |conn, last| {
        let page = check::events_of_kinds(conn, kinds, EventId(last), PAGE)?;
        let end = page.last().map(|(id, _)| id.0);
        page.into_iter().for_each(|(id, event)| hear(id, event));
        Ok(end)
    })
}
