//! Who is suspended is left alone by the forum, and stands in none of its lists, until the suspension ends.

use crate::support::Forum;
use accolade::rules::time::{DAY, HOUR};
use accolade::rules::vocabulary::{MailState, Role};
use accolade::store::outbox;
use accolade::store::views::leaderboard::{self, Span, Standing};
use accolade::worker;

const TITLE: &str = "Why does my wort stop at 1.020?";
const BODY: &str = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";

/// Kinds and states of all mails, the newest first.
fn mails(forum: &Forum) -> Vec<(String, MailState)> {
    forum.app.db.read_now(|conn| outbox::before(conn, None, 500)).unwrap().into_iter().map(|mail| (mail.kind, mail.state)).collect()
}

#[test]
fn who_is_suspended_gets_no_mails_but_of_the_account_and_stands_in_no_list() {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    let ben = forum.member("ben");
    let rival = forum.member("rival");
    forum.member("ada");
    forum.member_as("hanna", Role::Manager);
    let (ada, hanna) = (forum.signed_in("ada"), forum.signed_in("hanna"));
    let own = forum.ask(&forum.signed_in("ben"), category, TITLE, BODY);
    forum.give_points(ben, 500);
    forum.give_points(rival, 100);
    worker::send_due(&forum.app).unwrap();
    let lists = || {
        let people = |page: &str| forum.guest().get(page).body;
        let rows = ["/leaderboard?period=all", "/leaderboard", "/leaderboard?period=month"].map(|page| people(page).contains("/members/ben"));
        let found = serde_json::from_str::<serde_json::Value>(&people("/autocomplete/members?q=be")).unwrap();
        (rows, found.as_array().unwrap().len())
    };
    assert_eq!(lists(), ([true; 3], 1));
    let places = || {
        let (now, points) = (forum.clock.now(), forum.reputation(rival));
        [Span::All, Span::Since(now.plus(-30 * DAY).day())].map(|span| {
            let board = forum
                .app
                .db
                .read_now(|conn| {
                    let sight = accolade::store::sight::of_member(conn, rival, &forum.app.db.rulebook(), now)?.unwrap();
                    leaderboard::load(conn, &sight, span, 50, points, now)
                })
                .unwrap();
            board.mine.unwrap().0
        })
    };
    assert_eq!(places(), [Standing::Place(2); 2], "Ben stands before");

    // One mail waits when the suspension begins: an answer to Ben's question.
    forum.answer(&ada, own, BODY);
    assert!(mails(&forum).contains(&("answer".into(), MailState::Waiting)));
    let suspended = hanna.post("/members/ben/moderate", &[("kind", "suspension"), ("days", "7"), ("reason", "It had to be done.")]);
    assert_eq!(suspended.status, 303, "{}", suspended.body);
    worker::send_due(&forum.app).unwrap();
    let answers = |state: MailState| mails(&forum).iter().filter(|(kind, s)| kind == "answer" && *s == state).count();
    assert_eq!((answers(MailState::Sent), answers(MailState::Dropped)), (0, 1));
    assert_eq!(lists(), ([false; 3], 0), "at once, also for guests whose pages are kept");
    assert_eq!(places(), [Standing::Place(1); 2]);

    // What happens meanwhile is not mailed, and mentions tell nobody.
    let before = mails(&forum).len();
    forum.answer(&ada, own, "Look at this, @ben: a forced ferment test separates the two.");
    forum.ask(&ada, category, "What would @ben say to this mash?", "Ask @ben about it, who has seen it more often than all of us.");
    forum.give_points(ben, 5_000);
    forum.clock.advance(HOUR);
    worker::send_due(&forum.app).unwrap();
    let added: Vec<_> = forum.app.db.read_now(|conn| outbox::before(conn, None, 500)).unwrap();
    let to_ben = |mail: &&outbox::OutboxMail| mail.member == ben;
    assert_eq!(added.iter().take(added.len() - before).filter(to_ben).count(), 0, "no answer, mention or award is mailed: {added:?}");
    let told = crate::support::raw::rows(
        &mut forum.connection(),
        &format!("SELECT id, 0 AS a, 0 AS b FROM notifications WHERE kind = 'mentioned' AND member_id = {}", ben.0),
    );
    assert_eq!(told, []);
    // A mail that was asked for comes all the same.
    forum.guest().post("/forgot", &[("email", "ben@example.org")]);
    forum.app.errands.wait();
    worker::send_due(&forum.app).unwrap();
    assert!(mails(&forum).contains(&("reset_password".into(), MailState::Sent)));

    // And back, when it ends.
    forum.clock.advance(8 * DAY);
    forum.app.db.pass_on(&[accolade::store::Hint::SiteChanged]);
    let (rows, found) = lists();
    assert!(rows[0] && found == 1, "{rows:?} {found}");
    assert_eq!(places(), [Standing::Place(2); 2]);
    forum.answer(&ada, own, "And another answer, which is mailed to whoever asked.");
    worker::send_due(&forum.app).unwrap();
    assert_eq!(answers(MailState::Sent), 1);
}
