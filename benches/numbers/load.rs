//! The client: connections that are kept open, each on a thread of its own, that send one request after another.

use serde::{Deserialize, Serialize};
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What was answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    /// Without those that the server writes by itself (length, date, connection).
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A connection that is kept open.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

impl Connection {
    pub fn open(address: &str) -> Result<Connection> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        Ok(Connection { stream, buffer: vec![0; 1 << 18], filled: 0 })
    }

    /// Sends a request and reads the answer to its end; gives its status and the length of its body.
    pub fn send(&mut self, request: &[u8]) -> Result<(u16, usize)> {
        let (status, head, length) = self.exchange(request)?;
        self.filled -= head + length;
        self.buffer.copy_within(head + length..head + length + self.filled, 0);
        Ok((status, length))
    }

    /// Sends a request and keeps all of the answer.
    pub fn keep(&mut self, request: &[u8]) -> Result<Answer> {
        let (status, head, length) = self.exchange(request)?;
        let text = String::from_utf8_lossy(&self.buffer[..head]).into_owned();
        let own = ["content-length", "date", "connection"];
        let headers = text
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .filter(|(name, _)| !own.contains(&name.as_str()))
            .collect();
        let answer = Answer { status, headers, body: self.buffer[head..head + length].to_vec() };
        self.filled -= head + length;
        Ok(answer)
    }

    fn exchange(&mut self, request: &[u8]) -> Result<(u16, usize, usize)> {
        self.stream.write_all(request)?;
        let head = loop {
            if let Some(end) = find(&self.buffer[..self.filled], b"\r\n\r\n") {
                break end + 4;
            }
            self.more()?;
        };
        let status = std::str::from_utf8(&self.buffer[9..12]).ok().and_then(|s| s.parse().ok()).ok_or_else(|| Error::from(ErrorKind::InvalidData))?;
        let length = content_length(&self.buffer[..head])?;
        while self.filled < head + length {
            self.more()?;
        }
        Ok((status, head, length))
    }

    fn more(&mut self) -> Result<()> {
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.filled * 2, 0);
        }
        match self.stream.read(&mut self.buffer[self.filled..])? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            n => {
                self.filled += n;
                Ok(())
            }
        }
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

fn content_length(head: &[u8]) -> Result<usize> {
    let Some(at) = find(head, b"content-length: ").or_else(|| find(head, b"Content-Length: ")) else {
        // Every answer of the forum has a length, but for the live stream.
        return if find(head, b"chunked").is_some() { Err(Error::new(ErrorKind::InvalidData, "an answer without a length")) } else { Ok(0) };
    };
    let digits = head[at + 16..].iter().take_while(|b| b.is_ascii_digit()).fold(0, |n, b| n * 10 + usize::from(b - b'0'));
    Ok(digits)
}

/// A GET; the cookie's secret where somebody is signed in.
pub fn get(path: &str, session: Option<&str>) -> Vec<u8> {
    let cookie = session.map_or_else(String::new, |secret| format!("cookie: session={secret}\r\n"));
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\naccept-encoding: gzip, deflate, br, zstd\r\naccept-language: en\r\n{cookie}\r\n").into_bytes()
}

/// As [`get`], for the page as it is before it is compressed.
pub fn get_plain(path: &str, session: Option<&str>) -> Vec<u8> {
    String::from_utf8_lossy(&get(path, session)).replacen("accept-encoding: gzip, deflate, br, zstd", "accept-encoding: identity", 1).into_bytes()
}

/// A form sent by somebody signed in.
pub fn post(path: &str, session: &str, form: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\nsec-fetch-site: same-origin\r\ncookie: session={session}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    )
    .into_bytes()
}

/// Answers of each second, by `clients` at once for so long. `request` makes the n-th request of a client; every answer must have `status`.
pub fn rate(address: &str, clients: usize, time: Duration, status: u16, request: &(dyn Fn(usize, usize) -> Vec<u8> + Sync)) -> f64 {
    let answered = AtomicU64::new(0);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for client in 0..clients {
            let answered = &answered;
            scope.spawn(move || {
                let mut connection = Connection::open(address).expect("the server takes a connection");
                let mut n = 0;
                while began.elapsed() < time {
                    let (got, _) = connection.send(&request(client, n)).expect("the server answers");
                    assert_eq!(got, status, "request {n} of client {client}");
                    n += 1;
                }
                answered.fetch_add(n as u64, Ordering::Relaxed);
            });
        }
    });
    answered.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64()
}

/// Requests that one server answers before it is the other's turn.
const TURN: usize = 20;

/// The middle of the times that one client of each of two servers waits for its requests, one after another; the servers take turns, so
/// that what slows the machine down for a while slows down both.
pub fn median_waits(servers: [(&str, &[Vec<u8>]); 2]) -> [Duration; 2] {
    let mut connections = servers.map(|(address, _)| Connection::open(address).expect("the server takes a connection"));
    let mut waits = [Vec::new(), Vec::new()];
    let turns = servers.map(|(_, requests)| requests.chunks(TURN));
    let [first, second] = turns;
    for turn in first.zip(second) {
        for (n, requests) in [turn.0, turn.1].into_iter().enumerate() {
            for request in requests {
                let began = Instant::now();
                let (status, _) = connections[n].send(request).expect("the server answers");
                assert_eq!(status, 200, "{}", String::from_utf8_lossy(request));
                waits[n].push(began.elapsed());
            }
        }
    }
    waits.map(|mut waits| {
        waits.sort();
        waits[waits.len() / 2]
    })
}
