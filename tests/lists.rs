//! Lists under another spelling of their address, and what the bell has said.

use crate::support::acts::BODY;
use crate::support::{Forum, raw};
use accolade::rules::vocabulary::Role;

#[test]
fn a_list_has_one_address_however_it_is_spelled() {
    let forum = Forum::spawn();
    let category = forum.category("brewing").to_string();
    forum.member_as("ada", Role::Moderator);
    let ada = forum.signed_in("ada");
    let asked = ada.post("/ask", &[("kind", "question"), ("category", &category), ("title", "Why does my wort stop?"), ("body", BODY), ("tags", "yeast")]);
    assert_eq!(asked.status, 303, "{}", asked.body);
    let guest = forum.guest();
    for (asked, there) in [
        ("/tags/YEAST", "/tags/yeast"),
        ("/tags/Yeast?after=x", "/tags/yeast?after=x"),
        ("/tags/%EF%BC%B9east", "/tags/yeast"),
        ("/c/BREWING", "/c/brewing"),
        ("/c/Brewing?after=x", "/c/brewing?after=x"),
    ] {
        assert_eq!(guest.status(asked), (301, Some(there.to_owned())), "{asked}");
    }
    for nowhere in ["/tags/MASH", "/tags/mash", "/c/CELLAR", "/c/cellar"] {
        assert_eq!(guest.status(nowhere).0, 404, "{nowhere}");
    }
}

/// Rewards slide in once. Who marks all as read without having seen one slide in has read of it in the list, and is not shown it again.
#[test]
fn who_has_read_of_a_reward_is_not_shown_it_any_more() {
    let forum = Forum::spawn();
    let ada = forum.member("ada");
    let client = forum.signed_in("ada");
    forum.give_points(ada, 200);
    let waiting = || raw::rows(&mut forum.connection(), "SELECT id, 0 AS a, 0 AS b FROM notifications WHERE shown_at IS NULL ORDER BY id");
    let rewards = waiting();
    assert!(!rewards.is_empty(), "a tier was reached");
    let last = rewards.last().unwrap().0.to_string();
    assert_eq!(client.post("/notifications/read", &[("last", &last)]).status, 303);
    assert_eq!(waiting(), []);
    // The next reward brings back nothing of what was read.
    forum.give_points(ada, 500);
    let page = client.get("/");
    assert!(page.words(".reward").len() <= 1, "{:?}", page.words(".reward"));
}
