//! The pages: the route table below, one file for each page with its handlers, and beside it the view that draws it.

mod access;
mod answer;
mod ask;
mod assets;
mod badges;
mod cached;
mod caller;
mod categories;
mod complete;
mod compress;
mod encoding;
mod errors;
mod feeds;
mod guidelines;
mod health;
mod home;
mod job_desk;
mod leaderboard;
mod live;
mod mail_desk;
mod member;
mod moderation;
mod notifications;
mod once;
mod posts;
mod privileges;
mod reading;
mod search;
mod settings;
mod sign_in;
mod sign_up;
mod site_forms;
mod sitemap;
mod statement;
mod tags;
mod tiers;
mod topic;
mod unsubscribe;
mod uploads;
mod visit;
mod votes;
mod writing;
mod xml;

pub use access::Access;
pub(crate) use cached::hit as cached_for_guest;
pub use errors::Stop;
pub(crate) use errors::{refuse, with_error_pages};
pub(crate) use live::LONGEST as LONGEST_STREAM;
pub use visit::Visit;

use crate::rules::privileges::Action;
use crate::rules::vocabulary::Role;
use access::guarded;
use actix_web::web::ServiceConfig;
use actix_web::{Handler, Responder, guard};
use std::sync::LazyLock;

/// One route.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub access: Access,
}

/// Makes the list of routes and the function that registers them from one table, so that neither can lack what the other has.
macro_rules! routes {
    ($($method:ident $path:literal => $handler:path, $access:expr;)+) => {
        /// Every route of the site.
        pub const ROUTES: &[Route] = &[$(Route { method: stringify!($method), path: $path, access: $access }),+];

        /// Registers every route, with its access before its handler.
        pub fn configure(site: &mut ServiceConfig) {
            $(site.route($path, guarded($method().to($handler), $access));)+
        }

        /// Registers every route with its access before one and the same handler, which asks nothing: what is refused then, the table refuses.
        pub fn configure_careless<H: Handler<()> + Clone>(site: &mut ServiceConfig, handler: H)
        where
            H::Output: Responder + 'static,
        {
            $(site.route($path, guarded($method().to(handler.clone()), $access));)+
        }
    };
}

/// Where a path carries a secret: what stands before it in the routes that have one.
static BEFORE_SECRETS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| ROUTES.iter().filter_map(|route| Some(route.path.split_once("{secret}").or_else(|| route.path.split_once("{token}"))?.0)).collect());

/// The part of a path before its secret; none where it carries none. Asked of every request, also of those that cost next to nothing.
fn before_secret(path: &str) -> Option<&str> {
    BEFORE_SECRETS.iter().find_map(|prefix| {
        let start = path.get(..prefix.len())?;
        (start.eq_ignore_ascii_case(prefix) && path.len() > prefix.len()).then_some(start)
    })
}

/// A path as it may stand in a log: what signs in, confirms or stops mails is left out, also where the rest is no address of this site, since
/// people copy links with a dot at their end.
pub(crate) fn logged_path(path: &str) -> std::borrow::Cow<'_, str> {
    // Before anything else is decided, as the router reads it.
    let squeezed = path.trim_start_matches('/');
    let normal = if path.len() - squeezed.len() > 1 { path.get(path.len() - squeezed.len() - 1..).unwrap_or(path) } else { path };
    match before_secret(normal) {
        Some(start) => format!("{start}[secret]").into(),
        None => path.into(),
    }
}

/// Whether the page of a path carries a secret, so that no other page may be told where its reader came from, and no copy may be kept.
pub(crate) fn carries_secret(path: &str) -> bool {
    before_secret(path).is_some()
}

/// A page: what is asked for with GET, or its head alone, as programs do that look whether a site is there.
fn get() -> actix_web::Route {
    actix_web::web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// What changes something.
fn post() -> actix_web::Route {
    actix_web::web::post()
}

use Access::{Anyone, May, Office, SignedIn, Target};

routes! {
    get "/healthz" => health::alive, Anyone;
    get "/readyz" => health::ready, Anyone;
    get "/metrics" => health::metrics, Anyone;
    get "/assets/{path:.*}" => assets::file, Anyone;
    get "/media/{name}" => assets::media, Anyone;
    get "/" => home::latest, Anyone;
    get "/unanswered" => home::unanswered, Anyone;
    get "/top" => home::top, Anyone;
    get "/followed" => home::followed, SignedIn;
    get "/bookmarks" => home::bookmarks, SignedIn;
    get "/mine" => home::mine, SignedIn;
    get "/c/{slug}" => home::category, Anyone;
    get "/tags/{tag}" => home::tag, Anyone;
    // Finding: before the page with the slug, which would take `feed.atom` for one. The first that matches answers.
    get "/t/{id}/feed.atom" => feeds::topic, Anyone;
    get "/t/{id}" => topic::without_slug, Anyone;
    // Not below the topic's address, where it would take the place of a topic titled "Retag".
    get "/topics/{id}/retag" => moderation::manage_topic::retag_form, Target(Action::RetagTopic);
    get "/t/{id}/{slug}" => topic::page, Anyone;
    post "/t/{id}/answers" => answer::post, Target(Action::PostAnswer);
    post "/t/{id}/follow" => topic::follow, Target(Action::Follow);
    post "/t/{id}/bookmark" => topic::bookmark, Target(Action::Bookmark);
    get "/ask" => ask::form, May(Action::AskQuestion);
    post "/ask" => ask::post, May(Action::AskQuestion);
    get "/similar" => writing::similar, Anyone;
    post "/preview" => writing::preview, SignedIn;
    post "/drafts" => writing::keep_draft, SignedIn;
    get "/posts/{id}" => posts::show, Anyone;
    post "/posts/{id}/vote" => votes::vote, Target(Action::VoteUp);
    post "/posts/{id}/accept" => votes::accept, Target(Action::AcceptAnswer);
    post "/posts/{id}/comments" => posts::comment, Target(Action::PostComment);
    get "/comments/{id}" => posts::show_comment, Anyone;
    get "/comments/{id}/delete" => moderation::delete_comment::form, Target(Action::DeletePost);
    post "/comments/{id}/delete" => moderation::delete_comment::post, Target(Action::DeletePost);
    get "/sign-up" => sign_up::form, Anyone;
    post "/sign-up" => sign_up::post, Anyone;
    get "/welcome/{secret}" => sign_up::first_administrator_form, Anyone;
    post "/welcome/{secret}" => sign_up::first_administrator, Anyone;
    get "/confirm" => sign_up::confirm_page, Anyone;
    get "/confirm/{secret}" => sign_up::confirm_form, Anyone;
    post "/confirm/{secret}" => sign_up::confirm, Anyone;
    post "/confirm" => sign_up::send_again, SignedIn;
    get "/sign-in" => sign_in::form, Anyone;
    post "/sign-in" => sign_in::post, Anyone;
    post "/sign-out" => sign_in::sign_out, Anyone;
    get "/forgot" => sign_in::forgot_form, Anyone;
    post "/forgot" => sign_in::forgot, Anyone;
    get "/reset/{secret}" => sign_in::reset_form, Anyone;
    post "/reset/{secret}" => sign_in::reset, Anyone;
    post "/language" => site_forms::language, Anyone;
    post "/theme" => site_forms::theme, Anyone;
    // Rewards: profile, statement, tiers, badges, leaderboard, notifications, live.
    get "/members/{handle}" => member::page, Anyone;
    get "/statement" => statement::page, SignedIn;
    get "/tiers" => tiers::page, Anyone;
    get "/privileges" => privileges::page, Anyone;
    get "/badges" => badges::all, Anyone;
    get "/badges/{key}" => badges::one, Anyone;
    get "/guidelines" => guidelines::page, Anyone;
    get "/leaderboard" => leaderboard::page, Anyone;
    get "/notifications" => notifications::page, SignedIn;
    post "/notifications/read" => notifications::read, SignedIn;
    get "/live" => live::stream, SignedIn;
    post "/toasts/shown" => live::shown, SignedIn;
    // Moderation: editing, flags, review, topics, members, administration.
    get "/posts/{id}/edit" => moderation::edit_post::form, Target(Action::EditPost);
    post "/posts/{id}/edit" => moderation::edit_post::post, Target(Action::EditPost);
    get "/posts/{id}/history" => moderation::post_history::page, Anyone;
    get "/posts/{id}/delete" => moderation::delete_post::delete_form, Target(Action::DeletePost);
    post "/posts/{id}/delete" => moderation::delete_post::delete, Target(Action::DeletePost);
    get "/posts/{id}/restore" => moderation::delete_post::restore_form, Target(Action::RestorePost);
    post "/posts/{id}/restore" => moderation::delete_post::restore, Target(Action::RestorePost);
    get "/posts/{id}/flag" => moderation::flag_post::form, Target(Action::FlagPost);
    post "/posts/{id}/flag" => moderation::flag_post::post, Target(Action::FlagPost);
    get "/review" => moderation::review::queue, May(Action::Review);
    get "/review/{id}" => moderation::review::item, May(Action::Review);
    post "/review/{id}" => moderation::review::decide, May(Action::Review);
    post "/t/{id}/manage" => moderation::manage_topic::manage, Target(Action::ManageTopic);
    post "/topics/{id}/retag" => moderation::manage_topic::retag, Target(Action::RetagTopic);
    get "/members/{handle}/moderate" => moderation::member_desk::page, May(Action::SanctionMember);
    post "/members/{handle}/moderate" => moderation::member_desk::sanction, May(Action::SanctionMember);
    post "/members/{handle}/role" => moderation::member_desk::role, May(Action::ManageRoles);
    post "/sanctions/{id}/lift" => moderation::member_desk::lift, May(Action::SanctionMember);
    get "/admin" => moderation::overview::page, Office(Role::Moderator);
    get "/admin/audit" => moderation::audit::page, Office(Role::Moderator);
    get "/admin/categories" => moderation::categories::page, May(Action::ManageCategories);
    post "/admin/categories" => moderation::categories::create, May(Action::ManageCategories);
    post "/admin/categories/{id}" => moderation::categories::update, May(Action::ManageCategories);
    post "/admin/categories/{id}/move" => moderation::categories::reorder, May(Action::ManageCategories);
    get "/admin/groups" => moderation::groups::all, May(Action::ManageCategories);
    post "/admin/groups" => moderation::groups::create, May(Action::ManageCategories);
    get "/admin/groups/{id}" => moderation::groups::one, May(Action::ManageCategories);
    post "/admin/groups/{id}" => moderation::groups::update, May(Action::ManageCategories);
    post "/admin/groups/{id}/delete" => moderation::groups::delete, May(Action::ManageCategories);
    post "/admin/groups/{id}/members" => moderation::groups::add, May(Action::ManageCategories);
    post "/admin/groups/{id}/members/{handle}/remove" => moderation::groups::remove, May(Action::ManageCategories);
    get "/admin/site" => moderation::site::form, May(Action::ManageSite);
    post "/admin/site" => moderation::site::post, May(Action::ManageSite);
    // Settings: profile, mail, password, sessions, uploads, unsubscribing.
    get "/settings" => settings::profile::form, SignedIn;
    post "/settings" => settings::profile::post, May(Action::EditProfile);
    post "/settings/avatar" => settings::profile::set_avatar, May(Action::EditProfile);
    post "/settings/avatar/remove" => settings::profile::remove_avatar, May(Action::EditProfile);
    get "/settings/mail" => settings::mail::form, SignedIn;
    post "/settings/mail" => settings::mail::post, SignedIn;
    get "/settings/password" => settings::password::form, SignedIn;
    post "/settings/password" => settings::password::post, SignedIn;
    get "/settings/sessions" => settings::sessions::list, SignedIn;
    post "/settings/sessions/end-others" => settings::sessions::end_others, SignedIn;
    post "/settings/sessions/{id}/end" => settings::sessions::end, SignedIn;
    get "/settings/feeds" => settings::feeds::list, SignedIn;
    post "/settings/feeds" => settings::feeds::make, SignedIn;
    post "/settings/feeds/{id}/remove" => settings::feeds::take_back, SignedIn;
    get "/uploads" => uploads::form, May(Action::PostAnswer);
    post "/uploads" => uploads::post, May(Action::PostAnswer);
    post "/uploads/{name}/remove" => uploads::remove, SignedIn;
    get "/unsubscribe/{token}" => unsubscribe::form, Anyone;
    post "/unsubscribe/{token}" => unsubscribe::post, Anyone;
    get "/admin/mail" => mail_desk::list, Office(Role::Manager);
    get "/admin/mail/{id}" => mail_desk::show, Office(Role::Manager);
    get "/admin/mail/{id}/html" => mail_desk::html_part, Office(Role::Manager);
    post "/admin/mail/{id}/retry" => mail_desk::retry, Office(Role::Manager);
    get "/admin/jobs" => job_desk::list, Office(Role::Manager);
    post "/admin/jobs/{id}/retry" => job_desk::retry, Office(Role::Manager);
    // Finding: search, tags, categories, completion, feeds.
    get "/search" => search::page, Anyone;
    get "/tags" => tags::page, Anyone;
    get "/categories" => categories::page, Anyone;
    get "/autocomplete/tags" => complete::tags, Anyone;
    get "/autocomplete/members" => complete::members, Anyone;
    get "/feed.atom" => feeds::site, Anyone;
    get "/c/{slug}/feed.atom" => feeds::category, Anyone;
    get "/tags/{tag}/feed.atom" => feeds::tag, Anyone;
    get "/robots.txt" => sitemap::robots, Anyone;
    get "/sitemap.xml" => sitemap::index, Anyone;
    get "/sitemap-{n}.xml" => sitemap::part, Anyone;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_of_a_link_stands_in_a_log() {
        for route in ROUTES.iter().filter(|r| r.path.contains("{secret}") || r.path.contains("{token}")) {
            for spoiled in ["", ".", "/", "/more", "%20", "?x=1"] {
                let path = format!("{}{spoiled}", route.path.replace("{secret}", "s3cret-s3cret").replace("{token}", "7.awards.s3cret"));
                for path in [path.clone(), format!("/{path}"), path.replacen("/reset", "/Reset", 1)] {
                    let logged = logged_path(&path);
                    assert!(!logged.contains("s3cret") && logged.ends_with("[secret]"), "{path} → {logged}");
                }
                assert!(carries_secret(&path));
            }
        }
        for plain in ["/", "/confirm", "/reset/", "/t/7/why-does-my-wort-stop", "/members/reset", "/unsubscribe"] {
            assert_eq!(logged_path(plain), plain);
            assert!(!carries_secret(plain));
        }
    }
}
