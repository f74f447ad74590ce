//! A request as pages see it: its caller, in which language, and how to answer with a page.

use super::caller::{self, device_cookie};
use super::compress::{self, Secrets};
use super::encoding::{self, Encoding};
use super::errors::{Reply, Stop};
use crate::app::App;
use crate::auth::caller::Caller;
use crate::auth::secrets;
use crate::paces::{Act, Who};
use crate::page_cache::Thing;
use crate::rules::ids::TopicId;
use crate::rules::privileges::{Action, Subject};
use crate::rules::sight::Sight;
use crate::rules::vocabulary::Language;
use crate::store::accounts::SignedIn;
use crate::store::noted::{self, Noted};
use crate::store::views::toasts;
use crate::store::{self, Connection, notifications};
use crate::ui::layout::{self, Frame, Page};
use crate::ui::words::{self, Words};
use crate::view_counts::Reader;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use maud::{Markup, html};
use std::cell::{OnceCell, RefCell};
use std::collections::HashSet;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

/// With this header a script sends a form in place; in the answer it says where a page would have gone on.
pub(super) const IN_PLACE: &str = "x-in-place";

/// A request for a page: its caller, and the page's words and frame.
pub struct Visit {
    pub app: Arc<App>,
    caller: Rc<Caller>,
    pub words: &'static Words,
    /// What was read for the answer so far.
    noted: RefCell<HashSet<Noted>>,
    /// Path and query, as far as the page reads them.
    pub here: String,
    /// A script sends a form and brings the open page up to date by itself: the answer is no page.
    pub in_place: bool,
    /// The browser itself goes to the answer, by a link or a form; scripts do not ask for pages.
    pub wants_page: bool,
    /// A program that reads JSON.
    pub wants_json: bool,
    /// What was just done: key of the notice, and the draft that it finished.
    notice: Option<(String, Option<String>)>,
    /// What the browser shows of having signed in before.
    pub(super) device: Option<String>,
    /// How the answer may be compressed.
    encoding: Encoding,
    /// See [`Visit::form_key`].
    form_key: OnceCell<String>,
}

/// A visit is its caller's: who it is and what it may is asked as of the caller.
impl std::ops::Deref for Visit {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// The language a guest reads: chosen, or negotiated.
pub(crate) fn guest_language(headers: &HeaderMap, chosen: Option<&str>) -> Language {
    chosen.and_then(|c| c.parse().ok()).unwrap_or_else(|| {
        let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        words::negotiate(header)
    })
}

impl FromRequest for Visit {
    type Error = Stop;
    type Future = Pin<Box<dyn Future<Output = Result<Visit, Stop>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Visit::of(&request).await })
    }
}

impl Visit {
    /// As [`Visit::of`], for the page that says what went wrong: where the database did not say who asks, it is drawn as for a guest,
    /// and the database is not asked again.
    ///
    /// # Errors
    /// When there is no forum.
    pub(super) async fn as_far_as_known(request: &HttpRequest) -> Result<Visit, Stop> {
        match Visit::of(request).await {
            // What failed is known from now on.
            Err(_) => Visit::of(request).await,
            visit => visit,
        }
    }

    pub(super) async fn of(request: &HttpRequest) -> Result<Visit, Stop> {
        let app = request.app_data::<Data<App>>().ok_or_else(Stop::internal)?.clone().into_inner();
        let caller = caller::of(request).await?;
        let cookie = |name: &str| request.cookie(name).map(|c| c.value().to_owned());
        let language = match &caller.me {
            Some(m) => m.language,
            None => guest_language(request.headers(), cookie("lang").as_deref()),
        };
        let accept = request.headers().get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let notice = cookie("notice").and_then(|value| {
            let (key, draft) = value.split_once('|')?;
            let known = key.starts_with("notice-") && Words::of(Language::English).has(key);
            known.then(|| (key.to_owned(), Some(draft.to_owned()).filter(|d| !d.is_empty())))
        });
        Ok(Visit {
            caller,
            noted: RefCell::new(HashSet::new()),
            words: Words::of(language),
            here: caller::here(request),
            in_place: request.headers().contains_key(IN_PLACE),
            wants_page: accept.contains("text/html"),
            wants_json: accept.contains("application/json") && !accept.contains("text/html"),
            notice,
            device: cookie(device_cookie(&app)),
            encoding: encoding::best(request.headers(), compress::OFFERED),
            form_key: OnceCell::new(),
            app,
        })
    }

    /// Counts that a topic is read.
    pub(super) fn count_view(&self, topic: TopicId) {
        let network = self.network();
        let reader = self.member().map_or(Reader::Guest(&network), Reader::Member);
        self.app.views.count(topic, reader, self.now);
    }

    /// The key of the forms of this page that create something. Each form is bound to where it is sent, so that one key does for all.
    pub(super) fn form_key(&self) -> &str {
        self.form_key.get_or_init(secrets::new)
    }

    /// Counts something that this reader does and that leaves no row.
    ///
    /// # Errors
    /// How long to wait, when it was done too often.
    pub(super) fn pace(&self, act: Act) -> Result<(), Stop> {
        let network = self.network();
        let who = self.member().map_or(Who::Network(&network), |member| Who::Member(member.0));
        self.app.paces.count(act, who).map_err(|seconds| Stop::TooManyAttempts { seconds })
    }

    /// The signed-in member.
    ///
    /// # Errors
    /// For guests, a way to sign in and come back.
    pub fn signed_in(&self) -> Result<&SignedIn, Stop> {
        self.me.as_ref().ok_or_else(|| Stop::sign_in(&self.here))
    }

    /// Reads as this reader: the only way in which pages read. What comes out of the database is noted, so that a page that is kept is
    /// dropped when any of it changes.
    ///
    /// # Errors
    /// What `work` answers, or that no connection could be had.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: FnOnce(&mut Connection, &Sight) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<store::Error> + Send + 'static,
    {
        let sight = self.sight.clone();
        let (answer, noted) = self.app.db.read(move |conn| Ok::<_, E>(noted::noting(|| work(conn, &sight)))).await?;
        self.noted.borrow_mut().extend(noted);
        answer
    }

    /// The same request, read as somebody else: whose key it carries.
    pub(super) fn reading_as(mut self, sight: Sight) -> Visit {
        self.caller = Rc::new(Caller::clone(&self.caller).reading_as(&self.app, sight));
        self
    }

    /// What guests see: for answers that machines between here and the reader may keep.
    pub(super) fn guests_sight(&self) -> Sight {
        Sight::of_guests(&self.app.site().audiences, &self.book)
    }

    /// What was read so far, as a kept page depends on it.
    pub(super) fn things_read(&self) -> Vec<Thing> {
        let thing = |noted: &Noted| match noted {
            Noted::Topic(topic) => Thing::Topic(*topic),
            Noted::Member(member) => Thing::Member(*member),
        };
        self.noted.borrow().iter().map(thing).collect()
    }

    /// Stops unless the reader may do this.
    ///
    /// # Errors
    /// The refusal as a page; for guests, a way to sign in.
    pub fn must(&self, action: Action, subject: &Subject) -> Result<(), Stop> {
        if self.me.is_none() {
            return Err(Stop::sign_in(&self.here));
        }
        self.caller.must(action, subject).map_err(Stop::from)
    }

    /// Whether the reader is a guest whose pages may come from and go to the page cache.
    pub(super) fn is_plain_guest(&self) -> bool {
        self.sight.reader.is_none() && self.notice.is_none() && !self.in_place
    }

    /// Answers with a whole page.
    ///
    /// # Errors
    /// When the rewards to show cannot be read.
    pub async fn page(&self, page: Page) -> Reply {
        self.page_with(StatusCode::OK, page).await
    }

    /// Answers with a whole page and a status.
    ///
    /// # Errors
    /// As [`Visit::page`].
    pub async fn page_with(&self, status: StatusCode, page: Page) -> Reply {
        let silence = super::moderation::silence_notice(self).await?;
        let rewards = self.rewards().await?;
        Ok(self.answer(status, page, html! { (silence) (rewards) }).await)
    }

    /// Answers with a whole page for which the database is not asked.
    pub(super) async fn bare_page(&self, status: StatusCode, page: Page) -> HttpResponse {
        self.answer(status, page, html! {}).await
    }

    async fn answer(&self, status: StatusCode, page: Page, above: Markup) -> HttpResponse {
        let mut response = HttpResponse::build(status);
        response
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, "private, no-cache"))
            .insert_header((header::VARY, "Cookie, Accept-Encoding"));
        if self.notice.is_some() {
            let mut gone = Cookie::build("notice", "").path("/").finish();
            gone.make_removal();
            response.cookie(gone);
        }
        let body = self.document(page, above).into_string();
        compress::answer(response, body, self.encoding, Secrets::of(&self.here)).await
    }

    /// The whole document of a page.
    pub(super) fn document(&self, page: Page, rewards: Markup) -> Markup {
        let notice = self.notice.as_ref().map(|(key, _)| (self.words.say(key), "good"));
        let frame = Frame {
            words: self.words,
            book: &self.book,
            site_name: &self.site.name,
            site_description: &self.site.description,
            categories: &self.site.categories,
            me: self.me.as_ref(),
            here: &self.here,
            public_url: &self.app.config.public_url,
            assets: &|path| self.app.assets.href(path),
            tiers: &self.app.assets.tiers(&self.book).href(),
            now: self.now,
            notice,
            draft_done: self.notice.as_ref().and_then(|(_, draft)| draft.clone()),
            rewards,
            may_review: self.me.is_some() && self.may(Action::Review, &Subject::default()).is_ok(),
        };
        layout::document(&frame, page)
    }

    /// Rewards the member has not seen, for the top of the page; they count as shown from then on.
    async fn rewards(&self) -> Result<Markup, Stop> {
        let Some(me) = self.me.as_ref().filter(|m| m.unread > 0 && m.toasts != Some(false)) else { return Ok(html! {}) };
        let member = me.member;
        let waiting = self.read(move |conn, sight| toasts::waiting(conn, sight, member)).await?;
        if waiting.is_empty() {
            return Ok(html! {});
        }
        let (ids, now) = (waiting.iter().map(|r| r.id).collect::<Vec<_>>(), self.now);
        let noted = self.app.db.write(move |tx| notifications::mark_shown(tx.conn, member, &ids, now)).await;
        // A page is drawn although nothing can be written: the rewards are then shown once more later.
        if let Err(error) = noted
            && let Some(left_out) = crate::logs::seldom(&error.to_string())
        {
            tracing::warn!(%error, left_out, "rewards could not be marked as shown");
        }
        Ok(html! { @for reward in &waiting { (crate::ui::reward::in_page(self.words, &self.book, reward)) } })
    }

    /// Goes on to another page after a form: a notice tells what was done.
    pub fn done(&self, to: &str, notice: &str) -> HttpResponse {
        self.done_with_draft(to, notice, "")
    }

    /// As [`Visit::done`]; the browser forgets the draft of this place.
    pub fn done_with_draft(&self, to: &str, notice: &str, draft: &str) -> HttpResponse {
        let mut response = redirect(to);
        let cookie = Cookie::build("notice", format!("{notice}|{draft}"))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.app.config.is_secure())
            .max_age(Duration::seconds(60))
            .finish();
        // A cookie of these characters is always a valid header.
        if let Err(error) = response.add_cookie(&cookie) {
            tracing::error!(%error, "the notice cookie could not be set");
        }
        response
    }
}

/// Goes on to another page, which is fetched with GET.
pub(super) fn redirect(to: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish()
}

/// A path of this site to go to, or the home page for anything else. Browsers take a backslash for a slash and drop tabs and line ends:
/// with one of them after the first slash, a path leads to another site.
pub(super) fn own_path(raw: &str) -> &str {
    let fine = raw.starts_with('/') && !raw.starts_with("//") && raw.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if fine { raw } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_paths_of_this_site_are_gone_to() {
        assert_eq!(own_path("/t/1"), "/t/1");
        for foreign in ["//evil.example", "https://evil.example", "/\\evil.example", "", "javascript:alert(1)", "/a\r\nSet-Cookie: x", "/\t/evil.example", "/é"]
        {
            assert_eq!(own_path(foreign), "/");
        }
    }
}
