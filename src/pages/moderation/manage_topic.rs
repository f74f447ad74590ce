//! Staff lock, pin, move and retag a topic; members with the privilege retag.

use super::{reason_field, tags_field};
use crate::actions::moderation::manage_topic::{Order, manage_topic};
use crate::actions::{Failure, topic_subject};
use crate::pages::errors::{Reply, Stop};
use crate::pages::topic::back_to;
use crate::pages::visit::Visit;
use crate::rules::ids::{CategoryId, TopicId};
use crate::rules::privileges::Action;
use crate::store::sight;
use crate::store::topics::Topic;
use crate::t;
use crate::ui::forms::{self, Errors};
use crate::ui::icons::icon;
use crate::ui::layout::Page;
use crate::ui::topic_row::topic_path;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use maud::{Markup, html};
use serde::Deserialize;

/// The form of the desk over a topic, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Manage {
    order: String,
    category: String,
    tags: String,
    reason: String,
}

/// The form of retagging, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Retag {
    tags: String,
    reason: String,
}

pub async fn manage(visit: Visit, id: Path<TopicId>, form: Form<Manage>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, typed) = (id.into_inner(), form.into_inner());
    let topic = standing(&visit, id).await?;
    let order = match typed.order.as_str() {
        "lock" => Order::Lock,
        "unlock" => Order::Unlock,
        "pin" => Order::Pin,
        "unpin" => Order::Unpin,
        // No category has the id 0: what is no number is no category.
        "move" => Order::Move { category: typed.category.parse().unwrap_or(CategoryId(0)) },
        "retag" => Order::Retag { tags: typed.tags.clone() },
        _ => return Err(Stop::BadRequest),
    };
    let reason = typed.reason.clone();
    match visit.app.db.write(move |tx| manage_topic(tx, me, id, &order, &reason)).await {
        Ok(()) => back_to(&visit, id, "notice-topic-managed").await,
        Err(Failure::Invalid(wrong)) => {
            visit
                .page_with(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    manage_page(&visit, &topic, &typed, forms::summary(visit.words, &Errors(wrong.clone())), &Errors(wrong)),
                )
                .await
        }
        Err(Failure::Changed) => {
            let said = so_already(&visit);
            visit.page_with(StatusCode::CONFLICT, manage_page(&visit, &topic, &typed, said, &Errors::default())).await
        }
        Err(failure) => Err(failure.into()),
    }
}

pub async fn retag_form(visit: Visit, id: Path<TopicId>) -> Reply {
    let topic = standing(&visit, id.into_inner()).await?;
    visit.must(Action::RetagTopic, &topic_subject(&topic))?;
    let typed = Retag { tags: topic.tag_names.replace(' ', ", "), reason: String::new() };
    visit.page(retag_page(&visit, &topic, &typed, html! {}, &Errors::default())).await
}

pub async fn retag(visit: Visit, id: Path<TopicId>, form: Form<Retag>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, typed) = (id.into_inner(), form.into_inner());
    let topic = standing(&visit, id).await?;
    let (order, reason) = (Order::Retag { tags: typed.tags.clone() }, typed.reason.clone());
    match visit.app.db.write(move |tx| manage_topic(tx, me, id, &order, &reason)).await {
        Ok(()) => back_to(&visit, id, "notice-topic-managed").await,
        Err(Failure::Invalid(wrong)) => {
            let said = forms::summary(visit.words, &Errors(wrong.clone()));
            visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, retag_page(&visit, &topic, &typed, said, &Errors(wrong))).await
        }
        Err(Failure::Changed) => visit.page_with(StatusCode::CONFLICT, retag_page(&visit, &topic, &typed, so_already(&visit), &Errors::default())).await,
        Err(failure) => Err(failure.into()),
    }
}

async fn standing(visit: &Visit, id: TopicId) -> Result<Topic, Stop> {
    visit.read(move |conn, sight| sight::topic(conn, sight, id)).await?.filter(|t| t.deleted_at.is_none()).ok_or(Stop::NotFound)
}

/// What is asked for is so already.
fn so_already(visit: &Visit) -> Markup {
    html! { div.notice.warn role="alert" { (icon("warning")) div { (t!(visit.words, "mod-manage-so-already")) } } }
}

fn back_link(visit: &Visit, topic: &Topic) -> Markup {
    html! { p { a href=(topic_path(topic.id, &topic.slug)) { (icon("arrow-left")) " " (t!(visit.words, "mod-back-opening", topic = &topic.title)) } } }
}

fn manage_page(visit: &Visit, topic: &Topic, typed: &Manage, said: Markup, errors: &Errors) -> Page {
    let w = visit.words;
    let categories: Vec<(String, String)> = visit.site.categories.iter().map(|c| (c.id.to_string(), c.name.clone())).collect();
    let orders = [
        if topic.locked_at.is_some() { ("unlock", "manage-unlock") } else { ("lock", "manage-lock") },
        if topic.pinned { ("unpin", "manage-unpin") } else { ("pin", "manage-pin") },
        ("move", "manage-move"),
        ("retag", "manage-retag"),
    ];
    let content = html! {
        h1 { (t!(w, "manage-topic")) }
        (back_link(visit, topic))
        (said)
        form.form method="post" action={ "/t/" (topic.id) "/manage" } {
            div.fields {
                (forms::select(w, errors, "category", &t!(w, "category"), &categories, &typed.category))
                (tags_field(w, errors, &typed.tags))
            }
            (reason_field(w, errors, "reason", &typed.reason))
            div.actions {
                @for (order, key) in orders { button.primary[order == typed.order] name="order" value=(order) { (t!(w, key)) } }
                a.button href=(topic_path(topic.id, &topic.slug)) { (t!(w, "cancel")) }
            }
        }
    };
    Page { title: t!(w, "manage-topic"), content: Some(content), unlisted: true, ..Page::default() }
}

fn retag_page(visit: &Visit, topic: &Topic, typed: &Retag, said: Markup, errors: &Errors) -> Page {
    let w = visit.words;
    let content = html! {
        h1 { (t!(w, "mod-retag-title")) }
        (back_link(visit, topic))
        (said)
        form.form method="post" action={ "/topics/" (topic.id) "/retag" } {
            (tags_field(w, errors, &typed.tags))
            (reason_field(w, errors, "reason", &typed.reason))
            div.actions {
                button.primary { (t!(w, "manage-retag")) }
                a.button href=(topic_path(topic.id, &topic.slug)) { (t!(w, "cancel")) }
            }
        }
    };
    Page { title: t!(w, "mod-retag-title"), content: Some(content), unlisted: true, ..Page::default() }
}
