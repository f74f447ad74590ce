//! The web server: what stands around every request, binding, and a stop that lets requests finish.

mod bodies;
mod connections;
mod files;
mod sockets;

pub use bodies::{Body, is_too_slow};
pub use files::connections as connections_that_fit;

use crate::app::App;
use crate::config::Config;
use crate::pages;
use crate::rules::limits;
use actix_web::body::{BodySize, BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Extensions, Server, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data};
use actix_web::{HttpMessage, HttpServer};
use connections::{Connections, Held};
use std::any::Any;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tracing::Instrument as _;

/// Scripts, styles and connections only from here; pictures in posts from anywhere that has TLS.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; manifest-src 'self'; frame-src 'self'";

/// Seconds that open requests are given after a stop.
const DRAIN_SECONDS: u64 = 10;

/// How long a connection that is ended stays open for its last answer to be read.
const LINGER: Duration = Duration::from_secs(1);

/// Threads of each worker for what blocks: databases have fewer connections, and a thread that waits for one takes memory.
const BLOCKING_THREADS: usize = 32;

/// Builds the server on a socket that is bound already. It runs until it is stopped (SIGTERM and SIGINT do).
///
/// # Errors
/// When the socket cannot be used.
pub fn start(app: Arc<App>, listener: TcpListener) -> std::io::Result<Server> {
    let workers = match app.config.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        n => n,
    };
    close_live_when_stopped(&app);
    let patience = Duration::from_secs(app.config.silence_seconds);
    let from_one = (!app.config.behind_proxy).then_some(app.config.connections_per_address);
    let connections = Connections::new(app.config.connections(), from_one, patience);
    end_overdue(&connections);
    let server = HttpServer::new(move || {
        actix_web::App::new()
            .app_data(Data::from(app.clone()))
            .app_data(web::FormConfig::default().limit(limits::FORM_BYTES).error_handler(|error, _| form_error(&error).into()))
            .app_data(web::PathConfig::default().error_handler(|_, _| pages::Stop::NotFound.into()))
            .app_data(web::QueryConfig::default().error_handler(|_, _| pages::Stop::BadRequest.into()))
            .wrap(from_fn(pages::with_error_pages))
            .wrap(from_fn(around))
            .configure(pages::configure)
            .default_service(web::to(|| async { Err::<actix_web::HttpResponse, _>(pages::Stop::NotFound) }))
    })
    .workers(workers)
    .worker_max_blocking_threads(BLOCKING_THREADS)
    .client_request_timeout(patience)
    .client_disconnect_timeout(LINGER)
    .keep_alive(patience)
    .on_connect(move |stream, data| enter(&connections, stream, data))
    .shutdown_timeout(DRAIN_SECONDS)
    .listen(listener)?;
    Ok(server.run())
}

/// Takes a new connection in, or closes it where it is one too many.
fn enter(connections: &Arc<Connections>, stream: &dyn Any, data: &mut Extensions) {
    let Some(stream) = stream.downcast_ref::<actix_web::rt::net::TcpStream>() else { return };
    let Ok(peer) = stream.peer_addr() else { return };
    sockets::bound_sending(stream);
    match connections.enter(peer.ip(), sockets::end_of(stream)) {
        Ok(held) => drop(data.insert(Arc::new(held))),
        Err(connections::Full) => sockets::end_of(stream)(),
    }
}

/// Looks once a second for connections whose time is up.
fn end_overdue(connections: &Arc<Connections>) {
    let connections = Arc::downgrade(connections);
    actix_web::rt::spawn(async move {
        let mut every = actix_web::rt::time::interval(Duration::from_secs(1));
        loop {
            every.tick().await;
            let Some(connections) = connections.upgrade() else { return };
            connections.end_overdue();
        }
    });
}

/// Ends the live streams as soon as the process is told to stop: they would keep the server from finishing.
fn close_live_when_stopped(app: &Arc<App>) {
    let live = app.live.clone();
    actix_web::rt::spawn(async move {
        if let Err(error) = told_to_stop().await {
            tracing::warn!(%error, "signals cannot be heard: open pages will delay a stop");
            return;
        }
        live.close();
    });
}

#[cfg(unix)]
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn told_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn form_error(error: &actix_web::error::UrlencodedError) -> pages::Stop {
    use actix_web::error::UrlencodedError;
    match error {
        UrlencodedError::Payload(error) if is_too_slow(error) => pages::Stop::TooSlow,
        UrlencodedError::Overflow { .. } => pages::Stop::TooLarge { limit_kilobytes: (limits::FORM_BYTES / 1024) as i64 },
        _ => pages::Stop::BadRequest,
    }
}

/// Around every request: its id, the guests' page cache, the same-origin guard, headers, figures and the log line.
async fn around(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody + 'static, BoxBody>>, actix_web::Error> {
    let started = Instant::now();
    let id = format!("{:016x}", rand::random::<u64>());
    let Some(app) = request.app_data::<Data<App>>().cloned() else {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    };
    let held = request.conn_data::<Arc<Held>>().cloned();
    if let Some(held) = &held {
        held.is_busy();
    }
    let payload = request.parts_mut().1.take();
    let (payload, body) = bodies::watched(payload, request.headers(), held.clone(), Duration::from_secs(app.config.silence_seconds));
    request.set_payload(payload);
    if let Some(body) = &body {
        request.extensions_mut().insert(body.clone());
    }
    let mut response = if let Some(page) = pages::cached_for_guest(&app, &request) {
        request.into_response(page).map_into_right_body()
    } else if is_foreign(&app.config, &request) {
        pages::refuse(request, pages::Stop::ForeignOrigin).await.map_into_right_body()
    } else if names_nothing(&request) {
        pages::refuse(request, pages::Stop::NotFound).await.map_into_right_body()
    } else {
        // Whatever is logged meanwhile carries the id of the answer's `x-request-id`, too.
        next.call(request).instrument(tracing::info_span!("request", id = %id)).await?.map_into_left_body()
    };
    let status = response.status().as_u16();
    let took = started.elapsed();
    tracing::info!(
        request = %id,
        method = %response.request().method(),
        path = %pages::logged_path(response.request().path()),
        status,
        microseconds = took.as_micros() as u64,
        "answered"
    );
    crate::metrics::count(status, took);
    let secret = pages::carries_secret(response.request().path());
    add_headers(&app, response.headers_mut(), &id);
    if secret {
        keep_to_itself(response.headers_mut());
    }
    if let Some(body) = body.filter(|body| !body.is_read()) {
        response.response_mut().extensions_mut().insert(body);
    }
    if let Some(held) = &held {
        match response.response().body().size() {
            BodySize::None => held.answers(0),
            BodySize::Sized(bytes) => held.answers(bytes),
            BodySize::Stream => held.waits(pages::LONGEST_STREAM + Duration::from_secs(60)),
        }
    }
    Ok(response)
}

/// Whether the path has a NUL, which no name has, and which PostgreSQL takes in no text.
fn names_nothing(request: &ServiceRequest) -> bool {
    request.uri().path().contains("%00")
}

/// Whether an unsafe request comes from another site: browsers say so. One-click unsubscribing (RFC 8058) is for mail providers,
/// needs no session and is let through.
fn is_foreign(config: &Config, request: &ServiceRequest) -> bool {
    if request.method().is_safe() || request.path().starts_with("/unsubscribe/") {
        return false;
    }
    let text = |name: &str| request.headers().get(name).map(|v| v.to_str().unwrap_or_default());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => !is_own(config, origin, text("host")),
        (None, None) => false,
    }
}

/// For pages whose address is a secret: what they fetch and where they lead is told the site alone, not the path (without any referrer
/// browsers send no origin with forms, either), and nobody keeps a copy.
fn keep_to_itself(headers: &mut HeaderMap) {
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// Whether an origin is ours: the public address; or, where browsers talk to this program itself, the name by which they call it, which
/// `Host` says. What others may write into `Forwarded` and its like is not asked.
fn is_own(config: &Config, origin: &str, host: Option<&str>) -> bool {
    let called = || host.is_some_and(|host| origin.strip_prefix("http://").is_some_and(|from| from.eq_ignore_ascii_case(host)));
    origin.eq_ignore_ascii_case(config.origin()) || (!config.behind_proxy && !config.is_secure() && called())
}

fn add_headers(app: &App, headers: &mut HeaderMap, id: &str) {
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
    ];
    for (name, value) in fixed {
        // A page with a policy of its own keeps it (mails shown to managers).
        let own = (name == header::CONTENT_SECURITY_POLICY || name == header::X_FRAME_OPTIONS) && headers.contains_key(&name);
        if !own {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if app.config.is_secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains"));
    }
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
}
