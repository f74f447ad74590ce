//! Changing the password: whoever knows the old one sets a new one, and all other browsers are signed out.

use super::{Tab, page};
use crate::actions::accounts as signing;
use crate::auth::passwords;
use crate::pages::errors::{Reply, Stop};
use crate::pages::sign_in::{hashed, know_device, place};
use crate::pages::visit::Visit;
use crate::rules::text::FieldError;
use crate::store::accounts;
use crate::t;
use crate::ui::forms::{self, Errors, Input};
use crate::ui::layout::Page;
use actix_web::http::StatusCode;
use actix_web::web::Form;
use maud::html;
use serde::Deserialize;

/// The form, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Passwords {
    current: String,
    password: String,
}

pub async fn form(visit: Visit) -> Reply {
    visit.page(drawn(&visit, &Errors::default())).await
}

pub async fn post(visit: Visit, form: Form<Passwords>) -> Reply {
    let me = visit.signed_in()?;
    let (member, session) = (me.member, me.session);
    // By the session: whoever has one and not the password keeps nobody else from changing it.
    visit.app.account_attempts.count(&format!("password {session}")).map_err(|seconds| Stop::TooManyAttempts { seconds })?;
    let account = visit.app.db.read(move |conn| accounts::of_member(conn, member)).await?.ok_or(Stop::NotFound)?;
    let own = [me.handle.as_str(), me.display_name.as_str(), account.email.as_str(), visit.site.name.as_str()];
    let mut wrong = Vec::new();
    let current: String = form.current.chars().take(1_000).collect();
    if !visit.app.passwords.verify(current, Some(account.password_hash.clone())).await {
        wrong.push(("current", if form.current.is_empty() { FieldError::Missing } else { FieldError::CurrentPasswordWrong }));
    }
    if let Err(error) = passwords::check_new(&form.password, &own) {
        wrong.push(("password", error));
    }
    if !wrong.is_empty() {
        return visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, drawn(&visit, &Errors(wrong))).await;
    }
    let hash = hashed(&visit, form.into_inner().password).await?;
    let (place, before, after) = (place(&visit), account.password_hash, hash.clone());
    visit.app.db.write(move |tx| signing::change_password(tx, member, &before, &after, session, &place)).await?;
    tracing::info!(member = member.0, client = visit.address_said(), "a password was changed");
    let mut response = visit.done("/settings/password", "notice-password-changed");
    know_device(&visit, &mut response, member, &hash)?;
    Ok(response)
}

fn drawn(visit: &Visit, errors: &Errors) -> Page {
    let w = visit.words;
    let handle = visit.me.as_ref().map(|m| m.handle.as_str()).unwrap_or_default();
    let content = html! {
        section {
            h2 { (t!(w, "settings-password-title")) }
            p { (t!(w, "settings-password-text")) }
            form.form method="post" action="/settings/password" {
                (forms::summary(w, errors))
                // For password managers, which keep a password with its name.
                input type="text" name="username" autocomplete="username" value=(handle) hidden;
                (forms::input(w, errors, &Input { name: "current", label: t!(w, "settings-password-current"), kind: "password", autocomplete: "current-password", max: 1_000, ..Input::default() }))
                (forms::input(w, errors, &Input { name: "password", label: t!(w, "password-new"), hint: t!(w, "password-hint"), kind: "password", autocomplete: "new-password", max: 256, ..Input::default() }))
                div.actions { button.primary { (t!(w, "settings-password-save")) } }
            }
            p.hint { a href="/forgot" { (t!(w, "forgot-link")) } }
        }
    };
    page(visit, Tab::Password, content)
}
