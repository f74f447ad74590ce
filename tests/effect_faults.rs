//! An action and all that follows from it are one: when any of it fails, nothing remains, the member is told so and gets back what was
//! typed; and what arrives ten times at once happens once.

use crate::support::acts::{BODY, TITLE};
use crate::support::client::Answer;
use crate::support::databases::is_postgres;
use crate::support::raw::{self, Digest};
use crate::support::{Client, Forum, PASSWORD};
use accolade::actions::flag_post::flag_post;
use accolade::rules::ids::{MemberId, PostId};
use accolade::rules::time::MINUTE;
use accolade::rules::vocabulary::Role;
use accolade::store::Connection;

/// Makes one kind of write fail: `INSERT ON ledger_lines`, `UPDATE OF tier ON members`. `search_documents` is the search index.
fn break_writes(conn: &mut Connection, writes: &str) {
    let trigger = if is_postgres() {
        format!(
            "CREATE OR REPLACE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a fault of the test'; END $$;
             CREATE TRIGGER fault BEFORE {writes} FOR EACH ROW EXECUTE FUNCTION fault();"
        )
    } else {
        // A virtual table takes no trigger; the one beside it that every document writes to does.
        let writes = writes.replace("search_documents", "search_documents_docsize");
        format!("CREATE TRIGGER fault BEFORE {writes} BEGIN SELECT RAISE(ABORT, 'a fault of the test'); END;")
    };
    raw::run(conn, &trigger);
}

fn mend(conn: &mut Connection, writes: &str) {
    let table = writes.split(" ON ").nth(1).unwrap();
    raw::run(conn, &if is_postgres() { format!("DROP TRIGGER fault ON {table};") } else { "DROP TRIGGER fault;".to_owned() });
}

/// A question of Ada's with an answer of Ben's, ten points short of nothing: a vote brings Ben a tier, badges and mails.
struct Scene {
    forum: Forum,
    category: String,
    ada: Client,
    ben: Client,
    cem: Client,
    ben_id: MemberId,
    topic: String,
    answer: String,
}

fn scene() -> Scene {
    let forum = Forum::spawn();
    let category = forum.category("brewing").to_string();
    let [ada_id, ben_id, cem_id] = ["ada", "ben", "cem"].map(|handle| forum.member(handle));
    forum.give_points(ada_id, 400);
    forum.give_points(ben_id, 5);
    forum.give_points(cem_id, 60);
    let [ada, ben, cem] = ["ada", "ben", "cem"].map(|handle| forum.signed_in(handle));
    let asked = ada.post("/ask", &question(&category, BODY));
    let topic = asked.location.unwrap_or_else(|| panic!("{}", asked.body)).split('/').nth(2).unwrap().to_owned();
    let answered = ben.post(&format!("/t/{topic}/answers"), &[("body", BODY)]);
    let answer = answered.location.unwrap_or_else(|| panic!("{}", answered.body)).split("#p").nth(1).unwrap().to_owned();
    forum.clock.advance(5 * MINUTE);
    // What was earned so far is told on the next pages, an error page too: let it be told before.
    for client in [&ada, &ben, &cem] {
        while client.get("/").has(".reward") {}
    }
    Scene { forum, category, ada, ben, cem, ben_id, topic, answer }
}

fn question<'a>(category: &'a str, body: &'a str) -> [(&'static str, &'a str); 5] {
    [("kind", "question"), ("category", category), ("title", TITLE), ("body", body), ("tags", "yeast")]
}

/// Does something while each of some writes fails in turn, and then once with all of them whole.
fn fails_whole(forum: &Forum, kept: &[&str], writes: &[&str], act: impl Fn() -> Answer) {
    let mut conn = forum.connection();
    let before = Digest::of(&mut conn);
    for write in writes {
        break_writes(&mut conn, write);
        let failed = act();
        mend(&mut conn, write);
        assert_eq!(failed.status, 500, "{write}: {:?} {:?}", failed.location, failed.words("h1"));
        assert_eq!(failed.words("h1"), ["Something went wrong on our side"], "{write}");
        assert_eq!(failed.words(".error-page textarea"), kept, "{write}");
        assert_eq!(Digest::of(&mut conn).differs_from(&before), Vec::<&str>::new(), "{write}: what remains");
    }
    let done = act();
    assert_eq!(done.status, 303, "{}", done.body);
    let after = Digest::of(&mut conn);
    let touched = after.differs_from(&before);
    // The list of writes is honest: each of them belongs to the action.
    for write in writes {
        let table = write.split(" ON ").nth(1).unwrap();
        assert!(is_index(table) || touched.contains(&table), "{write} is no part of the action: {touched:?}");
    }
    forum.assert_clean("after the action");
}

fn is_index(table: &str) -> bool {
    table == "search_documents"
}

fn count(forum: &Forum, query: &str) -> usize {
    raw::rows(&mut forum.connection(), query).len()
}

#[test]
fn asking() {
    let s = scene();
    let body = format!("{BODY} What do you think, @ben?");
    let writes = [
        "INSERT ON topics",
        "INSERT ON posts",
        "INSERT ON revisions",
        "INSERT ON topic_tags",
        "INSERT ON follows",
        "INSERT ON events",
        "UPDATE OF topic_count ON categories",
        "UPDATE OF topic_count ON tags",
        "UPDATE OF question_count ON members",
        "UPDATE OF contributions ON member_days",
        "INSERT ON member_metrics",
        "INSERT ON member_metric_days",
        "INSERT ON search_documents",
        "INSERT ON notifications",
        "INSERT ON outbox",
    ];
    fails_whole(&s.forum, &[TITLE, &body, "yeast"], &writes, || s.ada.post("/ask", &question(&s.category, &body)));
    assert_eq!(count(&s.forum, "SELECT id, 0 AS a, 0 AS b FROM topics"), 2);
}

#[test]
fn answering() {
    let s = scene();
    let writes = [
        "INSERT ON posts",
        "INSERT ON revisions",
        "INSERT ON events",
        "UPDATE OF answer_count ON topics",
        "UPDATE OF answer_count ON members",
        "UPDATE OF active_at ON topic_tags",
        "INSERT ON member_days",
        "INSERT ON search_documents",
        "INSERT ON notifications",
        "INSERT ON jobs",
        "INSERT ON outbox",
    ];
    fails_whole(&s.forum, &[BODY], &writes, || s.cem.post(&format!("/t/{}/answers", s.topic), &[("body", BODY)]));
    assert_eq!(count(&s.forum, "SELECT id, 0 AS a, 0 AS b FROM posts WHERE kind = 'answer'"), 2);
}

#[test]
fn voting() {
    let s = scene();
    let writes = [
        "INSERT ON events",
        "INSERT ON votes",
        "UPDATE OF score ON posts",
        "INSERT ON member_metrics",
        "INSERT ON member_metric_days",
        "INSERT ON ledger_lines",
        "UPDATE OF reputation ON members",
        "UPDATE OF points ON member_days",
        "UPDATE OF tier ON members",
        "INSERT ON awards",
        "UPDATE OF bronze ON members",
        "INSERT ON notifications",
        "INSERT ON outbox",
    ];
    fails_whole(&s.forum, &[], &writes, || s.ada.post(&format!("/posts/{}/vote", s.answer), &[("vote", "up")]));
    assert_eq!(s.forum.reputation(s.ben_id), 16);
    assert_eq!(count(&s.forum, "SELECT id, 0 AS a, 0 AS b FROM votes"), 1);
}

#[test]
fn accepting() {
    let s = scene();
    let writes = [
        "INSERT ON events",
        "UPDATE OF accepted_post_id ON topics",
        "UPDATE OF accepted ON posts",
        "UPDATE OF accepted_count ON members",
        "INSERT ON ledger_lines",
        "UPDATE OF reputation ON members",
        "UPDATE OF points ON member_days",
        "UPDATE OF tier ON members",
        "INSERT ON awards",
        "INSERT ON notifications",
        "INSERT ON outbox",
    ];
    fails_whole(&s.forum, &[], &writes, || s.ada.post(&format!("/posts/{}/accept", s.answer), &[("accept", "on")]));
    assert_eq!(s.forum.reputation(s.ben_id), 21);
}

#[test]
fn commenting() {
    let s = scene();
    let body = "A remark of some length, for @ada.";
    let writes = [
        "INSERT ON comments",
        "INSERT ON events",
        "UPDATE OF comment_count ON posts",
        "UPDATE OF comment_count ON members",
        "INSERT ON member_days",
        "INSERT ON notifications",
        "INSERT ON outbox",
    ];
    fails_whole(&s.forum, &[body], &writes, || s.cem.post(&format!("/posts/{}/comments", s.answer), &[("body", body)]));
    assert_eq!(count(&s.forum, "SELECT id, 0 AS a, 0 AS b FROM comments"), 1);
}

#[test]
fn flagging_so_that_the_post_is_hidden() {
    let s = scene();
    let post = PostId(s.answer.parse().unwrap());
    for handle in ["mo", "max"] {
        let moderator = s.forum.member_as(handle, Role::Moderator);
        s.forum.app.db.write_now(move |tx| flag_post(tx, moderator, post, "spam", "")).unwrap();
    }
    let writes = ["INSERT ON flags", "UPDATE OF weight ON reviews", "INSERT ON events", "UPDATE OF hidden_at ON posts", "DELETE ON search_documents"];
    let flag = [("reason", "spam"), ("note", "The third time this week.")];
    fails_whole(&s.forum, &["The third time this week."], &writes, || s.cem.post(&format!("/posts/{post}/flag"), &flag));
    assert_eq!(count(&s.forum, "SELECT id, 0 AS a, 0 AS b FROM posts WHERE hidden_at IS NOT NULL"), 1);
}

#[test]
fn signing_up() {
    let forum = Forum::spawn();
    let drawn = forum.clock.now().plus(-MINUTE).0.to_string();
    let form = [("handle", "dora"), ("display_name", "Dora"), ("email", "dora@example.org"), ("password", PASSWORD), ("drawn", drawn.as_str())];
    let writes = [
        "INSERT ON members",
        "INSERT ON accounts",
        "INSERT ON events",
        "INSERT ON ledger_lines",
        "UPDATE OF reputation ON members",
        "INSERT ON member_days",
        "INSERT ON outbox",
    ];
    fails_whole(&forum, &["dora", "Dora", "dora@example.org"], &writes, || forum.guest().post("/sign-up", &form));
    assert_eq!(count(&forum, "SELECT id, 0 AS a, 0 AS b FROM members"), 1);
}

/// The statuses of one request that is sent ten times at once.
fn ten_times(request: impl Fn() -> Answer + Sync) -> Vec<u16> {
    std::thread::scope(|threads| {
        let sent: Vec<_> = (0..10).map(|_| threads.spawn(|| request().status)).collect();
        sent.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

fn once(statuses: &[u16], otherwise: &[u16]) {
    assert_eq!(statuses.iter().filter(|s| **s == 303).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|s| otherwise.contains(s)).count(), 9, "{statuses:?}");
}

#[test]
fn what_is_sent_ten_times_at_once_happens_once() {
    let s = scene();
    // What says the same twice is the same: each of the ten is told where it stands.
    assert_eq!(ten_times(|| s.cem.post("/ask", &question(&s.category, BODY))), [303; 10]);
    assert_eq!(count(&s.forum, "SELECT id, 0 AS a, 0 AS b FROM topics"), 2);
    assert_eq!(ten_times(|| s.cem.post(&format!("/t/{}/answers", s.topic), &[("body", BODY)])), [303; 10]);
    assert_eq!(count(&s.forum, "SELECT id, 0 AS a, 0 AS b FROM posts WHERE kind = 'answer'"), 2);
    assert_eq!(ten_times(|| s.ada.post(&format!("/posts/{}/comments", s.answer), &[("body", "A remark of some length.")])), [303; 10]);
    assert_eq!(count(&s.forum, "SELECT id, 0 AS a, 0 AS b FROM comments"), 1);
    assert_eq!(ten_times(|| s.ada.post(&format!("/posts/{}/vote", s.answer), &[("vote", "up")])), [303; 10]);
    assert_eq!(s.forum.reputation(s.ben_id), 16);
    assert_eq!(ten_times(|| s.ada.post(&format!("/posts/{}/accept", s.answer), &[("accept", "on")])), [303; 10]);
    assert_eq!(s.forum.reputation(s.ben_id), 31);
    once(&ten_times(|| s.cem.post(&format!("/posts/{}/flag", s.answer), &[("reason", "spam")])), &[403]);
    assert_eq!(ten_times(|| s.ada.post(&format!("/posts/{}/vote", s.answer), &[("vote", "none")])), [303; 10]);
    assert_eq!(ten_times(|| s.ada.post(&format!("/posts/{}/accept", s.answer), &[("accept", "off")])), [303; 10]);
    assert_eq!(s.forum.reputation(s.ben_id), 6);
    assert_eq!(s.ben.get("/statement").status, 200);
    s.forum.assert_clean("after ten times everything");
}

#[test]
fn a_sign_up_sent_ten_times_at_once_makes_one_member() {
    let forum = Forum::spawn();
    let drawn = forum.clock.now().plus(-MINUTE).0.to_string();
    let form = [("handle", "dora"), ("email", "dora@example.org"), ("password", PASSWORD), ("drawn", drawn.as_str())];
    // The first may end between the other's look for the handle (422: taken) and its look for the address (200: a mail says that it is known).
    once(&ten_times(|| forum.guest().post("/sign-up", &form)), &[422, 200]);
    assert_eq!(count(&forum, "SELECT id, 0 AS a, 0 AS b FROM members"), 1);
    forum.assert_clean("after ten sign-ups");
}

#[test]
fn forty_members_vote_and_think_again_at_once() {
    let s = scene();
    let voters: Vec<Client> = (0..40)
        .map(|n| {
            let handle = format!("voter-{n}");
            let voter = s.forum.member(&handle);
            s.forum.give_points(voter, 20);
            s.forum.signed_in(&handle)
        })
        .collect();
    let path = format!("/posts/{}/vote", s.answer);
    let all = |votes: &[&str]| {
        std::thread::scope(|threads| {
            for voter in &voters {
                threads.spawn(|| {
                    for vote in votes {
                        let answer = voter.post(&path, &[("vote", vote)]);
                        assert_eq!(answer.status, 303, "{vote}: {:?}", answer.words("h1"));
                    }
                });
            }
        });
    };
    let score = || {
        raw::rows(
            &mut s.forum.connection(),
            &format!("SELECT id, score AS a, (SELECT COUNT(*) FROM votes WHERE post_id = {0}) AS b FROM posts WHERE id = {0}", s.answer),
        )[0]
    };
    let before = s.forum.reputation(s.ben_id);
    all(&["up", "none", "up"]);
    assert_eq!((score().1, score().2), (40, 40));
    assert_eq!(s.forum.reputation(s.ben_id), before + 200, "forty upvotes, as far as the day's cap lets them");
    s.forum.assert_clean("after forty votes");
    all(&["none"]);
    assert_eq!((score().1, score().2), (0, 0));
    assert_eq!(s.forum.reputation(s.ben_id), before);
    s.forum.assert_clean("after all were taken back");
}
