//! The tags: the most used, or those that start with what was typed.

use super::cached::{self, Depends};
use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::page_cache::Thing;
use crate::rules::limits;
use crate::rules::text;
use crate::store::tags::{self, Tag};
use crate::t;
use crate::ui::icons::icon;
use crate::ui::layout::Page;
use crate::ui::topic_row::path_segment;
use actix_web::HttpRequest;
use actix_web::web::Query;
use maud::{Markup, html};
use serde::Deserialize;

/// Tags on the page.
const SHOWN: usize = 200;

/// The start of a tag.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

pub async fn page(visit: Visit, asked: Query<Asked>, request: HttpRequest) -> Reply {
    let start: String = text::tag_spelling(&asked.q).chars().take(limits::TAG).collect();
    cached::page(&visit, request.headers(), async |visit| {
        let page = drawn(visit, start).await?;
        Ok((page, Depends { things: vec![Thing::Lists], topic: None }))
    })
    .await
}

async fn drawn(visit: &Visit, start: String) -> Result<Page, Stop> {
    let typed = start.clone();
    let limit = SHOWN as i64 + 1;
    let mut found = visit
        .read(move |conn, sight| if typed.is_empty() { tags::most_used(conn, sight, limit) } else { tags::starting_with(conn, sight, &typed, limit) })
        .await?;
    let more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let w = visit.words;
    Ok(Page {
        title: t!(w, "nav-tags"),
        canonical: "/tags".into(),
        content: Some(view(visit, &start, &found, more.then_some(SHOWN))),
        unlisted: !start.is_empty(),
        ..Page::default()
    })
}

/// Heading, field, grid. `cut` is how many are shown when there are more.
fn view(visit: &Visit, start: &str, found: &[Tag], cut: Option<usize>) -> Markup {
    let w = visit.words;
    html! {
        h1 { (t!(w, "nav-tags")) }
        form.searchbox role="search" action="/tags" aria-label=(t!(w, "tags-find")) {
            input type="search" name="q" value=(start) maxlength=(limits::TAG) aria-label=(t!(w, "tags-starting")) placeholder=(t!(w, "tags-starting"));
            button { (t!(w, "tags-find")) }
        }
        @if found.is_empty() {
            div.empty {
                (icon("tag"))
                @if start.is_empty() { h2 { (t!(w, "tags-none")) } p { (t!(w, "tags-none-hint")) } }
                @else { h2 { (t!(w, "tags-no-match", start = start)) } div.actions { a.button href="/tags" { (t!(w, "tags-all")) } } }
            }
        } @else {
            ul.taggrid {
                @for tag in found {
                    li {
                        a.tag href={ "/tags/" (path_segment(&tag.name)) } { (tag.name) } " "
                        @if !tag.description.is_empty() { p { (tag.description) } }
                        span.quiet { (t!(w, "tag-topics", n = tag.topic_count)) }
                    }
                }
            }
            @if let Some(n) = cut { p.quiet.small { (t!(w, "tags-cut", n = n as i64)) } }
        }
    }
}
