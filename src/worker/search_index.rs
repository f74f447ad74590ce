//! Fills the search index where a new version of the program searches for something else than the one before.

use crate::app::App;
use crate::check;
use crate::store::Result;
use std::sync::Arc;
use tokio::sync::watch;

/// Fills the index unless it is filled already. The forum is open meanwhile; its search finds what is in the index so far.
pub(super) async fn fill(app: Arc<App>, stopped: watch::Receiver<bool>) {
    let work = move || -> Result<()> {
        if check::is_search_index_filled(&app.db)? {
            return Ok(());
        }
        tracing::info!("the search index is being filled; until it is, the search does not find everything");
        let posts = check::fill_search_index(&app.db, &|_, _| !*stopped.borrow())?;
        tracing::info!(posts, stopped = *stopped.borrow(), "the filling of the search index has ended");
        Ok(())
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "the search index could not be filled; the next start tries again"),
        Err(error) => tracing::error!(%error, "the filling of the search index ended early"),
    }
}
