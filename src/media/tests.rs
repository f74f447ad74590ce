//! What comes out of uploads, and which are refused.

use super::*;
use image::{ImageEncoder, ImageReader, Rgb, RgbImage, Rgba};
use std::io::Cursor;
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
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for sent in [&b"not a picture"[..], svg, b"BM\0\0\0\0", b"%PDF-1.7"] {
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

#[test]
fn a_long_thin_picture_takes_no_more_memory_than_a_square_one() {
    for (width, height) in [(50_000_000, 1), (1, 50_000_000), (20_001, 3)] {
        let refused = prepare_now(&png_header(width, height), Purpose::Post).unwrap_err();
        assert!(matches!(refused, FieldError::PictureTooLong { most_pixels: 20_000 } | FieldError::PictureBroken), "{width}×{height}: {refused:?}");
    }
    let line = prepare_now(&jpeg(20_000, 1), Purpose::Post).unwrap();
    assert_eq!((line.width, line.height), (1_600, 1));
    assert_eq!(look::look(&jpeg(20_000, 1)).unwrap().memory, 60_000, "no filter works on what is so long");
}

#[test]
fn what_making_small_takes_is_counted_before_it_begins() {
    assert_eq!(look::look(&jpeg(1_700, 200)).unwrap().memory, 1_700 * 200 * (3 + 16));
    assert_eq!(look::look(&jpeg(4_000, 200)).unwrap().memory, 4_000 * 200 * 3);
}

#[test]
fn a_picture_without_its_end_is_refused() {
    let mut animated = gif_of(3);
    animated.truncate(animated.len() * 3 / 5);
    let mut webp = Vec::new();
    DynamicImage::ImageRgb8(RgbImage::from_fn(64, 64, |x, y| Rgb([x as u8 * 3, y as u8 * 3, (x * y) as u8])))
        .write_to(&mut Cursor::new(&mut webp), ImageFormat::WebP)
        .unwrap();
    let mut png = Vec::new();
    DynamicImage::ImageRgb8(RgbImage::from_pixel(40, 40, Rgb([1, 2, 3]))).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
    let photograph = jpeg(400, 300);
    for (name, whole) in [("jpeg", &photograph), ("webp", &webp), ("png", &png)] {
        assert!(prepare_now(whole, Purpose::Post).is_ok(), "{name} is whole");
        for part in [whole.len() * 9 / 10, whole.len() - 1] {
            let refused = prepare_now(&whole[..part], Purpose::Post).unwrap_err();
            assert!(matches!(refused, FieldError::PictureIncomplete | FieldError::PictureBroken), "{name} cut at {part}: {refused:?}");
        }
    }
    assert_eq!(prepare_now(&photograph[..photograph.len() * 9 / 10], Purpose::Post), Err(FieldError::PictureIncomplete));
    assert!(matches!(prepare_now(&animated, Purpose::Post), Err(FieldError::PictureIncomplete | FieldError::PictureBroken)));
    // What a camera appends after the end is no fault of the picture.
    let longer = [photograph.as_slice(), b"appended"].concat();
    assert!(prepare_now(&longer, Purpose::Post).is_ok());
}

/// A moving picture of so many frames, with a comment.
fn gif_of(frames: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, 32, 16, &[0, 0, 0, 255, 0, 0, 0, 255, 0]).unwrap();
    encoder.set_repeat(gif::Repeat::Infinite).unwrap();
    encoder.write_raw_extension(gif::AnyExtension(gif::Extension::Comment as u8), &[b"SECRET PLACE"]).unwrap();
    for n in 0..frames {
        let pixels: Vec<u8> = (0..32 * 16).map(|i| ((i + usize::from(n)) % 3) as u8).collect();
        let frame = gif::Frame { width: 32, height: 16, delay: 7 + u16::from(n), interlaced: false, buffer: pixels.into(), ..gif::Frame::default() };
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    bytes
}

#[test]
fn a_moving_gif_still_moves_and_says_nothing_else() {
    let sent = gif_of(3);
    assert!(contains(&sent, b"SECRET"));
    let kept = prepare_now(&sent, Purpose::Post).unwrap();
    assert_eq!((kept.content_type, kept.width, kept.height), ("image/gif", 32, 16));
    assert!(kept.name.ends_with(".gif") && !contains(&kept.bytes, b"SECRET"));
    let frames = |bytes: &[u8]| {
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(bytes).unwrap();
        let mut all = Vec::new();
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            all.push((frame.delay, frame.buffer.to_vec()));
        }
        (decoder.repeat(), all)
    };
    assert_eq!(frames(&kept.bytes), frames(&sent));
    assert_eq!(frames(&kept.bytes).1.len(), 3);
    let still = prepare_now(&gif_of(1), Purpose::Post).unwrap();
    assert_eq!(still.content_type, "image/png", "one frame is a still picture");
    assert_eq!(prepare_now(&sent, Purpose::Avatar).unwrap().content_type, "image/png", "a face stands still");
}

#[test]
fn what_moves_for_too_long_or_in_another_format_is_refused_with_a_word() {
    let long = gif_of(2);
    let mut many = Vec::new();
    let mut encoder = gif::Encoder::new(&mut many, 1, 1, &[0, 0, 0, 255, 255, 255]).unwrap();
    for _ in 0..501 {
        encoder.write_frame(&gif::Frame { width: 1, height: 1, buffer: vec![0].into(), ..gif::Frame::default() }).unwrap();
    }
    drop(encoder);
    assert!(matches!(prepare_now(&many, Purpose::Post), Err(FieldError::PictureMovesTooMuch { most_frames: 500, .. })));
    assert!(prepare_now(&long, Purpose::Post).is_ok());
    // An animated WebP: the extended header says so, then the animation's own and one frame.
    let mut frame = Vec::new();
    DynamicImage::ImageRgba8(RgbaImage::from_pixel(8, 8, Rgba([9, 9, 9, 255]))).write_to(&mut Cursor::new(&mut frame), ImageFormat::WebP).unwrap();
    let part = |name: &[u8; 4], content: &[u8]| [&name[..], &u32::try_from(content.len()).unwrap().to_le_bytes(), content].concat();
    let shown = [&[0_u8; 6][..], &[7, 0, 0, 7, 0, 0, 100, 0, 0, 0], &frame[12..]].concat();
    let content = [&b"WEBP"[..], &part(b"VP8X", &[2, 0, 0, 0, 7, 0, 0, 7, 0, 0]), &part(b"ANIM", &[0; 6]), &part(b"ANMF", &shown)].concat();
    let webp = part(b"RIFF", &content);
    assert_eq!(prepare_now(&webp, Purpose::Post), Err(FieldError::PictureMoves));
}

#[test]
fn the_colours_of_a_phone_stay_what_they_were() {
    // What Display P3 says, in the colours that browsers take for granted (CSS Color 4, by hand).
    let sent = [200_u8, 120, 60];
    let linear = |v: u8| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    };
    let coded = |v: f64| 255.0 * if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 };
    let [r, g, b] = sent.map(linear);
    let meant = [1.224_94 * r - 0.224_94 * g, -0.042_06 * r + 1.042_06 * g, -0.019_64 * r - 0.078_64 * g + 1.098_27 * b].map(coded);
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    encoder.set_icc_profile(moxcms::ColorProfile::new_display_p3().encode().unwrap()).unwrap();
    encoder.write_image(&sent.repeat(16), 4, 4, image::ExtendedColorType::Rgb8).unwrap();
    let made = prepare_now(&bytes, Purpose::Post).unwrap();
    let shown = ImageReader::with_format(Cursor::new(&made.bytes), ImageFormat::Png).decode().unwrap().into_rgb8().get_pixel(1, 1).0;
    for (shown, meant) in shown.into_iter().zip(meant) {
        assert!((f64::from(shown) - meant).abs() <= 2.0, "{shown} is shown where {meant} is meant");
    }
}

#[test]
fn what_is_kept_is_bounded_whatever_is_sent() {
    let mut state = 1_u32;
    let noise = RgbaImage::from_fn(1_000, 900, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgba((state ^ state >> 13).to_le_bytes())
    });
    let mut bytes = Vec::new();
    DynamicImage::ImageRgba8(noise).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
    let made = prepare_now(&bytes, Purpose::Post).unwrap();
    assert!(made.bytes.len() <= LARGEST_KEPT, "{} bytes of {}", made.bytes.len(), bytes.len());
}

#[test]
fn room_for_what_comes_in_is_bounded_and_given_back() {
    let mut rooms: Vec<room::Room> = (0..8).map(|_| room::Room::default()).collect();
    for room in &mut rooms {
        room.grow(UPLOAD_BYTES).unwrap();
    }
    assert!(room::Room::default().grow(1).is_err());
    rooms.pop();
    assert!(room::Room::default().grow(UPLOAD_BYTES).is_ok());
}
