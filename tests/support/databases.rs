//! A database of its own for each test: a copied file on SQLite; on PostgreSQL a database made from a migrated template, in a cluster
//! that the suite is given by `ACCOLADE_TEST_POSTGRES` (the script `tests/run` starts one).

use accolade::store::connection::{self, Address, AnyConnection, Purpose};
use accolade::store::migrate;
use diesel::sql_types::Text;
use diesel::{QueryableByName, RunQueryDsl};
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

/// A connection to the cluster itself, or to one of its databases.
fn server(database: &str) -> AnyConnection {
    connection::open(&Address::Postgres(format!("{}/{database}", cluster())), Purpose::Write).unwrap()
}

/// The migrated database that all others are copied from: the first process that needs it makes it, while others wait.
const TEMPLATE: &str = "template_of_tests";

#[derive(QueryableByName)]
struct Database {
    #[diesel(sql_type = Text)]
    datname: String,
}

fn names(conn: &mut AnyConnection, pattern: &str) -> Vec<String> {
    let found: Vec<Database> = diesel::sql_query("SELECT datname::text FROM pg_database WHERE datname LIKE $1").bind::<Text, _>(pattern).load(conn).unwrap();
    found.into_iter().map(|one| one.datname).collect()
}

fn run(conn: &mut AnyConnection, statement: &str) {
    diesel::sql_query(statement).execute(conn).unwrap();
}

fn make_template(conn: &mut AnyConnection) {
    run(conn, "SELECT pg_advisory_lock(1)");
    if names(conn, TEMPLATE).is_empty() {
        run(conn, "DROP DATABASE IF EXISTS template_being_made");
        run(conn, "CREATE DATABASE template_being_made");
        migrate::run(&mut server("template_being_made")).unwrap();
        run(conn, &format!("ALTER DATABASE template_being_made RENAME TO {TEMPLATE}"));
    }
    run(conn, "SELECT pg_advisory_unlock(1)");
}

/// Drops what tests that have ended left behind, each in a process of its own: two hundred databases are gigabytes.
fn sweep(conn: &mut AnyConnection) {
    for name in names(conn, "forum\\_%") {
        let process = name.split('_').nth(1).unwrap_or_default();
        if Path::new("/proc/self").exists() && !Path::new("/proc").join(process).exists() {
            // Another test may be dropping it in the same moment.
            let _ = diesel::sql_query(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).execute(conn);
        }
    }
}

/// The address of a fresh PostgreSQL database, whatever this run is on.
pub fn fresh_postgres() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    static READY: OnceLock<()> = OnceLock::new();
    let mut conn = server("postgres");
    READY.get_or_init(|| {
        make_template(&mut conn);
        sweep(&mut conn);
    });
    let name = format!("forum_{}_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed), rand::random::<u32>());
    run(&mut conn, &format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}"));
    format!("{}/{name}", cluster())
}
