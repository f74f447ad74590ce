//! The forum's name and what it is about.

use crate::actions::Failure;
use crate::actions::moderation::name_site::{SiteForm, name_site};
use crate::pages::errors::Reply;
use crate::pages::visit::Visit;
use crate::rules::limits;
use crate::t;
use crate::ui::forms::{self, Errors, Input};
use crate::ui::layout::Page;
use actix_web::http::StatusCode;
use actix_web::web::Form;
use maud::html;

pub async fn form(visit: Visit) -> Reply {
    let kept = SiteForm { name: visit.site.name.clone(), description: visit.site.description.clone() };
    visit.page(page(&visit, &kept, &Errors::default())).await
}

pub async fn post(visit: Visit, form: Form<SiteForm>) -> Reply {
    let me = visit.signed_in()?.member;
    let typed = form.into_inner();
    let sent = typed.clone();
    match visit.app.db.write(move |tx| name_site(tx, me, &sent)).await {
        Ok(()) => Ok(visit.done("/admin/site", "notice-site-saved")),
        Err(Failure::Invalid(wrong)) => visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &typed, &Errors(wrong))).await,
        Err(failure) => Err(failure.into()),
    }
}

fn page(visit: &Visit, typed: &SiteForm, errors: &Errors) -> Page {
    let w = visit.words;
    let content = html! {
        h1 { (t!(w, "nav-admin-site")) }
        p.quiet { (t!(w, "site-text")) }
        form.form method="post" action="/admin/site" {
            (forms::summary(w, errors))
            (forms::input(w, errors, &Input { name: "name", label: t!(w, "site-name"), value: &typed.name, max: *limits::SITE_NAME.end(), ..Input::default() }))
            (forms::input(w, errors, &Input { name: "description", label: t!(w, "site-description"), hint: t!(w, "site-description-hint"), value: &typed.description, optional: true, max: limits::SITE_DESCRIPTION, ..Input::default() }))
            div.actions { button.primary { (t!(w, "settings-save")) } }
        }
    };
    Page { title: t!(w, "nav-admin-site"), content: Some(content), unlisted: true, ..Page::default() }
}
