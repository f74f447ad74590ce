//! A row of a topic list: title first, then where, what and who; at the right answers, votes, views.

use crate::rules::rulebook::Rulebook;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::PostKind;
use crate::store::categories::Category;
use crate::store::views::topic_list::TopicLine;
use crate::t;
use crate::ui::icons::{dot, icon, icon_saying};
use crate::ui::member_name;
use crate::ui::times;
use crate::ui::words::{Words, short_number};
use maud::{Markup, html};

/// The address of a topic.
pub fn topic_path(id: crate::rules::ids::TopicId, slug: &str) -> String {
    format!("/t/{id}/{slug}")
}

/// What rows need beside their line.
#[derive(Clone, Copy)]
pub struct RowContext<'a> {
    pub words: &'static Words,
    pub book: &'a Rulebook,
    pub categories: &'a [Category],
    pub now: Timestamp,
}

/// One row.
pub fn row(c: RowContext<'_>, line: &TopicLine) -> Markup {
    let w = c.words;
    let topic = &line.topic;
    let category = c.categories.iter().find(|k| k.id == topic.category);
    html! {
        article class={ "row" @if line.unread { " unread" } @if topic.pinned { " pinned" } @if topic.locked_at.is_some() { " locked" } } {
            div {
                h2 {
                    @if topic.pinned { (icon_saying("pin", &t!(w, "topic-pinned"))) }
                    @if topic.locked_at.is_some() { (icon_saying("lock", &t!(w, "topic-locked"))) }
                    a href=(topic_path(topic.id, &topic.slug)) { (topic.title) }
                    @if line.unread { span.visually-hidden { " " (t!(w, "topic-unread")) } }
                }
                div.meta {
                    @if let Some(label) = topic.kind.describe().words.label { span.kind { (t!(w, label)) } }
                    @if let Some(k) = category { a href={ "/c/" (k.slug) } { (dot(&k.colour)) (k.name) } }
                    (tags(&topic.tag_names))
                    (last(c, line))
                }
            }
            div class={ "num" @if topic.accepted_post.is_some() { " solved" } } {
                b { (short_number(topic.answer_count)) }
                span {
                    @if topic.accepted_post.is_some() { (icon("check")) (t!(w, "row-solved")) }
                    @else { (t!(w, topic.kind.describe().words.in_lists, n = topic.answer_count)) }
                }
            }
            div.num { b { (short_number(topic.score)) } span { (t!(w, "row-votes", n = topic.score)) } }
            div.num { b { (short_number(topic.view_count)) } span { (t!(w, "row-views", n = topic.view_count)) } }
        }
    }
}

/// Who wrote last, and when: a date belongs to the name beside it.
fn last(c: RowContext<'_>, line: &TopicLine) -> Markup {
    let topic = &line.topic;
    let kind = if topic.active_at == topic.created_at { PostKind::Opening } else { topic.kind.describe().follow_up };
    html! {
        span.last {
            @if let Some(member) = &line.last { (member_name::name(c.words, c.book, member)) " " }
            (times::wrote(c.words, c.now, topic.active_at, kind, topic.kind))
        }
    }
}

/// The tags of a topic as links.
pub fn tags(names: &str) -> Markup {
    html! {
        @if !names.is_empty() {
            span.tags { @for tag in names.split(' ') { a.tag href={ "/tags/" (path_segment(tag)) } { (tag) } } }
        }
    }
}

/// A word as a part of an address: percent-encoded but for letters, digits and `-_.~`.
pub fn path_segment(word: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(word.len());
    for byte in word.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
