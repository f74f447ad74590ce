//! Style sheets, scripts, drawings, fonts; and members' pictures, as far as the reader sees where they stand.

use super::encoding::{self, Encoding};
use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::app::App;
use crate::assets::{Asset, TIERS};
use crate::rules::sight::Sight;
use crate::store::media as pictures;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use std::sync::Arc;

/// Addresses with a digest never change what they mean.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const A_DAY: &str = "public, max-age=86400";
const NOT_AT_ALL: &str = "no-store";
/// What not everybody may see is kept by nobody on the way, and asked for again each time.
const ASKED_AGAIN: &str = "private, no-cache";

/// `/assets/…`
pub async fn file(app: Data<App>, path: Path<String>, request: HttpRequest) -> Reply {
    let asked = request.query_string().strip_prefix("v=");
    if path.as_str() == TIERS {
        let sheet = sheet(&app, asked);
        return Ok(served(&sheet, asked, &request));
    }
    let asset = app.assets.find(&path).ok_or(Stop::NotFound)?;
    Ok(served(asset, asked, &request))
}

/// The tier colours of the version whose digest the address has; of the one in force where it has none that is known here.
fn sheet(app: &App, asked: Option<&str>) -> Arc<Asset> {
    let in_force = app.assets.tiers(&app.db.rulebook());
    if asked.is_none_or(|digest| digest == in_force.digest) {
        return in_force;
    }
    let books = app.db.rulebooks();
    let found = books.all().rev().map(|book| app.assets.tiers(book)).find(|sheet| asked == Some(&*sheet.digest));
    found.unwrap_or(in_force)
}

fn served(asset: &Asset, asked: Option<&str>, request: &HttpRequest) -> HttpResponse {
    // Another node may name what it has under a digest that is not this one's: nobody keeps this for that.
    let kept = match asked {
        Some(digest) if digest == asset.digest => FOR_EVER,
        Some(_) => NOT_AT_ALL,
        None => A_DAY,
    };
    let mut response = HttpResponse::Ok();
    response.content_type(asset.content_type).insert_header((header::CACHE_CONTROL, kept)).insert_header((header::VARY, "Accept-Encoding"));
    match &asset.brotli {
        Some(brotli) if encoding::best(request.headers(), &[Encoding::Brotli]) == Encoding::Brotli => {
            response.insert_header((header::CONTENT_ENCODING, "br")).body(brotli.clone())
        }
        _ => response.body(asset.bytes.clone()),
    }
}

/// `/media/…`: a picture of which every post is closed to the reader is not there for them. Where no category is closed to anybody, nobody is
/// asked who they are.
pub async fn media(app: Data<App>, name: Path<String>, request: HttpRequest) -> Reply {
    let name = name.into_inner();
    let kept = if app.site().audiences.is_empty() && !app.is_site_stale() { FOR_EVER } else { kept_for(&request, &name).await? };
    let found = app.db.read(move |conn| pictures::find(conn, &name)).await?;
    let (content_type, bytes) = found.ok_or(Stop::NotFound)?;
    Ok(HttpResponse::Ok().content_type(content_type).insert_header((header::CACHE_CONTROL, kept)).body(bytes))
}

/// How long, and by whom, a picture may be kept that this reader may see.
///
/// # Errors
/// [`Stop::NotFound`] where they may not.
async fn kept_for(request: &HttpRequest, name: &str) -> Result<&'static str, Stop> {
    let visit = Visit::of(request).await?;
    let name = name.to_owned();
    let uses = visit.read(move |conn, _| pictures::uses(conn, &name)).await?;
    let guests = visit.guests_sight();
    let is_for = |sight: &Sight| uses.is_avatar || uses.categories.is_empty() || uses.categories.iter().any(|category| sight.has_category(*category));
    if is_for(&guests) {
        return Ok(FOR_EVER);
    }
    if is_for(&visit.sight) { Ok(ASKED_AGAIN) } else { Err(Stop::NotFound) }
}
