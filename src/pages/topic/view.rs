//! A topic as markup.

use super::post_view;
use crate::pages::visit::Visit;
use crate::rules::ids::TopicId;
use crate::rules::kinds::Order;
use crate::rules::privileges::Action;
use crate::rules::vocabulary::{PostKind, Role};
use crate::store::views::topic_page::TopicPage;
use crate::t;
use crate::ui::editor::editor;
use crate::ui::forms::{self, Errors};
use crate::ui::icons::{dot, icon};
use crate::ui::member_name;
use crate::ui::refusal;
use crate::ui::topic_row::{tags, topic_path};
use crate::ui::words::number;
use crate::{markdown, ui::times};
use maud::{Markup, html};
use serde_json::json;

/// Heading, posts, the form to answer.
pub(super) fn topic(visit: &Visit, found: &TopicPage, by_time: bool, typed: &str, errors: &Errors) -> Markup {
    let w = visit.words;
    let topic = &found.topic;
    let kind = topic.kind.describe();
    let path = topic_path(topic.id, &topic.slug);
    html! {
        (head(visit, found))
        @if let Some(opening) = &found.opening { (post_view::post(visit, found, opening)) }
        div.answers-head {
            h2 id="answers" { (t!(w, kind.words.heading, n = topic.answer_count)) }
            @if kind.order == Order::BestFirst && topic.answer_count > 1 {
                nav.sort aria-label=(t!(w, "answers-order")) {
                    a href={ (path) "#answers" } aria-current=[(!by_time).then_some("true")] { (t!(w, "sort-best")) }
                    a href={ (path) "?sort=oldest#answers" } aria-current=[by_time.then_some("true")] { (t!(w, "sort-oldest")) }
                }
            }
        }
        @for line in &found.answers { (post_view::post(visit, found, line)) }
        @if let Some(next) = found.next {
            nav.pager aria-label=(t!(w, "pages")) {
                a.button rel="next" href={ (path) "?" @if by_time { "sort=oldest&" } "after=" (next) "#answers" } { (t!(w, "page-more-answers")) (icon("arrow-right")) }
            }
        }
        (answer_form(visit, found, typed, errors))
    }
}

fn head(visit: &Visit, found: &TopicPage) -> Markup {
    let w = visit.words;
    let topic = &found.topic;
    let category = visit.site.categories.iter().find(|c| c.id == topic.category);
    html! {
        header.topic-head {
            @if let Some(c) = category {
                nav aria-label=(t!(w, "breadcrumb")) { ol.crumbs { li { a href={ "/c/" (c.slug) } { (dot(&c.colour)) (c.name) } } } }
            }
            h1 {
                @if topic.locked_at.is_some() { (crate::ui::icons::icon_saying("lock", &t!(w, "topic-locked"))) }
                @if topic.pinned { (crate::ui::icons::icon_saying("pin", &t!(w, "topic-pinned"))) }
                (topic.title)
            }
            div.meta {
                (tags(&topic.tag_names))
                (times::wrote(w, visit.now, topic.created_at, PostKind::Opening, topic.kind))
                span { (t!(w, "topic-views", n = topic.view_count, shown = number(topic.view_count))) }
                @let about = crate::actions::topic_subject(topic);
                // Authors change the tags where they edit, staff in the desk below.
                @if about.author != visit.member() && !visit.is_at_least(Role::Moderator) && visit.may(Action::RetagTopic, &about).is_ok() {
                    a href={ "/topics/" (topic.id) "/retag" } { (t!(w, "retag-link")) }
                }
                @if visit.me.is_some() {
                    form method="post" action={ "/t/" (topic.id) "/follow" } data-in-place {
                        button.link id="follow" name="on" value=(if found.following { "off" } else { "on" }) aria-pressed=(if found.following { "true" } else { "false" }) {
                            (t!(w, if found.following { "following" } else { "follow" }))
                        }
                    }
                }
            }
        }
        @if topic.deleted_at.is_some() { div.notice.warn role="status" { (icon("trash")) div { (t!(w, "topic-deleted")) } } }
        @if visit.is_at_least(Role::Moderator) { (desk(visit, topic.id, found)) }
    }
}

/// What staff can do to the topic.
fn desk(visit: &Visit, id: TopicId, found: &TopicPage) -> Markup {
    let w = visit.words;
    let topic = &found.topic;
    let orders = [
        if topic.locked_at.is_some() { ("unlock", "manage-unlock") } else { ("lock", "manage-lock") },
        if topic.pinned { ("unpin", "manage-unpin") } else { ("pin", "manage-pin") },
    ];
    html! {
        details.fold {
            summary { (icon("shield")) (t!(w, "manage-topic")) }
            form.form method="post" action={ "/t/" (id) "/manage" } {
                (forms::enter_does_nothing())
                div.fields {
                    div.field { label for="manage-category" { (t!(w, "category")) }
                        select id="manage-category" name="category" { @for c in &visit.site.categories { option value=(c.id) selected[c.id == topic.category] { (c.name) } } } }
                    div.field { label for="manage-tags" { (t!(w, "tags")) } input id="manage-tags" name="tags" value=(topic.tag_names.replace(' ', ", ")); }
                }
                div.field { label for="manage-reason" { (t!(w, "reason")) } input id="manage-reason" name="reason" required maxlength="1000" aria-describedby="manage-reason-hint";
                    p.hint id="manage-reason-hint" { (t!(w, "reason-hint")) } }
                div.actions {
                    @for (order, key) in orders { button name="order" value=(order) { (t!(w, key)) } }
                    button name="order" value="move" { (t!(w, "manage-move")) }
                    button name="order" value="retag" { (t!(w, "manage-retag")) }
                }
            }
        }
    }
}

fn answer_form(visit: &Visit, found: &TopicPage, typed: &str, errors: &Errors) -> Markup {
    let w = visit.words;
    let topic = &found.topic;
    let subject = crate::actions::topic_subject(topic);
    let words = &topic.kind.describe().words;
    let text = if typed.is_empty() { &found.draft } else { typed };
    html! {
        section.section aria-labelledby="write" {
            h2 id="write" { (t!(w, words.write)) }
            @match visit.may(Action::PostAnswer, &subject) {
                Ok(()) => form.form.full method="post" action={ "/t/" (topic.id) "/answers#write" } data-draft={ "answer-" (topic.id) } {
                    (forms::summary(w, errors))
                    (forms::once(visit.form_key()))
                    (editor(w, errors, "body", &t!(w, words.write), text, 10))
                    div.actions { button.primary { (t!(w, words.send)) } }
                },
                Err(refused) => (refusal::why(w, &visit.book, &refused, "why-answer")),
            }
        }
    }
}

/// The right column: who asked, what is related.
pub(super) fn side(visit: &Visit, found: &TopicPage) -> Markup {
    let w = visit.words;
    let author = found.opening.as_ref().and_then(|o| o.author.as_ref());
    html! {
        @if let Some(card) = author {
            div.card {
                h2 { (t!(w, found.topic.kind.describe().words.opened_by)) }
                (member_name::person(w, &visit.book, Some(card), ""))
            }
        }
        @if !found.related.is_empty() {
            div {
                h2 { (t!(w, "side-related")) }
                ul.list { @for (id, title, slug) in &found.related { li { a href=(topic_path(*id, slug)) { (title) } } } }
            }
        }
    }
}

/// schema.org's QAPage for questions that somebody answered or may answer.
pub(super) fn structured(visit: &Visit, found: &TopicPage) -> Option<String> {
    let topic = &found.topic;
    let opening = found.opening.as_ref().filter(|o| o.post.is_shown())?;
    if !topic.kind.describe().needs_answer || topic.deleted_at.is_some() {
        return None;
    }
    let url = format!("{}{}", visit.app.config.public_url, topic_path(topic.id, &topic.slug));
    let person =
        |card: Option<&crate::store::members::MemberCard>, name: &str| json!({ "@type": "Person", "name": card.map_or(name, |c| c.display_name.as_str()) });
    let standing = found.answers.iter().filter(|a| a.post.is_shown());
    let answer = |line: &crate::store::views::topic_page::PostLine| {
        json!({
            "@type": "Answer", "text": markdown::plain_text(&line.post.body_html), "upvoteCount": line.post.score, "url": format!("{url}#p{}", line.post.id),
            "datePublished": times::iso(line.post.created_at), "author": person(line.author.as_ref(), &line.post.author_name),
        })
    };
    let (accepted, suggested): (Vec<_>, Vec<_>) = standing.partition(|a| a.post.accepted);
    Some(
        json!({
            "@context": "https://schema.org", "@type": "QAPage",
            "mainEntity": {
                "@type": "Question", "name": topic.title, "text": markdown::plain_text(&opening.post.body_html), "answerCount": topic.answer_count,
                "upvoteCount": topic.score, "datePublished": times::iso(topic.created_at), "author": person(opening.author.as_ref(), &opening.post.author_name),
                "acceptedAnswer": accepted.first().map(|a| answer(a)), "suggestedAnswer": suggested.iter().map(|a| answer(a)).collect::<Vec<_>>(),
            }
        })
        .to_string(),
    )
}
