//! What reading brings beside the words: what search engines, feed readers and those who share an address are told; who is told that
//! there is something new, and that it was read.

use crate::support::Forum;
use accolade::rules::time::HOUR;

const TITLE: &str = "Why does my wort stop at 1.020?";
const BODY: &str = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";
const ANSWER: &str = "Do a forced ferment test: it separates the two in a couple of days.";

#[test]
fn an_answered_question_says_what_it_is_to_programs() {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    let (asker, _) = (forum.member("ada"), forum.member("ben"));
    let (ada, ben) = (forum.signed_in("ada"), forum.signed_in("ben"));
    forum.give_points(asker, 100);
    let topic = forum.ask(&ada, category, TITLE, BODY);
    let accepted = forum.answer(&ben, topic, ANSWER);
    let suggested = forum.answer(&ada, topic, "It may be the mash as well: try it at 65 degrees the next time.");
    assert_eq!(ada.post(&format!("/posts/{accepted}/accept"), &[("accept", "on")]).status, 303);
    assert_eq!(ada.post(&format!("/posts/{accepted}/vote"), &[("vote", "up")]).status, 303);
    let guest = forum.guest();
    let path = guest.get(&format!("/t/{topic}")).location.unwrap();
    let whole = format!("{}{path}", forum.app.config.public_url);
    let page = guest.get(&path);

    let said = |selector: &str, name: &str| page.attribute(selector, name).unwrap_or_default();
    assert_eq!(said("link[rel=canonical]", "href"), whole);
    assert_eq!(guest.get(&format!("{path}?sort=oldest")).attribute("link[rel=canonical]", "href").as_deref(), Some(whole.as_str()));
    assert_eq!((said("meta[property='og:title']", "content"), said("meta[property='og:url']", "content")), (TITLE.to_owned(), whole.clone()));
    assert_eq!(said("meta[name=description]", "content"), BODY);
    let data: serde_json::Value = serde_json::from_str(&page.words("script[type='application/ld+json']")[0]).unwrap();
    let question = &data["mainEntity"];
    assert_eq!((data["@type"].as_str(), question["@type"].as_str()), (Some("QAPage"), Some("Question")));
    assert_eq!((question["name"].as_str(), question["text"].as_str(), question["answerCount"].as_i64()), (Some(TITLE), Some(BODY), Some(2)));
    assert_eq!((question["acceptedAnswer"]["text"].as_str(), question["acceptedAnswer"]["upvoteCount"].as_i64()), (Some(ANSWER), Some(1)));
    assert_eq!(question["acceptedAnswer"]["author"]["name"], "ben");
    assert_eq!(question["suggestedAnswer"][0]["url"], format!("{whole}#p{suggested}"));

    for feed in ["/feed.atom".to_owned(), "/c/brewing/feed.atom".to_owned(), format!("/t/{topic}/feed.atom")] {
        let answer = guest.get(&feed);
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with("application/atom+xml"), "{feed}");
        assert!(answer.body.contains(&format!("<link rel=\"alternate\" type=\"text/html\" href=\"{whole}")), "{feed}: {}", answer.body);
        assert!(answer.body.contains(&forum.app.config.public_url), "{feed}");
    }
    assert!(guest.get(&format!("/t/{topic}/feed.atom")).body.contains("forced ferment test"));
    let robots = guest.get("/robots.txt").body;
    let index = robots.lines().find_map(|line| line.strip_prefix("Sitemap: ")).unwrap().to_owned();
    let index = guest.get(index.trim_start_matches(forum.app.config.public_url.as_str())).body;
    let parts: Vec<&str> = index.split("<loc>").skip(1).map(|rest| rest.split("</loc>").next().unwrap()).collect();
    let listed =
        parts.iter().any(|part| guest.get(part.trim_start_matches(forum.app.config.public_url.as_str())).body.contains(&format!("<loc>{whole}</loc>")));
    assert!(listed, "the sitemap has the topic: {index}");
}

#[test]
fn who_follows_or_is_mentioned_is_told_and_what_was_read_is_marked() {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    for handle in ["ada", "ben", "cleo", "dora"] {
        forum.member(handle);
    }
    let [ada, ben, cleo, dora] = ["ada", "ben", "cleo", "dora"].map(|handle| forum.signed_in(handle));
    let topic = forum.ask(&ada, category, TITLE, BODY);
    let path = cleo.get(&format!("/t/{topic}")).location.unwrap();
    let is_unread = || cleo.get("/").has(".topics .row.unread");
    assert!(is_unread(), "cleo has not seen it");
    assert_eq!(cleo.post(&format!("/t/{topic}/follow"), &[("on", "on")]).status, 303);
    cleo.get(&path);
    eventually("what was read is marked", || !is_unread());

    forum.clock.advance(HOUR);
    forum.answer(&ben, topic, "As @dora said the other day: do a forced ferment test, which separates the two.");
    assert!(is_unread(), "there is something new");
    forum.work_off();
    let told = |browser: &crate::support::Client| browser.get("/notifications").words("main").join(" ");
    assert!(told(&cleo).contains("answered"), "{}", told(&cleo));
    assert!(told(&dora).contains("mentioned you"), "{}", told(&dora));
    assert!(told(&ada).contains("answered"), "{}", told(&ada));
    assert!(!told(&ben).contains("answered"), "nobody is told what they did themselves");
    let mails = forum.app.db.read_now(|conn| accolade::store::outbox::before(conn, None, 50)).unwrap();
    let mentioned: Vec<_> = mails.iter().filter(|mail| mail.kind == "mention").map(|mail| mail.member).collect();
    let dora_id = forum.app.db.read_now(|conn| accolade::store::members::by_handle(conn, "dora")).unwrap().unwrap();
    assert_eq!(mentioned, [dora_id], "{:?}", mails.iter().map(|m| &m.kind).collect::<Vec<_>>());
    cleo.get(&path);
    eventually("what was read is marked", || !is_unread());

    // Not followed any more, nothing is told.
    assert_eq!(cleo.post(&format!("/t/{topic}/follow"), &[("on", "off")]).status, 303);
    let answers = || told(&cleo).matches("answered").count();
    assert_eq!(answers(), 1);
    forum.answer(&ada, topic, "Thank you all, the test says that it was the mash after all.");
    forum.work_off();
    assert_eq!(answers(), 1);
}

/// Waits for what is done beside the request.
fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..100 {
        if is_so() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("never: {what}");
}
