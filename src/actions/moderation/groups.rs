//! Managers put members together in groups, so that categories can be theirs.

use crate::actions::{Failure, Fields, Outcome, check, invalid, standing};
use crate::rules::ids::{GroupId, MemberId};
use crate::rules::limits;
use crate::rules::privileges::{Action, Refusal, Subject};
use crate::rules::sight::Audience;
use crate::rules::text::{self, FieldError, GroupName, Reason};
use crate::store::groups::{self, Group};
use crate::store::{Error, Hint, Tx, audit, categories, members};

/// The form of a group, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct GroupForm {
    pub name: String,
    pub description: String,
}

/// Makes a group, empty at first.
///
/// # Errors
/// A refusal, the wrong fields, or the database's failure.
pub fn create(tx: &mut Tx<'_>, by: MemberId, form: &GroupForm) -> Outcome<GroupId> {
    allowed(tx, by)?;
    let (name, description) = read(form)?;
    if groups::by_name(tx.conn, &name)?.is_some() {
        return Err(invalid("name", FieldError::GroupNameTaken));
    }
    let now = tx.now;
    let id = groups::insert(tx.conn, &name, &description, now).map_err(taken)?;
    note(tx, by, "group_created", None, &name)?;
    Ok(id)
}

/// Renames or describes a group.
///
/// # Errors
/// As [`create`].
pub fn update(tx: &mut Tx<'_>, by: MemberId, id: GroupId, form: &GroupForm) -> Outcome<()> {
    allowed(tx, by)?;
    find(tx, id)?;
    let (name, description) = read(form)?;
    if groups::by_name(tx.conn, &name)?.is_some_and(|known| known.id != id) {
        return Err(invalid("name", FieldError::GroupNameTaken));
    }
    groups::update(tx.conn, id, &name, &description).map_err(taken)?;
    note(tx, by, "group_changed", None, &name)
}

/// Takes a group away, unless a category is its.
///
/// # Errors
/// A refusal, a missing reason, or the database's failure.
pub fn delete(tx: &mut Tx<'_>, by: MemberId, id: GroupId, reason: &str) -> Outcome<()> {
    allowed(tx, by)?;
    let group = find(tx, id)?;
    let whose = |audience: &Audience| matches!(audience, Audience::Groups(ids) if ids.contains(&id));
    if let Some(category) = categories::all(tx.conn)?.into_iter().find(|category| whose(&category.audience)) {
        return Err(Refusal::GroupIsAudience { category: category.name }.into());
    }
    let reason = Reason::parse(reason).map_err(|e| invalid("reason", e))?;
    groups::delete(tx.conn, id)?;
    note(tx, by, "group_deleted", None, &format!("{} · {}", group.name, reason.as_str()))
}

/// Puts a member into a group.
///
/// # Errors
/// A refusal, [`FieldError::MemberUnknown`] or [`FieldError::InGroup`], a missing reason, or the database's failure.
pub fn add(tx: &mut Tx<'_>, by: MemberId, id: GroupId, handle: &str, reason: &str) -> Outcome<()> {
    allowed(tx, by)?;
    let group = find(tx, id)?;
    let mut fields = Fields::default();
    let known = match members::by_handle(tx.conn, handle.trim().trim_start_matches('@'))? {
        Some(member) if members::standing(tx.conn, member)?.is_some() => Some(member),
        Some(_) | None => None,
    };
    let member = fields.check("member", known.ok_or(FieldError::MemberUnknown));
    let reason = fields.check("reason", Reason::parse(reason));
    let (Some(member), Some(reason)) = (member, reason) else { return Err(fields.failure()) };
    let now = tx.now;
    if !groups::add(tx.conn, id, member, now)? {
        return Err(invalid("member", FieldError::InGroup));
    }
    note(tx, by, "group_joined", Some(member), &format!("{} · {}", group.name, reason.as_str()))
}

/// Takes a member out of a group: what only the group may read is not there for them from the next request on.
///
/// # Errors
/// A refusal, a missing reason, [`Failure::NotFound`] when they are not in it, or the database's failure.
pub fn remove(tx: &mut Tx<'_>, by: MemberId, id: GroupId, member: MemberId, reason: &str) -> Outcome<()> {
    allowed(tx, by)?;
    let group = find(tx, id)?;
    let reason = Reason::parse(reason).map_err(|e| invalid("reason", e))?;
    if !groups::remove(tx.conn, id, member)? {
        return Err(Failure::NotFound);
    }
    note(tx, by, "group_left", Some(member), &format!("{} · {}", group.name, reason.as_str()))?;
    // Bells on their open pages count anew.
    tx.hint(Hint::Notified(member));
    Ok(())
}

fn allowed(tx: &mut Tx<'_>, by: MemberId) -> Outcome<()> {
    let who = standing(tx, by)?;
    check(tx, Action::ManageCategories, &who, &Subject::default())
}

/// The group, held: nobody makes a category its, or takes it away, meanwhile.
fn find(tx: &mut Tx<'_>, id: GroupId) -> Outcome<Group> {
    groups::hold(tx.conn, id)?;
    groups::find(tx.conn, id)?.ok_or(Failure::NotFound)
}

fn read(form: &GroupForm) -> Outcome<(String, String)> {
    let mut fields = Fields::default();
    let name = fields.check("name", GroupName::parse(&form.name));
    let description = text::clean_line(&form.description);
    let have = description.chars().count();
    if have > limits::GROUP_DESCRIPTION {
        fields.wrong("description", FieldError::TooLong { most: limits::GROUP_DESCRIPTION as i64, have: have as i64 });
    }
    let Some(name) = name else { return Err(fields.failure()) };
    fields.finish()?;
    Ok((name.as_str().to_owned(), description))
}

fn taken(e: Error) -> Failure {
    if e.is_taken() { invalid("name", FieldError::GroupNameTaken) } else { Failure::Store(e) }
}

fn note(tx: &mut Tx<'_>, by: MemberId, action: &str, member: Option<MemberId>, reason: &str) -> Outcome<()> {
    let now = tx.now;
    Ok(audit::append(tx.conn, &audit::NewLine { actor: Some(by), action, member, topic: None, post: None, reason }, now)?)
}
