//! Sixth effect: who is told about an event, on the page and by mail. Mails stand in the outbox as ids and JSON; awards that come within
//! one window are one mail.

use crate::emails::{Award, Mail};
use crate::rules::events::Event;
use crate::rules::facts::{Detail, Letter, Listener, Says, Tell};
use crate::rules::ids::{EventId, MemberId};
use crate::rules::jobs::Job;
use crate::rules::time::DAY;
use crate::rules::vocabulary::NotificationKind;
use crate::store::notifications::{self, NewNotification};
use crate::store::{Error, Hint, Result, Tx, accounts, events, jobs, members, outbox, posts, topics};

/// Writes the notifications, then queues the mails, as far as the members want them. Nobody is told what they did themselves.
pub(super) fn apply(tx: &mut Tx<'_>, id: EventId, event: &Event, says: &Says) -> Result<()> {
    if let Some(earlier) = says.untells {
        untell(tx, earlier)?;
    }
    let mut tells = Vec::new();
    for tell in &says.tells {
        if !is_told_today(tx, event, tell)? {
            tells.push(tell);
        }
    }
    for tell in &tells {
        match tell.whom {
            Listener::Member(member) => notify(tx, id, event, member, tell)?,
            Listener::Followers => {
                let told: Vec<Option<MemberId>> = told(says).map(Some).chain([event.actor()]).collect();
                let (job, now) = (Job::TellFollowers { event: id, after: MemberId(0) }, tx.now);
                if let (Some(topic), _) = event.place()
                    && topics::has_other_followers(tx.conn, topic, &told)?
                    && jobs::put(tx.conn, &job, now, now)?
                {
                    tx.hint(Hint::JobWaiting);
                }
            }
        }
    }
    for tell in tells {
        if let Listener::Member(member) = tell.whom
            && event.actor() != Some(member)
        {
            send(tx, id, event, member, tell)?;
        }
    }
    Ok(())
}

/// Tells the next `at_once` followers after one of an event in their topic; answers the last one told where there may be more. Whoever is
/// told of the event for another reason is not told twice, and nobody is told of what was taken away meanwhile.
///
/// # Errors
/// When a statement fails.
pub fn followers(tx: &mut Tx<'_>, id: EventId, event: &Event, after: MemberId, at_once: i64) -> Result<Option<MemberId>> {
    let says = event.says();
    let (Some(topic), Some(post)) = event.place() else { return Ok(None) };
    let Some(tell) = says.tells.iter().find(|tell| tell.whom == Listener::Followers) else { return Ok(None) };
    if !posts::is_visible(tx.conn, post)? {
        return Ok(None);
    }
    let followers = topics::followers_after(tx.conn, topic, after, at_once)?;
    for follower in &followers {
        if !told(&says).any(|member| member == *follower) {
            notify(tx, id, event, *follower, tell)?;
        }
    }
    let more = i64::try_from(followers.len()).is_ok_and(|told| told == at_once);
    Ok(followers.last().copied().filter(|_| more))
}

/// Queues a mail at once, whatever the member's wishes: for mails that they asked for.
///
/// # Errors
/// When a statement fails.
pub fn queue_mail(tx: &mut Tx<'_>, member: MemberId, event: Option<EventId>, mail: &Mail) -> Result<()> {
    let now = tx.now;
    outbox::insert(tx.conn, mail.kind(), member, event, &serde_json::to_string(mail)?, now, now)?;
    tx.hint(Hint::MailWaiting);
    Ok(())
}

/// Takes back what an earlier event told: notifications that nobody has read, toasts that nobody has seen, mails that have not left.
fn untell(tx: &mut Tx<'_>, earlier: EventId) -> Result<()> {
    let Some(event) = events::find(tx.conn, earlier)? else { return Ok(()) };
    for tell in event.says().tells {
        if let Listener::Member(member) = tell.whom {
            if notifications::take_back(tx.conn, member, tell.kind, earlier, tx.now)? {
                tx.hint(Hint::Notified(member));
            }
            if let Some(mail) = letter(&event, &tell)? {
                outbox::drop_of_event(tx.conn, member, mail.kind(), earlier)?;
            }
        }
    }
    Ok(())
}

/// Whether whoever is to be told was told the same within a day, of something that comes and goes.
fn is_told_today(tx: &mut Tx<'_>, event: &Event, tell: &Tell) -> Result<bool> {
    let Listener::Member(member) = tell.whom else { return Ok(false) };
    if !tell.comes_and_goes() {
        return Ok(false);
    }
    let data = serde_json::to_string(&tell.detail)?;
    notifications::is_told_since(tx.conn, member, tell.kind, event.place().1, &data, tx.now.plus(-DAY))
}

/// The members whom an event tells by name.
fn told(says: &Says) -> impl Iterator<Item = MemberId> {
    says.tells.iter().filter_map(|tell| match tell.whom {
        Listener::Member(member) => Some(member),
        Listener::Followers => None,
    })
}

fn notify(tx: &mut Tx<'_>, id: EventId, event: &Event, member: MemberId, tell: &Tell) -> Result<()> {
    let actor = event.actor();
    if actor == Some(member) {
        return Ok(());
    }
    // Mentions of who is suspended tell nobody; what becomes of their own posts they find when they are back.
    if tell.kind == NotificationKind::Mentioned && members::is_suspended(tx.conn, member, tx.now)? {
        return Ok(());
    }
    let (topic, post) = event.place();
    let (kind, at) = (tell.kind, tx.now);
    let new = NewNotification { member, kind, event: id, actor, topic, post, data: serde_json::to_string(&tell.detail)?, at, toast: tell.toast };
    if notifications::insert(tx.conn, &new)? {
        tx.hint(Hint::Notified(member));
    }
    Ok(())
}

fn send(tx: &mut Tx<'_>, id: EventId, event: &Event, member: MemberId, tell: &Tell) -> Result<()> {
    if tell.mail == Letter::Award {
        return award(tx, id, member, said_award(&tell.detail, event.place().0)?);
    }
    let Some(mail) = letter(event, tell)? else { return Ok(()) };
    if !wants(tx, member, &mail)? {
        return Ok(());
    }
    // A mail that has left cannot be taken back: the same is not sent twice on a day.
    if tell.comes_and_goes() && outbox::is_queued_since(tx.conn, member, mail.kind(), &serde_json::to_string(&mail)?, tx.now.plus(-DAY))? {
        return Ok(());
    }
    queue_mail(tx, member, Some(id), &mail)
}

/// The mail that goes with what is told; none for what comes with other awards, or without a mail.
fn letter(event: &Event, tell: &Tell) -> Result<Option<Mail>> {
    let (topic, post) = event.place();
    Ok(Some(match (tell.mail, topic, post) {
        (Letter::None | Letter::Award, ..) => return Ok(None),
        (Letter::Answer, Some(topic), Some(post)) => Mail::Answer { topic, post },
        (Letter::Mention, Some(topic), Some(post)) => Mail::Mention { topic, post, by: event.actor() },
        (Letter::Accepted, Some(topic), Some(post)) => Mail::Accepted { topic, post },
        (Letter::Answer | Letter::Mention | Letter::Accepted, ..) => return Err(Error::Corrupt(format!("a mail of {} is about no post", event.kind()))),
    }))
}

fn said_award(detail: &Detail, topic: Option<crate::rules::ids::TopicId>) -> Result<Award> {
    match detail {
        Detail::Badge { badge } => Ok(Award::Badge { badge: badge.clone(), topic }),
        Detail::Tier { tier, .. } => Ok(Award::Tier { tier: tier.clone() }),
        other => Err(Error::Corrupt(format!("a mail about an award is about {other:?}"))),
    }
}

fn award(tx: &mut Tx<'_>, id: EventId, member: MemberId, award: Award) -> Result<()> {
    let mail = Mail::Awards { awards: vec![award.clone()] };
    if !wants(tx, member, &mail)? {
        return Ok(());
    }
    let now = tx.now;
    if let Some((waiting, before)) = outbox::waiting_for(tx.conn, member, mail.kind(), now)?
        && let Mail::Awards { mut awards } = serde_json::from_str(&before)?
    {
        awards.push(award);
        if outbox::extend(tx.conn, waiting, &before, &serde_json::to_string(&Mail::Awards { awards })?, now)? {
            return Ok(());
        }
    }
    outbox::insert(tx.conn, mail.kind(), member, Some(id), &serde_json::to_string(&mail)?, now, now.plus(tx.award_window))?;
    tx.hint(Hint::MailWaiting);
    Ok(())
}

/// Whether a member has a confirmed address, has not switched this kind of mail off, and is not suspended.
fn wants(tx: &mut Tx<'_>, member: MemberId, mail: &Mail) -> Result<bool> {
    let wanted = accounts::of_member(tx.conn, member)?.is_some_and(|a| a.email_confirmed_at.is_some() && mail.is_wanted(&a.mail));
    Ok(wanted && !members::is_suspended(tx.conn, member, tx.now)?)
}
