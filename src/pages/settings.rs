//! A member's own settings: profile, mail, password, sessions.

pub(super) mod feeds;
pub(super) mod mail;
pub(super) mod password;
pub(super) mod profile;
pub(super) mod sessions;

use super::visit::Visit;
use crate::t;
use crate::ui::layout::Page;
use maud::{Markup, html};

/// One of the settings pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tab {
    Profile,
    Mail,
    Password,
    Sessions,
    Feeds,
}

impl Tab {
    const ALL: [Tab; 5] = [Tab::Profile, Tab::Mail, Tab::Password, Tab::Sessions, Tab::Feeds];

    fn path(self) -> &'static str {
        match self {
            Tab::Profile => "/settings",
            Tab::Mail => "/settings/mail",
            Tab::Password => "/settings/password",
            Tab::Sessions => "/settings/sessions",
            Tab::Feeds => "/settings/feeds",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Tab::Profile => "settings-profile",
            Tab::Mail => "settings-mail",
            Tab::Password => "settings-password",
            Tab::Sessions => "settings-sessions",
            Tab::Feeds => "settings-feeds",
        }
    }
}

/// A settings page with the way to the others.
fn page(visit: &Visit, tab: Tab, content: Markup) -> Page {
    let w = visit.words;
    let content = html! {
        h1 { (t!(w, "settings-title")) }
        div.settings {
            nav.subnav aria-label=(t!(w, "settings-title")) {
                @for other in Tab::ALL { a href=(other.path()) aria-current=[(other == tab).then_some("page")] { (t!(w, other.key())) } }
            }
            div { (content) }
        }
    };
    Page { title: t!(w, tab.key()), content: Some(content), unlisted: true, ..Page::default() }
}
