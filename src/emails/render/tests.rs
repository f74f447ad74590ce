//! Headers and parts of rendered mails, in the three languages.

use super::*;
use crate::emails::compose::{About, Change, Reward};
use crate::emails::{Award, PasswordWay};
use crate::mailer::eml::{self, WrittenMail};
use crate::rules::conditions::Facts;
use crate::rules::ids::{MemberId, PostId};
use crate::rules::metrics::Metric;
use crate::rules::rulebook::{QUESTIONS_PRESET, Rulebook};
use crate::rules::vocabulary::{Language, TopicKind};
use crate::store::accounts::MailWishes;
use std::sync::Arc;

fn head() -> Letterhead {
    let book = Arc::new(Rulebook::parse(QUESTIONS_PRESET).unwrap());
    Letterhead { site: "Brewers of Graz".into(), public_url: "https://forum.example:8443".into(), link_secret: "key".into(), book }
}

fn recipient(language: Language) -> Recipient {
    Recipient {
        member: MemberId(7),
        handle: "lin".into(),
        display_name: "林一\r\nBcc: evil@example.org".into(),
        language,
        time_zone: "Europe/Vienna".into(),
        suspended_until: None,
        email: "lin@example.org".into(),
        email_confirmed: true,
        wishes: MailWishes { awards: true, answers: true, accepted: true, mentions: true, toasts: true },
        tier: "contributor".into(),
        facts: Facts::of_numbers([(Metric::Reputation, 412), (Metric::Answers, 3), (Metric::AcceptedAnswers, 1)]),
    }
}

fn about() -> About {
    About {
        topic_kind: TopicKind::Question,
        title: "发酵停在 1.018\r\nX-Evil: 1".into(),
        topic: "/t/3".into(),
        post: "/posts/9".into(),
        who: "Mira".into(),
        quote: "Warm it up.\n<script>alert(1)</script>".into(),
    }
}

fn rewards(book: &Rulebook) -> Matter {
    let badge = |key: &str| book.badge(key).unwrap().clone();
    Matter::Awards(vec![
        Reward::Tier(book.tier("contributor").clone()),
        Reward::Badge(badge("great-answer"), Some(("发酵停在 1.018".into(), "/t/3".into()))),
        Reward::Badge(badge("teacher"), None),
    ])
}

fn rendered(language: Language, mail: Mail, matter: Matter) -> (String, WrittenMail) {
    let posting = Posting { key: key(MailId(12), Timestamp(1_000)), now: Timestamp(1_795_000_000_000), to: recipient(language), mail, matter };
    let picture = |name: &str| (name != "unknown").then(|| vec![1, 2, 3]);
    let message = render(&"Forum <forum@example.org>".parse().unwrap(), &head(), &posting, &picture).unwrap();
    let raw = String::from_utf8(message.formatted()).unwrap();
    assert!(raw.lines().all(|line| line.len() <= 998), "a line is too long");
    let read = eml::read(&raw);
    (raw, read)
}

fn changed(way: PasswordWay, address: &str) -> (Mail, Matter) {
    let (at, address, user_agent) = (Timestamp(1_795_000_000_000), address.to_owned(), "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Firefox/143.0".to_owned());
    let change = Change { way, at, address: address.clone(), user_agent: user_agent.clone() };
    (Mail::PasswordChanged { way, at, address, user_agent }, Matter::PasswordChanged(change))
}

fn all() -> Vec<(Mail, Matter)> {
    let (topic, post) = (TopicId(3), PostId(9));
    vec![
        (Mail::ConfirmEmail {}, Matter::ConfirmEmail("s3cret".into())),
        (Mail::ResetPassword {}, Matter::ResetPassword("s3cret".into())),
        (Mail::AlreadyMember {}, Matter::AlreadyMember),
        changed(PasswordWay::Settings, "198.51.100.7"),
        changed(PasswordWay::Link, ""),
        (Mail::Awards { awards: vec![Award::Tier { tier: "contributor".into() }] }, rewards(&head().book)),
        (Mail::Answer { topic, post }, Matter::Answer(about())),
        (Mail::Answer { topic, post }, Matter::Answer(About { topic_kind: TopicKind::Discussion, ..about() })),
        (Mail::Accepted { topic, post }, Matter::Accepted(About { quote: String::new(), ..about() })),
        (Mail::Mention { topic, post, by: None }, Matter::Mention(About { who: String::new(), ..about() })),
        (Mail::Test {}, Matter::Test),
    ]
}

#[test]
fn every_mail_has_both_parts_and_its_own_words_in_every_language() {
    for language in Language::ALL {
        for (mail, matter) in all() {
            let kind = mail.kind();
            let (raw, read) = rendered(*language, mail, matter);
            assert!(raw.find("text/plain").unwrap() < raw.find("text/html").unwrap(), "{kind}: text comes first");
            for part in [&read.subject, &read.text, &read.html] {
                assert!(!part.trim().is_empty(), "{kind} in {language} lacks a part");
                assert!(!part.contains("mail-"), "{kind} in {language} lacks a word: {part}");
            }
            assert!(!read.html.contains("<script"), "{kind}");
        }
    }
}

#[test]
fn headers_are_those_of_a_list_with_one_click_unsubscribing() {
    let (raw, _) = rendered(Language::English, Mail::Answer { topic: TopicId(3), post: PostId(9) }, Matter::Answer(about()));
    let head = raw.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    for line in [
        "Message-ID: <mail-12-1000@forum.example>",
        "In-Reply-To: <topic-3@forum.example>",
        "References: <topic-3@forum.example>",
        "List-Id: <answers.forum.example>",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Date: Wed, 18 Nov 2026 11:06:40 +0000",
        "MIME-Version: 1.0",
    ] {
        assert!(head.lines().any(|l| l == line), "no {line} in\n{head}");
    }
    let stop = format!("<https://forum.example:8443/unsubscribe/{}>", stop_link::token("key", MemberId(7), crate::emails::Subscription::Answers));
    assert!(head.lines().any(|l| l == format!("List-Unsubscribe: {stop}")), "{head}");
    assert!(!head.lines().any(|l| l.starts_with("X-Evil") || l.starts_with("Bcc")), "{head}");
}

#[test]
fn what_people_write_is_read_as_they_wrote_it() {
    let odd = "=?utf-8?q?=41=42?= and a long title, 长长的标题 =?iso-8859-1?b?QUI=?= that goes on and on";
    for (title, who) in [(odd, "=?utf-8?q?=43?="), ("A\u{E000}B", "\u{E000}Mi\u{E001}ra\u{FDD0}"), ("=?", "?= \"a\" <b@c.d>, e")] {
        let about = About { title: title.into(), who: who.into(), ..about() };
        for matter in [Matter::Answer(about.clone()), Matter::Accepted(about.clone()), Matter::Mention(about)] {
            let (raw, read) = rendered(Language::English, Mail::Answer { topic: TopicId(3), post: PostId(9) }, matter);
            let head = raw.split("\r\n\r\n").next().unwrap();
            assert!(read.subject.contains(title), "{}", read.subject);
            assert!(!head.contains("?q?") && !head.contains("iso-8859-1"), "{head}");
            assert!(head.lines().all(|line| line.len() <= 78 || line.starts_with("List-Unsubscribe")), "{head}");
            // The link stands where the sentence has it: around the title, once.
            let link = format!(">{}</a>", maud::html! { (title) }.into_string());
            assert_eq!(read.html.matches(&link).count(), 1, "{}", read.html);
            assert!(read.html.contains(&maud::html! { (who) }.into_string()) && read.text.contains(who), "{}", read.text);
        }
    }
    let to = Recipient { display_name: "=?utf-8?q?=41?=".into(), ..recipient(Language::English) };
    let posting = Posting { key: "k".into(), now: Timestamp(0), to, mail: Mail::Test {}, matter: Matter::Test };
    let message = render(&"\"=?utf-8?q?=42?=\" <forum@example.org>".parse().unwrap(), &head(), &posting, &|_| None).unwrap();
    let raw = String::from_utf8(message.formatted()).unwrap();
    assert!(!raw.contains("?q?"), "{raw}");
    let read = eml::read(&raw);
    assert_eq!((read.to.as_str(), read.from.as_str()), ("=?utf-8?q?=41?= <lin@example.org>", "=?utf-8?q?=42?= <forum@example.org>"));
}

#[test]
fn mails_that_were_asked_for_cannot_be_stopped() {
    let (raw, read) = rendered(Language::English, Mail::ResetPassword {}, Matter::ResetPassword("s3cret".into()));
    assert!(!raw.contains("List-Unsubscribe") && !raw.contains("List-Id"));
    assert!(read.text.contains("https://forum.example:8443/reset/s3cret"));
    assert!(!read.text.contains("/unsubscribe/"));
}

#[test]
fn awards_are_bundled_with_their_medals_and_the_way_to_the_next_tier() {
    let (raw, read) = rendered(Language::SimplifiedChinese, Mail::Awards { awards: vec![] }, rewards(&head().book));
    assert_eq!(raw.matches("Content-ID: ").count(), 3);
    assert!(raw.contains("multipart/related") && read.html.contains("data:image/png;base64,AQID"));
    assert!(read.text.contains("88 积分、2 个回答"), "{}", read.text);
    assert!(read.text.contains("/unsubscribe/7.awards.") && read.text.contains("https://forum.example:8443/settings/mail"));
    assert!(read.subject.starts_with("3 项新奖励："), "{}", read.subject);
}

#[test]
fn an_address_that_cannot_be_is_refused_for_good() {
    let to = Recipient { email: "nobody".into(), ..recipient(Language::English) };
    let posting = Posting { key: "k".into(), now: Timestamp(0), to, mail: Mail::Test {}, matter: Matter::Test };
    assert!(render(&"Forum <forum@example.org>".parse().unwrap(), &head(), &posting, &|_| None).is_err());
}

#[test]
fn the_host_has_no_port() {
    assert_eq!(host("http://127.0.0.1:8080"), "127.0.0.1");
    assert_eq!(host("https://forum.example/sub"), "forum.example");
    assert_eq!(host("http://[::1]:8080"), "[::1]");
}

#[test]
fn a_promotion_comes_with_its_mark_and_says_what_it_opens() {
    let matter = Matter::Awards(vec![Reward::Tier(head().book.tier("contributor").clone())]);
    let (raw, mail) = rendered(Language::English, Mail::Awards { awards: vec![Award::Tier { tier: "contributor".into() }] }, matter);
    assert!(raw.contains("Content-ID: <tier-diamond-0a6d86>"), "{raw}");
    assert_eq!(mail.html.matches("src=\"data:image/png").count(), 1, "{}", mail.html);
    let text = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("You can now vote down, create tags."), "{text}");
    let matter = Matter::Awards(vec![Reward::Tier(head().book.tier("member").clone())]);
    let (_, mail) = rendered(Language::English, Mail::Awards { awards: vec![Award::Tier { tier: "member".into() }] }, matter);
    let text = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("You can now vote up, flag posts, comment on other people’s posts."), "{text}");
    let matter = Matter::Awards(vec![Reward::Tier(head().book.tier("regular").clone())]);
    let (_, mail) = rendered(Language::English, Mail::Awards { awards: vec![Award::Tier { tier: "regular".into() }] }, matter);
    let text = mail.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("Still to come on this tier: review flagged posts (from 500 points, a record of 90 %), change other people’s tags (from 500 points)."),
        "{text}"
    );
}
