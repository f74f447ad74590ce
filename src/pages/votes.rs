//! Voting on a post, and accepting an answer.

use super::errors::Reply;
use super::posts;
use super::visit::{Visit, redirect};
use crate::actions::accept_answer::{accept_answer, unaccept_answer};
use crate::actions::cast_vote::{Direction, cast_vote, retract_vote};
use crate::paces::Act;
use crate::rules::ids::PostId;
use crate::rules::vocabulary::{Arrow, Switch};
use actix_web::web::{Form, Path};
use serde::Deserialize;

/// A press on an arrow.
#[derive(Debug, Deserialize)]
pub struct Vote {
    vote: Arrow,
}

pub async fn vote(visit: Visit, id: Path<PostId>, form: Form<Vote>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, arrow) = (id.into_inner(), form.vote);
    visit.pace(Act::Vote)?;
    visit
        .app
        .db
        .write(move |tx| match arrow {
            Arrow::Up => cast_vote(tx, me, id, Direction::Up),
            Arrow::Down => cast_vote(tx, me, id, Direction::Down),
            Arrow::None => retract_vote(tx, me, id),
        })
        .await?;
    Ok(redirect(&posts::after(&visit, id).await?))
}

/// Accepting, or taking that back.
#[derive(Debug, Deserialize)]
pub struct Acceptance {
    accept: Switch,
}

pub async fn accept(visit: Visit, id: Path<PostId>, form: Form<Acceptance>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, accept) = (id.into_inner(), form.accept);
    let notice = match accept {
        Switch::On => "notice-accepted",
        Switch::Off => "notice-unaccepted",
    };
    visit.pace(Act::Accept)?;
    visit
        .app
        .db
        .write(move |tx| match accept {
            Switch::On => accept_answer(tx, me, id),
            Switch::Off => unaccept_answer(tx, me, id),
        })
        .await?;
    Ok(visit.done(&posts::after(&visit, id).await?, notice))
}
