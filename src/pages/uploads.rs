//! Pictures that are sent: read within bounds, made ready by `media`, kept, and answered with their address; for scripts as JSON, else on
//! a page from which a writer takes the line for the text.

use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::actions::Failure;
use crate::actions::pictures::{self, keep_picture, remove_picture};
use crate::media::room::Room;
use crate::media::{self, Purpose};
use crate::rules::limits::{ROWS_A_PAGE, UPLOAD_BYTES};
use crate::rules::text::{self, FieldError};
use crate::store::views::own_pictures::{self, OwnPicture, Use};
use crate::t;
use crate::ui::forms::{self, Errors};
use crate::ui::layout::{Page, Shape};
use crate::ui::times;
use crate::ui::words::number;
use actix_multipart::{Multipart, MultipartError};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query};
use futures_util::TryStreamExt;
use maud::{Markup, html};
use serde::Deserialize;
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

impl From<Failure> for Unkept {
    fn from(failure: Failure) -> Unkept {
        match failure {
            Failure::Invalid(mut wrong) if wrong.len() == 1 => Unkept::Unfit(wrong.remove(0).1),
            failure => Unkept::Stop(failure.into()),
        }
    }
}

impl From<FieldError> for Unkept {
    fn from(error: FieldError) -> Unkept {
        Unkept::Unfit(error)
    }
}

/// Which page of one's pictures, from 1.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    page: Option<i64>,
}

/// What one has sent, as far as the page shows it.
struct Mine {
    pictures: Vec<OwnPicture>,
    taken: pictures::Room,
    room: pictures::Room,
    /// From 0.
    page: i64,
}

pub async fn form(visit: Visit, asked: Query<Asked>) -> Reply {
    let mine = mine(&visit, asked.page.unwrap_or(1).clamp(1, 1_000) - 1).await?;
    visit.page(page(&visit, None, &mine, &Errors::default())).await
}

pub async fn post(visit: Visit, form: Multipart) -> Reply {
    let kept = keep(&visit, form).await;
    if !visit.wants_page {
        return match kept {
            Ok(kept) => Ok(HttpResponse::Created().json(json!({ "url": kept.url, "alt": kept.alt }))),
            Err(Unkept::Unfit(error)) => Ok(refused(status(&error), &forms::sentence(visit.words, &error))),
            Err(Unkept::Stop(stop)) => Err(stop),
        };
    }
    let (status, kept, errors) = match kept {
        Ok(kept) => (StatusCode::CREATED, Some(kept), Errors::default()),
        Err(Unkept::Unfit(error)) => (status(&error), None, Errors(vec![("file", error)])),
        Err(Unkept::Stop(stop)) => return Err(stop),
    };
    let mine = mine(&visit, 0).await?;
    visit.page_with(status, page(&visit, kept.as_ref(), &mine, &errors)).await
}

/// Removes one that nothing shows.
pub async fn remove(visit: Visit, name: Path<String>) -> Reply {
    let me = visit.signed_in()?.member;
    let name = name.into_inner();
    visit.app.db.write(move |tx| remove_picture(tx, me, &name)).await?;
    Ok(visit.done("/uploads", "notice-picture-removed"))
}

async fn mine(visit: &Visit, page: i64) -> Result<Mine, Stop> {
    let me = visit.signed_in()?;
    let (member, room) = (me.member, pictures::room(&visit.book, &me.tier));
    let (pictures, taken) = visit.read(move |conn, sight| own_pictures::of_member(conn, sight, member, page, ROWS_A_PAGE)).await?;
    Ok(Mine { pictures, taken, room, page })
}

/// Keeps a picture for a post.
async fn keep(visit: &Visit, form: Multipart) -> Result<Kept, Unkept> {
    let me = visit.signed_in()?.member;
    visit.app.attempts.count(&format!("upload {me}")).map_err(|seconds| Stop::TooManyAttempts { seconds })?;
    let sent = read(form).await?;
    let alt = alt(&sent.name);
    let picture = media::prepare(sent.bytes, Purpose::Post).await?.into_media(me, visit.now);
    let url = format!("/media/{}", picture.name);
    visit.app.db.write(move |tx| keep_picture(tx, me, &picture)).await?;
    Ok(Kept { url, alt })
}

/// The page for browsers without scripts: a picture goes out, the line for the text comes back.
fn page(visit: &Visit, kept: Option<&Kept>, mine: &Mine, errors: &Errors) -> Page {
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
        (own(visit, mine))
    };
    Page { title: t!(w, "picture-title"), content: Some(content), shape: Shape::Plain, unlisted: true, ..Page::default() }
}

/// One's own pictures: where each is used, and a way to remove what nothing shows.
fn own(visit: &Visit, mine: &Mine) -> Markup {
    let w = visit.words;
    let megabytes = |bytes: i64| number((bytes + 1024 * 1024 - 1) / (1024 * 1024));
    html! {
        section.section aria-labelledby="own" {
            h2 id="own" { (t!(w, "pictures-own")) }
            p.quiet {
                (t!(w, "pictures-room", taken = number(mine.taken.pictures), most = number(mine.room.pictures), megabytes = megabytes(mine.taken.bytes), most_megabytes = megabytes(mine.room.bytes)))
            }
            @if mine.pictures.is_empty() { p.quiet { (t!(w, "pictures-none")) } } @else {
                ul.items { @for picture in &mine.pictures { (one(visit, picture)) } }
            }
            @let more = i64::try_from(mine.pictures.len()).is_ok_and(|shown| shown == ROWS_A_PAGE);
            @if mine.page > 0 || more {
                nav.pager aria-label=(t!(w, "pages")) {
                    @if mine.page > 0 { a.button href="/uploads" { (t!(w, "page-first")) } }
                    @if more { a.button rel="next" href={ "/uploads?page=" (mine.page + 2) } { (t!(w, "page-older")) } }
                }
            }
        }
    }
}

fn one(visit: &Visit, picture: &OwnPicture) -> Markup {
    let w = visit.words;
    let href = format!("/media/{}", picture.name);
    html! {
        li.item {
            a href=(href) { img.avatar src=(href) alt=(t!(w, "pictures-of-size", width = number(picture.width), height = number(picture.height))) width="40" height="40" loading="lazy"; }
            div.text {
                span { (times::ago(w, visit.now, picture.at)) " · " (t!(w, "pictures-kilobytes", n = number((picture.bytes + 1023) / 1024))) }
                span.small {
                    @if picture.used.is_empty() { (t!(w, "pictures-unused")) }
                    @for (n, used) in picture.used.iter().enumerate() {
                        @if n > 0 { " · " }
                        @match used {
                            Use::Post { post, title: Some(title) } => a href={ "/posts/" (post) } { (title) },
                            Use::Post { title: None, .. } => (t!(w, "pictures-used-away")),
                            Use::Avatar => (t!(w, "pictures-used-avatar")),
                            Use::About => (t!(w, "pictures-used-about")),
                            Use::Draft => (t!(w, "pictures-used-draft")),
                        }
                    }
                }
            }
            @if picture.used.is_empty() {
                form.end method="post" action={ "/uploads/" (picture.name) "/remove" } { button.small.danger { (t!(w, "pictures-remove")) } }
            }
        }
    }
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
