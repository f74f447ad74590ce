//! Style sheets, scripts, drawings, fonts; and members' pictures.

use super::encoding::{self, Encoding};
use super::errors::{Reply, Stop};
use crate::app::App;
use crate::store::media as pictures;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

/// Addresses with a digest never change what they mean.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const A_DAY: &str = "public, max-age=86400";

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

/// `/media/…`
pub async fn media(app: Data<App>, name: Path<String>) -> Reply {
    let name = name.into_inner();
    let found = app.db.read(move |conn| pictures::find(conn, &name)).await?;
    let (content_type, bytes) = found.ok_or(Stop::NotFound)?;
    Ok(HttpResponse::Ok().content_type(content_type).insert_header((header::CACHE_CONTROL, FOR_EVER)).body(bytes))
}
