//! The tiers: every tier, what it takes and what it opens.

use super::cached::{self, Depends};
use super::errors::Reply;
use super::visit::Visit;
use crate::rules::privileges::Privilege;
use crate::rules::tiers::{Metrics, Tier};
use crate::store::members;
use crate::t;
use crate::ui::icons::{icon, tier_icon};
use crate::ui::layout::Page;
use crate::ui::member_name::tier_word;
use crate::ui::progress;
use crate::ui::sentence::capital;
use crate::ui::words::number;
use actix_web::HttpRequest;
use maud::{Markup, html};

pub async fn page(visit: Visit, request: HttpRequest) -> Reply {
    cached::page(&visit, request.headers(), async |visit| {
        let mine = match visit.member() {
            Some(me) => Some(visit.read(move |conn, _| members::metrics(conn, me)).await?),
            None => None,
        };
        let w = visit.words;
        let content = html! {
            h1 { (t!(w, "tiers-title")) }
            p.lead { (t!(w, "tiers-lead")) }
            ol.ladder { @for (rank, tier) in visit.book.tiers.iter().enumerate() { (rung(visit, rank, tier, mine.as_ref())) } }
        };
        let page =
            Page { title: t!(w, "tiers-title"), description: t!(w, "tiers-lead"), canonical: "/tiers".into(), content: Some(content), ..Page::default() };
        Ok((page, Depends { things: Vec::new(), topic: None }))
    })
    .await
}

fn rung(visit: &Visit, rank: usize, tier: &Tier, mine: Option<&(Metrics, String)>) -> Markup {
    let w = visit.words;
    let book = &visit.book;
    let current = mine.is_some_and(|(_, key)| book.tier_rank(key) == rank);
    let metrics = mine.map(|(m, _)| *m).unwrap_or_default();
    let conditions = tier.needs.progress(&metrics);
    let opened = progress::rung(book, rank);
    html! {
        li class={ "rung tier-" (tier.key) @if current { " current" } } aria-current=[current.then_some("true")] {
            div {
                h2 { (tier_icon(book, &tier.key)) (tier_word(w, book, &tier.key)) }
                @if current { span.here { (t!(w, "tiers-here")) } }
            }
            div {
                h3 { (t!(w, "tiers-takes")) }
                ul {
                    @if conditions.is_empty() { li.done { (icon("check")) span { (t!(w, "tiers-nothing")) } } }
                    @for c in &conditions {
                        @if mine.is_some() && c.done() {
                            li.done { (icon("check")) span { (progress::asked(w, c)) span.visually-hidden { " (" (t!(w, "done")) ")" } } }
                        } @else if mine.is_some() {
                            @let said = progress::condition(w, c);
                            li { (icon("ring")) span { (said) progress max=(c.need) value=(c.have.clamp(0, c.need)) aria-label=(said) {} } }
                        } @else {
                            li { (icon("ring")) span { (progress::asked(w, c)) } }
                        }
                    }
                }
            }
            div {
                h3 { (t!(w, "tiers-opens")) }
                @if opened.is_empty() { p.quiet { (t!(w, "tiers-opens-name")) } } @else {
                    ul {
                        @for (privilege, asks) in &opened {
                            li {
                                (icon(drawing(*privilege)))
                                span {
                                    (capital(&t!(w, &format!("privilege-{privilege}"))))
                                    @if asks.reputation > tier.needs.reputation.max(1) { span.quiet { " " (t!(w, "tiers-from", need = number(asks.reputation))) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The icon of a privilege.
pub(super) fn drawing(privilege: Privilege) -> &'static str {
    match privilege {
        Privilege::CreateTopic => "plus",
        Privilege::Answer | Privilege::CommentOwn | Privilege::CommentAnywhere => "chat",
        Privilege::ImagesAndLinks => "image",
        Privilege::VoteUp => "up",
        Privilege::VoteDown => "down",
        Privilege::Flag => "flag",
        Privilege::CreateTag | Privilege::Retag => "tag",
        Privilege::Review => "shield",
        Privilege::EditOthers => "edit",
        Privilege::SeeDeleted => "eye",
        Privilege::HidePosts => "eye-off",
    }
}
