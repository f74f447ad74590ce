//! The tiers: every tier, what it takes and what it opens.

use super::cached::{self, Depends};
use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::rules::conditions::Facts;
use crate::rules::privileges::Privilege;
use crate::rules::tiers::Tier;
use crate::store::{conditions as known, members};
use crate::t;
use crate::ui::conditions;
use crate::ui::icons::{icon, tier_icon};
use crate::ui::layout::Page;
use crate::ui::member_name::tier_word;
use crate::ui::progress::{self, bar};
use crate::ui::sentence::capital;
use crate::ui::words::number;
use actix_web::HttpRequest;
use maud::{Markup, html};

pub async fn page(visit: Visit, request: HttpRequest) -> Reply {
    cached::page(&visit, request.headers(), async |visit| {
        let mine = match visit.member() {
            Some(me) => {
                let (book, now) = (visit.book.clone(), visit.now);
                Some(visit.read(move |conn, _| Ok::<_, Stop>((known::facts(conn, me, &book.tiers_want(), &book, now)?, members::tier(conn, me)?))).await?)
            }
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

fn rung(visit: &Visit, rank: usize, tier: &Tier, mine: Option<&(Facts, String)>) -> Markup {
    let w = visit.words;
    let book = &visit.book;
    let current = mine.is_some_and(|(_, key)| book.tier_rank(key) == rank);
    let nothing = Facts::default();
    let progress = tier.needs.progress(mine.map_or(&nothing, |(facts, _)| facts));
    let parts = progress.side_by_side();
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
                    @if parts.is_empty() { li.done { (icon("check")) span { (t!(w, "tiers-nothing")) } } }
                    @for part in parts {
                        @if mine.is_some() && part.done {
                            li.done { (icon("check")) span { (conditions::asked(w, book, &part.of)) span.visually-hidden { " (" (t!(w, "done")) ")" } } }
                        } @else if mine.is_some() {
                            @let said = conditions::progress(w, book, part);
                            @let (have, need) = bar(part);
                            li { (icon("ring")) span { (said) progress max=(need) value=(have) aria-label=(said) {} } }
                        } @else {
                            li { (icon("ring")) span { (conditions::asked(w, book, &part.of)) } }
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
                                    @if asks.points() > tier.needs.points().max(1) { span.quiet { " " (t!(w, "tiers-from", need = number(asks.points()))) } }
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
