//! Search: words and filters, members whose handle starts with what was typed, results with their passages.

mod view;

use super::cached::{self, Depends};
use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::paces::Act;
use crate::page_cache::Thing;
use crate::rules::limits::{self, ROWS_A_PAGE};
use crate::rules::sight::Sight;
use crate::rules::text;
use crate::search::{Query as Words, parse_query};
use crate::store::members::{self, MemberCard};
use crate::store::views::search::{self, Found, MOST};
use crate::store::{Connection, Result as Stored};
use crate::t;
use crate::ui::layout::Page;
use actix_web::HttpRequest;
use actix_web::web::Query;
use serde::Deserialize;

/// Members shown above the results.
const MEMBERS: i64 = 5;
const ROWS: usize = ROWS_A_PAGE as usize;

/// What is searched, and which page of it, from 1.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    page: Option<usize>,
}

/// What the page shows.
pub(super) struct Results {
    /// As typed.
    typed: String,
    query: Words,
    people: Vec<MemberCard>,
    found: Found,
    /// From 0.
    page: usize,
}

impl Results {
    /// Whether there are results after this page.
    fn has_next(&self) -> bool {
        (self.page + 1) * ROWS < self.found.count
    }

    /// Whether anything was asked that can be looked for.
    fn is_asked(&self) -> bool {
        let q = &self.query;
        q.has_words() || !q.tags.is_empty() || !q.users.is_empty() || q.category.is_some() || !q.is.is_empty() || q.score.is_some()
    }
}

pub async fn page(visit: Visit, asked: Query<Asked>, request: HttpRequest) -> Reply {
    cached::page(&visit, request.headers(), async |visit| {
        let results = find(visit, &asked).await?;
        let w = visit.words;
        let title = if results.typed.is_empty() { t!(w, "search") } else { t!(w, "search-title", query = &results.typed) };
        let page =
            Page { title, canonical: "/search".into(), content: Some(view::results(visit, &results)), unlisted: !results.typed.is_empty(), ..Page::default() };
        Ok((page, Depends { things: vec![Thing::Lists], topic: None }))
    })
    .await
}

async fn find(visit: &Visit, asked: &Asked) -> Result<Results, Stop> {
    if !asked.q.trim().is_empty() {
        visit.pace(Act::Search)?;
    }
    let typed: String = text::clean_line(&asked.q).chars().take(limits::SEARCH).collect();
    let page = asked.page.unwrap_or(1).saturating_sub(1).min(MOST / ROWS);
    let looked = typed.clone();
    let (query, found, people) = visit
        .read(move |conn, sight| {
            let (query, found) = posts(conn, sight, &looked, page)?;
            let people = match name_start(&looked).filter(|_| page == 0) {
                Some(start) => members::starting_with(conn, start, members::Among::Everybody, MEMBERS)?,
                None => Vec::new(),
            };
            Ok::<_, crate::store::Error>((query, found, people))
        })
        .await?;
    Ok(Results { typed, query, people, found, page })
}

/// Whole words first. Where they find nothing, the last one may be the start of a word: that is the dearer question.
fn posts(conn: &mut Connection, sight: &Sight, typed: &str, page: usize) -> Stored<(Words, Found)> {
    let whole = parse_query(&format!("{typed} "));
    let found = search::page(conn, sight, &whole, page, ROWS)?;
    let begun = parse_query(typed);
    if found.count > 0 || !found.nowhere.is_empty() || begun == whole {
        return Ok((whole, found));
    }
    let found = search::page(conn, sight, &begun, page, ROWS)?;
    Ok((begun, found))
}

/// What was typed, when it may be the start of a handle or of a name.
fn name_start(typed: &str) -> Option<&str> {
    let start = typed.strip_prefix('@').unwrap_or(typed);
    let fits = start.chars().count() <= *limits::DISPLAY_NAME.end() && start.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '\'' | '.'));
    (fits && !start.is_empty()).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::name_start;

    #[test]
    fn only_plain_words_may_be_a_name() {
        assert_eq!(name_start("@ada"), Some("ada"));
        assert_eq!(name_start("林一"), Some("林一"));
        assert_eq!(name_start("Ada Lovelace"), Some("Ada Lovelace"));
        for other in ["", "@", "user:ada", "\"ada\"", &"a".repeat(51)] {
            assert_eq!(name_start(other), None);
        }
    }
}
