//! Completion while typing: tags and members, as JSON.

use super::errors::Reply;
use super::visit::Visit;
use crate::paces::Act;
use crate::rules::limits;
use crate::rules::text;
use crate::store::members::Among;
use crate::store::{members, tags};
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Query;
use serde::Deserialize;
use serde_json::{Value, json};

/// Suggestions at a time.
const SUGGESTIONS: i64 = 8;

/// What was typed so far.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

impl Typed {
    /// The start of a word as `spelled`, or none when there is nothing to complete.
    fn start(&self, most: usize, spelled: impl Fn(&str) -> String) -> Option<String> {
        let typed = spelled(&self.q);
        (!typed.is_empty() && typed.chars().count() <= most).then_some(typed)
    }
}

pub async fn tags(visit: Visit, typed: Query<Typed>) -> Reply {
    let Some(start) = typed.start(limits::TAG, text::tag_spelling) else { return Ok(answer(Vec::new())) };
    visit.pace(Act::Complete)?;
    let found = visit.read(move |conn, sight| tags::starting_with(conn, sight, &start, SUGGESTIONS)).await?;
    Ok(answer(found.into_iter().map(|t| json!({ "name": t.name, "count": t.topic_count })).collect()))
}

pub async fn members(visit: Visit, typed: Query<Typed>) -> Reply {
    let Some(start) = typed.start(*limits::DISPLAY_NAME.end(), |q| text::clean_line(q).to_lowercase()) else { return Ok(answer(Vec::new())) };
    visit.pace(Act::Complete)?;
    let now = visit.now;
    let found = visit.read(move |conn, _| members::starting_with(conn, start.trim_start_matches('@'), Among::Present(now), SUGGESTIONS)).await?;
    let suggestion = |m: members::MemberCard| {
        let avatar = m.avatar.map(|file| format!("/media/{file}"));
        json!({ "handle": m.handle, "name": m.display_name, "avatar": avatar, "tier": m.tier })
    };
    Ok(answer(found.into_iter().map(suggestion).collect()))
}

fn answer(suggestions: Vec<Value>) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "private, max-age=60")).json(suggestions)
}
