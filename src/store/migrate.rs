//! Migrations: embedded, one folder per database with the same names, run at every start.

use super::Connection;
use super::{Error, Result};
use diesel::RunQueryDsl;
use diesel::migration::MigrationSource;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Brings the database to this program's schema. Several nodes may start at once: PostgreSQL lets one migrate and the others wait.
///
/// # Errors
/// A sentence, also when the database was written by a newer program.
pub fn run(conn: &mut Connection) -> Result<()> {
    match conn {
        Connection::Sqlite(c) => apply(c, SQLITE),
        Connection::Postgres(c) => {
            // An advisory lock of this number is ours by convention; the session's end releases it, too.
            diesel::sql_query("SELECT pg_advisory_lock(7223651)").execute(c)?;
            let outcome = apply(c, POSTGRES);
            diesel::sql_query("SELECT pg_advisory_unlock(7223651)").execute(c)?;
            outcome
        }
    }
}

/// The first migration of this program that a database lacks; none where it has them all.
///
/// # Errors
/// As [`run`].
pub fn first_missing(conn: &mut Connection) -> Result<Option<String>> {
    #[derive(diesel::QueryableByName)]
    struct Applied {
        #[diesel(sql_type = diesel::sql_types::Text)]
        version: String,
    }
    // Asked for here, as the harness would make the table where it is missing.
    let applied: Vec<Applied> = diesel::sql_query("SELECT version FROM __diesel_schema_migrations").load(conn)?;
    let applied: Vec<String> = applied.into_iter().map(|one| one.version).collect();
    let known = match conn {
        Connection::Sqlite(_) => versions::<diesel::sqlite::Sqlite>(&SQLITE)?,
        Connection::Postgres(_) => versions::<diesel::pg::Pg>(&POSTGRES)?,
    };
    refuse_newer(&applied, &known)?;
    Ok(known.into_iter().find(|version| !applied.contains(version)))
}

fn apply<C, DB>(conn: &mut C, ours: EmbeddedMigrations) -> Result<()>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let applied: Vec<String> = conn.applied_migrations().map_err(|e| failed(&e))?.iter().map(ToString::to_string).collect();
    refuse_newer(&applied, &versions::<DB>(&ours)?)?;
    conn.run_pending_migrations(ours).map_err(|e| failed(&e))?;
    Ok(())
}

/// The versions of this program's migrations, in their order.
fn versions<DB>(ours: &EmbeddedMigrations) -> Result<Vec<String>>
where
    DB: diesel::backend::Backend,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let mut versions: Vec<String> =
        MigrationSource::<DB>::migrations(ours).map_err(|e| failed(&e))?.iter().map(|migration| migration.name().version().to_string()).collect();
    versions.sort();
    Ok(versions)
}

fn refuse_newer(applied: &[String], known: &[String]) -> Result<()> {
    match applied.iter().find(|version| !known.contains(version)) {
        None => Ok(()),
        Some(newer) => Err(Error::Unavailable(format!(
            "The database was written by a newer Accolade (it has the migration {newer}). Start that version, or restore a backup made before it."
        ))),
    }
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::Unavailable(format!("The database could not be brought up to date: {error}"))
}
