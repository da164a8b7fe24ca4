//! The AWS CLI and boto3: Python's `RawConfigParser` in strict mode, as botocore's `configloader`
//! uses it.

use super::parsed_file::{ParseError, ParsedFile, Section, Setting, ValueLine};
use crate::host::credentials_file::lines::Line;

/// The section whose settings apply to all others.
const DEFAULT_SECTION: &str = "DEFAULT";

#[derive(Default)]
struct Parser<'a> {
    file: ParsedFile<'a>,
    /// Whether the latest header was [`DEFAULT_SECTION`]. `None` before the first.
    in_defaults: Option<bool>,
    /// Whether a setting has begun since the latest header.
    in_setting: bool,
    /// The indentation of the latest header or setting.
    indent: usize,
}

pub(crate) fn parse<'a>(lines: &[Line<'a>]) -> Result<ParsedFile<'a>, ParseError> {
    let mut parser = Parser::default();
    for (at, line) in lines.iter().enumerate() {
        parser.line(at, line.text).map_err(|reason| ParseError { line: at, reason })?;
    }
    let settings = parser.file.sections.iter().flat_map(|section| &section.settings);
    for setting in settings.chain(&parser.file.defaults) {
        check_nested(setting)?;
    }
    Ok(parser.file)
}

/// botocore parses a value that begins on the next line as nested settings.
fn check_nested(setting: &Setting) -> Result<(), ParseError> {
    if setting.first_line() != Some("") {
        return Ok(());
    }
    for line in &setting.value {
        if !line.text.is_empty() && !line.text.contains('=') {
            let reason = "an indented setting has no =";
            return Err(ParseError { line: line.line, reason });
        }
    }
    Ok(())
}

impl<'a> Parser<'a> {
    fn line(&mut self, at: usize, line: &'a str) -> Result<(), &'static str> {
        let text = line.trim();
        if text.starts_with(['#', ';']) {
            return Ok(());
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        let continues_value = self.in_setting && (text.is_empty() || indent > self.indent);
        if continues_value {
            self.continue_value(ValueLine { line: at, text });
            return Ok(());
        }
        if text.is_empty() {
            return Ok(());
        }
        self.indent = indent;
        match header(text) {
            Some(name) => self.header(at, name),
            None => self.setting(at, text),
        }
    }

    /// The settings of the current section.
    fn settings(&mut self) -> Option<&mut Vec<Setting<'a>>> {
        if self.in_defaults? {
            return Some(&mut self.file.defaults);
        }
        self.file.sections.last_mut().map(|section| &mut section.settings)
    }

    fn continue_value(&mut self, line: ValueLine<'a>) {
        if let Some(setting) = self.settings().and_then(|settings| settings.last_mut()) {
            setting.value.push(line);
        }
    }

    fn header(&mut self, at: usize, name: &'a str) -> Result<(), &'static str> {
        if self.file.sections.iter().any(|section| section.name == name) {
            return Err("a profile is there for the second time");
        }
        self.in_setting = false;
        self.in_defaults = Some(name == DEFAULT_SECTION);
        if name == DEFAULT_SECTION {
            self.file.default_headers.push(at);
        } else {
            self.file.sections.push(Section { line: at, name, settings: Vec::new() });
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

/// The name in a header: everything up to the last bracket of the line.
fn header(text: &str) -> Option<&str> {
    let (name, _) = text.strip_prefix('[')?.rsplit_once(']')?;
    if name.is_empty() { None } else { Some(name) }
}
