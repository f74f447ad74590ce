//! The reward moment: the badge drawn large, one sentence, the points, what they opened, and a link to the statement line.

use crate::rules::rulebook::Rulebook;
use crate::rules::vocabulary::NotificationKind;
use crate::store::views::toasts::{Reward, RewardLine};
use crate::t;
use crate::ui::icons::{accepted_mark, icon, medal, tier_mark};
use crate::ui::member_name::{badge_name, badge_why, tier_word};
use crate::ui::words::{Said, Words};
use crate::ui::{conditions, progress};
use maud::{Markup, html};

struct Moment {
    drawing: Markup,
    title: Said,
    sentence: Said,
    /// What shows it where no line of the statement does: address, and the words of the link.
    place: (String, &'static str),
}

fn moment(words: &'static Words, book: &Rulebook, reward: &Reward) -> Moment {
    let data: serde_json::Value = serde_json::from_str(&reward.data).unwrap_or_default();
    let word = |field: &str| data[field].as_str().unwrap_or_default().to_owned();
    match reward.kind {
        NotificationKind::BadgeAwarded => {
            let key = word("badge");
            let name = badge_name(words, book, &key);
            let badge = book.badge(&key);
            Moment {
                drawing: badge.map_or_else(|| icon("medal"), |b| medal(words, b.level, &b.glyph, &name)),
                sentence: badge.map(|b| badge_why(words, book, b)).unwrap_or_default(),
                place: (badge.map_or_else(|| "/badges".to_owned(), |b| format!("/badges/{}", b.key)), "reward-badge"),
                title: name,
            }
        }
        NotificationKind::TierReached => {
            let tier = word("tier");
            let name = tier_word(words, book, &tier);
            Moment {
                drawing: tier_mark(words, book, &tier),
                place: ("/tiers".to_owned(), "reward-tiers"),
                title: t!(words, "reward-tier-title", tier = &name),
                sentence: t!(words, "reward-tier"),
            }
        }
        NotificationKind::Accepted
        | NotificationKind::Answered
        | NotificationKind::Commented
        | NotificationKind::Mentioned
        | NotificationKind::PostDecision
        | NotificationKind::Sanctioned
        | NotificationKind::FlagDecided
        | NotificationKind::Followed
        | NotificationKind::RoleChanged
        | NotificationKind::PostEdited
        | NotificationKind::CommentRemoved
        | NotificationKind::TopicMoved => Moment {
            drawing: accepted_mark(),
            place: (reward.post.map_or_else(|| "/notifications".to_owned(), |post| format!("/posts/{post}")), "reward-post"),
            title: t!(words, "reward-accepted-title"),
            sentence: t!(words, "reward-accepted", topic = reward.topic_title.clone().unwrap_or_default()),
        },
    }
}

/// Points are told once, with the first reward of an action, and so is what they opened.
fn inner(words: &'static Words, book: &Rulebook, m: &Moment, reward: &Reward) -> Markup {
    let gain = reward.line.filter(|l| l.amount > 0 && !l.told);
    html! {
        (m.drawing)
        div {
            h2 { (m.title) }
            p {
                (m.sentence)
                @if let Some(line) = gain { " " span.gain { (t!(words, "reward-points", n = line.amount)) } }
                @if let Some(said) = gain.and_then(|line| opened(words, book, line)) { " " (said) }
            }
            @match reward.line {
                Some(line) => a.more href={ "/statement?line=" (line.id) "#l" (line.id) } { (t!(words, "reward-statement")) },
                None => a.more href=(m.place.0) { (t!(words, m.place.1)) },
            }
        }
    }
}

/// What the points opened, as a sentence; none where they opened nothing.
fn opened(words: &'static Words, book: &Rulebook, line: RewardLine) -> Option<Said> {
    let opened: Vec<Said> =
        progress::opened(book, line.balance - line.amount, line.balance).into_iter().map(|p| t!(words, &format!("privilege-{p}"))).collect();
    (!opened.is_empty()).then(|| t!(words, "reward-opened", what = conditions::list(words, &opened)))
}

/// As it slides in on an open page.
pub fn toast(words: &'static Words, book: &Rulebook, reward: &Reward) -> Markup {
    let m = moment(words, book, reward);
    html! {
        div.toast data-toast=(reward.id) {
            (inner(words, book, &m, reward))
            button.x type="button" data-dismiss aria-label=(t!(words, "dismiss")) { (icon("x")) }
        }
    }
}

/// As it stands at the top of the next page.
pub fn in_page(words: &'static Words, book: &Rulebook, reward: &Reward) -> Markup {
    let m = moment(words, book, reward);
    html! { aside.reward data-toast=(reward.id) data-once aria-label=(m.title) { (inner(words, book, &m, reward)) button.x.js-only type="button" data-dismiss aria-label=(t!(words, "dismiss")) { (icon("x")) } } }
}
