//! Room for uploads: how much of them may be in memory at a time, all together.

use super::look::DECODING_BYTES;
use tokio::sync::{AcquireError, Semaphore, SemaphorePermit, TryAcquireError};

/// What one permit of each stands for.
const MEGABYTE: u64 = 1024 * 1024;
const PIECE: usize = 64 * 1024;

/// Memory for unpacking, in megabytes: the largest picture alone, or smaller ones beside each other.
const DECODING_MEGABYTES: u32 = (DECODING_BYTES / MEGABYTE) as u32;
static DECODING: Semaphore = Semaphore::const_new(DECODING_MEGABYTES as usize);
/// Pictures worked on at a time, however small they are: they take a processor each.
const AT_ONCE: u32 = 4;

/// Uploads that are coming in or wait, in pieces: 64 MB, eight of the largest or many small ones.
static INCOMING: Semaphore = Semaphore::const_new(1_024);

/// Waits until there is memory for unpacking.
///
/// # Errors
/// Never, as long as the process runs.
pub(super) async fn for_decoding(bytes: u64) -> Result<SemaphorePermit<'static>, AcquireError> {
    let megabytes = u32::try_from(bytes.div_ceil(MEGABYTE)).unwrap_or(u32::MAX);
    DECODING.acquire_many(megabytes.clamp(DECODING_MEGABYTES / AT_ONCE, DECODING_MEGABYTES)).await
}

/// The room that one upload takes while it comes in and waits; given back when this is dropped.
#[derive(Debug, Default)]
pub struct Room {
    pieces: Option<SemaphorePermit<'static>>,
    held: usize,
}

impl Room {
    /// Takes room for so many bytes in all.
    ///
    /// # Errors
    /// When there is none left: other uploads have it.
    pub fn grow(&mut self, bytes: usize) -> Result<(), TryAcquireError> {
        let wanted = bytes.div_ceil(PIECE);
        if wanted > self.held {
            let more = INCOMING.try_acquire_many(u32::try_from(wanted - self.held).unwrap_or(u32::MAX))?;
            match &mut self.pieces {
                Some(pieces) => pieces.merge(more),
                None => self.pieces = Some(more),
            }
            self.held = wanted;
        }
        Ok(())
    }
}
