//! Who may know whom: the table at the head of `src/lib.rs`, held by reading every file with `syn`.
//!
//! Test modules (`#[cfg(test)]`, and files they declare) may use whatever they like of the house:
//! what they import is not in the program. The layers are about what is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};
use syn::{Attribute, ExprMethodCall, Item, ItemMod, ItemUse, Macro, UseTree};

/// Room by room, what each may import; `lib` and `main` tie everything together.
const MAY_IMPORT: [(&str, &[&str]); 10] = [
    ("domain", &[]),
    ("ui", &[]),
    ("console", &["domain", "ui"]),
    ("aws", &["domain"]),
    ("demo", &["domain"]),
    ("host", &["domain"]),
    ("runtime", &["aws", "console", "demo", "domain", "host", "ui"]),
    ("cli", &["aws", "console", "demo", "domain", "host", "runtime", "ui"]),
    ("main", &["aws", "cli", "console", "demo", "domain", "host", "runtime", "ui"]),
    ("lib", &["aws", "cli", "console", "demo", "domain", "host", "runtime", "ui"]),
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

/// Where secrets are read: each use has its place, and no other file reads one.
const READERS: [&str; 12] = [
    "aws/mfa/sts.rs",
    "aws/new_key.rs",
    "console/dialogs/retrieve/view.rs",
    "domain/mfa.rs",
    "domain/secret.rs",
    "host/clipboard/osc52.rs",
    "host/clipboard/system.rs",
    "host/clipboard/tmux.rs",
    "host/credentials_file/edit.rs",
    "host/credentials_file/planned.rs",
    "host/files.rs",
    "host/terminal/mod.rs",
];

/// One file of the program.
struct SourceFile {
    /// Its path below `src`.
    path: String,
    /// The modules it is in, from the crate's root on.
    module: Vec<String>,
    /// The paths its code names, with `crate`, `self` and `super` resolved and `crate` left out.
    names: BTreeSet<Vec<String>>,
    /// What it re-exports: the path under which it can be named, and the path of the thing.
    exports: Vec<(Vec<String>, Vec<String>)>,
    /// Names brought in from outside the crate, such as `std::fs`.
    outside: BTreeSet<String>,
    /// How often a method called `read` is given a function.
    readers: usize,
    has_unsafe: bool,
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|word| word == "test")
    })
}

/// The program's files: those no `#[cfg(test)] mod` declares.
fn program() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    for (path, module) in [("lib.rs", vec![]), ("main.rs", vec!["main".to_owned()])] {
        read(&root, &root.join(path), &module, &mut files);
    }
    files
}

/// Reads a file, and the files of the modules it declares.
fn read(root: &Path, path: &Path, module: &[String], files: &mut Vec<SourceFile>) {
    let text = fs::read_to_string(path).unwrap();
    let parsed = syn::parse_file(&text).unwrap();
    let relative = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    let mut names = Names {
        file: SourceFile {
            path: relative,
            module: module.to_vec(),
            names: BTreeSet::new(),
            exports: Vec::new(),
            outside: BTreeSet::new(),
            readers: 0,
            has_unsafe: false,
        },
        module: module.to_vec(),
    };
    names.visit_file(&parsed);
    files.push(names.file);
    for item in &parsed.items {
        let Item::Mod(declared) = item else { continue };
        if declared.content.is_none() && !is_test(&declared.attrs) {
            let name = declared.ident.to_string();
            let mut inside = module.to_vec();
            inside.push(name.clone());
            let folder = folder_of(path);
            let below = [folder.join(format!("{name}.rs")), folder.join(&name).join("mod.rs")];
            let file = below.iter().find(|file| file.exists()).expect("a module has a file");
            read(root, file, &inside, files);
        }
    }
}

/// Where the files of a file's modules are.
fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().unwrap();
    match path.file_stem().unwrap().to_str().unwrap() {
        "mod" | "lib" | "main" => folder.to_owned(),
        stem => folder.join(stem),
    }
}

struct Names {
    file: SourceFile,
    /// The module that is being read, which may be one inside the file.
    module: Vec<String>,
}

impl Names {
    /// Notes a path, as far as it leads out of where it stands.
    fn note(&mut self, path: &[String]) {
        match self.resolve(path) {
            Some(resolved) => self.file.names.insert(resolved),
            None => self.file.outside.insert(path.join("::")),
        };
    }

    /// The path from the crate's root on; `None` for one that leads out of the crate, or nowhere.
    fn resolve(&self, path: &[String]) -> Option<Vec<String>> {
        let mut resolved = self.module.clone();
        let mut rest = path;
        match path.first().map(String::as_str) {
            Some("crate" | "akia") => {
                resolved.clear();
                rest = rest.get(1..).unwrap_or_default();
            }
            Some("self") => rest = rest.get(1..).unwrap_or_default(),
            Some("super") => {
                while rest.first().is_some_and(|word| word == "super") {
                    resolved.pop();
                    rest = rest.get(1..).unwrap_or_default();
                }
            }
            _ => return None,
        }
        resolved.extend(rest.iter().cloned());
        Some(resolved)
    }

    /// Notes what a `pub use` re-exports.
    fn note_exports(&mut self, tree: &UseTree, before: &[String]) {
        let joined = |name: String| [before, &[name]].concat();
        let (name, path) = match tree {
            UseTree::Path(path) => {
                return self.note_exports(&path.tree, &joined(path.ident.to_string()));
            }
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.note_exports(tree, before));
            }
            UseTree::Glob(_) => return self.note(&joined("*".to_owned())),
            UseTree::Name(name) => (name.ident.to_string(), joined(name.ident.to_string())),
            UseTree::Rename(name) => (name.rename.to_string(), joined(name.ident.to_string())),
        };
        match self.resolve(&path) {
            Some(thing) => {
                let exported = [self.module.as_slice(), &[name]].concat();
                self.file.exports.push((exported, thing));
            }
            None => self.note(&path),
        }
    }

    fn note_tree(&mut self, tree: &UseTree, before: &[String]) {
        let joined = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.note_tree(&path.tree, &joined(path.ident.to_string())),
            UseTree::Name(name) => self.note(&joined(name.ident.to_string())),
            UseTree::Rename(name) => self.note(&joined(name.ident.to_string())),
            UseTree::Glob(_) => self.note(&joined("*".to_owned())),
            UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.note_tree(tree, before));
            }
        }
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if is_test(&item.attrs) {
            return;
        }
        match item.vis {
            syn::Visibility::Inherited => self.note_tree(&item.tree, &[]),
            _ => self.note_exports(&item.tree, &[]),
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if is_test(&item.attrs) {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: Vec<String> = path.segments.iter().map(|word| word.ident.to_string()).collect();
        if words.len() > 1 {
            self.note(&words);
        }
        visit::visit_path(self, path);
    }

    /// What stands in `format!`, `vec!`, `matches!` and the like is read as far as it is made of
    /// expressions.
    fn visit_macro(&mut self, call: &'ast Macro) {
        type Parts = syn::punctuated::Punctuated<syn::Expr, syn::Token![,]>;
        if let Ok(parts) = call.parse_body_with(Parts::parse_terminated) {
            parts.iter().for_each(|part| self.visit_expr(part));
        }
        visit::visit_macro(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        // A closure or a function; `Core::read`, which asks AWS, is another thing.
        let takes_it = match call.args.first() {
            Some(syn::Expr::Closure(_)) => true,
            Some(syn::Expr::Path(path)) => {
                let last = path.path.segments.last().map(|word| word.ident.to_string());
                !is_context(&call.receiver)
                    && last.is_some_and(|word| !word.starts_with(char::is_uppercase))
            }
            _ => false,
        };
        if call.method == "read" && call.args.len() == 1 && takes_it {
            self.file.readers += 1;
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_unsafe(&mut self, block: &'ast syn::ExprUnsafe) {
        self.file.has_unsafe = true;
        visit::visit_expr_unsafe(self, block);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.file.has_unsafe |= item.unsafety.is_some();
        visit::visit_item_impl(self, item);
    }
}

/// Whether this is the console's context, whose `read` asks for something.
fn is_context(receiver: &syn::Expr) -> bool {
    match receiver {
        syn::Expr::Path(path) => path.path.is_ident("cx"),
        syn::Expr::Field(field) => matches!(&field.member, syn::Member::Named(n) if n == "cx"),
        _ => false,
    }
}

impl SourceFile {
    fn room(&self) -> &str {
        match self.module.first() {
            Some(room) => room,
            None => "lib",
        }
    }

    /// The other rooms it knows.
    fn knows(&self, rooms: &BTreeMap<&str, &[&str]>) -> BTreeSet<&str> {
        let first = self.names.iter().filter_map(|path| path.first()).map(String::as_str);
        first.filter(|room| rooms.contains_key(room) && *room != self.room()).collect()
    }
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let rooms = BTreeMap::from(MAY_IMPORT);
    let mut wrong = Vec::new();
    let mut edges = BTreeSet::new();
    for file in program() {
        let allowed =
            rooms.get(file.room()).unwrap_or_else(|| panic!("{} is in no room", file.path));
        for known in file.knows(&rooms) {
            edges.insert((file.room().to_owned(), known.to_owned()));
            if !allowed.contains(&known) {
                wrong.push(format!("{} imports {known}", file.path));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
    // The reading itself works: these are surely there.
    for (room, known) in [("console", "domain"), ("runtime", "console"), ("aws", "domain")] {
        assert!(edges.contains(&(room.to_owned(), known.to_owned())), "{room} → {known}");
    }
}

/// Which file defines what a path names: re-exports are followed.
fn defining_file<'a>(
    path: &[String],
    files: &BTreeMap<&[String], &'a SourceFile>,
    exports: &BTreeMap<&[String], &[String]>,
) -> Option<&'a SourceFile> {
    let mut path = path.to_vec();
    // A re-export of a re-export, and so on.
    for _ in 0..8 {
        let exported = (1..=path.len()).find_map(|end| {
            let thing = exports.get(&path[..end])?;
            Some([*thing, &path[end..]].concat())
        });
        match exported {
            Some(thing) => path = thing,
            None => break,
        }
    }
    (0..=path.len()).rev().find_map(|end| files.get(&path[..end]).copied())
}

/// The files that each file imports from; a parent that only declares and re-exports its children
/// imports nothing.
fn imports(program: &[SourceFile]) -> BTreeMap<&str, BTreeSet<&str>> {
    let files: BTreeMap<&[String], &SourceFile> =
        program.iter().map(|file| (file.module.as_slice(), file)).collect();
    let exports: BTreeMap<&[String], &[String]> = program
        .iter()
        .flat_map(|file| &file.exports)
        .map(|(name, thing)| (name.as_slice(), thing.as_slice()))
        .collect();
    let of_file = |file: &'_ SourceFile| -> BTreeSet<&str> {
        let defining = file.names.iter().filter_map(|path| defining_file(path, &files, &exports));
        let others = defining.map(|other| other.path.as_str());
        others.filter(|other| *other != file.path).collect()
    };
    program.iter().map(|file| (file.path.as_str(), of_file(file))).collect()
}

/// All files that can be reached from one by its imports.
fn reached<'a>(from: &str, imports: &BTreeMap<&'a str, BTreeSet<&'a str>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&str> = imports[from].iter().copied().collect();
    while let Some(file) = next.pop() {
        if reached.insert(file) {
            next.extend(&imports[file]);
        }
    }
    reached
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let program = program();
    let imports = imports(&program);
    let mut circles = BTreeSet::new();
    for file in imports.keys() {
        let back = |other: &&str| reached(other, &imports).contains(file);
        let circle: BTreeSet<&str> = reached(file, &imports).into_iter().filter(back).collect();
        if circle.contains(file) {
            circles.insert(circle);
        }
    }
    let described: Vec<String> = circles
        .iter()
        .map(|circle| {
            let ties = circle.iter().map(|file| {
                let others: Vec<&str> = imports[file].intersection(circle).copied().collect();
                format!("\n  {file} imports {}", others.join(", "))
            });
            format!("{} files{}", circle.len(), ties.collect::<String>())
        })
        .collect();
    assert!(circles.is_empty(), "files import each other in circles:\n{}", described.join("\n"));
    assert!(imports.values().map(BTreeSet::len).sum::<usize>() > 300, "few imports were found");
}

#[test]
fn the_table_is_the_one_in_the_documentation() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    for (room, allowed) in MAY_IMPORT.iter().filter(|(room, _)| !["main", "lib"].contains(room)) {
        let row = lib.lines().find(|line| line.starts_with(&format!("//! | [`{room}`]")));
        let says = row.unwrap_or_else(|| panic!("{room} is not in the table"));
        let says = says.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        match says {
            "nothing of ours" => assert_eq!(*allowed, [""; 0], "{room}"),
            "all of the above" | "runtime and below" => assert!(allowed.len() >= 6, "{room}"),
            named => {
                for known in *allowed {
                    assert!(named.contains(known), "{room} may import {known}, but not: {named}");
                }
            }
        }
    }
}

#[test]
fn the_pure_rooms_touch_nothing_outside() {
    for file in program().iter().filter(|f| ["console", "domain", "ui"].contains(&f.room())) {
        for name in &file.outside {
            let impure = IMPURE.iter().find(|start| {
                name.strip_prefix(*start).is_some_and(|rest| {
                    start.ends_with('_') || rest.is_empty() || rest.starts_with("::")
                })
            });
            assert!(impure.is_none(), "{} uses {name}", file.path);
            let clock = name.ends_with("Utc::now") || name.ends_with("Local::now");
            assert!(!clock, "{} asks the clock: {name}", file.path);
        }
    }
}

#[test]
fn secrets_are_read_in_few_places() {
    let mut readers = BTreeSet::new();
    for file in program().iter().filter(|file| file.readers > 0) {
        let known = READERS.iter().find(|reader| file.path.starts_with(*reader));
        assert!(known.is_some(), "{} reads a secret", file.path);
        readers.extend(known);
    }
    assert_eq!(readers, READERS.iter().collect(), "the list names only files that read one");
}

#[test]
fn nothing_is_unsafe() {
    let of_doubt: Vec<String> =
        program().into_iter().filter(|file| file.has_unsafe).map(|file| file.path).collect();
    assert_eq!(of_doubt, [""; 0]);
}

#[test]
fn every_file_is_read() {
    let read: BTreeSet<String> = program().into_iter().map(|file| file.path).collect();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let root = folders.first().unwrap().clone();
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
