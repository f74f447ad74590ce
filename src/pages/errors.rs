//! What goes wrong, as pages: the one place that knows which status belongs to what.

use super::visit::{IN_PLACE, Visit, redirect};
use crate::actions::Failure;
use crate::rules::privileges::Refusal;
use crate::server::Body;
use crate::store;
use crate::t;
use crate::ui::icons::icon;
use crate::ui::layout::{Page, Shape};
use crate::ui::refusal;
use crate::ui::words::{Said, Words};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError};
use maud::{Markup, html};
use serde_json::json;

/// What handlers answer.
pub type Reply = Result<HttpResponse, Stop>;

/// Why a request ends without its page.
#[derive(Debug, Clone, PartialEq)]
pub enum Stop {
    /// Guests are sent to sign in and come back.
    SignIn {
        next: String,
    },
    Refused(Refusal),
    /// A form field is wrong, where no form is there to show it.
    Invalid(Vec<(&'static str, crate::rules::text::FieldError)>),
    NotFound,
    /// Somebody else changed it meanwhile.
    Changed,
    /// From another site.
    ForeignOrigin,
    BadRequest,
    /// The request did not come in time.
    TooSlow,
    TooLarge {
        limit_kilobytes: i64,
    },
    TooManyAttempts {
        seconds: i64,
    },
    Unavailable,
    Internal,
    /// Any of these, with what was typed: label and text of each field. The page gives it back.
    Keeping(Box<Stop>, Vec<(&'static str, String)>),
}

impl Stop {
    /// Keeps what was typed for the page; empty fields are left out.
    pub fn keeping(self, typed: &[(&'static str, &str)]) -> Stop {
        let typed = typed.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(label, text)| (*label, (*text).to_owned()));
        Stop::Keeping(Box::new(self), typed.collect())
    }

    /// A guest is to sign in, and comes back to this path.
    pub fn sign_in(here: &str) -> Stop {
        Stop::SignIn { next: here.to_owned() }
    }

    /// Something that cannot be is.
    pub fn internal() -> Stop {
        Stop::Internal
    }

    fn status(&self) -> StatusCode {
        match self {
            Stop::SignIn { .. } => StatusCode::UNAUTHORIZED,
            Stop::Refused(Refusal::TooSoon { .. } | Refusal::DailyVotes { .. } | Refusal::FirstDay { .. }) | Stop::TooManyAttempts { .. } => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Stop::Refused(_) | Stop::ForeignOrigin => StatusCode::FORBIDDEN,
            Stop::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Stop::NotFound => StatusCode::NOT_FOUND,
            Stop::Changed => StatusCode::CONFLICT,
            Stop::BadRequest => StatusCode::BAD_REQUEST,
            Stop::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Stop::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Stop::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Stop::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Stop::Keeping(stop, _) => stop.status(),
        }
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        Stop::Refused(refusal)
    }
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Stop {
        if let Some(left_out) = crate::logs::seldom(&error.to_string()) {
            tracing::error!(%error, left_out, "a request failed in the database");
        }
        if error.is_unavailable() { Stop::Unavailable } else { Stop::Internal }
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        match failure {
            Failure::Refused(refusal) => Stop::Refused(refusal),
            Failure::Invalid(fields) => Stop::Invalid(fields),
            Failure::NotFound => Stop::NotFound,
            Failure::Changed => Stop::Changed,
            Failure::Store(error) => error.into(),
        }
    }
}

impl ResponseError for Stop {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    /// A bare answer that carries the reason; [`with_error_pages`] makes a page of it.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut response = HttpResponse::build(self.status()).finish();
        response.extensions_mut().insert(self.clone());
        response
    }
}

/// Middleware: an answer that carries a [`Stop`] becomes a page (or, for scripts, the part that explains).
pub(crate) async fn with_error_pages(request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let in_place = request.headers().contains_key(IN_PLACE);
    let mut response = next.call(request).await?.map_into_boxed_body();
    if in_place {
        told_in_place(response.response_mut());
    }
    let stop = response.response().extensions().get::<Stop>().cloned();
    let Some(stop) = stop else { return Ok(response) };
    let (request, _) = response.into_parts();
    let stop = with_what_was_sent(&request, stop).await;
    let answer = match Visit::as_far_as_known(&request).await {
        Ok(visit) => drawn(&visit, &stop).await,
        Err(stop) => HttpResponse::build(stop.status()).finish(),
    };
    Ok(ServiceResponse::new(request, answer))
}

/// Where a form in place would go on to another page, its script is told that all is done, and where that would be; it never gets a page.
fn told_in_place(response: &mut HttpResponse<BoxBody>) {
    if response.status() == StatusCode::SEE_OTHER
        && let Some(to) = response.headers_mut().remove(header::LOCATION).next()
    {
        *response.status_mut() = StatusCode::NO_CONTENT;
        response.headers_mut().insert(header::HeaderName::from_static(IN_PLACE), to);
    }
}

/// A stop that lies not in what was sent, or only asks to come again because of a pace, gives back what was sent, also where no handler came to
/// read it.
async fn with_what_was_sent(request: &HttpRequest, stop: Stop) -> Stop {
    if !matches!(stop, Stop::Unavailable | Stop::Internal | Stop::Refused(_) | Stop::TooManyAttempts { .. }) {
        return stop;
    }
    let body = request.extensions().get::<Body>().cloned();
    let Some(body) = body else { return stop };
    let fields = body.fields().await;
    let label = |name: &str| {
        Some(match name {
            "title" => "title",
            "tags" => "tags",
            "note" => "mod-flag-note",
            "about" => "settings-about",
            "display_name" => "display-name",
            // Of a flag, the reason is a choice and not typed.
            "reason" if !request.path().ends_with("/flag") => "reason",
            "days" => "mod-sanction-days",
            "name" if request.path().starts_with("/admin/categories") => "mod-categories-name",
            "name" if request.path().starts_with("/admin/groups") => "mod-groups-name",
            "name" if request.path() == "/admin/site" => "site-name",
            "description" if request.path().starts_with("/admin/categories") => "mod-categories-description",
            "description" if request.path().starts_with("/admin/groups") => "mod-groups-description",
            "description" if request.path() == "/admin/site" => "site-description",
            "slug" => "mod-categories-slug",
            "location" => "settings-location",
            "website" => "settings-website",
            "body" if request.path().ends_with("/comments") => "comment",
            "body" if request.path().ends_with("/edit") => "mod-edit-body",
            "body" if request.path() == "/ask" => "ask-body",
            "body" => "your-answer",
            _ => return None,
        })
    };
    let typed: Vec<_> = fields.iter().filter_map(|(name, text)| Some((label(name)?, text.as_str()))).collect();
    if typed.is_empty() { stop } else { stop.keeping(&typed) }
}

async fn drawn(visit: &Visit, stop: &Stop) -> HttpResponse {
    let (stop, typed) = match stop {
        Stop::Keeping(stop, typed) => (stop.as_ref(), typed.as_slice()),
        stop => (stop, [].as_slice()),
    };
    if let Stop::SignIn { next } = stop {
        let to = format!("/sign-in?next={}", crate::ui::topic_row::path_segment(next));
        if visit.wants_json {
            return HttpResponse::Unauthorized().json(told(visit, stop));
        }
        if visit.in_place {
            return HttpResponse::Unauthorized().insert_header((IN_PLACE, to)).finish();
        }
        return redirect(&to);
    }
    let mut response = if visit.wants_json {
        HttpResponse::build(stop.status()).json(told(visit, stop))
    } else if visit.in_place {
        let body = html! { div.why data-part="why" { (explanation(visit, stop)) } };
        HttpResponse::build(stop.status()).content_type("text/html; charset=utf-8").body(body.into_string())
    } else {
        let page = Page { title: title(visit, stop), content: Some(view(visit, stop, typed)), shape: Shape::Plain, unlisted: true, ..Page::default() };
        match stop {
            // What the database would add to the page is not waited for.
            Stop::Unavailable | Stop::Internal => visit.bare_page(stop.status(), page).await,
            _ => visit.page_with(stop.status(), page).await.unwrap_or_else(|_| HttpResponse::build(stop.status()).finish()),
        }
    };
    let seconds = match stop {
        Stop::TooManyAttempts { seconds } | Stop::Refused(Refusal::TooSoon { seconds }) => Some(*seconds),
        Stop::Unavailable => Some(10),
        _ => None,
    };
    if let Some(seconds) = seconds {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn title(visit: &Visit, stop: &Stop) -> Said {
    let key = match stop {
        Stop::Keeping(stop, _) => return title(visit, stop),
        Stop::SignIn { .. } => "error-refused-title",
        Stop::Refused(refusal) if refusal.is_for_now() => "error-refused-title",
        Stop::Refused(_) => "error-impossible-title",
        Stop::Invalid(_) => "error-invalid-title",
        Stop::NotFound => "error-not-found-title",
        Stop::Changed => "error-changed-title",
        Stop::ForeignOrigin => "error-origin-title",
        Stop::BadRequest => "error-bad-request-title",
        Stop::TooSlow => "error-too-slow-title",
        Stop::TooLarge { .. } => "error-too-large-title",
        Stop::TooManyAttempts { .. } => "error-attempts-title",
        Stop::Unavailable => "error-unavailable-title",
        Stop::Internal => "error-internal-title",
    };
    t!(visit.words, key)
}

/// Why, for a program, in a sentence that it can show.
fn told(visit: &Visit, stop: &Stop) -> serde_json::Value {
    let sentences: Vec<String> = sentences(visit, stop).iter().map(ToString::to_string).collect();
    json!({ "error": sentences.join(" ") })
}

/// How long to wait, in the unit in which people wait.
pub(super) fn wait(w: &'static Words, seconds: i64) -> Said {
    match seconds {
        ..=120 => t!(w, "error-attempts", n = seconds),
        121..=7_200 => t!(w, "error-attempts-minutes", n = (seconds + 59) / 60),
        _ => t!(w, "error-attempts-hours", n = (seconds + 3_599) / 3_600),
    }
}

fn explanation(visit: &Visit, stop: &Stop) -> Markup {
    html! { @for sentence in sentences(visit, stop) { p { (sentence) } } }
}

fn sentences(visit: &Visit, stop: &Stop) -> Vec<Said> {
    let w = visit.words;
    vec![match stop {
        Stop::Refused(refusal) => refusal::sentence(w, &visit.book, refusal),
        Stop::Invalid(fields) => return fields.iter().map(|(_, error)| crate::ui::forms::sentence(w, error)).collect(),
        Stop::SignIn { .. } => t!(w, "refusal-sign-in"),
        Stop::NotFound => t!(w, "error-not-found"),
        Stop::Changed => t!(w, "error-changed"),
        Stop::ForeignOrigin => t!(w, "error-origin"),
        Stop::BadRequest => t!(w, "error-bad-request"),
        Stop::TooSlow => t!(w, "error-too-slow"),
        Stop::TooLarge { limit_kilobytes } => t!(w, "error-too-large", n = *limit_kilobytes),
        Stop::TooManyAttempts { seconds } => wait(w, *seconds),
        Stop::Unavailable => t!(w, "error-unavailable"),
        Stop::Internal => t!(w, "error-internal"),
        Stop::Keeping(stop, _) => return sentences(visit, stop),
    }]
}

fn view(visit: &Visit, stop: &Stop, typed: &[(&'static str, String)]) -> Markup {
    let w = visit.words;
    html! {
        div.error-page {
            (icon("leaf"))
            h1 { (title(visit, stop)) }
            @match stop {
                Stop::Refused(refusal) => (refusal::why(w, &visit.book, refusal, "why")),
                _ => (explanation(visit, stop)),
            }
            @if !typed.is_empty() {
                div.form {
                    p { b { (t!(w, "error-typed")) } }
                    @for (n, (label, text)) in typed.iter().enumerate() {
                        div.field {
                            label for={ "typed-" (n) } { (t!(w, label)) }
                            // A newline first: browsers drop the one that a text begins with.
                            textarea id={ "typed-" (n) } readonly rows=(text.lines().count().clamp(1, 12)) { "\n" (text) }
                        }
                    }
                }
            }
            div.actions {
                a.button.primary href="/" { (t!(w, "nav-home")) }
                a.button href="/search" { (t!(w, "search")) }
            }
        }
    }
}

/// Answers a request that reaches no handler with the page that says why.
pub(crate) async fn refuse(request: ServiceRequest, why: Stop) -> ServiceResponse<BoxBody> {
    let (request, _) = request.into_parts();
    let answer = match Visit::as_far_as_known(&request).await {
        Ok(visit) => drawn(&visit, &why).await,
        Err(stop) => HttpResponse::build(stop.status()).finish(),
    };
    ServiceResponse::new(request, answer)
}
