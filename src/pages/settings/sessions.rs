//! The browsers a member is signed in with, and signing them out from afar.

use super::{Tab, page};
use crate::actions::sessions as ending;
use crate::pages::errors::{Reply, Stop};
use crate::pages::visit::Visit;
use crate::rules::ids::SessionId;
use crate::store::accounts::{self, SessionLine};
use crate::t;
use crate::ui::device;
use crate::ui::icons::icon;
use crate::ui::times;
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
    visit.app.db.write(move |tx| ending::end_session(tx, me, id)).await?;
    Ok(visit.done("/settings/sessions", "notice-session-ended"))
}

pub async fn end_others(visit: Visit) -> Reply {
    let me = visit.signed_in()?;
    let (member, session) = (me.member, me.session);
    visit.app.db.write(move |tx| ending::end_sessions(tx, member, Some(session))).await?;
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
                            b { (device::named(w, &line.user_agent)) }
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
