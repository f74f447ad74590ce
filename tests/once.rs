//! What creates something is done once for each request: by key, or by all that it says.

use crate::support::client::Answer;
use crate::support::{Client, Forum, raw};
use accolade::rules::time::{DAY, MINUTE, SECOND};

const BODY: &str = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";

struct Scene {
    forum: Forum,
    category: String,
    ada: Client,
}

fn scene() -> Scene {
    let forum = Forum::spawn();
    let category = forum.category("brewing").to_string();
    forum.member("ada");
    let ada = forum.signed_in("ada");
    Scene { forum, category, ada }
}

impl Scene {
    fn ask(&self, client: &Client, once: &str, title: &str) -> Answer {
        client.post("/ask", &[("kind", "question"), ("category", &self.category), ("title", title), ("body", BODY), ("tags", ""), ("once", once)])
    }

    fn count(&self, table: &str) -> i64 {
        raw::rows(&mut self.forum.connection(), &format!("SELECT COUNT(*) AS id, 0 AS a, 0 AS b FROM {table}"))[0].0
    }
}

#[test]
fn a_form_that_is_sent_again_makes_one_topic() {
    let s = scene();
    let key = s.ada.get("/ask").attribute("form[action='/ask'] input[name=once]", "value").unwrap();
    assert_ne!(Some(&key), s.ada.get("/ask").attribute("form[action='/ask'] input[name=once]", "value").as_ref(), "each form has its own");
    let first = s.ask(&s.ada, &key, "Why does my wort stop?");
    assert_eq!(first.status, 303, "{}", first.body);
    // At once, as a second click; and hours later, as a reload that sends the form again.
    let second = s.ask(&s.ada, &key, "Why does my wort stop?");
    s.forum.clock.advance(20 * 60 * MINUTE);
    let third = s.ask(&s.ada, &key, "Why does my wort stop?");
    assert_eq!([second.location, third.location], [first.location.clone(), first.location.clone()]);
    assert_eq!(s.count("topics"), 1);
    // With other words it is refused, keeps what was typed, and comes with a fresh key.
    let other = s.ask(&s.ada, &key, "Why does my mash stop?");
    assert_eq!((other.status, s.count("topics")), (422, 1));
    assert_eq!(other.attribute("#title", "value").as_deref(), Some("Why does my mash stop?"));
    assert_eq!(other.words("#body-error").len(), 1, "{}", other.body);
    let fresh = other.attribute("form[action='/ask'] input[name=once]", "value").unwrap();
    assert_eq!(s.ask(&s.ada, &fresh, "Why does my mash stop?").status, 303);
    // Another member's same key is another key; after a day it is forgotten.
    s.forum.member("ben");
    assert_ne!(s.ask(&s.forum.signed_in("ben"), &key, "Why does my wort stop?").location, first.location);
    s.forum.clock.advance(DAY);
    assert_ne!(s.ask(&s.ada, &key, "Why does my wort stop?").location, first.location);
    assert_eq!(s.count("topics"), 4);
    s.forum.assert_clean("after the forms");
}

#[test]
fn what_brings_no_key_is_known_by_what_it_says_for_a_minute() {
    let s = scene();
    let first = s.ask(&s.ada, "", "Why does my wort stop?");
    assert_eq!(s.ask(&s.ada, "", "Why does my wort stop?").location, first.location);
    assert_eq!(s.ask(&s.ada, "", "Why does my mash stop?").status, 429, "another question is held to the pace");
    s.forum.clock.advance(5 * MINUTE);
    assert_ne!(s.ask(&s.ada, "", "Why does my wort stop?").location, first.location);
    assert_eq!(s.count("topics"), 2);
}

#[test]
fn answers_and_comments_are_posted_once_by_form_and_by_head() {
    let s = scene();
    let category: i64 = s.category.parse().unwrap();
    let topic = s.forum.ask(&s.ada, category, "Why does my wort stop?", BODY);
    s.forum.clock.advance(5 * MINUTE);
    let page = s.ada.follow(&s.ada.get(&format!("/t/{topic}")));
    for form in ["form[action$='/answers#write']", "form[action$='/comments']"] {
        assert!(page.attribute(&format!("{form} input[name=once]"), "value").is_some_and(|key| key.len() > 20), "{form}");
    }
    let head = [("sec-fetch-site", "same-origin"), ("idempotency-key", "a-program-s-own")];
    let answers = format!("/t/{topic}/answers");
    let answer = s.ada.post_with(&answers, &[("body", BODY)], &head);
    assert_eq!(answer.status, 303, "{}", answer.body);
    s.forum.clock.advance(5 * MINUTE);
    assert_eq!(s.ada.post_with(&answers, &[("body", BODY)], &head).location, answer.location);
    let post = answer.location.unwrap().split("#p").nth(1).unwrap().to_owned();
    // The same key at another address is another request.
    let comments = format!("/posts/{post}/comments");
    let comment = s.ada.post_with(&comments, &[("body", "It was the mash after all.")], &head);
    assert_eq!(comment.status, 303, "{}", comment.body);
    s.forum.clock.advance(5 * MINUTE);
    assert_eq!(s.ada.post_with(&comments, &[("body", "It was the mash after all.")], &head).location, comment.location);
    let other = s.ada.post_with(&comments, &[("body", "It was the yeast after all.")], &head);
    assert_eq!((other.status, s.count("posts"), s.count("comments")), (422, 2, 1));
    s.forum.assert_clean("after the requests");
}

#[test]
fn two_at_the_same_time_are_one() {
    let s = scene();
    for round in 0..8 {
        s.forum.clock.advance(5 * MINUTE);
        let (key, title) = (format!("round-{round}"), format!("Why does my wort stop, round {round}?"));
        // Some with a key and some without.
        let key = if round % 2 == 0 { key.as_str() } else { "" };
        let places: Vec<Option<String>> = std::thread::scope(|threads| {
            let sent: Vec<_> = (0..4).map(|_| threads.spawn(|| s.ask(&s.ada, key, &title))).collect();
            sent.into_iter().map(|sent| sent.join().unwrap()).map(|answer| answer.location.filter(|_| answer.status == 303)).collect()
        });
        assert!(places[0].is_some() && places.iter().all(|place| *place == places[0]), "{places:?}");
        assert_eq!(s.count("topics"), round + 1);
    }
    s.forum.assert_clean("after the rounds");
}

#[test]
fn what_was_refused_may_be_sent_again_under_its_key() {
    let s = scene();
    s.ask(&s.ada, "first", "Why does my wort stop?");
    assert_eq!(s.ask(&s.ada, "second", "Why does my mash stop?").status, 429);
    s.forum.clock.advance(180 * SECOND);
    assert_eq!(s.ask(&s.ada, "second", "Why does my mash stop?").status, 303);
    assert_eq!(s.count("topics"), 2);
}
