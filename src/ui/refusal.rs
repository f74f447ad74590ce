//! Why something is not allowed, in the member's own numbers, with the nearest way to get there. The request that was refused and the
//! control that is greyed out say the same, because both come from the same [`Refusal`].

use crate::rules::points::PointRule;
use crate::rules::privileges::Refusal;
use crate::rules::rulebook::Rulebook;
use crate::t;
use crate::ui::conditions;
use crate::ui::progress::bar;
use crate::ui::times;
use crate::ui::words::{Said, Words, number};
use maud::{Markup, html};

/// The sentence of a refusal.
pub fn sentence(words: &'static Words, book: &Rulebook, refusal: &Refusal) -> Said {
    let key = refusal.key();
    match refusal {
        Refusal::Silenced { until } | Refusal::Suspended { until } => t!(words, key, date = times::date(words, *until)),
        Refusal::Reputation { privilege, need, have } => t!(
            words,
            key,
            what = t!(words, &format!("privilege-{privilege}")),
            need = number(*need),
            have = number(*have),
            accepted = book.points.value(PointRule::AnswerAccepted).points,
            upvote = book.points.value(PointRule::AnswerUpvoted).points
        ),
        Refusal::Quality { privilege, need, have } => t!(words, key, what = t!(words, &format!("privilege-{privilege}")), need = *need, have = *have),
        Refusal::Missing { privilege, missing } => {
            t!(words, key, what = t!(words, &format!("privilege-{privilege}")), missing = conditions::progress(words, book, missing))
        }
        Refusal::Role { role } => t!(words, key, role = t!(words, &format!("role-{role}"))),
        Refusal::DailyVotes { limit }
        | Refusal::VotesForMember { limit }
        | Refusal::FirstDay { limit }
        | Refusal::TooManyLinks { limit }
        | Refusal::TooManyImages { limit }
        | Refusal::TooManyMentions { limit }
        | Refusal::TooManyFeedKeys { limit } => t!(words, key, n = *limit),
        Refusal::GroupIsAudience { category } => t!(words, key, category = category),
        Refusal::TooSoon { seconds } => t!(words, key, n = *seconds),
        Refusal::SignIn
        | Refusal::ConfirmEmail
        | Refusal::OwnPost
        | Refusal::NotYourPost
        | Refusal::NotYourTopic
        | Refusal::Locked
        | Refusal::Hidden
        | Refusal::Deleted
        | Refusal::DeletedByStaff
        | Refusal::AcceptedAnswer
        | Refusal::HasAnswers
        | Refusal::VoteLocked
        | Refusal::AlreadyFlagged
        | Refusal::LastAdministrator => t!(words, key),
    }
}

/// The box beside a control, or in place of a page: sentence, progress, ways.
pub fn why(words: &'static Words, book: &Rulebook, refusal: &Refusal, id: &str) -> Markup {
    html! {
        div.why id=(id) {
            p { b { (sentence(words, book, refusal)) } }
            @if let Refusal::Reputation { need, have, .. } = refusal {
                progress max=(need) value=(have) aria-label=(t!(words, "progress-points", have = number(*have), need = number(*need))) {}
                ul.ways {
                    li { a href="/unanswered" { (t!(words, "way-answer")) } }
                    li { a href="/privileges" { (t!(words, "way-privileges")) } }
                }
            }
            @if let Refusal::Missing { missing, .. } = refusal {
                @let (have, need) = bar(missing);
                progress max=(need) value=(have) aria-label=(conditions::progress(words, book, missing)) {}
                ul.ways { li { a href="/privileges" { (t!(words, "way-privileges")) } } }
            }
            @if matches!(refusal, Refusal::SignIn) {
                ul.ways {
                    li { a href="/sign-in" { (t!(words, "sign-in")) } }
                    li { a href="/sign-up" { (t!(words, "sign-up")) } }
                }
            }
            @if matches!(refusal, Refusal::ConfirmEmail) {
                ul.ways { li { a href="/confirm" { (t!(words, "way-confirm")) } } }
            }
        }
    }
}
