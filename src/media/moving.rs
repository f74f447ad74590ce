//! Moving pictures stay moving: a GIF is taken apart into its frames and written anew, frame by frame, within bounds.

use super::{POST_SIDE, too_large};
use crate::rules::limits::{FRAME_PIXELS, FRAMES, UPLOAD_BYTES};
use crate::rules::text::FieldError;
use gif::{ColorOutput, DecodeOptions, DecodingError, Encoder, Frame, MemoryLimit};
use std::borrow::Cow;
use std::io::ErrorKind;
use std::num::NonZeroU64;

/// The largest frame, one byte a pixel, and what describes it.
const FRAME_MEMORY: NonZeroU64 = NonZeroU64::new((POST_SIDE as u64 + 1) * (POST_SIDE as u64 + 1)).expect("a number above zero");

/// A GIF of several frames, written anew; none where it has only one, which is a still picture like any other.
///
/// # Errors
/// Incomplete, broken, or too long or too large for a moving picture.
pub(super) fn rewritten(bytes: &[u8]) -> Result<Option<Vec<u8>>, FieldError> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.check_frame_consistency(true);
    options.set_memory_limit(MemoryLimit::Bytes(FRAME_MEMORY));
    let is_alone = {
        let mut counted = options.clone();
        counted.skip_frame_decoding(true);
        let mut decoder = counted.read_info(bytes).map_err(unreadable)?;
        decoder.next_frame_info().map_err(unreadable)?;
        // What does not come after the first frame is not missed: it is drawn as a still picture.
        decoder.next_frame_info().map_err(unreadable)?.is_none()
    };
    if is_alone {
        return Ok(None);
    }
    let mut decoder = options.read_info(bytes).map_err(unreadable)?;
    if u32::from(decoder.width().max(decoder.height())) > POST_SIDE {
        return Err(too_much());
    }
    let palette = decoder.global_palette().map(<[u8]>::to_vec).unwrap_or_default();
    let mut out = Vec::with_capacity(bytes.len());
    let mut encoder = Encoder::new(&mut out, decoder.width(), decoder.height(), &palette).map_err(|_| FieldError::PictureBroken)?;
    encoder.set_repeat(decoder.repeat()).map_err(|_| FieldError::PictureBroken)?;
    let (mut frames, mut pixels) = (0, 0);
    while let Some(info) = decoder.next_frame_info().map_err(unreadable)? {
        frames += 1;
        pixels += u64::from(info.width) * u64::from(info.height);
        if frames > FRAMES || pixels > FRAME_PIXELS || encoder.get_ref().len() > UPLOAD_BYTES {
            return Err(too_much());
        }
        let mut frame = info.clone();
        let mut buffer = vec![0; decoder.buffer_size()];
        decoder.read_into_buffer(&mut buffer).map_err(unreadable)?;
        frame.buffer = Cow::Owned(buffer);
        // The decoder has put the lines into their order.
        write(&mut encoder, &Frame { interlaced: false, ..frame })?;
    }
    drop(encoder);
    if out.len() > UPLOAD_BYTES { Err(too_large()) } else { Ok(Some(out)) }
}

fn write(encoder: &mut Encoder<&mut Vec<u8>>, frame: &Frame<'_>) -> Result<(), FieldError> {
    encoder.write_frame(frame).map_err(|_| FieldError::PictureBroken)
}

fn too_much() -> FieldError {
    FieldError::PictureMovesTooMuch { most_frames: i64::from(FRAMES), most_side: i64::from(POST_SIDE) }
}

fn unreadable(error: DecodingError) -> FieldError {
    match error {
        DecodingError::Io(e) if e.kind() == ErrorKind::UnexpectedEof => FieldError::PictureIncomplete,
        _ => FieldError::PictureBroken,
    }
}
