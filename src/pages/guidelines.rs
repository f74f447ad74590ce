//! The community's guidelines: how people treat each other here. The words stand in the locale files.

use super::cached::{self, Depends};
use super::errors::Reply;
use super::visit::Visit;
use crate::t;
use crate::ui::layout::Page;
use actix_web::HttpRequest;
use maud::html;

/// The sections, in order: `guidelines-<key>-title` and `guidelines-<key>`.
const SECTIONS: [&str; 6] = ["people", "asking", "answering", "voting", "own-work", "trouble"];

pub async fn page(visit: Visit, request: HttpRequest) -> Reply {
    cached::page(&visit, request.headers(), async |visit| {
        let w = visit.words;
        let content = html! {
            h1 { (t!(w, "guidelines-title")) }
            p.lead { (t!(w, "guidelines-lead")) }
            div.prose {
                @for section in SECTIONS {
                    h2 id=(section) { (t!(w, &format!("guidelines-{section}-title"))) }
                    p { (t!(w, &format!("guidelines-{section}"))) }
                }
                p { a href="/privileges" { (t!(w, "guidelines-privileges")) } " · " a href="/tiers" { (t!(w, "guidelines-tiers")) } }
            }
        };
        let title = t!(w, "guidelines-title");
        let page = Page { title, description: t!(w, "guidelines-lead"), canonical: "/guidelines".into(), content: Some(content), ..Page::default() };
        Ok((page, Depends { things: Vec::new(), topic: None }))
    })
    .await
}
