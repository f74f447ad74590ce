//! How often a password may be tried, so that guessing is slow and nobody can lock another out.
//!
//! A limit by account alone lets any stranger lock its owner out: ten wrong tries, and the right password is refused, too. A limit by
//! address alone lets whoever has many addresses guess without end. So tries are counted three ways, and each way is for one of these:
//!
//! - **by account and network** ([`NEAR`]): one stranger uses up what is theirs. The owner, in another network, notices nothing. A network is
//!   an IPv4 address or 64 bits of IPv6; the wide one ([`WIDE`]), which whole customers get, is counted with a little more, for IPv6 gives
//!   one customer 65,536 of the small ones.
//! - **by account** ([`EVERYWHERE`]): all networks of the internet together try one account no faster than this, some 8,600 times a day. A
//!   password that passes our check stands at least a million guesses, and the owner's mailbox stays the way back in.
//! - **by known device** ([`KNOWN`]): a browser that has signed in to the account before ([`super::devices`]) is counted by itself and by
//!   nothing else. Whoever attacks an account, from however many networks, cannot keep its owner out of the browsers they use.
//!
//! What is left: while thousands of machines attack one account, its owner cannot sign in on a *new* device with the password, but can with
//! the mailed link, which is not counted here. Names are counted as they are typed, once cleaned: an account has two, its handle and its
//! address, and twice the allowance; one count for both would tell strangers which address belongs to whom. Names that nobody has are
//! counted alike, so that nobody learns from it who is a member.

use super::attempts::Attempts;
use super::client_address::ClientAddress;

/// Tries per ten minutes at one name from one network.
const NEAR: u32 = 10;
/// Tries per ten minutes at one name from one wide network.
const WIDE: u32 = 30;
/// Tries per ten minutes at one name from everywhere.
const EVERYWHERE: u32 = 60;
/// Tries per ten minutes at one name from a device that the account knows.
const KNOWN: u32 = 20;

/// Counts tries at passwords.
pub struct SignInPace {
    near: Attempts,
    wide: Attempts,
    everywhere: Attempts,
    known: Attempts,
}

/// From where a password is tried.
#[derive(Debug, Clone, Copy)]
pub enum Origin<'a> {
    /// A device that the account knows, by its mark.
    Device(&'a str),
    /// Any other, by its address; none for a request without one.
    Stranger(Option<ClientAddress>),
}

impl Default for SignInPace {
    fn default() -> Self {
        SignInPace { near: Attempts::new(NEAR), wide: Attempts::new(WIDE), everywhere: Attempts::new(EVERYWHERE), known: Attempts::new(KNOWN) }
    }
}

impl SignInPace {
    /// Counts one try at a name.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn count(&self, name: &str, from: Origin<'_>) -> Result<(), i64> {
        match from {
            Origin::Device(mark) => self.known.count(&format!("{mark} {name}")),
            Origin::Stranger(address) => {
                let of = |network: fn(ClientAddress) -> String| address.map(network).unwrap_or_default();
                // What is refused nearby takes nothing from the others.
                self.near.count(&format!("{} {name}", of(ClientAddress::network)))?;
                self.wide.count(&format!("{} {name}", of(ClientAddress::wide_network)))?;
                self.everywhere.count(name)
            }
        }
    }

    /// Forgets those who have their whole allowance back.
    pub fn tidy(&self) {
        for attempts in [&self.near, &self.wide, &self.everywhere, &self.known] {
            attempts.tidy();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of so many tries are let through.
    fn let_through(pace: &SignInPace, tries: usize, from: impl Fn(usize) -> String) -> usize {
        (0..tries).filter(|n| pace.count("ada", Origin::Stranger(ClientAddress::parse(&from(*n)))).is_ok()).count()
    }

    #[test]
    fn a_stranger_uses_up_only_their_own_tries() {
        let pace = SignInPace::default();
        assert_eq!(let_through(&pace, 50, |_| "198.51.100.7".into()), 10);
        assert_eq!(let_through(&pace, 1, |_| "203.0.113.9".into()), 1, "the owner elsewhere");
        assert!(pace.count("ben", Origin::Stranger(ClientAddress::parse("198.51.100.7"))).is_ok(), "another account");
    }

    #[test]
    fn a_customers_whole_ipv6_has_few_tries() {
        let pace = SignInPace::default();
        assert_eq!(let_through(&pace, 50, |n| format!("2001:db8:1:2::{n:x}")), 10);
        assert_eq!(let_through(&pace, 200, |n| format!("2001:db8:1:{n:x}::1")), 20);
        assert_eq!(let_through(&pace, 1, |_| "2001:db8:2::1".into()), 1, "the owner elsewhere");
    }

    #[test]
    fn the_whole_internet_is_slow_and_a_known_device_is_not_held_back() {
        let pace = SignInPace::default();
        let passed = let_through(&pace, 1_000, |n| format!("198.{}.{}.7", 18 + n / 250, n % 250));
        assert!((60..=62).contains(&passed), "{passed}");
        assert!(pace.count("ada", Origin::Device("mark")).is_ok());
        let more = (0..50).filter(|_| pace.count("ada", Origin::Device("mark")).is_ok()).count();
        assert!((19..=20).contains(&more), "a thief's device guesses no faster: {more}");
        assert!(pace.count("ada", Origin::Device("another")).is_ok());
    }
}
