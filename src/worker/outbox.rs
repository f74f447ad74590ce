//! Sends the outbox: takes what is due under a lease, looks up what it says, hands it to the mailer outside any transaction, and
//! notes what came of it. A crash between the hand-over and the note sends the mail once more under the same Message-ID.

mod prepare;

use super::tell;
use crate::app::App;
use crate::assets::Assets;
use crate::emails::compose::{Letterhead, Matter};
use crate::emails::render::{self, Posting};
use crate::emails::{Mail, pictures};
use crate::mailer::{Mailer, Refused};
use crate::rules::conditions::Facts;
use crate::rules::ids::MemberId;
use crate::rules::time::{HOUR, MINUTE, Timestamp};
use crate::rules::vocabulary::{Language, MailState};
use crate::store::accounts::MailWishes;
use crate::store::outbox::{self, OutboxMail};
use crate::store::views::outgoing_mail::Recipient;
use crate::store::{Error, Result};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Mails taken at once, and for how long (milliseconds) nobody else takes them.
const BATCH: i64 = 10;
const LEASE: i64 = 2 * MINUTE;
/// The rest of a batch is left for later when the server is so slow that the lease could end.
const LONGEST_BATCH: Duration = Duration::from_secs(45);
/// The outbox is looked at this often even when nobody says that a mail waits.
const EVERY: Duration = Duration::from_secs(15);
/// The first wait after a refusal; each further one is twice as long, up to the longest.
const FIRST_WAIT: i64 = MINUTE;
const LONGEST_WAIT: i64 = 4 * HOUR;
/// A mail is given up after so many tries.
const TRIES: i64 = 12;

/// Sends mails until stopped.
pub(super) async fn send_mails(app: Arc<App>, mut stopped: watch::Receiver<bool>) {
    loop {
        let (worker, told) = (app.clone(), stopped.clone());
        let sent = match tokio::task::spawn_blocking(move || send_batch(&worker, &|| *told.borrow())).await {
            Ok(Ok(sent)) => sent,
            Ok(Err(error)) => {
                tell("the outbox could not be read", &error);
                0
            }
            Err(error) => {
                tracing::error!(%error, "sending mails ended early");
                0
            }
        };
        if *stopped.borrow() {
            return;
        }
        if sent > 0 {
            continue;
        }
        let wait = until_next(&app).await;
        // A closed channel means that the server is gone, which is a stop, too.
        let over = tokio::select! {
            () = tokio::time::sleep(wait) => false,
            () = app.mail_waiting.notified() => false,
            changed = stopped.changed() => changed.is_err() || *stopped.borrow(),
        };
        if over {
            return;
        }
    }
}

/// How long until the next mail is due.
async fn until_next(app: &App) -> Duration {
    let now = app.clock.now();
    match app.db.read(outbox::next_due).await {
        // Never less than a moment: a mail that is due but leased elsewhere must not be asked for without pause.
        Ok(Some(due)) => Duration::from_millis(u64::try_from(due.0 - now.0).unwrap_or(0)).clamp(Duration::from_millis(500), EVERY),
        Ok(None) => EVERY,
        Err(error) => {
            tell("the outbox could not be read", &error);
            EVERY
        }
    }
}

/// Sends everything that is due now, on this thread; answers how many mails were worked through.
///
/// # Errors
/// When the outbox cannot be read or written.
pub fn send_due(app: &App) -> Result<usize> {
    let mut all = 0;
    loop {
        let sent = send_batch(app, &|| false)?;
        all += sent;
        if sent == 0 {
            return Ok(all);
        }
    }
}

/// Takes some mails that are due and sends them, until told to stop; answers how many.
fn send_batch(app: &App, is_over: &dyn Fn() -> bool) -> Result<usize> {
    let mails = app.db.write_now(|tx| outbox::lease_due(tx.conn, tx.now, tx.now.plus(LEASE), BATCH))?;
    let started = Instant::now();
    let mut done = 0;
    for mail in &mails {
        if started.elapsed() > LONGEST_BATCH || is_over() {
            break;
        }
        send_one(app, mail)?;
        done += 1;
    }
    Ok(done)
}

/// What came of one mail.
enum Outcome {
    Finished(MailState, String),
    Later(String),
}

fn send_one(app: &App, mail: &OutboxMail) -> Result<()> {
    let (id, tried) = (mail.id, mail.attempts + 1);
    match later_if_it_panics(|| hand_over(app, mail))? {
        Outcome::Finished(state, said) => {
            tracing::info!(mail = %id, kind = %mail.kind, %state, said, "a mail is done with");
            app.db.write_now(move |tx| outbox::finish(tx.conn, id, state, &said, tx.now))
        }
        Outcome::Later(said) if tried >= TRIES => {
            tracing::warn!(mail = %id, kind = %mail.kind, tried, said, "a mail is given up");
            app.db.write_now(move |tx| outbox::finish(tx.conn, id, MailState::Dead, &said, tx.now))
        }
        Outcome::Later(said) => {
            tracing::warn!(mail = %id, kind = %mail.kind, tried, said, "a mail waits for another try");
            let wait = wait_after(tried, rand::random_range(0..=20));
            app.db.write_now(move |tx| outbox::postpone(tx.conn, id, &said, tx.now.plus(wait)))
        }
    }
}

/// A fault of ours in one mail must neither hold up the others nor be tried for ever: it counts as a try.
fn later_if_it_panics(hand_over: impl FnOnce() -> Result<Outcome>) -> Result<Outcome> {
    // What the try borrows is not changed by it, or has locks of its own.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(hand_over)).unwrap_or_else(|cause| {
        let said = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
        Ok(Outcome::Later(format!("The mail could not be made: {}.", said.unwrap_or("a fault of the program"))))
    })
}

/// How long to wait after so many tries, longer by some percent, so that mails refused together do not come back together.
fn wait_after(tried: i64, percent: i64) -> i64 {
    let doubled = u32::try_from(tried - 1).ok().and_then(|n| 2_i64.checked_pow(n)).and_then(|n| FIRST_WAIT.checked_mul(n));
    let wait = doubled.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
    (wait + wait * percent / 100).min(LONGEST_WAIT)
}

fn hand_over(app: &App, mail: &OutboxMail) -> Result<Outcome> {
    let head = letterhead(app);
    let posting = match prepare::posting(app, &head.book, mail) {
        Ok(Some(posting)) => posting,
        Ok(None) => return Ok(Outcome::Finished(MailState::Dropped, String::new())),
        // A line that cannot be read back never will be: it must not hold up the others.
        Err(Error::Corrupt(said)) => return Ok(Outcome::Finished(MailState::Dead, said)),
        Err(error) => return Err(error),
    };
    Ok(match send(&app.mailer, &app.assets, &head, &posting, &mail.id.to_string()) {
        Ok(()) => Outcome::Finished(MailState::Sent, String::new()),
        Err(Refused::ForNow(said)) => Outcome::Later(said),
        Err(Refused::ForGood(said)) => Outcome::Finished(MailState::Dead, said),
    })
}

fn send(mailer: &Mailer, assets: &Assets, letterhead: &Letterhead, posting: &Posting, name: &str) -> Result<(), Refused> {
    let picture = |name: &str| pictures::draw(name, &|file| assets.find(&format!("icons/mail/{file}.png")).map(|a| a.bytes.clone()));
    let message = render::render(&mailer.from, letterhead, posting, &picture).map_err(Refused::ForGood)?;
    mailer.send(&message, name)
}

fn letterhead(app: &App) -> Letterhead {
    Letterhead { site: app.site().name.clone(), public_url: app.config.public_url.clone(), link_secret: app.link_secret.clone(), book: app.db.rulebook() }
}

/// Sends a mail to an address at once, past the outbox and the database, so that an operator sees whether mails arrive
/// (`accolade mail-test`).
///
/// # Errors
/// What is wrong with the address, or what the server said.
pub fn send_test(mailer: &Mailer, letterhead: &Letterhead, now: Timestamp, address: &str) -> Result<(), String> {
    let to = Recipient {
        member: MemberId(0),
        handle: String::new(),
        display_name: String::new(),
        language: Language::English,
        time_zone: "UTC".into(),
        suspended_until: None,
        email: address.trim().to_owned(),
        email_confirmed: true,
        wishes: MailWishes { awards: true, answers: true, accepted: true, mentions: true, toasts: true },
        tier: String::new(),
        facts: Facts::default(),
    };
    let key = format!("test-{}-{:08x}", now.0, rand::random::<u32>());
    let posting = Posting { key: key.clone(), now, to, mail: Mail::Test {}, matter: Matter::Test };
    send(mailer, &Assets::load(), letterhead, &posting, &key).map_err(|refused| refused.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_whose_making_panics_is_tried_later() {
        let unread = "no number".parse::<i64>().ok();
        let outcome = later_if_it_panics(|| Ok(Outcome::Later(unread.expect("a number in every mail").to_string())));
        assert!(matches!(outcome, Ok(Outcome::Later(said)) if said == "The mail could not be made: a number in every mail."));
    }

    #[test]
    fn waits_double_up_to_four_hours() {
        let minutes: Vec<i64> = (1..=11).map(|n| wait_after(n, 0) / MINUTE).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240]);
        assert_eq!(wait_after(1, 20), MINUTE * 6 / 5);
        assert_eq!(wait_after(i64::MAX, 20), LONGEST_WAIT);
    }
}
