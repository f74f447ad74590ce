//! Atom feeds (RFC 4287) of the site, of categories, tags and topics.

mod absolute;

use super::cached;
use super::errors::{Reply, Stop};
use super::topic::encoded;
use super::visit::Visit;
use super::xml::Xml;
use crate::auth::secrets;
use crate::page_cache::Thing;
use crate::rules::ids::TopicId;
use crate::rules::time::{HOUR, Timestamp};
use crate::rules::vocabulary::PostKind;
use crate::store::views::category_list;
use crate::store::views::feed::{self, Entry, Which};
use crate::store::{feed_keys, sight, tags};
use crate::t;
use crate::ui::times::iso;
use crate::ui::topic_row::{path_segment, topic_path};
use actix_web::HttpRequest;
use actix_web::web::{Path, Query};
use serde::Deserialize;

const CONTENT_TYPE: &str = "application/atom+xml; charset=utf-8";

/// A feed's own words.
struct Head {
    title: String,
    subtitle: String,
    /// Path of the page that shows the same.
    page: String,
}

/// The key of a member's own feed.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Key {
    key: Option<String>,
}

/// A key's last use is written no more often than this.
const USED_EVERY: i64 = HOUR;

/// The visit of whoever asks for a feed: with a key, that of its member, whose sight is asked for anew each time. A key that was taken back
/// leads nowhere.
async fn of_key(visit: Visit, key: Query<Key>) -> Result<Visit, Stop> {
    let Some(secret) = key.into_inner().key else { return Ok(visit) };
    let (digest, book, now) = (secrets::digest(&secret), visit.book.clone(), visit.now);
    let (id, used, sight) = visit
        .read(move |conn, _| {
            let (id, member, used) = feed_keys::owner(conn, &digest, now)?.ok_or(Stop::NotFound)?;
            let sight = sight::of_member(conn, member, &book, now)?.ok_or(Stop::NotFound)?;
            Ok::<_, Stop>((id, used, sight))
        })
        .await?;
    if used.is_none_or(|used| now.0 - used.0 > USED_EVERY) {
        visit.app.db.write(move |tx| feed_keys::touch(tx.conn, id, tx.now)).await?;
    }
    Ok(visit.reading_as(sight))
}

pub async fn site(visit: Visit, key: Query<Key>, request: HttpRequest) -> Reply {
    let visit = of_key(visit, key).await?;
    let head = Head { title: visit.site.name.clone(), subtitle: visit.site.description.clone(), page: "/".into() };
    answer(&visit, &request, Which::Site, head).await
}

pub async fn category(visit: Visit, slug: Path<String>, key: Query<Key>, request: HttpRequest) -> Reply {
    let visit = of_key(visit, key).await?;
    let slug = slug.into_inner();
    let found = visit.read(move |conn, sight| category_list::by_slug(conn, sight, &slug)).await?.ok_or(Stop::NotFound)?;
    let head = Head { title: format!("{} · {}", found.name, visit.site.name), subtitle: found.description, page: format!("/c/{}", found.slug) };
    answer(&visit, &request, Which::Category(found.id), head).await
}

pub async fn tag(visit: Visit, name: Path<String>, key: Query<Key>, request: HttpRequest) -> Reply {
    let visit = of_key(visit, key).await?;
    let name = name.into_inner();
    let found = visit.read(move |conn, sight| tags::by_name_seen(conn, sight, &name)).await?.ok_or(Stop::NotFound)?;
    let head =
        Head { title: format!("{} · {}", found.name, visit.site.name), subtitle: found.description, page: format!("/tags/{}", path_segment(&found.name)) };
    answer(&visit, &request, Which::Tag(found.id), head).await
}

pub async fn topic(visit: Visit, id: Path<TopicId>, key: Query<Key>, request: HttpRequest) -> Reply {
    let visit = of_key(visit, key).await?;
    let id = id.into_inner();
    let found = visit
        .read(move |conn, sight| sight::topic(conn, sight, id))
        .await?
        .filter(|t| t.deleted_at.is_none() && t.hidden_at.is_none())
        .ok_or(Stop::NotFound)?;
    let head = Head { title: format!("{} · {}", found.title, visit.site.name), subtitle: String::new(), page: encoded(&topic_path(id, &found.slug)) };
    answer(&visit, &request, Which::Topic(id), head).await
}

/// A feed is the same for all guests, and is kept for them until something in it changes.
async fn answer(visit: &Visit, request: &HttpRequest, which: Which, head: Head) -> Reply {
    cached::body(visit, request.headers(), CONTENT_TYPE, async |visit| {
        let entries = visit.read(move |conn, sight| feed::entries(conn, sight, which)).await?;
        let list = match which {
            Which::Topic(topic) => Thing::Topic(topic),
            Which::Site | Which::Category(_) | Which::Tag(_) => Thing::Lists,
        };
        Ok((document(visit, &head, &entries), vec![list]))
    })
    .await
}

fn document(visit: &Visit, head: &Head, entries: &[Entry]) -> String {
    let base = visit.app.config.public_url.as_str();
    let path = visit.here.split('?').next().unwrap_or("/");
    let own = format!("{base}{path}");
    // A feed without entries has not changed since the beginning of time.
    let updated = entries.iter().map(Entry::updated_at).max().unwrap_or(Timestamp(0));
    let mut xml = Xml::new();
    xml.element("feed", &[("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", visit.words.language.word())], |xml| {
        xml.text("id", &[], &own);
        xml.text("title", &[], &head.title);
        if !head.subtitle.is_empty() {
            xml.text("subtitle", &[], &head.subtitle);
        }
        xml.text("updated", &[], &iso(updated));
        xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &own)]);
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &format!("{base}{}", head.page))]);
        xml.text("generator", &[("version", env!("CARGO_PKG_VERSION"))], "Accolade");
        xml.text("icon", &[], &format!("{base}/assets/icons/favicon.svg"));
        for entry in entries {
            xml.element("entry", &[], |xml| self::entry(visit, xml, entry));
        }
    });
    xml.into_string()
}

fn entry(visit: &Visit, xml: &mut Xml, entry: &Entry) {
    let w = visit.words;
    let base = visit.app.config.public_url.as_str();
    // This address stays when the title changes.
    let id = format!("{base}/posts/{}", entry.post);
    let (title, page) = match entry.kind {
        PostKind::Opening => (entry.title.clone().into(), format!("{base}{}", encoded(&topic_path(entry.topic, &entry.slug)))),
        PostKind::Answer => (t!(w, "feed-answer", title = &entry.title), id.clone()),
        PostKind::Reply => (t!(w, "feed-reply", title = &entry.title), id.clone()),
    };
    xml.text("id", &[], &id);
    xml.text("title", &[], &title);
    xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &page)]);
    xml.text("published", &[], &iso(entry.created_at));
    xml.text("updated", &[], &iso(entry.updated_at()));
    xml.element("author", &[], |xml| match &entry.author {
        Some(author) => {
            xml.text("name", &[], &author.display_name);
            xml.text("uri", &[], &format!("{base}/members/{}", path_segment(&author.handle)));
        }
        None if entry.author_name.is_empty() => xml.text("name", &[], &t!(w, "member-gone")),
        None => xml.text("name", &[], &entry.author_name),
    });
    if entry.kind == PostKind::Opening {
        for tag in entry.tag_names.split_whitespace() {
            xml.empty("category", &[("term", tag)]);
        }
    }
    xml.text("content", &[("type", "html"), ("xml:base", &format!("{base}/"))], &absolute::links(&entry.body_html, base));
}
