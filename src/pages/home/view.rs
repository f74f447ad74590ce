//! A list of topics as markup.

use super::Heading;
use crate::pages::visit::Visit;
use crate::rules::privileges::{Action, Subject};
use crate::rules::ranking::Period;
use crate::rules::vocabulary::Role;
use crate::store::views::topic_list::TopicList;
use crate::t;
use crate::ui::icons::{dot, icon};
use crate::ui::topic_row::{self, RowContext};
use crate::ui::words::{Said, Words};
use maud::{Markup, html};

/// The words over a list.
pub(super) fn title(w: &'static Words, heading: &Heading) -> Said {
    match heading {
        Heading::Latest => t!(w, "list-latest"),
        Heading::Unanswered => t!(w, "list-unanswered"),
        Heading::Top(period) => t!(w, &format!("list-top-{period}")),
        Heading::Followed => t!(w, "list-followed"),
        Heading::Bookmarks => t!(w, "list-bookmarks"),
        Heading::Mine => t!(w, "list-mine"),
        Heading::Category(category) => category.name.clone().into(),
        Heading::Tag(tag) => tag.name.clone().into(),
    }
}

/// Heading, tabs, rows, pager.
pub(super) fn list(visit: &Visit, heading: &Heading, found: &TopicList) -> Markup {
    let w = visit.words;
    let context = RowContext { words: w, book: &visit.book, categories: &visit.site.categories, now: visit.now };
    let nothing = found.lines.is_empty() && found.pinned.is_empty();
    html! {
        (head(visit, heading))
        (tabs(visit, heading))
        @if nothing { (empty(visit, heading)) } @else {
            div.topics { @for line in found.pinned.iter().chain(&found.lines) { (topic_row::row(context, line)) } }
        }
        (pager(visit, heading, found))
    }
}

fn head(visit: &Visit, heading: &Heading) -> Markup {
    let w = visit.words;
    let ask = match heading {
        Heading::Category(category) => format!("/ask?category={}", category.id),
        Heading::Tag(tag) => format!("/ask?tags={}", topic_row::path_segment(&tag.name)),
        _ => "/ask".to_owned(),
    };
    html! {
        div.head {
            h1 {
                @if let Heading::Category(category) = heading { (dot(&category.colour)) " " }
                @if let Heading::Tag(tag) = heading { span.tag { (tag.name) } } @else { (title(w, heading)) }
            }
            @if !visit.site.categories.is_empty() { a.button.primary href=(ask) { (t!(w, "ask-question")) } }
        }
        @match heading {
            Heading::Category(category) if !category.description.is_empty() => p.quiet { (category.description) },
            Heading::Tag(tag) => p.quiet { @if !tag.description.is_empty() { (tag.description) " · " } (t!(w, "tag-topics", n = tag.topic_count)) },
            _ => {}
        }
    }
}

fn tabs(visit: &Visit, heading: &Heading) -> Markup {
    let w = visit.words;
    let period = |p: &Period| if let Heading::Top(open) = heading { p == open } else { false };
    html! {
        @match heading {
            Heading::Top(_) => nav.tabs aria-label=(t!(w, "tabs-period")) {
                @for p in Period::ALL { a href={ "/top?period=" (p) } aria-current=[period(p).then_some("page")] { (t!(w, &format!("period-{p}"))) } }
            },
            Heading::Latest | Heading::Unanswered | Heading::Followed => nav.tabs aria-label=(t!(w, "tabs-order")) {
                a href="/" aria-current=[matches!(heading, Heading::Latest).then_some("page")] { (t!(w, "list-latest")) }
                a href="/unanswered" aria-current=[matches!(heading, Heading::Unanswered).then_some("page")] { (t!(w, "list-unanswered")) }
                a href="/top" { (t!(w, "nav-top")) }
                @if visit.me.is_some() { a href="/followed" aria-current=[matches!(heading, Heading::Followed).then_some("page")] { (t!(w, "list-followed")) } }
            },
            _ => {}
        }
    }
}

fn empty(visit: &Visit, heading: &Heading) -> Markup {
    let w = visit.words;
    let (drawing, said) = match heading {
        Heading::Unanswered => ("check", "empty-unanswered"),
        Heading::Followed => ("follow", "empty-followed"),
        Heading::Bookmarks => ("bookmark", "empty-bookmarks"),
        Heading::Mine => ("chat", "empty-mine"),
        Heading::Latest | Heading::Top(_) | Heading::Category(_) | Heading::Tag(_) => ("leaf", "empty-list"),
    };
    let no_category = visit.site.categories.is_empty();
    html! {
        div.empty {
            (icon(drawing))
            h2 { (t!(w, said)) }
            @if matches!(heading, Heading::Followed | Heading::Bookmarks) {
                div.actions { a.button.primary href="/" { (t!(w, "empty-see-latest")) } }
            } @else if no_category && visit.is_at_least(Role::Manager) {
                p { (t!(w, "empty-no-category")) }
                div.actions { a.button.primary href="/admin/categories" { (t!(w, "nav-admin-categories")) } }
            } @else if no_category {
                p { (t!(w, "empty-soon")) }
            } @else if visit.me.is_none() || visit.may(Action::AskQuestion, &Subject::default()).is_ok() {
                div.actions { a.button.primary href="/ask" { (t!(w, "ask-question")) } }
            }
        }
    }
}

fn pager(visit: &Visit, heading: &Heading, found: &TopicList) -> Markup {
    let w = visit.words;
    let path = visit.here.split('?').next().unwrap_or("/");
    let period = match heading {
        Heading::Top(period) => format!("period={period}&"),
        _ => String::new(),
    };
    let started = visit.here.contains("after=");
    html! {
        @if started || found.next.is_some() {
            nav.pager aria-label=(t!(w, "pages")) {
                @if started { a.button rel="first" href={ (path) "?" (period.trim_end_matches('&')) } { (icon("arrow-left")) (t!(w, "page-first")) } }
                @if let Some(next) = found.next { a.button rel="next" href={ (path) "?" (period) "after=" (next) } { (t!(w, "page-older")) (icon("arrow-right")) } }
            }
        }
    }
}
