//! The SDKs for Rust, Go, Java, JavaScript and others, which follow one specification.

use super::parsed_file::{ParseError, ParsedFile, Section, Setting, ValueLine};
use crate::host::credentials_file::lines::Line;

const BLANK: [char; 2] = [' ', '\t'];
const COMMENT: [char; 2] = ['#', ';'];

pub(crate) fn parse<'a>(lines: &[Line<'a>]) -> Result<ParsedFile<'a>, ParseError> {
    let mut sections = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        parse_line(&mut sections, at, line.text)
            .map_err(|reason| ParseError { line: at, reason })?;
    }
    Ok(ParsedFile { sections, ..ParsedFile::default() })
}

fn parse_line<'a>(
    sections: &mut Vec<Section<'a>>,
    at: usize,
    line: &'a str,
) -> Result<(), &'static str> {
    if line.trim_matches(BLANK).is_empty() || line.starts_with(COMMENT) {
        return Ok(());
    }
    if line.starts_with('[') {
        sections.push(Section { line: at, name: header(line)?, settings: Vec::new() });
        return Ok(());
    }
    let section = sections.last_mut().ok_or("something stands before the first [profile]")?;
    if line.starts_with(BLANK) {
        return continue_value(section, at, line);
    }
    let (name, value) = name_and_value(line)?;
    let value = vec![ValueLine { line: at, text: value }];
    section.settings.push(Setting { line: at, name: name.to_ascii_lowercase(), value });
    Ok(())
}

/// The name in a header, trimmed as when the SDKs gather the sections into profiles.
fn header(line: &str) -> Result<&str, &'static str> {
    let name = without_comment(line, false).strip_prefix('[').and_then(|l| l.strip_suffix(']'));
    Ok(name.ok_or("a [profile] does not end with ]")?.trim_matches(BLANK))
}

fn continue_value<'a>(
    section: &mut Section<'a>,
    at: usize,
    line: &'a str,
) -> Result<(), &'static str> {
    let setting = section.settings.last_mut().ok_or("the first line of a profile is indented")?;
    if setting.first_line() == Some("") {
        name_and_value(line).map_err(|_| "an indented setting has no =")?;
    }
    setting.value.push(ValueLine { line: at, text: line.trim_matches(BLANK) });
    Ok(())
}

fn name_and_value(line: &str) -> Result<(&str, &str), &'static str> {
    let (name, value) = without_comment(line, true).split_once('=').ok_or("a setting has no =")?;
    match name.trim_matches(BLANK) {
        "" => Err("a setting has no name"),
        name => Ok((name, value.trim_matches(BLANK))),
    }
}

/// The line without a comment at its end. In a setting, only one after white space is a comment.
fn without_comment(line: &str, needs_space: bool) -> &str {
    let line = line.trim_matches(BLANK);
    let mut previous = None;
    for (at, c) in line.char_indices() {
        if COMMENT.contains(&c) && (!needs_space || previous.is_some_and(char::is_whitespace)) {
            return line.get(..at).unwrap_or(line).trim_matches(BLANK);
        }
        previous = Some(c);
    }
    line
}
