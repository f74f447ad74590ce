//! Style sheets, scripts, drawings, fonts; and members' pictures, as far as the reader sees where they stand.

use super::encoding::{self, Encoding};
use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::app::App;
use crate::rules::sight::Sight;
use crate::store::media as pictures;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

/// Addresses with a digest never change what they mean.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const A_DAY: &str = "public, max-age=86400";
/// What not everybody may see is kept by nobody on the way, and asked for again each time.
const ASKED_AGAIN: &str = "private, no-cache";

/// `/assets/…`
pub async fn file(app: Data<App>, path: Path<String>, request: HttpRequest) -> Reply {
    let asset = app.assets.find(&path).ok_or(Stop::NotFound)?;
    let kept = if request.query_string().starts_with("v=") { FOR_EVER } else { A_DAY };
    let mut response = HttpResponse::Ok();
    response.content_type(asset.content_type).insert_header((header::CACHE_CONTROL, kept)).insert_header((header::VARY, "Accept-Encoding"));
    Ok(match &asset.brotli {
        Some(brotli) if encoding::best(request.headers(), &[Encoding::Brotli]) == Encoding::Brotli => {
            response.insert_header((header::CONTENT_ENCODING, "br")).body(brotli.clone())
        }
        _ => response.body(asset.bytes.clone()),
    })
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
