//! The referee finds every kind of corruption and names it; `recount` puts caches right and never touches the ledger.

use crate::support::Bare;
use crate::support::databases::is_postgres;
use crate::support::raw::{self, Digest};
use accolade::actions::cast_vote::Direction;
use accolade::check::{Report, check, recount, silently};
use accolade::rules::rulebook::QUESTIONS_PRESET;
use accolade::rules::time::HOUR;
use accolade::rules::vocabulary::{Decision, Role};

/// A forum in which everything that leaves numbers behind has happened.
fn busy() -> Bare {
    let rules = QUESTIONS_PRESET.replace("daily_cap = 200", "daily_cap = 15");
    let f = Bare::under(&rules);
    let category = f.category("brewing");
    let [ada, ben, cem, mo, max] =
        ["ada", "ben", "cem", "mo", "max"].map(|handle| f.member(handle, if handle.starts_with('m') { Role::Moderator } else { Role::Member }));
    let first = f.asks(mo, category, "question", "yeast, mash").unwrap();
    for (member, kind) in [(ada, "question"), (ben, "question"), (cem, "discussion")] {
        let posted = f.asks(member, category, kind, "yeast").unwrap();
        for voter in [mo, max] {
            f.votes(voter, posted.post, Direction::Up).unwrap();
        }
        let answer = f.answers(if member == ada { ben } else { ada }, posted.topic).unwrap();
        f.votes(mo, answer, Direction::Up).unwrap();
        f.votes(max, answer, Direction::Down).unwrap();
        f.comments(member, posted.post).unwrap();
        if kind == "question" {
            f.accepts(member, answer).unwrap();
        }
        f.clock.advance(30 * HOUR);
    }
    let (spam, noise) = (f.answers(cem, first.topic).unwrap(), f.answers(max, first.topic).unwrap());
    f.flags(ada, spam, "spam").unwrap();
    f.decides(mo, spam, Decision::Hide).unwrap();
    f.flags(ben, noise, "low_quality").unwrap();
    f.decides(mo, noise, Decision::Dismiss).unwrap();
    f.flags(max, first.post, "other").unwrap_err();
    f.flags(max, first.post, "off_topic").unwrap();
    f.assert_clean("a busy forum");
    f
}

/// What is corrupted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    /// What can be worked out again from the rows, to the letter.
    Cache,
    /// A row that caches count: they follow it.
    Counted,
    /// A row that is the truth itself: told, and not repaired.
    Truth,
}

/// With which statement, and what the referee must call it.
struct Corruption {
    statement: &'static str,
    named: &'static str,
    is: Is,
}

const fn cache(statement: &'static str, named: &'static str) -> Corruption {
    Corruption { statement, named, is: Is::Cache }
}

const fn counted(statement: &'static str, named: &'static str) -> Corruption {
    Corruption { statement, named, is: Is::Counted }
}

const fn truth(statement: &'static str, named: &'static str) -> Corruption {
    Corruption { statement, named, is: Is::Truth }
}

const CORRUPTIONS: &[Corruption] = &[
    cache("UPDATE members SET reputation = reputation + 1 WHERE handle = 'ada'", "members.reputation"),
    cache("UPDATE members SET tier = 'champion' WHERE handle = 'ada'", "members.tier"),
    cache("UPDATE members SET question_count = 7 WHERE handle = 'ada'", "members.question_count"),
    cache("UPDATE members SET answer_count = 7 WHERE handle = 'ada'", "members.answer_count"),
    cache("UPDATE members SET accepted_count = 0 WHERE handle = 'ben'", "members.accepted_count"),
    cache("UPDATE members SET comment_count = 7 WHERE handle = 'ada'", "members.comment_count"),
    cache("UPDATE members SET bronze = bronze + 1 WHERE handle = 'ada'", "members.bronze"),
    cache("UPDATE members SET silver = silver + 1 WHERE handle = 'ada'", "members.silver"),
    cache("UPDATE members SET gold = gold + 1 WHERE handle = 'ada'", "members.gold"),
    cache("UPDATE members SET good_count = 0 WHERE handle = 'ada'", "members.good_count"),
    cache("UPDATE members SET bad_count = 0 WHERE handle = 'ben'", "members.bad_count"),
    cache("UPDATE members SET bad_count = 0 WHERE handle = 'cem'", "members.bad_count"),
    cache("UPDATE posts SET score = score + 1 WHERE id = 2", "posts.score"),
    cache("UPDATE posts SET comment_count = 5 WHERE id = 2", "posts.comment_count"),
    cache("UPDATE posts SET revision = 5 WHERE id = 2", "posts.revision"),
    cache("UPDATE posts SET accepted = FALSE WHERE id = 3", "posts.accepted"),
    cache("UPDATE posts SET accepted = TRUE WHERE id = 1", "posts.accepted"),
    cache("UPDATE topics SET score = score + 1 WHERE id = 2", "topics.score"),
    cache("UPDATE topics SET answer_count = answer_count + 1 WHERE id = 2", "topics.answer_count"),
    cache("UPDATE topics SET accepted_post_id = NULL WHERE id = 2", "topics.accepted_post_id"),
    cache("UPDATE topics SET accepted_post_id = NULL, accepted_event_id = NULL WHERE id = 2", "topics.accepted_post_id"),
    cache("UPDATE topics SET accepted_post_id = 2 WHERE id = 2", "topics.accepted_post_id"),
    cache("UPDATE topics SET accepted_event_id = 1 WHERE id = 2", "topics.accepted_post_id"),
    cache("UPDATE topics SET accepted_post_id = 1, accepted_event_id = 1 WHERE id = 1", "topics.accepted_post_id"),
    cache("UPDATE topics SET opening_post_id = 3 WHERE id = 2", "topics.opening_post_id"),
    cache("UPDATE topics SET tag_names = 'mash' WHERE id = 2", "topics.tag_names"),
    cache("UPDATE topic_tags SET active_at = active_at + 1 WHERE topic_id = 2", "topic_tags.active_at"),
    cache("UPDATE tags SET topic_count = topic_count - 1 WHERE name = 'yeast'", "tags.topic_count"),
    cache("UPDATE categories SET topic_count = topic_count - 1", "categories.topic_count"),
    cache("UPDATE reviews SET weight = 9 WHERE open", "reviews.weight"),
    cache("UPDATE member_days SET points = points + 1 WHERE member_id = 1", "member_days"),
    cache("UPDATE member_days SET capped = capped + 1 WHERE member_id = 1", "member_days"),
    cache("UPDATE member_days SET contributions = contributions + 1 WHERE member_id = 1", "member_days"),
    cache("DELETE FROM member_days WHERE member_id = 1", "member_days"),
    cache("UPDATE member_metrics SET value = value + 1 WHERE value <> 0", "member_metrics"),
    cache("DELETE FROM member_metrics WHERE value <> 0", "member_metrics"),
    cache("INSERT INTO member_metrics (member_id, metric, scope, scope_id, value) VALUES (1, 28, 2, 1, 5)", "member_metrics"),
    cache("UPDATE member_metric_days SET value = value + 1 WHERE value <> 0", "member_metric_days"),
    cache("UPDATE member_metric_days SET day = day + 9 WHERE value <> 0", "member_metric_days"),
    cache("DELETE FROM member_metric_days WHERE value <> 0", "member_metric_days"),
    counted("DELETE FROM comments", "posts.comment_count"),
    counted("DELETE FROM topic_tags WHERE topic_id = 2", "tags.topic_count"),
    // The ledger.
    truth("DELETE FROM ledger_lines WHERE rule = 'answer_accepted'", "ledger lines of answer_accepted"),
    truth("DELETE FROM ledger_lines WHERE id = (SELECT MIN(id) FROM ledger_lines WHERE amount = 0)", "ledger lines of vote_cast"),
    truth("UPDATE ledger_lines SET amount = amount + 5 WHERE rule = 'answer_accepted'", "ledger_lines.amount"),
    truth("UPDATE ledger_lines SET balance = balance + 5 WHERE rule = 'answer_accepted'", "ledger_lines.balance"),
    truth("UPDATE ledger_lines SET nominal = nominal + 5 WHERE rule = 'answer_accepted'", "ledger lines of answer_accepted"),
    truth("UPDATE ledger_lines SET note = 'floor' WHERE rule = 'answer_accepted'", "ledger_lines.amount"),
    truth("UPDATE ledger_lines SET rule = 'edit_approved' WHERE rule = 'answer_accepted'", "ledger lines of answer_accepted"),
    truth("UPDATE ledger_lines SET member_id = 3 WHERE rule = 'flag_upheld'", "ledger lines of flag_upheld"),
    truth("UPDATE ledger_lines SET post_id = 1 WHERE rule = 'answer_accepted'", "ledger_lines.post_id"),
    truth("UPDATE ledger_lines SET created_at = created_at - 86400000 WHERE rule = 'answer_accepted'", "ledger_lines.created_at"),
    truth(
        "INSERT INTO ledger_lines (member_id, event_id, rule, rulebook_version, amount, nominal, note, balance, topic_id, post_id, created_at)
         SELECT member_id, event_id + 1, rule, rulebook_version, amount, nominal, note, balance + amount, topic_id, post_id, created_at
         FROM ledger_lines WHERE rule = 'flag_upheld'",
        "ledger lines of",
    ),
    truth(
        "UPDATE ledger_lines SET amount = 10, nominal = 10, note = 'full' WHERE id = (SELECT MIN(id) FROM ledger_lines WHERE note = 'day_cap')",
        "ledger_lines.amount",
    ),
    // Votes, awards and events.
    truth("DELETE FROM votes WHERE id = 1", "votes of event"),
    truth("UPDATE votes SET value = -value WHERE id = 1", "votes"),
    truth("UPDATE votes SET post_id = 1 WHERE id = 1", "votes"),
    truth("INSERT INTO votes (post_id, member_id, value, event_id, created_at) VALUES (1, 1, 1, 1, 0)", "votes"),
    truth("DELETE FROM awards WHERE id = 1", "awards"),
    truth("UPDATE awards SET badge = 'critic' WHERE id = (SELECT MIN(id) FROM awards WHERE badge = 'student')", "awards"),
    truth(
        "INSERT INTO awards (member_id, badge, level, occasion, event_id, rulebook_version, created_at) VALUES (1, 'great-answer', 'gold', '', 1, 2, 0)",
        "awards",
    ),
];

/// What the two databases keep differently.
fn of_the_index() -> Vec<Corruption> {
    if is_postgres() {
        vec![
            counted("DELETE FROM search_documents WHERE post_id = 2", "search_documents"),
            counted("INSERT INTO search_documents (post_id, document) VALUES (8, 'spam:1'::tsvector)", "search_documents"),
            counted("UPDATE search_documents SET document = 'barley:1'::tsvector WHERE post_id = 2", "search_documents"),
        ]
    } else {
        vec![
            counted("DELETE FROM search_documents WHERE rowid = 2", "search_documents"),
            counted("INSERT INTO search_documents (rowid, body) VALUES (8, 'spam')", "search_documents"),
            counted("INSERT OR REPLACE INTO search_documents (rowid, title, tags, body) VALUES (2, 'barley', '', 'barley')", "search_documents"),
        ]
    }
}

fn look(f: &Bare) -> Report {
    check(&f.db, 100, &silently()).unwrap()
}

/// Corrupts and repairs a forum; tells what is wrong with that, if anything.
fn judge(f: &Bare, corruption: &Corruption) -> Option<String> {
    let Corruption { statement, named, is } = corruption;
    let digest = || Digest::of(&mut f.connection());
    let before = digest();
    raw::run(&mut f.connection(), statement);
    // The embedded index cannot be read back.
    if !statement.contains("search_documents") && digest().differs_from(&before).is_empty() {
        return Some("corrupts nothing".into());
    }
    let found = look(f);
    if !found.differences.iter().any(|d| d.what == *named || d.what.starts_with(&format!("{named} "))) {
        return Some(format!("“{named}” expected, found {found}"));
    }
    let lines = digest().table("ledger_lines").to_vec();
    recount(&f.db, 100, &silently()).unwrap();
    let after = digest();
    if after.table("ledger_lines") != lines {
        return Some("recount changed the ledger".into());
    }
    let left = look(f);
    match is {
        Is::Cache if after != before => Some(format!("recount left {:?} other than they were", after.differs_from(&before))),
        Is::Cache | Is::Counted if !left.is_clean() => Some(format!("left after recount: {left}")),
        Is::Truth if left.is_clean() => Some("recount made it look right".into()),
        Is::Cache | Is::Counted | Is::Truth => None,
    }
}

/// Judges some corruptions one after the other, in one forum that is put back each time.
fn judge_all<'a>(corruptions: impl Iterator<Item = &'a Corruption>) {
    let f = busy();
    raw::save(&mut f.connection());
    let before = Digest::of(&mut f.connection());
    let mut wrong = Vec::new();
    for corruption in corruptions {
        wrong.extend(judge(&f, corruption).map(|why| format!("{}: {why}", corruption.statement)));
        let after = Digest::of(&mut f.connection());
        raw::restore(&mut f.connection(), &after.differs_from(&before));
        recount(&f.db, 0, &silently()).unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    f.assert_clean("after all were put back");
}

#[test]
fn corrupted_caches_are_named_and_put_right() {
    judge_all(CORRUPTIONS.iter().filter(|c| c.is == Is::Cache));
}

#[test]
fn caches_follow_the_rows_they_count() {
    judge_all(CORRUPTIONS.iter().filter(|c| c.is == Is::Counted));
}

#[test]
fn corrupted_truth_is_named_and_stays() {
    judge_all(CORRUPTIONS.iter().filter(|c| c.is == Is::Truth));
}

#[test]
fn a_corrupted_search_index_is_named_and_put_right() {
    for corruption in of_the_index() {
        assert_eq!(judge(&busy(), &corruption), None, "{}", corruption.statement);
    }
}

#[test]
fn recount_gives_back_exactly_what_was_there() {
    let f = busy();
    let digest = || Digest::of(&mut f.connection());
    let before = digest();
    raw::run(
        &mut f.connection(),
        "UPDATE members SET reputation = 0, tier = 'expert', question_count = 9, answer_count = 9, accepted_count = 9, comment_count = 9, good_count = 9,
           bad_count = 9, bronze = 9, silver = 9, gold = 9;
         UPDATE posts SET score = 9, comment_count = 9, revision = 9, accepted = FALSE;
         UPDATE topics SET score = 9, answer_count = 9, accepted_post_id = NULL, accepted_event_id = NULL, opening_post_id = NULL;
         UPDATE member_metrics SET value = 9 WHERE value <> 0; UPDATE member_metric_days SET value = 9 WHERE value <> 0;
         UPDATE tags SET topic_count = 9; UPDATE categories SET topic_count = 9; UPDATE member_days SET points = 9, capped = 9, contributions = 9;",
    );
    assert!(!recount(&f.db, 10, &silently()).unwrap().is_clean());
    assert_eq!(digest().differs_from(&before), Vec::<&str>::new());
}
