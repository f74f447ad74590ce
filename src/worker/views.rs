//! Writes the counted views, and tells when a topic's views passed a number that a badge waits for.

use super::{pause, tell};
use crate::app::App;
use crate::effects;
use crate::rules::events::Event;
use crate::rules::ids::{MemberId, TopicId};
use crate::store::{Result, Tx, dialect, topics};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often views are written.
const EVERY: Duration = Duration::from_secs(5);

/// Writes views until stopped, and once more at the end.
pub(super) async fn write_views(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    loop {
        let last = pause(&mut stopped, EVERY).await;
        if let Err(error) = write_now(&app).await {
            tell("views could not be written", &error);
        }
        app.attempts.tidy();
        app.account_attempts.tidy();
        app.sign_in_pace.tidy();
        app.paces.tidy();
        if last {
            return;
        }
    }
}

/// Writes what was counted.
///
/// # Errors
/// When a statement fails; the views are then lost.
pub async fn write_now(app: &Arc<App>) -> Result<()> {
    let counted = app.views.take();
    if counted.is_empty() {
        return Ok(());
    }
    app.db
        .write(move |tx| {
            // Always in the order of topics, so that two nodes never wait for each other.
            let mut counted = counted.clone();
            counted.sort_unstable_by_key(|(topic, _)| *topic);
            let mut authors = Vec::new();
            for (topic, views) in counted {
                authors.extend(add(tx, topic, views)?);
            }
            // The badges that follow are theirs.
            dialect::lock_members(tx.conn, &authors)
        })
        .await
}

/// Adds a topic's views; answers its author when they have passed a number that a badge waits for.
fn add(tx: &mut Tx<'_>, topic: TopicId, views: i64) -> Result<Option<MemberId>> {
    let Some((now, Some(post), author)) = topics::add_views(tx.conn, topic, views)? else { return Ok(None) };
    let book = tx.rulebook();
    if book.views_matter(now - views, now) {
        effects::emit(tx, Event::ViewsReached { topic, post, author, views: now })?;
        return Ok(author);
    }
    Ok(None)
}
