//! The live stream of a signed-in member: the bell's count and rewards as they come, as server-sent events.

use super::errors::Reply;
use super::visit::Visit;
use crate::app::App;
use crate::rules::ids::{MemberId, NotificationId};
use crate::store::notifications;
use crate::store::sight;
use crate::store::views::toasts::{self, Reward};
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
const LONGEST: Duration = Duration::from_secs(15 * 60);

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
    words: &'static Words,
    toasts: Toasts,
    news: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    until: Instant,
    greeted: bool,
}

pub async fn stream(visit: Visit) -> Reply {
    let me = visit.signed_in()?;
    let listening = Listening {
        news: visit.app.live.join(me.member),
        closing: visit.app.live.closing(),
        member: me.member,
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
            return Some(self.tell().await);
        }
        tokio::select! {
            changed = self.news.changed() => match changed {
                Ok(()) => Some(self.tell().await),
                Err(_) => None,
            },
            _ = self.closing.changed() => None,
            () = tokio::time::sleep(KEEP_ALIVE) => Some(Bytes::from_static(b": here\n\n")),
        }
    }

    /// What there is to tell now.
    async fn tell(&mut self) -> Bytes {
        self.news.mark_unchanged();
        match self.read().await {
            Ok((unread, waiting)) => {
                let mut message = event("bell", &unread.to_string());
                for reward in &waiting {
                    message.push_str(&event("toast", &reward::toast(self.words, &self.app.db.rulebook(), reward).into_string()));
                }
                message.into()
            }
            Err(error) => {
                tracing::warn!(%error, "live news could not be read");
                Bytes::from_static(b": later\n\n")
            }
        }
    }

    /// The bell's count, and the rewards to show. They are offered until a page says that it has shown them: a line whose reader is
    /// gone looks alive for a while, and must not swallow a reward.
    async fn read(&self) -> Result<(i64, Vec<Reward>), crate::store::Error> {
        let (member, toasts) = (self.member, self.toasts);
        let (book, now) = (self.app.db.rulebook(), self.app.clock.now());
        self.app
            .db
            .read(move |conn| {
                // As of now: what the member saw when the stream began may be closed to them meanwhile.
                let Some(sight) = sight::of_member(conn, member, &book, now)? else { return Ok((0, Vec::new())) };
                let waiting = if toasts == Toasts::On { toasts::waiting(conn, &sight, member)? } else { Vec::new() };
                Ok((toasts::unread(conn, &sight, member)?, waiting))
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
