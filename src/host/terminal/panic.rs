//! What happens when the program is wrong: the terminal is given back, and a person is told.

use super::restore;
use std::io::{self, Write};
use std::panic::{self, Location};
use std::process;

/// The exit status Rust's own panics have.
const PANICKED: i32 = 101;

/// From now on a panic, in whatever thread, restores the terminal, says so without the panic's
/// text (it could hold a secret), and ends the program: one that lived on after a panic in some
/// task would have lost its raw mode, and could have lost track of a change to IAM.
pub fn install_panic_hook() {
    panic::set_hook(Box::new(|panic| {
        restore();
        let _nowhere_to_say_it = io::stderr().write_all(message(panic.location()).as_bytes());
        process::exit(PANICKED);
    }));
}

/// What the person reads.
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
