//! What was issued before a secret or a right changed: each thing that opens something, against each change, as one table.

use crate::support::{Client, Forum, PASSWORD, mailed_link};
use accolade::auth::{devices, secrets};
use accolade::rules::ids::MemberId;
use accolade::rules::time::DAY;
use accolade::rules::vocabulary::{MailState, Role, TokenPurpose};
use accolade::store::accounts::{self, NewToken};
use accolade::store::{Error, Hint, outbox, settings};
use accolade::worker;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

const NEW: &str = "a-newer-and-longer-password";

/// What opens something.
const CREDENTIALS: [&str; 9] =
    ["session", "other session", "live stream", "reset link", "reset mail", "confirmation", "unsubscribing", "device", "welcome link"];

/// Each change, and what is left of the credentials: `+` works on, `-` is over. The live stream is one of the other session.
const TABLE: [(&str, &str); 9] = [
    ("the password is changed in the settings", "+----++-+"),
    ("the password is set by a mailed link", "-----++-+"),
    ("the other browser signs out", "+--++++++"),
    ("the other session is ended from afar", "+--++++++"),
    ("all other sessions are ended", "+--++++++"),
    ("the other browser signs in as somebody else", "+--++++++"),
    ("the member is suspended", "---++++++"),
    ("the member becomes a moderator", "+++++++++"),
    ("the member becomes an administrator", "++++++++-"),
];

struct Scene {
    forum: Forum,
    ada: MemberId,
    here: Client,
    /// The secret of the other browser's session.
    other: String,
    live: BufReader<TcpStream>,
    reset: String,
    confirmation: String,
    unsubscribing: String,
    device: String,
    welcome: String,
}

impl Scene {
    fn new() -> Scene {
        let forum = Forum::spawn();
        let ada = forum.member("ada");
        forum.member("ben");
        forum.member_as("hanna", Role::Manager);
        let here = forum.signed_in("ada");
        let signed = forum.guest().post("/sign-in", &[("name", "ada"), ("password", PASSWORD), ("next", "/")]);
        let (other, device) = (cookie(&signed.headers, "session"), cookie(&signed.headers, "device"));
        let live = live(&forum, &other);

        // One link that was mailed, and a mail that is to be sent.
        let forgot = || {
            assert_eq!(forum.guest().post("/forgot", &[("email", "ada@example.org")]).status, 200);
            forum.app.errands.wait();
        };
        forgot();
        worker::send_due(&forum.app).unwrap();
        let reset = mailed_link(&forum.app, "/reset/");
        forgot();

        let (confirm, welcome) = (secrets::new(), secrets::new());
        let (confirm_digest, welcome_digest) = (secrets::digest(&confirm), secrets::digest(&welcome));
        forum
            .app
            .db
            .write_now(move |tx| {
                let (purpose, now) = (TokenPurpose::ConfirmEmail, tx.now);
                let token = NewToken { hash: &confirm_digest, member: ada, purpose, email: "ada@example.org", created_at: now, expires_at: now.plus(DAY) };
                accounts::insert_token(tx.conn, &token)?;
                settings::set(tx.conn, settings::FIRST_ADMIN, &welcome_digest)?;
                Ok::<_, Error>(())
            })
            .unwrap();
        let stop = accolade::emails::stop_link::token(&forum.app.link_secret, ada, accolade::emails::Subscription::Awards);
        Scene {
            ada,
            here,
            other,
            live,
            reset,
            device,
            confirmation: format!("/confirm/{confirm}"),
            unsubscribing: format!("/unsubscribe/{stop}"),
            welcome: format!("/welcome/{welcome}"),
            forum,
        }
    }

    fn happens(&self, change: &str) {
        let other = |path: &str, fields: &[(&str, &str)]| {
            let cookie = format!("session={}", self.other);
            self.forum.guest().post_with(path, fields, &[("sec-fetch-site", "same-origin"), ("cookie", &cookie)])
        };
        let hanna = || self.forum.signed_in("hanna");
        let give = |role: Role| {
            let ada = self.ada;
            self.forum.app.db.write_now(move |tx| accolade::actions::moderation::set_role::give(tx, None, ada, role, "")).unwrap();
            303
        };
        let status = match change {
            "the password is changed in the settings" => self.here.post("/settings/password", &[("current", PASSWORD), ("password", NEW)]).status,
            "the password is set by a mailed link" => self.forum.guest().post(&self.reset, &[("password", NEW)]).status,
            "the other browser signs out" => other("/sign-out", &[]).status,
            "the other session is ended from afar" => {
                let list = self.here.get("/settings/sessions");
                self.here.post(&list.attribute("form[action$='/end']", "action").unwrap(), &[]).status
            }
            "all other sessions are ended" => self.here.post("/settings/sessions/end-others", &[]).status,
            "the other browser signs in as somebody else" => other("/sign-in", &[("name", "ben"), ("password", PASSWORD), ("next", "/")]).status,
            "the member is suspended" => {
                hanna().post("/members/ada/moderate", &[("kind", "suspension"), ("days", "7"), ("reason", "It had to be done.")]).status
            }
            "the member becomes a moderator" => give(Role::Moderator),
            "the member becomes an administrator" => give(Role::Administrator),
            other => panic!("nobody knows how {other}"),
        };
        assert_eq!(status, 303, "{change}");
    }

    fn works(&mut self, credential: &str, expected: bool) -> bool {
        let guest = self.forum.guest();
        let opens = |path: &str| guest.get(path).status == 200;
        match credential {
            "session" => self.here.get("/settings").status == 200,
            "other session" => guest.get_with("/settings", &[("cookie", &format!("session={}", self.other))]).status == 200,
            // What is over ends by itself, before there is anything to tell.
            "live stream" if !expected => !ends(&mut self.live),
            "live stream" => {
                self.forum.app.db.pass_on(&[Hint::Notified(self.ada)]);
                next_bell(&mut self.live)
            }
            "reset link" => opens(&self.reset),
            "reset mail" => {
                worker::send_due(&self.forum.app).unwrap();
                let mails = self.forum.app.db.read_now(|conn| outbox::before(conn, None, 50)).unwrap();
                let last = mails.into_iter().find(|mail| mail.kind == "reset_password").unwrap();
                last.state == MailState::Sent
            }
            "confirmation" => opens(&self.confirmation),
            "unsubscribing" => opens(&self.unsubscribing),
            "device" => {
                let ada = self.ada;
                let hash = self.forum.app.db.read_now(|conn| accounts::of_member(conn, ada)).unwrap().unwrap().password_hash;
                devices::mark(&self.forum.app.link_secret, &self.device, ada, &hash).is_some()
            }
            "welcome link" => opens(&self.welcome),
            other => panic!("nobody knows {other}"),
        }
    }
}

/// The live stream of a session, past its greeting.
fn live(forum: &Forum, secret: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(&forum.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    write!(stream, "GET /live HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: session={secret}\r\n\r\n", forum.address).unwrap();
    let mut lines = BufReader::new(stream);
    assert!(next_bell(&mut lines));
    lines
}

/// Reads to the end of the stream: its last chunk is empty. False when it goes on.
fn ends(lines: &mut BufReader<TcpStream>) -> bool {
    let mut line = String::new();
    loop {
        line.clear();
        match lines.read_line(&mut line) {
            Ok(0) => return true,
            Ok(_) if line.trim_end() == "0" => return true,
            Ok(_) if line.contains(": here") => return false,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

/// Reads on to the next count of the bell; false when the stream ends before.
fn next_bell(lines: &mut BufReader<TcpStream>) -> bool {
    let mut line = String::new();
    loop {
        line.clear();
        match lines.read_line(&mut line).unwrap() {
            0 => return false,
            _ if line.contains("event: bell") => return true,
            _ => {}
        }
    }
}

/// The value of a cookie that an answer sets.
fn cookie(headers: &ureq::http::HeaderMap, name: &str) -> String {
    let set = headers.get_all("set-cookie").iter().map(|v| v.to_str().unwrap()).find_map(|v| v.strip_prefix(&format!("{name}=")));
    set.unwrap_or_else(|| panic!("no cookie {name}")).split(';').next().unwrap().to_owned()
}

#[test]
fn what_was_issued_before_is_over_when_it_should_be() {
    let mut wrong = Vec::new();
    for (change, left) in TABLE {
        let mut scene = Scene::new();
        scene.happens(change);
        for (credential, mark) in CREDENTIALS.iter().zip(left.chars()) {
            let expected = mark == '+';
            if scene.works(credential, expected) != expected {
                wrong.push(format!("{change}: the {credential} {}", if expected { "is over" } else { "still works" }));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_confirmation_link_confirms_and_signs_nobody_in() {
    let scene = Scene::new();
    let ada = scene.ada;
    crate::support::raw::run(&mut scene.forum.connection(), &format!("UPDATE accounts SET email_confirmed_at = NULL WHERE member_id = {ada}"));
    let guest = scene.forum.guest();
    let confirmed = guest.post(&scene.confirmation, &[]);
    assert_eq!((confirmed.status, confirmed.location.as_deref()), (303, Some("/sign-in")), "{}", confirmed.body);
    assert_eq!(guest.get("/settings").status, 303, "whoever pressed the button is a guest");
    assert!(guest.get("/sign-in").words(".notice")[0].contains("Sign in to take part"));
    assert!(scene.forum.app.db.read_now(|conn| accounts::of_member(conn, ada)).unwrap().unwrap().email_confirmed_at.is_some());
    assert_eq!(guest.post(&scene.confirmation, &[]).status, 404, "once");
}

#[test]
fn who_is_suspended_sets_a_password_and_stays_outside() {
    let scene = Scene::new();
    scene.happens("the member is suspended");
    let guest = scene.forum.guest();
    let set = guest.post(&scene.reset, &[("password", NEW)]);
    assert_eq!((set.status, set.location.as_deref()), (303, Some("/sign-in")));
    scene.forum.clock.advance(8 * DAY);
    assert_eq!(guest.get("/settings").status, 303, "no session waits for the suspension's end");
    assert_eq!(guest.post("/sign-in", &[("name", "ada"), ("password", NEW), ("next", "/")]).status, 303);
}

#[test]
fn the_owner_learns_of_a_changed_password() {
    for (change, way) in [("the password is changed in the settings", "was changed on"), ("the password is set by a mailed link", "by a mailed link on")] {
        let scene = Scene::new();
        scene.happens(change);
        worker::send_due(&scene.forum.app).unwrap();
        let mails = scene.forum.app.db.read_now(|conn| outbox::before(conn, None, 50)).unwrap();
        let told = mails.iter().find(|mail| mail.kind == "password_changed").unwrap_or_else(|| panic!("{change}: {mails:?}"));
        let written = scene.forum.app.mailer.written(&told.id.to_string()).unwrap().unwrap();
        for part in [way, "2026-11-01 12:00 (UTC)", "127.0.0.1", "/forgot", "If it was not you"] {
            assert!(written.text.replace('\n', " ").contains(part), "{change}: no “{part}” in {}", written.text);
        }
        assert!(!written.text.contains("/reset/"), "no link that acts by itself");
    }
}

#[test]
fn a_password_is_changed_only_against_the_one_that_was_shown() {
    use accolade::actions::Failure;
    use accolade::actions::accounts::{Place, change_password};
    use accolade::actions::sessions::{Proof, begin_session};
    use accolade::store::accounts::NewSession;
    let scene = Scene::new();
    let ada = scene.ada;
    let before = scene.forum.app.db.read_now(|conn| accounts::of_member(conn, ada)).unwrap().unwrap().password_hash;
    let session = scene.forum.app.db.read_now(|conn| accounts::sessions_of(conn, ada, scene.forum.clock.now())).unwrap()[0].id;
    scene.happens("the password is set by a mailed link");
    // Both were compared with the old password a moment before.
    let (old, new) = (before.clone(), "another hash");
    let changed = scene.forum.app.db.write_now(move |tx| change_password(tx, ada, &old, new, session, &Place::default()));
    assert!(matches!(changed, Err(Failure::Changed)), "{changed:?}");
    let begun = scene.forum.app.db.write_now(move |tx| {
        let now = tx.now;
        let new = NewSession { token_hash: "x", member: ada, now, expires_at: now.plus(DAY), user_agent: "", address: "" };
        begin_session(tx, &new, Proof::Password(&before), None)
    });
    assert!(matches!(begun, Err(Failure::Changed)), "{begun:?}");
}
