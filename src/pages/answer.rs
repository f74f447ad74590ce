//! Posting an answer or reply.

use super::errors::{Reply, Stop};
use super::once::once;
use super::visit::Visit;
use super::{posts, topic};
use crate::actions::prepare::Writing;
use crate::actions::{Failure, post_answer};
use crate::rules::ids::TopicId;
use crate::ui::forms::Errors;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use serde::Deserialize;

/// The answer, as typed.
#[derive(Debug, Clone, Deserialize)]
pub struct Answer {
    body: String,
    #[serde(default)]
    once: String,
}

pub async fn post(visit: Visit, id: Path<TopicId>, form: Form<Answer>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, Answer { body, once: key }) = (id.into_inner(), form.into_inner());
    let posted = once(&visit, &key, &body, async |once| {
        let ready = visit.app.renderer.typed(&visit.app.db, me, Writing::Answer(id), &body).await?;
        visit.app.db.write(move |tx| once.run(tx, |tx| post_answer::post_answer(tx, me, id, &ready))).await
    });
    match posted.await {
        Ok(post) => Ok(visit.done_with_draft(&posts::after(&visit, post).await?, "notice-answered", &post_answer::draft_place(id))),
        Err(Failure::Invalid(wrong)) => {
            let place = topic::Place::default();
            let found = topic::load(&visit, id, &place).await?;
            let page = topic::drawn(&visit, &found, &place, &body, &Errors(wrong));
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, page).await
        }
        Err(failure) => Err(Stop::from(failure).keeping(&[("your-answer", &body)])),
    }
}
