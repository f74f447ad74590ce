//! A member's profile.

mod heatmap;
mod shelf;
mod view;

use super::cached::{self, Depends};
use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::rules::vocabulary::Role;
use crate::store::views::member_page::{self, Insight};
use crate::ui::layout::Page;
use actix_web::HttpRequest;
use actix_web::web::Path;

pub async fn page(visit: Visit, handle: Path<String>, request: HttpRequest) -> Reply {
    let handle = handle.into_inner();
    cached::page(&visit, request.headers(), async |visit| {
        let reader = visit.me.as_ref().map(|m| (m.member, m.member_since));
        let (me, staff) = (visit.member(), visit.is_at_least(Role::Moderator));
        let insight = move |member| if staff || me == Some(member) { Insight::Sanctions } else { Insight::Public };
        let (book, now) = (visit.book.clone(), visit.now);
        let since = heatmap::first_day(visit.now.day());
        let found = visit
            .read(move |conn, sight| {
                let Some(found) = member_page::load(conn, sight, &handle, since, reader, insight)? else { return Ok::<_, Stop>(None) };
                let facts = member_page::facts(conn, sight, &found, &book, now)?;
                Ok(Some((found, facts)))
            })
            .await?;
        let (found, facts) = found.ok_or(Stop::NotFound)?;
        let page = Page {
            title: found.card.display_name.clone().into(),
            description: crate::markdown::excerpt(&found.person.about_html, 160).into(),
            canonical: format!("/members/{}", found.card.handle),
            content: Some(view::profile(visit, &found, &facts)),
            ..Page::default()
        };
        // Topics and answers that come to be are the member's; those that go are read for the page.
        Ok((page, Depends { things: Vec::new(), topic: None }))
    })
    .await
}
