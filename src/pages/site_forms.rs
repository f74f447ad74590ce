//! Small forms of the frame: language and theme.

use super::errors::{Reply, Stop};
use super::visit::{Visit, own_path, redirect};
use crate::rules::ids::MemberId;
use crate::rules::vocabulary::{Language, Theme};
use crate::store::{Connection, Result as StoreResult, members};
use actix_web::HttpResponse;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::web::Form;
use serde::Deserialize;

/// The language chosen in the footer.
#[derive(Debug, Deserialize)]
pub struct LanguageForm {
    lang: String,
    #[serde(default)]
    next: String,
}

pub async fn language(visit: Visit, form: Form<LanguageForm>) -> Reply {
    let language: Language = form.lang.parse().map_err(|_| Stop::BadRequest)?;
    change(&visit, move |conn, me| members::set_language(conn, me, language)).await?;
    let mut response = redirect(own_path(&form.next));
    response.add_cookie(&kept_choice(&visit, "lang", language.word())).map_err(|_| Stop::Internal)?;
    Ok(response)
}

/// The theme chosen in the member's menu.
#[derive(Debug, Deserialize)]
pub struct ThemeForm {
    theme: String,
}

pub async fn theme(visit: Visit, form: Form<ThemeForm>) -> Reply {
    let theme: Theme = form.theme.parse().map_err(|_| Stop::BadRequest)?;
    change(&visit, move |conn, me| members::set_theme(conn, me, theme)).await?;
    let mut response = if visit.wants_page { redirect("/") } else { HttpResponse::NoContent().finish() };
    response.add_cookie(&kept_choice(&visit, "theme", theme.word())).map_err(|_| Stop::Internal)?;
    Ok(response)
}

/// Writes a choice into the profile of whoever is signed in, and nothing else of it.
async fn change(visit: &Visit, with: impl Fn(&mut Connection, MemberId) -> StoreResult<()> + Send + 'static) -> Result<(), Stop> {
    let Some(me) = visit.member() else { return Ok(()) };
    Ok(visit.app.db.write(move |tx| with(tx.conn, me)).await?)
}

/// A cookie that keeps a choice for a year; scripts read the theme before the first paint.
pub(super) fn kept_choice(visit: &Visit, name: &'static str, value: &'static str) -> Cookie<'static> {
    Cookie::build(name, value).path("/").same_site(SameSite::Lax).secure(visit.app.config.is_secure()).max_age(Duration::days(365)).finish()
}
