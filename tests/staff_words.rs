//! Whatever staff do to what members wrote or may do, they say why, and the member reads it; and nobody goes against those above them.

use crate::support::{Client, Forum};
use accolade::actions::moderation::sanction_member::{SanctionForm, lift_sanction, sanction_member};
use accolade::actions::{Failure, Outcome};
use accolade::rules::ids::{MemberId, SanctionId};
use accolade::rules::privileges::Refusal;
use accolade::rules::time::DAY;
use accolade::rules::vocabulary::Role;
use accolade::store::{members, sanctions};

struct Scene {
    forum: Forum,
    ada: Client,
    sofia: Client,
    topic: i64,
    opening: String,
}

fn scene() -> Scene {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    forum.member("ada");
    forum.member_as("sofia", Role::Moderator);
    let (ada, sofia) = (forum.signed_in("ada"), forum.signed_in("sofia"));
    let topic = forum.ask(&ada, category, "Why does my beer stay so cloudy?", "It stood for three weeks in a cool cellar and is as cloudy as before.");
    let page = ada.follow(&ada.get(&format!("/t/{topic}")));
    let opening = page.attribute("article[id^='p']", "id").unwrap().trim_start_matches('p').to_owned();
    Scene { forum, ada, sofia, topic, opening }
}

impl Scene {
    fn told(&self) -> String {
        self.ada.get("/notifications").words("main").join(" ")
    }
}

#[test]
fn whoever_deletes_anothers_comment_says_why() {
    let s = scene();
    s.forum.clock.advance(DAY);
    let commented = s.ada.post(&format!("/posts/{}/comments", s.opening), &[("body", "This comment will not stay for long.")]);
    let comment = commented.location.unwrap().split("#c").nth(1).unwrap().to_owned();
    let path = format!("/comments/{comment}/delete");
    assert!(s.sofia.follow(&s.sofia.get(&format!("/t/{}", s.topic))).has(&format!("a[href='{path}']")), "a link to the page that asks why");
    assert!(s.sofia.get(&path).has("input[name=reason]"));
    let refused = s.sofia.post(&path, &[("reason", "")]);
    assert_eq!((refused.status, refused.has(".error")), (422, true));
    assert_eq!(s.sofia.post(&path, &[("reason", "Off topic here.")]).status, 303);
    let told = s.told();
    assert!(told.contains("Your comment in") && told.contains("Off topic here."), "{told}");
    let logged = s.sofia.get("/admin/audit").words("main").join(" ");
    assert!(logged.contains("Deleted a comment") && logged.contains("Off topic here."), "{logged}");
    assert_eq!(s.sofia.get(&path).status, 404, "it is gone");

    s.forum.clock.advance(DAY);
    let own = s.ada.post(&format!("/posts/{}/comments", s.opening), &[("body", "This one its author takes away.")]);
    let own = own.location.unwrap().split("#c").nth(1).unwrap().to_owned();
    assert_eq!(s.ada.post(&format!("/comments/{own}/delete"), &[]).status, 303, "one's own needs no reason");
    s.forum.assert_clean("after comments were deleted");
}

#[test]
fn whoever_edits_anothers_post_says_why() {
    let s = scene();
    let body = "It stood for three weeks in a cool cellar and is as cloudy as on the first day.";
    let mut fields = vec![("revision", "1"), ("title", "Why does my beer stay so cloudy?"), ("tags", ""), ("body", body), ("note", "")];
    let path = format!("/posts/{}/edit", s.opening);
    let refused = s.sofia.post(&path, &fields);
    assert_eq!((refused.status, refused.attribute("#note", "aria-invalid").as_deref()), (422, Some("true")));
    assert!(refused.body.contains("on the first day"), "what was typed stays");
    fields[4].1 = "Said it more clearly.";
    assert_eq!(s.sofia.post(&path, &fields).status, 303);
    let told = s.told();
    assert!(told.contains("edited your post") && told.contains("Said it more clearly."), "{told}");

    let again =
        [("revision", "2"), ("title", "Why does my beer stay so cloudy?"), ("tags", ""), ("body", "It stood for three weeks and is cloudy."), ("note", "")];
    assert_eq!(s.ada.post(&path, &again).status, 303, "one's own needs no reason");
}

#[test]
fn what_a_restored_post_earned_is_given_back_and_says_so() {
    let s = scene();
    let voted = s.sofia.post(&format!("/posts/{}/vote", s.opening), &[("vote", "up")]);
    assert_eq!(voted.status, 303, "{}", voted.body);
    for deed in ["delete", "restore"] {
        s.forum.clock.advance(60_000);
        let done = s.sofia.post(&format!("/posts/{}/{deed}", s.opening), &[("reason", "It was posted twice, it seems.")]);
        assert_eq!(done.status, 303, "{deed}: {}", done.body);
    }
    let lines = s.ada.get("/statement").words("table.ledger tbody tr");
    assert!(lines[0].contains("given back") && lines[0].contains("+10"), "{lines:?}");
    assert!(lines[1].contains("taken back") && lines[1].contains("−10"), "{lines:?}");
}

#[test]
fn a_new_role_comes_with_its_reason() {
    let s = scene();
    s.forum.member_as("hanna", Role::Manager);
    let hanna = s.forum.signed_in("hanna");
    let given = hanna.post("/members/ada/role", &[("role", "moderator"), ("reason", "You help newcomers every day.")]);
    assert_eq!(given.status, 303, "{}", given.body);
    let told = s.told();
    assert!(told.contains("Moderator") && told.contains("You help newcomers every day."), "{told}");
}

#[test]
fn enter_decides_nothing_where_buttons_do() {
    let s = scene();
    let ben = s.forum.member("ben");
    s.forum.give_points(ben, 100);
    let ben = s.forum.signed_in("ben");
    assert_eq!(ben.post(&format!("/posts/{}/flag", s.opening), &[("reason", "spam"), ("note", "")]).status, 303);
    let queue = s.sofia.get("/review");
    let topic = s.sofia.follow(&s.sofia.get(&format!("/t/{}", s.topic)));
    for (page, form) in [(&queue, "form[action^='/review/']"), (&topic, "form[action$='/manage']")] {
        // Browsers press the first button on Enter; one that is disabled keeps the form where it is.
        assert!(page.has(form), "{form}");
        assert!(page.attribute(&format!("{form} button"), "disabled").is_some(), "{form}");
    }
    assert!(queue.words("main").join(" ").contains("costs the author 100 points"), "what the decision costs is said");
}

#[test]
fn of_two_sanctions_the_longer_holds() {
    let s = scene();
    let (ada, sofia) = (s.member("ada"), s.member("sofia"));
    let now = s.forum.clock.now();
    let month = s.sanctions(sofia, ada, "silence", "30").unwrap();
    let day = s.sanctions(sofia, ada, "silence", "1").unwrap();
    assert_eq!(s.silenced_until(ada), Some(now.plus(30 * DAY)));
    s.lifts(sofia, month).unwrap();
    assert_eq!(s.silenced_until(ada), Some(now.plus(DAY)));
    s.lifts(sofia, day).unwrap();
    assert_eq!(s.silenced_until(ada), None);
}

#[test]
fn nobody_goes_against_those_above_them() {
    let s = scene();
    let hanna = s.forum.member_as("hanna", Role::Manager);
    let (sofia, mira) = (s.member("sofia"), s.forum.member_as("mira", Role::Moderator));
    let imposed = s.sanctions(hanna, mira, "silence", "3").unwrap();
    assert!(matches!(s.lifts(sofia, imposed), Err(Failure::Refused(Refusal::Role { role: Role::Manager }))));
    let desk = s.sofia.get("/members/mira/moderate");
    assert_eq!((desk.status, desk.has(&format!("form[action='/sanctions/{imposed}/lift']"))), (200, false), "the page says the same");
    s.lifts(hanna, imposed).unwrap();

    // A moderator does not warn a manager, by way of the review queue either.
    let browser = s.forum.signed_in("hanna");
    let topic = s.forum.ask(&browser, 1, "Who wants to come to the tasting?", "On Friday we taste what everybody brought along, at eight.");
    let page = browser.follow(&browser.get(&format!("/t/{topic}")));
    let post = page.attribute("article[id^='p']", "id").unwrap().trim_start_matches('p').to_owned();
    assert_eq!(s.sofia.post(&format!("/posts/{post}/flag"), &[("reason", "off_topic"), ("note", "")]).status, 303);
    let queue = s.sofia.get("/review");
    let item = queue.attribute("form[action^='/review/']", "action").unwrap();
    let version = queue.attribute("input[name=version]", "value").unwrap();
    let warned = s.sofia.post(&item, &[("version", version.as_str()), ("decision", "warn"), ("reason", "Not here, please.")]);
    assert_eq!(warned.status, 403, "{}", warned.body);
    assert!(!queue.has("button[value=warn]:not([disabled]):not([aria-disabled=true])"), "the page says the same");
}

impl Scene {
    fn member(&self, handle: &'static str) -> MemberId {
        self.forum.app.db.read_now(move |conn| members::by_handle(conn, handle)).unwrap().unwrap()
    }

    fn sanctions(&self, by: MemberId, member: MemberId, kind: &str, days: &str) -> Outcome<SanctionId> {
        let form = SanctionForm { kind: kind.into(), days: days.into(), reason: "A reason to be read.".into() };
        self.forum.app.db.write_now(move |tx| {
            sanction_member(tx, by, member, &form)?;
            Ok(sanctions::of_member(tx.conn, member)?[0].id)
        })
    }

    fn lifts(&self, by: MemberId, sanction: SanctionId) -> Outcome<()> {
        self.forum.app.db.write_now(move |tx| lift_sanction(tx, by, sanction, "It is enough.").map(drop))
    }

    fn silenced_until(&self, member: MemberId) -> Option<accolade::rules::time::Timestamp> {
        let now = self.forum.clock.now();
        self.forum.app.db.read_now(|conn| members::standing(conn, member)).unwrap().unwrap().silenced_until.filter(|until| *until > now)
    }
}
