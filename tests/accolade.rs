//! The integration tests: one binary, run on SQLite and on PostgreSQL (`ACCOLADE_TEST_DATABASE=postgres`).

mod support;

mod architecture;
mod journey;
mod parity;
