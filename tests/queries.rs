//! A page asks the database a fixed number of times, whatever the length of what it shows.

use crate::support::acts;
use crate::support::acts::BODY;
use crate::support::{Client, Forum, raw};
use accolade::actions::accounts::{self as signing, SignUp};
use accolade::actions::ask_question::NewTopicForm;
use accolade::actions::cast_vote::{Direction, cast_vote};
use accolade::actions::edit_post::EditForm;
use accolade::actions::moderation::sanction_member::{SanctionForm, sanction_member};
use accolade::actions::{Failure, flag_post, follow_topic};
use accolade::auth::secrets;
use accolade::pages::ROUTES;
use accolade::rules::ids::{MemberId, PostId, TopicId};
use accolade::rules::text::{DisplayName, Email, Handle};
use accolade::rules::time::DAY;
use accolade::rules::vocabulary::{Language, Role};
use accolade::store::accounts::NewSession;
use accolade::store::categories::CategoryText;
use accolade::store::{Tx, accounts, categories, feed_keys, groups, posts};
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

/// What the pages of this test are about: one topic and one member of whom there is ever more to show, and a manager who reads and has more.
#[derive(Clone, Copy)]
struct Place {
    category: i64,
    reader: MemberId,
    author: MemberId,
    topic: TopicId,
    opening: PostId,
    answer: PostId,
    /// A topic of the reader.
    own: (TopicId, PostId),
}

fn joined(tx: &mut Tx<'_>, handle: &str, role: Role) -> Result<MemberId, Failure> {
    let form = SignUp {
        handle: Handle::parse(handle).unwrap(),
        display_name: DisplayName::parse(handle).unwrap(),
        email: Email::parse(&format!("{handle}@example.org")).unwrap(),
        password_hash: String::new(),
        language: Language::English,
        time_zone: "UTC".into(),
    };
    signing::create_confirmed(tx, &form, role)
}

fn asked(tx: &mut Tx<'_>, by: MemberId, category: i64, n: usize) -> Result<(TopicId, PostId), Failure> {
    let form = NewTopicForm {
        kind: "question".into(),
        category: category.to_string(),
        title: format!("Why does my wort stop at 1.{n:03}?"),
        tags: format!("yeast tag-{n}"),
        body: format!("{BODY} That was batch {n} of {by}."),
    };
    let posted = acts::ask(tx, by, &form)?;
    accolade::effects::settle(tx)?;
    Ok((posted.topic, posted.post))
}

fn begin(forum: &Forum) -> Place {
    let category = forum.category("brewing");
    let (reader, author) = (forum.member_as("hanna", Role::Manager), forum.member_as("author", Role::Moderator));
    let act = move |tx: &mut Tx<'_>| {
        let (topic, opening) = asked(tx, author, category, 998)?;
        let answer = acts::answer(tx, author, topic, &format!("{BODY} Or neither?"))?;
        let own = asked(tx, reader, category, 999)?;
        groups::insert(tx.conn, "Crew", "They look after the barrels.", tx.now)?;
        Ok::<_, Failure>(Place { category, reader, author, topic, opening, answer, own })
    };
    forum.app.db.write_now(act).unwrap()
}

/// One more of everything that a page lists.
fn one_more(forum: &Forum, place: Place, n: usize) {
    let Place { category, reader, author, topic, opening, answer, own } = place;
    let act = move |tx: &mut Tx<'_>| {
        let member = joined(tx, &format!("member-{n}"), Role::Moderator)?;
        let lesser = joined(tx, &format!("lesser-{n}"), Role::Member)?;
        let now = tx.now;
        let text = CategoryText { slug: format!("place-{n}"), name: format!("Place {n}"), description: String::new(), colour: "#c98a1b".into() };
        categories::insert(tx.conn, &text, now)?;
        for by in [member, author, reader] {
            let (theirs, post) = asked(tx, by, category, n)?;
            if by == member {
                flag_post::flag_post(tx, author, post, "spam", "")?;
                follow_topic::follow(tx, reader, theirs)?;
                follow_topic::bookmark(tx, reader, theirs)?;
            }
        }
        let linked = format!("{BODY} See also [that one](/t/{}), says {member}.", own.0);
        acts::answer(tx, member, topic, &linked)?;
        acts::answer(tx, author, own.0, &format!("{linked} Once more."))?;
        acts::comment(tx, member, answer, &format!("A remark of some length, number {n}."))?;
        for post in [answer, opening, own.1] {
            cast_vote(tx, member, post, Direction::Up)?;
        }
        let revision = posts::find(tx.conn, opening)?.unwrap().revision;
        let edit = EditForm {
            revision,
            title: "Why does my wort stop at 1.998?".into(),
            tags: "yeast".into(),
            body: format!("{BODY} Edited {n} times."),
            note: "More of the story.".into(),
        };
        acts::edit(tx, member, opening, &edit)?;
        for whom in [author, lesser] {
            let form = SanctionForm { kind: "warning".into(), days: String::new(), reason: format!("Warning number {n}.") };
            sanction_member(tx, reader, whom, &form)?;
        }
        let crew = groups::all(tx.conn)?[0].id;
        groups::add(tx.conn, crew, member, now)?;
        groups::insert(tx.conn, &format!("Group {n}"), "", now)?;
        feed_keys::insert(tx.conn, reader, &format!("feed-{n}"), "reader", now)?;
        let secret = secrets::digest(&secrets::new());
        let new = NewSession { token_hash: &secret, member: reader, now, expires_at: now.plus(DAY), user_agent: "test", address: "127.0.0.1" };
        accounts::insert_session(tx.conn, &new)?;
        Ok::<_, Failure>(())
    };
    forum.app.db.write_now(act).unwrap();
}

/// The address of each page, from the route table: a new route without a place here fails the test. None for what shows no rows.
fn page(path: &str, place: &Place) -> Option<String> {
    let id = match path {
        "/t/{id}" | "/assets/{path:.*}" | "/media/{name}" | "/live" | "/healthz" | "/readyz" | "/metrics" | "/robots.txt" => return None,
        // Secrets that nobody has.
        "/welcome/{secret}" | "/confirm/{secret}" | "/reset/{secret}" | "/unsubscribe/{token}" => return None,
        _ if path.starts_with("/t/") || path.starts_with("/topics/") => place.topic.0,
        // Nothing was deleted, and no mail has left.
        "/posts/{id}/restore" | "/admin/mail/{id}/html" => return None,
        _ if path.starts_with("/posts/") => place.opening.0,
        // The first that was made.
        _ => 1,
    };
    let path = path
        .replace("{id}", &id.to_string())
        .replace("{slug}", if path.starts_with("/t/") { "why-does-my-wort-stop-at-1-998" } else { "brewing" })
        .replace("{handle}", "author")
        .replace("{tag}", "yeast")
        .replace("{key}", "supporter")
        .replace("{n}", "1");
    assert!(!path.contains('{'), "{path} has no place in this test");
    Some(match path.as_str() {
        "/search" => "/search?q=wort".into(),
        "/similar" => "/similar?title=Why+does+my+wort+stop".into(),
        "/autocomplete/tags" => "/autocomplete/tags?q=tag".into(),
        "/autocomplete/members" => "/autocomplete/members?q=member".into(),
        _ => path,
    })
}

/// How often each page asks, and how long it is.
fn measured(reader: &Client, place: &Place) -> Vec<(String, usize, usize)> {
    let pages = ROUTES.iter().filter(|route| route.method == "get").filter_map(|route| page(route.path, place));
    let measure = |path: String| {
        // The first visit may note something beside the page, as that a topic was read.
        let status = reader.get(&path).status;
        // A post's own address leads to its place in the topic, and whoever has signed in needs no form for it.
        assert!(matches!(status, 200 | 303), "{path}: {status}");
        let mut last = usize::MAX;
        loop {
            QUERIES.store(0, Ordering::SeqCst);
            let length = reader.get(&path).body.len();
            let asked = QUERIES.load(Ordering::SeqCst);
            if asked == last {
                return (path, asked, length);
            }
            last = asked;
        }
    };
    pages.map(measure).collect()
}

#[test]
fn every_page_asks_as_often_for_fifty_as_for_one() {
    diesel::connection::set_default_instrumentation(counter).unwrap();
    let forum = Forum::spawn();
    let place = begin(&forum);
    let reader = forum.signed_in("hanna");
    // Two, as with a single one some pages leave out what stands between them.
    (1..=2).for_each(|n| one_more(&forum, place, n));
    let few = measured(&reader, &place);
    (3..=50).for_each(|n| one_more(&forum, place, n));
    let many = measured(&reader, &place);
    // How words are looked up depends on how many posts have them, so these may ask in more than one way: in few.
    let is_search = |path: &str| path.starts_with("/search") || path.starts_with("/similar");
    for (path, few, many) in few.iter().zip(&many).map(|((path, few, _), (_, many, _))| (path, *few, *many)) {
        let as_often = if is_search(path) { many <= 12 } else { many == few };
        assert!(as_often, "{path} asks {few} times for two, {many} times for fifty");
    }
    let longer = few.iter().zip(&many).filter(|((.., few), (.., many))| *many > few + 1_000).count();
    assert!(longer >= 20, "only {longer} of {} pages show more", few.len());
}
