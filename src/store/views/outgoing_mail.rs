//! What a mail says, looked up when it is sent: whoever receives it, and what it is about as far as it still stands.

use crate::rules::conditions::Facts;
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::sight::Sight;
use crate::rules::time::Timestamp;
use crate::rules::vocabulary::Language;
use crate::store::accounts::MailWishes;
use crate::store::members::{CARD, MemberCard};
use crate::store::posts::{self, Post};
use crate::store::schema::{accounts, comments, members, posts as posts_table, topics as topics_table};
use crate::store::topics::Topic;
use crate::store::{Connection, Result, sight};
use diesel::prelude::*;

/// Who receives a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    pub member: MemberId,
    pub handle: String,
    pub display_name: String,
    pub language: Language,
    pub time_zone: String,
    pub suspended_until: Option<Timestamp>,
    pub email: String,
    pub email_confirmed: bool,
    pub wishes: MailWishes,
    /// Key of the tier held now.
    pub tier: String,
    /// What awards say of the way to the next tier; empty for other mails.
    pub facts: Facts,
}

/// The recipient; none when the member is gone or has no address.
///
/// # Errors
/// When the query fails.
pub fn recipient(conn: &mut Connection, member: MemberId) -> Result<Option<Recipient>> {
    type Row = (String, String, (Language, String, Option<Timestamp>), String, String, Option<Timestamp>, MailWishes);
    let row: Option<Row> = members::table
        .inner_join(accounts::table.on(accounts::member_id.eq(members::id)))
        .filter(members::id.eq(member))
        .filter(members::deleted_at.is_null())
        .select((
            members::handle,
            members::display_name,
            (members::language, members::time_zone, members::suspended_until),
            members::tier,
            accounts::email,
            accounts::email_confirmed_at,
            (accounts::mail_awards, accounts::mail_answers, accounts::mail_accepted, accounts::mail_mentions, accounts::show_toasts),
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(handle, display_name, (language, time_zone, suspended_until), tier, email, confirmed, wishes)| Recipient {
        member,
        handle,
        display_name,
        language,
        time_zone,
        suspended_until,
        email,
        email_confirmed: confirmed.is_some(),
        wishes,
        tier,
        facts: Facts::default(),
    }))
}

/// A post that everybody may read, with its topic and author.
#[derive(Debug, Clone)]
pub struct StandingPost {
    pub topic: Topic,
    pub post: Post,
    pub author: Option<MemberCard>,
}

/// The post, unless it or its topic was deleted or hidden meanwhile, or is not there for the recipient any more.
///
/// # Errors
/// When a query fails.
pub fn standing_post(conn: &mut Connection, sight: &Sight, topic: TopicId, post: PostId) -> Result<Option<StandingPost>> {
    let Some(topic) = sight::topic(conn, sight, topic)?.filter(|t| t.deleted_at.is_none() && t.hidden_at.is_none()) else { return Ok(None) };
    let found: Option<(Post, Option<MemberCard>)> = posts_table::table
        .left_join(members::table.on(members::id.nullable().eq(posts_table::author_id)))
        .filter(posts_table::id.eq(post))
        .filter(posts_table::topic_id.eq(topic.id))
        .filter(posts_table::deleted_at.is_null())
        .filter(posts_table::hidden_at.is_null())
        .select((posts::COLUMNS, CARD.nullable()))
        .first(conn)
        .optional()?;
    Ok(found.map(|(post, author)| StandingPost { topic, post, author }))
}

/// Most comments of one member under one post that are looked through.
const COMMENTS: i64 = 20;

/// A member's standing comments under a post, newest first, as HTML.
///
/// # Errors
/// When the query fails.
pub fn comments_by(conn: &mut Connection, post: PostId, author: MemberId) -> Result<Vec<String>> {
    Ok(comments::table
        .filter(comments::post_id.eq(post))
        .filter(comments::author_id.eq(author))
        .filter(comments::deleted_at.is_null())
        .order(comments::id.desc())
        .limit(COMMENTS)
        .select(comments::body_html)
        .load(conn)?)
}

/// Titles of those topics that stand and are there for the recipient.
///
/// # Errors
/// When the query fails.
pub fn titles(conn: &mut Connection, sight: &Sight, ids: &[TopicId]) -> Result<Vec<(TopicId, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(topics_table::table.filter(topics_table::id.eq_any(ids)).filter(sight::listed(sight)).select((topics_table::id, topics_table::title)).load(conn)?)
}
