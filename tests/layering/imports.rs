//! Which file imports from which, with re-exports followed to the file that defines a thing.

use super::program::{RustPath, SourceFile};
use std::collections::{BTreeMap, BTreeSet};

/// For each file, the files it imports from.
pub(super) type Imports<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The imports of every file. A parent that only declares and re-exports its children imports
/// nothing.
pub(super) fn imports(program: &[SourceFile]) -> Imports<'_> {
    let definitions = Definitions::of(program);
    let mut imports = Imports::new();
    for file in program {
        let mut others = BTreeSet::new();
        for path in &file.named {
            others.extend(definitions.file_of(path).filter(|other| *other != file.path));
        }
        imports.insert(&file.path, others);
    }
    imports
}

/// All files that can be reached from one by its imports.
pub(super) fn reachable<'a>(from: &str, imports: &Imports<'a>) -> BTreeSet<&'a str> {
    let mut reachable = BTreeSet::new();
    let mut next: Vec<&str> = imports[from].iter().copied().collect();
    while let Some(file) = next.pop() {
        if reachable.insert(file) {
            next.extend(&imports[file]);
        }
    }
    reachable
}

/// Where modules and re-exported things are.
struct Definitions<'a> {
    files: BTreeMap<&'a [String], &'a str>,
    reexports: BTreeMap<&'a [String], &'a [String]>,
}

impl<'a> Definitions<'a> {
    fn of(program: &'a [SourceFile]) -> Self {
        let mut files = BTreeMap::new();
        let mut reexports = BTreeMap::new();
        for file in program {
            files.insert(file.module.as_slice(), file.path.as_str());
            for (exported, thing) in &file.reexports {
                reexports.insert(exported.as_slice(), thing.as_slice());
            }
        }
        Self { files, reexports }
    }

    /// The file that defines what a path names: the innermost module that is a file.
    fn file_of(&self, path: &[String]) -> Option<&'a str> {
        let path = self.follow_reexports(path);
        (0..=path.len()).rev().find_map(|end| self.files.get(&path[..end]).copied())
    }

    fn follow_reexports(&self, path: &[String]) -> RustPath {
        let mut path = path.to_vec();
        // A re-export may be of a re-export; eight of them would be a circle.
        for _ in 0..8 {
            let exported = (1..=path.len()).find_map(|end| {
                let thing = self.reexports.get(&path[..end])?;
                Some([*thing, &path[end..]].concat())
            });
            match exported {
                Some(thing) => path = thing,
                None => break,
            }
        }
        path
    }
}
