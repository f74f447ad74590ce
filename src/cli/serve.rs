//! Serving the forum: opens everything, says where it is, and runs until it is stopped.

use crate::app::database::Hold;
use crate::app::{App, open_database};
use crate::auth::secrets;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::connection::Address;
use crate::store::{Result as StoreResult, members, settings};
use crate::{demo, server, worker};
use std::net::TcpListener;

/// Serves until SIGTERM or SIGINT; open requests are finished first.
///
/// # Errors
/// One sentence with the fix.
pub fn serve(config: Config, clock: Clock) -> Result<(), String> {
    let listener = listening(&config)?;
    let hold = held(&config)?;
    run(config, clock, Greeting::FirstAdministrator, listener, hold)
}

/// Two servers on one embedded database would each show for ever what it has kept of its own.
fn held(config: &Config) -> Result<Hold, String> {
    Address::parse(&config.database()).and_then(|address| Hold::of(&address)).map_err(|e| e.to_string())
}

/// What is said when the forum opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Greeting {
    /// How to become the first administrator, while there is none.
    FirstAdministrator,
    /// The demo has managers to sign in as.
    Demo,
}

fn run(config: Config, clock: Clock, greeting: Greeting, listener: TcpListener, hold: Hold) -> Result<(), String> {
    let app = App::open(config, clock).map_err(|e| e.to_string())?;
    if greeting == Greeting::FirstAdministrator
        && let Some(link) = first_administrator_link(&app).map_err(|e| e.to_string())?
    {
        println!("There is no administrator yet. Become the first administrator with this link, which works once:\n\n    {link}\n");
    }
    println!("Accolade is open at {}", app.config.public_url);
    let system = actix_web::rt::System::new();
    let outcome = system.block_on(async move {
        let workers = worker::start(app.clone());
        let outcome = server::start(app, listener)?.await;
        workers.stop().await;
        outcome
    });
    drop(hold);
    // Taking the runtime down would wait for every thread that blocks, a silent mail server's among them: they end with the process.
    std::mem::forget(system);
    outcome.map_err(|e| format!("The server stopped: {e}."))
}

fn listening(config: &Config) -> Result<TcpListener, String> {
    TcpListener::bind(&config.listen)
        .map_err(|e| format!("{} cannot be listened on: {e}. Another program may have the port: choose another with --listen.", config.listen))
}

/// Fills an empty database with the demo community, says how to sign in, and serves it. A demo that was filled before is served again.
///
/// # Errors
/// One sentence with the fix.
pub fn demo(config: Config, clock: Clock) -> Result<(), String> {
    // No database is made and filled for a server that cannot open.
    let listener = listening(&config)?;
    let hold = held(&config)?;
    let db = open_database(&config, &clock).map_err(|e| e.to_string())?;
    let filled = db.read_now(|conn| members::by_handle(conn, "hanna")).map_err(|e| e.to_string())?.is_some();
    if !filled {
        demo::fill(&db).map_err(|e| e.to_string())?;
    }
    drop(db);
    println!("Sign in as hanna (community manager), sofia (moderator) or mira (member); the password is {}", demo::PASSWORD);
    run(config, clock, Greeting::Demo, listener, hold)
}

/// A link with which the first administrator signs up, while there is none; a community that was imported has none, either. Each start
/// makes a new one.
fn first_administrator_link(app: &App) -> StoreResult<Option<String>> {
    if app.db.read_now(members::any_administrator)? {
        return Ok(None);
    }
    let secret = secrets::new();
    let digest = secrets::digest(&secret);
    app.db.write_now(move |tx| settings::set(tx.conn, settings::FIRST_ADMIN, &digest))?;
    Ok(Some(format!("{}/welcome/{secret}", app.config.public_url)))
}
