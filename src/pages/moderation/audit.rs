//! The audit log: what staff and high tiers did, to what, and why.

use crate::pages::errors::{Reply, Stop};
use crate::pages::visit::Visit;
use crate::rules::limits::ROWS_A_PAGE;
use crate::store::views::audit_page::{self, AuditLine, AuditPage};
use crate::t;
use crate::ui::icons::icon;
use crate::ui::layout::Page;
use crate::ui::member_name;
use crate::ui::times;
use crate::ui::topic_row::topic_path;
use actix_web::web::Query;
use maud::{Markup, html};
use serde::Deserialize;

/// Where in the log.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    before: Option<String>,
}

pub async fn page(visit: Visit, place: Query<Place>) -> Reply {
    let before = match place.before.as_deref() {
        Some(raw) => Some(raw.parse::<i64>().map_err(|_| Stop::NotFound)?),
        None => None,
    };
    let found = visit.read(move |conn, sight| audit_page::load(conn, sight, before, ROWS_A_PAGE)).await?;
    let content = view(&visit, &found, before.is_some());
    visit.page(Page { title: t!(visit.words, "mod-audit-title"), content: Some(content), unlisted: true, ..Page::default() }).await
}

fn view(visit: &Visit, found: &AuditPage, started: bool) -> Markup {
    let w = visit.words;
    html! {
        h1 { (t!(w, "mod-audit-title")) }
        p.quiet { (t!(w, "mod-audit-text")) }
        @if found.lines.is_empty() { div.empty { (icon("shield")) h2 { (t!(w, "mod-audit-none")) } } } @else { (table(visit, &found.lines, &t!(w, "mod-audit-title"))) }
        @if started || found.next.is_some() {
            nav.pager aria-label=(t!(w, "pages")) {
                @if started { a.button rel="first" href="/admin/audit" { (icon("arrow-left")) (t!(w, "page-first")) } }
                @if let Some(next) = found.next { a.button rel="next" href={ "/admin/audit?before=" (next) } { (t!(w, "page-older")) (icon("arrow-right")) } }
            }
        }
    }
}

/// Lines of the log as a table.
pub(super) fn table(visit: &Visit, lines: &[AuditLine], label: &str) -> Markup {
    let w = visit.words;
    html! {
        div.table-wrap tabindex="0" role="region" aria-label=(label) {
            table.table.stack {
                thead { tr { @for key in ["mod-audit-when", "mod-audit-who", "mod-audit-what", "reason"] { th scope="col" { (t!(w, key)) } } } }
                tbody { @for line in lines { (row(visit, line)) } }
            }
        }
    }
}

fn row(visit: &Visit, found: &AuditLine) -> Markup {
    let w = visit.words;
    let line = &found.line;
    let key = format!("audit-{}", line.action);
    html! {
        tr id={ "l" (line.id) } {
            td.when { (times::ago(w, visit.now, line.at)) }
            td { @match &line.actor { Some(actor) => (member_name::name(w, &visit.book, actor)), None => (t!(w, "mod-audit-nobody")) } }
            td.what {
                b { @if w.has(&key) { (t!(w, &key)) } @else { (line.action) } }
                @if let Some((id, title, slug)) = &found.topic {
                    " · " @match line.post { Some(post) => a href={ "/posts/" (post) } { (title) }, None => a href=(topic_path(*id, slug)) { (title) } }
                }
                @if let Some(member) = &found.member { " · " (member_name::name(w, &visit.book, member)) }
            }
            td { (line.reason) }
        }
    }
}
