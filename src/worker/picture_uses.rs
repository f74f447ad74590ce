//! Notes which pictures stand in posts from before that was noted, so that those of a private category are kept from others.

use crate::app::App;
use crate::media::names_in;
use crate::rules::ids::PostId;
use crate::store::{Result, media, settings};
use std::sync::Arc;
use tokio::sync::watch;

/// Posts looked through at a time.
const PAGE: i64 = 2_000;
/// The value of the setting once all is noted.
const DONE: &str = "1";

/// Looks through all posts once in a forum's life, beside the requests. What an interrupted look has noted stays.
pub(super) async fn note(app: Arc<App>, stopped: watch::Receiver<bool>) {
    match tokio::task::spawn_blocking(move || note_now(&app, &|| !*stopped.borrow())).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "the pictures of earlier posts could not be noted; the next start tries again"),
        Err(error) => tracing::error!(%error, "noting the pictures of earlier posts ended early"),
    }
}

/// As the worker does at its start, on this thread, until all is done or `go_on` says no.
///
/// # Errors
/// When a statement fails.
pub fn note_now(app: &App, go_on: &dyn Fn() -> bool) -> Result<()> {
    if app.db.read_now(|conn| settings::get(conn, settings::PICTURE_USES))?.as_deref() == Some(DONE) {
        return Ok(());
    }
    let mut after = PostId(0);
    while go_on() {
        let Some((last, texts)) = app.db.read_now(|conn| media::texts_with_pictures(conn, after, PAGE))? else {
            return app.db.write_now(|tx| settings::set(tx.conn, settings::PICTURE_USES, DONE));
        };
        if !texts.is_empty() {
            app.db.write_now(move |tx| texts.iter().try_for_each(|(post, text)| media::note_uses(tx.conn, *post, &names_in(text))))?;
        }
        after = last;
    }
    Ok(())
}
