//! Signing in and out, and setting a new password.

use super::caller::{device_cookie, session_cookie};
use super::errors::{Reply, Stop};
use super::visit::{Visit, own_path, redirect};
use crate::actions::accounts as signing;
use crate::actions::sessions::{self, Proof};
use crate::auth::sign_in_pace::Origin;
use crate::auth::{devices, passwords, secrets};
use crate::rules::ids::MemberId;
use crate::rules::keeping::SESSION_LONGEST;
use crate::rules::text::{self, Email, FieldError, Handle};
use crate::rules::time::DAY;
use crate::rules::vocabulary::TokenPurpose;
use crate::store::accounts::{self, Account, NewSession};
use crate::store::{self, Connection};
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

/// What was typed as a name: an address that was confirmed, or a handle; none for what can be neither.
enum Name {
    Email(Email),
    Handle(Handle),
}

impl Name {
    fn parse(raw: &str) -> Option<Name> {
        let name = text::clean_line(raw);
        if name.contains('@') { Email::parse(&name).ok().map(Name::Email) } else { Handle::parse(&name).ok().map(Name::Handle) }
    }

    /// What tries are counted by: each spelling of a name is the same.
    fn key(&self) -> String {
        match self {
            Name::Email(email) => email.key(),
            Name::Handle(handle) => handle.key(),
        }
    }

    /// An address proves nothing until it is confirmed: until then nobody is found by it, so that it does not tell whether it is known.
    fn account(&self, conn: &mut Connection) -> store::Result<Option<Account>> {
        match self {
            Name::Email(email) => Ok(accounts::by_email(conn, email)?.filter(|account| account.email_confirmed_at.is_some())),
            Name::Handle(handle) => accounts::by_handle(conn, handle.as_str()),
        }
    }
}

pub async fn post(visit: Visit, form: Form<SignIn>) -> Reply {
    let form = form.into_inner();
    count_attempt(&visit, "sign-in")?;
    let name = Name::parse(&form.name);
    let key = name.as_ref().map(Name::key);
    let account = match name {
        Some(name) => visit.app.db.read(move |conn| name.account(conn)).await?,
        None => None,
    };
    let (member, client) = (account.as_ref().map(|a| a.member.0), visit.address_said());
    if let Some(key) = key {
        let known = account.as_ref().and_then(|a| devices::mark(&visit.app.link_secret, visit.device.as_deref()?, a.member, &a.password_hash));
        let origin = known.map_or(Origin::Stranger(visit.shown.address), Origin::Device);
        if let Err(seconds) = visit.app.sign_in_pace.count(&key, origin) {
            tracing::warn!(member, client, "a sign-in was refused: too many tries at this account");
            return Err(Stop::TooManyAttempts { seconds });
        }
    }
    let password: String = form.password.chars().take(1_000).collect();
    let right = visit.app.passwords.verify(password, account.as_ref().map(|a| a.password_hash.clone())).await;
    let Some(account) = account.filter(|_| right) else {
        // Not the name as it was typed: people type their password there, too.
        tracing::warn!(member, client, "a sign-in failed: {}", if member.is_some() { "the password is wrong" } else { "there is no such account" });
        return wrong_password(&visit, &form).await;
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
    match start_session(&visit, &mut response, member, Shown::Password(account.password_hash)).await {
        // The password was changed while it was compared.
        Err(Stop::Changed) => wrong_password(&visit, &form).await,
        Err(stop) => Err(stop),
        Ok(()) => {
            tracing::info!(member = member.0, client, "signed in");
            Ok(response)
        }
    }
}

async fn wrong_password(visit: &Visit, form: &SignIn) -> Reply {
    let errors = Errors(vec![("password", FieldError::PasswordWrong)]);
    visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(visit, "sign-in", view(visit, &form.name, &form.next, &errors, None))).await
}

/// Counts one attempt of this network.
///
/// # Errors
/// When the network has used up its allowance.
pub(super) fn count_attempt(visit: &Visit, what: &str) -> Result<(), Stop> {
    visit.app.attempts.count(&format!("{what} {}", visit.network())).map_err(|seconds| Stop::TooManyAttempts { seconds })
}

/// What the browser has shown before it is signed in.
pub(super) enum Shown {
    /// The password with this hash.
    Password(String),
    /// A mailed link, or an account that was just made.
    Link,
}

/// Starts a session in place of the one that the browser had, and hands its secret to the browser, which is a known device from now on.
///
/// # Errors
/// [`Stop::Changed`] when the password was changed meanwhile, a refusal for who is suspended, or when the session cannot be stored.
pub(super) async fn start_session(visit: &Visit, response: &mut HttpResponse, member: MemberId, shown: Shown) -> Result<(), Stop> {
    let secret = secrets::new();
    let (digest, agent, address, before) = (secrets::digest(&secret), visit.shown.user_agent.clone(), visit.address_said(), visit.shown.session.clone());
    let begun = visit.app.db.write(move |tx| {
        let now = tx.now;
        let new = NewSession { token_hash: &digest, member, now, expires_at: now.plus(SESSION_LONGEST), user_agent: &agent, address: &address };
        let proof = match &shown {
            Shown::Password(hash) => Proof::Password(hash),
            Shown::Link => Proof::Link,
        };
        sessions::begin_session(tx, &new, proof, before.as_deref())
    });
    let password_hash = begun.await?;
    keep_secret(visit, response, session_cookie(&visit.app), secret, SESSION_LONGEST)?;
    know_device(visit, response, member, &password_hash)
}

/// Makes the browser a device that the account knows.
///
/// # Errors
/// When the cookie cannot be set.
pub(super) fn know_device(visit: &Visit, response: &mut HttpResponse, member: MemberId, password_hash: &str) -> Result<(), Stop> {
    let proof = devices::proof(&visit.app.link_secret, member, password_hash);
    keep_secret(visit, response, device_cookie(&visit.app), proof, DEVICE_KNOWN)
}

/// A device is forgotten after so long without signing in.
const DEVICE_KNOWN: i64 = 360 * DAY;

fn keep_secret(visit: &Visit, response: &mut HttpResponse, name: &'static str, secret: String, for_long: i64) -> Result<(), Stop> {
    let cookie = Cookie::build(name, secret)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(visit.app.config.is_secure())
        .max_age(Duration::milliseconds(for_long))
        .finish();
    response.add_cookie(&cookie).map_err(|_| Stop::Internal)
}

pub async fn sign_out(visit: Visit, request: HttpRequest) -> Reply {
    if let Some(digest) = visit.shown.session.clone() {
        visit.app.db.write(move |tx| sessions::end_presented(tx, &digest)).await?;
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
    // What no mail can be sent to is nobody's address, and the answer is the same.
    if let Ok(email) = Email::parse(&form.into_inner().email) {
        let (app, device) = (visit.app.clone(), visit.device.clone());
        // Beside the answer, whose time would tell whether the address is known.
        visit.app.errands.run(async move {
            let key = app.link_secret.clone();
            if let Err(error) = app.db.write(move |tx| signing::forgot_password(tx, &email, device.as_deref(), &key)).await {
                tracing::error!(%error, "a mail with a link to set a new password could not be queued");
            }
        });
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
    let place = place(&visit);
    match visit.app.db.write(move |tx| signing::reset_password(tx, &digest, &hash, &place)).await {
        Ok(member) => {
            tracing::info!(member = member.0, client = visit.address_said(), "a password was set by a mailed link");
            let mut response = visit.done("/", "notice-password-set");
            match start_session(&visit, &mut response, member, Shown::Link).await {
                Ok(()) => Ok(response),
                // The password is set all the same; signing in says why and until when.
                Err(Stop::Refused(_)) => Ok(visit.done("/sign-in", "notice-password-set")),
                Err(stop) => Err(stop),
            }
        }
        Err(crate::actions::Failure::NotFound) => {
            let content = spent_link(&visit, "/forgot", "forgot-title");
            visit.page_with(StatusCode::NOT_FOUND, page(&visit, "reset-title", content)).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// From where the request comes, for the mail that tells of it.
pub(super) fn place(visit: &Visit) -> signing::Place {
    signing::Place { address: visit.address_said(), user_agent: visit.shown.user_agent.clone() }
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
