//! The edit itself: text to text, nothing changed but the lines meant.
//!
//! It is our own, line by line, since no crate at hand serves: `configparser` and `rust-ini` lose
//! comments, and `ini-preserve` (0.1.4), which keeps them, takes a nested `  aws_access_key_id = …` for
//! the profile's own, knows no small and capital letters in names, edits the first of two sections
//! without a word, and keeps the secrets in plain strings. What counts is what the readers make of
//! it, so their readings decide here: what they do not agree on is refused.

use super::edit_error::{EditError, ParserKind};
use super::line_edits::{LineEdit, NewLine, PlannedLine, diff, edit_at, shown, written};
use super::lines::{Line, is_key_id, lines};
use super::parsers::{ParsedFile, Section, Setting, parse_as_cli, parse_as_sdk};
use crate::domain::{AccessKeyId, DiffLine, LineChange, ProfileName, Secret, other_credentials};
use zeroize::Zeroizing;

pub(super) const ID: &str = "aws_access_key_id";
pub(super) const SECRET: &str = "aws_secret_access_key";

/// The session token, by its name and by the one it had before.
const TOKENS: [&str; 2] = ["aws_session_token", "aws_security_token"];

/// What an edit comes to.
pub(super) struct Edit {
    pub(super) text: Zeroizing<String>,
    pub(super) diff: Vec<DiffLine>,
    pub(super) new_profile: bool,
    /// The key that the profile held.
    pub(super) held: Option<AccessKeyId>,
    pub(super) token_removed: bool,
    /// The setting by which the profile has other credentials, too.
    pub(super) other_credentials: Option<&'static str>,
    /// The line, from 1, of a `[profile x]`.
    pub(super) profile_prefix: Option<usize>,
}

/// The text as both kinds of readers read it, line for line.
struct ParsedText<'a> {
    lines: Vec<Line<'a>>,
    cli: ParsedFile<'a>,
    sdk: ParsedFile<'a>,
}

/// Puts a key into a profile.
///
/// # Errors
/// When the result would not be read alike by everybody, or would not say what was meant.
pub(super) fn edit(
    text: &str,
    profile: &ProfileName,
    id: &AccessKeyId,
    secret: &Secret,
) -> Result<Edit, EditError> {
    if !is_plain_value(id.as_str()) {
        return Err(EditError::UnsafeId);
    }
    if !secret.read(is_plain_value) {
        return Err(EditError::UnsafeSecret);
    }
    let before = ParsedText::new(text)?;
    let section = before.section(profile)?;
    before.check_default_tokens()?;
    let mut edit = match section {
        Some(section) => before.replace_key(section, id, secret)?,
        None => before.append_profile(profile, id, secret),
    };
    edit.profile_prefix = before.profile_prefix(profile);
    let after = ParsedText::new(&edit.text).map_err(|_| EditError::ReadBack)?;
    if before.differs_only_in_keys_of(profile, &after) && after.holds(profile, id, secret) {
        Ok(edit)
    } else {
        Err(EditError::ReadBack)
    }
}

/// Whether a text can be a value: on one line, with nothing that some reader takes for the beginning
/// of a comment. (AWS's own are letters, digits, `/` and `+`.)
fn is_plain_value(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_graphic())
        && !text.starts_with(['#', ';', '"', '\''])
}

impl<'a> ParsedText<'a> {
    fn new(text: &'a str) -> Result<Self, EditError> {
        if text.starts_with('\u{feff}') {
            return Err(EditError::ByteOrderMark);
        }
        let lines = lines(text);
        let control = |line: &Line| line.text.contains(|c: char| c.is_control() && c != '\t');
        if let Some(at) = lines.iter().position(control) {
            return Err(EditError::ControlCharacter(at + 1));
        }
        // What is indented by another blank goes on for some readers, and begins for others.
        let odd = |c: char| c.is_whitespace() && c != ' ' && c != '\t';
        if let Some(at) = lines.iter().position(|line| line.text.starts_with(odd)) {
            return Err(EditError::Ambiguous(at + 1));
        }
        let texts = || lines.iter().map(|line| line.text);
        let cli =
            parse_as_cli(texts()).map_err(|error| EditError::parse(ParserKind::Cli, error))?;
        let sdk =
            parse_as_sdk(texts()).map_err(|error| EditError::parse(ParserKind::Sdk, error))?;
        Ok(Self { lines, cli, sdk })
    }

    /// The profile's section as both read it, if it is there.
    fn section(&self, profile: &ProfileName) -> Result<Option<[&Section<'a>; 2]>, EditError> {
        let name = profile.as_str();
        let named = |reading: &'_ ParsedFile<'a>| -> Vec<usize> {
            let sections = reading.sections.iter().filter(|section| section.name.trim() == name);
            sections.map(|section| section.line).collect()
        };
        let mut headers = [named(&self.cli), named(&self.sdk)].concat();
        headers.sort_unstable();
        headers.dedup();
        let line = match headers.as_slice() {
            [] => return Ok(None),
            [line] => *line,
            [first, second, ..] => return Err(EditError::DuplicateProfile(first + 1, second + 1)),
        };
        let at = |reading: &'_ ParsedFile<'a>| {
            reading.sections.iter().position(|section| section.line == line && section.name == name)
        };
        let both = at(&self.cli).zip(at(&self.sdk));
        let differing_header = || EditError::Header { line: line + 1, profile: name.to_owned() };
        let (cli, sdk) = both.ok_or_else(differing_header)?;
        let ends = [&self.cli, &self.sdk].map(|reading| reading.header_after(line));
        match (ends, self.cli.sections.get(cli), self.sdk.sections.get(sdk)) {
            ([a, b], Some(cli), Some(sdk)) if a == b => Ok(Some([cli, sdk])),
            (ends, ..) => {
                let first = ends.into_iter().flatten().min().unwrap_or(line);
                Err(EditError::Ambiguous(first + 1))
            }
        }
    }

    /// What the AWS CLI takes for every profile's has no token.
    fn check_default_tokens(&self) -> Result<(), EditError> {
        let token = self.cli.defaults.iter().any(|setting| TOKENS.contains(&setting.name.as_str()));
        if token { Err(EditError::DefaultSessionToken) } else { Ok(()) }
    }

    fn profile_prefix(&self, profile: &ProfileName) -> Option<usize> {
        let is_it = |section: &&Section| {
            let name =
                section.name.strip_prefix("profile").map(|name| name.trim().trim_matches('"'));
            section.name.starts_with("profile ") && name == Some(profile.as_str())
        };
        self.cli.sections.iter().find(is_it).map(|section| section.line + 1)
    }

    /// Changes a section that is there.
    fn replace_key(
        &self,
        section: [&Section<'a>; 2],
        id: &AccessKeyId,
        secret: &Secret,
    ) -> Result<Edit, EditError> {
        let [cli, sdk] = section;
        let (own_id, own_secret) = (agreed_setting(section, ID)?, agreed_setting(section, SECRET)?);
        let mut planned: Vec<PlannedLine> =
            self.lines.iter().map(|line| PlannedLine::kept(*line)).collect();
        let mut token_removed = false;
        for name in TOKENS {
            if let Some(token) = agreed_setting(section, name)? {
                token_removed = true;
                edit_at(&mut planned, token.line, |line| line.edit = LineEdit::Remove);
            }
        }
        let header = cli.line;
        let id_after = own_secret.map_or(header, |secret| secret.line.saturating_sub(1));
        let secret_after = own_id.map_or(header, |id| id.line);
        match own_id {
            Some(own) => edit_at(&mut planned, own.line, |line| line.replace_with_id(id)),
            None => edit_at(&mut planned, id_after, |line| line.after.push(NewLine::id(id))),
        }
        if let Some(own) = own_secret {
            edit_at(&mut planned, own.line, |line| line.replace_with_secret(secret));
        } else {
            let new = NewLine::secret(secret);
            edit_at(&mut planned, secret_after, |line| line.after.push(new));
        }
        let end = self.cli.header_after(header).unwrap_or(planned.len());
        let in_section = planned.get(header..end).unwrap_or_default();
        Ok(Edit {
            diff: diff(in_section),
            text: written(&planned, &[]),
            new_profile: false,
            held: own_id
                .and_then(Setting::value)
                .filter(|id| is_key_id(id))
                .map(AccessKeyId::from_iam),
            token_removed,
            other_credentials: other_credentials(cli.name, |name| {
                sdk.setting(name)
                    .filter(|_| name != ID && !TOKENS.contains(&name))
                    .and_then(|setting| setting.value.first())
                    .map(|part| part.text)
            }),
            profile_prefix: None,
        })
    }

    /// Adds a section at the end.
    fn append_profile(&self, profile: &ProfileName, id: &AccessKeyId, secret: &Secret) -> Edit {
        let header = NewLine::plain(format!("[{profile}]"));
        let new = [header, NewLine::id(id), NewLine::secret(secret)];
        let diff = new.iter().map(|line| shown(LineChange::Added, &line.shown)).collect();
        let mut added = Vec::new();
        if self.lines.last().is_some_and(|last| !last.is_blank()) {
            added.push(NewLine::plain(String::new()));
        }
        added.extend(new);
        let planned: Vec<PlannedLine> =
            self.lines.iter().map(|line| PlannedLine::kept(*line)).collect();
        Edit {
            text: written(&planned, &added),
            diff,
            new_profile: true,
            held: None,
            token_removed: false,
            other_credentials: None,
            profile_prefix: None,
        }
    }

    /// Whether the other text is the same to every reader, but for the keys of this profile.
    fn differs_only_in_keys_of(&self, profile: &ProfileName, other: &Self) -> bool {
        let pairs = [(&self.cli, &other.cli), (&self.sdk, &other.sdk)];
        pairs.into_iter().all(|(before, after)| {
            let (before, after) =
                (before.settings_except_keys_of(profile), after.settings_except_keys_of(profile));
            before.len() == after.len()
                && before.iter().zip(&after).all(|((name, a), (other, b))| {
                    name == other
                        && a.len() == b.len()
                        && a.iter().zip(b).all(|(a, b)| a.is_equivalent_to(b))
                })
        })
    }

    /// Whether every reader finds this key in the profile, and no token.
    fn holds(&self, profile: &ProfileName, id: &AccessKeyId, secret: &Secret) -> bool {
        [&self.cli, &self.sdk].into_iter().all(|reading| {
            let mut own = reading.sections.iter().filter(|s| s.name == profile.as_str());
            let (Some(section), None) = (own.next(), own.next()) else { return false };
            let value = |name| section.setting(name).and_then(Setting::value);
            value(ID) == Some(id.as_str())
                && secret.read(|secret| value(SECRET) == Some(secret))
                && TOKENS.iter().all(|name| section.setting(name).is_none())
        })
    }
}

impl<'a> ParsedFile<'a> {
    /// Everything but the keys of this profile, and the profile itself if it has nothing else.
    fn settings_except_keys_of(&self, profile: &ProfileName) -> Vec<(&'a str, Vec<&Setting<'a>>)> {
        let is_kept = |setting: &&Setting| {
            let name = setting.name.as_str();
            name != ID && name != SECRET && !TOKENS.contains(&name)
        };
        let mut all = vec![("", self.defaults.iter().collect())];
        for section in &self.sections {
            if section.name != profile.as_str() {
                all.push((section.name, section.settings.iter().collect()));
            } else if section.settings.iter().any(|setting| is_kept(&setting)) {
                all.push((section.name, section.settings.iter().filter(is_kept).collect()));
            }
        }
        all
    }
}

/// The setting that every reader finds on the same one line.
fn agreed_setting<'s, 'a>(
    [cli, sdk]: [&'s Section<'a>; 2],
    name: &'static str,
) -> Result<Option<&'s Setting<'a>>, EditError> {
    let differs_at = |line: usize| EditError::Setting { line: line + 1, setting: name };
    match (cli.setting(name), sdk.setting(name)) {
        (None, None) => Ok(None),
        (Some(a), Some(b)) if a.line == b.line => {
            match a.continuation_line().or(b.continuation_line()) {
                Some(line) => Err(differs_at(line)),
                None => Ok(Some(b)),
            }
        }
        (a, b) => Err(differs_at(a.into_iter().chain(b).map(|s| s.line).min().unwrap_or_default())),
    }
}
