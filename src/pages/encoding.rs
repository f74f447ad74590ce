//! How an answer may be compressed: what the client says it takes (RFC 9110, 12.5.3), and what we have.

use actix_web::http::header::{ACCEPT_ENCODING, HeaderMap};

/// A way to send a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Zstd,
    Gzip,
    Identity,
}

impl Encoding {
    /// Its name in headers.
    pub fn word(self) -> &'static str {
        match self {
            Encoding::Brotli => "br",
            Encoding::Zstd => "zstd",
            Encoding::Gzip => "gzip",
            Encoding::Identity => "identity",
        }
    }
}

/// The encoding that the client likes best among those offered, the first of those it likes alike; as it is where it takes none.
pub(super) fn best(headers: &HeaderMap, offered: &[Encoding]) -> Encoding {
    let lines: Vec<&str> = headers.get_all(ACCEPT_ENCODING).filter_map(|v| v.to_str().ok()).collect();
    let liked: Vec<(&str, u32)> = lines.iter().flat_map(|line| line.split(',')).filter_map(wish).collect();
    let of = |name: &str| liked.iter().find(|(said, _)| said.eq_ignore_ascii_case(name)).map(|(_, weight)| *weight);
    let weight = |encoding: Encoding| {
        of(encoding.word()).or_else(|| if encoding == Encoding::Gzip { of("x-gzip") } else { None }).or_else(|| of("*")).unwrap_or(match encoding {
            // Nobody need say that the body as it is will do; whatever is named goes before it.
            Encoding::Identity => 1,
            Encoding::Brotli | Encoding::Zstd | Encoding::Gzip => 0,
        })
    };
    let mut chosen = (Encoding::Identity, weight(Encoding::Identity));
    for encoding in offered.iter().rev() {
        let weight = weight(*encoding);
        if weight > 0 && weight >= chosen.1 {
            chosen = (*encoding, weight);
        }
    }
    chosen.0
}

/// One item of the list and its weight in thousandths; none where it cannot be read.
fn wish(item: &str) -> Option<(&str, u32)> {
    let mut parts = item.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?;
    let weight = match parts.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q="))) {
        Some(q) => q.parse::<f32>().ok().filter(|q| (0.0..=1.0).contains(q))?,
        None => 1.0,
    };
    // Thousandths of a number up to one.
    Some((name, (weight * 1_000.0) as u32))
}

#[cfg(test)]
mod tests {
    use super::Encoding::{Brotli, Gzip, Identity, Zstd};
    use super::*;
    use actix_web::http::header::HeaderValue;

    #[test]
    fn what_the_client_says_counts() {
        let said = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(text));
            headers
        };
        let all = [Brotli, Zstd, Gzip];
        for (text, wanted) in [
            ("", Identity),
            ("gzip, deflate, br, zstd", Brotli),
            ("gzip, deflate", Gzip),
            ("br;q=0", Identity),
            ("br;q=0.0, gzip", Gzip),
            ("br; q=0, *", Zstd),
            ("*", Brotli),
            ("*;q=0", Identity),
            ("br;q=0.5, gzip;q=0.8", Gzip),
            ("BR", Brotli),
            ("identity, br;q=0.2", Identity),
            ("identity;q=0.5, gzip;q=0.4, *;q=0", Identity),
            ("gzip;q=1.0, identity; q=0.5, *;q=0", Gzip),
            ("x-gzip", Gzip),
            ("brotli", Identity),
            ("br;q=nonsense", Identity),
        ] {
            assert_eq!(best(&said(text), &all), wanted, "{text}");
        }
        assert_eq!(best(&HeaderMap::new(), &all), Identity);
        assert_eq!(best(&said("zstd"), &[Brotli]), Identity, "what is not offered is not sent");
    }
}
