//! The AWS CLI and boto3: Python's `RawConfigParser` as botocore's `configloader` uses it, strict.

use super::{ParseError, ParsedFile, Section, Setting, ValueLine};

/// The section that is every section's.
const DEFAULTS: &str = "DEFAULT";

/// A file being read.
#[derive(Default)]
struct Parser<'a> {
    reading: ParsedFile<'a>,
    /// Whether the latest header was [`DEFAULTS`]; `None` before the first.
    in_defaults: Option<bool>,
    /// Whether a setting has begun since the header.
    in_setting: bool,
    indent: usize,
}

/// Reads these lines, which have no ends of lines.
pub(in super::super) fn read<'a>(
    lines: impl IntoIterator<Item = &'a str>,
) -> Result<ParsedFile<'a>, ParseError> {
    let mut parser = Parser::default();
    for (at, line) in lines.into_iter().enumerate() {
        parser.line(at, line).map_err(|reason| ParseError { line: at, reason })?;
    }
    let settings = parser.reading.sections.iter().flat_map(|section| &section.settings);
    for setting in settings.chain(&parser.reading.defaults) {
        nested(setting)?;
    }
    Ok(parser.reading)
}

/// A value that begins on the next line is taken for settings of its own.
fn nested(setting: &Setting) -> Result<(), ParseError> {
    let is_nested = setting.value.first().is_some_and(|part| part.text.is_empty());
    let odd = setting.value.iter().find(|part| !part.text.is_empty() && !part.text.contains('='));
    match odd.filter(|_| is_nested) {
        Some(part) => Err(ParseError { line: part.line, reason: "an indented setting has no =" }),
        None => Ok(()),
    }
}

impl<'a> Parser<'a> {
    fn line(&mut self, at: usize, line: &'a str) -> Result<(), &'static str> {
        let text = line.trim();
        if text.starts_with(['#', ';']) {
            return Ok(());
        }
        let part = ValueLine { line: at, text };
        if text.is_empty() {
            if self.in_setting {
                self.continue_value(part);
            }
            return Ok(());
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        if self.in_setting && indent > self.indent {
            self.continue_value(part);
            return Ok(());
        }
        self.indent = indent;
        match header(text) {
            Some(name) => self.header(at, name),
            None => self.setting(at, text),
        }
    }

    fn settings(&mut self) -> Option<&mut Vec<Setting<'a>>> {
        if self.in_defaults? {
            return Some(&mut self.reading.defaults);
        }
        self.reading.sections.last_mut().map(|section| &mut section.settings)
    }

    fn continue_value(&mut self, part: ValueLine<'a>) {
        if let Some(setting) = self.settings().and_then(|settings| settings.last_mut()) {
            setting.value.push(part);
        }
    }

    fn header(&mut self, at: usize, name: &'a str) -> Result<(), &'static str> {
        let is_there = self.reading.sections.iter().any(|section| section.name == name);
        if is_there {
            return Err("a profile is there for the second time");
        }
        self.in_setting = false;
        self.in_defaults = Some(name == DEFAULTS);
        if name == DEFAULTS {
            self.reading.default_headers.push(at);
        } else {
            self.reading.sections.push(Section { line: at, name, settings: Vec::new() });
        }
        Ok(())
    }

    fn setting(&mut self, at: usize, text: &'a str) -> Result<(), &'static str> {
        let settings = self.settings().ok_or("something stands before the first [profile]")?;
        let (name, value) = text.split_once(['=', ':']).ok_or("a setting has no =")?;
        let name = name.trim_end().to_lowercase();
        if name.is_empty() {
            return Err("a setting has no name");
        }
        if settings.iter().any(|setting| setting.name == name) {
            return Err("a setting is there for the second time");
        }
        let value = vec![ValueLine { line: at, text: value.trim() }];
        settings.push(Setting { line: at, name, value });
        self.in_setting = true;
        Ok(())
    }
}

/// The name in a header: up to the last bracket of the line, blanks and all.
fn header(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('[')?.rsplit_once(']')?;
    (!name.is_empty()).then_some(name)
}
