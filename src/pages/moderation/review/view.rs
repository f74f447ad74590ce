//! A review queue as markup: the inbox at the left, the open item at the right.

use super::{Decide, Meanwhile};
use crate::actions::moderation::sanction_member::may_sanction;
use crate::actions::subject;
use crate::pages::moderation::{is_own, member_desk, post_card};
use crate::pages::visit::Visit;
use crate::rules::flags::call_it_spam;
use crate::rules::limits;
use crate::rules::points::PointRule;
use crate::rules::privileges::{Refusal, Subject, Verdict};
use crate::rules::reviews::{CLAIM, Choice, Queue, Step};
use crate::rules::vocabulary::{Decision, FlagReason, FlagState, PostKind, Role};
use crate::store::members::MemberCard;
use crate::store::views::review_queue::{Decided, FlagLine, LastDecision, OpenedItem, QueueLine, ReviewQueue};
use crate::t;
use crate::ui::forms::{self, Errors};
use crate::ui::icons::icon;
use crate::ui::member_name;
use crate::ui::refusal;
use crate::ui::times;
use crate::ui::words::number;
use maud::{Markup, html};

/// Inbox and item.
pub(super) fn queue(visit: &Visit, found: &ReviewQueue, typed: &Decide, errors: &Errors, meanwhile: Meanwhile) -> Markup {
    let w = visit.words;
    let open = found.opened.as_ref();
    html! {
        div.head {
            h1 { (t!(w, "mod-review-title")) }
            @if let Some(oldest) = found.lines.first() {
                span.quiet {
                    @if found.more { (t!(w, "mod-review-open-more", n = found.lines.len() as i64)) } @else { (t!(w, "mod-review-open", n = found.lines.len() as i64)) }
                    " · " (t!(w, "mod-review-oldest")) " " (times::ago(w, visit.now, oldest.item.created_at))
                }
            }
        }
        @if Queue::ALL.len() > 1 {
            nav.tabs aria-label=(t!(w, "mod-review-title")) {
                @for queue in Queue::ALL.iter().filter(|queue| visit.may(queue.rules().enter, &Subject::default()).is_ok()) {
                    a href={ "/review?queue=" (queue) } aria-current=[(*queue == found.queue).then_some("page")] { (t!(w, &format!("queue-{queue}"))) }
                }
            }
        }
        @if let Some(last) = &found.last { (undo(visit, last)) }
        @if found.lines.is_empty() && open.is_none() {
            div.empty { (icon("check")) h2 { (t!(w, "mod-review-none")) } p { (t!(w, "mod-review-none-text")) } }
        } @else {
            div.desk {
                nav aria-label=(t!(w, "mod-review-inbox")) {
                    @if found.lines.is_empty() { p.quiet { (t!(w, "mod-review-none")) } }
                    @if !found.lines.is_empty() { ul.inbox { @for line in &found.lines { (inbox_line(visit, line, open)) } } }
                }
                @if let Some(item) = open { (opened(visit, found, item, typed, errors, meanwhile)) }
            }
        }
    }
}

/// What the reader decided a moment ago, with the way back where there is one.
fn undo(visit: &Visit, last: &LastDecision) -> Markup {
    let w = visit.words;
    let back = last.hidden_at.is_some() && last.deleted_at.is_none() || last.deleted_at.is_some() && visit.is_at_least(Role::Moderator);
    html! {
        @if let Some(decision) = last.decision {
            div.notice role="status" {
                (icon("check"))
                div {
                    (t!(w, &format!("mod-decided-{decision}"), topic = &last.title))
                    @if back { " " a href={ "/posts/" (last.post) "/restore" } { (t!(w, "mod-undo")) } }
                }
            }
        }
    }
}

fn inbox_line(visit: &Visit, line: &QueueLine, open: Option<&OpenedItem>) -> Markup {
    let w = visit.words;
    let reasons = line.reasons.iter().map(|r| t!(w, &format!("mod-flag-{r}"))).collect::<Vec<_>>().join(", ");
    let author = line.author.as_ref().map_or(line.author_name.as_str(), |a| a.display_name.as_str());
    html! {
        li {
            a href={ "/review/" (line.item.id) } aria-current=[open.is_some_and(|o| o.item.id == line.item.id).then_some("true")] {
                b { @if line.kind != PostKind::Opening { (t!(w, &format!("mod-post-{}", line.kind))) " " } (line.title) }
                span.small.quiet { (author) @if !author.is_empty() { " · " } @if !reasons.is_empty() { (reasons) " · " (t!(w, "mod-flags", n = line.item.weight)) " · " } (times::ago(w, visit.now, line.item.created_at)) }
                @if let Some(other) = &line.looked_at_by { br; span.small { (icon("eye")) " " (t!(w, "mod-review-looking-short", name = &other.display_name)) } }
            }
        }
    }
}

fn opened(visit: &Visit, found: &ReviewQueue, item: &OpenedItem, typed: &Decide, errors: &Errors, meanwhile: Meanwhile) -> Markup {
    let w = visit.words;
    html! {
        section aria-label=(t!(w, "mod-review-item")) {
            @if meanwhile == Meanwhile::Changed {
                div.notice.warn role="alert" {
                    (icon("warning"))
                    div { (t!(w, if item.item.open { "mod-review-changed-open" } else { "mod-review-changed-closed" })) }
                }
            }
            @if let Some(decided) = &item.decided { (closed(visit, item, decided)) }
            @if let Some(other) = &item.looked_at_by { (looked_at(visit, item, other)) }
            (post_card(visit, &item.found))
            @if !item.flags.is_empty() {
                h2 { (t!(w, "mod-review-why")) }
                ul.items { @for flag in &item.flags { (flag_line(visit, flag)) } }
            }
            @if item.item.open { (decide_form(visit, found, item, typed, errors)) }
            @if let (Some(author), Some(record)) = (&item.found.author, &item.record) {
                div.section {
                    h2 { (t!(w, "mod-record-of", name = &author.display_name)) }
                    (member_desk::view::record(visit, author, record))
                    @if visit.is_at_least(Role::Moderator) { p { a href={ "/members/" (author.handle) "/moderate" } { (icon("shield")) " " (t!(w, "mod-desk-link")) } } }
                }
            }
        }
    }
}

/// Who else has opened the item a moment ago, so that two do not decide the same.
fn looked_at(visit: &Visit, item: &OpenedItem, other: &MemberCard) -> Markup {
    let w = visit.words;
    let since = item.item.claimed_until.unwrap_or(visit.now).plus(-CLAIM);
    html! {
        div.notice role="status" {
            (icon("eye"))
            div {
                (member_name::name(w, &visit.book, other)) " " (t!(w, "mod-review-looking")) " · " (times::ago(w, visit.now, since))
                p.small.quiet { (t!(w, "mod-review-looking-text")) }
            }
        }
    }
}

fn closed(visit: &Visit, item: &OpenedItem, decided: &Decided) -> Markup {
    let w = visit.words;
    html! {
        div.notice role="status" {
            (icon("check"))
            div {
                @if let Some(decision) = decided.decision { (t!(w, &format!("mod-was-{decision}"))) " " }
                @if let Some(by) = &decided.by { (member_name::name(w, &visit.book, by)) " " }
                @if let Some(at) = decided.at { (times::ago(w, visit.now, at)) }
                @if item.found.post.hidden_at.is_some() || item.found.post.deleted_at.is_some() {
                    " · " a href={ "/posts/" (item.found.post.id) "/restore" } { (t!(w, "mod-undo")) }
                }
            }
        }
    }
}

fn flag_line(visit: &Visit, flag: &FlagLine) -> Markup {
    let w = visit.words;
    let state = match flag.state {
        FlagState::Open => None,
        FlagState::Upheld => Some("mod-flag-state-upheld"),
        FlagState::Dismissed => Some("mod-flag-state-dismissed"),
    };
    html! {
        li.item {
            (icon("flag"))
            div.text {
                b { (t!(w, &format!("mod-flag-{}", flag.reason))) }
                @if let Some(key) = state { " " span.state { (t!(w, key)) } }
                @if !flag.note.is_empty() { p { (t!(w, "mod-quoted", text = &flag.note)) } }
                span.small { (member_name::author(w, &visit.book, flag.by.as_ref(), "")) " · " (times::ago(w, visit.now, flag.at)) }
            }
        }
    }
}

/// Why the reader may not take a decision, if so: the same rule that the server asks.
fn verdict(visit: &Visit, item: &OpenedItem, choice: &Choice) -> Verdict {
    if is_own(visit, &item.found) {
        return Err(Refusal::OwnPost);
    }
    let (action, about) = (choice.needs)(&subject(&item.found.topic, &item.found.post));
    visit.may(action, &about)?;
    match &item.found.author {
        Some(author) if choice.does.contains(&Step::WarnAuthor) => may_sanction(visit.role(), author.role),
        _ => Ok(()),
    }
}

/// The likely decision stands out, deleting warns, and what is refused is grey.
fn button_class(decision: Decision, main: Decision, verdict: &Verdict) -> Option<&'static str> {
    if verdict.is_err() {
        return None;
    }
    if decision == main {
        return Some("primary");
    }
    (decision == Decision::Delete).then_some("danger")
}

fn decide_form(visit: &Visit, found: &ReviewQueue, item: &OpenedItem, typed: &Decide, errors: &Errors) -> Markup {
    let w = visit.words;
    let post = &item.found.post;
    let withheld = post.hidden_at.is_some() || post.deleted_at.is_some();
    let main = if withheld { Decision::Restore } else { Decision::Dismiss };
    let rules = item.item.queue.rules();
    let choices: Vec<_> = rules.offered(withheld).map(|choice| (choice.decision, choice.key, verdict(visit, item, choice))).collect();
    let at = found.lines.iter().position(|l| l.item.id == item.item.id);
    let next = at.and_then(|i| found.lines.get(i + 1)).or(found.lines.first()).filter(|l| l.item.id != item.item.id);
    let wrong = errors.of("reason").is_some();
    html! {
        form.form.full method="post" action={ "/review/" (item.item.id) } {
            (forms::enter_does_nothing())
            (forms::summary(w, errors))
            input type="hidden" name="version" value=(item.item.version);
            div class={ "field" @if wrong { " invalid" } } {
                label for="reason" { (t!(w, "reason")) }
                input id="reason" name="reason" required maxlength=(limits::REASON.end()) value=(typed.reason) list="usual-reasons" autocomplete="off"
                    aria-invalid=[wrong.then_some("true")] aria-describedby=[forms::described_by(errors, "reason", true)];
                datalist id="usual-reasons" { @for key in rules.usual_reasons { option value=(t!(w, *key)) {} } }
                (forms::error_line(w, errors, "reason"))
                p.hint id="reason-hint" { (t!(w, "reason-hint")) }
            }
            (forms::error_line(w, errors, "decision"))
            div.keys {
                @for (decision, key, verdict) in &choices {
                    @let no = verdict.is_err();
                    button class=[button_class(*decision, main, verdict)] name="decision" value=(decision)
                        data-key=[(!no).then_some(key)] aria-disabled=[no.then_some("true")] aria-describedby=[no.then(|| format!("why-{decision}"))] {
                        (t!(w, &format!("mod-decision-{decision}"))) @if !no { kbd aria-hidden="true" { (key.to_uppercase()) } }
                    }
                }
                @if let Some(line) = next { a.button href={ "/review/" (line.item.id) } data-key="j" { (t!(w, "mod-review-skip")) kbd aria-hidden="true" { "J" } } }
            }
            @for (decision, _, verdict) in &choices {
                @if let Err(why) = verdict { p.hint id={ "why-" (decision) } { b { (t!(w, &format!("mod-decision-{decision}"))) } ": " (refusal::sentence(w, &visit.book, why)) } }
            }
            @let open: Vec<FlagReason> = item.flags.iter().filter(|flag| flag.state == FlagState::Open).map(|flag| flag.reason).collect();
            @if call_it_spam(&open) {
                p.hint { (t!(w, "mod-review-price", n = number(-visit.book.points.value(PointRule::SpamUpheld).points))) }
            }
            p.hint { (t!(w, if withheld { "mod-review-hint-hidden" } else { "mod-review-hint" })) }
        }
    }
}
