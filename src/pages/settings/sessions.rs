//! The browsers a member is signed in with, and signing them out from afar.

use super::{Tab, page};
use crate::actions::accounts as signing;
use crate::pages::errors::{Reply, Stop};
use crate::pages::visit::Visit;
use crate::rules::ids::SessionId;
use crate::store::accounts::{self, SessionLine};
use crate::t;
use crate::ui::icons::icon;
use crate::ui::times;
use crate::ui::words::{Said, Words};
use actix_web::web::Path;
use maud::{Markup, html};

pub async fn list(visit: Visit) -> Reply {
    let me = visit.signed_in()?;
    let (member, session, now) = (me.member, me.session, visit.now);
    let lines = visit.app.db.read(move |conn| accounts::sessions_of(conn, member, now)).await?;
    let content = view(&visit, session, &lines);
    visit.page(page(&visit, Tab::Sessions, content)).await
}

pub async fn end(visit: Visit, id: Path<String>) -> Reply {
    let me = visit.signed_in()?.member;
    let id: SessionId = id.parse().map_err(|_| Stop::NotFound)?;
    visit.app.db.write(move |tx| signing::end_session(tx, me, id)).await?;
    Ok(visit.done("/settings/sessions", "notice-session-ended"))
}

pub async fn end_others(visit: Visit) -> Reply {
    let me = visit.signed_in()?;
    let (member, session) = (me.member, me.session);
    visit.app.db.write(move |tx| signing::end_other_sessions(tx, member, session)).await?;
    Ok(visit.done("/settings/sessions", "notice-sessions-ended"))
}

fn view(visit: &Visit, own: SessionId, lines: &[SessionLine]) -> Markup {
    let w = visit.words;
    let (current, others): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line.id == own);
    html! {
        section {
            h2 { (t!(w, "settings-sessions-title")) }
            p { (t!(w, "settings-sessions-text")) }
            ul.items {
                @for line in current.into_iter().chain(others.iter().copied()) {
                    li.item {
                        (icon(if line.user_agent.contains("Mobile") { "phone" } else { "device" }))
                        div.text {
                            b { (device(w, &line.user_agent)) }
                            @if line.id == own { " " span.state.good { (t!(w, "settings-session-this")) } }
                            span.small {
                                @if !line.address.is_empty() { (line.address) " · " }
                                (t!(w, "settings-session-since")) " " (times::ago(w, visit.now, line.created_at))
                                @if line.id != own { " · " (t!(w, "settings-session-seen")) " " (times::ago(w, visit.now, line.last_seen_at)) }
                            }
                        }
                        @if line.id == own { span {} }
                        @else { form.end method="post" action={ "/settings/sessions/" (line.id) "/end" } { button.small.danger { (t!(w, "settings-session-end")) } } }
                    }
                }
            }
            @if others.is_empty() {
                p.quiet { (t!(w, "settings-sessions-only")) }
            } @else {
                form method="post" action="/settings/sessions/end-others" { div.actions { button.danger { (t!(w, "settings-sessions-end-others")) } } }
            }
        }
    }
}

/// Browser and system, as far as the browser's own words tell.
fn device(w: &'static Words, agent: &str) -> Said {
    // The first that is found counts: later ones also call themselves by earlier names.
    let browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systems = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (find(&browsers), find(&systems)) {
        (Some(browser), Some(system)) => t!(w, "settings-session-device", browser = browser, system = system),
        (Some(name), None) | (None, Some(name)) => name.to_owned().into(),
        (None, None) => match agent.split(['/', ' ']).next() {
            Some(name) if !name.is_empty() => name.to_owned().into(),
            _ => t!(w, "settings-session-unknown"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::vocabulary::Language;

    #[test]
    fn devices_are_told_apart() {
        let w = Words::of(Language::English);
        assert_eq!(device(w, "curl/8.5.0"), "curl");
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0";
        assert_eq!(device(w, edge), "Edge on Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(device(w, phone), "Safari on iPhone");
    }
}
