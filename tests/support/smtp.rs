//! A mail server that follows a script: it speaks as much SMTP as it takes to be handed a mail, and fails at the step a test names.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A step of the conversation, named after what the server answers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The connection itself.
    Greeting,
    Ehlo,
    Mail,
    Rcpt,
    Data,
    /// The dot after the mail's last line.
    Dot,
    /// The question whether a connection that was kept is still good.
    Noop,
}

/// What the server does at a step.
#[derive(Debug, Clone, Copy)]
pub enum Deed {
    Say(&'static str),
    /// Nothing, until the other side loses patience.
    Hang,
    /// Closes the connection without a word.
    HangUp,
}

/// A mail that reached the server's end of the wire.
#[derive(Debug, Clone, Default)]
pub struct Received {
    pub to: Vec<String>,
    /// Everything between `DATA` and the dot, dots unstuffed, lines ended by CRLF.
    pub raw: String,
    /// Whether the server answered that it took the mail.
    pub taken: bool,
}

#[derive(Default)]
struct Shared {
    fault: Option<(Step, Deed)>,
    conversations: usize,
    received: Vec<Received>,
}

/// A running server.
pub struct SmtpServer {
    pub url: String,
    shared: Arc<Mutex<Shared>>,
}

impl SmtpServer {
    /// Starts a server that takes every mail.
    pub fn start() -> SmtpServer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Mutex::new(Shared::default()));
        let all = shared.clone();
        // Ends with the process: a test is one.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, shared) = (stream.unwrap(), all.clone());
                shared.lock().unwrap().conversations += 1;
                std::thread::spawn(move || Conversation { stream: BufReader::new(stream), shared }.hold());
            }
        });
        SmtpServer { url, shared }
    }

    /// From now on something else than usual happens at a step.
    pub fn fails_at(&self, step: Step, deed: Deed) {
        self.shared.lock().unwrap().fault = Some((step, deed));
    }

    /// From now on every mail is taken.
    pub fn works_again(&self) {
        self.shared.lock().unwrap().fault = None;
    }

    /// How often somebody has connected.
    pub fn conversations(&self) -> usize {
        self.shared.lock().unwrap().conversations
    }

    /// The mails that came through to their last dot, taken or not.
    pub fn received(&self) -> Vec<Received> {
        self.shared.lock().unwrap().received.clone()
    }
}

struct Conversation {
    stream: BufReader<TcpStream>,
    shared: Arc<Mutex<Shared>>,
}

impl Conversation {
    /// Talks until the client quits or goes away, or the script ends the conversation: nothing, as there is no more to hear.
    fn hold(mut self) -> Option<()> {
        self.answer(Step::Greeting, "220 sink.example ready")?;
        let mut mail = Received::default();
        loop {
            let line = self.line()?;
            let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.answer(Step::Ehlo, "250-sink.example\r\n250 8BITMIME")?,
                "MAIL" => {
                    mail = Received::default();
                    self.answer(Step::Mail, "250 2.1.0 Go on")?;
                }
                "RCPT" => {
                    mail.to.push(address(rest));
                    self.answer(Step::Rcpt, "250 2.1.5 Go on")?;
                }
                "DATA" => {
                    let refused = matches!(self.fault(Step::Data), Some(Deed::Say(_)));
                    self.answer(Step::Data, "354 End with a dot")?;
                    if refused {
                        continue;
                    }
                    mail.raw = self.text()?;
                    mail.taken = self.fault(Step::Dot).is_none();
                    self.shared.lock().unwrap().received.push(std::mem::take(&mut mail));
                    self.answer(Step::Dot, "250 2.0.0 Taken")?;
                }
                "NOOP" => self.answer(Step::Noop, "250 2.0.0 Yes")?,
                "QUIT" => return self.say("221 2.0.0 Good bye"),
                _ => self.say("502 5.5.1 What?")?,
            }
        }
    }

    fn fault(&self, step: Step) -> Option<Deed> {
        self.shared.lock().unwrap().fault.filter(|(at, _)| *at == step).map(|(_, deed)| deed)
    }

    fn answer(&mut self, step: Step, usual: &str) -> Option<()> {
        match self.fault(step) {
            None => self.say(usual),
            Some(Deed::Say(line)) => self.say(line),
            Some(Deed::Hang) => {
                // Ends when the client closes its end.
                let mut rest = Vec::new();
                self.stream.read_to_end(&mut rest).ok()?;
                None
            }
            Some(Deed::HangUp) => None,
        }
    }

    fn say(&mut self, line: &str) -> Option<()> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).ok()
    }

    fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).ok().filter(|read| *read > 0)?;
        Some(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned())
    }

    fn text(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            let line = self.line()?;
            if line == "." {
                return Some(text);
            }
            text.push_str(line.strip_prefix('.').unwrap_or(&line));
            text.push_str("\r\n");
        }
    }
}

/// What stands between the angle brackets.
fn address(rest: &str) -> String {
    rest.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}

impl Received {
    /// A header's value, unfolded; none where there is no such header.
    pub fn header(&self, name: &str) -> Option<String> {
        let all: Vec<String> = self.headers().into_iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect();
        assert!(all.len() <= 1, "{name} stands there {} times", all.len());
        all.into_iter().next()
    }

    /// All headers in order, unfolded.
    pub fn headers(&self) -> Vec<(String, String)> {
        let head = self.raw.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
        head.lines().map(|line| line.split_once(": ").unwrap_or_else(|| panic!("no header: {line}"))).map(|(n, v)| (n.to_owned(), v.to_owned())).collect()
    }

    /// What mail programs know a mail by.
    pub fn message_id(&self) -> String {
        self.header("Message-ID").unwrap()
    }
}
