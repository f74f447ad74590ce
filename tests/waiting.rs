//! Nobody waits for the work of others: texts are rendered beside the writing, refused ones not at all, rows are held in one order, and
//! what holds a row too long holds up nothing else.

use crate::support::databases::is_postgres;
use crate::support::raw;
use crate::support::{Client, Forum};
use accolade::rules::time::SECOND;
use std::sync::Barrier;

const TITLE: &str = "Why does my wort stop at 1.020?";
const BODY: &str = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";

/// A forum with a question of ada's, and a browser for each member.
struct Scene {
    forum: Forum,
    category: i64,
    topic: i64,
    ada: Client,
    ben: Client,
}

fn scene() -> Scene {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    for handle in ["ada", "ben"] {
        let member = forum.member(handle);
        forum.give_points(member, 500);
    }
    let [ada, ben] = ["ada", "ben"].map(|handle| forum.signed_in(handle));
    let topic = forum.ask(&ada, category, TITLE, BODY);
    Scene { forum, category, topic, ada, ben }
}

#[test]
fn others_write_while_a_text_is_rendered() {
    let s = scene();
    let runtime = actix_web::rt::System::new();
    let held = runtime.block_on(s.forum.app.renderer.pause()).unwrap();
    std::thread::scope(|scope| {
        let answer = scope.spawn(|| s.ben.post(&format!("/t/{}/answers", s.topic), &[("body", BODY)]).status);
        let carl = s.forum.member("carl");
        s.forum.give_points(carl, 100);
        let carl = s.forum.signed_in("carl");
        // As often as it takes until the answer is surely on its way.
        for _ in 0..20 {
            assert_eq!(carl.post(&format!("/t/{}/bookmark", s.topic), &[("on", "on")]).status, 303);
        }
        assert!(!answer.is_finished(), "the answer waits for its turn to be rendered");
        drop(held);
        assert_eq!(answer.join().unwrap(), 303);
    });
    s.forum.assert_clean("after the answer");
}

#[test]
fn what_is_refused_is_not_rendered() {
    let s = scene();
    let answers = format!("/t/{}/answers", s.topic);
    assert_eq!(s.ben.post(&answers, &[("body", BODY)]).status, 303);
    let before = s.forum.app.renderer.count();
    let code = "```rust\nfn main() { println!(\"{}\", 1 + 1); }\n```\n".repeat(20);
    let too_soon = s.ben.post(&answers, &[("body", &code)]);
    assert_eq!((too_soon.status, s.forum.app.renderer.count()), (429, before), "{}", too_soon.body);
    let nowhere = s.ben.post("/t/999/answers", &[("body", &code)]);
    assert_eq!((nowhere.status, s.forum.app.renderer.count()), (404, before));
    let short = s.ben.post(&answers, &[("body", "short")]);
    assert_eq!((short.status, s.forum.app.renderer.count()), (422, before));
    // The same request at once is the same answer, not a second one, and needs no rendering.
    assert_eq!(s.ben.post(&answers, &[("body", BODY)]).status, 303);
    s.forum.clock.advance(60 * SECOND);
    assert_eq!(s.ben.post(&answers, &[("body", &code)]).status, 303);
    assert_eq!(s.forum.app.renderer.count(), before + 1);
}

#[test]
fn edits_have_a_pace() {
    let s = scene();
    s.forum.clock.advance(60 * SECOND);
    let post = s.forum.answer(&s.ben, s.topic, BODY);
    let edit = |revision: i64, words: &str| {
        s.ben.post(&format!("/posts/{post}/edit"), &[("revision", &revision.to_string()), ("body", &format!("{BODY} {words}")), ("note", "")])
    };
    assert_eq!(edit(1, "First.").status, 303, "an edit may follow the post at once");
    let refused = edit(2, "Second.");
    assert_eq!(refused.status, 429);
    assert!(refused.body.contains("Second."), "what was typed comes back");
    s.forum.clock.advance(60 * SECOND);
    assert_eq!(edit(2, "Second.").status, 303);
    s.forum.assert_clean("after the edits");
}

/// Sixteen members write in the topics that all of them follow, and vote for each other: they take each other's rows in every order.
#[test]
fn writers_who_follow_the_same_topics_never_deadlock() {
    if !is_postgres() {
        // SQLite has one writer.
        return;
    }
    const MEMBERS: usize = 8;
    let s = scene();
    let topics: Vec<i64> = (0..4).map(|n| s.forum.ask(&s.ada, s.category, &format!("{TITLE} Batch {n}"), BODY)).collect();
    let browsers: Vec<Client> = (0..MEMBERS)
        .map(|n| {
            let handle = format!("writer-{n}");
            let member = s.forum.member_as(&handle, accolade::rules::vocabulary::Role::Moderator);
            s.forum.give_points(member, 500);
            let browser = s.forum.signed_in(&handle);
            for topic in &topics {
                assert_eq!(browser.post(&format!("/t/{topic}/follow"), &[("on", "on")]).status, 303);
            }
            browser
        })
        .collect();
    let posts: Vec<i64> = browsers.iter().zip(topics.iter().cycle()).map(|(browser, topic)| s.forum.answer(browser, *topic, BODY)).collect();
    let before = raw::deadlocks(&mut s.forum.connection());
    let start = Barrier::new(MEMBERS);
    std::thread::scope(|scope| {
        for (n, browser) in browsers.iter().enumerate() {
            let (posts, topics, start) = (&posts, &topics, &start);
            scope.spawn(move || {
                start.wait();
                for round in 0..12 {
                    let topic = topics[(n + round) % topics.len()];
                    let body = format!("{BODY} Number {round} of writer {n}, for @writer-{}.", (n + 1) % MEMBERS);
                    assert_eq!(browser.post(&format!("/t/{topic}/answers"), &[("body", &body)]).status, 303);
                    let post = posts[(n + round + 1) % MEMBERS];
                    let vote = if round % 2 == 0 { "down" } else { "none" };
                    let voted = browser.post(&format!("/posts/{post}/vote"), &[("vote", vote)]).status;
                    assert!(voted == 303 || voted == 403, "a vote is taken or refused, not lost: {voted}");
                }
            });
        }
    });
    s.forum.work_off();
    assert_eq!(raw::deadlocks(&mut s.forum.connection()) - before, 0);
    s.forum.assert_clean("after all writers");
}

#[test]
fn a_row_that_is_held_too_long_holds_up_nothing_else() {
    if !is_postgres() {
        return;
    }
    let s = scene();
    let [stuck, free] = ["first", "second"].map(|word| {
        s.forum.clock.advance(60 * SECOND);
        s.forum.answer(&s.ada, s.topic, &format!("{BODY} This is the {word}."))
    });
    let mut holder = s.forum.connection();
    raw::run(&mut holder, &format!("BEGIN; SELECT 1 FROM posts WHERE id = {stuck} FOR UPDATE"));
    let voters: Vec<Client> = (0..6)
        .map(|n| {
            let handle = format!("voter-{n}");
            let member = s.forum.member(&handle);
            s.forum.give_points(member, 100);
            s.forum.signed_in(&handle)
        })
        .collect();
    let vote = |browser: &Client, post: i64| browser.post(&format!("/posts/{post}/vote"), &[("vote", "up")]).status;
    std::thread::scope(|scope| {
        let waiting: Vec<_> = voters.iter().map(|browser| scope.spawn(move || vote(browser, stuck))).collect();
        assert_eq!(vote(&s.ben, free), 303, "another post can be voted on");
        for one in waiting {
            assert_eq!(one.join().unwrap(), 503, "they are told to come back, though the row is still held");
        }
    });
    raw::run(&mut holder, "ROLLBACK");
    assert_eq!(vote(&voters[0], stuck), 303);
    s.forum.assert_clean("after the row was let go");
}

#[test]
fn a_deadlock_is_tried_again_whatever_language_the_server_speaks() {
    if !is_postgres() {
        return;
    }
    let s = scene();
    // The sequence counts on when the transaction is rolled back.
    raw::run(
        &mut s.forum.connection(),
        "CREATE SEQUENCE verklemmt;
         CREATE FUNCTION verklemmt() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN IF nextval('verklemmt') < 3 THEN RAISE EXCEPTION 'Verklemmung entdeckt' USING ERRCODE = '40P01'; END IF; RETURN NEW; END $$;
         CREATE TRIGGER verklemmt BEFORE INSERT ON votes FOR EACH ROW EXECUTE FUNCTION verklemmt();",
    );
    let post = s.forum.answer(&s.ada, s.topic, BODY);
    assert_eq!(s.ben.post(&format!("/posts/{post}/vote"), &[("vote", "up")]).status, 303);
    s.forum.assert_clean("after the third try");
}
