//! Two versions of a text as one: what went struck through, what came underlined. Words are compared, and Han text sign by sign.

use maud::{Markup, html};
use similar::{Algorithm, DiffOp, TextDiff};
use std::time::Duration;
use unicode_segmentation::UnicodeSegmentation;

/// Comparing gives up finesse after so long; long texts without anything in common would take seconds.
const PATIENCE: Duration = Duration::from_millis(60);
/// Unchanged text longer than this is shortened to its ends.
const LONGEST_SAME: usize = 600;
/// Characters of unchanged text kept beside a change.
const CONTEXT: usize = 200;

/// A stretch of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stretch {
    Same(String),
    Changed { gone: String, came: String },
}

/// The comparison as running text.
pub fn diff(old: &str, new: &str) -> Markup {
    html! {
        @for stretch in stretches(old, new) {
            @match stretch {
                Stretch::Same(text) => span.same { (shortened(&text)) },
                Stretch::Changed { gone, came } => {
                    @if !gone.is_empty() { del { (gone) } }
                    @if !came.is_empty() { ins { (came) } }
                }
            }
        }
    }
}

fn stretches(old: &str, new: &str) -> Vec<Stretch> {
    let (before, after): (Vec<&str>, Vec<&str>) = (old.split_word_bounds().collect(), new.split_word_bounds().collect());
    let diff = TextDiff::configure().algorithm(Algorithm::Myers).timeout(PATIENCE).diff_slices(&before, &after);
    let mut found: Vec<Stretch> = Vec::new();
    for op in diff.ops() {
        let (gone, came) = (before[op.old_range()].concat(), after[op.new_range()].concat());
        match op {
            DiffOp::Equal { .. } => found.push(Stretch::Same(came)),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => push_change(&mut found, &gone, &came),
        }
    }
    found
}

/// Adds a change; one that only a space parts from the change before is read as one with it.
fn push_change(found: &mut Vec<Stretch>, gone: &str, came: &str) {
    let gap = match found.as_slice() {
        [.., Stretch::Changed { .. }] => Some(String::new()),
        [.., Stretch::Changed { .. }, Stretch::Same(gap)] if gap.chars().all(|c| c == ' ') => Some(gap.clone()),
        _ => None,
    };
    if let Some(gap) = gap {
        if matches!(found.last(), Some(Stretch::Same(_))) {
            found.pop();
        }
        if let Some(Stretch::Changed { gone: before, came: after }) = found.last_mut() {
            before.push_str(&gap);
            before.push_str(gone);
            after.push_str(&gap);
            after.push_str(came);
            return;
        }
    }
    found.push(Stretch::Changed { gone: gone.to_owned(), came: came.to_owned() });
}

fn shortened(text: &str) -> String {
    let length = text.chars().count();
    if length <= LONGEST_SAME {
        return text.to_owned();
    }
    let head: String = text.chars().take(CONTEXT).collect();
    let tail: String = text.chars().skip(length - CONTEXT).collect();
    format!("{head} … {tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_where_they_changed() {
        let said = diff("take 100 ml of the beer", "take 200 ml of the stuck beer").into_string();
        assert!(said.starts_with("<span class=\"same\">take </span><del>100</del><ins>200</ins><span class=\"same\"> ml of "), "{said}");
    }

    #[test]
    fn both_texts_can_be_read_from_the_comparison() {
        let (old, new) = ("one two three\n\nfour 发酵停在一点", "one 2 three\nfive four 发酵停在两点。");
        let (mut before, mut after) = (String::new(), String::new());
        for stretch in stretches(old, new) {
            match stretch {
                Stretch::Same(text) => {
                    before.push_str(&text);
                    after.push_str(&text);
                }
                Stretch::Changed { gone, came } => {
                    before.push_str(&gone);
                    after.push_str(&came);
                }
            }
        }
        assert_eq!((before.as_str(), after.as_str()), (old, new));
    }

    #[test]
    fn neighbouring_changes_are_read_as_one() {
        assert_eq!(
            stretches("a one two b", "a three four b"),
            [Stretch::Same("a ".into()), Stretch::Changed { gone: "one two".into(), came: "three four".into() }, Stretch::Same(" b".into())]
        );
    }

    #[test]
    fn han_text_is_compared_sign_by_sign() {
        let found = stretches("发酵停在一点", "发酵停在两点");
        assert!(found.contains(&Stretch::Changed { gone: "一".into(), came: "两".into() }), "{found:?}");
    }

    #[test]
    fn markup_in_the_text_stays_text() {
        assert!(!diff("", "<script>").into_string().contains("<script>"));
    }
}
