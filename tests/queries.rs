//! A page asks the database a fixed number of times, whatever the length of what it shows.

use crate::support::{Forum, raw};
use accolade::rules::vocabulary::Role;
use diesel::connection::{Instrumentation, InstrumentationEvent};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Queries of this process since the last look; each test runs in a process of its own.
static QUERIES: AtomicUsize = AtomicUsize::new(0);

fn count(event: InstrumentationEvent<'_>) {
    if let InstrumentationEvent::StartQuery { query, .. } = event {
        let text = query.to_string();
        if text.starts_with("SELECT") || text.starts_with("WITH") {
            QUERIES.fetch_add(1, Ordering::SeqCst);
        }
    }
}

fn counter() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(count))
}

#[test]
fn a_topic_page_of_twenty_posts_takes_at_most_twelve_queries() {
    diesel::connection::set_default_instrumentation(counter).unwrap();
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    for handle in ["asker", "helper", "editor"] {
        forum.member_as(handle, Role::Moderator);
    }
    let reading = forum.member("reader");
    let (asker, helper, editor, reader) = (forum.signed_in("asker"), forum.signed_in("helper"), forum.signed_in("editor"), forum.signed_in("reader"));
    let topic = forum.ask(&asker, category, "Why does my wort stop at 1.020?", "Third batch in a row that sits at 1.020 after nine days.");
    let other = forum.ask(&asker, category, "How warm may a lager ferment?", "The cellar has fourteen degrees, which the packet does not like.");

    let mut posts = Vec::new();
    let mut fill = |answers: usize| {
        for n in 0..answers {
            let post = forum.answer(&helper, topic, &format!("Answer {n}: do a forced ferment test, see also [this](/t/{other})."));
            let id = post.to_string();
            assert_eq!(asker.post(&format!("/posts/{id}/comments"), &[("body", "That worked, thank you very much.")]).status, 303);
            // Nobody may vote for one member without end.
            if n < 2 {
                assert_eq!(asker.post(&format!("/posts/{id}/vote"), &[("vote", "up")]).status, 303);
            }
            posts.push(post);
        }
    };
    let page = |forum: &Forum| {
        let address = forum.guest().get(&format!("/t/{topic}")).location.unwrap();
        // The first visit notes that the topic was read, which nobody waits for but this test: its query is not the page's.
        assert_eq!(reader.get(&address).status, 200);
        let noted = format!(
            "SELECT t.id, 0 AS a, 0 AS b FROM topics t JOIN topic_reads r ON r.topic_id = t.id WHERE t.id = {topic} AND r.member_id = {reading} AND r.read_at >= t.active_at"
        );
        let mut conn = forum.connection();
        let began = Instant::now();
        while raw::rows(&mut conn, &noted).is_empty() {
            assert!(began.elapsed() < Duration::from_secs(20), "the visit is not noted");
            std::thread::sleep(Duration::from_millis(10));
        }
        QUERIES.store(0, Ordering::SeqCst);
        assert_eq!(reader.get(&address).status, 200);
        QUERIES.load(Ordering::SeqCst)
    };
    fill(2);
    let short = page(&forum);
    fill(17);
    let edited =
        editor.post(&format!("/posts/{}/edit", posts[0]), &[("body", "Do a forced ferment test, three days at 25 °C."), ("note", "how"), ("revision", "1")]);
    assert_eq!(edited.status, 303, "{}", edited.body);
    let long = page(&forum);
    assert!((1..=12).contains(&long), "{long} queries");
    // The last editor's name may be one query more.
    assert!(long <= short + 1, "{short} queries for three posts, {long} for twenty");
}
