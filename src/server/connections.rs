//! Connections have a number and an end. Each knows until when it may go on without anything being done on it: a while for the head of a
//! request, for the next request, for each part of a body ([`super::bodies`]), and for an answer to be fetched. One whose time is up is
//! ended; when there are as many as there may be, the one whose time is up soonest makes room for a new one.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Something is being done for the client, which ends by itself.
const BUSY: u64 = u64::MAX;
/// An answer is fetched with at least so many bytes a second.
const LEAST_RATE: u64 = 4 * 1024;

/// The connections that are open.
pub struct Connections {
    most: usize,
    /// From one address; none where all come from a proxy.
    most_from_one: Option<usize>,
    patience: Duration,
    began: Instant,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    connections: HashMap<u64, Arc<Connection>>,
    from: HashMap<IpAddr, usize>,
    last: u64,
}

/// What ends a connection from outside: its own reading then finds the end.
pub type End = Box<dyn Fn() + Send + Sync>;

struct Connection {
    address: IpAddr,
    /// Milliseconds since the server began, or [`BUSY`].
    until: AtomicU64,
    end: End,
}

/// An open connection; dropped when it is closed.
pub struct Held {
    connections: Arc<Connections>,
    id: u64,
    connection: Arc<Connection>,
}

/// As many connections as there may be, all of them busy; or as many as one address may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

impl Connections {
    /// Counts up to so many connections, and from one address where that says anything; `patience` is how long one may be silent.
    pub fn new(most: usize, most_from_one: Option<usize>, patience: Duration) -> Arc<Connections> {
        Arc::new(Connections { most, most_from_one, patience, began: Instant::now(), open: Mutex::default() })
    }

    /// Counts a new connection.
    ///
    /// # Errors
    /// When it is one too many; then it should be closed.
    pub fn enter(self: &Arc<Connections>, peer: IpAddr, end: End) -> Result<Held, Full> {
        let address = network(peer);
        let mut open = self.lock();
        let from_there = open.from.get(&address).copied().unwrap_or_default();
        if self.most_from_one.is_some_and(|most| from_there >= most) {
            return Err(Full);
        }
        if open.connections.len() >= self.most {
            let soonest = open.connections.iter().map(|(id, c)| (c.until.load(Ordering::Relaxed), *id)).filter(|(until, _)| *until != BUSY).min();
            let Some((_, id)) = soonest else { return Err(Full) };
            open.take_out(id, Connection::end);
        }
        open.last += 1;
        let id = open.last;
        let connection = Arc::new(Connection { address, until: AtomicU64::new(self.moment(self.patience)), end });
        open.connections.insert(id, connection.clone());
        *open.from.entry(address).or_default() += 1;
        Ok(Held { connections: self.clone(), id, connection })
    }

    /// Ends the connections whose time is up.
    pub fn end_overdue(&self) {
        let now = self.moment(Duration::ZERO);
        let mut open = self.lock();
        let overdue: Vec<u64> = open.connections.iter().filter(|(_, c)| c.until.load(Ordering::Relaxed) < now).map(|(id, _)| *id).collect();
        for id in overdue {
            open.take_out(id, Connection::end);
        }
    }

    #[cfg(test)]
    fn count(&self) -> usize {
        self.lock().connections.len()
    }

    fn moment(&self, from_now: Duration) -> u64 {
        u64::try_from((self.began.elapsed() + from_now).as_millis()).unwrap_or(BUSY - 1)
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        // The maps are whole after every statement, so a poisoned lock may be used.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Forgets a connection; one that is known is looked at before.
    fn take_out(&mut self, id: u64, last: impl FnOnce(&Connection)) {
        let Some(connection) = self.connections.remove(&id) else { return };
        last(&connection);
        if let Some(count) = self.from.get_mut(&connection.address) {
            *count -= 1;
            if *count == 0 {
                self.from.remove(&connection.address);
            }
        }
    }
}

impl Connection {
    fn end(&self) {
        (self.end)();
    }
}

impl Held {
    /// Something is done for the client from now on.
    pub fn is_busy(&self) {
        self.connection.until.store(BUSY, Ordering::Relaxed);
    }

    /// The client's turn: to send or to ask for the next thing.
    pub fn waits(&self, at_most: Duration) {
        self.connection.until.store(self.connections.moment(at_most), Ordering::Relaxed);
    }

    /// An answer of so many bytes goes out; then the next request may come.
    pub fn answers(&self, bytes: u64) {
        self.waits(self.connections.patience + Duration::from_secs(bytes / LEAST_RATE));
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.connections.lock().take_out(self.id, |_| {});
    }
}

/// What counts as one address: an IPv4 address, however it is written, and a whole IPv6 network, which is what one household gets.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_has_its_number_however_it_is_written() {
        let connections = Connections::new(100, Some(2), Duration::from_secs(9));
        let enter = |from: &str| connections.enter(address(from), Box::new(|| {}));
        let first = enter("192.0.2.1").unwrap();
        let _second = enter("::ffff:192.0.2.1").unwrap();
        assert!(enter("192.0.2.1").is_err());
        let _other = enter("192.0.2.2").unwrap();
        drop(first);
        assert!(enter("192.0.2.1").is_ok());
        let _network = (enter("2001:db8::1").unwrap(), enter("2001:db8::2").unwrap());
        assert!(enter("2001:db8::3").is_err() && enter("2001:db8:0:1::1").is_ok());
    }

    #[test]
    fn the_one_that_waits_longest_makes_room_and_a_busy_one_never() {
        let connections = Connections::new(3, None, Duration::from_secs(9));
        let ended = Arc::new(AtomicUsize::new(0));
        let enter = |n: usize| {
            let ended = ended.clone();
            connections.enter(address("192.0.2.1"), Box::new(move || ended.store(n, Ordering::SeqCst)))
        };
        let (first, second, third) = (enter(1).unwrap(), enter(2).unwrap(), enter(3).unwrap());
        first.is_busy();
        second.waits(Duration::from_secs(60));
        third.waits(Duration::from_secs(30));
        let fourth = enter(4).unwrap();
        assert_eq!((ended.load(Ordering::SeqCst), connections.count()), (3, 3));
        drop(third);
        assert_eq!(connections.count(), 3, "who was ended is not counted out twice");
        second.is_busy();
        fourth.is_busy();
        assert!(enter(5).is_err());
    }

    #[test]
    fn whose_time_is_up_is_ended() {
        let connections = Connections::new(9, None, Duration::ZERO);
        let ended = Arc::new(AtomicUsize::new(0));
        let enter = || {
            let ended = ended.clone();
            connections.enter(address("192.0.2.1"), Box::new(move || ended.store(ended.load(Ordering::SeqCst) + 1, Ordering::SeqCst))).unwrap()
        };
        let (busy, large, silent) = (enter(), enter(), enter());
        busy.is_busy();
        large.answers(LEAST_RATE * 3_600);
        silent.answers(0);
        while connections.moment(Duration::ZERO) <= silent.connection.until.load(Ordering::Relaxed) {
            std::hint::spin_loop();
        }
        connections.end_overdue();
        assert_eq!((ended.load(Ordering::SeqCst), connections.count()), (1, 2));
    }
}
