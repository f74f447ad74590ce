//! How pages slow down when a forum grows from ten thousand posts to a million.

use super::forum::{self, Filled, Forum};
use super::load::{self, get};
use super::table::{Table, Wanted};
use super::{Database, dump};
use std::path::Path;
use std::time::Duration;

const SMALL: usize = 10_000;
const LARGE: usize = 1_000_000;
/// Requests for the middle of each page's times.
const REQUESTS: usize = 400;

/// The kinds of pages, and how much slower each may become.
const PAGES: [(&str, f64); 5] = [("topic page", 1.5), ("latest list", 1.5), ("tag list", 1.5), ("profile", 1.5), ("search", 3.0)];

/// Imports both forums into the embedded database and measures them there, then moves them to PostgreSQL and measures them again.
pub fn measure(folder: &Path, table: &mut Table) {
    let mut small = fill(folder, SMALL, table);
    let mut large = fill(folder, LARGE, table);
    for database in Database::all() {
        if database == Database::Postgres {
            small = forum::moved(small, database.config(&folder.join("moved-small")));
            large = forum::moved(large, database.config(&folder.join("moved-large")));
            forum::let_rest(&large);
        }
        let waits = waits([(&small, SMALL), (&large, LARGE)]);
        for ((page, most), waits) in PAGES.into_iter().zip(waits) {
            let [first, second] = waits.map(|wait| wait.as_secs_f64() * 1e3);
            let what = format!("{page}, a million posts to ten thousand, {} ({first:.2} → {second:.2} ms)", database.name());
            table.number(&what, second / first, "times", Wanted::AtMost(most));
        }
    }
}

fn fill(folder: &Path, posts: usize, table: &mut Table) -> Filled {
    let dump = folder.join(format!("growth-{posts}"));
    let size = dump::write(&dump, posts, dump::Mix::Lean).expect("a dump is written");
    let config = Database::Sqlite.config(&folder.join(format!("embedded-{posts}")));
    let imported = forum::import(&config, &dump);
    if posts == LARGE {
        table.import(Database::Sqlite, size, &imported);
    }
    std::fs::remove_dir_all(dump).expect("the dump goes");
    forum::furnish(config)
}

/// The middle time of each kind of page in both forums, seen by a member, from whom nothing is cached.
fn waits(filled: [(&Filled, usize); 2]) -> [[Duration; 2]; PAGES.len()] {
    let forums = filled.map(|(filled, _)| Forum::start(&filled.config));
    let requests = [0, 1].map(|n| requests(filled[n].0, &forums[n], filled[n].1));
    std::array::from_fn(|kind| {
        let [small, large] = [0, 1].map(|n| (forums[n].address.as_str(), requests[n][kind].as_slice()));
        // Once to warm what the database keeps in memory, once to measure.
        load::median_waits([(small.0, &small.1[..REQUESTS / 4]), (large.0, &large.1[..REQUESTS / 4])]);
        load::median_waits([small, large])
    })
}

/// The requests for each kind of page.
fn requests(filled: &Filled, forum: &Forum, posts: usize) -> [Vec<Vec<u8>>; PAGES.len()] {
    let session = Some(filled.reader.as_str());
    let topics = (posts - dump::FULL_TOPICS * 20) / 5;
    let spread = |n: usize| 1 + (n * 7_919) % topics;
    let (queries, tags) = (dump::queries(), dump::tags());
    let profiles = forum::handles(&filled.config, 100);
    let all = |path: &dyn Fn(usize) -> String| (0..REQUESTS).map(|n| get(&path(n), session)).collect();
    [
        all(&|n| forum.topic_path(spread(n))),
        all(&|_| "/".to_owned()),
        all(&|n| format!("/tags/{}", tags[n % tags.len()])),
        all(&|n| format!("/members/{}", profiles[n % profiles.len()])),
        all(&|n| format!("/search?q={}", queries[n % queries.len()])),
    ]
}
