//! The buttons at the foot of a dialog.

use crate::ui::Button;

/// Which of a question's buttons Enter presses.
#[derive(Debug, Default)]
pub(crate) struct Buttons {
    pub(crate) highlighted: usize,
}

impl Buttons {
    /// Moves to the next of `count` buttons.
    pub(crate) fn toggle(&mut self, count: usize) {
        self.highlighted = (self.highlighted + 1) % count.max(1);
    }

    /// Whether Cancel, the first one, is highlighted.
    pub(crate) fn on_cancel(&self) -> bool {
        self.highlighted == 0
    }

    /// Cancel, and the button that does what the question asks about.
    pub(crate) fn row(label: &str, dangerous: bool, enabled: bool) -> [Button<'_>; 2] {
        [
            Button { label: "Cancel", dangerous: false, enabled: true },
            Button { label, dangerous, enabled },
        ]
    }
}
