//! The history of a post: every version, newest first, with what changed in words.

use super::seen;
use crate::actions::subject;
use crate::pages::errors::{Reply, Stop};
use crate::pages::visit::Visit;
use crate::rules::ids::PostId;
use crate::rules::privileges::Action;
use crate::store::views::one_post::OnePost;
use crate::store::views::post_history::{self, PostHistory, RevisionLine};
use crate::t;
use crate::ui::diff::diff;
use crate::ui::icons::icon;
use crate::ui::layout::Page;
use crate::ui::member_name;
use crate::ui::times;
use actix_web::web::{Path, Query};
use maud::{Markup, html};
use serde::Deserialize;

/// Versions on one page.
const VERSIONS: usize = 20;

/// Where in the history.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    below: Option<String>,
}

pub async fn page(visit: Visit, id: Path<PostId>, place: Query<Place>) -> Reply {
    let found = seen(&visit, id.into_inner()).await?;
    let below = match place.below.as_deref() {
        Some(raw) => Some(raw.parse::<i64>().map_err(|_| Stop::NotFound)?),
        None => None,
    };
    let post = found.post.id;
    let history = visit.read(move |conn, sight| post_history::load(conn, sight, post, below, VERSIONS)).await?;
    let title = t!(visit.words, "mod-history-title");
    visit.page(Page { content: Some(view(&visit, &found, &history, &title)), title, unlisted: true, ..Page::default() }).await
}

fn view(visit: &Visit, found: &OnePost, history: &PostHistory, heading: &str) -> Markup {
    let w = visit.words;
    let id = found.post.id;
    html! {
        h1 { (heading) }
        p { a href={ "/posts/" (id) } { (icon("arrow-left")) " " (t!(w, &format!("mod-back-{}", found.post.kind), topic = &found.topic.title)) } }
        @if history.lines.is_empty() { div.empty { (icon("history")) h2 { (t!(w, "mod-history-none")) } } }
        @for line in &history.lines { (version(visit, found, line)) }
        @if let Some(next) = history.next {
            nav.pager aria-label=(t!(w, "pages")) {
                a.button rel="next" href={ "/posts/" (id) "/history?below=" (next) } { (t!(w, "page-older")) (icon("arrow-right")) }
            }
        }
    }
}

fn version(visit: &Visit, found: &OnePost, line: &RevisionLine) -> Markup {
    let w = visit.words;
    let r = &line.revision;
    let may_go_back = r.number != found.post.revision && visit.may(Action::EditPost, &subject(&found.topic, &found.post)).is_ok();
    html! {
        article.revision id={ "r" (r.number) } {
            header {
                h2 { (t!(w, "mod-history-version", n = r.number)) @if r.number == found.post.revision { " " span.state.good { (t!(w, "mod-history-current")) } } }
                (member_name::author(w, &visit.book, line.editor.as_ref(), if r.editor.is_none() && r.number == 1 { &found.post.author_name } else { "" }))
                span.quiet { (times::ago(w, visit.now, r.at)) @if !r.note.is_empty() { " · " (t!(w, "mod-quoted", text = &r.note)) } }
                @if may_go_back { div.actions { a.button.small href={ "/posts/" (found.post.id) "/edit?from=" (r.number) } { (icon("restore")) (t!(w, "mod-history-back-to")) } } }
            }
            @match &line.before {
                None => {
                    @if let Some(title) = &r.title { p { b { (title) } } }
                    @if let Some(tags) = r.tag_names.as_ref().filter(|t| !t.is_empty()) { p.quiet { (t!(w, "tags")) ": " (tags.replace(' ', ", ")) } }
                    div.diff { (r.body_md) }
                },
                Some(before) => {
                    @if let (Some(old), Some(new)) = (&before.title, &r.title) { @if old != new { p { b { (t!(w, "title")) } ": " (diff(old, new)) } } }
                    @if let (Some(old), Some(new)) = (&before.tag_names, &r.tag_names) { @if old != new { p { b { (t!(w, "tags")) } ": " (tag_changes(old, new)) } } }
                    @if before.body_md == r.body_md { p.quiet { (t!(w, "mod-history-same-text")) } } @else { div.diff { (diff(&before.body_md, &r.body_md)) } }
                }
            }
        }
    }
}

/// Tags that stayed, went and came.
fn tag_changes(old: &str, new: &str) -> Markup {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split_whitespace().collect(), new.split_whitespace().collect());
    html! {
        @for tag in old.iter().filter(|t| new.contains(t)) { (tag) " " }
        @for tag in old.iter().filter(|t| !new.contains(t)) { del { (tag) } " " }
        @for tag in new.iter().filter(|t| !old.contains(t)) { ins { (tag) } " " }
    }
}
