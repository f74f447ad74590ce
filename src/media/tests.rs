//! What comes out of uploads, and which are refused.

use super::*;
use image::{Rgb, RgbImage, Rgba, RgbaImage};
use std::time::{Duration, Instant};

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([250, 10, 10]) } else { Rgb([10, 10, 250]) });
    DynamicImage::ImageRgb8(picture).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg).unwrap();
    bytes
}

/// A JPEG with an Exif part: turned by 90 degrees, and the words of a place.
fn jpeg_with_exif() -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    tiff.extend(2_u16.to_le_bytes());
    // Make: 12 bytes of text at offset 38; orientation: 6.
    for (tag, kind, count, value) in [(0x010F_u16, 2_u16, 12_u32, 38_u32), (0x0112, 3, 1, 6)] {
        tiff.extend(tag.to_le_bytes());
        tiff.extend(kind.to_le_bytes());
        tiff.extend(count.to_le_bytes());
        tiff.extend(value.to_le_bytes());
    }
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(b"SECRET PLACE\0");
    let mut part = b"Exif\0\0".to_vec();
    part.extend(tiff);
    let plain = jpeg(40, 20);
    let mut bytes = plain[..2].to_vec();
    bytes.extend([0xFF, 0xE1]);
    bytes.extend(u16::try_from(part.len() + 2).unwrap().to_be_bytes());
    bytes.extend(part);
    bytes.extend(&plain[2..]);
    bytes
}

/// The beginning of a PNG that claims to be so large.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(width.to_be_bytes());
    chunk.extend(height.to_be_bytes());
    chunk.extend([8, 6, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend(&chunk);
    bytes.extend(crc(&chunk).to_be_bytes());
    bytes.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xEDB8_8320 } else { c >> 1 }))
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|w| w == word)
}

#[test]
fn metadata_goes_and_the_picture_is_upright() {
    let sent = jpeg_with_exif();
    assert!(contains(&sent, b"SECRET PLACE"));
    let made = prepare_now(&sent, Purpose::Post).unwrap();
    assert!(!contains(&made.bytes, b"SECRET") && !contains(&made.bytes, b"Exif"));
    assert_eq!((made.width, made.height, made.content_type), (20, 40, "image/jpeg"));
    assert!(made.name.ends_with(".jpg") && made.name.len() == 36);
}

#[test]
fn a_small_file_that_unpacks_to_a_huge_picture_is_refused_at_its_header() {
    let started = Instant::now();
    for (width, height) in [(60_000, 60_000), (u32::MAX >> 1, u32::MAX >> 1), (10_000, 5_001)] {
        let refused = prepare_now(&png_header(width, height), Purpose::Post).unwrap_err();
        assert!(matches!(refused, FieldError::PictureTooManyPixels { most_megapixels: 50 } | FieldError::PictureBroken), "{refused:?}");
    }
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(prepare_now(&png_header(60_000, 60_000), Purpose::Avatar), Err(FieldError::PictureTooManyPixels { most_megapixels: 50 }));
}

#[test]
fn what_is_no_picture_is_refused() {
    let truncated = &jpeg(40, 20)[..100];
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for sent in [&b"not a picture"[..], svg, b"BM\0\0\0\0", b"%PDF-1.7", truncated, &png_header(10, 10)] {
        assert_eq!(prepare_now(sent, Purpose::Post), Err(FieldError::PictureBroken));
    }
    assert_eq!(prepare_now(&[], Purpose::Post), Err(FieldError::Missing));
    assert_eq!(prepare_now(&vec![0; UPLOAD_BYTES + 1], Purpose::Post), Err(too_large()));
}

#[test]
fn pictures_are_made_small_and_avatars_square() {
    let wide = prepare_now(&jpeg(2_000, 500), Purpose::Post).unwrap();
    assert_eq!((wide.width, wide.height), (1_600, 400));
    let avatar = prepare_now(&jpeg(400, 300), Purpose::Avatar).unwrap();
    assert_eq!((avatar.width, avatar.height), (256, 256));
    let tiny = prepare_now(&jpeg(30, 20), Purpose::Avatar).unwrap();
    assert_eq!((tiny.width, tiny.height), (20, 20));
}

#[test]
fn what_is_seen_through_stays_png() {
    let mut bytes = Vec::new();
    let picture = RgbaImage::from_fn(20, 20, |x, _| Rgba([1, 2, 3, if x < 10 { 0 } else { 255 }]));
    DynamicImage::ImageRgba8(picture).write_to(&mut Cursor::new(&mut bytes), ImageFormat::WebP).unwrap();
    let made = prepare_now(&bytes, Purpose::Post).unwrap();
    assert_eq!(made.content_type, "image/png");
    assert_eq!(made, prepare_now(&bytes, Purpose::Post).unwrap());
}
