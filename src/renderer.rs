//! Renders what members type: outside of any transaction, few texts at a time and one of each member's, so that nobody's text makes
//! others wait. A text of code can take a quarter of a second.

use crate::actions::prepare::{self, Prepared, Typed, Writing};
use crate::actions::{Failure, Outcome};
use crate::rules::ids::MemberId;
use crate::store::{self, Db, members};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Whoever waits longer than this is asked to come back.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Renders texts, a bounded number at a time.
pub struct Renderer {
    most: usize,
    permits: Arc<Semaphore>,
    /// Whose text is being rendered, or waits for it.
    members: Mutex<HashMap<MemberId, Arc<Semaphore>>>,
    /// Texts rendered since the start.
    rendered: AtomicU64,
}

impl Default for Renderer {
    /// Half of the cores render, the others answer.
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let most = (cores / 2).max(1);
        Renderer { most, permits: Arc::new(Semaphore::new(most)), members: Mutex::default(), rendered: AtomicU64::new(0) }
    }
}

/// The right to render one text, given back when it is dropped.
struct Turn<'r> {
    renderer: &'r Renderer,
    member: MemberId,
    _own: OwnedSemaphorePermit,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut members = self.renderer.members.lock().unwrap_or_else(PoisonError::into_inner);
        // The map, this permit and whoever waits hold one each.
        if members.get(&self.member).is_some_and(|own| Arc::strong_count(own) <= 2) {
            members.remove(&self.member);
        }
    }
}

impl Renderer {
    /// Makes a text ready to be stored, unless storing it would be refused whatever it says.
    ///
    /// # Errors
    /// The refusal, or that too many texts wait.
    pub async fn typed(&self, db: &Db, member: MemberId, writing: Writing, raw: &str) -> Outcome<Typed> {
        let _turn = self.turn(member).await?;
        let (raw, rulebook, now) = (raw.to_owned(), db.rulebook(), db.now());
        let text = raw.clone();
        db.read(move |conn| prepare::admit(conn, &rulebook, now, member, writing, &text)).await?;
        if let Some(refused) = Typed::refused(writing, &raw) {
            return Ok(refused);
        }
        let lookup = db.clone();
        self.work(move || Typed::read(writing, &raw, |named| lookup.read_now(|conn| members::by_handles(conn, named)))).await
    }

    /// Renders a text that is not stored as a post: a preview, what members say of themselves.
    ///
    /// # Errors
    /// That too many texts wait, or the database's failure.
    pub async fn rendered(&self, db: &Db, member: MemberId, text: String) -> Outcome<Prepared> {
        let _turn = self.turn(member).await?;
        let lookup = db.clone();
        self.work(move || prepare::rendered(&text, |named| lookup.read_now(|conn| members::by_handles(conn, named)))).await
    }

    /// How many texts were rendered since the start.
    pub fn count(&self) -> u64 {
        self.rendered.load(Ordering::Relaxed)
    }

    /// Waits until nothing is being rendered, and lets nothing begin until what it answers is dropped.
    ///
    /// # Errors
    /// That texts are being rendered for too long.
    pub async fn pause(&self) -> Outcome<OwnedSemaphorePermit> {
        let all = u32::try_from(self.most).unwrap_or(u32::MAX);
        in_time(self.permits.clone().acquire_many_owned(all)).await
    }

    /// One text of each member at a time.
    async fn turn(&self, member: MemberId) -> Outcome<Turn<'_>> {
        let own = {
            let mut members = self.members.lock().unwrap_or_else(PoisonError::into_inner);
            members.entry(member).or_insert_with(|| Arc::new(Semaphore::new(1))).clone()
        };
        let own = in_time(own.acquire_owned()).await?;
        Ok(Turn { renderer: self, member, _own: own })
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> store::Result<T> + Send + 'static) -> Outcome<T> {
        let _permit = in_time(self.permits.clone().acquire_owned()).await?;
        self.rendered.fetch_add(1, Ordering::Relaxed);
        let done = tokio::task::spawn_blocking(work).await.map_err(|e| Failure::Store(store::Error::Unavailable(format!("rendering ended early: {e}"))))?;
        Ok(done?)
    }
}

async fn in_time(permit: impl Future<Output = Result<OwnedSemaphorePermit, tokio::sync::AcquireError>>) -> Outcome<OwnedSemaphorePermit> {
    let unavailable = |why: &str| Failure::Store(store::Error::Unavailable(why.to_owned()));
    match tokio::time::timeout(LONGEST_WAIT, permit).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) => Err(unavailable("rendering has stopped")),
        Err(_) => Err(unavailable("too many texts wait to be rendered")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_member_waits_for_their_own_text_only_and_leaves_nothing_behind() {
        let renderer = Renderer::default();
        let first = renderer.turn(MemberId(1)).await.unwrap();
        let other = renderer.turn(MemberId(2)).await.unwrap();
        let second = tokio::time::timeout(Duration::from_millis(20), renderer.turn(MemberId(1))).await;
        assert!(second.is_err(), "a second text of the same member waits");
        drop(first);
        drop(renderer.turn(MemberId(1)).await.unwrap());
        drop(other);
        assert!(renderer.members.lock().unwrap().is_empty());
    }
}
