//! All SQL. `db` has the two doors, `dialect` the only places where SQLite and PostgreSQL differ; each other file is one aggregate;
//! `views` has the read models, one for each page.

pub mod cached;
pub mod connection;
pub mod db;
pub mod dialect;
pub mod migrate;
pub mod noted;
pub mod schema;
pub mod sql_types;
pub mod sums;
pub mod transfer;

pub mod accounts;
pub mod audit;
pub mod awards;
pub mod badge_totals;
pub mod categories;
pub mod check;
pub mod comments;
pub mod conditions;
pub mod drafts;
pub mod events;
pub mod feed_keys;
pub mod flags;
pub mod groups;
pub mod idempotency;
pub mod imports;
pub mod jobs;
pub mod kinds;
pub mod ledger;
pub mod media;
pub mod members;
pub mod metrics;
pub mod notifications;
pub mod outbox;
pub mod posts;
pub mod reviews;
pub mod rulebooks;
pub mod sanctions;
pub mod search_index;
pub mod settings;
pub mod sight;
pub mod tags;
pub mod topics;
pub mod votes;

pub mod views;

pub use connection::AnyConnection as Connection;
pub use db::{Db, Hint, Mode, Tx};

/// Why the database could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A statement failed.
    #[error("{}", said(.0))]
    Database(#[from] diesel::result::Error),
    /// No connection could be had, or the writer is gone.
    #[error("{0}")]
    Unavailable(String),
    /// Something stored cannot be read back.
    #[error("stored data: {0}")]
    Corrupt(String),
}

impl Error {
    /// Whether the same transaction may succeed when it is run again. PostgreSQL tells a deadlock in the words of its own language, and its
    /// number does not come through: whatever the driver has no name for may be one. A transaction that failed has left nothing, so running
    /// it again does no harm.
    pub fn is_transient(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error as Sql};
        matches!(self, Error::Database(Sql::DatabaseError(DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::Unknown, _)))
    }

    /// Whether the database cannot be reached or cannot write just now, through no fault of what was asked: a connection that broke on
    /// the way, a server that is stopping, a disk that is full.
    pub fn is_unavailable(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error as Sql};
        match self {
            Error::Unavailable(_) => true,
            Error::Corrupt(_) => false,
            Error::Database(
                Sql::DatabaseError(DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand, _) | Sql::BrokenTransactionManager,
            ) => true,
            Error::Database(Sql::DatabaseError(_, info)) => AWAY.iter().any(|said| info.message().contains(said)),
            Error::Database(_) => false,
        }
    }

    /// Whether a unique key was already taken.
    pub fn is_taken(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error as Sql};
        matches!(self, Error::Database(Sql::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
    }
}

/// What SQLite, the system and libpq say when it is not the statement that is wrong.
const AWAY: [&str; 8] = [
    LOCKED,
    "database or disk is full",
    "disk I/O error",
    "readonly database",
    "server closed the connection",
    "connection to server",
    "no connection to the server",
    "could not receive data from server",
];

/// What SQLite answers while another program holds its file.
const LOCKED: &str = "database is locked";

fn said(error: &diesel::result::Error) -> String {
    let text = error.to_string();
    if text.contains(LOCKED) {
        "The database is locked by another program: end that program, or try again when it is done.".to_owned()
    } else {
        format!("database: {text}")
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Corrupt(error.to_string())
    }
}

/// What the store's functions answer.
pub type Result<T, E = Error> = std::result::Result<T, E>;
