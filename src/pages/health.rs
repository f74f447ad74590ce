//! For operators and their tools: alive, ready, figures.

use super::errors::{Reply, Stop};
use crate::app::App;
use crate::auth::secrets;
use crate::rules::jobs::JobState;
use crate::rules::vocabulary::MailState;
use crate::store::{Error, jobs, outbox, settings};
use actix_web::http::header;
use actix_web::rt::time::timeout;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A database that takes longer is not ready.
const PATIENCE: Duration = Duration::from_secs(4);
/// Mails and jobs are counted anew after so long, and of mails the latest: all of them grow with the forum.
const COUNTED_FOR: Duration = Duration::from_secs(60);
const LATEST_MAILS: i64 = 100_000;

/// How many mails and jobs are in each state.
#[derive(Debug, Clone)]
struct Figures {
    mails: Vec<(MailState, i64)>,
    jobs: Vec<(JobState, i64)>,
}

/// `/healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("alive\n")
}

/// `/readyz`: the database answers, and can be written to.
pub async fn ready(app: Data<App>) -> HttpResponse {
    let db = app.db.clone();
    let asked = async {
        app.db.read(|conn| settings::get(conn, settings::SITE_NAME)).await?;
        db.write(|tx| settings::try_writing(tx.conn)).await
    };
    let said = match timeout(PATIENCE, asked).await {
        Ok(Ok(())) => return HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it takes too long".to_owned(),
    };
    if let Some(left_out) = crate::logs::seldom(&said) {
        tracing::warn!(error = said, left_out, "not ready");
    }
    HttpResponse::ServiceUnavailable()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::RETRY_AFTER, 10))
        .body("the database does not answer or cannot be written to\n")
}

/// `/metrics`: figures in Prometheus' text form, for programs on this machine and for those that know the token.
pub async fn metrics(app: Data<App>, request: HttpRequest) -> Reply {
    if !is_trusted(&app, &request) {
        return Err(Stop::NotFound);
    }
    let figures = counted(&app).await?;
    let mut out = crate::metrics::text();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# TYPE accolade_mails gauge");
    for (state, n) in figures.mails {
        let _ = writeln!(out, "accolade_mails{{state=\"{state}\"}} {n}");
    }
    let _ = writeln!(out, "# TYPE accolade_jobs gauge");
    for (state, n) in figures.jobs {
        let _ = writeln!(out, "accolade_jobs{{state=\"{state}\"}} {n}");
    }
    let _ = writeln!(out, "# TYPE accolade_live_members gauge\naccolade_live_members {}", app.live.count());
    let _ = writeln!(out, "# TYPE accolade_cached_pages gauge\naccolade_cached_pages {}", app.pages.count());
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(out))
}

/// Whether somebody may see the figures: with the token, or from this machine itself, not through a proxy on it.
fn is_trusted(app: &App, request: &HttpRequest) -> bool {
    let headers = request.headers();
    let token = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
    if let Some(token) = token.filter(|_| !app.config.metrics_token.is_empty()) {
        // Digests are compared, whose likeness tells nothing of the token's.
        return secrets::digest(token) == secrets::digest(&app.config.metrics_token);
    }
    let passed_on = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name));
    !passed_on && request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback())
}

/// How many of the latest mails, and how many jobs, are in each state; counted no more often than once in a while.
async fn counted(app: &App) -> Result<Figures, Stop> {
    static COUNTED: Mutex<Option<(Instant, Figures)>> = Mutex::new(None);
    let held = COUNTED.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((_, figures)) = held.filter(|(at, _)| at.elapsed() < COUNTED_FOR) {
        return Ok(figures);
    }
    let figures = app.db.read(|conn| Ok::<_, Error>(Figures { mails: outbox::recent_totals(conn, LATEST_MAILS)?, jobs: jobs::totals(conn)? })).await?;
    *COUNTED.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), figures.clone()));
    Ok(figures)
}
