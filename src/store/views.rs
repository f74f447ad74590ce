//! Read models: one file and one function for each page, with a fixed number of queries.

pub mod search;
pub mod toasts;
pub mod topic_list;
pub mod topic_page;
// Views of rewards pages.
// Views of moderation pages.
// Views of settings pages.
pub mod mail_desk;
pub mod outgoing_mail;
// Views of finding pages.
