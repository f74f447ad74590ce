//! Tiers: name, colours, icon and the conditions a member must meet.

use super::conditions::{Condition, Facts};
use super::own_words::{OwnWords, TierWords};
use serde::{Deserialize, Serialize};

/// One tier. Without words of its own, its word stands in the locale files under `tier-<key>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Small letters, digits, hyphens; also the CSS class.
    pub key: String,
    /// Colour of names and rings on light and dark pages.
    pub colour: TierColour,
    /// Name of the tier icon (`t-<icon>` in the icon sprite).
    pub icon: String,
    /// What it asks for, beside what the tiers before it ask for.
    #[serde(default)]
    pub needs: Condition,
    /// Its own words, in place of those of the locale files.
    #[serde(default, skip_serializing_if = "OwnWords::is_empty")]
    pub words: OwnWords<TierWords>,
}

/// A tier's colour on the two themes, as `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierColour {
    pub light: String,
    pub dark: String,
}

/// The highest tier such that it and every tier below it are met.
pub fn earned<'a>(tiers: &'a [Tier], facts: &Facts) -> &'a Tier {
    let met = tiers.iter().take_while(|t| t.needs.met(facts)).count();
    &tiers[met.saturating_sub(1)]
}

/// The tier after this one.
pub fn next<'a>(tiers: &'a [Tier], key: &str) -> Option<&'a Tier> {
    let at = tiers.iter().position(|t| t.key == key)?;
    tiers.get(at + 1)
}

/// Backgrounds on which names stand, by theme (`--surface`, `--raised` and `--sunken` of the style sheet).
const LIGHT_SURFACES: [&str; 3] = ["#faf8f4", "#ffffff", "#f2eee6"];
const DARK_SURFACES: [&str; 3] = ["#171613", "#1f1e1a", "#12110f"];

/// WCAG AA for text of normal size.
const LEAST_CONTRAST: f64 = 4.5;

impl Tier {
    /// Checks both colours against every surface a name can stand on.
    ///
    /// # Errors
    /// A sentence that names the tier, the colour, the ratio reached and the one required.
    pub fn check_contrast(&self) -> Result<(), String> {
        for (theme, colour, surfaces) in [("light", &self.colour.light, LIGHT_SURFACES), ("dark", &self.colour.dark, DARK_SURFACES)] {
            let ink = luminance(colour).ok_or_else(|| format!("Tier “{}”: “{colour}” is no colour: write it as #2158b8.", self.key))?;
            for surface in surfaces {
                // The surfaces are the constants above, which are colours.
                let paper = luminance(surface).unwrap_or_default();
                let ratio = (ink.max(paper) + 0.05) / (ink.min(paper) + 0.05);
                if ratio < LEAST_CONTRAST {
                    return Err(format!(
                        "Tier “{}”: {colour} reaches {ratio:.1}:1 on the {theme} surface {surface}; text needs 4.5:1. Choose a {} colour.",
                        self.key,
                        if theme == "light" { "darker" } else { "lighter" }
                    ));
                }
            }
        }
        Ok(())
    }
}

/// Relative luminance (WCAG 2) of `#rrggbb`.
fn luminance(colour: &str) -> Option<f64> {
    let hex = colour.strip_prefix('#').filter(|h| h.len() == 6 && h.is_ascii())?;
    let channel = |at: usize| -> Option<f64> {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).ok()?) / 255.0;
        Some(if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * channel(0)? + 0.7152 * channel(2)? + 0.0722 * channel(4)?)
}

#[cfg(test)]
mod tests {
    use super::super::metrics::Metric;
    use super::super::rulebook::{QUESTIONS_PRESET, Rulebook};
    use super::*;

    #[test]
    fn a_tier_needs_every_condition() {
        let tiers = Rulebook::parse(QUESTIONS_PRESET).unwrap().tiers;
        let tier = |reputation, answers, accepted| {
            let facts = Facts::of_numbers([(Metric::Reputation, reputation), (Metric::Answers, answers), (Metric::AcceptedAnswers, accepted)]);
            earned(&tiers, &facts).key.clone()
        };
        assert_eq!(tier(1, 0, 0), "newcomer");
        assert_eq!(tier(15, 0, 0), "member");
        assert_eq!(tier(600, 4, 0), "contributor");
        assert_eq!(tier(600, 5, 0), "regular");
        assert_eq!(tier(100_000, 500, 61), "champion");
    }

    #[test]
    fn black_on_white_is_twenty_one_to_one() {
        let ratio = (luminance("#ffffff").unwrap() + 0.05) / (luminance("#000000").unwrap() + 0.05);
        assert!((ratio - 21.0).abs() < 0.01);
        assert_eq!(luminance("blue"), None);
    }
}
