//! The forum's own name: a manager gives it, every page shows it.

use crate::support::Forum;
use accolade::rules::vocabulary::Role;

#[test]
fn a_manager_names_the_forum() {
    let forum = Forum::spawn();
    forum.member_as("hanna", Role::Manager);
    let hanna = forum.signed_in("hanna");
    let guest = forum.guest();
    assert_eq!(guest.get("/").words("a.brand"), ["Accolade"]);

    let long = "G".repeat(51);
    let refused = hanna.post("/admin/site", &[("name", &long), ("description", "About beer.")]);
    assert_eq!(
        (refused.status, refused.attribute("#name", "value"), refused.attribute("#description", "value")),
        (422, Some(long), Some("About beer.".into()))
    );
    assert_eq!(hanna.post("/admin/site", &[("name", ""), ("description", "")]).status, 422);
    assert_eq!(guest.get("/").words("a.brand"), ["Accolade"], "nothing was changed");

    let named = hanna.post("/admin/site", &[("name", "Brewers of Graz"), ("description", "All about what happens in the pot.")]);
    assert_eq!(named.status, 303);
    let home = guest.get("/");
    assert_eq!(home.words("a.brand"), ["Brewers of Graz"]);
    assert!(home.words("title")[0].ends_with("Brewers of Graz"));
    assert_eq!(home.attribute("meta[name=description]", "content").as_deref(), Some("All about what happens in the pot."));
    assert!(guest.get("/feed.atom").body.contains("Brewers of Graz"));
    let logged = hanna.get("/admin/audit").words("main").join(" ");
    assert!(logged.contains("Named the forum") && logged.contains("Brewers of Graz"), "{logged}");
}
