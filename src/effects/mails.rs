//! Seventh effect: mails, as ids and JSON in the outbox. Awards that come within one window are one mail.

use crate::emails::{Award, Mail};
use crate::rules::events::{Event, Promotion};
use crate::rules::ids::{EventId, MemberId};
use crate::store::{Error, Hint, Result, Tx, accounts, members, outbox};

/// Queues the mails an event asks for, as far as the members want them.
pub(super) fn apply(tx: &mut Tx<'_>, id: EventId, event: &Event) -> Result<()> {
    match event {
        Event::TopicPosted { topic, post, author, mentioned, .. } => {
            for member in mentioned {
                to_other(tx, id, *author, *member, &Mail::Mention { topic: *topic, post: *post, by: *author })?;
            }
            Ok(())
        }
        Event::AnswerPosted { topic, post, author, topic_author, mentioned, .. } => {
            for member in mentioned {
                to_other(tx, id, *author, *member, &Mail::Mention { topic: *topic, post: *post, by: *author })?;
            }
            match topic_author.filter(|a| !mentioned.contains(a)) {
                Some(asker) => to_other(tx, id, *author, asker, &Mail::Answer { topic: *topic, post: *post }),
                None => Ok(()),
            }
        }
        Event::CommentPosted { topic, post, author, mentioned, .. } => {
            for member in mentioned {
                to_other(tx, id, *author, *member, &Mail::Mention { topic: *topic, post: *post, by: *author })?;
            }
            Ok(())
        }
        Event::AnswerAccepted { topic, post, answerer: Some(answerer), asker } => {
            to_other(tx, id, *asker, *answerer, &Mail::Accepted { topic: *topic, post: *post })
        }
        Event::BadgeAwarded { member, badge, topic, .. } => award(tx, id, *member, Award::Badge { badge: badge.clone(), topic: *topic }),
        Event::TierReached { member, to, promoted: Promotion::Up, .. } => award(tx, id, *member, Award::Tier { tier: to.clone() }),
        Event::AnswerAccepted { answerer: None, .. }
        | Event::TierReached { promoted: Promotion::Down, .. }
        | Event::MemberJoined { .. }
        | Event::ProfileCompleted { .. }
        | Event::VoteCast { .. }
        | Event::VoteRetracted { .. }
        | Event::AnswerUnaccepted { .. }
        | Event::PostEdited { .. }
        | Event::EditApproved { .. }
        | Event::PostDeleted { .. }
        | Event::PostRestored { .. }
        | Event::BountyOffered { .. }
        | Event::BountyWon { .. }
        | Event::PostFlagged { .. }
        | Event::FlagUpheld { .. }
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
        | Event::ViewsReached { .. } => Ok(()),
    }
}

/// Queues a mail at once, whatever the member's wishes: for mails that they asked for.
///
/// # Errors
/// When a statement fails.
pub fn queue(tx: &mut Tx<'_>, member: MemberId, event: Option<EventId>, mail: &Mail) -> Result<()> {
    let now = tx.now;
    outbox::insert(tx.conn, mail.kind(), member, event, &serde_json::to_string(mail)?, now, now)?;
    tx.hint(Hint::MailWaiting);
    Ok(())
}

fn to_other(tx: &mut Tx<'_>, id: EventId, actor: Option<MemberId>, member: MemberId, mail: &Mail) -> Result<()> {
    if actor == Some(member) || !wants(tx, member, mail)? {
        return Ok(());
    }
    queue(tx, member, Some(id), mail)
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
fn wants(tx: &mut Tx<'_>, member: MemberId, mail: &Mail) -> Result<bool, Error> {
    let wanted = accounts::of_member(tx.conn, member)?.is_some_and(|a| a.email_confirmed_at.is_some() && mail.is_wanted(&a.mail));
    Ok(wanted && !members::is_suspended(tx.conn, member, tx.now)?)
}
