//! Deleting a comment: one's own at once; another's after a page that asks for a reason.

use super::delete_post::Why;
use super::{reason_field, seen};
use crate::actions::post_comment::{self, subject_of_comment};
use crate::actions::{Failure, subject};
use crate::pages::errors::{Reply, Stop};
use crate::pages::posts;
use crate::pages::visit::Visit;
use crate::rules::ids::{CommentId, PostId};
use crate::rules::privileges::Action;
use crate::store::comments;
use crate::store::members::{self, MemberCard};
use crate::t;
use crate::ui::forms::{self, Errors};
use crate::ui::icons::icon;
use crate::ui::layout::Page;
use crate::ui::member_name;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use maud::{PreEscaped, html};

/// A comment that stands, under a post that the reader may see.
struct Found {
    id: CommentId,
    post: PostId,
    author: Option<MemberCard>,
    author_name: String,
    body_html: String,
}

async fn found(visit: &Visit, id: CommentId) -> Result<Found, Stop> {
    let ((post, author, author_name, body_html), card) = visit
        .read(move |conn, _| {
            let comment = comments::standing(conn, id)?.ok_or(Stop::NotFound)?;
            let card = comment.1.map(|author| members::card(conn, author)).transpose()?.flatten();
            Ok::<_, Stop>((comment, card))
        })
        .await?;
    let under = seen(visit, post).await?;
    visit.must(Action::DeletePost, &subject_of_comment(subject(&under.topic, &under.post), author))?;
    Ok(Found { id, post, author: card, author_name, body_html })
}

pub async fn form(visit: Visit, id: Path<CommentId>) -> Reply {
    let found = found(&visit, id.into_inner()).await?;
    visit.page(page(&visit, &found, "", &Errors::default())).await
}

pub async fn post(visit: Visit, id: Path<CommentId>, form: Form<Why>) -> Reply {
    let me = visit.signed_in()?.member;
    let typed = form.into_inner().reason;
    let found = found(&visit, id.into_inner()).await?;
    let (id, reason) = (found.id, typed.clone());
    match visit.app.db.write(move |tx| post_comment::delete_comment(tx, me, id, &reason)).await {
        Ok(post) => Ok(visit.done(&posts::after(&visit, post).await?, "notice-comment-deleted")),
        Err(Failure::Invalid(wrong)) => visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page(&visit, &found, &typed, &Errors(wrong))).await,
        Err(failure) => Err(failure.into()),
    }
}

fn page(visit: &Visit, found: &Found, typed: &str, errors: &Errors) -> Page {
    let w = visit.words;
    let title = t!(w, "comment-delete-confirm");
    let content = html! {
        h1 { (title) }
        // Rendered and cleaned by `markdown` when it was written.
        article.card {
            div.prose { (PreEscaped(&found.body_html)) }
            div.by { (member_name::person(w, &visit.book, found.author.as_ref(), &found.author_name)) }
        }
        form.form method="post" action={ "/comments/" (found.id) "/delete" } {
            (forms::summary(w, errors))
            @if found.author.as_ref().map(|author| author.id) != visit.member() { (reason_field(w, errors, "reason", typed)) }
            div.actions {
                button.danger { (icon("trash")) (t!(w, "delete")) }
                a.button href={ "/posts/" (found.post) } { (t!(w, "cancel")) }
            }
        }
    };
    Page { title, content: Some(content), unlisted: true, ..Page::default() }
}
