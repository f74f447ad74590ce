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

#[test]
fn a_form_comes_from_here_or_does_nothing() {
    let status = |forum: &Forum, headers: &[(&str, &str)]| forum.guest().post_with("/theme", &[("theme", "dark"), ("next", "/")], headers).status;
    let open = Forum::spawn();
    let own = format!("http://{}", open.address);
    let wrong_scheme = format!("https://{}", open.address);
    for (headers, wanted) in [
        (vec![("origin", own.as_str())], 204),
        (vec![("origin", wrong_scheme.as_str())], 403),
        (vec![("origin", "null")], 403),
        (vec![("origin", "http://evil.example")], 403),
        (vec![("origin", "http://evil.example"), ("x-forwarded-host", "evil.example")], 403),
        (vec![("origin", "http://evil.example"), ("forwarded", "host=evil.example;proto=http")], 403),
        (vec![("origin", "http://evil.example"), ("x-forwarded-host", "evil.example"), ("x-forwarded-proto", "http")], 403),
        (vec![("sec-fetch-site", "cross-site"), ("origin", own.as_str())], 403),
        (vec![], 204),
    ] {
        assert_eq!(status(&open, &headers), wanted, "{headers:?}");
    }
    let behind = Forum::spawn_with(|config| {
        config.behind_proxy = true;
        config.public_url = "https://forum.example".into();
    });
    let host = format!("http://{}", behind.address);
    for (headers, wanted) in [
        (vec![("origin", "https://forum.example")], 204),
        (vec![("origin", "http://forum.example")], 403),
        (vec![("origin", host.as_str())], 403),
        (vec![("origin", "https://evil.example"), ("x-forwarded-host", "evil.example"), ("x-forwarded-proto", "https")], 403),
    ] {
        assert_eq!(status(&behind, &headers), wanted, "behind a proxy: {headers:?}");
    }
}

#[test]
fn figures_are_for_the_operator() {
    let forum = Forum::spawn_with(|config| config.metrics_token = "operators-only".into());
    let guest = forum.guest();
    let status = |headers: &[(&str, &str)]| guest.get_with("/metrics", headers).status;
    assert_eq!(status(&[]), 200, "from this machine");
    for passed_on in ["x-forwarded-for", "forwarded", "via", "x-real-ip"] {
        assert_eq!(status(&[(passed_on, "127.0.0.1")]), 404, "through a proxy on this machine: {passed_on}");
    }
    assert_eq!(status(&[("x-forwarded-for", "198.51.100.7"), ("authorization", "Bearer operators-only")]), 200);
    assert_eq!(status(&[("x-forwarded-for", "198.51.100.7"), ("authorization", "Bearer guessed")]), 404);
    assert_eq!(status(&[("authorization", "Bearer guessed")]), 404);
    assert!(!forum.app.config.shown().contains("operators-only"));
    let tokenless = Forum::spawn();
    assert_eq!(tokenless.guest().get_with("/metrics", &[("x-forwarded-for", "198.51.100.7"), ("authorization", "Bearer ")]).status, 404);
}
