//! Pages for guests, rendered and compressed once, dropped when a committed event changes what they show.
//!
//! A page names the things it depends on. Each thing has a counter among a fixed number of slots; a page is fresh while the counters
//! are what they were *before* its data was read, so that a change during rendering is never missed.

use crate::rules::ids::{MemberId, TopicId};
use crate::store::Hint;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedMutexGuard, Semaphore};

/// What a page depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Thing {
    Site,
    Lists,
    Topic(TopicId),
    Member(MemberId),
}

/// Slots for counters: things that share one are dropped together, which costs a rendering and nothing else.
const SLOTS: usize = 8_192;

/// A page is rendered anew after so long, so that "3 minutes ago" stays about right.
const LONGEST: std::time::Duration = std::time::Duration::from_secs(120);

/// First a page is compressed fast: most addresses that are asked for once are not asked for again. What is asked for again is
/// compressed well.
const FAST: i32 = 2;
const WELL: i32 = 5;
const OFTEN: u32 = 3;

/// A rendered page.
#[derive(Debug, Clone)]
pub struct CachedPage {
    pub plain: bytes::Bytes,
    pub brotli: bytes::Bytes,
    pub etag: String,
    pub content_type: &'static str,
    /// The topic whose view is to be counted.
    pub topic: Option<TopicId>,
    depends: Vec<(usize, u64)>,
    asked: Arc<AtomicU32>,
}

/// What a rendered page is kept with.
#[derive(Debug, Clone)]
pub struct Rendered {
    pub content_type: &'static str,
    pub body: String,
    pub topic: Option<TopicId>,
    pub things: Vec<Thing>,
    /// Taken before the page's data was read.
    pub before: Snapshot,
}

/// The counters as they were before a page's data was read.
#[derive(Debug, Clone)]
pub struct Snapshot {
    counters: Vec<u64>,
}

impl Snapshot {
    /// The same, for a page whose request looked at the site earlier: what of the site changed since then is not missed.
    pub fn since_site(mut self, version: u64) -> Snapshot {
        self.counters[slot(Thing::Site)] = version;
        self
    }
}

/// Rendered pages by language and by what they read of their address.
pub struct PageCache {
    pages: moka::sync::Cache<String, Arc<CachedPage>>,
    slots: Vec<AtomicU64>,
    turns: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
    /// Pages compressed at a time: no more than there are processors, so that pages are answered beside it.
    presses: Semaphore,
}

/// The turn to make a page: of those who ask for the same page at the same time one makes it, the others wait and find it.
pub struct Turn {
    cache: Arc<PageCache>,
    key: String,
    held: Option<OwnedMutexGuard<()>>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.held = None;
        let mut turns = self.cache.turns();
        // One is the map's own: nobody else waits for this page.
        if turns.get(&self.key).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            turns.remove(&self.key);
        }
    }
}

fn slot(thing: Thing) -> usize {
    // Fibonacci hashing: neighbouring ids land far apart.
    let spread = |id: i64, salt: u64| ((id as u64 ^ salt).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % (SLOTS - 2) + 2;
    match thing {
        Thing::Site => 0,
        Thing::Lists => 1,
        Thing::Topic(id) => spread(id.0, 0x5bd1),
        Thing::Member(id) => spread(id.0, 0xc2b2_0000),
    }
}

impl PageCache {
    /// A cache that holds at most so many megabytes.
    pub fn new(megabytes: u64) -> PageCache {
        let weight = |key: &String, page: &Arc<CachedPage>| key.len() + page.plain.len() + page.brotli.len() + page.depends.len() * 16 + 400;
        let pages = moka::sync::Cache::builder()
            .max_capacity(megabytes * 1024 * 1024)
            .weigher(move |key: &String, page: &Arc<CachedPage>| u32::try_from(weight(key, page)).unwrap_or(u32::MAX))
            .time_to_live(LONGEST)
            .build();
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        PageCache { pages, slots: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(), turns: Mutex::default(), presses: Semaphore::new(processors) }
    }

    /// A page that is fresh.
    pub fn find(&self, key: &str) -> Option<Arc<CachedPage>> {
        let page = self.pages.get(key)?;
        page.depends.iter().all(|(slot, then)| self.slots[*slot].load(Ordering::Acquire) == *then).then_some(page)
    }

    /// Waits for one's turn to make a page that was not found; look again then.
    pub async fn turn(self: &Arc<PageCache>, key: &str) -> Turn {
        let mut turn = Turn { cache: self.clone(), key: key.to_owned(), held: None };
        let lock = self.turns().entry(key.to_owned()).or_default().clone();
        turn.held = Some(lock.lock_owned().await);
        turn
    }

    /// The counters now: take them before reading a page's data.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { counters: self.slots.iter().map(|s| s.load(Ordering::Acquire)).collect() }
    }

    /// How often the site changed: take it before looking at the site.
    pub fn site_version(&self) -> u64 {
        self.slots[slot(Thing::Site)].load(Ordering::Acquire)
    }

    /// Keeps a page, compressed off the threads that answer.
    pub async fn keep(self: &Arc<PageCache>, key: String, page: Rendered) -> Arc<CachedPage> {
        // The semaphore is never closed: without a permit the page is compressed all the same.
        let _press = self.presses.acquire().await.ok();
        let cache = self.clone();
        let kept = tokio::task::spawn_blocking({
            let (key, page) = (key.clone(), page.clone());
            move || cache.keep_now(key, page)
        });
        match kept.await {
            Ok(kept) => kept,
            Err(_) => self.keep_now(key, page),
        }
    }

    fn keep_now(&self, key: String, page: Rendered) -> Arc<CachedPage> {
        let Rendered { content_type, body, topic, things, before } = page;
        let mut depends: Vec<(usize, u64)> = things.iter().chain(&[Thing::Site]).map(|t| slot(*t)).map(|s| (s, before.counters[s])).collect();
        depends.sort_unstable();
        depends.dedup();
        use sha2::Digest;
        let digest = sha2::Sha256::digest(body.as_bytes());
        let etag = format!("\"{}\"", digest.iter().take(9).map(|b| format!("{b:02x}")).collect::<String>());
        let brotli = crate::assets::brotli(body.as_bytes(), FAST).into();
        let page = Arc::new(CachedPage { plain: body.into(), brotli, etag, content_type, topic, depends, asked: Arc::default() });
        self.put(key, page.clone());
        page
    }

    fn put(&self, key: String, page: Arc<CachedPage>) {
        self.pages.insert(key, page);
        // What is over the bound goes at once, not when somebody next tidies up.
        self.pages.run_pending_tasks();
    }

    /// Notes that a page was asked for; true once, when that has happened so often that it should be compressed well.
    pub fn asked_often(&self, page: &CachedPage) -> bool {
        page.asked.load(Ordering::Relaxed) < OFTEN && page.asked.fetch_add(1, Ordering::Relaxed) + 1 == OFTEN
    }

    /// Compresses a page well, off the threads that answer.
    pub async fn press_well(self: Arc<PageCache>, key: String, page: Arc<CachedPage>) {
        let _press = self.presses.acquire().await.ok();
        let cache = self.clone();
        let pressed = tokio::task::spawn_blocking(move || {
            let brotli = crate::assets::brotli(&page.plain, WELL).into();
            cache.put(key, Arc::new(CachedPage { brotli, ..CachedPage::clone(&page) }));
        });
        if let Err(error) = pressed.await {
            tracing::error!(%error, "a page could not be compressed well");
        }
    }

    fn turns(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<tokio::sync::Mutex<()>>>> {
        // The map is whole after every statement, so a poisoned lock may be used.
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops the pages that show what changed.
    pub fn drop_changed(&self, hints: &[Hint]) {
        for hint in hints {
            let thing = match hint {
                Hint::TopicChanged(topic) => Thing::Topic(*topic),
                Hint::MemberChanged(member) => Thing::Member(*member),
                Hint::ListsChanged => Thing::Lists,
                Hint::SiteChanged | Hint::RulebookChanged => Thing::Site,
                Hint::Notified(_) | Hint::AccessChanged(_) | Hint::MailWaiting | Hint::JobWaiting => continue,
            };
            self.slots[slot(thing)].fetch_add(1, Ordering::AcqRel);
        }
    }

    /// How many pages are held.
    pub fn count(&self) -> u64 {
        self.pages.entry_count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(body: &str, thing: Thing, before: Snapshot) -> Rendered {
        Rendered { content_type: "text/html", body: body.into(), topic: None, things: vec![thing], before }
    }

    #[test]
    fn a_change_drops_the_pages_that_show_it_and_no_others() {
        let cache = PageCache::new(1);
        let before = cache.snapshot();
        cache.keep_now("a".into(), rendered("a", Thing::Topic(TopicId(1)), before.clone()));
        cache.keep_now("b".into(), rendered("b", Thing::Topic(TopicId(2)), before));
        cache.drop_changed(&[Hint::TopicChanged(TopicId(1))]);
        assert!(cache.find("a").is_none() && cache.find("b").is_some());
        cache.drop_changed(&[Hint::SiteChanged]);
        assert!(cache.find("b").is_none());
    }

    #[test]
    fn a_change_while_a_page_is_rendered_is_not_missed() {
        let cache = PageCache::new(1);
        let before = cache.snapshot();
        cache.drop_changed(&[Hint::TopicChanged(TopicId(1))]);
        cache.keep_now("a".into(), rendered("stale", Thing::Topic(TopicId(1)), before));
        assert!(cache.find("a").is_none());
    }

    #[test]
    fn what_is_kept_stays_within_the_bound_keys_and_all() {
        let cache = PageCache::new(1);
        let before = cache.snapshot();
        for n in 0..3_000 {
            let key = format!("{n} {}", "k".repeat(900));
            cache.keep_now(key, rendered("short", Thing::Lists, before.clone()));
            assert!(cache.pages.weighted_size() <= 1024 * 1024, "after {n}");
        }
        assert!(cache.count() <= 1_100, "{}", cache.count());
    }

    #[test]
    fn a_hundred_who_ask_at_once_have_it_made_once() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let cache = Arc::new(PageCache::new(1));
        let made = Arc::new(AtomicU32::new(0));
        runtime.block_on(async {
            let asking = (0..100).map(|_| {
                let (cache, made) = (cache.clone(), made.clone());
                async move {
                    let _turn = cache.turn("key").await;
                    if cache.find("key").is_none() {
                        made.fetch_add(1, Ordering::SeqCst);
                        let before = cache.snapshot();
                        tokio::task::yield_now().await;
                        cache.keep("key".into(), rendered("page", Thing::Lists, before)).await;
                    }
                }
            });
            futures_util::future::join_all(asking).await;
        });
        assert_eq!(made.load(Ordering::SeqCst), 1);
        assert!(cache.turns().is_empty(), "nobody waits any more");
    }

    #[test]
    fn what_is_asked_for_often_is_compressed_well() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let cache = Arc::new(PageCache::new(1));
        let body: String = (0..4_000).map(|n| format!("<p>{} said {}", n % 97, n * 7_919 % 1_013)).collect();
        let page = cache.keep_now("key".into(), rendered(&body, Thing::Lists, cache.snapshot()));
        let often: Vec<bool> = (0..6).map(|_| cache.asked_often(&page)).collect();
        assert_eq!(often, [false, false, true, false, false, false]);
        runtime.block_on(cache.clone().press_well("key".into(), page.clone()));
        let well = cache.find("key").unwrap();
        assert!(well.brotli.len() < page.brotli.len() && well.plain == page.plain && well.etag == page.etag);
    }
}
