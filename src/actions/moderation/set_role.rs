//! Managers make moderators; administrators make managers and administrators.

use crate::actions::{Failure, Fields, Outcome, check, emit, standing};
use crate::rules::events::Event;
use crate::rules::ids::MemberId;
use crate::rules::privileges::{Action, Refusal, Subject};
use crate::rules::text::{FieldError, Reason};
use crate::rules::vocabulary::Role;
use crate::store::{Tx, audit, members};

/// Gives a member a role below the giver's own; administrators give any.
///
/// # Errors
/// A refusal, the wrong fields, or the database's failure.
pub fn set_role(tx: &mut Tx<'_>, by: MemberId, member: MemberId, role: &str, reason: &str) -> Outcome<()> {
    let who = standing(tx, by)?;
    check(tx, Action::ManageRoles, &who, &Subject::default())?;
    let other = members::standing(tx.conn, member)?.ok_or(Failure::NotFound)?;
    let mut fields = Fields::default();
    let role = fields.check("role", role.parse::<Role>().map_err(|_| FieldError::UnknownChoice));
    let reason = fields.check("reason", Reason::parse(reason));
    let (Some(role), Some(reason)) = (role, reason) else { return Err(fields.failure()) };
    let may_give = who.role == Role::Administrator || (role < who.role && other.role < who.role);
    if !may_give {
        return Err(Refusal::Role { role: Role::Administrator }.into());
    }
    let now = tx.now;
    let line = audit::NewLine { actor: Some(by), action: "role_changed", member: Some(member), topic: None, post: None, reason: reason.as_str() };
    audit::append(tx.conn, &line, now)?;
    give(tx, Some(by), member, role)
}

/// Gives a role without asking who may (the command line, which whoever runs the server uses).
///
/// # Errors
/// The database's failure.
pub fn give(tx: &mut Tx<'_>, by: Option<MemberId>, member: MemberId, role: Role) -> Outcome<()> {
    members::set_role(tx.conn, member, role)?;
    emit(tx, Event::RoleChanged { member, by, role })?;
    Ok(())
}
