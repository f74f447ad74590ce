//! The categories, each with what it is about and its latest topic.

use super::cached::{self, Depends};
use super::errors::Reply;
use super::visit::Visit;
use crate::page_cache::Thing;
use crate::rules::vocabulary::Role;
use crate::store::categories::Category;
use crate::store::views::category_list::{self, Latest};
use crate::t;
use crate::ui::icons::{dot, icon};
use crate::ui::layout::Page;
use crate::ui::topic_row::topic_path;
use crate::ui::words::number;
use crate::ui::{member_name, times};
use actix_web::HttpRequest;
use maud::{Markup, html};

pub async fn page(visit: Visit, request: HttpRequest) -> Reply {
    cached::page(&visit, request.headers(), async |visit| {
        let found = visit.read(category_list::load).await?;
        let page = Page { title: t!(visit.words, "nav-categories"), canonical: "/categories".into(), content: Some(view(visit, &found)), ..Page::default() };
        Ok((page, Depends { things: vec![Thing::Lists], topic: None }))
    })
    .await
}

fn view(visit: &Visit, found: &[(Category, Option<Latest>)]) -> Markup {
    let w = visit.words;
    let manager = visit.is_at_least(Role::Manager);
    html! {
        div.head {
            h1 { (t!(w, "nav-categories")) }
            @if manager && !found.is_empty() { a.button href="/admin/categories" { (t!(w, "nav-admin-categories")) } }
        }
        @if found.is_empty() {
            div.empty {
                (icon("leaf"))
                h2 { (t!(w, "categories-none")) }
                @if manager { div.actions { a.button.primary href="/admin/categories" { (t!(w, "nav-admin-categories")) } } }
            }
        } @else {
            ul.cats { @for (category, latest) in found { (line(visit, category, latest.as_ref())) } }
        }
    }
}

fn line(visit: &Visit, category: &Category, latest: Option<&Latest>) -> Markup {
    let w = visit.words;
    html! {
        li.cat {
            div {
                h2 { (dot(&category.colour)) a href={ "/c/" (category.slug) } { (category.name) } }
                @if !category.description.is_empty() { p { (category.description) } }
            }
            div.num { b { (number(category.topic_count)) } span { (t!(w, "categories-topics", n = category.topic_count)) } }
            @match latest {
                Some(latest) => div.latest {
                    a href=(topic_path(latest.topic, &latest.slug)) { (latest.title) }
                    br;
                    @if let Some(member) = &latest.member { (member_name::name(w, &visit.book, member)) " · " }
                    (times::ago(w, visit.now, latest.active_at))
                },
                None => div.latest.quiet { (t!(w, "categories-nothing")) },
            }
        }
    }
}
