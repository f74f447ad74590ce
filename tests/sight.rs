//! What is hidden or deleted is kept from whoever may not see it: its words and its title, in every form in which pages are read.

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
    let feed = format!("/t/{topic}/feed.atom");
    for path in [s.path.as_str(), "/", "/c/music", "/members/ada", "/feed.atom", "/c/music/feed.atom", &feed, "/search?q=quokka"] {
        let answer = guest.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.body.replace("value=\"quokka\"", "").contains("quokka says"), "{path} tells a hidden text");
    }
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
