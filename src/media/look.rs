//! A first look at an upload: what it is and what it will take, before anything of it is unpacked.

use super::{POST_SIDE, too_large, whole};
use crate::rules::limits::{UPLOAD_BYTES, UPLOAD_PIXELS, UPLOAD_SIDE};
use crate::rules::text::FieldError;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Most memory that unpacking one picture may take: the largest photograph in four bytes a pixel.
pub(super) const DECODING_BYTES: u64 = 200 * 1024 * 1024;

/// What a first look tells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub format: ImageFormat,
    pub width: u32,
    pub height: u32,
    /// Whether it has more than one frame; not told of GIF, whose frames are known only when all are read.
    pub moves: bool,
    /// Bytes of memory that making a picture of it takes at most.
    pub memory: u64,
}

/// Looks at an upload.
///
/// # Errors
/// No picture, an incomplete one, or one that is too large in any way.
pub(super) fn look(bytes: &[u8]) -> Result<Look, FieldError> {
    if bytes.is_empty() {
        return Err(FieldError::Missing);
    }
    if bytes.len() > UPLOAD_BYTES {
        return Err(too_large());
    }
    let format = format_of(bytes).ok_or(FieldError::PictureBroken)?;
    let ending = whole::ending(bytes, format);
    let decoder = decoder(bytes, format)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let bytes_a_pixel = u64::from(decoder.color_type().bytes_per_pixel()) + working_bytes(format, ending.progressive);
    let most_pixels = UPLOAD_PIXELS.min(DECODING_BYTES / bytes_a_pixel);
    if pixels > most_pixels {
        return Err(FieldError::PictureTooManyPixels { most_megapixels: (most_pixels / 1_000_000) as i64 });
    }
    if width.max(height) > UPLOAD_SIDE {
        return Err(FieldError::PictureTooLong { most_pixels: i64::from(UPLOAD_SIDE) });
    }
    if !ending.reached {
        return Err(FieldError::PictureIncomplete);
    }
    let moves = match format {
        ImageFormat::Png => PngDecoder::new(Cursor::new(bytes)).and_then(|d| d.is_apng()).map_err(|_| FieldError::PictureBroken)?,
        ImageFormat::WebP => WebPDecoder::new(Cursor::new(bytes)).map_err(|_| FieldError::PictureBroken)?.has_animation(),
        _ => false,
    };
    // Where a filter makes it small: its copy of 16 bytes a pixel, as wide as what was sent and as high as the result.
    let filtered = if width.max(height) < 2 * POST_SIDE { pixels * 16 } else { 0 };
    Ok(Look { format, width, height, moves, memory: pixels * bytes_a_pixel + filtered })
}

/// A decoder that unpacks no more than the bounds allow.
pub(super) fn decoder(bytes: &[u8], format: ImageFormat) -> Result<impl ImageDecoder, FieldError> {
    let broken = |_| FieldError::PictureBroken;
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODING_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder().map_err(broken)?;
    // What is refused here has its own sentences in `look`, which knows more than the decoder.
    if decoder.total_bytes() <= DECODING_BYTES {
        decoder.set_limits(limits).map_err(broken)?;
    }
    Ok(decoder)
}

/// The format by the first bytes, whatever name and type were sent; only the four that are taken.
fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    let guessed = image::guess_format(bytes).ok()?;
    [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP].into_iter().find(|f| *f == guessed)
}

/// Bytes a pixel that a decoder keeps beside its result: a progressive JPEG is whole in coefficients before the first pixel is known, WebP
/// and GIF draw on a sheet of their own.
fn working_bytes(format: ImageFormat, progressive: bool) -> u64 {
    match format {
        ImageFormat::Jpeg if progressive => 6,
        ImageFormat::WebP | ImageFormat::Gif => 4,
        _ => 0,
    }
}
