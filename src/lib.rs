//! Accolade: a community forum that explains every point and every privilege, and delivers every reward.
//!
//! Modules in reading order: what the product is about (`rules`), how it is kept (`store`), what members do (`actions`) and what
//! follows (`effects`), what they see (`pages`, `ui`), and what runs beside the requests (`worker`, `emails`, `import`).

pub mod actions;
pub mod check;
pub mod effects;
pub mod emails;
pub mod import;
pub mod markdown;
pub mod rules;
pub mod search;
pub mod store;
