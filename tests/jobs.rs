//! What the forum does beside answering: housekeeping takes away what nobody needs any more and nothing else, once, whichever node does it; and
//! managers see what waits and what failed.

use crate::support::databases::is_postgres;
use crate::support::{Client, Forum, NOON, raw};
use accolade::app::App;
use accolade::rules::ids::{MemberId, PostId};
use accolade::rules::jobs::JobKind;
use accolade::rules::time::{DAY, HOUR, Timestamp};
use accolade::rules::vocabulary::{Language, Role};
use accolade::store::media::{self, NewMedia};
use accolade::ui::words::Words;
use std::sync::Arc;

const BODY: &str = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";

/// The moment so many days before the tests' noon; later where negative.
fn ago(days: i64) -> i64 {
    NOON.0 - days * DAY
}

fn run(forum: &Forum, statements: &str) {
    raw::run(&mut forum.connection(), statements);
}

/// The numbers that a query with the column `id` finds, in order.
fn ids(forum: &Forum, query: &str) -> Vec<i64> {
    let mut found: Vec<i64> = raw::rows(&mut forum.connection(), &format!("SELECT id, 0 AS a, 0 AS b FROM ({query}) q")).into_iter().map(|row| row.0).collect();
    found.sort_unstable();
    found
}

fn count(forum: &Forum, table: &str) -> i64 {
    ids(forum, &format!("SELECT COUNT(*) AS id FROM {table}"))[0]
}

/// Lets all housekeeping be done once; the clock moves on by an hour.
fn keep_house(forum: &Forum) {
    forum.begin_jobs();
    // It is noted first which pictures stand where.
    forum.work_off();
    forum.clock.advance(HOUR);
    forum.work_off();
    assert_eq!(count(forum, "jobs WHERE tries > 0 OR state = 'failed'"), 0, "housekeeping fails");
}

#[test]
fn sessions_that_have_ended_go() {
    let forum = Forum::spawn();
    let ada = forum.member("ada");
    let session = |id: i64, seen: i64, expires: i64| {
        format!(
            "INSERT INTO sessions (id, token_hash, member_id, created_at, last_seen_at, expires_at, user_agent, address)
             VALUES ({id}, 'secret {id}', {ada}, 0, {seen}, {expires}, '', '');"
        )
    };
    // More than one step can look at, among them one that goes on.
    let many: String = (100..1_300).map(|id| session(id, ago(40), if id == 700 { ago(-10) } else { ago(1) })).collect();
    run(&forum, &many);
    run(&forum, &(session(1, ago(1), ago(-10)) + &session(2, ago(1), ago(0)) + &session(3, ago(31), ago(-10)) + &session(4, ago(29), ago(-1))));
    run(&forum, &format!("UPDATE sessions SET last_seen_at = {} WHERE id = 700", ago(2)));
    keep_house(&forum);
    assert_eq!(ids(&forum, "SELECT id FROM sessions"), [1, 4, 700]);
}

#[test]
fn links_that_do_nothing_any_more_go() {
    let forum = Forum::spawn();
    let ada = forum.member("ada");
    let link = |n: i64, expires: i64, used: &str| {
        format!(
            "INSERT INTO email_tokens (token_hash, member_id, purpose, email, created_at, expires_at, used_at)
             VALUES ('link {n}', {ada}, 'confirm_email', '', {n}, {expires}, {used});"
        )
    };
    let many: String = (100..800).map(|n| link(n, ago(2), "NULL")).collect();
    run(&forum, &many);
    run(&forum, &(link(1, ago(-1), "NULL") + &link(2, ago(-1), "5") + &link(3, ago(1), "5") + &link(4, ago(0) + HOUR / 2, "NULL")));
    keep_house(&forum);
    assert_eq!(ids(&forum, "SELECT created_at AS id FROM email_tokens"), [1, 2], "one that was used goes when it would have ended");
}

#[test]
fn drafts_that_nobody_touched_for_three_months_go() {
    let forum = Forum::spawn();
    let (ada, ben) = (forum.member("ada"), forum.member("ben"));
    let draft = |member: MemberId, n: i64, touched: i64| {
        format!("INSERT INTO drafts (member_id, place, title, body, tags, updated_at) VALUES ({member}, 'answer-{n}', '', '{n}', '', {touched});")
    };
    let many: String = (100..800).map(|n| draft(ada, n, if n % 100 == 7 { ago(80) } else { ago(91) })).collect();
    run(&forum, &many);
    run(&forum, &(draft(ben, 1, ago(91)) + &draft(ben, 2, ago(89)) + &draft(ben, 3, ago(0))));
    keep_house(&forum);
    assert_eq!(ids(&forum, "SELECT CAST(body AS BIGINT) AS id FROM drafts"), [2, 3, 107, 207, 307, 407, 507, 607, 707]);
}

#[test]
fn mails_that_were_done_with_long_ago_go_with_their_files() {
    let forum = Forum::spawn();
    let ada = forum.member("ada");
    run(&forum, "DELETE FROM outbox");
    let mail = |id: i64, state: &str, created: i64, due: i64| {
        format!(
            "INSERT INTO outbox (id, kind, member_id, event_id, data, state, created_at, due_at)
             VALUES ({id}, 'answer', {ada}, {id}, '{{\"kind\":\"answer\",\"topic\":1,\"post\":1}}', '{state}', {created}, {due});"
        )
    };
    run(&forum, &(mail(1, "sent", ago(200), ago(200)) + &mail(2, "dead", ago(40), ago(35)) + &mail(3, "dropped", ago(40), ago(40))));
    // What still waits, or was tried lately, stays however old it is.
    run(&forum, &(mail(4, "waiting", ago(40), ago(-3)) + &mail(5, "dead", ago(40), ago(5))));
    let many: String = (100..800).map(|id| mail(id, "sent", ago(33), ago(33))).collect();
    run(&forum, &many);
    run(&forum, &(mail(900, "sent", ago(20), ago(20)) + &mail(901, "dead", ago(2), ago(1))));
    let folder = forum.app.mailer.folder().unwrap();
    std::fs::create_dir_all(folder).unwrap();
    for name in ["1", "2", "150", "900", "test-1"] {
        std::fs::write(folder.join(format!("{name}.eml")), "Subject: x\n\nx").unwrap();
    }
    keep_house(&forum);
    assert_eq!(ids(&forum, "SELECT id FROM outbox"), [4, 5, 900, 901]);
    let mut left: Vec<String> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    assert_eq!(left, ["900.eml", "test-1.eml"], "an operator's own test is no mail of the forum");
    // In a year in which nothing happens the newest stays, so that its number is not given again.
    forum.clock.advance(365 * DAY);
    run(&forum, "UPDATE outbox SET state = 'sent'");
    forum.work_off();
    assert_eq!(ids(&forum, "SELECT id FROM outbox"), [901]);
}

#[test]
fn notifications_that_were_read_long_ago_go() {
    let forum = Forum::spawn();
    let ada = forum.member("ada");
    let event = ids(&forum, "SELECT MIN(id) AS id FROM events")[0];
    run(&forum, "DELETE FROM notifications");
    let told = |id: i64, written: i64, read: Option<i64>| {
        let read = read.map_or("NULL".to_owned(), |at| at.to_string());
        format!(
            "INSERT INTO notifications (id, member_id, kind, event_id, data, created_at, read_at)
             VALUES ({id}, {}, 'kind {id}', {event}, '{{}}', {written}, {read});",
            ada.0
        )
    };
    let many: String = (1..700).map(|id| told(id, ago(400), None)).collect();
    run(&forum, &many);
    let many: String = (1_000..1_700).map(|id| told(id, ago(200), Some(ago(91)))).collect();
    run(&forum, &many);
    run(
        &forum,
        &(told(2_000, ago(360), None) + &told(2_001, ago(120), Some(ago(89))) + &told(2_002, ago(120), Some(ago(95))) + &told(2_003, ago(1), Some(ago(0)))),
    );
    keep_house(&forum);
    assert_eq!(ids(&forum, "SELECT id FROM notifications"), [2_000, 2_001, 2_003]);
}

/// Keeps a picture that ada sent so many days ago; answers its name.
fn picture(forum: &Forum, ada: MemberId, n: usize, days: i64) -> String {
    let name = format!("{n:032x}.png");
    let new = NewMedia { name: name.clone(), member: Some(ada), content_type: "image/png", width: 1, height: 1, bytes: vec![0; 40], at: Timestamp(ago(days)) };
    forum.app.db.write_now(move |tx| media::keep(tx.conn, &new)).unwrap();
    name
}

/// Which pictures are left, by the number in their names.
fn pictures(forum: &Forum, most: usize) -> Vec<usize> {
    (0..most).filter(|n| forum.app.db.read_now(|conn| media::find(conn, &format!("{n:032x}.png"))).unwrap().is_some()).collect()
}

#[test]
fn pictures_that_stand_nowhere_go() {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    let (ada, ben) = (forum.member("ada"), forum.member("ben"));
    forum.give_points(ada, 500);
    let browser = forum.signed_in("ada");
    let names: Vec<String> = (0..12).map(|n| picture(&forum, ada, n, 8)).collect();
    let many: Vec<String> = (12..400).map(|n| picture(&forum, ada, n, 30)).collect();
    let shown = |name: &str| format!("![a picture](/media/{name})");
    // 0: nowhere. 1: in a post. 2: in a comment. 3: in an earlier version. 4: in a deleted post. 5: somebody's face. 6: in another's draft.
    // 7: in a profile. 8: young. 9: sent again. 10: in a post from before that was noted. 11: in no draft any more.
    let topic = forum.ask(&browser, category, "Why does my wort stop at 1.020?", &format!("{BODY} {}", shown(&names[1])));
    let post = forum.answer(&browser, topic, &format!("{BODY} So it is. {}", shown(&names[3])));
    let gone = forum.answer(&browser, topic, &format!("{BODY} Gone. {}", shown(&names[4])));
    forum.clock.advance(HOUR);
    let sent = |path: String, fields: &[(&str, &str)]| {
        let answer = browser.post(&path, fields);
        assert!(matches!(answer.status, 204 | 303), "{path}: {} {}", answer.status, answer.body);
    };
    sent(format!("/posts/{post}/comments"), &[("body", &format!("Look at this one here: {}", shown(&names[2])))]);
    sent(format!("/posts/{post}/edit"), &[("body", &format!("{BODY} Without a picture.")), ("note", ""), ("revision", "1")]);
    sent(format!("/posts/{gone}/delete"), &[]);
    run(&forum, &format!("UPDATE members SET avatar = '{}' WHERE id = {ben}", names[5]));
    let other = forum.signed_in("ben");
    assert_eq!(other.post("/drafts", &[("key", "ask"), ("body", &format!("Half a text {}", shown(&names[6])))]).status, 204);
    let profile = [("display_name", "ada"), ("language", "en"), ("time_zone", "UTC"), ("theme", "auto")];
    sent("/settings".into(), &[&profile[..], &[("about", &shown(&names[7]))]].concat());
    picture(&forum, ada, 8, 6);
    run(&forum, &format!("UPDATE media SET created_at = {} WHERE name = '{}'", ago(6), names[8]));
    picture(&forum, ada, 9, 0);
    let opening = PostId(ids(&forum, "SELECT MIN(id) AS id FROM posts")[0]);
    run(&forum, &format!("UPDATE posts SET body_html = body_html || '<img src=\"/media/{}\">' WHERE id = {opening}", names[10]));
    assert_eq!(other.post("/drafts", &[("key", "answer-1"), ("body", &format!("Half a text {}", shown(&names[11])))]).status, 204);
    assert_eq!(other.post("/drafts", &[("key", "answer-1"), ("body", "Half a text")]).status, 204);
    assert_eq!(many.len(), 388);
    keep_house(&forum);
    assert_eq!(pictures(&forum, 400), (1..=10).collect::<Vec<_>>());
    // What is young today is old in a week, and what was in a draft is not any more.
    run(&forum, &format!("DELETE FROM drafts WHERE member_id = {ben}"));
    forum.clock.advance(8 * DAY);
    forum.work_off();
    assert_eq!(pictures(&forum, 12), [1, 2, 3, 4, 5, 7, 10]);
}

#[test]
fn a_picture_that_somebody_is_just_writing_about_stays() {
    if !is_postgres() {
        // SQLite has one writer.
        return;
    }
    let forum = Forum::spawn();
    let ada = forum.member("ada");
    let name = picture(&forum, ada, 1, 30);
    let mut writer = forum.connection();
    raw::run(&mut writer, "BEGIN");
    accolade::store::dialect::hold_pictures(&mut writer, std::slice::from_ref(&name)).unwrap();
    keep_house(&forum);
    assert_eq!(pictures(&forum, 2), [1], "held by somebody who writes");
    raw::run(&mut writer, "COMMIT");
    forum.clock.advance(DAY);
    forum.work_off();
    assert_eq!(pictures(&forum, 2), Vec::<usize>::new());
}

/// Another node of the forum; on the embedded database, the same.
fn another_node(forum: &Forum) -> Arc<App> {
    if is_postgres() { App::open(forum.app.config.clone(), forum.clock.clone()).unwrap() } else { forum.app.clone() }
}

#[test]
fn two_nodes_keep_house_once_and_again_each_day() {
    let forum = Forum::spawn();
    let nodes = [forum.app.clone(), another_node(&forum)];
    let at_once = |work: fn(Arc<App>) -> usize| -> usize {
        std::thread::scope(|threads| {
            let running: Vec<_> = nodes.iter().map(|node| threads.spawn(move || work(node.clone()))).collect();
            running.into_iter().map(|one| one.join().unwrap()).sum()
        })
    };
    let begin = |app: Arc<App>| actix_web::rt::System::new().block_on(async move { accolade::worker::begin_jobs(&app).await.map(|()| 0) }).unwrap();
    let work = |app: Arc<App>| actix_web::rt::System::new().block_on(async move { accolade::worker::run_jobs(&app).await }).unwrap();
    at_once(begin);
    assert_eq!(count(&forum, "jobs"), 8, "seven that come again, and one that looks up pictures");
    assert_eq!(at_once(work), 1, "nothing else is due at a start");
    forum.clock.advance(HOUR);
    assert_eq!(at_once(work), 7, "each is done by one node");
    assert_eq!(at_once(work), 0);
    at_once(begin);
    assert_eq!(count(&forum, "jobs"), 7);
    let due = |days: i64| ids(&forum, &format!("SELECT id FROM jobs WHERE due_at = {}", NOON.0 + HOUR + days * DAY)).len();
    assert_eq!(due(1), 7, "a start puts nothing again that is there");
    // Often enough for the nodes to meet: what one has done is waiting and free again when the other, who found it before, comes to take it.
    for day in 1..=10 {
        forum.clock.advance(DAY);
        assert_eq!((at_once(work), due(day + 1)), (7, 7), "day {day}");
    }
    assert_eq!(count(&forum, "jobs WHERE tries > 0 OR state = 'failed' OR leased_until IS NOT NULL"), 0);
}

/// A manager's browser.
fn manager(forum: &Forum) -> Client {
    forum.member_as("hanna", Role::Manager);
    forum.signed_in("hanna")
}

#[test]
fn a_job_that_cannot_be_read_is_kept_and_shown_and_the_others_go_on() {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    for handle in ["ada", "ben", "carl"] {
        forum.member(handle);
    }
    let [ada, ben, carl] = ["ada", "ben", "carl"].map(|handle| forum.signed_in(handle));
    let hanna = manager(&forum);
    let none = hanna.get("/admin/jobs");
    assert_eq!((none.status, none.words(".empty").len()), (200, 2), "{}", none.body);
    let topic = forum.ask(&ada, category, "Why does my wort stop at 1.020?", BODY);
    assert_eq!(carl.post(&format!("/t/{topic}/follow"), &[("on", "on")]).status, 303);
    run(
        &forum,
        "INSERT INTO jobs (kind, unique_key, payload, due_at, created_at) VALUES
         ('tell_followers', 'broken', 'no JSON <b>at all</b>', 0, 0), ('brew_beer', '', '{\"kind\":\"brew_beer\"}', 0, 0)",
    );
    forum.answer(&ben, topic, "Do a forced ferment test: it separates the two in a couple of days.");
    forum.work_off();
    assert!(carl.get("/notifications").words("main").join(" ").contains("answered"), "the others go on");
    let page = hanna.get("/admin/jobs");
    let rows = page.words("tbody tr");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].contains("A job of another version: brew_beer") && rows[0].contains("unknown variant"), "{}", rows[0]);
    assert!(rows[1].contains("Telling followers") && rows[1].contains("It cannot be read"), "{}", rows[1]);
    assert!(!page.body.contains("<b>at all"), "what is wrong is shown as words");
    assert!(hanna.get("/admin").words(".stats").join(" ").contains("jobs given up 2"), "{}", hanna.get("/admin").words(".stats").join(" "));

    // Trying again is noted, and fails again for the same reason; nothing else is touched.
    let before = ids(&forum, "SELECT id FROM jobs ORDER BY id");
    let retried = hanna.post(&format!("/admin/jobs/{}/retry", before[0]), &[]);
    assert_eq!((retried.status, retried.location.as_deref()), (303, Some("/admin/jobs")));
    assert_eq!(ids(&forum, "SELECT id FROM jobs WHERE state = 'waiting'"), before[..1]);
    let again = hanna.post(&format!("/admin/jobs/{}/retry", before[0]), &[]);
    assert_eq!(again.status, 409, "it waits already");
    forum.work_off();
    assert_eq!(ids(&forum, "SELECT id FROM jobs WHERE state = 'failed' ORDER BY id"), before);
    assert_eq!(ids(&forum, "SELECT COUNT(*) AS id FROM audit_log WHERE action = 'job_retried'"), [1]);
    let nowhere = hanna.post("/admin/jobs/999999/retry", &[]);
    assert!(hanna.follow(&nowhere).words("[role=status]").join(" ").contains("done meanwhile"), "{}", nowhere.status);
    assert_eq!(
        (hanna.post("/admin/jobs/x/retry", &[]).status, hanna.get("/admin/jobs?failed=x").status, hanna.get("/admin/jobs?waiting=7").status),
        (404, 404, 404)
    );
}

#[test]
fn housekeeping_that_fails_is_tried_until_it_succeeds() {
    let forum = Forum::spawn();
    let hanna = manager(&forum);
    forum.begin_jobs();
    run(&forum, "ALTER TABLE drafts RENAME TO drafts_away");
    forum.clock.advance(HOUR);
    forum.work_off();
    let tomorrow = format!("SELECT id FROM jobs WHERE due_at = {}", NOON.0 + HOUR + DAY);
    assert_eq!(ids(&forum, &tomorrow).len(), 6, "the others go on");
    let page = hanna.get("/admin/jobs");
    let row = page.words("tbody tr").into_iter().find(|row| row.contains("will be tried again")).unwrap();
    assert!(row.contains("Old drafts") && row.contains("drafts") && row.contains("What went wrong"), "{row}");
    // It is never given up: nobody would put it again.
    for _ in 0..11 {
        forum.clock.advance(HOUR);
        forum.work_off();
    }
    assert_eq!(ids(&forum, "SELECT tries AS id FROM jobs WHERE tries > 0"), [12]);
    assert_eq!(count(&forum, "jobs WHERE state = 'failed'"), 0);
    run(&forum, "ALTER TABLE drafts_away RENAME TO drafts");
    // Whoever has mended what was wrong need not wait.
    let job = ids(&forum, "SELECT id FROM jobs WHERE tries > 0")[0];
    assert_eq!(hanna.post(&format!("/admin/jobs/{job}/retry"), &[]).status, 303);
    forum.work_off();
    assert_eq!(count(&forum, "jobs WHERE tries > 0 OR last_error <> ''"), 0);
    // One that cannot even be read is taken up by the next start.
    run(&forum, &format!("UPDATE jobs SET payload = 'no JSON', due_at = 0 WHERE id = {job}"));
    forum.work_off();
    assert_eq!(ids(&forum, "SELECT id FROM jobs WHERE state = 'failed'"), [job]);
    keep_house(&forum);
    assert_eq!(count(&forum, "jobs"), 7);
}

#[test]
fn long_lists_have_pages() {
    let forum = Forum::spawn();
    let hanna = manager(&forum);
    let job = |n: i64, state: &str| {
        format!(
            "INSERT INTO jobs (kind, unique_key, payload, state, due_at, created_at) VALUES ('brew_beer', '{state} {n}', '{{}}', '{state}', {}, 0);",
            ago(-1)
        )
    };
    let many: String = (0..70).map(|n| job(n, "failed") + &job(n, "waiting")).collect();
    run(&forum, &many);
    for (list, state) in [("failed", "failed"), ("waiting", "waiting")] {
        let mut seen: Vec<i64> = Vec::new();
        let mut page = hanna.get("/admin/jobs");
        let mut pages = 0;
        loop {
            pages += 1;
            let all: Vec<i64> = page.body.split("<tr id=\"j").skip(1).map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect();
            let of_state = ids(&forum, &format!("SELECT id FROM jobs WHERE state = '{state}'"));
            seen.extend(all.into_iter().filter(|id| of_state.contains(id)));
            let mark = format!("href=\"/admin/jobs?{list}=");
            let Some(rest) = page.body.split(&mark).nth(1) else { break };
            page = hanna.get(&format!("/admin/jobs?{list}={}", rest.split('"').next().unwrap()));
            assert_eq!(page.status, 200);
        }
        let mut once = seen.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!((pages, seen.len(), once.len()), (3, 70, 70), "{list}");
    }
}

#[test]
fn how_long_what_is_kept_is_said() {
    let forum = Forum::spawn();
    let hanna = manager(&forum);
    forum.begin_jobs();
    let text = hanna.get("/admin/jobs").words("main").join(" ");
    for said in ["for 90 days are removed", "after 30 days", "after 7 days", "Noting pictures"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(hanna.get("/admin/mail").words("main").join(" ").contains("stays here for 30 days"));
}

#[test]
fn every_kind_of_job_has_words() {
    for language in Language::ALL {
        let words = Words::of(*language);
        for kind in JobKind::ALL {
            assert!(words.has(&format!("job-{kind}")) && words.has(&format!("job-{kind}-text")), "{kind} has no words in {language}");
        }
    }
}
