//! The README and `--help` name every field, word and exit status, as the code has them.

use akia::cli::{Arguments, EXIT_STATUSES, FIELDS, FOUND};
use akia::domain::Filter;
use std::fs;
use std::path::Path;

fn section() -> String {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let section = readme.split("\n## Without the screen\n").nth(1).expect("the section is there");
    section.split("\n## ").next().unwrap().to_owned()
}

fn help(command: &str) -> String {
    let error = Arguments::of(["akia", command, "--help"]).unwrap_err();
    assert_eq!(error.exit_code(), 0);
    error.to_string()
}

/// The rows of all tables: what the first cell names, and what the second says of it.
fn rows(section: &str) -> Vec<(String, String)> {
    let cells = |line: &str| {
        let mut cells = line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned());
        Some((cells.next()?.trim_matches('`').to_owned(), cells.next()?))
    };
    section.lines().filter(|line| line.starts_with("| `")).filter_map(cells).collect()
}

#[test]
fn the_readme_has_the_fields_words_and_statuses_of_the_code() {
    let statuses = EXIT_STATUSES.map(|(exit, means)| (exit.status().to_string(), means));
    let fields = FIELDS.map(|(name, means)| (name.to_owned(), means));
    let found = FOUND.map(|(found, means)| (found.as_str().to_owned(), means));
    let expected: Vec<(String, String)> = fields
        .into_iter()
        .chain(found)
        .chain(statuses)
        .map(|(word, means)| (word, means.to_owned()))
        .collect();
    assert_eq!(rows(&section()), expected);
}

#[test]
fn the_readme_has_the_filters_and_formats() {
    let section = section();
    let formats = ["table", "json", "jsonl", "csv"];
    for word in Filter::EVERY.map(Filter::as_str).into_iter().chain(formats) {
        assert!(section.contains(&format!("`{word}`")), "{word}");
    }
}

#[test]
fn help_has_them_too() {
    let (find, export) = (help("find"), help("export"));
    for (name, means) in FIELDS {
        assert!(find.contains(&format!("{name} ")) && find.contains(means), "{name}");
        let in_export = !means.starts_with("find only");
        assert_eq!(export.contains(&format!("\n  {name} ")), in_export, "{name}");
    }
    for (found, means) in FOUND {
        assert!(find.contains(found.as_str()) && find.contains(means), "{means}");
    }
    for (exit, _) in EXIT_STATUSES {
        assert!(find.contains(&format!("\n  {}  ", exit.status())));
        let in_export = exit.status() != 3;
        assert_eq!(export.contains(&format!("\n  {}  ", exit.status())), in_export);
    }
}
