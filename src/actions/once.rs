//! What creates something is done once for each request: the same one again, by a second click, a reload, or a program whose answer got lost,
//! gets the same answer and changes nothing. It is known by the key that it brings; without a key, by all that it says, for a while.

use super::{Failure, Outcome, invalid};
use crate::auth::secrets;
use crate::rules::ids::MemberId;
use crate::rules::limits::{KEY_KEPT, REPEAT};
use crate::rules::text::FieldError;
use crate::rules::time::Timestamp;
use crate::store::idempotency::{self, Claim, Request};
use crate::store::{Connection, Error, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A request of a member that may come again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Once {
    member: MemberId,
    key: String,
    body: String,
    /// For how long, in milliseconds.
    kept: i64,
}

impl Once {
    /// The request to an address, under the key that it brings, with all that it says.
    pub fn of(member: MemberId, address: &str, key: Option<&str>, said: &impl Serialize) -> Once {
        // What was read from a form can be written.
        let said = serde_json::to_string(said).unwrap_or_default();
        let body = secrets::digest(&said);
        // No address has a line end: key and address cannot run into each other.
        match key {
            Some(key) => Once { member, key: secrets::digest(&format!("{address}\n{key}")), body, kept: KEY_KEPT },
            None => Once { member, key: secrets::digest(&format!("{address}\n\n{said}")), body, kept: REPEAT },
        }
    }

    /// Does it, unless it was done before; both at once, and the second waits for the first.
    ///
    /// # Errors
    /// What the work answers, that something else was asked for under the same key, or the database's failure.
    pub fn run<T: Serialize + DeserializeOwned>(&self, tx: &mut Tx<'_>, work: impl FnOnce(&mut Tx<'_>) -> Outcome<T>) -> Outcome<T> {
        let until = tx.now.plus(self.kept);
        match idempotency::claim(tx.conn, self.request(), tx.now, until)? {
            Claim::New => {
                let answer = work(tx)?;
                let kept = serde_json::to_string(&answer).map_err(|e| unreadable(&e))?;
                idempotency::keep(tx.conn, self.request(), &kept)?;
                Ok(answer)
            }
            claim => read(claim),
        }
    }

    /// What was answered, if it was done before.
    ///
    /// # Errors
    /// That something else was asked for under the same key, or the database's failure.
    pub fn answered<T: DeserializeOwned>(&self, conn: &mut Connection, now: Timestamp) -> Outcome<Option<T>> {
        idempotency::answered(conn, self.request(), now)?.map(read).transpose()
    }

    fn request(&self) -> Request<'_> {
        Request { member: self.member, key: &self.key, body: &self.body }
    }
}

fn read<T: DeserializeOwned>(claim: Claim) -> Outcome<T> {
    match claim {
        Claim::Answered(answer) => serde_json::from_str(&answer).map_err(|e| unreadable(&e)),
        // Whoever took it on has done it in the same transaction.
        Claim::New | Claim::OtherBody => Err(invalid("body", FieldError::SentBefore)),
    }
}

fn unreadable(error: &serde_json::Error) -> Failure {
    Failure::Store(Error::Unavailable(format!("What was answered before cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_its_members_addresss_and_keys() {
        let of = |member, address, key, said: &str| Once::of(MemberId(member), address, key, &said);
        let first = of(1, "/ask", Some("k"), "words");
        assert_eq!(first, of(1, "/ask", Some("k"), "words"));
        assert_ne!(first.key, of(1, "/t/1/answers", Some("k"), "words").key);
        assert_ne!(first.key, of(1, "/ask", Some("l"), "words").key);
        assert_eq!(first.key, of(1, "/ask", Some("k"), "other words").key);
        assert_ne!(first.body, of(1, "/ask", Some("k"), "other words").body);
        // Without a key, what is said is the key.
        assert_ne!(of(1, "/ask", None, "words").key, of(1, "/ask", None, "other words").key);
        assert_ne!(of(1, "/ask", None, "words").key, first.key);
    }
}
