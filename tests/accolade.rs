//! The integration tests: one binary, run on SQLite and on PostgreSQL (`ACCOLADE_TEST_DATABASE=postgres`).

mod support;

mod architecture;
mod crash;
mod database;
mod import;
mod journey;
mod parity;
mod permissions;
