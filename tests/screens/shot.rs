//! Taking the picture of a screen, and holding what is true of every screen.

use crate::support::{Delivery, Driver, Setup, control_characters, text};
use akia::console::Reply;
use akia::console::input::bindings::BINDINGS;
use std::path::Path;

/// The sizes at which everything is looked at.
const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];

/// What stands for a secret, which is another one each time.
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// What stands for a request ID.
const REQUEST_ID: &str = "7a62c49f-347e-4fc4-9331-6e8eEXAMPLE0";

/// Takes the picture of a scene at each size.
pub(super) async fn shoot(name: &str, setup: impl Fn() -> Setup, scene: impl AsyncFn(&mut Driver)) {
    for (columns, rows) in SIZES {
        let mut driver = setup().delivery(in_a_named_folder).size(columns, rows).begin();
        scene(&mut driver).await;
        keep(&format!("{name}@{columns}x{rows}"), &driver);
    }
}

/// The `.csv` file's folder is another one each time.
fn in_a_named_folder(reply: &mut Reply) -> Delivery {
    if let Reply::Saved(Ok(file)) = reply {
        let name = file.path.file_name().expect("a file").to_owned();
        file.path = Path::new("/home/ada/Downloads").join(name);
    }
    Delivery::AtOnce
}

/// Compares the screen with the one that was kept.
pub(super) fn keep(name: &str, driver: &Driver) {
    let buffer = driver.buffer();
    assert_eq!(control_characters(&buffer), [""; 0], "{name}");
    let mut screen = text(&buffer);
    if buffer.area.width >= 60 && buffer.area.height >= 15 {
        footer_is_bound(name, &screen);
    }
    for secret in &driver.secrets {
        screen = screen.replace(secret, SECRET);
    }
    screen = with_one_request_id(&screen);
    compare(name, &screen);
}

/// The screen with AWS's documented request ID in the place of every other: which one it is depends
/// on how many requests there were before.
fn with_one_request_id(screen: &str) -> String {
    let is_of_id = |c: char| c.is_ascii_hexdigit() || c == '-';
    let mut text = String::new();
    for word in screen.split_inclusive(|c: char| !is_of_id(c)) {
        let end = word.trim_end_matches(|c: char| !is_of_id(c)).len();
        let (id, rest) = word.split_at(end);
        let is_id = id.len() == REQUEST_ID.len() && id.matches('-').count() == 4;
        text.push_str(if is_id { REQUEST_ID } else { id });
        text.push_str(rest);
    }
    text
}

/// Compares a text with the one that was kept under this name.
pub(super) fn compare(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path("../snapshots");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Each key in the footer is in the table of keys, with that label.
fn footer_is_bound(name: &str, screen: &str) {
    let footer = screen.lines().last().unwrap_or_default();
    for hint in footer.split("  ").map(str::trim).filter(|hint| !hint.is_empty()) {
        let bound = BINDINGS.iter().any(|binding| {
            let key = binding.keys[0].to_string();
            hint.strip_prefix(&key).is_some_and(|label| label.trim() == binding.label)
        });
        assert!(bound, "{hint:?} in the footer of {name}:\n{screen}");
    }
}
