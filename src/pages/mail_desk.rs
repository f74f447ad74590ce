//! The outbox as managers see it: what waits, what was sent, what was refused and why; and the mails themselves where they are files.

mod view;

use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::actions::moderation::retry_mail;
use crate::emails::Mail;
use crate::mailer::eml::WrittenMail;
use crate::rules::ids::MailId;
use crate::rules::limits::ROWS_A_PAGE;
use crate::rules::vocabulary::Role;
use crate::store::views::mail_desk::{self, MailLine};
use crate::t;
use crate::ui::layout::Page;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Path, Query};
use serde::Deserialize;

/// Where in the list.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    before: Option<String>,
}

pub async fn list(visit: Visit, place: Query<Place>) -> Reply {
    let before = place.before.as_deref().map(str::parse::<MailId>).transpose().map_err(|_| Stop::NotFound)?;
    let desk = visit.read(move |conn, sight| mail_desk::page(conn, sight, before, ROWS_A_PAGE)).await?;
    let content = view::list(&visit, &desk);
    visit.page(Page { title: t!(visit.words, "mail-desk-title"), content: Some(content), unlisted: true, ..Page::default() }).await
}

/// What can be shown of a mail.
pub(super) enum Shown {
    Whole(WrittenMail),
    /// It carries a link that acts in its recipient's name.
    Withheld,
    /// It went by SMTP, which keeps no copy.
    NotKept,
    /// It is not written yet.
    NotYet,
}

pub async fn show(visit: Visit, id: Path<String>) -> Reply {
    let (line, shown) = find(&visit, &id).await?;
    let content = view::one(&visit, &line, &shown);
    visit.page(Page { title: t!(visit.words, &format!("mail-kind-{}", line.mail.kind)), content: Some(content), unlisted: true, ..Page::default() }).await
}

/// Nothing but the mail itself and its own pictures; shown in a frame of this site, which keeps scripts and forms out once more.
const MAIL_POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'self'; form-action 'none'; frame-ancestors 'self'; \
     sandbox allow-popups allow-popups-to-escape-sandbox";

pub async fn html_part(visit: Visit, id: Path<String>) -> Reply {
    let (_, shown) = find(&visit, &id).await?;
    let Shown::Whole(mail) = shown else { return Err(Stop::NotFound) };
    // Links open beside the forum, not inside the frame.
    let html = mail.html.replacen("<head>", "<head><base target=\"_blank\">", 1);
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, MAIL_POLICY))
        .insert_header((header::X_FRAME_OPTIONS, "SAMEORIGIN"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(html))
}

pub async fn retry(visit: Visit, id: Path<String>) -> Reply {
    let me = visit.signed_in()?.member;
    let id: MailId = id.parse().map_err(|_| Stop::NotFound)?;
    visit.app.db.write(move |tx| retry_mail::retry_mail(tx, me, id)).await?;
    Ok(visit.done("/admin/mail", "notice-mail-retried"))
}

async fn find(visit: &Visit, id: &str) -> Result<(MailLine, Shown), Stop> {
    let id: MailId = id.parse().map_err(|_| Stop::NotFound)?;
    let line = visit.read(move |conn, sight| mail_desk::one(conn, sight, id)).await?.ok_or(Stop::NotFound)?;
    // A line that cannot be read back is treated as if it carried a secret.
    let secret = serde_json::from_str::<Mail>(&line.mail.data).map_or(true, |mail| mail.carries_secret());
    if secret && !visit.is_at_least(Role::Administrator) && visit.member() != Some(line.mail.member) {
        return Ok((line, Shown::Withheld));
    }
    if visit.app.mailer.folder().is_none() {
        return Ok((line, Shown::NotKept));
    }
    let app = visit.app.clone();
    let written = tokio::task::spawn_blocking(move || app.mailer.written(&id.to_string())).await.map_err(|_| Stop::Internal)?;
    let written = written.map_err(|error| {
        tracing::error!(%error, mail = %id, "a mail's file could not be read");
        Stop::Internal
    })?;
    Ok((line, written.map_or(Shown::NotYet, Shown::Whole)))
}
