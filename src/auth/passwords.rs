//! Passwords: argon2id with 19 MiB and two passes (OWASP's first choice), a bounded number at a time.

use crate::rules::limits;
use crate::rules::text::FieldError;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// 19 MiB in KiB, passes, lanes.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Least guesses a password must stand by zxcvbn's scale of 0 to 4.
const LEAST_STRENGTH: u8 = 2;

/// Hashes and checks passwords; waits when too many are at it, so that memory stays bounded.
pub struct Passwords {
    permits: Semaphore,
    /// A hash to check against when there is no account, so that the answer takes as long.
    decoy: std::sync::OnceLock<String>,
}

impl Default for Passwords {
    fn default() -> Self {
        Passwords { permits: Semaphore::new(4), decoy: std::sync::OnceLock::new() }
    }
}

/// Checks a new password's length and strength; `own` are the member's own words, which make a password easy to guess.
///
/// # Errors
/// Too short, too long, or too easy to guess.
pub fn check_new(password: &str, own: &[&str]) -> Result<(), FieldError> {
    let have = password.chars().count();
    if have == 0 {
        return Err(FieldError::Missing);
    }
    if have < *limits::PASSWORD.start() {
        return Err(FieldError::TooShort { least: *limits::PASSWORD.start() as i64, have: have as i64 });
    }
    if have > *limits::PASSWORD.end() {
        return Err(FieldError::TooLong { most: *limits::PASSWORD.end() as i64, have: have as i64 });
    }
    // zxcvbn's time grows with the length; its first hundred characters decide.
    let head: String = password.chars().take(100).collect();
    if u8::from(zxcvbn::zxcvbn(&head, own).score()) < LEAST_STRENGTH {
        return Err(FieldError::PasswordWeak);
    }
    Ok(())
}

/// The hash of a password, with its parameters and salt, on this thread (some 30 ms).
///
/// # Errors
/// When the system has no randomness for the salt.
pub fn hash_now(password: &str) -> Result<String, String> {
    hasher()?.hash_password(password.as_bytes()).map(|h| h.to_string()).map_err(|e| e.to_string())
}

fn hasher() -> Result<Argon2<'static>, String> {
    let params = Params::new(MEMORY, PASSES, LANES, None).map_err(|e| e.to_string())?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn matches(password: &str, hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    hasher().is_ok_and(|h| h.verify_password(password.as_bytes(), &parsed).is_ok())
}

impl Passwords {
    /// Hashes off the request threads.
    ///
    /// # Errors
    /// When hashing fails.
    pub async fn hash(&self, password: String) -> Result<String, String> {
        let _permit = self.permits.acquire().await.map_err(|e| e.to_string())?;
        tokio::task::spawn_blocking(move || hash_now(&password)).await.map_err(|e| e.to_string())?
    }

    /// Whether the password is right. Without an account it takes as long and answers no.
    pub async fn verify(&self, password: String, hash: Option<String>) -> bool {
        let Ok(_permit) = self.permits.acquire().await else { return false };
        let known = hash.is_some();
        let decoy = self.decoy.get().cloned();
        let checked = tokio::task::spawn_blocking(move || {
            let hash = hash.or(decoy).or_else(|| hash_now("decoy").ok()).unwrap_or_default();
            (matches(&password, &hash), hash)
        })
        .await;
        let Ok((right, hash)) = checked else { return false };
        if !known {
            // Another request may have set it meanwhile: any decoy will do.
            drop(self.decoy.set(hash));
        }
        right && known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_knows_its_password_and_no_other() {
        let hash = hash_now("correct horse battery").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(matches("correct horse battery", &hash));
        assert!(!matches("correct horse batterz", &hash));
    }

    #[test]
    fn easy_passwords_are_refused() {
        assert_eq!(check_new("password", &[]), Err(FieldError::PasswordWeak));
        assert_eq!(check_new("adalovelace", &["adalovelace"]), Err(FieldError::PasswordWeak));
        assert!(matches!(check_new("short", &[]), Err(FieldError::TooShort { .. })));
        assert!(matches!(check_new(&"x".repeat(257), &[]), Err(FieldError::TooLong { .. })));
        assert_eq!(check_new("stale-bread-and-lager", &[]), Ok(()));
    }
}
