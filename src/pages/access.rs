//! Who may use a route, asked before its handler runs: a handler that forgets to ask cannot be reached by somebody whom the route table does
//! not declare.

use super::caller;
use super::errors::Stop;
use crate::auth::caller::Caller;
use crate::rules::privileges::{self, Action, Refusal, Subject, Verdict};
use crate::rules::vocabulary::Role;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, ResponseError, Route};

/// Who may use a route; the permission matrix of the tests is made from this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, guests too.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever may do this, whatever it is about.
    May(Action),
    /// Whoever may do this to what the request is about. Before the handler runs, those are refused who may do it to nothing at all. The rest
    /// is asked with the target: of a page by its handler, or the page is not handed out; of what changes something by the action, in its
    /// transaction.
    Target(Action),
    /// Members of at least this role.
    Office(Role),
}

impl Access {
    /// What can be told before the target is known.
    ///
    /// # Errors
    /// Why the caller is refused.
    pub fn admits(self, caller: &Caller) -> Verdict {
        let who = caller.standing();
        match self {
            Access::Anyone => Ok(()),
            Access::SignedIn => who.map(drop).ok_or(Refusal::SignIn),
            Access::May(action) => privileges::may(action, who.as_ref(), &Subject::default(), &caller.book, caller.now),
            Access::Target(action) => privileges::may_to_anything(action, who.as_ref(), &caller.book, caller.now),
            Access::Office(role) => privileges::holds_office(role, who.as_ref(), caller.now),
        }
    }
}

/// A route with its access before it.
pub(super) fn guarded(route: Route, access: Access) -> Route {
    match access {
        Access::Anyone => route,
        Access::SignedIn | Access::May(_) | Access::Target(_) | Access::Office(_) => {
            route.wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| enter(access, request, next)))
        }
    }
}

async fn enter(access: Access, request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<BoxBody>, Error> {
    let caller = match caller::of(request.request()).await {
        Ok(caller) => caller,
        Err(stop) => return Ok(stopped(request, &stop)),
    };
    match access.admits(&caller) {
        Ok(()) => {}
        Err(Refusal::SignIn) => {
            let stop = Stop::sign_in(&caller::here(request.request()));
            return Ok(stopped(request, &stop));
        }
        Err(refusal) => return Ok(stopped(request, &refusal.into())),
    }
    let is_page = request.method() == Method::GET || request.method() == Method::HEAD;
    let response = next.call(request).await?.map_into_boxed_body();
    if is_page && matches!(access, Access::Target(_)) && response.status().is_success() && !caller.was_asked() {
        tracing::error!(path = response.request().match_pattern(), "a page asks nobody whether its reader may do what it is for: it is not handed out");
        let (request, _) = response.into_parts();
        return Ok(ServiceResponse::new(request, Stop::Internal.error_response()));
    }
    Ok(response)
}

fn stopped(request: ServiceRequest, stop: &Stop) -> ServiceResponse<BoxBody> {
    request.into_response(stop.error_response())
}
