//! The privileges: what each opens, what it asks, and how far the reader is.

use super::cached::{self, Depends};
use super::errors::Reply;
use super::tiers::drawing;
use super::visit::Visit;
use crate::rules::privileges::{Privilege, Refusal, Standing, needs};
use crate::t;
use crate::ui::icons::icon;
use crate::ui::layout::Page;
use crate::ui::progress::bar;
use crate::ui::sentence::capital;
use crate::ui::words::number;
use crate::ui::{conditions, refusal};
use actix_web::HttpRequest;
use maud::{Markup, html};

pub async fn page(visit: Visit, request: HttpRequest) -> Reply {
    cached::page(&visit, request.headers(), async |visit| {
        let w = visit.words;
        let standing = visit.standing();
        let mut all: Vec<Privilege> = Privilege::ALL.to_vec();
        all.sort_by_key(|p| visit.book.requirement(*p).points());
        let content = html! {
            h1 { (t!(w, "privileges-title")) }
            p.lead { (t!(w, "privileges-lead")) }
            ol.ladder { @for privilege in all { (rung(visit, privilege, standing.as_ref())) } }
            h2 id="quality" { (t!(w, "quality-title")) }
            p { (t!(w, "quality-text")) }
        };
        let title = t!(w, "privileges-title");
        let page = Page { title, description: t!(w, "privileges-lead"), canonical: "/privileges".into(), content: Some(content), ..Page::default() };
        Ok((page, Depends { things: Vec::new(), topic: None }))
    })
    .await
}

fn rung(visit: &Visit, privilege: Privilege, standing: Option<&Standing>) -> Markup {
    let w = visit.words;
    let asks = visit.book.requirement(privilege);
    let points = asks.points();
    html! {
        li.rung id=(privilege) {
            div {
                h2 { (icon(drawing(privilege))) (number(points)) }
                span.quiet.small { (t!(w, "stat-points", n = points)) }
            }
            div {
                h3 { (capital(&t!(w, &format!("privilege-{privilege}")))) }
                p { (t!(w, &format!("opens-{privilege}"))) }
            }
            div {
                h3 { (t!(w, "tiers-takes")) }
                p { (conditions::asked(w, &visit.book, asks)) }
                @if let Some(who) = standing { (verdict(visit, privilege, who)) }
            }
        }
    }
}

/// What the rules say of the reader: the same refusal that a request would get.
fn verdict(visit: &Visit, privilege: Privilege, who: &Standing) -> Markup {
    let w = visit.words;
    html! {
        @match needs(privilege, who, &visit.book) {
            Ok(()) if who.role.is_staff() => span.state.good { (icon("check")) (t!(w, "privileges-by-role")) },
            Ok(()) => span.state.good { (icon("check")) (t!(w, "privileges-yours")) },
            Err(refused) => {
                p.quiet { (refusal::sentence(w, &visit.book, &refused)) }
                @if let Refusal::Reputation { need, have, .. } | Refusal::Quality { need, have, .. } = &refused {
                    progress max=(need) value=((*have).clamp(0, *need)) aria-label=(t!(w, "privileges-progress", have = number(*have), need = number(*need))) {}
                }
                @if let Refusal::Missing { missing, .. } = &refused {
                    @let (have, need) = bar(missing);
                    progress max=(need) value=(have) aria-label=(conditions::progress(w, &visit.book, missing)) {}
                }
            }
        }
    }
}
