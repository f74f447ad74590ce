//! Voting on a post, and accepting an answer.

use super::errors::{Reply, Stop};
use super::posts;
use super::visit::{Visit, redirect};
use crate::actions::accept_answer::{accept_answer, unaccept_answer};
use crate::actions::cast_vote::{Direction, cast_vote, retract_vote};
use crate::paces::Act;
use crate::rules::ids::PostId;
use actix_web::web::{Form, Path};
use serde::Deserialize;

/// `up`, `down` or `none`.
#[derive(Debug, Deserialize)]
pub struct Vote {
    vote: String,
}

pub async fn vote(visit: Visit, id: Path<PostId>, form: Form<Vote>) -> Reply {
    let me = visit.signed_in()?.member;
    let id = id.into_inner();
    let direction = match form.vote.as_str() {
        "up" => Some(Direction::Up),
        "down" => Some(Direction::Down),
        "none" => None,
        _ => return Err(Stop::BadRequest),
    };
    visit.pace(Act::Vote)?;
    visit
        .app
        .db
        .write(move |tx| match direction {
            Some(direction) => cast_vote(tx, me, id, direction),
            None => retract_vote(tx, me, id),
        })
        .await?;
    Ok(redirect(&posts::after(&visit, id).await?))
}

/// `on` or `off`.
#[derive(Debug, Deserialize)]
pub struct Acceptance {
    accept: String,
}

pub async fn accept(visit: Visit, id: Path<PostId>, form: Form<Acceptance>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, on) = (id.into_inner(), form.accept == "on");
    visit.pace(Act::Accept)?;
    visit.app.db.write(move |tx| if on { accept_answer(tx, me, id) } else { unaccept_answer(tx, me, id) }).await?;
    Ok(visit.done(&posts::after(&visit, id).await?, if on { "notice-accepted" } else { "notice-unaccepted" }))
}
