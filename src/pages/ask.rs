//! Asking a question or starting a discussion.

use super::errors::{Reply, Stop};
use super::once::once;
use super::topic::encoded;
use super::visit::Visit;
use crate::actions::Failure;
use crate::actions::ask_question::{self, NewTopicForm};
use crate::actions::prepare::Writing;
use crate::rules::kinds;
use crate::rules::limits;
use crate::rules::vocabulary::{Role, TopicKind};
use crate::store::drafts;
use crate::t;
use crate::ui::editor::editor;
use crate::ui::forms::{self, Errors};
use crate::ui::icons::icon;
use crate::ui::layout::Page;
use crate::ui::topic_row::topic_path;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Query};
use maud::{Markup, html};
use serde::Deserialize;

/// What a link may fill in beforehand.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Prefilled {
    category: Option<String>,
    tags: Option<String>,
    title: Option<String>,
}

/// The form, with its key.
#[derive(Debug, Clone, Deserialize)]
pub struct Ask {
    #[serde(flatten)]
    topic: NewTopicForm,
    #[serde(default)]
    once: String,
}

pub async fn form(visit: Visit, prefilled: Query<Prefilled>) -> Reply {
    if visit.site.categories.is_empty() {
        return visit.page(Page { title: t!(visit.words, "ask-title"), content: Some(nowhere(&visit)), unlisted: true, ..Page::default() }).await;
    }
    let me = visit.signed_in()?.member;
    let draft = visit.read(move |conn, _| drafts::find(conn, me, ask_question::DRAFT)).await?.unwrap_or_default();
    let prefilled = prefilled.into_inner();
    let typed = NewTopicForm {
        kind: kinds::USUAL.word().into(),
        category: prefilled.category.unwrap_or_default(),
        title: prefilled.title.unwrap_or(draft.title),
        tags: prefilled.tags.unwrap_or(draft.tags),
        body: draft.body,
    };
    visit.page(page(&visit, &typed, &Errors::default())).await
}

pub async fn post(visit: Visit, form: Form<Ask>) -> Reply {
    let me = visit.signed_in()?.member;
    let Ask { topic: typed, once: key } = form.into_inner();
    let posted = once(&visit, &key, &typed, async |once| {
        let sent = typed.clone();
        let ready = visit.app.renderer.typed(&visit.app.db, me, Writing::Topic, &sent.body).await?;
        visit.app.db.write(move |tx| once.run(tx, |tx| ask_question::ask_question(tx, me, &sent, &ready))).await
    });
    match posted.await {
        Ok(posted) => Ok(visit.done_with_draft(&encoded(&topic_path(posted.topic, &posted.slug)), "notice-asked", ask_question::DRAFT)),
        Err(Failure::Invalid(wrong)) => visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &typed, &Errors(wrong))).await,
        Err(failure) => Err(Stop::from(failure).keeping(&[("title", &typed.title), ("ask-body", &typed.body), ("tags", &typed.tags)])),
    }
}

fn page(visit: &Visit, typed: &NewTopicForm, errors: &Errors) -> Page {
    let w = visit.words;
    Page { title: t!(w, "ask-title"), content: Some(view(visit, typed, errors)), unlisted: true, ..Page::default() }
}

/// Where a topic would belong to no category.
fn nowhere(visit: &Visit) -> Markup {
    let w = visit.words;
    html! {
        h1 { (t!(w, "ask-title")) }
        div.empty {
            (icon("folder"))
            h2 { (t!(w, "empty-no-category")) }
            @if visit.is_at_least(Role::Manager) {
                div.actions { a.button.primary href="/admin/categories" { (t!(w, "nav-admin-categories")) } }
            } @else {
                p { (t!(w, "empty-soon")) }
            }
        }
    }
}

fn view(visit: &Visit, typed: &NewTopicForm, errors: &Errors) -> Markup {
    let w = visit.words;
    let categories: Vec<(String, String)> = visit.site.categories.iter().map(|c| (c.id.to_string(), c.name.clone())).collect();
    html! {
        h1 { (t!(w, "ask-title")) }
        form.form.full method="post" action="/ask" data-draft="ask" {
            (forms::summary(w, errors))
            (forms::once(visit.form_key()))
            fieldset {
                legend { (t!(w, "ask-kind")) }
                div.choices {
                    @for kind in TopicKind::ALL {
                        label.choice {
                            input type="radio" name="kind" value=(kind) checked[typed.kind == kind.word()];
                            span { b { (t!(w, &format!("kind-{kind}"))) } span.hint { (t!(w, &format!("kind-{kind}-hint"))) } }
                        }
                    }
                }
                (forms::error_line(w, errors, "kind"))
            }
            @let wrong = errors.of("title").is_some();
            div class={ "field" @if wrong { " invalid" } } {
                label for="title" { (t!(w, "title")) }
                input id="title" name="title" required maxlength=(limits::TITLE.end()) value=(typed.title) data-similar aria-invalid=[wrong.then_some("true")]
                    aria-describedby=[forms::described_by(errors, "title", true)];
                (forms::error_line(w, errors, "title"))
                p.hint id="title-hint" { (t!(w, "title-hint")) }
            }
            div id="similar" aria-live="polite" {}
            (editor(w, errors, "body", &t!(w, "ask-body"), &typed.body, 12))
            div.fields {
                (forms::select(w, errors, "category", &t!(w, "category"), &categories, &typed.category))
                @let wrong = errors.of("tags").is_some();
                div class={ "field" @if wrong { " invalid" } } {
                    label for="tags" { (t!(w, "tags")) " " span.optional { (t!(w, "optional")) } }
                    input id="tags" name="tags" value=(typed.tags) data-tags data-max=(limits::TAGS.end()) data-t-remove=(t!(w, "tag-remove"))
                        aria-invalid=[wrong.then_some("true")] aria-describedby=[forms::described_by(errors, "tags", true)];
                    (forms::error_line(w, errors, "tags"))
                    p.hint id="tags-hint" { (t!(w, "tags-hint")) }
                }
            }
            div.actions { button.primary { (t!(w, "publish")) } a.button href="/" { (t!(w, "cancel")) } }
        }
    }
}
