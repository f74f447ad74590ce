//! What staff decide can be undone with all that it brought: points, records, sight, roles and tags.

use crate::support::acts::REASON;
use crate::support::{Bare, Forum};
use accolade::actions::Failure;
use accolade::actions::cast_vote::Direction;
use accolade::actions::delete_post::restore_post;
use accolade::actions::moderation::set_role::set_role;
use accolade::actions::moderation::unhide_post::unhide_post;
use accolade::rules::ids::{MemberId, PostId};
use accolade::rules::privileges::Refusal;
use accolade::rules::time::{DAY, HOUR};
use accolade::rules::vocabulary::{Decision, Role};
use accolade::store::search_index;

/// Two members with points, a moderator, and a post of one of them.
struct Scene {
    forum: Bare,
    author: MemberId,
    flagger: MemberId,
    moderator: MemberId,
    post: PostId,
}

fn scene() -> Scene {
    let forum = Bare::open();
    let category = forum.category("brewing");
    let (author, flagger) = (forum.member("author", Role::Member), forum.member("flagger", Role::Member));
    let (moderator, helper) = (forum.member("moderator", Role::Moderator), forum.member("helper", Role::Moderator));
    for member in [author, flagger] {
        // Two topics with two upvotes each: forty points from votes that stand.
        for _ in 0..2 {
            let posted = forum.asks(member, category, "question", "").unwrap();
            for voter in [moderator, helper] {
                forum.votes(voter, posted.post, Direction::Up).unwrap();
            }
            forum.clock.advance(HOUR);
        }
    }
    let post = forum.asks(author, category, "question", "").unwrap().post;
    assert_eq!((forum.reputation(author), forum.reputation(flagger)), (41, 41));
    Scene { forum, author, flagger, moderator, post }
}

impl Scene {
    fn both(&self) -> (i64, i64) {
        (self.forum.reputation(self.author), self.forum.reputation(self.flagger))
    }

    /// Reviewed actions found bad of the author, good and bad of the flagger.
    fn record(&self) -> (i64, (i64, i64)) {
        let of = |member: MemberId| self.forum.rows(format!("SELECT id, good_count AS a, bad_count AS b FROM members WHERE id = {member}"))[0];
        (of(self.author).2, (of(self.flagger).1, of(self.flagger).2))
    }

    fn is_hidden(&self) -> bool {
        !self.forum.rows(format!("SELECT id, 0 AS a, 0 AS b FROM posts WHERE id = {} AND hidden_at IS NOT NULL", self.post)).is_empty()
    }

    fn is_found(&self) -> bool {
        let held = self.forum.db.read_now(|conn| search_index::held(conn, PostId(0), 100)).unwrap();
        held.contains(&self.post)
    }
}

#[test]
fn deleting_spam_does_not_give_back_what_it_cost() {
    let s = scene();
    s.forum.flags(s.flagger, s.post, "spam").unwrap();
    s.forum.decides(s.moderator, s.post, Decision::Delete).unwrap();
    assert_eq!(s.both(), (1, 42), "a hundred points less, down to the floor; the flag earned one");
    assert_eq!(s.record(), (1, (1, 0)));
    s.forum.assert_clean("after spam was deleted");
}

#[test]
fn undoing_an_upheld_spam_flag_gives_everything_back() {
    for decision in [Decision::Delete, Decision::Hide] {
        let s = scene();
        s.forum.flags(s.flagger, s.post, "spam").unwrap();
        s.forum.decides(s.moderator, s.post, decision).unwrap();
        assert_eq!(s.both(), (1, 42), "{decision}");
        s.forum.clock.advance(3 * DAY);
        let (moderator, post) = (s.moderator, s.post);
        s.forum
            .act(move |tx| match decision {
                Decision::Delete => restore_post(tx, moderator, post, REASON),
                Decision::Hide | Decision::Restore | Decision::Warn | Decision::Dismiss => unhide_post(tx, moderator, post, REASON),
            })
            .unwrap();
        assert_eq!(s.both(), (41, 41), "{decision}");
        assert_eq!(s.record(), (0, (0, 1)), "{decision}");
        assert!(!s.is_hidden() && s.is_found(), "{decision}");
        // Appended, not taken away: the hundred points and their opposite both stand.
        let lines =
            s.forum.rows(format!("SELECT id, amount AS a, 0 AS b FROM ledger_lines WHERE member_id = {} AND rule = 'spam_upheld' ORDER BY id", s.author));
        assert_eq!(lines.iter().map(|l| l.1).collect::<Vec<_>>(), [-40, 40]);
        s.forum.assert_clean("after the judgement was overturned");
    }
}

#[test]
fn restoring_from_the_queue_overturns_an_earlier_judgement() {
    let s = scene();
    s.forum.flags(s.flagger, s.post, "rude").unwrap();
    s.forum.decides(s.moderator, s.post, Decision::Hide).unwrap();
    let other = s.forum.member("other", Role::Moderator);
    s.forum.flags(other, s.post, "low_quality").unwrap();
    s.forum.decides(s.moderator, s.post, Decision::Restore).unwrap();
    assert_eq!(s.both(), (41, 41));
    assert_eq!(s.record(), (0, (0, 1)));
    assert!(!s.is_hidden() && s.is_found());
    s.forum.assert_clean("after restoring from the queue");
}

#[test]
fn a_post_is_judged_once_however_often_it_is_flagged() {
    let s = scene();
    s.forum.flags(s.flagger, s.post, "spam").unwrap();
    s.forum.decides(s.moderator, s.post, Decision::Warn).unwrap();
    assert_eq!(s.both().0, 41, "a warning costs no points");
    let other = s.forum.member("other", Role::Moderator);
    s.forum.flags(other, s.post, "spam").unwrap();
    s.forum.decides(s.moderator, s.post, Decision::Hide).unwrap();
    let lines = s.forum.rows(format!("SELECT id, amount AS a, 0 AS b FROM ledger_lines WHERE member_id = {} AND rule = 'spam_upheld'", s.author));
    assert_eq!(lines.len(), 1);
    assert_eq!(s.record().0, 1);
    s.forum.assert_clean("after a second judgement");
}

#[test]
fn dismissing_shows_again_what_flags_alone_have_hidden() {
    let s = scene();
    // A newcomer's post, so that flags hide it.
    let newcomer = s.forum.member("newcomer", Role::Member);
    let category = s.forum.category("mash");
    let post = s.forum.asks(newcomer, category, "question", "").unwrap().post;
    let s = Scene { author: newcomer, post, ..s };
    for flagger in ["one", "two", "three"] {
        let flagger = s.forum.member(flagger, Role::Moderator);
        s.forum.flags(flagger, s.post, "low_quality").unwrap();
    }
    assert!(s.is_hidden() && !s.is_found());
    s.forum.decides(s.moderator, s.post, Decision::Dismiss).unwrap();
    assert!(!s.is_hidden() && s.is_found());
    assert_eq!(s.record().0, 0);
    s.forum.assert_clean("after dismissing");
}

#[test]
fn dismissing_a_new_flag_leaves_what_a_reviewer_has_hidden() {
    let s = scene();
    s.forum.flags(s.flagger, s.post, "off_topic").unwrap();
    s.forum.decides(s.moderator, s.post, Decision::Hide).unwrap();
    let other = s.forum.member("other", Role::Moderator);
    s.forum.flags(other, s.post, "low_quality").unwrap();
    s.forum.decides(s.moderator, s.post, Decision::Dismiss).unwrap();
    assert!(s.is_hidden() && !s.is_found());
    assert_eq!(s.record(), (1, (1, 0)));
    s.forum.assert_clean("after dismissing a new flag");
}

#[test]
fn the_last_administrator_stays_one() {
    let forum = Forum::spawn();
    forum.category("brewing");
    let ada = forum.member_as("ada", Role::Administrator);
    let client = forum.signed_in("ada");
    let steps_down = || client.post("/members/ada/role", &[("role", "member"), ("reason", "I would rather brew.")]);
    let refused = steps_down();
    assert_eq!(refused.status, 403);
    assert_eq!(refused.words(".why b"), ["This is the last administrator. Make somebody else an administrator first."]);
    // Once there is another, she may go; and then the other may not.
    let ben = forum.member_as("ben", Role::Administrator);
    assert_eq!(steps_down().status, 303);
    let last = forum.app.db.write_now(move |tx| set_role(tx, ben, ben, "manager", REASON));
    assert!(matches!(last, Err(Failure::Refused(Refusal::LastAdministrator))), "{last:?}");
    let standing = |member| forum.app.db.read_now(|conn| accolade::store::members::standing(conn, member)).unwrap().unwrap().role;
    assert_eq!((standing(ada), standing(ben)), (Role::Member, Role::Administrator));
}

#[test]
fn two_administrators_cannot_remove_each_other_at_once() {
    let forum = Bare::open();
    let members = [forum.member("ada", Role::Administrator), forum.member("ben", Role::Administrator)];
    std::thread::scope(|threads| {
        for (by, other) in [(members[0], members[1]), (members[1], members[0])] {
            let forum = &forum;
            threads.spawn(move || drop(forum.act(move |tx| set_role(tx, by, other, "member", REASON))));
        }
    });
    assert_eq!(forum.rows("SELECT id, 0 AS a, 0 AS b FROM members WHERE role = 'administrator'").len(), 1);
}

#[test]
fn retagging_stands_in_the_history_of_the_opening_post() {
    let forum = Forum::spawn();
    let category = forum.category("brewing").to_string();
    forum.member("ada");
    forum.member_as("mod", Role::Moderator);
    let (ada, moderator) = (forum.signed_in("ada"), forum.signed_in("mod"));
    let question = [
        ("kind", "question"),
        ("category", category.as_str()),
        ("title", "Why does my wort stop at 1.020?"),
        ("body", crate::support::acts::BODY),
        ("tags", ""),
    ];
    let asked = ada.post("/ask", &question);
    let place = asked.location.unwrap();
    let id = place.split('/').nth(2).unwrap();
    let retagged = moderator.post(&format!("/topics/{id}/retag"), &[("tags", "yeast, mash"), ("reason", "Easier to find.")]);
    assert_eq!(retagged.status, 303, "{}", retagged.body);
    let page = moderator.get("/posts/1/history");
    assert_eq!(page.words("article.revision h2").len(), 2);
    let ins = page.words("article.revision:first-of-type ins");
    assert_eq!(ins, ["yeast", "mash"]);
    assert!(page.words("article.revision:first-of-type header")[0].contains("Easier to find."));
    // The same tags again change nothing, and the page says so.
    let again = moderator.post(&format!("/topics/{id}/retag"), &[("tags", "yeast, mash"), ("reason", "Once more.")]);
    assert_eq!((again.status, again.words(".notice.warn")), (409, vec!["Nothing changed: the topic is like this already.".to_owned()]));
    assert_eq!(moderator.get("/posts/1/history").words("article.revision h2").len(), 2);
    forum.assert_clean("after retagging");
}
