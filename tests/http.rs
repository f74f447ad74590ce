//! What programs ask of a site: heads of pages, whether it lives, how it does; and whose address counts behind a proxy.

use crate::support::Forum;
use accolade::pages::ROUTES;

#[test]
fn the_head_of_every_page_is_what_its_body_comes_with() {
    let forum = Forum::spawn();
    forum.category("brewing");
    forum.member("ada");
    let ada = forum.signed_in("ada");
    let mut wrong = Vec::new();
    for route in ROUTES.iter().filter(|r| r.method == "get" && !r.path.contains('{') && r.path != "/live") {
        let (whole, head) = (ada.get(route.path), ada.head(route.path));
        if (whole.status, &whole.location) != (head.status, &head.location) || !head.body.is_empty() {
            wrong.push(format!("{}: {} and {}", route.path, whole.status, head.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(forum.guest().head("/nowhere").status, 404);
}

#[test]
fn a_forum_says_how_it_does() {
    let forum = Forum::spawn();
    let guest = forum.guest();
    for path in ["/healthz", "/readyz"] {
        assert_eq!(guest.get(path).status, 200, "{path}");
    }
    let ids: Vec<String> = (0..2).map(|_| guest.get("/nowhere").headers["x-request-id"].to_str().unwrap().to_owned()).collect();
    assert!(ids.iter().all(|id| id.len() == 16) && ids[0] != ids[1], "{ids:?}");
    let metrics = guest.get("/metrics").body;
    assert!(metrics.contains("accolade_requests_total{status=\"4xx\"} 2\n"), "{metrics}");
}

#[test]
fn behind_a_proxy_the_address_is_the_one_that_the_proxy_saw() {
    let forum = Forum::spawn_with(|config| {
        config.behind_proxy = true;
        config.attempts_per_address = 3;
    });
    let tries = |address: &str, n: usize| {
        let forwarded = format!("203.0.113.{n}, {address}");
        let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", forwarded.as_str()), ("forwarded", "for=203.0.113.9")];
        forum.guest().post_with("/sign-in", &[("name", "nobody"), ("password", "wrong-password"), ("next", "/")], &headers).status
    };
    let statuses: Vec<u16> = (0..5).map(|n| tries("198.51.100.7", n)).collect();
    assert_eq!(statuses, [422, 422, 422, 429, 429], "what the client writes before changes nothing");
    assert_eq!(tries("198.51.100.8", 0), 422, "another client is not held back");
}
