//! Members wherever they appear: name with tier colour, icon and word; avatar; card of an author.

use crate::rules::badges::Badge;
use crate::rules::own_words::readable;
use crate::rules::points::PointRule;
use crate::rules::rulebook::Rulebook;
use crate::rules::vocabulary::{Language, Role};
use crate::store::members::MemberCard;
use crate::t;
use crate::ui::conditions::earned_for;
use crate::ui::icons::{self, tier_icon};
use crate::ui::words::{Said, Words, number};
use maud::{Markup, html};

/// The word of a tier: the rulebook's own; for presets from the locale files; else its key as something that can be read.
pub fn tier_word(words: &'static Words, book: &Rulebook, tier: &str) -> Said {
    let own = book.tiers.iter().find(|t| t.key == tier);
    let own = |language| own?.words.of(language)?.name.as_deref();
    said(words, own, &format!("tier-{tier}")).unwrap_or_else(|| readable(tier).into())
}

/// The name of a badge, as [`tier_word`].
pub fn badge_name(words: &'static Words, book: &Rulebook, badge: &str) -> Said {
    let own = book.badge(badge);
    let own = |language| own?.words.of(language)?.name.as_deref();
    said(words, own, &format!("badge-{badge}")).unwrap_or_else(|| readable(badge).into())
}

/// What a badge is for; without words for it, what earns it.
pub fn badge_why(words: &'static Words, book: &Rulebook, badge: &Badge) -> Said {
    let own = |language| badge.words.of(language)?.why.as_deref();
    said(words, own, &format!("badge-{}-why", badge.key)).unwrap_or_else(|| earned_for(words, book, badge))
}

/// What a badge is for, as the rulebook says it itself, if it does.
pub fn own_why(words: &'static Words, badge: &Badge) -> Option<Said> {
    let own = |language| badge.words.of(language)?.why.clone();
    own(words.language).or_else(|| own(Language::English)).map(Said::from)
}

/// What a point rule is for, as the rulebook says it itself; none where the locale files do.
pub fn own_reason(words: &'static Words, book: &Rulebook, rule: PointRule) -> Option<Said> {
    book.points.rules.get(&rule)?.words.of(words.language)?.reason.clone().map(Said::from)
}

/// The rulebook's own words in the reader's language; else those of the locale files; else the rulebook's own in English.
fn said<'a>(words: &'static Words, own: impl Fn(Language) -> Option<&'a str>, key: &str) -> Option<Said> {
    match own(words.language) {
        Some(own) => Some(own.to_owned().into()),
        None if words.has(key) => Some(words.say(key)),
        None => own(Language::English).map(|own| own.to_owned().into()),
    }
}

/// A member's name, linked to the profile.
pub fn name(words: &'static Words, book: &Rulebook, card: &MemberCard) -> Markup {
    html! {
        a class={ "name tier-" (card.tier) } href={ "/members/" (card.handle) } {
            (tier_icon(book, &card.tier)) (card.display_name)
            span.visually-hidden { " (" (tier_word(words, book, &card.tier)) ")" }
        }
    }
}

/// The name of an author who may be no member any more, or never was one here.
pub fn author(words: &'static Words, book: &Rulebook, card: Option<&MemberCard>, fallback: &str) -> Markup {
    match card {
        Some(card) => name(words, book, card),
        None if fallback.is_empty() => html! { span.name.gone { (t!(words, "member-gone")) } },
        None => html! { span.name.gone { (fallback) } },
    }
}

/// Sizes of avatars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    Small,
    Normal,
    Big,
}

/// A member's picture, or the drawn initial, with the tier's ring.
pub fn avatar(card: &MemberCard, size: Size) -> Markup {
    let class = match size {
        Size::Small => "avatar s",
        Size::Normal => "avatar",
        Size::Big => "avatar big",
    };
    let side = match size {
        Size::Small => 30,
        Size::Normal => 40,
        Size::Big => 88,
    };
    let initial = card.display_name.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    html! {
        @match &card.avatar {
            Some(file) => img class={ (class) " tier-" (card.tier) } src={ "/media/" (file) } alt="" width=(side) height=(side) loading="lazy";
            None => span class={ (class) " tier-" (card.tier) } aria-hidden="true" { (initial) }
        }
    }
}

/// A chip that says somebody is of staff.
pub fn role_chip(words: &'static Words, role: Role) -> Markup {
    html! { @if role.is_staff() { " " span.role { (t!(words, &format!("role-{role}"))) } } }
}

/// The card under a post: avatar, name, tier word, points, badges by level.
pub fn person(words: &'static Words, book: &Rulebook, card: Option<&MemberCard>, fallback: &str) -> Markup {
    let Some(card) = card else {
        return html! { div.person { div.small { (author(words, book, None, fallback)) } } };
    };
    html! {
        div.person {
            (avatar(card, Size::Normal))
            div.small {
                (name(words, book, card)) " " span.quiet { (tier_word(words, book, &card.tier)) } (role_chip(words, card.role))
                br;
                span.quiet { (t!(words, "points", n = card.reputation, shown = number(card.reputation))) } " "
                (badge_counts(words, card))
            }
        }
    }
}

/// How many badges of each level a member has.
pub fn badge_counts(words: &'static Words, card: &MemberCard) -> Markup {
    let levels = [("gold", card.gold), ("silver", card.silver), ("bronze", card.bronze)];
    html! {
        span.medals {
            @for (level, n) in levels {
                @if n > 0 {
                    span.medal-count {
                        svg class={ "medal " (level) } viewBox="0 0 64 64" role="img" aria-label=(t!(words, &format!("badges-{level}"), n = n)) {
                            use href={ "/assets/icons/glyphs.svg#m-" (level) } {}
                        }
                        span aria-hidden="true" { (n) }
                    }
                }
            }
        }
    }
}

/// A badge's medal by its key; nothing for a badge the rulebook no longer has.
pub fn badge_medal(words: &'static Words, book: &Rulebook, key: &str) -> Markup {
    match book.badge(key) {
        Some(badge) => icons::medal(words, badge.level, &badge.glyph, &badge_name(words, book, key)),
        None => html! {},
    }
}
