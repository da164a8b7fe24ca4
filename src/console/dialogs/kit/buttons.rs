//! Cancel and one other button, at the foot of a dialog.

use crate::console::input::bindings::Action;
use crate::ui::Button;

/// What a key did in a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Answer<T = ()> {
    Cancelled,
    /// Nothing is decided yet.
    Pending,
    Confirmed(T),
}

/// Two buttons, the first of which changes nothing. By default that one is highlighted.
#[derive(Debug, Default)]
pub(crate) struct Buttons {
    highlighted: usize,
}

impl Buttons {
    /// For what harms nobody: Enter confirms.
    pub(crate) fn confirm_by_default() -> Self {
        Self { highlighted: 1 }
    }

    /// Cancel, and the button that does what the question is about.
    pub(crate) fn row(label: &str, dangerous: bool, enabled: bool) -> [Button<'_>; 2] {
        [
            Button { label: "Cancel", dangerous: false, enabled: true },
            Button { label, dangerous, enabled },
        ]
    }

    pub(crate) fn highlighted(&self) -> usize {
        self.highlighted
    }

    pub(crate) fn highlight_confirm(&mut self, confirm: bool) {
        self.highlighted = usize::from(confirm);
    }

    pub(crate) fn answer(&mut self, action: Action) -> Answer {
        match action {
            Action::Confirm if self.highlighted > 0 => Answer::Confirmed(()),
            Action::Confirm | Action::Cancel => Answer::Cancelled,
            Action::Choose | Action::Up | Action::Down => {
                self.highlighted = 1 - self.highlighted;
                Answer::Pending
            }
            _ => Answer::Pending,
        }
    }
}
