//! The program's source files as `syn` reads them: which paths each names, and what it re-exports.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit::{self, Visit};
use syn::{Attribute, ExprMethodCall, Item, ItemMod, ItemUse, Macro, UseTree};

/// A path in Rust's sense, word by word.
pub(super) type RustPath = Vec<String>;

/// One file of the program.
pub(super) struct SourceFile {
    /// Its path below `src`.
    pub(super) path: String,
    /// The module it holds, from the crate's root on.
    pub(super) module: RustPath,
    /// The paths into this crate that its code names, from the crate's root on.
    pub(super) named: BTreeSet<RustPath>,
    /// What it re-exports: the path under which a thing can be named, and the path of the thing.
    pub(super) reexports: Vec<(RustPath, RustPath)>,
    /// The paths that lead out of the crate, such as `std::fs`.
    pub(super) external: BTreeSet<String>,
    /// How often a method called `read` is given a function.
    pub(super) secret_reads: usize,
    pub(super) has_unsafe: bool,
}

impl SourceFile {
    /// The first word of its module: `domain`, `console`, `main`; `lib` for the root.
    pub(super) fn room(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }
}

pub(super) fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The program's files: those that no `#[cfg(test)] mod` declares.
pub(super) fn program() -> Vec<SourceFile> {
    let folder = source_folder();
    let mut files = Vec::new();
    read_module(&folder.join("lib.rs"), &[], &mut files);
    read_module(&folder.join("main.rs"), &["main".to_owned()], &mut files);
    files
}

/// Reads a file, and the files of the modules it declares.
fn read_module(path: &Path, module: &[String], files: &mut Vec<SourceFile>) {
    let text = fs::read_to_string(path).unwrap();
    let parsed = syn::parse_file(&text).unwrap();
    let relative = path.strip_prefix(source_folder()).unwrap().to_str().unwrap().to_owned();
    let file = SourceFile {
        path: relative,
        module: module.to_vec(),
        named: BTreeSet::new(),
        reexports: Vec::new(),
        external: BTreeSet::new(),
        secret_reads: 0,
        has_unsafe: false,
    };
    let declared = parsed.items.iter().filter_map(|item| match item {
        Item::Mod(declared) => Some(declared.ident.to_string()),
        _ => None,
    });
    let mut reader = Reader { file, module: module.to_vec(), children: declared.collect() };
    reader.visit_file(&parsed);
    files.push(reader.file);
    for item in &parsed.items {
        let Item::Mod(declared) = item else { continue };
        if declared.content.is_none() && !is_for_tests(&declared.attrs) {
            let name = declared.ident.to_string();
            let child = [module, std::slice::from_ref(&name)].concat();
            read_module(&file_of_child(path, &name), &child, files);
        }
    }
}

/// The file of a module that another file declares.
fn file_of_child(parent: &Path, name: &str) -> PathBuf {
    let folder = match parent.file_stem().unwrap().to_str().unwrap() {
        "mod" | "lib" | "main" => parent.parent().unwrap().to_owned(),
        stem => parent.parent().unwrap().join(stem),
    };
    let candidates = [folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs")];
    candidates.into_iter().find(|file| file.exists()).expect("a module has a file")
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|word| word == "test")
    })
}

/// Walks one file's syntax tree and notes what the tests ask about.
struct Reader {
    file: SourceFile,
    /// The module that is being read, which may be one inside the file.
    module: RustPath,
    /// The modules that the file declares.
    children: BTreeSet<String>,
}

impl Reader {
    fn note_path(&mut self, path: &[String]) {
        match self.resolve(path) {
            Some(resolved) => self.file.named.insert(resolved),
            None => self.file.external.insert(path.join("::")),
        };
    }

    fn note_use(&mut self, tree: &UseTree) {
        for (_, path) in leaves(tree, &[]) {
            self.note_path(&path);
        }
    }

    fn note_reexport(&mut self, tree: &UseTree) {
        for (name, mut path) in leaves(tree, &[]) {
            if path.first().is_some_and(|word| self.children.contains(word)) {
                path.insert(0, "self".to_owned());
            }
            match self.resolve(&path) {
                Some(thing) if name != "*" => {
                    let exported = [self.module.as_slice(), &[name]].concat();
                    self.file.reexports.push((exported, thing));
                }
                _ => self.note_path(&path),
            }
        }
    }

    /// The path from the crate's root on; `None` if it does not begin with `crate`, `self` or
    /// `super`.
    fn resolve(&self, path: &[String]) -> Option<RustPath> {
        let (first, mut rest) = path.split_first()?;
        let mut resolved = self.module.clone();
        match first.as_str() {
            // `main.rs` names the library as `akia`.
            "crate" | "akia" => resolved.clear(),
            "self" => {}
            "super" => {
                resolved.pop();
                while let Some((word, after)) = rest.split_first()
                    && word == "super"
                {
                    resolved.pop();
                    rest = after;
                }
            }
            _ => return None,
        }
        resolved.extend_from_slice(rest);
        Some(resolved)
    }
}

/// What a `use` brings in: each name, and the path it stands for; `*` for a glob.
fn leaves(tree: &UseTree, before: &[String]) -> Vec<(String, RustPath)> {
    let joined = |name: &dyn ToString| [before, &[name.to_string()]].concat();
    match tree {
        UseTree::Path(path) => leaves(&path.tree, &joined(&path.ident)),
        UseTree::Group(group) => group.items.iter().flat_map(|item| leaves(item, before)).collect(),
        UseTree::Name(name) => vec![(name.ident.to_string(), joined(&name.ident))],
        UseTree::Rename(name) => vec![(name.rename.to_string(), joined(&name.ident))],
        UseTree::Glob(_) => vec![("*".to_owned(), joined(&"*"))],
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if is_for_tests(&item.attrs) {
            return;
        }
        match item.vis {
            syn::Visibility::Inherited => self.note_use(&item.tree),
            _ => self.note_reexport(&item.tree),
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if is_for_tests(&item.attrs) {
            return;
        }
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let words: RustPath = path.segments.iter().map(|word| word.ident.to_string()).collect();
        if words.len() > 1 {
            self.note_path(&words);
        }
        visit::visit_path(self, path);
    }

    /// The arguments of `format!`, `vec!`, `matches!` and the like are read where they are
    /// expressions.
    fn visit_macro(&mut self, call: &'ast Macro) {
        type Arguments = syn::punctuated::Punctuated<syn::Expr, syn::Token![,]>;
        if let Ok(arguments) = call.parse_body_with(Arguments::parse_terminated) {
            arguments.iter().for_each(|argument| self.visit_expr(argument));
        }
        visit::visit_macro(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        if reads_secret(call) {
            self.file.secret_reads += 1;
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

/// Whether this is `secret.read(…)` with a closure or a function.
fn reads_secret(call: &ExprMethodCall) -> bool {
    if call.method != "read" || call.args.len() != 1 {
        return false;
    }
    match call.args.first() {
        Some(syn::Expr::Closure(_)) => true,
        Some(syn::Expr::Path(argument)) => {
            let last = argument.path.segments.last().map(|word| word.ident.to_string());
            // A type or a variant would be asked for, as in `cx.read(AwsRead::Caller)`.
            let is_function = last.is_some_and(|word| !word.starts_with(char::is_uppercase));
            is_function && !is_context(&call.receiver)
        }
        _ => false,
    }
}

/// Whether this is the console's context, whose `read` asks AWS.
fn is_context(receiver: &syn::Expr) -> bool {
    match receiver {
        syn::Expr::Path(path) => path.path.is_ident("cx"),
        syn::Expr::Field(field) => {
            matches!(&field.member, syn::Member::Named(name) if name == "cx")
        }
        _ => false,
    }
}
