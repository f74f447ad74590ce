//! Migrations: embedded, one folder per database with the same names, run at every start.

use super::Connection;
use super::{Error, Result};
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
            use diesel::RunQueryDsl;
            // An advisory lock of this number is ours by convention; the session's end releases it, too.
            diesel::sql_query("SELECT pg_advisory_lock(7223651)").execute(c)?;
            let outcome = apply(c, POSTGRES);
            diesel::sql_query("SELECT pg_advisory_unlock(7223651)").execute(c)?;
            outcome
        }
    }
}

fn apply<C, DB>(conn: &mut C, ours: EmbeddedMigrations) -> Result<()>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: diesel::migration::MigrationSource<DB>,
{
    let failed = |e: &dyn std::fmt::Display| Error::Unavailable(format!("The database could not be brought up to date: {e}"));
    let known: Vec<String> =
        diesel::migration::MigrationSource::<DB>::migrations(&ours).map_err(|e| failed(&e))?.iter().map(|m| m.name().version().to_string()).collect();
    let applied = conn.applied_migrations().map_err(|e| failed(&e))?;
    if let Some(newer) = applied.iter().map(ToString::to_string).find(|v| !known.contains(v)) {
        return Err(Error::Unavailable(format!(
            "The database was written by a newer Accolade (it has the migration {newer}). Start that version, or restore a backup made before it."
        )));
    }
    conn.run_pending_migrations(ours).map_err(|e| failed(&e))?;
    Ok(())
}
