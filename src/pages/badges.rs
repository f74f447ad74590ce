//! The badges: all of them by family, and one with those who earned it last.

use super::cached::{self, Depends};
use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::page_cache::Thing;
use crate::rules::badges::{Badge, Family};
use crate::rules::ids::AwardId;
use crate::rules::limits::ROWS_A_PAGE;
use crate::rules::vocabulary::BadgeLevel;
use crate::store::views::badge_pages::{self, BadgeCounts, Earners};
use crate::t;
use crate::ui::conditions::earned_for;
use crate::ui::icons::{icon, medal};
use crate::ui::layout::Page;
use crate::ui::member_name::{self, Size, badge_name};
use crate::ui::times;
use crate::ui::topic_row::topic_path;
use crate::ui::words::{Words, number};
use actix_web::HttpRequest;
use actix_web::web::{Path, Query};
use maud::{Markup, html};
use serde::Deserialize;

/// Families in the order of the page; their words stand under `family-<key>`.
const FAMILIES: [(Family, &str); 3] = [(Family::Questions, "questions"), (Family::Answers, "answers"), (Family::Community, "community")];

/// Which badges, or where a page of one starts.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    mine: Option<String>,
    before: Option<String>,
}

pub async fn all(visit: Visit, place: Query<Place>, request: HttpRequest) -> Reply {
    let only_mine = place.mine.is_some();
    if only_mine {
        visit.signed_in()?;
    }
    cached::page(&visit, request.headers(), async |visit| {
        let (counted, now) = (visit.app.badge_totals.clone(), visit.now);
        let counts = visit.read(move |conn, sight| badge_pages::counts(conn, sight, &counted, now)).await?;
        let w = visit.words;
        let content = Some(list(visit, &counts, only_mine));
        let page = Page { title: t!(w, "badges-title"), description: t!(w, "badges-lead"), canonical: "/badges".into(), content, ..Page::default() };
        Ok((page, Depends { things: vec![Thing::Lists], topic: None }))
    })
    .await
}

pub async fn one(visit: Visit, key: Path<String>, place: Query<Place>, request: HttpRequest) -> Reply {
    let badge = visit.book.badge(&key).cloned().ok_or(Stop::NotFound)?;
    let before: Option<AwardId> = place.before.as_deref().map(str::parse).transpose().map_err(|_| Stop::NotFound)?;
    cached::page(&visit, request.headers(), async |visit| {
        let key = badge.key.clone();
        let found = visit.read(move |conn, sight| badge_pages::earners(conn, sight, &key, before, ROWS_A_PAGE)).await?;
        let w = visit.words;
        let page = Page {
            title: badge_name(w, &visit.book, &badge.key),
            description: earned_for(w, &visit.book, &badge),
            canonical: format!("/badges/{}", badge.key),
            content: Some(detail(visit, &badge, &found, before.is_some())),
            unlisted: before.is_some(),
            ..Page::default()
        };
        Ok((page, Depends { things: vec![Thing::Lists], topic: None }))
    })
    .await
}

fn list(visit: &Visit, counts: &BadgeCounts, only_mine: bool) -> Markup {
    let w = visit.words;
    let shown = |b: &&Badge| !only_mine || counts.mine(&b.key) > 0;
    let mine = visit.book.badges.iter().filter(|b| counts.mine(&b.key) > 0).count();
    html! {
        h1 { (t!(w, "badges-title")) }
        p.lead { (t!(w, "badges-lead")) }
        @if visit.me.is_some() {
            nav.tabs aria-label=(t!(w, "badges-which")) {
                a href="/badges" aria-current=[(!only_mine).then_some("page")] { (t!(w, "badges-all")) span.count { (visit.book.badges.len()) } }
                a href="/badges?mine=1" aria-current=[only_mine.then_some("page")] { (t!(w, "badges-yours")) span.count { (mine) } }
            }
        }
        @if only_mine && mine == 0 {
            div.empty { (icon("medal")) h2 { (t!(w, "badges-none")) } p { (t!(w, "badges-none-hint")) } }
        }
        @for (family, name) in FAMILIES {
            @let members: Vec<&Badge> = visit.book.badges.iter().filter(|b| b.family() == family).filter(shown).collect();
            @if !members.is_empty() {
                h2 { (t!(w, &format!("family-{name}"))) }
                @for level in BadgeLevel::ALL {
                    @let of_level: Vec<&&Badge> = members.iter().filter(|b| b.level == *level).collect();
                    @if !of_level.is_empty() {
                        h3.quiet { (t!(w, &format!("level-{level}"))) }
                        ul.shelf.wide { @for badge in of_level { (entry(visit, badge, counts)) } }
                    }
                }
            }
        }
    }
}

fn entry(visit: &Visit, badge: &Badge, counts: &BadgeCounts) -> Markup {
    let (w, member) = (visit.words, visit.me.is_some());
    let name = badge_name(w, &visit.book, &badge.key);
    let (total, mine) = (counts.total(&badge.key), counts.mine(&badge.key));
    html! {
        li class={ "badge" @if member && mine == 0 { " next" } } {
            (medal(w, badge.level, &badge.glyph, &name))
            span {
                a href={ "/badges/" (badge.key) } { b { (name) } }
                span.small { (earned_for(w, &visit.book, badge)) (t!(w, "between-sentences")) (t!(w, "badge-awarded-times", n = total, shown = number(total))) }
                (yours(w, mine))
            }
        }
    }
}

/// The mark of a badge the reader has.
fn yours(w: &'static Words, times: i64) -> Markup {
    html! { @if times > 0 { span.state.good { (icon("check")) (t!(w, "badge-yours", n = times)) } } }
}

fn detail(visit: &Visit, badge: &Badge, found: &Earners, started: bool) -> Markup {
    let w = visit.words;
    let name = badge_name(w, &visit.book, &badge.key);
    html! {
        nav aria-label=(t!(w, "breadcrumb")) { ol.crumbs { li { a href="/badges" { (t!(w, "badges-title")) } } } }
        div.badge-head {
            (medal(w, badge.level, &badge.glyph, &name))
            div {
                h1 { (name) }
                p { span.quiet { (t!(w, &format!("level-{}", badge.level))) " · " } (earned_for(w, &visit.book, badge)) }
                @if let Some(why) = member_name::own_why(w, badge) { p { (why) } }
                p.quiet.small { (t!(w, if badge.repeats { "badge-repeats" } else { "badge-once" })) }
                (yours(w, found.mine))
            }
        }
        h2 { (t!(w, "badge-earners")) }
        @if found.lines.is_empty() { p.quiet { (t!(w, "badge-nobody")) } } @else {
            ul.items {
                @for line in &found.lines {
                    li.item {
                        (member_name::avatar(&line.member, Size::Small))
                        div.text {
                            span { (member_name::name(w, &visit.book, &line.member)) }
                            @if let (Some(topic), Some(title), Some(slug)) = (line.topic, &line.topic_title, &line.topic_slug) {
                                span.small { a href=(topic_path(topic, slug)) { (title) } }
                            }
                        }
                        span.quiet.small { (times::ago(w, visit.now, line.at)) }
                    }
                }
            }
        }
        @if started || found.next.is_some() {
            nav.pager aria-label=(t!(w, "pages")) {
                @if started { a.button rel="first" href={ "/badges/" (badge.key) } { (icon("arrow-left")) (t!(w, "page-first")) } }
                @if let Some(next) = found.next { a.button rel="next" href={ "/badges/" (badge.key) "?before=" (next) } { (t!(w, "page-older")) (icon("arrow-right")) } }
            }
        }
    }
}
