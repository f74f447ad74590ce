//! A member comments under a post, or takes a comment away.

use super::prepare::{self, Typed, Writing};
use super::{Failure, Fields, Outcome, access_post, access_post_alone, check, emit, invalid, standing, who_may_read};
use crate::effects;
use crate::rules::events::Event;
use crate::rules::facts::Count;
use crate::rules::ids::{CommentId, MemberId, PostId};
use crate::rules::privileges::{Action, Refusal, Subject};
use crate::rules::text::Reason;
use crate::store::comments::NewComment;
use crate::store::{Hint, Tx, audit, comments, dialect};

/// Posts a comment.
///
/// # Errors
/// A refusal, the wrong field, or the database's failure.
pub fn post_comment(tx: &mut Tx<'_>, member: MemberId, post: PostId, body: &Typed) -> Outcome<CommentId> {
    let who = standing(tx, member)?;
    let target = access_post_alone(tx, &who, post)?;
    check(tx, Action::PostComment, &who, &target.subject)?;
    let mut fields = Fields::default();
    let Some(prepared) = fields.check("body", body.ready()) else { return Err(fields.failure()) };
    prepare::check_limits(tx, &who, prepared)?;
    dialect::lock_member(tx.conn, member)?;
    prepare::check_pace(tx.conn, &tx.rulebook(), tx.now, &who, Writing::Comment(post))?;
    let new =
        NewComment { post, topic: target.topic.id, author: Some(member), author_name: "", body_md: &prepared.markdown, body_html: &prepared.html, at: tx.now };
    let comment = comments::insert(tx.conn, &new)?;
    prepare::keep_pictures(tx, post, &prepared.html)?;
    let mentioned = who_may_read(tx, target.topic.category, prepared.mentioned.clone())?;
    emit(tx, Event::CommentPosted { topic: target.topic.id, post, comment, author: Some(member), post_author: target.post.author, mentioned })?;
    Ok(comment)
}

/// Deletes a comment: one's own, or any as staff, with a reason that its author reads and the audit log keeps.
///
/// # Errors
/// A refusal, a missing reason, or the database's failure.
pub fn delete_comment(tx: &mut Tx<'_>, member: MemberId, comment: CommentId, reason: &str) -> Outcome<PostId> {
    let who = standing(tx, member)?;
    let (post, topic, author, deleted) = comments::find(tx.conn, comment)?.ok_or(Failure::NotFound)?;
    if deleted.is_some() {
        return Err(Failure::NotFound);
    }
    let subject = subject_of_comment(access_post(tx, &who, post)?.subject, author);
    check(tx, Action::DeletePost, &who, &subject)?;
    let reason = if author == Some(member) { None } else { Some(Reason::parse(reason).map_err(|e| invalid("reason", e))?) };
    let now = tx.now;
    if !comments::delete(tx.conn, comment, Some(member), now)? {
        return Err(Failure::Refused(Refusal::Deleted));
    }
    effects::count(tx, &[Count::Comments { post, by: -1 }, Count::CommentStands { comment, by: -1 }])?;
    if let Some(reason) = reason {
        let reason = reason.as_str();
        let line = audit::NewLine { actor: Some(member), action: "comment_deleted", member: author, topic: Some(topic), post: Some(post), reason };
        audit::append(tx.conn, &line, now)?;
        emit(tx, Event::CommentRemoved { topic, post, comment, author, by: member, reason: reason.to_owned() })?;
    }
    tx.hint(Hint::TopicChanged(topic));
    Ok(post)
}

/// What deleting a comment is judged by: as its post, but of its own author, and with nothing built upon it.
pub fn subject_of_comment(post: Subject, author: Option<MemberId>) -> Subject {
    Subject { author, accepted: false, has_answers: false, ..post }
}
