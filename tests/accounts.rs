//! A member's way back in: a forgotten password is set anew by a link that works once, and whoever was signed in before is not any more.

use crate::support::{Client, Forum, mailed_link};
use accolade::worker;

const NEW: &str = "a-newer-and-longer-password";

#[test]
fn a_forgotten_password_is_set_anew_once() {
    let forum = Forum::spawn();
    forum.member("ada");
    let (before, guest) = (forum.signed_in("ada"), forum.guest());
    assert_eq!(before.get("/settings").status, 200);
    let said = |address: &str| guest.post("/forgot", &[("email", address)]).words("main");
    assert_eq!(said("nobody@example.org"), said("ada@example.org"), "nobody learns who is a member");
    forum.app.errands.wait();
    worker::send_due(&forum.app).unwrap();
    let link = mailed_link(&forum.app, "/reset/");

    assert_eq!(guest.get(&link).status, 200);
    assert_eq!(guest.post(&link, &[("password", "short")]).status, 422);
    assert_eq!(guest.post(&link, &[("password", NEW)]).status, 303);
    assert_eq!(before.get("/settings").status, 303, "whoever was signed in before is not any more");
    assert_eq!(guest.post(&link, &[("password", "yet-another-long-password")]).status, 404, "the link worked once");
    let sign_in = |password: &str| forum.guest().post("/sign-in", &[("name", "ada"), ("password", password), ("next", "/")]).status;
    assert_eq!((sign_in("stale-bread-and-lager"), sign_in(NEW)), (422, 303));
}

#[test]
fn other_sessions_can_be_ended_and_ones_own_goes_on() {
    let forum = Forum::spawn();
    forum.member("ada");
    let browsers: Vec<Client> = (0..3).map(|_| forum.signed_in("ada")).collect();
    let list = browsers[0].get("/settings/sessions");
    assert_eq!(list.words("form[action$='/end']").len(), 2, "each of the others by itself");
    assert_eq!(browsers[0].post("/settings/sessions/end-others", &[]).status, 303);
    let signed_in: Vec<u16> = browsers.iter().map(|browser| browser.get("/settings").status).collect();
    assert_eq!(signed_in, [200, 303, 303]);
}

#[test]
fn whoever_signs_up_faster_than_people_is_asked_once_more() {
    let forum = Forum::spawn();
    let guest = forum.guest();
    let now = forum.clock.now().0.to_string();
    let mut fields = vec![("handle", "rita"), ("email", "rita@example.org"), ("password", "stale-bread-and-lager"), ("drawn", now.as_str())];
    let asked = guest.post("/sign-up", &fields);
    assert_eq!((asked.status, asked.attribute("#handle", "value").as_deref()), (422, Some("rita")), "{}", asked.body);
    assert!(asked.words("#password-error")[0].contains("once more"));
    assert_eq!(guest.get("/members/rita").status, 404, "nobody signed up");
    let drawn = asked.attribute("[name=drawn]", "value").unwrap();
    forum.clock.advance(2_000);
    fields[3].1 = &drawn;
    assert_eq!(guest.post("/sign-up", &fields).status, 303);
    assert_eq!(guest.get("/members/rita").status, 200);
}
