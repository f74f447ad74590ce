//! What staff and high tiers do: review, manage topics, sanction members, give roles, arrange categories. Each asks for a reason,
//! keeps it in the audit log and tells the member.

pub mod categories;
pub mod decide_review;
pub mod groups;
pub(crate) mod judge_flags;
pub mod manage_topic;
pub mod name_site;
pub mod retry_job;
pub mod retry_mail;
pub mod sanction_member;
pub mod set_role;
pub mod unhide_post;
