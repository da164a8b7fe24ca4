//! What a panic does: it gives the terminal back and tells the person.

use super::screen::restore;
use std::io::{self, Write};
use std::panic::{self, Location};
use std::process;

/// As after a panic without this hook.
const PANIC_EXIT_STATUS: i32 = 101;

/// Makes a panic in any thread restore the terminal, report its place but not its text (which could
/// hold a secret), and end the program. A program that lived on after a panic in a task would have
/// lost raw mode, and could have lost track of a change to IAM.
pub fn install_panic_hook() {
    panic::set_hook(Box::new(|panic| {
        restore();
        let _unreported = io::stderr().write_all(message(panic.location()).as_bytes());
        process::exit(PANIC_EXIT_STATUS);
    }));
}

fn message(place: Option<&Location<'_>>) -> String {
    let place = place.map_or("an unknown place".to_owned(), Location::to_string);
    format!(
        "akia stopped because of a mistake in it, at {place}.\n\
         Nothing more was sent to AWS. What was sent before is in the journal: the next start tells \
         of a key whose secret was not saved.\n\
         Please report it, with the place above and what you did.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_the_place() {
        let here = Location::caller();
        assert!(message(Some(here)).contains(&format!("panic.rs:{}", here.line())));
        assert!(message(None).contains("unknown place"));
    }
}
