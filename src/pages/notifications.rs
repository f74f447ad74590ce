//! Notifications: what a member was told. Opening the page marks nothing as read; the button does.

mod view;

use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::rules::ids::NotificationId;
use crate::rules::limits::ROWS_A_PAGE;
use crate::store::views::notification_list;
use crate::store::{Error, Hint, notifications};
use crate::t;
use crate::ui::layout::Page;
use actix_web::web::{Form, Query};
use serde::Deserialize;

/// Where a page starts.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    before: Option<String>,
}

pub async fn page(visit: Visit, place: Query<Place>) -> Reply {
    let me = visit.signed_in()?.member;
    let before: Option<NotificationId> = place.before.as_deref().map(str::parse).transpose().map_err(|_| Stop::NotFound)?;
    let found = visit.read(move |conn, sight| notification_list::load(conn, sight, me, before, ROWS_A_PAGE)).await?;
    let content = view::list(&visit, &found, before.is_some());
    visit.page(Page { title: t!(visit.words, "notifications-title"), content: Some(content), unlisted: true, ..Page::default() }).await
}

/// The newest notification the reader saw; later ones stay unread.
#[derive(Debug, Deserialize)]
pub struct UpTo {
    last: NotificationId,
}

pub async fn read(visit: Visit, form: Form<UpTo>) -> Reply {
    let me = visit.signed_in()?.member;
    let last = form.last;
    visit
        .app
        .db
        .write(move |tx| {
            let now = tx.now;
            notifications::mark_read(tx.conn, me, last, now)?;
            // Bells on other open pages count anew.
            tx.hint(Hint::Notified(me));
            Ok::<_, Error>(())
        })
        .await?;
    Ok(visit.done("/notifications", "notice-notifications-read"))
}
