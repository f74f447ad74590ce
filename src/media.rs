//! Uploads become pictures of our own making: decoded within bounds, turned upright, made small, and written anew, so that nothing of the
//! file that was sent (metadata, hidden parts, tricks on other programs) is ever served.

use crate::rules::ids::MemberId;
use crate::rules::limits::{UPLOAD_BYTES, UPLOAD_PIXELS};
use crate::rules::text::FieldError;
use crate::rules::time::Timestamp;
use crate::store::media::NewMedia;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::FilterType;
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::io::Cursor;
use tokio::sync::Semaphore;

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Shown in a post: as it is, at most so wide and high.
    Post,
    /// A square of a member's face or mark.
    Avatar,
}

/// A picture ready to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Digest of the bytes and an ending.
    pub name: String,
    pub content_type: &'static str,
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
}

/// Longest side of a picture in a post, side of an avatar.
const POST_SIDE: u32 = 1_600;
const AVATAR_SIDE: u32 = 256;
/// Most memory that decoding one picture may take: the largest picture in four bytes a pixel, and room for the decoder.
const DECODING_BYTES: u64 = 256 * 1024 * 1024;
/// An opaque drawing stays PNG up to this size; a photograph sent as PNG is larger and becomes JPEG.
const LARGEST_OPAQUE_PNG: usize = 600 * 1024;
const JPEG_QUALITY: u8 = 85;

/// Pictures decoded at once, so that memory stays bounded.
static DESKS: Semaphore = Semaphore::const_new(2);

/// Makes a picture of an upload, off the request threads.
///
/// # Errors
/// Too large, or no picture.
pub async fn prepare(bytes: Vec<u8>, purpose: Purpose) -> Result<Picture, FieldError> {
    let Ok(_desk) = DESKS.acquire().await else { return Err(FieldError::PictureBroken) };
    // A decoder that panics has met a broken picture.
    tokio::task::spawn_blocking(move || prepare_now(&bytes, purpose)).await.unwrap_or(Err(FieldError::PictureBroken))
}

/// Makes a picture of an upload, on this thread.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_now(bytes: &[u8], purpose: Purpose) -> Result<Picture, FieldError> {
    if bytes.is_empty() {
        return Err(FieldError::Missing);
    }
    if bytes.len() > UPLOAD_BYTES {
        return Err(too_large());
    }
    let format = format_of(bytes).ok_or(FieldError::PictureBroken)?;
    let upright = decode(bytes, format)?;
    let drawn = match purpose {
        Purpose::Post if upright.width().max(upright.height()) > POST_SIDE => upright.resize(POST_SIDE, POST_SIDE, FilterType::CatmullRom),
        Purpose::Post => upright,
        Purpose::Avatar => {
            let side = upright.width().min(upright.height()).clamp(1, AVATAR_SIDE);
            upright.resize_to_fill(side, side, FilterType::CatmullRom)
        }
    };
    let (bytes, content_type, ending) = encode(&drawn, format).map_err(|_| FieldError::PictureBroken)?;
    Ok(Picture { name: format!("{}.{ending}", digest(&bytes)), content_type, width: drawn.width(), height: drawn.height(), bytes })
}

/// The pictures of ours that a text shows or leads to, each once.
pub fn names_in(html: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (at, mark) in html.match_indices("/media/") {
        let rest = &html[at + mark.len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches('.');
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Larger than an upload may be.
pub fn too_large() -> FieldError {
    FieldError::PictureTooLarge { most_megabytes: (UPLOAD_BYTES / (1024 * 1024)) as i64 }
}

impl Picture {
    /// As the store keeps it.
    pub fn into_media(self, member: MemberId, at: Timestamp) -> NewMedia {
        let (width, height) = (i64::from(self.width), i64::from(self.height));
        NewMedia { name: self.name, member: Some(member), content_type: self.content_type, width, height, bytes: self.bytes, at }
    }
}

/// The format by the first bytes, whatever name and type were sent; only the four that are taken.
fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    let guessed = image::guess_format(bytes).ok()?;
    [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP].into_iter().find(|f| *f == guessed)
}

/// Decodes the (first) picture, turned as its metadata says. The header is looked at before anything is unpacked.
fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, FieldError> {
    let broken = |_| FieldError::PictureBroken;
    let mut decoder = ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > UPLOAD_PIXELS || decoder.total_bytes() > DECODING_BYTES {
        return Err(FieldError::PictureTooManyPixels { most_megapixels: (UPLOAD_PIXELS / 1_000_000) as i64 });
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODING_BYTES);
    decoder.set_limits(limits).map_err(broken)?;
    let orientation = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// What is seen through stays PNG, and so does a drawing that is small as PNG; the rest becomes JPEG.
fn encode(picture: &DynamicImage, from: ImageFormat) -> image::ImageResult<(Vec<u8>, &'static str, &'static str)> {
    let seen_through = picture.color().has_alpha() && picture.pixels().any(|(_, _, pixel)| pixel.0[3] < 255);
    if seen_through {
        return Ok((png(&DynamicImage::ImageRgba8(picture.to_rgba8()))?, "image/png", "png"));
    }
    let opaque = DynamicImage::ImageRgb8(picture.to_rgb8());
    if matches!(from, ImageFormat::Png | ImageFormat::Gif) {
        let bytes = png(&opaque)?;
        if bytes.len() <= LARGEST_OPAQUE_PNG {
            return Ok((bytes, "image/png", "png"));
        }
    }
    let mut bytes = Vec::new();
    opaque.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?;
    Ok((bytes, "image/jpeg", "jpg"))
}

fn png(picture: &DynamicImage) -> image::ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, PngFilter::Adaptive))?;
    Ok(bytes)
}

/// Half of the SHA-256 digest in hexadecimal digits: enough that no two pictures meet.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).fold(String::new(), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests;
