//! Notifications as markup: one sentence each, with whom and what it is about.

use crate::pages::visit::Visit;
use crate::rules::vocabulary::{Decision, NotificationKind, PostKind, Role, SanctionKind};
use crate::store::views::notification_list::{NotificationLine, NotificationList};
use crate::t;
use crate::ui::icons::{icon, tier_mark};
use crate::ui::member_name::{self, Size, badge_medal, badge_name, tier_word};
use crate::ui::sentence::{filled, link, part};
use crate::ui::times;
use crate::ui::topic_row::topic_path;
use crate::ui::words::{Said, number};
use maud::{Markup, html};
use serde_json::Value;

/// Heading with the button, lines, pager.
pub(super) fn list(visit: &Visit, found: &NotificationList, started: bool) -> Markup {
    let w = visit.words;
    let unread = visit.me.as_ref().is_some_and(|m| m.unread > 0);
    let newest = found.lines.first().filter(|_| !started && unread);
    html! {
        div.head {
            h1 { (t!(w, "notifications-title")) }
            @if let Some(newest) = newest {
                div.actions {
                    form method="post" action="/notifications/read" data-in-place {
                        input type="hidden" name="last" value=(newest.id);
                        button.small { (t!(w, "notifications-mark-all")) }
                    }
                }
            }
        }
        @if found.lines.is_empty() {
            div.empty { (icon("bell")) h2 { (t!(w, "notifications-empty")) } p { (t!(w, "notifications-empty-hint")) } }
        } @else {
            ul.items { @for line in &found.lines { (item(visit, found, line)) } }
        }
        @if started || found.next.is_some() {
            nav.pager aria-label=(t!(w, "pages")) {
                @if started { a.button rel="first" href="/notifications" { (icon("arrow-left")) (t!(w, "page-first")) } }
                @if let Some(next) = found.next { a.button rel="next" href={ "/notifications?before=" (next) } { (t!(w, "page-older")) (icon("arrow-right")) } }
            }
        }
    }
}

fn item(visit: &Visit, found: &NotificationList, line: &NotificationLine) -> Markup {
    let w = visit.words;
    let data: Value = serde_json::from_str(&line.data).unwrap_or_default();
    let unread = line.read_at.is_none();
    let cost = found.costs.iter().find(|(of, ..)| *of == line.id);
    let reason = data["reason"].as_str().filter(|r| !r.is_empty());
    html! {
        li class={ "item" @if unread { " unread" } } {
            (drawing(visit, line, &data))
            div.text {
                span { (sentence(visit, line, &data)) @if unread { span.visually-hidden { " " (t!(w, "notification-unread")) } } }
                @if let Some((_, told, points)) = cost {
                    span.small { a href={ "/statement#l" (told) } { (t!(w, "notification-cost", n = -points, shown = number(-points))) } }
                }
                @if let Some(reason) = reason { span.small { (t!(w, "notification-reason", reason = reason)) } }
                span.small { (times::ago(w, visit.now, line.at)) }
            }
            span {}
        }
    }
}

/// The badge's medal, the tier's mark, the actor's picture, or an icon.
fn drawing(visit: &Visit, line: &NotificationLine, data: &Value) -> Markup {
    let name = match line.kind {
        NotificationKind::BadgeAwarded => {
            let key = data["badge"].as_str().unwrap_or_default();
            return if visit.book.badge(key).is_some() { badge_medal(visit.words, &visit.book, key) } else { icon("medal") };
        }
        NotificationKind::TierReached => {
            return tier_mark(visit.words, &visit.book, data["tier"].as_str().unwrap_or_default());
        }
        NotificationKind::Answered | NotificationKind::Commented | NotificationKind::Mentioned | NotificationKind::Accepted | NotificationKind::Followed => {
            match &line.actor {
                Some(actor) => return member_name::avatar(actor, Size::Small),
                None => "chat",
            }
        }
        NotificationKind::PostDecision => "eye",
        NotificationKind::Sanctioned => "warning",
        NotificationKind::FlagDecided => "flag",
        NotificationKind::RoleChanged => "shield",
        NotificationKind::TopicMoved => "folder",
        NotificationKind::PostEdited => "edit",
        NotificationKind::CommentRemoved => "trash",
    };
    icon(name)
}

/// The sentence: {$actor}, {$topic}, {$badge}, {$tier} in it become links.
fn sentence(visit: &Visit, line: &NotificationLine, data: &Value) -> Markup {
    let w = visit.words;
    let word = |field: &str| data[field].as_str().unwrap_or_default();
    let key = key(line, data);
    let actor = member_name::author(w, &visit.book, line.actor.as_ref(), "");
    let (extra, extra_link) = match line.kind {
        NotificationKind::BadgeAwarded => (badge_name(w, &visit.book, word("badge")), Some(format!("/badges/{}", word("badge")))),
        NotificationKind::TierReached => (tier_word(w, &visit.book, word("tier")), Some("/tiers".to_owned())),
        NotificationKind::RoleChanged => (word("role").parse::<Role>().map(|r| t!(w, &format!("role-{r}"))).unwrap_or_default(), None),
        NotificationKind::Answered
        | NotificationKind::Commented
        | NotificationKind::Mentioned
        | NotificationKind::Accepted
        | NotificationKind::PostDecision
        | NotificationKind::Sanctioned
        | NotificationKind::FlagDecided
        | NotificationKind::Followed
        | NotificationKind::PostEdited
        | NotificationKind::CommentRemoved
        | NotificationKind::TopicMoved => (Said::default(), None),
    };
    let extra = match extra_link {
        Some(href) => link(&href, &extra),
        None => html! { b { (extra) } },
    };
    filled(&t!(w, &key, actor = part(0), topic = part(1), what = part(2)), &[actor, place(visit, line), extra])
}

/// The topic, linked to the post where there is one.
fn place(visit: &Visit, line: &NotificationLine) -> Markup {
    match (line.topic, &line.topic_title, &line.topic_slug) {
        (Some(topic), Some(title), Some(slug)) => link(&line.post.map_or_else(|| topic_path(topic, slug), |post| format!("/posts/{post}")), title),
        _ => html! { (t!(visit.words, "notification-some-topic")) },
    }
}

/// Which sentence; a word of a later version falls back to the sentence without it.
fn key(line: &NotificationLine, data: &Value) -> String {
    let word = |field: &str| data[field].as_str().unwrap_or_default();
    let reply = word("post_kind") == PostKind::Reply.word();
    match line.kind {
        NotificationKind::Answered => if reply { "tell-replied" } else { "tell-answered" }.to_owned(),
        NotificationKind::Followed => if reply { "tell-followed-reply" } else { "tell-followed" }.to_owned(),
        NotificationKind::Commented => "tell-commented".to_owned(),
        NotificationKind::Mentioned => "tell-mentioned".to_owned(),
        NotificationKind::Accepted => "tell-accepted".to_owned(),
        NotificationKind::BadgeAwarded if line.topic.is_some() => "tell-badge-for".to_owned(),
        NotificationKind::BadgeAwarded => "tell-badge".to_owned(),
        NotificationKind::TierReached => "tell-tier".to_owned(),
        NotificationKind::PostDecision => match word("decision").parse::<Decision>() {
            Ok(decision) => format!("tell-decision-{decision}"),
            Err(_) => "tell-decision".to_owned(),
        },
        NotificationKind::Sanctioned => match word("sanction").parse::<SanctionKind>() {
            Ok(kind) => format!("tell-sanction-{kind}"),
            Err(_) => "tell-sanction-lifted".to_owned(),
        },
        NotificationKind::FlagDecided if data["upheld"] == Value::Bool(true) => "tell-flag-upheld".to_owned(),
        NotificationKind::FlagDecided => "tell-flag-dismissed".to_owned(),
        NotificationKind::RoleChanged => "tell-role".to_owned(),
        NotificationKind::PostEdited => "tell-edited".to_owned(),
        NotificationKind::CommentRemoved => "tell-comment-removed".to_owned(),
        NotificationKind::TopicMoved => {
            let what = word("what");
            let known = ["locked", "unlocked", "pinned", "unpinned", "moved", "retagged"].contains(&what);
            if known { format!("tell-topic-{what}") } else { "tell-topic".to_owned() }
        }
    }
}
