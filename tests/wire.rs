//! Pages on the wire: kept for guests under what they read, compressed for members, and in an encoding that the client takes.

use crate::support::Forum;
use std::io::Read;

/// A forum with a question that has twenty answers.
fn scene() -> (Forum, String) {
    let forum = Forum::spawn();
    let category = forum.category("brewing");
    forum.member("ada");
    let ada = forum.signed_in("ada");
    let topic = forum.ask(&ada, category, "Why does my wort stop at 1.020?", "Third batch in a row that sits at 1.020 after nine days.");
    for n in 0..20 {
        forum.answer(&ada, topic, &format!("Answer {n}: warm a sample for three days and compare; see [the notes](https://example.org/{n}) and `mash {n}`."));
    }
    let path = forum.guest().get(&format!("/t/{topic}")).location.unwrap();
    (forum, path)
}

/// The bytes of an answer as they went over the wire, and its encoding.
fn raw(forum: &Forum, path: &str, headers: &[(&str, &str)]) -> (Option<String>, Vec<u8>) {
    let mut request = ureq::get(format!("http://{}{path}", forum.address)).config().max_redirects(0).build();
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut answer = request.call().unwrap();
    let encoding = answer.headers().get("content-encoding").map(|v| v.to_str().unwrap().to_owned());
    (encoding, answer.body_mut().read_to_vec().unwrap())
}

fn unpacked(encoding: Option<&str>, bytes: &[u8]) -> String {
    let mut text = String::new();
    match encoding {
        None => text = String::from_utf8(bytes.to_vec()).unwrap(),
        Some("zstd") => drop(zstd::Decoder::new(bytes).unwrap().read_to_string(&mut text).unwrap()),
        Some("gzip") => drop(flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).unwrap()),
        Some("br") => drop(brotli::Decompressor::new(bytes, 4096).read_to_string(&mut text).unwrap()),
        Some(other) => panic!("encoding {other}"),
    }
    text
}

#[test]
fn a_guests_page_is_kept_under_what_it_reads() {
    let (forum, path) = scene();
    let guest = forum.guest();
    let plain = guest.get(&path);
    let kept = forum.app.pages.count();
    for n in 0..50 {
        let other = guest.get(&format!("{path}?utm_source=mail-{n}&x{n}=1"));
        assert_eq!((other.status, &other.headers["etag"]), (200, &plain.headers["etag"]), "the same page as without");
    }
    assert_eq!(guest.get(&path.replacen("/t/", "/%74/", 1)).status, 200, "another spelling of the same path");
    assert_eq!(forum.app.pages.count(), kept, "no page was made anew");
    assert!(!guest.get(&format!("{path}?guess=secret-word")).body.contains("secret-word"), "what the page does not read is not in it");
    assert_eq!(guest.get(&format!("{path}?after=nonsense")).status, 404, "what it reads and cannot understand is still refused");
    let oldest = guest.get(&format!("{path}?sort=oldest&x=1"));
    assert_ne!(oldest.headers["etag"], plain.headers["etag"], "what it reads makes another page");
    let lists = forum.app.pages.count();
    for n in 0..20 {
        assert_eq!(guest.get(&format!("/?q={n}")).status, 200);
        assert_eq!(guest.get(&format!("/feed.atom?{n}")).status, 200);
        assert_eq!(guest.get(&format!("/top?period=nonsense-{n}")).status, 200);
    }
    assert!(forum.app.pages.count() <= lists + 3, "one page each");
}

#[test]
fn a_members_page_is_compressed_in_what_the_browser_takes() {
    let (forum, path) = scene();
    let ada = forum.session("ada");
    let page = |accepted: &str| raw(&forum, &path, &[("cookie", &ada), ("accept-encoding", accepted), ("accept", "text/html")]);
    let (none, plain) = page("identity");
    assert_eq!(none, None);
    let text = unpacked(None, &plain);
    assert!(text.contains("Answer 19") && plain.len() > 60_000, "{} bytes", plain.len());
    for (accepted, wanted) in [
        ("gzip, deflate, br, zstd", Some("zstd")),
        ("gzip, deflate, br", Some("gzip")),
        ("br", Some("br")),
        ("br;q=0", None),
        ("zstd;q=0, gzip;q=0.5, br;q=0", Some("gzip")),
    ] {
        let (encoding, bytes) = page(accepted);
        assert_eq!(encoding.as_deref(), wanted, "{accepted}");
        let unpacked = unpacked(wanted, &bytes);
        assert_eq!(unpacked.matches("Answer ").count(), text.matches("Answer ").count(), "{accepted}");
        assert!(wanted.is_none() || bytes.len() <= 20 * 1024, "{accepted}: {} of {} bytes", bytes.len(), plain.len());
    }
    let (list, _) = raw(&forum, "/", &[("cookie", &ada), ("accept-encoding", "gzip"), ("accept", "text/html")]);
    assert_eq!(list.as_deref(), Some("gzip"));
    let (settings, _) = raw(&forum, "/settings", &[("cookie", &ada), ("accept-encoding", "gzip"), ("accept", "text/html")]);
    assert_eq!(settings, None, "a page with the member's own address gives nothing away by its length");
}

#[test]
fn what_a_client_refuses_is_not_sent() {
    let (forum, path) = scene();
    for address in [path.as_str(), "/feed.atom", "/assets/js/app.js"] {
        for (accepted, wanted) in [("br", Some("br")), ("br;q=0", None), ("br;q=0.000", None), ("*;q=0", None), ("gzip, *;q=0.1", Some("br"))] {
            let (encoding, _) = raw(&forum, address, &[("accept-encoding", accepted)]);
            assert_eq!(encoding.as_deref(), wanted, "{address} for {accepted}");
        }
    }
}
