//! How the jobs are drawn.

use crate::pages::visit::Visit;
use crate::rules::ids::PostId;
use crate::rules::jobs::{JobKind, JobState};
use crate::rules::keeping;
use crate::rules::time::DAY;
use crate::store::jobs::JobRow;
use crate::store::views::job_desk::{JobDesk, Place};
use crate::t;
use crate::ui::icons::icon;
use crate::ui::times;
use maud::{Markup, html};

/// The two lists.
pub(super) fn list(visit: &Visit, desk: &JobDesk, place: Place) -> Markup {
    let w = visit.words;
    html! {
        h1 { (t!(w, "job-desk-title")) }
        p.quiet { (t!(w, "job-desk-text")) }
        // Who goes through one list has no need of the other.
        @if place.waiting_after.is_none() {
            section.section {
                h2 { (t!(w, "job-desk-failed")) }
                @if desk.failed.is_empty() { div.empty { (icon("check")) p { (t!(w, "job-desk-failed-none")) } } }
                @else { (table(visit, desk, &desk.failed, &t!(w, "job-desk-failed"))) }
                (pager(visit, place.failed_before.is_some(), desk.more_failed.map(|id| format!("/admin/jobs?failed={id}"))))
            }
        }
        @if place.failed_before.is_none() {
            section.section {
                h2 { (t!(w, "job-desk-waiting")) }
                @if desk.waiting.is_empty() { div.empty { (icon("clock")) p { (t!(w, "job-desk-waiting-none")) } } }
                @else { (table(visit, desk, &desk.waiting, &t!(w, "job-desk-waiting"))) }
                (pager(visit, place.waiting_after.is_some(), desk.more_waiting.map(|(due, id)| format!("/admin/jobs?waiting={}-{id}", due.0))))
            }
        }
    }
}

fn pager(visit: &Visit, started: bool, next: Option<String>) -> Markup {
    let w = visit.words;
    html! {
        @if started || next.is_some() {
            nav.pager aria-label=(t!(w, "pages")) {
                @if started { a.button rel="first" href="/admin/jobs" { (icon("arrow-left")) (t!(w, "page-first")) } }
                @if let Some(next) = next { a.button rel="next" href=(next) { (t!(w, "job-desk-more")) (icon("arrow-right")) } }
            }
        }
    }
}

fn table(visit: &Visit, desk: &JobDesk, rows: &[JobRow], label: &str) -> Markup {
    let w = visit.words;
    html! {
        div.table-wrap tabindex="0" role="region" aria-label=(label) {
            table.table.stack {
                thead {
                    tr {
                        th scope="col" { (t!(w, "job-desk-job")) }
                        th scope="col" { (t!(w, "job-desk-when")) }
                        th scope="col" { (t!(w, "job-desk-state")) }
                        th.n scope="col" { (t!(w, "job-desk-tries")) }
                        th scope="col" { span.visually-hidden { (t!(w, "job-desk-retry")) } }
                    }
                }
                tbody { @for row in rows { (line(visit, row, desk.post(row))) } }
            }
        }
    }
}

fn line(visit: &Visit, job: &JobRow, post: Option<PostId>) -> Markup {
    let w = visit.words;
    let kind: Option<JobKind> = job.kind.parse().ok();
    let comes_again = kind.and_then(JobKind::again).is_some();
    html! {
        tr id={ "j" (job.id) } {
            td.what {
                @match kind {
                    Some(kind) => { b { (t!(w, &format!("job-{kind}"))) } br; span.small.quiet { (t!(w, &format!("job-{kind}-text"), days = days_kept(kind))) } }
                    // Of another version of the program.
                    None => { b { (t!(w, "job-unknown", kind = &job.kind)) } }
                }
                @if let Some(post) = post { " " a.small href={ "/posts/" (post) } { (t!(w, "job-desk-post")) } }
                @if !job.last_error.is_empty() { p.small { span.quiet { (t!(w, "job-desk-error")) } " " (job.last_error) } }
            }
            td.when data-label=[(!comes_again).then(|| t!(w, "job-desk-since"))] {
                @if comes_again { (t!(w, "job-desk-daily")) } @else { (times::ago(w, visit.now, job.created_at)) }
                @if job.state == JobState::Waiting && job.due_at > visit.now { br; span.small { (t!(w, "job-desk-due")) " " (times::exact(w, zone(visit), job.due_at)) } }
            }
            td.points { (state(visit, job)) }
            // Empty, it takes no room on a phone.
            td.n data-label=(t!(w, "job-desk-tries")) { @if job.tries > 0 { (job.tries) } }
            td { @if job.state == JobState::Failed || job.tries > 0 { (retry(visit, job, kind)) } }
        }
    }
}

/// After how many days a job takes away what it is about; 0 where that is no matter of days.
fn days_kept(kind: JobKind) -> i64 {
    let kept = match kind {
        JobKind::ForgetDrafts => keeping::DRAFTS,
        JobKind::ForgetMails => keeping::MAILS,
        JobKind::ForgetNotifications => keeping::NOTIFICATIONS_READ,
        JobKind::ForgetPictures => keeping::PICTURES,
        JobKind::TellFollowers | JobKind::ApplyRulebook | JobKind::NotePictures | JobKind::LookAgain | JobKind::ForgetSessions | JobKind::ForgetLinks => 0,
    };
    kept / DAY
}

fn zone(visit: &Visit) -> &str {
    visit.me.as_ref().map_or("UTC", |m| m.time_zone.as_str())
}

fn state(visit: &Visit, job: &JobRow) -> Markup {
    let w = visit.words;
    let is_running = job.leased_until.is_some_and(|until| until > visit.now);
    html! {
        @match job.state {
            JobState::Failed => span.state.bad { (t!(w, "job-state-failed")) },
            JobState::Waiting if is_running => span.state.accent { (t!(w, "job-state-running")) },
            JobState::Waiting if job.tries > 0 => span.state.warn { (t!(w, "job-state-again")) },
            JobState::Waiting => span.state { (t!(w, "job-state-waiting")) },
        }
    }
}

fn retry(visit: &Visit, job: &JobRow, kind: Option<JobKind>) -> Markup {
    let w = visit.words;
    html! {
        form method="post" action={ "/admin/jobs/" (job.id) "/retry" } {
            button.small {
                (t!(w, "job-desk-retry"))
                span.visually-hidden { ": " @match kind { Some(kind) => (t!(w, &format!("job-{kind}"))), None => (job.kind) } }
            }
        }
    }
}
