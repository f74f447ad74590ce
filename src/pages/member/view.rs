//! A profile as markup: a person first, then the numbers.

use super::{heatmap, shelf};
use crate::pages::visit::Visit;
use crate::rules::conditions::Facts;
use crate::rules::vocabulary::{PostKind, Role, SanctionKind};
use crate::store::views::member_page::{BestPost, MemberPage};
use crate::t;
use crate::ui::icons::{icon, tier_icon};
use crate::ui::member_name::{self, Size, role_chip, tier_word};
use crate::ui::progress;
use crate::ui::times;
use crate::ui::topic_row::{self, RowContext};
use crate::ui::words::number;
use maud::{Markup, PreEscaped, html};

/// Hero, numbers, badges, activity, best answers, latest topics.
pub(super) fn profile(visit: &Visit, found: &MemberPage, facts: &Facts) -> Markup {
    let w = visit.words;
    let context = RowContext { words: w, book: &visit.book, categories: &visit.site.categories, now: visit.now };
    html! {
        (sanctions(visit, found))
        (hero(visit, found, facts))
        (stats(visit, found))
        h2 { (t!(w, "profile-badges")) }
        (shelf::shelf(w, &visit.book, found, facts))
        h2 { (t!(w, "activity")) }
        (heatmap::heatmap(w, visit.now.day(), &found.days))
        section.profile-part {
            h2 { (t!(w, "profile-best")) }
            @if found.best.is_empty() { p.quiet { (t!(w, "profile-no-answers")) } } @else {
                ul.items { @for post in &found.best { (best(visit, post)) } }
            }
        }
        section.profile-part {
            h2 { (t!(w, "profile-topics")) }
            @if found.topics.is_empty() { p.quiet { (t!(w, "profile-no-topics")) } } @else {
                // Rows carry headings of the second rank, as they stand in lists.
                div.topics { @for line in &found.topics { (topic_row::row(context, line)) } }
            }
        }
    }
}

/// What staff and the member themselves see of a silence or suspension in force.
fn sanctions(visit: &Visit, found: &MemberPage) -> Markup {
    let w = visit.words;
    let in_force = |s: &&crate::store::sanctions::Sanction| s.lifted_at.is_none() && s.ends_at.is_some_and(|end| end > visit.now);
    html! {
        @for sanction in found.sanctions.iter().filter(in_force) {
            @let date = sanction.ends_at.map(|end| times::date(w, end)).unwrap_or_default();
            @let key = match sanction.kind {
                SanctionKind::Silence => Some("profile-silenced"),
                SanctionKind::Suspension => Some("profile-suspended"),
                SanctionKind::Warning => None,
            };
            @if let Some(key) = key {
                div.notice.warn role="status" { (icon("warning")) div { b { (t!(w, key, date = date)) } br; (sanction.reason) } }
            }
        }
    }
}

fn hero(visit: &Visit, found: &MemberPage, facts: &Facts) -> Markup {
    let w = visit.words;
    let card = &found.card;
    let own = visit.member() == Some(card.id);
    let site = found.person.website.strip_prefix("https://").or_else(|| found.person.website.strip_prefix("http://"));
    html! {
        div.hero {
            (member_name::avatar(card, Size::Big))
            div {
                h1 { (card.display_name) }
                div.line {
                    span class={ "tier-word tier-" (card.tier) } { (tier_icon(&visit.book, &card.tier)) (tier_word(w, &visit.book, &card.tier)) }
                    span { "@" (card.handle) }
                    span { (t!(w, "profile-since", date = times::date(w, found.person.since))) }
                    @if !found.person.location.is_empty() { span { (found.person.location) } }
                    @if let Some(shown) = site { a href=(found.person.website) rel="nofollow ugc noopener" { (shown.trim_end_matches('/')) } }
                    (role_chip(w, card.role))
                }
                (progress::to_next_tier(w, &visit.book, &card.tier, facts))
            }
            @if own || visit.is_at_least(Role::Moderator) {
                div.actions {
                    @if own {
                        a.button href="/statement" { (icon("chart")) (t!(w, "statement-title")) }
                        a.button href="/settings" { (icon("edit")) (t!(w, "profile-edit")) }
                    } @else {
                        a.button href={ "/members/" (card.handle) "/moderate" } { (icon("shield")) (t!(w, "profile-moderate")) }
                    }
                }
            }
            @if !found.person.about_html.is_empty() { div.about.prose { (PreEscaped(&found.person.about_html)) } }
            @else if own { p.about.quiet { (t!(w, "profile-no-about")) } }
        }
    }
}

fn stats(visit: &Visit, found: &MemberPage) -> Markup {
    let w = visit.words;
    let c = &found.counts;
    let badges = found.card.bronze + found.card.silver + found.card.gold;
    let numbers = [
        ("stat-points", found.card.reputation),
        ("stat-answers", c.answers),
        ("stat-accepted", c.accepted),
        ("stat-questions", c.questions + found.discussions),
        ("stat-comments", c.comments),
        ("stat-badges", badges),
    ];
    html! { dl.stats { @for (key, n) in numbers { div { dt { (t!(w, key, n = n)) } dd { (number(n)) } } } } }
}

fn best(visit: &Visit, post: &BestPost) -> Markup {
    let w = visit.words;
    html! {
        li.item {
            (icon(if post.accepted { "check" } else { "chat" }))
            div.text {
                a href={ "/posts/" (post.id) } { (post.title) }
                span.small {
                    @if post.accepted { span.plus { (t!(w, "best-accepted")) } " · " }
                    @if post.kind == PostKind::Reply { (t!(w, "best-reply")) " · " }
                    (t!(w, "best-score", n = post.score, shown = number(post.score)))
                }
            }
            span.quiet.small { (times::ago(w, visit.now, post.at)) }
        }
    }
}
