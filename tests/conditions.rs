//! Conditions at work: what is met and not yet awarded is awarded once, whatever order things came in; queries and decisions agree.

use crate::support::{Bare, Client, Forum, raw};
use accolade::actions::cast_vote::Direction;
use accolade::effects::{self, Rest};
use accolade::rules::badges::Badge;
use accolade::rules::conditions::{Condition, Deed, Facts, PostAsked, TopicOf, Wants};
use accolade::rules::events::Event;
use accolade::rules::ids::{EventId, MemberId, PostId, TopicId};
use accolade::rules::metrics::{Asked, Metric, Within};
use accolade::rules::own_words::OwnWords;
use accolade::rules::rulebook::{QUESTIONS_PRESET, Rulebook};
use accolade::rules::time::DAY;
use accolade::rules::vocabulary::{BadgeLevel, PostKind, Role};
use accolade::store::{Error, conditions, members};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The usual rules with some words changed, each of which stands there once.
fn rules(version: i64, changes: &[(&str, &str)]) -> String {
    let numbered = QUESTIONS_PRESET.replacen("version = 2", &format!("version = {version}"), 1);
    changes.iter().fold(numbered, |rules, (from, to)| {
        assert_eq!(rules.matches(from).count(), 1, "{from}");
        rules.replace(from, to)
    })
}

/// The usual rules and one more badge.
fn with_badge(when: &str, repeats: bool) -> String {
    format!("{QUESTIONS_PRESET}\n[[badges]]\nkey = \"probe\"\nlevel = \"gold\"\nglyph = \"star\"\nrepeats = {repeats}\nwhen = {when}\n")
}

/// The badge for a question with a score, as the usual rules have it.
fn nice_question(score: i64) -> String {
    format!("key = \"nice-question\"\nlevel = \"bronze\"\nglyph = \"question\"\nrepeats = true\nwhen = {{ post = {{ kind = \"opening\", score = {score} }} }}")
}

/// How often a member was awarded a badge.
fn awards(forum: &Bare, member: MemberId, badge: &str) -> usize {
    forum.rows(format!("SELECT id, 0 AS a, 0 AS b FROM awards WHERE member_id = {member} AND badge = '{badge}'")).len()
}

/// Looks at everybody again, until nothing is left.
fn reconsider_all(forum: &Bare) {
    let event = EventId(forum.rows("SELECT MAX(id) AS id, 0 AS a, 0 AS b FROM events")[0].0);
    for (member, ..) in forum.rows("SELECT id, 0 AS a, 0 AS b FROM members ORDER BY id") {
        while forum.act(move |tx| Ok(effects::reconsider(tx, event, MemberId(member))?)).unwrap() == Rest::More {}
    }
}

fn give(forum: &Bare, member: MemberId, points: i64) {
    forum
        .act(move |tx| {
            effects::emit(tx, Event::BountyWon { topic: TopicId(0), post: PostId(0), member, amount: points })?;
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_lowered_threshold_reaches_those_who_had_met_it_once() {
    let mut forum = Bare::under(&rules(2, &[]));
    let category = forum.category("brewing");
    let author = forum.member("author", Role::Member);
    let [a, b] = ["mod-a", "mod-b"].map(|handle| forum.member(handle, Role::Moderator));
    give(&forum, author, 60);
    let mut posts = Vec::new();
    for _ in 0..2 {
        let posted = forum.asks(author, category, "question", "").unwrap();
        forum.votes(a, posted.post, Direction::Up).unwrap();
        forum.votes(b, posted.post, Direction::Up).unwrap();
        posts.push(posted.post);
        forum.clock.advance(DAY);
    }
    for _ in 0..3 {
        forum.comments(author, posts[0]).unwrap();
        forum.clock.advance(60_000);
    }
    let held = |forum: &Bare| ["student", "commentator", "nice-question"].map(|badge| awards(forum, author, badge));
    let tier = |forum: &Bare| forum.db.read_now(|conn| members::tier(conn, author)).unwrap();
    assert_eq!((held(&forum), tier(&forum).as_str()), ([1, 0, 0], "contributor"));

    let (nice, nicer) = (nice_question(10), nice_question(2));
    let lowered = [
        ("when = { comments = 10 }", "when = { comments = 3 }"),
        (nice.as_str(), nicer.as_str()),
        ("needs = { reputation = 500, answers = 5 }", "needs = { reputation = 101, member_for_days = 30 }"),
    ];
    forum.publish(&rules(3, &lowered));
    assert_eq!(held(&forum), [1, 0, 0], "nothing happens by itself");
    reconsider_all(&forum);
    assert_eq!((held(&forum), tier(&forum).as_str()), ([1, 1, 2], "regular"));
    let told = |forum: &Bare| forum.rows(format!("SELECT id, 0 AS a, 0 AS b FROM notifications WHERE member_id = {author}")).len();
    let notifications = told(&forum);
    reconsider_all(&forum);
    assert_eq!((held(&forum), told(&forum)), ([1, 1, 2], notifications), "a second look brings nothing");
    forum.assert_clean("after the thresholds were lowered");

    forum.publish(&rules(4, &[("when = { comments = 10 }", "when = { comments = 50 }")]));
    reconsider_all(&forum);
    assert_eq!((held(&forum), tier(&forum).as_str()), ([1, 1, 2], "contributor"), "badges stay; a tier does not");
    forum.assert_clean("after they were raised");
}

#[test]
fn a_vote_beyond_the_number_brings_what_was_lowered_meanwhile() {
    let mut forum = Bare::under(&rules(2, &[]));
    let category = forum.category("brewing");
    let author = forum.member("author", Role::Member);
    let voters = ["mod-a", "mod-b", "mod-c"].map(|handle| forum.member(handle, Role::Moderator));
    let post = forum.asks(author, category, "question", "").unwrap().post;
    forum.votes(voters[0], post, Direction::Up).unwrap();
    forum.votes(voters[1], post, Direction::Up).unwrap();
    forum.publish(&rules(3, &[(&nice_question(10), &nice_question(2))]));
    forum.votes(voters[2], post, Direction::Up).unwrap();
    assert_eq!(awards(&forum, author, "nice-question"), 1);
}

#[test]
fn whichever_comes_last_brings_the_badge() {
    let forum = Bare::under(&with_badge(r#"{ post = { kind = "answer", score = 1 }, reputation = 100 }"#, true));
    let category = forum.category("brewing");
    let (author, moderator) = (forum.member("author", Role::Member), forum.member("mod-a", Role::Moderator));
    let topic = forum.asks(moderator, category, "question", "").unwrap().topic;
    let first = forum.answers(author, topic).unwrap();
    forum.votes(moderator, first, Direction::Up).unwrap();
    assert_eq!(awards(&forum, author, "probe"), 0, "the post is such, the points are missing");
    give(&forum, author, 200);
    assert_eq!(awards(&forum, author, "probe"), 1, "the points brought it, for the post");
    forum.clock.advance(DAY);
    let second = forum.answers(author, topic).unwrap();
    forum.votes(moderator, second, Direction::Up).unwrap();
    assert_eq!(awards(&forum, author, "probe"), 2, "and the next post at once");
    assert_eq!(forum.rows("SELECT post_id AS id, 0 AS a, 0 AS b FROM awards WHERE badge = 'probe' ORDER BY id"), [(first.0, 0, 0), (second.0, 0, 0)]);
    forum.assert_clean("after both ways");
}

#[test]
fn badges_and_tiers_that_others_ask_for_bring_them_at_once() {
    let chained = with_badge(r#"{ holds_badge = "student", tier = "contributor" }"#, false).replacen(
        "needs = { reputation = 100 }",
        r#"needs = { reputation = 15, holds_badge = "student" }"#,
        1,
    );
    let forum = Bare::under(&chained);
    let category = forum.category("brewing");
    let (author, moderator) = (forum.member("author", Role::Member), forum.member("mod-a", Role::Moderator));
    give(&forum, author, 5);
    let post = forum.asks(author, category, "question", "").unwrap().post;
    forum.votes(moderator, post, Direction::Up).unwrap();
    assert_eq!((awards(&forum, author, "student"), awards(&forum, author, "probe")), (1, 1));
    assert_eq!(forum.db.read_now(|conn| members::tier(conn, author)).unwrap(), "contributor");
    forum.assert_clean("after one vote brought three things");
}

#[test]
fn time_and_quick_answers_count() {
    let forum = Bare::under(&with_badge(r#"{ member_for_days = 31 }"#, false));
    let author = forum.member("author", Role::Member);
    reconsider_all(&forum);
    assert_eq!(awards(&forum, author, "probe"), 0);
    forum.clock.advance(DAY);
    reconsider_all(&forum);
    assert_eq!(awards(&forum, author, "probe"), 1);

    let forum = Bare::under(&with_badge(r#"{ post = { kind = "answer", within_minutes = 10, topic_of = "others", category = "brewing" } }"#, true));
    let (brewing, cellar) = (forum.category("brewing"), forum.category("cellar"));
    let (author, asker) = (forum.member("author", Role::Member), forum.member("asker", Role::Moderator));
    for (category, wait, expected) in [(brewing, 10 * 60_000, 1), (brewing, 11 * 60_000, 1), (cellar, 60_000, 1), (brewing, 60_000, 2)] {
        let topic = forum.asks(asker, category, "question", "").unwrap().topic;
        forum.clock.advance(wait);
        forum.answers(author, topic).unwrap();
        assert_eq!(awards(&forum, author, "probe"), expected, "{category} after {wait}");
        forum.clock.advance(DAY);
    }
}

#[test]
fn many_posts_are_awarded_in_several_goes() {
    let mut forum = Bare::under(&rules(2, &[]));
    let category = forum.category("brewing");
    let (author, moderator) = (forum.member("author", Role::Member), forum.member("mod-a", Role::Moderator));
    let topic = forum.asks(moderator, category, "question", "").unwrap().topic;
    forum.answers(author, topic).unwrap();
    let columns = "topic_id, kind, author_id, author_name, body_md, body_html, score, created_at";
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 700)";
    let posts = format!(
        "INSERT INTO posts ({columns}) {numbers} SELECT p.topic_id, p.kind, p.author_id, '', 'a', 'a', 5, p.created_at FROM n, posts p WHERE p.kind = 'answer'"
    );
    raw::run(&mut forum.connection(), &posts);
    forum.publish(&with_badge(r#"{ post = { kind = "answer", score = 5 } }"#, true).replacen("version = 2", "version = 3", 1));
    let event = EventId(forum.rows("SELECT MAX(id) AS id, 0 AS a, 0 AS b FROM events")[0].0);
    let look = |forum: &Bare| forum.act(move |tx| Ok(effects::reconsider(tx, event, author)?)).unwrap();
    // One of the five hundred is a “teacher”.
    assert_eq!((look(&forum), awards(&forum, author, "probe"), awards(&forum, author, "teacher")), (Rest::More, 499, 1));
    assert_eq!((look(&forum), awards(&forum, author, "probe")), (Rest::Nothing, 700));
    assert_eq!((look(&forum), awards(&forum, author, "probe")), (Rest::Nothing, 700));
}

/// Two dozen members with numbers, posts, votes and awards of all kinds.
fn crowd(forum: &Bare) -> Vec<MemberId> {
    let categories = [forum.category("brewing"), forum.category("cellar")];
    let crowd: Vec<MemberId> = (0..24).map(|n| forum.member(&format!("member-{n}"), Role::Moderator)).collect();
    let mut posts = Vec::new();
    for (n, member) in crowd.iter().enumerate().take(8) {
        let posted = forum.asks(*member, categories[n % 2], if n % 3 == 0 { "discussion" } else { "question" }, ["", "yeast", "mash"][n % 3]).unwrap();
        posts.push(posted.post);
        forum.clock.advance((n as i64) * DAY / 2 + 60_000);
        for other in 1..4 {
            posts.push(forum.answers(crowd[(n + other * 5) % 24], posted.topic).unwrap());
            forum.clock.advance((other as i64) * 7 * 60_000);
        }
    }
    for (n, voter) in crowd.iter().enumerate() {
        for (m, post) in posts.iter().enumerate().filter(|(m, _)| (n * 7 + m) % 5 == 0) {
            // One's own posts and votes beyond the day's limit are refused.
            drop(forum.votes(*voter, *post, if (n + m) % 4 == 0 { Direction::Down } else { Direction::Up }));
        }
    }
    let all = crowd.clone();
    forum
        .act(move |tx| {
            for (n, member) in (0_i64..).zip(&all) {
                for (metric, by) in [
                    (Metric::Questions, n % 4),
                    (Metric::Answers, n % 7),
                    (Metric::AcceptedAnswers, n % 3),
                    (Metric::Comments, n % 5),
                    (Metric::UpheldFlags, n % 6),
                    (Metric::Faults, n % 2),
                ] {
                    members::count(tx.conn, *member, metric, by)?;
                }
                effects::emit(tx, Event::BountyWon { topic: TopicId(0), post: PostId(0), member: *member, amount: 7 * n })?;
            }
            Ok(())
        })
        .unwrap();
    raw::run(&mut forum.connection(), &format!("UPDATE members SET created_at = created_at - id % 5 * {DAY}"));
    crowd
}

fn leaf() -> impl Strategy<Value = Condition> {
    let metric =
        || prop::sample::select(&[Metric::Reputation, Metric::Questions, Metric::Answers, Metric::AcceptedAnswers, Metric::Comments, Metric::Faults][..]);
    let post = (
        prop::option::of(prop::sample::select(PostKind::ALL)),
        prop::option::of(-1..4_i64),
        prop::option::of(prop::sample::select(TopicOf::ALL)),
        prop::option::of(1..3_i64),
        prop::option::of(0..60_i64),
        prop::option::of(prop::sample::select(&["brewing", "cellar"][..])),
        prop::option::of(prop::sample::select(&["yeast", "mash"][..])),
    )
        .prop_map(|(kind, score, topic_of, late_by_days, within_minutes, category, tag)| {
            let (category, tag) = (category.map(str::to_owned), tag.map(str::to_owned));
            Condition::Post(PostAsked { kind, score, views: None, topic_of, late_by_days, within_minutes, category, tag })
        });
    prop_oneof![
        4 => (metric(), 0..8_i64).prop_map(|(metric, n)| Condition::Metric { asked: Asked::ever(metric), at_least: if metric == Metric::Reputation { n * 20 } else { n } }),
        1 => (metric(), 0..3_i64).prop_map(|(metric, at_least)| Condition::Metric { asked: Asked { metric, within: Within::Tag("yeast".into()), days: Some(9) }, at_least }),
        2 => (metric(), metric(), -2..4_i64, 0..20_i64).prop_map(|(a, b, weight, at_least)| Condition::Sum { weights: [(Asked::ever(a), 2), (Asked::ever(b), weight)].into(), at_least }),
        2 => prop::sample::select(&[0.3, 0.5, 0.6, 0.7, 0.8][..]).prop_map(Condition::Quality),
        3 => post,
        2 => prop::sample::select(Deed::ALL).prop_map(Condition::Did),
        1 => prop::sample::select(&["student", "teacher", "supporter", "critic"][..]).prop_map(|badge| Condition::HoldsBadge(badge.into())),
        1 => prop::sample::select(&["newcomer", "member", "contributor", "champion"][..]).prop_map(|tier| Condition::Tier(tier.into())),
        1 => (29..36_i64).prop_map(|days| Condition::MemberFor { days }),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    leaf().prop_recursive(3, 12, 4, |inner| {
        let some = prop::collection::vec(inner, 1..4);
        prop_oneof![
            some.clone().prop_map(Condition::All),
            some.clone().prop_map(Condition::Any),
            some.clone().prop_map(Condition::NoneOf),
            (some, any::<prop::sample::Index>()).prop_map(|(of, least)| Condition::Several { least: least.index(of.len()) + 1, of }),
        ]
    })
}

#[test]
fn the_query_and_the_decision_agree() {
    let forum = Bare::open();
    let crowd = crowd(&forum);
    let book = Rulebook::parse(QUESTIONS_PRESET).unwrap();
    let now = forum.clock.now();
    let posts: Vec<(i64, i64, i64)> = forum.rows("SELECT id, topic_id AS a, author_id AS b FROM posts ORDER BY id");
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]));
    runner
        .run(&(condition(), any::<bool>()), |(when, repeats)| {
            let badge = Badge { key: "probe".into(), level: BadgeLevel::Gold, glyph: "star".into(), repeats, when, words: OwnWords::default() };
            let (found, met) = forum
                .db
                .read_now(|conn| {
                    let mut found = conditions::candidates(conn, &badge, &book, now, MemberId(0), 1_000)?;
                    // By pages it is the same.
                    let (mut paged, mut after) = (Vec::new(), MemberId(0));
                    loop {
                        let page = conditions::candidates(conn, &badge, &book, now, after, 7)?.members;
                        let Some(last) = page.last().copied() else { break };
                        after = last;
                        paged.extend(page);
                    }
                    assert_eq!(paged, found.members);
                    found.members.retain(|member| crowd.contains(member));
                    let wants = Wants::of([&badge.when]);
                    let mut met = Vec::new();
                    for member in &crowd {
                        let mut facts = conditions::facts(conn, *member, &wants, &book, now)?;
                        let own: Vec<(TopicId, PostId)> =
                            posts.iter().filter(|(_, _, author)| *author == member.0).map(|(id, topic, _)| (TopicId(*topic), PostId(*id))).collect();
                        let without = badge.when.met(&facts);
                        let mut some = without;
                        let offered = conditions::posts_of(conn, *member, &badge, PostId(0), 1_000)?;
                        for (topic, post, known) in conditions::posts(conn, &own, &wants)? {
                            facts.post = Some(known);
                            if badge.when.met(&facts) {
                                assert!(without || offered.contains(&(topic, post)), "{post} is not offered for {:?}", badge.when);
                                some = true;
                            }
                        }
                        met.extend(some.then_some(*member));
                    }
                    Ok::<_, Error>((found, met))
                })
                .unwrap();
            let left_out: Vec<&MemberId> = met.iter().filter(|member| !found.members.contains(member)).collect();
            prop_assert!(left_out.is_empty(), "the query leaves out {left_out:?} for {:?}", badge.when);
            prop_assert!(!found.exact || found.members == met, "the query finds {:?}, the decision {met:?} for {:?}", found.members, badge.when);
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_is_known_of_nobody_is_nothing() {
    let facts = Facts::default();
    assert!(!Condition::HoldsBadge("student".into()).met(&facts) && Condition::default().met(&facts));
}

/// A forum whose operator has rules of their own.
fn forum_under(rules: &str) -> Forum {
    let path = std::env::temp_dir().join(format!("accolade-rules-{}-{:p}.toml", std::process::id(), rules));
    std::fs::write(&path, rules).unwrap();
    let forum = Forum::spawn_with(|config| config.rulebook = path.clone());
    std::fs::remove_file(&path).unwrap();
    forum
}

fn text(client: &Client, path: &str, selector: &str) -> String {
    client.get(path).words(selector).join(" | ")
}

#[test]
fn privileges_and_tiers_may_ask_for_more_than_points() {
    let own = rules(
        3,
        &[
            ("vote_down         = { reputation = 125 }", r#"vote_down = { reputation = 15, answers = 2 }"#),
            ("see_deleted       = { reputation = 10000 }", r#"see_deleted = { any = [{ tier = "expert" }, { holds_badge = "teacher" }] }"#),
            ("needs = { reputation = 500, answers = 5 }", "needs = { sum = { answers = 1, accepted_answers = 3 }, at_least = 4 }"),
        ],
    );
    let forum = forum_under(&own);
    let category = forum.category("brewing");
    let member = forum.member("ada");
    forum.give_points(member, 400);
    forum.member_as("hanna", Role::Moderator);
    let (ada, hanna) = (forum.signed_in("ada"), forum.signed_in("hanna"));
    let body = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";
    let topic = forum.ask(&hanna, category, "Why does my wort stop at 1.020?", body);
    let opening = forum.app.db.read_now(|conn| accolade::store::topics::find(conn, TopicId(topic))).unwrap().unwrap().opening_post.unwrap();
    let down = |client: &Client| client.post(&format!("/posts/{opening}/vote"), &[("vote", "down")]);

    let refused = down(&ada);
    assert_eq!(refused.status, 403, "{}", refused.body);
    assert!(refused.body.contains("To vote down you still need: 0 of 2 answers."), "{}", refused.body);
    assert!(text(&ada, "/privileges", "#vote_down").contains("15 points, 2 answers"));
    assert!(text(&ada, "/privileges", "#vote_down").contains("0 of 2 answers"));
    assert!(text(&ada, "/privileges", "#see_deleted").contains("one of these: the tier “Expert” or a higher one; the badge “Teacher”"));
    assert!(
        text(&ada, "/tiers", ".ladder").contains("4 in all from answers + 3 × accepted answers")
            || text(&ada, "/tiers", ".ladder").contains("4 in all from answers + accepted answers × 3")
    );
    assert!(text(&ada, "/statement", ".balance-card").contains("(so far 0 of 4)"));

    for _ in 0..2 {
        forum.answer(&ada, topic, &format!("{body} {}", forum.clock.now().0));
    }
    assert!(matches!(down(&ada).status, 200 | 303), "{}", down(&ada).body);
    assert!(text(&ada, "/statement", ".balance-card").contains("(so far 2 of 4)"));
    for language in ["zh-Hans", "zh-Hant"] {
        let set = ada.post("/language", &[("lang", language), ("next", "/privileges")]);
        assert_eq!(set.status, 303, "{}", set.body);
        let said = text(&ada, "/privileges", "#see_deleted");
        assert!(said.contains('；') && !said.contains("condition-") && !said.contains("one of"), "{said}");
    }
    for page in ["/badges", "/tiers", "/privileges", "/members/ada", "/statement"] {
        assert!(!ada.get(page).body.contains("condition-"), "{page} shows a key");
    }
    forum.assert_clean("under rules of its own");
}
