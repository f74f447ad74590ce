//! The same dump again, and later dumps of the same site.

use super::site::{Site, busy, pair};
use super::{Forum, same};

#[test]
fn the_same_dump_again_changes_nothing() {
    let dump = busy().write();
    let forum = Forum::new();
    let first = forum.import(dump.path());
    assert!(!first.is_nothing_new());
    let before = forum.everything();
    let second = forum.import(dump.path());
    assert!(second.is_nothing_new() && second.to_string().contains("nothing new"), "{second}");
    same(&forum.everything(), &before);
}

#[test]
fn the_same_rows_in_other_files_change_nothing_either() {
    let site = busy();
    let forum = Forum::new();
    forum.import(site.write().path());
    let tables = |forum: &Forum| forum.everything().into_iter().filter(|line| !line.starts_with("import_")).collect::<Vec<_>>();
    let before = tables(&forum);
    let mut other = site.clone();
    other.posts.reverse();
    let second = forum.import(other.write().path());
    assert!(second.is_nothing_new(), "{second}");
    same(&tables(&forum), &before);
}

fn import_all(dumps: &[Site]) -> Vec<Forum> {
    let forums = vec![Forum::new()];
    for dump in dumps {
        let written = dump.write();
        for forum in &forums {
            forum.import(written.path());
            forum.is_clean();
        }
    }
    forums
}

#[test]
fn a_later_dump_adds_changes_and_takes_away() {
    let first = busy();
    let mut later = first.clone();
    // New: a question with an answer and votes. Changed: a body, a title, views, a presentation.
    later.question(20, 3, "2013-01-01", "").answer(21, 20, 2, "2013-01-02", "").votes(1, 2, 21, "2013-01-03").votes(1, 2, 20, "2013-01-03");
    later.replace("Why does number 1 not stop", "Why does the first not stop").replace("Question number 3?", "Another question?");
    later.replace(r#"ViewCount="1200""#, r#"ViewCount="2600""#).replace("I brew.", "I brewed.");
    // Gone: answer 4 with its votes, two upvotes of answer 2, three comments, the acceptance, a member.
    later.without(r#"Id="4" PostTypeId"#).without(r#"PostId="4""#).without(r#"<row Id="1" PostId="2""#).without(r#"<row Id="2" PostId="2""#);
    later.without(r#"VoteTypeId="1""#).replace(r#"AcceptedAnswerId="5""#, "").without(r#"DisplayName="ben""#);
    later.comments.pop();
    for forum in import_all(&[first.clone(), later.clone()]) {
        assert_eq!(forum.number("SELECT COUNT(*) FROM topics WHERE deleted_at IS NULL"), 3);
        assert_eq!(forum.number("SELECT COUNT(*) FROM posts WHERE deleted_at IS NOT NULL"), 1);
        assert_eq!(forum.number("SELECT COUNT(*) FROM posts WHERE body_md LIKE '%the first not%'"), 1);
        assert_eq!(forum.number("SELECT COUNT(*) FROM topics WHERE title = 'Another question?' AND view_count = 2600"), 1);
        assert_eq!(forum.number("SELECT COUNT(*) FROM topics WHERE accepted_post_id IS NOT NULL"), 0);
        assert_eq!(forum.number("SELECT COUNT(*) FROM comments WHERE deleted_at IS NULL"), 8);
        assert_eq!(forum.number("SELECT COUNT(*) FROM members WHERE deleted_at IS NOT NULL"), 1);
        // Ben: twelve upvotes less two, and the one of 2013. His three downvotes met the floor's room: what they took came back.
        assert_eq!(forum.reputation("Ben"), 1 + 100 + 10);
        // Ada: the four upvotes of answer 5; the acceptance is taken back from both.
        assert_eq!(forum.reputation("Ada"), 1 + 40);
        assert_eq!(forum.reputation("DoraDoll"), 1 + 55 + 60);
        assert!(forum.awards("DoraDoll").contains(&"notable-question 1".to_owned()));
        assert_eq!(forum.number("SELECT COUNT(*) FROM ledger_lines WHERE note IN ('reversal', 'taken_back')"), 5);
    }
    // And all of it comes back with a dump that has it again.
    for forum in import_all(&[first.clone(), later, first.clone()]) {
        assert_eq!(forum.number("SELECT COUNT(*) FROM posts WHERE deleted_at IS NOT NULL"), 2);
        assert_eq!(forum.number("SELECT COUNT(*) FROM topics WHERE accepted_post_id IS NOT NULL"), 1);
        assert_eq!(forum.number("SELECT COUNT(*) FROM comments WHERE deleted_at IS NULL"), 11);
        assert_eq!(forum.number("SELECT COUNT(*) FROM members WHERE deleted_at IS NOT NULL"), 0);
        let fresh = Forum::new();
        fresh.import(first.write().path());
        for who in ["Ada", "Ben", "Cy", "DoraDoll"] {
            assert_eq!(forum.reputation(who), fresh.reputation(who), "{who}");
        }
    }
}

#[test]
fn a_question_that_is_gone_takes_its_answers_and_their_points() {
    let mut first = pair();
    first.votes(3, 2, 1, "2012-01-05").votes(2, 2, 2, "2012-01-05").comment(1, 2, 3, "2012-01-06", "A remark by the way.");
    let mut later = first.clone();
    later.without("PostTypeId").without("PostId");
    for forum in import_all(&[first, later]) {
        assert_eq!((forum.reputation("Ada"), forum.reputation("Ben")), (1, 1));
        assert_eq!(forum.number("SELECT COUNT(*) FROM topics WHERE deleted_at IS NULL"), 0);
    }
}

#[test]
fn a_dump_left_half_imported_gives_way_to_a_later_one() {
    let first = busy();
    let mut later = first.clone();
    later.question(20, 3, "2013-01-01", "").votes(2, 2, 20, "2013-01-03");
    let expected = import_all(&[first.clone(), later.clone()]).remove(0);
    for stop in [8, 12, 14] {
        let forum = Forum::new();
        let stopped = super::interrupted::StopAfter::new(stop);
        forum.try_import(first.write().path(), &stopped).unwrap_err();
        forum.import(later.write().path());
        forum.is_clean();
        for who in ["Ada", "Ben", "Cy", "DoraDoll"] {
            assert_eq!((forum.reputation(who), forum.awards(who)), (expected.reputation(who), expected.awards(who)), "{who} after {stop}");
        }
    }
}
