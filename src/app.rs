//! The running forum: what every request and every worker shares.

pub mod database;
pub mod rulebook;

pub use database::{look_into_database, open_database, open_existing_database, open_or_make_database};

use crate::assets::Assets;
use crate::auth::attempts::Attempts;
use crate::auth::passwords::Passwords;
use crate::auth::sign_in_pace::SignInPace;
use crate::clock::Clock;
use crate::config::Config;
use crate::errands::Errands;
use crate::live::Live;
use crate::mailer::Mailer;
use crate::paces::Paces;
use crate::page_cache::PageCache;
use crate::renderer::Renderer;
use crate::rules::ids::CategoryId;
use crate::rules::sight::{Audience, Sight};
use crate::store::badge_totals::BadgeTotals;
use crate::store::categories::{self, Category};
use crate::store::db::{Db, Hint};
use crate::store::{Error, Result, settings};
use crate::view_counts::ViewCounts;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};

/// What every request and every worker shares.
pub struct App {
    pub config: Config,
    pub db: Db,
    pub clock: Clock,
    pub mailer: Mailer,
    pub live: Arc<Live>,
    pub pages: Arc<PageCache>,
    pub views: ViewCounts,
    pub assets: Assets,
    pub passwords: Passwords,
    pub renderer: Renderer,
    /// Attempts by network, and by account.
    pub attempts: Attempts,
    pub account_attempts: Attempts,
    /// Tries at passwords.
    pub sign_in_pace: SignInPace,
    /// How often each badge was awarded.
    pub badge_totals: Arc<BadgeTotals>,
    /// Acts that leave no row.
    pub paces: Paces,
    /// What is done beside answers.
    pub errands: Errands,
    /// Wakes the worker when a mail waits.
    pub mail_waiting: Arc<tokio::sync::Notify>,
    /// Wakes the worker when a job waits.
    pub job_waiting: Arc<tokio::sync::Notify>,
    /// Key of links that need no session.
    pub link_secret: String,
    site: Arc<RwLock<Arc<Site>>>,
    /// The site changed and could not be read again: nobody may be answered by what it was.
    site_is_stale: AtomicBool,
}

/// What of the site every page shows; read again when it changes.
#[derive(Debug, Clone, Default)]
pub struct Site {
    pub name: String,
    pub description: String,
    pub categories: Vec<Category>,
    /// Of those categories that are not for everybody, whom they are for.
    pub audiences: Vec<(CategoryId, Audience)>,
}

impl Site {
    /// The site as a reader sees it; itself where nothing is closed to them.
    pub fn seen(self: Arc<Self>, sight: &Sight) -> Arc<Self> {
        if sight.closed().is_empty() {
            return self;
        }
        let mut seen = (*self).clone();
        seen.categories.retain(|category| sight.has_category(category.id));
        Arc::new(seen)
    }
}

/// Attempts of one session at its account's password per ten minutes.
const ATTEMPTS_PER_ACCOUNT: u32 = 10;

impl App {
    /// Opens the database, brings it up to date and readies everything but the listening socket.
    ///
    /// # Errors
    /// One sentence with the fix.
    pub fn open(config: Config, clock: Clock) -> Result<Arc<App>> {
        let db = open_database(&config, &clock)?;
        let link_secret = db.write_now(|tx| settings::get_or_set(tx.conn, settings::LINK_SECRET, &crate::auth::secrets::new()))?;
        let mailer = Mailer::open(&config).map_err(Error::Unavailable)?;
        let app = Arc::new(App {
            // A stream is a connection: half of them are left for pages.
            live: Arc::new(Live::new(config.connections() / 2)),
            pages: Arc::new(PageCache::new(config.page_cache_mb)),
            views: ViewCounts::default(),
            assets: Assets::load(&db.rulebook()),
            passwords: Passwords::default(),
            renderer: Renderer::default(),
            attempts: Attempts::new(config.attempts_per_address),
            account_attempts: Attempts::new(ATTEMPTS_PER_ACCOUNT),
            sign_in_pace: SignInPace::default(),
            badge_totals: Arc::default(),
            paces: Paces::new(config.pace_percent),
            errands: Errands::default(),
            mail_waiting: Arc::new(tokio::sync::Notify::new()),
            job_waiting: Arc::new(tokio::sync::Notify::new()),
            link_secret,
            site: Arc::new(RwLock::new(Arc::new(Site::default()))),
            site_is_stale: AtomicBool::new(false),
            config,
            db,
            clock,
            mailer,
        });
        app.read_site()?;
        let (live, pages, heard) = (app.live.clone(), app.pages.clone(), Arc::downgrade(&app));
        let (mail, job) = (app.mail_waiting.clone(), app.job_waiting.clone());
        app.db.listen(Box::new(move |hints| {
            // Before the pages are dropped: one that is drawn meanwhile by what the site was is dropped with them.
            if hints.contains(&Hint::SiteChanged)
                && let Some(app) = heard.upgrade()
            {
                app.site_is_stale.store(true, Ordering::Release);
                if let Err(error) = app.read_site() {
                    tracing::error!(%error, "the site's categories could not be read again; the next request tries it");
                }
            }
            pages.drop_changed(hints);
            live.hear(hints);
            if hints.contains(&Hint::MailWaiting) {
                mail.notify_one();
            }
            if hints.contains(&Hint::JobWaiting) {
                job.notify_one();
            }
        }));
        Ok(app)
    }

    /// The site's name and categories.
    pub fn site(&self) -> Arc<Site> {
        // A poisoned lock still holds a whole value: it is only ever replaced at once.
        self.site.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Whether the site changed and could not be read again yet.
    pub fn is_site_stale(&self) -> bool {
        self.site_is_stale.load(Ordering::Acquire)
    }

    /// Reads name and categories again.
    ///
    /// # Errors
    /// When a query fails.
    pub fn read_site(&self) -> Result<()> {
        let site = self.db.read_now(|conn| {
            let categories = categories::all(conn)?;
            Ok::<_, Error>(Site {
                name: settings::get(conn, settings::SITE_NAME)?.unwrap_or_else(|| "Accolade".into()),
                description: settings::get(conn, settings::SITE_DESCRIPTION)?.unwrap_or_default(),
                audiences: categories.iter().filter(|c| c.audience != Audience::Everybody).map(|c| (c.id, c.audience.clone())).collect(),
                categories,
            })
        })?;
        *self.site.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(site);
        self.site_is_stale.store(false, Ordering::Release);
        Ok(())
    }
}
