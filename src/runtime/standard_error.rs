//! The messages on standard error while the terminal is not ours.

use crate::ui::harmless;
use std::io::{self, Write as _};

/// Explains, after the terminal was given back, why akia has not ended yet.
pub(super) fn waiting_for_changes() {
    print("waiting up to 10 seconds for AWS to answer a change that was sent…");
}

/// Says that akia ends without knowing what became of a change.
pub(super) fn changes_unanswered() {
    print(
        "AWS did not answer; whether the change was made is not known. Look at the user's keys \
         before you go on; the next akia reminds you of a key that may have been created.",
    );
}

/// Names the other program that is about to use the terminal.
pub(super) fn lending_terminal(program: &str) {
    let program = harmless(program);
    print(&format!("the {program} has the terminal; akia comes back when it is done."));
}

fn print(message: &str) {
    // Standard error may be closed, or redirected: nothing depends on it.
    let _nobody_reads = writeln!(io::stderr(), "akia: {message}");
}
