//! Work that is done beside an answer, because its time would tell a stranger what the answer does not.

use std::future::Future;
use std::sync::Arc;
use tokio::sync::{RwLock, Semaphore};

/// Errands under way at most; further ones wait for their turn, which nobody sees.
const AT_ONCE: usize = 8;

/// Runs errands, and can wait for them.
pub struct Errands {
    /// Held for reading by each errand, from before the answer until it is done.
    under_way: Arc<RwLock<()>>,
    turns: Arc<Semaphore>,
}

impl Default for Errands {
    fn default() -> Self {
        Errands { under_way: Arc::new(RwLock::new(())), turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Errands {
    /// Starts an errand on the runtime of this thread.
    pub fn run(&self, errand: impl Future<Output = ()> + Send + 'static) {
        // Who waits for all errands meanwhile waits for those before; this one begins when they are done.
        let (under_way, turns) = (self.under_way.clone(), self.turns.clone());
        let held = under_way.clone().try_read_owned();
        tokio::spawn(async move {
            let _held = match held {
                Ok(held) => held,
                Err(_) => under_way.read_owned().await,
            };
            let Ok(_turn) = turns.acquire().await else { return };
            errand.await;
        });
    }

    /// Waits on this thread until the errands that were begun are done; not for use on a runtime's thread.
    pub fn wait(&self) {
        drop(self.under_way.blocking_write());
    }
}
