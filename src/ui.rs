//! The design system: what pages are made of. Every function takes data and answers markup; none looks anything up.

pub mod conditions;
pub mod device;
pub mod diff;
pub mod editor;
pub mod forms;
pub mod icons;
pub mod layout;
pub mod member_name;
pub mod progress;
pub mod refusal;
pub mod reward;
pub mod sentence;
pub mod times;
pub mod topic_row;
pub mod words;
