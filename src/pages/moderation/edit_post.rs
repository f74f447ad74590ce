//! Editing a post. Nobody overwrites what another changed meanwhile without seeing it.

use super::{is_own, seen, tags_field};
use crate::actions::edit_post::{EditForm, edit_post};
use crate::actions::prepare::Writing;
use crate::actions::{Failure, subject};
use crate::pages::errors::{Reply, Stop};
use crate::pages::posts;
use crate::pages::visit::Visit;
use crate::rules::ids::PostId;
use crate::rules::limits;
use crate::rules::privileges::Action;
use crate::rules::text::FieldError;
use crate::rules::vocabulary::PostKind;
use crate::store::posts::Revision;
use crate::store::views::one_post::OnePost;
use crate::store::views::post_history;
use crate::store::{Tx, drafts};
use crate::t;
use crate::ui::diff::diff;
use crate::ui::editor::editor;
use crate::ui::forms::{self, Errors, Input};
use crate::ui::icons::icon;
use crate::ui::layout::Page;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};
use maud::{Markup, html};
use serde::Deserialize;

/// The version that the form starts with, where it is not the current one.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Start {
    from: Option<String>,
}

pub async fn form(visit: Visit, id: Path<PostId>, start: Query<Start>) -> Reply {
    let found = seen(&visit, id.into_inner()).await?;
    visit.must(Action::EditPost, &subject(&found.topic, &found.post))?;
    let mut typed = as_it_is(&found);
    if let Some(raw) = &start.from {
        let number = raw.parse().map_err(|_| Stop::NotFound)?;
        let old = revision(&visit, &found, number).await?.ok_or(Stop::NotFound)?;
        typed.note = t!(visit.words, "mod-edit-back-note", n = number).into_owned();
        typed.title = old.title.unwrap_or(typed.title);
        typed.tags = old.tag_names.map_or(typed.tags, |t| t.replace(' ', ", "));
        typed.body = old.body_md;
    }
    visit.page(page(&visit, &found, &typed, &Errors::default(), None)).await
}

pub async fn post(visit: Visit, id: Path<PostId>, form: Form<EditForm>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, typed) = (id.into_inner(), form.into_inner());
    seen(&visit, id).await?;
    let (sent, place) = (typed.clone(), draft_place(id));
    let edited = async {
        let ready = visit.app.renderer.typed(&visit.app.db, me, Writing::Edit(id), &sent.body).await?;
        let write = move |tx: &mut Tx<'_>| {
            edit_post(tx, me, id, &sent, &ready)?;
            drafts::remove(tx.conn, me, &place)?;
            Ok::<(), Failure>(())
        };
        visit.app.db.write(write).await
    };
    match edited.await {
        Ok(()) => Ok(visit.done_with_draft(&posts::after(&visit, id).await?, "notice-edited", &draft_place(id))),
        Err(Failure::Invalid(wrong)) => again(&visit, id, typed, Errors(wrong)).await,
        Err(Failure::Changed) => again(&visit, id, typed, Errors(vec![("body", FieldError::Changed)])).await,
        Err(failure) => Err(Stop::from(failure).keeping(&[("title", &typed.title), ("mod-edit-body", &typed.body), ("tags", &typed.tags)])),
    }
}

/// Where a half-finished edit is kept.
fn draft_place(id: PostId) -> String {
    format!("edit-{id}")
}

/// The form with the post as it stands.
fn as_it_is(found: &OnePost) -> EditForm {
    EditForm {
        revision: found.post.revision,
        title: found.topic.title.clone(),
        tags: found.topic.tag_names.replace(' ', ", "),
        body: found.post.body_md.clone(),
        note: String::new(),
    }
}

async fn revision(visit: &Visit, found: &OnePost, number: i64) -> Result<Option<Revision>, Stop> {
    let post = found.post.id;
    Ok(visit.read(move |conn, sight| post_history::revision(conn, sight, post, number)).await?)
}

/// The form once more, with what was typed; after a change by another, with that change over it.
async fn again(visit: &Visit, id: PostId, mut typed: EditForm, errors: Errors) -> Reply {
    let found = seen(visit, id).await?;
    let mut meanwhile = None;
    if errors.of("body") == Some(&FieldError::Changed) {
        let before = revision(visit, &found, typed.revision).await?;
        meanwhile = Some(changed_meanwhile(visit, &found, before.as_ref()));
        // From here on the editor has seen what stands now.
        typed.revision = found.post.revision;
    }
    visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(visit, &found, &typed, &errors, meanwhile)).await
}

fn changed_meanwhile(visit: &Visit, found: &OnePost, before: Option<&Revision>) -> Markup {
    let w = visit.words;
    let now = &found.post.body_md;
    html! {
        div.notice.warn role="alert" { (icon("warning")) div { (t!(w, "mod-edit-meanwhile")) } }
        section aria-labelledby="meanwhile" {
            h2 id="meanwhile" { (t!(w, "mod-edit-now")) }
            @if found.post.kind == PostKind::Opening { p { b { (found.topic.title) } " " span.quiet { (found.topic.tag_names.replace(' ', ", ")) } } }
            div.diff { @match before { Some(seen) => (diff(&seen.body_md, now)), None => (now) } }
        }
    }
}

fn page(visit: &Visit, found: &OnePost, typed: &EditForm, errors: &Errors, meanwhile: Option<Markup>) -> Page {
    let w = visit.words;
    let title = t!(w, &format!("mod-edit-{}", found.post.kind));
    Page { content: Some(view(visit, found, typed, errors, meanwhile, &title)), title, unlisted: true, ..Page::default() }
}

fn view(visit: &Visit, found: &OnePost, typed: &EditForm, errors: &Errors, meanwhile: Option<Markup>, heading: &str) -> Markup {
    let w = visit.words;
    let id = found.post.id;
    let own = is_own(visit, found) || found.post.author.is_none();
    html! {
        h1 { (heading) }
        @if found.post.kind != PostKind::Opening { p.quiet { (t!(w, "mod-in-topic", topic = &found.topic.title)) } }
        @match meanwhile {
            Some(said) => (said),
            None => (forms::summary(w, errors)),
        }
        form.form.full method="post" action={ "/posts/" (id) "/edit" } data-draft=(draft_place(id)) {
            input type="hidden" name="revision" value=(typed.revision);
            @if found.post.kind == PostKind::Opening {
                (forms::input(w, errors, &Input { name: "title", label: t!(w, "title"), hint: t!(w, "title-hint"), value: &typed.title, max: *limits::TITLE.end(), ..Input::default() }))
            }
            (editor(w, errors, "body", &t!(w, "mod-edit-body"), &typed.body, 14))
            @if found.post.kind == PostKind::Opening { (tags_field(w, errors, &typed.tags)) }
            (forms::input(w, errors, &Input { name: "note", label: t!(w, "mod-edit-note"), hint: t!(w, if own { "mod-edit-note-hint" } else { "mod-edit-note-hint-other" }), value: &typed.note, optional: own, max: limits::CATEGORY_DESCRIPTION, ..Input::default() }))
            div.actions {
                button.primary { (t!(w, "mod-edit-save")) }
                a.button href={ "/posts/" (id) } { (t!(w, "cancel")) }
            }
        }
    }
}
