//! When something is away: a database that cannot be written to or reached, a mail server that says nothing. What can be read is read,
//! what cannot be done says so soon, keeps what was typed, and goes on by itself afterwards.

use crate::support::process::Scene;
use crate::support::{Client, Forum, databases};
use accolade::rules::vocabulary::Role;
use diesel::connection::SimpleConnection;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const TYPED: &str = "Warm a sample for three days and compare the two of them.";

/// Sets SQLite's only writing connection up differently.
fn set_writer(forum: &Forum, pragma: &'static str) {
    forum.app.db.write_now(move |tx| Ok::<_, accolade::store::Error>(tx.conn.batch_execute(pragma)?)).unwrap();
}

fn assert_unavailable(client: &Client, path: &str, fields: &[(&str, &str)], kept: Option<&str>) {
    let answer = client.post(path, fields);
    assert_eq!(answer.status, 503, "{path}: {}", answer.body);
    assert!(answer.headers.contains_key("retry-after"), "{path}");
    assert_eq!(answer.words("h1"), ["The forum is busy"], "{path}: {}", answer.body);
    assert!(answer.has("footer"), "{path} looks like the forum: {}", answer.body);
    if let Some(kept) = kept {
        assert_eq!(answer.words(".field textarea"), [kept], "{path}");
    }
    let part = client.post_with(path, fields, &[("sec-fetch-site", "same-origin"), ("x-in-place", "true")]);
    assert_eq!((part.status, part.words(".why").len()), (503, 1), "{path} for a script: {}", part.body);
    assert!(part.headers.contains_key("retry-after"), "{path} for a script");
}

#[test]
fn what_cannot_be_written_is_said_and_pages_are_drawn_all_the_same() {
    if databases::is_postgres() {
        return;
    }
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    let ada_id = forum.member("ada");
    forum.member("ben");
    forum.member_as("hanna", Role::Manager);
    let hanna = forum.signed_in("hanna");
    let (ada, ben) = (forum.signed_in("ada"), forum.signed_in("ben"));
    let topic = forum.ask(&ada, category, "Why does my wort stop at 1.020?", "Third batch in a row that sits at 1.020 after nine days.");
    forum.give_points(ada_id, 200);
    // Another program holds the file: whoever would write is told at once.
    set_writer(&forum, "PRAGMA busy_timeout = 0");
    let mut other = forum.connection();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let path = format!("/t/{topic}/answers");
    for _ in 0..2 {
        let page = ada.get("/");
        assert_eq!(page.status, 200, "{}", page.body);
        assert!(page.has(".reward"), "what could not be marked as shown is shown again");
    }
    assert_unavailable(&ben, &path, &[("body", TYPED)], Some(TYPED));
    assert_unavailable(&ben, "/settings/mail", &[("answers", "on")], None);
    // Staff type, too.
    let reason = "It goes round in circles, and has done so since May.";
    assert_unavailable(&hanna, &format!("/t/{topic}/manage"), &[("order", "lock"), ("reason", reason)], Some(reason));
    assert_unavailable(&hanna, "/members/ben/moderate", &[("kind", "silence"), ("reason", reason)], Some(reason));
    assert_unavailable(&hanna, "/admin/site", &[("name", "Brewers of Graz"), ("description", "")], Some("Brewers of Graz"));
    assert_unavailable(&hanna, "/admin/categories", &[("name", "Mash"), ("colour", "#c98a1b")], Some("Mash"));
    assert_unavailable(&hanna, "/admin/groups", &[("name", "Cellar crew")], Some("Cellar crew"));
    let ready = forum.guest().get("/readyz");
    assert_eq!((ready.status, ready.headers.contains_key("retry-after")), (503, true));
    other.batch_execute("ROLLBACK").unwrap();
    assert_eq!(ben.post(&path, &[("body", TYPED)]).status, 303);
    assert_eq!(forum.guest().get("/readyz").status, 200);
    // The file cannot grow any more, as on a full disk.
    set_writer(&forum, "PRAGMA max_page_count = 1");
    forum.clock.advance(3_600_000);
    let long = "Warm a sample for three days. ".repeat(900);
    assert_unavailable(&ben, &path, &[("body", &long)], Some(long.trim()));
    set_writer(&forum, "PRAGMA max_page_count = 1073741823");
    assert_eq!(ben.post(&path, &[("body", &long)]).status, 303);
    forum.assert_clean("after the disk came back");
}

/// A way to the database that can be cut.
struct Way {
    address: SocketAddr,
    cut: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Way {
    fn to(target: String) -> Way {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (cut, open) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let way = Way { address, cut: cut.clone(), open: open.clone() };
        std::thread::spawn(move || {
            for here in listener.incoming().flatten() {
                if cut.load(Ordering::SeqCst) {
                    continue;
                }
                let there = TcpStream::connect(&target).unwrap();
                for (from, to) in [(&here, &there), (&there, &here)] {
                    open.lock().unwrap().push(from.try_clone().unwrap());
                    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    std::thread::spawn(move || {
                        let _ = std::io::copy(&mut from, &mut to);
                        let _ = to.shutdown(std::net::Shutdown::Both);
                    });
                }
            }
        });
        way
    }

    fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
    }

    fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }
}

#[test]
fn a_database_that_is_away_is_said_soon_and_comes_back() {
    if !databases::is_postgres() {
        return;
    }
    let direct = databases::fresh_postgres();
    let (credentials, rest) = direct.strip_prefix("postgres://").unwrap().split_once('@').unwrap();
    let (server, name) = rest.split_once('/').unwrap();
    let way = Way::to(server.to_owned());
    let through = format!("postgres://{credentials}@{}/{name}", way.address);
    let forum = Forum::spawn_with(move |config| config.database_url = through);
    let category = forum.category("brewing");
    forum.member("ada");
    forum.member("ben");
    let (ada, ben) = (forum.signed_in("ada"), forum.signed_in("ben"));
    let topic = forum.ask(&ada, category, "Why does my wort stop at 1.020?", "Third batch in a row that sits at 1.020 after nine days.");
    let path = format!("/t/{topic}/answers");
    way.cut();
    let began = Instant::now();
    let page = ada.get_with("/", &[("accept", "text/html")]);
    assert_eq!((page.status, page.words("h1")), (503, vec!["The forum is busy".to_owned()]), "{}", page.body);
    assert!(page.headers.contains_key("retry-after"));
    // The pool is asked once for a page, not four times; its own wait is two seconds.
    assert!(began.elapsed() < Duration::from_secs(8), "{:?}", began.elapsed());
    assert_unavailable(&ben, &path, &[("body", TYPED)], Some(TYPED));
    assert_unavailable(&ben, &format!("/posts/{topic}/vote"), &[("vote", "up")], None);
    assert_eq!(forum.guest().get("/readyz").status, 503);
    way.mend();
    let until = Instant::now() + Duration::from_secs(60);
    while forum.guest().get("/readyz").status != 200 {
        assert!(Instant::now() < until, "the forum does not find its database again");
    }
    assert_eq!(ben.post(&path, &[("body", TYPED)]).status, 303);
}

#[cfg(unix)]
#[test]
fn a_silent_mail_server_does_not_hold_up_a_stop() {
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::new(folder.path(), 1);
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let patience = Duration::from_secs(30);
    let mut child = Command::new(env!("CARGO_BIN_EXE_accolade"))
        .env("ACCOLADE_LISTEN", &scene.config.listen)
        .env("ACCOLADE_DATA_DIR", &scene.config.data_dir)
        .env("ACCOLADE_DATABASE_URL", &scene.config.database_url)
        .env("ACCOLADE_SMTP_URL", format!("smtp://{}", silent.local_addr().unwrap()))
        .env("ACCOLADE_SMTP_TIMEOUT_SECONDS", patience.as_secs().to_string())
        .env("ACCOLADE_LOG", "error")
        .env_remove("ACCOLADE_TEST_DATABASE")
        .env_remove("ACCOLADE_TEST_POSTGRES")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let ready = format!("http://{}/readyz", scene.config.listen);
    while ureq::get(&ready).call().is_err() {
        assert!(child.try_wait().unwrap().is_none(), "the server ended");
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut answer = TcpStream::connect(&scene.config.listen).unwrap();
    let form = format!("body={}", TYPED.replace(' ', "+"));
    write!(
        answer,
        "POST /t/{}/answers HTTP/1.1\r\nhost: forum\r\nconnection: close\r\nsec-fetch-site: same-origin\r\ncookie: session={}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        scene.topic,
        scene.members[0].1,
        form.len()
    )
    .unwrap();
    let mut said = String::new();
    answer.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 303"), "{said}");
    // The mail about the answer is on its way, and the server takes the connection and says nothing.
    let (held, _) = silent.accept().unwrap();
    let told = Instant::now();
    // SAFETY: a signal to a process that this test has started and not yet waited for.
    assert_eq!(unsafe { libc::kill(libc::pid_t::try_from(child.id()).unwrap(), libc::SIGTERM) }, 0);
    let ended = child.wait().unwrap();
    assert!(ended.success(), "{ended}");
    assert!(told.elapsed() < patience, "it ended before the mail server's time was up: {:?}", told.elapsed());
    drop(held);
    let waiting = crate::support::process::database(&scene.config).read_now(accolade::store::outbox::totals).unwrap();
    assert!(waiting.iter().any(|(state, n)| *state == accolade::rules::vocabulary::MailState::Waiting && *n > 0), "the mail is still to be sent: {waiting:?}");
}
