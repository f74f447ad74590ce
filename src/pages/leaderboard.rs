//! The leaderboard: a podium for three, rows down to fifty, and the reader's own place always in view.

use super::cached::{self, Depends};
use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::page_cache::Thing;
use crate::rules::ranking::Period;
use crate::store::views::leaderboard::{self, Leaderboard, Place, Span, Standing};
use crate::t;
use crate::ui::icons::icon;
use crate::ui::layout::{Page, my_card};
use crate::ui::member_name::{self, Size, tier_word};
use crate::ui::words::number;
use actix_web::HttpRequest;
use actix_web::web::Query;
use maud::{Markup, html};
use serde::Deserialize;

/// Places shown.
const PLACES: i64 = 50;
/// The periods of this page.
const PERIODS: [Period; 3] = [Period::Week, Period::Month, Period::All];

/// Which period.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Choice {
    period: Option<String>,
}

pub async fn page(visit: Visit, choice: Query<Choice>, request: HttpRequest) -> Reply {
    let period = match choice.period.as_deref() {
        None => Period::Week,
        Some(word) => word.parse().ok().filter(|p| PERIODS.contains(p)).ok_or(Stop::NotFound)?,
    };
    cached::page(&visit, request.headers(), async |visit| {
        let span = match period {
            Period::All => Span::All,
            Period::Week | Period::Month | Period::Year => Span::Since(period.since(visit.now).day()),
        };
        let reputation = visit.me.as_ref().map_or(0, |m| m.reputation);
        let now = visit.now;
        let found = visit.read(move |conn, sight| leaderboard::load(conn, sight, span, PLACES, reputation, now)).await?;
        let w = visit.words;
        let page = Page {
            title: t!(w, "leaderboard-title"),
            description: t!(w, "leaderboard-lead"),
            canonical: if period == Period::Week { "/leaderboard".into() } else { format!("/leaderboard?period={period}") },
            content: Some(view(visit, period, &found)),
            ..Page::default()
        };
        Ok((page, Depends { things: vec![Thing::Lists], topic: None }))
    })
    .await
}

fn view(visit: &Visit, period: Period, found: &Leaderboard) -> Markup {
    let w = visit.words;
    let (podium, rows) = found.places.split_at(found.places.len().min(3));
    let listed = found.places.iter().any(|p| Some(p.member.id) == visit.member());
    html! {
        div.head { h1 { (t!(w, "leaderboard-title")) } }
        p.lead { (t!(w, "leaderboard-lead")) }
        nav.tabs aria-label=(t!(w, "tabs-period")) {
            @for p in PERIODS { a href={ "/leaderboard?period=" (p) } aria-current=[(p == period).then_some("page")] { (t!(w, &format!("leaderboard-{p}"))) } }
        }
        @if found.places.is_empty() {
            div.empty { (icon("trophy")) h2 { (t!(w, "leaderboard-empty")) } p { (t!(w, "leaderboard-empty-hint")) } }
        } @else {
            ol.podium { @for place in podium { (step(visit, place)) } }
            @if !rows.is_empty() { ol.ranks start="4" { @for place in rows { (row(visit, place)) } } }
        }
        @if let (false, Some((standing, points))) = (listed, found.mine) { (own(visit, standing, points)) }
    }
}

fn step(visit: &Visit, place: &Place) -> Markup {
    let w = visit.words;
    let mine = Some(place.member.id) == visit.member();
    html! {
        li.place aria-current=[mine.then_some("true")] {
            span.pos { (t!(w, &format!("place-{}", place.place.min(3)))) }
            (member_name::avatar(&place.member, Size::Normal))
            (member_name::name(w, &visit.book, &place.member))
            span.points { (number(place.points)) span.visually-hidden { " " (t!(w, "stat-points", n = place.points)) } }
        }
    }
}

fn row(visit: &Visit, place: &Place) -> Markup {
    let w = visit.words;
    let mine = Some(place.member.id) == visit.member();
    html! {
        li class={ "rank" @if mine { " me" } } aria-current=[mine.then_some("true")] value=(place.place) {
            span.pos { (place.place) }
            (member_name::avatar(&place.member, Size::Small))
            span {
                (member_name::name(w, &visit.book, &place.member)) " "
                span.quiet.small { @if mine { (t!(w, "leaderboard-you")) } @else { (tier_word(w, &visit.book, &place.member.tier)) } }
            }
            span.points { (number(place.points)) }
        }
    }
}

/// The reader's row where they are not among those listed.
fn own(visit: &Visit, standing: Standing, points: i64) -> Markup {
    let w = visit.words;
    let Some(me) = &visit.me else { return html! {} };
    let card = my_card(me);
    let (position, said) = match standing {
        Standing::Place(n) => (number(n), t!(w, "leaderboard-you")),
        Standing::After(n) => (format!("{}+", number(n)), t!(w, "leaderboard-you-after", n = number(n))),
        Standing::Unplaced => ("–".to_owned(), t!(w, "leaderboard-unplaced")),
    };
    html! {
        ul.ranks aria-label=(t!(w, "leaderboard-your-place")) {
            li.rank.me aria-current="true" {
                span.pos { (position) }
                (member_name::avatar(&card, Size::Small))
                span { (member_name::name(w, &visit.book, &card)) " " span.quiet.small { (said) } }
                span.points { (number(points)) }
            }
        }
    }
}
