//! The pictures of mails: mail programs show no SVG, so a badge's medal and a tier's mark travel as PNG.

use crate::rules::badges::Badge;
use crate::rules::tiers::Tier;
use image::{ImageFormat, ImageReader, Rgba};
use std::io::Cursor;

/// The name of a badge's medal, which is a file.
pub fn badge(badge: &Badge) -> String {
    format!("{}-{}", badge.level, badge.glyph)
}

/// The name of a tier's mark, which is a file that takes the tier's colour: a rulebook may have any.
pub fn tier(tier: &Tier) -> String {
    format!("tier-{}-{}", tier.icon, tier.colour.light.trim_start_matches('#'))
}

/// A picture by its name; none where there is no such file. `file` answers the bytes of one.
pub fn draw(name: &str, file: &dyn Fn(&str) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    match name.rsplit_once('-') {
        Some((mark, colour)) if mark.starts_with("tier-") => coloured(&file(mark)?, colour),
        _ => file(name),
    }
}

/// A picture in black and white with its black in this colour, given as `rrggbb`.
fn coloured(png: &[u8], colour: &str) -> Option<Vec<u8>> {
    let [red, green, blue] = [0, 2, 4].map(|at| colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()));
    let ink = [red?, green?, blue?];
    let mut picture = ImageReader::with_format(Cursor::new(png), ImageFormat::Png).decode().ok()?.into_rgba8();
    for Rgba([r, g, b, _]) in picture.pixels_mut() {
        let light = u16::from(*r);
        let mixed = ink.map(|channel| u8::try_from((u16::from(channel) * (255 - light) + 255 * light) / 255).unwrap_or(u8::MAX));
        [*r, *g, *b] = mixed;
    }
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, ImageFormat::Png).ok()?;
    Some(out.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::Assets;
    use crate::rules::rulebook::{QUESTIONS_PRESET, Rulebook};
    use image::RgbaImage;

    #[test]
    fn black_becomes_the_colour_and_white_stays() {
        let mut picture = RgbaImage::new(2, 1);
        picture.put_pixel(0, 0, Rgba([0, 0, 0, 128]));
        picture.put_pixel(1, 0, Rgba([255, 255, 255, 255]));
        let mut png = Cursor::new(Vec::new());
        picture.write_to(&mut png, ImageFormat::Png).unwrap();
        let drawn = coloured(&png.into_inner(), "2158b8").unwrap();
        let read = ImageReader::with_format(Cursor::new(drawn), ImageFormat::Png).decode().unwrap().into_rgba8();
        assert_eq!((read.get_pixel(0, 0).0, read.get_pixel(1, 0).0), ([0x21, 0x58, 0xb8, 128], [255, 255, 255, 255]));
    }

    #[test]
    fn every_badge_and_every_tier_icon_has_its_picture() {
        let book = Rulebook::parse(QUESTIONS_PRESET).unwrap();
        let assets = Assets::load();
        let file = |name: &str| assets.find(&format!("icons/mail/{name}.png")).map(|a| a.bytes.clone());
        let sprite = String::from_utf8(assets.find("icons/icons.svg").unwrap().bytes.clone()).unwrap();
        let icons: Vec<&str> = sprite.split("id=\"t-").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(icons.len() > 10, "the sprite of the icons cannot be read");
        let names = book.badges.iter().map(badge).chain(icons.iter().map(|icon| format!("tier-{icon}-2158b8")));
        let missing: Vec<String> = names.filter(|name| draw(name, &file).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
