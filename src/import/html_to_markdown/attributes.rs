//! Reads what tags say: attributes, the language of code, whether they start a line.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::Tag;

/// The value of an attribute, empty if the tag has none.
pub fn attribute(tag: &Tag, name: &str) -> StrTendril {
    let found = tag.attrs.iter().find(|attribute| &*attribute.name.local == name);
    found.map(|attribute| attribute.value.clone()).unwrap_or_default()
}

/// The language that a class such as `lang-js` names.
pub fn class_language(tag: &Tag) -> String {
    let classes = attribute(tag, "class");
    let named = classes.split_ascii_whitespace().find_map(|class| class.strip_prefix("lang-").or_else(|| class.strip_prefix("language-")));
    named.map(language_name).unwrap_or_default()
}

/// A name that a fence can carry; `none` and its like mean no language.
pub fn language_name(name: &str) -> String {
    let name = name.strip_prefix("lang-").unwrap_or(name);
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-#.".contains(&b));
    // A `math` fence would become a formula.
    let means_none = matches!(name, "none" | "default" | "prettyprint-override" | "math");
    if is_name && !means_none { name.to_ascii_lowercase() } else { String::new() }
}

/// Says whether the element starts on a line of its own.
pub fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "aside"
            | "nav"
            | "address"
            | "center"
            | "dl"
            | "dt"
            | "dd"
            | "details"
            | "summary"
            | "figure"
            | "figcaption"
            | "fieldset"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "thead"
            | "tbody"
            | "tfoot"
            | "caption"
            | "iframe"
            | "body"
            | "html"
            | "tr"
            | "td"
            | "th"
    )
}
