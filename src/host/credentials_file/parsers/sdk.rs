//! The SDKs for Rust, Go, Java, JavaScript…, which follow one specification of these files.

use super::{ParseError, ParsedFile, Section, Setting, ValueLine};

/// What counts as a blank.
const BLANK: [char; 2] = [' ', '\t'];

/// What begins a comment.
const COMMENT: [char; 2] = ['#', ';'];

/// Reads these lines, which have no ends of lines.
///
/// A name is trimmed, as it is when the sections are gathered into profiles.
pub(in super::super) fn read<'a>(
    lines: impl IntoIterator<Item = &'a str>,
) -> Result<ParsedFile<'a>, ParseError> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    for (at, line) in lines.into_iter().enumerate() {
        if line.trim_matches(BLANK).is_empty() || line.starts_with(COMMENT) {
            continue;
        }
        let read = if line.starts_with('[') {
            header(at, line).map(|section| sections.push(section))
        } else if line.starts_with(BLANK) {
            continue_value(&mut sections, at, line)
        } else {
            setting(&mut sections, at, line)
        };
        read.map_err(|reason| ParseError { line: at, reason })?;
    }
    Ok(ParsedFile { sections, ..ParsedFile::default() })
}

fn header(at: usize, line: &str) -> Result<Section<'_>, &'static str> {
    let name = without_comment(line, false).strip_prefix('[').and_then(|l| l.strip_suffix(']'));
    let name = name.ok_or("a [profile] does not end with ]")?.trim_matches(BLANK);
    Ok(Section { line: at, name, settings: Vec::new() })
}

fn continue_value<'a>(
    sections: &mut [Section<'a>],
    at: usize,
    line: &'a str,
) -> Result<(), &'static str> {
    let section = sections.last_mut().ok_or("something stands before the first [profile]")?;
    let setting = section.settings.last_mut();
    let setting = setting.ok_or("the first line of a profile is indented")?;
    if setting.value.first().is_some_and(|part| part.text.is_empty()) {
        parts(line).map_err(|_| "an indented setting has no =")?;
    }
    setting.value.push(ValueLine { line: at, text: line.trim_matches(BLANK) });
    Ok(())
}

fn setting<'a>(sections: &mut [Section<'a>], at: usize, line: &'a str) -> Result<(), &'static str> {
    let section = sections.last_mut().ok_or("something stands before the first [profile]")?;
    let (name, value) = parts(line)?;
    let value = vec![ValueLine { line: at, text: value }];
    section.settings.push(Setting { line: at, name: name.to_ascii_lowercase(), value });
    Ok(())
}

/// Name and value.
fn parts(line: &str) -> Result<(&str, &str), &'static str> {
    let (name, value) = without_comment(line, true).split_once('=').ok_or("a setting has no =")?;
    match name.trim_matches(BLANK) {
        "" => Err("a setting has no name"),
        name => Ok((name, value.trim_matches(BLANK))),
    }
}

/// The line up to a comment at its end, which a blank may have to stand before.
fn without_comment(line: &str, after_blank: bool) -> &str {
    let line = line.trim_matches(BLANK);
    let mut before = None;
    for (at, c) in line.char_indices() {
        if COMMENT.contains(&c) && (!after_blank || before.is_some_and(char::is_whitespace)) {
            return line.get(..at).unwrap_or(line).trim_matches(BLANK);
        }
        before = Some(c);
    }
    line
}
