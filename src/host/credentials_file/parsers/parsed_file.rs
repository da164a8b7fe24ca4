//! The result of a parser. All lines are counted from 0.

#[derive(Default)]
pub(crate) struct ParsedFile<'a> {
    pub(crate) sections: Vec<Section<'a>>,
    /// The settings in `[DEFAULT]`, which the AWS CLI uses for every profile.
    pub(crate) defaults: Vec<Setting<'a>>,
    /// The lines of the `[DEFAULT]` headers.
    pub(super) default_headers: Vec<usize>,
}

/// The settings from one header to the next.
pub(crate) struct Section<'a> {
    pub(crate) line: usize,
    /// The name by which the parser finds the section.
    pub(crate) name: &'a str,
    pub(crate) settings: Vec<Setting<'a>>,
}

pub(crate) struct Setting<'a> {
    pub(crate) line: usize,
    /// The name in lower case.
    pub(crate) name: String,
    pub(super) value: Vec<ValueLine<'a>>,
}

/// A line of a value. The first one stands on the line of the setting.
pub(super) struct ValueLine<'a> {
    pub(super) line: usize,
    pub(super) text: &'a str,
}

/// Why a parser cannot read the file.
#[derive(Clone, Copy)]
pub(crate) struct ParseError {
    pub(crate) line: usize,
    pub(crate) reason: &'static str,
}

impl<'a> ParsedFile<'a> {
    pub(crate) fn section_at(&self, line: usize, name: &str) -> Option<&Section<'a>> {
        self.sections.iter().find(|section| section.line == line && section.name == name)
    }

    /// The line of the next header after a line.
    pub(crate) fn header_after(&self, line: usize) -> Option<usize> {
        let headers = self.sections.iter().map(|section| section.line);
        let all = headers.chain(self.default_headers.iter().copied());
        all.filter(|header| *header > line).min()
    }
}

impl<'a> Section<'a> {
    pub(crate) fn setting(&self, name: &str) -> Option<&Setting<'a>> {
        self.settings.iter().find(|setting| setting.name == name)
    }

    /// The value of a setting, if it is on one line.
    pub(crate) fn value(&self, name: &str) -> Option<&'a str> {
        self.setting(name)?.value()
    }
}

impl<'a> Setting<'a> {
    /// The value, if it is on one line.
    pub(crate) fn value(&self) -> Option<&'a str> {
        match self.continuation_line() {
            Some(_) => None,
            None => self.first_line(),
        }
    }

    /// The part of the value that stands on the line of the setting.
    pub(crate) fn first_line(&self) -> Option<&'a str> {
        self.value.first().map(|line| line.text)
    }

    /// The first further line of the value that is not blank.
    pub(crate) fn continuation_line(&self) -> Option<usize> {
        let mut further = self.value.iter().skip(1);
        further.find(|line| !line.text.is_empty()).map(|line| line.line)
    }

    /// The name and the lines of the value, without blank ones at the end.
    pub(crate) fn name_and_value(&self) -> (&str, Vec<&'a str>) {
        let mut texts: Vec<&str> = self.value.iter().map(|line| line.text).collect();
        while texts.last().is_some_and(|text| text.is_empty()) {
            texts.pop();
        }
        (&self.name, texts)
    }
}
