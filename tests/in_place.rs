//! Acts that a script sends in place: the answer is no page, only that it is done, or the part that says why not.

use crate::support::Forum;

const IN_PLACE: [(&str, &str); 2] = [("sec-fetch-site", "same-origin"), ("x-in-place", "act")];

#[test]
fn an_act_in_place_is_answered_without_a_page() {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    forum.member("ada");
    let ben = forum.member("ben");
    forum.give_points(ben, 200);
    let (ada, ben) = (forum.signed_in("ada"), forum.signed_in("ben"));
    let topic = forum.ask(&ada, category, "Which yeast stays calm in summer?", "I would like to know which strain stays calm when it is warm.");
    let answer = forum.answer(&ben, topic, "A saison strain does, it was made for summers like that.");
    let done = [
        (&ben, format!("/t/{topic}/bookmark"), ("on", "on")),
        (&ben, format!("/t/{topic}/follow"), ("on", "off")),
        (&ben, format!("/posts/{answer}/comments"), ("body", "It wants some patience in winter, though.")),
        (&ada, format!("/posts/{answer}/accept"), ("accept", "on")),
    ];
    for (who, path, field) in &done {
        let said = who.post_with(path, &[*field], &IN_PLACE);
        assert_eq!((said.status, said.body.as_str()), (204, ""), "{path}");
        assert!(said.headers.contains_key("x-in-place") && said.location.is_none(), "{path} says where a page would have gone on");
    }
    // The notice of what was done, and what the act earned, are on the page that the script fetches next.
    let page = ada.get("/notifications");
    assert!(page.has("main > .notice[data-once]") && page.has("main > .reward[data-once][data-toast]"), "{}", page.body);
    assert_eq!(ada.post_with("/notifications/read", &[("last", "1000")], &IN_PLACE).status, 204);

    let refused = [
        (&ben, format!("/posts/{answer}/vote"), ("vote", "up"), 403),
        (&ben, format!("/posts/{answer}/comments"), ("body", ""), 422),
        (&ben, "/posts/999/vote".to_owned(), ("vote", "up"), 404),
    ];
    for (who, path, field, status) in &refused {
        let said = who.post_with(path, &[*field], &IN_PLACE);
        assert_eq!(said.status, *status, "{path}: {}", said.body);
        assert!(said.body.starts_with("<div class=\"why\" data-part=\"why\">") && said.has(".why p"), "{path}: {}", said.body);
    }
    let guest = forum.guest().post_with(&format!("/posts/{answer}/vote"), &[("vote", "up")], &IN_PLACE);
    assert_eq!((guest.status, guest.body.as_str()), (401, ""));
    assert!(guest.headers["x-in-place"].to_str().unwrap().starts_with("/sign-in"));
}
