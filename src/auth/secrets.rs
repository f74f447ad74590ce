//! Secrets of links and sessions: 256 random bits; only their digest is kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A new secret for an address or a cookie: 43 characters.
pub fn new() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is kept of a secret.
pub fn digest(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

/// A keyed digest, for links and cookies that carry their own proof (unsubscribing needs no session): HMAC with SHA-256.
pub fn sign(key: &str, what: &str) -> String {
    // A key as long as a digest: HMAC takes any length, and an array cannot be of a wrong one.
    let mut mac = Hmac::<Sha256>::new(&hmac_key(key));
    mac.update(what.as_bytes());
    URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
}

/// The key as HMAC takes it: one block, the digest of what is kept, filled up with zeros.
fn hmac_key(key: &str) -> hmac::digest::Key<Hmac<Sha256>> {
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    let digest = Sha256::digest(key.as_bytes());
    block[..digest.len()].copy_from_slice(&digest);
    block
}

/// Compares two digests in a time that does not tell where they differ.
pub fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_belongs_to_one_key_and_one_text() {
        assert_eq!(sign("k", "a"), sign("k", "a"));
        assert_ne!(sign("k", "a"), sign("k", "b"));
        assert_ne!(sign("k", "a"), sign("l", "a"));
        assert!(same(&sign("k", "a"), &sign("k", "a")) && !same("ab", "ac") && !same("ab", "abc"));
    }

    #[test]
    fn links_that_were_mailed_by_earlier_versions_still_work() {
        // Made when HMAC was written out here by hand: mails with it lie in people's inboxes.
        assert_eq!(sign("key", "stop 7 awards"), "N-Im3wMREBDIbG1PU52i2r6ydKJbPufz-4YvZFxe94M");
    }

    #[test]
    fn secrets_differ() {
        assert_ne!(new(), new());
        assert_eq!(new().len(), 43);
    }
}
