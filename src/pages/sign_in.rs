//! Signing in and out, and setting a new password.

use super::errors::{Reply, Stop};
use super::visit::{SESSION_LONGEST, Visit, own_path, redirect, session_cookie};
use crate::actions::accounts as signing;
use crate::auth::{passwords, secrets};
use crate::rules::ids::MemberId;
use crate::rules::text::{self, FieldError};
use crate::rules::vocabulary::TokenPurpose;
use crate::store::accounts::{self, NewSession};
use crate::store::members;
use crate::t;
use crate::ui::forms::{self, Errors, Input};
use crate::ui::layout::{Page, Shape};
use crate::ui::refusal;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};
use serde::Deserialize;

/// Where to go after signing in.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// The sign-in form, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct SignIn {
    name: String,
    password: String,
    next: String,
}

pub async fn form(visit: Visit, next: Query<Next>) -> Reply {
    if visit.me.is_some() {
        return Ok(redirect(own_path(&next.next)));
    }
    visit.page(page(&visit, "sign-in", view(&visit, "", &next.next, &Errors::default(), None))).await
}

pub async fn post(visit: Visit, form: Form<SignIn>) -> Reply {
    let form = form.into_inner();
    count_attempt(&visit, "sign-in")?;
    if let Err(seconds) = visit.app.account_attempts.count(&format!("sign-in {}", form.name.trim().to_lowercase())) {
        return Err(Stop::TooManyAttempts { seconds });
    }
    let name = text::clean_line(&form.name);
    let account = visit.app.db.read(move |conn| if name.contains('@') { accounts::by_email(conn, &name) } else { accounts::by_handle(conn, &name) }).await?;
    let password: String = form.password.chars().take(1_000).collect();
    let right = visit.app.passwords.verify(password, account.as_ref().map(|a| a.password_hash.clone())).await;
    let Some(account) = account.filter(|_| right) else {
        let errors = Errors(vec![("password", FieldError::PasswordWrong)]);
        return visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, "sign-in", view(&visit, &form.name, &form.next, &errors, None))).await;
    };
    let member = account.member;
    let standing = visit.app.db.read(move |conn| crate::store::members::standing(conn, member)).await?.ok_or(Stop::NotFound)?;
    if let Some(until) = standing.suspended_until.filter(|u| *u > visit.now) {
        let why = refusal::why(visit.words, &visit.book, &crate::rules::privileges::Refusal::Suspended { until }, "why");
        let reason = super::moderation::sanction_reason(&visit, member, crate::rules::vocabulary::SanctionKind::Suspension).await?;
        let content = view(&visit, &form.name, &form.next, &Errors::default(), Some(html! { (why) (reason) }));
        return visit.page_with(StatusCode::FORBIDDEN, page(&visit, "sign-in", content)).await;
    }
    let mut response = redirect(own_path(&form.next));
    start_session(&visit, &mut response, member).await?;
    Ok(response)
}

/// Counts one attempt of this address.
///
/// # Errors
/// When the address has used up its allowance.
pub(super) fn count_attempt(visit: &Visit, what: &str) -> Result<(), Stop> {
    visit.app.attempts.count(&format!("{what} {}", visit.address)).map_err(|seconds| Stop::TooManyAttempts { seconds })
}

/// Starts a session and hands its secret to the browser.
///
/// # Errors
/// When the session cannot be stored.
pub(super) async fn start_session(visit: &Visit, response: &mut HttpResponse, member: MemberId) -> Result<(), Stop> {
    let secret = secrets::new();
    let (digest, agent, address) = (secrets::digest(&secret), visit.user_agent.clone(), visit.address.clone());
    visit
        .app
        .db
        .write(move |tx| {
            let now = tx.now;
            let new = NewSession { token_hash: &digest, member, now, expires_at: now.plus(SESSION_LONGEST), user_agent: &agent, address: &address };
            accounts::insert_session(tx.conn, &new)?;
            members::seen(tx.conn, member, now)
        })
        .await?;
    let cookie = Cookie::build(session_cookie(&visit.app), secret)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(visit.app.config.is_secure())
        .max_age(Duration::milliseconds(SESSION_LONGEST))
        .finish();
    response.add_cookie(&cookie).map_err(|_| Stop::Internal)
}

pub async fn sign_out(visit: Visit, request: HttpRequest) -> Reply {
    if let Some(me) = &visit.me {
        let (member, session) = (me.member, me.session);
        visit.app.db.write(move |tx| accounts::end_session(tx.conn, member, session)).await?;
    }
    let mut response = visit.done("/", "notice-signed-out");
    if let Some(mut cookie) = request.cookie(session_cookie(&visit.app)) {
        cookie.set_path("/");
        cookie.make_removal();
        response.add_cookie(&cookie).map_err(|_| Stop::Internal)?;
    }
    Ok(response)
}

pub(super) fn page(visit: &Visit, title: &str, content: Markup) -> Page {
    Page { title: t!(visit.words, title), content: Some(content), shape: Shape::Narrow, unlisted: true, ..Page::default() }
}

fn view(visit: &Visit, name: &str, next: &str, errors: &Errors, why: Option<Markup>) -> Markup {
    let w = visit.words;
    html! {
        h1 { (t!(w, "sign-in")) }
        @if let Some(why) = why { (why) }
        form.form method="post" action="/sign-in" {
            input type="hidden" name="next" value=(own_path(next));
            (forms::input(w, errors, &Input { name: "name", label: t!(w, "sign-in-name"), value: name, autocomplete: "username", ..Input::default() }))
            (forms::input(w, errors, &Input { name: "password", label: t!(w, "password"), kind: "password", autocomplete: "current-password", ..Input::default() }))
            div.actions { button.primary { (t!(w, "sign-in")) } }
        }
        div.below { a href="/forgot" { (t!(w, "forgot-link")) } a href="/sign-up" { (t!(w, "sign-up-link")) } }
    }
}

/// The address to mail a link to.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Forgot {
    #[serde(default)]
    email: String,
}

pub async fn forgot_form(visit: Visit) -> Reply {
    let content = forgot_view(&visit, false);
    visit.page(page(&visit, "forgot-title", content)).await
}

pub async fn forgot(visit: Visit, form: Form<Forgot>) -> Reply {
    count_attempt(&visit, "forgot")?;
    let email: String = text::clean_line(&form.into_inner().email).chars().take(300).collect();
    if visit.app.account_attempts.count(&format!("forgot {}", email.trim().to_lowercase())).is_ok() {
        visit.app.db.write(move |tx| signing::forgot_password(tx, &email)).await?;
    }
    let content = forgot_view(&visit, true);
    visit.page(page(&visit, "forgot-title", content)).await
}

fn forgot_view(visit: &Visit, sent: bool) -> Markup {
    let w = visit.words;
    html! {
        h1 { (t!(w, "forgot-title")) }
        @if sent {
            p { (t!(w, "forgot-sent")) }
            div.below { a href="/sign-in" { (t!(w, "sign-in")) } }
        } @else {
            p { (t!(w, "forgot-text")) }
            form.form method="post" action="/forgot" {
                (forms::input(w, &Errors::default(), &Input { name: "email", label: t!(w, "email"), kind: "email", autocomplete: "email", ..Input::default() }))
                div.actions { button.primary { (t!(w, "forgot-send")) } }
            }
        }
    }
}

/// A new password.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct NewPassword {
    #[serde(default)]
    password: String,
}

pub async fn reset_form(visit: Visit, secret: Path<String>) -> Reply {
    let digest = secrets::digest(&secret);
    let now = visit.now;
    let known = visit.app.db.read(move |conn| accounts::peek_token(conn, &digest, TokenPurpose::ResetPassword, now)).await?;
    let content = if known.is_some() { reset_view(&visit, &secret, &Errors::default()) } else { spent_link(&visit, "/forgot", "forgot-title") };
    visit.page_with(if known.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND }, page(&visit, "reset-title", content)).await
}

pub async fn reset(visit: Visit, secret: Path<String>, form: Form<NewPassword>) -> Reply {
    count_attempt(&visit, "reset")?;
    let digest = secrets::digest(&secret);
    let password = form.into_inner().password;
    if let Err(error) = passwords::check_new(&password, &[]) {
        let content = reset_view(&visit, &secret, &Errors(vec![("password", error)]));
        return visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, "reset-title", content)).await;
    }
    let hash = hashed(&visit, password).await?;
    match visit.app.db.write(move |tx| signing::reset_password(tx, &digest, &hash)).await {
        Ok(member) => {
            let mut response = visit.done("/", "notice-password-set");
            start_session(&visit, &mut response, member).await?;
            Ok(response)
        }
        Err(crate::actions::Failure::NotFound) => {
            let content = spent_link(&visit, "/forgot", "forgot-title");
            visit.page_with(StatusCode::NOT_FOUND, page(&visit, "reset-title", content)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// Hashes a password off the request threads.
///
/// # Errors
/// When hashing fails.
pub(super) async fn hashed(visit: &Visit, password: String) -> Result<String, Stop> {
    visit.app.passwords.hash(password).await.map_err(|error| {
        tracing::error!(%error, "a password could not be hashed");
        Stop::Internal
    })
}

fn reset_view(visit: &Visit, secret: &str, errors: &Errors) -> Markup {
    let w = visit.words;
    html! {
        h1 { (t!(w, "reset-title")) }
        form.form method="post" action={ "/reset/" (secret) } {
            (forms::input(w, errors, &Input { name: "password", label: t!(w, "password-new"), hint: t!(w, "password-hint"), kind: "password", autocomplete: "new-password", ..Input::default() }))
            div.actions { button.primary { (t!(w, "reset-save")) } }
        }
    }
}

/// A link that was used or is too old, and where to get another.
pub(super) fn spent_link(visit: &Visit, again: &str, label: &str) -> Markup {
    let w = visit.words;
    html! {
        h1 { (t!(w, "link-spent-title")) }
        p { (t!(w, "link-spent")) }
        div.actions { a.button.primary href=(again) { (t!(w, label)) } }
    }
}
