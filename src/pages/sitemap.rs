//! What search engines read: `robots.txt` and the sitemap in parts. It is what guests see, whoever asks: machines on the way may keep it.

use super::errors::{Reply, Stop};
use super::topic::encoded;
use super::visit::Visit;
use super::xml::Xml;
use crate::store::tags;
use crate::store::views::sitemap;
use crate::ui::times::iso;
use crate::ui::topic_row::{path_segment, topic_path};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Path;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// Pages that every site has.
const PAGES: [&str; 9] = ["/", "/unanswered", "/top", "/categories", "/tags", "/leaderboard", "/badges", "/tiers", "/guidelines"];
/// Tags that are listed: the most used.
const TAGS: i64 = 1_000;
/// Seconds for which a search engine may keep what it read.
const KEPT: &str = "public, max-age=3600";

/// Pages without words of their own, and forms, are not worth a search engine's time.
pub async fn robots(visit: Visit) -> Reply {
    let body = format!(
        "User-agent: *\nDisallow: /search\nDisallow: /autocomplete/\nDisallow: /similar\nDisallow: /ask\nDisallow: /sign-in\nDisallow: /sign-up\n\
         Disallow: /settings\nDisallow: /admin\nDisallow: /*?sort=\n\nSitemap: {}/sitemap.xml\n",
        visit.app.config.public_url
    );
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").insert_header((header::CACHE_CONTROL, KEPT)).body(body))
}

/// The list of parts: part 0 has pages, categories and tags, the others topics.
pub async fn index(visit: Visit) -> Reply {
    let sight = visit.guests_sight();
    let parts = visit.read(move |conn, _| sitemap::parts(conn, &sight)).await?;
    let mut xml = Xml::new();
    xml.element("sitemapindex", &[("xmlns", NAMESPACE)], |xml| {
        for number in 0..=parts {
            xml.element("sitemap", &[], |xml| xml.text("loc", &[], &format!("{}/sitemap-{number}.xml", visit.app.config.public_url)));
        }
    });
    Ok(answer(xml))
}

pub async fn part(visit: Visit, number: Path<i64>) -> Reply {
    let number = number.into_inner();
    if number == 0 {
        return pages(&visit).await;
    }
    let sight = visit.guests_sight();
    let topics = visit.read(move |conn, _| sitemap::part(conn, &sight, number)).await?;
    if number < 0 || topics.is_empty() {
        return Err(Stop::NotFound);
    }
    let addresses = topics.into_iter().map(|(id, slug, active)| (encoded(&topic_path(id, &slug)), Some(iso(active))));
    Ok(answer(addresses_of(&visit, addresses)))
}

async fn pages(visit: &Visit) -> Reply {
    let sight = visit.guests_sight();
    let for_all = sight.clone();
    let used = visit.read(move |conn, _| tags::most_used(conn, &sight, TAGS)).await?;
    let categories = visit.site.categories.iter().filter(|c| for_all.has_category(c.id)).map(|c| format!("/c/{}", c.slug));
    let tags = used.iter().map(|t| format!("/tags/{}", path_segment(&t.name)));
    let addresses = PAGES.iter().map(ToString::to_string).chain(categories).chain(tags).map(|path| (path, None));
    Ok(answer(addresses_of(visit, addresses)))
}

/// Paths with the moment of their last change, where it is known.
fn addresses_of(visit: &Visit, addresses: impl Iterator<Item = (String, Option<String>)>) -> Xml {
    let mut xml = Xml::new();
    xml.element("urlset", &[("xmlns", NAMESPACE)], |xml| {
        for (path, changed) in addresses {
            xml.element("url", &[], |xml| {
                xml.text("loc", &[], &format!("{}{path}", visit.app.config.public_url));
                if let Some(moment) = &changed {
                    xml.text("lastmod", &[], moment);
                }
            });
        }
    });
    xml
}

fn answer(xml: Xml) -> HttpResponse {
    HttpResponse::Ok().content_type("application/xml; charset=utf-8").insert_header((header::CACHE_CONTROL, KEPT)).body(xml.into_string())
}
