//! Uploads become pictures of our own making: decoded within bounds, turned upright, made small, and written anew, so that nothing of the
//! file that was sent (metadata, hidden parts, tricks on other programs) is ever served.
//!
//! Each step has its bound: the bytes that are sent and those that wait ([`room`]), the sides and the number of pixels, the memory of the
//! decoder ([`look`]), of making it small, and of all pictures that are worked on at a time, and the bytes that are kept.

mod colour;
mod look;
mod moving;
pub mod room;
mod whole;

use crate::rules::ids::MemberId;
use crate::rules::limits::UPLOAD_BYTES;
use crate::rules::text::FieldError;
use crate::rules::time::Timestamp;
use crate::store::media::NewMedia;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType as PngFilter, PngEncoder};
use image::imageops::{self, FilterType};
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageFormat, RgbaImage};
use look::Look;
use sha2::{Digest, Sha256};
use std::fmt::Write;

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
/// An opaque drawing stays PNG up to this size; a photograph sent as PNG is larger and becomes JPEG.
const LARGEST_OPAQUE_PNG: usize = 600 * 1024;
/// What is kept of a still picture is no larger: noise that is seen through would be ten megabytes as PNG.
const LARGEST_KEPT: usize = 3 * 1024 * 1024;
const JPEG_QUALITY: u8 = 85;

/// Makes a picture of an upload, off the request threads, as soon as there is memory for it.
///
/// # Errors
/// Too large, or no picture.
pub async fn prepare(bytes: Vec<u8>, purpose: Purpose) -> Result<Picture, FieldError> {
    // A decoder that panics has met a broken picture.
    let broken = |_| FieldError::PictureBroken;
    let (bytes, look) = tokio::task::spawn_blocking(move || (look::look(&bytes), bytes)).await.map(|(look, bytes)| (bytes, look)).map_err(broken)?;
    let look = look?;
    let Ok(_desk) = room::for_decoding(look.memory).await else { return Err(FieldError::PictureBroken) };
    tokio::task::spawn_blocking(move || draw(&bytes, &look, purpose)).await.map_err(broken)?
}

/// Makes a picture of an upload, on this thread.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_now(bytes: &[u8], purpose: Purpose) -> Result<Picture, FieldError> {
    draw(bytes, &look::look(bytes)?, purpose)
}

fn draw(bytes: &[u8], look: &Look, purpose: Purpose) -> Result<Picture, FieldError> {
    if purpose == Purpose::Post {
        match look.format {
            ImageFormat::Gif => {
                if let Some(moving) = moving::rewritten(bytes)? {
                    let name = format!("{}.gif", digest(&moving));
                    return Ok(Picture { name, content_type: "image/gif", width: look.width, height: look.height, bytes: moving });
                }
            }
            _ if look.moves => return Err(FieldError::PictureMoves),
            _ => {}
        }
    }
    let mut drawn = still(bytes, look, purpose)?;
    loop {
        let (bytes, content_type, ending) = encode(&drawn, look.format).map_err(|_| FieldError::PictureBroken)?;
        if bytes.len() <= LARGEST_KEPT || drawn.width().min(drawn.height()) < 2 {
            return Ok(Picture { name: format!("{}.{ending}", digest(&bytes)), content_type, width: drawn.width(), height: drawn.height(), bytes });
        }
        drawn = imageops::resize(&drawn, (drawn.width() * 3 / 4).max(1), (drawn.height() * 3 / 4).max(1), FilterType::CatmullRom);
    }
}

/// The (first) picture, small, upright, and in the colours that browsers take for granted.
fn still(bytes: &[u8], look: &Look, purpose: Purpose) -> Result<RgbaImage, FieldError> {
    let broken = |_| FieldError::PictureBroken;
    let mut decoder = look::decoder(bytes, look.format)?;
    let orientation = decoder.orientation().map_err(broken)?;
    let profile = decoder.icc_profile().map_err(broken)?;
    let decoded = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let mut small = made_small(decoded, purpose);
    // Turned only now that it is small: a turned copy of fifty million pixels is two hundred megabytes more.
    small.apply_orientation(orientation);
    let mut drawn = small.into_rgba8();
    if let Some(profile) = profile {
        colour::into_srgb(&mut drawn, &profile);
    }
    Ok(drawn)
}

/// Makes a picture as small as it is shown. What is twice as large or more is averaged, which needs no memory but the result's; resizing
/// with a filter keeps a copy of 16 bytes for each pixel of the width that was sent.
fn made_small(picture: DynamicImage, purpose: Purpose) -> DynamicImage {
    let (width, height) = picture.dimensions();
    match purpose {
        Purpose::Post if width.max(height) >= 2 * POST_SIDE => picture.thumbnail(POST_SIDE, POST_SIDE),
        Purpose::Post if width.max(height) > POST_SIDE => picture.resize(POST_SIDE, POST_SIDE, FilterType::CatmullRom),
        Purpose::Post => picture,
        Purpose::Avatar => {
            let square = width.min(height);
            let middle = picture.view((width - square) / 2, (height - square) / 2, square, square);
            let side = square.clamp(1, AVATAR_SIDE);
            if square >= 2 * AVATAR_SIDE {
                DynamicImage::ImageRgba8(imageops::thumbnail(&*middle, side, side))
            } else {
                DynamicImage::ImageRgba8(imageops::resize(&*middle, side, side, FilterType::CatmullRom))
            }
        }
    }
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

/// What is seen through stays PNG, and so does a drawing that is small as PNG; the rest becomes JPEG.
fn encode(picture: &RgbaImage, from: ImageFormat) -> image::ImageResult<(Vec<u8>, &'static str, &'static str)> {
    if picture.pixels().any(|pixel| pixel.0[3] < 255) {
        return Ok((png(&DynamicImage::ImageRgba8(picture.clone()))?, "image/png", "png"));
    }
    let opaque = DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(picture.clone()).into_rgb8());
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
