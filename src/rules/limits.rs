//! Limits: lengths of what people type (here), and paces of what members do (in the rulebook).

use super::time::DAY;
use serde::{Deserialize, Serialize};

/// Lengths in characters; sources: the field's usual values.
pub const TITLE: std::ops::RangeInclusive<usize> = 10..=150;
pub const BODY: std::ops::RangeInclusive<usize> = 20..=30_000;
pub const COMMENT: std::ops::RangeInclusive<usize> = 10..=600;
/// The longest of the least lengths: what is seen of a text need not be counted further.
pub const MOST_LEAST: usize = 20;
/// Chinese says in five characters what English says in fifteen: bodies with Han text may be this short.
pub const HAN_SHARE: usize = 3;
pub const HANDLE: std::ops::RangeInclusive<usize> = 2..=30;
pub const DISPLAY_NAME: std::ops::RangeInclusive<usize> = 1..=50;
pub const PASSWORD: std::ops::RangeInclusive<usize> = 8..=256;
pub const ABOUT: usize = 3_000;
pub const LINK: usize = 300;
pub const TAG: usize = 35;
pub const TAGS: std::ops::RangeInclusive<usize> = 0..=5;
pub const REASON: std::ops::RangeInclusive<usize> = 3..=1_000;
/// RFC 5321: the longest address that can be delivered to.
pub const EMAIL: usize = 254;
pub const SITE_NAME: std::ops::RangeInclusive<usize> = 1..=50;
pub const SITE_DESCRIPTION: usize = 300;
pub const CATEGORY_NAME: std::ops::RangeInclusive<usize> = 1..=50;
pub const CATEGORY_DESCRIPTION: usize = 300;
pub const GROUP_NAME: std::ops::RangeInclusive<usize> = 1..=50;
pub const GROUP_DESCRIPTION: usize = 300;
/// Keys of feeds that one member may have at a time.
pub const FEED_KEYS: usize = 20;
pub const SEARCH: usize = 300;
/// A rulebook's own words: names of tiers and badges, and what a badge or a rule is for.
pub const OWN_NAME: usize = 50;
pub const OWN_WHY: usize = 200;
/// Bytes of a rulebook.
pub const RULEBOOK: usize = 1024 * 1024;
/// Places at which one member may have a draft at a time.
pub const DRAFTS: i64 = 100;
/// Pictures that a member of the lowest tier may keep, and their bytes together; each tier above may keep as much again.
pub const PICTURES: i64 = 50;
pub const PICTURE_BYTES: i64 = 50 * 1024 * 1024;
/// Members that one post may tell of itself by their names.
pub const MENTIONS: usize = 20;
/// Posts on one page of a topic, rows on one page of a list.
pub const POSTS_A_PAGE: i64 = 20;
pub const ROWS_A_PAGE: i64 = 30;
/// Largest upload in bytes, and largest picture in pixels once unpacked.
pub const UPLOAD_BYTES: usize = 8 * 1024 * 1024;
pub const UPLOAD_PIXELS: u64 = 50_000_000;
/// Longest side of an upload: more than any camera takes, so that no line is longer than what steps on the way keep of one.
pub const UPLOAD_SIDE: u32 = 20_000;
/// Most frames of a moving picture, and pixels of all of them together: some seconds of work.
pub const FRAMES: u32 = 500;
pub const FRAME_PIXELS: u64 = 120_000_000;
/// Largest form in bytes: a post of the longest length in four-byte characters, percent-encoded.
pub const FORM_BYTES: usize = 512 * 1024;

/// A request that creates something, sent again by the same member within so many milliseconds, is one: a second click, or a request that was
/// repeated because its answer got lost.
pub const REPEAT: i64 = 60_000;

/// As [`REPEAT`], for requests that bring a key of their own.
pub const KEY_KEPT: i64 = DAY;

/// The `[limits]` part of a rulebook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub votes_a_day: i64,
    pub upvotes_for_one_member_a_day: i64,
    pub downvotes_for_one_member_a_day: i64,
    /// A vote can be changed for so many minutes, and again after the post was edited.
    pub vote_locks_after_minutes: i64,
    /// So many distinct flaggers hide a newcomer's post until review.
    pub flags_that_hide: i64,
    pub seconds_between_topics: i64,
    pub seconds_between_posts: i64,
    pub newcomer: NewcomerLimits,
}

/// Limits of members of the lowest tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewcomerLimits {
    pub topics_first_day: i64,
    pub posts_first_day: i64,
    pub links_per_post: i64,
    pub mentions_per_post: i64,
    pub images_per_post: i64,
    pub seconds_between_topics: i64,
    pub seconds_between_posts: i64,
}
