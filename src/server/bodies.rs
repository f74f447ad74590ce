//! Bodies of requests come within a time: a first while, and from then on at a least pace. Whoever stops sending is answered with 408.

use super::connections::Held;
use crate::rules::limits::FORM_BYTES;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use actix_web::rt::time::{Instant, Sleep, sleep_until};
use actix_web::web::{Bytes, Query};
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
/// The rest of a form that nobody reads is waited for so long, to be given back.
const REST: Duration = Duration::from_secs(2);

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
    /// Of a form: what has come, so that it can be given back when the forum cannot take it.
    form: Option<Rc<RefCell<Vec<u8>>>>,
    deadline: Rc<Cell<Option<Instant>>>,
}

impl Body {
    /// Whether it was read to its end.
    pub fn is_read(&self) -> bool {
        self.read.get()
    }

    /// The fields of a form, also where nobody has read it yet; none of anything else, or when the rest does not come.
    pub async fn fields(&self) -> Vec<(String, String)> {
        let Some(form) = &self.form else { return Vec::new() };
        let until = self.deadline.get().unwrap_or_else(|| Instant::now() + REST);
        let rest = actix_web::rt::time::timeout(until.saturating_duration_since(Instant::now()), async {
            while !self.read.get() && form.borrow().len() <= FORM_BYTES {
                let next = std::future::poll_fn(|context| Pin::new(&mut *self.inner.borrow_mut()).poll_next(context)).await;
                match next {
                    Some(Ok(bytes)) => form.borrow_mut().extend_from_slice(&bytes),
                    Some(Err(_)) => return,
                    None => self.read.set(true),
                }
            }
        });
        // Whatever has come until then is read.
        drop(rest.await);
        let text = String::from_utf8_lossy(&form.borrow()).into_owned();
        Query::<Vec<(String, String)>>::from_query(&text).map(Query::into_inner).unwrap_or_default()
    }
}

/// Puts a request's body under watch; none where there is no body.
pub fn watched(payload: Payload, headers: &HeaderMap, held: Option<Arc<Held>>, patience: Duration) -> (Payload, Option<Body>) {
    if matches!(payload, Payload::None) {
        return (payload, None);
    }
    let is_form = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    let body = Body { inner: Rc::new(RefCell::new(payload)), read: Rc::default(), form: is_form.then(Rc::default), deadline: Rc::default() };
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
                    Some(Ok(bytes)) => {
                        this.received += bytes.len() as u64;
                        if let Some(form) = this.body.form.as_ref().filter(|form| form.borrow().len() <= FORM_BYTES) {
                            form.borrow_mut().extend_from_slice(bytes);
                        }
                    }
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
                this.body.deadline.set(Some(until));
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
