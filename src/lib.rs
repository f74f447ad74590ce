//! Accolade: a community forum that explains every point and every privilege, and delivers every reward.
//!
//! Modules in reading order: what the product is about (`rules`), how it is kept (`store`), what members do (`actions`) and what
//! follows (`effects`), what they see (`pages`, `ui`), what they are sent (`emails`, `mailer`), what runs beside the requests
//! (`worker`), where communities come from (`import`), and what holds it together (`app`, `server`, `cli`).

pub mod rules;

pub mod store;

pub mod actions;
pub mod check;
pub mod effects;

pub mod markdown;
pub mod media;
pub mod renderer;
pub mod search;

pub mod pages;
pub mod ui;

pub mod emails;
pub mod mailer;

pub mod errands;
pub mod live;
pub mod paces;
pub mod page_cache;
pub mod view_counts;
pub mod worker;

pub mod import;

pub mod app;
pub mod assets;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod logs;
pub mod metrics;
pub mod server;
