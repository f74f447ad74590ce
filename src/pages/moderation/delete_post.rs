//! Deleting a post and bringing it back: a page that asks once, and for a reason where the post is another's.

use super::{is_own, post_card, reason_field, seen};
use crate::actions::moderation::unhide_post::unhide_post;
use crate::actions::{Failure, delete_post, subject};
use crate::pages::errors::{Reply, Stop};
use crate::pages::posts;
use crate::pages::visit::{Visit, redirect};
use crate::rules::ids::PostId;
use crate::rules::privileges::{Action, Refusal, Subject};
use crate::rules::vocabulary::PostKind;
use crate::store::views::one_post::OnePost;
use crate::t;
use crate::ui::forms::{self, Errors};
use crate::ui::icons::icon;
use crate::ui::layout::Page;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use maud::html;
use serde::Deserialize;

/// Why, as typed; empty for one's own posts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Why {
    pub(super) reason: String,
}

/// What the page asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    Delete,
    /// Bring a deleted post back.
    Restore,
    /// Show a hidden post again.
    Unhide,
}

pub async fn delete_form(visit: Visit, id: Path<PostId>) -> Reply {
    let found = seen(&visit, id.into_inner()).await?;
    visit.must(Action::DeletePost, &subject(&found.topic, &found.post))?;
    visit.page(page(&visit, &found, Question::Delete, "", &Errors::default())).await
}

pub async fn delete(visit: Visit, id: Path<PostId>, form: Form<Why>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, typed) = (id.into_inner(), form.into_inner().reason);
    let found = seen(&visit, id).await?;
    let reason = typed.clone();
    match visit.app.db.write(move |tx| delete_post::delete_post(tx, me, id, &reason)).await {
        Ok(()) => {
            let to = posts::after(&visit, id).await?;
            Ok(visit.done(&to, "notice-deleted"))
        }
        Err(Failure::Invalid(wrong)) => visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &found, Question::Delete, &typed, &Errors(wrong))).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn restore_form(visit: Visit, id: Path<PostId>) -> Reply {
    let found = seen(&visit, id.into_inner()).await?;
    let Some(question) = restorable(&visit, &found)? else { return Ok(redirect(&format!("/posts/{}", found.post.id))) };
    visit.page(page(&visit, &found, question, "", &Errors::default())).await
}

pub async fn restore(visit: Visit, id: Path<PostId>, form: Form<Why>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, typed) = (id.into_inner(), form.into_inner().reason);
    let found = seen(&visit, id).await?;
    let Some(question) = restorable(&visit, &found)? else { return Err(Stop::Changed) };
    let reason = typed.clone();
    let outcome = visit
        .app
        .db
        .write(move |tx| match question {
            Question::Unhide => unhide_post(tx, me, id, &reason),
            Question::Delete | Question::Restore => delete_post::restore_post(tx, me, id, &reason),
        })
        .await;
    match outcome {
        Ok(()) => Ok(visit.done(&posts::after(&visit, id).await?, "notice-restored")),
        Err(Failure::Invalid(wrong)) => visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &found, question, &typed, &Errors(wrong))).await,
        Err(failure) => Err(failure.into()),
    }
}

/// What there is to bring back; nothing where the post stands.
fn restorable(visit: &Visit, found: &OnePost) -> Result<Option<Question>, Stop> {
    if found.post.deleted_at.is_some() {
        visit.must(Action::RestorePost, &subject(&found.topic, &found.post))?;
        return Ok(Some(Question::Restore));
    }
    if found.post.hidden_at.is_some() {
        if is_own(visit, found) {
            return Err(Refusal::OwnPost.into());
        }
        visit.must(Action::Review, &Subject::default())?;
        return Ok(Some(Question::Unhide));
    }
    visit.must(Action::RestorePost, &subject(&found.topic, &found.post))?;
    Ok(None)
}

fn page(visit: &Visit, found: &OnePost, question: Question, typed: &str, errors: &Errors) -> Page {
    let w = visit.words;
    let id = found.post.id;
    let opening = found.post.kind == PostKind::Opening;
    let (heading, text, path, button) = match (question, opening) {
        (Question::Delete, true) => ("mod-delete-topic-title", "mod-delete-topic-text", "delete", "mod-delete-button"),
        (Question::Delete, false) => ("mod-delete-title", "mod-delete-text", "delete", "mod-delete-button"),
        (Question::Restore, true) => ("mod-restore-title", "mod-restore-topic-text", "restore", "mod-restore-button"),
        (Question::Restore, false) => ("mod-restore-title", "mod-restore-text", "restore", "mod-restore-button"),
        (Question::Unhide, _) => ("mod-unhide-title", "mod-unhide-text", "restore", "mod-unhide-button"),
    };
    let content = html! {
        h1 { (t!(w, heading)) }
        p { (t!(w, text)) }
        (post_card(visit, found))
        form.form method="post" action={ "/posts/" (id) "/" (path) } {
            (forms::summary(w, errors))
            @if !is_own(visit, found) { (reason_field(w, errors, "reason", typed)) }
            div.actions {
                @match question {
                    Question::Delete => button.danger { (icon("trash")) (t!(w, button)) },
                    Question::Restore | Question::Unhide => button.primary { (icon("restore")) (t!(w, button)) },
                }
                a.button href={ "/posts/" (id) } { (t!(w, "cancel")) }
            }
        }
    };
    Page { title: t!(w, heading), content: Some(content), unlisted: true, ..Page::default() }
}
