//! What is hidden or deleted is kept from whoever may not see it: its words and its title, in every form in which pages are read.

use crate::support::raw;
use crate::support::{Client, Forum};
use accolade::actions::delete_post::delete_post;
use accolade::rules::ids::{MemberId, PostId, TopicId};
use accolade::rules::vocabulary::Role;
use accolade::store::{Error, Hint, posts, topics};

const TITLE: &str = "How do I keep the xylophone in tune?";
const BODY: &str = "The quokka says that felt between the bars and the frame is what it takes, and nothing besides.";

struct Scene {
    forum: Forum,
    author: MemberId,
    ada: Client,
    topic: TopicId,
    opening: PostId,
    path: String,
}

fn scene() -> Scene {
    let forum = Forum::spawn();
    let category = forum.category("music");
    let author = forum.member("ada");
    forum.member_as("sofia", Role::Moderator);
    let ben = forum.member("ben");
    forum.give_points(ben, 4_000);
    let ada = forum.signed_in("ada");
    let topic = TopicId(forum.ask(&ada, category, TITLE, BODY));
    let row = forum.app.db.read_now(|conn| topics::find(conn, topic)).unwrap().unwrap();
    let path = format!("/t/{topic}/{}", row.slug);
    Scene { opening: row.opening_post.unwrap(), author, ada, topic, path, forum }
}

#[test]
fn a_hidden_questions_words_are_in_no_page_of_a_guest() {
    let s = scene();
    let guest = s.forum.guest();
    let shown = guest.get(&s.path).body;
    assert!(shown.matches("quokka").count() >= 3, "in the text, for search engines and for those who share it");
    let (topic, opening) = (s.topic, s.opening);
    s.forum
        .app
        .db
        .write_now(move |tx| {
            let now = tx.now;
            posts::set_hidden(tx.conn, opening, Some(now))?;
            tx.hint(Hint::TopicChanged(topic));
            tx.hint(Hint::ListsChanged);
            Ok::<_, Error>(())
        })
        .unwrap();
    let (feed, short, post) = (format!("/t/{topic}/feed.atom"), format!("/t/{topic}"), format!("/posts/{opening}"));
    let ben = s.forum.signed_in("ben");
    for reader in [&guest, &ben] {
        for path in
            ["/", "/unanswered", "/top", "/c/music", "/categories", "/members/ada", "/feed.atom", "/c/music/feed.atom", "/search?q=quokka", "/sitemap-1.xml"]
        {
            let answer = reader.get(path);
            assert!(answer.status == 200 || path == "/sitemap-1.xml", "{path}");
            assert!(!answer.body.contains("xylophone") && !answer.body.contains("quokka says"), "{path} tells of a hidden question");
        }
        for path in [&s.path, &feed, &short, &post] {
            let answer = reader.get(path);
            assert_eq!((answer.status, answer.location), (404, None), "{path}");
        }
    }
    assert!(s.ada.get("/mine").body.contains("xylophone"), "the author finds it among their own");
    assert!(s.ada.get(&s.path).body.contains("quokka"), "the author sees it");
    assert!(s.forum.signed_in("sofia").get(&s.path).body.contains("quokka"), "who reviews sees it");
}

#[test]
fn a_deleted_topics_title_is_told_to_nobody_who_may_not_see_it() {
    let s = scene();
    let (author, opening) = (s.author, s.opening);
    s.forum.app.db.write_now(move |tx| delete_post(tx, author, opening, "")).unwrap();
    let guest = s.forum.guest();
    for path in [format!("/t/{}", s.topic), format!("/posts/{opening}"), s.path.clone()] {
        let answer = guest.get(&path);
        assert_eq!((answer.status, answer.location), (404, None), "{path}");
        assert!(!answer.body.contains("keep the xylophone"), "{path}");
    }
    for path in [format!("/t/{}", s.topic), format!("/posts/{opening}")] {
        assert_eq!(s.ada.get(&path).status, 303, "{path} is the author's own");
        assert_eq!(s.forum.signed_in("sofia").get(&path).status, 303, "{path} is for staff to see");
    }
}

/// A moderator hides a post.
fn hide(s: &Scene, post: PostId) {
    let sofia = s.forum.signed_in("sofia");
    assert_eq!(sofia.post(&format!("/posts/{post}/flag"), &[("reason", "spam"), ("note", "")]).status, 303);
    let (item, version, _) = raw::rows(&mut s.forum.connection(), &format!("SELECT id, version AS a, 0 AS b FROM reviews WHERE post_id = {post}"))[0];
    let decided = sofia.post(&format!("/review/{item}"), &[("version", &version.to_string()), ("decision", "hide"), ("reason", "It sells something.")]);
    assert_eq!(decided.status, 303, "{}", decided.body);
}

#[test]
fn what_is_hidden_cannot_be_acted_upon_by_its_number() {
    let s = scene();
    let ben = s.forum.signed_in("ben");
    let answer = s.forum.answer(&ben, s.topic.0, "Felt is one thing, but what about the wood under it?");
    hide(&s, PostId(answer));
    s.forum.member("cleo");
    let cleo_id = s.forum.app.db.read_now(|conn| accolade::store::members::by_handle(conn, "cleo")).unwrap().unwrap();
    s.forum.give_points(cleo_id, 4_000);
    let (cleo, sofia) = (s.forum.signed_in("cleo"), s.forum.signed_in("sofia"));
    let acts: [(&str, Vec<(&str, &str)>); 6] = [
        ("vote", vec![("vote", "up")]),
        ("vote", vec![("vote", "none")]),
        ("comments", vec![("body", "A remark of some length.")]),
        ("accept", vec![("accept", "on")]),
        ("flag", vec![("reason", "spam"), ("note", "")]),
        ("edit", vec![("body", "Other words of some length, as they should be."), ("note", "why"), ("revision", "1")]),
    ];
    for (act, fields) in &acts {
        let path = format!("/posts/{answer}/{act}");
        let nowhere = format!("/posts/999999/{act}");
        for reader in [&cleo, &s.ada] {
            let (here, none) = (reader.post(&path, fields), reader.post(&nowhere, fields));
            // Whoever may flag nothing is refused before anybody looks whether it is there.
            let want = if *act == "flag" && std::ptr::eq(reader, &s.ada) { 403 } else { 404 };
            assert_eq!((here.status, none.status), (want, want), "{path} {fields:?}: {}", here.body);
        }
    }
    // Whoever reviews sees it, and builds nothing upon it either; taking back a vote that was never cast does nothing.
    let refused: Vec<u16> = acts[..3].iter().map(|(act, fields)| sofia.post(&format!("/posts/{answer}/{act}"), fields).status).collect();
    assert_eq!(refused, [403, 303, 403]);
    let page = s.forum.guest().get(&s.path);
    assert!(page.status == 200 && !page.body.contains("wood under it") && !page.body.contains("/members/ben"), "its place stays, its words and its author go");
    assert!(ben.get(&s.path).body.contains("wood under it"), "its author sees it");
    hide(&s, s.opening);
    let topic = s.topic;
    for (path, fields) in
        [("answers", vec![("body", "Some words of my own that are long enough.")]), ("follow", vec![("on", "on")]), ("bookmark", vec![("on", "on")])]
    {
        assert_eq!(cleo.post(&format!("/t/{topic}/{path}"), &fields).status, 404, "{path}");
    }
    let votes = raw::rows(&mut s.forum.connection(), "SELECT COUNT(*) AS id, 0 AS a, 0 AS b FROM votes");
    assert_eq!(votes[0].0, 0);
    s.forum.assert_clean("after acts upon what is hidden");
}

/// Every page that guests may be shown from the cache and that tells of the topic.
fn pages_of_a_guest(s: &Scene, other: &str) -> Vec<String> {
    let topic = s.topic;
    let mut pages: Vec<String> =
        ["/", "/unanswered", "/top", "/top?period=all", "/c/music", "/categories", "/members/ada", "/feed.atom", "/c/music/feed.atom", "/search?q=xylophone"]
            .map(String::from)
            .to_vec();
    pages.extend([s.path.clone(), other.to_owned(), format!("/t/{topic}/feed.atom"), "/badges/teacher".into(), "/leaderboard".into()]);
    pages
}

/// A public topic that leads to the other.
fn linked(s: &Scene) -> String {
    let ben = s.forum.signed_in("ben");
    let category = raw::rows(&mut s.forum.connection(), "SELECT id, 0 AS a, 0 AS b FROM categories")[0].0;
    let other = s.forum.ask(&ben, category, "Which wood is best for bars?", "Rosewood is rare by now, and I would like to know what else there is.");
    let (topic, at) = (s.topic, s.forum.clock.now().0);
    raw::run(&mut s.forum.connection(), &format!("INSERT INTO topic_links (from_topic_id, to_topic_id, created_at) VALUES ({other}, {topic}, {at})"));
    let slug = s.forum.app.db.read_now(|conn| topics::find(conn, TopicId(other))).unwrap().unwrap().slug;
    format!("/t/{other}/{slug}")
}

#[test]
fn kept_pages_forget_a_title_at_once_when_its_topic_is_deleted() {
    let s = scene();
    let other = linked(&s);
    let guest = s.forum.guest();
    let pages = pages_of_a_guest(&s, &other);
    let telling: Vec<&String> = pages.iter().filter(|path| guest.get(path).body.contains("xylophone in tune")).collect();
    for page in ["/", "/members/ada", &other, "/feed.atom"] {
        assert!(telling.iter().any(|path| *path == page), "{page} does not show the title: {telling:?}");
    }
    s.forum.clock.advance(60_000);
    assert_eq!(s.forum.signed_in("sofia").post(&format!("/posts/{}/delete", s.opening), &[("reason", "It was asked before.")]).status, 303);
    for path in &pages {
        assert!(!guest.get(path).body.contains("xylophone in tune"), "{path} shows a deleted topic's title");
    }
}

#[test]
fn kept_pages_follow_an_edit_by_somebody_else_and_a_new_name_at_once() {
    let s = scene();
    let other = linked(&s);
    let guest = s.forum.guest();
    let pages = pages_of_a_guest(&s, &other);
    let telling: Vec<String> = pages.iter().filter(|path| guest.get(path).body.contains("xylophone in tune")).cloned().collect();
    assert!(telling.len() >= 5, "few pages show the title: {telling:?}");
    let edit = [("title", "How do I keep the marimba in tune?"), ("tags", ""), ("body", BODY), ("note", "the right name"), ("revision", "1")];
    assert_eq!(s.forum.signed_in("sofia").post(&format!("/posts/{}/edit", s.opening), &edit).status, 303);
    for path in &telling {
        let page = guest.get(path);
        assert!(!page.body.contains("xylophone in tune"), "{path} shows the title as it was");
    }
    let named = |path: &str| guest.get(path).words(".name").iter().any(|name| name.split_whitespace().next() == Some("ada"));
    let naming: Vec<&String> = pages.iter().filter(|path| named(path)).collect();
    for page in ["/", "/unanswered", "/c/music"] {
        assert!(naming.iter().any(|path| *path == page), "{page} does not show the name: {naming:?}");
    }
    let profile = [("display_name", "Augusta King"), ("language", "en"), ("time_zone", "UTC"), ("theme", "auto")];
    assert_eq!(s.ada.post("/settings", &profile).status, 303);
    for path in &pages {
        assert!(!named(path), "{path} shows the name as it was");
    }
    assert!(guest.get("/").body.contains("Augusta King"));
}

#[test]
fn a_members_notifications_and_statement_tell_no_title_of_what_they_may_not_see() {
    let s = scene();
    let ben = s.forum.signed_in("ben");
    let answer = s.forum.answer(&ben, s.topic.0, "Felt is one thing, but what about the wood under it?");
    s.forum.clock.advance(60_000);
    assert_eq!(s.ada.post(&format!("/posts/{answer}/accept"), &[("accept", "on")]).status, 303);
    for path in ["/notifications", "/statement"] {
        assert!(ben.get(path).body.contains("xylophone in tune"), "{path}");
    }
    assert_eq!(s.forum.signed_in("sofia").post(&format!("/posts/{}/delete", s.opening), &[("reason", "It was asked before.")]).status, 303);
    // The title says something else by now, which is nothing for those who saw it before.
    for path in ["/notifications", "/statement", "/", "/badges/teacher"] {
        assert!(!ben.get(path).body.contains("xylophone in tune"), "{path} tells a deleted topic's title");
    }
    assert!(s.ada.get("/notifications").body.contains("xylophone in tune"), "it is its author's own");
}

#[test]
fn pictures_of_earlier_posts_are_noted_once() {
    let s = scene();
    let name = "0123456789abcdef0123456789abcdef.png";
    let opening = s.opening;
    raw::run(&mut s.forum.connection(), &format!("UPDATE posts SET body_html = '<p><img src=\"/media/{name}\"></p>' WHERE id = {opening}"));
    s.forum.begin_jobs();
    s.forum.work_off();
    let noted = format!("SELECT post_id AS id, 0 AS a, 0 AS b FROM post_media WHERE name = '{name}'");
    assert_eq!(raw::rows(&mut s.forum.connection(), &noted), [(opening.0, 0, 0)]);
    raw::run(&mut s.forum.connection(), "DELETE FROM post_media");
    s.forum.begin_jobs();
    s.forum.work_off();
    assert_eq!(raw::rows(&mut s.forum.connection(), &noted), [], "once in a forum's life");
}
