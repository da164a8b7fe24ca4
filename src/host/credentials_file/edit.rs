//! The edit itself: from text to text, changing only the lines of one key.
//!
//! No crate at hand serves. `configparser` and `rust-ini` lose comments. `ini-preserve` (0.1.4)
//! keeps them, but takes a nested `  aws_access_key_id = …` for the profile's own, compares names
//! case-sensitively, silently edits the first of two sections with one name, and keeps the secrets
//! in plain strings. What counts is how AWS programs read the text, so their parsers decide here: a
//! text that they read differently is not edited.

use super::edit_error::{EditError, ParserKind};
use super::line_edits::{LineEdits, NewLine};
use super::lines::{Line, is_key_id, lines};
use super::parsers::{ParsedFile, Section, Setting, parse_as_cli, parse_as_sdk};
use super::setting_names::{ACCESS_KEY_ID, SECRET_ACCESS_KEY, SESSION_TOKENS, belongs_to_key};
use crate::domain::{AccessKeyId, DiffLine, ProfileName, Secret, other_credentials};
use std::collections::BTreeSet;
use zeroize::Zeroizing;

/// An edited text, and what the person should know about the edit.
#[derive(Default)]
pub(super) struct Edit {
    pub(super) text: Zeroizing<String>,
    pub(super) diff: Vec<DiffLine>,
    pub(super) new_profile: bool,
    /// The key that the profile had before.
    pub(super) old_id: Option<AccessKeyId>,
    pub(super) token_removed: bool,
    /// A setting that gives the profile other credentials as well.
    pub(super) other_credentials: Option<&'static str>,
    /// The line, from 1, of a `[profile x]`, a form that only the config file has.
    pub(super) profile_prefix: Option<usize>,
}

/// A text as both parsers read it.
struct ParsedText<'a> {
    lines: Vec<Line<'a>>,
    cli: ParsedFile<'a>,
    sdk: ParsedFile<'a>,
}

/// The section of a profile as both parsers read it.
struct ParsedSection<'p, 'a> {
    cli: &'p Section<'a>,
    sdk: &'p Section<'a>,
    /// The line of the next header, or the end of the file.
    end: usize,
}

/// Puts a key into a profile.
pub(super) fn edit(
    text: &str,
    profile: &ProfileName,
    id: &AccessKeyId,
    secret: &Secret,
) -> Result<Edit, EditError> {
    if !is_safe_value(id.as_str()) {
        return Err(EditError::UnsafeId);
    }
    if !secret.read(is_safe_value) {
        return Err(EditError::UnsafeSecret);
    }
    let before = ParsedText::parse(text)?;
    let section = before.section(profile)?;
    before.check_default_tokens()?;
    let mut edit = match section {
        Some(section) => before.replace_key(&section, id, secret)?,
        None => before.append_profile(profile, id, secret),
    };
    edit.profile_prefix = before.profile_prefix(profile);
    let after = ParsedText::parse(&edit.text).map_err(|_| EditError::ReadBack)?;
    if before.differs_only_in_key(&after, profile) && after.has_key(profile, id, secret) {
        Ok(edit)
    } else {
        Err(EditError::ReadBack)
    }
}

/// Whether every parser reads a text back as a value: it is on one line, and no parser takes a part
/// of it for a comment or a quote. AWS's own values are letters, digits, `/` and `+`.
fn is_safe_value(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_graphic())
        && !text.starts_with(['#', ';', '"', '\''])
}

impl<'a> ParsedText<'a> {
    fn parse(text: &'a str) -> Result<Self, EditError> {
        if text.starts_with('\u{feff}') {
            return Err(EditError::ByteOrderMark);
        }
        let lines = lines(text);
        let has_control = |line: &Line| line.text.contains(|c: char| c.is_control() && c != '\t');
        if let Some(at) = lines.iter().position(has_control) {
            return Err(EditError::ControlCharacter(at + 1));
        }
        // A line indented by other white space continues a value for some parsers only.
        let is_odd_space = |c: char| c.is_whitespace() && c != ' ' && c != '\t';
        if let Some(at) = lines.iter().position(|line| line.text.starts_with(is_odd_space)) {
            return Err(EditError::Ambiguous(at + 1));
        }
        let cli = parse_as_cli(&lines).map_err(|e| EditError::parse(ParserKind::Cli, e))?;
        let sdk = parse_as_sdk(&lines).map_err(|e| EditError::parse(ParserKind::Sdk, e))?;
        Ok(Self { lines, cli, sdk })
    }

    /// The profile's section, if there is one that both parsers read alike.
    fn section(&self, profile: &ProfileName) -> Result<Option<ParsedSection<'_, 'a>>, EditError> {
        let name = profile.as_str();
        let mut headers = BTreeSet::new();
        for section in self.cli.sections.iter().chain(&self.sdk.sections) {
            // A header such as `[ x ]` names the profile for one of the parsers only.
            if section.name.trim() == name {
                headers.insert(section.line);
            }
        }
        let mut in_order = headers.into_iter();
        let header = match (in_order.next(), in_order.next()) {
            (None, _) => return Ok(None),
            (Some(only), None) => only,
            (Some(first), Some(second)) => {
                return Err(EditError::DuplicateProfile(first + 1, second + 1));
            }
        };
        let found = (self.cli.section_at(header, name), self.sdk.section_at(header, name));
        let (Some(cli), Some(sdk)) = found else {
            return Err(EditError::Header { line: header + 1, profile: name.to_owned() });
        };
        let (cli_end, sdk_end) = (self.cli.header_after(header), self.sdk.header_after(header));
        if cli_end != sdk_end {
            let first_end = cli_end.into_iter().chain(sdk_end).min().unwrap_or(header);
            return Err(EditError::Ambiguous(first_end + 1));
        }
        Ok(Some(ParsedSection { cli, sdk, end: cli_end.unwrap_or(self.lines.len()) }))
    }

    /// Refuses a session token in `[DEFAULT]`, which the AWS CLI would use with the new key.
    fn check_default_tokens(&self) -> Result<(), EditError> {
        let mut names = self.cli.defaults.iter().map(|setting| setting.name.as_str());
        if names.any(|name| SESSION_TOKENS.contains(&name)) {
            return Err(EditError::DefaultSessionToken);
        }
        Ok(())
    }

    /// The line, from 1, of the header `[profile x]` for this profile.
    fn profile_prefix(&self, profile: &ProfileName) -> Option<usize> {
        for section in &self.cli.sections {
            let name = section.name.strip_prefix("profile ").unwrap_or_default();
            if name.trim().trim_matches('"') == profile.as_str() {
                return Some(section.line + 1);
            }
        }
        None
    }

    /// Replaces the key in a profile's section, and removes its session token.
    fn replace_key(
        &self,
        section: &ParsedSection<'_, 'a>,
        id: &AccessKeyId,
        secret: &Secret,
    ) -> Result<Edit, EditError> {
        let old_id = section.agreed_setting(ACCESS_KEY_ID)?;
        let old_secret = section.agreed_setting(SECRET_ACCESS_KEY)?;
        let mut edits = LineEdits::new(&self.lines);
        let mut token_removed = false;
        for name in SESSION_TOKENS {
            if let Some(token) = section.agreed_setting(name)? {
                edits.remove(token.line);
                token_removed = true;
            }
        }
        let header = section.cli.line;
        match (old_id, old_secret) {
            (Some(old_id), _) => edits.replace_id(old_id.line, id),
            (None, Some(old_secret)) => edits.insert_after(old_secret.line - 1, NewLine::id(id)),
            (None, None) => edits.insert_after(header, NewLine::id(id)),
        }
        match (old_secret, old_id) {
            (Some(old_secret), _) => edits.replace_secret(old_secret.line, secret),
            (None, Some(old_id)) => edits.insert_after(old_id.line, NewLine::secret(secret)),
            (None, None) => edits.insert_after(header, NewLine::secret(secret)),
        }
        let old_id = old_id.and_then(Setting::value).filter(|id| is_key_id(id));
        Ok(Edit {
            diff: edits.diff(header..section.end),
            text: edits.text(),
            old_id: old_id.map(AccessKeyId::from_iam),
            token_removed,
            other_credentials: section.other_credentials(),
            ..Edit::default()
        })
    }

    /// Appends a section with the key to the file.
    fn append_profile(&self, profile: &ProfileName, id: &AccessKeyId, secret: &Secret) -> Edit {
        let mut edits = LineEdits::new(&self.lines);
        if self.lines.last().is_some_and(|last| !last.is_blank()) {
            edits.append(NewLine::plain(String::new()));
        }
        let mut diff = Vec::new();
        let header = NewLine::plain(format!("[{profile}]"));
        for new in [header, NewLine::id(id), NewLine::secret(secret)] {
            diff.push(new.as_added());
            edits.append(new);
        }
        Edit { diff, text: edits.text(), new_profile: true, ..Edit::default() }
    }

    /// Whether both parsers read the same in another text, but for the key of this profile.
    fn differs_only_in_key(&self, other: &Self, profile: &ProfileName) -> bool {
        settings_besides_key(&self.cli, profile) == settings_besides_key(&other.cli, profile)
            && settings_besides_key(&self.sdk, profile) == settings_besides_key(&other.sdk, profile)
    }

    /// Whether both parsers find exactly this key in the profile, and no session token.
    fn has_key(&self, profile: &ProfileName, id: &AccessKeyId, secret: &Secret) -> bool {
        for file in [&self.cli, &self.sdk] {
            let mut named = file.sections.iter().filter(|section| section.name == profile.as_str());
            let (Some(section), None) = (named.next(), named.next()) else { return false };
            let has_id = section.value(ACCESS_KEY_ID) == Some(id.as_str());
            let has_secret = secret.read(|secret| section.value(SECRET_ACCESS_KEY) == Some(secret));
            let has_token = SESSION_TOKENS.iter().any(|name| section.setting(name).is_some());
            if !has_id || !has_secret || has_token {
                return false;
            }
        }
        true
    }
}

impl<'p, 'a> ParsedSection<'p, 'a> {
    /// The setting of this name, which both parsers must find on the same single line.
    fn agreed_setting(&self, name: &'static str) -> Result<Option<&'p Setting<'a>>, EditError> {
        let (line, setting) = match (self.cli.setting(name), self.sdk.setting(name)) {
            (None, None) => return Ok(None),
            (Some(cli), Some(sdk)) if cli.line == sdk.line => {
                (cli.continuation_line().or(sdk.continuation_line()), sdk)
            }
            (Some(cli), Some(sdk)) => (Some(cli.line.min(sdk.line)), sdk),
            (Some(only), None) | (None, Some(only)) => (Some(only.line), only),
        };
        match line {
            Some(line) => Err(EditError::Setting { line: line + 1, setting: name }),
            None => Ok(Some(setting)),
        }
    }

    fn other_credentials(&self) -> Option<&'static str> {
        other_credentials(self.cli.name, |name| {
            // The edit replaces or removes these.
            if belongs_to_key(name) {
                return None;
            }
            self.sdk.setting(name)?.first_line()
        })
    }
}

/// The name of a section, and the name and the lines of the value of each setting.
type SectionTexts<'f> = (&'f str, Vec<(&'f str, Vec<&'f str>)>);

/// All sections without the key of this profile.
fn settings_besides_key<'f>(
    file: &'f ParsedFile<'_>,
    profile: &ProfileName,
) -> Vec<SectionTexts<'f>> {
    let defaults = file.defaults.iter().map(Setting::name_and_value).collect();
    let mut sections = vec![("DEFAULT", defaults)];
    for section in &file.sections {
        let is_own = section.name == profile.as_str();
        let mut settings = Vec::new();
        for setting in &section.settings {
            if !is_own || !belongs_to_key(&setting.name) {
                settings.push(setting.name_and_value());
            }
        }
        // A profile with nothing but a key counts as missing: the edit may add it.
        if !is_own || !settings.is_empty() {
            sections.push((section.name, settings));
        }
    }
    sections
}
