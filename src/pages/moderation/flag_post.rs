//! Flagging a post for the reviewers.

use super::{post_card, seen};
use crate::actions::{Failure, flag_post, subject};
use crate::pages::errors::{Reply, Stop};
use crate::pages::posts;
use crate::pages::topic::back_to;
use crate::pages::visit::Visit;
use crate::rules::ids::PostId;
use crate::rules::limits;
use crate::rules::privileges::{Action, Refusal};
use crate::rules::vocabulary::FlagReason;
use crate::store::flags;
use crate::store::views::one_post::OnePost;
use crate::t;
use crate::ui::forms::{self, Errors, Input};
use crate::ui::layout::Page;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use maud::html;
use serde::Deserialize;

/// The flag, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Flag {
    reason: String,
    note: String,
}

pub async fn form(visit: Visit, id: Path<PostId>) -> Reply {
    let me = visit.signed_in()?.member;
    let id = id.into_inner();
    let found = seen(&visit, id).await?;
    visit.must(Action::FlagPost, &subject(&found.topic, &found.post))?;
    if visit.read(move |conn, _| flags::has_flagged(conn, id, me)).await? {
        return Err(Refusal::AlreadyFlagged.into());
    }
    visit.page(page(&visit, &found, &Flag::default(), &Errors::default())).await
}

pub async fn post(visit: Visit, id: Path<PostId>, form: Form<Flag>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, typed) = (id.into_inner(), form.into_inner());
    let found = seen(&visit, id).await?;
    let sent = typed.clone();
    match visit.app.db.write(move |tx| flag_post::flag_post(tx, me, id, &sent.reason, &sent.note)).await {
        Ok(()) => match posts::address(&visit, id).await {
            // The flag has hidden it.
            Err(Stop::NotFound) => back_to(&visit, found.topic.id, "notice-flagged").await,
            to => Ok(visit.done(&to?, "notice-flagged")),
        },
        Err(Failure::Invalid(wrong)) => visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &found, &typed, &Errors(wrong))).await,
        Err(failure) => Err(Stop::from(failure).keeping(&[("mod-flag-note", &typed.note)])),
    }
}

fn page(visit: &Visit, found: &OnePost, typed: &Flag, errors: &Errors) -> Page {
    let w = visit.words;
    let id = found.post.id;
    let content = html! {
        h1 { (t!(w, "mod-flag-title")) }
        p { (t!(w, "mod-flag-text")) }
        (post_card(visit, found))
        form.form method="post" action={ "/posts/" (id) "/flag" } {
            (forms::summary(w, errors))
            fieldset aria-describedby=[forms::described_by(errors, "reason", false)] {
                legend { (t!(w, "mod-flag-legend")) }
                div.choices {
                    @for reason in FlagReason::ALL {
                        label.choice {
                            input type="radio" name="reason" value=(reason) required checked[typed.reason == reason.word()];
                            span { b { (t!(w, &format!("mod-flag-{reason}"))) } span.hint { (t!(w, &format!("mod-flag-{reason}-hint"))) } }
                        }
                    }
                }
                (forms::error_line(w, errors, "reason"))
            }
            (forms::textarea(w, errors, &Input { name: "note", label: t!(w, "mod-flag-note"), hint: t!(w, "mod-flag-note-hint"), value: &typed.note, optional: true, max: *limits::REASON.end(), ..Input::default() }, 3))
            div.actions {
                button.primary { (t!(w, "mod-flag-button")) }
                a.button href={ "/posts/" (id) } { (t!(w, "cancel")) }
            }
        }
    };
    Page { title: t!(w, "mod-flag-title"), content: Some(content), unlisted: true, ..Page::default() }
}
