//! The desk about a member as markup.

use super::Typed;
use crate::actions::moderation::sanction_member::{LONGEST_DAYS, may_lift, may_sanction};
use crate::actions::moderation::set_role::may_give;
use crate::pages::moderation::{audit, reason_field};
use crate::pages::visit::Visit;
use crate::rules::privileges::{Action, Subject};
use crate::rules::vocabulary::{PostKind, Role, SanctionKind};
use crate::store::members::MemberCard;
use crate::store::views::member_desk::{MemberDesk, PostRow, Record, SanctionLine};
use crate::t;
use crate::ui::forms::{self, Errors, Input};
use crate::ui::icons::icon;
use crate::ui::member_name;
use crate::ui::refusal;
use crate::ui::times;
use crate::ui::words::{Said, number};
use maud::{Markup, html};

/// The page.
pub(super) fn desk(visit: &Visit, found: &MemberDesk, typed: &Typed, heading: &str) -> Markup {
    let w = visit.words;
    html! {
        h1 { (heading) }
        (member_name::person(w, &visit.book, Some(&found.card), ""))
        section.section aria-labelledby="record" { h2 id="record" { (t!(w, "mod-record")) } (record(visit, &found.card, &found.record)) }
        (sanction_form(visit, found, typed))
        (sanctions(visit, &found.record, typed))
        (role_form(visit, found, typed))
        section.section aria-labelledby="posts" {
            h2 id="posts" { (t!(w, "mod-desk-posts")) }
            @if found.posts.is_empty() { p.quiet { (t!(w, "mod-desk-no-posts")) } } @else { ul.items { @for post in &found.posts { (post_line(visit, post)) } } }
        }
        section.section aria-labelledby="log" {
            h2 id="log" { (t!(w, "mod-desk-log")) }
            @if found.audit.is_empty() { p.quiet { (t!(w, "mod-audit-none")) } } @else { (audit::table(visit, &found.audit, &t!(w, "mod-audit-title"))) }
        }
    }
}

/// A member's record in a few lines; the review queue shows it too.
pub(in crate::pages::moderation) fn record(visit: &Visit, card: &MemberCard, record: &Record) -> Markup {
    let w = visit.words;
    let n = &record.numbers;
    let count = |kind: SanctionKind| record.sanctions.iter().filter(|s| s.sanction.kind == kind).count() as i64;
    html! {
        dl.record {
            dt { (t!(w, "mod-record-standing")) }
            dd { (member_name::tier_word(w, &visit.book, &card.tier)) " · " (t!(w, "points", n = card.reputation, shown = number(card.reputation))) }
            dt { (t!(w, "mod-record-since")) }
            dd { (times::date(w, n.since)) " · " (t!(w, "mod-record-seen")) " " (times::ago(w, visit.now, n.last_seen_at)) }
            dt { (t!(w, "mod-record-posts")) }
            dd { (t!(w, "mod-record-counts", questions = n.questions, answers = n.answers, comments = n.comments)) }
            dt { (t!(w, "mod-record-reviewed")) }
            dd { (t!(w, "mod-record-quality", good = n.good, bad = n.bad)) }
            dt { (t!(w, "mod-record-sanctions")) }
            dd {
                @if record.sanctions.is_empty() { (t!(w, "mod-record-no-sanctions")) } @else {
                    (t!(w, "mod-record-sanction-counts", warnings = count(SanctionKind::Warning), silences = count(SanctionKind::Silence), suspensions = count(SanctionKind::Suspension)))
                }
                @if let Some(until) = n.silenced_until.filter(|u| *u > visit.now) { " " span.state.warn { (t!(w, "mod-silenced-until", date = times::date(w, until))) } }
                @if let Some(until) = n.suspended_until.filter(|u| *u > visit.now) { " " span.state.bad { (t!(w, "mod-suspended-until", date = times::date(w, until))) } }
            }
        }
    }
}

fn sanction_form(visit: &Visit, found: &MemberDesk, typed: &Typed) -> Markup {
    let w = visit.words;
    let errors = &typed.sanction_errors;
    html! {
        section.section aria-labelledby="sanction" {
            h2 id="sanction" { (t!(w, "mod-sanction-title")) }
            @match may_sanction(visit.role(), found.card.role) {
                Err(refused) => (refusal::why(w, &visit.book, &refused, "why-sanction")),
                Ok(()) => form.form method="post" action={ "/members/" (found.card.handle) "/moderate" } {
                    (forms::summary(w, errors))
                    fieldset aria-describedby=[forms::described_by(errors, "kind", false)] {
                        legend { (t!(w, "mod-sanction-kind")) }
                        div.choices {
                            @for kind in SanctionKind::ALL {
                                label.choice {
                                    input type="radio" name="kind" value=(kind) required checked[typed.sanction.kind == kind.word()];
                                    span { b { (t!(w, &format!("mod-sanction-{kind}"))) } span.hint { (t!(w, &format!("mod-sanction-{kind}-hint"))) } }
                                }
                            }
                        }
                        (forms::error_line(w, errors, "kind"))
                    }
                    (forms::input(w, errors, &Input { name: "days", label: t!(w, "mod-sanction-days"), hint: t!(w, "mod-sanction-days-hint", n = number(LONGEST_DAYS)), value: &typed.sanction.days, kind: "number", optional: true, ..Input::default() }))
                    (reason_field(w, errors, "sanction-reason", &typed.sanction.reason))
                    div.actions { button.danger { (t!(w, "mod-sanction-button")) } }
                },
            }
        }
    }
}

fn sanctions(visit: &Visit, record: &Record, typed: &Typed) -> Markup {
    let w = visit.words;
    html! {
        @if !record.sanctions.is_empty() {
            section.section aria-labelledby="sanctions" {
                h2 id="sanctions" { (t!(w, "mod-record-sanctions")) }
                ul.edit-rows { @for line in &record.sanctions { (sanction_line(visit, line, typed)) } }
            }
        }
    }
}

fn sanction_line(visit: &Visit, line: &SanctionLine, typed: &Typed) -> Markup {
    let w = visit.words;
    let s = &line.sanction;
    let running = s.lifted_at.is_none() && s.ends_at.is_some_and(|end| end > visit.now);
    let came_back = typed.lift.as_ref().filter(|(id, _)| *id == s.id);
    let none = Errors::default();
    let errors = if came_back.is_some() { &typed.lift_errors } else { &none };
    html! {
        li id={ "s" (s.id) } {
            p {
                b { (t!(w, &format!("mod-sanction-{}", s.kind))) } " "
                @if running { span.state.warn { (t!(w, "mod-sanction-running")) } " " }
                span.quiet {
                    (times::ago(w, visit.now, s.at)) " · " (member_name::author(w, &visit.book, line.by.as_ref(), ""))
                    @if let Some(end) = s.ends_at { " · " (t!(w, "mod-sanction-until", date = times::date(w, end))) }
                    @if let Some(at) = s.lifted_at { " · " (t!(w, "mod-sanction-lifted", date = times::date(w, at))) }
                }
            }
            p { (s.reason) }
            @if running && line.by.as_ref().is_none_or(|by| may_lift(visit.role(), by.role).is_ok()) {
                details open[came_back.is_some()] {
                    summary { (t!(w, "mod-lift-title")) }
                    form.form method="post" action={ "/sanctions/" (s.id) "/lift" } {
                        (reason_field(w, errors, &format!("lift-{}", s.id), came_back.map_or("", |(_, reason)| reason)))
                        div.actions { button.primary { (t!(w, "mod-lift-button")) } }
                    }
                }
            }
        }
    }
}

fn role_form(visit: &Visit, found: &MemberDesk, typed: &Typed) -> Markup {
    let w = visit.words;
    let mine = visit.role();
    let gives: Vec<(String, Said)> =
        Role::ALL.iter().filter(|role| may_give(mine, found.card.role, **role)).map(|role| (role.word().to_owned(), t!(w, &format!("role-{role}")))).collect();
    let chosen = if typed.role.role.is_empty() { found.card.role.word() } else { &typed.role.role };
    html! {
        @if visit.may(Action::ManageRoles, &Subject::default()).is_ok() && !gives.is_empty() {
            section.section aria-labelledby="give-role" {
                h2 id="give-role" { (t!(w, "mod-role-title")) }
                form.form method="post" action={ "/members/" (found.card.handle) "/role" } {
                    (forms::summary(w, &typed.role_errors))
                    (forms::select(w, &typed.role_errors, "role", &t!(w, "mod-role"), &gives, chosen))
                    (reason_field(w, &typed.role_errors, "role-reason", &typed.role.reason))
                    div.actions { button.primary { (t!(w, "mod-role-button")) } }
                }
            }
        }
    }
}

fn post_line(visit: &Visit, post: &PostRow) -> Markup {
    let w = visit.words;
    html! {
        li.item {
            (icon(if post.kind == PostKind::Opening { "help" } else { "chat" }))
            div.text {
                a href={ "/posts/" (post.id) } { @if post.kind != PostKind::Opening { (t!(w, &format!("mod-post-{}", post.kind))) " " } (post.title) }
                @if post.deleted_at.is_some() { " " span.state.bad { (t!(w, "mod-state-deleted")) } }
                @else if post.hidden_at.is_some() { " " span.state.warn { (t!(w, "mod-state-hidden")) } }
                span.small { (t!(w, "mod-desk-score", n = post.score)) " · " (times::ago(w, visit.now, post.at)) }
            }
        }
    }
}
