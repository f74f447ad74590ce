//! Imports of Stack Exchange dumps: the real ones, and small ones made by hand for what the real ones hardly have.

mod again;
mod broken;
mod interrupted;
mod real;
mod rules;
pub mod site;

use accolade::check;
use accolade::import::stack_exchange::{self, Wishes};
use accolade::import::{ImportError, Progress, Summary, Unseen};
use accolade::rules::rulebook::{QUESTIONS_PRESET, Rulebooks};
use accolade::rules::time::Timestamp;
use accolade::store::connection::{Address, Purpose, open};
use accolade::store::db::{Db, Opening};
use accolade::store::{Connection, migrate};
use diesel::sql_types::{BigInt, Text};
use diesel::{QueryableByName, RunQueryDsl};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of its own that goes with the test.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Scratch {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let path = std::env::temp_dir().join(format!("accolade-import-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
        std::fs::create_dir_all(&path).unwrap();
        Scratch(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Opens a database with a clock that stands still.
pub fn open_database(address: Address) -> Db {
    migrate::run(&mut open(&address, Purpose::Write).unwrap()).unwrap();
    Db::open(Opening {
        address,
        read_address: None,
        connections: 3,
        now: std::sync::Arc::new(|| Timestamp(1_800_000_000_000)),
        rulebooks: Rulebooks::parse(QUESTIONS_PRESET).unwrap(),
        finish: accolade::effects::finish,
        award_window: 600_000,
    })
    .unwrap()
}

/// A forum with nothing in it.
pub struct Forum {
    pub db: Db,
    _scratch: Scratch,
}

impl Forum {
    /// On the database of this run.
    pub fn new() -> Forum {
        let scratch = Scratch::new();
        let address = Address::parse(&crate::support::databases::fresh(scratch.path())).unwrap();
        Forum { db: open_database(address), _scratch: scratch }
    }

    /// On SQLite, whatever the run is on: for what is done to the file from outside.
    pub fn on_sqlite() -> Forum {
        let scratch = Scratch::new();
        let address = Address::Sqlite(scratch.path().join("forum.db"));
        Forum { db: open_database(address), _scratch: scratch }
    }

    pub fn import(&self, dump: &Path) -> Summary {
        self.try_import(dump, &Unseen).unwrap()
    }

    pub fn try_import(&self, dump: &Path, progress: &dyn Progress) -> Result<Summary, ImportError> {
        stack_exchange::run(&self.db, dump, &Wishes { source: Some("test"), report: None, unsearched: false }, progress)
    }

    /// Fails with the differences unless the referee finds none.
    pub fn is_clean(&self) {
        let report = check::check(&self.db, 20, &check::silently()).unwrap();
        assert!(report.is_clean(), "{report}");
    }

    pub fn number(&self, query: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Number {
            #[diesel(sql_type = BigInt)]
            n: i64,
        }
        let query = format!("SELECT CAST(({query}) AS BIGINT) AS n");
        let row: Number = self.read(|conn| match conn {
            Connection::Sqlite(c) => diesel::sql_query(&query).get_result(c),
            Connection::Postgres(c) => diesel::sql_query(&query).get_result(c),
        });
        row.n
    }

    pub fn reputation(&self, handle: &str) -> i64 {
        self.number(&format!("SELECT reputation FROM members WHERE handle = '{handle}'"))
    }

    /// Awards of a member by key, with how often.
    pub fn awards(&self, handle: &str) -> Vec<String> {
        self.lines(&format!(
            "SELECT a.badge || ' ' || COUNT(*) AS line FROM awards a JOIN members m ON m.id = a.member_id WHERE m.handle = '{handle}'
             GROUP BY a.badge ORDER BY a.badge"
        ))
    }

    pub fn lines(&self, query: &str) -> Vec<String> {
        #[derive(QueryableByName)]
        struct Line {
            #[diesel(sql_type = Text)]
            line: String,
        }
        let rows: Vec<Line> = self.read(|conn| match conn {
            Connection::Sqlite(c) => diesel::sql_query(query).load(c),
            Connection::Postgres(c) => diesel::sql_query(query).load(c),
        });
        rows.into_iter().map(|row| row.line).collect()
    }

    fn read<T>(&self, work: impl FnOnce(&mut Connection) -> diesel::QueryResult<T>) -> T {
        self.db.read_now(|conn| work(conn).map_err(accolade::store::Error::from)).unwrap()
    }

    /// Every row of every table, a line each.
    pub fn everything(&self) -> Vec<String> {
        let mut all = Vec::new();
        if matches!(self.db.address(), Address::Postgres(_)) {
            let tables =
                self.lines("SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public' AND left(tablename::text, 2) <> '__' ORDER BY 1");
            for table in tables {
                all.extend(self.lines(&format!("SELECT '{table}: ' || t::text AS line FROM {table} t ORDER BY 1")));
            }
            return all;
        }
        let tables = self.lines("SELECT name AS line FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\' ORDER BY name");
        for table in tables.iter().filter(|name| !name.starts_with("search_documents_") && !name.starts_with("sqlite_")) {
            let columns = self.lines(&format!("SELECT name AS line FROM pragma_table_info('{table}') ORDER BY cid"));
            let key = if table == "search_documents" { "quote(rowid)".to_owned() } else { String::new() };
            let quoted: Vec<String> = columns
                .iter()
                .filter(|_| key.is_empty())
                .map(|column| format!("quote({column})"))
                .chain([key.clone()].into_iter().filter(|k| !k.is_empty()))
                .collect();
            all.extend(self.lines(&format!("SELECT '{table}: ' || {} AS line FROM {table} ORDER BY 1", quoted.join(" || ', ' || "))));
        }
        all
    }
}

/// The first line in which two dumps of a database differ.
pub fn same(one: &[String], other: &[String]) {
    let at = one.iter().zip(other).position(|(a, b)| a != b);
    if let Some(at) = at {
        panic!("line {at}: {} instead of {}", one[at], other[at]);
    }
    assert_eq!(one.len(), other.len());
}
