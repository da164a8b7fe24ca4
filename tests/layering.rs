//! Who may import whom: the tables at the heads of `src/lib.rs` and `src/console/mod.rs`, held by
//! reading every file with `syn`.
//!
//! Test modules (`#[cfg(test)]`, and files they declare) may import anything: they are not in the
//! program.

mod imports;
mod program;

use self::imports::{Imports, imports, reachable};
use self::program::{program, source_folder};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

/// A room, and what it may import besides itself.
type Row = (&'static str, &'static [&'static str]);

/// The rooms of the house.
const ROOMS: [Row; 8] = [
    ("domain", &[]),
    ("ui", &[]),
    ("console", &["domain", "ui"]),
    ("aws", &["domain"]),
    ("demo", &["domain"]),
    ("host", &["domain"]),
    ("runtime", &["aws", "console", "demo", "domain", "host", "ui"]),
    ("cli", &["aws", "console", "demo", "domain", "host", "runtime", "ui"]),
];

/// The two files that tie the rooms together.
const ROOTS: [&str; 2] = ["lib", "main"];

/// The rooms inside the console, and what each may import of the console and of the house.
const CONSOLE_ROOMS: [Row; 10] = [
    ("reads", &["domain"]),
    ("effect", &["domain", "reads"]),
    ("event", &["domain", "effect", "reads"]),
    ("input", &[]),
    ("model", &["domain", "effect", "reads"]),
    ("next_step", &["domain", "input"]),
    ("context", &["domain", "effect", "event", "model", "next_step", "reads"]),
    (
        "dialogs",
        &[
            "context",
            "domain",
            "effect",
            "event",
            "frame::describe",
            "input",
            "model",
            "next_step",
            "reads",
            "ui",
        ],
    ),
    (
        "pages",
        &[
            "context",
            "dialogs",
            "domain",
            "effect",
            "event",
            "frame::describe",
            "frame::layout",
            "input",
            "model",
            "next_step",
            "reads",
            "ui",
        ],
    ),
    ("frame", &["dialogs::kit", "domain", "input", "model", "next_step", "ui"]),
];

/// The console's files that tie its rooms together.
const CONSOLE_ROOTS: [&str; 8] = [
    "aws_answers",
    "mod",
    "navigation",
    "owner_search",
    "replies",
    "sign_in",
    "user_input",
    "view",
];

/// What no pure room may touch: the outside, the clock, the SDK. Beginnings of paths.
const IMPURE: [&str; 14] = [
    "tokio",
    "aws_",
    "http",
    "hyper_util",
    "arboard",
    "rustix",
    "futures_util",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "std::time::SystemTime",
    "std::time::Instant",
];

/// The only files that read a secret.
const SECRET_READERS: [&str; 12] = [
    "aws/mfa/sts.rs",
    "aws/new_key.rs",
    "console/dialogs/retrieve/view.rs",
    "domain/mfa.rs",
    "domain/secret.rs",
    "host/clipboard/osc52.rs",
    "host/clipboard/system.rs",
    "host/clipboard/tmux.rs",
    "host/credentials_file/edit.rs",
    "host/credentials_file/line_edits.rs",
    "host/csv_files.rs",
    "host/terminal/screen.rs",
];

#[test]
fn rooms_import_only_what_the_table_allows() {
    let is_room = |word: &str| ROOMS.iter().any(|(room, _)| *room == word);
    let mut violations = Vec::new();
    let mut edges = BTreeSet::new();
    for file in program() {
        if ROOTS.contains(&file.room()) {
            continue;
        }
        let allowed = allowed_in(&ROOMS, file.room());
        let named = file.named.iter().filter_map(|path| path.first()).map(String::as_str);
        for other in named.filter(|word| is_room(word) && *word != file.room()) {
            edges.insert(format!("{} imports {other}", file.room()));
            if !allowed.contains(&other) {
                violations.push(format!("{} imports {other}", file.path));
            }
        }
    }
    assert_eq!(violations, [""; 0]);
    // The reading itself works: these imports exist.
    for edge in ["console imports domain", "runtime imports console", "aws imports domain"] {
        assert!(edges.contains(edge), "{edge}");
    }
}

#[test]
fn rooms_of_the_console_import_only_what_the_table_allows() {
    let program = program();
    let mut violations = Vec::new();
    let mut edges = BTreeSet::new();
    for (path, others) in imports(&program) {
        let Some(inside) = path.strip_prefix("console/") else { continue };
        let room = first_word(inside);
        if CONSOLE_ROOTS.contains(&room) {
            continue;
        }
        let allowed = allowed_in(&CONSOLE_ROOMS, room);
        for other in others {
            let imported = other.strip_prefix("console/").unwrap_or(other);
            if first_word(imported) == room {
                continue;
            }
            edges.insert(format!("{room} imports {}", first_word(imported)));
            if !allowed.iter().any(|allowed| is_within(imported, allowed)) {
                violations.push(format!("{path} imports {other}"));
            }
        }
    }
    assert_eq!(violations, [""; 0]);
    for edge in ["model imports domain", "pages imports dialogs", "dialogs imports model"] {
        assert!(edges.contains(edge), "{edge}");
    }
}

fn allowed_in(table: &[Row], room: &str) -> &'static [&'static str] {
    let row = table.iter().find(|(name, _)| *name == room);
    row.unwrap_or_else(|| panic!("{room} is in no table")).1
}

/// `model` of `model/table/rows.rs`, `effect` of `effect.rs`.
fn first_word(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap()
}

/// Whether a file is the module, or inside it: `frame/layout.rs` is within `frame::layout`.
fn is_within(path: &str, module: &str) -> bool {
    let rest = path.strip_prefix(&module.replace("::", "/"));
    rest.is_some_and(|rest| rest.starts_with(['/', '.']))
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let program = program();
    let imports = imports(&program);
    let mut circles = BTreeSet::new();
    for file in imports.keys() {
        let mut circle = reachable(file, &imports);
        circle.retain(|other| reachable(other, &imports).contains(file));
        if circle.contains(file) {
            circles.insert(circle);
        }
    }
    let described: Vec<String> =
        circles.iter().map(|circle| describe_circle(circle, &imports)).collect();
    assert!(circles.is_empty(), "files import each other in circles:\n{}", described.join("\n"));
    assert!(imports.values().map(BTreeSet::len).sum::<usize>() > 300, "few imports were found");
}

fn describe_circle(circle: &BTreeSet<&str>, imports: &Imports<'_>) -> String {
    let mut text = format!("{} files", circle.len());
    for file in circle {
        let others: Vec<&str> = imports[file].intersection(circle).copied().collect();
        let _ = write!(text, "\n  {file} imports {}", others.join(", "));
    }
    text
}

#[test]
fn the_tables_are_those_in_the_documentation() {
    check_documentation("lib.rs", &ROOMS);
    check_documentation("console/mod.rs", &CONSOLE_ROOMS);
}

/// Each room has a row in the table at the head of the file, whose last cell names what it may
/// import.
fn check_documentation(file: &str, table: &[Row]) {
    let text = fs::read_to_string(source_folder().join(file)).unwrap();
    for (room, allowed) in table {
        let starts = [format!("//! | [`{room}`] |"), format!("//! | `{room}` |")];
        let row = text.lines().find(|line| starts.iter().any(|start| line.starts_with(start)));
        let row = row.unwrap_or_else(|| panic!("{room} is not in the table of {file}"));
        let cell = row.trim_end_matches(" |").rsplit(" | ").next().unwrap().replace('`', "");
        match cell.as_str() {
            "nothing of ours" => assert_eq!(*allowed, [""; 0], "{room}"),
            "all of the above" | "runtime and below" => assert!(allowed.len() >= 6, "{room}"),
            list => assert_eq!(list.split(", ").collect::<Vec<_>>(), *allowed, "{room}"),
        }
    }
}

#[test]
fn the_pure_rooms_touch_nothing_outside() {
    let program = program();
    for file in program.iter().filter(|f| ["console", "domain", "ui"].contains(&f.room())) {
        for path in &file.external {
            let impure = IMPURE.iter().any(|start| begins_with(path, start));
            assert!(!impure, "{} uses {path}", file.path);
            let asks_the_clock = path.ends_with("Utc::now") || path.ends_with("Local::now");
            assert!(!asks_the_clock, "{} uses {path}", file.path);
        }
    }
}

/// Whether a path begins with these words, or with `aws_` and the like.
fn begins_with(path: &str, start: &str) -> bool {
    let rest = path.strip_prefix(start);
    rest.is_some_and(|rest| start.ends_with('_') || rest.is_empty() || rest.starts_with("::"))
}

#[test]
fn secrets_are_read_in_few_places() {
    let mut readers = BTreeSet::new();
    for file in program().iter().filter(|file| file.secret_reads > 0) {
        let listed = SECRET_READERS.iter().find(|reader| file.path.starts_with(*reader));
        assert!(listed.is_some(), "{} reads a secret", file.path);
        readers.extend(listed);
    }
    assert_eq!(readers, SECRET_READERS.iter().collect(), "a listed file reads none");
}

#[test]
fn nothing_is_unsafe() {
    let program = program();
    let with_unsafe: Vec<&str> =
        program.iter().filter(|file| file.has_unsafe).map(|file| file.path.as_str()).collect();
    assert_eq!(with_unsafe, [""; 0]);
}

#[test]
fn every_file_is_read() {
    let read: BTreeSet<String> = program().into_iter().map(|file| file.path).collect();
    let root = source_folder();
    let mut folders = vec![root.clone()];
    let mut missed = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let relative = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            let for_tests = relative.contains("tests") || relative.contains("testing");
            if !for_tests && !read.contains(&relative) {
                missed.push(relative);
            }
        }
    }
    assert_eq!(missed, [""; 0]);
}
