//! Which line of a list is selected.

use crate::console::dialogs::Transition;
use crate::console::input::bindings::Action;
use crate::ui;

pub(crate) fn move_selection(selected: &mut usize, count: usize, action: Action) {
    *selected = match action {
        Action::Up => selected.saturating_sub(1),
        Action::Down => (*selected + 1).min(count.saturating_sub(1)),
        Action::First => 0,
        Action::Last => count.saturating_sub(1),
        _ => *selected,
    };
}

/// What keys do in a dialog that is only a list, except for the one that chooses.
pub(crate) fn move_or_close(selected: &mut usize, count: usize, action: Action) -> Transition {
    if action == Action::Cancel {
        return Transition::Close;
    }
    move_selection(selected, count, action);
    Transition::Stay
}

/// How many columns the first part of each label gets, so that the second parts are aligned.
pub(crate) fn name_columns(names: &[String]) -> usize {
    let widest = names.iter().map(|name| ui::width(name)).max().unwrap_or_default();
    (widest + 2).clamp(16, 32)
}
