//! Imports that are stopped or killed, and run again.

use super::site::busy;
use super::{Forum, Scratch, open_database, same};
use accolade::import::stack_exchange::{self, Wishes};
use accolade::import::{ImportError, Progress, Unseen};
use accolade::store::connection::Address;
use std::cell::Cell;
use std::ops::ControlFlow;
use std::path::Path;

/// Progress that stops the import after so many steps.
pub struct StopAfter(Cell<u32>);

impl StopAfter {
    pub fn new(steps: u32) -> StopAfter {
        StopAfter(Cell::new(steps))
    }
}

impl Progress for StopAfter {
    fn stage(&self, _: &str, _: u64) {}
    fn position(&self, _: u64, _: u64) -> ControlFlow<()> {
        let left = self.0.get();
        self.0.set(left.saturating_sub(1));
        if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
    fn message(&self, _: &str) {}
}

#[test]
fn an_import_stopped_anywhere_ends_as_if_it_had_not_been() {
    let dump = busy().write();
    let whole = Forum::new();
    whole.import(dump.path());
    let expected = whole.everything();
    // Seven files are read for the fingerprint before the first batch.
    let mut stopped = 0;
    for steps in 7.. {
        let forum = Forum::new();
        match forum.try_import(dump.path(), &StopAfter::new(steps)) {
            Err(ImportError::Stopped) => stopped += 1,
            Ok(_) => break,
            Err(other) => panic!("{other}"),
        }
        forum.import(dump.path());
        same(&forum.everything(), &expected);
    }
    assert!(stopped >= 5, "{stopped}");
}

/// What the parent test kills. It does nothing unless asked by it.
#[test]
#[ignore = "run by the test below, in a process of its own"]
fn child() {
    let (Ok(database), Ok(dump)) = (std::env::var("IMPORT_CHILD_DATABASE"), std::env::var("IMPORT_CHILD_DUMP")) else { return };
    let db = open_database(Address::Sqlite(database.into()));
    stack_exchange::run(&db, Path::new(&dump), &Wishes { source: Some("test"), report: None, unsearched: false }, &Unseen).unwrap();
}

#[test]
fn an_import_killed_again_and_again_ends_as_if_it_had_not_been() {
    let dump = super::real::unpacked("se-meta-conlang-2020");
    let whole = Forum::on_sqlite();
    whole.import(&dump);
    let scratch = Scratch::new();
    let database = scratch.path().join("forum.db");
    let mut kills = 0;
    for wait in (0..).map(|n| 100 << n) {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["import::interrupted::child", "--exact", "--ignored"])
            .env("IMPORT_CHILD_DATABASE", &database)
            .env("IMPORT_CHILD_DUMP", &dump)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let end = std::time::Instant::now() + std::time::Duration::from_millis(wait);
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break Some(status);
            }
            if std::time::Instant::now() > end {
                child.kill().unwrap();
                child.wait().unwrap();
                break None;
            }
            std::thread::yield_now();
        };
        match status {
            Some(status) => {
                assert!(status.success(), "{status}");
                break;
            }
            None => kills += 1,
        }
    }
    assert!(kills > 1, "{kills}");
    let forum = Forum { db: open_database(Address::Sqlite(database)), _scratch: scratch };
    forum.is_clean();
    same(&forum.everything(), &whole.everything());
}
