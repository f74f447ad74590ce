//! kill −9 during concurrent votes and answers, fifty times: nothing acknowledged is lost, the referee finds nothing, every mail is sent.

use crate::support::databases;
use accolade::actions::accounts::{self as signing, SignUp};
use accolade::actions::ask_question::{NewTopicForm, ask_question};
use accolade::app::open_database;
use accolade::auth::secrets;
use accolade::clock::Clock;
use accolade::config::Config;
use accolade::rules::ids::{MemberId, PostId, TopicId};
use accolade::rules::text::{DisplayName, Email, Handle};
use accolade::rules::time::DAY;
use accolade::rules::vocabulary::{Language, MailState, Role};
use accolade::store::accounts::NewSession;
use accolade::store::categories::CategoryText;
use accolade::store::{Db, accounts, categories, outbox, views, votes};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const KILLS: usize = 50;
const CLIENTS: usize = 6;
/// The clients work at least this long before each kill, and until some answer of the round was acknowledged.
const WORK: Duration = Duration::from_millis(150);
/// A round in which nothing is acknowledged for so long fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// What one client knows: answers that were acknowledged, and where their vote stands.
#[derive(Default)]
struct Known {
    answers: Vec<String>,
    /// The vote as last acknowledged, and as last asked for without an answer.
    vote: i64,
    asked: Option<i64>,
}

struct Scene {
    config: Config,
    topic: TopicId,
    post: PostId,
    members: Vec<(MemberId, String)>,
}

fn database(config: &Config) -> Db {
    open_database(config, &Clock::System).unwrap()
}

/// An address below the ports that the system hands out by itself, so that nobody takes it between a kill and the next start.
fn quiet_port() -> String {
    (0..200)
        .map(|_| format!("127.0.0.1:{}", 20_000 + rand::random::<u16>() % 10_000))
        .find(|address| TcpListener::bind(address).is_ok())
        .expect("a free port between 20000 and 30000")
}

/// A question by somebody with an address, and moderators (who have no pace to keep) with sessions.
fn prepare(folder: &std::path::Path) -> Scene {
    let listen = quiet_port();
    let config = Config {
        public_url: format!("http://{listen}"),
        listen,
        data_dir: folder.to_path_buf(),
        database_url: databases::fresh(folder),
        award_mail_seconds: 1,
        ..Config::default()
    };
    let db = database(&config);
    let sign_up = |handle: &str| SignUp {
        handle: Handle::parse(handle).unwrap(),
        display_name: DisplayName::parse(handle).unwrap(),
        email: Email::parse(&format!("{handle}@example.org")).unwrap(),
        password_hash: String::new(),
        language: Language::English,
        time_zone: "UTC".into(),
    };
    let (topic, post, members) = db
        .write_now(move |tx| {
            let now = tx.now;
            let text = CategoryText { slug: "brewing".into(), name: "Brewing".into(), description: String::new(), colour: "#c98a1b".into() };
            let category = categories::insert(tx.conn, &text, now)?;
            let author = signing::create_confirmed(tx, &sign_up("author"), Role::Moderator)?;
            let form = NewTopicForm {
                kind: "question".into(),
                category: category.to_string(),
                title: "Why does my wort stop at 1.020?".into(),
                tags: String::new(),
                body: "Third batch in a row that sits at 1.020 after nine days.".into(),
            };
            let posted = ask_question(tx, author, &form)?;
            let mut members = Vec::new();
            for n in 0..CLIENTS {
                let member = signing::create_confirmed(tx, &sign_up(&format!("client-{n}")), Role::Moderator)?;
                let secret = secrets::new();
                let new =
                    NewSession { token_hash: &secrets::digest(&secret), member, now, expires_at: now.plus(DAY), user_agent: "test", address: "127.0.0.1" };
                accounts::insert_session(tx.conn, &new)?;
                members.push((member, secret));
            }
            Ok::<_, accolade::actions::Failure>((posted.topic, posted.post, members))
        })
        .unwrap();
    Scene { config, topic, post, members }
}

fn start(config: &Config) -> Child {
    let child = Command::new(env!("CARGO_BIN_EXE_accolade"))
        .env("ACCOLADE_LISTEN", &config.listen)
        .env("ACCOLADE_DATA_DIR", &config.data_dir)
        .env("ACCOLADE_DATABASE_URL", &config.database_url)
        .env("ACCOLADE_AWARD_MAIL_SECONDS", "1")
        .env("ACCOLADE_LOG", "error")
        // What tells the suite where to run is no setting of the forum.
        .env_remove("ACCOLADE_TEST_DATABASE")
        .env_remove("ACCOLADE_TEST_POSTGRES")
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
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

/// Votes and answers until the server is gone.
fn work(scene: &Scene, n: usize, round: usize, known: &Mutex<Vec<Known>>, stop: &AtomicBool) {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).timeout_global(Some(Duration::from_secs(5))).build().into();
    let cookie = format!("session={}", scene.members[n].1);
    let send = |path: String, field: (&str, &str)| {
        let url = format!("http://{}{path}", scene.config.listen);
        agent.post(url).header("cookie", &cookie).header("sec-fetch-site", "same-origin").send_form([field]).map(|r| r.status().as_u16())
    };
    for turn in 0.. {
        if stop.load(Ordering::SeqCst) {
            return;
        }
        if turn % 4 == 3 {
            let body = format!("Answer of client {n} in round {round}, turn {turn}: do a forced ferment test.");
            if let Ok(status) = send(format!("/t/{}/answers", scene.topic), ("body", &body)) {
                assert_eq!(status, 303);
                known.lock().unwrap()[n].answers.push(body);
            }
        } else {
            let want = 1 - known.lock().unwrap()[n].vote;
            known.lock().unwrap()[n].asked = Some(want);
            if let Ok(status) = send(format!("/posts/{}/vote", scene.post), ("vote", if want == 1 { "up" } else { "none" })) {
                assert_eq!(status, 303);
                let mut all = known.lock().unwrap();
                all[n].vote = want;
                all[n].asked = None;
            }
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed_fifty_times() {
    let folder = tempfile::tempdir().unwrap();
    let scene = Arc::new(prepare(folder.path()));
    let known = Arc::new(Mutex::new((0..CLIENTS).map(|_| Known::default()).collect::<Vec<_>>()));
    for round in 0..KILLS {
        let mut child = start(&scene.config);
        let stop = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|n| {
                let (scene, known, stop) = (scene.clone(), known.clone(), stop.clone());
                std::thread::spawn(move || work(&scene, n, round, &known, &stop))
            })
            .collect();
        let acknowledged = || known.lock().unwrap().iter().map(|k| k.answers.len()).sum::<usize>();
        let (before, began) = (acknowledged(), Instant::now());
        while began.elapsed() < WORK || acknowledged() == before {
            assert!(began.elapsed() < PATIENCE, "round {round}: no answer was acknowledged in {PATIENCE:?}");
            std::thread::sleep(Duration::from_millis(5));
        }
        // SIGKILL: nothing is flushed, nobody is told.
        child.kill().unwrap();
        child.wait().unwrap();
        stop.store(true, Ordering::SeqCst);
        for client in clients {
            client.join().unwrap();
        }
        // What an unanswered vote came to is read back before the next round.
        let db = database(&scene.config);
        for (n, (member, _)) in scene.members.iter().enumerate() {
            let stands = db.read_now(|conn| votes::of_member(conn, scene.post, *member)).unwrap().map_or(0, |v| v.value);
            let mut all = known.lock().unwrap();
            assert!(stands == all[n].vote || all[n].asked == Some(stands), "client {n}: the vote stands at {stands}, acknowledged was {}", all[n].vote);
            all[n].vote = stands;
            all[n].asked = None;
        }
    }

    // One more start, in peace: the mails that were written go out.
    let mut child = start(&scene.config);
    let db = database(&scene.config);
    let began = Instant::now();
    loop {
        let waiting = db.read_now(outbox::totals).unwrap().into_iter().find(|(state, _)| *state == MailState::Waiting).map_or(0, |(_, n)| n);
        if waiting == 0 {
            break;
        }
        // A mail that was being sent at the last kill stays leased for two minutes.
        assert!(began.elapsed() < Duration::from_secs(200), "{waiting} mails still wait");
        std::thread::sleep(Duration::from_millis(200));
    }
    child.kill().unwrap();
    child.wait().unwrap();

    let mut stored = Vec::new();
    let mut after = None;
    loop {
        let sort = views::topic_page::Sort::Oldest;
        let page = db.read_now(|conn| views::topic_page::load(conn, scene.topic, sort, after, None, views::topic_page::Sight::Standing, 500)).unwrap().unwrap();
        stored.extend(page.answers.iter().map(|a| a.post.body_md.clone()));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let all = known.lock().unwrap();
    let acknowledged: usize = all.iter().map(|k| k.answers.len()).sum();
    for answer in all.iter().flat_map(|k| &k.answers) {
        assert!(stored.contains(answer), "lost: {answer}");
    }
    assert!(acknowledged >= KILLS, "only {acknowledged} answers were acknowledged in {KILLS} rounds");
    let report = accolade::check::check(&db, 20, &accolade::check::silently()).unwrap();
    assert!(report.is_clean(), "{report}");
    // One mail for each answer, and no answer without one.
    let mut answers_mailed = 0;
    let mut before = None;
    loop {
        let mails = db.read_now(|conn| outbox::before(conn, before, 500)).unwrap();
        let Some(last) = mails.last() else { break };
        before = Some(last.id);
        // A mail about a tier that was lost again before it went out is dropped on purpose; all others are sent.
        for mail in &mails {
            let fine = mail.state == MailState::Sent || (mail.kind == "awards" && mail.state == MailState::Dropped);
            assert!(fine, "{} {} is {}: {}", mail.kind, mail.id, mail.state, mail.last_error);
        }
        answers_mailed += mails.iter().filter(|m| m.kind == "answer").count();
    }
    assert_eq!(answers_mailed, stored.len());
}
