//! E-mail addresses: whatever is accepted here can be sent to, and each mailbox has one canonical form.

use super::limits;
use super::text::{FieldError, clean_line};

/// An e-mail address in its one canonical form: the name as typed, the domain in small ASCII letters (IDNA). The name counts without
/// regard to capitals only where addresses are compared: see [`Email::keys`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Checks an address by the same parser that mails are sent with. Names in quotes or with other letters than ASCII are refused, since
    /// many mail servers refuse them, and so are domains that nobody can have registered.
    ///
    /// # Errors
    /// Missing, too long or not an address.
    pub fn parse(raw: &str) -> Result<Email, FieldError> {
        let text = clean_line(raw);
        if text.is_empty() {
            return Err(FieldError::Missing);
        }
        if text.len() > limits::EMAIL {
            return Err(too_long(&text));
        }
        let (name, domain) = text.rsplit_once('@').ok_or(FieldError::EmailShape)?;
        if !name.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\') {
            return Err(FieldError::EmailShape);
        }
        let domain = idna::domain_to_ascii_strict(domain).map_err(|_| FieldError::EmailShape)?;
        let (_, last) = domain.rsplit_once('.').ok_or(FieldError::EmailShape)?;
        // A last part of digits alone makes it an IP address.
        if last.is_empty() || last.bytes().all(|b| b.is_ascii_digit()) {
            return Err(FieldError::EmailShape);
        }
        let address = format!("{name}@{domain}");
        if address.len() > limits::EMAIL {
            return Err(too_long(&address));
        }
        address.parse::<lettre::Address>().map_err(|_| FieldError::EmailShape)?;
        Ok(Email(address))
    }

    /// The canonical address, which mails are sent to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What makes addresses equal: capitals do not count.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The key, and the one under which a version of this program before the canonical form kept the same address.
    pub fn keys(&self) -> Vec<String> {
        let key = self.key();
        let before = shown(&key);
        if before == key { vec![key] } else { vec![key, before] }
    }
}

/// An address as people read it: the domain in its own letters.
pub fn shown(address: &str) -> String {
    let Some((name, domain)) = address.rsplit_once('@') else { return address.to_owned() };
    let (domain, read) = idna::domain_to_unicode(domain);
    if read.is_ok() { format!("{name}@{domain}") } else { address.to_owned() }
}

fn too_long(address: &str) -> FieldError {
    FieldError::TooLong { most: limits::EMAIL as i64, have: address.len() as i64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(raw: &str) -> Option<String> {
        Email::parse(raw).ok().map(|email| email.as_str().to_owned())
    }

    #[test]
    fn one_mailbox_has_one_form() {
        for spelling in [
            "y@bücher.example",
            " y@BÜCHER.example ",
            "y@xn--bcher-kva.example",
            "y@XN--BCHER-KVA.Example",
            "y@bu\u{308}cher.example",
            "y@bücher\u{200B}.example\u{202E}",
        ] {
            assert_eq!(canonical(spelling).as_deref(), Some("y@xn--bcher-kva.example"), "{spelling}");
        }
        assert_eq!(canonical("a\u{200B}@example.org").as_deref(), Some("a@example.org"));
        let email = Email::parse("Ada.L@Example.ORG").unwrap();
        assert_eq!((email.as_str(), email.key().as_str()), ("Ada.L@example.org", "ada.l@example.org"));
        assert_eq!(email.keys(), ["ada.l@example.org"]);
        assert_eq!(Email::parse("Y@bücher.example").unwrap().keys(), ["y@xn--bcher-kva.example", "y@bücher.example"]);
        assert_eq!(shown("y@xn--bcher-kva.example"), "y@bücher.example");
    }

    #[test]
    fn what_is_accepted_can_be_sent_to() {
        for good in ["ada@example.org", "a.b+c@sub.example.co", "o'neil@example.org", "x@电子邮件.例子", "a_b-c@1und1.example"] {
            let address = canonical(good).unwrap_or_else(|| panic!("{good} is refused"));
            assert!(address.is_ascii() && address.parse::<lettre::Address>().is_ok(), "{good}");
        }
    }

    #[test]
    fn what_cannot_be_sent_to_is_refused() {
        let long_name = format!("{}@example.org", "x".repeat(65));
        let long_domain = format!("a@{}.example", "x".repeat(64));
        for bad in [
            "ada",
            "ada@",
            "@example.org",
            "ada@example",
            "a b@example.org",
            "ada@example.org\r\nBcc: x@y.z",
            "ada@-x.org",
            "<ada@example.org>",
            "a..b@example.org",
            ".a@example.org",
            "a.@example.org",
            "\"a b\"@example.org",
            "ünï@example.org",
            "a@b@example.org",
            "a@example..org",
            "a@example.org.",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "a@ex_ample.org",
            &long_name,
            &long_domain,
        ] {
            assert_eq!(Email::parse(bad), Err(FieldError::EmailShape), "{bad}");
        }
        assert_eq!(Email::parse("  "), Err(FieldError::Missing));
        assert!(matches!(Email::parse(&format!("a@{}.example", "x.".repeat(200))), Err(FieldError::TooLong { most: 254, .. })));
    }
}
