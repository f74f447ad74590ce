//! What each mail says: from what it is about to a letter in the member's language.

use super::letter::{Block, Letter, Link, Span, heading, mark, paragraph, sentence};
use super::{Mail, PasswordWay, pictures, stop_link};
use crate::rules::badges::Badge;
use crate::rules::conditions::Condition;
use crate::rules::privileges::Privilege;
use crate::rules::rulebook::Rulebook;
use crate::rules::tiers::{self, Tier};
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::TopicKind;
use crate::store::views::outgoing_mail::Recipient;
use crate::t;
use crate::ui::conditions;
use crate::ui::device;
use crate::ui::member_name::{badge_name, badge_why, tier_word};
use crate::ui::progress;
use crate::ui::times;
use crate::ui::words::{Said, Words, number};
use std::sync::Arc;

/// What every mail of this forum carries.
#[derive(Debug, Clone)]
pub struct Letterhead {
    pub site: String,
    pub public_url: String,
    /// Key of links that need no session.
    pub link_secret: String,
    pub book: Arc<Rulebook>,
}

/// What a mail is about, looked up when it is sent.
#[derive(Debug, Clone)]
pub enum Matter {
    /// The secret of the link that confirms the address.
    ConfirmEmail(String),
    /// The secret of the link to set a new password.
    ResetPassword(String),
    AlreadyMember,
    PasswordChanged(Change),
    Awards(Vec<Reward>),
    Answer(About),
    Accepted(About),
    Mention(About),
    Test,
}

/// A changed password: how, when and from where.
#[derive(Debug, Clone)]
pub struct Change {
    pub way: PasswordWay,
    pub at: Timestamp,
    /// Address of the machine that did it; empty when it is not known.
    pub address: String,
    /// The browser's own words.
    pub user_agent: String,
}

/// One reward.
#[derive(Debug, Clone)]
pub enum Reward {
    /// A badge, and title and path of the topic that earned it.
    Badge(Badge, Option<(String, String)>),
    Tier(Tier),
}

/// A post that a mail is about.
#[derive(Debug, Clone)]
pub struct About {
    pub topic_kind: TopicKind,
    pub title: String,
    /// Path of the topic.
    pub topic: String,
    /// Path of the post.
    pub post: String,
    /// Who answered, accepted or mentioned; empty for somebody who is gone.
    pub who: String,
    /// The beginning of what they wrote.
    pub quote: String,
}

/// Writes the letter.
pub fn letter(head: &Letterhead, to: &Recipient, mail: &Mail, matter: &Matter) -> Letter {
    let w = Words::of(to.language);
    let (subject, blocks) = match matter {
        Matter::ConfirmEmail(secret) => with_link(w, head, to, "confirm", &format!("/confirm/{secret}")),
        Matter::ResetPassword(secret) => with_link(w, head, to, "reset", &format!("/reset/{secret}")),
        Matter::AlreadyMember => already_member(w, head, to),
        Matter::PasswordChanged(change) => password_changed(w, head, to, change),
        Matter::Awards(rewards) => awards(w, head, to, rewards),
        Matter::Answer(about) => of_post(w, head, about, about.topic_kind.describe().follow_up.word()),
        Matter::Accepted(about) => of_post(w, head, about, "accepted"),
        Matter::Mention(about) => of_post(w, head, about, "mention"),
        Matter::Test => (t!(w, "mail-test-subject", site = &head.site), vec![heading(t!(w, "mail-test-heading")), paragraph(t!(w, "mail-test-text"))]),
    };
    let mut links = Vec::new();
    if let Some(kind) = mail.subscription() {
        let token = stop_link::token(&head.link_secret, to.member, kind);
        links.push(Link { words: t!(w, &format!("mail-stop-{}", kind.word())), href: head.address(&format!("/unsubscribe/{token}")) });
        links.push(Link { words: t!(w, "mail-all-settings"), href: head.address("/settings/mail") });
    }
    let reason = t!(w, &format!("mail-why-{}", mail.kind()), site = &head.site);
    Letter { language: to.language, subject, blocks, reason, links }
}

impl Letterhead {
    /// The whole address of a path of this site.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }
}

/// A mail around one link: `confirm` or `reset`.
fn with_link(w: &'static Words, head: &Letterhead, to: &Recipient, kind: &str, path: &str) -> (Said, Vec<Block>) {
    let say = |part: &str| t!(w, &format!("mail-{kind}-{part}"), site = &head.site, name = &to.display_name);
    let blocks = vec![
        heading(say("heading")),
        paragraph(say("text")),
        Block::Button(Link { words: say("button"), href: head.address(path) }),
        paragraph(say("expires")),
        paragraph(say("not-you")),
    ];
    (say("subject"), blocks)
}

fn already_member(w: &'static Words, head: &Letterhead, to: &Recipient) -> (Said, Vec<Block>) {
    let forgot = Span::Link(Link { words: t!(w, "mail-already-forgot-link"), href: head.address("/forgot") });
    let blocks = vec![
        heading(t!(w, "mail-already-heading")),
        paragraph(t!(w, "mail-already-text", site = &head.site, handle = &to.handle)),
        Block::Button(Link { words: t!(w, "mail-already-button"), href: head.address("/sign-in") }),
        Block::Paragraph(sentence(&t!(w, "mail-already-forgot", link = mark(0)), &[forgot])),
        paragraph(t!(w, "mail-already-not-you")),
    ];
    (t!(w, "mail-already-subject", site = &head.site), blocks)
}

fn password_changed(w: &'static Words, head: &Letterhead, to: &Recipient, change: &Change) -> (Said, Vec<Block>) {
    let site = &head.site;
    let when = times::zoned(&to.time_zone, change.at);
    let device = device::named(w, &change.user_agent);
    let place = if change.address.is_empty() {
        t!(w, "mail-password-from", device = device)
    } else {
        t!(w, "mail-password-from-address", device = device, address = &change.address)
    };
    let blocks = vec![
        heading(t!(w, "mail-password-heading")),
        paragraph(t!(w, &format!("mail-password-{}", change.way.word()), site = site, handle = &to.handle, when = when)),
        paragraph(place),
        paragraph(t!(w, "mail-password-you")),
        paragraph(t!(w, "mail-password-not-you")),
        Block::Button(Link { words: t!(w, "mail-password-button"), href: head.address("/forgot") }),
    ];
    (t!(w, "mail-password-subject", site = site), blocks)
}

/// A mail about a post: `answer`, `reply`, `accepted` or `mention`.
fn of_post(w: &'static Words, head: &Letterhead, about: &About, kind: &str) -> (Said, Vec<Block>) {
    let who = if about.who.is_empty() { t!(w, "mail-somebody") } else { about.who.clone().into() };
    let topic = Span::Link(Link { words: about.title.clone().into(), href: head.address(&about.topic) });
    let subject = t!(w, &format!("mail-{kind}-subject"), who = &who, topic = &about.title);
    // What people wrote is put in as spans: in the sentence itself it could hold marks.
    let said = t!(w, &format!("mail-{kind}-text"), who = mark(1), topic = mark(0));
    let mut blocks = vec![heading(t!(w, &format!("mail-{kind}-heading"))), Block::Paragraph(sentence(&said, &[topic, Span::Text(who)]))];
    if !about.quote.is_empty() {
        blocks.push(Block::Quote(about.quote.clone()));
    }
    blocks.push(Block::Button(Link { words: t!(w, &format!("mail-{kind}-button")), href: head.address(&about.post) }));
    (subject, blocks)
}

/// One section for each reward, then the way to the next tier.
fn awards(w: &'static Words, head: &Letterhead, to: &Recipient, rewards: &[Reward]) -> (Said, Vec<Block>) {
    let mut blocks = Vec::new();
    for (i, reward) in rewards.iter().enumerate() {
        if i > 0 {
            blocks.push(Block::Rule);
        }
        match reward {
            Reward::Badge(badge, topic) => blocks.extend(badge_section(w, head, badge, topic.as_ref())),
            Reward::Tier(tier) => blocks.extend(tier_section(w, head, to, tier)),
        }
    }
    if rewards.len() > 1 {
        blocks.push(Block::Rule);
    }
    blocks.extend(to_next_tier(w, head, to));
    blocks.push(Block::Button(Link { words: t!(w, "mail-awards-button", n = rewards.len() as i64), href: head.address(&format!("/members/{}", to.handle)) }));
    (awards_subject(w, head, rewards), blocks)
}

/// The tier's mark, its name, and what it opens: now, and with more of what it asks for.
fn tier_section(w: &'static Words, head: &Letterhead, to: &Recipient, tier: &Tier) -> Vec<Block> {
    let picture = pictures::tier(tier);
    let mut blocks = vec![
        Block::Medal { picture, alt: t!(w, "tier-mark-label", tier = tier_word(w, &head.book, &tier.key)) },
        Block::Heading(sentence(&t!(w, "mail-awards-tier", tier = mark(0)), &[tier_span(w, head, tier)])),
        paragraph(t!(w, "mail-awards-tier-text")),
    ];
    let rung = progress::rung(&head.book, head.book.tier_rank(&tier.key));
    let (now, later): (Vec<_>, Vec<_>) = rung.into_iter().partition(|(_, asks)| asks.asks_points_only() && asks.points() <= to.facts.reputation());
    let name = |privilege: Privilege| t!(w, &format!("privilege-{privilege}"));
    let now: Vec<Said> = now.into_iter().map(|(privilege, _)| name(privilege)).collect();
    if !now.is_empty() {
        blocks.push(paragraph(t!(w, "reward-opened", what = conditions::list(w, &now))));
    }
    let later: Vec<Said> = later
        .into_iter()
        .map(|(privilege, asks)| {
            let said: Vec<Said> = asks.parts().iter().map(|part| from(w, &head.book, part)).collect();
            t!(w, "mail-awards-tier-one-later", what = name(privilege), condition = conditions::list(w, &said))
        })
        .collect();
    if !later.is_empty() {
        blocks.push(paragraph(t!(w, "mail-awards-tier-later", what = conditions::list(w, &later))));
    }
    blocks
}

/// What else a privilege asks for, as it stands after its name.
fn from(w: &'static Words, book: &Rulebook, part: &Condition) -> Said {
    if part.asks_points_only() { t!(w, "tiers-from", need = number(part.points())) } else { conditions::asked(w, book, part) }
}

fn badge_section(w: &'static Words, head: &Letterhead, badge: &Badge, topic: Option<&(String, String)>) -> Vec<Block> {
    let name = badge_name(w, &head.book, &badge.key);
    let alt = t!(w, "medal-label", level = t!(w, &format!("level-{}", badge.level)), badge = &name);
    let mut blocks = vec![Block::Medal { picture: pictures::badge(badge), alt }, heading(name)];
    let why = badge_why(w, &head.book, badge);
    if !why.is_empty() {
        blocks.push(paragraph(why));
    }
    if let Some((title, path)) = topic {
        let link = Span::Link(Link { words: title.clone().into(), href: head.address(path) });
        blocks.push(Block::Paragraph(sentence(&t!(w, "mail-awards-for", topic = mark(0)), &[link])));
    }
    blocks
}

fn tier_span(w: &'static Words, head: &Letterhead, tier: &Tier) -> Span {
    Span::Tier { word: tier_word(w, &head.book, &tier.key), colour: tier.colour.light.clone() }
}

fn awards_subject(w: &'static Words, head: &Letterhead, rewards: &[Reward]) -> Said {
    let name = |reward: &Reward| match reward {
        Reward::Badge(badge, _) => badge_name(w, &head.book, &badge.key),
        Reward::Tier(tier) => tier_word(w, &head.book, &tier.key),
    };
    match rewards {
        [one @ Reward::Badge(..)] => t!(w, "mail-awards-subject-badge", name = name(one)),
        [one @ Reward::Tier(_)] => t!(w, "mail-awards-subject-tier", name = name(one)),
        many => {
            let comma = t!(w, "mail-comma");
            let names = many.iter().map(name).collect::<Vec<_>>().join(&comma.replace('_', " "));
            t!(w, "mail-awards-subject-many", n = many.len() as i64, names = names)
        }
    }
}

/// What is missing for the next tier; nothing at the top.
fn to_next_tier(w: &'static Words, head: &Letterhead, to: &Recipient) -> Option<Block> {
    let next = tiers::next(&head.book.tiers, &to.tier)?;
    let progress = next.needs.progress(&to.facts);
    let missing = progress.side_by_side().iter().filter(|part| !part.done).map(|part| conditions::missing(w, &head.book, part));
    let all = missing.reduce(|a, b| t!(w, "mail-and", a = a, b = b))?;
    let have = to.facts.reputation();
    let said = t!(w, "mail-awards-progress", n = have, shown = number(have), tier = mark(0), missing = all);
    Some(Block::Paragraph(sentence(&said, &[tier_span(w, head, next)])))
}
