//! Managers create, describe, colour and order categories.

use crate::actions::{Failure, Fields, Outcome, check, invalid, standing};
use crate::rules::ids::{CategoryId, MemberId};
use crate::rules::limits;
use crate::rules::privileges::{Action, Subject};
use crate::rules::text::{self, CategoryName, FieldError};
use crate::store::categories::{self, CategoryText};
use crate::store::dialect::{self, Matter};
use crate::store::{Error, Hint, Tx, audit};

/// The form of a category, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct CategoryForm {
    pub name: String,
    pub slug: String,
    pub description: String,
    pub colour: String,
}

/// Creates a category after the last.
///
/// # Errors
/// A refusal, the wrong fields, or the database's failure.
pub fn create(tx: &mut Tx<'_>, by: MemberId, form: &CategoryForm) -> Outcome<CategoryId> {
    allowed(tx, by)?;
    let text = read(form)?;
    let now = tx.now;
    if categories::by_slug(tx.conn, &text.slug)?.is_some() {
        return Err(invalid("slug", FieldError::SlugTaken));
    }
    let id = categories::insert(tx.conn, &text, now).map_err(taken)?;
    note(tx, by, "category_created", &text.name)?;
    Ok(id)
}

/// Rewrites a category.
///
/// # Errors
/// As [`create`].
pub fn update(tx: &mut Tx<'_>, by: MemberId, id: CategoryId, form: &CategoryForm) -> Outcome<()> {
    allowed(tx, by)?;
    categories::find(tx.conn, id)?.ok_or(Failure::NotFound)?;
    let text = read(form)?;
    if categories::by_slug(tx.conn, &text.slug)?.is_some_and(|c| c.id != id) {
        return Err(invalid("slug", FieldError::SlugTaken));
    }
    categories::update(tx.conn, id, &text).map_err(taken)?;
    note(tx, by, "category_changed", &text.name)
}

/// Which way a category goes in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Up,
    Down,
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

fn read(form: &CategoryForm) -> Outcome<CategoryText> {
    let mut fields = Fields::default();
    let name = fields.check("name", CategoryName::parse(&form.name));
    let description = fields.check("description", text::optional_line(&form.description, limits::CATEGORY_DESCRIPTION)).unwrap_or_default();
    let colour = form.colour.trim().to_lowercase();
    if !(colour.len() == 7 && colour.starts_with('#') && colour[1..].chars().all(|c| c.is_ascii_hexdigit())) {
        fields.wrong("colour", FieldError::ColourShape);
    }
    let Some(name) = name else { return Err(fields.failure()) };
    fields.finish()?;
    let slug = text::slug(if !text::is_shown(&form.slug) { name.as_str() } else { &form.slug });
    Ok(CategoryText { slug, name: name.as_str().to_owned(), description, colour })
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
