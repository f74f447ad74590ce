//! For operators and their tools: alive, ready, figures.

use super::errors::Reply;
use crate::app::App;
use crate::store::{self, outbox, settings};
use actix_web::HttpResponse;
use actix_web::web::Data;
use std::fmt::Write;

/// `/healthz`: the process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("alive\n")
}

/// `/readyz`: the database answers, too.
pub async fn ready(app: Data<App>) -> HttpResponse {
    match app.db.read(|conn| settings::get(conn, settings::SITE_NAME)).await {
        Ok(_) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body("the database does not answer\n")
        }
    }
}

/// `/metrics`: figures in Prometheus' text form.
pub async fn metrics(app: Data<App>) -> Reply {
    let mails = app.db.read(|conn| Ok::<_, store::Error>(outbox::totals(conn)?)).await?;
    let mut out = crate::metrics::text();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "# TYPE accolade_mails gauge");
    for (state, n) in mails {
        let _ = writeln!(out, "accolade_mails{{state=\"{state}\"}} {n}");
    }
    let _ = writeln!(out, "# TYPE accolade_live_members gauge\naccolade_live_members {}", app.live.count());
    let _ = writeln!(out, "# TYPE accolade_cached_pages gauge\naccolade_cached_pages {}", app.pages.count());
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(out))
}
