//! The caller of a request, as its headers and cookies show it: looked up once, and kept with the request for all who answer it.

use super::errors::Stop;
use super::reading;
use crate::app::App;
use crate::auth::caller::{self, Caller, Shown};
use crate::auth::client_address::ClientAddress;
use crate::auth::secrets;
use crate::store::accounts::SignedIn;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};
use std::net::SocketAddr;
use std::rc::Rc;

/// A key under which the same request may be sent again.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Who is signed in, once it was looked up for a request; nobody where that failed.
#[derive(Clone)]
struct Known(Option<SignedIn>);

/// Who calls. Where the database could not say who is signed in, whoever asks again hears that nobody is.
///
/// # Errors
/// When a query fails.
pub(super) async fn of(request: &HttpRequest) -> Result<Rc<Caller>, Stop> {
    if let Some(caller) = request.extensions().get::<Rc<Caller>>() {
        return Ok(caller.clone());
    }
    let app = request.app_data::<Data<App>>().ok_or_else(Stop::internal)?.clone().into_inner();
    let shown = shown(&app, request);
    let known = request.extensions().get::<Known>().cloned();
    let me = match known {
        Some(Known(me)) => me,
        None => {
            let found = caller::signed_in(&app, &shown).await;
            request.extensions_mut().insert(Known(found.as_ref().ok().cloned().flatten()));
            found?
        }
    };
    let caller = Rc::new(Caller::of(&app, shown, me).await?);
    request.extensions_mut().insert(caller.clone());
    Ok(caller)
}

fn shown(app: &App, request: &HttpRequest) -> Shown {
    let text = |name: HeaderName| request.headers().get(name).and_then(|v| v.to_str().ok());
    Shown {
        session: request.cookie(session_cookie(app)).map(|secret| secrets::digest(secret.value())),
        address: address_of(app, request.headers(), request.peer_addr()),
        user_agent: text(header::USER_AGENT).unwrap_or_default().chars().take(300).collect(),
        idempotency_key: text(HeaderName::from_static(IDEMPOTENCY_KEY)).filter(|key| !key.is_empty()).map(str::to_owned),
    }
}

/// Path and query, as far as the page reads them.
pub(super) fn here(request: &HttpRequest) -> String {
    reading::read(request.uri().path_and_query().map_or("/", |p| p.as_str())).into_owned()
}

/// Name of the session's cookie; the prefix binds it to this host where there is TLS.
pub(super) fn session_cookie(app: &App) -> &'static str {
    if app.config.is_secure() { "__Host-session" } else { "session" }
}

/// Name of the cookie that makes a browser a known device.
pub(super) fn device_cookie(app: &App) -> &'static str {
    if app.config.is_secure() { "__Host-device" } else { "device" }
}

/// The address of the reader's machine. Behind a proxy it is the one that the proxy saw: the last of `X-Forwarded-For`, since what stands
/// before it anyone can write. Where the proxy writes none, all that is known is the proxy's own.
pub(super) fn address_of(app: &App, headers: &HeaderMap, peer: Option<SocketAddr>) -> Option<ClientAddress> {
    let forwarded = || headers.get_all("x-forwarded-for").last().and_then(|v| v.to_str().ok());
    let seen = if app.config.behind_proxy { forwarded() } else { None };
    let last = seen.and_then(|list| list.rsplit(',').next()).and_then(ClientAddress::parse);
    last.or_else(|| peer.map(|a| a.ip().into()))
}
