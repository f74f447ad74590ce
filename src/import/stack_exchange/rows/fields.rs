//! The attributes of one row, read by name into numbers, dates and texts.

use std::borrow::Cow;

use quick_xml::{
    XmlVersion,
    escape::unescape,
    events::attributes::{Attribute, Attributes},
};

/// The attributes of one row. Every error is a sentence that names the attribute.
pub struct Fields<'a>(Vec<Attribute<'a>>);

impl<'a> Fields<'a> {
    /// Splits the inside of a tag (`row Id="1" …`) after its name of `name` bytes.
    pub(super) fn parse(inside: &'a str, name: usize) -> Result<Self, String> {
        Attributes::new(inside, name).collect::<Result<_, _>>().map(Self).map_err(|error| format!("the row is no well-formed XML: {error}"))
    }

    /// The text of an attribute with its references resolved, or `None` where it is missing.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, String> {
        Ok(self.value(name)?.map(Cow::into_owned))
    }

    /// The number in an attribute, or `None` where it is missing.
    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, String> {
        self.value(name)?.map(|text| text.parse().map_err(|_| format!("{name} is no whole number: {text:?}"))).transpose()
    }

    /// The moment in an attribute in Unix milliseconds UTC, or `None` where it is missing.
    pub(super) fn date(&self, name: &str) -> Result<Option<i64>, String> {
        self.value(name)?.map(|text| super::date::unix_milliseconds(&text).ok_or_else(|| format!("{name} is no date and time: {text:?}"))).transpose()
    }

    /// `True` or `False` in an attribute, or `None` where it is missing.
    pub(super) fn truth(&self, name: &str) -> Result<Option<bool>, String> {
        self.value(name)?
            .map(|text| match &*text {
                "True" | "true" | "1" => Ok(true),
                "False" | "false" | "0" => Ok(false),
                _ => Err(format!("{name} is neither True nor False: {text:?}")),
            })
            .transpose()
    }

    fn value(&self, name: &str) -> Result<Option<Cow<'_, str>>, String> {
        self.0
            .iter()
            .find(|attribute| attribute.key.0 == name)
            .map(|attribute| {
                let raw = &*attribute.value;
                // XML reads a bare line break or tab in a value as a space. Dumps write them as references, and
                // without any the quicker way gives the same.
                if raw.bytes().any(|byte| matches!(byte, b'\n' | b'\r' | b'\t')) {
                    attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())
                } else {
                    unescape(raw).map_err(|error| error.to_string())
                }
                .map_err(|error| format!("{name} is no well-formed XML: {error}"))
            })
            .transpose()
    }
}

/// The value, or a sentence saying that the attribute `name` is missing.
pub(super) fn required<T>(value: Option<T>, name: &str) -> Result<T, String> {
    value.ok_or_else(|| format!("the row has no {name}"))
}
