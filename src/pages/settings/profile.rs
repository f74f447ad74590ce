//! What others see of a member, and how the pages look to them.

use super::{Tab, page};
use crate::actions::Failure;
use crate::actions::prepare::Prepared;
use crate::actions::update_profile::{self, ProfileForm};
use crate::media::{self, Purpose};
use crate::pages::errors::{Reply, Stop};
use crate::pages::site_forms::kept_choice;
use crate::pages::uploads;
use crate::pages::visit::Visit;
use crate::rules::limits;
use crate::rules::vocabulary::{Language, Theme};
use crate::store::members::{self, Profile};
use crate::t;
use crate::ui::editor::optional_editor;
use crate::ui::forms::{self, Errors, Input};
use crate::ui::layout::{Page, my_card};
use crate::ui::member_name::{self, Size};
use crate::ui::words::{Said, Words};
use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::web::Form;
use maud::{Markup, html};
use std::sync::LazyLock;

pub async fn form(visit: Visit) -> Reply {
    let typed = kept(&visit).await?;
    visit.page(drawn(&visit, &typed, &Errors::default())).await
}

pub async fn post(visit: Visit, form: Form<ProfileForm>) -> Reply {
    let me = visit.signed_in()?.member;
    let typed = form.into_inner();
    let sent = typed.clone();
    let saved = async {
        let about = update_profile::clean_about(&sent);
        let about = match about.chars().count() {
            0..=limits::ABOUT => visit.app.renderer.rendered(&visit.app.db, me, about).await?,
            // Will be refused with whatever else is wrong.
            _ => Prepared { markdown: about, ..Prepared::default() },
        };
        visit.app.db.write(move |tx| update_profile::update_profile(tx, me, &sent, &about)).await
    };
    match saved.await {
        Ok(()) => {
            let mut response = visit.done("/settings", "notice-profile-saved");
            // The browser's own choice must not win over the one just made.
            for (name, word) in [("theme", word_of::<Theme>(&typed.theme, Theme::word)), ("lang", word_of::<Language>(&typed.language, Language::word))] {
                if let Some(word) = word {
                    response.add_cookie(&kept_choice(&visit, name, word)).map_err(|_| Stop::Internal)?;
                }
            }
            Ok(response)
        }
        Err(Failure::Invalid(wrong)) => visit.page_with(StatusCode::UNPROCESSABLE_ENTITY, drawn(&visit, &typed, &Errors(wrong))).await,
        Err(failure) => Err(failure.into()),
    }
}

fn word_of<T: std::str::FromStr>(raw: &str, word: fn(T) -> &'static str) -> Option<&'static str> {
    raw.parse().ok().map(word)
}

pub async fn set_avatar(visit: Visit, form: Multipart) -> Reply {
    let me = visit.signed_in()?.member;
    visit.app.attempts.count(&format!("upload {me}")).map_err(|seconds| Stop::TooManyAttempts { seconds })?;
    let picture = match uploads::read(form).await {
        Ok(sent) => media::prepare(sent.bytes, Purpose::Avatar).await,
        Err(error) => Err(error),
    };
    match picture {
        Ok(picture) => {
            let sent = picture.into_media(me, visit.now);
            match visit.app.db.write(move |tx| update_profile::set_avatar(tx, me, &sent)).await {
                Ok(()) => Ok(visit.done("/settings", "notice-avatar-saved")),
                Err(Failure::Invalid(wrong)) => not_taken(&visit, StatusCode::UNPROCESSABLE_ENTITY, Errors(wrong)).await,
                Err(failure) => Err(failure.into()),
            }
        }
        Err(error) => not_taken(&visit, uploads::status(&error), Errors(vec![("file", error)])).await,
    }
}

/// The form again, with what is wrong with the picture.
async fn not_taken(visit: &Visit, status: StatusCode, errors: Errors) -> Reply {
    let typed = kept(visit).await?;
    visit.page_with(status, drawn(visit, &typed, &errors)).await
}

pub async fn remove_avatar(visit: Visit) -> Reply {
    let me = visit.signed_in()?.member;
    visit.app.db.write(move |tx| update_profile::remove_avatar(tx, me)).await?;
    Ok(visit.done("/settings", "notice-avatar-removed"))
}

/// The form as it would be typed to change nothing.
async fn kept(visit: &Visit) -> Result<ProfileForm, Stop> {
    let me = visit.signed_in()?.member;
    let kept: Profile = visit.app.db.read(move |conn| members::profile(conn, me)).await?.ok_or(Stop::NotFound)?;
    Ok(ProfileForm {
        display_name: kept.display_name,
        about: kept.about_md,
        location: kept.location,
        website: kept.website,
        language: kept.language.word().into(),
        time_zone: kept.time_zone,
        theme: kept.theme.word().into(),
    })
}

fn drawn(visit: &Visit, typed: &ProfileForm, errors: &Errors) -> Page {
    let content = html! { (avatar_section(visit, errors)) (profile_section(visit, typed, errors)) };
    page(visit, Tab::Profile, content)
}

fn avatar_section(visit: &Visit, errors: &Errors) -> Markup {
    let w = visit.words;
    let Some(me) = &visit.me else { return html! {} };
    let wrong = errors.of("file").is_some();
    html! {
        section {
            h2 { (t!(w, "settings-avatar")) }
            div.avatar-form {
                (member_name::avatar(&my_card(me), Size::Big))
                form.form method="post" action="/settings/avatar" enctype="multipart/form-data" {
                    div class={ "field" @if wrong { " invalid" } } {
                        label for="file" { (t!(w, "settings-avatar-file")) }
                        input id="file" type="file" name="file" required accept="image/png,image/jpeg,image/gif,image/webp" aria-invalid=[wrong.then_some("true")]
                            aria-describedby=[forms::described_by(errors, "file", true)];
                        (forms::error_line(w, errors, "file"))
                        p.hint id="file-hint" { (t!(w, "settings-avatar-hint", n = (limits::UPLOAD_BYTES / (1024 * 1024)) as i64)) }
                    }
                    div.actions { button { (t!(w, "settings-avatar-save")) } }
                }
                @if me.avatar.is_some() {
                    form method="post" action="/settings/avatar/remove" { button.small.danger { (t!(w, "settings-avatar-remove")) } }
                }
            }
        }
    }
}

fn profile_section(visit: &Visit, typed: &ProfileForm, errors: &Errors) -> Markup {
    let w = visit.words;
    let own_fields = Errors(errors.0.iter().filter(|(field, _)| *field != "file").cloned().collect());
    let languages: Vec<(String, Said)> = Language::ALL.iter().map(|l| (l.word().to_owned(), Words::of(*l).say("language-name"))).collect();
    html! {
        section {
            h2 { (t!(w, "settings-about-you")) }
            form.form.full method="post" action="/settings" {
                (forms::summary(w, &own_fields))
                (forms::input(w, errors, &Input { name: "display_name", label: t!(w, "display-name"), hint: t!(w, "settings-display-name-hint"), value: &typed.display_name, autocomplete: "name", max: *limits::DISPLAY_NAME.end(), ..Input::default() }))
                (optional_editor(w, errors, "about", &t!(w, "settings-about"), &typed.about, 6))
                div.fields {
                    (forms::input(w, errors, &Input { name: "location", label: t!(w, "settings-location"), value: &typed.location, optional: true, max: limits::LINK, ..Input::default() }))
                    (forms::input(w, errors, &Input { name: "website", label: t!(w, "settings-website"), value: &typed.website, kind: "url", autocomplete: "url", optional: true, max: limits::LINK, ..Input::default() }))
                    (forms::select(w, errors, "language", &t!(w, "language"), &languages, &typed.language))
                    (forms::select(w, errors, "time_zone", &t!(w, "settings-time-zone"), &zones(&typed.time_zone), &typed.time_zone))
                }
                fieldset {
                    legend { (t!(w, "settings-theme")) }
                    div.choices {
                        @for theme in Theme::ALL {
                            label.choice {
                                input type="radio" name="theme" value=(theme) checked[typed.theme == theme.word()];
                                span { b { (t!(w, &format!("settings-theme-{theme}"))) } }
                            }
                        }
                    }
                    (forms::error_line(w, errors, "theme"))
                }
                div.actions { button.primary { (t!(w, "settings-save")) } }
            }
        }
    }
}

/// The time zones people live in, by name.
static ZONES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let inhabited = ["Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/"];
    let named = jiff::tz::db().available().map(|zone| zone.to_string()).filter(|zone| inhabited.iter().any(|region| zone.starts_with(region)));
    let mut zones: Vec<String> = named.collect();
    zones.sort_unstable();
    zones.insert(0, "UTC".to_owned());
    zones
});

/// The choices of time zones: value and words; the one in use is always among them.
fn zones(current: &str) -> Vec<(String, String)> {
    let own = Some(current.to_owned()).filter(|zone| !zone.is_empty() && !ZONES.contains(zone));
    own.iter().chain(ZONES.iter()).map(|zone| (zone.clone(), zone.replace('_', " "))).collect()
}
