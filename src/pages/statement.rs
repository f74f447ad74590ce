//! The statement: every point, the rule that gave it, the balance after it.

use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::rules::ids::LedgerLineId;
use crate::rules::limits::ROWS_A_PAGE;
use crate::rules::rulebook::Rulebook;
use crate::rules::vocabulary::LineNote;
use crate::store::Connection;
use crate::store::ledger::StatementLine;
use crate::store::views::statement::{self, Statement};
use crate::t;
use crate::ui::icons::{icon, tier_icon};
use crate::ui::layout::Page;
use crate::ui::member_name::{self, tier_word};
use crate::ui::topic_row::topic_path;
use crate::ui::words::{Said, number};
use crate::ui::{progress, times};
use actix_web::web::Query;
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;

/// Where a page starts.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Place {
    before: Option<String>,
    /// A line that is to be on the page.
    line: Option<String>,
}

pub async fn page(visit: Visit, place: Query<Place>) -> Reply {
    let me = visit.signed_in()?.member;
    let before: Option<LedgerLineId> = place.before.as_deref().map(str::parse).transpose().map_err(|_| Stop::NotFound)?;
    let wanted: Option<LedgerLineId> = place.line.as_deref().map(str::parse).transpose().map_err(|_| Stop::NotFound)?;
    let (book, now) = (visit.book.clone(), visit.now);
    let (found, started) = visit
        .read(move |conn, sight| {
            let load = |conn: &mut Connection, before| statement::load(conn, sight, me, before, ROWS_A_PAGE, (&book, now));
            let found = load(conn, before)?;
            match wanted.filter(|wanted| found.next.is_some_and(|next| *wanted < next)) {
                // Further down than the first page: the page begins with it.
                Some(wanted) => Ok::<_, Stop>((load(conn, Some(LedgerLineId(wanted.0.saturating_add(1))))?, true)),
                None => Ok((found, before.is_some())),
            }
        })
        .await?;
    let content = view(&visit, &found, started);
    visit.page(Page { title: t!(visit.words, "statement-title"), content: Some(content), unlisted: true, ..Page::default() }).await
}

fn view(visit: &Visit, found: &Statement, started: bool) -> Markup {
    let w = visit.words;
    let zone = visit.me.as_ref().map_or("UTC", |m| m.time_zone.as_str());
    let points = &visit.book.points;
    html! {
        h1 { (t!(w, "statement-title")) }
        p.lead { (t!(w, "statement-lead")) }
        div.balance-card.card {
            p.now { b { (number(found.facts.reputation())) } " " (t!(w, "stat-points", n = found.facts.reputation())) }
            p { span class={ "tier-word tier-" (found.tier) } { (tier_icon(&visit.book, &found.tier)) (tier_word(w, &visit.book, &found.tier)) } }
            (progress::to_next_tier(w, &visit.book, &found.tier, &found.facts))
            p.quiet.small {
                (t!(w, "statement-limits", cap = number(points.daily_cap), floor = number(points.floor))) (t!(w, "between-sentences"))
                a href="/tiers" { (t!(w, "statement-tiers")) } " · " a href="/privileges" { (t!(w, "statement-privileges")) }
            }
        }
        @if found.lines.is_empty() {
            div.empty { (icon("chart")) h2 { (t!(w, "statement-empty")) } }
        } @else {
            table.table.stack.ledger {
                caption { (t!(w, "statement-caption")) }
                thead {
                    tr {
                        th scope="col" { (t!(w, "statement-when")) }
                        th scope="col" { (t!(w, "statement-what")) }
                        th scope="col" { (t!(w, "statement-note")) }
                        th.n scope="col" { (t!(w, "statement-points")) }
                        th.n scope="col" { (t!(w, "statement-balance")) }
                    }
                }
                tbody { @for line in &found.lines { (row(visit, zone, line)) } }
            }
        }
        @if started || found.next.is_some() {
            nav.pager aria-label=(t!(w, "pages")) {
                @if started { a.button rel="first" href="/statement" { (icon("arrow-left")) (t!(w, "page-first")) } }
                @if let Some(next) = found.next { a.button rel="next" href={ "/statement?before=" (next) } { (t!(w, "page-older")) (icon("arrow-right")) } }
            }
        }
    }
}

fn row(visit: &Visit, zone: &str, line: &StatementLine) -> Markup {
    let w = visit.words;
    let class = match line.amount {
        1.. => "n points plus",
        0 => "n points quiet",
        _ => "n points minus",
    };
    html! {
        tr id={ "l" (line.id) } {
            td.when { (times::exact(w, zone, line.at)) }
            td.what {
                (reason(visit, line))
                @if let (Some(topic), Some(title), Some(slug)) = (line.topic, &line.topic_title, &line.topic_slug) {
                    @let href = line.post.map_or_else(|| topic_path(topic, slug), |post| format!("/posts/{post}"));
                    (t!(w, "colon")) a href=(href) { (title) }
                }
            }
            td.rule { (note(visit, line)) span.nowrap { (t!(w, "statement-rulebook", version = line.rulebook_version)) } }
            td class=(class) { (signed(line.amount)) }
            td.n.balance data-label=(t!(w, "statement-balance")) { (number(line.balance)) }
        }
    }
}

/// What the line is for. Discussions have topics and replies where questions have answers.
fn reason(visit: &Visit, line: &StatementLine) -> Said {
    let w = visit.words;
    if let Some(own) = member_name::own_reason(w, &visit.book, line.rule) {
        return own;
    }
    let of_kind = line.topic_kind.and_then(|kind| kind.describe().words.reason).map(|kind| format!("rule-{}-{kind}", line.rule));
    let key = of_kind.filter(|key| w.has(key)).unwrap_or_else(|| format!("rule-{}", line.rule));
    t!(w, &key)
}

/// Why the line is not what the rule says.
fn note(visit: &Visit, line: &StatementLine) -> Markup {
    let w = visit.words;
    // What goes the rule's own way was taken back before: a deleted post was restored.
    let is_own_way = line.nominal.signum() == written_by(visit, line).points.value(line.rule).points.signum();
    let said = match line.note {
        LineNote::Full => return html! {},
        LineNote::Reversal if is_own_way => t!(w, "note-given-back"),
        LineNote::Reversal => t!(w, "note-reversal"),
        LineNote::GivenBack => t!(w, "note-given-back"),
        LineNote::TakenBack if line.amount == line.nominal && is_own_way => t!(w, "note-given-back"),
        LineNote::TakenBack if line.amount == line.nominal => t!(w, "note-reversal"),
        LineNote::TakenBack if is_own_way => t!(w, "note-given-back-under-limit", nominal = signed(line.nominal)),
        LineNote::TakenBack => t!(w, "note-taken-back-under-limit", nominal = signed(line.nominal)),
        LineNote::DailyCap => t!(w, "note-daily-cap", nominal = signed(line.nominal)),
        LineNote::DayCap if line.nominal < 0 => t!(w, "note-day-had-more", nominal = signed(line.nominal)),
        LineNote::DayCap => t!(w, "note-daily-cap", nominal = signed(line.nominal)),
        LineNote::LifetimeCap => t!(w, "note-lifetime-cap", nominal = signed(line.nominal)),
        LineNote::Floor => t!(w, "note-floor", nominal = signed(line.nominal)),
    };
    html! { (said) " · " }
}

/// The version by which a line was written; the one in force for one that is not kept.
fn written_by(visit: &Visit, line: &StatementLine) -> Arc<Rulebook> {
    visit.app.db.rulebooks().version(line.rulebook_version).unwrap_or(&visit.book).clone()
}

/// A number of points with its sign: `+10`, `−2`, `0`.
fn signed(n: i64) -> String {
    if n > 0 { format!("+{}", number(n)) } else { number(n) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn amounts_carry_their_sign() {
        assert_eq!([super::signed(10), super::signed(0), super::signed(-2)], ["+10", "0", "−2"]);
    }
}
