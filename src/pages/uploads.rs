//! Pictures that are sent: read within bounds, made ready by `media`, kept, and answered with their address.

use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::media::{self, Purpose};
use crate::rules::limits::UPLOAD_BYTES;
use crate::rules::privileges::{Action, Subject};
use crate::rules::text::{self, FieldError};
use crate::store::media as pictures;
use crate::t;
use crate::ui::{forms, refusal};
use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder};
use futures_util::TryStreamExt;
use serde_json::json;

/// A file of a form.
#[derive(Debug, Clone, Default)]
pub(super) struct Sent {
    /// Its name on the sender's machine.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// So much of a file that is too large is still read, so that the browser sees the answer instead of a broken connection.
const READ_AT_MOST: usize = 4 * UPLOAD_BYTES;

/// Reads the field `file` of a form; empty where there is none.
///
/// # Errors
/// Too large, or no form at all.
pub(super) async fn read(mut form: Multipart) -> Result<Sent, FieldError> {
    let mut sent = Sent::default();
    let mut seen = 0;
    while let Some(mut field) = form.try_next().await.map_err(|_| FieldError::PictureBroken)? {
        let wanted = field.name() == Some("file");
        if wanted {
            sent.name = field.content_disposition().and_then(|d| d.get_filename()).unwrap_or_default().to_owned();
        }
        while let Some(chunk) = field.try_next().await.map_err(|_| FieldError::PictureBroken)? {
            seen += chunk.len();
            if seen > READ_AT_MOST {
                return Err(media::too_large());
            }
            if wanted && sent.bytes.len() <= UPLOAD_BYTES {
                sent.bytes.extend_from_slice(&chunk);
            }
        }
    }
    if sent.bytes.len() > UPLOAD_BYTES {
        return Err(media::too_large());
    }
    Ok(sent)
}

/// Keeps a picture for a post and answers its address as JSON.
pub async fn post(visit: Visit, form: Multipart) -> Reply {
    let w = visit.words;
    let Some(me) = visit.member() else { return Ok(refused(HttpResponse::Unauthorized(), &t!(w, "refusal-sign-in"))) };
    if let Err(why) = visit.may(Action::PostAnswer, &Subject::default()) {
        return Ok(refused(HttpResponse::Forbidden(), &refusal::sentence(w, &visit.book, &why)));
    }
    if let Err(seconds) = visit.app.attempts.count(&format!("upload {me}")) {
        return Ok(refused(HttpResponse::TooManyRequests(), &t!(w, "error-attempts", n = seconds)));
    }
    let sent = match read(form).await {
        Ok(sent) => sent,
        Err(error) => return Ok(unfit(&visit, &error)),
    };
    let alt = alt(&sent.name);
    let picture = match media::prepare(sent.bytes, Purpose::Post).await {
        Ok(picture) => picture,
        Err(error) => return Ok(unfit(&visit, &error)),
    };
    let kept = picture.into_media(me, visit.now);
    let url = format!("/media/{}", kept.name);
    visit.app.db.write(move |tx| pictures::keep(tx.conn, &kept)).await.map_err(Stop::from)?;
    Ok(HttpResponse::Created().json(json!({ "url": url, "alt": alt })))
}

fn unfit(visit: &Visit, error: &FieldError) -> HttpResponse {
    refused(HttpResponse::build(status(error)), &forms::sentence(visit.words, error))
}

/// The status of a refused picture.
pub(super) fn status(error: &FieldError) -> StatusCode {
    if matches!(error, FieldError::PictureTooLarge { .. }) { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY }
}

fn refused(mut response: HttpResponseBuilder, sentence: &str) -> HttpResponse {
    response.json(json!({ "error": sentence }))
}

/// The file's name without its ending: a beginning for the description, which the writer can better.
fn alt(name: &str) -> String {
    let name = text::clean_line(name);
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    stem.chars().map(|c| if matches!(c, '[' | ']' | '(' | ')' | '_' | '`' | '<' | '>' | '\\') { ' ' } else { c }).take(80).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_description_begins_with_the_files_name() {
        assert_eq!(super::alt("my_mash [tun].jpeg"), "my mash  tun");
        assert_eq!(super::alt(""), "");
    }
}
