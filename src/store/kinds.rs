//! Kinds of topics as SQL: queries ask for what is true of a kind, never for its name.

use crate::rules::kinds::{self, Kind};

/// A condition on a column with kinds of topics: those of which something is true. Written out, not bound: only then are the indexes used
/// that have the same condition.
pub fn among(column: &str, is: impl Fn(&Kind) -> bool) -> String {
    let words: Vec<String> = kinds::those(is).map(|kind| format!("'{}'", kind.kind)).collect();
    match words.as_slice() {
        [] => "FALSE".to_owned(),
        [one] => format!("{column} = {one}"),
        several => format!("{column} IN ({})", several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::among;

    #[test]
    fn a_condition_names_the_kinds_that_it_is_true_of() {
        assert_eq!(among("t.kind", |kind| kind.needs_answer), "t.kind = 'question'");
        assert_eq!(among("t.kind", |_| true), "t.kind IN ('question', 'discussion')");
        assert_eq!(among("t.kind", |_| false), "FALSE");
    }
}
