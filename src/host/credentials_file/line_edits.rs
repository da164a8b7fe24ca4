//! What is to become of the lines: the text it comes to, and how that is shown without a secret.

use super::edit::{ID, SECRET};
use super::lines::{Line, MASK};
use crate::domain::{AccessKeyId, DiffLine, LineChange, Secret};
use zeroize::Zeroizing;

/// How many unchanged lines are shown beside a changed one.
const CONTEXT: usize = 1;

/// A line that is to be written, and how it may be shown.
pub(super) struct NewLine {
    text: Zeroizing<String>,
    pub(super) shown: String,
}

/// What becomes of a line of the file.
pub(super) enum LineEdit {
    Keep,
    Remove,
    Replace(NewLine),
}

/// A line of the file, what becomes of it, and what comes after it.
pub(super) struct PlannedLine<'a> {
    line: Line<'a>,
    pub(super) edit: LineEdit,
    pub(super) after: Vec<NewLine>,
}

pub(super) fn edit_at<'a>(
    planned: &mut [PlannedLine<'a>],
    at: usize,
    change: impl FnOnce(&mut PlannedLine<'a>),
) {
    if let Some(plan) = planned.get_mut(at) {
        change(plan);
    }
}

impl<'a> PlannedLine<'a> {
    pub(super) fn kept(line: Line<'a>) -> Self {
        Self { line, edit: LineEdit::Keep, after: Vec::new() }
    }

    pub(super) fn replace_with_id(&mut self, id: &AccessKeyId) {
        let before = self.line.before_value().unwrap_or_default();
        self.edit = LineEdit::Replace(NewLine::plain(format!("{before}{id}")));
    }

    pub(super) fn replace_with_secret(&mut self, secret: &Secret) {
        let before = self.line.before_value().unwrap_or_default();
        self.edit = LineEdit::Replace(NewLine::with_secret(before, secret));
    }
}

impl NewLine {
    /// A line without a secret.
    pub(super) fn plain(text: String) -> Self {
        Self { text: Zeroizing::new(text.clone()), shown: text }
    }

    pub(super) fn id(id: &AccessKeyId) -> Self {
        Self::plain(format!("{ID} = {id}"))
    }

    pub(super) fn secret(secret: &Secret) -> Self {
        Self::with_secret(&format!("{SECRET} = "), secret)
    }

    fn with_secret(before: &str, secret: &Secret) -> Self {
        let text = secret.read(|secret| {
            let mut text = Zeroizing::new(String::with_capacity(before.len() + secret.len()));
            text.push_str(before);
            text.push_str(secret);
            text
        });
        Self { text, shown: format!("{before}{MASK} (the new one)") }
    }
}

pub(super) fn shown(change: LineChange, text: &str) -> DiffLine {
    DiffLine { change, text: text.to_owned() }
}

/// The changed lines of a section, its header, and what stands beside them.
pub(super) fn diff(section: &[PlannedLine]) -> Vec<DiffLine> {
    let changes: Vec<usize> = (0..section.len())
        .filter(|at| section.get(*at).is_some_and(|plan| !plan.is_kept()))
        .collect();
    let mut diff = Vec::new();
    let mut left_out = false;
    for (at, plan) in section.iter().enumerate() {
        let near = changes.iter().any(|changed| changed.abs_diff(at) <= CONTEXT);
        match &plan.edit {
            LineEdit::Keep if at == 0 || (near && !plan.line.is_blank()) => {
                if left_out {
                    diff.push(shown(LineChange::Kept, "…"));
                }
                left_out = false;
                diff.push(shown(LineChange::Kept, &plan.line.shown()));
            }
            LineEdit::Keep => left_out = !plan.line.is_blank() || left_out,
            LineEdit::Remove => diff.push(shown(LineChange::Removed, &plan.line.shown())),
            LineEdit::Replace(new) => {
                diff.push(shown(LineChange::Removed, &plan.line.shown()));
                diff.push(shown(LineChange::Added, &new.shown));
            }
        }
        diff.extend(plan.after.iter().map(|new| shown(LineChange::Added, &new.shown)));
    }
    diff
}

impl PlannedLine<'_> {
    fn is_kept(&self) -> bool {
        matches!(self.edit, LineEdit::Keep) && self.after.is_empty()
    }
}

/// The text, changed.
pub(super) fn written(planned: &[PlannedLine], added: &[NewLine]) -> Zeroizing<String> {
    // As lines end here, so does what is new.
    let ends = planned.iter().map(|line| line.line.end);
    let end_of_all = ends.into_iter().find(|end| !end.is_empty()).unwrap_or("\n");
    let size: usize = planned.iter().map(|line| line.line.text.len() + line.line.end.len()).sum();
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
        match &plan.edit {
            LineEdit::Keep => add(plan.line.text, plan.line.end),
            LineEdit::Replace(new) => add(&new.text, plan.line.end),
            LineEdit::Remove => {}
        }
        let own_end = if plan.line.end.is_empty() { end_of_all } else { plan.line.end };
        for new in &plan.after {
            add(&new.text, own_end);
        }
    }
    for new in added {
        add(&new.text, end_of_all);
    }
    text
}
