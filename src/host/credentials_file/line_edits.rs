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

/// A line to write, and the form in which it may be shown.
pub(super) struct NewLine {
    text: Zeroizing<String>,
    redacted: String,
}

enum LineEdit {
    Keep,
    Remove,
    Replace(NewLine),
}

/// A line of the file, its edit, and the lines to insert after it.
struct EditedLine<'a> {
    line: Line<'a>,
    edit: LineEdit,
    inserted: Vec<NewLine>,
}

/// The lines of a file with their edits. Lines are counted from 0.
pub(super) struct LineEdits<'a> {
    lines: Vec<EditedLine<'a>>,
    appended: Vec<NewLine>,
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

impl<'a> LineEdits<'a> {
    pub(super) fn new(lines: &[Line<'a>]) -> Self {
        let kept = |line: &Line<'a>| EditedLine {
            line: *line,
            edit: LineEdit::Keep,
            inserted: Vec::new(),
        };
        Self { lines: lines.iter().map(kept).collect(), appended: Vec::new() }
    }

    /// Replaces the value on a line by an access key ID.
    pub(super) fn replace_id(&mut self, at: usize, id: &AccessKeyId) {
        if let Some(edited) = self.lines.get_mut(at) {
            let prefix = edited.line.before_value().unwrap_or_default();
            edited.edit = LineEdit::Replace(NewLine::plain(format!("{prefix}{id}")));
        }
    }

    /// Replaces the value on a line by a secret.
    pub(super) fn replace_secret(&mut self, at: usize, secret: &Secret) {
        if let Some(edited) = self.lines.get_mut(at) {
            let prefix = edited.line.before_value().unwrap_or_default();
            edited.edit = LineEdit::Replace(NewLine::with_secret(prefix, secret));
        }
    }

    pub(super) fn remove(&mut self, at: usize) {
        if let Some(edited) = self.lines.get_mut(at) {
            edited.edit = LineEdit::Remove;
        }
    }

    pub(super) fn insert_after(&mut self, at: usize, new: NewLine) {
        if let Some(edited) = self.lines.get_mut(at) {
            edited.inserted.push(new);
        }
    }

    /// Appends a line at the end of the file.
    pub(super) fn append(&mut self, new: NewLine) {
        self.appended.push(new);
    }

    /// The changed lines of a section, its header, and the lines around the changes.
    pub(super) fn diff(&self, section: Range<usize>) -> Vec<DiffLine> {
        let lines = self.lines.get(section).unwrap_or_default();
        let changed: Vec<usize> = lines
            .iter()
            .enumerate()
            .filter(|(_, edited)| edited.is_changed())
            .map(|(at, _)| at)
            .collect();
        let mut diff = Vec::new();
        let mut omitted = false;
        for (at, edited) in lines.iter().enumerate() {
            let is_header = at == 0;
            let near_change = changed.iter().any(|changed| changed.abs_diff(at) <= CONTEXT);
            let is_blank = edited.line.is_blank();
            match &edited.edit {
                LineEdit::Keep if is_header || (near_change && !is_blank) => {
                    if omitted {
                        diff.push(DiffLine { change: LineChange::Kept, text: "…".to_owned() });
                        omitted = false;
                    }
                    diff.push(edited.old_line(LineChange::Kept));
                }
                LineEdit::Keep => omitted |= !is_blank,
                LineEdit::Remove => diff.push(edited.old_line(LineChange::Removed)),
                LineEdit::Replace(new) => {
                    diff.push(edited.old_line(LineChange::Removed));
                    diff.push(new.as_added());
                }
            }
            diff.extend(edited.inserted.iter().map(NewLine::as_added));
        }
        diff
    }

    /// The text of the edited file. New lines end like the others.
    pub(super) fn text(&self) -> Zeroizing<String> {
        let line_ends = self.lines.iter().map(|edited| edited.line.end);
        let newline = line_ends.into_iter().find(|end| !end.is_empty()).unwrap_or("\n");
        let lengths =
            self.lines.iter().map(|edited| edited.line.text.len() + edited.line.end.len());
        // A string that grows leaves a copy of its secrets behind.
        let capacity = lengths.sum::<usize>() + NEW_LINES_CAPACITY;
        let mut text = Zeroizing::new(String::with_capacity(capacity));
        let mut push = |line: &str, end: &str| {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push_str(newline);
            }
            text.push_str(line);
            text.push_str(end);
        };
        for edited in &self.lines {
            let end = edited.line.end;
            match &edited.edit {
                LineEdit::Keep => push(edited.line.text, end),
                LineEdit::Replace(new) => push(&new.text, end),
                LineEdit::Remove => {}
            }
            for new in &edited.inserted {
                push(&new.text, if end.is_empty() { newline } else { end });
            }
        }
        for new in &self.appended {
            push(&new.text, newline);
        }
        text
    }
}

impl EditedLine<'_> {
    fn is_changed(&self) -> bool {
        !matches!(self.edit, LineEdit::Keep) || !self.inserted.is_empty()
    }

    fn old_line(&self, change: LineChange) -> DiffLine {
        DiffLine { change, text: self.line.redacted() }
    }
}
