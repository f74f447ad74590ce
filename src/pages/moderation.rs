//! Caring for what others wrote and for those who write: editing, history, deleting, flagging; the desks of reviewers and staff.

pub(super) mod audit;
pub(super) mod categories;
pub(super) mod delete_comment;
pub(super) mod delete_post;
pub(super) mod edit_post;
pub(super) mod flag_post;
pub(super) mod groups;
pub(super) mod manage_topic;
pub(super) mod member_desk;
pub(super) mod overview;
pub(super) mod post_history;
pub(super) mod review;
pub(super) mod site;

use super::errors::Stop;
use super::visit::Visit;
use crate::rules::ids::{MemberId, PostId};
use crate::rules::limits;
use crate::rules::vocabulary::{PostKind, SanctionKind};
use crate::store::sanctions;
use crate::store::views::one_post::{self, OnePost};
use crate::t;
use crate::ui::forms::{self, Errors};
use crate::ui::icons::icon;
use crate::ui::member_name;
use crate::ui::times;
use crate::ui::words::Words;
use maud::{Markup, PreEscaped, html};

/// A post that the reader may see, with its topic and author.
///
/// # Errors
/// [`Stop::NotFound`] for posts that do not exist, and for deleted and hidden ones that are not the reader's to see.
async fn seen(visit: &Visit, id: PostId) -> Result<OnePost, Stop> {
    visit.read(move |conn, sight| one_post::load(conn, sight, id)).await?.ok_or(Stop::NotFound)
}

/// Whether the post is the reader's own.
fn is_own(visit: &Visit, found: &OnePost) -> bool {
    found.post.author.is_some() && found.post.author == visit.member()
}

/// The post as a card: topic, text, author. Forms about a post stand under it.
fn post_card(visit: &Visit, found: &OnePost) -> Markup {
    let w = visit.words;
    html! {
        article.card {
            h2 {
                @if found.post.kind != PostKind::Opening { span.quiet { (t!(w, &format!("mod-post-{}", found.post.kind))) " " } }
                a href={ "/posts/" (found.post.id) } { (found.topic.title) }
            }
            @if found.post.deleted_at.is_some() { p { span.state.bad { (t!(w, "mod-state-deleted")) } } }
            @else if found.post.hidden_at.is_some() { p { span.state.warn { (t!(w, "mod-state-hidden")) } } }
            // Rendered and cleaned by `markdown` when it was written.
            div.prose { (PreEscaped(&found.post.body_html)) }
            div.by {
                (member_name::person(w, &visit.book, found.author.as_ref(), &found.post.author_name))
                a.when href={ "/posts/" (found.post.id) } { (times::wrote(w, visit.now, found.post.created_at, found.post.kind, found.topic.kind)) }
            }
        }
    }
}

/// The field for a reason that the member reads, under an id of its own.
fn reason_field(w: &'static Words, errors: &Errors, id: &str, typed: &str) -> Markup {
    let wrong = errors.of("reason");
    html! {
        div class={ "field" @if wrong.is_some() { " invalid" } } {
            label for=(id) { (t!(w, "reason")) }
            input id=(id) name="reason" required maxlength=(limits::REASON.end()) value=(typed) aria-invalid=[wrong.map(|_| "true")]
                aria-describedby={ @if wrong.is_some() { (id) "-error " } (id) "-hint" };
            @if let Some(error) = wrong { p.error id={ (id) "-error" } { (icon("warning")) (forms::sentence(w, error)) } }
            p.hint id={ (id) "-hint" } { (t!(w, "reason-hint")) }
        }
    }
}

/// The field for tags, with completion where there is a script.
fn tags_field(w: &'static Words, errors: &Errors, typed: &str) -> Markup {
    let wrong = errors.of("tags").is_some();
    html! {
        div class={ "field" @if wrong { " invalid" } } {
            label for="tags" { (t!(w, "tags")) " " span.optional { (t!(w, "optional")) } }
            input id="tags" name="tags" value=(typed) data-tags data-max=(limits::TAGS.end()) data-t-remove=(t!(w, "tag-remove"))
                aria-invalid=[wrong.then_some("true")] aria-describedby=[forms::described_by(errors, "tags", true)];
            (forms::error_line(w, errors, "tags"))
            p.hint id="tags-hint" { (t!(w, "tags-hint")) }
        }
    }
}

/// What a silenced member reads at the top of every page: until when, and why.
///
/// # Errors
/// When the reason cannot be read.
pub(super) async fn silence_notice(visit: &Visit) -> Result<Markup, Stop> {
    let silenced = visit.me.as_ref().and_then(|m| Some((m.member, m.silenced_until.filter(|until| *until > visit.now)?)));
    let Some((member, until)) = silenced else { return Ok(html! {}) };
    let w = visit.words;
    let why = sanction_reason(visit, member, SanctionKind::Silence).await?;
    Ok(html! {
        div.notice.warn role="status" {
            (icon("warning"))
            div { (t!(w, "mod-silenced", date = times::date(w, until))) (why) }
        }
    })
}

/// The reason that was given for the sanction in force, as a sentence; nothing where there is none.
///
/// # Errors
/// When it cannot be read.
pub(super) async fn sanction_reason(visit: &Visit, member: MemberId, kind: SanctionKind) -> Result<Markup, Stop> {
    let now = visit.now;
    let found = visit.read(move |conn, _| sanctions::in_force(conn, member, kind, now)).await?;
    Ok(html! { @if let Some(sanction) = found { p { (t!(visit.words, "mod-sanction-reason", reason = sanction.reason)) } } })
}
