//! What strangers learn about an account, and what they can do to it: nothing by signing up, asking for mails or guessing passwords.

use crate::support::process::{self, Scene};
use crate::support::smtp::SmtpServer;
use crate::support::{Client, Forum, PASSWORD, mailed_link};
use accolade::rules::time::{DAY, HOUR, MINUTE};
use accolade::store::outbox;
use accolade::worker;
use std::process::Stdio;

/// The password of whoever signs up: not the one that the owner of the address has.
const OWN: &str = "unmashed-copper-kettle";

/// The answer to a sign-up as a browser sees it, without what differs from one to the next: values of cookies, and what was typed.
fn sign_up(forum: &Forum, guest: &Client, handle: &str, email: &str) -> (u16, Vec<String>, String) {
    let drawn = forum.clock.now().plus(-MINUTE).0.to_string();
    let answer = guest.post("/sign-up", &[("handle", handle), ("email", email), ("password", OWN), ("drawn", &drawn)]);
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| {
            let value = value.to_str().unwrap();
            match value.split_once(';').filter(|_| name == "set-cookie") {
                Some((cookie, rules)) => format!("{name}: {}… of {} {rules}", cookie.split('=').next().unwrap(), cookie.len()),
                None => format!("{name}: {value}"),
            }
        })
        .collect();
    headers.sort();
    (answer.status, headers, answer.body.replace(handle, "HANDLE").replace(email, "EMAIL"))
}

fn queued(forum: &Forum, kind: &str) -> usize {
    forum.app.errands.wait();
    forum.app.db.read_now(|conn| outbox::before(conn, None, 500)).unwrap().iter().filter(|mail| mail.kind == kind).count()
}

#[test]
fn signing_up_does_not_tell_whether_an_address_is_known() {
    let forum = Forum::spawn();
    forum.member("ada");
    let strangers = [(forum.guest(), "eve-one", "ada@example.org"), (forum.guest(), "eve-two", "new@example.org")];
    let seen = strangers.each_ref().map(|(guest, handle, email)| {
        let mut seen = vec![format!("{:?}", sign_up(&forum, guest, handle, email))];
        let mut see = |what: &str, client: &Client, path: &str, fields: &[(&str, &str)]| {
            let answer = if fields.is_empty() { client.get(path) } else { client.post(path, fields) };
            let body = answer.body.replace(handle, "HANDLE").replace(email, "EMAIL");
            let body = body.split("name=\"drawn\"").next().unwrap();
            seen.push(format!("{what}: {} {:?} {body}", answer.status, answer.location));
        };
        let other = forum.guest();
        see("what comes next", guest, "/confirm", &[]);
        see("the mail again", guest, "/confirm", &[("again", "on")]);
        see("settings", guest, "/settings/mail", &[]);
        see("profile", &other, &format!("/members/{handle}"), &[]);
        let sign_in = |name| [("name", name), ("password", OWN), ("next", "/")];
        see("by name", &other, "/sign-in", &sign_in(handle));
        see("by address", &forum.guest(), "/sign-in", &sign_in(email));
        let drawn = forum.clock.now().plus(-MINUTE).0.to_string();
        see("the name again", &forum.guest(), "/sign-up", &[("handle", handle), ("email", "x@example.org"), ("password", PASSWORD), ("drawn", &drawn)]);
        see("forgotten", &forum.guest(), "/forgot", &[("email", email)]);
        seen
    });
    for (known, unknown) in seen[0].iter().zip(&seen[1]) {
        assert_eq!(known, unknown);
    }
    assert!(seen[0][0].starts_with("(303"), "{}", seen[0][0]);
    assert_eq!((queued(&forum, "already_member"), queued(&forum, "confirm_email")), (1, 2), "only the mails tell");
}

#[test]
fn strangers_have_few_mails_sent_to_an_address() {
    let forum = Forum::spawn();
    forum.member("ada");
    for n in 0..25 {
        sign_up(&forum, &forum.guest(), &format!("known-{n}"), "ada@example.org");
        sign_up(&forum, &forum.guest(), &format!("new-{n}"), "new@example.org");
        forum.guest().post("/forgot", &[("email", " Ada@Example.org\u{202E}")]);
    }
    assert_eq!((queued(&forum, "already_member"), queued(&forum, "confirm_email"), queued(&forum, "reset_password")), (1, 3, 2));
    // The number comes back, and however many hours somebody keeps at it, few are sent.
    for _ in 0..12 {
        forum.clock.advance(HOUR);
        forum.guest().post("/forgot", &[("email", "ada@example.org")]);
        forum.app.errands.wait();
    }
    assert_eq!(queued(&forum, "reset_password"), 5);
    // Meanwhile the owner asks from a browser that the account knows.
    let ada = forum.signed_in("ada");
    ada.post("/sign-out", &[]);
    ada.post("/forgot", &[("email", "ada@example.org")]);
    assert_eq!(queued(&forum, "reset_password"), 6);
    forum.clock.advance(DAY);
    forum.guest().post("/forgot", &[("email", "ada@example.org")]);
    assert_eq!(queued(&forum, "reset_password"), 7);
}

#[test]
fn an_address_belongs_to_whoever_confirms_it() {
    let forum = Forum::spawn();
    let (eve, ada) = (forum.guest(), forum.guest());
    sign_up(&forum, &eve, "eve", "ada@example.org");
    worker::send_due(&forum.app).unwrap();
    let of_eve = mailed_link(&forum.app, "/confirm/");
    for file in std::fs::read_dir(forum.app.mailer.folder().unwrap()).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    sign_up(&forum, &ada, "ada", "ada@example.org");
    worker::send_due(&forum.app).unwrap();
    let of_ada = mailed_link(&forum.app, "/confirm/");
    assert_eq!(ada.post(&of_ada, &[]).location.as_deref(), Some("/"));
    assert_eq!(eve.post(&of_eve, &[]).status, 404, "the address is another's");
    assert_eq!(forum.guest().post("/sign-in", &[("name", "ADA@example.org"), ("password", OWN), ("next", "/")]).status, 303);
    // What follows goes to the account that has the address, and the other one stays as it was.
    eve.post("/confirm", &[]);
    assert_eq!((queued(&forum, "confirm_email"), queued(&forum, "already_member")), (2, 1));
    assert_eq!(eve.get("/ask").status, 403);
}

/// One wrong or right try behind a proxy that saw this address.
fn tries(guest: &Client, name: &str, password: &str, address: &str) -> u16 {
    let headers = [("sec-fetch-site", "same-origin"), ("x-forwarded-for", address)];
    guest.post_with("/sign-in", &[("name", name), ("password", password), ("next", "/")], &headers).status
}

fn behind_a_proxy() -> Forum {
    Forum::spawn_with(|config| config.behind_proxy = true)
}

#[test]
fn nobody_is_locked_out_by_a_stranger() {
    let forum = behind_a_proxy();
    forum.member("ada");
    let own = forum.guest();
    assert_eq!(tries(&own, "ada", PASSWORD, "203.0.113.9"), 303);
    own.post("/sign-out", &[]);
    // Each spelling of a name is one name: nothing that cannot be seen renews the allowance.
    let names = ["ada", "ADA", " ada ", "a\u{202E}da", "ada\u{FEFF}", "\u{2066}Ada", "ada\u{0}", "aDa\u{7}", "ada\t", "ada"];
    let statuses: Vec<u16> = names.iter().chain(["ada", "a\u{202D}da"].iter()).map(|name| tries(&forum.guest(), name, "wrong", "198.51.100.7")).collect();
    assert_eq!(statuses, [422, 422, 422, 422, 422, 422, 422, 422, 422, 422, 429, 429]);
    assert_eq!(tries(&forum.guest(), "ada", PASSWORD, "198.51.100.7"), 429, "a guesser who happens to be right learns nothing");
    assert_eq!(tries(&forum.guest(), "ada", PASSWORD, "203.0.113.10"), 303, "the owner in another place");
    assert_eq!(tries(&own, "ada", PASSWORD, "198.51.100.7"), 303, "and in the guesser's own network, in a browser that the account knows");
    assert_eq!(tries(&forum.guest(), "nobody", "wrong", "198.51.100.7"), 422, "other names have their own allowance");
}

#[test]
fn a_network_is_counted_as_one_however_it_is_spelled() {
    let forum = Forum::spawn_with(|config| {
        config.behind_proxy = true;
        config.attempts_per_address = 3;
    });
    let all = |spellings: &[&str]| -> Vec<u16> { spellings.iter().map(|address| tries(&forum.guest(), "nobody", "wrong", address)).collect() };
    assert_eq!(all(&["2001:db8::1", "[2001:db8::2]:443", "2001:DB8:0:0:ffff::3", "2001:db8::4%eth0"]), [422, 422, 422, 429]);
    assert_eq!(all(&["198.51.100.7", "::ffff:198.51.100.7", "198.51.100.7:99", "[::ffff:c633:6407]"]), [422, 422, 422, 429]);
    assert_eq!(all(&["2001:db8:0:1::1", "198.51.100.8"]), [422, 422], "others are not held back");
    // What is no address is not taken for one: all that is known is the proxy's own.
    assert_eq!(all(&["unknown", "x1", "x2", "x3"]), [422, 422, 422, 429]);
}

#[test]
fn one_mailbox_is_one_account_and_gets_its_mails() {
    let server = SmtpServer::start();
    let forum = Forum::spawn_with(|config| config.smtp_url.clone_from(&server.url));
    sign_up(&forum, &forum.guest(), "yvo", "y@bücher.example");
    worker::send_due(&forum.app).unwrap();
    assert_eq!(server.received().iter().map(|mail| mail.to.clone()).collect::<Vec<_>>(), [["y@xn--bcher-kva.example"]]);
    let link = accolade::mailer::eml::read(&server.received()[0].raw).text;
    let link = link.split("/confirm/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    assert_eq!(forum.guest().post(&format!("/confirm/{link}"), &[]).status, 303);

    // Its other spellings are known.
    sign_up(&forum, &forum.guest(), "zoe", "Y@XN--BCHER-KVA.example");
    assert_eq!((queued(&forum, "confirm_email"), queued(&forum, "already_member")), (1, 1));
    for name in ["y@bücher.example", "y@xn--bcher-kva.example"] {
        assert_eq!(forum.guest().post("/sign-in", &[("name", name), ("password", OWN), ("next", "/")]).status, 303, "{name}");
    }
    let yvo = forum.guest();
    yvo.post("/sign-in", &[("name", "yvo"), ("password", OWN), ("next", "/")]);
    assert!(yvo.get("/settings/mail").body.contains("y@bücher.example"), "people read the letters");

    // An address that an earlier version kept as it was typed.
    forum.member("old");
    crate::support::raw::run(
        &mut forum.connection(),
        "UPDATE accounts SET email = 'o@Bücher.example', email_key = 'o@bücher.example' WHERE email_key = 'old@example.org'",
    );
    for name in ["o@bücher.example", "o@xn--bcher-kva.example"] {
        assert_eq!(forum.guest().post("/sign-in", &[("name", name), ("password", PASSWORD), ("next", "/")]).status, 303, "{name}");
    }
    forum.guest().post("/forgot", &[("email", "o@xn--bcher-kva.example")]);
    forum.app.errands.wait();
    worker::send_due(&forum.app).unwrap();
    assert_eq!(server.received().last().unwrap().to, ["o@xn--bcher-kva.example"]);

    // What no mail server would take is refused at the door.
    let drawn = forum.clock.now().plus(-MINUTE).0.to_string();
    let refused = forum.guest().post("/sign-up", &[("handle", "dot"), ("email", "a..b@example.org"), ("password", PASSWORD), ("drawn", &drawn)]);
    assert_eq!((refused.status, refused.attribute("#email", "value").as_deref()), (422, Some("a..b@example.org")));
}

#[test]
fn the_log_has_no_secret_and_says_who_tried_what() {
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::new(folder.path(), 0);
    let file = folder.path().join("log");
    let mut node = process::start_logging(&scene.config, "info", Stdio::from(std::fs::File::create(&file).unwrap()));
    let guest = Client::new(&scene.config.listen);
    for path in ["/confirm/s3cret", "/reset/s3cret", "/reset/s3cret.", "/welcome/s3cret", "/unsubscribe/s3cret"] {
        let answer = guest.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.headers["referrer-policy"], "strict-origin", "{path}");
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
    }
    for name in ["author", "nobody"] {
        assert_eq!(guest.post("/sign-in", &[("name", name), ("password", "s3cret"), ("next", "/")]).status, 422);
    }
    node.kill().unwrap();
    node.wait().unwrap();
    let log = std::fs::read_to_string(&file).unwrap();
    assert!(!log.contains("s3cret"), "{log}");
    assert!(log.contains("/reset/[secret]"), "{log}");
    let lines: Vec<serde_json::Value> = log.lines().filter(|l| l.contains("sign-in failed")).map(|l| serde_json::from_str(l).unwrap()).collect();
    let fields: Vec<_> = lines.iter().map(|line| (line["fields"]["member"].as_i64(), line["fields"]["client"].as_str().unwrap().to_owned())).collect();
    assert_eq!(fields, [(Some(scene.author.0.0), "127.0.0.1".to_owned()), (None, "127.0.0.1".to_owned())], "{log}");
}
