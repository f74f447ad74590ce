//! Runs the jobs: takes what is due under a lease, does one step of each in one transaction with the note of what is left, and puts back
//! what failed. A crash in the middle of a step leaves nothing of it; the lease ends, and any node takes it up.

mod apply_rulebook;
mod tell_followers;

use crate::app::App;
use crate::rules::jobs::Job;
use crate::rules::time::{HOUR, SECOND};
use crate::store::jobs::{self, JobRow};
use crate::store::{Error, Result, Tx};
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
/// A job is given up after so many tries.
const TRIES: i64 = 10;

/// What a step of a job leaves to do.
pub(super) enum Left {
    Nothing,
    Rest(Job),
}

/// One step of a job, short enough that nobody waits for it.
fn step(tx: &mut Tx<'_>, job: &Job) -> Result<Left> {
    match job {
        Job::TellFollowers { event, after } => tell_followers::step(tx, *event, *after),
        Job::ApplyRulebook { version, event, after } => apply_rulebook::step(tx, *version, *event, *after),
    }
}

/// Runs jobs until stopped.
pub(super) async fn run(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    loop {
        let done = match run_batch(&app).await {
            Ok(done) => done,
            Err(error) => {
                tracing::error!(%error, "the jobs could not be read");
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
            tracing::error!(%error, "the jobs could not be read");
            EVERY
        }
    }
}

/// Runs everything that is due now; answers how many steps were done.
///
/// # Errors
/// When the jobs cannot be read or written.
pub async fn run_due(app: &App) -> Result<usize> {
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
async fn run_batch(app: &App) -> Result<usize> {
    let taken = app.db.write(|tx| jobs::lease_due(tx.conn, tx.now, tx.now.plus(LEASE), BATCH)).await?;
    let count = taken.len();
    for row in taken {
        run_one(app, row).await?;
    }
    Ok(count)
}

async fn run_one(app: &App, row: JobRow) -> Result<()> {
    let (id, kind, tried) = (row.id, row.kind.clone(), row.tries + 1);
    let job: Job = match serde_json::from_str(&row.payload) {
        Ok(job) => job,
        // It never will be readable: it is kept and shown, and must not hold up the others.
        Err(error) => {
            tracing::error!(job = %id, kind, %error, "a job cannot be read");
            return app.db.write(move |tx| jobs::fail(tx.conn, id, &format!("It cannot be read: {error}"))).await;
        }
    };
    let done = app
        .db
        .write(move |tx| {
            // Another node has taken it up when this one was too slow.
            if !jobs::hold(tx.conn, &row)? {
                return Ok(());
            }
            match step(tx, &job)? {
                Left::Nothing => jobs::remove(tx.conn, id),
                Left::Rest(rest) => jobs::advance(tx.conn, id, &rest, tx.now),
            }
        })
        .await;
    let Err(error) = done else { return Ok(()) };
    let said = error.to_string();
    if tried >= TRIES || matches!(error, Error::Corrupt(_)) {
        tracing::error!(job = %id, kind, tried, said, "a job is given up");
        app.db.write(move |tx| jobs::fail(tx.conn, id, &said)).await
    } else {
        tracing::warn!(job = %id, kind, tried, said, "a job waits for another try");
        let wait = wait_after(tried);
        app.db.write(move |tx| jobs::postpone(tx.conn, id, &said, tx.now.plus(wait))).await
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
