//! The numbers of the README: speed as shares of a limit measured in the same run, import, growth, sizes.
//!
//! `benches/run` starts a PostgreSQL cluster and calls this. Without arguments all but the growth is measured; `growth` measures that,
//! with a million posts, which takes a while; `pages`, `crowd`, `writes`, `import` and `size` measure one part each.

#[path = "numbers/crowd.rs"]
mod crowd;
#[path = "numbers/dump.rs"]
mod dump;
#[path = "numbers/forum.rs"]
mod forum;
#[path = "numbers/growth.rs"]
mod growth;
#[path = "numbers/limit.rs"]
mod limit;
#[path = "numbers/load.rs"]
mod load;
#[path = "numbers/table.rs"]
mod table;

use accolade::config::Config;
use forum::{CLIENTS, Filled, Forum};
use limit::Limit;
use load::{Answer, Connection, get, post};
use std::path::Path;
use std::time::Duration;
use table::{Table, Wanted};

/// Posts of the forum that pages and writes are measured on.
const POSTS: usize = 10_000;
/// How long each side of a comparison runs, and how often.
const TURN: Duration = Duration::from_secs(3);
const TURNS: usize = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    if let [first, port, answer] = arguments.as_slice()
        && first == "limit"
    {
        let answer: Answer = serde_json::from_str(&std::fs::read_to_string(answer).expect("the answer's file")).expect("an answer");
        limit::run(port.parse().expect("a port"), &answer).expect("the limit serves");
        return;
    }
    let wants = |part: &str| arguments.iter().any(|a| a == part) || (arguments.is_empty() && part != "growth");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut table = Table::begin();
    if ["pages", "crowd", "writes", "import", "size"].into_iter().any(wants) {
        let dump = folder.path().join("dump");
        let size = dump::write(&dump, POSTS, dump::Mix::Whole).expect("a dump is written");
        for database in Database::all() {
            let config = database.config(&folder.path().join(database.name()));
            let imported = forum::import(&config, &dump);
            if wants("import") {
                table.import(database, size, &imported);
            }
            let filled = forum::furnish(config);
            if database == Database::Postgres {
                forum::let_rest(&filled);
            }
            if wants("size") && database == Database::Sqlite {
                sizes(&filled, &mut table);
            }
            if wants("pages") {
                pages(&filled, database, &mut table);
            }
            if wants("crowd") && database == Database::Sqlite {
                crowded(&filled, &mut table);
            }
            if wants("writes") {
                writes(&filled, database, &mut table);
            }
        }
    }
    if wants("growth") {
        growth::measure(folder.path(), &mut table);
    }
    table.end();
}

/// Where a forum keeps its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    /// Both; fails where there is no cluster, so that no number is missing in silence.
    pub fn all() -> [Database; 2] {
        assert!(std::env::var("ACCOLADE_TEST_POSTGRES").is_ok(), "ACCOLADE_TEST_POSTGRES names the cluster to measure on; benches/run starts one");
        [Database::Sqlite, Database::Postgres]
    }

    pub fn name(self) -> &'static str {
        match self {
            Database::Sqlite => "SQLite",
            Database::Postgres => "PostgreSQL",
        }
    }

    /// Settings of a forum with a new database.
    pub fn config(self, folder: &Path) -> Config {
        std::fs::create_dir_all(folder).expect("a folder for the data");
        let database_url = match self {
            Database::Sqlite => format!("sqlite:{}", folder.join("accolade.db").display()),
            Database::Postgres => {
                let cluster = std::env::var("ACCOLADE_TEST_POSTGRES").expect("checked before");
                let name = format!("bench_{}_{}", std::process::id(), rand::random::<u32>());
                let address = accolade::store::connection::Address::Postgres(format!("{cluster}/postgres"));
                let mut conn = accolade::store::connection::open(&address, accolade::store::connection::Purpose::Write).expect("the cluster answers");
                diesel::RunQueryDsl::execute(diesel::sql_query(format!("CREATE DATABASE {name}")), &mut conn).expect("a database is made");
                format!("{cluster}/{name}")
            }
        };
        // A handful of members do what a whole community does.
        Config { data_dir: folder.to_path_buf(), database_url, pace_percent: 100_000_000, ..Config::default() }
    }
}

/// How much of the limit is reached: the middle of some turns, each with the limit measured right before.
fn share(forum: &Forum, answer: &Answer, request: &(dyn Fn(usize, usize) -> Vec<u8> + Sync)) -> (f64, f64, f64) {
    let limit = Limit::serve(answer);
    let mut turns: Vec<(f64, f64, f64)> = (0..TURNS)
        .map(|turn| {
            let most = load::rate(&limit.address, CLIENTS, TURN, answer.status, &|client, n| request(client, n));
            let ours = load::rate(&forum.address, CLIENTS, TURN, answer.status, &|client, n| request(client, turn * 1_000_000 + n));
            (ours / most, ours, most)
        })
        .collect();
    turns.sort_by(|a, b| a.0.total_cmp(&b.0));
    turns[turns.len() / 2]
}

fn keep(forum: &Forum, request: &[u8]) -> Answer {
    Connection::open(&forum.address).and_then(|mut connection| connection.keep(request)).expect("the forum answers")
}

/// The page of a topic with twenty posts: for guests from the cache, for a member made anew each time. The limit serves a guest's bytes as
/// they are; beside a member's page it serves the page as it is before it is compressed, which is the work that is measured.
fn pages(filled: &Filled, database: Database, table: &mut Table) {
    let forum = Forum::start(&filled.config);
    let path = forum.topic_path(1);
    let member = Some(filled.reader.as_str());
    for (who, session, wanted) in
        [("guest, from the page cache", None, 0.5), ("member, nothing cached", member, if database == Database::Sqlite { 0.07 } else { 0.03 })]
    {
        let request = get(&path, session);
        let answer = keep(&forum, &request);
        let plain = keep(&forum, &load::get_plain(&path, session));
        assert_eq!((answer.status, plain.status), (200, 200));
        let measured = share(&forum, if session.is_some() { &plain } else { &answer }, &|_, _| request.clone());
        table.share(&format!("topic page of 20 posts, {who}, {}", database.name()), measured, wanted, answer.body.len());
        if session.is_some() {
            let kilobytes = answer.body.len() as f64 / 1024.0;
            table.number(&format!("that page on the wire, {}", database.name()), kilobytes, "KB", Wanted::AtMost(20.0));
            let list = keep(&forum, &get("/", session));
            table.number(&format!("a member's list on the wire, {}", database.name()), list.body.len() as f64 / 1024.0, "KB", Wanted::AtMost(20.0));
        }
    }
}

/// Pages beside those who ask for nothing or for nonsense.
fn crowded(filled: &Filled, table: &mut Table) {
    let forum = Forum::start(&filled.config);
    let path = forum.topic_path(1);
    let alone = crowd::p95(&forum, &path, Some(&filled.reader), 400);
    let memory = forum.memory();
    let (beside, asked) = crowd::beside_guessers(&forum, &path, &filled.reader);
    let what = format!("a member's page (p95) beside {} guests with {asked} queries that no page reads, usually {alone:.1} ms", crowd::GUESSERS);
    table.number(&what, beside, "ms", Wanted::AtMost((alone * 5.0).max(50.0)));
    table.number("memory that those guests added", forum.memory() - memory, "MB", Wanted::AtMost(64.0));
    let crowd = crowd::gather(&forum, filled);
    let guests = crowd::p95(&forum, "/", None, 200);
    let members = crowd::p95(&forum, &path, Some(&filled.reader), 200);
    let held = forum.memory();
    let what = format!("pages (p95) beside {} silent connections and {} live streams", crowd::SILENT, crowd::STREAMS);
    table.number(&format!("{what}, guest"), guests, "ms", Wanted::AtMost(100.0));
    table.number(&format!("{what}, member"), members, "ms", Wanted::AtMost(100.0));
    table.number("memory with all of them there", held, "MB", Wanted::AtMost(300.0));
    drop(crowd);
}

/// Sixteen moderators answer questions of others and vote, all at the same time.
fn writes(filled: &Filled, database: Database, table: &mut Table) {
    let forum = Forum::start(&filled.config);
    // Answers go to topics after the full ones, evenly.
    let topics = (POSTS - dump::FULL_TOPICS * 20) / 5;
    let body = "body=Do+a+**forced+ferment+test**%3A+warm+a+sample+for+three+days+and+compare.%0A%0AIf+both+stop+at+1.020%2C+the+mash+was+too+warm.";
    let writer = |client: usize| filled.writers[client % filled.writers.len()].as_str();
    let answering = |client: usize, n: usize| {
        let topic = dump::FULL_TOPICS + 1 + (n * CLIENTS + client) % topics;
        post(&format!("/t/{topic}/answers"), writer(client), &format!("{body}+Seen+{n}+times."))
    };
    let sample = keep(&forum, &answering(0, 0));
    assert_eq!(sample.status, 303, "{}", String::from_utf8_lossy(&sample.body));
    let measured = share(&forum, &sample, &answering);
    table.share(&format!("posting an answer, {CLIENTS} clients, {}", database.name()), measured, wanted_on_sqlite(database, 0.01), 0);

    let posts = dump::FULL_TOPICS + topics;
    let voting = |client: usize, n: usize| {
        // Each client votes for questions of its own and takes each vote back, so that nobody has more votes a day than the rules allow.
        let question = 1 + (n / 2 % 20 + client * 20) % posts;
        post(&format!("/posts/{question}/vote"), writer(client), if n.is_multiple_of(2) { "vote=up" } else { "vote=none" })
    };
    let sample = keep(&forum, &voting(0, 0));
    assert_eq!(sample.status, 303, "{}", String::from_utf8_lossy(&sample.body));
    let measured = share(&forum, &sample, &voting);
    table.share(&format!("voting, {CLIENTS} clients, {}", database.name()), measured, wanted_on_sqlite(database, 0.015), 0);
}

/// The numbers for writes are set for SQLite; PostgreSQL's are shown beside them.
fn wanted_on_sqlite(database: Database, share: f64) -> f64 {
    if database == Database::Sqlite { share } else { 0.0 }
}

/// Memory, start, and how much a first visit loads.
fn sizes(filled: &Filled, table: &mut Table) {
    drop(Forum::start(&filled.config));
    let forum = Forum::start(&filled.config);
    std::thread::sleep(Duration::from_secs(2));
    table.number("memory when idle", forum.memory(), "MB", Wanted::AtMost(60.0));
    table.number("start to first answer", forum.start.as_secs_f64(), "s", Wanted::AtMost(1.0));
    let page = keep(&forum, &get(&forum.topic_path(1), None));
    let text = String::from_utf8(decompressed(&page)).expect("a page is text");
    let (mut all, mut scripts) = (page.body.len(), 0);
    for link in loaded(&text) {
        let answer = keep(&forum, &get(&link, None));
        assert_eq!(answer.status, 200, "{link}");
        all += answer.body.len();
        if link.contains(".js") {
            scripts += answer.body.len();
        }
    }
    table.number("first visit to a topic of 20 posts, all it loads", all as f64 / 1024.0, "KB", Wanted::AtMost(100.0));
    table.number("of it JavaScript", scripts as f64 / 1024.0, "KB", Wanted::AtMost(40.0));
    let binary = std::fs::metadata(env!("CARGO_BIN_EXE_accolade")).expect("the binary").len();
    table.number("the binary", binary as f64 / 1024.0 / 1024.0, "MB", Wanted::AtMost(40.0));
}

/// What a browser loads with a page: styles, scripts, pictures and icons, each once. What only an attribute of ours names (the formulas)
/// is loaded where it is needed.
fn loaded(page: &str) -> std::collections::BTreeSet<String> {
    let after = |mark: &'static str| page.split(mark).skip(1).filter_map(|rest| rest.split(['"', '#']).next());
    after(" href=\"").chain(after(" src=\"")).filter(|link| link.starts_with("/assets/") && !link.contains("apple-touch")).map(str::to_owned).collect()
}

/// The bytes of an answer as they were before compression.
fn decompressed(answer: &Answer) -> Vec<u8> {
    let encoding = answer.headers.iter().find(|(name, _)| name == "content-encoding").map(|(_, how)| how.as_str());
    match encoding {
        None => answer.body.clone(),
        Some("br") => {
            let mut text = Vec::new();
            brotli::BrotliDecompress(&mut answer.body.as_slice(), &mut text).expect("brotli");
            text
        }
        Some(other) => panic!("the page came as {other}"),
    }
}
