//! Rulebooks are published without a restart: every version stays, each line is judged by the one it was written by, everybody is looked at again
//! once, and all that is made of the rulebook follows.

use crate::support::databases::{self, is_postgres};
use crate::support::process::quiet_port;
use crate::support::{Bare, Forum, NOON, acts, raw};
use accolade::actions::Failure;
use accolade::actions::cast_vote::Direction;
use accolade::actions::publish_rulebook::{Begins, Draft, publish_rulebook};
use accolade::app::App;
use accolade::app::rulebook::read_again;
use accolade::clock::Clock;
use accolade::config::Config;
use accolade::rules::ids::{MemberId, PostId};
use accolade::rules::rulebook::{QUESTIONS_PRESET, Rulebook};
use accolade::rules::text::FieldError;
use accolade::rules::time::{DAY, HOUR, MINUTE, Timestamp};
use accolade::rules::vocabulary::{Decision, Role};
use accolade::store::db::Db;
use accolade::worker;
use std::time::Duration;

/// The preset's version.
fn preset() -> i64 {
    Rulebook::parse(QUESTIONS_PRESET).unwrap().version
}

/// The preset with some changes, so many versions after it.
pub fn later(versions: i64, changes: &[(&str, &str)]) -> String {
    let mut document = QUESTIONS_PRESET.replace(&format!("\nversion = {}\n", preset()), &format!("\nversion = {}\n", preset() + versions));
    for (from, to) in changes {
        assert!(document.contains(from), "{from}");
        document = document.replacen(from, to, 1);
    }
    document
}

/// Publishes a document; answers from when on it counts.
pub fn publish(db: &Db, document: &str, begins: Begins) -> Result<Timestamp, Failure> {
    let draft = Draft::read(document).unwrap();
    db.write_now(move |tx| publish_rulebook(tx, None, &draft, begins, "It was time."))
}

/// Questions, answers, votes under the cap, an acceptance, and a deletion that takes all back; answers a post that has brought something.
fn act(f: &Bare, category: i64, [ada, ben, mo, max]: [MemberId; 4]) -> PostId {
    let question = f.asks(ada, category, "question", "").unwrap();
    let answer = f.answers(ben, question.topic).unwrap();
    let mut posts = vec![question.post, answer];
    for _ in 0..3 {
        f.clock.advance(MINUTE);
        posts.push(f.answers(ben, question.topic).unwrap());
    }
    for post in &posts {
        f.votes(mo, *post, Direction::Up).unwrap();
    }
    f.votes(max, posts[1], Direction::Down).unwrap();
    f.accepts(ada, answer).unwrap();
    f.retracts(mo, posts[2]).unwrap();
    f.flags(max, posts[4], "spam").unwrap();
    f.decides(mo, posts[4], Decision::Delete).unwrap();
    f.clock.advance(30 * HOUR);
    posts[3]
}

fn people(f: &Bare) -> [MemberId; 4] {
    [("ada", Role::Member), ("ben", Role::Member), ("mo", Role::Moderator), ("max", Role::Moderator)].map(|(handle, role)| f.member(handle, role))
}

#[test]
fn a_changed_cap_makes_no_old_line_wrong() {
    let f = Bare::under(&QUESTIONS_PRESET.replace("daily_cap = 200", "daily_cap = 15"));
    let (category, people) = (f.category("brewing"), people(&f));
    let mut post = act(&f, category, people);
    f.assert_clean("under the first version");
    let changes: [&[(&str, &str)]; 3] = [
        &[
            ("daily_cap = 200", "daily_cap = 500"),
            ("floor = 1\n", "floor = 5\n"),
            ("answer_accepted    = { points = 15 }", "answer_accepted    = { points = 40 }"),
        ],
        // What was capped is not, and the other way round.
        &[
            ("answer_upvoted     = { points = 10, capped = true }", "answer_upvoted     = { points = 7 }"),
            ("accepted_an_answer = { points = 2 }", "accepted_an_answer = { points = 2, capped = true }"),
        ],
        // What earned something earns nothing.
        &[("question_upvoted   = { points = 10, capped = true }", "question_upvoted   = { points = 0 }"), ("daily_cap = 200", "daily_cap = 3")],
    ];
    for (n, changes) in (1..).zip(changes) {
        publish(&f.db, &later(n, changes), Begins::Now).unwrap();
        assert!(read_again(&f.db).unwrap());
        assert_eq!(f.db.rulebook().version, preset() + n);
        // What was earned under the version before goes under this one.
        f.flags(people[3], post, "spam").unwrap();
        f.decides(people[2], post, Decision::Delete).unwrap();
        f.assert_clean(&format!("a post of the version before deleted under {n} more"));
        post = act(&f, category, people);
        f.assert_clean(&format!("under {n} more"));
    }
    let versions = f.rows("SELECT rulebook_version AS id, COUNT(*) AS a, 0 AS b FROM ledger_lines GROUP BY rulebook_version ORDER BY rulebook_version");
    assert_eq!(versions.iter().map(|(version, ..)| *version).collect::<Vec<_>>(), (preset()..=preset() + 3).collect::<Vec<_>>());
    // And a wrong line is still told, by its own version.
    raw::run(&mut f.connection(), "UPDATE ledger_lines SET amount = 10, note = 'full' WHERE id = (SELECT MIN(id) FROM ledger_lines WHERE note = 'day_cap' AND nominal = 10 AND amount < 10)");
    let report = accolade::check::check(&f.db, 20, &accolade::check::silently()).unwrap();
    assert!(report.differences.iter().any(|one| one.what == "ledger_lines.amount"), "{report}");
}

#[test]
fn a_forum_of_the_version_before_with_a_rulebook_of_its_own_opens_and_is_clean() {
    let mut f = Bare::under(&QUESTIONS_PRESET.replace("daily_cap = 200", "daily_cap = 15"));
    let (category, people) = (f.category("brewing"), people(&f));
    act(&f, category, people);
    // The tables as the version before had them.
    // It says the same for both databases.
    let back = include_str!("../migrations/sqlite/2026-11-28-060000_rulebooks/down.sql");
    raw::run(&mut f.connection(), &format!("{back}; DELETE FROM __diesel_schema_migrations WHERE version = '20261128060000'"));
    // As the version before published the operator's file at its start: the document, whose history tells of the values of before, and nothing more.
    let own = later(
        1,
        &[
            ("name = \"questions\"", "name = \"brewers\""),
            ("from = \"2019-11-13\"", "from = \"2026-11-02\""),
            ("daily_cap = 200", "daily_cap = 60"),
            ("answer_upvoted     = { points = 10", "answer_upvoted     = { points = 12"),
            ("points.question_upvoted = 5\n", "points.question_upvoted = 5\n[[history]]\nversion = 2\nfrom = \"2019-11-13\"\npoints.answer_upvoted = 10\n"),
        ],
    );
    let at = f.clock.now().0;
    raw::run(
        &mut f.connection(),
        &format!("INSERT INTO rulebooks (version, document, published_by, created_at) VALUES ({}, '{}', NULL, {at})", preset() + 1, own.replace('\'', "''")),
    );
    f.open_again();
    assert_eq!((f.db.rulebook().version, f.db.rulebook().points.daily_cap, &*f.db.rulebook().name), (preset() + 1, 60, "brewers"));
    f.assert_clean("taken over");
    act(&f, category, people);
    f.assert_clean("and gone on with");
    publish(&f.db, &later(2, &[("name = \"questions\"", "name = \"brewers\""), ("daily_cap = 200", "daily_cap = 25")]), Begins::Now).unwrap();
    read_again(&f.db).unwrap();
    act(&f, category, people);
    f.assert_clean("and one published");
}

#[test]
fn what_is_too_late_or_taken_is_refused_and_changes_nothing() {
    let f = Bare::open();
    let now = f.clock.now();
    let before = raw::Digest::of(&mut f.connection());
    let next = later(1, &[]);
    assert!(matches!(publish(&f.db, QUESTIONS_PRESET, Begins::Now), Err(Failure::Changed)));
    assert!(matches!(publish(&f.db, &next, Begins::At(now.plus(-1))), Err(Failure::Invalid(fields)) if fields == [("from", FieldError::DateInPast)]));
    assert!(raw::Digest::of(&mut f.connection()) == before);
    assert_eq!(publish(&f.db, &next, Begins::At(now)).unwrap(), now);
    assert!(matches!(publish(&f.db, &next, Begins::Now), Err(Failure::Changed)));
}

/// Where a page's sheet of tier colours is.
fn sheet(page: &str) -> String {
    let at = page.find("/assets/tiers.css?v=").unwrap();
    page[at..].chars().take_while(|c| *c != '"').collect()
}

#[test]
fn what_is_made_of_the_rulebook_follows_without_a_restart() {
    let forum = Forum::spawn();
    forum.member("ada");
    let (guest, ada) = (forum.guest(), forum.signed_in("ada"));
    let pages = ["/members/ada", "/tiers", "/badges", "/badges/student"];
    let before: Vec<String> = pages.iter().map(|page| guest.get(page).body).collect();
    let old = sheet(&before[0]);
    assert!(before[0].contains("Newcomer") && guest.get(&old).body.contains("#646970"));

    let document = later(
        1,
        &[
            ("icon = \"dot\"\n", "icon = \"dot\"\nwords = { en = { name = \"<b>Brew\\u202Eer</b> & co\" }, zh-Hans = { name = \"酿酒新手\" } }\n"),
            ("#646970", "#5b6066"),
            (
                "level = \"bronze\"\nglyph = \"question\"\n",
                "level = \"bronze\"\nglyph = \"question\"\nwords = { en = { name = \"First <i>sip</i>\", why = \"Somebody liked the taste.\" } }\n",
            ),
            ("joined             = { points = 1 }", "joined             = { points = 1, words = { en = { reason = \"The welcome <u>pint</u>\" } } }"),
            ("vote_up           = { reputation = 15 }", "vote_up           = { reputation = 1 }"),
        ],
    );
    publish(&forum.app.db, &document, Begins::Now).unwrap();

    let after: Vec<String> = pages.iter().map(|page| guest.get(page).body).collect();
    let (profile, tiers, badges, badge) = (&after[0], &after[1], &after[2], &after[3]);
    assert!(profile.contains("&lt;b&gt;Brewer&lt;/b&gt; &amp; co") && tiers.contains("&lt;b&gt;Brewer&lt;/b&gt; &amp; co"), "{profile}");
    assert!(badges.contains("First &lt;i&gt;sip&lt;/i&gt;") && badge.contains("Somebody liked the taste."), "{badge}");
    assert!(after.iter().all(|page| !page.contains("<b>Brew") && !page.contains("<i>sip") && !page.contains('\u{202E}')));
    let statement = ada.get("/statement").body;
    assert!(statement.contains("The welcome &lt;u&gt;pint&lt;/u&gt;"), "{statement}");
    // In Chinese: what the document says, and else what the locale files say.
    let chinese = |page: &str, language: &str| forum.guest().get_with(page, &[("accept-language", language)]).body;
    assert!(chinese("/tiers", "zh-CN").contains("酿酒新手"));
    let traditional = chinese("/tiers", "zh-TW");
    assert!(!traditional.contains("Brewer") && !traditional.contains("酿酒新手"));

    // The colours have a new name; each name leads to what it named, and what no version here has is kept by nobody.
    let new = sheet(profile);
    assert_ne!(new, old);
    let kept = |path: &str| {
        let answer = guest.get(path);
        (answer.body.contains("#5b6066"), answer.headers.get("cache-control").unwrap().to_str().unwrap().contains("immutable"))
    };
    assert_eq!(
        (kept(&new), kept(&old), kept("/assets/tiers.css?v=0123456789ab"), kept("/assets/tiers.css")),
        ((true, true), (false, true), (true, false), (true, false))
    );
    // And what members may do is what it says.
    let category = forum.category("brewing");
    forum.member("ben");
    let ben = forum.signed_in("ben");
    let topic = forum.ask(&ben, category, acts::TITLE, acts::BODY);
    let post = forum.answer(&ben, topic, acts::BODY);
    let voted = ada.post(&format!("/posts/{post}/vote"), &[("vote", "up")]);
    assert_eq!(voted.status, 303, "{}", voted.body);
    // Staff read who did it, and why.
    forum.member_as("hanna", Role::Manager);
    let log = forum.signed_in("hanna").get("/admin/audit").body;
    assert!(log.contains("Published a version of the rulebook") && log.contains("It was time."), "{log}");
}

#[test]
fn a_version_begins_at_its_moment() {
    let forum = Forum::spawn();
    let ada = forum.member("ada");
    let guest = forum.guest();
    let document = later(
        1,
        &[("needs = { reputation = 15 }", "needs = { reputation = 2 }"), ("create_topic      = { reputation = 1 }", "create_topic      = { reputation = 2 }")],
    );
    let begins = forum.clock.now().plus(HOUR);
    assert_eq!(publish(&forum.app.db, &document, Begins::At(begins)).unwrap(), begins);
    forum.give_points(ada, 2);
    forum.work_off();
    let tier = || forum.app.db.read_now(|conn| accolade::store::members::card(conn, ada)).unwrap().unwrap().tier;
    let asks = || guest.get("/tiers").body.contains("2 points");
    assert_eq!((forum.app.db.rulebook().version, tier().as_str(), asks()), (preset(), "newcomer", false));
    forum.assert_clean("before it begins");

    forum.clock.advance(HOUR);
    forum.app.follow_rulebook().unwrap();
    assert_eq!((forum.app.db.rulebook().version, asks()), (preset() + 1, true));
    // Whoever has not been looked at again yet is in the tier of before, which is no mistake.
    assert_eq!(tier(), "newcomer");
    forum.assert_clean("before it was applied");
    forum.work_off();
    assert_eq!(tier(), "member");
    forum.assert_clean("after it was applied");
    // With the notification that every award brings.
    let page = forum.signed_in("ada").get("/notifications").body;
    assert!(page.contains("tier-mark tier-member"), "{page}");

    // A newer one that counts earlier takes its place before it has begun.
    let far = forum.clock.now().plus(30 * DAY);
    publish(&forum.app.db, &later(2, &[("needs = { reputation = 15 }", "needs = { reputation = 3 }")]), Begins::At(far)).unwrap();
    publish(&forum.app.db, &later(3, &[("needs = { reputation = 15 }", "needs = { reputation = 50 }")]), Begins::Now).unwrap();
    forum.work_off();
    assert_eq!(tier(), "newcomer");
    forum.clock.advance(31 * DAY);
    forum.app.follow_rulebook().unwrap();
    forum.work_off();
    assert_eq!((forum.app.db.rulebook().version, tier().as_str()), (preset() + 3, "newcomer"));
    assert_eq!(jobs(&forum), 0);
    forum.assert_clean("at the end");
}

#[test]
fn what_time_alone_brings_is_brought_by_the_next_day() {
    let forum = Forum::spawn();
    let ada = forum.member("ada");
    forum.begin_jobs();
    // She joined a month ago.
    publish(&forum.app.db, &later(1, &[("needs = { reputation = 15 }", "needs = { member_for_days = 45 }")]), Begins::Now).unwrap();
    let tier = || forum.app.db.read_now(|conn| accolade::store::members::card(conn, ada)).unwrap().unwrap().tier;
    for (days, expected) in [(1, "newcomer"), (10, "newcomer"), (10, "member"), (1, "member")] {
        forum.clock.advance(days * DAY);
        forum.work_off();
        assert_eq!(tier(), expected);
        forum.assert_clean("as time goes by");
    }
    assert_eq!(promoted(&forum), (1, 1, 1));
}

fn jobs(forum: &Forum) -> i64 {
    raw::rows(&mut forum.connection(), "SELECT 1 AS id, COUNT(*) AS a, 0 AS b FROM jobs WHERE kind = 'apply_rulebook'")[0].1
}

/// Members with twelve points and nothing else, in the tier of before.
fn crowd(forum: &Forum, many: i64) {
    raw::run(
        &mut forum.connection(),
        &format!(
            "INSERT INTO members (handle, handle_key, display_name, tier, reputation, created_at, last_seen_at)
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})
             SELECT 'm' || i, 'm' || i, 'm' || i, 'newcomer', 12, 0, 0 FROM n"
        ),
    );
}

/// How many are promoted, how many events tell of it, and how many notifications; at one moment.
fn promoted(forum: &Forum) -> (i64, i64, i64) {
    let found = raw::rows(
        &mut forum.connection(),
        "SELECT (SELECT COUNT(*) FROM members WHERE tier = 'member') AS id, (SELECT COUNT(*) FROM events WHERE kind = 'tier_reached') AS a,
           (SELECT COUNT(*) FROM notifications WHERE kind = 'tier_reached') AS b",
    );
    found[0]
}

#[test]
fn everybody_is_looked_at_again_once_whoever_is_stopped_in_the_middle() {
    // With ten thousand on PostgreSQL, two processes do it in `nodes`.
    let many = if is_postgres() { 2_000 } else { 10_000 };
    let forum = Forum::spawn();
    crowd(&forum, many);
    let other = App::open(forum.app.config.clone(), forum.clock.clone()).unwrap();
    publish(&forum.app.db, &later(1, &[("needs = { reputation = 15 }", "needs = { reputation = 10 }")]), Begins::Now).unwrap();

    // One node is stopped in the middle.
    let system = actix_web::rt::System::new();
    system.block_on(async {
        let some_are_done = async {
            while promoted(&forum).0 == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            done = worker::run_jobs(&forum.app) => panic!("all was done at once: {done:?}"),
            () = some_are_done => {}
        }
    });
    // While its lease lasts, nobody else takes what it had in hand. Then the other one goes on where it stood.
    other.follow_rulebook().unwrap();
    let run = || actix_web::rt::System::new().block_on(worker::run_jobs(&other)).unwrap();
    run();
    let half = promoted(&forum);
    assert!(half.0 > 0 && half.0 == half.1 && half.1 == half.2, "{half:?}");
    forum.clock.advance(2 * 60 * 1_000);
    run();
    assert_eq!(promoted(&forum), (many, many, many));
    assert_eq!(jobs(&forum), 0);
    // And nothing is left for the first.
    forum.work_off();
    assert_eq!(promoted(&forum), (many, many, many));
}

#[test]
fn a_newer_version_ends_the_job_of_the_one_before() {
    let forum = Forum::spawn();
    crowd(&forum, 600);
    publish(&forum.app.db, &later(1, &[("needs = { reputation = 15 }", "needs = { reputation = 10 }")]), Begins::Now).unwrap();
    publish(&forum.app.db, &later(2, &[("needs = { reputation = 15 }", "needs = { reputation = 13 }")]), Begins::Now).unwrap();
    assert_eq!(jobs(&forum), 2);
    forum.work_off();
    assert_eq!((promoted(&forum), jobs(&forum)), ((0, 0, 0), 0));
}

#[test]
fn a_rulebook_that_a_node_missed_is_found_by_looking() {
    let forum = Forum::spawn();
    let other = App::open(forum.app.config.clone(), forum.clock.clone()).unwrap();
    publish(&forum.app.db, &later(1, &[]), Begins::Now).unwrap();
    assert_eq!((forum.app.db.rulebook().version, other.db.rulebook().version), (preset() + 1, preset()));
    other.follow_rulebook().unwrap();
    assert_eq!(other.db.rulebook().version, preset() + 1);
}

#[test]
fn a_mail_says_the_rulebooks_own_words() {
    let forum = Forum::spawn();
    let ada = forum.member("ada");
    let words = "words = { en = { name = \"Tap <room> regular\" } }\n";
    let document = later(1, &[("icon = \"ring\"\n", &format!("icon = \"ring\"\n{words}")), ("needs = { reputation = 15 }", "needs = { reputation = 3 }")]);
    forum.give_points(ada, 2);
    publish(&forum.app.db, &document, Begins::Now).unwrap();
    forum.work_off();
    forum.clock.advance(HOUR);
    worker::send_due(&forum.app).unwrap();
    let folder = forum.app.mailer.folder().unwrap();
    let mails: Vec<String> = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let mail = mails.iter().map(|raw| raw.replace("=\r\n", "").replace("=3D", "=")).find(|mail| mail.contains("Subject: ") && mail.contains("Tap"));
    let mail = mail.unwrap_or_else(|| panic!("{mails:?}"));
    assert!(mail.contains("Tap &lt;room&gt; regular"), "{mail}");
    // The text is no HTML, and says it as it is.
    assert!(mail.contains("Tap <room> regular"), "{mail}");
}

/// A folder, a database and settings for a forum that is opened by hand.
pub fn settings(folder: &std::path::Path) -> Config {
    let listen = quiet_port();
    Config { public_url: format!("http://{listen}"), listen, data_dir: folder.to_path_buf(), database_url: databases::fresh(folder), ..Config::default() }
}

#[test]
fn the_file_that_the_forum_is_started_with_is_applied_to_everybody() {
    let folder = tempfile::tempdir().unwrap();
    let (config, clock) = (settings(folder.path()), Clock::fixed(NOON));
    drop(App::open(config.clone(), clock.clone()).unwrap());
    let file = folder.path().join("book.toml");
    std::fs::write(&file, later(1, &[("from = \"2019-11-13\"", "from = \"2026-10-01\"")])).unwrap();
    let config = Config { rulebook: file, ..config };
    for _ in 0..2 {
        let app = App::open(config.clone(), clock.clone()).unwrap();
        assert_eq!(app.db.rulebook().version, preset() + 1);
        let mut conn = accolade::store::connection::open(app.db.address(), accolade::store::connection::Purpose::Write).unwrap();
        let count = |conn: &mut _, table: &str| raw::rows(conn, &format!("SELECT 1 AS id, COUNT(*) AS a, 0 AS b FROM {table}"))[0].1;
        assert_eq!((count(&mut conn, "jobs"), count(&mut conn, "rulebooks"), count(&mut conn, "events")), (1, 2, 1));
    }
}
