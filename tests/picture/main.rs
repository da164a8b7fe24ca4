//! Draws the README's pictures: the real screens of the built-in account, as SVG, into `assets/`.
//!
//! `cargo run --example picture`
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "it is run by hand, and stops where something is not as it should be"
)]

#[expect(dead_code, unused_imports, reason = "the tests use more of it")]
#[path = "../support/mod.rs"]
mod support;
mod svg;

use std::path::Path;
use std::{fs, io};
use support::Setup;

/// The pictures: a file name, the user whose page is shown, and the keys pressed.
const PICTURES: [(&str, Option<&str>, &str); 4] = [
    ("users.svg", None, "j"),
    ("security-credentials.svg", Some("ci-release"), ""),
    ("rotate.svg", Some("ci-release"), "Ro"),
    ("delete-access-key.svg", Some("alice"), "jx"),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets");
    for (name, user, keys) in PICTURES {
        let setup = Setup::built_in().size(100, 26).coloured();
        let setup = match user {
            Some(user) => setup.at_user(user),
            None => setup,
        };
        let mut driver = setup.open().await;
        driver.press_and_settle(keys).await;
        fs::write(assets.join(name), svg::of(&driver.buffer()))?;
    }
    Ok(())
}
