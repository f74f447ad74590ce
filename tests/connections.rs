//! Connections, bodies and streams have a number and an end.

use crate::support::Forum;
use socket2::{Domain, Socket, Type};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

/// A connection from an address of this machine; all of 127.0.0.0/8 are.
fn connect_from(from: &str, forum: &Forum) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&format!("{from}:0").parse::<SocketAddr>().unwrap().into()).unwrap();
    socket.connect(&forum.address.parse::<SocketAddr>().unwrap().into()).unwrap();
    socket.into()
}

fn connect(forum: &Forum) -> TcpStream {
    connect_from("127.0.0.1", forum)
}

/// Everything until the other side ends the connection.
fn to_the_end(mut stream: &TcpStream) -> String {
    let mut all = Vec::new();
    // A reset is an end, too.
    let _ = stream.read_to_end(&mut all);
    String::from_utf8_lossy(&all).into_owned()
}

/// Asks for a page and answers its head as far as it has come; empty where the connection was ended.
fn head_of(mut stream: &TcpStream, path: &str, more: &str) -> String {
    if stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: forum\r\n{more}\r\n").as_bytes()).is_err() {
        return String::new();
    }
    let mut buffer = vec![0; 64 * 1024];
    let n = stream.read(&mut buffer).unwrap_or(0);
    String::from_utf8_lossy(&buffer[..n]).into_owned()
}

#[test]
fn a_body_that_stops_coming_is_answered_and_its_connection_ended() {
    let forum = Forum::spawn_with(|config| config.silence_seconds = 1);
    let form = "content-type: application/x-www-form-urlencoded\r\n";
    let multipart = "content-type: multipart/form-data; boundary=edge\r\n";
    forum.member("ada");
    let cookie = forum.session("ada");
    for (path, head, part) in [
        ("/sign-in", format!("{form}content-length: 100\r\n"), "name=ada"),
        ("/sign-in", format!("{form}transfer-encoding: chunked\r\n"), "4\r\nname\r\n"),
        ("/uploads", format!("{multipart}cookie: {cookie}\r\ncontent-length: 1000\r\n"), "--edge\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nGIF"),
        // Nobody reads the body of these: the answer comes at once, and the connection ends all the same.
        ("/nowhere", format!("{form}content-length: 100\r\n"), "name=ada"),
        ("/nowhere", format!("{form}transfer-encoding: chunked\r\n"), "4\r\nname\r\n"),
    ] {
        let mut stream = connect(&forum);
        write!(stream, "POST {path} HTTP/1.1\r\nhost: forum\r\naccept: text/html\r\n{head}\r\n{part}").unwrap();
        let answer = to_the_end(&stream);
        let wanted = match path {
            "/sign-in" => ["HTTP/1.1 408 ", "took too long"],
            "/uploads" => ["HTTP/1.1 422 ", "The end of this picture is missing"],
            _ => ["HTTP/1.1 404 ", "no page at this address"],
        };
        assert!(wanted.iter().all(|w| answer.contains(w)), "{path} {head}: {answer}");
    }
}

#[test]
fn heads_that_do_not_come_are_not_waited_for() {
    let forum = Forum::spawn_with(|config| config.silence_seconds = 1);
    let silent = connect(&forum);
    let mut half = connect(&forum);
    half.write_all(b"GET / HTT").unwrap();
    // The second request of a connection stops in its middle.
    let mut second = connect(&forum);
    assert!(head_of(&second, "/healthz", "").starts_with("HTTP/1.1 200"));
    second.write_all(b"GET / HTT").unwrap();
    for stream in [&silent, &half, &second] {
        let said = to_the_end(stream);
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 408"), "{said}");
    }
}

#[test]
fn one_address_has_its_number_of_connections_and_others_have_theirs() {
    let forum = Forum::spawn_with(|config| config.connections_per_address = 3);
    let mine: Vec<TcpStream> = (0..3).map(|_| connect(&forum)).collect();
    assert!(head_of(&mine[0], "/healthz", "").starts_with("HTTP/1.1 200"));
    assert_eq!(to_the_end(&connect(&forum)), "", "the fourth is ended before it asks");
    let other = connect_from("127.0.0.2", &forum);
    assert!(head_of(&other, "/healthz", "").starts_with("HTTP/1.1 200"));
    assert!(head_of(&mine[2], "/healthz", "").starts_with("HTTP/1.1 200"), "who was there before is not disturbed");
}

#[test]
fn a_full_house_makes_room_for_who_asks() {
    let forum = Forum::spawn_with(|config| {
        config.connections = 4;
        config.workers = 1;
    });
    let silent: Vec<TcpStream> = (0..4).map(|n| connect_from(&format!("127.0.0.{}", n + 2), &forum)).collect();
    let asking: Vec<TcpStream> = (0..4).map(|_| connect(&forum)).collect();
    for stream in &asking {
        assert!(head_of(stream, "/", "").starts_with("HTTP/1.1 200"));
    }
    for stream in &silent {
        assert_eq!(to_the_end(stream), "", "whoever was silent longest has made room");
    }
}

#[test]
fn streams_of_a_member_have_a_number_and_the_newest_count() {
    let forum = Forum::spawn();
    forum.member("ada");
    let cookie = format!("connection: close\r\ncookie: {}\r\n", forum.session("ada"));
    let streams: Vec<TcpStream> = (0..=accolade::live::MOST_PER_MEMBER)
        .map(|n| {
            let stream = connect(&forum);
            let head = head_of(&stream, "/live", &cookie);
            assert!(head.starts_with("HTTP/1.1 200"), "stream {n}: {head}");
            stream
        })
        .collect();
    let last_words = to_the_end(&streams[0]);
    assert!(last_words.contains("retry: 300000"), "the oldest ends, and is not to come back at once: {last_words}");
    let newest = head_of(&connect(&forum), "/healthz", "");
    assert!(newest.starts_with("HTTP/1.1 200"));
    assert_eq!(forum.app.live.count(), 1, "the others go on");
}

#[test]
fn when_all_places_for_streams_are_taken_pages_still_answer() {
    let forum = Forum::spawn_with(|config| config.connections = 6);
    let mut open = Vec::new();
    for n in 0..3 {
        forum.member(&format!("member-{n}"));
        let stream = connect(&forum);
        assert!(head_of(&stream, "/live", &format!("cookie: {}\r\n", forum.session(&format!("member-{n}")))).starts_with("HTTP/1.1 200"));
        open.push(stream);
    }
    forum.member("late");
    let refused = head_of(&connect(&forum), "/live", &format!("cookie: {}\r\n", forum.session("late")));
    assert!(refused.starts_with("HTTP/1.1 503") && refused.to_lowercase().contains("retry-after: "), "{refused}");
    assert!(head_of(&connect(&forum), "/", "").starts_with("HTTP/1.1 200"));
}
