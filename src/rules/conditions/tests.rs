//! The language of conditions: what is read, what is refused, what is met.

use super::*;
use crate::rules::rulebook::{QUESTIONS_PRESET, Rulebook};
use proptest::prelude::*;

/// The preset as the version before wrote it.
const BEFORE: &str = include_str!("../../../tests/golden/rulebook-before.toml");

#[derive(Debug, serde::Deserialize, serde::Serialize)]
struct Holding {
    when: Condition,
}

fn read(condition: &str) -> Condition {
    toml::from_str::<Holding>(&format!("when = {condition}")).unwrap_or_else(|e| panic!("{condition}: {e}")).when
}

fn refused(condition: &str) -> String {
    toml::from_str::<Holding>(&format!("when = {condition}")).unwrap_err().message().to_owned()
}

fn metric(metric: Metric, at_least: i64) -> Condition {
    Condition::Metric { asked: Asked::ever(metric), at_least }
}

fn facts(numbers: &[(Metric, i64)]) -> Facts {
    Facts::of_numbers(numbers.iter().copied())
}

#[test]
fn the_rulebook_of_the_version_before_says_the_same() {
    let (before, now) = (Rulebook::parse(BEFORE).unwrap(), Rulebook::parse(QUESTIONS_PRESET).unwrap());
    assert!(BEFORE.contains("post_score = {") && !QUESTIONS_PRESET.contains("post_score"));
    assert_eq!(before, now);
}

#[test]
fn a_table_asks_for_all_that_stands_in_it() {
    assert_eq!(read("{}"), Condition::default());
    assert_eq!(read("{ reputation = 0, quality = 0.0 }"), Condition::default());
    assert_eq!(read("{ answers = 10 }"), metric(Metric::Answers, 10));
    let all = Condition::All(vec![metric(Metric::Reputation, 500), metric(Metric::Answers, 5), Condition::MemberFor { days: 30 }, Condition::Quality(0.9)]);
    assert_eq!(read("{ quality = 0.9, answers = 5, member_for_days = 30, reputation = 500 }"), all);
    let asked = Asked { metric: Metric::Answers, within: Within::Category("support".into()), days: Some(30) };
    let here = Condition::Metric { asked, at_least: 10 };
    assert_eq!(read(r#"{ metric = "answers", at_least = 10, category = "support", within_days = 30 }"#), here);
    assert_eq!(read(r#"{ answers = 10, category = "support", within_days = 30 }"#), here);
}

#[test]
fn groups_sums_and_posts_are_read() {
    assert_eq!(
        read(r#"{ of = [{ answers = 5 }, { tier = "regular" }, { holds_badge = "student" }], at_least = 2 }"#),
        Condition::Several { least: 2, of: vec![metric(Metric::Answers, 5), Condition::Tier("regular".into()), Condition::HoldsBadge("student".into())] }
    );
    let weights = [(Asked::ever(Metric::Answers), 1), (Asked::ever(Metric::AcceptedAnswers), 3)].into();
    assert_eq!(read("{ sum = { answers = 1, accepted_answers = 3 }, at_least = 100 }"), Condition::Sum { weights, at_least: 100 });
    assert_eq!(
        read(r#"{ post = { kind = "answer", score = 5, late_by_days = 60, topic_of = "others", tag = "c++" } }"#),
        Condition::Post(PostAsked {
            kind: Some(PostKind::Answer),
            score: Some(5),
            late_by_days: Some(60),
            topic_of: Some(TopicOf::Others),
            tag: Some("c++".into()),
            ..PostAsked::default()
        })
    );
    assert_eq!(read("{ any = [{ answers = 5 }, { none = [{ faults = 1 }] }] }").parts().len(), 1);
}

#[test]
fn mistakes_are_named() {
    let cases = [
        ("{ anwsers = 5 }", "did you mean “answers”?"),
        (r#"{ metric = "acepted_answers", at_least = 5 }"#, "did you mean “accepted_answers”?"),
        (r#"{ metric = "answers" }"#, "Write at_least"),
        ("{ sum = { anwsers = 1 }, at_least = 5 }", "did you mean “answers”?"),
        ("{ sum = { answers = 1 } }", "needs “at_least”"),
        ("{ sum = { answers = 0 }, at_least = 5 }", "weight 0"),
        ("{ al = [{ answers = 5 }] }", "did you mean “all”?"),
        ("{ any = [] }", "no conditions"),
        ("{ any = { answers = 5 } }", "list of conditions"),
        ("{ of = [{ answers = 5 }], at_least = 2 }", "from 1 to 1"),
        ("{ answers = 5, at_least = 2 }", "belongs to one"),
        (r#"{ quality = 0.9, category = "a" }"#, "belong to a metric"),
        (r#"{ answers = 5, category = "a", tag = "b" }"#, "not both"),
        ("{ answers = 5, within_days = 0 }", "from 1 to 3660"),
        (r#"{ answers = "many" }"#, "whole number, not “many”"),
        ("{ answers = { at_least = 5 } }", "is a number"),
        (r#"{ did = "voted" }"#, "voted_up or voted_down"),
        (r#"{ post = { kind = "anwser" } }"#, "did you mean “answer”?"),
        ("{ post = { scores = 5 } }", "did you mean “score”?"),
        ("{ post = {} }", "asks for nothing"),
        ("{ quality = 2 }", "share from 0 to 1"),
        ("{ holds_badge = 5 }", "in quotation marks"),
        ("{ holds_badge = \"a\u{202E}b\" }", "“holds_badge”"),
        ("5", "a table"),
        (r#"{ post_score = { of = "answer" } }"#, "needs “at_least”"),
        (r#"{ post_score = { of = "answer", at_least = 5, own_topics_only = true, others_topics_only = true } }"#, "leave"),
        ("{ votes_given = { value = 2 } }", "1 or -1"),
        ("{ edited_a_post = { times = 2 } }", "“times”"),
    ];
    for (condition, expected) in cases {
        let said = refused(condition);
        assert!(said.contains(expected), "{condition}: {said}");
    }
    let deep = format!("{}{{ answers = 1 }}{}", "{ any = [".repeat(8), "] }".repeat(8));
    assert!(refused(&deep).contains("deep"));
    let many = format!("{{ any = [{}] }}", vec!["{ answers = 1 }"; 61].join(", "));
    assert!(refused(&many).contains("60"));
}

#[test]
fn a_rulebook_names_line_holder_and_nearest() {
    let broken = |from: &str, to: &str| {
        assert!(QUESTIONS_PRESET.contains(from), "{from}");
        Rulebook::parse(&QUESTIONS_PRESET.replacen(from, to, 1)).unwrap_err().0
    };
    let line = QUESTIONS_PRESET.lines().position(|line| line == "when = { comments = 10 }").unwrap() + 1;
    let key = QUESTIONS_PRESET.lines().position(|line| line == r#"key = "commentator""#).unwrap() + 1;
    assert_eq!(broken("{ comments = 10 }", "{ coments = 10 }"), format!("line {line}: “coments” is no metric and no condition: did you mean “comments”?"));
    assert_eq!(
        broken("{ comments = 10 }", r#"{ holds_badge = "studnet" }"#),
        format!("line {key}: The badge “commentator” asks for the badge “studnet”, which the rulebook does not have: did you mean “student”?")
    );
    assert!(broken("{ comments = 10 }", "{ faults = 10 }").contains("The badge “commentator” counts faults"));
    assert!(broken("{ comments = 10 }", "{}").contains("waits for nothing"));
    assert!(broken("needs = { reputation = 15 }", r#"needs = { post = { score = 5 } }"#).contains("only a badge can"));
    assert!(broken("needs = { reputation = 15 }", r#"needs = { tier = "expert" }"#).contains("leave that out"));
    assert!(broken("vote_up           = { reputation = 15 }", r#"vote_up = { tier = "exprt" }"#).contains("did you mean “expert”?"));
}

#[test]
fn what_asks_for_itself_in_a_circle_is_refused() {
    let circle = QUESTIONS_PRESET.replacen("{ comments = 10 }", r#"{ holds_badge = "student" }"#, 1).replacen(
        r#"when = { post = { kind = "opening", score = 1 } }"#,
        r#"when = { any = [{ answers = 5 }, { tier = "expert" }] }"#,
        1,
    );
    assert!(Rulebook::parse(&circle).is_ok());
    let circle = circle.replacen("needs = { reputation = 100 }", r#"needs = { reputation = 100, holds_badge = "commentator" }"#, 1);
    let said = Rulebook::parse(&circle).unwrap_err().0;
    assert!(said.contains("the badge “commentator” asks for the badge “student” asks for the tier “expert”"), "{said}");
}

#[test]
fn groups_are_met_by_so_many() {
    let several = read("{ of = [{ answers = 5 }, { questions = 5 }, { comments = 5 }], at_least = 2 }");
    assert!(!several.met(&facts(&[(Metric::Answers, 9)])));
    assert!(several.met(&facts(&[(Metric::Answers, 5), (Metric::Comments, 5)])));
    let none = read("{ answers = 5, none = [{ faults = 1 }] }");
    assert!(none.met(&facts(&[(Metric::Answers, 5)])));
    assert!(!none.met(&facts(&[(Metric::Answers, 5), (Metric::Faults, 1)])));
    let sum = read("{ sum = { answers = 1, accepted_answers = 3 }, at_least = 10 }");
    assert!(sum.met(&facts(&[(Metric::Answers, 4), (Metric::AcceptedAnswers, 2)])));
    assert!(!sum.met(&facts(&[(Metric::Answers, 3), (Metric::AcceptedAnswers, 2)])));
}

#[test]
fn a_late_answer_counts_only_when_late() {
    let late = read(r#"{ post = { kind = "answer", score = 5, late_by_days = 60 } }"#);
    let post = PostFacts {
        kind: PostKind::Answer,
        score: 5,
        views: None,
        own_topic: false,
        days_after_topic: 60,
        minutes_after_topic: Some(60 * 24 * 60),
        category: None,
        tags: Vec::new(),
    };
    let met = |post: PostFacts| late.met(&Facts { post: Some(post), ..Facts::default() });
    assert!(met(post.clone()));
    assert!(!met(PostFacts { days_after_topic: 59, ..post.clone() }));
    assert!(!met(PostFacts { kind: PostKind::Reply, ..post.clone() }));
    assert_eq!(late.truth(&Facts::default()), None, "without a post nothing is said");
}

#[test]
fn progress_is_a_tree_and_full_only_when_all_is_done() {
    let condition = read("{ reputation = 500, answers = 5 }");
    let progress = condition.progress(&facts(&[(Metric::Reputation, 600)]));
    assert_eq!((progress.percent(), progress.have, progress.need, progress.done), (50, 1, 2, false));
    assert_eq!(progress.parts.iter().map(|part| (part.have, part.need, part.done)).collect::<Vec<_>>(), [(600, 500, true), (0, 5, false)]);
    let percent = |have: i64| read("{ reputation = 500 }").progress(&facts(&[(Metric::Reputation, have)])).percent();
    assert_eq!((percent(499), percent(-3), percent(500)), (99, 0, 100));
    assert_eq!(Condition::default().progress(&Facts::default()).percent(), 100);
    let any = read("{ any = [{ answers = 10 }, { questions = 10 }] }");
    assert_eq!(any.progress(&facts(&[(Metric::Answers, 2), (Metric::Questions, 7)])).percent(), 70);
}

#[test]
fn points_are_what_cannot_be_done_without() {
    assert_eq!(read("{ reputation = 500, answers = 5 }").points(), 500);
    assert_eq!(read("{ any = [{ reputation = 500 }, { reputation = 90, answers = 5 }] }").points(), 90);
    assert_eq!(read("{ answers = 5 }").points(), 0);
    assert!(read("{ reputation = 500 }").asks_points_only() && !read("{ reputation = 500, quality = 0.9 }").asks_points_only());
}

#[test]
fn what_moved_asks_only_those_who_listen() {
    let condition = read(r#"{ any = [{ answers = 5 }, { quality = 0.9 }, { did = "voted_up" }] }"#);
    assert!(condition.listens_to(Metric::Answers) && condition.listens_to(Metric::Faults) && !condition.listens_to(Metric::Comments));
    assert!(condition.waits_for(Deed::VotedUp) && !condition.waits_for(Deed::VotedDown) && !condition.waits_for_time());
    assert!(read("{ answers = 5, within_days = 30 }").waits_for_time());
}

fn anything() -> impl Strategy<Value = Condition> {
    let word = "[a-z][a-z0-9-]{0,8}";
    let asked = (
        prop::sample::select(Metric::ALL),
        prop_oneof![Just(Within::Everywhere), word.prop_map(Within::Category), word.prop_map(Within::Tag),],
        prop::option::of(1..400_i64),
    )
        .prop_map(|(metric, within, days)| Asked { metric, within, days });
    let post = (
        prop::option::of(prop::sample::select(PostKind::ALL)),
        prop::option::of(-9..99_i64),
        prop::option::of(1..9_999_i64),
        prop::option::of(prop::sample::select(TopicOf::ALL)),
        prop::option::of(1..99_i64),
        prop::option::of(0..99_i64),
        prop::option::of(word),
    )
        .prop_filter_map("a post is asked something", |(kind, score, views, topic_of, late_by_days, within_minutes, tag)| {
            let asked = PostAsked { kind, score, views, topic_of, late_by_days, within_minutes, category: None, tag };
            (asked != PostAsked::default()).then_some(Condition::Post(asked))
        });
    let place = (prop::collection::btree_map(prop::sample::select(Metric::ALL), prop_oneof![-9..0_i64, 1..9_i64], 1..4), asked.clone(), 1..999_i64);
    let leaf = prop_oneof![
        (asked, -9..999_i64).prop_map(|(asked, at_least)| Condition::Metric { asked, at_least }),
        (prop::sample::select(Metric::ALL), 1..999_i64).prop_map(|(m, n)| metric(m, n)),
        place.prop_map(|(weights, place, at_least)| Condition::Sum {
            weights: weights.into_iter().map(|(metric, weight)| (Asked { metric, ..place.clone() }, weight)).collect(),
            at_least
        }),
        (1..100_i64).prop_map(|n| Condition::Quality(n as f64 / 100.0)),
        post,
        prop::sample::select(Deed::ALL).prop_map(Condition::Did),
        word.prop_map(Condition::HoldsBadge),
        word.prop_map(Condition::Tier),
        (1..999_i64).prop_map(|days| Condition::MemberFor { days }),
    ];
    leaf.prop_recursive(3, 20, 4, |inner| {
        let some = prop::collection::vec(inner, 1..4);
        prop_oneof![
            some.clone().prop_map(Condition::All),
            some.clone().prop_map(Condition::Any),
            some.clone().prop_map(Condition::NoneOf),
            (some, any::<prop::sample::Index>()).prop_map(|(of, least)| Condition::Several { least: least.index(of.len()) + 1, of }),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same(condition in anything()) {
        let written = toml::to_string(&Holding { when: condition.clone() }).unwrap();
        let again = toml::from_str::<Holding>(&written);
        prop_assert_eq!(again.map(|holding| holding.when).map_err(|e| format!("{e}\n{written}")), Ok(condition));
    }

    #[test]
    fn progress_and_decision_agree(condition in anything(), numbers in prop::collection::vec(0..1_000_i64, Metric::ALL.len()), member_for in 0..999_i64) {
        let facts = Facts { member_for, ..Facts::of_numbers(Metric::ALL.iter().copied().zip(numbers)) };
        let progress = condition.progress(&facts);
        prop_assert_eq!(progress.done, condition.met(&facts));
        prop_assert_eq!(progress.percent() == 100, progress.done);
    }

    #[test]
    fn whatever_is_written_is_read_or_refused(text in "\\{ ?(answers|any|of|sum|post|metric|at_least|views|did)? ?=? ?([0-9]|\\[\\]|\\{\\}|\"[a-z]*\"|\\[\\{ ?answers = [0-9] ?\\}\\])? ?\\}") {
        let read = toml::from_str::<Holding>(&format!("when = {text}"));
        prop_assert!(read.map_err(|e| e.message().is_empty()).err() != Some(true));
    }
}

#[test]
fn what_is_not_kept_cannot_be_asked_for() {
    let cases = [
        ("{ replies = 5, within_days = 7 }", "no days are kept"),
        (r#"{ replies = 5, category = "a" }"#, "leave “category” out"),
        (r#"{ upvotes_received = 5, tag = "a" }"#, "leave “tag” out"),
        (r#"{ comments = 5, category = "a", within_days = 7 }"#, "leave the place or “within_days” out"),
    ];
    for (condition, expected) in cases {
        let said = read(condition).check(Holder::Badge, &[], &[]).unwrap_err().0;
        assert!(said.contains(expected), "{condition}: {said}");
    }
    read(r#"{ answers = 5, tag = "a", within_days = 7 }"#).check(Holder::Badge, &[], &[]).unwrap();
}
