//! Signing up, confirming the address, and the first administrator's one-time link.

use super::errors::{Reply, Stop};
use super::sign_in::{Shown, count_attempt, hashed, page, spent_link, start_session};
use super::visit::{Visit, redirect};
use crate::actions::accounts::{self as signing, SignUp};
use crate::actions::{Failure, Fields};
use crate::auth::{passwords, secrets};
use crate::rules::email;
use crate::rules::ids::MemberId;
use crate::rules::text::{DisplayName, Email, FieldError, Handle};
use crate::rules::vocabulary::TokenPurpose;
use crate::store::{self, accounts, members, settings};
use crate::t;
use crate::ui::forms::{self, Errors, Input};
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use maud::{Markup, html};
use serde::Deserialize;

/// The sign-up form, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    handle: String,
    display_name: String,
    email: String,
    password: String,
    time_zone: String,
    /// Left empty by people, filled by machines.
    homepage: String,
    /// When the form was drawn, in milliseconds.
    drawn: i64,
}

/// A form that comes back faster than this may have been filled by a machine.
const FASTEST_PERSON: i64 = 1_500;

pub async fn form(visit: Visit) -> Reply {
    if visit.me.is_some() {
        return Ok(redirect("/"));
    }
    visit.page(page(&visit, "sign-up", view(&visit, "/sign-up", &Typed::default(), &Errors::default()))).await
}

pub async fn post(visit: Visit, form: Form<Typed>) -> Reply {
    count_attempt(&visit, "sign-up")?;
    let typed = form.into_inner();
    let (ready, password) = match read(&visit, &typed) {
        Ok(ready) => ready,
        Err(errors) => return visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, "sign-up", view(&visit, "/sign-up", &typed, &errors))).await,
    };
    if visit.now.0 - typed.drawn < FASTEST_PERSON {
        // A person whose browser fills forms may be as fast as a machine: the second time is not.
        let again = Errors(vec![("password", FieldError::OnceMore)]);
        return visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, "sign-up", view(&visit, "/sign-up", &typed, &again))).await;
    }
    if !typed.homepage.is_empty() {
        // Machines are shown what people see, and nothing comes of it.
        return visit.page(page(&visit, "confirm-title", sent_view(&visit, &typed.email))).await;
    }
    let ready = SignUp { password_hash: hashed(&visit, password).await?, ..ready };
    match signed_up(&visit, &ready).await {
        Ok(member) => {
            let mut response = redirect("/confirm");
            start_session(&visit, &mut response, member, Shown::Link).await?;
            Ok(response)
        }
        Err(Failure::Invalid(wrong)) => {
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, "sign-up", view(&visit, "/sign-up", &typed, &Errors(wrong)))).await
        }
        Err(failure) => Err(Stop::from(failure).keeping(&[("handle", &typed.handle), ("display-name", &typed.display_name), ("email", &typed.email)])),
    }
}

/// Signs up; once more when another took the address at the same moment, so that this one finds it taken and says nothing of it.
async fn signed_up(visit: &Visit, ready: &SignUp) -> Result<MemberId, Failure> {
    let sign_up = || {
        let ready = ready.clone();
        visit.app.db.write(move |tx| signing::sign_up(tx, &ready))
    };
    match sign_up().await {
        Err(Failure::Changed) => sign_up().await,
        outcome => outcome,
    }
}

/// Checks every field but whether it is taken.
fn read(visit: &Visit, typed: &Typed) -> Result<(SignUp, String), Errors> {
    let mut fields = Fields::default();
    let handle = fields.check("handle", Handle::parse(&typed.handle));
    let name = if typed.display_name.trim().is_empty() { &typed.handle } else { &typed.display_name };
    let display_name = fields.check("display_name", DisplayName::parse(name));
    let email = fields.check("email", Email::parse(&typed.email));
    let own = [typed.handle.as_str(), typed.display_name.as_str(), typed.email.as_str(), visit.site.name.as_str()];
    fields.check("password", passwords::check_new(&typed.password, &own));
    let zone = if jiff::tz::TimeZone::get(&typed.time_zone).is_ok() { typed.time_zone.clone() } else { "UTC".to_owned() };
    match (handle, display_name, email, fields.finish()) {
        (Some(handle), Some(display_name), Some(email), Ok(())) => {
            Ok((SignUp { handle, display_name, email, password_hash: String::new(), language: visit.words.language, time_zone: zone }, typed.password.clone()))
        }
        (_, _, _, Err(Failure::Invalid(wrong))) => Err(Errors(wrong)),
        (_, _, _, _) => Err(Errors(vec![("handle", FieldError::Missing)])),
    }
}

fn view(visit: &Visit, action: &str, typed: &Typed, errors: &Errors) -> Markup {
    let w = visit.words;
    html! {
        h1 { (t!(w, "sign-up-title", site = &visit.site.name)) }
        p.quiet { (t!(w, "sign-up-text")) }
        form.form method="post" action=(action) {
            (forms::summary(w, errors))
            (forms::input(w, errors, &Input { name: "handle", label: t!(w, "handle"), hint: t!(w, "handle-hint"), value: &typed.handle, autocomplete: "username", max: 30, ..Input::default() }))
            (forms::input(w, errors, &Input { name: "display_name", label: t!(w, "display-name"), value: &typed.display_name, autocomplete: "name", optional: true, max: 50, ..Input::default() }))
            (forms::input(w, errors, &Input { name: "email", label: t!(w, "email"), hint: t!(w, "email-hint"), value: &typed.email, kind: "email", autocomplete: "email", max: 254, ..Input::default() }))
            (forms::input(w, errors, &Input { name: "password", label: t!(w, "password"), hint: t!(w, "password-hint"), kind: "password", autocomplete: "new-password", max: 256, ..Input::default() }))
            div.trap aria-hidden="true" { label for="homepage" { "Homepage" } input id="homepage" name="homepage" tabindex="-1" autocomplete="off"; }
            input type="hidden" name="drawn" value=(visit.now.0);
            div.actions { button.primary { (t!(w, "sign-up")) } }
        }
        div.below { a href="/sign-in" { (t!(w, "sign-in-link")) } }
    }
}

fn sent_view(visit: &Visit, email: &str) -> Markup {
    let w = visit.words;
    html! {
        h1 { (t!(w, "confirm-title")) }
        p { (t!(w, "confirm-sent", email = email::shown(email))) }
        p.quiet { (t!(w, "confirm-spam")) }
    }
}

/// Tells an unconfirmed member to look at their mail; others go home.
pub async fn confirm_page(visit: Visit) -> Reply {
    let Some(me) = visit.me.as_ref().filter(|m| m.email_confirmed_at.is_none()) else { return Ok(redirect("/")) };
    let member = me.member;
    let account = visit.app.db.read(move |conn| accounts::of_member(conn, member)).await?.ok_or(Stop::NotFound)?;
    let w = visit.words;
    let content = html! {
        (sent_view(&visit, &account.email))
        form.form method="post" action="/confirm" { div.actions { button { (t!(w, "confirm-again")) } a.button href="/" { (t!(w, "nav-home")) } } }
    };
    visit.page(page(&visit, "confirm-title", content)).await
}

pub async fn send_again(visit: Visit) -> Reply {
    let me = visit.signed_in()?.member;
    count_attempt(&visit, "confirm")?;
    visit.app.db.write(move |tx| signing::send_confirmation_again(tx, me)).await?;
    Ok(visit.done("/confirm", "notice-mail-sent"))
}

/// The mailed link opens a page with one button: opening a link changes nothing, and mail scanners open links.
pub async fn confirm_form(visit: Visit, secret: Path<String>) -> Reply {
    let digest = secrets::digest(&secret);
    let now = visit.now;
    let known = visit.app.db.read(move |conn| accounts::peek_token(conn, &digest, TokenPurpose::ConfirmEmail, now)).await?;
    let w = visit.words;
    if known.is_none() {
        return visit.page_with(StatusCode::NOT_FOUND, page(&visit, "confirm-title", spent_link(&visit, "/confirm", "confirm-again"))).await;
    }
    let content = html! {
        h1 { (t!(w, "confirm-title")) }
        p { (t!(w, "confirm-text", site = &visit.site.name)) }
        form.form method="post" action={ "/confirm/" (secret) } { div.actions { button.primary { (t!(w, "confirm-button")) } } }
    };
    visit.page(page(&visit, "confirm-title", content)).await
}

pub async fn confirm(visit: Visit, secret: Path<String>) -> Reply {
    count_attempt(&visit, "confirm")?;
    let digest = secrets::digest(&secret);
    match visit.app.db.write(move |tx| signing::confirm_email(tx, &digest)).await {
        Ok(member) => {
            // The link says who reads the mailbox; whoever wants to be signed in by it has to know the password as well.
            let to = if visit.me.is_some() { "/" } else { "/sign-in" };
            let notice = if visit.member() == Some(member) { "notice-confirmed" } else { "notice-confirmed-sign-in" };
            Ok(visit.done(to, notice))
        }
        Err(Failure::NotFound) => visit.page_with(StatusCode::NOT_FOUND, page(&visit, "confirm-title", spent_link(&visit, "/confirm", "confirm-again"))).await,
        Err(failure) => Err(failure.into()),
    }
}

/// The one-time link that the first start prints.
pub async fn first_administrator_form(visit: Visit, secret: Path<String>) -> Reply {
    let digest = secrets::digest(&secret);
    let (kept, over) =
        visit.app.db.read(|conn| Ok::<_, store::Error>((settings::get(conn, settings::FIRST_ADMIN)?, members::any_administrator(conn)?))).await?;
    if over || !kept.is_some_and(|k| secrets::same(&k, &digest)) {
        return Err(Stop::NotFound);
    }
    let typed = Typed { drawn: 0, ..Typed::default() };
    visit.page(page(&visit, "sign-up", view(&visit, &format!("/welcome/{secret}"), &typed, &Errors::default()))).await
}

pub async fn first_administrator(visit: Visit, secret: Path<String>, form: Form<Typed>) -> Reply {
    count_attempt(&visit, "welcome")?;
    let typed = form.into_inner();
    let action = format!("/welcome/{secret}");
    let (ready, password) = match read(&visit, &typed) {
        Ok(ready) => ready,
        Err(errors) => return visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, "sign-up", view(&visit, &action, &typed, &errors))).await,
    };
    let ready = SignUp { password_hash: hashed(&visit, password).await?, ..ready };
    let digest = secrets::digest(&secret);
    match visit.app.db.write(move |tx| signing::sign_up_first_administrator(tx, &ready, &digest)).await {
        Ok(member) => {
            let mut response = visit.done("/admin/categories", "notice-first-administrator");
            start_session(&visit, &mut response, member, Shown::Link).await?;
            Ok(response)
        }
        Err(Failure::Invalid(wrong)) => {
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, "sign-up", view(&visit, &action, &typed, &Errors(wrong)))).await
        }
        Err(failure) => Err(failure.into()),
    }
}
