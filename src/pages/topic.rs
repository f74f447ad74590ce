//! A topic: the question or opening post, its answers or replies, comments, and the form to answer.

pub(super) mod post_view;
pub(super) mod view;

use super::cached::{self, Depends};
use super::errors::{Reply, Stop};
use super::visit::{Visit, redirect};
use crate::actions::follow_topic;
use crate::page_cache::Thing;
use crate::rules::ids::TopicId;
use crate::rules::limits::POSTS_A_PAGE;
use crate::rules::vocabulary::Switch;
use crate::store::views::topic_page::{self, After, Sort, TopicPage};
use crate::store::{sight, topics};
use crate::ui::forms::Errors;
use crate::ui::layout::Page;
use crate::ui::topic_row::topic_path;
use actix_web::HttpRequest;
use actix_web::web::{Form, Path, Query};
use serde::Deserialize;

/// Which page of a topic, in which order.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    sort: Option<String>,
    after: Option<String>,
}

/// An address without the title's words leads to the one with them.
pub async fn without_slug(visit: Visit, id: Path<TopicId>) -> Reply {
    let id = id.into_inner();
    let topic = visit.read(move |conn, sight| sight::topic(conn, sight, id)).await?.ok_or(Stop::NotFound)?;
    Ok(redirect(&encoded(&topic_path(id, &topic.slug))))
}

/// A path as a header may carry it.
pub(super) fn encoded(path: &str) -> String {
    path.split('/').map(crate::ui::topic_row::path_segment).collect::<Vec<_>>().join("/")
}

pub async fn page(visit: Visit, path: Path<(TopicId, String)>, place: Query<Place>, request: HttpRequest) -> Reply {
    let (id, slug) = path.into_inner();
    let answer = cached::page(&visit, request.headers(), async |visit| {
        let found = load(visit, id, &place).await?;
        if found.topic.slug != slug {
            return Err(Stop::NotFound);
        }
        if found.unread {
            note_read(visit, id);
        }
        let depends = Depends { things: vec![Thing::Topic(id)], topic: Some(id) };
        Ok((drawn(visit, &found, &place, "", &Errors::default()), depends))
    })
    .await;
    // An old title's address still leads to the topic.
    if matches!(answer, Err(Stop::NotFound)) {
        let topic = visit.read(move |conn, sight| sight::topic(conn, sight, id)).await?;
        if let Some(topic) = topic.filter(|t| t.deleted_at.is_none() && t.slug != slug) {
            return Ok(redirect(&encoded(&topic_path(id, &topic.slug))));
        }
    }
    answer
}

/// Reads the page, as far as the reader may see it.
pub(super) async fn load(visit: &Visit, id: TopicId, place: &Place) -> Result<TopicPage, Stop> {
    let after = match place.after.as_deref() {
        Some(raw) => Some(raw.parse::<After>().map_err(|()| Stop::NotFound)?),
        None => None,
    };
    let sort = if place.sort.as_deref() == Some("oldest") { Sort::Oldest } else { Sort::Best };
    visit.read(move |conn, sight| topic_page::load(conn, sight, id, sort, after, POSTS_A_PAGE)).await?.ok_or(Stop::NotFound)
}

/// Draws the page; `typed` is an answer that came back with errors.
pub(super) fn drawn(visit: &Visit, found: &TopicPage, place: &Place, typed: &str, errors: &Errors) -> Page {
    let path = topic_path(found.topic.id, &found.topic.slug);
    // For search engines and those who share an address, which are guests.
    let is_guest = visit.me.is_none();
    let first = found.opening.as_ref().filter(|o| is_guest && o.post.is_shown()).map(|o| crate::markdown::excerpt(&o.post.body_html, 160)).unwrap_or_default();
    Page {
        title: found.topic.title.clone().into(),
        description: first.into(),
        feed: Some((format!("/t/{}/feed.atom", found.topic.id), found.topic.title.clone())),
        structured: if is_guest { view::structured(visit, found) } else { None },
        canonical: path,
        content: Some(view::topic(visit, found, place.sort.as_deref() == Some("oldest"), typed, errors)),
        side: Some(view::side(visit, found)),
        unlisted: place.after.is_some() || place.sort.is_some() || found.topic.deleted_at.is_some() || found.topic.hidden_at.is_some(),
        ..Page::default()
    }
}

/// Notes that a member read the topic, without making them wait.
fn note_read(visit: &Visit, topic: TopicId) {
    let Some(member) = visit.member() else { return };
    let app = visit.app.clone();
    actix_web::rt::spawn(async move {
        let noted = app
            .db
            .write(move |tx| {
                let now = tx.now;
                if topics::category(tx.conn, topic)?.is_some() {
                    topics::mark_read(tx.conn, topic, member, now)?;
                }
                Ok::<_, crate::store::Error>(())
            })
            .await;
        if let Err(error) = noted {
            tracing::warn!(%error, "a read topic could not be noted");
        }
    });
}

/// A switch's form.
#[derive(Debug, Deserialize)]
pub struct Switched {
    on: Switch,
}

pub async fn follow(visit: Visit, id: Path<TopicId>, form: Form<Switched>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, on) = (id.into_inner(), form.on == Switch::On);
    visit.app.db.write(move |tx| if on { follow_topic::follow(tx, me, id) } else { follow_topic::unfollow(tx, me, id) }).await?;
    back_to(&visit, id, if on { "notice-followed" } else { "notice-unfollowed" }).await
}

pub async fn bookmark(visit: Visit, id: Path<TopicId>, form: Form<Switched>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, on) = (id.into_inner(), form.on == Switch::On);
    visit.app.db.write(move |tx| if on { follow_topic::bookmark(tx, me, id) } else { follow_topic::unbookmark(tx, me, id) }).await?;
    back_to(&visit, id, if on { "notice-bookmarked" } else { "notice-unbookmarked" }).await
}

/// Back to the topic with a notice, or home where it is not there for the reader any more.
pub(super) async fn back_to(visit: &Visit, id: TopicId, notice: &str) -> Reply {
    let topic = visit.read(move |conn, sight| sight::topic(conn, sight, id)).await?;
    let to = topic.map_or_else(|| "/".to_owned(), |topic| encoded(&topic_path(id, &topic.slug)));
    Ok(visit.done(&to, notice))
}
