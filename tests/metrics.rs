//! What is counted of members: everywhere, in a category, with a tag, within the last days; inside an action and after it; and in a forum that comes
//! from a version that counted less.

use crate::support::Bare;
use crate::support::acts::{self, BODY, REASON, TITLE};
use crate::support::databases::is_postgres;
use crate::support::raw;
use accolade::actions::ask_question::Posted;
use accolade::actions::cast_vote::Direction;
use accolade::actions::delete_post::{delete_post, restore_post};
use accolade::actions::edit_post::EditForm;
use accolade::actions::moderation::manage_topic::{Order, manage_topic};
use accolade::actions::post_comment::delete_comment;
use accolade::check::fill_metrics;
use accolade::config::Config;
use accolade::effects;
use accolade::rules::ids::{CategoryId, MemberId, PostId};
use accolade::rules::metrics::{Asked, Metric, Within};
use accolade::rules::rulebook::QUESTIONS_PRESET;
use accolade::rules::time::{DAY, HOUR};
use accolade::rules::vocabulary::{Language, Role};
use accolade::store::connection::Address;
use accolade::store::metrics;
use accolade::ui::words::Words;
use std::collections::BTreeSet;

/// A moderator who made the tags, two members, and a category of each kind.
struct Scene {
    f: Bare,
    brewing: i64,
    cellar: i64,
    mo: MemberId,
    ada: MemberId,
    ben: MemberId,
}

fn scene() -> Scene {
    // Nobody waits, and everybody may comment.
    let changes = [
        ("comment_anywhere  = { reputation = 50 }", "comment_anywhere  = { reputation = 1 }"),
        ("seconds_between_posts = 5", "seconds_between_posts = 0"),
        ("seconds_between_posts = 30", "seconds_between_posts = 0"),
    ];
    let f = Bare::under(&changes.iter().fold(QUESTIONS_PRESET.to_owned(), |rules, (from, to)| rules.replace(from, to)));
    let (brewing, cellar) = (f.category("brewing"), f.category("cellar"));
    let mo = f.member("mo", Role::Moderator);
    let [ada, ben] = ["ada", "ben"].map(|handle| f.member(handle, Role::Member));
    f.asks(mo, brewing, "discussion", "yeast, mash").unwrap();
    Scene { f, brewing, cellar, mo, ada, ben }
}

impl Scene {
    /// A metric of a member; within `brewing`, `#yeast` or everywhere (empty), in the last days or ever (0).
    fn number(&self, member: MemberId, metric: Metric, within: &str, days: i64) -> i64 {
        let within = match within.strip_prefix('#') {
            Some(tag) => Within::Tag(tag.into()),
            None if within.is_empty() => Within::Everywhere,
            None => Within::Category(within.into()),
        };
        let asked = Asked { metric, within, days: Some(days).filter(|days| *days > 0) };
        let today = self.f.clock.now().day();
        let found = self.f.db.read_now(|conn| metrics::numbers(conn, member, &BTreeSet::from([asked.clone()]), today)).unwrap();
        found[&asked]
    }

    fn numbers(&self, member: MemberId, all: &[(Metric, &str, i64)]) -> Vec<i64> {
        all.iter().map(|(metric, within, days)| self.number(member, *metric, within, *days)).collect()
    }

    /// Ada asks, Ben answers, and a moderator finds both good.
    fn solved(&self, tags: &'static str) -> (Posted, PostId) {
        let asked = self.f.asks(self.ada, self.brewing, "question", tags).unwrap();
        let answer = self.f.answers(self.ben, asked.topic).unwrap();
        self.f.votes(self.mo, asked.post, Direction::Up).unwrap();
        self.f.votes(self.mo, answer, Direction::Up).unwrap();
        self.f.accepts(self.ada, answer).unwrap();
        (asked, answer)
    }
}

#[test]
fn what_is_asked_is_answered() {
    let s = scene();
    s.solved("yeast");
    s.f.clock.advance(10 * DAY);
    s.solved("mash");
    let of_ben = [
        (Metric::Answers, "", 0),
        (Metric::Answers, "brewing", 0),
        (Metric::Answers, "cellar", 0),
        (Metric::Answers, "#yeast", 0),
        (Metric::Answers, "#nowhere", 0),
        (Metric::Answers, "#yeast", 10),
        (Metric::Answers, "#yeast", 11),
        (Metric::Answers, "", 1),
        (Metric::AcceptedAnswers, "#mash", 10),
        (Metric::AnswerScore, "#yeast", 0),
        (Metric::UpvotesReceived, "brewing", 0),
        (Metric::FastAnswers, "", 0),
        (Metric::FirstAnswers, "", 0),
        (Metric::AnswersScored, "", 0),
        (Metric::DaysContributed, "", 0),
        (Metric::DaysContributed, "", 10),
        (Metric::Contributions, "", 0),
    ];
    assert_eq!(s.numbers(s.ben, &of_ben), [2, 2, 0, 1, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 1, 2]);
    let of_ada = [(Metric::SolvedQuestions, "", 0), (Metric::AnswersReceived, "", 0), (Metric::TopicUpvotesReceived, "", 0), (Metric::Questions, "#yeast", 0)];
    assert_eq!(s.numbers(s.ada, &of_ada), [2, 2, 2, 1]);
    // All at once, as a condition asks: points of the last days, and badges, among them.
    let reputation = s.f.reputation(s.ben);
    assert!(s.number(s.ben, Metric::Reputation, "", 5) < reputation);
    assert_eq!(s.number(s.ben, Metric::Reputation, "", 100), reputation);
    let all: BTreeSet<Asked> = Metric::ALL.iter().map(|metric| Asked::ever(*metric)).collect();
    let today = s.f.clock.now().day();
    let found = s.f.db.read_now(|conn| metrics::numbers(conn, s.ben, &all, today)).unwrap();
    assert_eq!(found.len(), Metric::ALL.len());
    let levels = [Metric::Bronze, Metric::Silver, Metric::Gold].map(|level| found[&Asked::ever(level)]);
    assert!(found[&Asked::ever(Metric::Badges)] > 0);
    assert_eq!(found[&Asked::ever(Metric::Badges)], levels.iter().sum::<i64>());
    s.f.db.read_now(|conn| metrics::numbers(conn, MemberId(999), &all, today)).expect_err("there is no such member");
    // Everybody who has so much, page by page.
    let least = |metric, within: Within, days, least, after: MemberId, limit| {
        let asked = Asked { metric, within, days };
        s.f.db.read_now(|conn| metrics::at_least(conn, &asked, least, today, after, limit)).unwrap()
    };
    assert_eq!(least(Metric::Answers, Within::Tag("mash".into()), Some(1), 1, MemberId(0), 9), [s.ben]);
    assert_eq!(least(Metric::Contributions, Within::Everywhere, None, 1, MemberId(0), 9), [s.mo, s.ada, s.ben]);
    assert_eq!(least(Metric::Contributions, Within::Everywhere, None, 1, s.mo, 1), [s.ada]);
    assert_eq!(least(Metric::Answers, Within::Tag("nowhere".into()), None, 1, MemberId(0), 9), []);
    s.f.assert_clean("after all that");
}

#[test]
fn a_topic_takes_with_it_what_was_done_in_it() {
    let s = scene();
    let (asked, answer) = s.solved("yeast");
    s.f.clock.advance(2 * DAY);
    let in_places = |of: MemberId, metric| ["brewing", "cellar", "#yeast", "#mash"].map(|place| s.number(of, metric, place, 0));
    let (mo, topic, cellar) = (s.mo, asked.topic, s.cellar);
    s.f.act(move |tx| manage_topic(tx, mo, topic, &Order::Move { category: CategoryId(cellar) }, REASON)).unwrap();
    for metric in [Metric::Answers, Metric::AcceptedAnswers, Metric::AnswerScore] {
        assert_eq!(in_places(s.ben, metric), [0, 1, 1, 0], "{metric}");
    }
    assert_eq!(s.number(s.ben, Metric::AcceptedAnswers, "cellar", 3), 1, "on the day on which it was accepted");
    assert_eq!(s.number(s.ben, Metric::AcceptedAnswers, "cellar", 2), 0);
    let form = EditForm { revision: 1, title: TITLE.into(), tags: "mash".into(), body: format!("{BODY} Or the mash?"), note: String::new() };
    let (ada, opening) = (s.ada, asked.post);
    s.f.act(move |tx| acts::edit(tx, ada, opening, &form)).unwrap();
    assert_eq!(in_places(s.ben, Metric::Answers), [0, 1, 0, 1]);
    assert_eq!(in_places(s.ada, Metric::Questions), [0, 1, 0, 1]);
    // What is deleted counts nowhere, and comes back to where the topic is then.
    s.f.unaccepts(s.ada, answer).unwrap();
    s.f.act(move |tx| delete_post(tx, mo, answer, REASON)).unwrap();
    s.f.act(move |tx| manage_topic(tx, mo, topic, &Order::Retag { tags: "yeast".into() }, REASON)).unwrap();
    assert_eq!(in_places(s.ben, Metric::Answers), [0; 4]);
    assert_eq!(s.numbers(s.ben, &[(Metric::UpvotesReceived, "", 0), (Metric::AnswersScored, "", 0)]), [0, 0]);
    s.f.assert_clean("while it is deleted");
    s.f.act(move |tx| restore_post(tx, mo, answer, REASON)).unwrap();
    assert_eq!(in_places(s.ben, Metric::Answers), [0, 1, 1, 0]);
    assert_eq!(in_places(s.ben, Metric::AcceptedAnswers), [0; 4]);
    assert_eq!(s.numbers(s.ben, &[(Metric::UpvotesReceived, "cellar", 0), (Metric::UpvotesReceived, "", 3), (Metric::UpvotesReceived, "", 2)]), [1, 1, 0]);
    assert_eq!(s.number(s.mo, Metric::TopicsManaged, "", 0), 2);
    s.f.assert_clean("when it is back");
}

#[test]
fn an_action_sees_what_it_has_counted() {
    let s = scene();
    let (asked, answer) = s.solved("yeast");
    let comment = s.f.comments(s.ben, asked.post).unwrap();
    assert_eq!(s.numbers(s.ada, &[(Metric::CommentsReceived, "", 0)]), [1]);
    let (mo, ben) = (s.mo, s.ben);
    let asked: BTreeSet<Asked> = [(Metric::Answers, None), (Metric::Answers, Some(1)), (Metric::UpvotesReceived, None), (Metric::Comments, Some(3))]
        .into_iter()
        .flat_map(|(metric, days)| [Within::Everywhere, Within::Category("brewing".into())].map(|within| Asked { metric, within, days }))
        .collect();
    let (inside, written) =
        s.f.act(move |tx| {
            delete_comment(tx, ben, comment, "")?;
            delete_post(tx, mo, answer, REASON)?;
            effects::settle(tx)?;
            let inside = tx.numbers(ben, &asked)?;
            tx.write_sums()?;
            let today = tx.now.day();
            Ok((inside, metrics::numbers(tx.conn, ben, &asked, today)?))
        })
        .unwrap();
    assert_eq!(inside, written);
    assert!(inside.values().all(|value| *value == 0), "{inside:?}");
    assert_eq!(s.numbers(s.ada, &[(Metric::CommentsReceived, "", 0), (Metric::AnswersReceived, "", 0)]), [0, 0]);
    s.f.assert_clean("after the action");
}

#[test]
fn votes_count_where_the_topic_is_while_it_is_moved() {
    let s = scene();
    let asked = s.f.asks(s.ada, s.brewing, "question", "yeast").unwrap();
    let answers: Vec<PostId> = (0..3).map(|_| s.f.answers(s.ben, asked.topic).unwrap()).collect();
    let voters: Vec<MemberId> = ["cem", "dora", "eli"].iter().map(|handle| s.f.member(handle, Role::Moderator)).collect();
    let (mo, topic, places) = (s.mo, asked.topic, [s.cellar, s.brewing].map(CategoryId));
    std::thread::scope(|threads| {
        for voter in &voters {
            threads.spawn(|| {
                for _ in 0..6 {
                    for answer in &answers {
                        s.f.votes(*voter, *answer, Direction::Up).unwrap();
                    }
                    for answer in &answers[1..] {
                        s.f.retracts(*voter, *answer).unwrap();
                    }
                }
            });
        }
        threads.spawn(|| {
            for category in places.into_iter().cycle().take(15) {
                s.f.act(move |tx| manage_topic(tx, mo, topic, &Order::Move { category }, REASON)).unwrap();
            }
        });
    });
    s.f.assert_clean("when all have voted");
    assert_eq!(s.numbers(s.ben, &[(Metric::AnswerScore, "cellar", 0), (Metric::AnswerScore, "brewing", 0), (Metric::AnswersScored, "", 0)]), [3, 0, 1]);
}

/// All rows of metrics that are not 0.
fn rows(f: &Bare) -> Vec<Vec<(i64, i64, i64)>> {
    let place = "scope * 1000000 + scope_id";
    vec![
        f.rows(format!("SELECT member_id * 100 + metric AS id, {place} AS a, value AS b FROM member_metrics WHERE value <> 0 ORDER BY 1, 2")),
        f.rows(format!(
            "SELECT member_id * 100 + metric AS id, {place} + day * 10000000 AS a, value AS b FROM member_metric_days WHERE value <> 0 ORDER BY 1, 2"
        )),
    ]
}

#[test]
fn a_forum_of_the_version_before_is_counted_when_it_opens() {
    let s = scene();
    let (asked, _) = s.solved("yeast, mash");
    s.f.comments(s.ben, asked.post).unwrap();
    s.f.clock.advance(HOUR);
    s.f.flags(s.ben, asked.post, "off_topic").unwrap();
    let before = rows(&s.f);
    assert!(before.iter().all(|rows| rows.len() > 10), "{before:?}");
    assert_eq!(fill_metrics(&s.f.db).unwrap(), 0, "nothing is to be done twice");
    // As it was before the tables were there.
    let down = if is_postgres() {
        include_str!("../migrations/postgres/2026-11-28-050000_metrics/down.sql")
    } else {
        include_str!("../migrations/sqlite/2026-11-28-050000_metrics/down.sql")
    };
    raw::run(&mut s.f.connection(), &format!("{down} DELETE FROM __diesel_schema_migrations WHERE version = '20261128050000';"));
    let database_url = match s.f.db.address() {
        Address::Sqlite(path) => format!("sqlite:{}", path.display()),
        Address::Postgres(url) => url.clone(),
    };
    let config = Config { database_url, database_connections: 1, ..Config::default() };
    let db = accolade::app::open_database(&config, &s.f.clock).unwrap();
    assert_eq!(rows(&s.f), before);
    let report = accolade::check::check(&db, 20, &accolade::check::silently()).unwrap();
    assert!(report.is_clean(), "{report}");
    // One that counts by another table counts again, as does one where a node of the version before has written meanwhile.
    raw::run(
        &mut s.f.connection(),
        "UPDATE settings SET value = 'another' WHERE name = 'metrics'; UPDATE member_metrics SET value = value + 3 WHERE value <> 0;",
    );
    assert!(fill_metrics(&db).unwrap() > 10);
    assert_eq!(rows(&s.f), before);
}

#[test]
fn every_metric_has_a_name_in_every_language() {
    for language in Language::ALL {
        let words = Words::of(*language);
        for metric in Metric::ALL {
            assert!(words.has(&format!("metric-{}", metric.key())), "{language}: metric-{}", metric.key());
        }
    }
}
