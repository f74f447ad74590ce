//! Reads back the mails that this program wrote as files, so that managers can see them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A mail as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenMail {
    pub subject: String,
    pub from: String,
    pub to: String,
    pub text: String,
    /// With its pictures as `data:` addresses.
    pub html: String,
}

/// Reads a mail of ours. What is not understood stays empty.
pub fn read(raw: &str) -> WrittenMail {
    let raw = raw.replace("\r\n", "\n");
    let (headers, _) = split(&raw);
    let mut mail = WrittenMail {
        subject: decoded_words(&header(&headers, "subject")),
        from: decoded_words(&header(&headers, "from")),
        to: decoded_words(&header(&headers, "to")),
        ..WrittenMail::default()
    };
    let mut pictures = Vec::new();
    walk(&raw, &mut mail, &mut pictures, 0);
    for (id, address) in pictures {
        mail.html = mail.html.replace(&format!("cid:{id}"), &address);
    }
    mail
}

/// Parts within parts of our own mails; a file that nests deeper is not ours.
const DEEPEST: usize = 4;

fn walk(part: &str, mail: &mut WrittenMail, pictures: &mut Vec<(String, String)>, depth: usize) {
    let (headers, body) = split(part);
    let kind = header(&headers, "content-type");
    if let Some(boundary) = parameter(&kind, "boundary").filter(|_| depth < DEEPEST) {
        for inner in body.split(&format!("--{boundary}")).skip(1) {
            if let Some(inner) = inner.strip_prefix('\n') {
                walk(inner, mail, pictures, depth + 1);
            }
        }
        return;
    }
    let encoding = header(&headers, "content-transfer-encoding");
    if kind.starts_with("image/") {
        let id = header(&headers, "content-id").trim_matches(['<', '>']).to_owned();
        let bytes = match encoding.as_str() {
            "base64" => body.split_whitespace().collect(),
            _ => STANDARD.encode(body.trim_end_matches(['\r', '\n'])),
        };
        pictures.push((id, format!("data:{};base64,{bytes}", kind.split(';').next().unwrap_or_default())));
    } else if kind.starts_with("text/html") {
        mail.html = decoded(body, &encoding);
    } else if kind.starts_with("text/plain") {
        mail.text = decoded(body, &encoding);
    }
}

/// Headers, unfolded, and body.
fn split(part: &str) -> (Vec<(String, String)>, &str) {
    let (head, body) = part.split_once("\n\n").unwrap_or((part, ""));
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in head.lines() {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = headers.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
    }
    (headers, body)
}

fn header(headers: &[(String, String)], name: &str) -> String {
    headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

fn parameter(value: &str, name: &str) -> Option<String> {
    let (_, rest) = value.split_once(&format!("{name}="))?;
    let rest = rest.strip_prefix('"').map_or_else(|| rest.split(';').next(), |quoted| quoted.split('"').next())?;
    Some(rest.trim().to_owned())
}

fn decoded(body: &str, encoding: &str) -> String {
    match encoding {
        "base64" => {
            let packed: String = body.split_whitespace().collect();
            String::from_utf8_lossy(&STANDARD.decode(packed).unwrap_or_default()).into_owned()
        }
        "quoted-printable" => quoted_printable(body),
        _ => body.to_owned(),
    }
}

fn quoted_printable(body: &str) -> String {
    let joined = body.replace("=\n", "");
    let mut bytes = Vec::with_capacity(joined.len());
    let mut rest = joined.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|d| std::str::from_utf8(d).ok()).and_then(|d| u8::from_str_radix(d, 16).ok());
        match digits.filter(|_| *first == b'=') {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A header's encoded words (RFC 2047, base64 and UTF-8 as this program writes them); white space between two of them does not count.
fn decoded_words(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value;
    let mut after_word = false;
    while let Some((before, tail)) = split_ignoring_case(rest, "=?utf-8?b?") {
        let Some((packed, next)) = tail.split_once("?=") else { break };
        if !(after_word && before.trim().is_empty()) {
            out.push_str(before);
        }
        out.push_str(&String::from_utf8_lossy(&STANDARD.decode(packed).unwrap_or_default()));
        after_word = true;
        rest = next;
    }
    out.push_str(rest);
    out
}

fn split_ignoring_case<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let at = text.to_ascii_lowercase().find(mark)?;
    Some((&text[..at], &text[at + mark.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lettre::Message;
    use lettre::message::header::ContentType;
    use lettre::message::{Attachment, MultiPart, SinglePart};

    #[test]
    fn a_mail_of_ours_is_read_back() {
        let long = "发酵停了怎么办？".repeat(40);
        let picture = Attachment::new_inline("gold-star".into()).body(vec![1_u8, 2, 3], ContentType::parse("image/png").unwrap());
        let related = MultiPart::related().singlepart(SinglePart::html("<img src=\"cid:gold-star\"> = <b>é</b>".to_owned())).singlepart(picture);
        let message = Message::builder()
            .from("Forum <forum@example.org>".parse().unwrap())
            .to("林一 <lin@example.org>".parse().unwrap())
            .subject("新徽章：发酵停在 1.018 正常吗，这个题目真的很长很长很长很长很长")
            .multipart(MultiPart::alternative().singlepart(SinglePart::plain(long.clone())).multipart(related))
            .unwrap();
        let mail = read(&String::from_utf8(message.formatted()).unwrap());
        assert_eq!(mail.subject, "新徽章：发酵停在 1.018 正常吗，这个题目真的很长很长很长很长很长");
        assert_eq!(mail.to, "林一 <lin@example.org>");
        assert_eq!(mail.text.trim(), long);
        assert_eq!(mail.html.trim(), "<img src=\"data:image/png;base64,AQID\"> = <b>é</b>");
    }
}
