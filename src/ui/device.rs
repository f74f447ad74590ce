//! The browser that somebody uses, in a few words.

use crate::t;
use crate::ui::words::{Said, Words};

/// Browser and system, as far as the browser's own words tell.
pub fn named(w: &'static Words, agent: &str) -> Said {
    // The first that is found counts: later ones also call themselves by earlier names.
    let browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systems = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    match (find(&browsers), find(&systems)) {
        (Some(browser), Some(system)) => t!(w, "settings-session-device", browser = browser, system = system),
        (Some(name), None) | (None, Some(name)) => name.to_owned().into(),
        (None, None) => match agent.split(['/', ' ']).next() {
            Some(name) if !name.is_empty() => name.to_owned().into(),
            _ => t!(w, "settings-session-unknown"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::vocabulary::Language;

    #[test]
    fn devices_are_told_apart() {
        let w = Words::of(Language::English);
        assert_eq!(named(w, "curl/8.5.0"), "curl");
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0";
        assert_eq!(named(w, edge), "Edge on Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(named(w, phone), "Safari on iPhone");
    }
}
