//! Where a request comes from: one address however it is spelled, and the network that one customer is usually given as a whole, which is
//! what limits are counted by.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The address of a machine, in one form: IPv4 within IPv6 is IPv4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

impl ClientAddress {
    /// Reads an address as proxies write it: alone, with a port, in brackets, with a zone.
    pub fn parse(raw: &str) -> Option<ClientAddress> {
        let raw = raw.trim();
        let alone = || raw.parse::<IpAddr>().ok();
        let with_port = || raw.parse::<SocketAddr>().ok().map(|a| a.ip());
        let in_brackets = || raw.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
        alone().or_else(with_port).or_else(in_brackets).or_else(|| zoned(raw).map(IpAddr::V6)).map(ClientAddress::from)
    }

    /// The smallest network that a customer has: one IPv4 address, or 64 bits of IPv6, within which every machine may choose any.
    pub fn network(self) -> String {
        self.first_bits(32, 64)
    }

    /// The largest network that is easily had: 24 bits of IPv4, 48 of IPv6.
    pub fn wide_network(self) -> String {
        self.first_bits(24, 48)
    }

    fn first_bits(self, of_v4: u32, of_v6: u32) -> String {
        match self.0 {
            IpAddr::V4(v4) => {
                let mask = u32::MAX.checked_shl(32 - of_v4).unwrap_or(0);
                format!("{}/{of_v4}", Ipv4Addr::from(u32::from(v4) & mask))
            }
            IpAddr::V6(v6) => {
                let mask = u128::MAX.checked_shl(128 - of_v6).unwrap_or(0);
                format!("{}/{of_v6}", Ipv6Addr::from(u128::from(v6) & mask))
            }
        }
    }
}

/// `fe80::1%eth0`, in brackets or not, with a port or not: the zone says through which card of the proxy's machine it came.
fn zoned(raw: &str) -> Option<Ipv6Addr> {
    let (address, rest) = raw.split_once('%')?;
    let zone_only = |zone: &str| !zone.is_empty() && zone.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    match address.strip_prefix('[') {
        None => zone_only(rest).then(|| address.parse().ok())?,
        Some(address) => {
            let (zone, port) = rest.split_once(']')?;
            let port_only = port.is_empty() || port.strip_prefix(':').is_some_and(|p| p.parse::<u16>().is_ok());
            (zone_only(zone) && port_only).then(|| address.parse().ok())?
        }
    }
}

impl From<IpAddr> for ClientAddress {
    fn from(address: IpAddr) -> Self {
        ClientAddress(address.to_canonical())
    }
}

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str) -> Option<String> {
        ClientAddress::parse(raw).map(|a| a.to_string())
    }

    #[test]
    fn each_spelling_of_an_address_is_the_same() {
        for spelling in ["198.51.100.7", " 198.51.100.7 ", "198.51.100.7:4711", "::ffff:198.51.100.7", "[::ffff:c633:6407]:443", "0:0:0:0:0:FFFF:198.51.100.7"]
        {
            assert_eq!(read(spelling).as_deref(), Some("198.51.100.7"), "{spelling}");
        }
        for spelling in ["2001:db8::1", "2001:DB8:0:0::1", "[2001:db8::1]", "[2001:db8::1]:80", "2001:db8::1%eth0", "[2001:db8::1%25]:80", "[2001:db8::1%eth0]"]
        {
            assert_eq!(read(spelling).as_deref(), Some("2001:db8::1"), "{spelling}");
        }
    }

    #[test]
    fn what_is_no_address_is_none() {
        for other in [
            "",
            "unknown",
            "_hidden",
            "localhost",
            "198.51.100",
            "198.51.100.7.9",
            "198.51.100.007",
            "198.51.100.7:x",
            "[198.51.100.7]",
            "::1%",
            "::1% x",
            "[::1%a]x",
            "a%b",
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    #[test]
    fn a_customers_machines_are_one_network() {
        let networks = |raw: &str| ClientAddress::parse(raw).map(|a| (a.network(), a.wide_network())).unwrap();
        assert_eq!(networks("198.51.100.7"), ("198.51.100.7/32".into(), "198.51.100.0/24".into()));
        assert_eq!(networks("2001:db8:1:2:3:4:5:6"), ("2001:db8:1:2::/64".into(), "2001:db8:1::/48".into()));
        assert_eq!(networks("2001:db8:1:2:ffff::1").0, networks("2001:db8:1:2::9").0);
    }
}
