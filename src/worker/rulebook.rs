//! Looks whether another version of the rulebook counts: one whose moment has come, or one of which no hint arrived.

use super::pause;
use crate::app::App;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(1);

/// Follows what is published until stopped.
pub(super) async fn follow(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    while !pause(&mut stopped, EVERY).await {
        let app = app.clone();
        match tokio::task::spawn_blocking(move || app.follow_rulebook()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                if let Some(left_out) = crate::logs::seldom(&error.to_string()) {
                    tracing::error!(%error, left_out, "the rulebook could not be read");
                }
            }
            Err(error) => tracing::error!(%error, "following the rulebook ended early"),
        }
    }
}
