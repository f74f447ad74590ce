//! Work beside the requests: jobs are run, views are written, mails are sent, the hints of other nodes are heard, the rulebook is followed,
//! the search index is filled after an upgrade.

mod hints;
mod jobs;
mod outbox;
mod rulebook;
mod search_index;
mod views;

use crate::app::App;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// The running workers.
pub struct Workers {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

/// How long the work in hand may take once the workers are told to stop.
const FAREWELL: std::time::Duration = std::time::Duration::from_secs(5);

/// Starts all workers on this runtime.
pub fn start(app: Arc<App>) -> Workers {
    let (stop, stopped) = watch::channel(false);
    let tasks = vec![
        tokio::task::spawn(views::write_views(app.clone(), stopped.clone())),
        tokio::task::spawn(outbox::send_mails(app.clone(), stopped.clone())),
        tokio::task::spawn(jobs::run(app.clone(), stopped.clone())),
        tokio::task::spawn(hints::hear(app.clone(), stopped.clone())),
        tokio::task::spawn(rulebook::follow(app.clone(), stopped.clone())),
        tokio::task::spawn(search_index::fill(app, stopped)),
    ];
    Workers { stop, tasks }
}

impl Workers {
    /// Stops the workers when their work in hand is done, or leaves them after a while: what a mail server was too silent to take stays
    /// in the outbox and is sent later, under the same Message-ID.
    pub async fn stop(self) {
        // Whoever has ended already needs no telling.
        let _ = self.stop.send(true);
        let until = tokio::time::Instant::now() + FAREWELL;
        for task in self.tasks {
            match tokio::time::timeout_at(until, task).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::error!(%error, "a worker ended early"),
                Err(_) => tracing::warn!("a worker was left in the middle of its work, which is taken up at the next start"),
            }
        }
    }
}

/// Waits so long or until the workers are stopped; true when they are.
async fn pause(stopped: &mut watch::Receiver<bool>, length: std::time::Duration) -> bool {
    if *stopped.borrow() {
        return true;
    }
    // A closed channel means that the server is gone, which is a stop, too.
    tokio::select! {
        () = tokio::time::sleep(length) => false,
        changed = stopped.changed() => changed.is_err() || *stopped.borrow(),
    }
}

/// Writes a line about what fails over and over, at most once in a while.
fn tell(what: &'static str, error: &crate::store::Error) {
    if let Some(left_out) = crate::logs::seldom(&format!("{what}: {error}")) {
        tracing::error!(%error, left_out, "{what}");
    }
}

pub use jobs::{begin as begin_jobs, run_due as run_jobs};
pub use outbox::{send_due, send_test as send_test_mail};
pub use views::write_now as write_views_now;
