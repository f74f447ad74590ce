//! Acts that leave no row have a pace, pictures a room: what is refused is told with the time to wait or what to do, and nothing typed is lost.

use crate::support::client::Answer;
use crate::support::{Forum, raw};
use accolade::rules::limits;
use accolade::rules::time::DAY;
use accolade::rules::vocabulary::Role;

/// A forum with a hundredth of what is usual, in which Ada has asked and been answered by Ben.
fn slow() -> Forum {
    Forum::spawn_with(|config| config.pace_percent = 1)
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).unwrap_or_else(|| panic!("no {name}")).to_str().unwrap()
}

/// How many rows there are of a kind.
fn count(forum: &Forum, rows: &str) -> i64 {
    raw::rows(&mut forum.connection(), &format!("SELECT COUNT(*) AS id, 0 AS a, 0 AS b FROM {rows}"))[0].0
}

#[test]
fn what_leaves_no_row_has_a_pace_and_keeps_what_was_typed() {
    let forum = slow();
    forum.member("ada");
    let ada = forum.signed_in("ada");
    // A hundredth of each allowance, and of those that would be less than one, one.
    let body = "A text that I would not like to write again.";
    for (path, fields, allowed) in [("/preview", vec![("body", body)], 1), ("/drafts", vec![("key", "ask"), ("body", body)], 3)] {
        for _ in 0..allowed {
            assert!(ada.post(path, &fields).status < 300, "{path}");
        }
        let refused = ada.post(path, &fields);
        assert_eq!(refused.status, 429, "{path}");
        let seconds: i64 = header(&refused, "retry-after").parse().unwrap();
        assert!((1..=600).contains(&seconds), "{path}: {seconds}");
        let told = if seconds <= 120 { format!("Wait {seconds} seconds") } else { format!("Wait {} minutes", (seconds + 59) / 60) };
        assert!(refused.words("main").join(" ").contains(&told), "{path}: {told} is not in {}", refused.body);
        assert_eq!(refused.words(".field textarea"), [body], "{path}");
    }
    // Searches, of members and of the network of a guest.
    for (reader, allowed) in [(&ada, 1), (&forum.guest(), 5)] {
        let statuses: Vec<u16> = (0..allowed + 1).map(|n| reader.get(&format!("/search?q=yeast+{n}")).status).collect();
        assert_eq!(statuses, [vec![200; allowed], vec![429]].concat());
    }
    let completions: Vec<u16> = (0..13).map(|_| ada.get("/autocomplete/members?q=a").status).collect();
    assert_eq!(completions, [vec![200; 12], vec![429]].concat());
}

#[test]
fn votes_cast_and_taken_back_have_a_pace() {
    let forum = slow();
    let category = forum.category("brewing");
    let ben = forum.member("ben");
    forum.member("ada");
    forum.give_points(ben, 100);
    let topic = forum.ask(&forum.signed_in("ada"), category, "Why does my wort stop at 1.020?", "Third batch in a row that sits at 1.020 after nine days.");
    let ben = forum.signed_in("ben");
    let vote = |way: &str| ben.post(&format!("/posts/{topic}/vote"), &[("vote", way)]);
    assert_eq!([vote("up"), vote("none")].map(|answer| answer.status), [303, 303]);
    let refused = vote("up");
    assert_eq!(refused.status, 429);
    assert!(!header(&refused, "retry-after").is_empty());
    assert_eq!(count(&forum, "events WHERE kind IN ('vote_cast', 'vote_retracted')"), 2);
}

#[test]
fn drafts_are_bounded_and_the_one_longest_untouched_makes_room() {
    let forum = Forum::spawn();
    forum.member("ada");
    let ada = forum.signed_in("ada");
    let keep = |n: i64| ada.post("/drafts", &[("key", &format!("answer-{n}")), ("body", "Something worth keeping.")]).status;
    for n in 0..limits::DRAFTS {
        assert_eq!(keep(n), 204);
    }
    assert_eq!(keep(limits::DRAFTS), 429, "all of them are of today");
    assert_eq!(keep(7), 204, "those that are there can be written on");
    forum.clock.advance(DAY + 1);
    assert_eq!(keep(limits::DRAFTS), 204);
    assert_eq!(count(&forum, "drafts"), limits::DRAFTS);
    assert_eq!(count(&forum, "drafts WHERE place = 'answer-0'"), 0);
}

/// A small picture like no other.
fn picture(n: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let shade = |x: u32, y: u32| image::Rgb([(x + n) as u8, (y * 3 + n / 256) as u8, n as u8]);
    image::DynamicImage::ImageRgb8(image::RgbImage::from_fn(20, 20, shade)).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn pictures_have_a_room_and_unused_ones_can_be_removed() {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    forum.member_as("mo", Role::Moderator);
    let ada_id = forum.member("ada");
    let ada = forum.signed_in("ada");
    let names: Vec<String> = (0..u32::try_from(limits::PICTURES).unwrap())
        .map(|n| {
            let sent = ada.upload("/uploads", "mash.png", &picture(n));
            assert_eq!(sent.status, 201, "{}", sent.body);
            let told: serde_json::Value = serde_json::from_str(&sent.body).unwrap();
            told["url"].as_str().unwrap().trim_start_matches("/media/").to_owned()
        })
        .collect();
    assert_eq!(ada.upload("/uploads", "mash.png", &picture(3)).status, 201, "one that is kept takes no more room");
    let refused = ada.upload("/uploads", "mash.png", &picture(999));
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("50 pictures and 50 MB") && refused.body.contains("Remove some"), "{}", refused.body);
    let face = ada.upload("/settings/avatar", "face.png", &picture(998));
    assert_eq!(face.status, 422);
    assert!(face.words(".error").join(" ").contains("50 pictures"), "{:?}", face.words(".error"));

    // The first is used in a post, the second in a draft; the third by nothing.
    let body = format!("Look at this wort, which stands still at 1.020 since nine days: ![wort](/media/{})", names[0]);
    forum.ask(&ada, category, "Why does my wort stop at 1.020?", &body);
    ada.post("/drafts", &[("key", "ask"), ("body", &format!("![mash](/media/{})", names[1]))]);
    let page = ada.get("/uploads?page=2");
    let all = format!("{}{}", ada.get("/uploads").body, page.body);
    assert!(all.contains("Why does my wort stop at 1.020?") && all.contains("in a draft"));
    let remove = |name: &str| ada.post(&format!("/uploads/{name}/remove"), &[]).status;
    assert_eq!([remove(&names[0]), remove(&names[1]), remove(&names[2])], [404, 404, 303]);
    assert_eq!(forum.signed_in("mo").post(&format!("/uploads/{}/remove", names[3]), &[]).status, 404, "somebody else's");
    assert_eq!(count(&forum, &format!("media WHERE member_id = {ada_id}")), limits::PICTURES - 1);
    assert_eq!(ada.upload("/uploads", "mash.png", &picture(999)).status, 201, "there is room again");
}
