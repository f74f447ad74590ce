//! A forum as it is run: the release binary, with a database filled by an import, and members who are signed in.

use super::crowd::LISTENERS;
use super::load::{self, Connection};
use accolade::actions::Failure;
use accolade::actions::accounts::{self as signing, SignUp};
use accolade::app::open_database;
use accolade::auth::secrets;
use accolade::clock::Clock;
use accolade::config::Config;
use accolade::rules::ids::MemberId;
use accolade::rules::text::{DisplayName, Email, Handle};
use accolade::rules::time::DAY;
use accolade::rules::vocabulary::{Language, Role};
use accolade::store::accounts::{self, Hold, NewSession};
use accolade::store::connection::{self, Address, Purpose};
use accolade::store::members;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Members who write at the same time.
pub const CLIENTS: usize = 16;

/// A port below those that the system hands out by itself.
pub fn free_port() -> u16 {
    (0..200)
        .map(|_| 20_000 + rand::random::<u16>() % 10_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port between 20000 and 30000")
}

/// Waits until something answers; gives how long it took.
pub fn wait_for(address: &str, path: &str) -> Duration {
    let began = Instant::now();
    loop {
        if let Ok(mut connection) = Connection::open(address)
            && connection.send(&load::get(path, None)).is_ok()
        {
            return began.elapsed();
        }
        assert!(began.elapsed() < Duration::from_secs(60), "nothing answers at {address}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn command(config: &Config) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
    command
        .env("ACCOLADE_DATA_DIR", &config.data_dir)
        .env("ACCOLADE_DATABASE_URL", &config.database_url)
        .env_remove("ACCOLADE_TEST_POSTGRES")
        .env_remove("ACCOLADE_TEST_DATABASE")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// What an import took.
pub struct Imported {
    pub time: Duration,
    /// The most memory it held, in megabytes.
    pub memory: f64,
}

/// Imports a dump with the binary.
pub fn import(config: &Config, dump: &Path) -> Imported {
    let began = Instant::now();
    let mut child = command(config).args(["import", "stack-exchange"]).arg(dump).stderr(Stdio::null()).spawn().expect("the import starts");
    let mut memory = 0.0_f64;
    loop {
        memory = memory.max(status(child.id(), "VmHWM").unwrap_or(0.0));
        if let Some(end) = child.try_wait().expect("the import's end") {
            assert!(end.success(), "the import failed");
            return Imported { time: began.elapsed(), memory };
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The same forum on PostgreSQL, with all its members and sessions.
pub fn moved(filled: Filled, to: Config) -> Filled {
    let moved = command(&filled.config).args(["move", &to.database_url]).status().expect("the move starts");
    assert!(moved.success(), "the forum could not be moved");
    Filled { config: to, ..filled }
}

/// Has PostgreSQL clean up and write out what filling it has left, as it would by itself within some minutes, while others measure.
pub fn let_rest(filled: &Filled) {
    use diesel::connection::SimpleConnection;
    let address = Address::parse(&filled.config.database()).expect("an address");
    let mut conn = connection::open(&address, Purpose::Write).expect("the database opens");
    for statement in ["VACUUM (ANALYZE)", "CHECKPOINT"] {
        conn.batch_execute(statement).expect("the database comes to rest");
    }
}

/// A figure of a process in megabytes, as the kernel tells it.
fn status(process: u32, field: &str) -> Option<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok().map(|kb| kb / 1024.0)
}

/// A database that was filled, and who may sign in to it.
pub struct Filled {
    pub config: Config,
    /// Secrets of the sessions of moderators, who have no pace to keep.
    pub writers: Vec<String>,
    /// A member's session.
    pub reader: String,
    /// Sessions of members who have a page open.
    pub listeners: Vec<String>,
}

/// Opens the doors of an imported forum: addresses for its members, so that mails are written, and new members with sessions.
pub fn furnish(config: Config) -> Filled {
    let db = open_database(&config, &Clock::System).expect("the database opens");
    let mut writers = db
        .write_now(|tx| {
            let now = tx.now;
            for id in 1..=2_000 {
                if members::card(tx.conn, MemberId(id))?.is_some() {
                    let email = Email::parse(&format!("member-{id}@example.org")).expect("a good address");
                    accounts::insert(tx.conn, MemberId(id), &email, Hold::Address, "", now)?;
                    accounts::confirm_email(tx.conn, MemberId(id), now)?;
                }
            }
            let mut secrets = Vec::new();
            for n in 0..=CLIENTS + LISTENERS {
                let name = format!("writer-{n}");
                let new = SignUp {
                    handle: Handle::parse(&name).expect("a good handle"),
                    display_name: DisplayName::parse(&name).expect("a good name"),
                    email: Email::parse(&format!("{name}@example.org")).expect("a good address"),
                    password_hash: String::new(),
                    language: Language::English,
                    time_zone: "UTC".into(),
                };
                let role = if n < CLIENTS { Role::Moderator } else { Role::Member };
                let member = signing::create_confirmed(tx, &new, role)?;
                let secret = secrets::new();
                let session =
                    NewSession { token_hash: &secrets::digest(&secret), member, now, expires_at: now.plus(DAY), user_agent: "bench", address: "127.0.0.1" };
                accounts::insert_session(tx.conn, &session)?;
                secrets.push(secret);
            }
            Ok::<_, Failure>(secrets)
        })
        .expect("sessions are written");
    let listeners = writers.split_off(CLIENTS + 1);
    let reader = writers.pop().expect("one more than the writers");
    Filled { config, writers, reader, listeners }
}

/// Handles of members, the first ones of the dump, who have written most.
pub fn handles(config: &Config, count: i64) -> Vec<String> {
    let db = open_database(config, &Clock::System).expect("the database opens");
    let ids: Vec<MemberId> = (1..=count).map(MemberId).collect();
    db.read_now(|conn| members::cards(conn, &ids)).expect("members are read").into_iter().map(|card| card.handle).collect()
}

/// A running forum.
pub struct Forum {
    child: Child,
    pub address: String,
    /// From the start of the process to its first answer.
    pub start: Duration,
}

impl Forum {
    pub fn start(config: &Config) -> Forum {
        let address = format!("127.0.0.1:{}", free_port());
        let began = Instant::now();
        let child = command(config).env("ACCOLADE_LISTEN", &address).env("ACCOLADE_ATTEMPTS_PER_ADDRESS", "1000000").spawn().expect("the forum starts");
        wait_for(&address, "/");
        Forum { child, address, start: began.elapsed() }
    }

    /// Memory it holds now, in megabytes.
    pub fn memory(&self) -> f64 {
        status(self.child.id(), "VmRSS").expect("the process is there")
    }

    /// Where a topic's page is: its address leads there.
    pub fn topic_path(&self, topic: usize) -> String {
        let answer = Connection::open(&self.address).and_then(|mut c| c.keep(&load::get(&format!("/t/{topic}"), None))).expect("the topic answers");
        let location = answer.headers.iter().find(|(name, _)| name == "location").map(|(_, to)| to.clone()).expect("an address with the title's words");
        location.strip_prefix("http://").map_or(location.clone(), |rest| rest[rest.find('/').unwrap_or(0)..].to_owned())
    }
}

impl Drop for Forum {
    fn drop(&mut self) {
        // Whatever it was doing is thrown away with its folder.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
