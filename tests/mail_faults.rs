//! What becomes of a mail when the mail server is in trouble: it arrives once, waits, or is given up where a manager sees it. Never lost,
//! never doubled by the forum, and never a reason for the worker to stand still.

use crate::support::smtp::{Deed, Received, SmtpServer, Step};
use crate::support::{Client, Forum};
use accolade::rules::time::{DAY, HOUR, MINUTE};
use accolade::rules::vocabulary::{MailState, Role};
use accolade::store::outbox::{self, OutboxMail};
use accolade::worker;
use base64::Engine;
use std::net::TcpListener;
use std::time::{Duration, Instant};

const TITLE: &str = "Why does my wort stop at 1.020?";
const BODY: &str = "Third batch in a row that sits at 1.020 after nine days. Is it the yeast or the mash?";
const ANSWER: &str = "Do a forced ferment test: it separates the two in a couple of days.";

/// A forum that mails by a server; Ada has asked.
struct Scene {
    forum: Forum,
    server: SmtpServer,
    ada: Client,
    ben: Client,
    topic: i64,
}

impl Scene {
    fn new() -> Scene {
        Scene::titled(TITLE)
    }

    fn titled(title: &str) -> Scene {
        let server = SmtpServer::start();
        let forum = mailing_by(&server.url);
        let (ada, ben, topic) = asked(&forum, title);
        Scene { forum, server, ada, ben, topic }
    }

    /// As [`Scene::new`], and Ben has answered, of which Ada is mailed. Answers the post's id.
    fn answered() -> (Scene, i64) {
        let scene = Scene::new();
        let post = scene.forum.answer(&scene.ben, scene.topic, ANSWER);
        assert_eq!(scene.mail().state, MailState::Waiting);
        (scene, post)
    }

    fn mail(&self) -> OutboxMail {
        only_mail(&self.forum)
    }

    fn send(&self) {
        worker::send_due(&self.forum.app).unwrap();
    }

    /// The mails whose last line the server has seen.
    fn received(&self) -> Vec<Received> {
        self.server.received()
    }
}

fn mailing_by(url: &str) -> Forum {
    Forum::spawn_with(|config| {
        config.smtp_url = url.to_owned();
        config.smtp_timeout_seconds = 1;
    })
}

fn asked(forum: &Forum, title: &str) -> (Client, Client, i64) {
    let category = forum.category("brewing");
    forum.member("ada");
    forum.member("ben");
    let (ada, ben) = (forum.signed_in("ada"), forum.signed_in("ben"));
    let topic = forum.ask(&ada, category, title, BODY);
    (ada, ben, topic)
}

fn only_mail(forum: &Forum) -> OutboxMail {
    let mails = forum.app.db.read_now(|conn| outbox::before(conn, None, 50)).unwrap();
    assert_eq!(mails.len(), 1, "{mails:?}");
    mails.into_iter().next().unwrap()
}

/// The managers' outbox, in a manager's browser.
fn desk(forum: &Forum) -> Client {
    forum.member_as("hanna", Role::Manager);
    forum.signed_in("hanna")
}

#[test]
fn a_mail_goes_out_once_with_all_it_needs() {
    let (scene, post) = Scene::answered();
    scene.send();
    scene.send();
    let received = scene.received();
    assert_eq!(received.len(), 1, "once");
    let mail = &received[0];
    assert_eq!(mail.to, ["ada@example.org"]);
    assert_eq!(mail.header("To").unwrap(), "ada <ada@example.org>");
    assert_eq!(decoded(&mail.header("Subject").unwrap()), format!("ben answered “{TITLE}”"));
    assert_eq!(mail.header("Auto-Submitted").unwrap(), "auto-generated");
    assert_eq!(mail.header("List-Unsubscribe-Post").unwrap(), "List-Unsubscribe=One-Click");
    assert!(mail.raw.split("\r\n").all(|line| line.len() <= 998), "a line is too long");
    let line = scene.mail();
    assert_eq!(mail.message_id(), format!("<mail-{}-{}@127.0.0.1>", line.id, line.created_at.0));
    assert_eq!((line.state, line.attempts, line.sent_at), (MailState::Sent, 1, Some(scene.forum.clock.now())));

    assert!(mail.header("Content-Type").unwrap().starts_with("multipart/alternative"));
    let parts = accolade::mailer::eml::read(&mail.raw);
    let link = format!("http://{}/posts/{post}", scene.forum.address);
    assert!(parts.text.contains(ANSWER) && parts.text.contains(&link), "{}", parts.text);
    assert!(parts.html.contains(ANSWER) && parts.html.contains(&format!("href=\"{link}\"")), "{}", parts.html);

    // The address of the header works as mail programs use it: one POST without a session, and no more mails of the kind.
    let stop = mail.header("List-Unsubscribe").unwrap();
    let path = stop.trim_matches(['<', '>']).strip_prefix(&format!("http://{}", scene.forum.address)).unwrap().to_owned();
    let stopped = scene.forum.guest().post_with(&path, &[("List-Unsubscribe", "One-Click")], &[]);
    assert_eq!(stopped.status, 200, "{}", stopped.body);
    scene.forum.answer(&scene.ben, scene.topic, "Pitch more yeast than the packet says, and give it oxygen.");
    scene.send();
    assert_eq!(scene.received().len(), 1);
}

#[test]
fn lines_that_begin_with_a_dot_arrive_whole() {
    let scene = Scene::new();
    scene.forum.answer(&scene.ben, scene.topic, "```\n.\n.hidden\nthe line after the dots\n```");
    scene.send();
    let mail = &scene.received()[0];
    let parts = accolade::mailer::eml::read(&mail.raw);
    assert!(parts.text.contains("the line after the dots") && parts.text.contains(".hidden"), "{}", parts.text);
}

#[test]
fn a_mail_that_is_refused_for_now_waits_and_is_the_same_mail_later() {
    let (scene, _) = Scene::answered();
    scene.server.fails_at(Step::Rcpt, Deed::Say("451 4.7.1 Greylisted, come back later"));
    scene.send();
    let waiting = scene.mail();
    assert_eq!((waiting.state, waiting.attempts), (MailState::Waiting, 1));
    assert!(waiting.last_error.contains("Greylisted, come back later"), "{}", waiting.last_error);
    let wait = waiting.due_at.0 - scene.forum.clock.now().0;
    assert!((MINUTE..=MINUTE * 6 / 5).contains(&wait), "{wait}");

    // Before its time it is not tried; each refusal makes the wait longer.
    let conversations = scene.server.conversations();
    scene.send();
    assert_eq!(scene.server.conversations(), conversations);
    scene.forum.clock.advance(wait);
    scene.send();
    let waiting = scene.mail();
    assert_eq!(waiting.attempts, 2);
    let wait = waiting.due_at.0 - scene.forum.clock.now().0;
    assert!((2 * MINUTE..=2 * MINUTE * 6 / 5).contains(&wait), "{wait}");

    // Refused after the last line, so that the server has seen the mail: what comes later is the same.
    scene.server.fails_at(Step::Dot, Deed::Say("452 4.3.1 The disk is full"));
    scene.forum.clock.advance(wait);
    scene.send();
    assert_eq!(scene.mail().state, MailState::Waiting);
    scene.server.works_again();
    scene.forum.clock.advance(HOUR);
    scene.send();
    let received = scene.received();
    assert_eq!(received.iter().map(|mail| mail.taken).collect::<Vec<_>>(), [false, true]);
    assert_eq!(received[0].message_id(), received[1].message_id());
    let sent = scene.mail();
    assert_eq!((sent.state, sent.attempts, sent.last_error.as_str()), (MailState::Sent, 4, ""));
}

#[test]
fn a_mail_that_nobody_takes_is_given_up_in_the_end() {
    let (scene, _) = Scene::answered();
    scene.server.fails_at(Step::Rcpt, Deed::Say("451 4.3.0 Not today"));
    for _ in 0..20 {
        scene.send();
        scene.forum.clock.advance(5 * HOUR);
    }
    let mail = scene.mail();
    assert_eq!((mail.state, mail.attempts), (MailState::Dead, 12));
    assert!(mail.last_error.contains("Not today"));
}

#[test]
fn a_mail_that_is_refused_for_good_waits_for_a_manager() {
    let (scene, _) = Scene::answered();
    scene.server.fails_at(Step::Rcpt, Deed::Say("550 5.1.1 No such mailbox here"));
    scene.send();
    assert_eq!((scene.mail().state, scene.mail().attempts), (MailState::Dead, 1));
    let conversations = scene.server.conversations();
    scene.forum.clock.advance(DAY);
    scene.send();
    assert_eq!(scene.server.conversations(), conversations, "not tried again");

    let hanna = desk(&scene.forum);
    let page = hanna.get("/admin/mail");
    assert!(page.words("td.what")[0].contains("No such mailbox here"), "{:?}", page.words("td.what"));
    assert_eq!(page.words("td .state"), ["given up"]);
    let retry = page.attribute("td form", "action").unwrap();
    let one = hanna.get(retry.strip_suffix("/retry").unwrap());
    assert!(one.words("dl.record dd").iter().any(|said| said.contains("No such mailbox here")));

    // As long as the mailbox is missing, the button changes nothing; then the mail goes.
    assert_eq!(hanna.post(&retry, &[]).status, 303);
    scene.send();
    assert_eq!(scene.mail().state, MailState::Dead);
    scene.server.works_again();
    let retried = hanna.post(&retry, &[]);
    assert_eq!(retried.location.as_deref(), Some("/admin/mail"));
    scene.send();
    assert_eq!(scene.mail().state, MailState::Sent);
    assert_eq!(scene.received().len(), 1);
    let page = hanna.get("/admin/mail");
    assert_eq!((page.words("td .state"), page.has("td form")), (vec!["sent".to_owned()], false));
    assert_eq!(hanna.post(&retry, &[]).status, 409, "what was sent is not sent again");
}

#[test]
fn a_server_that_refuses_every_mail_loses_none() {
    // The operator's to mend: a password that is wrong, an address from which nothing is taken.
    let (scene, _) = Scene::answered();
    for (step, said) in [(Step::Mail, "530 Authentication required"), (Step::Greeting, "554 No service for you"), (Step::Ehlo, "550 Who are you?")] {
        scene.server.fails_at(step, Deed::Say(said));
        scene.forum.clock.advance(HOUR);
        scene.send();
        let mail = scene.mail();
        assert_eq!(mail.state, MailState::Waiting, "{said}");
        assert!(mail.last_error.contains(&said[4..]), "{}", mail.last_error);
    }
    scene.server.works_again();
    scene.forum.clock.advance(HOUR);
    scene.send();
    assert_eq!((scene.mail().state, scene.received().len()), (MailState::Sent, 1));
}

#[test]
fn a_server_that_falls_silent_is_given_up_soon() {
    let (scene, _) = Scene::answered();
    for (tried, step) in [(1, Step::Greeting), (2, Step::Ehlo), (3, Step::Data), (4, Step::Dot)] {
        scene.server.fails_at(step, Deed::Hang);
        scene.forum.clock.advance(HOUR);
        let started = Instant::now();
        scene.send();
        // One second for the answer and one for the goodbye; the rest is a slow machine's.
        assert!(started.elapsed() < Duration::from_secs(15), "{step:?}: {:?}", started.elapsed());
        let mail = scene.mail();
        assert_eq!((mail.state, mail.attempts), (MailState::Waiting, tried), "{step:?}");
        assert!(!mail.last_error.is_empty() && mail.due_at > scene.forum.clock.now(), "{step:?}: {mail:?}");
    }
    scene.server.works_again();
    scene.forum.clock.advance(HOUR);
    scene.send();
    assert_eq!(scene.mail().state, MailState::Sent);
}

#[test]
fn a_connection_that_was_kept_and_lost_is_opened_anew() {
    let (scene, _) = Scene::answered();
    scene.send();
    scene.server.fails_at(Step::Noop, Deed::HangUp);
    scene.forum.answer(&scene.ben, scene.topic, "Pitch more yeast than the packet says, and give it oxygen.");
    scene.send();
    assert_eq!((scene.received().len(), scene.server.conversations()), (2, 2));
    let tries: Vec<i64> = scene.forum.app.db.read_now(|conn| outbox::before(conn, None, 50)).unwrap().iter().map(|m| m.attempts).collect();
    assert_eq!(tries, [1, 1]);
}

#[test]
fn a_connection_lost_after_the_last_line_sends_the_same_mail_again() {
    let (scene, _) = Scene::answered();
    scene.server.fails_at(Step::Dot, Deed::HangUp);
    scene.send();
    let mail = scene.mail();
    assert_eq!((mail.state, mail.attempts), (MailState::Waiting, 1));
    scene.server.works_again();
    scene.forum.clock.advance(HOUR);
    scene.send();
    // Nobody knows whether the first was taken: the Message-ID is what lets mail servers drop the second.
    let received = scene.received();
    assert_eq!(received.len(), 2);
    assert_eq!(received[0].message_id(), received[1].message_id());
    assert_eq!(scene.mail().state, MailState::Sent);
}

#[test]
fn the_forum_works_while_the_mail_server_is_away() {
    // A port that nobody listens on any more.
    let url = format!("smtp://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let forum = mailing_by(&url);
    let (ada, ben, topic) = asked(&forum, TITLE);
    forum.answer(&ben, topic, ANSWER);
    worker::send_due(&forum.app).unwrap();
    let mail = only_mail(&forum);
    assert_eq!((mail.state, mail.attempts), (MailState::Waiting, 1));

    assert_eq!(ada.get("/").status, 200);
    forum.answer(&ben, topic, "Pitch more yeast than the packet says, and give it oxygen.");
    worker::send_due(&forum.app).unwrap();
    let page = desk(&forum).get("/admin/mail");
    assert_eq!(page.words("td .state"), ["waiting", "waiting"]);
    assert!(page.words("td.what")[1].contains("refused"), "{:?}", page.words("td.what"));
    assert!(page.words("td.points")[1].contains("next try"), "{:?}", page.words("td.points"));
}

#[test]
fn names_and_titles_put_no_header_into_a_mail() {
    let scene = Scene::titled("Stuck at 1.018?\r\nBcc: eve@example.net\r\n\r\n<script>");
    scene.forum.clock.advance(MINUTE);
    for (browser, name) in [(&scene.ada, "Ada\r\nX-Evil: 1"), (&scene.ben, "\"Ben\" <eve@example.net>,\n Bcc: eve@example.net")] {
        let profile = [("display_name", name), ("about", ""), ("location", ""), ("website", ""), ("language", "en"), ("time_zone", "UTC"), ("theme", "auto")];
        let saved = browser.post("/settings", &profile);
        assert_eq!(saved.status, 303, "{}", saved.body);
    }
    scene.forum.answer(&scene.ben, scene.topic, ANSWER);
    scene.send();
    let mail = &scene.received()[0];
    assert_eq!(mail.to, ["ada@example.org"]);
    let names: Vec<String> = mail.headers().into_iter().map(|(name, _)| name).collect();
    for expected in ["From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe"] {
        assert_eq!(names.iter().filter(|n| *n == expected).count(), 1, "{expected} in {names:?}");
    }
    assert!(!names.iter().any(|n| n == "Bcc" || n == "X-Evil"), "{names:?}");
    let to = mail.header("To").unwrap();
    assert_eq!(to.matches('@').count(), 1, "one recipient: {to}");
}

#[test]
fn a_chinese_subject_is_encoded_in_words_that_any_mail_program_reads() {
    let title = format!("发酵停在 1.018 怎么办?{}", "麦汁比重九天没有变化".repeat(12));
    let scene = Scene::titled(&title);
    let profile =
        [("display_name", "林一"), ("about", ""), ("location", ""), ("website", ""), ("language", "zh-Hans"), ("time_zone", "UTC"), ("theme", "auto")];
    assert_eq!(scene.ada.post("/settings", &profile).status, 303);
    scene.forum.answer(&scene.ben, scene.topic, "先做一次强制发酵测试:两天之内就能分清是酵母还是麦汁的问题。");
    scene.send();
    let mail = &scene.received()[0];
    let head = mail.raw.split("\r\n\r\n").next().unwrap();
    assert!(head.is_ascii(), "{head}");
    assert_eq!(decoded(&mail.header("To").unwrap()), "林一 <ada@example.org>");
    let subject = decoded(&mail.header("Subject").unwrap());
    assert!(subject.contains(&title) && subject.contains("ben"), "{subject}");
    assert!(mail.raw.is_ascii(), "the parts go through servers without 8BITMIME");
}

/// Decodes RFC 2047 by itself, word by word as a strict reader does: no word longer than 75, no character cut in two.
fn decoded(value: &str) -> String {
    let mut out = String::new();
    let mut after_word = true;
    for word in value.split_whitespace() {
        let packed = word.strip_prefix("=?utf-8?b?").and_then(|w| w.strip_suffix("?="));
        if !(after_word && (packed.is_some() || out.is_empty())) {
            out.push(' ');
        }
        after_word = packed.is_some();
        match packed {
            Some(packed) => {
                assert!(word.len() <= 75, "{word}");
                out.push_str(std::str::from_utf8(&base64::engine::general_purpose::STANDARD.decode(packed).unwrap()).unwrap());
            }
            None => out.push_str(word),
        }
    }
    out
}

#[test]
fn a_mail_about_a_post_that_is_gone_is_not_sent() {
    let (scene, post) = Scene::answered();
    let deleted = scene.ben.post(&format!("/posts/{post}/delete"), &[("reason", "")]);
    assert_eq!(deleted.status, 303, "{}", deleted.body);
    scene.send();
    assert_eq!((scene.mail().state, scene.server.conversations()), (MailState::Dropped, 0));

    // Also when it is deleted between two tries.
    let post = scene.forum.answer(&scene.ben, scene.topic, "Pitch more yeast than the packet says, and give it oxygen.");
    scene.server.fails_at(Step::Rcpt, Deed::Say("451 4.7.1 Later"));
    scene.send();
    assert_eq!(scene.ben.post(&format!("/posts/{post}/delete"), &[("reason", "")]).status, 303);
    scene.server.works_again();
    scene.forum.clock.advance(HOUR);
    scene.send();
    let states: Vec<MailState> = scene.forum.app.db.read_now(|conn| outbox::before(conn, None, 50)).unwrap().iter().map(|m| m.state).collect();
    assert_eq!((states, scene.received().len()), (vec![MailState::Dropped, MailState::Dropped], 0));
    let page = desk(&scene.forum).get("/admin/mail");
    assert_eq!((page.words("td .state"), page.has("td form")), (vec!["not sent".to_owned(), "not sent".to_owned()], false));
}
