//! Staff warn, silence or suspend a member, or lift that again.

use crate::actions::{Failure, Fields, Outcome, check, emit, sessions, standing};
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, SanctionId};
use crate::rules::privileges::{Action, Refusal, Subject, Verdict};
use crate::rules::text::{FieldError, Reason};
use crate::rules::time::DAY;
use crate::rules::vocabulary::{Role, SanctionKind};
use crate::store::dialect::{self, Matter};
use crate::store::{Hint, Tx, audit, members, sanctions};

/// Longest sanction in days: ten years stand for good.
pub const LONGEST_DAYS: i64 = 3_650;

/// The form of a sanction, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct SanctionForm {
    pub kind: String,
    pub days: String,
    pub reason: String,
}

/// Imposes a sanction. Staff sanction only members of a lower role.
///
/// # Errors
/// A refusal, the wrong fields, or the database's failure.
pub fn sanction_member(tx: &mut Tx<'_>, by: MemberId, member: MemberId, form: &SanctionForm) -> Outcome<()> {
    dialect::decide_alone(tx.conn, Matter::Offices)?;
    let who = standing(tx, by)?;
    check(tx, Action::SanctionMember, &who, &Subject::default())?;
    let other = members::standing(tx.conn, member)?.ok_or(Failure::NotFound)?;
    may_sanction(who.role, other.role)?;
    let mut fields = Fields::default();
    let kind = fields.check("kind", form.kind.parse::<SanctionKind>().map_err(|_| FieldError::UnknownChoice));
    let reason = fields.check("reason", Reason::parse(&form.reason));
    let (Some(kind), Some(reason)) = (kind, reason) else { return Err(fields.failure()) };
    let now = tx.now;
    let ends_at = match kind {
        SanctionKind::Warning => None,
        SanctionKind::Silence | SanctionKind::Suspension => {
            let days = form.days.trim().parse::<i64>().ok().filter(|d| (1..=LONGEST_DAYS).contains(d));
            let days = fields.check("days", days.ok_or(FieldError::UnknownChoice));
            let Some(days) = days else { return Err(fields.failure()) };
            Some(now.plus(days * DAY))
        }
    };
    let sanction = sanctions::insert(tx.conn, member, kind, reason.as_str(), by, now, ends_at)?;
    let action = match kind {
        SanctionKind::Warning => "member_warned",
        SanctionKind::Silence => "member_silenced",
        SanctionKind::Suspension => {
            sessions::end_sessions(tx, member, None)?;
            "member_suspended"
        }
    };
    set_what_holds(tx, member)?;
    note(tx, by, action, member, &reason)?;
    emit(tx, Event::MemberSanctioned { member, by, sanction, sanction_kind: kind, reason: reason.as_str().to_owned() })?;
    Ok(())
}

/// Lifts a silence or suspension before its end.
///
/// # Errors
/// A refusal, a missing reason, or the database's failure.
pub fn lift_sanction(tx: &mut Tx<'_>, by: MemberId, sanction: SanctionId, reason: &str) -> Outcome<MemberId> {
    dialect::decide_alone(tx.conn, Matter::Offices)?;
    let who = standing(tx, by)?;
    check(tx, Action::SanctionMember, &who, &Subject::default())?;
    let found = sanctions::find(tx.conn, sanction)?.ok_or(Failure::NotFound)?;
    if let Some(imposer) = members::standing(tx.conn, found.by)? {
        may_lift(who.role, imposer.role)?;
    }
    let mut fields = Fields::default();
    let Some(reason) = fields.check("reason", Reason::parse(reason)) else { return Err(fields.failure()) };
    let now = tx.now;
    if !sanctions::lift(tx.conn, sanction, now)? {
        return Err(Failure::Changed);
    }
    set_what_holds(tx, found.member)?;
    note(tx, by, "sanction_lifted", found.member, &reason)?;
    emit(tx, Event::SanctionLifted { member: found.member, by, sanction, reason: reason.as_str().to_owned() })?;
    Ok(found.member)
}

/// What holds is what the sanctions that were not lifted say: of two, the one that ends later.
fn set_what_holds(tx: &mut Tx<'_>, member: MemberId) -> Outcome<()> {
    let now = tx.now;
    let mut until = |kind: SanctionKind| Ok::<_, Failure>(sanctions::in_force(tx.conn, member, kind, now)?.and_then(|s| s.ends_at));
    let (silenced, suspended) = (until(SanctionKind::Silence)?, until(SanctionKind::Suspension)?);
    members::set_silenced(tx.conn, member, silenced)?;
    members::set_suspended(tx.conn, member, suspended)?;
    Ok(())
}

fn note(tx: &mut Tx<'_>, by: MemberId, action: &str, member: MemberId, reason: &Reason) -> Outcome<()> {
    let now = tx.now;
    audit::append(tx.conn, &audit::NewLine { actor: Some(by), action, member: Some(member), topic: None, post: None, reason: reason.as_str() }, now)?;
    tx.hint(Hint::MemberChanged(member));
    // Who is suspended leaves the lists of members, and comes back into them when that is lifted.
    tx.hint(Hint::ListsChanged);
    Ok(())
}

/// Whether staff of one role may sanction a member of another: only those below.
///
/// # Errors
/// The role it takes.
pub fn may_sanction(by: Role, member: Role) -> Verdict {
    if member < by { Ok(()) } else { Err(Refusal::Role { role: one_above(member) }) }
}

/// Whether staff of one role may lift what one of another role imposed: not what those above them did.
///
/// # Errors
/// The role it takes.
pub fn may_lift(by: Role, imposer: Role) -> Verdict {
    if imposer <= by { Ok(()) } else { Err(Refusal::Role { role: imposer }) }
}

fn one_above(role: Role) -> Role {
    match role {
        Role::Member => Role::Moderator,
        Role::Moderator => Role::Manager,
        Role::Manager | Role::Administrator => Role::Administrator,
    }
}
