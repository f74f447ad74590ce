//! Secrets of links and sessions: 256 random bits; only their digest is kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// A new secret for an address or a cookie: 43 characters.
pub fn new() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is kept of a secret.
pub fn digest(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

/// A keyed digest, for links that carry their own proof (unsubscribing needs no session).
pub fn sign(key: &str, what: &str) -> String {
    // The inner and outer pass of HMAC (RFC 2104) with a key of at most one block.
    let mut block = [0_u8; 64];
    for (slot, byte) in block.iter_mut().zip(Sha256::digest(key.as_bytes())) {
        *slot = byte;
    }
    let pad = |with: u8| block.map(|b| b ^ with);
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(what.as_bytes()).finalize();
    URL_SAFE_NO_PAD.encode(Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize())
}

/// Compares two digests in a time that does not tell where they differ.
pub fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |d, (x, y)| d | (x ^ y)) == 0
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
    fn secrets_differ() {
        assert_ne!(new(), new());
        assert_eq!(new().len(), 43);
    }
}
