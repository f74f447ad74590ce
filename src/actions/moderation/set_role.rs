//! Managers make moderators; administrators make managers and administrators.

use crate::actions::{Failure, Fields, Outcome, check, emit, standing};
use crate::rules::events::Event;
use crate::rules::ids::MemberId;
use crate::rules::privileges::{Action, Refusal, Subject};
use crate::rules::text::{FieldError, Reason};
use crate::rules::vocabulary::Role;
use crate::store::dialect::{self, Matter};
use crate::store::{Hint, Tx, audit, members};

/// Gives a member a role below the giver's own; administrators give any. One administrator always remains.
///
/// # Errors
/// A refusal, the wrong fields, or the database's failure.
pub fn set_role(tx: &mut Tx<'_>, by: MemberId, member: MemberId, role: &str, reason: &str) -> Outcome<()> {
    dialect::decide_alone(tx.conn, Matter::Offices)?;
    let who = standing(tx, by)?;
    check(tx, Action::ManageRoles, &who, &Subject::default())?;
    let other = members::standing(tx.conn, member)?.ok_or(Failure::NotFound)?;
    let mut fields = Fields::default();
    let role = fields.check("role", role.parse::<Role>().map_err(|_| FieldError::UnknownChoice));
    let reason = fields.check("reason", Reason::parse(reason));
    let (Some(role), Some(reason)) = (role, reason) else { return Err(fields.failure()) };
    if !may_give(who.role, other.role, role) {
        return Err(Refusal::Role { role: Role::Administrator }.into());
    }
    if other.role == Role::Administrator && role != Role::Administrator && is_last_administrator(tx, member)? {
        return Err(Refusal::LastAdministrator.into());
    }
    let now = tx.now;
    let line = audit::NewLine { actor: Some(by), action: "role_changed", member: Some(member), topic: None, post: None, reason: reason.as_str() };
    audit::append(tx.conn, &line, now)?;
    give(tx, Some(by), member, role, reason.as_str())
}

/// Whether a giver may change a member's role from one to another: below their own, and administrators any.
pub fn may_give(giver: Role, from: Role, to: Role) -> bool {
    giver == Role::Administrator || (from < giver && to < giver)
}

/// Whether there is no administrator but this one. Roles are given by one transaction at a time, so two cannot remove each other at once.
fn is_last_administrator(tx: &mut Tx<'_>, member: MemberId) -> Outcome<bool> {
    Ok(members::with_role(tx.conn, Role::Administrator)?.iter().all(|administrator| *administrator == member))
}

/// Gives a role without asking who may (the command line, which whoever runs the server uses).
///
/// # Errors
/// The database's failure.
pub fn give(tx: &mut Tx<'_>, by: Option<MemberId>, member: MemberId, role: Role, reason: &str) -> Outcome<()> {
    members::set_role(tx.conn, member, role)?;
    tx.hint(Hint::AccessChanged(member));
    emit(tx, Event::RoleChanged { member, by, role, reason: reason.to_owned() })?;
    Ok(())
}
