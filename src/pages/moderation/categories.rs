//! Categories as managers arrange them: create, describe, colour, order.

use crate::actions::Failure;
use crate::actions::moderation::categories::{self as action, CategoryForm};
use crate::pages::errors::Reply;
use crate::pages::visit::Visit;
use crate::rules::ids::CategoryId;
use crate::rules::limits;
use crate::rules::sight::Audience;
use crate::rules::vocabulary::Step;
use crate::store::Error;
use crate::store::categories::{self, Category};
use crate::store::groups::{self, Group};
use crate::t;
use crate::ui::forms::{self, Errors};
use crate::ui::icons::{dot, icon, icon_saying};
use crate::ui::layout::Page;
use crate::ui::member_name::tier_word;
use crate::ui::words::{Said, Words};
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use maud::{Markup, html};
use serde::Deserialize;

const PATH: &str = "/admin/categories";
/// The colour a new category starts with.
const FIRST_COLOUR: &str = "#2f7d6b";

/// Which form came back: of a category, or of a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CameBack {
    Nothing,
    New,
    Of(CategoryId),
}

/// A category's way in the order.
#[derive(Debug, Clone, Deserialize)]
pub struct Move {
    step: Step,
}

pub async fn page(visit: Visit) -> Reply {
    answer(&visit, StatusCode::OK, CameBack::Nothing, &CategoryForm::default(), &Errors::default()).await
}

pub async fn create(visit: Visit, form: Form<Vec<(String, String)>>) -> Reply {
    let me = visit.signed_in()?.member;
    let typed = CategoryForm::of(form.into_inner());
    let sent = typed.clone();
    match visit.app.db.write(move |tx| action::create(tx, me, &sent)).await {
        Ok(_) => Ok(visit.done(PATH, "notice-category-created")),
        Err(Failure::Invalid(wrong)) => answer(&visit, StatusCode::UNPROCESSABLE_ENTITY, CameBack::New, &typed, &Errors(wrong)).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn update(visit: Visit, id: Path<CategoryId>, form: Form<Vec<(String, String)>>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, typed) = (id.into_inner(), CategoryForm::of(form.into_inner()));
    let sent = typed.clone();
    match visit.app.db.write(move |tx| action::update(tx, me, id, &sent)).await {
        Ok(()) => Ok(visit.done(PATH, "notice-category-saved")),
        Err(Failure::Invalid(wrong)) => answer(&visit, StatusCode::UNPROCESSABLE_ENTITY, CameBack::Of(id), &typed, &Errors(wrong)).await,
        Err(failure) => Err(failure.into()),
    }
}

pub async fn reorder(visit: Visit, id: Path<CategoryId>, form: Form<Move>) -> Reply {
    let me = visit.signed_in()?.member;
    let (id, step) = (id.into_inner(), form.step);
    visit.app.db.write(move |tx| action::reorder(tx, me, id, step)).await?;
    Ok(visit.done(PATH, "notice-category-moved"))
}

async fn answer(visit: &Visit, status: StatusCode, came_back: CameBack, typed: &CategoryForm, errors: &Errors) -> Reply {
    let (all, groups) = visit.read(|conn, _| Ok::<_, Error>((categories::all(conn)?, groups::all(conn)?))).await?;
    let title = t!(visit.words, "nav-admin-categories");
    let content = view(visit, &all, &groups, came_back, typed, errors);
    visit.page_with(status, Page { title, content: Some(content), unlisted: true, ..Page::default() }).await
}

fn view(visit: &Visit, all: &[Category], groups: &[Group], came_back: CameBack, typed: &CategoryForm, errors: &Errors) -> Markup {
    let w = visit.words;
    let none = Errors::default();
    html! {
        h1 { (t!(w, "nav-admin-categories")) }
        p.quiet { (t!(w, "mod-categories-text")) }
        @if all.is_empty() { div.empty { (icon("folder")) h2 { (t!(w, "mod-categories-none")) } } } @else {
            ul.edit-rows {
                @for (at, category) in all.iter().enumerate() {
                    @let open = came_back == CameBack::Of(category.id);
                    @let current = as_it_is(category);
                    li.ordered {
                        details open[open] {
                            summary { (dot(&category.colour)) " " (category.name) " " @if category.audience != Audience::Everybody { (icon_saying("lock", &whom(w, &category.audience))) " " } span.quiet.small { (t!(w, "mod-categories-topics", n = category.topic_count)) } }
                            form.form.full method="post" action={ (PATH) "/" (category.id) } {
                                @if open { (forms::summary(w, errors)) }
                                (fields(w, &category.id.to_string(), if open { typed } else { &current }, if open { errors } else { &none }))
                                (audience(visit, groups, &category.id.to_string(), if open { typed } else { &current }, if open { errors } else { &none }))
                                div.actions { button.primary { (t!(w, "mod-categories-save")) } a.button href={ "/c/" (category.slug) } { (t!(w, "mod-categories-look")) } }
                            }
                        }
                        form.order method="post" action={ (PATH) "/" (category.id) "/move" } {
                            button.icononly name="step" value="up" disabled[at == 0] aria-label=(t!(w, "mod-categories-up", name = &category.name)) { (icon("up")) }
                            button.icononly name="step" value="down" disabled[at + 1 == all.len()] aria-label=(t!(w, "mod-categories-down", name = &category.name)) { (icon("down")) }
                        }
                    }
                }
            }
        }
        section.section aria-labelledby="new" {
            h2 id="new" { (t!(w, "mod-categories-new")) }
            @let first = CategoryForm { colour: FIRST_COLOUR.into(), audience: Audience::default().kind().into(), ..CategoryForm::default() };
            form.form method="post" action=(PATH) {
                @if came_back == CameBack::New { (forms::summary(w, errors)) }
                (fields(w, "new", if came_back == CameBack::New { typed } else { &first }, if came_back == CameBack::New { errors } else { &none }))
                (audience(visit, groups, "new", if came_back == CameBack::New { typed } else { &first }, if came_back == CameBack::New { errors } else { &none }))
                div.actions { button.primary { (icon("plus")) (t!(w, "mod-categories-create")) } }
            }
        }
    }
}

/// The form of a category as it stands.
fn as_it_is(category: &Category) -> CategoryForm {
    let (groups, tier) = match &category.audience {
        Audience::Groups(ids) => (ids.iter().map(ToString::to_string).collect(), String::new()),
        Audience::Tier(tier) => (Vec::new(), tier.clone()),
        Audience::Everybody | Audience::Members => (Vec::new(), String::new()),
    };
    CategoryForm {
        name: category.name.clone(),
        slug: category.slug.clone(),
        description: category.description.clone(),
        colour: category.colour.clone(),
        audience: category.audience.kind().into(),
        groups,
        tier,
        reason: String::new(),
    }
}

/// Whom a category is for, in words.
fn whom(w: &'static Words, audience: &Audience) -> Said {
    t!(w, &format!("mod-audience-{}", audience.kind()))
}

/// Who may read the category: the kind, and what belongs to it; works without a script, so nothing of it is folded away.
fn audience(visit: &Visit, groups: &[Group], suffix: &str, typed: &CategoryForm, errors: &Errors) -> Markup {
    let w = visit.words;
    let wrong = |name: &str| errors.of(name).map(|error| html! { p.error { (icon("warning")) (forms::sentence(w, error)) } });
    html! {
        fieldset {
            legend { (t!(w, "mod-audience")) }
            p.hint { (t!(w, "mod-audience-hint")) }
            (wrong("audience").unwrap_or_default())
            @for kind in Audience::KINDS {
                div.choice {
                    input id={ "audience-" (kind) "-" (suffix) } type="radio" name="audience" value=(kind) checked[typed.audience == kind];
                    label for={ "audience-" (kind) "-" (suffix) } { (t!(w, &format!("mod-audience-{kind}"))) }
                }
                @if kind == "groups" {
                    div.fields {
                        @if groups.is_empty() { p.quiet { (t!(w, "mod-audience-no-groups")) " " a href="/admin/groups" { (t!(w, "nav-admin-groups")) } } }
                        @for group in groups {
                            @let id = group.id.to_string();
                            div.choice {
                                input id={ "group-" (id) "-" (suffix) } type="checkbox" name="groups" value=(id) checked[typed.groups.contains(&id)];
                                label for={ "group-" (id) "-" (suffix) } { (group.name) }
                            }
                        }
                        (wrong("groups").unwrap_or_default())
                    }
                }
                @if kind == "tier" {
                    div.field {
                        label for={ "tier-" (suffix) } { (t!(w, "mod-audience-tier-least")) }
                        select id={ "tier-" (suffix) } name="tier" {
                            @for tier in &visit.book.tiers { option value=(tier.key) selected[tier.key == typed.tier] { (tier_word(w, &visit.book, &tier.key)) } }
                        }
                        (wrong("tier").unwrap_or_default())
                    }
                }
            }
            div class={ "field" @if errors.of("reason").is_some() { " invalid" } } {
                label for={ "reason-" (suffix) } { (t!(w, "mod-audience-reason")) " " span.optional { (t!(w, "optional")) } }
                input id={ "reason-" (suffix) } name="reason" maxlength=(limits::REASON.end()) value=(typed.reason) aria-describedby={ "reason-" (suffix) "-hint" };
                (wrong("reason").unwrap_or_default())
                p.hint id={ "reason-" (suffix) "-hint" } { (t!(w, "mod-audience-reason-hint")) }
            }
        }
    }
}

/// A field of the form, under an id of its own.
struct Field<'a> {
    name: &'static str,
    label: Said,
    hint: Said,
    value: &'a str,
    kind: &'static str,
    optional: bool,
    max: usize,
}

fn fields(w: &'static Words, suffix: &str, typed: &CategoryForm, errors: &Errors) -> Markup {
    let all = [
        Field {
            name: "name",
            label: t!(w, "mod-categories-name"),
            hint: Said::default(),
            value: &typed.name,
            kind: "text",
            optional: false,
            max: *limits::CATEGORY_NAME.end(),
        },
        Field {
            name: "slug",
            label: t!(w, "mod-categories-slug"),
            hint: t!(w, "mod-categories-slug-hint"),
            value: &typed.slug,
            kind: "text",
            optional: true,
            max: 80,
        },
        Field {
            name: "description",
            label: t!(w, "mod-categories-description"),
            hint: Said::default(),
            value: &typed.description,
            kind: "text",
            optional: true,
            max: limits::CATEGORY_DESCRIPTION,
        },
        Field { name: "colour", label: t!(w, "mod-categories-colour"), hint: Said::default(), value: &typed.colour, kind: "color", optional: false, max: 0 },
    ];
    html! { @for one in &all { (field(w, suffix, errors, one)) } }
}

fn field(w: &'static Words, suffix: &str, errors: &Errors, one: &Field<'_>) -> Markup {
    let id = format!("{}-{suffix}", one.name);
    let wrong = errors.of(one.name);
    let described =
        [wrong.map(|_| format!("{id}-error")), (!one.hint.is_empty()).then(|| format!("{id}-hint"))].into_iter().flatten().collect::<Vec<_>>().join(" ");
    html! {
        div class={ "field" @if wrong.is_some() { " invalid" } } {
            label for=(id) { (one.label) @if one.optional { " " span.optional { (t!(w, "optional")) } } }
            input id=(id) name=(one.name) type=(one.kind) value=(one.value) required[!one.optional && one.kind != "color"] maxlength=[(one.max > 0).then_some(one.max)]
                aria-invalid=[wrong.map(|_| "true")] aria-describedby=[(!described.is_empty()).then_some(&described)];
            @if let Some(error) = wrong { p.error id={ (id) "-error" } { (icon("warning")) (forms::sentence(w, error)) } }
            @if !one.hint.is_empty() { p.hint id={ (id) "-hint" } { (one.hint) } }
        }
    }
}
