//! The frame of every page: head, top bar, rail, footer, bottom bar, toasts.

use crate::rules::rulebook::Rulebook;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::{Language, Role, Theme};
use crate::store::accounts::SignedIn;
use crate::store::categories::Category;
use crate::store::members::MemberCard;
use crate::t;
use crate::ui::icons::{dot, icon};
use crate::ui::member_name::{self, Size};
use crate::ui::words::{Said, Words, number};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What the frame shows, the same for every page of a request.
pub struct Frame<'a> {
    pub words: &'static Words,
    pub book: &'a Rulebook,
    pub site_name: &'a str,
    pub site_description: &'a str,
    pub categories: &'a [Category],
    pub me: Option<&'a SignedIn>,
    /// Path and query of the page, to come back to.
    pub here: &'a str,
    pub public_url: &'a str,
    /// Addresses of style sheets and scripts with their digests.
    pub assets: &'a dyn Fn(&str) -> String,
    /// Address of the sheet of the tiers' colours.
    pub tiers: &'a str,
    pub now: Timestamp,
    /// A message about what was just done, and its tone.
    pub notice: Option<(Said, &'static str)>,
    /// Place of a draft that was just posted.
    pub draft_done: Option<String>,
    /// Rewards not yet shown, for the top of the page.
    pub rewards: Markup,
    /// Whether the member may see the review queue.
    pub may_review: bool,
}

/// One page's own part.
#[derive(Default)]
pub struct Page {
    /// For the tab; the site's name is added.
    pub title: Said,
    pub description: Said,
    /// Path of the page's one true address, without the host.
    pub canonical: String,
    pub content: Option<Markup>,
    /// The right column.
    pub side: Option<Markup>,
    pub shape: Shape,
    /// Address of the page's Atom feed, and its title.
    pub feed: Option<(String, String)>,
    /// schema.org data as JSON.
    pub structured: Option<String>,
    /// Whether search engines should leave the page out.
    pub unlisted: bool,
}

/// Width and columns of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// Rail and content.
    #[default]
    Normal,
    /// One narrow card: sign-in and the like.
    Narrow,
    /// Content without the rail: errors.
    Plain,
}

/// The whole document.
pub fn document(f: &Frame<'_>, page: Page) -> Markup {
    let w = f.words;
    let theme = f.me.map(|m| m.theme).filter(|t| *t != Theme::Auto);
    let title = if page.title.is_empty() { f.site_name.to_owned() } else { format!("{} · {}", page.title, f.site_name) };
    let description = if page.description.is_empty() { f.site_description } else { &page.description };
    let shell = match (page.shape, page.side.is_some()) {
        (Shape::Normal, false) => "shell",
        (Shape::Normal, true) => "shell wide",
        (Shape::Narrow, _) => "shell narrow",
        (Shape::Plain, _) => "shell plain",
    };
    html! {
        (DOCTYPE)
        html lang=(w.language) data-theme=[theme.map(Theme::word)] data-katex-js=((f.assets)("vendor/katex/katex.min.js")) data-katex-css=((f.assets)("vendor/katex/katex.min.css")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                title { (title) }
                meta name="description" content=(description);
                meta name="color-scheme" content="light dark";
                meta name="theme-color" media="(prefers-color-scheme: light)" content="#faf8f4";
                meta name="theme-color" media="(prefers-color-scheme: dark)" content="#171613";
                script src=((f.assets)("js/theme.js")) {}
                link rel="stylesheet" href=((f.assets)("css/site.css"));
                link rel="stylesheet" href=(f.tiers);
                link rel="icon" href="/assets/icons/favicon.svg" type="image/svg+xml";
                link rel="apple-touch-icon" href="/assets/icons/apple-touch-icon.png";
                @if !page.canonical.is_empty() { link rel="canonical" href={ (f.public_url) (page.canonical) }; }
                @if page.unlisted { meta name="robots" content="noindex"; }
                @if let Some((href, feed_title)) = &page.feed { link rel="alternate" type="application/atom+xml" href=(href) title=(feed_title); }
                meta property="og:title" content=(if page.title.is_empty() { f.site_name } else { &page.title });
                meta property="og:description" content=(description);
                meta property="og:site_name" content=(f.site_name);
                meta property="og:type" content=(if page.structured.is_some() { "article" } else { "website" });
                meta property="og:image" content={ (f.public_url) "/assets/icons/og.png" };
                @if !page.canonical.is_empty() { meta property="og:url" content={ (f.public_url) (page.canonical) }; }
                meta name="twitter:card" content="summary";
                @if let Some(place) = &f.draft_done { meta name="draft-done" content=(place); }
                script src=((f.assets)("js/app.js")) type="module" {}
                // JSON with every < escaped, so that no text can end the element.
                @if let Some(json) = &page.structured { script type="application/ld+json" { (PreEscaped(json.replace('<', "\\u003c"))) } }
            }
            body data-member=[f.me.map(|m| m.handle.as_str())] data-t-dismiss=(t!(w, "dismiss")) data-t-uploading=(t!(w, "upload-running"))
                data-t-upload-failed=(t!(w, "upload-failed")) data-t-draft-saved=(t!(w, "draft-saved")) data-t-draft-local=(t!(w, "draft-local"))
                data-t-copied=(t!(w, "copied")) data-t-offline=(t!(w, "offline")) data-t-failed=(t!(w, "failed")) {
                a.skip href="#main" { (t!(w, "skip")) }
                (top_bar(f))
                div class=(shell) {
                    main id="main" tabindex="-1" {
                        (f.rewards)
                        @if let Some((said, tone)) = &f.notice {
                            div class={ "notice " (tone) } data-once role=(if *tone == "bad" { "alert" } else { "status" }) {
                                (icon(if *tone == "good" { "check" } else { "warning" })) div { (said) }
                            }
                        }
                        @if let Some(content) = page.content { (content) }
                    }
                    @if let Some(side) = page.side { aside.side aria-label=(t!(w, "side-label")) { (side) } }
                    @if page.shape == Shape::Normal { (rail(f)) }
                }
                (footer(f))
                (bottom_bar(f))
                div id="toasts" role="region" aria-label=(t!(w, "toasts-label")) aria-live="polite" {}
            }
        }
    }
}

/// A member as their own card.
pub fn my_card(me: &SignedIn) -> MemberCard {
    MemberCard {
        id: me.member,
        handle: me.handle.clone(),
        display_name: me.display_name.clone(),
        role: me.role,
        tier: me.tier.clone(),
        reputation: me.reputation,
        bronze: 0,
        silver: 0,
        gold: 0,
        avatar: me.avatar.clone(),
    }
}

fn top_bar(f: &Frame<'_>) -> Markup {
    let w = f.words;
    html! {
        header.bar {
            a.brand href="/" { (icon("leaf")) span { (f.site_name) } }
            form role="search" action="/search" {
                (icon("search"))
                input type="search" name="q" aria-label=(t!(w, "search")) placeholder=(t!(w, "search-placeholder")) maxlength="300";
            }
            div.end {
                @match f.me {
                    Some(me) => {
                        a.button.primary.ask href="/ask" { (t!(w, "ask")) }
                        @let label = if me.unread > 0 { t!(w, "bell-unread", n = me.unread) } else { t!(w, "bell") };
                        a.bell href="/notifications" aria-label=(label) data-bell data-t-bell=(t!(w, "bell-template")) data-t-bell-none=(t!(w, "bell")) {
                            // Always there, so that the first news has its place; empty, it takes none.
                            (icon("bell")) span.count aria-hidden="true" { @if me.unread > 99 { "99+" } @else if me.unread > 0 { (me.unread) } }
                        }
                        (member_menu(f, me))
                    }
                    None => {
                        a href={ "/sign-in?next=" (crate::ui::topic_row::path_segment(f.here)) } { (t!(w, "sign-in")) }
                        a.button.primary href="/sign-up" { (t!(w, "join")) }
                    }
                }
            }
        }
    }
}

fn member_menu(f: &Frame<'_>, me: &SignedIn) -> Markup {
    let w = f.words;
    let card = my_card(me);
    let entries = [
        (format!("/members/{}", me.handle), "user", "menu-profile"),
        ("/statement".to_owned(), "chart", "menu-statement"),
        ("/bookmarks".to_owned(), "bookmark", "menu-bookmarks"),
        ("/settings".to_owned(), "settings", "menu-settings"),
    ];
    html! {
        details.menu {
            summary aria-label=(t!(w, "menu-label")) { (member_name::avatar(&card, Size::Small)) }
            div.panel {
                div.who {
                    (member_name::name(w, f.book, &card)) br;
                    span.quiet { (t!(w, "points", n = me.reputation, shown = number(me.reputation))) }
                }
                @for (href, drawing, key) in &entries { a href=(href) { (icon(drawing)) (t!(w, key)) } }
                hr;
                form method="post" action="/theme" {
                    button.when-light name="theme" value="dark" data-theme-set="dark" { (icon("moon")) (t!(w, "theme-dark")) }
                    button.when-dark name="theme" value="light" data-theme-set="light" { (icon("sun")) (t!(w, "theme-light")) }
                }
                form method="post" action="/sign-out" { button { (icon("logout")) (t!(w, "sign-out")) } }
            }
        }
    }
}

/// Marks the link to the page that is open.
fn current(here: &str, href: &str) -> Option<&'static str> {
    let path = here.split('?').next().unwrap_or_default();
    (path == href).then_some("page")
}

fn rail(f: &Frame<'_>) -> Markup {
    let w = f.words;
    let mut sections = vec![("/", "nav-home"), ("/unanswered", "nav-unanswered"), ("/top", "nav-top")];
    if f.me.is_some() {
        sections.push(("/followed", "nav-followed"));
        sections.push(("/mine", "nav-mine"));
    }
    sections.extend([
        ("/categories", "nav-categories"),
        ("/tags", "nav-tags"),
        ("/leaderboard", "nav-leaderboard"),
        ("/badges", "nav-badges"),
        ("/tiers", "nav-tiers"),
    ]);
    let role = f.me.map_or(Role::Member, |m| m.role);
    let mut desk = Vec::new();
    if f.may_review || role.is_staff() {
        desk.push(("/review", "nav-review"));
    }
    if role.is_staff() {
        desk.extend([("/admin", "nav-admin"), ("/admin/audit", "nav-audit")]);
    }
    if role >= Role::Manager {
        desk.extend([
            ("/admin/site", "nav-admin-site"),
            ("/admin/categories", "nav-admin-categories"),
            ("/admin/groups", "nav-admin-groups"),
            ("/admin/mail", "nav-admin-mail"),
            ("/admin/jobs", "nav-admin-jobs"),
        ]);
    }
    html! {
        nav.rail id="sections" aria-label=(t!(w, "nav-label")) {
            ul { @for (href, key) in sections { li { a href=(href) aria-current=[current(f.here, href)] { (t!(w, key)) } } } }
            @if !f.categories.is_empty() {
                p.label id="rail-cats" { (t!(w, "nav-categories")) }
                ul aria-labelledby="rail-cats" {
                    @for k in f.categories {
                        @let href = format!("/c/{}", k.slug);
                        li { a href=(href) aria-current=[current(f.here, &href)] { (dot(&k.colour)) (k.name) } }
                    }
                }
            }
            @if !desk.is_empty() {
                p.label id="rail-mod" { (t!(w, "nav-moderation")) }
                ul aria-labelledby="rail-mod" { @for (href, key) in desk { li { a href=(href) aria-current=[current(f.here, href)] { (t!(w, key)) } } } }
            }
        }
    }
}

fn footer(f: &Frame<'_>) -> Markup {
    let w = f.words;
    html! {
        footer.site {
            div {
                a href="/privileges" { (t!(w, "nav-privileges")) }
                a href="/guidelines" { (t!(w, "nav-guidelines")) }
                a href="/feed.atom" { (t!(w, "nav-feed")) }
                div.end {
                    form method="post" action="/language" {
                        input type="hidden" name="next" value=(f.here);
                        label.visually-hidden for="lang" { (t!(w, "language")) }
                        select id="lang" name="lang" data-submit {
                            @for language in Language::ALL { option value=(language) lang=(language) selected[*language == w.language] { (Words::of(*language).say("language-name")) } }
                        }
                        " " button.small.no-js { (t!(w, "change")) }
                    }
                }
            }
        }
    }
}

fn bottom_bar(f: &Frame<'_>) -> Markup {
    let w = f.words;
    let me = match f.me {
        Some(me) => (format!("/members/{}", me.handle), "user", "foot-me"),
        None => ("/sign-in".to_owned(), "login", "sign-in"),
    };
    html! {
        nav.foot aria-label=(t!(w, "foot-label")) {
            a href="/" aria-current=[current(f.here, "/")] { (icon("home")) (t!(w, "nav-home")) }
            a href="/search" aria-current=[current(f.here, "/search")] { (icon("search")) (t!(w, "search")) }
            a href="/ask" aria-current=[current(f.here, "/ask")] { (icon("plus")) (t!(w, "ask")) }
            a href="#sections" { (icon("menu")) (t!(w, "foot-browse")) }
            a href=(me.0) { (icon(me.1)) (t!(w, me.2)) }
        }
    }
}
