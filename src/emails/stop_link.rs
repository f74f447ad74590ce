//! Links that stop one kind of mail: they carry their own proof, so that they work without a session.

use super::Subscription;
use crate::auth::secrets;
use crate::rules::ids::MemberId;

/// The token of a link that stops this kind of mail for this member.
pub fn token(secret: &str, member: MemberId, kind: Subscription) -> String {
    format!("{member}.{}.{}", kind.word(), signature(secret, member, kind))
}

/// Whose mails of which kind a token stops; nothing for a token that was not made here.
pub fn read(secret: &str, token: &str) -> Option<(MemberId, Subscription)> {
    let mut parts = token.splitn(3, '.');
    let member: MemberId = parts.next()?.parse().ok()?;
    let kind: Subscription = parts.next()?.parse().ok()?;
    let right = secrets::same(parts.next()?, &signature(secret, member, kind));
    right.then_some((member, kind))
}

fn signature(secret: &str, member: MemberId, kind: Subscription) -> String {
    secrets::sign(secret, &format!("stop {member} {}", kind.word()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_stops_its_own_kind_for_its_own_member() {
        let token = token("key", MemberId(7), Subscription::Awards);
        assert_eq!(read("key", &token), Some((MemberId(7), Subscription::Awards)));
        assert_eq!(read("other", &token), None);
        assert_eq!(read("key", &token.replace("7.", "8.")), None);
        assert_eq!(read("key", &token.replace("awards", "answers")), None);
        assert_eq!(read("key", ""), None);
    }
}
