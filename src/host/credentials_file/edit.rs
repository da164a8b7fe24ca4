//! The edit itself: text to text, nothing changed but the lines meant.
//!
//! It is our own, line by line, since no crate at hand serves: `configparser` and `rust-ini` lose
//! comments, and `ini-preserve` (0.1.4), which keeps them, takes a nested `  aws_access_key_id = …` for
//! the profile's own, knows no small and capital letters in names, edits the first of two sections
//! without a word, and keeps the secrets in plain strings. What counts is what the readers make of
//! it, so their readings decide here: what they do not agree on is refused.

use super::lines::{DOTS, Line, lines};
use super::readers::{Reading, Section, Setting, read_as_cli, read_as_sdk};
use super::refusal::{Reader, Refusal};
use crate::domain::{AccessKeyId, DiffLine, LineChange, ProfileName, Secret, other_credentials};
use zeroize::Zeroizing;

const ID: &str = "aws_access_key_id";
const SECRET: &str = "aws_secret_access_key";

/// The session token, by its name and by the one it had before.
const TOKENS: [&str; 2] = ["aws_session_token", "aws_security_token"];

/// How many unchanged lines are shown beside a changed one.
const CONTEXT: usize = 1;

/// What an edit comes to.
pub(super) struct Edit {
    pub(super) text: Zeroizing<String>,
    pub(super) diff: Vec<DiffLine>,
    pub(super) new_profile: bool,
    /// The key that the profile held.
    pub(super) held: Option<AccessKeyId>,
    pub(super) token_removed: bool,
    /// The setting by which the profile has other credentials, too.
    pub(super) other: Option<&'static str>,
    /// The line, from 1, of a `[profile x]`.
    pub(super) profile_prefix: Option<usize>,
}

/// A line that is to be written, and how it may be shown.
struct NewLine {
    text: Zeroizing<String>,
    shown: String,
}

/// What becomes of a line of the file.
enum Fate {
    Kept,
    Removed,
    Replaced(NewLine),
}

/// A line of the file, what becomes of it, and what comes after it.
struct Planned<'a> {
    line: Line<'a>,
    fate: Fate,
    after: Vec<NewLine>,
}

/// The text as both kinds of readers read it, line for line.
struct Read<'a> {
    lines: Vec<Line<'a>>,
    cli: Reading<'a>,
    sdk: Reading<'a>,
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
) -> Result<Edit, Refusal> {
    if !fits(id.as_str()) {
        return Err(Refusal::Id);
    }
    if !secret.read(fits) {
        return Err(Refusal::Secret);
    }
    let before = Read::new(text)?;
    let section = before.section(profile)?;
    before.check_tokens_for_all()?;
    let mut edit = match section {
        Some(section) => before.change(section, id, secret)?,
        None => before.append(profile, id, secret),
    };
    edit.profile_prefix = before.profile_prefix(profile);
    let after = Read::new(&edit.text).map_err(|_| Refusal::ReadBack)?;
    if before.is_but_for(profile, &after) && after.holds(profile, id, secret) {
        Ok(edit)
    } else {
        Err(Refusal::ReadBack)
    }
}

/// Whether a text can be a value: on one line, with nothing that some reader takes for the beginning
/// of a comment. (AWS's own are letters, digits, `/` and `+`.)
fn fits(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_graphic())
        && !text.starts_with(['#', ';', '"', '\''])
}

impl<'a> Read<'a> {
    fn new(text: &'a str) -> Result<Self, Refusal> {
        if text.starts_with('\u{feff}') {
            return Err(Refusal::ByteOrderMark);
        }
        let lines = lines(text);
        let control = |line: &Line| line.text.contains(|c: char| c.is_control() && c != '\t');
        if let Some(at) = lines.iter().position(control) {
            return Err(Refusal::Control(at + 1));
        }
        // What is indented by another blank goes on for some readers, and begins for others.
        let odd = |c: char| c.is_whitespace() && c != ' ' && c != '\t';
        if let Some(at) = lines.iter().position(|line| line.text.starts_with(odd)) {
            return Err(Refusal::Ambiguous(at + 1));
        }
        let texts = || lines.iter().map(|line| line.text);
        let cli = read_as_cli(texts()).map_err(|why| Refusal::unreadable(Reader::Cli, why))?;
        let sdk = read_as_sdk(texts()).map_err(|why| Refusal::unreadable(Reader::Sdk, why))?;
        Ok(Self { lines, cli, sdk })
    }

    /// The profile's section as both read it, if it is there.
    fn section(&self, profile: &ProfileName) -> Result<Option<[&Section<'a>; 2]>, Refusal> {
        let name = profile.as_str();
        let named = |reading: &'_ Reading<'a>| -> Vec<usize> {
            let sections = reading.sections.iter().filter(|section| section.name.trim() == name);
            sections.map(|section| section.line).collect()
        };
        let mut headers = [named(&self.cli), named(&self.sdk)].concat();
        headers.sort_unstable();
        headers.dedup();
        let line = match headers.as_slice() {
            [] => return Ok(None),
            [line] => *line,
            [first, second, ..] => return Err(Refusal::Twice(first + 1, second + 1)),
        };
        let at = |reading: &'_ Reading<'a>| {
            reading.sections.iter().position(|section| section.line == line && section.name == name)
        };
        let both = at(&self.cli).zip(at(&self.sdk));
        let refusal = || Refusal::Header { line: line + 1, profile: name.to_owned() };
        let (cli, sdk) = both.ok_or_else(refusal)?;
        let ends = [&self.cli, &self.sdk].map(|reading| reading.header_after(line));
        match (ends, self.cli.sections.get(cli), self.sdk.sections.get(sdk)) {
            ([a, b], Some(cli), Some(sdk)) if a == b => Ok(Some([cli, sdk])),
            (ends, ..) => {
                let first = ends.into_iter().flatten().min().unwrap_or(line);
                Err(Refusal::Ambiguous(first + 1))
            }
        }
    }

    /// What the AWS CLI takes for every profile's has no token.
    fn check_tokens_for_all(&self) -> Result<(), Refusal> {
        let token = self.cli.defaults.iter().any(|setting| TOKENS.contains(&setting.name.as_str()));
        if token { Err(Refusal::TokenForAll) } else { Ok(()) }
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
    fn change(
        &self,
        section: [&Section<'a>; 2],
        id: &AccessKeyId,
        secret: &Secret,
    ) -> Result<Edit, Refusal> {
        let [cli, sdk] = section;
        let (own_id, own_secret) = (alike(section, ID)?, alike(section, SECRET)?);
        let mut planned: Vec<Planned> =
            self.lines.iter().map(|line| Planned::kept(*line)).collect();
        let mut token_removed = false;
        for name in TOKENS {
            if let Some(token) = alike(section, name)? {
                token_removed = true;
                plan_at(&mut planned, token.line, |plan| plan.fate = Fate::Removed);
            }
        }
        let header = cli.line;
        let id_after = own_secret.map_or(header, |secret| secret.line.saturating_sub(1));
        let secret_after = own_id.map_or(header, |id| id.line);
        match own_id {
            Some(own) => plan_at(&mut planned, own.line, |plan| plan.replace_with_id(id)),
            None => plan_at(&mut planned, id_after, |plan| plan.after.push(NewLine::id(id))),
        }
        match own_secret {
            Some(own) => plan_at(&mut planned, own.line, |plan| plan.replace_with_secret(secret)),
            None => {
                plan_at(&mut planned, secret_after, |plan| {
                    plan.after.push(NewLine::secret(secret))
                });
            }
        }
        let end = self.cli.header_after(header).unwrap_or(planned.len());
        let in_section = planned.get(header..end).unwrap_or_default();
        Ok(Edit {
            diff: diff(in_section),
            text: self.written(&planned, Vec::new()),
            new_profile: false,
            held: own_id
                .and_then(Setting::value)
                .and_then(|id| id.split_whitespace().next())
                .and_then(|id| AccessKeyId::parse(id).ok()),
            token_removed,
            other: other_credentials(cli.name, |name| {
                sdk.setting(name)
                    .filter(|_| !TOKENS.contains(&name))
                    .and_then(|setting| setting.value.first())
                    .map(|part| part.text)
            }),
            profile_prefix: None,
        })
    }

    /// Adds a section at the end.
    fn append(&self, profile: &ProfileName, id: &AccessKeyId, secret: &Secret) -> Edit {
        let header = format!("[{profile}]");
        let header = NewLine { text: Zeroizing::new(header.clone()), shown: header };
        let new = [header, NewLine::id(id), NewLine::secret(secret)];
        let diff = new.iter().map(|line| shown(LineChange::Added, &line.shown)).collect();
        let mut added = Vec::new();
        if self.lines.last().is_some_and(|last| !last.is_blank()) {
            added.push(NewLine { text: Zeroizing::default(), shown: String::new() });
        }
        added.extend(new);
        let planned: Vec<Planned> = self.lines.iter().map(|line| Planned::kept(*line)).collect();
        Edit {
            text: self.written(&planned, added),
            diff,
            new_profile: true,
            held: None,
            token_removed: false,
            other: None,
            profile_prefix: None,
        }
    }

    /// The text, changed.
    fn written(&self, planned: &[Planned], added: Vec<NewLine>) -> Zeroizing<String> {
        // As lines end here, so does what is new.
        let ends = self.lines.iter().map(|line| line.end);
        let end_of_all = ends.into_iter().find(|end| !end.is_empty()).unwrap_or("\n");
        let size: usize = self.lines.iter().map(|line| line.text.len() + line.end.len()).sum();
        // Large enough, so that no part is left behind where it grows.
        let mut text = Zeroizing::new(String::with_capacity(size + 4_096));
        let mut add = |new: &str, end: &str| {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push_str(end_of_all);
            }
            text.push_str(new);
            text.push_str(end);
        };
        for plan in planned {
            match &plan.fate {
                Fate::Kept => add(plan.line.text, plan.line.end),
                Fate::Replaced(new) => add(&new.text, plan.line.end),
                Fate::Removed => {}
            }
            let own_end = if plan.line.end.is_empty() { end_of_all } else { plan.line.end };
            plan.after.iter().for_each(|new| add(&new.text, own_end));
        }
        added.iter().for_each(|new| add(&new.text, end_of_all));
        text
    }

    /// Whether the other text is the same to every reader, but for the keys of this profile.
    fn is_but_for(&self, profile: &ProfileName, other: &Self) -> bool {
        let pairs = [(&self.cli, &other.cli), (&self.sdk, &other.sdk)];
        pairs.into_iter().all(|(before, after)| {
            let (before, after) = (before.but_for(profile), after.but_for(profile));
            before.len() == after.len()
                && before.iter().zip(&after).all(|((name, a), (other, b))| {
                    name == other
                        && a.len() == b.len()
                        && a.iter().zip(b).all(|(a, b)| a.is_same(b))
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

impl<'a> Reading<'a> {
    /// Everything but the keys of this profile, and the profile itself if it has nothing else.
    fn but_for(&self, profile: &ProfileName) -> Vec<(&'a str, Vec<&Setting<'a>>)> {
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
fn alike<'s, 'a>(
    [cli, sdk]: [&'s Section<'a>; 2],
    name: &'static str,
) -> Result<Option<&'s Setting<'a>>, Refusal> {
    let refusal = |line: usize| Refusal::Setting { line: line + 1, setting: name };
    match (cli.setting(name), sdk.setting(name)) {
        (None, None) => Ok(None),
        (Some(a), Some(b)) if a.line == b.line => match a.goes_on().or(b.goes_on()) {
            Some(line) => Err(refusal(line)),
            None => Ok(Some(b)),
        },
        (a, b) => Err(refusal(a.into_iter().chain(b).map(|s| s.line).min().unwrap_or_default())),
    }
}

fn plan_at<'a>(planned: &mut [Planned<'a>], at: usize, change: impl FnOnce(&mut Planned<'a>)) {
    if let Some(plan) = planned.get_mut(at) {
        change(plan);
    }
}

impl<'a> Planned<'a> {
    fn kept(line: Line<'a>) -> Self {
        Self { line, fate: Fate::Kept, after: Vec::new() }
    }

    fn replace_with_id(&mut self, id: &AccessKeyId) {
        let before = self.line.before_value().unwrap_or_default();
        let text = Zeroizing::new(format!("{before}{id}"));
        let shown = text.to_string();
        self.fate = Fate::Replaced(NewLine { text, shown });
    }

    fn replace_with_secret(&mut self, secret: &Secret) {
        let before = self.line.before_value().unwrap_or_default();
        self.fate = Fate::Replaced(NewLine::with_secret(before, secret));
    }
}

impl NewLine {
    fn id(id: &AccessKeyId) -> Self {
        let text = format!("{ID} = {id}");
        Self { text: Zeroizing::new(text.clone()), shown: text }
    }

    fn secret(secret: &Secret) -> Self {
        Self::with_secret(&format!("{SECRET} = "), secret)
    }

    fn with_secret(before: &str, secret: &Secret) -> Self {
        let text = secret.read(|secret| {
            let mut text = Zeroizing::new(String::with_capacity(before.len() + secret.len()));
            text.push_str(before);
            text.push_str(secret);
            text
        });
        Self { text, shown: format!("{before}{DOTS} (the new one)") }
    }
}

fn shown(change: LineChange, text: &str) -> DiffLine {
    DiffLine { change, text: text.to_owned() }
}

/// The changed lines of a section, its header, and what stands beside them.
fn diff(section: &[Planned]) -> Vec<DiffLine> {
    let changes: Vec<usize> = (0..section.len())
        .filter(|at| section.get(*at).is_some_and(|plan| !plan.is_kept()))
        .collect();
    let mut diff = Vec::new();
    let mut left_out = false;
    for (at, plan) in section.iter().enumerate() {
        let near = changes.iter().any(|changed| changed.abs_diff(at) <= CONTEXT);
        match &plan.fate {
            Fate::Kept if at == 0 || (near && !plan.line.is_blank()) => {
                if left_out {
                    diff.push(shown(LineChange::Kept, "…"));
                }
                left_out = false;
                diff.push(shown(LineChange::Kept, &plan.line.shown()));
            }
            Fate::Kept => left_out = !plan.line.is_blank() || left_out,
            Fate::Removed => diff.push(shown(LineChange::Removed, &plan.line.shown())),
            Fate::Replaced(new) => {
                diff.push(shown(LineChange::Removed, &plan.line.shown()));
                diff.push(shown(LineChange::Added, &new.shown));
            }
        }
        diff.extend(plan.after.iter().map(|new| shown(LineChange::Added, &new.shown)));
    }
    diff
}

impl Planned<'_> {
    fn is_kept(&self) -> bool {
        matches!(self.fate, Fate::Kept) && self.after.is_empty()
    }
}
