//! Stopping one kind of mail by the link in it, without signing in (RFC 8058): opening the link changes nothing, its button (or the mail
//! program's own, which posts to the same address) does.

use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::actions::update_profile;
use crate::emails::{Subscription, stop_link};
use crate::rules::ids::MemberId;
use crate::store::accounts;
use crate::t;
use crate::ui::layout::{Page, Shape};
use actix_web::web::Path;
use maud::{Markup, html};

pub async fn form(visit: Visit, token: Path<String>) -> Reply {
    let (member, kind) = read(&visit, &token)?;
    let account = visit.app.db.read(move |conn| accounts::of_member(conn, member)).await?.ok_or(Stop::NotFound)?;
    if !kind.wanted(&account.mail) {
        return visit.page(page(&visit, stopped(&visit, kind))).await;
    }
    let w = visit.words;
    let content = html! {
        h1 { (t!(w, "unsubscribe-title")) }
        p { (t!(w, "unsubscribe-text", kind = t!(w, &format!("mail-list-{}", kind.word())), site = &visit.site.name)) }
        form.form method="post" action={ "/unsubscribe/" (token) } { div.actions { button.primary { (t!(w, &format!("mail-stop-{}", kind.word()))) } } }
    };
    visit.page(page(&visit, content)).await
}

pub async fn post(visit: Visit, token: Path<String>) -> Reply {
    let (member, kind) = read(&visit, &token)?;
    visit.app.db.write(move |tx| update_profile::stop_mail(tx, member, kind)).await?;
    visit.page(page(&visit, stopped(&visit, kind))).await
}

fn read(visit: &Visit, token: &str) -> Result<(MemberId, Subscription), Stop> {
    stop_link::read(&visit.app.link_secret, token).ok_or(Stop::NotFound)
}

fn stopped(visit: &Visit, kind: Subscription) -> Markup {
    let w = visit.words;
    html! {
        h1 { (t!(w, "unsubscribe-done-title")) }
        p { (t!(w, "unsubscribe-done", kind = t!(w, &format!("mail-list-{}", kind.word())), site = &visit.site.name)) }
        div.below { a href="/settings/mail" { (t!(w, "mail-all-settings")) } }
    }
}

fn page(visit: &Visit, content: Markup) -> Page {
    Page { title: t!(visit.words, "unsubscribe-title"), content: Some(content), shape: Shape::Narrow, unlisted: true, ..Page::default() }
}
