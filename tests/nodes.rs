//! Forums as processes: several of them on one database, and one that is told to stop in the middle of its work.

use crate::rulebook::later;
use crate::support::databases::is_postgres;
use crate::support::process::{Scene, database, quiet_port, start};
use crate::support::raw;
use accolade::config::Config;
use accolade::store::connection::{self, Address, Purpose};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;
use std::time::{Duration, Instant};

/// A test that waits for so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A node that ends with the test.
struct Node {
    child: Child,
    config: Config,
}

impl Node {
    fn start(config: Config) -> Node {
        Node { child: start(&config), config }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.config.listen).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    fn guest_reads(&self, path: &str) -> String {
        ureq::get(format!("http://{}{path}", self.config.listen)).call().unwrap().body_mut().read_to_string().unwrap()
    }

    fn answer(&self, secret: &str, topic: impl std::fmt::Display, body: &str) {
        let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into();
        let request = agent.post(format!("http://{}/t/{topic}/answers", self.config.listen));
        let sent = request.header("cookie", format!("session={secret}")).header("sec-fetch-site", "same-origin").send_form([("body", body)]).unwrap();
        assert_eq!(sent.status(), 303);
    }

    fn post(&self, secret: &str, path: &str) {
        let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into();
        let request = agent.post(format!("http://{}{path}", self.config.listen));
        let sent = request.header("cookie", format!("session={secret}")).header("sec-fetch-site", "same-origin").send_empty().unwrap();
        assert_eq!(sent.status(), 303);
    }

    /// The live stream of a member, past its head.
    fn live(&self, secret: &str) -> BufReader<TcpStream> {
        let mut stream = self.connect();
        write!(stream, "GET /live HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: session={secret}\r\n\r\n", self.config.listen).unwrap();
        let mut lines = BufReader::new(stream);
        let status = next_line(&mut lines);
        assert!(status.contains("200"), "{status}");
        wait_for(&mut lines, "event: bell");
        lines
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn next_line(lines: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    line
}

/// Reads on until a line has this.
fn wait_for(lines: &mut BufReader<TcpStream>, wanted: &str) {
    loop {
        let line = next_line(lines);
        assert!(!line.is_empty(), "the stream ended before “{wanted}”");
        if line.contains(wanted) {
            return;
        }
    }
}

#[test]
fn what_one_node_writes_the_others_show() {
    if !is_postgres() {
        // The embedded database belongs to one process.
        return;
    }
    let (folder, second_folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let scene = Scene::new(folder.path(), 1);
    let listen = quiet_port();
    let second = Config { public_url: format!("http://{listen}"), listen, data_dir: second_folder.path().to_path_buf(), ..scene.config.clone() };
    let (here, there) = (Node::start(scene.config.clone()), Node::start(second));

    // A guest's page is kept here, and a member's page is open here.
    let topic = ureq::get(format!("http://{}/t/{}", here.config.listen, scene.topic)).call().unwrap();
    let path = ureq::ResponseExt::get_uri(&topic).path().to_owned();
    for page in [&path, "/"] {
        assert!(!here.guest_reads(page).contains("ferment test"));
    }
    let mut live = here.live(&scene.author.1);

    // Somebody answers there: the page here shows it well before a page would be drawn anew by itself, and the bell here rings.
    there.answer(&scene.members[0].1, scene.topic, "Do a forced ferment test: it separates the two in a couple of days.");
    wait_for(&mut live, "event: bell");
    let began = Instant::now();
    while !here.guest_reads(&path).contains("forced ferment test") {
        assert!(began.elapsed() < PATIENCE, "the answer does not show on the other node");
        std::thread::sleep(Duration::from_millis(50));
    }

    // Whoever signs out there is no longer listened for here: the stream ends before there is anything to tell.
    there.post(&scene.author.1, "/sign-out");
    std::io::copy(&mut live, &mut std::io::sink()).expect("the live stream ends");
}

#[test]
fn a_node_that_is_told_to_stop_finishes_what_it_has_begun() {
    let folder = tempfile::tempdir().unwrap();
    let scene = Scene::new(folder.path(), 1);
    let mut node = Node::start(scene.config.clone());
    let mut live = node.live(&scene.author.1);

    // Half an answer is on its way when the node is told to stop.
    let body = "body=Do+a+forced+ferment+test%3A+it+separates+the+two+in+a+couple+of+days.";
    let (first, rest) = body.split_at(20);
    let mut request = node.connect();
    write!(
        request,
        "POST /t/{}/answers HTTP/1.1\r\nHost: {}\r\nCookie: session={}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{first}",
        scene.topic,
        node.config.listen,
        scene.members[0].1,
        body.len(),
    )
    .unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let told = std::process::Command::new("kill").args(["-TERM", &node.child.id().to_string()]).status().unwrap();
    assert!(told.success());

    // Whoever listens is let go at once, and nobody new is let in.
    std::io::copy(&mut live, &mut std::io::sink()).expect("the live stream ends");
    let began = Instant::now();
    while TcpStream::connect(&node.config.listen).is_ok() {
        assert!(began.elapsed() < PATIENCE, "the node still takes connections");
        std::thread::sleep(Duration::from_millis(20));
    }

    request.write_all(rest.as_bytes()).unwrap();
    let mut answer = String::new();
    request.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert!(node.child.wait().unwrap().success(), "the node stops in peace");
    let answers = database(&scene.config).read_now(|conn| accolade::store::topics::find(conn, scene.topic)).unwrap().unwrap().answer_count;
    assert_eq!(answers, 1);
}

/// Two nodes on one database of PostgreSQL.
fn two_nodes(scene: &Scene, second_folder: &std::path::Path) -> (Node, Node) {
    let listen = quiet_port();
    let second = Config { public_url: format!("http://{listen}"), listen, data_dir: second_folder.to_path_buf(), ..scene.config.clone() };
    (Node::start(scene.config.clone()), Node::start(second))
}

/// Publishes a rulebook from the command line, beside whoever runs.
fn publish(config: &Config, document: &str) {
    std::fs::create_dir_all(&config.data_dir).unwrap();
    let file = config.data_dir.join("book.toml");
    std::fs::write(&file, document).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_accolade"));
    for name in ["ACCOLADE_TEST_DATABASE", "ACCOLADE_TEST_POSTGRES", "ACCOLADE_TEST_DATA"] {
        command.env_remove(name);
    }
    let said = command.args(["--database-url", &config.database_url, "rulebook", "publish"]).arg(&file).output().unwrap();
    assert!(said.status.success(), "{said:?}");
}

#[test]
fn a_rulebook_that_is_published_counts_on_every_node_within_two_seconds() {
    if !is_postgres() {
        // The embedded database belongs to one process, whose commands are tested beside it.
        return;
    }
    let (folder, second_folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let scene = Scene::new(folder.path(), 0);
    let (here, there) = two_nodes(&scene, second_folder.path());
    for node in [&here, &there] {
        assert!(node.guest_reads("/tiers").contains("Newcomer"));
    }
    publish(&scene.config, &later(1, &[("icon = \"dot\"\n", "icon = \"dot\"\nwords = { en = { name = \"Brewer\" } }\n")]));
    let began = Instant::now();
    while [&here, &there].iter().any(|node| !node.guest_reads("/tiers").contains("Brewer")) {
        assert!(began.elapsed() < Duration::from_secs(2), "a node shows the version before");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_node_that_is_killed_while_it_applies_a_rulebook_leaves_the_rest_to_the_other() {
    const MANY: i64 = 10_000;
    if !is_postgres() {
        return;
    }
    let (folder, second_folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let scene = Scene::new(folder.path(), 0);
    let mut conn = connection::open(&Address::parse(&scene.config.database_url).unwrap(), Purpose::Write).unwrap();
    raw::run(
        &mut conn,
        &format!(
            "INSERT INTO members (handle, handle_key, display_name, tier, reputation, created_at, last_seen_at)
             SELECT 'm' || i, 'm' || i, 'm' || i, 'newcomer', 12, 0, 0 FROM generate_series(1, {MANY}) AS i"
        ),
    );
    let mut count = |what: &str| raw::rows(&mut conn, &format!("SELECT 1 AS id, COUNT(*) AS a, 0 AS b FROM {what}"))[0].1;
    let (here, there) = two_nodes(&scene, second_folder.path());
    publish(&scene.config, &later(1, &[("needs = { reputation = 15 }", "needs = { reputation = 10 }")]));
    let began = Instant::now();
    let promoted = "members WHERE tier = 'member' AND reputation = 12";
    while count(promoted) < 400 {
        assert!(began.elapsed() < PATIENCE, "nobody applies it");
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(here);
    assert!(count(promoted) < MANY, "it was finished before the node was killed");
    // What the killed node had in hand is free when its lease has ended: that is made to be now.
    raw::run(&mut conn, "UPDATE jobs SET leased_until = leased_until - 60000 WHERE kind = 'apply_rulebook'");
    let mut count = |what: &str| raw::rows(&mut conn, &format!("SELECT 1 AS id, COUNT(*) AS a, 0 AS b FROM {what}"))[0].1;
    let began = Instant::now();
    while count("jobs WHERE kind = 'apply_rulebook'") > 0 {
        assert!(began.elapsed() < PATIENCE * 2, "it is not finished");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!([promoted, "events WHERE kind = 'tier_reached'", "notifications WHERE kind = 'tier_reached'"].map(count), [MANY, MANY, MANY]);
    drop(there);
}
