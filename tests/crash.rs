//! kill −9 during concurrent votes and answers, fifty times: nothing acknowledged is lost, the referee finds nothing, every mail is sent.

use crate::support::process::{Scene, database, start};
use accolade::rules::vocabulary::MailState;
use accolade::store::{outbox, views, votes};
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
    let scene = Arc::new(Scene::new(folder.path(), CLIENTS));
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
    let everybody = accolade::rules::sight::Sight::of_guests(&[], &db.rulebook());
    loop {
        let sort = views::topic_page::Sort::Oldest;
        let page = db.read_now(|conn| views::topic_page::load(conn, &everybody, scene.topic, sort, after, 500)).unwrap().unwrap();
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
