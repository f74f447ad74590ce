//! The web server: what stands around every request, binding, and a stop that lets requests finish.

use crate::app::App;
use crate::pages;
use crate::rules::limits;
use actix_web::HttpServer;
use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::web::{self, Data};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Instant;
use tracing::Instrument as _;

/// Scripts, styles and connections only from here; pictures in posts from anywhere that has TLS.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; manifest-src 'self'; frame-src 'self'";

/// Seconds that open requests are given after a stop.
const DRAIN_SECONDS: u64 = 20;

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
    .shutdown_timeout(DRAIN_SECONDS)
    .listen(listener)?;
    Ok(server.run())
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
        UrlencodedError::Overflow { .. } => pages::Stop::TooLarge { limit_kilobytes: (limits::FORM_BYTES / 1024) as i64 },
        _ => pages::Stop::BadRequest,
    }
}

/// Around every request: its id, the guests' page cache, the same-origin guard, headers, figures and the log line.
async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody + 'static, BoxBody>>, actix_web::Error> {
    let started = Instant::now();
    let id = format!("{:016x}", rand::random::<u64>());
    let Some(app) = request.app_data::<Data<App>>().cloned() else {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    };
    let mut response = if let Some(page) = pages::cached_for_guest(&app, &request) {
        request.into_response(page).map_into_right_body()
    } else if is_foreign(&request) {
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
    Ok(response)
}

/// Whether the path has a NUL, which no name has, and which PostgreSQL takes in no text.
fn names_nothing(request: &ServiceRequest) -> bool {
    request.uri().path().contains("%00")
}

/// Whether an unsafe request comes from another site: browsers say so. One-click unsubscribing (RFC 8058) is for mail providers,
/// needs no session and is let through.
fn is_foreign(request: &ServiceRequest) -> bool {
    if request.method().is_safe() || request.path().starts_with("/unsubscribe/") {
        return false;
    }
    let text = |name: &str| request.headers().get(name).and_then(|v| v.to_str().ok());
    match text("sec-fetch-site") {
        Some(site) => !matches!(site, "same-origin" | "none"),
        None => match text("origin") {
            Some(origin) => {
                let host = request.connection_info().host().to_owned();
                origin.split_once("://").is_none_or(|(_, from)| from != host)
            }
            None => false,
        },
    }
}

/// For pages whose address is a secret: what they fetch and where they lead is told the site alone, not the path (without any referrer
/// browsers send no origin with forms, either), and nobody keeps a copy.
fn keep_to_itself(headers: &mut HeaderMap) {
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
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
