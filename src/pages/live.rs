//! The live stream of a signed-in member: the bell's count and rewards as they come, as server-sent events.

use super::errors::{Reply, Stop};
use super::visit::Visit;
use crate::app::App;
use crate::live::Seat;
use crate::rules::ids::{MemberId, NotificationId};
use crate::rules::rulebook::Rulebook;
use crate::store::sight;
use crate::store::views::toasts::{self, Reward};
use crate::store::{accounts, notifications};
use crate::ui::reward;
use crate::ui::words::Words;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Bytes, Form};
use futures_util::stream;
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// A comment is sent this often, so that nothing on the way closes a quiet line.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
/// The browser connects anew after so long; its session is looked at again then.
pub(crate) const LONGEST: Duration = Duration::from_secs(15 * 60);

/// For a stream that newer ones of the same member have displaced: as soon as it was back, it would displace another.
const COME_BACK_LATE: &[u8] = b"retry: 300000\n\n";

/// Whether rewards slide in on the member's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Toasts {
    On,
    Off,
}

/// A stream between two messages.
struct Listening {
    app: Arc<App>,
    member: MemberId,
    /// Digest of the session's secret that the stream was opened with: it ends with it.
    session: String,
    words: &'static Words,
    toasts: Toasts,
    seat: Seat,
    closing: watch::Receiver<bool>,
    until: Instant,
    greeted: bool,
}

pub async fn stream(visit: Visit) -> Reply {
    let me = visit.signed_in()?;
    let listening = Listening {
        seat: visit.app.live.join(me.member).ok_or(Stop::Unavailable)?,
        closing: visit.app.live.closing(),
        member: me.member,
        session: visit.shown.session.clone().unwrap_or_default(),
        words: visit.words,
        toasts: if me.toasts == Some(false) { Toasts::Off } else { Toasts::On },
        until: Instant::now() + LONGEST,
        greeted: false,
        app: visit.app.clone(),
    };
    let messages = stream::unfold(listening, |mut listening| async move {
        let message = listening.next().await?;
        Some((Ok::<_, Infallible>(message), listening))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(messages))
}

impl Listening {
    /// The next message; none when the stream ends.
    async fn next(&mut self) -> Option<Bytes> {
        if *self.closing.borrow() || Instant::now() >= self.until {
            return None;
        }
        if !self.greeted {
            self.greeted = true;
            return self.tell().await;
        }
        tokio::select! {
            changed = self.seat.news.changed() => match changed {
                Ok(()) => self.tell().await,
                Err(_) => {
                    self.until = Instant::now();
                    Some(Bytes::from_static(COME_BACK_LATE))
                }
            },
            _ = self.closing.changed() => None,
            () = tokio::time::sleep(KEEP_ALIVE) => Some(Bytes::from_static(b": here\n\n")),
        }
    }

    /// What there is to tell now; none once the session has ended.
    async fn tell(&mut self) -> Option<Bytes> {
        self.seat.news.mark_unchanged();
        let book = self.app.db.rulebook();
        let told = match self.read(book.clone()).await {
            Ok(None) => return None,
            Ok(Some((unread, waiting))) => {
                let mut message = event("bell", &unread.to_string());
                for reward in &waiting {
                    message.push_str(&event("toast", &reward::toast(self.words, &book, reward).into_string()));
                }
                message.into()
            }
            Err(error) => {
                tracing::warn!(%error, "live news could not be read");
                Bytes::from_static(b": later\n\n")
            }
        };
        Some(told)
    }

    /// The bell's count, and the rewards to show. They are offered until a page says that it has shown them: a line whose reader is
    /// gone looks alive for a while, and must not swallow a reward. None when the session has ended.
    async fn read(&self, book: Arc<Rulebook>) -> Result<Option<(i64, Vec<Reward>)>, crate::store::Error> {
        let (member, session, toasts, now) = (self.member, self.session.clone(), self.toasts, self.app.clock.now());
        self.app
            .db
            .read(move |conn| {
                if !accounts::is_open(conn, &session, now)? {
                    return Ok(None);
                }
                // As of now: what the member saw when the stream began may be closed to them meanwhile.
                let Some(sight) = sight::of_member(conn, member, &book, now)? else { return Ok(None) };
                let waiting = if toasts == Toasts::On { toasts::waiting(conn, &sight, member)? } else { Vec::new() };
                Ok(Some((toasts::unread(conn, &sight, member)?, waiting)))
            })
            .await
    }
}

/// A reward that a page has shown.
#[derive(Debug, Deserialize)]
pub struct Shown {
    id: NotificationId,
}

pub async fn shown(visit: Visit, form: Form<Shown>) -> Reply {
    let me = visit.signed_in()?.member;
    let id = form.id;
    visit
        .app
        .db
        .write(move |tx| {
            let now = tx.now;
            notifications::mark_shown(tx.conn, me, &[id], now)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// One event of the stream; each line of its text is a line of data.
fn event(name: &str, text: &str) -> String {
    let mut out = format!("event: {name}\n");
    for line in text.lines() {
        out.push_str("data: ");
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::event;

    #[test]
    fn a_text_of_two_lines_is_one_event() {
        assert_eq!(event("toast", "a\nb"), "event: toast\ndata: a\ndata: b\n\n");
    }
}
