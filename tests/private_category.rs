//! A category that is for one group, with everything that a category can have: whoever is not in the group finds no trace of it. The walk is
//! made from the route table, so that a new route cannot be forgotten: one without an example fails.

mod scene;
mod walk;

use crate::support::Forum;
use accolade::rules::vocabulary::Role;
use scene::{MARK, Scene};
use walk::{Who, form_examples, page_examples, told_alike};

#[test]
fn a_guest_finds_nothing_before_and_after_and_from_the_cache() {
    let scene = Scene::open_to_all();
    let guest = scene.forum.guest();
    // While it is for everybody, its words are everywhere, and what guests were shown is kept.
    let told = walk::pages(&scene, &guest, Who::Guest);
    for page in ["/", "/c/{slug}", "/t/{id}/{slug}", "/search", "/feed.atom", "/tags", "/members/{handle}", "/categories", "/sitemap-{n}.xml"] {
        assert!(told.iter().any(|(route, _)| *route == page), "{page} does not show what everybody may see");
    }
    scene.close();
    for round in ["at once", "from the cache"] {
        let told = walk::pages(&scene, &guest, Who::Guest);
        assert!(told.is_empty(), "{round}: {told:?}");
    }
    let told = walk::forms(&scene, &guest, Who::Guest);
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn an_outsider_finds_nothing_whatever_privileges_they_have() {
    let scene = Scene::closed();
    let outsider = scene.forum.signed_in("outsider");
    scene.rewards_wait("outsider", "none");
    let told = walk::pages(&scene, &outsider, Who::Outsider);
    assert!(told.is_empty(), "{told:?}");
    let told = walk::forms(&scene, &outsider, Who::Outsider);
    assert!(told.is_empty(), "{told:?}");
    scene.rewards_wait("outsider", "mentioned");
    assert!(!walk::stream(&scene, "outsider").contains(MARK));
}

#[test]
fn whoever_is_removed_finds_nothing_from_the_next_request_on() {
    let scene = Scene::closed();
    let removed = scene.forum.signed_in("removed");
    let told = walk::pages(&scene, &removed, Who::Insider);
    for page in ["/", "/mine", "/followed", "/bookmarks", "/notifications", "/statement", "/t/{id}/{slug}", "/posts/{id}/edit", "/review"] {
        assert!(told.iter().any(|(route, _)| *route == page), "{page} does not show an insider what is theirs");
    }
    scene.rewards_wait("removed", "accepted");
    assert!(walk::stream(&scene, "removed").contains(MARK), "a reward from inside slides in");
    scene.remove("removed");
    let told = walk::pages(&scene, &removed, Who::Outsider);
    assert!(told.is_empty(), "{told:?}");
    scene.rewards_wait("removed", "none");
    let told = walk::forms(&scene, &removed, Who::Outsider);
    assert!(told.is_empty(), "{told:?}");
    scene.rewards_wait("removed", "accepted");
    assert!(!walk::stream(&scene, "removed").contains(MARK));
    crate::support::raw::run(&mut scene.forum.connection(), "UPDATE members SET good_count = 0");
    scene.forum.assert_clean("after a removal");
}

#[test]
fn the_points_of_the_removed_stay_and_say_no_more_where_they_come_from() {
    let scene = Scene::closed();
    let removed = scene.forum.signed_in("removed");
    let before = removed.get("/statement");
    assert!(before.body.contains(MARK));
    scene.remove("removed");
    let after = removed.get("/statement");
    assert!(!after.body.contains(MARK));
    assert_eq!(after.words(".balance"), before.words(".balance"), "every balance is what it was");
}

#[test]
fn an_insider_sees_it_all() {
    let scene = Scene::closed();
    let inside = scene.forum.signed_in("inside");
    let told = walk::pages(&scene, &inside, Who::Insider);
    let missing: Vec<&str> = walk::SHOWING.into_iter().filter(|page| !told.iter().any(|(route, _)| route == page)).collect();
    assert!(missing.is_empty(), "an insider finds nothing on {missing:?}");
}

#[test]
fn what_is_not_for_you_is_answered_as_what_is_not_there() {
    let scene = Scene::closed();
    scene.remove("removed");
    for handle in ["outsider", "removed"] {
        let client = scene.forum.signed_in(handle);
        scene.rewards_wait(handle, "none");
        for (here, nowhere) in told_alike(&scene) {
            let (found, none) = (client.get(&here), client.get(&nowhere));
            assert_eq!((found.status, found.location.clone()), (404, None), "{handle} {here}");
            assert_eq!(found.body.replace(&here, "·"), none.body.replace(&nowhere, "·"), "{handle}: {here} is told apart from {nowhere}");
        }
    }
    let guest = scene.forum.guest();
    for (here, nowhere) in told_alike(&scene) {
        let (found, none) = (guest.get(&here), guest.get(&nowhere));
        assert_eq!((found.status, found.location.is_some()), (none.status, none.location.is_some()), "{here}");
        assert!(!walk::tells(&found.body, &here), "{here}");
    }
}

#[test]
fn what_is_looked_for_is_answered_as_if_it_were_nowhere() {
    let scene = Scene::closed();
    let (guest, outsider) = (scene.forum.guest(), scene.forum.signed_in("outsider"));
    scene.rewards_wait("outsider", "none");
    // A word that stands inside only, and one that stands nowhere: the same answer, and the same numbers in it.
    for (inside, nowhere) in [("quokka", "quokkb"), ("friends", "friendz")] {
        for path in ["/search?q=", "/search?q=user:removed+", "/search?q=tag:shared+", "/similar?title=How+do+I+feed+the+", "/autocomplete/tags?q="] {
            for reader in [&guest, &outsider] {
                let (found, none) = (reader.get(&format!("{path}{inside}")), reader.get(&format!("{path}{nowhere}")));
                assert_eq!((found.status, found.body.replace(inside, "·")), (none.status, none.body.replace(nowhere, "·")), "{path}{inside}");
            }
        }
    }
    // Numbers count what the reader sees.
    for reader in [&guest, &outsider] {
        assert!(reader.get("/tags").words(".taggrid .quiet").iter().all(|said| said.starts_with("1 ")), "the tag is on one topic that they see");
        let profile = reader.get("/members/inside");
        let numbers: Vec<String> = profile.words("dl.stats dd");
        assert_eq!(numbers[1..5], ["0", "0", "0", "0"], "answers, accepted, questions, comments: all of it was written inside");
    }
    // Who may make no tags learns of a tag's being there by being let use it: not of this one.
    scene.forum.member("newcomer");
    let newcomer = scene.forum.signed_in("newcomer");
    let ask = |tag: &str| {
        let category = scene.public_category.to_string();
        let body = "A question of a newcomer, of the length that it takes.";
        let fields = [("kind", "question"), ("category", category.as_str()), ("title", "May I use this tag in here?"), ("body", body), ("tags", tag)];
        let answer = newcomer.post("/ask", &fields);
        (answer.status, answer.words("p.error").join(" ").replace(tag, "·"))
    };
    assert_eq!(ask(MARK), ask("no-such-tag"));
    assert_eq!(ask(MARK).0, 422);
    let bell = |handle: &str| scene.forum.signed_in(handle).get("/guidelines").attribute(".bell", "aria-label").unwrap();
    let before = bell("removed");
    scene.remove("removed");
    let (after, listed) = (bell("removed"), scene.forum.signed_in("removed").get("/notifications").words("li.item.unread").len());
    assert_ne!(before, after);
    assert!(after.contains(&format!("{listed} unread")), "the bell counts what the page lists: {after}, {listed}");
}

#[test]
fn every_route_has_an_example() {
    let scene = Scene::closed();
    for route in accolade::pages::ROUTES {
        let examples = if route.method == "get" { page_examples(&scene, route.path).len() } else { form_examples(&scene, route.path).len() };
        assert!(examples > 0, "{} {}", route.method, route.path);
    }
}

#[test]
fn mails_that_wait_are_not_sent_to_whoever_was_removed_meanwhile() {
    let scene = Scene::closed();
    let waiting = scene.mails();
    assert!(waiting.iter().any(|m| m.0 == "removed") && waiting.iter().any(|m| m.0 == "inside"), "{waiting:?}");
    assert!(!waiting.iter().any(|m| m.0 == "outsider" && m.1 == "mention"), "who may not read it is not told that they were mentioned");
    scene.remove("removed");
    scene.forum.clock.advance(24 * 3_600_000);
    accolade::worker::send_due(&scene.forum.app).unwrap();
    let sent = scene.sent();
    assert!(sent.iter().any(|(to, text)| to == "inside@example.org" && text.contains(MARK)), "{sent:?}");
    for (to, text) in &sent {
        assert!(to == "inside@example.org" || !text.contains(MARK), "{to} is told:\n{text}");
    }
}

#[test]
fn a_key_of_a_feed_shows_what_its_member_sees_until_either_is_taken_back() {
    let scene = Scene::closed();
    let inside = scene.forum.signed_in("inside");
    let made = inside.post("/settings/feeds", &[("name", "My reader")]);
    assert_eq!(made.status, 201, "{}", made.body);
    let address = made.attribute("#address", "value").unwrap();
    let path = address.split_once("/feed.atom").map(|(_, rest)| format!("/feed.atom{rest}")).unwrap();
    let key = path.split_once('?').unwrap().1.to_owned();
    let reader = scene.forum.guest();
    let (topic, slug) = (scene.topic, &scene.category_slug);
    let all = [path.clone(), format!("/c/{slug}/feed.atom?{key}"), format!("/tags/{MARK}/feed.atom?{key}"), format!("/t/{topic}/feed.atom?{key}")];
    for path in &all {
        let fed = reader.get(path);
        assert!(fed.status == 200 && fed.body.contains(MARK), "{path}: {}", fed.body);
        assert_eq!(fed.headers.get("cache-control").unwrap(), "private, no-store");
    }
    assert!(!reader.get("/feed.atom").body.contains(MARK), "a key opens nothing for others");
    assert_eq!(reader.get("/feed.atom?key=nonsense").status, 404);
    assert!(inside.get("/settings/feeds").body.contains("My reader"));
    scene.remove("inside");
    assert!(!reader.get(&path).body.contains(MARK), "asked again on each fetch");
    assert_eq!(reader.get(&all[1]).status, 404);
    let removal = inside.get("/settings/feeds").attribute("form.end", "action").unwrap();
    assert_eq!(inside.post(&removal, &[]).status, 303);
    assert_eq!(reader.get(&path).status, 404, "a key that was taken back leads nowhere");
}

#[test]
fn a_topic_that_is_moved_in_takes_all_its_traces_with_it() {
    let scene = Scene::closed();
    let (guest, manager) = (scene.forum.guest(), scene.forum.signed_in("manager"));
    let public = scene.public_category.to_string();
    let moved = manager.post(&format!("/t/{}/manage", scene.topic), &[("order", "move"), ("category", &public), ("reason", "It belongs there.")]);
    assert_eq!(moved.status, 303, "{}", moved.body);
    let path = format!("/t/{}/{}", scene.topic, scene.slug);
    for page in [path.as_str(), "/", "/search?q=quokka", "/feed.atom", &scene.picture] {
        assert_eq!(guest.get(page).status, 200, "{page}");
    }
    let closed = scene.category.to_string();
    let moved = manager.post(&format!("/t/{}/manage", scene.topic), &[("order", "move"), ("category", &closed), ("reason", "It belongs there.")]);
    assert_eq!(moved.status, 303, "{}", moved.body);
    for round in 0..2 {
        let told = walk::pages(&scene, &guest, Who::Guest);
        assert!(told.is_empty(), "{round}: {told:?}");
    }
}

#[test]
fn each_audience_opens_a_category_to_whom_it_names() {
    let forum = Forum::spawn();
    forum.member_as("boss", Role::Manager);
    forum.member("rich");
    forum.member("poor");
    let boss = forum.signed_in("boss");
    let rich = forum.app.db.read_now(|conn| accolade::store::members::by_handle(conn, "rich")).unwrap().unwrap();
    forum.give_points(rich, 25_000);
    let category = forum.category("place");
    let high = forum.app.db.read_now(|conn| accolade::store::members::card(conn, rich)).unwrap().unwrap().tier;
    let visitors = [forum.guest(), forum.signed_in("poor"), forum.signed_in("rich"), forum.signed_in("boss")];
    let statuses = || visitors.each_ref().map(|visitor| visitor.get("/c/place").status);
    let set = |audience: &str, tier: &str| {
        let fields =
            [("name", "Place"), ("slug", "place"), ("description", ""), ("colour", "#336699"), ("audience", audience), ("tier", tier), ("reason", "So it is.")];
        let saved = boss.post(&format!("/admin/categories/{category}"), &fields);
        assert_eq!(saved.status, 303, "{}", saved.body);
    };
    assert_eq!(statuses(), [200; 4]);
    set("members", "");
    assert_eq!(statuses(), [404, 200, 200, 200]);
    set("tier", &high);
    assert_eq!(statuses(), [404, 404, 200, 200]);
    set("everybody", "");
    assert_eq!(statuses(), [200; 4]);
    let log = boss.get("/admin/audit").body;
    assert!(log.contains("Place → members · So it is.") && log.contains(&format!("Place → tier: {high}")), "{log}");
}

#[test]
fn an_audience_or_a_group_that_would_be_nobodys_is_refused_and_what_was_typed_stays() {
    let scene = Scene::closed();
    let manager = scene.forum.signed_in("manager");
    let path = format!("/admin/categories/{}", scene.category);
    let base = [("name", "Kept name"), ("slug", "kept"), ("colour", "#336699"), ("reason", "So it is.")];
    let with = |more: &[(&'static str, &'static str)]| [base.as_slice(), more].concat();
    for (wrong, field) in [
        (with(&[("audience", "groups")]), "no group"),
        (with(&[("audience", "groups"), ("groups", "999")]), "an unknown group"),
        (with(&[("audience", "groups"), ("groups", "x")]), "no number"),
        (with(&[("audience", "tier"), ("tier", "nobility")]), "an unknown tier"),
        (with(&[("audience", "nobody")]), "an unknown kind"),
    ] {
        let answer = manager.post(&path, &wrong);
        assert_eq!(answer.status, 422, "{field}");
        assert!(answer.has("p.error") && answer.body.contains("Kept name"), "{field}");
    }
    let unexplained = manager.post(&path, &[("name", "Kept name"), ("slug", "kept"), ("colour", "#336699"), ("audience", "everybody")]);
    assert_eq!(unexplained.status, 422, "who may read it does not change without a reason");
    assert_eq!(scene.forum.guest().get(&format!("/c/{}", scene.category_slug)).status, 404, "nothing was changed");
    let group = format!("/admin/groups/{}", scene.group);
    let kept = manager.post(&format!("{group}/delete"), &[("reason", "Nobody needs it.")]);
    assert_eq!(kept.status, 403, "{}", kept.body);
    assert!(kept.body.contains("is for this group"), "{}", kept.body);
    for (fields, field) in [
        (vec![("member", "nobody-of-this-name"), ("reason", "Welcome.")], "an unknown member"),
        (vec![("member", "inside"), ("reason", "Welcome.")], "who is in it"),
        (vec![("member", "outsider"), ("reason", "")], "no reason"),
    ] {
        let answer = manager.post(&format!("{group}/members"), &fields);
        assert_eq!(answer.status, 422, "{field}: {}", answer.body);
        assert!(answer.body.contains(fields[0].1), "{field}: what was typed stays");
    }
    assert_eq!(manager.post("/admin/groups", &[("name", "insiders")]).status, 422, "the name is taken, capitals aside");
    assert_eq!(manager.post("/admin/groups", &[("name", "")]).status, 422);
    // Without a category it may go.
    let fields = [("name", "Open"), ("slug", "open-now"), ("colour", "#336699"), ("audience", "everybody"), ("reason", "For all.")];
    assert_eq!(manager.post(&path, &fields).status, 303);
    assert_eq!(manager.post(&format!("{group}/delete"), &[("reason", "Nobody needs it.")]).status, 303);
    assert_eq!(manager.get(&group).status, 404);
    assert!(scene.forum.signed_in("outsider").get("/admin/groups").status == 403);
}
