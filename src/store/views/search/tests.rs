//! Search on both databases, over the same small forum. `ACCOLADE_TEST_POSTGRES` names the PostgreSQL cluster to test on.

use super::*;
use crate::rules::ids::TopicId;
use crate::rules::rulebook::{QUESTIONS_PRESET, Rulebook};
use crate::rules::time::DAY;
use crate::rules::vocabulary::{Language, Role, TopicKind};
use crate::search::parse_query;
use crate::store::categories::{self, CategoryText};
use crate::store::connection::{Address, Purpose, open};
use crate::store::members::{self, NewMember};
use crate::store::posts::{self as post_store, NewPost};
use crate::store::search_index::{self, Document};
use crate::store::topics::{self as topic_store, NewTopic};
use crate::store::{migrate, tags};

/// The sight of a guest where nothing is closed.
fn everybody() -> Sight {
    Sight::of_guests(&[], &Rulebook::parse(QUESTIONS_PRESET).unwrap())
}

/// A forum of six topics; answers with the ids of their posts.
struct Forum {
    fermentation: PostId,
    yeast_answer: PostId,
    bottling: PostId,
    chinese: PostId,
    deleted: PostId,
    hidden: PostId,
}

fn member(conn: &mut Connection, handle: &str) -> MemberId {
    let new = NewMember {
        handle: handle.into(),
        display_name: handle.to_uppercase(),
        role: Role::Member,
        tier: "newcomer".into(),
        about_md: String::new(),
        about_html: String::new(),
        location: String::new(),
        website: String::new(),
        language: Language::English,
        time_zone: "UTC".into(),
        created_at: Timestamp(0),
        last_seen_at: Timestamp(0),
    };
    members::insert(conn, &new).unwrap()
}

fn post(conn: &mut Connection, topic: TopicId, kind: PostKind, author: MemberId, body: &str, at: i64) -> PostId {
    let html = format!("<p>{body}</p>");
    let new = NewPost { topic, kind, author: Some(author), author_name: "", body_md: body, body_html: &html, wiki_at: None, at: Timestamp(at) };
    post_store::insert(conn, &new).unwrap()
}

fn topic(conn: &mut Connection, category: CategoryId, author: MemberId, title: &str, tag_names: &str, body: &str, day: i64) -> (TopicId, PostId) {
    let at = Timestamp(day * DAY);
    let new = NewTopic { kind: TopicKind::Question, category, author: Some(author), title, slug: "s", tag_names, view_count: 0, at };
    let id = topic_store::insert(conn, &new).unwrap();
    let opening = post(conn, id, PostKind::Opening, author, body, at.0);
    topic_store::set_opening_post(conn, id, opening).unwrap();
    let mut ids = Vec::new();
    for name in tag_names.split_whitespace() {
        let tag = tags::ensure(conn, name, at).unwrap();
        tags::attach(conn, id, tag, at).unwrap();
        ids.push(tag);
    }
    tags::count_topics(conn, &ids, 1).unwrap();
    search_index::put(conn, opening, &Document { title, tags: tag_names, body }).unwrap();
    (id, opening)
}

fn forum(conn: &mut Connection) -> Forum {
    let text = |slug: &str| CategoryText { slug: slug.into(), name: format!("The {slug}"), description: String::new(), colour: "#112233".into() };
    let brewing = categories::insert(conn, &text("brewing"), Timestamp(0)).unwrap();
    let tasting = categories::insert(conn, &text("tasting"), Timestamp(0)).unwrap();
    let (ada, bo) = (member(conn, "ada"), member(conn, "bo"));
    let (first, fermentation) = topic(conn, brewing, ada, "Why does my fermentation stop?", "yeast wort", "It stands at 1.020 & does not move.", 1);
    let yeast_answer = post(conn, first, PostKind::Answer, bo, "Pitch fresh yeast, then wait for the fermentation.", 2 * DAY);
    search_index::put(conn, yeast_answer, &Document { title: "", tags: "", body: "Pitch fresh yeast, then wait for the fermentation." }).unwrap();
    topic_store::record(conn, first, topic_store::Activity { answers: 1, last: None }).unwrap();
    post_store::move_score(conn, yeast_answer, 7).unwrap();
    let (_, bottling) = topic(conn, brewing, bo, "Sugar for bottling", "bottling", "How much sugar after fermentation?", 3);
    let (_, chinese) = topic(conn, tasting, ada, "第二次發酵要放多少糖？", "裝瓶", "糖放得太多，瓶子會炸。", 4);
    let (gone, deleted) = topic(conn, tasting, ada, "A deleted fermentation", "yeast", "Gone is the fermentation.", 5);
    topic_store::set_deleted(conn, gone, Some(Timestamp(6 * DAY))).unwrap();
    let (_, hidden) = topic(conn, tasting, bo, "A hidden fermentation", "yeast", "Hidden is the fermentation.", 6);
    post_store::set_hidden(conn, hidden, Some(Timestamp(6 * DAY))).unwrap();
    Forum { fermentation, yeast_answer, bottling, chinese, deleted, hidden }
}

fn found(conn: &mut Connection, typed: &str) -> Vec<PostId> {
    page(conn, &everybody(), &parse_query(typed), 0, 30).unwrap().hits.into_iter().map(|h| h.post).collect()
}

fn whole_journey(conn: &mut Connection) {
    let f = forum(conn);
    // A title weighs more than a body; what is deleted or hidden is not found.
    let all = found(conn, "fermentation ");
    assert_eq!(all[0], f.fermentation);
    assert_eq!(all.len(), 3);
    assert!(!all.contains(&f.deleted) && !all.contains(&f.hidden));
    // Other forms of a word, other scripts of Chinese, pairs and single characters.
    assert_eq!(found(conn, "fermenting sugars "), [f.bottling]);
    assert_eq!(found(conn, "发酵 "), [f.chinese]);
    assert_eq!(found(conn, "糖 "), [f.chinese]);
    assert_eq!(found(conn, "bottl"), [f.bottling]);
    assert_eq!(found(conn, "\"fresh yeast\" "), [f.yeast_answer]);
    assert_eq!(found(conn, "\"yeast fresh\" "), []);
    assert_eq!(found(conn, "fermentation -sugar -pitch "), [f.fermentation]);
    // Filters with words and alone.
    assert_eq!(found(conn, "fermentation tag:yeast user:BO "), [f.yeast_answer]);
    assert_eq!(found(conn, "fermentation category:brewing is:unanswered "), [f.bottling]);
    assert_eq!(found(conn, "tag:yeast "), [f.fermentation]);
    assert_eq!(found(conn, "tag:裝瓶 "), [f.chinese]);
    assert_eq!(found(conn, "user:@bo "), [f.bottling, f.yeast_answer]);
    assert_eq!(found(conn, "category:\"The Tasting\" "), [f.chinese]);
    assert_eq!(found(conn, "is:unanswered "), [f.chinese, f.bottling]);
    assert_eq!(found(conn, "is:answered "), [f.fermentation]);
    assert_eq!(found(conn, "is:accepted "), []);
    assert_eq!(found(conn, "user:bo score:>=7 "), [f.yeast_answer]);
    assert_eq!(found(conn, "yeast score:<7 "), [f.fermentation]);
    // Nothing asked, nothing found; names that are nobody's are told.
    assert_eq!(found(conn, "-yeast "), []);
    let nowhere = page(conn, &everybody(), &parse_query("yeast tag:nope user:nobody category:none "), 0, 30).unwrap().nowhere;
    assert_eq!(nowhere, ["tag:nope", "user:nobody", "category:none"]);
    for hostile in ["' OR 1=1 --", "\" ) NEAR(", "title:x", "\\ ' & !", "*", "a\u{0}b"] {
        found(conn, hostile);
    }
    // Hits are marked, and a page holds as many as it should. Deleted topics leave the index, as the effects of deleting see to.
    search_index::remove(conn, f.deleted).unwrap();
    let first = page(conn, &everybody(), &parse_query("fermentation "), 0, 1).unwrap();
    assert_eq!((first.hits.len(), first.count, first.is_cut), (1, 3, false));
    assert!(first.hits[0].title.iter().any(|p| p.hit && p.text == "fermentation"));
    assert_ne!(page(conn, &everybody(), &parse_query("fermentation "), 1, 1).unwrap().hits[0].post, first.hits[0].post);
    // Titles like one being typed.
    let titles =
        |conn: &mut Connection, typed: &str| similar(conn, &everybody(), typed, 5).unwrap().into_iter().map(|(_, title, _, _)| title).collect::<Vec<_>>();
    assert_eq!(titles(conn, "my fermentation has stopped"), ["Why does my fermentation stop?"]);
    assert_eq!(titles(conn, "Stuck fermentation"), ["Why does my fermentation stop?"]);
    assert_eq!(titles(conn, "放多少糖"), ["第二次發酵要放多少糖？"]);
    assert_eq!(titles(conn, "how do I"), Vec::<String>::new());
}

#[test]
fn search_on_sqlite() {
    let folder = std::env::temp_dir().join(format!("accolade-search-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut conn = open(&Address::Sqlite(folder.join("search.db")), Purpose::Write).unwrap();
    migrate::run(&mut conn).unwrap();
    whole_journey(&mut conn);
    drop(conn);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn of_a_common_word_titles_and_the_newest_posts_are_ranked() {
    let folder = tempfile::tempdir().unwrap();
    let mut conn = open(&Address::Sqlite(folder.path().join("search.db")), Purpose::Write).unwrap();
    migrate::run(&mut conn).unwrap();
    common_words(&mut conn);
}

#[test]
fn of_a_common_word_titles_and_the_newest_posts_are_ranked_on_postgres() {
    common_words(&mut fresh_postgres());
}

fn common_words(conn: &mut Connection) {
    let text = CategoryText { slug: "brewing".into(), name: "Brewing".into(), description: String::new(), colour: "#112233".into() };
    let category = categories::insert(conn, &text, Timestamp(0)).unwrap();
    let author = member(conn, "ada");
    let (_, titled) = topic(conn, category, author, "How hot should a mash be?", "", "Between two temperatures.", 1);
    let (long, _) = topic(conn, category, author, "A long story", "", "It begins.", 2);
    let posts: Vec<PostId> = (0..1_200)
        .map(|n| {
            // Most of the posts far from the first ones, as in a large forum.
            if let (3, Connection::Postgres(c)) = (n, &mut *conn) {
                diesel::sql_query("ALTER TABLE posts ALTER COLUMN id RESTART WITH 400000").execute(c).unwrap();
            }
            let body = if !(3..=1_197).contains(&n) { "We talk of the mash, and of krausen." } else { "We talk of the mash." };
            let id = post(conn, long, PostKind::Answer, author, body, 2 * DAY + n);
            search_index::put(conn, id, &Document { title: "", tags: "", body }).unwrap();
            id
        })
        .collect();
    let (hidden, liked) = (posts[1_199], posts[1_150]);
    post_store::set_hidden(conn, hidden, Some(Timestamp(3 * DAY))).unwrap();
    post_store::move_score(conn, liked, 40).unwrap();
    let found = page(conn, &everybody(), &parse_query("mash "), 0, 20).unwrap();
    let ids: Vec<PostId> = found.hits.iter().map(|hit| hit.post).collect();
    assert_eq!(ids[..3], [titled, liked, posts[1_198]], "a title, however old; what readers liked; then the newest");
    assert_eq!((found.hits.len(), found.count, found.is_cut), (20, MOST, true));
    assert!(!ids.contains(&hidden));
    // Of somebody with very many posts a filter is asked about the newest, which is said.
    let liked_most = page(conn, &everybody(), &parse_query("mash user:ada score:>30 "), 0, 20).unwrap();
    assert_eq!((liked_most.hits.iter().map(|hit| hit.post).collect::<Vec<_>>(), liked_most.chosen_from), (vec![liked], Some(1_000)));
    assert_eq!((page(conn, &everybody(), &parse_query("mash score:>30 "), 0, 20).unwrap().chosen_from, found.chosen_from), (None, None));
    let rare = page(conn, &everybody(), &parse_query("krausen "), 0, 20).unwrap();
    assert_eq!(rare.hits.iter().map(|hit| hit.post).collect::<Vec<_>>(), [posts[1_198], posts[2], posts[1], posts[0]], "however old");
    assert_eq!(page(conn, &everybody(), &parse_query("mash -talk "), 0, 20).unwrap().hits.len(), 1, "what is excluded from a body is excluded from its title");
}

#[test]
fn search_on_postgres() {
    whole_journey(&mut fresh_postgres());
}

fn fresh_postgres() -> Connection {
    let cluster = std::env::var("ACCOLADE_TEST_POSTGRES").expect("ACCOLADE_TEST_POSTGRES names the cluster to test on; tests/run starts one");
    let name = format!("search_{}_{}", std::process::id(), rand::random::<u32>());
    let mut admin = open(&Address::Postgres(format!("{cluster}/postgres")), Purpose::Write).unwrap();
    diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut admin).unwrap();
    let mut conn = open(&Address::Postgres(format!("{cluster}/{name}")), Purpose::Write).unwrap();
    migrate::run(&mut conn).unwrap();
    conn
}
