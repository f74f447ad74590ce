//! Pictures that are none, or far more than they seem: refused with a sentence, before anything large is unpacked.

use super::Scene;
use std::time::{Duration, Instant};

const LARGEST_MB: usize = 8;

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xEDB8_8320 } else { c >> 1 }))
}

fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut named = name.to_vec();
    named.extend(content);
    let mut bytes = u32::try_from(content.len()).unwrap().to_be_bytes().to_vec();
    bytes.extend(&named);
    bytes.extend(crc(&named).to_be_bytes());
    bytes
}

/// A grey PNG of so many pixels, with the given packed content.
fn png(width: u32, height: u32, packed: &[u8]) -> Vec<u8> {
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([8, 0, 0, 0, 0]);
    [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &header), &chunk(b"IDAT", packed), &chunk(b"IEND", b"")].concat()
}

/// So many zeros as zlib packs them best: one literal, then copies of it of the longest length.
fn packed_zeros(count: u64) -> Vec<u8> {
    let (mut bytes, mut held, mut bits) = (vec![0x78, 0x9C], 0_u64, 0_u32);
    let mut put = |value: u64, length: u32, out: &mut Vec<u8>| {
        held |= value << bits;
        bits += length;
        while bits >= 8 {
            out.push((held & 0xFF) as u8);
            held >>= 8;
            bits -= 8;
        }
    };
    // The last block, with fixed codes; codes are written from their highest bit.
    put(0b011, 3, &mut bytes);
    put(0b0000_1100, 8, &mut bytes);
    let mut left = count - 1;
    while left >= 258 {
        put(0b1010_0011, 8, &mut bytes);
        put(0, 5, &mut bytes);
        left -= 258;
    }
    for _ in 0..left {
        put(0b0000_1100, 8, &mut bytes);
    }
    put(0, 7, &mut bytes);
    put(0, 7, &mut bytes);
    let sum = ((count % 65_521) << 16 | 1) as u32;
    bytes.extend(sum.to_be_bytes());
    bytes
}

/// A GIF whose screen and whose only picture are so large.
fn gif(screen: u16, picture: u16) -> Vec<u8> {
    let mut bytes = b"GIF89a".to_vec();
    for side in [screen, screen] {
        bytes.extend(side.to_le_bytes());
    }
    bytes.extend([0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2C, 0, 0, 0, 0]);
    for side in [picture, picture] {
        bytes.extend(side.to_le_bytes());
    }
    bytes.extend([0, 2, 2, 0x4C, 0x01, 0, 0x3B]);
    bytes
}

#[test]
fn pictures_that_unpack_without_end_are_refused_at_once() {
    let s = Scene::new();
    let side = 20_000_u32;
    let whole = png(side, side, &packed_zeros(u64::from(side) * (u64::from(side) + 1)));
    assert!(whole.len() < LARGEST_MB * 1024 * 1024, "it fits: {} bytes", whole.len());
    let pictures = [
        ("declares.png", png(50_000, 50_000, b"\x78\x9c\x03\0\0\0\0\x01"), "million"),
        ("bomb.png", whole, "million"),
        ("most.png", png(u32::MAX >> 1, u32::MAX >> 1, b"\x78\x9c\x03\0\0\0\0\x01"), ""),
        ("screen.gif", gif(65_535, 65_535), "million"),
        ("frame.gif", gif(10, 65_535), ""),
        ("text.png", b"Dear diary, today I brewed.".to_vec(), "no picture"),
        ("vector.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec(), "no picture"),
        ("half.png", png(40, 40, &packed_zeros(40)), ""),
        ("page.html", b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script></html>".to_vec(), "no picture"),
        ("empty.png", Vec::new(), ""),
    ];
    for (name, picture, words) in &pictures {
        for (client, path) in [(&s.ada, "/uploads"), (&s.ben, "/settings/avatar")] {
            s.forum.clock.advance(600_000);
            let started = Instant::now();
            let answer = client.upload(path, name, picture);
            assert!(started.elapsed() < Duration::from_secs(5), "{path} {name}: {:?}", started.elapsed());
            assert_eq!(answer.status, 422, "{path} {name}: {}", answer.body);
            let said = if path == "/uploads" { answer.body.clone() } else { answer.words("#file-error").join(" ") };
            assert!(said.contains(words) && said.contains('.'), "{path} {name}: {said}");
        }
    }
    let small = s.ada.upload("/uploads", "small.png", &png(40, 40, &packed_zeros(40 * 41)));
    assert_eq!(small.status, 201, "the same builder makes a picture that is taken: {}", small.body);
}

#[test]
fn a_picture_that_is_too_large_is_refused_with_the_limit() {
    let s = Scene::new();
    for size in [LARGEST_MB * 1024 * 1024 + 1, 20 * 1024 * 1024] {
        let file = vec![0xA7; size];
        let answer = s.ada.upload("/uploads", "large.png", &file);
        assert_eq!(answer.status, 413, "{}", answer.body);
        assert!(answer.body.contains("At most 8 MB"), "{}", answer.body);
        let page = s.ada.upload("/settings/avatar", "large.png", &file);
        assert_eq!((page.status, page.words("#file-error")), (413, vec!["This picture is too large. At most 8 MB.".to_owned()]));
        assert_eq!(page.attribute("#display_name", "value").as_deref(), Some("ada"), "the rest of the form is as it was");
    }
}

#[test]
fn the_name_of_a_file_is_only_a_name() {
    let s = Scene::new();
    let picture = png(40, 40, &packed_zeros(40 * 41));
    for name in ["../../../../tmp/evil.png", "a](javascript:alert(1)).png", "<script>.png", "\u{202E}gnp.exe", "con.png", ""] {
        let answer = s.ada.upload("/uploads", name, &picture);
        assert_eq!(answer.status, 201, "{name:?}: {}", answer.body);
        let kept: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let (url, alt) = (kept["url"].as_str().unwrap(), kept["alt"].as_str().unwrap());
        assert!(url.starts_with("/media/") && !alt.contains(['[', ']', '(', ')', '<', '>', '\u{202E}']), "{url} {alt}");
        let shown = s.ada.status(url);
        assert_eq!(shown.0, 200);
    }
}
