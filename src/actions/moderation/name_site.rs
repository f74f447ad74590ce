//! Managers name the forum and say what it is about.

use crate::actions::{Fields, Outcome, check, standing};
use crate::rules::ids::MemberId;
use crate::rules::limits;
use crate::rules::privileges::{Action, Subject};
use crate::rules::text::{self, SiteName};
use crate::store::{Hint, Tx, audit, settings};

/// Name and description, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct SiteForm {
    pub name: String,
    pub description: String,
}

/// Names the forum.
///
/// # Errors
/// A refusal, the wrong fields, or the database's failure.
pub fn name_site(tx: &mut Tx<'_>, by: MemberId, form: &SiteForm) -> Outcome<()> {
    let who = standing(tx, by)?;
    check(tx, Action::ManageSite, &who, &Subject::default())?;
    let mut fields = Fields::default();
    let name = fields.check("name", SiteName::parse(&form.name));
    let description = fields.check("description", text::optional_line(&form.description, limits::SITE_DESCRIPTION)).unwrap_or_default();
    let Some(name) = name else { return Err(fields.failure()) };
    fields.finish()?;
    settings::set(tx.conn, settings::SITE_NAME, name.as_str())?;
    settings::set(tx.conn, settings::SITE_DESCRIPTION, &description)?;
    let now = tx.now;
    audit::append(tx.conn, &audit::NewLine { actor: Some(by), action: "site_named", member: None, topic: None, post: None, reason: name.as_str() }, now)?;
    tx.hint(Hint::SiteChanged);
    Ok(())
}
