//! The rows about members and what they did: users, votes, comments and badges.

use super::{
    Row,
    fields::{Fields, required},
};

/// A member, from `Users.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// The member's id on that site; -1 is the site's own Community user.
    pub id: i64,
    /// Reputation as the site states it.
    pub reputation: i64,
    /// When the member joined, Unix milliseconds UTC.
    pub creation_date: i64,
    /// When the member was last seen, Unix milliseconds UTC.
    pub last_access_date: Option<i64>,
    /// The shown name.
    pub display_name: Option<String>,
    /// The account across all sites of the network.
    pub account_id: Option<i64>,
    /// The member's own page.
    pub website_url: Option<String>,
    /// Where the member says to live.
    pub location: Option<String>,
    /// The member's presentation, HTML.
    pub about_me: Option<String>,
    /// Address of the portrait.
    pub profile_image_url: Option<String>,
    /// Age in years; only in dumps before 2018.
    pub age: Option<i64>,
    /// Profile views; 0 where not stated.
    pub views: i64,
    /// Upvotes cast; 0 where not stated.
    pub up_votes: i64,
    /// Downvotes cast; 0 where not stated.
    pub down_votes: i64,
}

impl Row for UserRow {
    const FILE: &str = "Users.xml";
    const ROOT: &str = "users";

    fn read(row: &Fields<'_>) -> Result<Self, String> {
        Ok(Self {
            id: required(row.number("Id")?, "Id")?,
            reputation: required(row.number("Reputation")?, "Reputation")?,
            creation_date: required(row.date("CreationDate")?, "CreationDate")?,
            last_access_date: row.date("LastAccessDate")?,
            display_name: row.text("DisplayName")?,
            account_id: row.number("AccountId")?,
            website_url: row.text("WebsiteUrl")?,
            location: row.text("Location")?,
            about_me: row.text("AboutMe")?,
            profile_image_url: row.text("ProfileImageUrl")?,
            age: row.number("Age")?,
            views: row.number("Views")?.unwrap_or(0),
            up_votes: row.number("UpVotes")?.unwrap_or(0),
            down_votes: row.number("DownVotes")?.unwrap_or(0),
        })
    }
}

/// A vote on a post, from `Votes.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoteRow {
    /// The vote's id.
    pub id: i64,
    /// The post; it may be deleted and not in the dump.
    pub post_id: i64,
    /// 1 acceptance, 2 upvote, 3 downvote, 5 bookmark, 8 bounty offered, 9 bounty paid, 16 suggested edit approved.
    pub vote_type_id: i64,
    /// The day, at midnight UTC: dumps blur the time, Unix milliseconds UTC.
    pub creation_date: i64,
    /// Who did it; stated only for types 5 and 8.
    pub user_id: Option<i64>,
    /// Reputation offered or paid; a close without it paid nothing.
    pub bounty_amount: Option<i64>,
}

impl Row for VoteRow {
    const FILE: &str = "Votes.xml";
    const ROOT: &str = "votes";

    fn read(row: &Fields<'_>) -> Result<Self, String> {
        Ok(Self {
            id: required(row.number("Id")?, "Id")?,
            post_id: required(row.number("PostId")?, "PostId")?,
            vote_type_id: required(row.number("VoteTypeId")?, "VoteTypeId")?,
            creation_date: required(row.date("CreationDate")?, "CreationDate")?,
            user_id: row.number("UserId")?,
            bounty_amount: row.number("BountyAmount")?,
        })
    }
}

/// A comment, from `Comments.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentRow {
    /// The comment's id.
    pub id: i64,
    /// The post it is on.
    pub post_id: i64,
    /// When it was written, Unix milliseconds UTC.
    pub creation_date: i64,
    /// Upvotes; 0 where not stated.
    pub score: i64,
    /// The text, a small Markdown; empty where not stated.
    pub text: String,
    /// The author; missing where the account is gone.
    pub user_id: Option<i64>,
    /// The author's name where the account is gone.
    pub user_display_name: Option<String>,
    /// The license its author gave.
    pub content_license: Option<String>,
}

impl Row for CommentRow {
    const FILE: &str = "Comments.xml";
    const ROOT: &str = "comments";

    fn read(row: &Fields<'_>) -> Result<Self, String> {
        Ok(Self {
            id: required(row.number("Id")?, "Id")?,
            post_id: required(row.number("PostId")?, "PostId")?,
            creation_date: required(row.date("CreationDate")?, "CreationDate")?,
            score: row.number("Score")?.unwrap_or(0),
            text: row.text("Text")?.unwrap_or_default(),
            user_id: row.number("UserId")?,
            user_display_name: row.text("UserDisplayName")?,
            content_license: row.text("ContentLicense")?,
        })
    }
}

/// An award of a badge, from `Badges.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadgeRow {
    /// The award's id.
    pub id: i64,
    /// Who received it.
    pub user_id: i64,
    /// The badge's name, or the tag's for a tag badge.
    pub name: String,
    /// When it was awarded, Unix milliseconds UTC.
    pub date: i64,
    /// 1 gold, 2 silver, 3 bronze; only in dumps since 2015.
    pub class: Option<i64>,
    /// True for a tag badge; false where not stated.
    pub tag_based: bool,
}

impl Row for BadgeRow {
    const FILE: &str = "Badges.xml";
    const ROOT: &str = "badges";

    fn read(row: &Fields<'_>) -> Result<Self, String> {
        Ok(Self {
            id: required(row.number("Id")?, "Id")?,
            user_id: required(row.number("UserId")?, "UserId")?,
            name: required(row.text("Name")?, "Name")?,
            date: required(row.date("Date")?, "Date")?,
            class: row.number("Class")?,
            tag_based: row.truth("TagBased")?.unwrap_or(false),
        })
    }
}
