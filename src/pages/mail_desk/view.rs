//! How the outbox and a mail of it are drawn.

use super::Shown;
use crate::mailer::eml::WrittenMail;
use crate::pages::visit::Visit;
use crate::rules::keeping::MAILS;
use crate::rules::time::DAY;
use crate::rules::vocabulary::MailState;
use crate::store::views::mail_desk::{COUNTED, MailDesk, MailLine};
use crate::t;
use crate::ui::icons::icon;
use crate::ui::member_name;
use crate::ui::times;
use crate::ui::words::{Said, Words, number};
use maud::{Markup, html};

/// The list.
pub(super) fn list(visit: &Visit, desk: &MailDesk) -> Markup {
    let w = visit.words;
    let files = visit.app.mailer.folder().is_some();
    html! {
        h1 { (t!(w, "mail-desk-title")) }
        p.quiet { (t!(w, if files { "mail-desk-files" } else { "mail-desk-smtp" })) " " (t!(w, "mail-desk-kept", days = MAILS / DAY)) }
        @if desk.lines.is_empty() {
            div.empty { (icon("mail")) p { (t!(w, "mail-desk-empty")) } }
        } @else {
            (totals(w, desk))
            div.table-wrap tabindex="0" role="region" aria-label=(t!(w, "mail-desk-title")) {
                table.table.stack {
                    thead {
                        tr {
                            th scope="col" { (t!(w, "mail-desk-when")) }
                            th scope="col" { (t!(w, "mail-desk-mail")) }
                            th scope="col" { (t!(w, "mail-desk-to")) }
                            th scope="col" { (t!(w, "mail-desk-state")) }
                            th.n scope="col" { (t!(w, "mail-desk-tries")) }
                            th scope="col" { span.visually-hidden { (t!(w, "mail-desk-retry")) } }
                        }
                    }
                    tbody { @for line in &desk.lines { (row(visit, line)) } }
                }
            }
            @if let Some(next) = desk.next {
                nav.pager aria-label=(t!(w, "pages")) { a.button rel="next" href={ "/admin/mail?before=" (next) } { (t!(w, "page-older")) (icon("arrow-right")) } }
            }
        }
    }
}

fn totals(w: &'static Words, desk: &MailDesk) -> Markup {
    html! {
        p.mail-totals {
            @for state in MailState::ALL {
                @let n = desk.totals.iter().find(|(s, _)| s == state).map_or(0, |(_, n)| *n);
                span class={ "state " (tone(*state)) } { (number(n)) " " (state_word(w, *state)) } " "
            }
            span.small.quiet { (t!(w, "mail-desk-counted", n = number(COUNTED))) }
        }
    }
}

fn row(visit: &Visit, line: &MailLine) -> Markup {
    let w = visit.words;
    let mail = &line.mail;
    html! {
        tr {
            td.when { (times::ago(w, visit.now, mail.created_at)) }
            td.what {
                a href={ "/admin/mail/" (mail.id) } { (t!(w, &format!("mail-kind-{}", mail.kind))) }
                @if !mail.last_error.is_empty() { br; span.small.quiet { (mail.last_error) } }
            }
            td { (recipient(visit, line)) }
            td.points {
                (state_pill(w, mail.state))
                @if mail.state == MailState::Waiting && mail.due_at > visit.now {
                    br; span.small.quiet { (t!(w, "mail-desk-due")) " " (times::exact(w, zone(visit), mail.due_at)) }
                }
            }
            td.n data-label=(t!(w, "mail-desk-tries")) { (mail.attempts) }
            td { @if can_retry(line) { (retry(w, line)) } }
        }
    }
}

fn zone(visit: &Visit) -> &str {
    visit.me.as_ref().map_or("UTC", |m| m.time_zone.as_str())
}

/// A mail that was given up, or waits for another try.
fn can_retry(line: &MailLine) -> bool {
    match line.mail.state {
        MailState::Dead => true,
        MailState::Waiting => line.mail.attempts > 0,
        MailState::Sent | MailState::Dropped => false,
    }
}

fn retry(w: &'static Words, line: &MailLine) -> Markup {
    let kind = t!(w, &format!("mail-kind-{}", line.mail.kind));
    let to = line.to.as_ref().map(|t| t.display_name.clone()).unwrap_or_default();
    html! {
        form method="post" action={ "/admin/mail/" (line.mail.id) "/retry" } {
            button.small { (t!(w, "mail-desk-retry")) span.visually-hidden { ": " (kind) ", " (to) } }
        }
    }
}

fn recipient(visit: &Visit, line: &MailLine) -> Markup {
    member_name::author(visit.words, &visit.book, line.to.as_ref(), "")
}

fn tone(state: MailState) -> &'static str {
    match state {
        MailState::Waiting => "warn",
        MailState::Sent => "good",
        MailState::Dead => "bad",
        MailState::Dropped => "",
    }
}

fn state_word(w: &'static Words, state: MailState) -> Said {
    t!(w, &format!("mail-state-{state}"))
}

fn state_pill(w: &'static Words, state: MailState) -> Markup {
    html! { span class={ "state " (tone(state)) } { (state_word(w, state)) } }
}

/// One mail.
pub(super) fn one(visit: &Visit, line: &MailLine, shown: &Shown) -> Markup {
    let w = visit.words;
    let mail = &line.mail;
    let zone = zone(visit);
    html! {
        p { a href="/admin/mail" { (icon("arrow-left")) " " (t!(w, "mail-desk-title")) } }
        h1 { @match shown { Shown::Whole(m) => (m.subject), Shown::Withheld | Shown::NotKept | Shown::NotYet => (t!(w, &format!("mail-kind-{}", mail.kind))) } }
        dl.record {
            dt { (t!(w, "mail-desk-mail")) } dd { (t!(w, &format!("mail-kind-{}", mail.kind))) }
            dt { (t!(w, "mail-desk-to")) } dd { (recipient(visit, line)) }
            dt { (t!(w, "mail-desk-state")) } dd { (state_pill(w, mail.state)) }
            dt { (t!(w, "mail-desk-created")) } dd { (times::exact(w, zone, mail.created_at)) }
            @if let Some(at) = mail.sent_at { dt { (t!(w, "mail-desk-sent")) } dd { (times::exact(w, zone, at)) } }
            @if mail.state == MailState::Waiting { dt { (t!(w, "mail-desk-next")) } dd { (times::exact(w, zone, mail.due_at)) } }
            dt { (t!(w, "mail-desk-tries")) } dd { (mail.attempts) }
            @if !mail.last_error.is_empty() { dt { (t!(w, "mail-desk-error")) } dd { (mail.last_error) } }
        }
        @if can_retry(line) { (retry(w, line)) }
        @match shown {
            Shown::Whole(written) => (whole(visit, line, written)),
            Shown::Withheld => p.quiet { (t!(w, "mail-desk-withheld")) },
            Shown::NotKept => p.quiet { (t!(w, "mail-desk-not-kept")) },
            Shown::NotYet => p.quiet { (t!(w, "mail-desk-not-yet")) },
        }
    }
}

fn whole(visit: &Visit, line: &MailLine, written: &WrittenMail) -> Markup {
    let w = visit.words;
    html! {
        h2 { (t!(w, "mail-desk-html")) }
        iframe.mail-frame src={ "/admin/mail/" (line.mail.id) "/html" } title=(t!(w, "mail-desk-html")) sandbox="allow-popups allow-popups-to-escape-sandbox" loading="lazy" {}
        h2 { (t!(w, "mail-desk-text")) }
        pre.mail-text tabindex="0" role="region" aria-label=(t!(w, "mail-desk-text")) { (written.text) }
        p.small.quiet { (t!(w, "mail-desk-from", from = &written.from, to = &written.to)) }
    }
}
