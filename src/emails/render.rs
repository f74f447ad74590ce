//! From a mail to the message that is handed to the mailer: both parts, pictures and headers.

use super::compose::{Letterhead, Matter, letter};
use super::letter::Block;
use super::{Mail, headers, html, stop_link, text};
use crate::rules::email::Email;
use crate::rules::ids::{MailId, TopicId};
use crate::rules::text::clean_line;
use crate::rules::time::Timestamp;
use crate::store::views::outgoing_mail::Recipient;
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use std::time::{Duration, UNIX_EPOCH};

/// One mail with everything that it takes to write it.
#[derive(Debug, Clone)]
pub struct Posting {
    /// What makes the Message-ID: the same at every try.
    pub key: String,
    pub now: Timestamp,
    pub to: Recipient,
    pub mail: Mail,
    pub matter: Matter,
}

/// The part of a Message-ID before the host, for a mail of the outbox.
pub fn key(id: MailId, created_at: Timestamp) -> String {
    format!("mail-{id}-{}", created_at.0)
}

/// Renders a mail. `picture` answers the bytes of a medal by its name.
///
/// # Errors
/// What is wrong with the address, which no other try would mend.
pub fn render(from: &Mailbox, head: &Letterhead, posting: &Posting, picture: &dyn Fn(&str) -> Option<Vec<u8>>) -> Result<Message, String> {
    let to = &posting.to;
    let mut letter = letter(head, to, &posting.mail, &posting.matter);
    // Earlier versions kept addresses as they were typed.
    let canonical = Email::parse(&to.email).map_or_else(|_| to.email.clone(), |email| email.as_str().to_owned());
    let address = canonical.parse().map_err(|e| format!("{} cannot be mailed to: {e}", to.email))?;
    let host = host(&head.public_url);
    let mut message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(Some(clean_line(&to.display_name)).filter(|n| !n.is_empty()), address))
        .raw_header(headers::subject(&letter.subject))
        .date(UNIX_EPOCH + Duration::from_millis(u64::try_from(posting.now.0).unwrap_or(0)))
        .message_id(Some(format!("<{}@{host}>", posting.key)))
        .raw_header(header("Auto-Submitted", "auto-generated".into()));
    if let Some(topic) = topic(&posting.mail) {
        // Nobody sends a mail with this id: it is what makes mail programs put a topic's mails together.
        let thread = format!("<topic-{topic}@{host}>");
        message = message.in_reply_to(thread.clone()).references(thread);
    }
    if let Some(kind) = posting.mail.subscription() {
        let token = stop_link::token(&head.link_secret, to.member, kind);
        message = message
            .raw_header(header("List-Id", format!("<{}.{host}>", kind.word())))
            .raw_header(header("List-Unsubscribe", format!("<{}>", head.address(&format!("/unsubscribe/{token}")))))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".into()));
    }
    let mut pictures: Vec<(String, Vec<u8>)> = Vec::new();
    letter.blocks.retain(|block| match block {
        Block::Medal { picture: name, .. } => {
            let found = picture(name);
            let drawn = found.is_some();
            if let Some(bytes) = found
                && !pictures.iter().any(|(n, _)| n == name)
            {
                pictures.push((name.clone(), bytes));
            }
            drawn
        }
        Block::Heading(_) | Block::Paragraph(_) | Block::Quote(_) | Block::Button(_) | Block::Rule => true,
    });
    let plain = SinglePart::plain(text::text(&letter, &head.site));
    let drawn = SinglePart::html(html::html(&letter, &head.site, &head.public_url).into_string());
    let png = ContentType::parse("image/png").map_err(|e| e.to_string())?;
    let attached = |(name, bytes): (String, Vec<u8>)| Attachment::new_inline_with_name(name.clone(), format!("{name}.png")).body(bytes, png.clone());
    let parts = MultiPart::alternative().singlepart(plain);
    let parts = if pictures.is_empty() {
        parts.singlepart(drawn)
    } else {
        parts.multipart(pictures.into_iter().map(attached).fold(MultiPart::related().singlepart(drawn), MultiPart::singlepart))
    };
    message.multipart(parts).map_err(|e| e.to_string())
}

/// The topic whose mails belong together.
fn topic(mail: &Mail) -> Option<TopicId> {
    match mail {
        Mail::Answer { topic, .. } | Mail::Accepted { topic, .. } | Mail::Mention { topic, .. } => Some(*topic),
        Mail::ConfirmEmail {} | Mail::ResetPassword {} | Mail::AlreadyMember {} | Mail::PasswordChanged { .. } | Mail::Awards { .. } | Mail::Test {} => None,
    }
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), clean_line(&value))
}

/// The host of an address, without its port.
fn host(public_url: &str) -> &str {
    let rest = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if host.starts_with('[') { host.split_inclusive(']').next().unwrap_or(host) } else { host.split(':').next().unwrap_or(host) }
}

#[cfg(test)]
mod tests;
