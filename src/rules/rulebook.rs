//! The rulebook: one readable TOML document with points, tiers, badges, privileges and limits.
//! [`Rulebook::parse`] checks all that can be checked before it counts; [`Rulebooks`] holds its versions in time.

mod mistakes;
mod versions;

pub use versions::{Edition, Published, RulebookState, Rulebooks};

use super::badges::{Badge, Condition};
use super::limits::{self, Limits};
use super::own_words;
use super::points::{PointRule, Points};
use super::privileges::{Privilege, Requirement};
use super::tiers::Tier;
use super::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The preset every new community starts with.
pub const QUESTIONS_PRESET: &str = include_str!("../../assets/rulebooks/questions.toml");

/// One version of the rules.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rulebook {
    /// The preset's or community's own name for it.
    pub name: String,
    /// Rises with every publication; written beside every ledger line.
    pub version: i64,
    /// First UTC day on which this version counts, as `YYYY-MM-DD`; left out, it counts from its publication on.
    #[serde(default)]
    pub from: String,
    /// What earns and costs points.
    pub points: Points,
    /// Earlier versions: only their point values differ. Versions that were published are kept whole beside it, and need not stand here.
    #[serde(default)]
    pub history: Vec<Amendment>,
    /// Tiers, lowest first; the first has no conditions.
    pub tiers: Vec<Tier>,
    /// What each privilege asks for.
    pub privileges: BTreeMap<Privilege, Requirement>,
    /// Limits for everybody and for newcomers.
    pub limits: Limits,
    /// All badges, in the order of the badges page.
    pub badges: Vec<Badge>,
}

/// An earlier version of the same document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// Its version number.
    pub version: i64,
    /// First UTC day on which it counted, as `YYYY-MM-DD`.
    pub from: String,
    /// The point values that were different.
    #[serde(default)]
    pub points: BTreeMap<PointRule, i64>,
}

/// Why a document is no rulebook: a sentence that says what to change.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidRulebook(pub String);

impl Rulebook {
    /// Reads and validates a rulebook.
    ///
    /// # Errors
    /// [`InvalidRulebook`] names the line or the entry and says what to change.
    pub fn parse(document: &str) -> Result<Rulebook, InvalidRulebook> {
        let mut book: Rulebook = toml::from_str(document).map_err(|e| InvalidRulebook(mistakes::in_one_line(document, &e)))?;
        book.validate().and_then(|()| book.clean_words()).map_err(|wrong| mistakes::with_line(document, wrong))?;
        Ok(book)
    }

    /// From when on the document itself says that it counts; none where it leaves that out.
    pub fn says_from(&self) -> Option<Timestamp> {
        first_moment(&self.from).ok()
    }

    /// An earlier version, as this document tells of it.
    fn amended(&self, earlier: &Amendment) -> Rulebook {
        let mut book = self.clone();
        book.version = earlier.version;
        book.from.clone_from(&earlier.from);
        for (rule, points) in &earlier.points {
            if let Some(value) = book.points.rules.get_mut(rule) {
                value.points = *points;
            }
        }
        book
    }

    /// Cleans the document's own words, as names that people type are cleaned.
    fn clean_words(&mut self) -> Result<(), InvalidRulebook> {
        let name = |what: &str, key: &str, words: &mut Option<String>| own_words::clean(what, key, words, limits::OWN_NAME).map_err(InvalidRulebook);
        let why = |what: &str, key: &str, words: &mut Option<String>| own_words::clean(what, key, words, limits::OWN_WHY).map_err(InvalidRulebook);
        for tier in &mut self.tiers {
            tier.words.each().try_for_each(|words| name("tier", &tier.key, &mut words.name))?;
        }
        for badge in &mut self.badges {
            for words in badge.words.each() {
                name("badge", &badge.key, &mut words.name)?;
                why("badge", &badge.key, &mut words.why)?;
            }
        }
        for (rule, value) in &mut self.points.rules {
            value.words.each().try_for_each(|words| why("rule", rule.word(), &mut words.reason))?;
        }
        Ok(())
    }

    fn validate(&self) -> Result<(), InvalidRulebook> {
        let fail = |sentence: String| Err(InvalidRulebook(sentence));
        if self.tiers.is_empty() {
            return fail("The rulebook has no tiers: give at least one [[tiers]] entry without conditions.".into());
        }
        if !self.tiers[0].needs.is_empty() {
            return fail(format!("The first tier, “{}”, must have no conditions, so that every member has a tier.", self.tiers[0].key));
        }
        unique("tier", self.tiers.iter().map(|t| t.key.as_str()))?;
        unique("badge", self.badges.iter().map(|b| b.key.as_str()))?;
        for badge in &self.badges {
            if let Condition::Count { of, .. } = &badge.when
                && !of.is_merit()
            {
                return fail(format!("The badge “{}” counts {of}, of which more is not better: count something else.", badge.key));
            }
        }
        for tier in &self.tiers {
            tier.check_contrast().map_err(InvalidRulebook)?;
        }
        for pair in self.tiers.windows(2) {
            if pair[1].needs.reputation <= pair[0].needs.reputation && self.tiers[0] != pair[1] {
                return fail(format!(
                    "Tier “{}” needs {} points, but the tier before it needs {}: list tiers from low to high.",
                    pair[1].key, pair[1].needs.reputation, pair[0].needs.reputation
                ));
            }
        }
        for rule in PointRule::ALL {
            if !self.points.rules.contains_key(rule) {
                return fail(format!("[points.rules] has no “{rule}”: add it, with points = 0 if it should count nothing."));
            }
        }
        for privilege in Privilege::ALL {
            if !self.privileges.contains_key(privilege) {
                return fail(format!("[privileges] has no “{privilege}”: say which reputation it asks for."));
            }
        }
        let mut before = if self.from.is_empty() { Timestamp(i64::MAX) } else { first_moment(&self.from)? };
        let mut version = self.version;
        for earlier in self.history.iter().rev() {
            let from = first_moment(&earlier.from)?;
            if from >= before || earlier.version >= version {
                return fail(format!("Version {} in [[history]] must be older than the version after it, in number and in date.", earlier.version));
            }
            before = from;
            version = earlier.version;
        }
        Ok(())
    }

    /// The badge with this key.
    pub fn badge(&self, key: &str) -> Option<&Badge> {
        self.badges.iter().find(|b| b.key == key)
    }

    /// The tier with this key; the lowest tier for a key of another rulebook.
    pub fn tier(&self, key: &str) -> &Tier {
        self.tiers.iter().find(|t| t.key == key).unwrap_or(&self.tiers[0])
    }

    /// Position of a tier, 0 for the lowest.
    pub fn tier_rank(&self, key: &str) -> usize {
        self.tiers.iter().position(|t| t.key == key).unwrap_or(0)
    }

    /// What a privilege asks for.
    pub fn requirement(&self, privilege: Privilege) -> Requirement {
        self.privileges.get(&privilege).cloned().unwrap_or_default()
    }
}

fn unique<'a>(what: &str, keys: impl Iterator<Item = &'a str>) -> Result<(), InvalidRulebook> {
    let mut seen = BTreeSet::new();
    for key in keys {
        let plain = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !plain {
            return Err(InvalidRulebook(format!("The {what} key “{key}” may have small letters, digits and hyphens only.")));
        }
        if !seen.insert(key) {
            return Err(InvalidRulebook(format!("There are two {what}s with the key “{key}”: keys must differ.")));
        }
    }
    Ok(())
}

/// Midnight UTC of a `YYYY-MM-DD` day.
fn first_moment(day: &str) -> Result<Timestamp, InvalidRulebook> {
    let wrong = || InvalidRulebook(format!("“{day}” is no date: write it as 2026-01-31."));
    let mut parts = day.splitn(3, '-').map(|p| p.parse::<i64>().ok());
    let (Some(Some(y)), Some(Some(m)), Some(Some(d))) = (parts.next(), parts.next(), parts.next()) else {
        return Err(wrong());
    };
    if !(1..=12).contains(&m) || !(1..=31).contains(&d) || !(1970..=9999).contains(&y) {
        return Err(wrong());
    }
    // Days from civil date (Howard Hinnant's algorithm), shifted to 1970.
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let year_of_era = y.rem_euclid(400);
    let day_of_year = (153 * (m + if m > 2 { -3 } else { 9 }) + 2) / 5 + d - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Ok(Timestamp((era * 146_097 + day_of_era - 719_468) * DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preset_is_valid_and_has_what_the_product_promises() {
        let book = Rulebook::parse(QUESTIONS_PRESET).unwrap();
        assert_eq!(book.tiers.len(), 7);
        assert!(book.badges.len() >= 15);
    }

    #[test]
    fn dates_are_days_since_1970() {
        assert_eq!(first_moment("1970-01-01").unwrap().0, 0);
        assert_eq!(first_moment("2000-03-01").unwrap().day().0, 11_017);
        assert!(first_moment("2019-13-01").is_err());
        assert!(first_moment("yesterday").is_err());
    }

    #[test]
    fn mistakes_are_named() {
        let broken = |from: &str, to: &str| Rulebook::parse(&QUESTIONS_PRESET.replacen(from, to, 1)).unwrap_err().0;
        assert!(broken("flag_upheld        = { points = 1 }", "").contains("flag_upheld"));
        assert!(broken("vote_up           = { reputation = 15 }", "").contains("vote_up"));
        assert!(broken("floor = 1", "florr = 1").contains("florr"));
        assert!(broken("#2158b8", "#d0e0ff").contains("4.5:1"));
        assert!(broken("key = \"member\"", "key = \"newcomer\"").contains("two tiers"));
        assert!(broken("reputation = 500, answers", "reputation = 50, answers").contains("low to high"));
        assert!(broken("from = \"2019-11-13\"", "from = \"soon\"").contains("no date"));
    }
}
