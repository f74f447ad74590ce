//! A member's profile: how far the nearest badges are, and what is written about oneself, seen before it is saved.

use crate::support::Forum;
use accolade::rules::time::HOUR;

#[test]
fn a_profile_shows_how_far_the_nearest_badges_are() {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    forum.member("ada");
    let ada = forum.signed_in("ada");
    let near = || ada.get("/members/ada").words(".shelf .next");
    assert!(!near().iter().any(|line| line.contains("topic so far")), "nobody is held to topics they have not opened: {:?}", near());

    let topic = forum.ask(&ada, category, "Why does my wort stop at 1.020?", "Third batch in a row that sits at 1.020 after nine days.");
    let path = forum.guest().get(&format!("/t/{topic}")).location.unwrap();
    // Reading again and again is one view; coming back an hour later is another.
    for wait in [0, 1_000, HOUR, 0] {
        forum.clock.advance(wait);
        assert_eq!(forum.guest().get(&path).status, 200);
    }
    actix_web::rt::System::new().block_on(accolade::worker::write_views_now(&forum.app)).unwrap();
    let lines = near();
    let line = |badge: &str| lines.iter().find(|line| line.starts_with(badge)).unwrap_or_else(|| panic!("no {badge} in {lines:?}")).as_str();
    assert_eq!(line("Student"), "Student best topic so far: score 0 of 1");
    assert_eq!(line("Popular Question"), "Popular Question most-viewed topic so far: 2 of 1,000 views");
}

#[test]
fn what_is_written_of_oneself_can_be_seen_before_it_is_saved() {
    let forum = Forum::spawn();
    forum.member("ada");
    let ada = forum.signed_in("ada");
    let headers = [("sec-fetch-site", "same-origin"), ("accept", "text/html")];
    let page = ada.post_with("/preview", &[("display_name", "Ada"), ("about", "I brew **lager**.")], &headers);
    assert_eq!((page.status, page.words("main .prose strong")), (200, vec!["lager".to_owned()]));
    assert!(page.has("h1"), "a browser without scripts gets a page");
    let part = ada.post("/preview", &[("body", "I brew **lager**.")]);
    assert_eq!((part.has("strong"), part.has("h1")), (true, false), "a script gets the text alone");
    assert_eq!(ada.get("/members/ada").words("main strong"), Vec::<String>::new(), "nothing was saved");
}
