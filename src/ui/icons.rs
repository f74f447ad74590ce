//! Icons, category dots, tier icons and medals: SVG drawn from the sprites in `assets/icons`.

use crate::rules::rulebook::Rulebook;
use crate::rules::vocabulary::BadgeLevel;
use crate::t;
use crate::ui::member_name::tier_word;
use crate::ui::words::Words;
use maud::{Markup, html};

const ICONS: &str = "/assets/icons/icons.svg";
const GLYPHS: &str = "/assets/icons/glyphs.svg";

/// An icon of the sprite that says nothing the words beside it do not say.
pub fn icon(name: &str) -> Markup {
    html! { svg.icon aria-hidden="true" { use href={ (ICONS) "#i-" (name) } {} } }
}

/// An icon that stands for words.
pub fn icon_saying(name: &str, label: &str) -> Markup {
    html! { svg.icon role="img" aria-label=(label) { use href={ (ICONS) "#i-" (name) } {} } }
}

/// A category's dot.
pub fn dot(colour: &str) -> Markup {
    html! { svg.dot viewBox="0 0 9 9" aria-hidden="true" { rect width="9" height="9" fill=(colour) {} } }
}

/// A tier's icon.
pub fn tier_icon(book: &Rulebook, tier: &str) -> Markup {
    html! { svg viewBox="0 0 14 14" aria-hidden="true" { use href={ (ICONS) "#t-" (book.tier(tier).icon) } {} } }
}

/// A tier's mark, as large as a medal: a disc on a ribbon in the tier's colour, with its icon.
pub fn tier_mark(words: &'static Words, book: &Rulebook, tier: &str) -> Markup {
    html! {
        svg class={ "medal tier-mark tier-" (tier) } viewBox="0 0 64 64" role="img" aria-label=(t!(words, "tier-mark-label", tier = tier_word(words, book, tier))) {
            use href={ (GLYPHS) "#m-tier" } {}
            use.on href={ (ICONS) "#t-" (book.tier(tier).icon) } x="22" y="15" width="20" height="20" {}
        }
    }
}

/// The mark of an accepted answer, as large as a medal.
pub fn accepted_mark() -> Markup {
    html! { svg.medal.accepted-mark viewBox="0 0 64 64" aria-hidden="true" { use href={ (GLYPHS) "#m-accepted" } {} } }
}

/// A badge's medal: shape and metal by level, drawing by badge.
pub fn medal(words: &'static Words, level: BadgeLevel, glyph: &str, name: &str) -> Markup {
    let label = t!(words, "medal-label", level = t!(words, &format!("level-{level}")), badge = name);
    html! {
        svg class={ "medal " (level) } viewBox="0 0 64 64" role="img" aria-label=(label) {
            use href={ (GLYPHS) "#m-" (level) } {}
            use href={ (GLYPHS) "#g-" (glyph) } {}
        }
    }
}
