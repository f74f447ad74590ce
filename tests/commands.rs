//! The command line when something is wrong: one sentence on standard error that says what to do, exit code 1, and nothing changed.
//! These tests run the program itself, always on an embedded database.

use accolade::store::connection::{self, Address, Purpose};
use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{QueryableByName, RunQueryDsl};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

const PASSWORD: &str = "stale-bread-and-lager\n";

/// No command of these tests takes longer, also when it waits for a lock.
const LONGEST: Duration = Duration::from_secs(60);

/// A folder in which commands are run.
struct Desk {
    folder: tempfile::TempDir,
}

/// A forum that runs until the test has ended.
struct Running {
    child: std::process::Child,
    address: String,
    /// What it has said until it was open.
    said: String,
}

impl Running {
    fn page(&self, path: &str) -> String {
        ureq::get(format!("http://{}{path}", self.address)).call().unwrap().body_mut().read_to_string().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a command said.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Desk {
        Desk { folder: tempfile::tempdir().unwrap() }
    }

    /// With a forum in the folder `data` that has one member, Ada.
    fn with_forum() -> Desk {
        let desk = Desk::new();
        desk.done(&["admin", "create", "ada", "ada@example.org"], PASSWORD);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn database(&self) -> PathBuf {
        self.path("data/accolade.db")
    }

    fn write(&self, name: &str, content: &[u8]) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Runs a command to its end.
    fn run(&self, arguments: &[&str], input: &str) -> Said {
        self.run_with(arguments, input, &[])
    }

    fn run_with(&self, arguments: &[&str], input: &str, variables: &[(&str, &str)]) -> Said {
        let mut child = self.command(arguments).stdin(Stdio::piped()).stderr(Stdio::piped()).envs(variables.iter().copied()).spawn().unwrap();
        // Whoever refuses before reading has closed the pipe, which is no fault.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let (out, err) = (read(child.stdout.take().unwrap()), read(child.stderr.take().unwrap()));
        let Ok(err) = err.recv_timeout(LONGEST) else {
            child.kill().unwrap();
            panic!("{arguments:?} does not end");
        };
        Said { code: child.wait().unwrap().code(), out: out.recv_timeout(LONGEST).unwrap(), err }
    }

    /// The program in this folder, without settings from around these tests.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
        command.args(arguments).current_dir(self.folder.path()).stdout(Stdio::piped());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("ACCOLADE_")) {
            command.env_remove(name);
        }
        command
    }

    /// Serves the forum, and waits until it is open.
    fn serving(&self, arguments: &[&str]) -> Running {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let mut child = self.command(&[&["--listen", &address], arguments].concat()).stderr(Stdio::null()).spawn().unwrap();
        let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
        let mut said = String::new();
        while !said.contains("is open at") {
            assert_ne!(std::io::BufRead::read_line(&mut out, &mut said).unwrap(), 0, "{said}");
        }
        Running { child, address, said }
    }

    /// Runs a command that must succeed; answers what it printed.
    fn done(&self, arguments: &[&str], input: &str) -> String {
        let said = self.run(arguments, input);
        assert_eq!(said.code, Some(0), "{arguments:?}: {said:?}");
        said.out
    }

    /// Runs a command that must be refused in one sentence; answers the sentence.
    fn refused(&self, arguments: &[&str], input: &str) -> String {
        sentence(&self.run(arguments, input))
    }

    /// The names of all files, without SQLite's own beside a database.
    fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    found.push(path.strip_prefix(self.folder.path()).unwrap().display().to_string());
                }
            }
        }
        found.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm") && !name.ends_with(".lock"));
        found.sort();
        found
    }

    fn sql(&self, statement: &str) {
        connection::open(&Address::Sqlite(self.database()), Purpose::Write).unwrap().batch_execute(statement).unwrap();
    }

    fn number(&self, query: &str) -> i64 {
        number(&self.database(), query)
    }

    fn members(&self) -> i64 {
        self.number("SELECT COUNT(*) AS n FROM members")
    }
}

fn number(database: &Path, query: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    let mut conn = connection::open(&Address::Sqlite(database.to_path_buf()), Purpose::Read).unwrap();
    diesel::sql_query(query).get_result::<Row>(&mut conn).unwrap().n
}

fn read(mut from: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = String::new();
        from.read_to_string(&mut text).unwrap();
        send.send(text)
    });
    receive
}

/// The one sentence of a refusal. A question for a password may stand before it.
fn sentence(said: &Said) -> String {
    assert_eq!(said.code, Some(1), "{said:?}");
    let lines: Vec<&str> = said.err.lines().filter(|line| !line.starts_with("Password for ")).collect();
    assert_eq!(lines.len(), 1, "one sentence, not {said:?}");
    let sentence = lines[0].strip_prefix("accolade: ").unwrap_or_else(|| panic!("{said:?}"));
    assert!(sentence.ends_with('.') && !sentence.contains("panicked") && !sentence.contains("Error {"), "{sentence}");
    assert_eq!(said.out, "");
    sentence.to_owned()
}

fn assert_says(sentence: &str, words: &[&str]) {
    for word in words {
        assert!(sentence.contains(word), "“{word}” is not in: {sentence}");
    }
}

#[test]
fn an_address_of_no_known_database_is_named() {
    let desk = Desk::new();
    assert_says(&desk.refused(&["--database-url", "mysql://db/forum", "check"], ""), &["“mysql:”", "sqlite:PATH", "postgres://"]);
    assert_says(&desk.refused(&["--database-url", "sqlite:", "check"], ""), &["no path", "sqlite:data/accolade.db"]);
    assert_eq!(desk.files(), Vec::<String>::new());
}

#[test]
fn a_postgres_server_that_is_away_is_named() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let desk = Desk::new();
    for command in ["check", "serve"] {
        let said = desk.refused(&["--database-url", &format!("postgres://forum@127.0.0.1:{port}/forum"), "--listen", "127.0.0.1:0", command], "");
        assert_says(&said, &["PostgreSQL", "refused", "Check the address and that the server is running"]);
    }
}

#[test]
fn a_postgres_server_that_says_nothing_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("postgres://forum@{}/forum?connect_timeout=2", silent.local_addr().unwrap());
    assert_says(&Desk::new().refused(&["--database-url", &url, "check"], ""), &["PostgreSQL", "timeout expired"]);
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    for content in [&b"Dear diary, today I brewed.\n"[..], &[0xA7; 8192]] {
        let desk = Desk::new();
        desk.write("data/accolade.db", content);
        for command in [&["check"][..], &["--listen", "127.0.0.1:0"], &["backup", "copy.db"]] {
            assert_says(&desk.refused(command, ""), &["accolade.db is no SQLite database", "--database-url"]);
        }
        assert_eq!(std::fs::read(desk.database()).unwrap(), content);
        assert_eq!(desk.files(), ["data/accolade.db"]);
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let desk = Desk::new();
    desk.write("data", b"a file where the folder should be");
    assert_says(&desk.refused(&["check"], ""), &["data", "--data-dir"]);
    assert_eq!(desk.files(), ["data"]);
}

#[test]
fn a_database_of_a_newer_program_is_not_touched() {
    let desk = Desk::with_forum();
    desk.sql("INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')");
    for command in [&["check"][..], &["--listen", "127.0.0.1:0"], &["admin", "role", "ada", "member"], &["recount"]] {
        assert_says(&desk.refused(command, ""), &["newer Accolade", "29990101000000", "restore a backup"]);
    }
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM members WHERE role = 'administrator'"), 1);
}

#[test]
fn a_locked_database_is_told_in_bounded_time() {
    let desk = Desk::with_forum();
    let mut other = connection::open(&Address::Sqlite(desk.database()), Purpose::Write).unwrap();
    other.batch_execute("BEGIN EXCLUSIVE").unwrap();
    let started = Instant::now();
    let said = desk.refused(&["admin", "create", "ben", "ben@example.org"], PASSWORD);
    assert_says(&said, &["locked by another program", "try again"]);
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
    other.batch_execute("ROLLBACK").unwrap();
    assert_eq!(desk.members(), 1);
    desk.done(&["admin", "create", "ben", "ben@example.org"], PASSWORD);
}

#[test]
fn a_database_that_is_locked_before_it_is_opened_is_told_in_bounded_time() {
    let desk = Desk::with_forum();
    // Without a write-ahead log, a lock keeps readers out, too.
    let mut other = connection::open(&Address::Sqlite(desk.database()), Purpose::Write).unwrap();
    other.batch_execute("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE").unwrap();
    let started = Instant::now();
    assert_says(&desk.refused(&["check"], ""), &["accolade.db is locked by another program", "try again"]);
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let desk = Desk::new();
    assert_says(&desk.refused(&["--listen", &address], ""), &[&address, "--listen"]);
    assert_says(&desk.refused(&["--listen", &address, "demo"], ""), &[&address, "--listen"]);
    assert_says(&desk.refused(&["--listen", "8080"], ""), &["“8080”", "127.0.0.1:8080"]);
    assert_eq!(desk.files(), Vec::<String>::new());
}

#[test]
fn mistakes_in_the_configuration_are_named_with_their_place() {
    for (content, words) in [
        ("public_url = \"http://f.example\"\nlisten = \n", &["accolade.toml", "line 2"][..]),
        ("lisen = \"127.0.0.1:8080\"\n", &["“lisen”", "accolade.toml", "listen, public_url"]),
        ("workers = \"many\"\n", &["workers", "accolade.toml", "many", "a whole number"]),
        ("behind_proxy = 7\n", &["behind_proxy", "accolade.toml", "true or false"]),
        ("smtp_timeout_seconds = 0\n", &["smtp_timeout_seconds", "from 1 to 30"]),
        ("log_format = \"xml\"\n", &["log_format", "text or json"]),
        ("public_url = \"forum.example\"\n", &["public_url", "http://"]),
    ] {
        let desk = Desk::new();
        desk.write("accolade.toml", content.as_bytes());
        for command in ["check", "serve"] {
            assert_says(&desk.refused(&[command], ""), words);
        }
        assert_eq!(desk.files(), ["accolade.toml"]);
    }
}

#[test]
fn mistakes_of_variables_and_flags_are_named() {
    let desk = Desk::new();
    let unknown = sentence(&desk.run_with(&["check"], "", &[("ACCOLADE_LISEN", "x")]));
    assert_says(&unknown, &["“lisen”", "ACCOLADE_", "listen, public_url"]);
    let mistyped = sentence(&desk.run_with(&["check"], "", &[("ACCOLADE_PAGE_CACHE_MB", "lots")]));
    assert_says(&mistyped, &["page_cache_mb", "ACCOLADE_", "a whole number"]);
    assert_says(&desk.refused(&["--config", "there-is-none.toml", "check"], ""), &["there-is-none.toml", "--config"]);
    assert_says(&sentence(&desk.run_with(&["--listen", "127.0.0.1:0"], "", &[("ACCOLADE_LOG", "a=b=c")])), &["“a=b=c”", "info"]);
    assert_says(&desk.refused(&["--set", "workers", "check"], ""), &["--set workers", "NAME=VALUE"]);
    assert_says(&desk.refused(&["--set", "workers=many", "check"], ""), &["workers", "the flags", "a whole number"]);
    assert_says(&desk.refused(&["--set", "wrokers=2", "check"], ""), &["“wrokers”", "the flags", "listen, public_url"]);
    assert!(desk.done(&["--set", "workers=3", "config", "show"], "").contains("workers = 3"));
    for (variable, value, words) in [
        ("ACCOLADE_SMTP_URL", "http://mail.example", &["smtp_url", "smtp://HOST:PORT"]),
        ("ACCOLADE_MAIL_FROM", "nobody", &["mail_from", "Name <address@host>"]),
    ] {
        assert_says(&sentence(&desk.run_with(&["mail-test", "ada@example.org"], "", &[(variable, value)])), words);
    }
}

#[test]
fn a_rulebook_that_cannot_be_read_is_named_with_its_line() {
    let desk = Desk::with_forum();
    desk.sql("UPDATE rulebooks SET document = 'version = 1' || char(10) || '[points' || char(10)");
    for command in [&["check"][..], &["--listen", "127.0.0.1:0"]] {
        assert_says(&desk.refused(command, ""), &["rulebook", "line 2", "Restore a backup"]);
    }
    desk.sql("UPDATE rulebooks SET document = 'colour = \"red\"'");
    assert_says(&desk.refused(&["check"], ""), &["rulebook", "line 1", "colour"]);
    assert_eq!(desk.members(), 1);
}

#[test]
fn a_rulebook_of_ones_own_is_published_by_its_version_when_the_forum_starts() {
    let desk = Desk::with_forum();
    let preset = shown(&desk);
    assert!(preset.contains("[points.rules]"));
    let brought = |document: &str| desk.write("book.toml", document.as_bytes());
    let start = ["--set", "rulebook=book.toml", "--listen", "127.0.0.1:0"];
    let newer = preset.replace("\nversion = 2\n", "\nversion = 3\n").replace("from = \"2019-11-13\"", "from = \"2026-01-01\"");

    // What is wrong changes nothing.
    assert_says(&desk.refused(&start, ""), &["book.toml", "cannot be read"]);
    brought("version = 1\n[points\n");
    assert_says(&desk.refused(&start, ""), &["book.toml", "line 2", "Correct it there"]);
    brought(&preset.replace("points = 15", "points = 16"));
    assert_says(&desk.refused(&start, ""), &["book.toml", "version 2", "Write version = 3"]);
    assert_eq!(shown(&desk), preset);

    // A higher version is published, and stays when the file is not named any more; the one before is kept, too.
    brought(&newer);
    drop(desk.serving(&start[..2]));
    drop(desk.serving(&[]));
    assert_eq!(shown(&desk), newer);
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM rulebooks"), 2);

    // One for later is published, and counts then.
    brought(&newer.replace("version = 3", "version = 4").replace("from = \"2026-01-01\"", "from = \"2999-01-01\""));
    drop(desk.serving(&start[..2]));
    assert_eq!(shown(&desk), newer);
    assert_says(&desk.done(&["rulebook", "show", "--version", "4"], ""), &["#: Version 4, published ", "will count from 2999-01-01T00:00:00Z on"]);
}

/// The rulebook in force, without what is said of its publication.
fn shown(desk: &Desk) -> String {
    let shown = desk.done(&["rulebook", "show"], "");
    shown.lines().filter(|line| !line.starts_with("#: ")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_file_is_told_what_is_wrong_with_it_and_nothing_is_changed() {
    let desk = Desk::with_forum();
    let preset = shown(&desk);
    let next = preset.replace("\nversion = 2\n", "\nversion = 3\n");
    let before = std::fs::read(desk.database()).unwrap();
    for (from, to, words) in [
        ("floor = 1\n", "florr = 1\n", &["“florr”", "“floor”"][..]),
        ("floor = 1\n", "floor = 1\nfloor = 2\n", &["“floor”", "twice"]),
        ("#2158b8", "#d0e0ff", &["“member”", "#d0e0ff", "4.5:1", "darker"]),
        ("needs = { reputation = 15 }", "needs = { reputatoin = 15 }", &["“reputatoin”", "“reputation”"]),
        ("key = \"member\"", "key = \"newcomer\"", &["two tiers", "“newcomer”"]),
        ("[points]", "[points", &["line"]),
    ] {
        assert!(next.contains(from), "{from}");
        desk.write("book.toml", next.replacen(from, to, 1).as_bytes());
        for command in [&["rulebook", "check", "book.toml"][..], &["rulebook", "publish", "book.toml"]] {
            let said = desk.refused(command, "");
            assert_says(&said, words);
            assert!(said.contains("book.toml, line "), "{said}");
        }
    }
    desk.write("book.toml", b"\xff\xfe");
    assert_says(&desk.refused(&["rulebook", "check", "book.toml"], ""), &["book.toml", "UTF-8"]);
    assert_says(&desk.refused(&["rulebook", "check", "nowhere.toml"], ""), &["nowhere.toml", "cannot be read"]);
    desk.write("book.toml", preset.as_bytes());
    assert_says(&desk.done(&["rulebook", "check", "book.toml"], ""), &["book.toml is a rulebook: version 2 of “questions”", "7 tiers"]);
    assert_says(&desk.refused(&["rulebook", "publish", "book.toml"], ""), &["version 2", "write version = 3"]);
    desk.write("book.toml", next.as_bytes());
    for (from, words) in [("soon", "no day and no moment"), ("2026-02-31", "no day and no moment"), ("2020-01-01", "what was earned since then stays")] {
        assert_says(&desk.refused(&["rulebook", "publish", "book.toml", "--from", from], ""), &[from, words]);
    }
    assert_says(&desk.refused(&["rulebook", "show", "--version", "9"], ""), &["No version 9", "There are: 2"]);
    assert!(std::fs::read(desk.database()).unwrap() == before);
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM rulebooks"), 1);
}

#[test]
fn a_rulebook_is_published_beside_the_running_forum_and_without_it() {
    let desk = Desk::with_forum();
    // Without it.
    let document = |version: i64, name: &str| {
        let words = format!("icon = \"dot\"\nwords = {{ en = {{ name = \"{name}\" }} }}\n");
        shown(&desk).replace("\nversion = 2\n", &format!("\nversion = {version}\n")).replacen("icon = \"dot\"\n", &words, 1)
    };
    let (third, fourth) = (document(3, "Brewer"), document(4, "Taster"));
    desk.write("3.toml", third.as_bytes());
    desk.write("4.toml", fourth.as_bytes());
    desk.write("5.toml", document(5, "Drinker").as_bytes());
    let said = desk.done(&["rulebook", "publish", "3.toml", "--why", "New names,\nfor a new year"], "");
    assert_says(&said, &["Version 3 is published and counts from now on"]);
    let whole = desk.done(&["rulebook", "show"], "");
    assert_says(&whole, &["#: Version 3, published ", "; it counts since ", "#: Why: New names, for a new year\n"]);
    assert_eq!(shown(&desk), third);
    // What was shown can be published again: what stands before the document is no part of it.
    desk.write("again.toml", whole.replace("version = 3", "version = 4").as_bytes());
    desk.done(&["rulebook", "check", "again.toml"], "");

    // Beside it: the pages follow within two seconds, and what was earned is applied.
    let forum = desk.serving(&[]);
    assert!(forum.page("/tiers").contains("Brewer"));
    desk.done(&["rulebook", "publish", "4.toml"], "");
    let began = Instant::now();
    while !forum.page("/tiers").contains("Taster") {
        assert!(began.elapsed() < Duration::from_secs(2), "the running forum shows the version before");
        std::thread::sleep(Duration::from_millis(20));
    }
    // Later: at its moment, by itself.
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(6);
    assert_says(&desk.done(&["rulebook", "publish", "5.toml", "--from", &soon.to_string()], ""), &["Version 5 is published"]);
    assert!(forum.page("/tiers").contains("Taster"));
    let began = Instant::now();
    while !forum.page("/tiers").contains("Drinker") {
        assert!(jiff::Timestamp::now() < soon + jiff::SignedDuration::from_secs(2), "the running forum shows the version before");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(jiff::Timestamp::now() >= soon, "it counts too early");
    while desk.number("SELECT COUNT(*) AS n FROM jobs WHERE kind = 'apply_rulebook'") > 0 {
        assert!(began.elapsed() < LONGEST, "the versions were not applied");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(desk.number("SELECT COUNT(*) AS n FROM rulebooks"), 4);
    drop(forum);
    assert_eq!(desk.run(&["check"], "").code, Some(0));
    assert_says(&desk.done(&["rulebook", "show", "--version", "2"], ""), &["#: Version 2, published "]);
}

/// Every command that can be said about a forum that is there, with what it reads from standard input, but for serving.
fn commands() -> Vec<(&'static [&'static str], &'static str)> {
    vec![
        (&["check"], ""),
        (&["check", "--json"], ""),
        (&["rulebook", "show"], ""),
        (&["config", "show"], ""),
        (&["backup", "copy.db"], ""),
        (&["mail-test", "ada@example.org"], ""),
        (&["recount"], ""),
        (&["admin", "role", "ada", "administrator"], ""),
        (&["admin", "create", "ben", "ben@example.org"], PASSWORD),
    ]
}

#[test]
fn no_command_publishes_a_rulebook() {
    let desk = Desk::with_forum();
    let newer = desk.done(&["rulebook", "show"], "").replace("\nversion = 2\n", "\nversion = 3\n");
    desk.write("book.toml", newer.as_bytes());
    for (command, input) in commands() {
        desk.done(&[&["--set", "rulebook=book.toml"], command].concat(), input);
        assert_eq!(desk.number("SELECT MAX(version) AS n FROM rulebooks"), 2, "{command:?}");
    }
}

#[test]
fn commands_that_read_leave_every_byte_as_it_was() {
    let desk = Desk::with_forum();
    // As an operator may have left it: no log beside the file, and not in the mode in which the forum writes.
    let mut conn = connection::open(&Address::Sqlite(desk.database()), Purpose::Write).unwrap();
    conn.batch_execute("PRAGMA journal_mode = DELETE").unwrap();
    drop(conn);
    let before = std::fs::read(desk.database()).unwrap();
    for command in [&["check"][..], &["check", "--json"], &["rulebook", "show"], &["config", "show"], &["mail-test", "ada@example.org"]] {
        desk.done(command, "");
        assert!(std::fs::read(desk.database()).unwrap() == before, "{command:?} wrote");
    }
    // And where there is nothing, they make nothing.
    let desk = Desk::new();
    for command in [&["check"][..], &["recount"], &["backup", "copy.db"], &["admin", "role", "ada", "member"]] {
        assert_says(&desk.refused(command, ""), &["There is no database at", "--data-dir"]);
    }
    for command in [&["rulebook", "show"][..], &["config", "show"]] {
        desk.done(command, "");
    }
    assert_eq!(desk.files(), Vec::<String>::new());
    desk.done(&["mail-test", "ada@example.org"], "");
    assert!(desk.files().iter().all(|name| name.ends_with(".eml")), "{:?}", desk.files());
}

#[test]
fn a_database_of_an_older_program_is_brought_up_to_date_by_the_server_alone() {
    let desk = Desk::with_forum();
    desk.done(&["backup", "copy.db"], "");
    desk.sql("DELETE FROM __diesel_schema_migrations");
    let before = std::fs::read(desk.database()).unwrap();
    for command in [&["check"][..], &["recount"], &["admin", "role", "ada", "member"], &["move", "postgres://forum@127.0.0.1:1/forum"]] {
        assert_says(&desk.refused(command, ""), &["older Accolade", "Start the forum"]);
    }
    assert_says(&desk.refused(&["admin", "create", "ben", "ben@example.org"], PASSWORD), &["older Accolade", "Start the forum"]);
    assert!(std::fs::read(desk.database()).unwrap() == before);
}

#[test]
fn what_is_no_forum_does_not_become_one() {
    let empty = Desk::new();
    empty.write("data/accolade.db", b"");
    let foreign = Desk::new();
    foreign.write("data/readme.txt", b"Recipes.");
    foreign.sql("PRAGMA journal_mode = DELETE; CREATE TABLE recipes (id INTEGER PRIMARY KEY)");
    for (desk, words) in [(empty, ["is empty, and no forum", "remove it"]), (foreign, ["another program", "--database-url"])] {
        let before = std::fs::read(desk.database()).unwrap();
        for (command, input) in commands().into_iter().filter(|(command, _)| *command != ["config", "show"]) {
            assert_says(&desk.refused(command, input), &words);
        }
        for command in [&["--listen", "127.0.0.1:0"][..], &["--listen", "127.0.0.1:0", "demo"]] {
            assert_says(&desk.refused(command, ""), &words);
        }
        assert!(std::fs::read(desk.database()).unwrap() == before);
    }
}

#[test]
fn a_second_server_is_refused_with_the_first_ones_process() {
    let desk = Desk::with_forum();
    let first = desk.serving(&[]);
    let id = first.child.id().to_string();
    for command in ["serve", "demo"] {
        assert_says(&desk.refused(&["--listen", "127.0.0.1:0", command], ""), &["accolade.db", "in use", &format!("process {id}:"), "stop the forum first"]);
    }
    desk.done(&["backup", "monday.db"], "");
    assert_says(&desk.refused(&["restore", "monday.db"], ""), &["in use", &id, "stop the forum first"]);
    assert_says(&desk.refused(&["move", "postgres://forum@127.0.0.1:1/forum"], ""), &["in use", &id, "stop the forum first"]);

    // However it ends, it holds nothing afterwards.
    drop(first);
    drop(desk.serving(&[]));
    desk.done(&["restore", "monday.db"], "");
}

#[test]
fn what_a_command_changes_the_running_forum_shows() {
    let desk = Desk::with_forum();
    desk.sql("INSERT INTO categories (slug, name, description, colour, position, created_at) VALUES ('beer', 'Beer', '', '#c98a1b', 1, 0)");
    let forum = desk.serving(&[]);
    // Kept, and shown from there.
    for page in ["/members/ada", "/categories"] {
        assert!(forum.page(page).contains("Beer"), "{page}");
    }
    desk.sql("UPDATE categories SET name = 'Mead'");
    let began = Instant::now();
    while !forum.page("/categories").contains("Mead") || !forum.page("/members/ada").contains("Mead") {
        assert!(began.elapsed() < LONGEST, "the running forum shows what it has kept");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn recount_tells_what_it_could_not_put_right() {
    let desk = Desk::with_forum();
    assert!(desk.done(&["recount"], "").contains("0 left"));
    desk.sql("UPDATE members SET answer_count = 7");
    let said = desk.done(&["recount"], "");
    assert_says(&said, &["members.answer_count 1: stored 7, expected 0 (put right)", "0 left"]);

    desk.sql("UPDATE ledger_lines SET balance = balance + 1; UPDATE members SET answer_count = 7");
    let said = desk.run(&["recount"], "");
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_says(
        &said.out,
        &["members.answer_count 1: stored 7, expected 0 (put right)", "ledger_lines.balance 1: stored 2, expected 1 (still differs)", "1 left"],
    );
    assert!(!said.out.contains("expected 1 (put right)"), "{}", said.out);
    assert_says(&said.err, &["1 differences are left", "restore a backup"]);
    assert_eq!(desk.run(&["check"], "").code, Some(1));
}

#[test]
fn a_forum_of_one_without_an_administrator_gets_a_link_for_the_first() {
    let desk = Desk::with_forum();
    desk.sql("UPDATE members SET role = 'member'");
    let forum = desk.serving(&[]);
    assert!(forum.said.contains(&format!("http://{}/welcome/", forum.address)), "{}", forum.said);
}

#[test]
fn long_work_tells_its_stages() {
    let desk = Desk::with_forum();
    for command in ["check", "recount"] {
        let told = desk.run(&[command], "").err;
        for stage in ["numbers …", "ledgers of members …", "search index …"] {
            assert!(told.contains(stage), "{command}: {told}");
        }
    }
}

#[test]
fn a_folder_that_is_no_dump_makes_no_forum() {
    let desk = Desk::new();
    desk.write("empty/readme.txt", b"Nothing here.");
    assert_says(&desk.refused(&["import", "stack-exchange", "nowhere"], ""), &["nowhere", "unpacked dump"]);
    assert_says(&desk.refused(&["import", "stack-exchange", "empty/readme.txt"], ""), &["readme.txt", "unpacked dump"]);
    assert_says(&desk.refused(&["import", "stack-exchange", "empty"], ""), &["Users.xml", "unpacked"]);
    for name in ["Users.xml", "Posts.xml", "Votes.xml"] {
        desk.write(&format!("pages/{name}"), b"<html><body>Not found</body></html>");
    }
    assert_says(&desk.refused(&["import", "stack-exchange", "pages"], ""), &["no Stack Exchange dump", "Unpack"]);
    assert!(!desk.path("data").exists());
}

#[test]
fn a_backup_brings_back_what_was_there() {
    let desk = Desk::with_forum();
    desk.done(&["backup", "monday.db"], "");
    desk.done(&["admin", "create", "ben", "ben@example.org"], PASSWORD);
    assert_eq!(desk.members(), 2);
    assert_says(&desk.done(&["restore", "monday.db"], ""), &["before-restore", "Restored"]);
    assert_eq!(desk.members(), 1);
    desk.done(&["check"], "");

    // What was set aside is whole, and no later restore takes it away.
    let kept = desk.path("data/accolade.before-restore");
    assert_eq!(number(&kept, "SELECT COUNT(*) AS n FROM members"), 2);
    desk.done(&["restore", "monday.db"], "");
    assert_eq!(number(&kept, "SELECT COUNT(*) AS n FROM members"), 2);
    assert_eq!(desk.files(), ["data/accolade.before-restore", "data/accolade.before-restore-2", "data/accolade.db", "monday.db"]);

    // And into an empty folder.
    desk.done(&["--data-dir", "other", "restore", "monday.db"], "");
    assert_eq!(number(&desk.path("other/accolade.db"), "SELECT COUNT(*) AS n FROM members"), 1);
}

#[test]
fn what_is_no_backup_takes_the_place_of_nothing() {
    let desk = Desk::with_forum();
    desk.done(&["backup", "whole.db"], "");
    let whole = std::fs::read(desk.path("whole.db")).unwrap();
    desk.write("text.db", b"Dear diary, today I brewed.\n");
    desk.write("empty.db", b"");
    desk.write("half.db", &whole[..whole.len() / 2]);
    let mut foreign = connection::open(&Address::Sqlite(desk.path("foreign.db")), Purpose::Write).unwrap();
    foreign.batch_execute("PRAGMA journal_mode = DELETE; CREATE TABLE recipes (id INTEGER PRIMARY KEY)").unwrap();
    drop(foreign);
    std::fs::copy(desk.path("whole.db"), desk.path("newer.db")).unwrap();
    let mut newer = connection::open(&Address::Sqlite(desk.path("newer.db")), Purpose::Write).unwrap();
    newer.batch_execute("PRAGMA journal_mode = DELETE; INSERT INTO __diesel_schema_migrations (version) VALUES ('29990101000000')").unwrap();
    drop(newer);

    let files = desk.files();
    for name in ["text.db", "empty.db", "half.db", "foreign.db"] {
        assert_says(&desk.refused(&["restore", name], ""), &[name, "no whole backup", "`accolade backup`", "Nothing was changed"]);
    }
    assert_says(&desk.refused(&["restore", "newer.db"], ""), &["newer Accolade"]);
    for name in ["nowhere.db", "data"] {
        assert_says(&desk.refused(&["restore", name], ""), &[name, "There is no file"]);
    }
    assert_eq!((desk.files(), desk.members()), (files, 1));
}

#[test]
fn a_database_in_use_is_not_replaced() {
    let desk = Desk::with_forum();
    desk.done(&["backup", "monday.db"], "");
    desk.done(&["admin", "create", "ben", "ben@example.org"], PASSWORD);
    // An open connection, as a running forum has.
    let mut forum = connection::open(&Address::Sqlite(desk.database()), Purpose::Write).unwrap();
    forum.batch_execute("SELECT 1 FROM members").unwrap();
    assert_says(&desk.refused(&["restore", "monday.db"], ""), &["in use", "stop the forum first"]);
    assert_eq!((desk.members(), desk.files()), (2, vec!["data/accolade.db".to_owned(), "monday.db".to_owned()]));
    // A backup needs no stop.
    desk.done(&["backup", "tuesday.db"], "");
    assert_eq!(number(&desk.path("tuesday.db"), "SELECT COUNT(*) AS n FROM members"), 2);
}

#[test]
fn a_backup_overwrites_nothing() {
    let desk = Desk::with_forum();
    desk.write("diary.txt", b"Dear diary");
    assert_says(&desk.refused(&["backup", "diary.txt"], ""), &["diary.txt", "exists already"]);
    assert_eq!(std::fs::read(desk.path("diary.txt")).unwrap(), b"Dear diary");
    assert_says(&desk.refused(&["backup", "no/such/folder/x.db"], ""), &["no/such/folder/x.db", "folder that exists"]);
    assert_says(&desk.refused(&["--data-dir", "elsewhere", "backup", "x.db"], ""), &["There is no database", "--data-dir"]);
    for (command, tool) in [("backup", "pg_dump"), ("restore", "pg_restore")] {
        let said = desk.run(&["--database-url", "postgres://forum@db/forum", command, "diary.txt"], "");
        assert_eq!(said.code, Some(1));
        assert_says(&said.err, &[tool, "FILE"]);
    }
    assert_eq!(desk.files(), ["data/accolade.db", "diary.txt"]);
}

#[test]
fn a_member_with_a_mistake_is_not_made() {
    let desk = Desk::with_forum();
    for (handle, email, password, words) in [
        ("Ada Lovelace", "ada@example.net", PASSWORD, ["handle", "letters"]),
        ("a", "ada@example.net", PASSWORD, ["handle", "At least 2"]),
        ("ad\u{202E}a", "ada@example.net", PASSWORD, ["handle", "letters"]),
        ("grace", "grace", PASSWORD, ["email", "address"]),
        ("grace", "grace@example.org", "12345678\n", ["password", ""]),
        ("grace", "grace@example.org", "", ["password", ""]),
        ("ADA", "grace@example.org", PASSWORD, ["handle", "Somebody else has this handle"]),
        ("grace", "Ada@example.org", PASSWORD, ["email", ""]),
    ] {
        assert_says(&desk.refused(&["admin", "create", handle, email], password), &words);
    }
    assert_says(&desk.refused(&["admin", "role", "nobody", "manager"], ""), &["no member nobody", "handle"]);
    assert_eq!((desk.members(), desk.number("SELECT COUNT(*) AS n FROM members WHERE role = 'administrator'")), (1, 1));
}
