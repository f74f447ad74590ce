//! While somebody writes: similar topics, the text as it will be seen, and drafts that are kept.

use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::media;
use crate::paces::Act;
use crate::rules::limits;
use crate::rules::text;
use crate::rules::time::{DAY, SECOND};
use crate::store::drafts::{self, Draft};
use crate::store::views::search;
use crate::store::{self, dialect};
use crate::t;
use crate::ui::layout::{Page, Shape};
use crate::ui::topic_row::topic_path;
use actix_web::HttpResponse;
use actix_web::web::{Form, Query};
use maud::{PreEscaped, html};
use serde::Deserialize;

/// The title, as typed so far.
#[derive(Debug, Deserialize)]
pub struct Title {
    #[serde(default)]
    title: String,
}

/// Topics like the one being asked.
pub async fn similar(visit: Visit, typed: Query<Title>) -> Reply {
    visit.pace(Act::Complete)?;
    let title: String = text::clean_line(&typed.title).chars().take(*limits::TITLE.end()).collect();
    let found = visit.read(move |conn, sight| search::similar(conn, sight, &title, 5)).await?;
    let w = visit.words;
    let markup = html! {
        @if !found.is_empty() {
            div.similar data-part="similar" {
                h2 { (t!(w, "similar-title")) }
                ul { @for (id, title, slug, solved) in &found { li { a href=(topic_path(*id, slug)) { (title) } @if *solved { span.state.good { (t!(w, "row-solved")) } } } } }
            }
        }
    };
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(markup.into_string()))
}

/// A text to be seen as it will be, under the name that it has in its form.
#[derive(Debug, Deserialize)]
pub struct Text {
    #[serde(alias = "about")]
    body: String,
}

/// For the script, the text alone; without it, a page in a tab of its own, so that the form stays as it is.
pub async fn preview(visit: Visit, form: Form<Text>) -> Reply {
    let me = visit.signed_in()?.member;
    visit.pace(Act::Preview)?;
    let body = text::clean(&form.body);
    if body.chars().count() > *limits::BODY.end() {
        return Err(Stop::TooLarge { limit_kilobytes: (limits::FORM_BYTES / 1024) as i64 });
    }
    let prepared = visit.app.renderer.rendered(&visit.app.db, me, body).await?;
    let drawn = PreEscaped(prepared.html);
    if !visit.wants_page {
        return Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(html! { div data-part="preview" { (drawn) } }.into_string()));
    }
    let w = visit.words;
    let content = html! {
        h1 { (t!(w, "editor-preview")) }
        p.lead { (t!(w, "preview-lead")) }
        div.card.prose { (drawn) }
    };
    visit.page(Page { title: t!(w, "editor-preview"), content: Some(content), shape: Shape::Plain, unlisted: true, ..Page::default() }).await
}

/// A draft, as the script sends it.
#[derive(Debug, Clone, Deserialize)]
pub struct DraftForm {
    key: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    tags: String,
}

/// Longest name of a place of writing.
const LONGEST_PLACE: usize = 40;

pub async fn keep_draft(visit: Visit, form: Form<DraftForm>) -> Reply {
    let me = visit.signed_in()?.member;
    let form = form.into_inner();
    let fine = form.key.len() <= LONGEST_PLACE && form.key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !fine || form.body.chars().count() > *limits::BODY.end() || form.title.chars().count() > 1_000 || form.tags.chars().count() > 1_000 {
        return Err(Stop::BadRequest);
    }
    visit.pace(Act::Draft)?;
    let kept = visit
        .app
        .db
        .write(move |tx| {
            let now = tx.now;
            let draft = Draft { title: text::clean(&form.title), body: text::clean(&form.body), tags: text::clean(&form.tags) };
            if draft == Draft::default() {
                drafts::remove(tx.conn, me, &form.key)?;
                return Ok::<_, store::Error>(true);
            }
            // So that no picture is taken away between the draft and its being looked for there.
            dialect::hold_pictures(tx.conn, &media::names_in(&draft.body))?;
            if !drafts::make_room(tx.conn, me, &form.key, limits::DRAFTS, now.plus(-DAY))? {
                return Ok(false);
            }
            drafts::keep(tx.conn, me, &form.key, &draft, now)?;
            Ok(true)
        })
        .await?;
    // The oldest of today's drafts makes room tomorrow at the latest.
    if kept { Ok(HttpResponse::NoContent().finish()) } else { Err(Stop::TooManyAttempts { seconds: DAY / SECOND }) }
}
