//! Forums as processes of their own: the program itself on a database that a test made ready.

use super::acts;
use super::databases;
use accolade::actions::Failure;
use accolade::actions::accounts::{self as signing, SignUp};
use accolade::actions::ask_question::NewTopicForm;
use accolade::app::open_database;
use accolade::auth::secrets;
use accolade::clock::Clock;
use accolade::config::Config;
use accolade::rules::ids::{MemberId, PostId, TopicId};
use accolade::rules::text::{DisplayName, Email, Handle};
use accolade::rules::time::DAY;
use accolade::rules::vocabulary::{Language, Role};
use accolade::store::accounts::NewSession;
use accolade::store::categories::CategoryText;
use accolade::store::{Db, accounts, categories};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A database with a question, and members who are signed in.
pub struct Scene {
    pub config: Config,
    pub topic: TopicId,
    pub post: PostId,
    /// Moderators, who have no pace to keep, with the secrets of their sessions.
    pub members: Vec<(MemberId, String)>,
    /// Who asked.
    pub author: (MemberId, String),
}

/// An address below the ports that the system hands out by itself, so that nobody takes it between a kill and the next start.
pub fn quiet_port() -> String {
    (0..200)
        .map(|_| format!("127.0.0.1:{}", 20_000 + rand::random::<u16>() % 10_000))
        .find(|address| TcpListener::bind(address).is_ok())
        .expect("a free port between 20000 and 30000")
}

/// Opens the database of a forum whose process may run or not.
pub fn database(config: &Config) -> Db {
    open_database(config, &Clock::System).unwrap()
}

impl Scene {
    /// Makes a database ready: a question by somebody with an address, and so many members.
    pub fn new(folder: &Path, members: usize) -> Scene {
        let listen = quiet_port();
        let config = Config {
            public_url: format!("http://{listen}"),
            listen,
            data_dir: folder.to_path_buf(),
            database_url: databases::fresh(folder),
            award_mail_seconds: 1,
            ..Config::default()
        };
        let (topic, post, author, members) = database(&config)
            .write_now(move |tx| {
                let now = tx.now;
                let text = CategoryText { slug: "brewing".into(), name: "Brewing".into(), description: String::new(), colour: "#c98a1b".into() };
                let category = categories::insert(tx.conn, &text, now)?;
                let author = signed_in(tx, "author")?;
                let form = NewTopicForm {
                    kind: "question".into(),
                    category: category.to_string(),
                    title: "Why does my wort stop at 1.020?".into(),
                    tags: String::new(),
                    body: "Third batch in a row that sits at 1.020 after nine days.".into(),
                };
                let posted = acts::ask(tx, author.0, &form)?;
                let members = (0..members).map(|n| signed_in(tx, &format!("client-{n}"))).collect::<Result<Vec<_>, _>>()?;
                Ok::<_, Failure>((posted.topic, posted.post, author, members))
            })
            .unwrap();
        Scene { config, topic, post, members, author }
    }
}

fn signed_in(tx: &mut accolade::store::Tx<'_>, handle: &str) -> Result<(MemberId, String), Failure> {
    let form = SignUp {
        handle: Handle::parse(handle).unwrap(),
        display_name: DisplayName::parse(handle).unwrap(),
        email: Email::parse(&format!("{handle}@example.org")).unwrap(),
        password_hash: String::new(),
        language: Language::English,
        time_zone: "UTC".into(),
    };
    let now = tx.now;
    let member = signing::create_confirmed(tx, &form, Role::Moderator)?;
    let secret = secrets::new();
    let new = NewSession { token_hash: &secrets::digest(&secret), member, now, expires_at: now.plus(DAY), user_agent: "test", address: "127.0.0.1" };
    accounts::insert_session(tx.conn, &new)?;
    Ok((member, secret))
}

/// Starts the forum and waits until it is ready.
pub fn start(config: &Config) -> Child {
    start_logging(config, "error", Stdio::inherit())
}

/// As [`start`], with a filter of the log and where it goes.
pub fn start_logging(config: &Config, log: &str, to: Stdio) -> Child {
    let child = Command::new(env!("CARGO_BIN_EXE_accolade"))
        .env("ACCOLADE_LISTEN", &config.listen)
        .env("ACCOLADE_DATA_DIR", &config.data_dir)
        .env("ACCOLADE_DATABASE_URL", &config.database_url)
        .env("ACCOLADE_AWARD_MAIL_SECONDS", "1")
        .env("ACCOLADE_LOG", log)
        .env("ACCOLADE_LOG_FORMAT", "json")
        // What tells the suite where to run is no setting of the forum.
        .env_remove("ACCOLADE_TEST_DATABASE")
        .env_remove("ACCOLADE_TEST_POSTGRES")
        .env_remove("ACCOLADE_TEST_DATA")
        .stdout(Stdio::null())
        .stderr(to)
        .spawn()
        .unwrap();
    let ready = format!("http://{}/readyz", config.listen);
    let began = Instant::now();
    while ureq::get(&ready).call().is_err() {
        assert!(began.elapsed() < Duration::from_secs(60), "the server did not become ready");
        std::thread::sleep(Duration::from_millis(10));
    }
    child
}
