//! Pages of members, compressed as they are made: fast, as each is sent once.
//!
//! Of a page that mixes a secret with words that a stranger can put into its address, the length of its compressed form tells the secret
//! bit by bit (BREACH). What pages hold: no token against forged forms (the same-origin guard needs none), no session, no key. What is
//! secret to others is a member's mail address, which stands in the settings, and what the staff's desks show: those pages are sent as
//! they are. The titles of a member's own notifications, drafts and followed topics are read by their members; their pages take
//! no words from the address but the address itself, which is cut down to what the page reads ([`super::reading`]), and the cookie goes
//! along with no request of another site but a visit that the member sees (`SameSite=Lax`), one at a time.

use super::encoding::Encoding;
use actix_web::http::header::{CONTENT_ENCODING, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use flate2::{Compression, write::GzEncoder};
use std::cell::RefCell;
use std::io::Write;

/// What is offered, the fastest first.
pub(super) const OFFERED: &[Encoding] = &[Encoding::Zstd, Encoding::Gzip, Encoding::Brotli];

/// Levels at which a page takes less time than reading it does.
const ZSTD_LEVEL: i32 = 1;
const GZIP_LEVEL: u32 = 1;
const BROTLI_QUALITY: i32 = 1;
/// A page smaller than this fits into one packet as it is.
const LEAST: usize = 1_200;
/// What is larger is compressed off the thread that answers. An ordinary page (a tenth of a millisecond) is not worth the way there.
const LARGE: usize = 256 * 1024;

thread_local! {
    /// Made once for each thread: to make it takes as long as to compress a page.
    static ZSTD: RefCell<Option<zstd::bulk::Compressor<'static>>> = RefCell::new(zstd::bulk::Compressor::new(ZSTD_LEVEL).ok());
}

/// Whether a page holds what others must not learn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Secrets {
    None,
    Some,
}

impl Secrets {
    /// By the page's address.
    pub fn of(here: &str) -> Secrets {
        let path = here.split('?').next().unwrap_or_default();
        let is_secret = ["/settings", "/admin", "/confirm", "/reset", "/welcome", "/unsubscribe"].iter().any(|start| path.starts_with(start));
        if is_secret || path.ends_with("/moderate") { Secrets::Some } else { Secrets::None }
    }
}

/// Answers with a body, compressed where that helps and gives nothing away.
pub(super) async fn answer(mut response: HttpResponseBuilder, body: String, encoding: Encoding, secrets: Secrets) -> HttpResponse {
    if encoding == Encoding::Identity || secrets == Secrets::Some || body.len() < LEAST {
        return response.body(body);
    }
    let pressed = if body.len() < LARGE { Ok(pressed(body, encoding)) } else { tokio::task::spawn_blocking(move || pressed(body, encoding)).await };
    match pressed {
        Ok(Ok(bytes)) => response.insert_header((CONTENT_ENCODING, HeaderValue::from_static(encoding.word()))).body(bytes),
        Ok(Err(body)) => response.body(body),
        Err(error) => {
            tracing::error!(%error, "a page could not be compressed");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// The compressed body, or the body as it was.
fn pressed(body: String, encoding: Encoding) -> Result<Vec<u8>, String> {
    let bytes = body.as_bytes();
    let pressed = match encoding {
        Encoding::Zstd => ZSTD.with_borrow_mut(|press| press.as_mut().and_then(|press| press.compress(bytes).ok())),
        Encoding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(GZIP_LEVEL));
            encoder.write_all(bytes).and_then(|()| encoder.finish()).ok()
        }
        Encoding::Brotli => Some(crate::assets::brotli(bytes, BROTLI_QUALITY)),
        Encoding::Identity => None,
    };
    pressed.ok_or(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_with_a_secret_are_known_by_their_address() {
        for path in ["/settings", "/settings/mail?x=1", "/admin/mail/3", "/members/ada/moderate", "/reset/abc"] {
            assert_eq!(Secrets::of(path), Secrets::Some, "{path}");
        }
        for path in ["/", "/t/1/settings", "/members/ada", "/search?q=/settings"] {
            assert_eq!(Secrets::of(path), Secrets::None, "{path}");
        }
    }

    #[test]
    fn every_encoding_gives_the_page_back() {
        use std::io::Read;
        let page = "<p>One page like another.</p>".repeat(400);
        let press = |encoding| pressed(page.clone(), encoding).unwrap();
        assert_eq!(zstd::bulk::decompress(&press(Encoding::Zstd), page.len()).unwrap(), page.as_bytes());
        let mut text = String::new();
        flate2::read::GzDecoder::new(press(Encoding::Gzip).as_slice()).read_to_string(&mut text).unwrap();
        assert_eq!(text, page);
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut press(Encoding::Brotli).as_slice(), &mut plain).unwrap();
        assert_eq!(plain, page.as_bytes());
    }
}
