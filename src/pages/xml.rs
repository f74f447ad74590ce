//! XML documents, written element by element with everything escaped.

/// A document being written.
pub(super) struct Xml(String);

/// Attributes of an element.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    /// An empty document.
    pub(super) fn new() -> Xml {
        Xml("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".into())
    }

    /// An element that holds others, which `inside` writes.
    pub(super) fn element(&mut self, name: &str, attributes: Attributes<'_>, inside: impl FnOnce(&mut Xml)) {
        self.start(name, attributes);
        self.0.push_str(">\n");
        inside(self);
        self.end(name);
    }

    /// An element that holds text.
    pub(super) fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.start(name, attributes);
        self.0.push('>');
        self.escaped(text);
        self.end(name);
    }

    /// An element that holds nothing.
    pub(super) fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.start(name, attributes);
        self.0.push_str("/>\n");
    }

    /// The whole document.
    pub(super) fn into_string(self) -> String {
        self.0
    }

    fn start(&mut self, name: &str, attributes: Attributes<'_>) {
        self.0.push('<');
        self.0.push_str(name);
        for (key, value) in attributes {
            self.0.push(' ');
            self.0.push_str(key);
            self.0.push_str("=\"");
            self.escaped(value);
            self.0.push('"');
        }
    }

    fn end(&mut self, name: &str) {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push_str(">\n");
    }

    /// Text with its marks escaped; characters that XML 1.0 has no way to write are left out.
    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\t' | '\n' | '\r' => self.0.push(c),
                '\0'..=' ' if c != ' ' => {}
                '\u{FFFE}' | '\u{FFFF}' => {}
                _ => self.0.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Xml;

    #[test]
    fn everything_is_escaped() {
        let mut xml = Xml::new();
        xml.element("a", &[("b", "\"<&>")], |xml| {
            xml.text("c", &[], "<script>&\u{0}\u{8}\u{FFFF}ok");
            xml.empty("d", &[]);
        });
        let expected = "<a b=\"&quot;&lt;&amp;&gt;\">\n<c>&lt;script&gt;&amp;ok</c>\n<d/>\n</a>\n";
        assert!(xml.into_string().ends_with(expected));
    }
}
