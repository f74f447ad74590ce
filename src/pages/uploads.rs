//! Pictures that are sent: read within bounds, made ready by `media`, kept, and answered with their address; for scripts as JSON, else on
//! a page from which a writer takes the line for the text.

use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::media::room::Room;
use crate::media::{self, Purpose};
use crate::rules::limits::UPLOAD_BYTES;
use crate::rules::text::{self, FieldError};
use crate::store::media as pictures;
use crate::t;
use crate::ui::forms::{self, Errors};
use crate::ui::layout::{Page, Shape};
use actix_multipart::{Multipart, MultipartError};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use futures_util::TryStreamExt;
use maud::html;
use serde_json::json;

/// A file of a form.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// Its name on the sender's machine.
    pub name: String,
    pub bytes: Vec<u8>,
    /// Held until the picture is made.
    room: Room,
}

/// So much of a file that is too large is still read, so that the browser sees the answer instead of a broken connection.
const READ_AT_MOST: usize = 4 * UPLOAD_BYTES;

/// Reads the field `file` of a form; empty where there is none.
///
/// # Errors
/// Too large, no form at all, or no room for it beside others.
pub(super) async fn read(mut form: Multipart) -> Result<Sent, FieldError> {
    let mut sent = Sent::default();
    let mut seen = 0;
    while let Some(mut field) = form.try_next().await.map_err(|e| unread(&e))? {
        let wanted = field.name() == Some("file");
        if wanted {
            sent.name = field.content_disposition().and_then(|d| d.get_filename()).unwrap_or_default().to_owned();
        }
        while let Some(chunk) = field.try_next().await.map_err(|e| unread(&e))? {
            seen += chunk.len();
            if seen > READ_AT_MOST {
                return Err(media::too_large());
            }
            if wanted && sent.bytes.len() <= UPLOAD_BYTES {
                sent.room.grow(sent.bytes.len() + chunk.len()).map_err(|_| FieldError::PicturesBusy)?;
                sent.bytes.extend_from_slice(&chunk);
            }
        }
    }
    if sent.bytes.len() > UPLOAD_BYTES {
        return Err(media::too_large());
    }
    Ok(sent)
}

/// Why a form could not be read: its end did not come, or it is none.
fn unread(error: &MultipartError) -> FieldError {
    match error {
        MultipartError::Payload(_) | MultipartError::Incomplete => FieldError::PictureIncomplete,
        _ => FieldError::PictureBroken,
    }
}

/// A picture that was kept.
struct Kept {
    url: String,
    /// Its description, to begin with.
    alt: String,
}

/// Why a picture was not kept.
enum Unkept {
    Stop(Stop),
    Unfit(FieldError),
}

impl From<Stop> for Unkept {
    fn from(stop: Stop) -> Unkept {
        Unkept::Stop(stop)
    }
}

impl From<FieldError> for Unkept {
    fn from(error: FieldError) -> Unkept {
        Unkept::Unfit(error)
    }
}

pub async fn form(visit: Visit) -> Reply {
    visit.page(page(&visit, None, &Errors::default())).await
}

pub async fn post(visit: Visit, form: Multipart) -> Reply {
    match (keep(&visit, form).await, visit.wants_page) {
        (Ok(kept), true) => visit.page_with(StatusCode::CREATED, page(&visit, Some(&kept), &Errors::default())).await,
        (Ok(kept), false) => Ok(HttpResponse::Created().json(json!({ "url": kept.url, "alt": kept.alt }))),
        (Err(Unkept::Unfit(error)), true) => visit.page_with(status(&error), page(&visit, None, &Errors(vec![("file", error)]))).await,
        (Err(Unkept::Unfit(error)), false) => Ok(refused(status(&error), &forms::sentence(visit.words, &error))),
        (Err(Unkept::Stop(stop)), _) => Err(stop),
    }
}

/// Keeps a picture for a post.
async fn keep(visit: &Visit, form: Multipart) -> Result<Kept, Unkept> {
    let me = visit.signed_in()?.member;
    visit.app.attempts.count(&format!("upload {me}")).map_err(|seconds| Stop::TooManyAttempts { seconds })?;
    let sent = read(form).await?;
    let alt = alt(&sent.name);
    let picture = media::prepare(sent.bytes, Purpose::Post).await?.into_media(me, visit.now);
    let url = format!("/media/{}", picture.name);
    visit.app.db.write(move |tx| pictures::keep(tx.conn, &picture)).await.map_err(Stop::from)?;
    Ok(Kept { url, alt })
}

/// The page for browsers without scripts: a picture goes out, the line for the text comes back.
fn page(visit: &Visit, kept: Option<&Kept>, errors: &Errors) -> Page {
    let w = visit.words;
    let wrong = errors.of("file").is_some();
    let content = html! {
        h1 { (t!(w, "picture-title")) }
        p.lead { (t!(w, "picture-lead")) }
        @if let Some(kept) = kept {
            section.form {
                div.field {
                    label for="line" { (t!(w, "picture-line")) }
                    input id="line" readonly value={ "![" (kept.alt) "](" (kept.url) ")" } aria-describedby="line-hint";
                    p.hint id="line-hint" { (t!(w, "picture-line-hint")) }
                }
                div.prose { p { img src=(kept.url) alt=(kept.alt); } }
            }
        }
        form.form.section method="post" action="/uploads" enctype="multipart/form-data" {
            div class={ "field" @if wrong { " invalid" } } {
                label for="file" { (t!(w, "picture-file")) }
                input id="file" type="file" name="file" required accept="image/png,image/jpeg,image/gif,image/webp" aria-invalid=[wrong.then_some("true")]
                    aria-describedby=[forms::described_by(errors, "file", true)];
                (forms::error_line(w, errors, "file"))
                p.hint id="file-hint" { (t!(w, "picture-hint", n = (UPLOAD_BYTES / (1024 * 1024)) as i64)) }
            }
            div.actions { button.primary { (t!(w, "picture-send")) } }
        }
    };
    Page { title: t!(w, "picture-title"), content: Some(content), shape: Shape::Plain, unlisted: true, ..Page::default() }
}

/// The status of a refused picture.
pub(super) fn status(error: &FieldError) -> StatusCode {
    match error {
        FieldError::PictureTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        FieldError::PicturesBusy => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn refused(status: StatusCode, sentence: &str) -> HttpResponse {
    HttpResponse::build(status).json(json!({ "error": sentence }))
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
