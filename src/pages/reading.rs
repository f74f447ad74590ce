//! What a page reads of its address. Pages that are kept for guests are kept under that and nothing else: another spelling of the same
//! path, a parameter that the page does not know, or a value that says the same as none leads to the same page, and is not drawn anew.

use crate::rules::ranking::Period;
use crate::ui::topic_row::path_segment;
use actix_web::web::Query;
use std::borrow::Cow;

/// A parameter that a page reads, and what of its value: none where it says the same as no parameter.
type Parameter = (&'static str, fn(&str) -> Option<&str>);

const AFTER: Parameter = ("after", |place| Some(place));
const PERIOD: Parameter = ("period", |word| word.parse::<Period>().ok().filter(|period| *period != Period::Week).map(|_| word));
/// The leaderboard has no page for a period that it does not know, so that the word stays for it to refuse.
const RANKED_PERIOD: Parameter = ("period", |word| if word == "week" { None } else { Some(word) });
const SORT: Parameter = ("sort", |word| if word == "oldest" { Some(word) } else { None });
const SEARCHED: Parameter = ("q", |text| Some(text.trim()).filter(|text| !text.is_empty()));
const FEED_KEY: Parameter = ("key", |secret| Some(secret));
const PAGE: Parameter = ("page", |n| if n == "1" { None } else { Some(n) });

/// The parameters of a page that is kept for guests; none for all others, whose addresses stay as they are.
fn parameters(path: &str) -> Option<&'static [Parameter]> {
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    Some(match parts.as_slice() {
        [""] | ["unanswered"] | ["c" | "tags", _] => &[AFTER],
        ["top"] => &[PERIOD, AFTER],
        ["leaderboard"] => &[RANKED_PERIOD],
        ["t", _, "feed.atom"] | ["feed.atom"] | ["c" | "tags", _, "feed.atom"] => &[FEED_KEY],
        ["t", _, _] => &[SORT, AFTER],
        ["tags"] => &[SEARCHED],
        ["search"] => &[SEARCHED, PAGE],
        ["badges"] => &[("mine", |said| Some(said))],
        ["badges", _] => &[("before", |place| Some(place))],
        ["members", _] | ["tiers" | "privileges" | "guidelines" | "categories"] => &[],
        _ => return None,
    })
}

/// The address as far as its page reads it.
pub(super) fn read(path_and_query: &str) -> Cow<'_, str> {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let path = if path.contains('%') { Cow::Owned(spelled(path)) } else { Cow::Borrowed(path) };
    let Some(parameters) = parameters(&path) else { return Cow::Borrowed(path_and_query) };
    if !path_and_query.contains('?') {
        return path;
    }
    let Ok(Query(sent)) = Query::<Vec<(String, String)>>::from_query(query) else { return Cow::Borrowed(path_and_query) };
    let mut out = path.into_owned();
    for (name, value) in parameters {
        let mut values = sent.iter().filter(|(key, _)| key == name);
        let value_sent = values.next();
        if values.next().is_some() {
            // The page refuses what is said twice.
            return Cow::Borrowed(path_and_query);
        }
        if let Some(kept) = value_sent.and_then(|(_, sent)| value(sent)) {
            out.push(if out.contains('?') { '&' } else { '?' });
            out.push_str(name);
            out.push('=');
            out.push_str(&path_segment(kept));
        }
    }
    Cow::Owned(out)
}

/// A path in one spelling: letters, digits and marks that need no escape have none, all others have one in capitals.
fn spelled(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let escaped = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match escaped {
            Some(byte) => {
                match byte {
                    b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
                    byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
                    byte => out.push_str(&format!("%{byte:02X}")),
                }
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                out.push('%');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_address_is_what_its_page_reads_of_it() {
        for (sent, kept) in [
            ("/", "/"),
            ("/?utm_source=mail&fbclid=1", "/"),
            ("/?after=12-3&x=1", "/?after=12-3"),
            ("/top?x=1&period=month", "/top?period=month"),
            ("/top?period=week", "/top"),
            ("/top?period=nonsense", "/top"),
            ("/c/brewing/feed.atom?x=1&key=secret", "/c/brewing/feed.atom?key=secret"),
            ("/leaderboard?period=nonsense", "/leaderboard?period=nonsense"),
            ("/t/1/title?sort=best&x=2", "/t/1/title"),
            ("/t/1/title?after=5-6&sort=oldest", "/t/1/title?sort=oldest&after=5-6"),
            ("/t/1/%74itle", "/t/1/title"),
            ("/%74/1/title", "/t/1/title"),
            ("/t/1/%e9%a2", "/t/1/%E9%A2"),
            ("/t/1/100%", "/t/1/100%"),
            ("/t/1/feed.atom?x=1", "/t/1/feed.atom"),
            ("/search?q=%61b+c&page=1", "/search?q=ab%20c"),
            ("/members/ada?tab=x", "/members/ada"),
            ("/?after=1-1&after=2-2", "/?after=1-1&after=2-2"),
            // Pages that are not kept read what they like.
            ("/sign-in?next=/ask&x=1", "/sign-in?next=/ask&x=1"),
            ("/ask?title=a", "/ask?title=a"),
        ] {
            assert_eq!(read(sent), kept, "{sent}");
        }
    }
}
