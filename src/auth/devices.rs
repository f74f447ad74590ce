//! Known devices: a browser that has signed in to an account carries a proof of it, so that strangers who try passwords cannot keep the
//! owner out. The proof belongs to one account and one password: whoever knew an earlier one is a stranger again. It opens nothing; it only
//! says that tries from here are counted by themselves.

use super::secrets;
use crate::rules::ids::MemberId;

/// A new proof for a browser that has just signed in: the member, a mark of this browser, and the signature of both.
pub fn proof(key: &str, member: MemberId, password_hash: &str) -> String {
    let mark = secrets::new();
    format!("{member}.{mark}.{}", signature(key, member, &mark, password_hash))
}

/// The mark of the browser, where its proof is one for this member and the password of now.
pub fn mark<'a>(key: &str, proof: &'a str, member: MemberId, password_hash: &str) -> Option<&'a str> {
    let mut parts = proof.splitn(3, '.');
    let (whose, mark, said) = (parts.next()?, parts.next()?, parts.next()?);
    let right = whose.parse() == Ok(member) && secrets::same(said, &signature(key, member, mark, password_hash));
    right.then_some(mark)
}

fn signature(key: &str, member: MemberId, mark: &str, password_hash: &str) -> String {
    secrets::sign(key, &format!("device {member} {mark} {password_hash}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_for_one_account_and_one_password() {
        let proof = proof("key", MemberId(7), "hash");
        assert_eq!(mark("key", &proof, MemberId(7), "hash").map(str::len), Some(43));
        assert_eq!(mark("key", &proof, MemberId(8), "hash"), None);
        assert_eq!(mark("key", &proof, MemberId(7), "another hash"), None);
        assert_eq!(mark("another key", &proof, MemberId(7), "hash"), None);
        for broken in ["", "7", "7.x", "7.x.y", "7..", &proof.replacen('7', "8", 1), &proof[..proof.len() - 1]] {
            assert_eq!(mark("key", broken, MemberId(7), "hash"), None, "{broken}");
        }
    }
}
