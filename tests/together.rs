//! What stands side by side belongs together: a date beside the name of whoever acted then, a link that leads to what it speaks of.

use crate::support::Forum;

const BODY: &str = "I would like to know which of your strains stays calm when the cellar is warm.";

#[test]
fn lists_name_whoever_wrote_last_beside_the_date_of_it() {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    forum.member("ada");
    forum.member("ben");
    let (ada, ben) = (forum.signed_in("ada"), forum.signed_in("ben"));
    let topic = forum.ask(&ada, category, "Which yeast stays calm in summer?", BODY);
    let lists = ["/", "/top?period=all", "/c/brewing", "/mine", "/members/ada"];
    let said = |path: &str| ada.get(path).words(".row .meta").join(" | ");
    for path in lists.iter().chain(&["/unanswered"]) {
        assert!(said(path).contains("ada (Newcomer) asked"), "{path}: {}", said(path));
    }
    forum.answer(&ben, topic, "A saison strain does, it was made for summers like that.");
    ada.post(&format!("/t/{topic}/bookmark"), &[("on", "on")]);
    ada.post(&format!("/t/{topic}/follow"), &[("on", "on")]);
    for path in lists.iter().chain(&["/bookmarks", "/followed"]) {
        assert!(said(path).contains("ben (Newcomer) answered just now"), "{path}: {}", said(path));
        assert!(!said(path).contains("ada"), "{path}: {}", said(path));
    }
    assert!(forum.guest().get("/categories").words(".latest").join(" ").contains("ben"));
}

#[test]
fn every_post_and_comment_says_when_it_was_written_with_a_link_to_itself() {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    forum.member("ada");
    forum.member("ben");
    let (ada, ben) = (forum.signed_in("ada"), forum.signed_in("ben"));
    let topic = forum.ask(&ada, category, "Which yeast stays calm in summer?", BODY);
    let answer = forum.answer(&ben, topic, "A saison strain does, it was made for summers like that.");
    forum.clock.advance(3_600_000);
    assert_eq!(ben.post(&format!("/posts/{answer}/comments"), &[("body", "It wants some patience in winter, though.")]).status, 303);
    let guest = forum.guest();
    let page = guest.follow(&guest.get(&format!("/posts/{answer}")));
    let opening = answer - 1;
    assert_eq!(page.words(&format!("#p{opening} .by > a.when[href='/posts/{opening}'] time[datetime]")).len(), 1);
    assert_eq!(page.words(&format!("#p{opening} .by > a.when")), ["asked 1 h ago"]);
    assert_eq!(page.words(&format!("#p{answer} .by > a.when[href='/posts/{answer}']")), ["answered 1 h ago"]);
    let link = page.attribute(".comments li a.when", "href").unwrap();
    let comment = page.attribute(".comments li", "id").unwrap();
    assert_eq!(page.words(".comments li a.when"), ["just now"]);
    assert_eq!(guest.get(&link).location.unwrap().split('#').nth(1), Some(comment.as_str()));
    // Neither a deleted comment nor one that never was leads anywhere.
    assert_eq!(ben.post(&format!("{link}/delete"), &[]).status, 303);
    assert_eq!((guest.get(&link).status, guest.get("/comments/999").status, guest.get("/comments/x").status), (404, 404, 404));
}

#[test]
fn a_reward_leads_to_what_shows_it() {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    forum.member("ada");
    forum.member("ben");
    let (ada, ben) = (forum.signed_in("ada"), forum.signed_in("ben"));
    // A badge that brings no points: its own page.
    let profile =
        [("display_name", "Ada"), ("about", "I brew lager in a cellar of four square metres."), ("time_zone", "UTC"), ("language", "en"), ("theme", "auto")];
    assert_eq!(ada.post("/settings", &profile).status, 303);
    let page = ada.get("/");
    assert_eq!((page.words(".reward a.more"), page.attribute(".reward a.more", "href")), (vec!["See the badge".into()], Some("/badges/autobiographer".into())));
    // Points: the line of the statement, also when it is no longer among the latest.
    let topic = forum.ask(&ada, category, "Which yeast stays calm in summer?", BODY);
    let answer = forum.answer(&ben, topic, "A saison strain does, it was made for summers like that.");
    assert_eq!(ada.post(&format!("/posts/{answer}/accept"), &[("accept", "on")]).status, 303);
    let page = ben.get("/");
    let link = page.attribute(".reward a.more", "href").unwrap();
    let (path, line) = link.split_once('#').unwrap();
    assert!(ben.get(path).has(&format!("tr#{line}")), "{link}");
    let voters: Vec<_> = (0..60).map(|n| format!("voter{n}")).collect();
    for voter in &voters {
        let id = forum.member(voter);
        forum.give_points(id, 100);
        forum.clock.advance(86_400_000 / 10);
        assert_eq!(forum.signed_in(voter).post(&format!("/posts/{answer}/vote"), &[("vote", "up")]).status, 303);
    }
    assert!(!ben.get("/statement").has(&format!("tr#{line}")), "there are enough newer lines");
    let page = ben.get(path);
    assert!(page.has(&format!("tr#{line}")) && page.has("a[rel=first]"), "{}", page.body);
    assert_eq!(ben.get("/statement?line=x").status, 404);
}
