//! Which mails a member wants, and whether rewards slide in.

use super::{Tab, page};
use crate::actions::update_profile;
use crate::emails::Subscription;
use crate::pages::errors::{Reply, Stop};
use crate::pages::visit::Visit;
use crate::rules::email;
use crate::store::accounts::{self, MailWishes};
use crate::t;
use crate::ui::icons::icon;
use actix_web::web::Form;
use maud::{Markup, html};
use serde::Deserialize;

/// The form: a box that is not ticked is not sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    awards: Option<String>,
    answers: Option<String>,
    accepted: Option<String>,
    mentions: Option<String>,
    toasts: Option<String>,
}

pub async fn form(visit: Visit) -> Reply {
    let me = visit.signed_in()?.member;
    let account = visit.app.db.read(move |conn| accounts::of_member(conn, me)).await?.ok_or(Stop::NotFound)?;
    let content = view(&visit, &email::shown(&account.email), &account.mail);
    visit.page(page(&visit, Tab::Mail, content)).await
}

pub async fn post(visit: Visit, form: Form<Wanted>) -> Reply {
    let me = visit.signed_in()?.member;
    let wishes = MailWishes {
        awards: form.awards.is_some(),
        answers: form.answers.is_some(),
        accepted: form.accepted.is_some(),
        mentions: form.mentions.is_some(),
        toasts: form.toasts.is_some(),
    };
    visit.app.db.write(move |tx| update_profile::set_mail_wishes(tx, me, wishes)).await?;
    Ok(visit.done("/settings/mail", "notice-mail-settings-saved"))
}

fn view(visit: &Visit, email: &str, wishes: &MailWishes) -> Markup {
    let w = visit.words;
    let confirmed = visit.me.as_ref().is_some_and(|m| m.email_confirmed_at.is_some());
    html! {
        section {
            h2 { (t!(w, "settings-mail-title")) }
            @if confirmed {
                p { (t!(w, "settings-mail-text", email = email)) }
            } @else {
                div.notice.warn { (icon("warning")) div { (t!(w, "settings-mail-unconfirmed", email = email)) (t!(w, "between-sentences")) a href="/confirm" { (t!(w, "settings-mail-confirm")) } } }
            }
            form.form method="post" action="/settings/mail" {
                fieldset {
                    legend { (t!(w, "settings-mail-when")) }
                    div.checks {
                        @for kind in Subscription::ALL {
                            (check(kind.word(), kind.wanted(wishes), &t!(w, &format!("settings-mail-{}", kind.word())), &t!(w, &format!("settings-mail-{}-hint", kind.word()))))
                        }
                    }
                }
                fieldset {
                    legend { (t!(w, "settings-on-pages")) }
                    div.checks { (check("toasts", wishes.toasts, &t!(w, "settings-toasts"), &t!(w, "settings-toasts-hint"))) }
                }
                p.hint { (t!(w, "settings-mail-always")) }
                div.actions { button.primary { (t!(w, "settings-save")) } }
            }
        }
    }
}

fn check(name: &str, on: bool, label: &str, hint: &str) -> Markup {
    html! { label.check { input type="checkbox" name=(name) value="on" checked[on]; span { (label) } span.hint { (hint) } } }
}
