//! Reviews: who looks at an item is shown to the others, nothing is decided twice, and what waited before the queues had a table of their own is
//! there under its number.

use crate::support::databases::is_postgres;
use crate::support::{Client, Forum, raw};
use accolade::rules::reviews::Queue;
use accolade::rules::time::MINUTE;
use accolade::rules::vocabulary::{Language, Role};
use accolade::ui::words::Words;

const BODY: &str = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";

/// A forum with two flagged answers and two moderators.
struct Scene {
    forum: Forum,
    sofia: Client,
    max: Client,
    ada: Client,
    posts: [i64; 2],
    items: [i64; 2],
}

fn item_of(forum: &Forum, post: i64) -> (i64, i64) {
    let (id, version, _) = raw::rows(&mut forum.connection(), &format!("SELECT id, version AS a, 0 AS b FROM reviews WHERE post_id = {post}"))[0];
    (id, version)
}

fn scene() -> Scene {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    for (handle, role) in [("ada", Role::Member), ("ben", Role::Member), ("sofia", Role::Moderator), ("max", Role::Moderator)] {
        let member = forum.member_as(handle, role);
        forum.give_points(member, 100);
    }
    let [ada, ben, sofia, max] = ["ada", "ben", "sofia", "max"].map(|handle| forum.signed_in(handle));
    let topic = forum.ask(&ada, category, "Why does my wort stop at 1.020?", BODY);
    let posts = ["One", "Two"].map(|n| {
        let post = forum.answer(&ben, topic, &format!("{BODY} Answer number {n}."));
        forum.clock.advance(MINUTE);
        assert_eq!(ada.post(&format!("/posts/{post}/flag"), &[("reason", "spam"), ("note", "")]).status, 303);
        post
    });
    let items = posts.map(|post| item_of(&forum, post).0);
    Scene { forum, sofia, max, ada, posts, items }
}

impl Scene {
    /// A page, after what is noted beside it has been noted.
    fn page(&self, browser: &Client, path: &str) -> crate::support::client::Answer {
        let page = browser.get(path);
        assert_eq!(page.status, 200, "{path}");
        self.forum.app.errands.wait();
        page
    }

    fn decide(&self, browser: &Client, item: i64, version: i64, decision: &str) -> crate::support::client::Answer {
        browser.post(&format!("/review/{item}"), &[("version", &version.to_string()), ("decision", decision), ("reason", "It sells something.")])
    }

    fn opened(&self, page: &crate::support::client::Answer) -> String {
        page.attribute(".inbox [aria-current]", "href").unwrap_or_default()
    }
}

#[test]
fn who_looks_at_an_item_is_shown_to_the_others() {
    let s = scene();
    let [first, second] = s.items;
    let looking = |page: &crate::support::client::Answer| page.words("main").join(" ").contains("sofia is looking");
    let page = s.page(&s.sofia, "/review");
    assert_eq!((s.opened(&page), looking(&page)), (format!("/review/{first}"), false));
    // Another is led to what nobody looks at, and told so where they go nevertheless.
    let page = s.page(&s.max, "/review");
    assert_eq!(s.opened(&page), format!("/review/{second}"));
    assert!(page.words(&format!(".inbox [href='/review/{first}']"))[0].contains("sofia is looking"), "{}", page.body);
    let page = s.page(&s.max, &format!("/review/{first}"));
    assert!(page.words("section .notice")[0].contains("is looking at this"), "{}", page.body);
    assert!(page.has("button[name=decision]"), "the first decision counts, whoever takes it");
    assert!(!looking(&s.page(&s.sofia, "/review")), "nobody is told of themselves");
    assert!(s.page(&s.sofia, &format!("/review/{second}")).words("section .notice")[0].contains("max"), "max looks at the second one");
    // Sofia has not taken it over: whoever looks first does.
    s.forum.clock.advance(4 * MINUTE);
    assert!(looking(&s.page(&s.max, "/review")));
    s.forum.clock.advance(2 * MINUTE);
    let page = s.page(&s.max, "/review");
    assert_eq!((s.opened(&page), looking(&page)), (format!("/review/{first}"), false), "after a while nobody does any more");
    // Whoever goes on to the next leaves the one before.
    s.page(&s.max, &format!("/review/{second}"));
    assert_eq!(s.opened(&s.page(&s.sofia, "/review")), format!("/review/{first}"));
    assert_eq!(s.decide(&s.sofia, first, item_of(&s.forum, s.posts[0]).1, "hide").status, 303);
    let claims = raw::rows(&mut s.forum.connection(), "SELECT id, 0 AS a, 0 AS b FROM reviews WHERE claimed_by IS NOT NULL");
    assert_eq!(claims, [(second, 0, 0)], "what is decided nobody looks at");
    s.forum.assert_clean("after the claims");
}

#[test]
fn nothing_is_decided_twice_or_on_what_has_changed() {
    let s = scene();
    let (item, version) = item_of(&s.forum, s.posts[0]);
    let upheld =
        || raw::rows(&mut s.forum.connection(), "SELECT COUNT(*) AS id, 0 AS a, 0 AS b FROM events WHERE kind IN ('flag_upheld', 'flag_dismissed')")[0].0;
    // Another flag came while max was looking.
    assert_eq!(s.sofia.post(&format!("/posts/{}/flag", s.posts[0]), &[("reason", "rude"), ("note", "")]).status, 303);
    let changed = s.decide(&s.max, item, version, "delete");
    assert_eq!((changed.status, upheld()), (409, 0));
    assert!(changed.words("[role=alert]")[0].contains("a new flag came in"), "{}", changed.body);
    assert_eq!(changed.attribute("#reason", "value").as_deref(), Some("It sells something."), "what was typed stays");
    let now = changed.attribute("input[name=version]", "value").unwrap().parse().unwrap();
    assert_eq!(s.decide(&s.sofia, item, now, "hide").status, 303);
    let late = s.decide(&s.max, item, now, "dismiss");
    assert_eq!((late.status, upheld()), (409, 2));
    assert!(late.words("[role=alert]")[0].contains("Another reviewer decided this before you"), "{}", late.body);
    for path in ["/review".to_owned(), "/review?queue=flags".into(), format!("/review?after={item}"), format!("/review/{item}"), "/review/999999".into()] {
        assert_eq!(s.ada.get(&path).status, 403, "who may not enter learns nothing: {path}");
    }
    assert_eq!((s.sofia.get("/review?queue=flags").status, s.sofia.get("/review?queue=nonsense").status), (200, 404));
    let foreign = s.decide(&s.max, s.items[1], item_of(&s.forum, s.posts[1]).1, "sell");
    assert_eq!(foreign.status, 422, "the queue has no such decision");
    s.forum.assert_clean("after the decisions");
}

/// The statements of the migration that brought the table, for this run's database.
fn migration(direction: &str) -> String {
    let database = if is_postgres() { "postgres" } else { "sqlite" };
    let path = format!("{}/migrations/{database}/2026-11-28-070000_reviews/{direction}.sql", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn what_waited_before_is_there_under_its_number_and_goes_back() {
    let s = scene();
    let [first, second] = s.items;
    assert_eq!(s.decide(&s.sofia, first, item_of(&s.forum, s.posts[0]).1, "hide").status, 303);
    let mut conn = s.forum.connection();
    let of = |table: &str, weight: &str| {
        format!(
            "SELECT id, version AS a, {weight} + CASE WHEN open THEN 100 ELSE 0 END + CASE WHEN decision = 'hide' THEN 1000 ELSE 0 END AS b FROM {table} ORDER BY id"
        )
    };
    let reviews = raw::rows(&mut conn, &of("reviews", "weight"));
    assert_eq!(reviews.len(), 2);
    raw::run(&mut conn, &migration("down"));
    assert_eq!(raw::rows(&mut conn, &of("review_items", "flag_count")), reviews, "the version before reads what was decided meanwhile");
    raw::run(&mut conn, &migration("up"));
    assert_eq!(raw::rows(&mut conn, &of("reviews", "weight")), reviews);
    // New ones come after those that came along.
    assert_eq!(s.max.post(&format!("/posts/{}/flag", s.posts[1]), &[("reason", "rude"), ("note", "")]).status, 303);
    raw::run(&mut conn, &format!("DELETE FROM reviews WHERE id = {second}"));
    assert_eq!(s.sofia.post(&format!("/posts/{}/flag", s.posts[1]), &[("reason", "rude"), ("note", "")]).status, 303);
    assert!(item_of(&s.forum, s.posts[1]).0 > first);
    let page = s.sofia.get(&format!("/review/{first}"));
    assert!(page.words("main").join(" ").contains("Hidden by"), "{}", page.body);
}

#[test]
fn what_a_node_of_the_version_before_has_left_is_taken_over() {
    let s = scene();
    let [first, second] = s.items;
    assert_eq!(s.decide(&s.sofia, first, item_of(&s.forum, s.posts[0]).1, "hide").status, 303);
    let mut conn = s.forum.connection();
    // It has its own table: with what was copied from it and is decided by now, and with what nobody here knows.
    let at = s.forum.clock.now().0;
    let put = |post: i64, at: i64| {
        format!(
            "INSERT INTO review_items (post_id, topic_id, open, version, flag_count, created_at) SELECT id, topic_id, TRUE, 2, 1, {at} FROM posts WHERE id = {post};"
        )
    };
    raw::run(&mut conn, &(put(s.posts[0], at - MINUTE) + &put(s.posts[1], at)));
    raw::run(&mut conn, &format!("DELETE FROM reviews WHERE id = {second}"));
    s.forum.begin_jobs();
    let open = raw::rows(&mut conn, "SELECT post_id AS id, weight AS a, 0 AS b FROM reviews WHERE open");
    assert_eq!(open, [(s.posts[1], 1, 0)], "what is decided stays so");
    s.forum.begin_jobs();
    assert_eq!(raw::rows(&mut conn, "SELECT post_id AS id, weight AS a, 0 AS b FROM reviews WHERE open"), open);
    s.forum.assert_clean("after a start");
}

#[test]
fn every_decision_of_every_queue_has_words() {
    for (language, queue) in Language::ALL.iter().flat_map(|language| Queue::ALL.iter().map(move |queue| (*language, *queue))) {
        let words = Words::of(language);
        assert!(words.has(&format!("queue-{queue}")), "{queue} has no name in {language}");
        for decision in queue.rules().choices.iter().map(|choice| choice.decision) {
            for key in ["mod-decision-", "mod-decided-", "mod-was-", "tell-decision-"].map(|beginning| format!("{beginning}{decision}")) {
                assert!(words.has(&key), "{queue} says “{key}”, which has no words in {language}");
            }
        }
        assert!(queue.rules().usual_reasons.iter().all(|key| words.has(key)), "{queue} in {language}");
    }
}
