//! One post: its lasting address, and comments under it.

use super::errors::{Reply, Stop};
use super::once::once;
use super::topic::encoded;
use super::visit::{Visit, redirect};
use crate::actions::prepare::Writing;
use crate::actions::{Failure, post_comment};
use crate::rules::ids::{CommentId, PostId};
use crate::rules::limits::POSTS_A_PAGE;
use crate::store::views::topic_page;
use crate::store::{comments, sight};
use crate::t;
use crate::ui::forms::{self, Errors, Input};
use crate::ui::layout::Page;
use crate::ui::topic_row::topic_path;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use maud::html;
use serde::Deserialize;

/// The lasting address of a post leads to its place in the topic.
pub async fn show(visit: Visit, id: Path<PostId>) -> Reply {
    Ok(redirect(&address(&visit, id.into_inner()).await?))
}

/// Where a post stands.
pub(super) async fn address(visit: &Visit, id: PostId) -> Result<String, Stop> {
    let (topic, after) = visit
        .read(move |conn, sight| {
            let (topic, post) = sight::post(conn, sight, id)?.ok_or(Stop::NotFound)?;
            let after = topic_page::page_of(conn, sight, &topic, &post, POSTS_A_PAGE)?;
            Ok::<_, Stop>((topic, after))
        })
        .await?;
    let page = after.map(|after| format!("?after={after}")).unwrap_or_default();
    Ok(format!("{}{page}#p{id}", encoded(&topic_path(topic.id, &topic.slug))))
}

/// The lasting address of a comment leads to its place under its post.
pub async fn show_comment(visit: Visit, id: Path<CommentId>) -> Reply {
    let id = id.into_inner();
    let (post, ..) = visit.read(move |conn, _| comments::standing(conn, id)).await?.ok_or(Stop::NotFound)?;
    Ok(redirect(&under(&address(&visit, post).await?, id)))
}

/// The place of a comment, from the one of its post.
fn under(post: &str, comment: CommentId) -> String {
    format!("{}#c{comment}", post.split('#').next().unwrap_or_default())
}

/// Where to go on after an act on a post: to the post, or home where the act has taken it from its reader.
pub(super) async fn after(visit: &Visit, id: PostId) -> Result<String, Stop> {
    match address(visit, id).await {
        Err(Stop::NotFound) => Ok("/".to_owned()),
        found => found,
    }
}

/// The comment, as typed.
#[derive(Debug, Clone, Deserialize)]
pub struct Comment {
    body: String,
    #[serde(default)]
    once: String,
}

pub async fn comment(visit: Visit, id: Path<PostId>, form: Form<Comment>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, Comment { body, once: key }) = (id.into_inner(), form.into_inner());
    let posted = once(&visit, &key, &body, async |once| {
        let ready = visit.app.renderer.typed(&visit.app.db, me, Writing::Comment(id), &body).await?;
        visit.app.db.write(move |tx| once.run(tx, |tx| post_comment::post_comment(tx, me, id, &ready))).await
    });
    match posted.await {
        Ok(comment) => {
            let to = under(&after(&visit, id).await?, comment);
            Ok(visit.done(&to, "notice-commented"))
        }
        Err(Failure::Invalid(wrong)) if !visit.in_place => {
            let w = visit.words;
            let errors = Errors(wrong);
            let content = html! {
                h1 { (t!(w, "add-comment")) }
                form.form method="post" action={ "/posts/" (id) "/comments" } {
                    (forms::summary(w, &errors))
                    (forms::once(visit.form_key()))
                    (forms::textarea(w, &errors, &Input { name: "body", label: t!(w, "comment"), value: &body, ..Input::default() }, 4))
                    div.actions { button.primary { (t!(w, "comment-post")) } a.button href={ "/posts/" (id) } { (t!(w, "cancel")) } }
                }
            };
            visit
                .page_with(StatusCode::UNPROCESSABLE_ENTITY, Page { title: t!(w, "add-comment"), content: Some(content), unlisted: true, ..Page::default() })
                .await
        }
        Err(failure) => Err(Stop::from(failure).keeping(&[("comment", &body)])),
    }
}
