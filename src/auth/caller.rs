//! Who calls: found once for each request, before any page or program answers it. What it may follows from here, whatever the answer looks like.

use crate::app::{App, Site};
use crate::auth::client_address::ClientAddress;
use crate::rules::conditions::Facts;
use crate::rules::ids::MemberId;
use crate::rules::keeping::SESSION_IDLE;
use crate::rules::privileges::{self, Action, Standing, Subject, Verdict};
use crate::rules::rulebook::Rulebook;
use crate::rules::sight::{Audience, Person, Sight};
use crate::rules::time::{MINUTE, Timestamp};
use crate::rules::vocabulary::Role;
use crate::store::accounts::{self, SignedIn};
use crate::store::{self, Error, Result, groups, members};
use std::cell::Cell;
use std::sync::Arc;

/// A session's last use is written no more often than this.
const SEEN_EVERY: i64 = 5 * MINUTE;

/// What a request shows of whoever sends it.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// Digest of a session's secret.
    pub session: Option<String>,
    /// Address of the client; none where the request came without one.
    pub address: Option<ClientAddress>,
    pub user_agent: String,
    /// Under which the same request may be sent again.
    pub idempotency_key: Option<String>,
}

/// Somebody who calls.
#[derive(Clone)]
pub struct Caller {
    /// Who is signed in.
    pub me: Option<SignedIn>,
    /// What else of them the rulebook's privileges ask for.
    more: Facts,
    pub shown: Shown,
    pub now: Timestamp,
    pub book: Arc<Rulebook>,
    /// As far as it is there for this caller.
    pub site: Arc<Site>,
    /// How often the site had changed before it was looked at.
    pub site_version: u64,
    /// What the caller may see.
    pub sight: Arc<Sight>,
    /// Whether somebody has asked what the caller may do to what the request is about.
    asked: Cell<bool>,
}

/// Whose session was shown, unless it ended. That they were here is noted.
///
/// # Errors
/// When the query fails.
pub async fn signed_in(app: &Arc<App>, shown: &Shown) -> Result<Option<SignedIn>> {
    let Some(digest) = shown.session.clone() else { return Ok(None) };
    let now = app.clock.now();
    let me = app.db.read_single(move |conn| accounts::signed_in(conn, &digest, now, now.plus(-SESSION_IDLE))).await?;
    if let Some(m) = me.as_ref().filter(|m| now.0 - m.session_seen_at.0 > SEEN_EVERY) {
        note_presence(app, m);
    }
    Ok(me)
}

impl Caller {
    /// Who calls, once it is known who is signed in: what they may do and see.
    ///
    /// # Errors
    /// When a query fails.
    pub async fn of(app: &Arc<App>, shown: Shown, mut me: Option<SignedIn>) -> Result<Caller> {
        let now = app.clock.now();
        // Before the rulebook and the site are looked at: a page that is made of what they were is not kept.
        let site_version = app.pages.site_version();
        let book = app.db.rulebook();
        let site = site(app).await?;
        let more = more(app, me.as_ref(), &book, now).await?;
        let sight = sight(app, &site, me.as_mut(), &more, &book, now).await?;
        Ok(Caller { me, more, shown, now, book, site: site.seen(&sight), site_version, sight: Arc::new(sight), asked: Cell::new(false) })
    }

    /// The same caller with the sight of somebody else: whose key the request carries.
    #[must_use]
    pub fn reading_as(self, app: &App, sight: Sight) -> Caller {
        Caller { site: app.site().seen(&sight), sight: Arc::new(sight), ..self }
    }

    /// The signed-in member's id.
    pub fn member(&self) -> Option<MemberId> {
        self.me.as_ref().map(|m| m.member)
    }

    /// The caller's role; a guest has the one of a member.
    pub fn role(&self) -> Role {
        self.me.as_ref().map_or(Role::Member, |m| m.role)
    }

    /// Whether the caller has at least this role.
    pub fn is_at_least(&self, role: Role) -> bool {
        self.me.as_ref().is_some_and(|m| m.role >= role)
    }

    /// The member's standing as of this request.
    pub fn standing(&self) -> Option<Standing> {
        self.me.as_ref().map(|me| standing_of(me, &self.more))
    }

    /// May the caller do this?
    ///
    /// # Errors
    /// The refusal, as pages show it.
    pub fn may(&self, action: Action, subject: &Subject) -> Verdict {
        privileges::may(action, self.standing().as_ref(), subject, &self.book, self.now)
    }

    /// As [`Caller::may`], by whoever answers the request: it is noted that this was asked.
    ///
    /// # Errors
    /// The refusal, as pages show it.
    pub fn must(&self, action: Action, subject: &Subject) -> Verdict {
        self.asked.set(true);
        self.may(action, subject)
    }

    /// Whether somebody has asked what the caller may do to what the request is about.
    pub fn was_asked(&self) -> bool {
        self.asked.get()
    }

    /// The client's network, which limits and views are counted by.
    pub fn network(&self) -> String {
        self.shown.address.map(ClientAddress::network).unwrap_or_default()
    }

    /// The client's address in words; empty where there is none.
    pub fn address_said(&self) -> String {
        self.shown.address.map(|a| a.to_string()).unwrap_or_default()
    }
}

fn standing_of(m: &SignedIn, more: &Facts) -> Standing {
    Standing {
        member: m.member,
        role: m.role,
        reputation: m.reputation,
        good: m.good,
        bad: m.bad,
        email_confirmed: m.email_confirmed_at.is_some(),
        silenced_until: m.silenced_until,
        suspended_until: m.suspended_until,
        more: more.clone(),
    }
}

/// What else of the caller the rulebook's privileges ask for; where they ask for points and quality alone, nothing is read.
async fn more(app: &Arc<App>, me: Option<&SignedIn>, book: &Arc<Rulebook>, now: Timestamp) -> Result<Facts> {
    let (Some(me), Some(wants)) = (me, book.privileges_want()) else { return Ok(Facts::default()) };
    let (member, book) = (me.member, book.clone());
    app.db.read_single(move |conn| store::conditions::facts(conn, member, &wants, &book, now)).await
}

/// The site, as it is: where it changed and could not be read, this request reads it or ends.
async fn site(app: &Arc<App>) -> Result<Arc<Site>> {
    if app.is_site_stale() {
        let again = app.clone();
        tokio::task::spawn_blocking(move || again.read_site()).await.map_err(|e| Error::Unavailable(e.to_string()))??;
    }
    Ok(app.site())
}

/// What the caller may see. Groups are asked for only where a category is for groups, and the bell is counted anew only for members to
/// whom something is closed.
async fn sight(app: &Arc<App>, site: &Site, me: Option<&mut SignedIn>, more: &Facts, book: &Rulebook, now: Timestamp) -> Result<Sight> {
    let Some(me) = me else { return Ok(Sight::of_guests(&site.audiences, book)) };
    let (member, standing) = (me.member, standing_of(me, more));
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
    tokio::spawn(async move {
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
