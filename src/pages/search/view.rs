//! Search as markup.

use super::Results;
use crate::pages::visit::Visit;
use crate::rules::limits;
use crate::rules::vocabulary::PostKind;
use crate::search::Piece;
use crate::store::views::search::{Hit, MOST};
use crate::t;
use crate::ui::icons::{dot, icon};
use crate::ui::member_name::{author, person};
use crate::ui::times;
use crate::ui::topic_row::{path_segment, tags, topic_path};
use crate::ui::words::number;
use maud::{Markup, html};

/// Field, help, members, results.
pub(super) fn results(visit: &Visit, results: &Results) -> Markup {
    let w = visit.words;
    let nothing = results.found.hits.is_empty();
    html! {
        h1 { (t!(w, "search")) }
        form.searchbox role="search" action="/search" aria-label=(t!(w, "search-again")) {
            input type="search" name="q" value=(results.typed) maxlength=(limits::SEARCH) aria-label=(t!(w, "search-for")) autofocus[results.typed.is_empty()];
            button.primary { (t!(w, "search")) }
        }
        (help(visit, results))
        @for typed in &results.query.unknown { p.search-note { (icon("info")) span { (t!(w, "search-unknown", filter = typed)) } } }
        @for typed in &results.found.nowhere { p.search-note { (icon("info")) span { (t!(w, "search-nowhere", filter = typed)) } } }
        (people(visit, results))
        @if !results.is_asked() {
            @if !results.typed.is_empty() && results.people.is_empty() { (empty("search", &t!(w, "search-no-words"), &t!(w, "search-no-words-hint"))) }
        } @else if nothing {
            @if results.page > 0 { (empty("search", &t!(w, "search-no-more"), "")) }
            @else if results.people.is_empty() { (empty("search", &t!(w, "search-none"), &t!(w, "search-none-hint"))) }
            @else { p.quiet { (t!(w, "search-none")) } }
        } @else {
            p.quiet.small role="status" {
                @if results.found.is_cut { (t!(w, "search-cut", n = MOST as i64)) } @else { (t!(w, "search-count", n = results.found.count as i64)) }
            }
            @for hit in &results.found.hits { (line(visit, hit)) }
        }
        @if let Some(n) = results.found.chosen_from { p.search-note { (icon("info")) span { (t!(w, "search-chosen-from", shown = number(n))) } } }
        (pager(visit, results))
    }
}

fn help(visit: &Visit, results: &Results) -> Markup {
    let w = visit.words;
    let filters = ["tag", "user", "category", "answered", "unanswered", "accepted", "score", "phrase", "without"];
    html! {
        details.fold.filters open[results.typed.is_empty()] {
            summary { (icon("filter")) (t!(w, "search-narrow")) }
            dl {
                @for filter in filters {
                    dt { code { (t!(w, &format!("search-example-{filter}"))) } }
                    dd { (t!(w, &format!("search-means-{filter}"))) }
                }
            }
        }
    }
}

fn people(visit: &Visit, results: &Results) -> Markup {
    let w = visit.words;
    html! {
        @if !results.people.is_empty() {
            section aria-labelledby="people" {
                h2.visually-hidden id="people" { (t!(w, "search-people")) }
                ul.search-people { @for card in &results.people { li { (person(w, &visit.book, Some(card), "")) } } }
            }
        }
    }
}

fn line(visit: &Visit, hit: &Hit) -> Markup {
    let w = visit.words;
    let topic = &hit.topic;
    let category = visit.site.categories.iter().find(|c| c.id == topic.category);
    let (address, kind) = match hit.kind {
        PostKind::Opening => (topic_path(topic.id, &topic.slug), topic.kind.describe().words.label),
        PostKind::Answer => (format!("/posts/{}", hit.post), Some("search-answer")),
        PostKind::Reply => (format!("/posts/{}", hit.post), Some("search-reply")),
    };
    html! {
        article.result {
            h2 { a href=(address) { (pieces(&hit.title)) } }
            p { (pieces(&hit.passage)) }
            div.meta {
                @if let Some(kind) = kind { span.kind { (t!(w, kind)) } }
                @if hit.accepted { span.state.good { (icon("check")) (t!(w, "search-accepted")) } }
                @else if hit.kind == PostKind::Opening && topic.accepted_post.is_some() { span.state.good { (icon("check")) (t!(w, "row-solved")) } }
                @if let Some(c) = category { a href={ "/c/" (c.slug) } { (dot(&c.colour)) (c.name) } }
                (tags(&topic.tag_names))
                span { (t!(w, "search-score", n = hit.score, shown = number(hit.score))) }
                (author(w, &visit.book, hit.author.as_ref(), &hit.author_name))
                (times::ago(w, visit.now, hit.created_at))
            }
        }
    }
}

/// Text with what was searched for marked.
fn pieces(pieces: &[Piece]) -> Markup {
    html! { @for piece in pieces { @if piece.hit { mark { (piece.text) } } @else { (piece.text) } } }
}

fn empty(drawing: &str, heading: &str, hint: &str) -> Markup {
    html! {
        div.empty {
            (icon(drawing))
            h2 { (heading) }
            @if !hint.is_empty() { p { (hint) } }
        }
    }
}

fn pager(visit: &Visit, results: &Results) -> Markup {
    let w = visit.words;
    let address = |page: usize| format!("/search?q={}&page={page}", path_segment(&results.typed));
    html! {
        @if results.page > 0 || results.has_next() {
            nav.pager aria-label=(t!(w, "pages")) {
                @if results.page > 0 { a.button rel="prev" href=(address(results.page)) { (icon("arrow-left")) (t!(w, "search-previous")) } }
                @if results.has_next() { a.button rel="next" href=(address(results.page + 2)) { (t!(w, "search-next")) (icon("arrow-right")) } }
            }
        }
    }
}
