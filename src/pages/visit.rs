//! A request as handlers see it: who asks, in which language, from where; and how to answer with a page.

use super::compress::{self, Secrets};
use super::encoding::{self, Encoding};
use super::errors::{Reply, Stop};
use super::reading;
use crate::app::{App, Site};
use crate::auth::client_address::ClientAddress;
use crate::auth::secrets;
use crate::paces::{Act, Who};
use crate::page_cache::Thing;
use crate::rules::ids::{MemberId, TopicId};
use crate::rules::privileges::{self, Action, Standing, Subject, Verdict};
use crate::rules::rulebook::Rulebook;
use crate::rules::sight::{Audience, Person, Sight};
use crate::rules::time::{DAY, MINUTE, Timestamp};
use crate::rules::vocabulary::{Language, Role};
use crate::store::accounts::{self, SignedIn};
use crate::store::noted::{self, Noted};
use crate::store::views::toasts;
use crate::store::{self, Connection, groups, members, notifications};
use crate::ui::layout::{self, Frame, Page};
use crate::ui::words::{self, Words};
use crate::view_counts::Reader;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};
use maud::{Markup, html};
use std::cell::RefCell;
use std::collections::HashSet;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;

/// A session ends after so long without a visit, and after so long in any case.
pub(super) const SESSION_IDLE: i64 = 30 * DAY;
pub(super) const SESSION_LONGEST: i64 = 180 * DAY;
/// A session's last use is written no more often than this.
const SEEN_EVERY: i64 = 5 * MINUTE;

/// With this header a script sends a form in place; in the answer it says where a page would have gone on.
pub(super) const IN_PLACE: &str = "x-in-place";

/// A request.
pub struct Visit {
    pub app: Arc<App>,
    /// Who is signed in.
    pub me: Option<SignedIn>,
    pub words: &'static Words,
    pub book: Arc<Rulebook>,
    /// As far as it is there for this reader.
    pub site: Arc<Site>,
    /// What this reader may see.
    pub sight: Arc<Sight>,
    /// How often the site had changed before it was looked at.
    pub(super) site_version: u64,
    /// What was read for the answer so far.
    noted: RefCell<HashSet<Noted>>,
    /// Path and query, as far as the page reads them.
    pub here: String,
    /// A script sends a form and brings the open page up to date by itself: the answer is no page.
    pub in_place: bool,
    /// The browser itself goes to the answer, by a link or a form; scripts do not ask for pages.
    pub wants_page: bool,
    /// What was just done: key of the notice, and the draft that it finished.
    notice: Option<(String, Option<String>)>,
    pub now: Timestamp,
    /// Address of the client; none where the request came without one.
    pub address: Option<ClientAddress>,
    pub user_agent: String,
    /// Digest of the session's secret that the browser shows, whether or not the session still lets anybody in.
    pub(super) session_shown: Option<String>,
    /// What the browser shows of having signed in before.
    pub(super) device: Option<String>,
    /// How the answer may be compressed.
    encoding: Encoding,
}

/// Name of the session's cookie; the prefix binds it to this host where there is TLS.
pub(super) fn session_cookie(app: &App) -> &'static str {
    if app.config.is_secure() { "__Host-session" } else { "session" }
}

/// Name of the cookie that makes a browser a known device.
pub(super) fn device_cookie(app: &App) -> &'static str {
    if app.config.is_secure() { "__Host-device" } else { "device" }
}

/// The language a guest reads: chosen, or negotiated.
pub(crate) fn guest_language(headers: &HeaderMap, chosen: Option<&str>) -> Language {
    chosen.and_then(|c| c.parse().ok()).unwrap_or_else(|| {
        let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        words::negotiate(header)
    })
}

/// The address of the reader's machine. Behind a proxy it is the one that the proxy saw: the last of `X-Forwarded-For`, since what stands
/// before it anyone can write. Where the proxy writes none, all that is known is the proxy's own.
pub(super) fn address_of(app: &App, headers: &HeaderMap, peer: Option<SocketAddr>) -> Option<ClientAddress> {
    let forwarded = || headers.get_all("x-forwarded-for").last().and_then(|v| v.to_str().ok());
    let seen = if app.config.behind_proxy { forwarded() } else { None };
    let last = seen.and_then(|list| list.rsplit(',').next()).and_then(ClientAddress::parse);
    last.or_else(|| peer.map(|a| a.ip().into()))
}

/// The network of an address, which limits and views are counted by.
pub(super) fn network_of(address: Option<ClientAddress>) -> String {
    address.map(ClientAddress::network).unwrap_or_default()
}

impl FromRequest for Visit {
    type Error = Stop;
    type Future = Pin<Box<dyn Future<Output = Result<Visit, Stop>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Visit::of(&request).await })
    }
}

/// Who is signed in, once it was looked up for a request; nobody where that failed.
#[derive(Clone)]
struct Known(Option<SignedIn>);

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
        let now = app.clock.now();
        let cookie = |name: &str| request.cookie(name).map(|c| c.value().to_owned());
        let session_shown = cookie(session_cookie(&app)).map(|secret| secrets::digest(&secret));
        let known = request.extensions().get::<Known>().cloned();
        let me = match (known, session_shown.clone()) {
            (Some(Known(me)), _) => me,
            (None, Some(digest)) => {
                let found = app.db.read_single(move |conn| accounts::signed_in(conn, &digest, now, now.plus(-SESSION_IDLE))).await;
                request.extensions_mut().insert(Known(found.as_ref().ok().cloned().flatten()));
                found?
            }
            (None, None) => None,
        };
        let mut me = me;
        if let Some(m) = me.as_ref().filter(|m| now.0 - m.session_seen_at.0 > SEEN_EVERY) {
            note_presence(&app, m);
        }
        let book = app.db.rulebook();
        let site_version = app.pages.site_version();
        let site = site(&app).await?;
        let sight = sight(&app, &site, me.as_mut(), &book, now).await?;
        let language = match &me {
            Some(m) => m.language,
            None => guest_language(request.headers(), cookie("lang").as_deref()),
        };
        let text = |name: header::HeaderName| request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let address = address_of(&app, request.headers(), request.peer_addr());
        let notice = cookie("notice").and_then(|value| {
            let (key, draft) = value.split_once('|')?;
            let known = key.starts_with("notice-") && Words::of(Language::English).has(key);
            known.then(|| (key.to_owned(), Some(draft.to_owned()).filter(|d| !d.is_empty())))
        });
        Ok(Visit {
            book,
            site: site.seen(&sight),
            sight: Arc::new(sight),
            site_version,
            noted: RefCell::new(HashSet::new()),
            words: Words::of(language),
            me,
            here: reading::read(request.uri().path_and_query().map_or("/", |p| p.as_str())).into_owned(),
            in_place: request.headers().contains_key(IN_PLACE),
            wants_page: text(header::ACCEPT).contains("text/html"),
            notice,
            now,
            address,
            session_shown,
            device: cookie(device_cookie(&app)),
            encoding: encoding::best(request.headers(), compress::OFFERED),
            user_agent: text(header::USER_AGENT).chars().take(300).collect(),
            app,
        })
    }

    /// The reader's role; a guest has the one of a member.
    pub fn role(&self) -> Role {
        self.me.as_ref().map_or(Role::Member, |m| m.role)
    }

    /// The signed-in member's id.
    pub fn member(&self) -> Option<MemberId> {
        self.me.as_ref().map(|m| m.member)
    }

    /// Counts that a topic is read.
    pub(super) fn count_view(&self, topic: TopicId) {
        let network = self.network();
        let reader = self.member().map_or(Reader::Guest(&network), Reader::Member);
        self.app.views.count(topic, reader, self.now);
    }

    /// The client's network, which limits are counted by.
    pub(super) fn network(&self) -> String {
        network_of(self.address)
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

    /// The client's address in words; empty where there is none.
    pub(super) fn address_said(&self) -> String {
        self.address.map(|a| a.to_string()).unwrap_or_default()
    }

    /// The signed-in member.
    ///
    /// # Errors
    /// For guests, a way to sign in and come back.
    pub fn signed_in(&self) -> Result<&SignedIn, Stop> {
        self.me.as_ref().ok_or_else(|| Stop::sign_in(&self.here))
    }

    /// The member's standing as of this request.
    pub fn standing(&self) -> Option<Standing> {
        self.me.as_ref().map(standing_of)
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
        self.site = self.app.site().seen(&sight);
        self.sight = Arc::new(sight);
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

    /// May the reader do this?
    ///
    /// # Errors
    /// The refusal, as pages show it.
    pub fn may(&self, action: Action, subject: &Subject) -> Verdict {
        privileges::may(action, self.standing().as_ref(), subject, &self.book, self.now)
    }

    /// Stops unless the reader may do this.
    ///
    /// # Errors
    /// The refusal as a page; for guests, a way to sign in.
    pub fn must(&self, action: Action, subject: &Subject) -> Result<(), Stop> {
        if self.me.is_none() {
            return Err(Stop::sign_in(&self.here));
        }
        self.may(action, subject).map_err(Stop::from)
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

    /// Whether the reader has at least this role.
    pub fn is_at_least(&self, role: Role) -> bool {
        self.me.as_ref().is_some_and(|m| m.role >= role)
    }
}

fn standing_of(m: &SignedIn) -> Standing {
    Standing {
        member: m.member,
        role: m.role,
        reputation: m.reputation,
        good: m.good,
        bad: m.bad,
        email_confirmed: m.email_confirmed_at.is_some(),
        silenced_until: m.silenced_until,
        suspended_until: m.suspended_until,
    }
}

/// The site, as it is: where it changed and could not be read, this request reads it or ends.
async fn site(app: &Arc<App>) -> Result<Arc<Site>, Stop> {
    if app.is_site_stale() {
        let again = app.clone();
        actix_web::rt::task::spawn_blocking(move || again.read_site()).await.map_err(|_| Stop::Internal)??;
    }
    Ok(app.site())
}

/// What the reader may see. Groups are asked for only where a category is for groups, and the bell is counted anew only for members to
/// whom something is closed.
async fn sight(app: &Arc<App>, site: &Site, me: Option<&mut SignedIn>, book: &Rulebook, now: Timestamp) -> Result<Sight, Stop> {
    let Some(me) = me else { return Ok(Sight::of_guests(&site.audiences, book)) };
    let (member, standing) = (me.member, standing_of(me));
    let asks = !standing.role.is_staff() && site.audiences.iter().any(|(_, audience)| matches!(audience, Audience::Groups(_)));
    let groups = if asks { app.db.read_single(move |conn| groups::of_member(conn, member)).await? } else { Vec::new() };
    let sight = Sight::of_member(&Person { standing: &standing, tier: &me.tier, groups: &groups }, &site.audiences, book, now);
    if me.unread > 0 && !sight.closed().is_empty() {
        let seen = sight.clone();
        me.unread = app.db.read_single(move |conn| store::sight::unread(conn, &seen, member)).await?;
    }
    Ok(sight)
}

/// Notes that a member was here, without making the request wait.
fn note_presence(app: &Arc<App>, me: &SignedIn) {
    let (app, session, member) = (app.clone(), me.session, me.member);
    actix_web::rt::spawn(async move {
        let noted = app
            .db
            .write(move |tx| {
                let now = tx.now;
                accounts::touch_session(tx.conn, member, session, now)?;
                members::seen(tx.conn, member, now)?;
                Ok::<_, store::Error>(())
            })
            .await;
        if let Err(error) = noted
            && let Some(left_out) = crate::logs::seldom(&error.to_string())
        {
            tracing::warn!(%error, left_out, "a visit could not be noted");
        }
    });
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
