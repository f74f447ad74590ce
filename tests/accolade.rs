//! The integration tests: one binary, run on SQLite and on PostgreSQL (`ACCOLADE_TEST_DATABASE=postgres`).

mod support;

mod accounts;
mod architecture;
mod bad_input;
mod commands;
mod crash;
mod database;
mod effect_faults;
mod http;
mod import;
mod journey;
mod judgements;
mod ledger_properties;
mod mail_faults;
mod nodes;
mod parity;
mod permissions;
mod private_category;
mod profile;
mod queries;
mod reading;
mod referee;
mod sight;
mod site;
mod staff_words;
mod transfer;
