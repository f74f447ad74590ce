//! The two doors to the database: [`Db::read`] for a snapshot, [`Db::write`] for one transaction with all its effects.
//!
//! On SQLite one thread owns the only writing connection. It takes the waiting actions together, runs each in a savepoint of its own,
//! commits once for all of them, and only then answers. On PostgreSQL each action has a transaction of its own, repeated a few times
//! when the server says that it collided with another.

use super::connection::{self, Address, AnyConnection as Connection, Pool, Purpose};
use super::search_index::Prepared;
use super::sums::Sums;
use super::{Error, Result, metrics};
use crate::rules::events::Event;
use crate::rules::ids::{EventId, MemberId, PostId, TopicId};
use crate::rules::metrics::{Asked, Numbers};
use crate::rules::rulebook::{Rulebook, Rulebooks};
use crate::rules::time::Timestamp;
use diesel::connection::SimpleConnection;
use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, RwLock, mpsc};
use std::time::{Duration, Instant};

/// Most actions that share one commit.
const BATCH: usize = 64;
/// How often a collided PostgreSQL transaction is tried, and how long it may take in all: a deadlock is found after a second, and whoever
/// waited as long as [`connection::LOCK_WAIT`] for a row need not wait for it again.
const TRIES: usize = 8;
const LONGEST_TRIES: Duration = connection::LOCK_WAIT;

/// What others should hear once a transaction is committed. Hints carry no truth: losing one costs freshness, never data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Hint {
    /// A topic's page is not what it was.
    TopicChanged(TopicId),
    /// Lists of topics are not what they were.
    ListsChanged,
    /// A member's name, tier, points or badges are not what they were.
    MemberChanged(MemberId),
    /// A member has a new notification.
    Notified(MemberId),
    /// Sessions of a member may have ended: what is still open looks at its own again.
    AccessChanged(MemberId),
    /// A mail waits.
    MailWaiting,
    /// A job waits.
    JobWaiting,
    /// Categories, settings or rules changed: every page is affected.
    SiteChanged,
    /// A version of the rulebook was published: every page is affected, once it counts.
    RulebookChanged,
}

/// Whether consequences are told to members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Notifications and mails are written.
    Live,
    /// The past is filled in: points and badges, but no notification and no mail.
    Silent,
}

/// One write transaction.
pub struct Tx<'c> {
    /// The connection, inside the transaction.
    pub conn: &'c mut Connection,
    /// The moment of the action: one for the whole transaction, a past one in imports.
    pub now: Timestamp,
    /// Whether members are told.
    pub mode: Mode,
    /// How long, in milliseconds, a mail about awards waits for more of them.
    pub award_window: i64,
    rulebooks: Arc<Rulebooks>,
    pending: VecDeque<(EventId, Event)>,
    touched: Vec<(TopicId, PostId)>,
    indexed: Vec<(PostId, Prepared)>,
    /// Counters that are still to be written; the action's end writes them.
    pub sums: Sums,
    hints: Vec<Hint>,
}

impl<'c> Tx<'c> {
    /// The rulebook that counts at the transaction's moment.
    pub fn rulebook(&self) -> Arc<Rulebook> {
        self.rulebooks.at(self.now).clone()
    }

    /// All versions of the rulebook.
    pub fn rulebooks(&self) -> Arc<Rulebooks> {
        self.rulebooks.clone()
    }

    /// Adds a recorded event whose effects are still to come.
    pub fn push(&mut self, id: EventId, event: Event) {
        self.pending.push_back((id, event));
    }

    /// Takes the next event whose effects are still to come.
    pub fn next_event(&mut self) -> Option<(EventId, Event)> {
        self.pending.pop_front()
    }

    /// Notes that a post's place in the search index may have changed.
    pub fn touch(&mut self, topic: TopicId, post: PostId) {
        if self.touched.last() != Some(&(topic, post)) {
            self.touched.push((topic, post));
        }
    }

    /// Takes the posts that were touched, each once.
    pub fn take_touched(&mut self) -> Vec<(TopicId, PostId)> {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable_by_key(|(_, post)| *post);
        touched.dedup();
        touched
    }

    /// Leaves what the search index should hold of a new post.
    pub fn index(&mut self, post: PostId, words: Prepared) {
        self.indexed.push((post, words));
    }

    /// Takes what the search index should hold of new posts.
    pub fn take_indexed(&mut self) -> Vec<(PostId, Prepared)> {
        std::mem::take(&mut self.indexed)
    }

    /// Writes the counters that were summed up.
    ///
    /// # Errors
    /// When a statement fails.
    pub fn write_sums(&mut self) -> Result<()> {
        std::mem::take(&mut self.sums).write(self.conn)
    }

    /// What was asked of a member, as it stands inside the action.
    ///
    /// # Errors
    /// When a query fails, or there is no such member.
    pub fn numbers(&mut self, member: MemberId, asked: &BTreeSet<Asked>) -> Result<Numbers> {
        metrics::numbers_with(self.conn, &mut self.sums, member, asked, self.now.day())
    }

    /// Leaves a hint to be passed on after the commit.
    pub fn hint(&mut self, hint: Hint) {
        if !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
    }
}

/// Works through what an action has set off, before it commits (`effects::finish`).
pub type Finish = fn(&mut Tx<'_>) -> Result<()>;

/// Hears the hints of committed transactions.
pub type Listener = Box<dyn Fn(&[Hint]) + Send + Sync>;

/// Tells the time; handed in so that tests can stop it.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How the database is opened.
pub struct Opening {
    pub address: Address,
    /// A replica for reads, PostgreSQL only.
    pub read_address: Option<Address>,
    /// Most connections per pool.
    pub connections: u32,
    pub now: Now,
    pub rulebooks: Rulebooks,
    pub finish: Finish,
    /// See [`Tx::award_window`].
    pub award_window: i64,
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    address: Address,
    readers: Pool,
    writer: Writer,
    shared: Arc<Shared>,
}

enum Writer {
    Sqlite(mpsc::Sender<Job>),
    Postgres(Pool),
}

/// What every transaction needs, on whichever thread it runs.
struct Shared {
    now: Now,
    rulebooks: RwLock<Arc<Rulebooks>>,
    finish: Finish,
    award_window: i64,
    listeners: RwLock<Vec<Listener>>,
}

/// An action waiting for SQLite's writer: run inside a savepoint, then told whether the batch was committed.
trait Waiting: Send {
    /// Runs the action; false asks for a rollback of its savepoint.
    fn run(&mut self, tx: &mut Tx<'_>, finish: Finish) -> bool;
    /// Passes the answer on.
    fn answer(self: Box<Self>, committed: Result<(), String>);
}
type Job = Box<dyn Waiting>;

struct Action<F, T, E> {
    work: F,
    outcome: Option<std::result::Result<T, E>>,
    reply: tokio::sync::oneshot::Sender<std::result::Result<T, E>>,
}

impl<F, T, E> Waiting for Action<F, T, E>
where
    F: Fn(&mut Tx<'_>) -> std::result::Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>, finish: Finish) -> bool {
        let whole = || (self.work)(tx).and_then(|value| finish(tx).map(|()| value).map_err(E::from));
        // The writer outlives whoever panics on it: the savepoint is rolled back, and nothing of the action is looked at again.
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(whole))
            .unwrap_or_else(|_| Err(E::from(Error::Unavailable("The action ended in a panic, which the log shows.".into()))));
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn answer(self: Box<Self>, committed: Result<(), String>) {
        let outcome = match (committed, self.outcome) {
            (Ok(()), Some(outcome)) => outcome,
            // What the action refused by itself stays refused whether or not the others were committed.
            (Err(_), Some(Err(refused))) => Err(refused),
            (Err(why), _) => Err(E::from(Error::Unavailable(why))),
            (Ok(()), None) => Err(E::from(Error::Unavailable("the action was not run".into()))),
        };
        // Nobody listens any more when the request was dropped; the write stands all the same.
        drop(self.reply.send(outcome));
    }
}

impl Db {
    /// Opens the database; migrations are run before, by [`super::migrate`].
    ///
    /// # Errors
    /// A sentence that says which database could not be opened.
    pub fn open(opening: Opening) -> Result<Db> {
        let shared = Arc::new(Shared {
            now: opening.now,
            rulebooks: RwLock::new(Arc::new(opening.rulebooks)),
            finish: opening.finish,
            award_window: opening.award_window,
            listeners: RwLock::new(Vec::new()),
        });
        let read_address = opening.read_address.as_ref().unwrap_or(&opening.address);
        let readers = connection::pool(read_address, Purpose::Read, opening.connections)?;
        let writer = match &opening.address {
            Address::Sqlite(_) => {
                let conn = connection::open(&opening.address, Purpose::Write)?;
                let (sender, receiver) = mpsc::channel();
                let shared = shared.clone();
                std::thread::Builder::new()
                    .name("sqlite-writer".into())
                    .spawn(move || write_batches(conn, &receiver, &shared))
                    .map_err(|e| Error::Unavailable(format!("The writer thread could not be started: {e}")))?;
                Writer::Sqlite(sender)
            }
            Address::Postgres(_) => Writer::Postgres(connection::pool(&opening.address, Purpose::Write, opening.connections)?),
        };
        Ok(Db { inner: Arc::new(Inner { address: opening.address, readers, writer, shared }) })
    }

    /// Where the database is.
    pub fn address(&self) -> &Address {
        &self.inner.address
    }

    /// The moment it is.
    pub fn now(&self) -> Timestamp {
        (self.inner.shared.now)()
    }

    /// The rulebook that counts now.
    pub fn rulebook(&self) -> Arc<Rulebook> {
        self.rulebooks().at(self.now()).clone()
    }

    /// All versions of the rulebook.
    pub fn rulebooks(&self) -> Arc<Rulebooks> {
        // A poisoned lock still holds a whole value: it is only ever replaced at once.
        self.inner.shared.rulebooks.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Takes other versions of the rulebook. What is in flight ends by those it began with.
    pub fn take_rulebooks(&self, rulebooks: Rulebooks) {
        *self.inner.shared.rulebooks.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(rulebooks);
    }

    /// Adds somebody who hears the hints of committed transactions.
    pub fn listen(&self, listener: Listener) {
        self.inner.shared.listeners.write().unwrap_or_else(std::sync::PoisonError::into_inner).push(listener);
    }

    /// Passes hints on, as if a transaction of this process had left them (used for those of other nodes).
    pub fn pass_on(&self, hints: &[Hint]) {
        self.inner.shared.pass_on(hints);
    }

    /// Reads from one snapshot, on a thread that may block.
    ///
    /// # Errors
    /// What `work` answers, or that no connection could be had.
    pub async fn read<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&mut Connection) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let db = self.clone();
        tokio::task::spawn_blocking(move || db.read_now(work))
            .await
            .unwrap_or_else(|e| Err(E::from(Error::Unavailable(format!("the reading thread ended early: {e}")))))
    }

    /// Reads with a single statement, on a thread that may block. One statement is a snapshot by itself, so no transaction is begun.
    ///
    /// # Errors
    /// What `work` answers, or that no connection could be had.
    pub async fn read_single<T, F>(&self, work: F) -> Result<T>
    where
        F: Fn(&mut Connection) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let db = self.clone();
        let read = move || {
            // What fails here may have met a connection that a restarted server has closed: the other way throws those away.
            let mut conn = db.inner.readers.get().map_err(|e| Error::Unavailable(format!("No database connection is free: {e}")))?;
            let first = work(&mut conn);
            drop(conn);
            first.or_else(|_| db.read_now(&work))
        };
        tokio::task::spawn_blocking(read).await.unwrap_or_else(|e| Err(Error::Unavailable(format!("the reading thread ended early: {e}"))))
    }

    /// Reads from one snapshot on this thread.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_now<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        F: FnOnce(&mut Connection) -> std::result::Result<T, E>,
        E: From<Error>,
    {
        let mut conn = connection::begin(&self.inner.readers)?;
        let outcome = work(&mut conn);
        conn.batch_execute("COMMIT").map_err(Error::from)?;
        outcome
    }

    /// Runs one action and its effects in one transaction.
    ///
    /// # Errors
    /// What `work` answers, or that the transaction could not be committed; then nothing was changed.
    pub async fn write<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Transient + Send + 'static,
    {
        match &self.inner.writer {
            Writer::Sqlite(sender) => {
                let (reply, answer) = tokio::sync::oneshot::channel();
                sender.send(Box::new(Action { work, outcome: None, reply })).map_err(|_| writer_gone())?;
                answer.await.unwrap_or_else(|_| Err(E::from(writer_gone())))
            }
            Writer::Postgres(_) => {
                let db = self.clone();
                tokio::task::spawn_blocking(move || db.write_now(work))
                    .await
                    .unwrap_or_else(|e| Err(E::from(Error::Unavailable(format!("the writing thread ended early: {e}")))))
            }
        }
    }

    /// Runs one action and its effects in one transaction, and waits for it on this thread.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub fn write_now<T, E, F>(&self, work: F) -> std::result::Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> std::result::Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Transient + Send + 'static,
    {
        match &self.inner.writer {
            Writer::Sqlite(sender) => {
                let (reply, answer) = tokio::sync::oneshot::channel();
                sender.send(Box::new(Action { work, outcome: None, reply })).map_err(|_| writer_gone())?;
                answer.blocking_recv().unwrap_or_else(|_| Err(E::from(writer_gone())))
            }
            Writer::Postgres(pool) => self.inner.shared.write_postgres(pool, &work),
        }
    }
}

/// An error that knows whether running the same transaction again may help.
pub trait Transient: std::fmt::Display {
    /// See [`Error::is_transient`].
    fn is_transient(&self) -> bool;
}

impl Transient for Error {
    fn is_transient(&self) -> bool {
        Error::is_transient(self)
    }
}

fn writer_gone() -> Error {
    Error::Unavailable("The database writer has stopped.".into())
}

impl Shared {
    fn tx<'c>(&self, conn: &'c mut Connection) -> Tx<'c> {
        let rulebooks = self.rulebooks.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        Tx {
            conn,
            now: (self.now)(),
            mode: Mode::Live,
            award_window: self.award_window,
            rulebooks,
            pending: VecDeque::new(),
            touched: Vec::new(),
            indexed: Vec::new(),
            sums: Sums::default(),
            hints: Vec::new(),
        }
    }

    fn pass_on(&self, hints: &[Hint]) {
        if hints.is_empty() {
            return;
        }
        for listener in self.listeners.read().unwrap_or_else(std::sync::PoisonError::into_inner).iter() {
            listener(hints);
        }
    }

    fn write_postgres<T, E, F>(&self, pool: &Pool, work: &F) -> std::result::Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> std::result::Result<T, E>,
        E: From<Error> + Transient,
    {
        let mut tried = 0;
        let started = Instant::now();
        loop {
            tried += 1;
            let mut conn = connection::begin(pool)?;
            let mut tx = self.tx(&mut conn);
            let outcome = work(&mut tx).and_then(|value| (self.finish)(&mut tx).map(|()| value).map_err(E::from));
            let hints = std::mem::take(&mut tx.hints);
            let outcome = match outcome {
                Ok(value) => super::dialect::tell_other_nodes(&mut conn, &hints)
                    .and_then(|()| conn.batch_execute("COMMIT").map_err(Error::from))
                    .map(|()| value)
                    .map_err(E::from),
                Err(refused) => Err(refused),
            };
            match outcome {
                Ok(value) => {
                    self.pass_on(&hints);
                    return Ok(value);
                }
                Err(failed) => {
                    conn.batch_execute("ROLLBACK").map_err(Error::from)?;
                    drop(conn);
                    if !failed.is_transient() {
                        return Err(failed);
                    }
                    // Failed at once and again: no other is in the way.
                    if tried == TRIES {
                        return Err(failed);
                    }
                    if started.elapsed() >= LONGEST_TRIES {
                        tracing::error!(%failed, tried, "a transaction was given up");
                        return Err(E::from(Error::Unavailable(format!("The database could not take it: {failed}"))));
                    }
                    // A few milliseconds apart, longer each time, so that colliding writers part.
                    std::thread::sleep(std::time::Duration::from_millis(rand::random_range(1..=4 << tried)));
                }
            }
        }
    }
}

/// How often SQLite's writer looks whether another program has changed the database.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// What a change by another program may have touched: everything.
const BY_OTHERS: [Hint; 2] = [Hint::SiteChanged, Hint::MailWaiting];

/// SQLite's writer: takes what waits, commits it together, answers. Ends when the last `Db` is dropped. In between it looks whether a
/// command beside the forum has changed the database, and lets those who listen know.
fn write_batches(mut conn: Connection, jobs: &mpsc::Receiver<Job>, shared: &Shared) {
    let mut others = Others::seen_by(&mut conn);
    loop {
        let first = match jobs.recv_timeout(LOOK_EVERY) {
            Ok(first) => Some(first),
            Err(mpsc::RecvTimeoutError::Timeout) => None,
            Err(mpsc::RecvTimeoutError::Disconnected) => return,
        };
        if others.have_written(&mut conn, shared) {
            shared.pass_on(&BY_OTHERS);
        }
        let Some(first) = first else { continue };
        let mut batch = vec![first];
        let mut hints = Vec::new();
        let committed = write_batch(&mut conn, &mut batch, jobs, shared, &mut hints).map_err(|e| {
            // A rollback that fails finds no transaction open, which is what it is for.
            drop(conn.batch_execute("ROLLBACK"));
            if let Some(left_out) = crate::logs::seldom(&e.to_string()) {
                tracing::error!(error = %e, left_out, "a batch of writes could not be committed");
            }
            e.to_string()
        });
        if committed.is_ok() {
            shared.pass_on(&hints);
        }
        for job in batch {
            job.answer(committed.clone());
        }
    }
}

/// Watches for changes by other programs.
struct Others {
    version: Option<i64>,
    looked: Instant,
}

impl Others {
    fn seen_by(conn: &mut Connection) -> Others {
        Others { version: look(conn), looked: Instant::now() }
    }

    /// Whether they have changed the database since this was asked last; not asked anew within [`LOOK_EVERY`], nor where nobody listens.
    fn have_written(&mut self, conn: &mut Connection, shared: &Shared) -> bool {
        let nobody_listens = shared.listeners.read().unwrap_or_else(std::sync::PoisonError::into_inner).is_empty();
        if nobody_listens || self.looked.elapsed() < LOOK_EVERY {
            return false;
        }
        self.looked = Instant::now();
        let before = self.version;
        self.version = look(conn);
        self.version != before
    }
}

/// None where it could not be asked, which is as good as a change.
fn look(conn: &mut Connection) -> Option<i64> {
    super::dialect::changes_by_others(conn).inspect_err(|error| tracing::warn!(%error, "whether another program wrote is not known")).ok()
}

fn write_batch(conn: &mut Connection, batch: &mut Vec<Job>, jobs: &mpsc::Receiver<Job>, shared: &Shared, hints: &mut Vec<Hint>) -> Result<()> {
    // Immediate: a deferred transaction that turns into a writer fails at once on a stale snapshot.
    conn.batch_execute("BEGIN IMMEDIATE")?;
    let mut done = 0;
    while done < batch.len() {
        // The first action needs no savepoint: nothing but itself would be rolled back. In long work that is a third of the time.
        let first = done == 0;
        if !first {
            conn.batch_execute("SAVEPOINT action")?;
        }
        let mut tx = shared.tx(conn);
        let keep = batch[done].run(&mut tx, shared.finish);
        let left = std::mem::take(&mut tx.hints);
        if keep {
            hints.extend(left);
        }
        match (first, keep) {
            (true, true) => {}
            (true, false) => conn.batch_execute("ROLLBACK; BEGIN IMMEDIATE")?,
            (false, true) => conn.batch_execute("RELEASE action")?,
            (false, false) => conn.batch_execute("ROLLBACK TO action; RELEASE action")?,
        }
        done += 1;
        if batch.len() < BATCH
            && let Ok(next) = jobs.try_recv()
        {
            batch.push(next);
        }
    }
    conn.batch_execute("COMMIT")?;
    Ok(())
}
