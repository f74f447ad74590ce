//! Looks up what a mail says, and checks once more whether it may and should be sent: hours can lie between the event and the mail.

use crate::app::App;
use crate::auth::secrets;
use crate::emails::compose::{About, Change, Matter, Reward};
use crate::emails::render::{self, Posting};
use crate::emails::{Award, Mail};
use crate::markdown;
use crate::rules::ids::{MemberId, PostId, TopicId};
use crate::rules::rulebook::Rulebook;
use crate::rules::sight::Sight;
use crate::rules::time::{DAY, HOUR, Timestamp};
use crate::rules::vocabulary::TokenPurpose;
use crate::store::accounts::{self, NewToken};
use crate::store::outbox::{self, OutboxMail};
use crate::store::views::outgoing_mail::{self, Recipient, StandingPost};
use crate::store::{Connection, Error, Result, conditions, members, sight};

/// Characters of a post that a mail quotes.
const QUOTE: usize = 400;
/// How long a link that confirms an address works, and one that sets a new password.
const CONFIRM_FOR: i64 = 3 * DAY;
const RESET_FOR: i64 = 2 * HOUR;

/// The mail with all it says; none when it is not to be sent any more.
pub(super) fn posting(app: &App, book: &Rulebook, line: &OutboxMail) -> Result<Option<Posting>> {
    let mail: Mail = serde_json::from_str(&line.data)?;
    let (key, now, member) = (render::key(line.id, line.created_at), app.clock.now(), line.member);
    let Some(mut to) = app.db.read_now(|conn| outgoing_mail::recipient(conn, member))? else { return Ok(None) };
    if !mail.is_wanted(&to.wishes) || (mail.subscription().is_some() && !may_read(&to, now)) {
        return Ok(None);
    }
    let (key, matter) = match &mail {
        Mail::ConfirmEmail {} if to.email_confirmed => return Ok(None),
        Mail::ConfirmEmail {} => match with_token(app, line, &to, TokenPurpose::ConfirmEmail, CONFIRM_FOR, key, Matter::ConfirmEmail)? {
            Some(made) => made,
            None => return Ok(None),
        },
        Mail::ResetPassword {} => match with_token(app, line, &to, TokenPurpose::ResetPassword, RESET_FOR, key, Matter::ResetPassword)? {
            Some(made) => made,
            None => return Ok(None),
        },
        Mail::PasswordChanged { way, at, address, user_agent } => {
            (key, Matter::PasswordChanged(Change { way: *way, at: *at, address: address.clone(), user_agent: user_agent.clone() }))
        }
        Mail::AlreadyMember {} => (key, Matter::AlreadyMember),
        Mail::Test {} => (key, Matter::Test),
        Mail::Awards { .. } | Mail::Answer { .. } | Mail::Accepted { .. } | Mail::Mention { .. } => {
            if matches!(mail, Mail::Awards { .. }) {
                to.facts = app.db.read_now(|conn| conditions::toward_next_tier(conn, member, &to.tier, book, now))?;
            }
            match app.db.read_now(|conn| looked_up(conn, book, now, &to, &mail))? {
                Some(matter) => (key, matter),
                None => return Ok(None),
            }
        }
    };
    Ok(Some(Posting { key, now, to, mail, matter }))
}

/// Whether what happens in the forum is still this member's to read: who is suspended gets only what concerns the account.
fn may_read(to: &Recipient, now: Timestamp) -> bool {
    to.email_confirmed && to.suspended_until.is_none_or(|until| until <= now)
}

/// Makes the secret of a link, keeps its digest, and names the mail after it: a second try carries another link, so that mail servers
/// must not take it for a copy of the first. None when the mail was dropped a moment ago, because the password was changed.
fn with_token(
    app: &App,
    line: &OutboxMail,
    to: &Recipient,
    purpose: TokenPurpose,
    lasts: i64,
    key: String,
    matter: fn(String) -> Matter,
) -> Result<Option<(String, Matter)>> {
    let secret = secrets::new();
    let digest = secrets::digest(&secret);
    let key = format!("{key}-{}", digest.chars().filter(char::is_ascii_alphanumeric).take(8).collect::<String>());
    let (mail, member, email) = (line.id, to.member, to.email.clone());
    let made = app.db.write_now(move |tx| {
        let now = tx.now;
        if !outbox::hold_waiting(tx.conn, mail)? {
            return Ok(false);
        }
        accounts::insert_token(tx.conn, &NewToken { hash: &digest, member, purpose, email: &email, created_at: now, expires_at: now.plus(lasts) })?;
        Ok::<_, Error>(true)
    })?;
    Ok(made.then(|| (key, matter(secret))))
}

/// What the mail says, as far as its recipient may still see it: access may have ended while it waited.
fn looked_up(conn: &mut Connection, book: &Rulebook, now: Timestamp, to: &Recipient, mail: &Mail) -> Result<Option<Matter>> {
    let Some(sight) = sight::of_member(conn, to.member, book, now)? else { return Ok(None) };
    let sight = &sight;
    match mail {
        Mail::Awards { awards } => rewards(conn, sight, book, to, awards),
        Mail::Answer { topic, post } => {
            let found = standing(conn, sight, *topic, *post)?.filter(|s| s.topic.author == Some(to.member));
            Ok(found.map(|s| Matter::Answer(about(&s, written_by(&s), &s.post.body_html))))
        }
        Mail::Accepted { topic, post } => {
            let Some(s) = standing(conn, sight, *topic, *post)?.filter(|s| s.post.accepted && s.post.author == Some(to.member)) else { return Ok(None) };
            let asker = name_of(conn, s.topic.author)?;
            Ok(Some(Matter::Accepted(about(&s, asker, ""))))
        }
        Mail::Mention { topic, post, by } => {
            let Some(s) = standing(conn, sight, *topic, *post)? else { return Ok(None) };
            let Some(html) = mentioning(conn, &s, *by, &to.handle)? else { return Ok(None) };
            let who = name_of(conn, *by)?;
            Ok(Some(Matter::Mention(about(&s, who, &html))))
        }
        Mail::ConfirmEmail {} | Mail::ResetPassword {} | Mail::AlreadyMember {} | Mail::PasswordChanged { .. } | Mail::Test {} => Ok(None),
    }
}

fn standing(conn: &mut Connection, sight: &Sight, topic: TopicId, post: PostId) -> Result<Option<StandingPost>> {
    outgoing_mail::standing_post(conn, sight, topic, post)
}

fn written_by(s: &StandingPost) -> String {
    s.author.as_ref().map_or_else(|| s.post.author_name.clone(), |a| a.display_name.clone())
}

fn name_of(conn: &mut Connection, member: Option<MemberId>) -> Result<String> {
    Ok(match member {
        Some(member) => members::card(conn, member)?.map(|c| c.display_name).unwrap_or_default(),
        None => String::new(),
    })
}

fn about(s: &StandingPost, who: String, html: &str) -> About {
    About {
        topic_kind: s.topic.kind,
        title: s.topic.title.clone(),
        topic: topic_path(s.topic.id),
        post: format!("/posts/{}", s.post.id),
        who,
        quote: if html.is_empty() { String::new() } else { markdown::excerpt(html, QUOTE) },
    }
}

/// A topic's short path, which leads to the long one: it stays the same when the title changes.
fn topic_path(topic: TopicId) -> String {
    format!("/t/{topic}")
}

/// The text that names the member: the post itself, or the newest comment of whoever mentioned them, or the post of another that they
/// edited. None when the name was edited away or deleted since.
fn mentioning(conn: &mut Connection, s: &StandingPost, by: Option<MemberId>, handle: &str) -> Result<Option<String>> {
    let names = |html: &str| markdown::mentions_in(html).any(|named| named.eq_ignore_ascii_case(handle));
    let post = Some(&s.post.body_html).filter(|html| names(html)).cloned();
    if s.post.author == by && post.is_some() {
        return Ok(post);
    }
    let Some(by) = by else { return Ok(None) };
    let remarks = outgoing_mail::comments_by(conn, s.post.id, by)?;
    Ok(remarks.into_iter().find(|html| names(html)).or(post))
}

/// What of the rewards still holds: badges the rulebook knows, and the highest tier, if the member has not fallen below it since.
fn rewards(conn: &mut Connection, sight: &Sight, book: &Rulebook, to: &Recipient, awards: &[Award]) -> Result<Option<Matter>> {
    let topics: Vec<TopicId> = awards.iter().filter_map(|a| if let Award::Badge { topic, .. } = a { *topic } else { None }).collect();
    let titles = outgoing_mail::titles(conn, sight, &topics)?;
    let held = book.tier_rank(&to.tier);
    let reached = awards.iter().filter_map(|a| if let Award::Tier { tier } = a { book.tiers.iter().position(|t| t.key == *tier) } else { None });
    let highest = reached.filter(|rank| *rank <= held).max();
    let mut rewards: Vec<Reward> = highest.map(|rank| Reward::Tier(book.tiers[rank].clone())).into_iter().collect();
    for award in awards {
        if let Award::Badge { badge, topic } = award
            && let Some(badge) = book.badge(badge)
        {
            let place = titles.iter().find(|(id, _)| Some(*id) == *topic).map(|(id, title)| (title.clone(), topic_path(*id)));
            rewards.push(Reward::Badge(badge.clone(), place));
        }
    }
    Ok(if rewards.is_empty() { None } else { Some(Matter::Awards(rewards)) })
}
