//! The integration tests: one binary, run on SQLite and on PostgreSQL (`ACCOLADE_TEST_DATABASE=postgres`).

mod support;

mod architecture;
mod effect_faults;
mod import;
mod journey;
mod judgements;
mod ledger_properties;
mod parity;
mod permissions;
mod referee;
