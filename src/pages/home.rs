//! Lists of topics: latest, unanswered, top, by category, by tag, followed, bookmarked, one's own.

mod view;

use super::cached::{self, Depends};
use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::page_cache::Thing;
use crate::rules::limits::ROWS_A_PAGE;
use crate::rules::ranking::Period;
use crate::rules::text;
use crate::store::categories::Category;
use crate::store::tags::{self, Tag};
use crate::store::views::category_list;
use crate::store::views::topic_list::{self, Cursor, Which};
use crate::t;
use crate::ui::layout::Page;
use crate::ui::topic_row::path_segment;
use crate::ui::words::Said;
use actix_web::http::header;
use actix_web::web::{Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

/// Where in a list, and over which period.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    after: Option<String>,
    period: Option<String>,
}

/// What a list is about, for its heading.
#[derive(Debug, Clone)]
pub(super) enum Heading {
    Latest,
    Unanswered,
    Top(Period),
    Followed,
    Bookmarks,
    Mine,
    Category(Category),
    Tag(Tag),
}

pub async fn latest(visit: Visit, place: Query<Place>, request: HttpRequest) -> Reply {
    cached_list(visit, Heading::Latest, Which::Latest, &place, &request).await
}

pub async fn unanswered(visit: Visit, place: Query<Place>, request: HttpRequest) -> Reply {
    cached_list(visit, Heading::Unanswered, Which::Unanswered, &place, &request).await
}

pub async fn top(visit: Visit, place: Query<Place>, request: HttpRequest) -> Reply {
    let period = place.period.as_deref().and_then(|p| p.parse().ok()).unwrap_or(Period::Week);
    // The beginning of the period moves a minute at a time, so that pages can be kept.
    let since = period.since(crate::rules::time::Timestamp(visit.now.0 - visit.now.0.rem_euclid(crate::rules::time::MINUTE)));
    cached_list(visit, Heading::Top(period), Which::Top { since }, &place, &request).await
}

pub async fn category(visit: Visit, slug: Path<String>, place: Query<Place>, request: HttpRequest) -> Reply {
    let slug = slug.into_inner();
    let asked = slug.clone();
    let Some(found) = visit.read(move |conn, sight| category_list::by_slug(conn, sight, &asked)).await? else {
        // Slugs are of small letters.
        let small = slug.to_lowercase();
        let known = visit.site.categories.iter().any(|category| category.slug == small);
        return if known && small != slug { Ok(moved(&visit, &format!("/c/{small}"))) } else { Err(Stop::NotFound) };
    };
    let which = Which::InCategory(found.id);
    cached_list(visit, Heading::Category(found), which, &place, &request).await
}

pub async fn tag(visit: Visit, name: Path<String>, place: Query<Place>, request: HttpRequest) -> Reply {
    let name = name.into_inner();
    let asked = name.clone();
    let Some(found) = visit.read(move |conn, sight| tags::by_name_seen(conn, sight, &asked)).await? else {
        let spelled = text::tag_spelling(&name);
        let asked = spelled.clone();
        let known = spelled != name && visit.read(move |conn, sight| tags::by_name_seen(conn, sight, &asked)).await?.is_some();
        return if known { Ok(moved(&visit, &format!("/tags/{}", path_segment(&spelled)))) } else { Err(Stop::NotFound) };
    };
    let which = Which::WithTag(found.id);
    cached_list(visit, Heading::Tag(found), which, &place, &request).await
}

pub async fn followed(visit: Visit, place: Query<Place>) -> Reply {
    let me = visit.signed_in()?.member;
    let page = list(&visit, &Heading::Followed, Which::FollowedBy(me), &place).await?;
    visit.page(page).await
}

pub async fn bookmarks(visit: Visit, place: Query<Place>) -> Reply {
    let me = visit.signed_in()?.member;
    let page = list(&visit, &Heading::Bookmarks, Which::BookmarkedBy(me), &place).await?;
    visit.page(page).await
}

pub async fn mine(visit: Visit, place: Query<Place>) -> Reply {
    let me = visit.signed_in()?.member;
    let page = list(&visit, &Heading::Mine, Which::OpenedBy(me), &place).await?;
    visit.page(page).await
}

/// The same list is at another address, for good.
fn moved(visit: &Visit, path: &str) -> HttpResponse {
    let to = visit.here.split_once('?').map_or_else(|| path.to_owned(), |(_, query)| format!("{path}?{query}"));
    HttpResponse::MovedPermanently().insert_header((header::LOCATION, to)).finish()
}

async fn cached_list(visit: Visit, heading: Heading, which: Which, place: &Place, request: &HttpRequest) -> Reply {
    cached::page(&visit, request.headers(), async |visit| {
        let page = list(visit, &heading, which, place).await?;
        Ok((page, Depends { things: vec![Thing::Lists], topic: None }))
    })
    .await
}

async fn list(visit: &Visit, heading: &Heading, which: Which, place: &Place) -> Result<Page, Stop> {
    let after = match place.after.as_deref() {
        Some(raw) => Some(raw.parse::<Cursor>().map_err(|()| Stop::NotFound)?),
        None => None,
    };
    let reader = visit.me.as_ref().map(|m| (m.member, m.member_since));
    let found = visit.read(move |conn, sight| topic_list::page(conn, sight, which, after, ROWS_A_PAGE, reader)).await?;
    let path = visit.here.split('?').next().unwrap_or("/").to_owned();
    let title = match heading {
        Heading::Latest if after.is_none() => Said::default(),
        other => view::title(visit.words, other),
    };
    let feed = match heading {
        Heading::Category(c) => Some((format!("/c/{}/feed.atom", c.slug), c.name.clone())),
        Heading::Tag(tag) => Some((format!("/tags/{}/feed.atom", path_segment(&tag.name)), tag.name.clone())),
        Heading::Latest => Some(("/feed.atom".to_owned(), t!(visit.words, "nav-feed").into_owned())),
        Heading::Unanswered | Heading::Top(_) | Heading::Followed | Heading::Bookmarks | Heading::Mine => None,
    };
    let description: Said = match heading {
        Heading::Category(c) => c.description.clone().into(),
        Heading::Tag(tag) => tag.description.clone().into(),
        _ => Said::default(),
    };
    Ok(Page { title, description, canonical: path, feed, content: Some(view::list(visit, heading, &found)), unlisted: after.is_some(), ..Page::default() })
}
