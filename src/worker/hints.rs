//! Hears what other nodes changed (PostgreSQL only), so that pages and live streams here follow.

use super::{pause, tell};
use crate::app::App;
use crate::store::connection::{self, Address, Purpose};
use crate::store::{Connection, Hint, Result, dialect};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How often the connection is asked for news.
const EVERY: Duration = Duration::from_millis(250);

/// Listens until stopped; a lost connection is made anew.
pub(super) async fn hear(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    if matches!(app.db.address(), Address::Sqlite(_)) {
        return;
    }
    let mut conn: Option<Connection> = None;
    while !pause(&mut stopped, EVERY).await {
        let (app, held) = (app.clone(), conn.take());
        let heard = tokio::task::spawn_blocking(move || listen_once(&app, held)).await;
        conn = match heard {
            Ok(Ok(conn)) => Some(conn),
            Ok(Err(error)) => {
                tell("the other nodes cannot be heard", &error);
                None
            }
            Err(error) => {
                tracing::error!(%error, "listening to the other nodes ended early");
                None
            }
        };
    }
}

fn listen_once(app: &App, held: Option<Connection>) -> Result<Connection> {
    let mut conn = match held {
        Some(conn) => conn,
        None => {
            let mut conn = connection::open(app.db.address(), Purpose::Write)?;
            dialect::start_hearing(&mut conn)?;
            // Whatever was said before, nobody here has heard.
            app.db.pass_on(&[Hint::SiteChanged]);
            conn
        }
    };
    let hints = dialect::hear_other_nodes(&mut conn)?;
    app.db.pass_on(&hints);
    Ok(conn)
}
