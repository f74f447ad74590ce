//! Colours code: spans of a dozen `hl-…` classes, so a page stays small and its style sheet short.
//!
//! Classes: `hl-comment hl-string hl-escape hl-number hl-constant hl-keyword hl-type hl-function
//! hl-variable hl-tag hl-attribute hl-heading hl-inserted hl-deleted`.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::html::push_escaped;

/// Bytes of all blocks of one text that are coloured; code beyond stays plain. Three hundred lines fit. Hostile code takes up to 20 µs a
/// byte, so a text takes a quarter of a second at worst.
const MAX_TEXT: usize = 12_000;
/// Bytes of a line above which a block stays plain: patterns cost most on endless lines.
const MAX_LINE: usize = 200;

/// How much code of the present text may still be coloured.
pub struct Budget(usize);

impl Budget {
    /// For texts of which no code is coloured.
    pub fn none() -> Self {
        Self(0)
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self(MAX_TEXT)
    }
}

/// Writes code as escaped HTML, coloured if `language` is known and the code is not too long.
pub fn write(out: &mut String, code: &str, language: &str, budget: &mut Budget) {
    let is_short = code.len() <= MAX_TEXT && code.lines().all(|line| line.len() <= MAX_LINE);
    let syntax = if is_short && !language.is_empty() { syntax(language) } else { None };
    let cost = syntax.map(|syntax| code.len() * slowness(syntax));
    let (Some(syntax), Some(left)) = (syntax, cost.and_then(|cost| budget.0.checked_sub(cost))) else {
        return push_escaped(out, code);
    };
    budget.0 = left;
    let before = out.len();
    if colour(out, code, syntax).is_none() {
        // A grammar that fails leaves the code as plain as it came.
        out.truncate(before);
        push_escaped(out, code);
    }
}

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let token = match language {
        "csharp" => "cs",
        "golang" => "go",
        "typescript" | "ts" | "jsx" | "tsx" | "node" => "js",
        "console" | "shell" | "zsh" | "shell-session" => "sh",
        "py3" | "python3" => "py",
        "vb" | "none" | "text" | "txt" | "plain" | "plaintext" | "default" => return None,
        other => other,
    };
    let found = SYNTAXES.find_syntax_by_token(token)?;
    // The patterns for makefiles take a tenth of a second for one line of two hundred bytes.
    let is_usable = !matches!(found.name.as_str(), "Plain Text" | "Makefile");
    is_usable.then_some(found)
}

/// How many times slower than most a grammar is at its worst, measured on hostile code.
fn slowness(syntax: &SyntaxReference) -> usize {
    match syntax.name.as_str() {
        "MATLAB" | "Lisp" => 4,
        _ => 1,
    }
}

/// Returns `None` if the grammar fails.
fn colour(out: &mut String, code: &str, syntax: &SyntaxReference) -> Option<()> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut open: Option<&'static str> = None;
    for line in code.split_inclusive('\n') {
        let changes = state.parse_line(line, &SYNTAXES).ok()?;
        let mut from = 0;
        for (at, change) in changes {
            put(out, line.get(from..at)?, &stack, &mut open);
            from = at;
            stack.apply(&change).ok()?;
        }
        put(out, line.get(from..)?, &stack, &mut open);
    }
    if open.is_some() {
        out.push_str("</span>");
    }
    Some(())
}

fn put(out: &mut String, piece: &str, stack: &ScopeStack, open: &mut Option<&'static str>) {
    if piece.is_empty() {
        return;
    }
    // White space looks alike in every colour: it joins the span before it.
    if !piece.trim().is_empty() {
        let class = class(stack);
        if class != *open {
            if open.is_some() {
                out.push_str("</span>");
            }
            if let Some(class) = class {
                out.push_str("<span class=\"");
                out.push_str(class);
                out.push_str("\">");
            }
            *open = class;
        }
    }
    push_escaped(out, piece);
}

/// The class of the innermost scope that has one.
fn class(stack: &ScopeStack) -> Option<&'static str> {
    stack.as_slice().iter().rev().find_map(|scope| CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class))
}

/// Scope prefixes and classes, the particular before the general.
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(|| {
    let classes = [
        ("comment", "hl-comment"),
        ("constant.character.escape", "hl-escape"),
        ("string", "hl-string"),
        ("constant.numeric", "hl-number"),
        ("constant", "hl-constant"),
        ("keyword", "hl-keyword"),
        ("storage.type.function", "hl-keyword"),
        ("storage.modifier", "hl-keyword"),
        ("storage", "hl-type"),
        ("entity.name.function", "hl-function"),
        ("entity.name.tag", "hl-tag"),
        ("entity.name.type", "hl-type"),
        ("entity.name.class", "hl-type"),
        ("entity.name.struct", "hl-type"),
        ("entity.name.section", "hl-heading"),
        ("entity.other.attribute-name", "hl-attribute"),
        ("support.function", "hl-function"),
        ("support.macro", "hl-function"),
        ("support.type", "hl-type"),
        ("support.class", "hl-type"),
        ("support.constant", "hl-constant"),
        ("variable.function", "hl-function"),
        ("variable.parameter", "hl-variable"),
        ("variable.language", "hl-variable"),
        ("markup.heading", "hl-heading"),
        ("markup.inserted", "hl-inserted"),
        ("markup.deleted", "hl-deleted"),
    ];
    // Each prefix above is well formed (a test counts them); none is ever dropped here.
    classes.into_iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, class))).collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::plain_text;

    fn coloured(code: &str, language: &str) -> String {
        let mut out = String::new();
        write(&mut out, code, language, &mut Budget::default());
        out
    }

    #[test]
    fn a_named_language_is_coloured_and_its_text_kept() {
        let code = "fn main() {\n    let a = \"<b>\"; // note\n}\n";
        let html = coloured(code, "rust");
        assert!(html.contains("<span class=\"hl-string\">\"&lt;b&gt;\"</span>"), "{html}");
        assert!(html.contains("hl-comment"), "{html}");
        assert_eq!(plain_text(&html), code.trim_end());
    }

    #[test]
    fn unknown_languages_and_endless_code_stay_plain() {
        assert_eq!(coloured("a < b", ""), "a &lt; b");
        assert_eq!(coloured("a < b", "klingon"), "a &lt; b");
        assert_eq!(coloured("a < b", "text"), "a &lt; b");
        assert_eq!(coloured("a: b\n\tc $(d)", "makefile"), "a: b\n\tc $(d)");
        assert!(!coloured(&"let a = 1;\n".repeat(2_000), "rust").contains("span"));
        assert!(!coloured(&"1+".repeat(300), "rust").contains("span"));
    }

    #[test]
    fn the_budget_covers_the_whole_text() {
        let mut budget = Budget(15);
        let mut out = String::new();
        write(&mut out, "let a = 1;", "rust", &mut budget);
        assert!(out.contains("span"));
        out.clear();
        write(&mut out, "let a = 1;", "rust", &mut budget);
        assert_eq!(out, "let a = 1;");
    }
}
