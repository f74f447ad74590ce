//! Keys of a member's own feeds: made, shown once, listed, taken back.

use super::{Tab, page};
use crate::actions::{Failure, feed_keys as keys};
use crate::auth::secrets;
use crate::pages::errors::{Reply, Stop};
use crate::pages::visit::Visit;
use crate::rules::ids::FeedKeyId;
use crate::rules::limits;
use crate::store::feed_keys::{self, FeedKey};
use crate::t;
use crate::ui::forms::{self, Errors, Input};
use crate::ui::icons::icon;
use crate::ui::times;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use maud::{Markup, html};
use serde::Deserialize;

/// What the member calls a new key.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Name {
    name: String,
}

pub async fn list(visit: Visit) -> Reply {
    let lines = read(&visit).await?;
    visit.page(page(&visit, Tab::Feeds, view(&visit, &lines, None, "", &Errors::default()))).await
}

/// The answer is the page itself, and not a way to it: it is the only one that shows the address.
pub async fn make(visit: Visit, form: Form<Name>) -> Reply {
    let me = visit.signed_in()?.member;
    let (name, secret) = (form.into_inner().name, secrets::new());
    let (typed, digest) = (name.clone(), secrets::digest(&secret));
    let made = visit.app.db.write(move |tx| keys::make(tx, me, &name, &digest)).await;
    let (status, shown, typed, errors) = match made {
        Ok(()) => (StatusCode::CREATED, Some(format!("{}/feed.atom?key={secret}", visit.app.config.public_url)), String::new(), Errors::default()),
        Err(Failure::Invalid(wrong)) => (StatusCode::UNPROCESSABLE_ENTITY, None, typed, Errors(wrong)),
        Err(failure) => return Err(failure.into()),
    };
    let lines = read(&visit).await?;
    visit.page_with(status, page(&visit, Tab::Feeds, view(&visit, &lines, shown.as_deref(), &typed, &errors))).await
}

pub async fn take_back(visit: Visit, id: Path<FeedKeyId>) -> Reply {
    let me = visit.signed_in()?.member;
    let id = id.into_inner();
    visit.app.db.write(move |tx| keys::take_back(tx, me, id)).await?;
    Ok(visit.done("/settings/feeds", "notice-feed-key-removed"))
}

async fn read(visit: &Visit) -> Result<Vec<FeedKey>, Stop> {
    let me = visit.signed_in()?.member;
    Ok(visit.read(move |conn, _| feed_keys::of_member(conn, me)).await?)
}

fn view(visit: &Visit, lines: &[FeedKey], made: Option<&str>, typed: &str, errors: &Errors) -> Markup {
    let w = visit.words;
    html! {
        section {
            h2 { (t!(w, "settings-feeds-title")) }
            p { (t!(w, "settings-feeds-text")) }
            @if let Some(address) = made {
                div.notice.good role="status" {
                    (icon("check"))
                    div {
                        label for="address" { (t!(w, "settings-feeds-made")) }
                        input id="address" readonly value=(address);
                        p { (t!(w, "settings-feeds-others")) }
                    }
                }
            }
            @if lines.is_empty() { p.quiet { (t!(w, "settings-feeds-none")) } } @else {
                ul.items {
                    @for line in lines {
                        li.item {
                            (icon("feed"))
                            div.text {
                                b { (line.name) }
                                span.small {
                                    (t!(w, "settings-feeds-since")) " " (times::ago(w, visit.now, line.created_at)) " · "
                                    @match line.last_used_at {
                                        Some(at) => { (t!(w, "settings-feeds-used")) " " (times::ago(w, visit.now, at)) },
                                        None => (t!(w, "settings-feeds-unused")),
                                    }
                                }
                            }
                            form.end method="post" action={ "/settings/feeds/" (line.id) "/remove" } { button.small.danger { (t!(w, "settings-feeds-remove")) } }
                        }
                    }
                }
            }
            form.form.section method="post" action="/settings/feeds" {
                (forms::summary(w, errors))
                (forms::input(w, errors, &Input {
                    name: "name",
                    label: t!(w, "settings-feeds-name"),
                    hint: t!(w, "settings-feeds-name-hint"),
                    value: typed,
                    max: *limits::GROUP_NAME.end(),
                    ..Input::default()
                }))
                div.actions { button.primary { (t!(w, "settings-feeds-make")) } }
            }
        }
    }
}
