//! Pages for guests, rendered and compressed once, dropped when a committed event changes what they show.
//!
//! A page names the things it depends on. Each thing has a counter among a fixed number of slots; a page is fresh while the counters
//! are what they were *before* its data was read, so that a change during rendering is never missed.

use crate::rules::ids::{MemberId, TopicId};
use crate::store::Hint;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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

/// A rendered page.
#[derive(Debug)]
pub struct CachedPage {
    pub plain: bytes::Bytes,
    pub brotli: bytes::Bytes,
    pub etag: String,
    pub content_type: &'static str,
    /// The topic whose view is to be counted.
    pub topic: Option<TopicId>,
    depends: Vec<(usize, u64)>,
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

/// Rendered pages by address and language.
pub struct PageCache {
    pages: moka::sync::Cache<String, Arc<CachedPage>>,
    slots: Vec<AtomicU64>,
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
        let pages = moka::sync::Cache::builder()
            .max_capacity(megabytes * 1024 * 1024)
            .weigher(|key: &String, page: &Arc<CachedPage>| u32::try_from(key.len() + page.plain.len() + page.brotli.len() + 200).unwrap_or(u32::MAX))
            .time_to_live(LONGEST)
            .build();
        PageCache { pages, slots: (0..SLOTS).map(|_| AtomicU64::new(0)).collect() }
    }

    /// A page that is fresh.
    pub fn find(&self, key: &str) -> Option<Arc<CachedPage>> {
        let page = self.pages.get(key)?;
        page.depends.iter().all(|(slot, then)| self.slots[*slot].load(Ordering::Acquire) == *then).then_some(page)
    }

    /// The counters now: take them before reading a page's data.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot { counters: self.slots.iter().map(|s| s.load(Ordering::Acquire)).collect() }
    }

    /// How often the site changed: take it before looking at the site.
    pub fn site_version(&self) -> u64 {
        self.slots[slot(Thing::Site)].load(Ordering::Acquire)
    }

    /// Keeps a page that was rendered from data read after the snapshot.
    pub fn keep(&self, key: String, content_type: &'static str, body: String, topic: Option<TopicId>, things: &[Thing], before: &Snapshot) -> Arc<CachedPage> {
        let mut depends: Vec<(usize, u64)> = things.iter().chain(&[Thing::Site]).map(|t| slot(*t)).map(|s| (s, before.counters[s])).collect();
        depends.sort_unstable();
        depends.dedup();
        let brotli = crate::assets::brotli(body.as_bytes(), 5);
        use sha2::Digest;
        let digest = sha2::Sha256::digest(&brotli);
        let etag = format!("\"{}\"", digest.iter().take(9).map(|b| format!("{b:02x}")).collect::<String>());
        let page = Arc::new(CachedPage { plain: body.into(), brotli: brotli.into(), etag, content_type, topic, depends });
        self.pages.insert(key, page.clone());
        page
    }

    /// Drops the pages that show what changed.
    pub fn drop_changed(&self, hints: &[Hint]) {
        for hint in hints {
            let thing = match hint {
                Hint::TopicChanged(topic) => Thing::Topic(*topic),
                Hint::MemberChanged(member) => Thing::Member(*member),
                Hint::ListsChanged => Thing::Lists,
                Hint::SiteChanged => Thing::Site,
                Hint::Notified(_) | Hint::MailWaiting => continue,
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

    #[test]
    fn a_change_drops_the_pages_that_show_it_and_no_others() {
        let cache = PageCache::new(1);
        let before = cache.snapshot();
        cache.keep("a".into(), "text/html", "a".into(), None, &[Thing::Topic(TopicId(1))], &before);
        cache.keep("b".into(), "text/html", "b".into(), None, &[Thing::Topic(TopicId(2))], &before);
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
        cache.keep("a".into(), "text/html", "stale".into(), None, &[Thing::Topic(TopicId(1))], &before);
        assert!(cache.find("a").is_none());
    }
}
