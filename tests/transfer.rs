//! A forum moves from the embedded database to PostgreSQL: everything arrives, and life goes on there. Imports take the same way into an
//! empty forum.

use crate::import::same;
use crate::import::site::busy;
use crate::support::Forum;
use crate::support::databases::fresh_postgres;
use accolade::app::open_database;
use accolade::clock::Clock;
use accolade::config::Config;
use accolade::import::stack_exchange::{self, Wishes};
use accolade::import::{ImportError, Progress, Unseen};
use accolade::rules::ids::MemberId;
use accolade::rules::jobs::JobKind;
use accolade::store::connection::{self, Address, Purpose};
use accolade::store::media::{self, NewMedia};
use accolade::store::{Connection, jobs, members, settings};
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What to compare: everything that members see of each other, as one text.
const FACTS: [&str; 4] = [
    "SELECT handle || ' ' || display_name || ' ' || tier || ' ' || reputation || ' ' || bronze || ' ' || about_md AS fact FROM members ORDER BY id",
    "SELECT id || ' ' || body_md || body_html || score AS fact FROM posts ORDER BY id",
    "SELECT member_id || ' ' || rule || ' ' || amount || ' ' || balance || ' ' || created_at AS fact FROM ledger_lines ORDER BY id",
    "SELECT id || ' ' || kind || ' ' || data AS fact FROM events ORDER BY id",
];

#[derive(QueryableByName)]
struct Fact {
    #[diesel(sql_type = Text)]
    fact: String,
}

fn facts(conn: &mut Connection) -> Vec<Vec<String>> {
    FACTS.iter().map(|query| diesel::sql_query(*query).load::<Fact>(conn).unwrap().into_iter().map(|f| f.fact).collect()).collect()
}

/// What PostgreSQL keeps up: its constraints and indexes, as it words them.
const KEPT_UP: &str = "SELECT conname || ' ' || pg_get_constraintdef(oid) AS fact FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1";

fn kept_up(address: &str) -> Vec<String> {
    diesel::sql_query(KEPT_UP).load::<Fact>(&mut open(address)).unwrap().into_iter().map(|f| f.fact).collect()
}

fn open(address: &str) -> Connection {
    connection::open(&Address::parse(address).unwrap(), Purpose::Write).unwrap()
}

fn accolade(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
    command.current_dir(folder).args(arguments);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ACCOLADE_")) {
        command.env_remove(name);
    }
    command.output().unwrap()
}

fn embedded_demo(folder: &Path) -> Config {
    let config = Config { data_dir: folder.join("data"), ..Config::default() };
    let db = open_database(&config, &Clock::System).unwrap();
    accolade::demo::fill(&db).unwrap();
    // What the text format has to escape, and bytes.
    db.write_now(|tx| {
        let mut profile = members::profile(tx.conn, MemberId(1))?.unwrap();
        profile.about_md = "a\tb\\N \\t\r\n\"c\" 'd' é 𝒳 中文".into();
        profile.avatar = None;
        members::set_profile(tx.conn, MemberId(1), &profile)?;
        let (bytes, at) = (vec![0, 10, 92, 255, 9], tx.now);
        media::keep(tx.conn, &NewMedia { name: "x.png".into(), member: Some(MemberId(1)), content_type: "image/png", width: 1, height: 1, bytes, at })
    })
    .unwrap();
    config
}

#[test]
fn a_whole_forum_moves_and_lives_on() {
    let folder = tempfile::tempdir().unwrap();
    let config = embedded_demo(folder.path());
    let target = fresh_postgres();
    let made = kept_up(&target);

    let moved = accolade(folder.path(), &["move", &target]);
    assert!(moved.status.success(), "{}", String::from_utf8_lossy(&moved.stderr));
    // Keys and indexes are away while rows come, and there again as they were.
    assert!(made.len() > 60, "{made:?}");
    assert_eq!(kept_up(&target), made);
    assert_eq!(facts(&mut open(&target)), facts(&mut open(&config.database())));

    let checked = accolade(folder.path(), &["check", "--database-url", &target]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));

    assert_eq!(media::find(&mut open(&target), "x.png").unwrap().unwrap().1, [0, 10, 92, 255, 9]);

    // A second move finds the database full, and changes nothing.
    let again = accolade(folder.path(), &["move", &target]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("is not empty"), "{again:?}");
    assert_eq!(facts(&mut open(&target)), facts(&mut open(&config.database())));

    // New rows find ids of their own; sessions and passwords came along; the search finds what was written before.
    let forum = Forum::spawn_with(|c| c.database_url = target);
    let hanna = forum.guest();
    assert_eq!(hanna.post("/sign-in", &[("name", "hanna"), ("password", "bread-and-lager"), ("next", "/")]).status, 303);
    let category = hanna.get("/ask").attribute("select[name=category] option", "value").unwrap();
    let fields = [("kind", "question"), ("category", category.as_str()), ("title", "Does life go on after a move?"), ("tags", "")];
    let asked = hanna.post("/ask", &[&fields[..], &[("body", "The forum has a new database, and this is its first question.")]].concat());
    assert_eq!(asked.status, 303, "{}", asked.body);
    assert!(!forum.guest().get("/search?q=yeast").words(".result").is_empty());
    forum.assert_clean("after a question on the new database");
}

#[test]
fn a_move_that_cannot_be_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |arguments: &[&str]| {
        let said = accolade(folder.path(), arguments);
        assert_eq!(said.status.code(), Some(1), "{said:?}");
        String::from_utf8(said.stderr).unwrap()
    };
    let target = fresh_postgres();
    assert!(refused(&["move", &target]).contains("There is no database at"));
    let config = embedded_demo(folder.path());
    assert!(refused(&["move", "sqlite:other.db"]).contains("to PostgreSQL"));
    assert!(refused(&["move", &target, "--database-url", &target]).contains("to PostgreSQL"));
    assert!(refused(&["move", "postgres://nobody@127.0.0.1:1/none"]).contains("could not be reached"));
    // A forum that runs would go on writing.
    let _running = open_database(&config, &Clock::System).unwrap();
    assert!(refused(&["move", &target]).contains("stop the forum first"));
}

/// Progress that stops the import in a stage.
struct StopIn {
    stage: &'static str,
    now: RefCell<String>,
}

impl Progress for StopIn {
    fn stage(&self, stage: &str, _: u64) {
        self.now.replace(stage.to_owned());
    }
    fn position(&self, _: u64, _: u64) -> ControlFlow<()> {
        if *self.now.borrow() == self.stage { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
    fn message(&self, _: &str) {}
}

const SOURCE: Wishes<'static> = Wishes { source: Some("test"), report: None, unsearched: false };

fn on_postgres(folder: &Path) -> Config {
    Config { database_url: fresh_postgres(), data_dir: folder.join("data"), ..Config::default() }
}

/// Fails unless a forum shows what the dump brings when its rows go into PostgreSQL one by one. Events are left out: they name awards,
/// whose ids there have gaps.
fn is_as_brought_directly(there: &mut Connection, dump: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let config = on_postgres(folder.path());
    let db = open_database(&config, &Clock::System).unwrap();
    stack_exchange::run(&db, dump, &SOURCE, &Unseen).unwrap();
    let (built, direct) = (facts(there), facts(&mut open(&config.database_url)));
    same(&built[..3].concat(), &direct[..3].concat());
}

/// The databases that imports were built in, with their logs.
fn built_beside(data: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir(data).into_iter().flatten().map(|entry| entry.unwrap().path());
    all.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("import")).collect()
}

/// Imports on the command line, in a folder of its own.
fn import(folder: &Path, dump: &Path, config: &Config) -> String {
    let arguments = ["import", "stack-exchange", dump.to_str().unwrap(), "--source", "test", "--database-url", &config.database_url];
    let said = accolade(folder, &arguments);
    let (out, err) = (String::from_utf8(said.stdout).unwrap(), String::from_utf8(said.stderr).unwrap());
    assert!(said.status.success(), "{err}");
    assert_eq!(built_beside(&config.data_dir), Vec::<PathBuf>::new(), "what an import was built in goes with it");
    format!("{out}{err}")
}

/// Where an import for a forum is built.
fn file_beside(config: &Config) -> PathBuf {
    config.data_dir.join(format!("import-{}.db", &accolade::auth::secrets::digest(&config.database_url)[..12]))
}

fn beside(config: &Config) -> Config {
    Config { database_url: format!("sqlite:{}", file_beside(config).display()), ..config.clone() }
}

#[test]
fn an_empty_forum_on_postgres_gets_what_was_built_beside_it() {
    let (folder, dump) = (tempfile::tempdir().unwrap(), busy().write());
    let config = on_postgres(folder.path());
    // It has been started before: that is its own, and stays.
    let db = open_database(&config, &Clock::System).unwrap();
    db.write_now(|tx| {
        // A server puts its housekeeping, which is nothing that anybody has written.
        let (housekeeping, _) = JobKind::ForgetDrafts.again().unwrap();
        jobs::put(tx.conn, &housekeeping, tx.now, tx.now)?;
        settings::set(tx.conn, settings::LINK_SECRET, "its own")
    })
    .unwrap();
    drop(db);

    let said = import(folder.path(), dump.path(), &config);
    assert!(said.contains("statistics …"), "not built beside: {said}");
    let mut there = open(&config.database_url);
    is_as_brought_directly(&mut there, dump.path());
    assert_eq!(settings::get(&mut there, settings::LINK_SECRET).unwrap().as_deref(), Some("its own"));
    let checked = accolade(folder.path(), &["check", "--database-url", &config.database_url]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));

    // The same dump is known there, and a later one brings the difference.
    assert!(import(folder.path(), dump.path(), &config).contains("Nothing new"));
    let mut later = busy();
    later.question(70, 1, "2012-07-01", "");
    let later = later.write();
    assert!(import(folder.path(), later.path(), &config).contains("1 questions"));

    let forum = Forum::spawn_with(|c| c.database_url = config.database_url.clone());
    assert!(!forum.guest().get("/search?q=number").words(".result").is_empty());
    forum.assert_clean("after a later dump");
}

#[test]
fn what_was_built_beside_goes_on_after_an_interruption() {
    let (folder, dump) = (tempfile::tempdir().unwrap(), busy().write());
    let config = on_postgres(folder.path());
    let db = open_database(&beside(&config), &Clock::System).unwrap();
    let stopped = stack_exchange::run(&db, dump.path(), &SOURCE, &StopIn { stage: "votes", now: RefCell::default() });
    assert!(matches!(stopped, Err(ImportError::Stopped)), "{stopped:?}");
    drop(db);

    // Another forum with the same data folder is not handed it.
    let other = Config { database_url: fresh_postgres(), ..config.clone() };
    let said = accolade(folder.path(), &["import", "stack-exchange", dump.path().to_str().unwrap(), "--database-url", &other.database_url]);
    assert!(said.status.success() && String::from_utf8_lossy(&said.stderr).contains("questions …"), "{said:?}");

    let said = import(folder.path(), dump.path(), &config);
    assert!(said.contains("replay …") && !said.contains("questions …"), "not continued: {said}");
    is_as_brought_directly(&mut open(&config.database_url), dump.path());
}

#[test]
fn what_was_built_beside_whole_is_copied_by_the_next_run() {
    let (folder, dump) = (tempfile::tempdir().unwrap(), busy().write());
    let config = on_postgres(folder.path());
    stack_exchange::run(&open_database(&beside(&config), &Clock::System).unwrap(), dump.path(), &SOURCE, &Unseen).unwrap();

    let said = import(folder.path(), dump.path(), &config);
    assert!(said.contains("now it is in the forum"), "{said}");
    is_as_brought_directly(&mut open(&config.database_url), dump.path());
}

#[test]
fn a_forum_that_has_members_gets_its_rows_one_by_one() {
    let (folder, dump) = (tempfile::tempdir().unwrap(), busy().write());
    let config = on_postgres(folder.path());
    accolade::demo::fill(&open_database(&config, &Clock::System).unwrap()).unwrap();
    // Left over from an import that was given up.
    std::fs::create_dir_all(&config.data_dir).unwrap();
    std::fs::write(file_beside(&config), "").unwrap();

    let said = import(folder.path(), dump.path(), &config);
    assert!(said.contains("questions …") && !said.contains("statistics …"), "{said}");
    let checked = accolade(folder.path(), &["check", "--database-url", &config.database_url]);
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}
