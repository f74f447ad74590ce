//! What Accolade exists for, as pure functions: points, tiers, badges, privileges and limits.
//! Nothing here reads a clock, a file, a database or a request; everything is `std` and `serde`.

pub mod badges;
pub mod conditions;
pub mod email;
pub mod events;
pub mod facts;
pub mod flags;
pub mod ids;
pub mod jobs;
pub mod keeping;
pub mod kinds;
pub mod limits;
pub mod metrics;
pub mod own_words;
pub mod points;
pub mod privileges;
pub mod ranking;
pub mod reviews;
pub mod rulebook;
pub mod sight;
pub mod text;
pub mod tiers;
pub mod time;
pub mod vocabulary;
