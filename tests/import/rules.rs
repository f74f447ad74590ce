//! What a dump's votes, acceptances, bounties and edits earn.

use super::Forum;
use super::site::{Site, pair};

fn imported(site: &Site) -> Vec<Forum> {
    let dump = site.write();
    let forums = vec![Forum::new()];
    for forum in &forums {
        forum.import(dump.path());
        forum.is_clean();
    }
    forums
}

#[test]
fn no_more_than_two_hundred_a_day_from_votes() {
    let mut site = pair();
    site.votes(25, 2, 2, "2012-01-05").votes(1, 1, 2, "2012-01-05").votes(2, 2, 2, "2012-01-06").votes(1, 3, 2, "2012-01-05").votes(1, 2, 2, "2012-01-05");
    for forum in imported(&site) {
        // 1 + 200 + 15, the next day 20; a downvote takes of what was above the cap.
        assert_eq!(forum.reputation("Ben"), 1 + 200 + 15 + 20);
        assert_eq!(forum.reputation("Ada"), 1 + 2);
        assert_eq!(forum.number("SELECT score FROM posts WHERE kind = 'answer'"), 27);
        assert_eq!(forum.number("SELECT COUNT(*) FROM ledger_lines WHERE note = 'day_cap'"), 5 + 1 + 1);
    }
}

#[test]
fn a_questions_upvote_gave_five_until_november_2019() {
    let mut site = pair();
    site.votes(1, 2, 1, "2019-11-12").votes(1, 2, 1, "2019-11-13").votes(1, 2, 2, "2019-11-12").votes(1, 2, 2, "2019-11-13");
    for forum in imported(&site) {
        assert_eq!((forum.reputation("Ada"), forum.reputation("Ben")), (1 + 5 + 10, 1 + 10 + 10));
    }
}

#[test]
fn reputation_never_falls_below_one() {
    let mut site = pair();
    site.votes(4, 3, 2, "2012-01-05").votes(1, 2, 2, "2012-01-06");
    for forum in imported(&site) {
        assert_eq!(forum.reputation("Ben"), 11);
        assert_eq!(forum.number("SELECT score FROM posts WHERE kind = 'answer'"), -3);
        assert_eq!(forum.number("SELECT COUNT(*) FROM ledger_lines WHERE note = 'floor'"), 4);
    }
}

#[test]
fn a_bounty_moves_its_amount() {
    let mut site = pair();
    site.votes(30, 2, 1, "2012-01-05").vote(8, 1, "2012-01-06", r#"UserId="1" BountyAmount="100""#).vote(9, 2, "2012-01-12", r#"BountyAmount="100""#);
    site.vote(9, 2, "2012-01-13", "");
    for forum in imported(&site) {
        assert_eq!((forum.reputation("Ada"), forum.reputation("Ben")), (1 + 150 - 100, 1 + 100));
    }
}

#[test]
fn a_post_of_the_community_earns_nothing_after_its_day() {
    let mut site = pair();
    site.answer(7, 1, 3, "2012-01-03", r#"CommunityOwnedDate="2012-01-10T12:00:00.000""#);
    site.votes(1, 2, 7, "2012-01-10").votes(3, 2, 7, "2012-01-11").votes(1, 1, 7, "2012-01-12");
    site.replace(r#"Id="1" PostTypeId="1""#, r#"Id="1" AcceptedAnswerId="7" PostTypeId="1""#);
    for forum in imported(&site) {
        assert_eq!((forum.reputation("Cy"), forum.reputation("Ada")), (11, 1));
        assert_eq!(forum.number("SELECT score FROM posts WHERE accepted"), 4);
        assert_eq!(forum.number("SELECT accepted_count FROM members WHERE handle = 'Cy'"), 1);
    }
}

#[test]
fn accepting_ones_own_answer_earns_nothing_but_makes_a_scholar() {
    let mut site = pair();
    site.answer(7, 1, 1, "2012-01-03", "").votes(1, 1, 7, "2012-01-04").votes(3, 2, 7, "2012-01-05");
    site.replace(r#"Id="1" PostTypeId="1""#, r#"Id="1" AcceptedAnswerId="7" PostTypeId="1""#);
    for forum in imported(&site) {
        assert_eq!(forum.reputation("Ada"), 31);
        assert_eq!(forum.awards("Ada"), ["scholar 1", "self-learner 1", "solver 1", "teacher 1"]);
    }
}

#[test]
fn an_accepted_answer_without_a_vote_is_marked_and_earns_nothing() {
    let mut site = pair();
    site.replace(r#"Id="1" PostTypeId="1""#, r#"Id="1" AcceptedAnswerId="2" PostTypeId="1""#);
    for forum in imported(&site) {
        assert_eq!(forum.number("SELECT COUNT(*) FROM topics WHERE accepted_post_id IS NOT NULL"), 1);
        assert_eq!((forum.reputation("Ada"), forum.reputation("Ben")), (1, 1));
    }
}

#[test]
fn versions_and_suggested_edits() {
    let mut site = pair();
    site.step(1, 1, 1, 1, "2012-01-01T10:00:00.000", "a", r#"Text="Question number 1?""#);
    site.step(2, 2, 1, 1, "2012-01-01T10:00:00.000", "a", r#"Text="Why?""#);
    site.step(3, 3, 1, 1, "2012-01-01T10:00:00.000", "a", r#"Text="&lt;yeast&gt;""#);
    site.step(4, 5, 1, 3, "2012-01-04T10:00:00.000", "b", r#"Text="Why does it not stop?" Comment="clearer""#);
    site.step(5, 24, 1, -1, "2012-01-04T10:00:00.000", "b", r#"Comment="Proposed by 3 approved by 1, 2 edit id of 4""#);
    site.step(6, 24, 99, -1, "2012-01-05T10:00:00.000", "c", r#"Comment="Proposed by 3 approved by 1 edit id of 5""#);
    for forum in imported(&site) {
        assert_eq!(forum.reputation("Cy"), 1 + 2 + 2);
        assert_eq!(forum.awards("Cy"), ["editor 1"]);
        let versions = forum.lines(
            "SELECT r.number || ' ' || COALESCE(r.title, '-') || ' ' || COALESCE(r.tag_names, '-') || ' ' || r.body_md || ' ' || r.note AS line
             FROM revisions r JOIN posts p ON p.id = r.post_id ORDER BY p.id, r.number",
        );
        assert_eq!(versions, ["1 Question number 1? yeast Why? ", "2 Question number 1? yeast Why does it not stop? clearer", "1 - - Because of *number 2*. "]);
    }
}

#[test]
fn members_are_told_nothing_and_badges_come_all_the_same() {
    for forum in imported(&super::site::busy()) {
        assert_eq!(forum.number("SELECT COUNT(*) FROM notifications") + forum.number("SELECT COUNT(*) FROM outbox"), 0);
        assert_eq!(forum.awards("Cy"), ["commentator 1"]);
        assert_eq!(forum.awards("Ben"), ["nice-answer 1", "teacher 1"]);
        assert_eq!(
            forum.awards("DoraDoll"),
            ["autobiographer 1", "necromancer 1", "nice-question 1", "popular-question 1", "scholar 1", "student 1", "teacher 1"]
        );
        assert_eq!(forum.lines("SELECT handle AS line FROM members WHERE display_name = 'ben'"), ["ben-5"]);
        assert_eq!(forum.lines("SELECT about_md AS line FROM members WHERE handle = 'DoraDoll'"), ["I brew. Write to ."]);
        assert_eq!(forum.lines("SELECT description AS line FROM tags WHERE name = 'yeast'"), ["What eats sugar."]);
        assert_eq!(
            forum.lines("SELECT f.external_id || ' to ' || t.external_id AS line FROM topic_links l JOIN topics a ON a.id = l.from_topic_id JOIN topics b ON b.id = l.to_topic_id JOIN import_rows f ON f.kind = 'post' AND f.local_id = a.opening_post_id JOIN import_rows t ON t.kind = 'post' AND t.local_id = b.opening_post_id"),
            ["1 to 3"]
        );
        assert_eq!(forum.lines("SELECT m.handle AS line FROM bookmarks b JOIN members m ON m.id = b.member_id"), ["Ben"]);
        assert_eq!(forum.lines("SELECT name AS line FROM categories"), ["Test"]);
    }
}
