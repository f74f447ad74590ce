//! A crowd at the door: connections that say nothing, streams that stay open, guests who ask for what no page reads. Loopback only, from
//! many of its addresses, and no more of them than is written here.

use super::forum::{Filled, Forum};
use super::load::{Connection, get};
use socket2::{Domain, Socket, Type};
use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Connections whose request never comes to its end, and streams of members who listen.
pub const SILENT: usize = 3_000;
pub const STREAMS: usize = 2_000;
/// Streams of each member, connections from each address.
const STREAMS_EACH: usize = 5;
const FROM_ONE: usize = 100;
/// Members who listen.
pub const LISTENERS: usize = STREAMS / STREAMS_EACH;
/// Guests with queries that nobody reads, for so long.
pub const GUESSERS: usize = 32;
const GUESSING: Duration = Duration::from_secs(15);

/// A connection from the n-th of the addresses of this machine.
fn connect(to: &str, n: usize) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    let from = format!("127.0.{}.{}:0", 1 + n / FROM_ONE / 200, 1 + n / FROM_ONE % 200);
    socket.bind(&from.parse::<SocketAddr>().expect("an address").into()).expect("an address of this machine");
    socket.connect(&to.parse::<SocketAddr>().expect("an address").into()).expect("the forum takes a connection");
    socket.into()
}

/// Gathers the crowd; it is there as long as what this answers.
pub fn gather(forum: &Forum, filled: &Filled) -> Vec<TcpStream> {
    // This process holds the other ends.
    let room = accolade::server::connections_that_fit();
    assert!(room > SILENT + STREAMS, "the system lets this program open {room} files: raise the hard limit (ulimit -Hn) above {}", SILENT + STREAMS + 200);
    let mut crowd = Vec::with_capacity(SILENT + STREAMS);
    for n in 0..STREAMS {
        let mut stream = connect(&forum.address, n);
        write!(stream, "GET /live HTTP/1.1\r\nhost: bench\r\ncookie: session={}\r\n\r\n", filled.listeners[n / STREAMS_EACH]).expect("a request goes out");
        crowd.push(stream);
    }
    for n in 0..SILENT {
        let mut stream = connect(&forum.address, STREAMS + n);
        write!(stream, "POST /sign-in HTTP/1.1\r\nhost: bench\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\nname=a")
            .expect("half a request goes out");
        crowd.push(stream);
    }
    crowd
}

/// The wait that nineteen of twenty requests for a page are below, in milliseconds, asked for one after another.
pub fn p95(forum: &Forum, path: &str, session: Option<&str>, times: usize) -> f64 {
    let request = get(path, session);
    let mut connection = Connection::open(&forum.address).expect("the forum takes a connection");
    let mut waits: Vec<Duration> = (0..times)
        .map(|_| {
            let began = Instant::now();
            let (status, _) = connection.send(&request).expect("the forum answers");
            assert_eq!(status, 200, "{path}");
            began.elapsed()
        })
        .collect();
    waits.sort();
    waits[waits.len() * 95 / 100].as_secs_f64() * 1_000.0
}

/// A member's wait for a page while guests ask for it with queries that it does not read, and how many they asked for.
pub fn beside_guessers(forum: &Forum, path: &str, session: &str) -> (f64, usize) {
    let (over, asked) = (AtomicBool::new(false), AtomicUsize::new(0));
    let worst = std::thread::scope(|scope| {
        for client in 0..GUESSERS {
            let (over, asked) = (&over, &asked);
            scope.spawn(move || {
                let mut connection = Connection::open(&forum.address).expect("the forum takes a connection");
                let mut n = 0;
                while !over.load(Ordering::Relaxed) {
                    let (status, _) = connection.send(&get(&format!("{path}?guess-{client}={n}"), None)).expect("the forum answers");
                    assert_eq!(status, 200);
                    n += 1;
                    // A guest, not a hammer: what is measured is what one request costs the others.
                    std::thread::sleep(Duration::from_millis(20));
                }
                asked.fetch_add(n, Ordering::Relaxed);
            });
        }
        let began = Instant::now();
        let mut worst = 0.0_f64;
        while began.elapsed() < GUESSING {
            worst = worst.max(p95(forum, path, Some(session), 200));
        }
        over.store(true, Ordering::Relaxed);
        worst
    });
    (worst, asked.load(Ordering::Relaxed))
}
