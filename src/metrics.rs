//! Figures of this process: requests by class of status, and how long they took.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the duration classes, in seconds.
const BOUNDS: [f64; 8] = [0.001, 0.005, 0.02, 0.05, 0.1, 0.5, 2.0, 10.0];

static BY_STATUS: [AtomicU64; 6] = [const { AtomicU64::new(0) }; 6];
static BY_DURATION: [AtomicU64; 9] = [const { AtomicU64::new(0) }; 9];
static MICROSECONDS: AtomicU64 = AtomicU64::new(0);

/// Counts an answered request.
pub fn count(status: u16, took: Duration) {
    BY_STATUS[usize::from(status / 100).min(5)].fetch_add(1, Ordering::Relaxed);
    let seconds = took.as_secs_f64();
    let class = BOUNDS.iter().position(|b| seconds <= *b).unwrap_or(BOUNDS.len());
    BY_DURATION[class].fetch_add(1, Ordering::Relaxed);
    MICROSECONDS.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
}

/// The figures in Prometheus' text form.
pub fn text() -> String {
    let mut out = String::from("# TYPE accolade_requests_total counter\n");
    // Writing to a string cannot fail.
    for (class, n) in BY_STATUS.iter().enumerate().skip(1) {
        let _ = writeln!(out, "accolade_requests_total{{status=\"{class}xx\"}} {}", n.load(Ordering::Relaxed));
    }
    out.push_str("# TYPE accolade_request_seconds histogram\n");
    let mut total = 0;
    for (class, n) in BY_DURATION.iter().enumerate() {
        total += n.load(Ordering::Relaxed);
        let bound = BOUNDS.get(class).map_or_else(|| "+Inf".to_owned(), ToString::to_string);
        let _ = writeln!(out, "accolade_request_seconds_bucket{{le=\"{bound}\"}} {total}");
    }
    // Rounding microseconds to a float loses nothing that matters here.
    let _ = writeln!(out, "accolade_request_seconds_sum {}", MICROSECONDS.load(Ordering::Relaxed) as f64 / 1e6);
    let _ = writeln!(out, "accolade_request_seconds_count {total}");
    out
}
