//! Edits of the lines of a file: the text they result in, and a diff that shows no secret.

use super::lines::{Line, MASK};
use super::setting_names::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};
use crate::domain::{AccessKeyId, DiffLine, LineChange, Secret};
use std::ops::Range;
use zeroize::Zeroizing;

/// How many unchanged lines the diff shows on either side of a changed one.
const CONTEXT: usize = 1;

/// Room for the new lines, in bytes.
const NEW_LINES_CAPACITY: usize = 4_096;

enum LineEdit<'a> {
    Keep(Line<'a>),
    Remove(Line<'a>),
    /// With the end of the line.
    Add(NewLine, &'a str),
}

/// A line to write, and the form in which it may be shown.
pub(super) struct NewLine {
    text: Zeroizing<String>,
    redacted: String,
}

impl NewLine {
    /// A line without a secret.
    pub(super) fn plain(text: String) -> Self {
        Self { text: Zeroizing::new(text.clone()), redacted: text }
    }

    pub(super) fn id(id: &AccessKeyId) -> Self {
        Self::plain(format!("{ACCESS_KEY_ID} = {id}"))
    }

    pub(super) fn secret(secret: &Secret) -> Self {
        Self::with_secret(&format!("{SECRET_ACCESS_KEY} = "), secret)
    }

    fn with_secret(prefix: &str, secret: &Secret) -> Self {
        let text = secret.read(|secret| {
            let mut text = Zeroizing::new(String::with_capacity(prefix.len() + secret.len()));
            text.push_str(prefix);
            text.push_str(secret);
            text
        });
        Self { text, redacted: format!("{prefix}{MASK} (the new one)") }
    }

    pub(super) fn as_added(&self) -> DiffLine {
        DiffLine { change: LineChange::Added, text: self.redacted.clone() }
    }
}

/// The edits of a file. Lines are counted from 0.
pub(super) struct LineEdits<'a> {
    lines: &'a [Line<'a>],
    /// The edits of each line, and the lines added after it.
    edits: Vec<Vec<LineEdit<'a>>>,
    /// The line break of the file.
    newline: &'a str,
}

impl<'a> LineEdits<'a> {
    pub(super) fn new(lines: &'a [Line<'a>]) -> Self {
        let edits = lines.iter().map(|line| vec![LineEdit::Keep(*line)]).collect();
        let ends = lines.iter().map(|line| line.end);
        let newline = ends.into_iter().find(|end| !end.is_empty()).unwrap_or("\n");
        Self { lines, edits, newline }
    }

    pub(super) fn replace_id(&mut self, at: usize, id: &AccessKeyId) {
        self.replace(at, |prefix| NewLine::plain(format!("{prefix}{id}")));
    }

    pub(super) fn replace_secret(&mut self, at: usize, secret: &Secret) {
        self.replace(at, |prefix| NewLine::with_secret(prefix, secret));
    }

    fn replace(&mut self, at: usize, new_line: impl FnOnce(&str) -> NewLine) {
        let Some(line) = self.lines.get(at) else { return };
        let new = new_line(line.before_value().unwrap_or_default());
        self.remove(at);
        self.add(at, LineEdit::Add(new, line.end));
    }

    pub(super) fn remove(&mut self, at: usize) {
        if let (Some(line), Some(edits)) = (self.lines.get(at), self.edits.get_mut(at)) {
            *edits = vec![LineEdit::Remove(*line)];
        }
    }

    pub(super) fn insert_after(&mut self, at: usize, new: NewLine) {
        let own_end = self.lines.get(at).map_or("", |line| line.end);
        let end = if own_end.is_empty() { self.newline } else { own_end };
        self.add(at, LineEdit::Add(new, end));
    }

    pub(super) fn append(&mut self, new: NewLine) {
        self.edits.push(vec![LineEdit::Add(new, self.newline)]);
    }

    fn add(&mut self, at: usize, edit: LineEdit<'a>) {
        if let Some(edits) = self.edits.get_mut(at) {
            edits.push(edit);
        }
    }

    /// The changed lines of a section, its header, and the lines around the changes.
    pub(super) fn diff(&self, section: Range<usize>) -> Vec<DiffLine> {
        let section = self.edits.get(section).unwrap_or_default();
        let is_changed = |at: usize| {
            !matches!(section.get(at).map(Vec::as_slice), None | Some([LineEdit::Keep(_)]))
        };
        let diff_line = |change, text| DiffLine { change, text };
        let mut diff = Vec::new();
        let mut omitted = false;
        for (at, edits) in section.iter().enumerate() {
            let is_header = at == 0;
            let near_change = (at.saturating_sub(CONTEXT)..=at + CONTEXT).any(is_changed);
            for edit in edits {
                match edit {
                    LineEdit::Keep(line) if is_header || (near_change && !line.is_blank()) => {
                        if omitted {
                            diff.push(diff_line(LineChange::Kept, "…".to_owned()));
                            omitted = false;
                        }
                        diff.push(diff_line(LineChange::Kept, line.redacted()));
                    }
                    LineEdit::Keep(line) => omitted |= !line.is_blank(),
                    LineEdit::Remove(line) => {
                        diff.push(diff_line(LineChange::Removed, line.redacted()));
                    }
                    LineEdit::Add(new, _) => diff.push(new.as_added()),
                }
            }
        }
        diff
    }

    pub(super) fn text(&self) -> Zeroizing<String> {
        let old_size: usize = self.lines.iter().map(|line| line.text.len() + line.end.len()).sum();
        // Never grown, since that would leave a copy of the secrets behind.
        let mut text = Zeroizing::new(String::with_capacity(old_size + NEW_LINES_CAPACITY));
        for edit in self.edits.iter().flatten() {
            let (line, end) = match edit {
                LineEdit::Keep(line) => (line.text, line.end),
                LineEdit::Add(new, end) => (new.text.as_str(), *end),
                LineEdit::Remove(_) => continue,
            };
            // The last line of the old file may have no end.
            if !text.is_empty() && !text.ends_with('\n') {
                text.push_str(self.newline);
            }
            text.push_str(line);
            text.push_str(end);
        }
        text
    }
}
