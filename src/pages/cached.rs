//! Pages for guests come from the page cache, before anything else is done; the first reader after a change pays for rendering.

use super::caller::{address_of, session_cookie};
use super::encoding::{self, Encoding};
use super::errors::{Reply, Stop};
use super::reading;
use super::visit::{Visit, guest_language};
use crate::app::App;
use crate::auth::client_address::ClientAddress;
use crate::page_cache::{CachedPage, Rendered, Thing};
use crate::rules::ids::TopicId;
use crate::ui::layout::Page;
use crate::view_counts::Reader;
use actix_web::HttpResponse;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use maud::html;
use std::sync::Arc;

/// What a page depends on beside the topics and members that were read for it, which [`Visit::read`] notes.
pub(super) struct Depends {
    pub things: Vec<Thing>,
    /// The topic whose view is counted.
    pub topic: Option<TopicId>,
}

/// The answer to a guest's request whose page is in the cache.
pub(crate) fn hit(app: &App, request: &ServiceRequest) -> Option<HttpResponse> {
    if request.method() != actix_web::http::Method::GET {
        return None;
    }
    let headers = request.headers();
    let mut chosen = None;
    if headers.contains_key(header::COOKIE) {
        if request.cookie(session_cookie(app)).is_some() || request.cookie("notice").is_some() {
            return None;
        }
        chosen = request.cookie("lang").map(|c| c.value().to_owned());
    }
    let language = guest_language(headers, chosen.as_deref());
    let key = key(language.word(), &reading::read(request.uri().path_and_query().map_or("/", |p| p.as_str())));
    let page = app.pages.find(&key)?;
    if let Some(topic) = page.topic {
        let network = address_of(app, headers, request.peer_addr()).map(ClientAddress::network).unwrap_or_default();
        app.views.count(topic, Reader::Guest(&network), app.clock.now());
    }
    note_asked(app, key, &page);
    Some(answer(&page, headers))
}

/// What is asked for often is compressed well, while it is answered as it is.
fn note_asked(app: &App, key: String, page: &Arc<CachedPage>) {
    if app.pages.asked_often(page) {
        actix_web::rt::spawn(app.pages.clone().press_well(key, page.clone()));
    }
}

fn key(language: &str, here: &str) -> String {
    let mut key = String::with_capacity(language.len() + here.len() + 1);
    key.push_str(language);
    key.push(' ');
    key.push_str(here);
    key
}

/// Answers a guest through the cache and a member directly. `build` makes the page and says what it shows.
///
/// # Errors
/// What `build` answers.
pub(super) async fn page<F>(visit: &Visit, request_headers: &HeaderMap, build: F) -> Reply
where
    F: AsyncFnOnce(&Visit) -> Result<(Page, Depends), Stop>,
{
    if !visit.is_plain_guest() {
        let (page, depends) = build(visit).await?;
        if let Some(topic) = depends.topic {
            visit.count_view(topic);
        }
        return visit.page(page).await;
    }
    let key = key(visit.words.language.word(), &visit.here);
    let _turn = visit.app.pages.turn(&key).await;
    if let Some(kept) = visit.app.pages.find(&key) {
        if let Some(topic) = kept.topic {
            visit.count_view(topic);
        }
        return Ok(answer(&kept, request_headers));
    }
    let before = visit.app.pages.snapshot().since_site(visit.site_version);
    let (page, mut depends) = build(visit).await?;
    depends.things.extend(visit.things_read());
    let body = visit.document(page, html! {}).into_string();
    if let Some(topic) = depends.topic {
        visit.count_view(topic);
    }
    let page = Rendered { content_type: "text/html; charset=utf-8", body, topic: depends.topic, things: depends.things, before };
    let kept = visit.app.pages.keep(key, page).await;
    Ok(answer(&kept, request_headers))
}

/// Answers with something that is no page (a feed): guests alike through the cache, others by what they see. `build` makes the body and says
/// what it shows.
///
/// # Errors
/// What `build` answers.
pub(super) async fn body<F>(visit: &Visit, request_headers: &HeaderMap, content_type: &'static str, build: F) -> Reply
where
    F: AsyncFnOnce(&Visit) -> Result<(String, Vec<Thing>), Stop>,
{
    if visit.sight.reader.is_some() {
        let (body, _) = build(visit).await?;
        let kept_by_nobody = (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        return Ok(HttpResponse::Ok().insert_header(kept_by_nobody).insert_header((header::CONTENT_TYPE, content_type)).body(body));
    }
    let key = key(visit.words.language.word(), &visit.here);
    if let Some(kept) = visit.app.pages.find(&key) {
        note_asked(&visit.app, key, &kept);
        return Ok(answer(&kept, request_headers));
    }
    let _turn = visit.app.pages.turn(&key).await;
    if let Some(kept) = visit.app.pages.find(&key) {
        return Ok(answer(&kept, request_headers));
    }
    let before = visit.app.pages.snapshot().since_site(visit.site_version);
    let (body, mut things) = build(visit).await?;
    things.extend(visit.things_read());
    let kept = visit.app.pages.keep(key, Rendered { content_type, body, topic: None, things, before }).await;
    Ok(answer(&kept, request_headers))
}

/// A cached page as an answer: 304 where the browser has it, compressed where it may be.
pub(super) fn answer(page: &CachedPage, headers: &HeaderMap) -> HttpResponse {
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|t| t.trim().trim_start_matches("W/") == page.etag));
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, page.etag.as_str()))
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")))
        .insert_header((header::VARY, HeaderValue::from_static("Cookie, Accept-Encoding, Accept-Language")));
    if known {
        return response.finish();
    }
    response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static(page.content_type)));
    match encoding::best(headers, &[Encoding::Brotli]) {
        Encoding::Brotli => response.insert_header((header::CONTENT_ENCODING, HeaderValue::from_static("br"))).body(page.brotli.clone()),
        Encoding::Zstd | Encoding::Gzip | Encoding::Identity => response.body(page.plain.clone()),
    }
}
