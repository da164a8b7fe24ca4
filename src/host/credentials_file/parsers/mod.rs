//! How the two kinds of readers of the credentials file read it: the AWS CLI, with Python's
//! configparser, and the SDKs, as AWS's specification of these files says.
//!
//! They differ in what counts: whether the same section twice is an error, whether a comment may be
//! indented, whether `:` divides, where a comment ends a value. What is written must be read alike by
//! both, so both are here, line by line.

mod cli;
mod sdk;

pub(super) use cli::read as parse_as_cli;
pub(super) use sdk::read as parse_as_sdk;

/// What a reader makes of a file: its sections in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct ParsedFile<'a> {
    pub(super) sections: Vec<Section<'a>>,
    /// What the AWS CLI takes for every profile's.
    pub(super) defaults: Vec<Setting<'a>>,
    /// Which lines begin that.
    pub(super) default_headers: Vec<usize>,
}

/// A section: what stands from one header to the next.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Section<'a> {
    /// Which line its header is, from 0.
    pub(super) line: usize,
    /// The name that the reader finds it by.
    pub(super) name: &'a str,
    pub(super) settings: Vec<Setting<'a>>,
}

/// A setting.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Setting<'a> {
    /// Which line it begins on, from 0.
    pub(super) line: usize,
    /// Its name, in small letters.
    pub(super) name: String,
    /// Its value, line by line.
    pub(super) value: Vec<ValueLine<'a>>,
}

/// A line of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct ValueLine<'a> {
    /// Which line of the file it is on, from 0.
    pub(super) line: usize,
    pub(super) text: &'a str,
}

/// Why a reader cannot read the file at all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ParseError {
    /// The line, from 0.
    pub(super) line: usize,
    pub(super) reason: &'static str,
}

impl ParsedFile<'_> {
    /// The line of the next header after this one.
    pub(super) fn header_after(&self, line: usize) -> Option<usize> {
        let headers =
            self.sections.iter().map(|section| &section.line).chain(&self.default_headers);
        headers.copied().filter(|header| *header > line).min()
    }
}

impl<'a> Section<'a> {
    /// The setting of this name.
    pub(super) fn setting(&self, name: &str) -> Option<&Setting<'a>> {
        self.settings.iter().find(|setting| setting.name == name)
    }
}

impl Setting<'_> {
    /// Its value, where that is on one line.
    pub(super) fn value(&self) -> Option<&str> {
        match self.value.as_slice() {
            [part, rest @ ..] if rest.iter().all(|part| part.text.is_empty()) => Some(part.text),
            _ => None,
        }
    }

    /// The line on which its value goes on.
    pub(super) fn continuation_line(&self) -> Option<usize> {
        self.value.iter().skip(1).find(|part| !part.text.is_empty()).map(|part| part.line)
    }

    /// Whether name and value are the same, wherever they stand; but for empty lines after it.
    pub(super) fn is_equivalent_to(&self, other: &Self) -> bool {
        let (own, others) = (self.until_blank(), other.until_blank());
        let texts = own.iter().map(|part| part.text).eq(others.iter().map(|part| part.text));
        self.name == other.name && texts
    }

    fn until_blank(&self) -> &[ValueLine<'_>] {
        let last = self.value.iter().rposition(|part| !part.text.is_empty());
        self.value.get(..last.map_or(1, |last| last + 1)).unwrap_or_default()
    }
}

impl std::fmt::Debug for Setting<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Setting").field("line", &self.line).field("name", &self.name).finish()
    }
}
