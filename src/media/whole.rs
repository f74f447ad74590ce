//! Whether a file is there to its end: decoders fill what is missing with grey and say nothing.

use image::ImageFormat;

/// What walking through a file's parts tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ending {
    /// Whether the file's own end mark was found.
    pub reached: bool,
    /// A JPEG that comes in several passes.
    pub progressive: bool,
}

/// Walks through a file's parts.
pub(super) fn ending(bytes: &[u8], format: ImageFormat) -> Ending {
    match format {
        ImageFormat::Jpeg => jpeg(bytes),
        ImageFormat::Png => Ending { reached: png(bytes).is_some(), progressive: false },
        ImageFormat::WebP => Ending { reached: webp(bytes).is_some_and(|length| bytes.len() >= length), progressive: false },
        // A GIF's frames are all read when it is written anew, and its only frame when it is unpacked.
        _ => Ending { reached: true, progressive: false },
    }
}

/// Marker by marker. What follows a scan's head goes on to the next marker that is neither a stuffed byte nor a restart.
fn jpeg(bytes: &[u8]) -> Ending {
    let mut found = Ending { reached: false, progressive: false };
    let mut at = 2;
    while let Some(offset) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| *b == 0xFF)) {
        at += offset + 1;
        match bytes.get(at) {
            // The same byte again is filling.
            Some(0xFF) => {}
            Some(0xD9) => {
                found.reached = true;
                return found;
            }
            Some(0x00 | 0x01 | 0xD0..=0xD8) => at += 1,
            Some(marker) => {
                found.progressive |= matches!(marker, 0xC2 | 0xC6 | 0xCA | 0xCE);
                let Some(&[high, low]) = bytes.get(at + 1..at + 3) else { return found };
                at += 1 + usize::from(u16::from_be_bytes([high, low])).max(2);
            }
            None => return found,
        }
    }
    found
}

/// Chunk by chunk, to the one that ends it.
fn png(bytes: &[u8]) -> Option<()> {
    let mut rest = bytes.get(8..)?;
    loop {
        let length = usize::try_from(u32::from_be_bytes(rest.get(..4)?.try_into().ok()?)).ok()?;
        let name = rest.get(4..8)?;
        let next = rest.get(length.checked_add(12)?..)?;
        if name == b"IEND" {
            return Some(());
        }
        rest = next;
    }
}

/// How long the file says that it is.
fn webp(bytes: &[u8]) -> Option<usize> {
    let length = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?);
    usize::try_from(length).ok()?.checked_add(8)
}
