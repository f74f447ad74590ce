//! The thin whole: sign up, ask, answer, vote, accept; points, tier, badge, notification and mail follow.

use crate::support::Forum;
use accolade::rules::time::MINUTE;
use accolade::store::{members, outbox, views::toasts};
use accolade::ui::topic_row::path_segment;

const BODY: &str = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";
const ANSWER: &str = "Do a forced ferment test: it separates the two in a couple of days.";

#[test]
fn a_question_is_answered_voted_on_and_accepted() {
    let forum = Forum::spawn();
    let category = forum.category("brewing").to_string();
    let (asker, answerer) = (forum.member("ada"), forum.member("ben"));
    let (ada, ben) = (forum.signed_in("ada"), forum.signed_in("ben"));

    let asked = ada.post("/ask", &[("kind", "question"), ("category", &category), ("title", "Why does my wort stop at 1.020?"), ("body", BODY), ("tags", "")]);
    assert_eq!(asked.status, 303, "{}", asked.body);
    let page = ada.follow(&asked);
    assert_eq!(page.words("h1"), ["Why does my wort stop at 1.020?"]);
    let topic = asked.location.clone().unwrap();
    let id = topic.split('/').nth(2).unwrap();

    let answered = ben.post(&format!("/t/{id}/answers"), &[("body", ANSWER)]);
    assert_eq!(answered.status, 303, "{}", answered.body);
    let page = forum.guest().get(&topic);
    assert!(page.words(".answers-head h2")[0].contains("1 answer"), "the next guest sees the answer");
    let post = answered.location.clone().unwrap().split("#p").nth(1).unwrap().to_owned();

    // Without points there is no voting, and the answer says what is missing.
    let refused = ada.post(&format!("/posts/{post}/vote"), &[("vote", "up")]);
    assert_eq!(refused.status, 403);
    assert!(refused.words(".why b")[0].contains("You need 15 points to vote up. You have 1."), "{:?}", refused.words(".why b"));

    let accepted = ada.post(&format!("/posts/{post}/accept"), &[("accept", "on")]);
    assert_eq!(accepted.status, 303, "{}", accepted.body);
    assert_eq!((forum.reputation(asker), forum.reputation(answerer)), (3, 16));
    forum.give_points(asker, 20);
    let voted = ada.post(&format!("/posts/{post}/vote"), &[("vote", "up")]);
    assert_eq!(voted.status, 303, "{}", voted.body);
    assert_eq!(forum.reputation(answerer), 26);

    // The answerer became a Member, was awarded Solver and Teacher, and is told once on the next page.
    let card = forum.app.db.read_now(|conn| accolade::store::members::card(conn, answerer)).unwrap().unwrap();
    assert_eq!((card.tier.as_str(), card.bronze), ("member", 2));
    let sight = accolade::rules::sight::Sight::of_guests(&[], &forum.app.db.rulebook());
    let waiting = forum.app.db.read_now(|conn| toasts::waiting(conn, &sight, answerer)).unwrap();
    assert_eq!(waiting.len(), 3, "accepted, tier, badge … three at a time");
    let page = ben.get(&topic);
    assert_eq!(page.words(".reward").len(), 3);

    // One mail for the accepted answer at once; one for all awards after their window.
    let mails = forum.app.db.read_now(|conn| outbox::before(conn, None, 50)).unwrap();
    let kinds: Vec<&str> = mails.iter().filter(|m| m.member == answerer).map(|m| m.kind.as_str()).collect();
    assert_eq!(kinds.iter().filter(|k| **k == "awards").count(), 1, "{kinds:?}");
    assert_eq!(kinds.iter().filter(|k| **k == "accepted").count(), 1, "{kinds:?}");
    let awards = mails.iter().find(|m| m.member == answerer && m.kind == "awards").unwrap();
    assert_eq!(awards.due_at.0 - awards.created_at.0, 10 * MINUTE);

    // Taking both back takes the points back, line by line.
    assert_eq!(ada.post(&format!("/posts/{post}/vote"), &[("vote", "none")]).status, 303);
    assert_eq!(ada.post(&format!("/posts/{post}/accept"), &[("accept", "off")]).status, 303);
    assert_eq!((forum.reputation(asker), forum.reputation(answerer)), (21, 1));
}

#[test]
fn a_form_that_comes_back_keeps_what_was_typed() {
    let forum = Forum::spawn();
    let category = forum.category("brewing").to_string();
    forum.member("ada");
    let ada = forum.signed_in("ada");
    let refused = ada.post("/ask", &[("kind", "question"), ("category", &category), ("title", "Why?"), ("body", BODY), ("tags", "yeast")]);
    assert_eq!(refused.status, 422);
    assert_eq!(refused.attribute("#title", "value").as_deref(), Some("Why?"));
    assert_eq!(refused.words("#title-error"), ["At least 10 characters, please. You have 4."]);
    assert_eq!(refused.words("textarea#body"), [BODY]);
    assert_eq!(forum.guest().get("/").words(".topics .row").len(), 0, "nothing was posted");
}

#[test]
fn guests_and_foreign_sites_change_nothing() {
    let forum = Forum::spawn();
    forum.category("brewing");
    forum.member("ada");
    let guest = forum.guest().post("/ask", &[("title", "x")]);
    assert_eq!((guest.status, guest.location.as_deref()), (303, Some("/sign-in?next=%2Fask")));
    let ada = forum.signed_in("ada");
    for headers in [[("sec-fetch-site", "cross-site")], [("origin", "https://evil.example")]] {
        let foreign = ada.post_with("/ask", &[("title", "x")], &headers);
        assert_eq!(foreign.status, 403);
        assert_eq!(foreign.words("h1"), ["This form came from another site"]);
    }
    assert_eq!(forum.guest().get("/t/999/nothing").status, 404);
    assert_eq!(forum.guest().get("/t/nonsense/x").status, 404);
}

#[test]
fn a_guest_page_is_kept_and_dropped_when_it_changes() {
    let forum = Forum::spawn();
    let category = forum.category("brewing").to_string();
    forum.member("ada");
    let guest = forum.guest();
    let first = guest.get("/");
    let tag = first.headers.get("etag").unwrap().to_str().unwrap().to_owned();
    let again = guest.get_with("/", &[("if-none-match", &tag)]);
    assert_eq!(again.status, 304);
    let ada = forum.signed_in("ada");
    let asked = ada.post("/ask", &[("kind", "question"), ("category", &category), ("title", "Why does my wort stop at 1.020?"), ("body", BODY), ("tags", "")]);
    assert_eq!(asked.status, 303);
    let now = guest.get_with("/", &[("if-none-match", &tag)]);
    assert_eq!((now.status, now.words(".topics h2").len()), (200, 1));
}

#[test]
fn a_statement_speaks_of_replies_where_there_is_a_discussion() {
    let forum = Forum::spawn();
    let category = forum.category("brewing").to_string();
    let asker = forum.member("ada");
    forum.member("ben");
    let (ada, ben) = (forum.signed_in("ada"), forum.signed_in("ben"));
    let asked =
        ada.post("/ask", &[("kind", "discussion"), ("category", &category), ("title", "Your favourite bottles of the year"), ("body", BODY), ("tags", "")]);
    assert_eq!(asked.status, 303, "{}", asked.body);
    let topic: i64 = asked.location.unwrap().split('/').nth(2).unwrap().parse().unwrap();
    let reply = forum.answer(&ben, topic, ANSWER);
    forum.give_points(asker, 20);
    assert_eq!(ada.post(&format!("/posts/{reply}/vote"), &[("vote", "up")]).status, 303);
    let lines = ben.get("/statement").words("td.what");
    assert!(lines[0].starts_with("Upvote on your reply"), "{lines:?}");
}

#[test]
fn members_are_found_by_the_beginning_of_handle_and_name() {
    let forum = Forum::spawn();
    for (handle, name) in [("zhouwen", "周文博"), ("ada", "Ada Lovelace"), ("countess", "adabel")] {
        let member = forum.member(handle);
        let named = forum.app.db.write_now(move |tx| {
            let mut profile = members::profile(tx.conn, member)?.unwrap();
            profile.display_name = name.to_owned();
            members::set_profile(tx.conn, member, &profile)
        });
        named.unwrap();
    }
    let guest = forum.guest();
    for (typed, found) in [("周", vec!["zhouwen"]), ("ZHOU", vec!["zhouwen"]), ("ada", vec!["ada", "countess"]), ("Ada Lov", vec!["ada"]), ("lovelace", vec![])]
    {
        let answer = guest.get(&format!("/autocomplete/members?q={}", path_segment(typed)));
        let suggested: Vec<serde_json::Value> = serde_json::from_str(&answer.body).unwrap();
        let handles: Vec<&str> = suggested.iter().map(|s| s["handle"].as_str().unwrap()).collect();
        assert_eq!(handles, found, "{typed}");
    }
}
