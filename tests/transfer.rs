//! A forum moves from the embedded database to PostgreSQL: everything arrives, and life goes on there.

use crate::support::Forum;
use crate::support::databases::fresh_postgres;
use accolade::app::open_database;
use accolade::clock::Clock;
use accolade::config::Config;
use accolade::rules::ids::MemberId;
use accolade::store::connection::{self, Address, Purpose};
use accolade::store::media::{self, NewMedia};
use accolade::store::{Connection, members};
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
use std::path::Path;
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

    let moved = accolade(folder.path(), &["move", &target]);
    assert!(moved.status.success(), "{}", String::from_utf8_lossy(&moved.stderr));
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
