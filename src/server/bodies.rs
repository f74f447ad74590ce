//! Bodies of requests come within a time: a first while, and from then on at a least pace. Whoever stops sending is answered with 408.

use super::connections::Held;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::rt::time::{Instant, Sleep, sleep_until};
use actix_web::web::Bytes;
use futures_util::stream::Stream;
use std::cell::{Cell, RefCell};
use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// After the first while at least so many bytes a second come: slower than any line on which pages can be read at all.
const LEAST_RATE: u64 = 4 * 1024;
/// No body takes longer, whatever its pace.
const LONGEST: Duration = Duration::from_secs(600);

/// Why a body ended early.
pub fn is_too_slow(error: &PayloadError) -> bool {
    matches!(error, PayloadError::Io(e) if e.kind() == ErrorKind::TimedOut)
}

/// A body on its way. Kept with the answer until that is sent: the server closes a connection whose body was not read to its end only
/// while somebody holds that body; else it would read on for as long as the client likes.
#[derive(Clone)]
pub struct Body {
    inner: Rc<RefCell<Payload>>,
    read: Rc<Cell<bool>>,
}

impl Body {
    /// Whether it was read to its end.
    pub fn is_read(&self) -> bool {
        self.read.get()
    }
}

/// Puts a request's body under watch; none where there is no body.
pub fn watched(payload: Payload, held: Option<Arc<Held>>, patience: Duration) -> (Payload, Option<Body>) {
    if matches!(payload, Payload::None) {
        return (payload, None);
    }
    let body = Body { inner: Rc::new(RefCell::new(payload)), read: Rc::default() };
    let paced = Paced { body: body.clone(), held, patience, began: None, received: 0, timer: None };
    (Payload::Stream { payload: Box::pin(paced) }, Some(body))
}

struct Paced {
    body: Body,
    held: Option<Arc<Held>>,
    patience: Duration,
    /// When it was first asked for.
    began: Option<Instant>,
    received: u64,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Stream for Paced {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let polled = Pin::new(&mut *this.body.inner.borrow_mut()).poll_next(context);
        match polled {
            Poll::Ready(item) => {
                match &item {
                    Some(Ok(bytes)) => this.received += bytes.len() as u64,
                    Some(Err(_)) => {}
                    None => this.body.read.set(true),
                }
                if let Some(held) = &this.held {
                    held.is_busy();
                }
                Poll::Ready(item)
            }
            Poll::Pending => {
                let now = Instant::now();
                let until = due(*this.began.get_or_insert(now), this.received, this.patience);
                let timer = this.timer.get_or_insert_with(|| Box::pin(sleep_until(until)));
                if timer.deadline() != until {
                    timer.as_mut().reset(until);
                }
                if timer.as_mut().poll(context).is_ready() {
                    return Poll::Ready(Some(Err(PayloadError::Io(Error::from(ErrorKind::TimedOut)))));
                }
                if let Some(held) = &this.held {
                    // A little longer than the timer, which has an answer to give.
                    held.waits(until.saturating_duration_since(now) + this.patience);
                }
                Poll::Pending
            }
        }
    }
}

/// When the next part of a body must have come.
fn due(began: Instant, received: u64, patience: Duration) -> Instant {
    began + (patience + Duration::from_millis(received * 1_000 / LEAST_RATE)).min(LONGEST.max(patience))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_come_buys_time_and_no_more_than_the_longest() {
        let (began, patience) = (Instant::now(), Duration::from_secs(15));
        let seconds = |received| (due(began, received, patience) - began).as_secs();
        assert_eq!(seconds(0), 15);
        assert_eq!(seconds(100 * LEAST_RATE), 115);
        assert_eq!(seconds(8 * 1024 * 1024), 600);
    }
}
