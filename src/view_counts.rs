//! Views of topics, counted in memory and written in batches.

use crate::rules::ids::TopicId;
use std::collections::HashMap;
use std::sync::Mutex;

/// Views that have not been written yet. A crash loses at most those of the last few seconds; views are no promise.
#[derive(Default)]
pub struct ViewCounts {
    waiting: Mutex<HashMap<TopicId, i64>>,
}

impl ViewCounts {
    /// Counts one view.
    pub fn count(&self, topic: TopicId) {
        *self.lock().entry(topic).or_insert(0) += 1;
    }

    /// Takes what was counted.
    pub fn take(&self) -> Vec<(TopicId, i64)> {
        std::mem::take(&mut *self.lock()).into_iter().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<TopicId, i64>> {
        // The map is whole after every statement, so a poisoned lock may be used.
        self.waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
