//! Sixth effect: who is told about an event, on the page.

use crate::rules::events::{Event, Promotion};
use crate::rules::ids::{EventId, MemberId};
use crate::rules::vocabulary::NotificationKind;
use crate::store::members::{self, Tally};
use crate::store::notifications::{self, NewNotification, Toast};
use crate::store::{Hint, Result, Tx, topics};
use serde_json::{Value, json};

/// Writes the notifications an event asks for. Nobody is told what they did themselves.
pub(super) fn apply(tx: &mut Tx<'_>, id: EventId, event: &Event) -> Result<()> {
    let tell = |tx: &mut Tx<'_>, member: MemberId, kind: NotificationKind, data: Value, toast: Toast| tell(tx, id, event, member, kind, data, toast);
    match event {
        Event::TopicPosted { mentioned, .. } => {
            for member in mentioned {
                tell(tx, *member, NotificationKind::Mentioned, json!({}), Toast::Skip)?;
            }
            Ok(())
        }
        Event::AnswerPosted { topic, topic_author, mentioned, author, post_kind, .. } => {
            let data = json!({ "post_kind": post_kind });
            for member in mentioned {
                tell(tx, *member, NotificationKind::Mentioned, json!({}), Toast::Skip)?;
            }
            if let Some(asker) = topic_author.filter(|a| !mentioned.contains(a)) {
                tell(tx, asker, NotificationKind::Answered, data.clone(), Toast::Skip)?;
            }
            for follower in topics::followers(tx.conn, *topic)? {
                if Some(follower) != *topic_author && Some(follower) != *author && !mentioned.contains(&follower) {
                    tell(tx, follower, NotificationKind::Followed, data.clone(), Toast::Skip)?;
                }
            }
            Ok(())
        }
        Event::CommentPosted { post_author, mentioned, .. } => {
            for member in mentioned {
                tell(tx, *member, NotificationKind::Mentioned, json!({}), Toast::Skip)?;
            }
            match post_author.filter(|a| !mentioned.contains(a)) {
                Some(author) => tell(tx, author, NotificationKind::Commented, json!({}), Toast::Skip),
                None => Ok(()),
            }
        }
        Event::AnswerAccepted { answerer: Some(answerer), .. } => tell(tx, *answerer, NotificationKind::Accepted, json!({}), Toast::Show),
        Event::BadgeAwarded { member, badge, .. } => tell(tx, *member, NotificationKind::BadgeAwarded, json!({ "badge": badge }), Toast::Show),
        Event::TierReached { member, from, to, promoted: Promotion::Up } => {
            tell(tx, *member, NotificationKind::TierReached, json!({ "from": from, "tier": to }), Toast::Show)
        }
        Event::PostDecided { author: Some(author), decision, reason, .. } => {
            tell(tx, *author, NotificationKind::PostDecision, json!({ "decision": decision, "reason": reason }), Toast::Skip)
        }
        Event::FlagUpheld { flagger, .. } => tell(tx, *flagger, NotificationKind::FlagDecided, json!({ "upheld": true }), Toast::Skip),
        Event::FlagDismissed { flagger, .. } | Event::FlagOverturned { flagger, .. } => {
            tell(tx, *flagger, NotificationKind::FlagDecided, json!({ "upheld": false }), Toast::Skip)
        }
        Event::MemberSanctioned { member, sanction_kind, reason, .. } => {
            tell(tx, *member, NotificationKind::Sanctioned, json!({ "sanction": sanction_kind, "reason": reason }), Toast::Skip)
        }
        Event::SanctionLifted { member, reason, .. } => {
            tell(tx, *member, NotificationKind::Sanctioned, json!({ "sanction": "lifted", "reason": reason }), Toast::Skip)
        }
        Event::RoleChanged { member, role, reason, .. } => {
            tell(tx, *member, NotificationKind::RoleChanged, json!({ "role": role, "reason": reason }), Toast::Skip)
        }
        Event::TopicManaged { author: Some(author), what, reason, .. } => {
            tell(tx, *author, NotificationKind::TopicMoved, json!({ "what": what, "reason": reason }), Toast::Skip)
        }
        Event::PostEdited { author: Some(author), note, .. } => tell(tx, *author, NotificationKind::PostEdited, json!({ "reason": note }), Toast::Skip),
        Event::CommentRemoved { author: Some(author), reason, .. } => {
            tell(tx, *author, NotificationKind::CommentRemoved, json!({ "reason": reason }), Toast::Skip)
        }
        Event::AnswerAccepted { answerer: None, .. }
        | Event::PostEdited { author: None, .. }
        | Event::CommentRemoved { author: None, .. }
        | Event::PostDecided { author: None, .. }
        | Event::TopicManaged { author: None, .. }
        | Event::TierReached { promoted: Promotion::Down, .. }
        | Event::MemberJoined { .. }
        | Event::ProfileCompleted { .. }
        | Event::VoteCast { .. }
        | Event::VoteRetracted { .. }
        | Event::AnswerUnaccepted { .. }
        | Event::EditApproved { .. }
        | Event::PostDeleted { .. }
        | Event::PostRestored { .. }
        | Event::BountyOffered { .. }
        | Event::BountyWon { .. }
        | Event::PostFlagged { .. }
        | Event::SpamUpheld { .. }
        | Event::SpamOverturned { .. }
        | Event::ViewsReached { .. } => Ok(()),
    }
}

fn tell(tx: &mut Tx<'_>, id: EventId, event: &Event, member: MemberId, kind: NotificationKind, data: Value, toast: Toast) -> Result<()> {
    let actor = event.actor();
    if actor == Some(member) {
        return Ok(());
    }
    // Mentions of who is suspended tell nobody; what becomes of their own posts they find when they are back.
    if kind == NotificationKind::Mentioned && members::is_suspended(tx.conn, member, tx.now)? {
        return Ok(());
    }
    let (topic, post) = event.place();
    let new = NewNotification { member, kind, event: id, actor, topic, post, data, at: tx.now, toast };
    if notifications::insert(tx.conn, &new)? {
        members::tally(tx.conn, member, Tally::UnreadNotifications, 1)?;
        tx.hint(Hint::Notified(member));
    }
    Ok(())
}
