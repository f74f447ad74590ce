//! Colours: a picture that says which colours its numbers mean (a phone's are those of Display P3) is translated to those that browsers
//! take for granted, since what it says is not kept.

use image::RgbaImage;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// A profile is some hundred bytes, a scanner's with tables half a megabyte.
const LARGEST_PROFILE: usize = 2 * 1024 * 1024;

/// Translates from the colours of an ICC profile. What cannot be read or is not about red, green and blue changes nothing: the picture
/// is then shown as it would be without the profile.
pub(super) fn into_srgb(picture: &mut RgbaImage, profile: &[u8]) {
    if profile.len() > LARGEST_PROFILE {
        return;
    }
    let Ok(from) = ColorProfile::new_from_slice(profile) else { return };
    if from.color_space != DataColorSpace::Rgb {
        return;
    }
    let Ok(transform) = from.create_transform_8bit(Layout::Rgba, &ColorProfile::new_srgb(), Layout::Rgba, TransformOptions::default()) else { return };
    let mut translated = vec![0; picture.len()];
    if transform.transform(picture.as_raw(), &mut translated).is_ok() {
        picture.copy_from_slice(&translated);
    }
}
