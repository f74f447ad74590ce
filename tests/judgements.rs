//! What staff decide can be undone with all that it brought: points, records, sight, roles and tags.

use crate::support::acts::REASON;
use crate::support::{Bare, Forum, raw};
use accolade::actions::Failure;
use accolade::actions::cast_vote::Direction;
use accolade::actions::delete_post::{delete_post, restore_post};
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

#[test]
fn an_accepted_answer_that_comes_back_is_accepted_again() {
    let s = scene();
    let f = &s.forum;
    f.clock.advance(HOUR);
    let topic = f.asks(s.author, f.category("mash"), "question", "").unwrap().topic;
    let [answer, other] = [s.flagger, s.moderator].map(|member| f.answers(member, topic).unwrap());
    f.accepts(s.author, answer).unwrap();
    let before = f.points();
    let (moderator, accepted) = (s.moderator, || f.rows(format!("SELECT id, COALESCE(accepted_post_id, 0) AS a, 0 AS b FROM topics WHERE id = {topic}"))[0].1);
    let delete = || f.act(move |tx| delete_post(tx, moderator, answer, REASON)).unwrap();
    let restore = || f.act(move |tx| restore_post(tx, moderator, answer, REASON)).unwrap();
    delete();
    assert_eq!((accepted(), s.both().1), (0, 41), "the acceptance goes with the answer");
    f.clock.advance(3 * DAY);
    restore();
    assert_eq!((accepted(), f.points()), (answer.0, before.clone()), "and comes back with it");
    let told = f.rows(format!("SELECT id, 0 AS a, 0 AS b FROM notifications WHERE member_id = {} AND kind = 'accepted'", s.flagger));
    assert_eq!(told.len(), 0, "what was taken back before it was read is not told again");
    f.assert_clean("after an accepted answer came back");
    // Taken back by the asker, it stays so.
    f.unaccepts(s.author, answer).unwrap();
    assert_eq!((accepted(), s.both().1), (0, 41));
    delete();
    restore();
    assert_eq!(accepted(), 0, "it was not accepted when it went");
    // Another that was accepted meanwhile stays.
    f.accepts(s.author, answer).unwrap();
    delete();
    f.accepts(s.author, other).unwrap();
    restore();
    assert_eq!((accepted(), s.both().1), (other.0, 41));
    f.assert_clean("after another was accepted meanwhile");
}

#[test]
fn what_the_queue_deletes_its_author_cannot_bring_back_even_if_they_deleted_it_first() {
    let s = scene();
    s.forum.flags(s.flagger, s.post, "off_topic").unwrap();
    let (author, moderator, post) = (s.author, s.moderator, s.post);
    s.forum.act(move |tx| delete_post(tx, author, post, "")).unwrap();
    s.forum.decides(s.moderator, s.post, Decision::Delete).unwrap();
    let refused = s.forum.act(move |tx| restore_post(tx, author, post, ""));
    assert!(matches!(refused, Err(Failure::Refused(Refusal::DeletedByStaff))), "{refused:?}");
    assert_eq!(s.record(), (1, (1, 0)), "the flag is upheld");
    s.forum.act(move |tx| restore_post(tx, moderator, post, REASON)).unwrap();
    assert_eq!(s.record(), (0, (0, 1)), "staff who bring it back say that the flag was wrong");
    s.forum.assert_clean("after staff brought it back");
}

#[test]
fn a_post_is_spam_when_most_who_flagged_it_say_so() {
    for (reasons, costs) in
        [(["spam", "low_quality", "off_topic"], 0), (["spam", "rude", "rude"], 0), (["spam", "spam", "rude"], 40), (["spam", "spam", "spam"], 40)]
    {
        let s = scene();
        for (n, reason) in reasons.iter().enumerate() {
            let flagger = s.forum.member(&format!("flagger-{n}"), Role::Moderator);
            s.forum.flags(flagger, s.post, reason).unwrap();
        }
        s.forum.decides(s.moderator, s.post, Decision::Delete).unwrap();
        assert_eq!(s.both().0, 41 - costs, "{reasons:?}");
        s.forum.assert_clean("after a post was judged");
    }
}

#[test]
fn what_a_judgement_costs_stands_in_its_notice_and_readers_are_told_that_it_was_made() {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    let ada = forum.member("ada");
    forum.member_as("mo", Role::Moderator);
    forum.give_points(ada, 150);
    let (ada, mo) = (forum.signed_in("ada"), forum.signed_in("mo"));
    let topic = forum.ask(&mo, category, "Why does my wort stop at 1.020?", crate::support::acts::BODY);
    let answer = forum.answer(&ada, topic, "Buy my yeast, it is the best yeast that there is, at yeast.example.");
    let flagged = mo.post(&format!("/posts/{answer}/flag"), &[("reason", "spam"), ("note", "")]);
    assert_eq!(flagged.status, 303, "{}", flagged.body);
    let queue = mo.get("/review");
    let item = queue.attribute("form[action^='/review/']", "action").unwrap();
    let version = queue.attribute("form[action^='/review/'] input[name=version]", "value").unwrap();
    let decide = |decision: &str| mo.post(&item, &[("version", &version), ("decision", decision), ("reason", REASON)]);
    let decided = decide("hide");
    assert_eq!(decided.status, 303, "{}", decided.body);
    let notice = ada.get("/notifications").words("ul.items .text").join(" ");
    assert!(notice.contains("was hidden") && notice.contains("cost you 100 points"), "{notice}");
    let told = |reader: &crate::support::Client| reader.follow(&reader.get(&format!("/t/{topic}"))).words(".tombstone");
    assert_eq!(told(&forum.guest()), ["This post was hidden by the community team."]);
    assert_eq!(told(&ada), ["Hidden from other readers by the community team."]);
}

#[test]
fn discussions_count_among_the_topics_of_a_profile() {
    let forum = Forum::spawn();
    let category = forum.category("brewing").to_string();
    forum.member("ada");
    let ada = forum.signed_in("ada");
    for (n, kind) in ["question", "discussion", "discussion"].iter().enumerate() {
        forum.clock.advance(HOUR);
        let title = format!("What do you make of yeast number {n}?");
        let asked = ada.post("/ask", &[("kind", kind), ("category", &category), ("title", &title), ("body", crate::support::acts::BODY), ("tags", "")]);
        assert_eq!(asked.status, 303, "{}", asked.body);
    }
    let figures = ada.get("/members/ada").words("dl.stats div");
    assert!(figures.contains(&"topics 3".to_owned()), "{figures:?}");
}

#[test]
fn accepting_and_taking_back_again_and_again_tells_once() {
    let s = scene();
    let f = &s.forum;
    f.clock.advance(HOUR);
    let topic = f.asks(s.author, f.category("mash"), "question", "").unwrap().topic;
    let answer = f.answers(s.flagger, topic).unwrap();
    let count = |rows: String| f.rows(format!("SELECT COUNT(*) AS id, 0 AS a, 0 AS b FROM {rows}"))[0].0;
    let told = || count(format!("notifications WHERE member_id = {} AND kind = 'accepted'", s.flagger));
    let to_show = || count(format!("notifications WHERE member_id = {} AND kind = 'accepted' AND shown_at IS NULL", s.flagger));
    let mails = || count(format!("outbox WHERE member_id = {} AND kind = 'accepted' AND state <> 'dropped'", s.flagger));
    for _ in 0..30 {
        f.accepts(s.author, answer).unwrap();
        assert_eq!((told(), to_show(), mails()), (1, 1, 1));
        f.unaccepts(s.author, answer).unwrap();
        assert_eq!((told(), to_show(), mails()), (0, 0, 0), "what is undone before anybody heard of it is told nobody");
    }
    // Who has read it, and has the mail, hears of it once.
    f.accepts(s.author, answer).unwrap();
    raw::run(&mut f.connection(), "UPDATE notifications SET read_at = created_at; UPDATE outbox SET state = 'sent' WHERE state = 'waiting'");
    for _ in 0..30 {
        f.unaccepts(s.author, answer).unwrap();
        f.accepts(s.author, answer).unwrap();
    }
    assert_eq!((told(), to_show(), mails()), (1, 0, 1));
    f.assert_clean("after accepting again and again");
    // Days later it is news again.
    f.clock.advance(2 * DAY);
    f.unaccepts(s.author, answer).unwrap();
    f.accepts(s.author, answer).unwrap();
    assert_eq!((told(), to_show(), mails()), (2, 1, 2));
}
