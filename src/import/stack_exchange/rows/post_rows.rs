//! The rows about posts: the posts themselves, their history, links and tags.

use super::{
    Row,
    fields::{Fields, required},
};

/// A question, answer or other post, from `Posts.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostRow {
    /// The post's id.
    pub id: i64,
    /// 1 question, 2 answer, 4 and 5 tag wiki excerpt and tag wiki, 6 nomination, 7 wiki placeholder.
    pub post_type_id: i64,
    /// When it was posted, Unix milliseconds UTC.
    pub creation_date: i64,
    /// Upvotes minus downvotes.
    pub score: i64,
    /// The question this answers.
    pub parent_id: Option<i64>,
    /// The answer the asker accepted.
    pub accepted_answer_id: Option<i64>,
    /// The author; missing where the account is gone.
    pub owner_user_id: Option<i64>,
    /// The author's name where the account is gone.
    pub owner_display_name: Option<String>,
    /// The question's title.
    pub title: Option<String>,
    /// The text, HTML; empty where not stated.
    pub body: String,
    /// The question's tags, from `<a><b>` or the newer `|a|b|`.
    pub tags: Vec<String>,
    /// How often the question was viewed.
    pub view_count: Option<i64>,
    /// Answers of the question.
    pub answer_count: Option<i64>,
    /// Comments on the post.
    pub comment_count: Option<i64>,
    /// Members who bookmarked the question.
    pub favorite_count: Option<i64>,
    /// Who edited last.
    pub last_editor_user_id: Option<i64>,
    /// Name of the last editor where the account is gone.
    pub last_editor_display_name: Option<String>,
    /// When it was last edited, Unix milliseconds UTC.
    pub last_edit_date: Option<i64>,
    /// When anything last happened to it, Unix milliseconds UTC.
    pub last_activity_date: Option<i64>,
    /// When the question was closed, Unix milliseconds UTC.
    pub closed_date: Option<i64>,
    /// When it became a community wiki; later votes earn nothing, Unix milliseconds UTC.
    pub community_owned_date: Option<i64>,
    /// The license its author gave, such as `CC BY-SA 4.0`.
    pub content_license: Option<String>,
}

impl Row for PostRow {
    const FILE: &str = "Posts.xml";
    const ROOT: &str = "posts";

    fn read(row: &Fields<'_>) -> Result<Self, String> {
        Ok(Self {
            id: required(row.number("Id")?, "Id")?,
            post_type_id: required(row.number("PostTypeId")?, "PostTypeId")?,
            creation_date: required(row.date("CreationDate")?, "CreationDate")?,
            score: required(row.number("Score")?, "Score")?,
            parent_id: row.number("ParentId")?,
            accepted_answer_id: row.number("AcceptedAnswerId")?,
            owner_user_id: row.number("OwnerUserId")?,
            owner_display_name: row.text("OwnerDisplayName")?,
            title: row.text("Title")?,
            body: row.text("Body")?.unwrap_or_default(),
            tags: row.text("Tags")?.map(|tags| split_tags(&tags)).unwrap_or_default(),
            view_count: row.number("ViewCount")?,
            answer_count: row.number("AnswerCount")?,
            comment_count: row.number("CommentCount")?,
            favorite_count: row.number("FavoriteCount")?,
            last_editor_user_id: row.number("LastEditorUserId")?,
            last_editor_display_name: row.text("LastEditorDisplayName")?,
            last_edit_date: row.date("LastEditDate")?,
            last_activity_date: row.date("LastActivityDate")?,
            closed_date: row.date("ClosedDate")?,
            community_owned_date: row.date("CommunityOwnedDate")?,
            content_license: row.text("ContentLicense")?,
        })
    }
}

/// A step in the life of a post, from `PostHistory.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// The step's id.
    pub id: i64,
    /// 1 to 3 first title, body and tags; 4 to 6 edits of them; 7 to 9 rollbacks; 10 closed; 24 suggested edit applied.
    pub post_history_type_id: i64,
    /// The post.
    pub post_id: i64,
    /// When it happened, Unix milliseconds UTC.
    pub creation_date: i64,
    /// Equal for all the steps of one revision.
    pub revision_guid: Option<String>,
    /// Who did it.
    pub user_id: Option<i64>,
    /// Name of who did it where the account is gone.
    pub user_display_name: Option<String>,
    /// The edit summary, close reason, or `Proposed by N approved by M …`.
    pub comment: Option<String>,
    /// The new text, Markdown for bodies, or what the type implies.
    pub text: Option<String>,
    /// The license its author gave.
    pub content_license: Option<String>,
}

impl Row for HistoryRow {
    const FILE: &str = "PostHistory.xml";
    const ROOT: &str = "posthistory";

    fn read(row: &Fields<'_>) -> Result<Self, String> {
        Ok(Self {
            id: required(row.number("Id")?, "Id")?,
            post_history_type_id: required(row.number("PostHistoryTypeId")?, "PostHistoryTypeId")?,
            post_id: required(row.number("PostId")?, "PostId")?,
            creation_date: required(row.date("CreationDate")?, "CreationDate")?,
            revision_guid: row.text("RevisionGUID")?,
            user_id: row.number("UserId")?,
            user_display_name: row.text("UserDisplayName")?,
            comment: row.text("Comment")?,
            text: row.text("Text")?,
            content_license: row.text("ContentLicense")?,
        })
    }
}

/// A link from one post to another, from `PostLinks.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// The link's id.
    pub id: i64,
    /// When it was made, Unix milliseconds UTC.
    pub creation_date: i64,
    /// The post that links.
    pub post_id: i64,
    /// The post linked to.
    pub related_post_id: i64,
    /// 1 linked, 3 duplicate.
    pub link_type_id: i64,
}

impl Row for LinkRow {
    const FILE: &str = "PostLinks.xml";
    const ROOT: &str = "postlinks";

    fn read(row: &Fields<'_>) -> Result<Self, String> {
        Ok(Self {
            id: required(row.number("Id")?, "Id")?,
            creation_date: required(row.date("CreationDate")?, "CreationDate")?,
            post_id: required(row.number("PostId")?, "PostId")?,
            related_post_id: required(row.number("RelatedPostId")?, "RelatedPostId")?,
            link_type_id: required(row.number("LinkTypeId")?, "LinkTypeId")?,
        })
    }
}

/// A tag, from `Tags.xml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRow {
    /// The tag's id.
    pub id: i64,
    /// Its name.
    pub tag_name: String,
    /// Questions that carry it; 0 where not stated.
    pub count: i64,
    /// The post holding its short description.
    pub excerpt_post_id: Option<i64>,
    /// The post holding its long description.
    pub wiki_post_id: Option<i64>,
}

impl Row for TagRow {
    const FILE: &str = "Tags.xml";
    const ROOT: &str = "tags";

    fn read(row: &Fields<'_>) -> Result<Self, String> {
        Ok(Self {
            id: required(row.number("Id")?, "Id")?,
            tag_name: required(row.text("TagName")?, "TagName")?,
            count: row.number("Count")?.unwrap_or(0),
            excerpt_post_id: row.number("ExcerptPostId")?,
            wiki_post_id: row.number("WikiPostId")?,
        })
    }
}

/// The names in `<a><b>`, or in `|a|b|` as dumps since 2024 write it.
fn split_tags(tags: &str) -> Vec<String> {
    tags.split(['<', '>', '|']).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
