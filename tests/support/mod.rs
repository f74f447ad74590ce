//! What tests stand on: a forum of their own on a free port, with its own database, a clock that stands still, and clients with cookies.

pub mod acts;
pub mod client;
pub mod databases;
pub mod process;
pub mod raw;
pub mod smtp;

pub use acts::Bare;
pub use client::Client;

use accolade::actions::accounts::{self as signing, SignUp};
use accolade::app::App;
use accolade::clock::Clock;
use accolade::config::Config;
use accolade::rules::ids::MemberId;
use accolade::rules::text::{DisplayName, Email, Handle};
use accolade::rules::time::{DAY, MINUTE, Timestamp};
use accolade::rules::vocabulary::{Language, Role};
use accolade::store::categories::{self, CategoryText};
use std::net::TcpListener;
use std::sync::Arc;

/// Sunday, 1 November 2026, noon UTC.
pub const NOON: Timestamp = Timestamp(1_793_534_400_000);

/// Every test member's password.
pub const PASSWORD: &str = "stale-bread-and-lager";

/// A running forum.
pub struct Forum {
    pub app: Arc<App>,
    pub clock: Clock,
    pub address: String,
    server: actix_web::dev::ServerHandle,
    thread: Option<std::thread::JoinHandle<()>>,
    /// Goes with the forum.
    _folder: tempfile::TempDir,
}

impl Forum {
    /// Starts a forum with an empty database of its own.
    pub fn spawn() -> Forum {
        Forum::spawn_with(|_| {})
    }

    /// As [`Forum::spawn`], with some settings changed.
    pub fn spawn_with(change: impl FnOnce(&mut Config)) -> Forum {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let mut config = Config {
            listen: address.clone(),
            public_url: format!("http://{address}"),
            data_dir: folder.path().to_path_buf(),
            database_url: databases::fresh(folder.path()),
            database_connections: 4,
            workers: 1,
            attempts_per_address: 10_000,
            pace_percent: 1_000_000,
            ..Config::default()
        };
        change(&mut config);
        let clock = Clock::fixed(NOON);
        let app = App::open(config, clock.clone()).unwrap();
        let (send, receive) = std::sync::mpsc::channel();
        let shared = app.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = accolade::server::start(shared, listener).unwrap();
                send.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        let server = receive.recv().unwrap();
        Forum { app, clock, address, server, thread: Some(thread), _folder: folder }
    }

    /// A connection past the product.
    pub fn connection(&self) -> accolade::store::Connection {
        accolade::store::connection::open(self.app.db.address(), accolade::store::connection::Purpose::Write).unwrap()
    }

    /// Asserts that the referee finds nothing.
    pub fn assert_clean(&self, when: &str) {
        let report = accolade::check::check(&self.app.db, 20, &accolade::check::silently()).unwrap();
        assert!(report.is_clean(), "{when}: {report}");
    }

    /// A browser without cookies.
    pub fn guest(&self) -> Client {
        Client::new(&self.address)
    }

    /// A category to post in; answers its id.
    pub fn category(&self, slug: &str) -> i64 {
        let text = CategoryText { slug: slug.into(), name: slug.into(), description: String::new(), colour: "#c98a1b".into() };
        let id = self
            .app
            .db
            .write_now(move |tx| {
                let now = tx.now;
                let id = categories::insert(tx.conn, &text, now)?;
                tx.hint(accolade::store::Hint::SiteChanged);
                Ok::<_, accolade::store::Error>(id)
            })
            .unwrap();
        id.0
    }

    /// A member with a confirmed address who joined a month ago.
    pub fn member(&self, handle: &str) -> MemberId {
        self.member_as(handle, Role::Member)
    }

    /// As [`Forum::member`], with a role.
    pub fn member_as(&self, handle: &str, role: Role) -> MemberId {
        let form = SignUp {
            handle: Handle::parse(handle).unwrap(),
            display_name: DisplayName::parse(handle).unwrap(),
            email: Email::parse(&format!("{handle}@example.org")).unwrap(),
            password_hash: password_hash(),
            language: Language::English,
            time_zone: "UTC".into(),
        };
        self.app
            .db
            .write_now(move |tx| {
                let now = tx.now;
                tx.now = now.plus(-30 * DAY);
                let member = signing::create_confirmed(tx, &form, role)?;
                accolade::effects::settle(tx)?;
                tx.now = now;
                Ok::<_, accolade::actions::Failure>(member)
            })
            .unwrap()
    }

    /// A browser in which a member has signed in.
    pub fn signed_in(&self, handle: &str) -> Client {
        let client = self.guest();
        let answer = client.post("/sign-in", &[("name", handle), ("password", PASSWORD), ("next", "/")]);
        assert_eq!(answer.status, 303, "{handle} could not sign in: {}", answer.body);
        client
    }

    /// The cookie of a new session of a member, for requests that are written by hand.
    pub fn session(&self, handle: &str) -> String {
        let form = [("name", handle), ("password", PASSWORD), ("next", "/")];
        let answer = self.guest().post("/sign-in", &form);
        let cookies = answer.headers.get_all("set-cookie").iter().filter_map(|c| c.to_str().ok());
        cookies.filter_map(|c| c.split(';').next()).find(|c| c.starts_with("session=")).unwrap_or_else(|| panic!("{handle} could not sign in")).to_owned()
    }

    /// Asks a question in a browser; answers the topic's id. The clock moves on so far that no pace of the rulebook is exceeded.
    pub fn ask(&self, browser: &Client, category: i64, title: &str, body: &str) -> i64 {
        self.clock.advance(5 * MINUTE);
        let fields = [("kind", "question"), ("category", &category.to_string()), ("title", title), ("body", body), ("tags", "")];
        let asked = browser.post("/ask", &fields);
        assert_eq!(asked.status, 303, "{}", asked.body);
        asked.location.unwrap().split('/').nth(2).unwrap().parse().unwrap()
    }

    /// Answers a question in a browser, at the pace of [`Forum::ask`]; answers the post's id.
    pub fn answer(&self, browser: &Client, topic: i64, body: &str) -> i64 {
        self.clock.advance(5 * MINUTE);
        let answered = browser.post(&format!("/t/{topic}/answers"), &[("body", body)]);
        assert_eq!(answered.status, 303, "{}", answered.body);
        answered.location.unwrap().split("#p").nth(1).unwrap().parse().unwrap()
    }

    /// Puts the jobs that come again, as a server does when it starts.
    pub fn begin_jobs(&self) {
        actix_web::rt::System::new().block_on(accolade::worker::begin_jobs(&self.app)).unwrap();
    }

    /// Runs the jobs that are due.
    pub fn work_off(&self) {
        actix_web::rt::System::new().block_on(accolade::worker::run_jobs(&self.app)).unwrap();
    }

    /// A member's points.
    pub fn reputation(&self, member: MemberId) -> i64 {
        self.app.db.read_now(|conn| accolade::store::members::card(conn, member)).unwrap().unwrap().reputation
    }

    /// Gives a member points by upvotes nobody cast, so that they have privileges.
    pub fn give_points(&self, member: MemberId, points: i64) {
        use accolade::rules::events::Event;
        use accolade::rules::ids::{PostId, TopicId};
        self.app
            .db
            .write_now(move |tx| {
                accolade::effects::emit(tx, Event::BountyWon { topic: TopicId(0), post: PostId(0), member, amount: points })?;
                Ok::<_, accolade::store::Error>(())
            })
            .unwrap();
    }
}

impl Drop for Forum {
    fn drop(&mut self) {
        let stopped = self.server.stop(false);
        actix_web::rt::System::new().block_on(stopped);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The path of the only link of a kind (`/reset/`) among the mails that were written into a forum's folder.
pub fn mailed_link(app: &App, kind: &str) -> String {
    let folder = app.mailer.folder().unwrap();
    let raw: String = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let text = raw.replace("=\r\n", "").replace("=3D", "=");
    let found = text.split(kind).nth(1).unwrap_or_else(|| panic!("no link: {text}"));
    let secret: String = found.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    format!("{kind}{secret}")
}

/// The hash of [`PASSWORD`], made once: hashing is slow on purpose.
fn password_hash() -> String {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| accolade::auth::passwords::hash_now(PASSWORD).unwrap()).clone()
}
