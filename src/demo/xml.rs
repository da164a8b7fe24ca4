//! The XML of the Query protocol's answers.

use chrono::{DateTime, SecondsFormat, Utc};
use std::fmt::Write as _;
use zeroize::Zeroizing;

/// A document being written, element by element.
///
/// It is wiped on drop, because one of the answers holds a secret. Its capacity is large enough
/// that this answer is never reallocated, which would leave a copy behind.
#[derive(Debug)]
pub(super) struct Xml(Zeroizing<String>);

impl Xml {
    pub(super) fn new() -> Self {
        Self(Zeroizing::new(String::with_capacity(4_096)))
    }

    /// An element, with the content that `content` writes.
    pub(super) fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.element_with(name, "", content);
    }

    /// The root element, in its namespace.
    pub(super) fn root(&mut self, name: &str, namespace: &str, content: impl FnOnce(&mut Self)) {
        self.element_with(name, &format!(" xmlns=\"{namespace}\""), content);
    }

    pub(super) fn text(&mut self, name: &str, value: &str) {
        self.element(name, |xml| xml.escaped(value));
    }

    /// An element with a date in IAM's format: `2026-11-22T12:00:00Z`.
    pub(super) fn date(&mut self, name: &str, value: DateTime<Utc>) {
        self.text(name, &value.to_rfc3339_opts(SecondsFormat::Secs, true));
    }

    /// A list, with a `member` for each item.
    pub(super) fn members<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        mut content: impl FnMut(&mut Self, T),
    ) {
        self.element(name, |xml| {
            for item in items {
                xml.element("member", |xml| content(xml, item));
            }
        });
    }

    pub(super) fn append(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_text(self) -> Zeroizing<String> {
        self.0
    }

    fn element_with(&mut self, name: &str, attributes: &str, content: impl FnOnce(&mut Self)) {
        for part in ["<", name, attributes, ">"] {
            self.0.push_str(part);
        }
        content(self);
        for part in ["</", name, ">"] {
            self.0.push_str(part);
        }
    }

    /// Text with markup and control characters as references, as IAM sends them.
    pub(super) fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '&' => self.0.push_str("&amp;"),
                '"' => self.0.push_str("&quot;"),
                // Writing to a String cannot fail.
                c if c.is_control() => _ = write!(self.0, "&#x{:X};", u32::from(c)),
                c => self.0.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_and_moments_are_iams() {
        let mut xml = Xml::new();
        xml.root("R", "urn:x", |xml| {
            xml.text("T", "a<b>&\"\u{1b}[31m");
            xml.date("D", "2026-11-22T12:00:00.75Z".parse().unwrap());
            xml.members("L", ["x", "y"], |xml, item| xml.text("I", item));
        });
        assert_eq!(
            *xml.into_text(),
            "<R xmlns=\"urn:x\"><T>a&lt;b&gt;&amp;&quot;&#x1B;[31m</T><D>2026-11-22T12:00:00Z</D>\
             <L><member><I>x</I></member><member><I>y</I></member></L></R>"
        );
    }
}
