//! A database of its own for each test: a copied file on SQLite; on PostgreSQL a database made from a migrated template, in a cluster
//! that the suite is given by `ACCOLADE_TEST_POSTGRES` (the script `tests/run` starts one).

use accolade::store::connection::{self, Address, Purpose};
use accolade::store::migrate;
use diesel::RunQueryDsl;
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Whether this run is on PostgreSQL.
pub fn is_postgres() -> bool {
    match std::env::var("ACCOLADE_TEST_DATABASE").as_deref() {
        Ok("postgres") => true,
        Ok("sqlite") | Err(_) => false,
        Ok(other) => panic!("ACCOLADE_TEST_DATABASE is “{other}”: write sqlite or postgres"),
    }
}

/// The address of a fresh database.
pub fn fresh(folder: &Path) -> String {
    if is_postgres() { fresh_postgres() } else { format!("sqlite:{}", fresh_sqlite(folder).display()) }
}

fn fresh_sqlite(folder: &Path) -> std::path::PathBuf {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    let template = TEMPLATE.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("template.db");
        let mut conn = connection::open(&Address::Sqlite(path.clone()), Purpose::Write).unwrap();
        migrate::run(&mut conn).unwrap();
        accolade::store::dialect::fold_log(&mut conn).unwrap();
        drop(conn);
        std::fs::read(path).unwrap()
    });
    let path = folder.join("accolade.db");
    std::fs::write(&path, template).unwrap();
    path
}

/// The cluster's address without a database name, such as `postgres://postgres@127.0.0.1:5433`.
fn cluster() -> String {
    std::env::var("ACCOLADE_TEST_POSTGRES").expect("ACCOLADE_TEST_POSTGRES names the cluster to test on; tests/run starts one")
}

fn on_server(database: &str, statement: &str) {
    let mut conn = connection::open(&Address::Postgres(format!("{}/{database}", cluster())), Purpose::Write).unwrap();
    diesel::sql_query(statement).execute(&mut conn).unwrap();
}

/// The address of a fresh PostgreSQL database, whatever this run is on.
pub fn fresh_postgres() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    let unique = || format!("{}_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed), rand::random::<u32>());
    let template = TEMPLATE.get_or_init(|| {
        let name = format!("template_{}", unique());
        on_server("postgres", &format!("CREATE DATABASE {name}"));
        let mut conn = connection::open(&Address::Postgres(format!("{}/{name}", cluster())), Purpose::Write).unwrap();
        migrate::run(&mut conn).unwrap();
        name
    });
    let name = format!("forum_{}", unique());
    on_server("postgres", &format!("CREATE DATABASE {name} TEMPLATE {template}"));
    format!("{}/{name}", cluster())
}
