//! Runs the jobs: takes what is due under a lease, does one step of each in one transaction with the note of what is left, and puts back
//! what failed, and what comes again each day. A crash in the middle of a step leaves nothing of it; the lease ends, and any node takes it up.

mod apply_rulebook;
mod forget_drafts;
mod forget_links;
mod forget_mails;
mod forget_notifications;
mod forget_pictures;
mod forget_sessions;
mod look_again;
mod note_pictures;
mod tell_followers;

use super::tell;
use crate::app::App;
use crate::rules::ids::PostId;
use crate::rules::jobs::{Job, JobKind};
use crate::rules::time::{HOUR, MINUTE, SECOND};
use crate::store::jobs::{self, JobRow};
use crate::store::{Error, Result, Tx, reviews, settings};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Jobs taken at once, and for how long (milliseconds) nobody else takes them.
const BATCH: i64 = 20;
const LEASE: i64 = 60 * SECOND;
/// The table is looked at this often even when nobody says that a job waits.
const EVERY: Duration = Duration::from_secs(5);
/// The first wait after a failure; each further one is twice as long, up to the longest.
const FIRST_WAIT: i64 = 2 * SECOND;
const LONGEST_WAIT: i64 = HOUR;
/// A job is given up after so many tries. One that comes again is never: it is tried each hour until it succeeds.
const TRIES: i64 = 10;
/// After a first start the jobs that come again begin so long after each other, when pages have been asked for first.
const APART: i64 = 2 * MINUTE;

/// What a step of a job leaves to do.
pub(super) enum Left {
    Nothing,
    Rest(Job),
}

/// One step of a job, short enough that nobody waits for it.
fn step(tx: &mut Tx<'_>, job: &Job) -> Result<Left> {
    match job {
        Job::TellFollowers { event, after } => tell_followers::step(tx, *event, *after),
        Job::NotePictures { after } => note_pictures::step(tx, *after),
        Job::LookAgain { after } => look_again::step(tx, *after),
        Job::ForgetSessions { after } => forget_sessions::step(tx, *after),
        Job::ForgetLinks {} => forget_links::step(tx),
        Job::ForgetDrafts { after, place } => forget_drafts::step(tx, *after, place),
        Job::ForgetMails { after } => forget_mails::step(tx, *after),
        Job::ForgetNotifications {} => forget_notifications::step(tx),
        Job::ForgetPictures { after, name } => forget_pictures::step(tx, *after, name),
        Job::ApplyRulebook { version, event, after } => apply_rulebook::step(tx, *version, *event, *after),
    }
}

/// What is done beside the database when a job has come to its end.
fn end(app: &App, kind: JobKind) -> Result<()> {
    match kind {
        JobKind::ForgetMails => forget_mails::sweep_files(app),
        JobKind::TellFollowers
        | JobKind::ApplyRulebook
        | JobKind::NotePictures
        | JobKind::LookAgain
        | JobKind::ForgetSessions
        | JobKind::ForgetLinks
        | JobKind::ForgetDrafts
        | JobKind::ForgetNotifications
        | JobKind::ForgetPictures => Ok(()),
    }
}

/// Puts the jobs that come again where they are not yet, and takes up those that were given up; several nodes may do it at once. What is done
/// once in a forum's life is put where it was not done, and what a node of the version before has left is taken over.
///
/// # Errors
/// When a statement fails.
pub async fn begin(app: &App) -> Result<()> {
    app.db
        .write(|tx| {
            let mut due = tx.now;
            for (job, _) in JobKind::ALL.iter().filter_map(|kind| kind.again()) {
                due = due.plus(APART);
                jobs::put(tx.conn, &job, tx.now, due)?;
                jobs::take_up(tx.conn, &job, due)?;
            }
            reviews::adopt_earlier(tx.conn)?;
            if settings::get(tx.conn, settings::PICTURE_USES)?.as_deref() != Some(settings::NOTED) {
                jobs::put(tx.conn, &Job::NotePictures { after: PostId(0) }, tx.now, tx.now)?;
            }
            Ok(())
        })
        .await
}

/// Runs jobs until stopped.
pub(super) async fn run(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    let mut begun = false;
    loop {
        if !begun {
            match begin(&app).await {
                Ok(()) => begun = true,
                Err(error) => tell("the jobs that come again could not be put", &error),
            }
        }
        let done = match run_batch(&app).await {
            Ok(done) => done,
            Err(error) => {
                tell("the jobs could not be read", &error);
                0
            }
        };
        if *stopped.borrow() {
            return;
        }
        if done > 0 {
            continue;
        }
        let wait = until_next(&app).await;
        // A closed channel means that the server is gone, which is a stop, too.
        let over = tokio::select! {
            () = tokio::time::sleep(wait) => false,
            () = app.job_waiting.notified() => false,
            changed = stopped.changed() => changed.is_err() || *stopped.borrow(),
        };
        if over {
            return;
        }
    }
}

/// How long until the next job is due.
async fn until_next(app: &App) -> Duration {
    let now = app.clock.now();
    match app.db.read(jobs::next_due).await {
        // Never less than a moment: a job that is due but leased elsewhere must not be asked for without pause.
        Ok(Some(due)) => Duration::from_millis(u64::try_from(due.0 - now.0).unwrap_or(0)).clamp(Duration::from_millis(200), EVERY),
        Ok(None) => EVERY,
        Err(error) => {
            tell("the jobs could not be read", &error);
            EVERY
        }
    }
}

/// Runs everything that is due now; answers how many steps were done.
///
/// # Errors
/// When the jobs cannot be read or written.
pub async fn run_due(app: &Arc<App>) -> Result<usize> {
    let mut all = 0;
    loop {
        let done = run_batch(app).await?;
        all += done;
        if done == 0 {
            return Ok(all);
        }
    }
}

/// Takes some jobs that are due and does one step of each; answers how many.
async fn run_batch(app: &Arc<App>) -> Result<usize> {
    let taken = app.db.write(|tx| jobs::lease_due(tx.conn, tx.now, tx.now.plus(LEASE), BATCH)).await?;
    let count = taken.len();
    for row in taken {
        run_one(app, row).await?;
    }
    Ok(count)
}

async fn run_one(app: &Arc<App>, row: JobRow) -> Result<()> {
    let (id, kind, tried) = (row.id, row.kind.clone(), row.tries + 1);
    let job: Job = match serde_json::from_str(&row.payload) {
        Ok(job) => job,
        // It never will be readable: it is kept and shown, and must not hold up the others.
        Err(error) => {
            tracing::error!(job = %id, kind, %error, "a job cannot be read");
            return app.db.write(move |tx| jobs::fail(tx.conn, &row, &format!("It cannot be read: {error}"))).await;
        }
    };
    let held = row.clone();
    let again = job.kind().again();
    let known = job.kind();
    let done = app
        .db
        .write(move |tx| {
            // Another node has taken it up when this one was too slow.
            if !jobs::hold(tx.conn, &held)? {
                return Ok(false);
            }
            match (step(tx, &job)?, &again) {
                (Left::Rest(rest), _) => jobs::advance(tx.conn, id, &rest, tx.now).map(|()| false),
                (Left::Nothing, Some((afresh, every))) => jobs::advance(tx.conn, id, afresh, tx.now.plus(*every)).map(|()| true),
                (Left::Nothing, None) => jobs::remove(tx.conn, id).map(|()| true),
            }
        })
        .await;
    match done {
        Ok(true) => end_beside(app, known).await,
        Ok(false) => {}
        Err(error) => put_back(app, row, known, tried, &error).await?,
    }
    Ok(())
}

/// Ends a job beside the database, on a thread that may block. What fails here is done by its next turn.
async fn end_beside(app: &Arc<App>, kind: JobKind) {
    let worker = app.clone();
    match tokio::task::spawn_blocking(move || end(&worker, kind)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%kind, %error, "a job was done in part"),
        Err(error) => tracing::error!(%kind, %error, "the end of a job ended early"),
    }
}

/// Puts a job back that failed, or gives it up.
async fn put_back(app: &App, row: JobRow, kind: JobKind, tried: i64, error: &Error) -> Result<()> {
    let (id, said) = (row.id, error.to_string());
    let is_hopeless = matches!(error, Error::Corrupt(_)) || tried >= TRIES && kind.again().is_none();
    if is_hopeless {
        tracing::error!(job = %id, %kind, tried, said, "a job is given up");
        app.db.write(move |tx| jobs::fail(tx.conn, &row, &said)).await
    } else {
        tracing::warn!(job = %id, %kind, tried, said, "a job waits for another try");
        let wait = wait_after(tried);
        app.db.write(move |tx| jobs::postpone(tx.conn, &row, &said, tx.now.plus(wait))).await
    }
}

fn wait_after(tried: i64) -> i64 {
    let doubled = u32::try_from(tried - 1).ok().and_then(|n| 2_i64.checked_pow(n)).and_then(|n| FIRST_WAIT.checked_mul(n));
    doubled.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        assert_eq!([1, 2, 3].map(|n| wait_after(n) / SECOND), [2, 4, 8]);
        assert_eq!(wait_after(i64::MAX), LONGEST_WAIT);
    }
}
