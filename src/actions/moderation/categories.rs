//! Managers create, describe, colour and order categories.

use crate::actions::{Failure, Fields, Outcome, check, invalid, standing};
use crate::rules::ids::{CategoryId, GroupId, MemberId};
use crate::rules::limits;
use crate::rules::privileges::{Action, Subject};
use crate::rules::sight::Audience;
use crate::rules::text::{self, CategoryName, FieldError, Reason};
use crate::rules::vocabulary::Step;
use crate::store::categories::{self, CategoryText};
use crate::store::dialect::{self, Matter};
use crate::store::{Error, Hint, Tx, audit, groups};

/// The form of a category, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CategoryForm {
    pub name: String,
    pub slug: String,
    pub description: String,
    pub colour: String,
    /// Who may read it: one of [`Audience::KINDS`]. Empty leaves it as it is, and a new category to everybody.
    pub audience: String,
    pub groups: Vec<String>,
    pub tier: String,
    /// Why others may read it than before.
    pub reason: String,
}

impl CategoryForm {
    /// The form as a browser sends it: each group that is ticked comes under the same name.
    pub fn of(fields: Vec<(String, String)>) -> CategoryForm {
        let mut form = CategoryForm::default();
        for (name, value) in fields {
            match name.as_str() {
                "name" => form.name = value,
                "slug" => form.slug = value,
                "description" => form.description = value,
                "colour" => form.colour = value,
                "audience" => form.audience = value,
                "groups" => form.groups.push(value),
                "tier" => form.tier = value,
                "reason" => form.reason = value,
                _ => {}
            }
        }
        form
    }
}

/// Creates a category after the last.
///
/// # Errors
/// A refusal, the wrong fields, or the database's failure.
pub fn create(tx: &mut Tx<'_>, by: MemberId, form: &CategoryForm) -> Outcome<CategoryId> {
    allowed(tx, by)?;
    let (text, audience, reason) = read(tx, form, &Audience::Everybody)?;
    let now = tx.now;
    if categories::by_slug(tx.conn, &text.slug)?.is_some() {
        return Err(invalid("slug", FieldError::SlugTaken));
    }
    let id = categories::insert(tx.conn, &text, now).map_err(taken)?;
    note(tx, by, "category_created", &text.name)?;
    give_to(tx, by, id, &text.name, &audience, reason)?;
    Ok(id)
}

/// Rewrites a category.
///
/// # Errors
/// As [`create`].
pub fn update(tx: &mut Tx<'_>, by: MemberId, id: CategoryId, form: &CategoryForm) -> Outcome<()> {
    allowed(tx, by)?;
    let before = categories::find(tx.conn, id)?.ok_or(Failure::NotFound)?;
    let (text, audience, reason) = read(tx, form, &before.audience)?;
    if categories::by_slug(tx.conn, &text.slug)?.is_some_and(|c| c.id != id) {
        return Err(invalid("slug", FieldError::SlugTaken));
    }
    categories::update(tx.conn, id, &text).map_err(taken)?;
    note(tx, by, "category_changed", &text.name)?;
    give_to(tx, by, id, &text.name, &audience, reason)
}

/// Says who may read a category from now on. Staff always may ([`Audience::admits`]), so nobody who could change it back is locked out.
fn give_to(tx: &mut Tx<'_>, by: MemberId, id: CategoryId, name: &str, audience: &Audience, reason: Option<Reason>) -> Outcome<()> {
    if !categories::set_audience(tx.conn, id, audience)? {
        return Ok(());
    }
    let whom = match audience {
        Audience::Groups(ids) => {
            let all = groups::all(tx.conn)?;
            let names: Vec<String> = all.into_iter().filter(|group| ids.contains(&group.id)).map(|group| group.name).collect();
            format!("{}: {}", audience.kind(), names.join(", "))
        }
        Audience::Tier(tier) => format!("{}: {tier}", audience.kind()),
        Audience::Everybody | Audience::Members => audience.kind().to_owned(),
    };
    let why = reason.map(|reason| format!(" · {}", reason.as_str())).unwrap_or_default();
    note(tx, by, "category_audience", &format!("{name} → {whom}{why}"))
}

/// Moves a category one place.
///
/// # Errors
/// A refusal, or the database's failure.
pub fn reorder(tx: &mut Tx<'_>, by: MemberId, id: CategoryId, step: Step) -> Outcome<()> {
    dialect::decide_alone(tx.conn, Matter::Categories)?;
    allowed(tx, by)?;
    let mut all = categories::all(tx.conn)?;
    let at = all.iter().position(|c| c.id == id).ok_or(Failure::NotFound)?;
    let to = match step {
        Step::Up => at.saturating_sub(1),
        Step::Down => (at + 1).min(all.len() - 1),
    };
    all.swap(at, to);
    for (position, category) in (1..).zip(&all) {
        categories::set_position(tx.conn, category.id, position)?;
    }
    note(tx, by, "category_moved", &all[to].name)
}

fn allowed(tx: &mut Tx<'_>, by: MemberId) -> Outcome<()> {
    let who = standing(tx, by)?;
    check(tx, Action::ManageCategories, &who, &Subject::default())
}

/// Reads the form; with who may read the category and why, where that is to be others than `before`.
fn read(tx: &mut Tx<'_>, form: &CategoryForm, before: &Audience) -> Outcome<(CategoryText, Audience, Option<Reason>)> {
    let mut fields = Fields::default();
    let name = fields.check("name", CategoryName::parse(&form.name));
    let description = fields.check("description", text::optional_line(&form.description, limits::CATEGORY_DESCRIPTION)).unwrap_or_default();
    let colour = form.colour.trim().to_lowercase();
    if !(colour.len() == 7 && colour.starts_with('#') && colour[1..].chars().all(|c| c.is_ascii_hexdigit())) {
        fields.wrong("colour", FieldError::ColourShape);
    }
    let audience = audience(tx, form, before, &mut fields)?;
    let changes = audience.as_ref().is_some_and(|audience| audience != before);
    let reason = if changes { fields.check("reason", Reason::parse(&form.reason)) } else { None };
    let (Some(name), Some(audience)) = (name, audience) else { return Err(fields.failure()) };
    fields.finish()?;
    let slug = text::slug(if !text::is_shown(&form.slug) { name.as_str() } else { &form.slug });
    Ok((CategoryText { slug, name: name.as_str().to_owned(), description, colour }, audience, reason))
}

/// The audience that a form names. One of groups or a tier that there are not would be nobody's.
fn audience(tx: &mut Tx<'_>, form: &CategoryForm, before: &Audience, fields: &mut Fields) -> Outcome<Option<Audience>> {
    Ok(match form.audience.as_str() {
        "" => Some(before.clone()),
        "everybody" => Some(Audience::Everybody),
        "members" => Some(Audience::Members),
        "groups" => {
            let mut ids = Vec::new();
            for raw in &form.groups {
                let id = raw.parse::<GroupId>().ok();
                // Locked: nobody takes the group away meanwhile.
                let known = match id {
                    Some(id) if groups::hold(tx.conn, id)? => Some(id),
                    Some(_) | None => None,
                };
                ids.extend(fields.check("groups", known.ok_or(FieldError::UnknownChoice)));
            }
            ids.sort_unstable();
            ids.dedup();
            if form.groups.is_empty() {
                fields.wrong("groups", FieldError::Missing);
            }
            Some(Audience::Groups(ids)).filter(|_| !form.groups.is_empty())
        }
        "tier" => {
            let known = tx.rulebook().tiers.iter().any(|tier| tier.key == form.tier);
            fields.check("tier", known.then(|| Audience::Tier(form.tier.clone())).ok_or(FieldError::UnknownChoice))
        }
        _ => fields.check("audience", Err(FieldError::UnknownChoice)),
    })
}

fn taken(e: Error) -> Failure {
    if e.is_taken() { invalid("slug", FieldError::SlugTaken) } else { Failure::Store(e) }
}

fn note(tx: &mut Tx<'_>, by: MemberId, action: &str, name: &str) -> Outcome<()> {
    let now = tx.now;
    audit::append(tx.conn, &audit::NewLine { actor: Some(by), action, member: None, topic: None, post: None, reason: name }, now)?;
    tx.hint(Hint::SiteChanged);
    Ok(())
}
