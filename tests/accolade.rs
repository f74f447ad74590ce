//! The integration tests: one binary, run on SQLite and on PostgreSQL (`ACCOLADE_TEST_DATABASE=postgres`).

mod support;

mod accounts;
mod architecture;
mod bad_input;
mod commands;
mod crash;
mod credentials;
mod database;
mod effect_faults;
mod golden;
mod http;
mod import;
mod in_place;
mod journey;
mod judgements;
mod ledger_properties;
mod lost_updates;
mod mail_faults;
mod nodes;
mod parity;
mod permissions;
mod profile;
mod queries;
mod reading;
mod referee;
mod sight;
mod site;
mod staff_words;
mod strangers;
mod suspended;
mod together;
mod transfer;
mod waiting;
mod words;
