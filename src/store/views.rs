//! Read models: one file and one function for each page, with a fixed number of queries.

pub mod search;
pub mod toasts;
pub mod topic_list;
pub mod topic_page;
// Views of rewards pages.
pub mod badge_pages;
pub mod job_desk;
pub mod leaderboard;
pub mod member_page;
pub mod notification_list;
pub mod statement;
// Views of moderation pages.
pub mod audit_page;
pub mod desk_figures;
pub mod member_desk;
pub mod one_post;
pub mod post_history;
pub mod review_queue;
// Views of settings pages.
pub mod mail_desk;
pub mod outgoing_mail;
pub mod own_pictures;
// Views of finding pages.
pub mod category_list;
pub mod feed;
pub mod sitemap;
