//! Two transactions at once on PostgreSQL: what each has decided holds when both are done. The first has acted and not yet committed while the
//! second acts: it either waits for the first, or commits before it. The embedded database has one writer, so nothing of this can happen there.

use crate::support::Bare;
use crate::support::acts;
use crate::support::acts::BODY;
use crate::support::databases::is_postgres;
use crate::support::raw;
use accolade::actions::cast_vote::{Direction, cast_vote};
use accolade::actions::edit_post::EditForm;
use accolade::actions::moderation::categories::reorder;
use accolade::actions::moderation::manage_topic::{Order, manage_topic};
use accolade::actions::moderation::sanction_member::{SanctionForm, sanction_member};
use accolade::actions::prepare::Prepared;
use accolade::actions::update_profile::{ProfileForm, remove_avatar, set_avatar, stop_mail, update_profile};
use accolade::actions::{Failure, Outcome};
use accolade::emails::Subscription;
use accolade::rules::ids::{CategoryId, MemberId};
use accolade::rules::privileges::Refusal;
use accolade::rules::time::{DAY, Timestamp};
use accolade::rules::vocabulary::{Role, Step};
use accolade::store::media::NewMedia;
use accolade::store::{Tx, accounts, members};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

/// Runs two actions at once: the second begins when the first has done everything but commit, and the first commits when the second waits for
/// it or is done. Answers what came of both.
fn at_once<A, B>(
    forum: &Bare,
    first: impl Fn(&mut Tx<'_>) -> Outcome<A> + Send + Sync + 'static,
    second: impl Fn(&mut Tx<'_>) -> Outcome<B> + Send + Sync + 'static,
) -> (Outcome<A>, Outcome<B>)
where
    A: Send + 'static,
    B: Send + 'static,
{
    let (acted, has_acted) = channel();
    let (commit, may_commit) = channel::<()>();
    let may_commit = Mutex::new(may_commit);
    let (db, other) = (forum.db.clone(), forum.db.clone());
    let one = std::thread::spawn(move || {
        db.write_now(move |tx| {
            let outcome = first(tx).and_then(|value| Ok(accolade::effects::settle(tx).map(|()| value)?));
            // Whoever is tried again finds nobody waiting any more.
            let _ = acted.send(());
            let _ = may_commit.lock().unwrap().recv();
            outcome
        })
    });
    has_acted.recv().unwrap();
    let two = std::thread::spawn(move || other.write_now(second));
    let began = Instant::now();
    let waiting = "SELECT COUNT(*) AS id, 0 AS a, 0 AS b FROM pg_locks l JOIN pg_stat_activity s ON s.pid = l.pid
                   WHERE NOT l.granted AND s.datname = current_database()";
    while !two.is_finished() && forum.rows(waiting)[0].0 == 0 {
        assert!(began.elapsed() < Duration::from_secs(30), "the second neither waits nor ends");
        std::thread::sleep(Duration::from_millis(5));
    }
    commit.send(()).unwrap();
    (one.join().unwrap(), two.join().unwrap())
}

fn number(forum: &Bare, expression: &str) -> i64 {
    forum.rows(format!("SELECT ({expression}) AS id, 0 AS a, 0 AS b"))[0].0
}

/// A forum for these tests; none on the embedded database.
fn on_postgres() -> Option<Bare> {
    is_postgres().then(Bare::open)
}

#[test]
fn of_two_sanctions_at_once_the_longer_holds() {
    let Some(forum) = on_postgres() else { return };
    let (ada, ben) = (forum.member("ada", Role::Moderator), forum.member("ben", Role::Moderator));
    for (kind, column) in [("silence", "silenced_until"), ("suspension", "suspended_until")] {
        let member = forum.member(kind, Role::Member);
        let form = |days: &str| SanctionForm { kind: kind.into(), days: days.into(), reason: "Insults under every answer.".into() };
        let (long, short) = (form("7"), form("1"));
        let (one, two) = at_once(&forum, move |tx| sanction_member(tx, ada, member, &long), move |tx| sanction_member(tx, ben, member, &short));
        (one.unwrap(), two.unwrap());
        let until = number(&forum, &format!("SELECT {column} FROM members WHERE id = {member}"));
        assert_eq!(until, forum.clock.now().plus(7 * DAY).0, "{kind}");
    }
}

#[test]
fn of_two_votes_at_once_none_goes_beyond_the_limit() {
    let Some(forum) = on_postgres() else { return };
    let category = forum.category("brewing");
    let (author, voter) = (forum.member("author", Role::Moderator), forum.member("voter", Role::Moderator));
    let limit = forum.db.rulebook().limits.upvotes_for_one_member_a_day;
    let posts: Vec<_> = (0..=limit).map(|_| forum.asks(author, category, "question", "").unwrap().post).collect();
    let (last, before) = posts.split_last().unwrap();
    let (one_before, all_before) = before.split_last().unwrap();
    for post in all_before {
        forum.votes(voter, *post, Direction::Up).unwrap();
    }
    let (one_before, last) = (*one_before, *last);
    let (one, two) = at_once(&forum, move |tx| cast_vote(tx, voter, one_before, Direction::Up), move |tx| cast_vote(tx, voter, last, Direction::Up));
    one.unwrap();
    assert!(matches!(two, Err(Failure::Refused(Refusal::VotesForMember { .. }))), "{two:?}");
    assert_eq!(number(&forum, &format!("SELECT COUNT(*) FROM votes WHERE member_id = {voter}")), limit);
}

fn picture(name: &str) -> NewMedia {
    NewMedia { name: name.into(), member: None, content_type: "image/png", width: 1, height: 1, bytes: vec![0], at: Timestamp(0) }
}

fn profile_form(name: &str) -> ProfileForm {
    ProfileForm { display_name: name.into(), language: "en".into(), time_zone: "UTC".into(), theme: "auto".into(), ..ProfileForm::default() }
}

#[test]
fn a_profile_saved_at_once_with_a_picture_keeps_both() {
    let Some(forum) = on_postgres() else { return };
    let ada = forum.member("ada", Role::Member);
    let profile = move |forum: &Bare| forum.db.read_now(|conn| members::profile(conn, ada)).unwrap().unwrap();
    let new = picture("ada.png");
    let (one, two) = at_once(&forum, move |tx| set_avatar(tx, ada, &new), move |tx| update_profile(tx, ada, &profile_form("Ada L."), &Prepared::default()));
    (one.unwrap(), two.unwrap());
    let after = profile(&forum);
    assert_eq!((after.display_name.as_str(), after.avatar.as_deref()), ("Ada L.", Some("ada.png")));

    let (one, two) = at_once(&forum, move |tx| update_profile(tx, ada, &profile_form("Countess"), &Prepared::default()), move |tx| remove_avatar(tx, ada));
    (one.unwrap(), two.unwrap());
    let after = profile(&forum);
    assert_eq!((after.display_name.as_str(), after.avatar), ("Countess", None));
}

#[test]
fn two_kinds_of_mail_stopped_at_once_are_both_stopped() {
    let Some(forum) = on_postgres() else { return };
    let ada = forum.member("ada", Role::Member);
    let (one, two) = at_once(&forum, move |tx| stop_mail(tx, ada, Subscription::Awards), move |tx| stop_mail(tx, ada, Subscription::Answers));
    (one.unwrap(), two.unwrap());
    let wishes = forum.db.read_now(|conn| accounts::of_member(conn, ada)).unwrap().unwrap().mail;
    assert_eq!((wishes.awards, wishes.answers, wishes.accepted), (false, false, true));
}

#[test]
fn two_who_retag_at_once_leave_the_counts_right() {
    let Some(forum) = on_postgres() else { return };
    let category = forum.category("brewing");
    let (author, other) = (forum.member("author", Role::Manager), forum.member("other", Role::Manager));
    let asked = forum.asks(author, category, "question", "yeast").unwrap();
    let (topic, post) = (asked.topic, asked.post);
    let form = EditForm {
        revision: 1,
        title: "Why does my wort stop at 1.020?".into(),
        tags: "mash".into(),
        body: format!("{BODY} With the gravity of this morning."),
        note: "The tags fit the question now.".into(),
    };
    let retag = Order::Retag { tags: "malt".into() };
    let reason = "The tags fit the question now.";
    let (one, two) = at_once(&forum, move |tx| manage_topic(tx, other, topic, &retag, reason), move |tx| acts::edit(tx, author, post, &form));
    one.unwrap();
    // The text was another when the second came to it.
    assert!(matches!(two, Err(Failure::Invalid(_))), "{two:?}");
    forum.assert_clean("after two have retagged at once");
}

#[test]
fn two_who_move_categories_at_once_both_move_them() {
    let Some(forum) = on_postgres() else { return };
    let manager = forum.member("manager", Role::Manager);
    let [first, second, third, fourth] = ["a", "b", "c", "d"].map(|slug| forum.category(slug));
    let up = move |id: i64| move |tx: &mut Tx<'_>| reorder(tx, manager, CategoryId(id), Step::Up);
    let (one, two) = at_once(&forum, up(second), up(fourth));
    (one.unwrap(), two.unwrap());
    let order: Vec<i64> = forum.rows("SELECT id, 0 AS a, 0 AS b FROM categories ORDER BY position").into_iter().map(|(id, ..)| id).collect();
    assert_eq!(order, [second, first, fourth, third]);
}

/// The check of these tests themselves: what is read before and written after, without a lock, is lost.
#[test]
fn what_is_read_and_written_without_a_lock_is_lost() {
    let Some(forum) = on_postgres() else { return };
    let ada = forum.member("ada", Role::Member);
    let add_one = move |tx: &mut Tx<'_>| -> Outcome<MemberId> {
        let before =
            raw::rows(tx.conn, &format!("SELECT view_count AS id, 0 AS a, 0 AS b FROM (SELECT good_count AS view_count FROM members WHERE id = {ada}) m"))[0].0;
        raw::run(tx.conn, &format!("UPDATE members SET good_count = {} WHERE id = {ada}", before + 1));
        Ok(ada)
    };
    let (one, two) = at_once(&forum, add_one, add_one);
    (one.unwrap(), two.unwrap());
    assert_eq!(number(&forum, &format!("SELECT good_count FROM members WHERE id = {ada}")), 1);
}
