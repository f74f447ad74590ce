//! The dates of a dump: `2014-01-21T20:26:05.383`, always UTC and without an offset.

/// Unix milliseconds of a date and time, or `None` if it is not one. Digits after the milliseconds are dropped and
/// a final `Z` is accepted.
pub(super) fn unix_milliseconds(text: &str) -> Option<i64> {
    let bytes = text.strip_suffix('Z').unwrap_or(text).as_bytes();
    let (whole, fraction) = match bytes {
        [whole @ .., b'.', a] if whole.len() == 19 => (whole, digits(&[*a])? * 100),
        [whole @ .., b'.', a, b] if whole.len() == 19 => (whole, digits(&[*a, *b])? * 10),
        _ if bytes.len() == 19 => (bytes, 0),
        _ if bytes.len() > 22 && bytes[19] == b'.' => {
            digits(&bytes[20..])?;
            (&bytes[..19], digits(&bytes[20..23])?)
        }
        _ => return None,
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|&(at, mark)| whole[at] != mark) {
        return None;
    }
    let (year, month, day) = (digits(&whole[..4])?, digits(&whole[5..7])?, digits(&whole[8..10])?);
    let (hour, minute, second) = (digits(&whole[11..13])?, digits(&whole[14..16])?, digits(&whole[17..19])?);
    if !(1..=12).contains(&month) || !(1..=days_in_month(year, month)).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some((((days_since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000 + fraction)
}

fn digits(bytes: &[u8]) -> Option<i64> {
    // At most nine digits count, which no caller exceeds where the value is used; longer fractions are only checked.
    bytes.iter().try_fold(0_i64, |sum, byte| byte.is_ascii_digit().then(|| sum.wrapping_mul(10).wrapping_add(i64::from(byte - b'0'))))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the Gregorian calendar, counting years from March so that the leap day comes last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::unix_milliseconds;

    #[test]
    fn dates_are_milliseconds_since_1970_in_utc() {
        for (text, expected) in [
            ("1970-01-01T00:00:00.000", 0),
            ("2014-01-21T20:26:05.383", 1_390_335_965_383),
            ("2016-02-29T23:59:59.999", 1_456_790_399_999),
            ("2000-03-01T00:00:00", 951_868_800_000),
            ("1969-12-31T23:59:59.9", -100),
            ("2021-12-05T02:51:07.29", 1_638_672_667_290),
            ("2021-12-05T02:51:07.2971234567Z", 1_638_672_667_297),
        ] {
            assert_eq!(unix_milliseconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2014",
            "2014-01-21",
            "2014-13-01T00:00:00",
            "2015-02-29T00:00:00",
            "1900-02-29T00:00:00",
            "2014-01-21 20:26:05",
            "2014-01-21T24:00:00",
            "2014-01-21T20:26:05.",
            "2014-01-21T20:26:05.38x",
            "2014-01-21T20:26:05+02:00",
            "２０１４-01-21T20:26:05",
            "-014-01-21T20:26:05.383",
        ] {
            assert_eq!(unix_milliseconds(text), None, "{text}");
        }
    }
}
