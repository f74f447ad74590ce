//! What waits for staff, and the way to each desk.

use crate::pages::errors::Reply;
use crate::pages::visit::Visit;
use crate::rules::privileges::{Action, Subject};
use crate::store::views::desk_figures::{self, Figures, MOST};
use crate::t;
use crate::ui::icons::icon;
use crate::ui::layout::Page;
use crate::ui::words::number;
use maud::{Markup, html};

pub async fn page(visit: Visit) -> Reply {
    let figures = visit.read(desk_figures::load).await?;
    let title = t!(visit.words, "nav-admin");
    visit.page(Page { content: Some(view(&visit, figures, &title)), title, unlisted: true, ..Page::default() }).await
}

/// A figure, or "so many and more".
fn shown(n: usize) -> String {
    let said = number(i64::try_from(n).unwrap_or(i64::MAX));
    if n >= MOST { format!("{said}+") } else { said }
}

fn view(visit: &Visit, figures: Figures, heading: &str) -> Markup {
    let w = visit.words;
    let may = |action: Action| visit.may(action, &Subject::default()).is_ok();
    let mut parts = vec![("/review", "flag", "nav-review", "mod-admin-review-text"), ("/admin/audit", "shield", "nav-audit", "mod-admin-audit-text")];
    if may(Action::ManageSite) {
        parts.push(("/admin/site", "leaf", "nav-admin-site", "mod-admin-site-text"));
    }
    if may(Action::ManageCategories) {
        parts.push(("/admin/categories", "folder", "nav-admin-categories", "mod-admin-categories-text"));
        parts.push(("/admin/groups", "users", "nav-admin-groups", "mod-admin-groups-text"));
    }
    if may(Action::ReadMail) {
        parts.push(("/admin/mail", "mail", "nav-admin-mail", "mod-admin-mail-text"));
    }
    if may(Action::ManageSite) {
        parts.push(("/admin/jobs", "clock", "nav-admin-jobs", "mod-admin-jobs-text"));
    }
    html! {
        h1 { (heading) }
        dl.stats {
            div { dt { (t!(w, "mod-admin-open")) } dd { (shown(figures.open_reviews)) } }
            div { dt { (t!(w, "mod-admin-waiting")) } dd { (shown(figures.mails_waiting)) } }
            div { dt { (t!(w, "mod-admin-dead")) } dd { (shown(figures.mails_dead)) } }
            div { dt { (t!(w, "mod-admin-jobs")) } dd { (shown(figures.jobs_failed)) } }
        }
        ul.cards {
            @for (href, drawing, key, text) in parts {
                li.card { h2 { a href=(href) { (icon(drawing)) " " (t!(w, key)) } } p.quiet { (t!(w, text)) } }
            }
        }
    }
}
